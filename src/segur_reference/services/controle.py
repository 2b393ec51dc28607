"""What tests of other people's programs need: an empty portal, and a clock that they move."""

from __future__ import annotations

import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from segur_reference.clock import SystemClock
from segur_reference.services.documents import abandon_unknown, sweep
from segur_reference.services.erreurs import EntreeInvalide, NonVide
from segur_reference.services.portail import DECALAGE, Portail, shift_of
from segur_reference.storage.emptying import empty, is_empty
from segur_reference.storage.tables import Objet, Reglage

FIRST: Final = datetime(2000, 1, 1, tzinfo=UTC)
LAST: Final = datetime(2100, 1, 1, tzinfo=UTC)
"""Between which instants the clock may be put."""
_EXEMPLE: Final = "2022-10-20T10:00:00+02:00"


def vider(portail: Portail) -> None:
    """Remove everybody and everything, documents too; the clock is the machine's again."""
    keys = list(portail.documents.keys())

    def use(session: Session) -> None:
        empty(session)
        # Whatever moment the process ends at, the bytes are known as ones to be removed.
        session.add_all(Objet(cle=key, depuis=FIRST) for key in keys)

    portail.write(use)
    # What was put while the tables were being emptied.
    abandon_unknown(portail, portail.documents.keys())
    sweep(portail)


def exiger_vide(portail: Portail) -> None:
    """Raise `NonVide` when somebody or something is there."""
    if not portail.read(is_empty):
        raise NonVide


def mettre_a(portail: Portail, instant: datetime) -> datetime:
    """Put the clock at an instant, from which it runs on; answer the present instant.

    Raises `EntreeInvalide` when it cannot be put there.
    """
    if instant.tzinfo is None:
        raise EntreeInvalide(
            f"An instant has its zone: {_EXEMPLE}.", f"Un instant a son fuseau : {_EXEMPLE}."
        )
    return _move(portail, lambda real, _: instant - real)


def avancer(portail: Portail, seconds: float) -> datetime:
    """Move the clock by so many seconds; answer the present instant.

    Raises `EntreeInvalide` when it cannot be put there.
    """
    most = (LAST - FIRST).total_seconds()
    if not math.isfinite(seconds) or abs(seconds) > most:
        raise EntreeInvalide(
            f"The clock cannot be moved by {seconds:g} s.",
            f"L'horloge ne peut être déplacée de {seconds:g} s.",
        )
    return _move(portail, lambda _, shift: shift + timedelta(seconds=seconds))


def _move(portail: Portail, moved: Callable[[datetime, timedelta], timedelta]) -> datetime:
    real = SystemClock().now()

    def use(session: Session) -> None:
        row = session.get(Reglage, DECALAGE, with_for_update=True)
        shift = moved(real, shift_of(session))
        if not FIRST - real <= shift <= LAST - real:
            raise EntreeInvalide(
                f"The clock stays between {FIRST:%Y} and {LAST:%Y}.",
                f"L'horloge reste entre {FIRST:%Y} et {LAST:%Y}.",
            )
        value = str(shift.total_seconds())
        if row is None:
            session.add(Reglage(nom=DECALAGE, valeur=value))
        else:
            row.valeur = value

    portail.write(use)
    return portail.now()
