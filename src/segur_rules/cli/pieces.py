"""The documents given with a file: those of a zip, or those of a folder."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

from segur_rules.outcomes import Report
from segur_rules.pieces import DocumentDonne
from segur_rules.rules import check_with_pieces, check_with_zip
from segur_rules.rules.context import Context


def check_given(raw: bytes, pieces: str, context: Context, beside: str) -> Report:
    """Judge the bytes of a file with its documents: a zip, or a folder and all that is in it.

    `beside` is the name of the file itself, which may be in the folder and is no document.
    Raises `OSError` where a document cannot be read, `ValueError` for a name that none can have.
    """
    if os.path.isdir(pieces):
        return check_with_pieces(raw, _of_folder(Path(pieces), beside), context)
    with open(pieces, "rb") as archive:
        return check_with_zip(raw, archive, context)


def _of_folder(folder: Path, beside: str) -> Iterator[DocumentDonne]:
    """The files of a folder and of the folders in it, each open while it is judged."""
    for place, folders, names in os.walk(folder, onerror=_refuse):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            status = path.stat()
            if not stat.S_ISREG(status.st_mode) or _is_same(path, beside):
                continue
            with path.open("rb") as contenu:
                relative = path.relative_to(folder).as_posix()
                yield DocumentDonne(relative, status.st_size, contenu)


def _is_same(path: Path, other: str) -> bool:
    return os.path.exists(other) and path.samefile(other)


def _refuse(error: OSError) -> None:
    raise error
