"""A document is judged by its name, its size and its bytes, and costs no more than it may."""

from __future__ import annotations

import subprocess
import sys
from io import BytesIO, RawIOBase
from typing import BinaryIO, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.outcomes import Constat
from segur_rules.pieces import CONTACT, MODELE, PIECE, Effort, ReglesPiece, judge_document
from segur_rules.pieces.effort import EFFORT_PIECE, EFFORT_TOTAL
from tests.pieces.faits import JAVASCRIPT, JPEG, PNG, E, opened, pdf, zip_of

NOM = "bdc-00017.pdf"


def judged(
    data: bytes, nom: str = NOM, regles: ReglesPiece = PIECE, taille: int | None = None
) -> tuple[Constat, ...]:
    return judge_document(nom, len(data) if taille is None else taille, opened(data), regles)


def said(data: bytes, nom: str = NOM, regles: ReglesPiece = PIECE) -> list[str]:
    """The rules that speak, with the variant of each."""
    return [f"{c.rule[4:]}.{c.variant}".rstrip(".") for c in judged(data, nom, regles)]


@pytest.mark.parametrize(
    ("data", "nom"),
    [
        (pdf(), "bdc-00017.pdf"),
        (pdf(), "BDC-00017.PDF"),
        (PNG, "bdc-00017.png"),
        (JPEG, "bdc-00017.jpg"),
        (JPEG, "bdc-00017.jpeg"),
        (pdf(), "a folder, éé/bdc-00017.pdf"),
    ],
)
def test_nothing_is_said_of_a_right_document(data: bytes, nom: str) -> None:
    assert judged(data, nom) == judged(data, nom, MODELE) == ()


@pytest.mark.parametrize(
    ("data", "nom", "expected"),
    [
        (b"", NOM, ["PJU-011"]),
        (b"\x00\x01", NOM, ["PJU-012"]),
        (b"just a text", NOM, ["PJU-012.reconnu"]),
        (zip_of(E()), "bdc-00017.docx", ["PJU-012.reconnu"]),
        (PNG, "bdc-00017.pdf", ["PJU-013"]),
        (pdf(), "bdc-00017.png", ["PJU-013"]),
        (pdf(), "bdc-00017.docx", ["PJU-013.extension"]),
        (pdf(), "bdc-00017", ["PJU-013.extension"]),
        (pdf()[:-20], NOM, ["PJU-014.fin"]),
        (pdf(first=(b"[]",)), NOM, ["PJU-014.structure"]),
        (pdf(trailer=b"/Encrypt 9 0 R "), NOM, ["PJU-015"]),
        (pdf(JAVASCRIPT), NOM, ["PJU-016"]),
        (pdf(b"[" * 100_000 + JAVASCRIPT), NOM, ["PJU-016.partiel"]),
        (PNG[:-1], "a.png", ["PJU-017"]),
        (JPEG[:-1], "a.jpg", ["PJU-017"]),
        (PNG, "é" * 47 + ".png", ["PJU-001", "PJU-002"]),
        (b"", "é.png", ["PJU-002", "PJU-011"]),
    ],
)
def test_what_is_wrong_is_said(data: bytes, nom: str, expected: list[str]) -> None:
    assert said(data, nom) == expected


def test_what_is_said_comes_with_its_facts() -> None:
    (constat,) = judged(PNG, "d/bdc-00017.jpg")
    assert constat == Constat(
        "SEG-PJU-013",
        "",
        {"valeur": "bdc-00017.jpg", "trouve": "PNG", "attendus": ("png",)},
    )
    (constat,) = judged(b"GIF89a\0\0")
    assert constat.params["trouve"] == "GIF"
    assert constat.params["attendus"] == ("PDF", "JPG", "PNG")
    (constat,) = judged(pdf(JAVASCRIPT))
    assert constat.params["contenus"] == ("javascript",)


@pytest.mark.parametrize("more", [-1, 0, 1])
@pytest.mark.parametrize("regles", [PIECE, CONTACT], ids=["piece", "contact"])
def test_a_document_weighs_at_most_its_limit(regles: ReglesPiece, more: int) -> None:
    """4 Mo are 4 × 1024 × 1024 bytes, the last of them included; 4 000 000 are below."""
    data = PNG.ljust(regles.taille_max + more, b"\0")
    found = judged(data, "a-00017.png", regles)
    assert [constat.rule for constat in found] == ["SEG-PJU-010"] * (more == 1)
    if found:
        assert found[0].params["taille"] == len(data)
        assert found[0].params["limite"] == regles.taille_max
    assert judged(PNG.ljust(4_000_001, b"\0"), "a.png") == ()


