"""What a document may be, and what its first bytes show."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.pieces import (
    CONTACT,
    MEGAOCTET,
    MODELE,
    NOM_MAX,
    PIECE,
    Contenu,
    special_characters,
)
from segur_rules.pieces.formats import TETE, recognise
from segur_rules.sources import Certainty
from tests.pieces.faits import JPEG, PNG, E, pdf, zip_of


def test_the_rules_are_those_of_the_guide() -> None:
    assert PIECE.taille_max == MODELE.taille_max == 4 * 1024 * 1024 == 4 * MEGAOCTET
    assert CONTACT.taille_max == 2 * MEGAOCTET
    assert list(PIECE.extensions) == list(MODELE.extensions) == ["pdf", "jpg", "jpeg", "png"]
    assert list(CONTACT.extensions) == ["json", "pdf", "png", "txt", "zip"]
    assert (PIECE.nom_max, MODELE.nom_max, CONTACT.nom_max) == (NOM_MAX, 50, None)
    assert [r.type_obligatoire for r in (PIECE, MODELE, CONTACT)] == [False, True, False]
    assert PIECE.source.certainty is Certainty.INFERRED
    assert MODELE.source.certainty is CONTACT.source.certainty is Certainty.GUIDE


def test_formats_are_named_as_people_know_them() -> None:
    assert PIECE.contenus == ("PDF", "JPG", "PNG")
    assert CONTACT.contenus == ("TXT", "PDF", "PNG", "ZIP")
    assert PIECE.of_content(Contenu.JPEG) == ("jpg", "jpeg")


@pytest.mark.parametrize(
    ("head", "expected"),
    [
        (pdf(), Contenu.PDF),
        (b"\0" * 1019 + b"%PDF-1.4", Contenu.PDF),
        (b"\0" * 1020 + b"%PDF-1.4", None),
        (JPEG, Contenu.JPEG),
        (PNG, Contenu.PNG),
        (zip_of(E()), Contenu.ZIP),
        (zip_of(), Contenu.ZIP),
        (b"7z\xbc\xaf\x27\x1c\0\4", Contenu.SEPT_ZIP),
        (b"Rar!\x1a\x07\x01\x00", Contenu.RAR),
        (b"\x1f\x8b\x08\x00", Contenu.GZIP),
        (b"BZh91AY", Contenu.BZIP2),
        (b"\xfd7zXZ\x00\x00", Contenu.XZ),
        (b"a.txt".ljust(257, b"\0") + b"ustar\x0000", Contenu.TAR),
        (b"GIF89a\x01\x00", Contenu.GIF),
        (b"II*\x00\x08\x00", Contenu.TIFF),
        (b"MM\x00*\x00\x00", Contenu.TIFF),
        (b"BM\x36\x00\x0c\x00\x00\x00\x00\x00", Contenu.BMP),
        (b"RIFF\x24\x00\x00\x00WEBPVP8 ", Contenu.WEBP),
        (b"\x00\x00\x00\x18ftypheic\x00", Contenu.HEIC),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1\x00", Contenu.OFFICE),
        (b'{"siret": "1"}\r\n\t', Contenu.TEXTE),
        ("é".encode("latin-1"), Contenu.TEXTE),
        ("texte".encode("utf-16"), Contenu.TEXTE),
        (b"BM, a text", Contenu.TEXTE),
        (b"\x00\x01\x02", None),
        (b"\x7fELF\x02\x01\x01\x00", None),
    ],
)
def test_a_content_is_known_by_its_first_bytes(head: bytes, expected: Contenu | None) -> None:
    assert recognise(head) is expected
    assert recognise(head + b"\0" * TETE) in (expected, None)


@pytest.mark.parametrize(
    ("nom", "expected"),
    [
        ("hop-dpi_va1 bdc.00017.pdf", ()),
        ("été, été.pdf", ("é", ",")),
        ("a/b\\c:d", ("/", "\\", ":")),
        ("a\u00a0b\n", ("\u00a0", "\n")),
        ("١.pdf", ("١",)),
    ],
)
def test_special_characters_are_named_once(nom: str, expected: tuple[str, ...]) -> None:
    assert special_characters(nom) == expected


@given(st.binary(max_size=2 * TETE))
def test_any_bytes_have_a_content_or_none(head: bytes) -> None:
    assert recognise(head) in (None, *Contenu)
    assert recognise(head) is recognise(head[:TETE])
