"""Files are read within a bound, and the reasons why they cannot be are told."""

from __future__ import annotations

import errno
import io
import os
import sys
from pathlib import Path
from types import SimpleNamespace

import pytest

from segur_rules.cli.judgement import BAR_FROM, judge_all
from segur_rules.cli.reading import Content, read_file, reason
from segur_rules.rules.context import Context


class Endless(io.RawIOBase):
    """A stream without an end, which knows how much was asked of it."""

    given = 0

    def read(self, size: int = -1) -> bytes:
        assert size > 0
        self.given += size
        return b" " * size


@pytest.mark.parametrize("most", [0, 10, 3_000_000])
def test_no_more_is_read_than_is_needed(most: int, monkeypatch: pytest.MonkeyPatch) -> None:
    stream = Endless()
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=stream))
    content = read_file("-", most)
    assert (len(content.raw), content.size) == (most + 1, None)
    assert stream.given == most + 1


def test_a_file_is_read_to_its_end_or_to_the_bound(tmp_path: Path) -> None:
    path = tmp_path / "x"
    path.write_bytes(b"abcdef")
    assert read_file(str(path), 6) == Content(b"abcdef", 6)
    assert read_file(str(path), 5) == Content(b"abcdef", 6)
    assert read_file(str(path), 4) == Content(b"abcde", 6)
    assert read_file(str(path), 2**62) == Content(b"abcdef", 6)
    assert read_file(str(path), -5) == Content(b"", 6)


@pytest.mark.skipif(not os.path.exists("/dev/zero"), reason="needs a device")
def test_what_is_no_regular_file_has_no_size() -> None:
    assert read_file("/dev/zero", 3) == Content(b"\0\0\0\0", None)


def test_a_standard_input_that_is_closed_is_no_file(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", None)
    with pytest.raises(OSError, match="descriptor"):
        read_file("-", 10)


@pytest.mark.parametrize(
    ("error", "expected"),
    [
        (FileNotFoundError(), "x: there is no such file"),
        (PermissionError(), "x: you may not read this file"),
        (ValueError(), "x: no file can bear this name"),
        (OSError(errno.EIO, "In\x1bout"), "x: this file cannot be read (In\\u001bout)"),
    ],
)  # fmt: skip
def test_a_reason_is_told(error: OSError | ValueError, expected: str) -> None:
    assert reason("x", error, "en") == expected


def test_a_folder_is_told_from_a_file_that_may_not_be_read(tmp_path: Path) -> None:
    assert reason(str(tmp_path), PermissionError(), "fr").endswith(
        "c’est un dossier, et non un fichier"
    )


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _said_while_judging(names: list[str], monkeypatch: pytest.MonkeyPatch) -> str:
    terminal = Terminal()
    monkeypatch.setattr(sys, "stderr", terminal)
    assert [j.name for j in judge_all(names, Context(), "en")] == names
    return terminal.getvalue()


def test_a_bar_says_how_far_several_files_are(good: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TERM", "xterm")
    assert "Reading and judging" in _said_while_judging([str(good)] * 2, monkeypatch)
    assert _said_while_judging([str(good)], monkeypatch) == ""
    assert _said_while_judging(["absent"], monkeypatch) == ""


def test_a_bar_says_that_one_large_file_is_being_judged(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    large = tmp_path / "large.json"
    large.write_bytes(b"{}" + b" " * BAR_FROM)
    assert "Reading and judging" in _said_while_judging([str(large)], monkeypatch)


def test_there_is_no_bar_for_a_stream(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", SimpleNamespace(buffer=io.BytesIO(b"{}")))
    assert _said_while_judging(["-"], monkeypatch) == ""
