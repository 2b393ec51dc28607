"""The central directory of a zip, read within bounds and believed in nothing.

Only the end of the archive and its directory are read, of a size that is bounded beforehand; what
an archive says of itself is compared with what is there. ZIP64 is read; archives in several
volumes are not.
"""

from __future__ import annotations

import stat
import struct
from collections.abc import Iterator
from io import SEEK_END
from typing import BinaryIO, Final

from attrs import frozen

from segur_rules.outcomes import Param
from segur_rules.pieces.flux import read_up_to

_FIN: Final = struct.Struct("<4s4H2LH")
_FIN_SIGNATURE: Final = b"PK\x05\x06"
_COMMENTAIRE_MAX: Final = 0xFFFF
_REPERE_64: Final = struct.Struct("<4sLQL")
_REPERE_64_SIGNATURE: Final = b"PK\x06\x07"
_FIN_64: Final = struct.Struct("<4sQ2H2L4Q")
_FIN_64_SIGNATURE: Final = b"PK\x06\x06"
_ENTREE: Final = struct.Struct("<4s4x2H4x3L4H2x2L")
_ENTREE_SIGNATURE: Final = b"PK\x01\x02"
_EXTRA: Final = struct.Struct("<2H")
_EXTRA_64: Final = 0x0001
_PLEIN_16, _PLEIN_32 = 0xFFFF, 0xFFFFFFFF

_CHIFFRE: Final = 0x0001 | 0x0040 | 0x2000
"""The flags of an entry that is encrypted, or whose description is."""
_UTF_8: Final = 0x0800
_REPARSE: Final = 0x0400
"""The attribute of what, on Windows, leads elsewhere."""


@frozen
class LimitesZip:
    """How large an archive may be. Every limit is a choice: no source gives one."""

    entrees: int = 2000
    """Entries, folders included: ten documents for each of the 200 demandes of a file."""
    repertoire: int = 4 * 1024 * 1024
    """Bytes of the central directory: as many entries with names of two thousand characters."""
    total: int = 2 * 1024**3
    """Bytes of all the entries once inflated: more than 200 demandes with two documents of 4 Mo."""
    ratio: int = 200
    """How many times an archive may inflate, once it inflates to more than `ratio_des` bytes.
    Documents are compressed already, and hardly inflate."""
    ratio_des: int = 64 * 1024 * 1024


LIMITES_ZIP: Final = LimitesZip()
"""The limits of a caller who sets none."""


class ZipRefuse(Exception):
    """An archive that is read no further: the rule that it breaks, and what there is to tell."""

    def __init__(self, rule: str, variant: str, **params: Param) -> None:
        """Keep the rule, the variant of its message, and the values that it shows."""
        super().__init__(f"{rule}.{variant}")
        self.rule = rule
        self.variant = variant
        self.params = params


def illisible(variant: str, **params: Param) -> ZipRefuse:
    """The refusal of an archive that is not, or not in full, a zip that can be read."""
    return ZipRefuse("SEG-PJU-030", variant, **params)


def bombe(variant: str, **params: Param) -> ZipRefuse:
    """The refusal of an archive that would take more than what documents take."""
    return ZipRefuse("SEG-PJU-038", variant, **params)


@frozen
class EntreeZip:
    """An entry, as the central directory describes it; sizes and places are in bytes.

    `lisible` says that the name is in ASCII, or in UTF-8 and said to be; another one is read as
    UTF-8 where it can be, else as CP437, and may be wrong.
    """

    nom: str
    nom_brut: bytes
    lisible: bool
    drapeaux: int
    methode: int
    crc: int
    taille_comprimee: int
    taille: int
    place: int
    attributs: int

    @property
    def dossier(self) -> bool:
        """Whether it is a folder."""
        return self.nom.endswith("/")

    @property
    def chiffree(self) -> bool:
        """Whether it is encrypted."""
        return bool(self.drapeaux & _CHIFFRE)

    @property
    def lien(self) -> bool:
        """Whether it is a link, or anything else than a file and a folder."""
        kind = stat.S_IFMT(self.attributs >> 16)
        return kind not in (0, stat.S_IFREG, stat.S_IFDIR) or bool(self.attributs & _REPARSE)


@frozen
class Repertoire:
    """The entries of an archive in their order.

    `debut` is the place where the directory begins, `taille` the size of the archive, in bytes.
    """

    entrees: tuple[EntreeZip, ...]
    debut: int
    taille: int


def read_directory(contenu: BinaryIO, limites: LimitesZip = LIMITES_ZIP) -> Repertoire:
    """The central directory of an archive. Raises `ZipRefuse`, or what reading it raises."""
    taille = contenu.seek(0, SEEK_END)
    fin = _end(contenu, taille)
    if fin.entrees > limites.entrees:
        raise bombe("nombre", entrees=fin.entrees, limite=limites.entrees)
    if fin.taille > limites.repertoire:
        raise bombe("repertoire", taille=fin.taille, limite=limites.repertoire)
    # What was put before the archive moves all that it says of places.
    debut = fin.place - fin.taille
    avance = debut - fin.debut
    if debut < 0 or avance < 0:
        raise illisible("repertoire")
    raw = _read_at(contenu, debut, fin.taille)
    entrees = []
    for entree in _entries(raw, avance):
        entrees.append(entree)
        if len(entrees) > limites.entrees:
            raise bombe("nombre", entrees=len(entrees), limite=limites.entrees)
    if len(entrees) != fin.entrees:
        raise illisible("repertoire")
    return Repertoire(tuple(entrees), debut, taille)


