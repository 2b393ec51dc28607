"""One zip for every demande that waits: each document joins its own, the rest is told."""

from __future__ import annotations

import tracemalloc
import zipfile
from io import BytesIO
from pathlib import Path
from typing import Any, BinaryIO

import pytest
from sqlalchemy import select

from segur_reference.services import documents
from segur_reference.services.completude import supprimer
from segur_reference.services.erreurs import Interdit, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.pieces import judge_and_put
from segur_reference.services.portail import Portail
from segur_reference.services.zips import FERMEE, EntreeDuZip, Parmi, ZipDepose, deposer_zip
from segur_reference.storage.tables import Demande, Depot, Objet, Piece
from segur_rules.pieces import PIECE
from tests.reference import monde
from tests.reference.monde import Horloge

BON = "mdv-lgc-va1-bdc-{:05d}.pdf"


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


def zip_of(*entries: tuple[str, bytes]) -> BinaryIO:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in entries:
            archive.writestr(name, content)
    stream.seek(0)
    return stream


def statuts(portail: Portail) -> list[str]:
    query = select(Demande.statut).order_by(Demande.id)
    return portail.read(lambda session: list(session.scalars(query)))


def told(done: ZipDepose) -> list[tuple[str, str, str | None, bool]]:
    return [(one.nom, one.raison, one.demande, one.deposee) for one in done.entrees]


def rules(entry: EntreeDuZip) -> list[str]:
    return [finding.rule for finding in entry.findings]


def test_each_document_joins_its_demande(portail: Portail, vendor: Identite) -> None:
    numbers = monde.importe(portail, vendor, monde.avance(lines=3))
    done = deposer_zip(
        portail,
        vendor,
        zip_of(
            ("bons/" + BON.format(2), monde.pdf("two")),
            ("__MACOSX/._x.pdf", b"x"),
            (BON.format(1), monde.pdf("one")),
            ("lettre.pdf", monde.pdf()),
            ("annexe-00003.pdf", monde.pdf()),
        ),
    )
    assert told(done) == [
        ("bons/" + BON.format(2), "annoncee", numbers[1], True),
        ("__MACOSX/._x.pdf", "systeme", None, False),
        (BON.format(1), "annoncee", numbers[0], True),
        ("lettre.pdf", "aucune", None, False),
        ("annexe-00003.pdf", "numero", numbers[2], False),
    ]
    # It joins the demande by its number, and completes nothing: it is not announced.
    assert rules(done.entrees[4]) == ["SEG-PJU-019"]
    assert done.entrees[4].findings[0].params["attendues"] == (BON.format(3),)
    assert set(done.completees) == {numbers[0], numbers[1]}
    assert not done.refuse
    assert statuts(portail) == ["EN_COURS", "EN_COURS", "NON_COMPLETE"]
    kept = portail.read(lambda s: dict(s.execute(select(Piece.nom, Piece.cle)).all()))
    assert b"".join(portail.documents.get(kept[BON.format(1)])) == monde.pdf("one")
    assert documents.sweep(portail) == 0
    assert portail.read(lambda s: s.scalars(select(Objet)).all()) == []


def test_what_is_wrong_in_a_zip_is_told_of_each_entry(portail: Portail, vendor: Identite) -> None:
    monde.importe(portail, vendor, monde.avance(lines=3))
    done = deposer_zip(
        portail,
        vendor,
        zip_of(
            (BON.format(1), b"hello"),
            ("a/" + BON.format(2), monde.pdf("first")),
            ("b/" + BON.format(2), monde.pdf("second")),
            ("../" + BON.format(3), monde.pdf()),
            ("dossier/", b""),
        ),
    )
    assert [one.deposee for one in done.entrees] == [False, True, False, False]
    assert [rules(one) for one in done.entrees] == [
        ["SEG-PJU-012"],
        [],
        ["SEG-PJU-020"],
        ["SEG-PJU-031"],
    ]
    assert done.findings == ()
    assert statuts(portail) == ["NON_COMPLETE", "EN_COURS", "NON_COMPLETE"]
    (key,) = portail.documents.keys()
    assert b"".join(portail.documents.get(key)) == monde.pdf("first")


def test_what_is_too_large_is_told_and_not_kept(portail: Portail, vendor: Identite) -> None:
    monde.importe(portail, vendor, monde.avance())
    large = monde.pdf() + b" " * PIECE.taille_max
    done = deposer_zip(portail, vendor, zip_of((BON.format(1), large)))
    assert [rules(one) for one in done.entrees] == [["SEG-PJU-010"]]
    assert list(portail.documents.keys()) == []


@pytest.mark.parametrize("content", [b"", b"hello", b"PK\x05\x06"])
def test_what_is_no_zip_is_refused_whole(
    portail: Portail, vendor: Identite, content: bytes
) -> None:
    done = deposer_zip(portail, vendor, BytesIO(content))
    assert done.refuse
    assert [finding.rule for finding in done.findings] == ["SEG-PJU-030"]
    assert done.entrees == ()


