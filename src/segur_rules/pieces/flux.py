"""Streams that the caller hands over: nothing is opened here."""

from __future__ import annotations

from typing import BinaryIO, Final

_MORCEAU: Final = 1024 * 1024


def read_up_to(contenu: BinaryIO, most: int) -> bytes:
    """At most this many bytes of a stream, which may give them piece by piece."""
    pieces = []
    while most > 0 and (piece := contenu.read(min(most, _MORCEAU))):
        pieces.append(piece)
        most -= len(piece)
    return b"".join(pieces)
