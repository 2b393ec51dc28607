"""Lots made from tables: what is read, what is written, and what is told of the rows."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Final

from segur_rules.cli.output import BLANK, Failure, Line, line
from segur_rules.cli.reading import read_file, reason, title
from segur_rules.cli.text import SEVERITY_STYLES, VERDICT_STYLES
from segur_rules.cli.words import labelled, printable, template
from segur_rules.cli.writing import new_files
from segur_rules.lots import FichierLot, Lot, Refus, Remarque, Tableau, decode, read_rows
from segur_rules.messages import message, ui
from segur_rules.outcomes import Constat, Severity

OCTETS_MAX: Final = 64 * 1024 * 1024
"""The size of a table, in bytes, inclusive: more than a spreadsheet holds."""

BAR_FROM: Final = 5
"""Files from which a lot is worth a bar."""


def read_bounded(name: str, langue: str) -> bytes:
    """The bytes of a file. Raises `Failure` where it cannot be read, or is too large."""
    try:
        raw = read_file(name, OCTETS_MAX).raw
    except (OSError, ValueError) as error:
        raise Failure(reason(name, error, langue)) from error
    if len(raw) > OCTETS_MAX:
        said = ui("error.too big", langue, limite=OCTETS_MAX)
        raise Failure(labelled(title(name, langue), said, langue))
    return raw


def read_table(name: str, langue: str) -> Tableau | Refus:
    """The table that a file holds. Raises `Failure` where the file cannot be read."""
    return read_rows(decode(read_bounded(name, langue)))


def watched(parts: Sequence[Any], langue: str) -> Iterable[Any]:
    """The same, with a bar on a terminal where there are many."""
    if len(parts) < BAR_FROM or not sys.stderr.isatty():
        return parts
    from rich.console import Console
    from rich.progress import track

    return track(
        parts,
        description=ui("progress", langue),
        console=Console(file=sys.stderr),
        transient=True,
    )


def write_lot(lot: Lot, folder: str, langue: str, *, force: bool) -> None:
    """Write every file of a lot, or none."""
    with new_files([_path(folder, f) for f in lot.fichiers], langue, force=force) as streams:
        for stream, fichier in zip(streams, lot.fichiers, strict=True):
            stream.write(fichier.raw)


def made_to_json(made: Lot | Refus, folder: str, langue: str) -> dict[str, Any]:
    """What was written, and what there is to know of the rows."""
    return {
        "written": [
            {
                "file": _path(folder, fichier),
                "demandes": fichier.demandes,
                "verdict": fichier.report.verdict.value,
            }
            for fichier in (made.fichiers if isinstance(made, Lot) else ())
        ],
        "remarks": [_remark_to_json(remarque, langue) for remarque in made.remarques],
    }


def made_to_lines(made: Lot | Refus, folder: str, langue: str) -> Iterator[Line]:
    """What there is to know of the rows, then what was written."""
    for remarque in made.remarques:
        yield from _remark_to_lines(remarque, langue)
    if made.remarques:
        yield BLANK
    if isinstance(made, Refus):
        n = sum(remarque.severity is Severity.ERROR for remarque in made.remarques)
        yield line((ui("lot.refused", langue, n=n), "bold red"))
        return
    for fichier in made.fichiers:
        verdict = fichier.report.verdict
        known = f"{ui('count.lines', langue, n=fichier.demandes)}, "
        head = labelled(title(_path(folder, fichier), langue), known, langue)
        yield line(head, (ui(f"verdict.{verdict}", langue), VERDICT_STYLES[verdict]))
    yield line(ui("lot.written", langue, n=len(made.fichiers)))


def said(remarque: Remarque, langue: str) -> str:
    """What a remark says, in one or two sentences."""
    if remarque.code.startswith("SEG-"):
        return message(Constat(remarque.code, "", remarque.params, remarque.variant), langue)
    return ui(f"lot.{remarque.code}", langue, **remarque.params)


def _path(folder: str, fichier: FichierLot) -> str:
    return os.path.join(folder, fichier.nom)


def _remark_to_json(remarque: Remarque, langue: str) -> dict[str, Any]:
    return {
        "code": remarque.code,
        "severity": remarque.severity.value,
        "row": remarque.ligne,
        "column": remarque.colonne,
        "pointer": remarque.pointer or None,
        "message": said(remarque, langue),
    }


def _remark_to_lines(remarque: Remarque, langue: str) -> Iterator[Line]:
    severity = ui(f"severity.{remarque.severity}", langue)
    rule = f"  {remarque.code}" if remarque.code.startswith("SEG-") else ""
    where = _where(remarque, langue)
    yield line(
        (severity, SEVERITY_STYLES[remarque.severity]),
        f"{rule}  {where}" if where else rule,
        hang=4,
    )
    yield line(said(remarque, langue), indent=4)


def _where(remarque: Remarque, langue: str) -> str:
    key = {
        (True, True): "lot.place",
        (True, False): "lot.place row",
        (False, True): "lot.place column",
    }.get((remarque.ligne is not None, remarque.colonne is not None))
    if key is None:
        return printable(remarque.pointer)
    colonne = printable(remarque.colonne or "")
    # Rows are not counts: they take no thousands separator.
    return template(key, langue).format(ligne=remarque.ligne, colonne=colonne)
