"""How often something may be tried without being known: so many times, and then one waits.

A try is counted before it is judged, so that many at once do not pass for one. A password is
counted by whose it would be and where the try comes from: somebody elsewhere keeps nobody out. One
address may try so many passwords in all, whosever they are; and it sends so many forms.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from attrs import frozen
from sqlalchemy import delete, update
from sqlalchemy.orm import Session

from segur_reference.services.erreurs import Attendre
from segur_reference.services.portail import Portail
from segur_reference.services.secrets import digest
from segur_reference.storage.tables import Appel
from segur_reference.storage.types import folded

_APART: Final = "\n"
"""Between a name and an address; neither holds one."""


@frozen
class Essai:
    """What a try was counted by: who it is of, and the address that it came from, if any."""

    cle: str
    adresse: str | None


def essayer(portail: Portail, quoi: str, qui: str, adresse: str | None = None) -> Essai:
    """Count a try, from an address or from this machine. Raises `Attendre` after too many."""
    name = folded(qui) if adresse is None else f"{folded(qui)}{_APART}{adresse}"
    essai = Essai(_key(quoi, name), None if adresse is None else _key(f"{quoi}@", adresse))
    now, settings = portail.now(), portail.settings
    wait = timedelta(seconds=settings.sign_in_wait_seconds)

    def use(session: Session) -> None:
        _count(session, essai.cle, settings.sign_in_attempts, now, wait)
        if essai.adresse is not None:
            _count(session, essai.adresse, settings.address_attempts, now, wait)

    portail.write(use)
    return essai


def pardonner(session: Session, essai: Essai) -> None:
    """Forget the tries: the secret was the right one. Of its address, this try is forgotten."""
    session.execute(delete(Appel).where(Appel.cle == essai.cle))
    # Those of others stay counted: who knows one password does not go on guessing by it.
    mine = update(Appel).where(Appel.cle == essai.adresse, Appel.nombre > 0)
    session.execute(mine.values(nombre=Appel.nombre - 1))


def compter_formulaire(portail: Portail, quoi: str, adresse: str | None) -> None:
    """Count a form that an address sends without an account; one of this machine is not counted.

    Raises `Attendre` after too many.
    """
    now, settings = portail.now(), portail.settings
    most = settings.forms_per_address
    if adresse is None or not most:
        return
    wait = timedelta(seconds=settings.sign_in_wait_seconds)
    key = _key(quoi, adresse)
    portail.write(lambda session: _count(session, key, most, now, wait))


def _key(quoi: str, qui: str) -> str:
    # A digest: what somebody writes in a form is of any length, and is nobody else's business.
    return f"{quoi}:{digest(qui)}"


def _count(session: Session, key: str, most: int, now: datetime, wait: timedelta) -> None:
    seen = session.get(Appel, key, with_for_update=True)
    if seen is None:
        session.add(Appel(cle=key, depuis=now, nombre=1))
    elif now >= seen.depuis + wait:
        seen.depuis, seen.nombre = now, 1
    elif seen.nombre >= most:
        raise Attendre(int((seen.depuis + wait - now).total_seconds()) + 1)
    else:
        seen.nombre += 1