def test_a_document_that_is_too_large_is_judged_by_its_first_bytes() -> None:
    (size,) = judged(PNG[:8], "a.png", taille=PIECE.taille_max + 1)
    assert (size.rule, size.params["taille"]) == ("SEG-PJU-010", PIECE.taille_max + 1)
    size, content = judged(PNG[:8], "a.pdf", taille=PIECE.taille_max + 1)
    assert (size.rule, content.rule) == ("SEG-PJU-010", "SEG-PJU-013")


def test_never_more_than_the_limit_is_read() -> None:
    class Endless(RawIOBase):
        """A stream that gives what it likes, for ever."""

        given = 0

        def readable(self) -> bool:
            return True

        def read(self, size: int = -1) -> bytes:
            assert size > 0
            self.given += min(size, 1000)
            return b"\x89PNG\r\n\x1a\n".ljust(min(size, 1000), b"\0")

    endless = Endless()
    (constat,) = judge_document("a.png", 5, cast("BinaryIO", endless))
    assert constat.rule == "SEG-PJU-010"
    assert endless.given == constat.params["taille"] == PIECE.taille_max + 1


@pytest.mark.parametrize(
    ("data", "nom", "expected"),
    [
        (b'{"a": 1}', "demandes.json", []),
        (b"Bonjour,\r\n", "message du 3 mai, été.txt", []),
        (pdf(), "a.pdf", []),
        (PNG, "a.png", []),
        (zip_of(E("b.zip", zip_of())), "a.zip", []),
        (PNG, "x" * 100 + ".png", []),
        (JPEG, "a.jpg", ["PJU-012.reconnu"]),
        (b"\0", "a.txt", ["PJU-012"]),
        (pdf(), "a.json", ["PJU-013"]),
        (b"text", "a.rst", ["PJU-013.extension"]),
        (b"", "a.txt", ["PJU-011"]),
        (pdf()[:-20], "a.pdf", ["PJU-014.fin"]),
    ],
)
def test_what_is_attached_to_a_message_has_its_own_rules(
    data: bytes, nom: str, expected: list[str]
) -> None:
    assert said(data, nom, CONTACT) == expected


def test_documents_share_an_effort() -> None:
    effort = Effort(EFFORT_PIECE + 1000)
    for _ in range(2):
        assert judge_document(NOM, 1, opened(pdf()), effort=effort) == ()
    left = effort.reste
    assert 0 < left < EFFORT_PIECE + 1000
    heavy = pdf(*[b"1"] * 40_000)
    (constat,) = judge_document(NOM, 1, opened(heavy), effort=effort)
    assert constat.variant == "partiel"
    assert effort.reste == left - EFFORT_PIECE
    assert EFFORT_TOTAL > EFFORT_PIECE
    (constat,) = judge_document(NOM, 1, opened(heavy), effort=effort)
    assert effort.reste == 0
    (constat,) = judge_document(NOM, 1, opened(pdf()), effort=effort)
    assert constat.variant == "partiel"
    # What is no PDF costs nothing.
    assert judge_document("a.png", 1, opened(PNG), effort=effort) == ()


def test_the_library_of_pdf_is_loaded_by_a_pdf_only() -> None:
    code = (
        "import sys, io; from segur_rules.pieces import judge_document;"
        "judge_document('a.png', 1, io.BytesIO(b'\\x89PNG\\r\\n\\x1a\\n'));"
        "assert 'pypdf' not in sys.modules;"
        "judge_document('a.pdf', 1, io.BytesIO(b'%PDF-'));"
        "assert 'pypdf' in sys.modules"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


@given(st.text(), st.binary(max_size=100), st.integers(0, 10**9))
def test_any_document_is_answered(nom: str, data: bytes, taille: int) -> None:
    for regles in (PIECE, MODELE, CONTACT):
        for constat in judge_document(nom, taille, BytesIO(data), regles):
            assert constat.rule.startswith("SEG-PJU-0")
            assert constat.params["valeur"] == nom.rpartition("/")[2]
