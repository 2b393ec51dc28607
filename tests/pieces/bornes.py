"""What judging an archive takes, measured in a process of its own; prints it as JSON.

The archive is a file, or "virtual", which is made as it is read and takes no room.
"""

from __future__ import annotations

import json
import sys
import time
from io import SEEK_END, BytesIO, RawIOBase
from pathlib import Path
from typing import BinaryIO, Final, cast

import segur_rules.pieces.pdf  # the library of PDF is there before memory is measured
from segur_rules.conformance import base, dumps
from segur_rules.messages import message
from segur_rules.pieces import plan_zip
from segur_rules.rules import check_file, check_with_zip
from tests.pieces.faits import E, Zip, zip_of

EMPTY_BLOCK: Final = b"\0\0\0\xff\xff"
"""A block of DEFLATE that holds nothing, and is not the last."""


def peak_mib() -> float:
    """The most memory that this process has taken so far."""
    status = Path("/proc/self/status").read_text(encoding="ascii")
    (line,) = (line for line in status.splitlines() if line.startswith("VmHWM"))
    return int(line.split()[1]) / 1024


class Virtual(RawIOBase):
    """An archive of one entry whose bytes repeat a pattern, as long as is wished."""

    def __init__(self, pattern: bytes, times: int) -> None:
        self.pattern = pattern
        self.held = len(pattern) * times
        entree = E("x-00001.png", deflate=True, comprime=b"", comprimee=self.held)
        data = Zip((entree,)).bytes()
        cut = data.index(b"PK\x01\x02")
        self.head, self.tail = data[:cut], data[cut:]
        # The directory comes later than the archive says: it seems to have something before it.
        self.tail = self.tail.replace(
            cut.to_bytes(4, "little") + b"\0\0", (cut + self.held).to_bytes(4, "little") + b"\0\0"
        )
        self.size = len(self.head) + self.held + len(self.tail)
        self.place = 0

    def seekable(self) -> bool:
        return True

    def seek(self, place: int, whence: int = 0) -> int:
        self.place = place + (self.size if whence == SEEK_END else 0)
        return self.place

    def read(self, size: int = -1) -> bytes:
        begin = self.place
        parts = []
        for start, length in ((0, len(self.head)), (len(self.head), self.held)):
            low, high = max(begin, start), min(begin + size, start + length)
            if low < high:
                source = (
                    self.head[low:high] if not start else self._repeated(low - start, high - low)
                )
                parts.append(source)
        start = len(self.head) + self.held
        low, high = max(begin, start), min(begin + size, self.size)
        if low < high:
            parts.append(self.tail[low - start : high - start])
        found = b"".join(parts)
        self.place += len(found)
        return found

    def _repeated(self, place: int, size: int) -> bytes:
        shift = place % len(self.pattern)
        many = self.pattern * ((shift + size) // len(self.pattern) + 1)
        return many[shift : shift + size]


def main(what: str) -> dict[str, object]:
    """Judge an archive with a file of 200 demandes; tell what it took."""
    document = base("mdv-avance")
    line = document["lignesImport"][0]
    document["lignesImport"] = [
        {**line, "numLigne": i, "numeroEditeur": f"{i:05}"} for i in range(1, 201)
    ]
    raw = dumps(document).encode()
    alone = {f"{f.rule}.{f.variant}" for f in check_file(raw).findings}
    # Whatever is loaded once is loaded by now.
    for finding in check_with_zip(raw, BytesIO(zip_of(E()))).findings[:1]:
        message(finding)
    archive: BinaryIO
    if what == "virtual":
        archive = cast("BinaryIO", Virtual(EMPTY_BLOCK, 200_000_000))
    else:
        archive = Path(what).open("rb")  # noqa: SIM115  # until this process ends
    before, start = peak_mib(), time.perf_counter()
    plan = plan_zip(archive, ())
    planned = time.perf_counter() - start
    report = check_with_zip(raw, archive)
    return {
        "mib": round(peak_mib() - before, 1),
        "plan": round(planned, 2),
        "seconds": round(time.perf_counter() - start, 2),
        "octets": archive.seek(0, SEEK_END),
        "refuse": plan.refuse,
        "entrees": len(plan.entrees),
        "found": sorted({f"{f.rule}.{f.variant}" for f in report.findings} - alone),
        "pypdf": segur_rules.pieces.pdf.__name__,
    }


if __name__ == "__main__":
    print(json.dumps(main(sys.argv[1])))  # noqa: T201