@frozen
class _Fin:
    """What the end of an archive says: entries, size and place of the directory; and its own."""

    entrees: int
    taille: int
    debut: int
    place: int


def _read_at(contenu: BinaryIO, place: int, taille: int) -> bytes:
    """Exactly these bytes of an archive. Raises `ZipRefuse` when there are fewer."""
    contenu.seek(place)
    found = read_up_to(contenu, taille)
    if len(found) < taille:
        raise illisible("repertoire")
    return found


def _end(contenu: BinaryIO, taille: int) -> _Fin:
    length = min(taille, _FIN.size + _COMMENTAIRE_MAX)
    tail = _read_at(contenu, taille - length, length)
    at = len(tail) - _FIN.size
    while (at := tail.rfind(_FIN_SIGNATURE, 0, at + len(_FIN_SIGNATURE))) >= 0:
        _, disk, first, here, entrees, octets, debut, comment = _FIN.unpack_from(tail, at)
        # The signature may stand in the comment too: the record that ends the file is the one.
        if at + _FIN.size + comment == len(tail):
            break
        at -= 1
    else:
        raise illisible("fin")
    fin = _Fin(entrees, octets, debut, taille - length + at)
    if _PLEIN_16 in (disk, first, here, entrees) or _PLEIN_32 in (octets, debut):
        fin_64 = _end_64(contenu, fin.place)
        if fin_64 is not None:
            return fin_64
    _require_one_volume(disk, first, here, entrees)
    return fin


def _end_64(contenu: BinaryIO, place: int) -> _Fin | None:
    """What the ZIP64 end of an archive says, found by the mark before its other end."""
    if place < _REPERE_64.size + _FIN_64.size:
        return None
    at = place - _REPERE_64.size
    signature, disk, said, disks = _REPERE_64.unpack(_read_at(contenu, at, _REPERE_64.size))
    if signature != _REPERE_64_SIGNATURE:
        return None
    # It stands just before its mark; what is said of its place is off by what was put before.
    here = at - _FIN_64.size
    record = _FIN_64.unpack(_read_at(contenu, here, _FIN_64.size))
    signature, _, _, _, disk_here, first, entries_here, entrees, octets, debut = record
    if signature != _FIN_64_SIGNATURE or said > here or disk or disks > 1:
        raise illisible("repertoire")
    _require_one_volume(disk_here, first, entries_here, entrees)
    return _Fin(entrees, octets, debut, here)


def _require_one_volume(disk: int, first: int, here: int, entrees: int) -> None:
    if disk or first or here != entrees:
        raise illisible("volumes")


def _entries(raw: bytes, avance: int) -> Iterator[EntreeZip]:
    """The entries of a directory; a local header is `avance` bytes further than is said."""
    at = 0
    while at < len(raw):
        if at + _ENTREE.size > len(raw):
            raise illisible("repertoire")
        signature, drapeaux, methode, crc, comprimee, taille, *rest = _ENTREE.unpack_from(raw, at)
        name, extra, comment, disk, attributs, place = rest
        at += _ENTREE.size
        end = at + name + extra + comment
        if signature != _ENTREE_SIGNATURE or end > len(raw) or disk not in (0, _PLEIN_16):
            raise illisible("repertoire")
        brut = raw[at : at + name]
        said = _wide([taille, comprimee, place], raw[at + name : at + name + extra])
        nom, lisible = _decoded(brut, bool(drapeaux & _UTF_8))
        at = end
        yield EntreeZip(
            nom=nom,
            nom_brut=brut,
            lisible=lisible,
            drapeaux=drapeaux,
            methode=methode,
            crc=crc,
            taille_comprimee=said[1],
            taille=said[0],
            place=said[2] + avance,
            attributs=attributs,
        )


def _wide(said: list[int], extra: bytes) -> list[int]:
    """Sizes and place, those that do not fit in 32 bits being read from the ZIP64 field."""
    at = 0
    while _PLEIN_32 in said and at + _EXTRA.size <= len(extra):
        kind, length = _EXTRA.unpack_from(extra, at)
        at += _EXTRA.size
        if kind == _EXTRA_64:
            field = extra[at : at + length]
            wide = iter(int.from_bytes(field[i : i + 8], "little") for i in range(0, length, 8))
            return [next(wide, value) if value == _PLEIN_32 else value for value in said]
        at += length
    return said


def _decoded(brut: bytes, utf_8: bool) -> tuple[str, bool]:
    """A name, and whether it is certain."""
    try:
        return brut.decode("utf-8"), utf_8 or brut.isascii()
    except UnicodeDecodeError:
        return brut.decode("cp437"), False
