"""What is printed: styled and wrapped on a terminal, plain anywhere else."""

from __future__ import annotations

import io
import json
import sys
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.cli.output import (
    BLANK,
    Line,
    _breaks,
    complain,
    dump,
    line,
    prepare_streams,
    show,
)
from segur_rules.cli.words import labelled, printable


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def _on_a_terminal(
    monkeypatch: pytest.MonkeyPatch, *lines: Line, width: int = 40, no_color: str = ""
) -> str:
    terminal = Terminal()
    with monkeypatch.context() as patched:
        patched.setattr(sys, "stdout", terminal)
        patched.setenv("COLUMNS", str(width))
        patched.setenv("TERM", "xterm-256color")
        patched.setenv("NO_COLOR", no_color)
        patched.delenv("FORCE_COLOR", raising=False)
        show(lines)
    return terminal.getvalue()


LONG = line(("error", "bold red"), "  ", "word " * 20, indent=2, hang=4)


def test_lines_are_plain_and_whole_outside_a_terminal(capsys: pytest.CaptureFixture[str]) -> None:
    show([line(("a", "bold"), " b", indent=2), BLANK, LONG])
    assert capsys.readouterr().out == f"  a b\n\n  error  {'word ' * 20}".rstrip() + "\n"


def test_lines_are_styled_and_wrapped_on_a_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _on_a_terminal(monkeypatch, LONG, BLANK, line("end"))
    first, *others = said.splitlines()
    assert first.startswith("  \x1b[1;31merror\x1b[0m  word word")
    assert others[0].startswith("    word word")
    assert others[-2:] == ["", "end"]
    assert all(len(other) <= 40 for other in others)
    assert said.count("word") == 20


def test_colours_may_be_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    assert "31m" not in _on_a_terminal(monkeypatch, LONG, no_color="1")


def test_a_narrow_terminal_keeps_half_of_its_width(monkeypatch: pytest.MonkeyPatch) -> None:
    said = _on_a_terminal(monkeypatch, line("word " * 10, hang=36), width=20)
    assert said.splitlines()[1] == " " * 10 + "word word"


def test_markup_and_escapes_of_a_text_are_text(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "[bold]x[/bold] :smile: [link=http://x]"
    assert _on_a_terminal(monkeypatch, line(text)) == f"{text}\n"


def test_a_line_is_cut_at_common_spaces_only() -> None:
    assert list(_breaks("aa bb\u00a0cc dd", 5, 5)) == [3, 9]
    assert list(_breaks("aaaaaaaaaa b", 5, 5)) == [11]
    assert list(_breaks("", 5, 5)) == []
    assert list(_breaks("漢字 漢字", 5, 5)) == [3]


@given(
    st.text(st.sampled_from("ab é漢\u00a0"), max_size=60), st.integers(1, 30), st.integers(1, 30)
)
def test_nothing_is_lost_by_cutting(text: str, room: int, below: int) -> None:
    breaks = [0, *_breaks(text, room, below), len(text)]
    pieces = [text[a:b] for a, b in pairwise(breaks)]
    assert "".join(pieces) == text
    assert breaks == sorted(breaks)


def test_a_lone_surrogate_is_dumped_as_its_escape(capsys: pytest.CaptureFixture[str]) -> None:
    dump({"a\udc80": "é\ud800"})
    said = capsys.readouterr().out
    assert said == '{\n  "a\\udc80": "é\\ud800"\n}\n'
    assert json.loads(said) == {"a\udc80": "é\ud800"}


def test_a_complaint_is_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    complain("a\nb\u00a0c")
    assert capsys.readouterr() == ("", "segur-rules: a b\u00a0c\n")


def test_a_complaint_that_nobody_can_read_is_dropped(monkeypatch: pytest.MonkeyPatch) -> None:
    class Gone(io.StringIO):
        def write(self, text: str) -> int:
            raise OSError

    monkeypatch.setattr(sys, "stderr", Gone())
    complain("a")


def test_streams_write_utf8_whatever_they_were(monkeypatch: pytest.MonkeyPatch) -> None:
    raw = io.BytesIO()
    monkeypatch.setattr(sys, "stdout", io.TextIOWrapper(raw, encoding="cp1252"))
    monkeypatch.setattr(sys, "stderr", None)
    prepare_streams()
    sys.stdout.write("é→\ud800")
    sys.stdout.flush()
    assert raw.getvalue() == "é→?".encode()
    complain("lost")
    made: Any = sys.stderr
    made.close()


def test_a_stream_that_has_no_encoding_is_left_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    stream = io.StringIO()
    monkeypatch.setattr(sys, "stdout", stream)
    prepare_streams()
    assert sys.stdout is stream


def test_a_line_without_parts_is_blank() -> None:
    assert Line() == BLANK
    assert BLANK.plain == ""


def test_a_text_is_made_printable() -> None:
    assert printable("a\x1b\u202e\u00a0b") == "a\\u001b\\u202e\\u00a0b"
    assert printable("x" * 300) == "x" * 199 + "…"
    assert printable("abc", 3) == "abc"
    assert printable("abcd", 3) == "ab…"


def test_a_label_and_its_value_may_be_long() -> None:
    assert labelled("x" * 300, "y" * 300, "en") == "x" * 300 + ": " + "y" * 300
