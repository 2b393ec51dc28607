"""A table is read whatever the spreadsheet did to its bytes, and nothing of it is lost."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.lots import Refus, Tableau, decode, read_rows
from segur_rules.lots.tableau import match_headings
from tests.lots.tables import told

ROWS = "numeroEditeur;nom\n00017;Hélène\n"


def _cells(text: str) -> list[tuple[int, dict[str, str]]]:
    tableau = read_rows(text)
    assert isinstance(tableau, Tableau), tableau
    return [(ligne.numero, dict(ligne.cellules)) for ligne in tableau.lignes]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "latin-1", "cp1252", "utf-16"])
@pytest.mark.parametrize("separator", [";", ",", "\t"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_encodings_separators_and_ends_of_line_make_no_difference(
    encoding: str, separator: str, end: str
) -> None:
    raw = ROWS.replace(";", separator).replace("\n", end).encode(encoding)
    assert _cells(decode(raw)) == [(2, {"numeroEditeur": "00017", "nom": "Hélène"})]


def test_windows_has_its_own_characters() -> None:
    assert decode("œuvre à 10 €".encode("cp1252")) == "œuvre à 10 €"
    assert decode(b"\xe9\x81") == "é\x81"


def test_a_mark_that_the_caller_left_is_no_heading() -> None:
    tableau = read_rows("\ufeff" + ROWS)
    assert isinstance(tableau, Tableau)
    assert tableau.entetes == ("numeroEditeur", "nom")
    assert tableau.separateur == ";"


def test_rows_are_numbered_as_the_spreadsheet_numbers_them() -> None:
    text = '\n;;\nn;texte\n\n1;"deux\nlignes, d’une cellule"\n;\n2;a\n'
    assert _cells(text) == [
        (5, {"n": "1", "texte": "deux\nlignes, d’une cellule"}),
        (7, {"n": "2", "texte": "a"}),
    ]


def test_cells_are_trimmed_and_kept_zeros_are_kept() -> None:
    text = 'a;b;c\n\u00a0 1 ;="00017";="\n"=""00018""";=;x\n'
    assert _cells(text) == [
        (2, {"a": "1", "b": "00017", "c": '="'}),
        (3, {"a": "00018", "b": "=", "c": "x"}),
    ]


def test_what_a_spreadsheet_leaves_at_the_end_is_nothing() -> None:
    assert _cells("a;b;;\n1;2;;\n3\n") == [(2, {"a": "1", "b": "2"}), (3, {"a": "3"})]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("", [("sans_entetes", None, None)]),
        (" \n;;\n", [("sans_entetes", None, None)]),
        ("a;b\n;\n", [("sans_lignes", None, None)]),
        ("a;A;b\n1;2;3\n", [("colonne_double", 1, "A")]),
        ("a;b\n1;2;3\n", [("hors_colonne", 2, None)]),
        ("a;;b\n1;2;3\n", [("hors_colonne", 2, None)]),
        ("a;b\n" + "x" * 200_000 + ";y\n", [("csv", 2, None)]),
    ],
)
def test_a_table_that_would_lose_something_is_refused(
    text: str, expected: list[tuple[str, int | None, str | None]]
) -> None:
    made = read_rows(text)
    assert isinstance(made, Refus)
    assert told(made) == expected


def test_headings_are_known_in_any_case() -> None:
    tableau = read_rows("RPPS;NOM\n1;a\n")
    assert isinstance(tableau, Tableau)
    matched = match_headings(tableau, {"rpps": True, "nom": True, "email": False})
    assert isinstance(matched, Tableau)
    assert matched.entetes == ("rpps", "nom")
    assert matched.lignes[0].cellules == {"rpps": "1", "nom": "a"}


def test_other_headings_are_told() -> None:
    tableau = read_rows("rpp;zzzzzz\n1;a\n")
    assert isinstance(tableau, Tableau)
    refus = match_headings(tableau, {"rpps": True})
    assert isinstance(refus, Refus)
    assert told(refus) == [
        ("colonne_proche", None, "rpp"),
        ("colonne_inconnue", None, "zzzzzz"),
        ("colonne_absente", None, "rpps"),
    ]
    assert refus.remarques[0].params["proche"] == "rpps"


@given(st.binary(max_size=200))
def test_any_bytes_are_answered(raw: bytes) -> None:
    assert isinstance(read_rows(decode(raw)), Tableau | Refus)


@given(st.text(max_size=200))
def test_any_text_is_answered(text: str) -> None:
    assert isinstance(read_rows(text), Tableau | Refus)
