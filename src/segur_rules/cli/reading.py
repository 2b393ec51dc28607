"""Files as they are given: read within a bound, or the reason why they cannot be."""

from __future__ import annotations

import errno
import os
import stat
import sys
from typing import IO, Final

from attrs import frozen

from segur_rules.cli.words import NAME_MOST, labelled, printable
from segur_rules.messages import ui

STDIN: Final = "-"
_PIECE: Final = 1024 * 1024


@frozen
class Content:
    """What was read of a file; `size` is its whole size in bytes, None where nothing tells."""

    raw: bytes
    size: int | None


def read_file(name: str, most: int) -> Content:
    """At most `most` + 1 bytes of a file: enough to judge it, or to see that it is too large.

    Raises `OSError`, or `ValueError` for a name that no file can have.
    """
    if name == STDIN:
        if sys.stdin is None:  # the shell closed it
            raise OSError(errno.EBADF, os.strerror(errno.EBADF))
        return Content(_read(sys.stdin.buffer, most), None)
    with open(name, "rb") as stream:
        status = os.fstat(stream.fileno())
        size = status.st_size if stat.S_ISREG(status.st_mode) else None
        return Content(_read(stream, most), size)


def _read(stream: IO[bytes], most: int) -> bytes:
    # Piece by piece: a bound that is huge must not take that much memory beforehand.
    pieces = []
    left = most + 1
    while left > 0 and (piece := stream.read(min(left, _PIECE))):
        pieces.append(piece)
        left -= len(piece)
    return b"".join(pieces)


def title(name: str, langue: str) -> str:
    """How a file is named to a person."""
    return ui("standard input", langue) if name == STDIN else printable(name, NAME_MOST)


def reason(name: str, error: OSError | ValueError, langue: str) -> str:
    """Why a file cannot be read, after its name."""
    return labelled(title(name, langue), _reason(name, error, langue), langue)


def _reason(name: str, error: OSError | ValueError, langue: str) -> str:
    if isinstance(error, ValueError):
        return ui("error.name", langue)
    if os.path.isdir(name):
        # Windows only says of a folder that it may not be read.
        return ui("error.folder", langue)
    if isinstance(error, FileNotFoundError):
        return ui("error.not found", langue)
    if isinstance(error, PermissionError):
        return ui("error.denied", langue)
    return f"{ui('error.read', langue)} ({printable(str(error.strerror))})"
