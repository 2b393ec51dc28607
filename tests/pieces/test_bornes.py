"""Whatever an archive holds, memory and time are bounded: measured in another process."""

from __future__ import annotations

import json
import random
import struct
import subprocess
import sys
import zlib
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

import pytest

from segur_rules.pieces import LIMITES_ZIP, PIECE
from tests.pieces.faits import (
    JAVASCRIPT,
    PNG,
    E,
    Zip,
    deflated,
    pdf,
    pdf_of_streams,
    stream,
    zip_of,
)

ROOT = Path(__file__).parents[2]
MIB: Final = 64
GIB: Final = 1024**3

pytestmark = pytest.mark.skipif(
    not Path("/proc/self/status").exists(), reason="the peak of memory is read from Linux"
)


def measured(what: str | Path) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, "-m", "tests.pieces.bornes", str(what)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=900,
        check=True,
    )
    found: dict[str, Any] = json.loads(done.stdout)
    assert found["mib"] <= MIB, found
    return found


def name(i: int, extension: str = "pdf") -> str:
    """The name of an entry that joins one of 200 demandes."""
    return f"{i}-{i % 200 + 1:05}.{extension}"


def packed(contents: list[bytes], count: int, extension: str = "pdf") -> list[E]:
    """Entries that take these contents in turn, each compressed once."""
    held = [deflated(content) for content in contents]
    made = []
    for i in range(count):
        content = contents[i % len(contents)]
        made.append(
            E(
                name(i, extension),
                deflate=True,
                comprime=held[i % len(held)],
                taille=len(content),
                crc=zlib.crc32(content),
            )
        )
    return made


def padded(entrees: list[E]) -> Zip:
    """An archive of them that does not inflate too much: what comes before it has no use."""
    total = sum(entree.taille or len(entree.contenu) for entree in entrees)
    return Zip(tuple(entrees), avant=bytes(total // LIMITES_ZIP.ratio + 1))


def a_million_empty_entries(path: Path) -> None:
    """Each of them with its own header, and a directory of 46 million bytes."""
    with path.open("wb") as out:
        local = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, 0, 0, 0, 7, 0)
        for i in range(0, 1_000_000, 1000):
            out.write(b"".join(local + b"%07d" % k for k in range(i, i + 1000)))
        begin = out.tell()
        for i in range(0, 1_000_000, 1000):
            out.write(
                b"".join(
                    struct.pack(
                        "<4s6H3L5H2L",
                        b"PK\x01\x02",
                        20,
                        20,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        0,
                        7,
                        0,
                        0,
                        0,
                        0,
                        0,
                        37 * k,
                    )
                    + b"%07d" % k
                    for k in range(i, i + 1000)
                )
            )
        here = out.tell()
        size = here - begin
        out.write(
            struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, size, begin)
        )
        out.write(struct.pack("<4sLQL", b"PK\x06\x07", 0, here, 1))
        out.write(
            struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 65535, 65535, 2**32 - 1, 2**32 - 1, 0)
        )


def a_million_that_say_they_are_ten(path: Path) -> None:
    a_million_empty_entries(path)
    with path.open("r+b") as out:
        # The counts of the end in 64 bits: 20 and 22 bytes from its own end, and its mark.
        out.seek(-(22 + 20 + 32), 2)
        out.write(struct.pack("<2Q", 10, 10))


def a_directory_of_long_names(path: Path) -> None:
    entrees = tuple(E(f"{i:05}-{'é' * 32_000}-00001.pdf", b"") for i in range(60))
    path.write_bytes(Zip(entrees).bytes())


def overlapping_entries(path: Path) -> None:
    content = b"\0" * PIECE.taille_max
    entrees = [E(name(0), content, deflate=True)]
    entrees += [
        E(name(0), content, deflate=True, meme_place=True, nom_local=name(0).encode())
        for _ in range(400)
    ]
    path.write_bytes(padded(entrees).bytes())


def two_thousand_entries(path: Path) -> None:
    path.write_bytes(zip_of(*packed([PNG], 2000, "png")))


def zips_in_zips(path: Path) -> None:
    inside = zip_of(*packed([b"\0" * 10_000_000], 16))
    for _ in range(5):
        inside = zip_of(*(E(f"{i}-00001.zip", inside) for i in range(4)))
    path.write_bytes(inside)


QUICK: Final[tuple[tuple[Callable[[Path], None], str], ...]] = (
    (a_million_empty_entries, "SEG-PJU-038.nombre"),
    (a_million_that_say_they_are_ten, "SEG-PJU-038.repertoire"),
    (a_directory_of_long_names, "SEG-PJU-001."),
    (overlapping_entries, "SEG-PJU-038.chevauchement"),
    (two_thousand_entries, "SEG-PJU-019."),
    (zips_in_zips, "SEG-PJU-033."),
)


@pytest.mark.parametrize(("make", "expected"), QUICK, ids=[make.__name__ for make, _ in QUICK])
def test_an_archive_takes_little(
    make: Callable[[Path], None], expected: str, tmp_path: Path
) -> None:
    path = tmp_path / "archive.zip"
    make(path)
    found = measured(path)
    assert expected in found["found"], found
    assert found["seconds"] < 30, found


STRINGS: Final = b"[" + b"()" * 99_000 + b"]"


def many_strings() -> bytes:
    return pdf(b"[" + STRINGS * 15 + b"]" + JAVASCRIPT)


