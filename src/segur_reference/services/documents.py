"""Putting a document in the store so that its row and its bytes are there together, or neither."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from typing import BinaryIO, Final

from sqlalchemy import CursorResult, and_, delete, or_, select
from sqlalchemy.orm import Session

from segur_reference.services.erreurs import Attendre
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Objet, Piece

_BATCH: Final = 100
_TAKEN: Final = timedelta(minutes=10)
"""After how long a process that was removing bytes is taken to have ended: a choice."""
_MORCEAU: Final = 256 * 1024


def empreinte_of(contenu: BinaryIO) -> str:
    """The digest of all the bytes of a document, which is then at its start again."""
    digest = sha256()
    contenu.seek(0)
    # Piece by piece: a document is in memory once, and not twice.
    while morceau := contenu.read(_MORCEAU):
        digest.update(morceau)
    contenu.seek(0)
    return digest.hexdigest()


def reserve(portail: Portail, number: int = 1) -> tuple[str, ...]:
    """So many keys, known from now on as ones that no document is under."""
    keys = tuple(portail.documents.new_key() for _ in range(number))
    now = portail.machine.now()
    portail.write(lambda session: session.add_all(Objet(cle=key, depuis=now) for key in keys))
    return keys


def put(portail: Portail, key: str, contenu: BinaryIO | bytes) -> None:
    """Put bytes under a key that was reserved.

    Raises `Attendre` when it took so long that the key was taken back: it is then known again, as
    one whose bytes are to be removed.
    """
    portail.documents.put(key, contenu)
    now = portail.machine.now()

    def use(session: Session) -> bool:
        row = session.get(Objet, key, with_for_update=True)
        if row is not None and row.retrait is None:
            row.depuis = now
            return True
        if row is None:
            abandon(portail, session, [key])
        else:
            row.depuis, row.retrait = _long_ago(portail), None
        return False

    if not portail.write(use):
        raise Attendre(1)


def adopt(session: Session, pieces: Iterable[Piece]) -> None:
    """Add the rows of documents whose bytes were put under keys that were reserved.

    Raises `Attendre` when the bytes waited so long that they were removed meanwhile.
    """
    rows = tuple(pieces)
    for row in rows:
        mine = delete(Objet).where(Objet.cle == row.cle, Objet.retrait.is_(None))
        gone = session.execute(mine)
        if not isinstance(gone, CursorResult) or gone.rowcount != 1:
            raise Attendre(1)
    session.add_all(rows)


def release(session: Session, keys: Iterable[str]) -> None:
    """Give up keys that nothing was put under."""
    session.execute(delete(Objet).where(Objet.cle.in_(list(keys))))


def abandon(portail: Portail, session: Session, keys: Iterable[str]) -> None:
    """Write down that what is under these keys is to be removed, as their rows are deleted."""
    session.add_all(Objet(cle=key, depuis=_long_ago(portail)) for key in keys)


def abandon_unknown(portail: Portail, keys: Iterable[str]) -> None:
    """Write down, of keys that something is under, those that nothing speaks of."""
    # Listed before what is known: what is put later is not there.
    found = set(keys)

    def use(session: Session) -> None:
        # In this order too: a key that is adopted in between is seen in one of the two.
        known = set(session.scalars(select(Objet.cle)))
        known |= set(session.scalars(select(Piece.cle)))
        abandon(portail, session, found - known)

    portail.write(use)


def sweep(portail: Portail) -> int:
    """Remove what is under keys that have waited long enough; say how many there were."""
    total = 0
    while True:
        now = portail.machine.now()
        keys = portail.write(partial(_take, portail, now))
        if not keys:
            return total
        # The store may be slow: nobody waits for it in a transaction.
        portail.documents.remove(keys)
        portail.write(partial(_forget, keys, now))
        total += len(keys)


def _take(portail: Portail, now: datetime, session: Session) -> list[str]:
    """Some keys that have waited long enough: no row adopts them any more."""
    old = now - timedelta(seconds=portail.settings.orphan_seconds)
    waits = and_(Objet.retrait.is_(None), Objet.depuis < old)
    query = select(Objet).where(or_(waits, Objet.retrait < now - _TAKEN)).limit(_BATCH)
    rows = session.scalars(query.with_for_update(skip_locked=True)).all()
    for row in rows:
        row.retrait = now
    return [row.cle for row in rows]


def _forget(keys: Iterable[str], taken: datetime, session: Session) -> None:
    """Forget keys that nothing is under any more, but for one that was written down again."""
    gone = delete(Objet).where(Objet.cle.in_(list(keys)), Objet.retrait == taken)
    session.execute(gone)


def _long_ago(portail: Portail) -> datetime:
    return portail.machine.now() - timedelta(seconds=portail.settings.orphan_seconds + 1)
