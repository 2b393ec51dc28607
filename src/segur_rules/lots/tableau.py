"""A table as spreadsheets write it: which bytes, which separator, which row.

A row is numbered as the spreadsheet numbers it, blank ones included, so that what is wrong is
found where it was typed.
"""

from __future__ import annotations

import codecs
import csv
from collections.abc import Iterable, Mapping
from difflib import get_close_matches
from io import StringIO
from typing import Final

from attrs import frozen

from segur_rules.lots.remarques import Refus, Remarque, refuse

SEPARATEURS: Final = (";", ",", "\t")

_UTF_16: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_BLANKS: Final = " \t\r\n\u00a0\u202f\u2009\ufeff"


@frozen
class Ligne:
    """One row, as the spreadsheet numbers it, with its cells by heading."""

    numero: int
    cellules: Mapping[str, str]


@frozen
class Tableau:
    """The headings of a table and its rows, blank ones left out."""

    entetes: tuple[str, ...]
    lignes: tuple[Ligne, ...]
    separateur: str


def decode(raw: bytes) -> str:
    """The text of a table: UTF-8, UTF-16 with its mark, or else Windows-1252.

    That what is not UTF-8 is Windows-1252, of which Latin-1 is nearly a part, is inferred: it is
    what French spreadsheets write. Any bytes are answered.
    """
    if raw.startswith(_UTF_16):
        return raw.decode("utf-16", errors="replace")
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        # Five bytes say nothing in Windows-1252; Latin-1 reads them as controls, refused later.
        return "".join(map(_WINDOWS.__getitem__, raw))


_WINDOWS: Final = tuple(
    bytes((byte,)).decode("cp1252" if byte not in (0x81, 0x8D, 0x8F, 0x90, 0x9D) else "latin-1")
    for byte in range(256)
)


def read_rows(text: str) -> Tableau | Refus:
    """Read a table: its first row that is not blank has the headings.

    The separator is the one that the headings hold most of; cells are trimmed, and `="00017"`,
    which keeps a spreadsheet from taking zeros away, is read as 00017.
    """
    text = text.removeprefix("\ufeff")
    first = next((line for line in text.splitlines() if line.strip(_BLANKS)), "")
    separateur = max(SEPARATEURS, key=first.count)
    rows = csv.reader(StringIO(text, newline=""), delimiter=separateur)
    try:
        records = [
            (number, cells)
            for number, row in enumerate(rows, start=1)
            if any(cells := [_trimmed(cell) for cell in row])
        ]
    except csv.Error:
        return refuse("csv", rows.line_num)
    if not records:
        return refuse("sans_entetes")
    (where, heads), *others = records
    faults = tuple(_faults(where, heads, others))
    if faults:
        return Refus(faults)
    entetes = tuple(head for head in heads if head)
    lignes = tuple(
        Ligne(number, {head: cell for head, cell in zip(heads, cells, strict=False) if head})
        for number, cells in others
    )
    return Tableau(entetes, lignes, separateur) if lignes else refuse("sans_lignes")


def match_headings(tableau: Tableau, known: Mapping[str, bool]) -> Tableau | Refus:
    """The table with its headings as they are known, whatever their case.

    `known` says of each heading whether its column must be there.
    """
    by_key = {name.casefold(): name for name in known}
    remarques = []
    for head in tableau.entetes:
        if head.casefold() not in by_key:
            close = get_close_matches(head.casefold(), by_key, n=1)
            code = "colonne_proche" if close else "colonne_inconnue"
            params = {"proche": by_key[close[0]]} if close else {}
            remarques.append(Remarque(code, {"colonne": head, **params}, colonne=head))
    given = {head.casefold() for head in tableau.entetes}
    remarques += [
        Remarque("colonne_absente", {"colonne": name}, colonne=name)
        for key, name in by_key.items()
        if known[name] and key not in given
    ]
    if remarques:
        return Refus(tuple(remarques))
    renamed = {head: by_key[head.casefold()] for head in tableau.entetes}
    lignes = tuple(
        Ligne(row.numero, {renamed[head]: cell for head, cell in row.cellules.items()})
        for row in tableau.lignes
    )
    return Tableau(tuple(renamed.values()), lignes, tableau.separateur)


def _trimmed(cell: str) -> str:
    cell = cell.strip(_BLANKS)
    if cell.startswith('="') and cell.endswith('"') and len(cell) > 2:
        return cell[2:-1].strip(_BLANKS)
    return cell


def _faults(
    where: int, heads: list[str], rows: Iterable[tuple[int, list[str]]]
) -> Iterable[Remarque]:
    seen: set[str] = set()
    for head in filter(None, heads):
        if head.casefold() in seen:
            yield Remarque("colonne_double", {"colonne": head}, ligne=where, colonne=head)
        seen.add(head.casefold())
    for number, cells in rows:
        # A cell under no heading would be lost, silently.
        if any(cells[len(heads) :]) or any(
            cell for head, cell in zip(heads, cells, strict=False) if not head
        ):
            yield Remarque("hors_colonne", ligne=number)
