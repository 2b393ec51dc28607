"""Small documents and zips, made byte by byte: always the same bytes, whatever the machine."""

from __future__ import annotations

import struct
import zlib
from base64 import b64encode
from typing import Final, NamedTuple

from tests.conformance.independent.fichiers import Json

# A PDF ----------------------------------------------------------------------------------------

CATALOGUE: Final = "<< /Type /Catalog /Pages 2 0 R >>"
PAGES: Final = "<< /Type /Pages /Kids [3 0 R] /Count 1 >>"
PAGE: Final = "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 10 10] >>"


def pdf(*more: str, catalogue: str = CATALOGUE, trailer: str = "", before: int = 0) -> str:
    """One page; `more` are other objects, and `before` counts the signs of a comment."""
    body = "%PDF-1.7\n" + (f"%{'x' * before}\n" if before else "")
    places = []
    for number, content in enumerate((catalogue, PAGES, PAGE, *more), start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{content}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    size = len(places) + 1
    return (
        f"{body}xref\n0 {size}\n0000000000 65535 f \n{table}"
        f"trailer\n<< /Size {size} /Root 1 0 R{trailer} >>\nstartxref\n{len(body)}\n%%EOF\n"
    )


def large_pdf(size: int) -> Json:
    """A PDF of so many bytes, a million at least: its comment is told as one sign and a count."""
    before = size - len(pdf(before=size)) + size
    start, end = pdf(before=before).split("x" * before)
    return {"repeat": [[start, 1], ["x", before], [end, 1]]}


# Images ---------------------------------------------------------------------------------------


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def _stored(data: bytes) -> bytes:
    """A zlib stream that compresses nothing."""
    length = struct.pack("<HH", len(data), len(data) ^ 0xFFFF)
    return b"\x78\x01\x01" + length + data + struct.pack(">I", zlib.adler32(data))


PNG_END: Final = _chunk(b"IEND", b"")
PNG: Final = (
    b"\x89PNG\r\n\x1a\n"
    + _chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    + _chunk(b"IDAT", _stored(b"\x00\x80"))
    + PNG_END
)
"""One grey pixel."""


def _segment(mark: int, data: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, mark, len(data) + 2) + data


def _code(table: int) -> bytes:
    """A table of one code, of one bit, which says zero."""
    return _segment(0xC4, bytes([table, 1, *([0] * 15), 0]))


JPEG_END: Final = b"\xff\xd9"
JPEG: Final = (
    b"\xff\xd8"
    + _segment(0xE0, b"JFIF\x00\x01\x01\x00\x00\x01\x00\x01\x00\x00")
    + _segment(0xDB, bytes([0, *([1] * 64)]))
    + _segment(0xC0, struct.pack(">BHHBBBB", 8, 1, 1, 1, 1, 0x11, 0))
    + _code(0x00)
    + _code(0x10)
    + _segment(0xDA, bytes([1, 1, 0, 0, 63, 0]))
    + b"\x3f"
    + JPEG_END
)
"""One grey pixel."""

GIF: Final = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\x00\x00\x00\xff\xff\xff,"
    b"\x00\x00\x00\x00\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)


# A zip ----------------------------------------------------------------------------------------

UTF_8: Final = 0x800
ENCRYPTED: Final = 0x1
FILE: Final = 0o100644
LINK: Final = 0o120777
FOLDER: Final = 0o040755


class Entry(NamedTuple):
    """An entry as it is written: `crc` and `size` are what the zip says, when it is not true."""

    nom: str
    content: bytes = b""
    flags: int = 0
    mode: int = FILE
    crc: int | None = None
    size: int | None = None
    charset: str = "utf-8"


JANUARY_2024: Final = (44 << 9) | (1 << 5) | 1


def zipped(*entries: Entry) -> bytes:
    """A zip that compresses nothing."""
    body = directory = b""
    for entry in entries:
        name = entry.nom.encode(entry.charset)
        crc = zlib.crc32(entry.content) if entry.crc is None else entry.crc
        size = len(entry.content) if entry.size is None else entry.size
        common = struct.pack("<HHHHH", 20, entry.flags, 0, 0, JANUARY_2024) + struct.pack(
            "<IIIHH", crc, len(entry.content), size, len(name), 0
        )
        directory += (
            b"PK\x01\x02"
            + struct.pack("<H", (3 << 8) | 20)
            + common
            + struct.pack("<HHHII", 0, 0, 0, entry.mode << 16, len(body))
            + name
        )
        body += b"PK\x03\x04" + common + name + entry.content
    end = struct.pack("<HHHHIIH", 0, 0, len(entries), len(entries), len(directory), len(body), 0)
    return body + directory + b"PK\x05\x06" + end


def base64(content: bytes) -> Json:
    return {"base64": b64encode(content).decode("ascii")}
