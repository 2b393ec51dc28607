"""A document's row and its bytes are there together, whatever moment the process ends at."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services import documents
from segur_reference.services.erreurs import Attendre
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Enrolement, Objet, Piece
from tests.reference.monde import Horloge, fournisseur


def _piece(portail: Portail, key: str) -> Piece:
    enrolement = portail.read(lambda session: session.scalar(select(Enrolement.id)))
    named: dict[str, Any] = {"nom": "rib.pdf", "type": "RIB", "taille": 3, "empreinte": "0" * 64}
    return Piece(enrolement_id=enrolement, cle=key, depose=portail.now(), **named)


def _waiting(portail: Portail) -> list[str]:
    return portail.read(lambda session: list(session.scalars(select(Objet.cle))))


def test_a_document_that_is_adopted_stays(portail: Portail, horloge: Horloge) -> None:
    fournisseur(portail)
    (key,) = documents.reserve(portail)
    portail.documents.put(key, b"pdf")
    portail.write(lambda session: documents.adopt(session, [_piece(portail, key)]))
    horloge.advance(days=1)
    assert documents.sweep(portail) == 0
    assert list(portail.documents.keys()) == [key]
    assert _waiting(portail) == []


def test_bytes_whose_row_never_came_are_removed_in_time(portail: Portail, horloge: Horloge) -> None:
    (key,) = documents.reserve(portail)
    portail.documents.put(key, b"pdf")
    assert documents.sweep(portail) == 0
    horloge.advance(seconds=portail.settings.orphan_seconds + 1)
    assert documents.sweep(portail) == 1
    assert (list(portail.documents.keys()), _waiting(portail)) == ([], [])


def test_a_row_that_is_not_kept_leaves_its_bytes_to_be_removed(portail: Portail) -> None:
    fournisseur(portail)
    (key,) = documents.reserve(portail)
    portail.documents.put(key, b"pdf")

    def use(session: Session) -> None:
        documents.adopt(session, [_piece(portail, key)])
        raise LookupError

    with pytest.raises(LookupError):
        portail.write(use)
    assert _waiting(portail) == [key]


def test_bytes_that_were_removed_are_not_adopted(portail: Portail, horloge: Horloge) -> None:
    """An upload that lasted too long is asked for again, rather than kept without its bytes."""
    fournisseur(portail)
    (key,) = documents.reserve(portail)
    horloge.advance(seconds=portail.settings.orphan_seconds + 1)
    documents.sweep(portail)
    with pytest.raises(Attendre):
        portail.write(lambda session: documents.adopt(session, [_piece(portail, key)]))
    assert portail.read(lambda session: session.scalar(select(Piece.id))) is None


def test_what_is_abandoned_is_removed_at_once(portail: Portail) -> None:
    fournisseur(portail)
    (key,) = documents.reserve(portail)
    portail.documents.put(key, b"pdf")
    portail.write(lambda session: documents.adopt(session, [_piece(portail, key)]))

    def use(session: Session) -> None:
        session.delete(session.scalars(select(Piece)).one())
        documents.abandon(portail, session, [key])

    portail.write(use)
    assert list(portail.documents.keys()) == [key]
    assert documents.sweep(portail) == 1
    assert list(portail.documents.keys()) == []


def test_a_key_that_nothing_was_put_under_is_given_up(portail: Portail) -> None:
    keys = documents.reserve(portail, 2)
    portail.write(lambda session: documents.release(session, keys))
    assert _waiting(portail) == []
