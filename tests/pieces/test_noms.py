"""Names: their parts, and the numéro éditeur that they end with."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.pieces.noms import (
    base_of,
    ends_with_numero,
    extension_of,
    is_of_the_system,
    key_of,
    stem_of,
)


@pytest.mark.parametrize(
    ("nom", "stem", "extension"),
    [
        ("a.pdf", "a", "pdf"),
        ("a.b.PDF", "a.b", "pdf"),
        ("a", "a", ""),
        (".pdf", ".pdf", ""),
        ("a.", "a", ""),
        ("", "", ""),
    ],
)
def test_a_name_has_a_stem_and_an_extension(nom: str, stem: str, extension: str) -> None:
    assert (stem_of(nom), extension_of(nom)) == (stem, extension)


def test_a_path_ends_with_a_name() -> None:
    assert base_of("a/b/c.pdf") == "c.pdf"
    assert base_of("c.pdf") == "c.pdf"
    assert base_of("a/") == ""


@pytest.mark.parametrize(
    ("nom", "numero", "expected"),
    [
        ("hop-dpi-va1-bdc-00017.pdf", "00017", True),
        ("00017.pdf", "00017", True),
        ("bdc 00017", "00017", True),
        ("bdc-00017.pdf", "17", False),
        ("bdc-A00017.pdf", "00017", False),
        ("bdc-é17.pdf", "17", False),
        ("00017-bdc.pdf", "00017", False),
        ("bdc-00017 (1).pdf", "00017", False),
        ("bdc-A-17.pdf", "A-17", True),
        ("bdc-a-17.pdf", "A-17", False),
        ("bdc.pdf", "", False),
    ],
)
def test_a_number_ends_a_name_when_it_stands_alone(nom: str, numero: str, expected: bool) -> None:
    assert ends_with_numero(nom, numero) is expected


def test_one_name_is_written_in_several_ways() -> None:
    assert key_of("Évreux.PDF") == key_of("E\u0301vreux.pdf")
    assert key_of("a.pdf") != key_of("b.pdf")


@given(st.text())
def test_a_key_stays_itself(nom: str) -> None:
    assert key_of(key_of(nom)) == key_of(nom)


@pytest.mark.parametrize(
    "chemin",
    ["__MACOSX/._a-1.pdf", "a/__MACOSX/b", "._a.pdf", "a/.DS_Store", "Thumbs.db", "a/DESKTOP.INI"],
)
def test_computers_add_files_of_their_own(chemin: str) -> None:
    assert is_of_the_system(chemin)


@pytest.mark.parametrize("chemin", ["a.pdf", "__MACOSX", "a._b.pdf", "thumbs.db.pdf"])
def test_a_document_is_none_of_them(chemin: str) -> None:
    assert not is_of_the_system(chemin)
