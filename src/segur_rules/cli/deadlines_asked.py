"""What the options of `echeance` ask, and what the calendar of a SONS answers."""

from __future__ import annotations

import re
from contextlib import suppress
from datetime import date, datetime
from enum import StrEnum
from typing import Final

from attrs import frozen

from segur_rules.catalogue import Calendrier, Sons
from segur_rules.cli.context import parse_instant
from segur_rules.demandes.codes import Phase
from segur_rules.echeances import Echeance, Ouverture, first_instant

_DAY: Final = re.compile(r"([0-9]{4})-([0-9]{2})-([0-9]{2})")
_JOUR: Final = re.compile(r"([0-9]{2})/([0-9]{2})/([0-9]{4})")


@frozen
class Asked:
    """When something was imported, whose calendar is asked for, and at which instant."""

    depot: datetime | None
    sons: Sons | None
    instant: datetime | None


class Depots(StrEnum):
    """Whether the demandes of a phase may be filed."""

    OUVERT = "ouvert"
    PAS_ENCORE = "pas_encore"
    CLOS = "clos"
    INCONNU = "inconnu"
    """Nothing is against it among the dates that are known, and one is not."""


def parse_depot(text: str, langue: str) -> datetime:
    """An instant from a day of Paris, `2022-03-17` or `17/03/2022`, or from an instant.

    Raises `Failure`.
    """
    given = text.strip()
    parts: tuple[str, ...] = ()
    if found := _DAY.fullmatch(given):
        parts = found.groups()
    elif found := _JOUR.fullmatch(given):
        parts = found.groups()[::-1]
    if parts:
        # A day that does not exist is told as what is no instant.
        with suppress(ValueError):
            given = first_instant(date(*map(int, parts))).isoformat()
    return parse_instant(given, langue, "--depot")


def bounds_of(calendrier: Calendrier, phase: Phase) -> tuple[Ouverture | None, Echeance | None]:
    """The two dates between which the demandes of a phase are filed; None is unknown."""
    if phase is Phase.AVANCE:
        return calendrier.avance_ouverture, calendrier.avance_limite
    return calendrier.solde_ouverture, calendrier.solde_limite


def depots(calendrier: Calendrier, phase: Phase, instant: datetime) -> Depots:
    """Whether the demandes of a phase may be filed at an aware instant."""
    ouverture, limite = bounds_of(calendrier, phase)
    if limite is not None and not limite.is_met(instant):
        return Depots.CLOS
    if ouverture is not None and not ouverture.is_met(instant):
        return Depots.PAS_ENCORE
    return Depots.INCONNU if ouverture is None or limite is None else Depots.OUVERT