def many_dictionaries() -> bytes:
    return pdf(*[b"[" + b"<</A<<>>>>" * 99_000 + b"]"] * 3, JAVASCRIPT)


def many_numbers() -> bytes:
    return pdf(*[b"[" + b"1 " * 99_000 + b"]"] * 20, JAVASCRIPT)


def many_objects() -> bytes:
    return pdf(*[b"1"] * 80_000, JAVASCRIPT)


def many_objects_out_of_place() -> bytes:
    return many_objects().replace(b"startxref\n", b"startxref\n9")


def deep_nesting() -> bytes:
    return pdf(b"[" * 1_000_000, JAVASCRIPT)


def many_streams_of_strings() -> bytes:
    return pdf_of_streams(*[b"[" + b"()" * 60_000 + b"/JS]"] * 100, objects=15_000)


def many_streams_that_inflate() -> bytes:
    return pdf_of_streams(*[b"[" + b" " * 1_000_000 + b"/JS]"] * 100, objects=15_000)


def streams_of_unknown_length() -> bytes:
    unknown = (b"<< /Length %d 0 R >>stream\n\nendstream" % i for i in range(90_000, 92_000))
    return pdf(*unknown, JAVASCRIPT, b" " * 3_000_000)


def a_large_picture() -> bytes:
    noise = random.Random(1).randbytes(3_900_000)  # noqa: S311
    return pdf(stream(noise, filters=b""), JAVASCRIPT)


def many_tables() -> bytes:
    table = zlib.compress(b"\4\1\2\3\4\5" * 21_000, 9)
    out = bytearray(b"%PDF-1.7\n")
    before = b""
    for i in range(2000):
        place = len(out)
        out += (
            b"%d 0 obj\n<< /Type /XRef /W [1 2 2] /Index [0 0] /Size 1 /Root 1 0 R "
            b"/Filter /FlateDecode /DecodeParms << /Predictor 15 /Columns 5 >> /Length %d%b >>"
            b"stream\n%b\nendstream\nendobj\n" % (i + 10, len(table), before, table)
        )
        before = b" /Prev %d" % place
    return bytes(out + b"startxref\n%d\n%%%%EOF" % place)


def many_lines() -> bytes:
    return b"%PDF-1.7\n" + b"\n" * 4_000_000 + b"%%EOF"


HEAVY: Final = (
    many_strings,
    many_dictionaries,
    many_numbers,
    many_objects,
    many_objects_out_of_place,
    deep_nesting,
    many_streams_of_strings,
    many_streams_that_inflate,
    streams_of_unknown_length,
    a_large_picture,
    many_tables,
    many_lines,
)
"""PDFs that give a library much to do, each below 4 Mo."""


@pytest.mark.parametrize("make", HEAVY)
def test_a_heavy_pdf_takes_little(make: Callable[[], bytes], tmp_path: Path) -> None:
    data = make()
    assert len(data) <= PIECE.taille_max
    path = tmp_path / "archive.zip"
    path.write_bytes(padded(packed([data], 1)).bytes())
    found = measured(path)
    assert found["entrees"] == 1
    assert found["seconds"] < 30, found


@pytest.mark.long
def test_as_many_heavy_pdfs_as_an_archive_may_hold(tmp_path: Path) -> None:
    contents = [make() for make in HEAVY]
    count = LIMITES_ZIP.total // PIECE.taille_max
    path = tmp_path / "archive.zip"
    path.write_bytes(padded(packed(contents, count)).bytes())
    found = measured(path)
    assert found["entrees"] == count
    assert found["seconds"] < 300, found


@pytest.mark.long
def test_two_gibibytes_in_ten_megabytes(tmp_path: Path) -> None:
    content = PNG.ljust(PIECE.taille_max, b"\0")
    path = tmp_path / "archive.zip"
    count = LIMITES_ZIP.total // len(content)
    path.write_bytes(padded(packed([content], count, "png")).bytes())
    found = measured(path)
    assert found["entrees"] == count
    assert found["seconds"] < 300, found


@pytest.mark.long
def test_an_archive_of_one_gibibyte(tmp_path: Path) -> None:
    """Documents of 4 Mo that do not compress; the file has holes, and takes no room."""
    path = tmp_path / "archive.zip"
    count = GIB // PIECE.taille_max - 1
    crc = zlib.crc32(bytes(PIECE.taille_max))
    directory = b""
    with path.open("wb") as out:
        for i in range(count):
            written = name(i).encode()
            place = out.tell()
            sizes = (crc, PIECE.taille_max, PIECE.taille_max)
            out.write(
                struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 0, 0, 0, *sizes, len(written), 0)
            )
            out.write(written)
            out.seek(PIECE.taille_max, 1)
            directory += struct.pack(
                "<4s6H3L5H2L",
                b"PK\x01\x02",
                20,
                20,
                0,
                0,
                0,
                0,
                *sizes,
                len(written),
                0,
                0,
                0,
                0,
                0,
                place,
            )
            directory += written
        begin = out.tell()
        out.write(directory)
        out.write(
            struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count, count, len(directory), begin, 0)
        )
    found = measured(path)
    assert found["entrees"] == count
    assert found["octets"] > 0.99 * GIB
    assert found["seconds"] < 300, found


@pytest.mark.long
def test_an_entry_of_one_gigabyte_that_holds_nothing() -> None:
    found = measured("virtual")
    assert found["octets"] > 10**9
    assert "SEG-PJU-037.donnees" in found["found"], found
    assert found["seconds"] < 300, found
