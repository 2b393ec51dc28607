"""What is to be said of a table's rows: where, what, and how much it weighs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TypeAlias

from attrs import frozen

from segur_rules.outcomes import NO_PARAMS, Finding, Param, Severity

Place: TypeAlias = tuple[int, str]
"""A row and a heading."""


@frozen
class Remarque:
    """One thing to know about a row.

    `code` is that of a rule (`SEG-BEN-015`, with its `variant`) or one of this room's own
    (`zero`, `scientifique`, `date_iso` …). `ligne` is the row as a spreadsheet numbers it, the
    headings being row 1; `colonne` the heading. Both are None of what concerns no row; `pointer`
    then leads to it in the file, if it leads anywhere.
    """

    code: str
    params: Mapping[str, Param] = NO_PARAMS
    variant: str = ""
    ligne: int | None = None
    colonne: str | None = None
    severity: Severity = Severity.ERROR
    pointer: str = ""


@frozen
class Refus:
    """Nothing is made of these rows; every error is told, and each is to be mended."""

    remarques: tuple[Remarque, ...]


def at(place: Place, code: str, **params: Param) -> Remarque:
    """An error at one row and heading."""
    return Remarque(code, params, "", *place)


def refuse(code: str, ligne: int | None = None) -> Refus:
    """The refusal that one thing is enough for."""
    return Refus((Remarque(code, ligne=ligne),))


def of_finding(finding: Finding, place: Place | None) -> Remarque:
    """What a rule found in a file, told of the row and the column that it comes from."""
    ligne, colonne = place or (None, None)
    return Remarque(
        finding.rule,
        finding.params,
        finding.variant,
        ligne,
        colonne,
        finding.severity,
        "" if place else finding.pointer,
    )


def in_row_order(remarques: Iterable[Remarque]) -> tuple[Remarque, ...]:
    """Each once, by row; what concerns no row comes first."""
    # Each file of a lot repeats what concerns them all, and two columns may read one cell.
    once = {
        (r.code, r.variant, r.ligne, r.colonne, r.pointer, tuple(r.params.items())): r
        for r in remarques
    }
    return tuple(sorted(once.values(), key=lambda remarque: remarque.ligne or 0))
