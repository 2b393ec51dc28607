"""How a table is written as CSV: for a French spreadsheet, unless the caller says otherwise.

The guide says CSV and no more; all that a `Dialecte` holds is a choice.

A spreadsheet runs a cell that begins with = + - @, with a tab or with an end of line, whatever
spaces or quotes come first. In such a text an apostrophe, which the spreadsheet shows, is
written before it; and after a separator inside a text too, where a spreadsheet that expects
another separator than the dialect's begins a cell. `unguard` takes these apostrophes away again,
and no others. Three kinds of cell are never touched, because they are typed: amounts, a negative
one included; dates; and a `Telephone` made of a plus sign, eight to fifteen digits, spaces and
dots, which calls no function and computes nothing. A telephone that is anything else is a text:
with dashes it would be a subtraction.

What a spreadsheet does to digits is not prevented: it drops the first zeros of a number and the
plus sign of a telephone unless it is told that the column is text.
"""

from __future__ import annotations

import codecs
import csv
import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from decimal import Decimal
from typing import Final, TypeAlias

from attrs import field, frozen
from attrs.validators import in_, matches_re

from segur_rules.montants.exact import cents
from segur_rules.portail._saisie import as_day

GARDE: Final = "'"
"""What stands before a text that would be run."""

_SKIPPED: Final = (
    # Spaces and invisible characters, but those that may begin a formula; then quotes.
    r"[\x00-\x08\x0b\x0c\x0e-\x20\x7f-\xa0\xad\u1680\u2000-\u200f\u2028-\u202f\u205f-\u206f"
    r"\u3000\ufeff\"'`«»‘’“”]*"
)
_RUN: Final = rf"(?={_SKIPPED}[=+\-@\t\r\n\uff1d\uff0b\uff0d\uff20])"
_BEGINNING: Final = r"(?:\A|(?<=[,;|\t\r\n]))"
_TO_GUARD: Final = re.compile(_BEGINNING + _RUN)
_GUARDED: Final = re.compile(_BEGINNING + GARDE + _RUN)
_INTERNATIONAL: Final = re.compile(r"\+[ .]*(?:[0-9][ .]*){8,15}")


@frozen
class Telephone:
    """A telephone number, as it was declared."""

    numero: str


Cellule: TypeAlias = str | int | Decimal | date | Telephone | None
"""What a cell may hold. A `Decimal` is euros; an aware instant is its day in Paris."""


@frozen
class Dialecte:
    """How a table is written.

    `format_date` is a form of `strftime`; `encodage` a codec of Python, of which `utf-8-sig` begins
    with the mark that makes Excel read UTF-8. What the codec cannot write is written as an
    escape. `neutralise` is false only for readers that run nothing.
    """

    separateur: str = field(default=";", validator=matches_re(r"[;,|\t]"))
    decimale: str = field(default=",", validator=in_((",", ".")))
    format_date: str = "%d/%m/%Y"
    encodage: str = "utf-8-sig"
    fin_de_ligne: str = field(default="\r\n", validator=in_(("\r\n", "\n")))
    neutralise: bool = True

    def write(self, value: Cellule) -> str:
        """The text of a cell; nothing is written of None.

        Raises `ValueError` for a `Decimal` that is no amount to the cent.
        """
        if isinstance(value, str):
            return self._text(value)
        if value is None:
            return ""
        if isinstance(value, Decimal):
            return f"{cents(value, 'a cell'):f}".replace(".", self.decimale)
        if isinstance(value, date):
            return as_day(value).strftime(self.format_date)
        if isinstance(value, Telephone):
            plain = _INTERNATIONAL.fullmatch(value.numero)
            return value.numero if plain else self._text(value.numero)
        return str(value)

    def _text(self, text: str) -> str:
        return _TO_GUARD.sub(GARDE, text) if self.neutralise else text


FRANCAIS: Final = Dialecte()
"""For a French spreadsheet: `;`, UTF-8 with its mark, CRLF, decimal comma, JJ/MM/AAAA."""


def unguard(cell: str) -> str:
    """The text that a cell stands for, once the apostrophes that guard it are taken away."""
    return _GUARDED.sub("", cell)


class _Echo:
    """A file that hands back what is written, so that nothing is kept."""

    def write(self, text: str) -> str:
        return text


def write_csv(
    titres: Sequence[str], rangees: Iterable[Sequence[Cellule]], dialecte: Dialecte = FRANCAIS
) -> Iterator[bytes]:
    """The bytes of a table, row after row: one row is held at a time, however many there are."""
    writer = csv.writer(
        _Echo(),
        delimiter=dialecte.separateur,
        lineterminator=dialecte.fin_de_ligne,
        quoting=csv.QUOTE_ALL,
    )
    encoder = codecs.getincrementalencoder(dialecte.encodage)("backslashreplace")
    yield encoder.encode(writer.writerow(titres))
    for rangee in rangees:
        yield encoder.encode(writer.writerow([dialecte.write(cell) for cell in rangee]))
