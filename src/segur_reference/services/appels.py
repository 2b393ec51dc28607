"""How often somebody calls: counted by the minute, in the database, so for every process."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import case, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Session

from segur_reference.services.erreurs import Attendre
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Appel

_MINUTE: Final = timedelta(minutes=1)


def compter(portail: Portail, cle: str) -> None:
    """Count a call of somebody's. Raises `Attendre` after too many in this minute.

    A call that would have to wait for another writer is let through without being counted: whoever
    writes for long keeps no call back.
    """
    most = portail.settings.calls_per_minute
    if not most:
        return
    now = portail.now()
    minute = now.replace(second=0, microsecond=0)
    counted = portail.write_now(lambda session: _add(session, cle, minute))
    if counted is not None and counted > most:
        raise Attendre(int((minute + _MINUTE - now).total_seconds()) + 1)


def oublier(session: Session, before: datetime) -> None:
    """Forget what was counted before an instant."""
    session.execute(delete(Appel).where(Appel.depuis < before))


def _add(session: Session, cle: str, minute: datetime) -> int:
    """One more; how many there are in this minute."""
    on_sqlite = session.get_bind().dialect.name == "sqlite"
    new = (sqlite.insert if on_sqlite else postgresql.insert)(Appel).values(
        cle=cle, depuis=minute, nombre=1
    )
    same = Appel.depuis == new.excluded.depuis
    # One statement: two calls at once count as two.
    counted = new.on_conflict_do_update(
        index_elements=[Appel.cle],
        set_={"depuis": new.excluded.depuis, "nombre": case((same, Appel.nombre + 1), else_=1)},
    )
    return session.scalars(counted.returning(Appel.nombre)).one()
