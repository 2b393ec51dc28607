"""Documents and archives made by hand, right ones and hostile ones."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Final

from attrs import evolve, frozen

from segur_rules.conformance import base, dumps
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Demande, Fichier
from segur_rules.demandes.formes import kind_of
from segur_rules.demandes.lecture import read

CATALOGUE: Final = b"<< /Type /Catalog /Pages 2 0 R >>"
PAGES: Final = b"<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE: Final = b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>"
JAVASCRIPT: Final = b"<< /S /JavaScript /JS (app.alert\\(1\\)) >>"


def pdf(
    *more: bytes, first: Sequence[bytes] = (CATALOGUE, PAGES, PAGE), trailer: bytes = b""
) -> bytes:
    """A PDF with these objects after those of its one page."""
    out = bytearray(b"%PDF-1.7\n")
    places = []
    for number, written in enumerate((*first, *more), 1):
        places.append(len(out))
        out += b"%d 0 obj\n%b\nendobj\n" % (number, written)
    begin = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(places) + 1)
    out += b"".join(b"%010d 00000 n \n" % place for place in places)
    out += b"trailer\n<< /Size %d /Root 1 0 R %b>>\n" % (len(places) + 1, trailer)
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % begin)


def stream(
    content: bytes, entries: bytes = b"", filters: bytes = b"/Filter /FlateDecode "
) -> bytes:
    """A stream object; compressed unless its filters are given."""
    held = zlib.compress(content, 9) if filters else content
    return b"<< %b%b/Length %d >>stream\n%b\nendstream" % (entries, filters, len(held), held)


def pdf_of_streams(
    *contents: bytes,
    filters: bytes = b"/Filter /FlateDecode ",
    objects: int = 1000,
    absent: int = 0,
) -> bytes:
    """A PDF with object streams, each of one object.

    So many objects more are said to be in the first stream, and are not.
    """
    out = bytearray(b"%PDF-1.7\n")
    places = {}
    inside = dict.fromkeys(range(objects - absent, objects), 10)
    plain = [CATALOGUE, PAGES, PAGE]
    numbers = range(10, 10 + len(contents))
    for number, content in zip(numbers, contents, strict=True):
        inner = 10 + len(contents) + number
        inside[inner] = number
        header = b"%d 0 " % inner
        entries = b"/Type /ObjStm /N 1 /First %d " % len(header)
        plain.append(stream(header + content, entries, filters))
    for number, written in zip((1, 2, 3, *numbers), plain, strict=True):
        places[number] = len(out)
        out += b"%d 0 obj\n%b\nendobj\n" % (number, written)
    begin = len(out)
    table = b"".join(
        b"\1" + places[n].to_bytes(4) + b"\0\0"
        if n in places
        else (b"\2" + inside[n].to_bytes(4) + b"\0\0" if n in inside else bytes(7))
        for n in range(objects)
    )
    entries = b"/Type /XRef /W [1 4 2] /Size %d /Root 1 0 R " % objects
    out += b"%d 0 obj\n%b\nendobj\n" % (objects, stream(table, entries))
    return bytes(out + b"startxref\n%d\n%%%%EOF\n" % begin)


def chunk(kind: bytes, content: bytes = b"") -> bytes:
    """A part of a PNG."""
    sums = zlib.crc32(kind + content)
    return len(content).to_bytes(4) + kind + content + sums.to_bytes(4)


PNG_SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
PNG: Final = b"".join(
    (
        PNG_SIGNATURE,
        chunk(b"IHDR", struct.pack(">2L5B", 1, 1, 8, 0, 0, 0, 0)),
        chunk(b"tEXt", b"Title\0x"),
        chunk(b"IDAT", zlib.compress(b"\0\0")),
        chunk(b"IEND"),
    )
)


def segment(marker: int, content: bytes = b"") -> bytes:
    """A part of a JPEG."""
    return bytes((0xFF, marker)) + (len(content) + 2).to_bytes(2) + content


JPEG: Final = b"".join(
    (
        b"\xff\xd8",
        segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0"),
        # An image within: its own end is not that of the whole.
        segment(0xE1, b"Exif\0\0\xff\xd8\xff\xd9"),
        segment(0xC0, b"\x08\0\1\0\1\1\1\x11\0"),
        segment(0xDA, b"\1\1\0\0\x3f\0"),
        b"\x12\xff\x00\x34\xff\xd0\x56\xff\xff",
        segment(0xC4, b"\0" * 17),
        segment(0xDA, b"\1\1\0\0\x3f\0"),
        b"\x12\x34\xff\xd9",
    )
)


@frozen
class E:
    """An entry of a zip to make, right unless something is said otherwise.

    `comprime` replaces the bytes that are written; `taille`, `crc` and `comprimee` what is said
    of them; `nom_local` the name in the entry's own header; `meme_place` shares the bytes of
    the entry before.
    """

    nom: str | bytes = "a.pdf"
    contenu: bytes = b""
    deflate: bool = False
    methode: int | None = None
    drapeaux: int = 0
    attributs: int = 0
    comprime: bytes | None = None
    taille: int | None = None
    crc: int | None = None
    comprimee: int | None = None
    nom_local: bytes | None = None
    signature: bytes = b"PK\x03\x04"
    methode_locale: int | None = None
    drapeaux_locaux: int | None = None
    extra: bytes = b""
    extra_local: bytes = b""
    zip64: bool = False
    disque: int = 0
    meme_place: bool = False
    place: int | None = None

    @property
    def brut(self) -> bytes:
        return self.nom.encode() if isinstance(self.nom, str) else self.nom

    @property
    def flags(self) -> int:
        utf_8 = 0x0800 if isinstance(self.nom, str) else 0
        return self.drapeaux | utf_8

    @property
    def method(self) -> int:
        return self.methode if self.methode is not None else (8 if self.deflate else 0)

    @property
    def held(self) -> bytes:
        if self.comprime is not None:
            return self.comprime
        return deflated(self.contenu) if self.deflate else self.contenu


def deflated(content: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(content) + packer.flush()


@frozen
class Zip:
    """An archive to make; what is said at its end may be replaced."""

    entrees: tuple[E, ...] = ()
    avant: bytes = b""
    commentaire: bytes = b""
    zip64: bool = False
    nombre: int | None = None
    taille: int | None = None
    debut: int | None = None
    disque: int = 0
    extra_fin: bytes = b""

    def bytes(self) -> bytes:
        out = bytearray(self.avant)
        directory = bytearray()
        place = 0
        for e in self.entrees:
            if not e.meme_place:
                place = len(out)
                out += local_header(e) + e.held
            directory += directory_entry(e, place if e.place is None else e.place, len(self.avant))
        begin = len(out)
        nombre = len(self.entrees) if self.nombre is None else self.nombre
        taille = len(directory) if self.taille is None else self.taille
        debut = begin - len(self.avant) if self.debut is None else self.debut
        out += directory
        if self.zip64:
            here = len(out)
            out += struct.pack(
                "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, nombre, nombre, taille, debut
            )
            out += struct.pack("<4sLQL", b"PK\x06\x07", 0, here - len(self.avant), 1)
            nombre = taille = debut = -1
        out += struct.pack(
            "<4s4H2LH",
            b"PK\x05\x06",
            self.disque,
            0,
            nombre & 0xFFFF,
            nombre & 0xFFFF,
            taille & 0xFFFFFFFF,
            debut & 0xFFFFFFFF,
            len(self.commentaire),
        )
        return bytes(out + self.commentaire + self.extra_fin)


def local_header(e: E) -> bytes:
    name = e.brut if e.nom_local is None else e.nom_local
    return (
        struct.pack(
            "<4s5H3L2H",
            e.signature,
            20,
            e.flags if e.drapeaux_locaux is None else e.drapeaux_locaux,
            e.method if e.methode_locale is None else e.methode_locale,
            0,
            0x21,
            zlib.crc32(e.contenu),
            len(e.held),
            len(e.contenu),
            len(name),
            len(e.extra_local),
        )
        + name
        + e.extra_local
    )


def directory_entry(e: E, place: int, avance: int) -> bytes:
    crc = zlib.crc32(e.contenu) if e.crc is None else e.crc
    comprimee = len(e.held) if e.comprimee is None else e.comprimee
    taille = len(e.contenu) if e.taille is None else e.taille
    place -= avance
    extra = e.extra
    if e.zip64:
        extra += struct.pack("<2H3Q", 1, 24, taille, comprimee, place)
        taille = comprimee = place = 0xFFFFFFFF
    return (
        struct.pack(
            "<4s6H3L5H2L",
            b"PK\x01\x02",
            (3 << 8) | 20,
            20,
            e.flags,
            e.method,
            0,
            0x21,
            crc,
            comprimee,
            taille,
            len(e.brut),
            len(extra),
            0,
            e.disque,
            0,
            e.attributs,
            place,
        )
        + e.brut
        + extra
    )


def zip_of(*entrees: E) -> bytes:
    """An archive of these entries."""
    return Zip(entrees).bytes()


def fichier(name: str = "mdv-avance") -> Fichier:
    """A whole valid file, as objects."""
    document = read(dumps(base(name)).encode()).document
    forme = {"mdv": "MDV", "hop": "HOP"}[name.partition("-")[0]]
    made: Fichier = kind_of(forme, Phase(name.partition("-")[2])).parse(document, Fichier)
    return made


def demandes(*numeros: str, announced: Iterable[str] = ()) -> tuple[Demande, ...]:
    """Demandes of these numéros éditeurs; each announces the names that end with its number."""
    model = fichier().lignes_import[0]
    piece = model.pieces_justificatives[0]
    names = tuple(announced)
    return tuple(
        evolve(
            model,
            numero_editeur=numero,
            pieces_justificatives=tuple(
                evolve(piece, nom_fichier=name) for name in names if f"-{numero}." in name
            ),
        )
        for numero in numeros
    )


def opened(data: bytes) -> BytesIO:
    return BytesIO(data)
