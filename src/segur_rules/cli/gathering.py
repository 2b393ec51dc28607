"""The zip of the documents that files announce, from those of a folder."""

from __future__ import annotations

import os
import zipfile
from collections.abc import Iterator, Sequence
from typing import Any, Final

from segur_rules.cli.diff import read_one
from segur_rules.cli.lots import read_bounded, watched
from segur_rules.cli.output import Failure, Line, line
from segur_rules.cli.reading import reason, title
from segur_rules.cli.words import labelled, printable
from segur_rules.cli.writing import new_files
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Demande
from segur_rules.lots import Rassemblement
from segur_rules.messages import ui
from segur_rules.rules.context import Context
from segur_rules.rules.engine import read_file

_LONG_AGO: Final = (1980, 1, 1, 0, 0, 0)
_UNIX: Final = 3
_FILE: Final = 0o100644 << 16
_PIECE: Final = 1024 * 1024


def demandes_of(names: Sequence[str], context: Context, langue: str) -> tuple[Demande, ...]:
    """The demandes of files, filed or returned. Raises `Failure` where one cannot be read."""
    demandes: list[Demande] = []
    for name in names:
        _, shown = read_file(read_bounded(name, langue), context)
        retour = read_one(name, shown.phase or Phase.AVANCE, context, langue)
        demandes += [ligne.demande for ligne in retour.lignes]
    return tuple(demandes)


def paths_in(folder: str, langue: str) -> list[str]:
    """The files of a folder and of those in it, their parts separated by slashes."""
    if not os.path.isdir(folder):
        raise Failure(labelled(title(folder, langue), ui("error.no folder", langue), langue))
    return [
        os.path.relpath(os.path.join(inside, name), folder).replace(os.sep, "/")
        for inside, _, names in os.walk(folder)
        for name in names
    ]


def write_zip(found: Rassemblement, folder: str, out: str, langue: str, *, force: bool) -> None:
    """Write the zip, piece by piece; the same documents make the same bytes."""
    # Documents are compressed already; stored, they are the same wherever the zip is made.
    with (
        new_files([out], langue, force=force) as (stream,),
        zipfile.ZipFile(stream, "w") as archive,
    ):
        for name, path in watched(found.entrees, langue):
            entry = zipfile.ZipInfo(name, _LONG_AGO)
            entry.create_system, entry.external_attr = _UNIX, _FILE
            with archive.open(entry, "w") as target:
                for piece in _pieces(os.path.join(folder, *path.split("/")), langue):
                    target.write(piece)


def _pieces(path: str, langue: str) -> Iterator[bytes]:
    try:
        with open(path, "rb") as stream:
            while piece := stream.read(_PIECE):
                yield piece
    except OSError as error:
        raise Failure(reason(path, error, langue)) from error


def gathered_to_json(found: Rassemblement, written: str | None) -> dict[str, Any]:
    """What is in the zip, what is missing, and what was left aside."""
    return {
        "written": written,
        "documents": [{"name": name, "file": path} for name, path in found.entrees],
        "missing": list(found.manquantes),
        "leftAside": [{"file": path, "reason": doute.value} for path, doute in found.laissees],
    }


def gathered_to_lines(found: Rassemblement, written: str | None, langue: str) -> Iterator[Line]:
    """The documents under another name, what is missing, what was left aside, and the zip."""
    for name, path in found.entrees:
        if name != path:
            yield line(f"{printable(path)} → {name}")
    for name in found.manquantes:
        yield line((labelled(ui("zip.missing", langue), printable(name), langue), "bold red"))
    for path, doute in found.laissees:
        aside = ui("zip.aside", langue)
        text = f"{printable(path)} ({ui(f'zip.{doute}', langue)})"
        yield line((labelled(aside, text, langue), "yellow"))
    if written is None:
        yield line((ui("zip.refused", langue), "bold red"))
    else:
        n = len(found.entrees)
        yield line(labelled(title(written, langue), ui("zip.written", langue, n=n), langue))