def test_a_name_that_is_not_said_to_be_in_unicode_is_told_of_the_zip(
    portail: Portail, vendor: Identite
) -> None:
    monde.importe(portail, vendor, monde.avance())
    content = zip_of(("pi\u00e8ce.pdf", monde.pdf())).read()
    # The flag that says UTF-8, in the header and in the directory.
    old = content.replace(b"PK\x03\x04\x14\x00\x00\x08", b"PK\x03\x04\x14\x00\x00\x00")
    old = old.replace(b"PK\x01\x02\x14\x03\x14\x00\x00\x08", b"PK\x01\x02\x14\x03\x14\x00\x00\x00")
    done = deposer_zip(portail, vendor, BytesIO(old))
    assert [finding.rule for finding in done.findings] == ["SEG-PJU-036"]


def test_a_name_that_leads_to_two_demandes_joins_none(portail: Portail, vendor: Identite) -> None:
    monde.importe(portail, vendor, monde.avance())
    again = monde.avance()
    again["lignesImport"][0]["beneficiaires"]["liberal"][0]["RPPS"] = monde.rpps(5)
    monde.importe(portail, vendor, again)
    done = deposer_zip(portail, vendor, zip_of((BON.format(1), monde.pdf())))
    assert told(done) == [(BON.format(1), "plusieurs", None, False)]
    assert statuts(portail) == ["NON_COMPLETE", "NON_COMPLETE"]


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)
def test_a_numero_that_two_imports_use_is_told_apart_by_the_import(portail: Portail) -> None:
    vendor = monde.fournisseur(portail)
    (first,) = monde.importe(portail, vendor, monde.avance())
    again = monde.avance()
    again["lignesImport"][0]["beneficiaires"]["liberal"][0]["RPPS"] = monde.rpps(5)
    (second,) = monde.importe(portail, vendor, again)
    content = zip_of((BON.format(1), monde.pdf()))
    done = deposer_zip(portail, vendor, content, Parmi(numero=second.lower()))
    assert told(done) == [(BON.format(1), "annoncee", second, True)]
    imports = portail.read(lambda s: list(s.scalars(select(Depot.id).order_by(Depot.id))))
    # That import waits for nothing more.
    done = deposer_zip(portail, vendor, content, Parmi(depot=imports[1]))
    assert told(done) == [(BON.format(1), "aucune", None, False)]
    done = deposer_zip(portail, vendor, content, Parmi(depot=imports[0]))
    assert told(done) == [(BON.format(1), "annoncee", first, True)]
    other = monde.fournisseur(portail, 2)
    for parmi in (Parmi(depot=imports[0]), Parmi(depot=99), Parmi(numero=first)):
        with pytest.raises(Introuvable):
            deposer_zip(portail, other, content, parmi)


def test_only_what_waits_for_one_s_own_documents_is_completed(
    portail: Portail, vendor: Identite, horloge: Horloge
) -> None:
    monde.importe(portail, vendor, monde.avance())
    other, agent = monde.fournisseur(portail, 2), monde.gestionnaire(portail)
    done = deposer_zip(portail, other, zip_of((BON.format(1), monde.pdf())))
    assert told(done) == [(BON.format(1), "aucune", None, False)]
    with pytest.raises(Interdit):
        deposer_zip(portail, agent, zip_of((BON.format(1), monde.pdf())))
    horloge.advance(days=8)
    done = deposer_zip(portail, vendor, zip_of((BON.format(1), monde.pdf())))
    assert [one.deposee for one in done.entrees] == [False]
    assert list(portail.documents.keys()) == []


def test_a_demande_that_goes_meanwhile_takes_nothing(
    portail: Portail, vendor: Identite, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = monde.importe(portail, vendor, monde.avance(lines=2))

    def put_then_delete(*args: Any, **facts: Any) -> Any:
        put = judge_and_put(*args, **facts)
        monkeypatch.undo()
        supprimer(portail, vendor, first)
        return put

    monkeypatch.setattr("segur_reference.services.zips.judge_and_put", put_then_delete)
    done = deposer_zip(
        portail, vendor, zip_of((BON.format(1), monde.pdf()), (BON.format(2), monde.pdf()))
    )
    assert told(done) == [
        (BON.format(1), FERMEE, None, False),
        (BON.format(2), "annoncee", second, True),
    ]
    assert done.completees == (second,)
    (kept,) = portail.read(lambda s: list(s.scalars(select(Piece.cle))))
    assert {kept} < set(portail.documents.keys())


def test_documents_are_held_one_at_a_time(
    portail: Portail, vendor: Identite, tmp_path: Path
) -> None:
    """Eight documents of 4 Mo take less memory than three of them."""
    number = 8
    monde.importe(portail, vendor, monde.avance(lines=number))
    heavy = monde.pdf("x" * (PIECE.taille_max - len(monde.pdf("")) - 100))
    path = tmp_path / "pieces.zip"
    with zipfile.ZipFile(path, "w") as archive:
        for place in range(1, number + 1):
            archive.writestr(BON.format(place), heavy)
    with path.open("rb") as content:
        tracemalloc.start()
        try:
            done = deposer_zip(portail, vendor, content)
            _, peak = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    assert len(done.completees) == number
    assert peak < 6 * PIECE.taille_max
