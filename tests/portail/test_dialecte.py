"""A table written as CSV: read back, it holds the same values; and no cell of it is run."""

from __future__ import annotations

import csv
import io
import tracemalloc
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.portail import FRANCAIS, Cellule, Dialecte, Telephone, unguard, write_csv

TITRES = ("N°ANS", "Téléphone")


def read(raw: bytes, dialecte: Dialecte = FRANCAIS) -> list[list[str]]:
    text = raw.decode(dialecte.encodage)
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=dialecte.separateur))


def written(*rows: Sequence[Cellule], dialecte: Dialecte = FRANCAIS) -> bytes:
    return b"".join(write_csv(TITRES, rows, dialecte))


def test_the_french_dialect_to_the_byte() -> None:
    rows: list[Sequence[Cellule]] = [
        (Decimal("-1074.9"), date(2022, 6, 3)),
        (None, "d'un « ; »"),
        (3, ""),
    ]
    assert written(*rows) == (
        b"\xef\xbb\xbf"
        + '"N°ANS";"Téléphone"\r\n'
        '"-1074,90";"03/06/2022"\r\n'
        '"";"d\'un « ; »"\r\n'
        '"3";""\r\n'.encode()
    )


def test_a_caller_may_have_another_dialect() -> None:
    other = Dialecte(
        separateur=",",
        decimale=".",
        format_date="%Y-%m-%d",
        encodage="cp1252",
        fin_de_ligne="\n",
        neutralise=False,
    )
    raw = written((Decimal("12.5"), date(2022, 6, 3)), ("=1+1", "Łódź"), dialecte=other)
    assert raw == (
        '"N°ANS","Téléphone"\n"12.50","2022-06-03"\n"=1+1","\\u0141ód\\u017a"\n'.encode("cp1252")
    )


