"""The bytes of one entry of a zip, inflated within bounds and checked as they come."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator
from typing import TYPE_CHECKING, BinaryIO, Final

from segur_rules.pieces.flux import read_up_to
from segur_rules.pieces.repertoire import EntreeZip, illisible

if TYPE_CHECKING:
    from zlib import _Decompress as _Inflater

MORCEAU: Final = 64 * 1024
"""Bytes that are read, and inflated, at a time."""

TELLE_QUELLE: Final = 0
DEFLATE: Final = 8
METHODES: Final = (TELLE_QUELLE, DEFLATE)
"""The methods that every reader knows: no compression, and DEFLATE."""

_ENTETE: Final = struct.Struct("<4s2x2H16x2H")
_ENTETE_SIGNATURE: Final = b"PK\x03\x04"


class EntreeAbimee(Exception):
    """An entry is not what the directory says of it; `variant` chooses the message's wording."""

    def __init__(self, variant: str) -> None:
        """Keep the variant."""
        super().__init__(variant)
        self.variant = variant


def data_place(contenu: BinaryIO, entree: EntreeZip) -> int:
    """Where the bytes of an entry begin, after its own header. Raises `ZipRefuse`."""
    contenu.seek(entree.place)
    expected = _ENTETE.size + len(entree.nom_brut)
    raw = read_up_to(contenu, expected)
    if len(raw) < expected:
        raise illisible("entete", valeur=entree.nom)
    signature, drapeaux, methode, name, extra = _ENTETE.unpack_from(raw)
    # Readers that follow the headers and readers that follow the directory see one archive.
    if (
        signature != _ENTETE_SIGNATURE
        or raw[_ENTETE.size :] != entree.nom_brut
        or name != len(entree.nom_brut)
        or methode != entree.methode
        or (drapeaux ^ entree.drapeaux) & 1
    ):
        raise illisible("entete", valeur=entree.nom)
    return entree.place + len(raw) + int(extra)


def inflate(contenu: BinaryIO, entree: EntreeZip, debut: int, most: int) -> Iterator[bytes]:
    """At most `most` bytes of an entry, piece by piece; `debut` is where its bytes begin.

    Raises `EntreeAbimee` where they are not those that were put in the archive.
    """
    contenu.seek(debut)
    stored = _stored(contenu, entree.taille_comprimee)
    pieces = stored if entree.methode == TELLE_QUELLE else _inflated(stored)
    for piece in pieces:
        yield piece[:most]
        most -= len(piece)
        if most <= 0:
            return


def check(contenu: BinaryIO, entree: EntreeZip, debut: int, tete: int) -> bytes:
    """The first `tete` bytes of an entry, once it is whole. Raises `EntreeAbimee`.

    An entry is inflated to the size that it says and one byte more, whatever it holds.
    """
    head, taille, crc = b"", 0, 0
    for piece in inflate(contenu, entree, debut, entree.taille + 1):
        head += piece[: tete - len(head)]
        taille += len(piece)
        crc = zlib.crc32(piece, crc)
    if taille != entree.taille:
        raise EntreeAbimee("")
    if crc != entree.crc:
        raise EntreeAbimee("crc")
    return head


def _stored(contenu: BinaryIO, left: int) -> Iterator[bytes]:
    while left and (piece := contenu.read(min(left, MORCEAU))):
        left -= len(piece)
        yield piece


def _inflated(stored: Iterator[bytes]) -> Iterator[bytes]:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    for compressed in stored:
        try:
            yield from _pieces(inflater, compressed)
        except zlib.error as error:
            raise EntreeAbimee("donnees") from error
        if inflater.eof:
            break
    # What goes on after its end, or ends before it, is not what was put in the archive.
    if not inflater.eof or inflater.unused_data or next(stored, b""):
        raise EntreeAbimee("donnees")


def _pieces(inflater: _Inflater, compressed: bytes) -> Iterator[bytes]:
    """What some compressed bytes inflate to, never more than a piece at a time."""
    piece = inflater.decompress(compressed, MORCEAU)
    while piece:
        yield piece
        piece = inflater.decompress(inflater.unconsumed_tail, MORCEAU)
