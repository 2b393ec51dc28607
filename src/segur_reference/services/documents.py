"""Putting a document in the store so that its row and its bytes are there together, or neither."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import timedelta
from hashlib import sha256
from typing import BinaryIO, Final

from sqlalchemy import CursorResult, delete, select
from sqlalchemy.orm import Session

from segur_reference.services.erreurs import Attendre
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Objet, Piece

_BATCH: Final = 100
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
    now = portail.now()
    portail.write(lambda session: session.add_all(Objet(cle=key, depuis=now) for key in keys))
    return keys


def adopt(session: Session, pieces: Iterable[Piece]) -> None:
    """Add the rows of documents whose bytes were put under keys that were reserved.

    Raises `Attendre` when the bytes took so long that they were removed meanwhile.
    """
    rows = tuple(pieces)
    for row in rows:
        gone = session.execute(delete(Objet).where(Objet.cle == row.cle))
        if not isinstance(gone, CursorResult) or gone.rowcount != 1:
            raise Attendre(1)
    session.add_all(rows)


def release(session: Session, keys: Iterable[str]) -> None:
    """Give up keys that nothing was put under."""
    session.execute(delete(Objet).where(Objet.cle.in_(list(keys))))


def abandon(portail: Portail, session: Session, keys: Iterable[str]) -> None:
    """Write down that what is under these keys is to be removed, as their rows are deleted."""
    now = portail.now() - timedelta(seconds=portail.settings.orphan_seconds + 1)
    session.add_all(Objet(cle=key, depuis=now) for key in keys)


def sweep(portail: Portail) -> int:
    """Remove what is under keys that have waited long enough; say how many there were."""
    before = portail.now() - timedelta(seconds=portail.settings.orphan_seconds)

    def use(session: Session) -> int:
        # Locked, so that no row adopts a key whose bytes are being removed.
        old = select(Objet.cle).where(Objet.depuis < before).limit(_BATCH)
        keys = list(session.scalars(old.with_for_update(skip_locked=True)))
        portail.documents.remove(keys)
        release(session, keys)
        return len(keys)

    total = 0
    while removed := portail.write(use):
        total += removed
    return total
