"""An image is whole, or something of it is missing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.pieces.images import is_whole_jpeg, is_whole_png
from tests.pieces.faits import JPEG, PNG, PNG_SIGNATURE, chunk, segment


def test_a_whole_image_is_whole() -> None:
    assert is_whole_png(PNG)
    assert is_whole_jpeg(JPEG)
    # Some cameras and some tools write after the end.
    assert is_whole_png(PNG + b"more")
    assert is_whole_jpeg(JPEG + b"more\xff")


@given(st.integers(min_value=0, max_value=len(PNG) - 1))
def test_a_png_that_is_cut_is_not_whole(length: int) -> None:
    assert not is_whole_png(PNG[:length])


@given(st.integers(min_value=0, max_value=len(JPEG) - 1))
def test_a_jpeg_that_is_cut_is_not_whole(length: int) -> None:
    assert not is_whole_jpeg(JPEG[:length])


@given(st.integers(min_value=8, max_value=len(PNG) - 1), st.integers(1, 255))
def test_a_png_that_is_altered_is_not_whole(place: int, change: int) -> None:
    altered = bytearray(PNG)
    altered[place] ^= change
    text = PNG.index(b"tEXt")
    if not text - 4 <= place < text + 15:
        assert not is_whole_png(bytes(altered))


@pytest.mark.parametrize(
    "chunks",
    [
        (chunk(b"IDAT"), chunk(b"IEND")),
        (chunk(b"IHDR"), chunk(b"IEND")),
        (chunk(b"IDAT"), chunk(b"IHDR"), chunk(b"IEND")),
        (chunk(b"IEND"),),
        (b"\xff\xff\xff\xff" + chunk(b"IHDR")[4:],),
        (),
    ],
)
def test_a_png_without_its_parts_is_not_whole(chunks: tuple[bytes, ...]) -> None:
    assert not is_whole_png(PNG_SIGNATURE + b"".join(chunks))


def test_what_an_image_can_do_without_may_be_altered() -> None:
    assert is_whole_png(PNG.replace(b"Title\0x", b"Title\0y"))


@pytest.mark.parametrize(
    "parts",
    [
        (segment(0xDA), b"\xff\xd9"),
        (segment(0xC0), b"\xff\xd9"),
        (segment(0xC4), segment(0xDA), b"\xff\xd9"),
        (b"\xff\xd9",),
        (b"\xff\xc0\x00\x01", segment(0xDA), b"\xff\xd9"),
        (b"\xff" * 100,),
        (),
    ],
)
def test_a_jpeg_without_its_parts_is_not_whole(parts: tuple[bytes, ...]) -> None:
    assert not is_whole_jpeg(b"\xff\xd8" + b"".join(parts))


@given(st.binary())
def test_any_bytes_are_answered(data: bytes) -> None:
    assert is_whole_png(PNG_SIGNATURE + data) in (True, False)
    assert is_whole_jpeg(b"\xff\xd8\xff" + data) in (True, False)