@pytest.mark.parametrize(
    "wrong",
    [{"separateur": ";;"}, {"separateur": '"'}, {"decimale": "'"}, {"fin_de_ligne": "\r"}],
)
def test_a_dialect_that_nobody_reads_is_refused(wrong: dict[str, str]) -> None:
    with pytest.raises(ValueError, match=r"in|match"):
        Dialecte(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("value", ["0.001", "NaN", "1E+20"])
def test_what_is_no_amount_is_not_written(value: str) -> None:
    with pytest.raises(ValueError, match="a cell"):
        FRANCAIS.write(Decimal(value))


def test_an_instant_is_its_day_in_paris() -> None:
    assert FRANCAIS.write(datetime(2022, 6, 2, 22, 30, tzinfo=UTC)) == "03/06/2022"


RUN = [
    '=HYPERLINK("http://x")',
    "=cmd|' /C calc'!A0",
    "+1+1",
    "-2+3",
    "@SUM(A1)",
    "\tx",
    "\rx",
    "\nx",
    "  =1",
    "\u00a0=1",
    "\ufeff=1",
    "\u200b=1",
    '"=1"',
    "'=1",
    "«=1",
    "\" ' =1",
    "\x00=1",
    "＝1",
    "＋1",
    "－1",
    "＠x",
    "-",
]


@pytest.mark.parametrize("text", RUN)
def test_a_text_that_would_be_run_is_guarded(text: str) -> None:
    assert FRANCAIS.write(text) == "'" + text
    assert FRANCAIS.write(Telephone(text)) == "'" + text
    assert unguard("'" + text) == text
    assert Dialecte(neutralise=False).write(text) == text


@pytest.mark.parametrize(
    "text", ["", "DUPONT", "a=b", "A - B", "a@b.fr", "'s-Gravenhage", "'tHOEN", "1-2", "0199000001"]
)
def test_another_text_is_written_as_it_is(text: str) -> None:
    assert FRANCAIS.write(text) == text
    assert unguard(text) == text


@pytest.mark.parametrize(
    "numero",
    ["+33199000001", "+33 1 99 00 00 01", "+33.1.99.00.00.01", "+26269900000", "0199000001"],
)
def test_a_telephone_is_not_harmed(numero: str) -> None:
    assert FRANCAIS.write(Telephone(numero)) == numero


@pytest.mark.parametrize(
    "numero", ["+33-1-99-00-00-01", "+1234567", "+1234567890123456", "+331990000O1", "+1+2345678"]
)
def test_a_telephone_that_a_spreadsheet_would_compute_is_a_text(numero: str) -> None:
    assert FRANCAIS.write(Telephone(numero)) == "'" + numero


def test_the_same_number_as_a_text_is_guarded() -> None:
    assert FRANCAIS.write("+33199000001") == "'+33199000001"


@pytest.mark.parametrize("amount", ["-0.01", "-1074.99"])
def test_a_negative_amount_is_not_harmed(amount: str) -> None:
    assert FRANCAIS.write(Decimal(amount)) == amount.replace(".", ",")


texts = st.text(
    st.one_of(
        st.sampled_from("=+-@\t\r\n'\"; ,|«\u00a0\ufeff＝"),
        st.characters(exclude_categories=["Cs"]),
    ),
    max_size=12,
)
amounts = st.decimals(-(10**9), 10**9, places=2)
days = st.dates(date(1900, 1, 1), date(2999, 12, 31))
dialects = st.builds(
    Dialecte,
    separateur=st.sampled_from(";,|\t"),
    decimale=st.sampled_from(",."),
    encodage=st.sampled_from(("utf-8-sig", "utf-8", "utf-16")),
    fin_de_ligne=st.sampled_from(("\r\n", "\n")),
)


@given(st.lists(st.tuples(texts, texts, amounts, days), max_size=5), dialects)
def test_what_is_written_is_read_back(
    rows: list[tuple[str, str, Decimal, date]], dialecte: Dialecte
) -> None:
    titres = ("a", "b", "c", "d")
    raw = b"".join(write_csv(titres, rows, dialecte))
    first, *others = read(raw, dialecte)
    assert first == list(titres)
    back = [
        (
            unguard(a),
            unguard(b),
            Decimal(c.replace(dialecte.decimale, ".")),
            datetime.strptime(d, dialecte.format_date).date(),  # noqa: DTZ007
        )
        for a, b, c, d in others
    ]
    assert back == rows


@pytest.mark.parametrize(
    ("text", "guarded"),
    [
        ("x,=1+1;-2", "x,'=1+1;'-2"),
        ('x, "=1', "x,' \"=1"),
        ("\t=1", "'\t'=1"),
        ("x\r\n@y", "x\r'\n'@y"),
        ("|+", "|'+"),
        ("x,'=1", "x,''=1"),
        ("LES LILAS, 3 R DU BAC", "LES LILAS, 3 R DU BAC"),
    ],
)
def test_what_follows_a_separator_inside_a_text_is_guarded(text: str, guarded: str) -> None:
    assert FRANCAIS.write(text) == guarded
    assert unguard(guarded) == text


@given(st.lists(st.tuples(texts, texts, texts), max_size=3), st.sampled_from(",;\t|"))
def test_a_spreadsheet_that_expects_another_separator_runs_nothing(
    rows: list[tuple[str, str, str]], separator: str
) -> None:
    raw = b"".join(write_csv(("a", "b", "c"), rows)).decode("utf-8-sig")
    for row in csv.reader(io.StringIO(raw, newline=""), delimiter=separator):
        for cell in row:
            assert not cell.lstrip(' "\t\r\n\u00a0\ufeff«').startswith(tuple("=+-@＝"))


def test_a_lone_surrogate_does_not_stop_an_export() -> None:
    assert read(written(("\ud800", "")))[1] == ["\\ud800", ""]


def _peak(rows: int) -> int:
    tracemalloc.start()
    try:
        for _ in write_csv(TITRES, (("=x", Decimal(i)) for i in range(rows))):
            pass
        return tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()


def test_a_long_export_takes_no_more_memory_than_a_short_one() -> None:
    _peak(10)  # what is imported and cached once
    assert _peak(5000) < _peak(50) + 20_000


@pytest.mark.long
def test_a_hundred_thousand_rows_take_flat_memory() -> None:
    _peak(10)
    assert _peak(100_000) < _peak(50) + 20_000


def test_every_separator_and_end_of_line_is_read_back() -> None:
    for separator, end in product(";,|\t", ("\r\n", "\n")):
        dialecte = Dialecte(separateur=separator, fin_de_ligne=end)
        row = ("a\rb", f"c{separator}d\ne")
        assert read(written(row, dialecte=dialecte), dialecte)[1] == list(row)
