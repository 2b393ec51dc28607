"""A document's row and its bytes are there together, whatever moment the process ends at."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import pytest
from attrs import evolve
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


def test_bytes_that_come_after_their_key_was_taken_back_are_removed(
    portail: Portail, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = documents.reserve(portail)
    put = portail.documents.put

    def slow(key: str, content: bytes) -> None:
        horloge.advance(seconds=portail.settings.orphan_seconds + 1)
        assert documents.sweep(portail) == 1
        put(key, content)

    monkeypatch.setattr(portail.documents, "put", slow)
    with pytest.raises(Attendre):
        documents.put(portail, key, b"pdf")
    assert (list(portail.documents.keys()), _waiting(portail)) == ([key], [key])
    assert documents.sweep(portail) == 1
    assert (list(portail.documents.keys()), _waiting(portail)) == ([], [])


def test_a_document_is_not_waited_for_from_before_its_bytes_were_there(
    portail: Portail, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An upload that lasts, but not too long, has as long again to be kept."""
    fournisseur(portail)
    (key,) = documents.reserve(portail)
    horloge.advance(seconds=portail.settings.orphan_seconds - 1)
    documents.put(portail, key, b"pdf")
    horloge.advance(seconds=portail.settings.orphan_seconds - 1)
    assert documents.sweep(portail) == 0
    portail.write(lambda session: documents.adopt(session, [_piece(portail, key)]))


def test_a_clock_that_is_moved_takes_no_upload_away(portail: Portail, horloge: Horloge) -> None:
    fournisseur(portail)
    moved = evolve(portail, clock=Horloge())
    assert isinstance(moved.clock, Horloge)
    (key,) = documents.reserve(moved)
    moved.clock.advance(days=7)
    assert documents.sweep(moved) == 0
    documents.put(moved, key, b"pdf")
    moved.clock.advance(days=7)
    assert documents.sweep(moved) == 0
    moved.write(lambda session: documents.adopt(session, [_piece(moved, key)]))
    assert list(moved.documents.keys()) == [key]


def test_bytes_are_removed_in_no_transaction(
    portail: Portail, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The store may be slow; meanwhile others write, and nobody adopts what goes."""
    fournisseur(portail)
    (key,) = documents.reserve(portail)
    documents.put(portail, key, b"pdf")
    horloge.advance(seconds=portail.settings.orphan_seconds + 1)
    remove = portail.documents.remove
    refused: list[str] = []

    def slow(keys: Iterable[str]) -> None:
        with pytest.raises(Attendre):
            portail.write(lambda session: documents.adopt(session, [_piece(portail, key)]))
        refused.append(key)
        assert documents.sweep(portail) == 0
        remove(keys)

    monkeypatch.setattr(portail.documents, "remove", slow)
    assert documents.sweep(portail) == 1
    assert refused == [key]
    assert (list(portail.documents.keys()), _waiting(portail)) == ([], [])


def test_what_comes_while_bytes_are_removed_is_not_forgotten(
    portail: Portail, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    (key,) = documents.reserve(portail)
    horloge.advance(seconds=portail.settings.orphan_seconds + 1)
    remove = portail.documents.remove

    def late(keys: Iterable[str]) -> None:
        remove(keys)
        if not list(portail.documents.keys()) and not came:
            came.append(key)
            with pytest.raises(Attendre):
                documents.put(portail, key, b"pdf")

    came: list[str] = []
    monkeypatch.setattr(portail.documents, "remove", late)
    assert documents.sweep(portail) == 2
    assert came == [key]
    assert (list(portail.documents.keys()), _waiting(portail)) == ([], [])


def test_what_a_process_was_removing_when_it_ended_is_removed_by_another(
    portail: Portail, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(_: Iterable[str]) -> None:
        raise KeyboardInterrupt

    (key,) = documents.reserve(portail)
    documents.put(portail, key, b"pdf")
    horloge.advance(seconds=portail.settings.orphan_seconds + 1)
    with monkeypatch.context() as patched:
        patched.setattr(portail.documents, "remove", die)
        with pytest.raises(KeyboardInterrupt):
            documents.sweep(portail)
    assert documents.sweep(portail) == 0
    horloge.advance(minutes=11)
    assert documents.sweep(portail) == 1
    assert (list(portail.documents.keys()), _waiting(portail)) == ([], [])


def test_of_what_is_found_only_what_nothing_speaks_of_is_abandoned(portail: Portail) -> None:
    fournisseur(portail)
    kept, waiting = documents.reserve(portail, 2)
    documents.put(portail, kept, b"pdf")
    documents.put(portail, waiting, b"pdf")
    portail.write(lambda session: documents.adopt(session, [_piece(portail, kept)]))
    portail.documents.put("documents/lost", b"pdf")
    documents.abandon_unknown(portail, portail.documents.keys())
    assert documents.sweep(portail) == 1
    assert set(portail.documents.keys()) == {kept, waiting}
