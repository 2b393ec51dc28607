"""Removing what serves no more: sign-ins that ended, links that passed, counts of calls."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from segur_reference.config import Settings
from segur_reference.services import appels
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Connexion, Lien

_COUNTED: Final = 3600


def purger(portail: Portail) -> None:
    """Remove it. Nothing that could still be used is touched."""
    now, settings = portail.now(), portail.settings
    portail.write(lambda session: _remove(session, now, settings))


def _remove(session: Session, now: datetime, settings: Settings) -> None:
    unused = now - timedelta(seconds=settings.session_seconds)
    session.execute(delete(Connexion).where(Connexion.vue < unused))
    session.execute(delete(Lien).where(Lien.expire < now))
    counted = max(settings.sign_in_wait_seconds, _COUNTED)
    appels.oublier(session, now - timedelta(seconds=counted))
