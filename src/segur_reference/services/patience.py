"""How often something secret may be tried: so many times, and then one waits.

A try is counted before it is judged, so that many at once do not pass for one.
"""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import delete
from sqlalchemy.orm import Session

from segur_reference.services.erreurs import Attendre
from segur_reference.services.portail import Portail
from segur_reference.services.secrets import digest
from segur_reference.storage.tables import Appel
from segur_reference.storage.types import folded


def essayer(portail: Portail, quoi: str, qui: str) -> str:
    """Count a try, and give the key that it is counted by. Raises `Attendre` after too many."""
    # A digest: what somebody writes in a form is of any length, and is nobody else's business.
    key = f"{quoi}:{digest(folded(qui))}"
    now, settings = portail.now(), portail.settings
    wait = timedelta(seconds=settings.sign_in_wait_seconds)

    def use(session: Session) -> None:
        seen = session.get(Appel, key, with_for_update=True)
        if seen is None:
            session.add(Appel(cle=key, depuis=now, nombre=1))
        elif now >= seen.depuis + wait:
            seen.depuis, seen.nombre = now, 1
        elif seen.nombre >= settings.sign_in_attempts:
            raise Attendre(int((seen.depuis + wait - now).total_seconds()) + 1)
        else:
            seen.nombre += 1

    portail.write(use)
    return key


def pardonner(session: Session, key: str) -> None:
    """Forget the tries: the secret was the right one."""
    session.execute(delete(Appel).where(Appel.cle == key))
