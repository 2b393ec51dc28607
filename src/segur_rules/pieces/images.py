"""Whether an image is whole: its structure is followed to its end, nothing is decoded.

A library of images would decode pixels, which takes memory and native code to answer a question
that the structure answers: is the end there, and does each part have the length that it says?
"""

from __future__ import annotations

import re
import zlib
from typing import Final

_PNG_SIGNATURE: Final = 8
_PNG_AROUND: Final = 12
"""The length, the type and the check sum of a chunk, in bytes."""

_MARKER: Final = re.compile(rb"\xff([^\x00\x01\xd0-\xd7\xff])")
"""A marker that begins a segment or ends the image. In the pixels FF is followed by 00, or by a
marker that stands alone; and FF after FF fills."""
_FRAMES: Final = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
"""The markers that describe the frame of a JPEG."""
_SOI_LENGTH, _SOS, _EOI = 2, 0xDA, 0xD9


def is_whole_png(data: bytes) -> bool:
    """Whether a PNG has its header, its pixels and its end, none of them altered."""
    place = _PNG_SIGNATURE
    seen: list[bytes] = []
    while place + _PNG_AROUND <= len(data):
        end = place + _PNG_AROUND + int.from_bytes(data[place : place + 4])
        if end > len(data):
            return False
        kind = data[place + 4 : place + 8]
        # Bit 5 of the first letter tells the chunks that an image can do without.
        if not kind[0] & 0x20:
            if int.from_bytes(data[end - 4 : end]) != zlib.crc32(data[place + 4 : end - 4]):
                return False
            seen.append(kind)
        if kind == b"IEND":
            return seen[0] == b"IHDR" and b"IDAT" in seen
        place = end
    return False


def is_whole_jpeg(data: bytes) -> bool:
    """Whether a JPEG has its frame, its pixels and its end, each segment of the length it says."""
    place = _SOI_LENGTH
    frame = scan = False
    while marker := _MARKER.search(data, place):
        code = marker[1][0]
        if code == _EOI:
            return frame and scan
        length = int.from_bytes(data[marker.end() : marker.end() + 2])
        place = marker.end() + length
        if length < 2 or place > len(data):
            return False
        frame = frame or code in _FRAMES
        scan = scan or code == _SOS
    return False
