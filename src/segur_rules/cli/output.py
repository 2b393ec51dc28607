"""What is printed, and how: styled and wrapped on a terminal, plain lines anywhere else.

Everything the commands print on the standard output goes through `show` or `dump`.
"""

from __future__ import annotations

import errno
import io
import json
import os
import re
import sys
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING, Any, Final, NamedTuple

import click

if TYPE_CHECKING:
    from rich.text import Text

CLOSED_PIPE: Final = 141
"""The exit status when who reads the output went away: that of a process ended by SIGPIPE."""

_SURROGATE: Final = re.compile("[\ud800-\udfff]")
_WORD: Final = re.compile(r"[^ ]+ *")


class Unwritable(click.ClickException):
    """The output cannot be written, for a reason that the system gives."""


class Failure(click.ClickException):
    """What ends the command with status 2: one line, in the language chosen.

    `details` are what others said of it, in their words: a line each, below.
    """

    def __init__(self, message: str, details: Sequence[str] = ()) -> None:
        """Keep the line, and those below."""
        super().__init__(message)
        self.details = tuple(details)


class Line(NamedTuple):
    """One line: texts with their styles, how far it is indented, and its followers if wrapped."""

    parts: tuple[tuple[str, str], ...] = ()
    indent: int = 0
    hang: int = 0

    @property
    def plain(self) -> str:
        """The line without its styles."""
        return (" " * self.indent + "".join(text for text, _ in self.parts)).rstrip()


BLANK: Final = Line()


def line(*parts: str | tuple[str, str], indent: int = 0, hang: int | None = None) -> Line:
    """A line made of texts, each alone or with its style."""
    styled = tuple((part, "") if isinstance(part, str) else part for part in parts)
    return Line(styled, indent, indent if hang is None else hang)


def prepare_streams() -> None:
    """Have both outputs write UTF-8 and never fail on a character, whatever the console."""
    # A stream that the shell closed is None; what is written to it is lost, as was asked.
    sys.stdout = sys.stdout or open(os.devnull, "w")  # noqa: SIM115
    sys.stderr = sys.stderr or open(os.devnull, "w")  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8", errors="replace")


def complain(message: str, details: Iterable[str] = ()) -> None:
    """Print one line on the standard error, and its details below."""
    said = [f"segur-rules: {' '.join(message.splitlines())}"]
    said += [f"  {detail}" for detail in details]
    with suppress(OSError):  # nobody is left to tell
        click.echo("\n".join(said), err=True)


def show(lines: Iterable[Line]) -> None:
    """Print lines."""
    if sys.stdout.isatty():
        with _to_the_end():
            _show_on_terminal(lines)
    else:
        _write("".join(f"{line.plain}\n" for line in lines))


def dump(data: Any) -> None:
    """Print JSON values."""
    dump_text(json.dumps(data, ensure_ascii=False, indent=2))


def dump_text(text: str) -> None:
    """Print a JSON text. A lone surrogate, which UTF-8 cannot write, is written as its escape."""
    _write(_SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text) + "\n")


def _write(text: str) -> None:
    with _to_the_end():
        sys.stdout.write(text)
        sys.stdout.flush()


@contextmanager
def _to_the_end() -> Iterator[None]:
    """Say why the output cannot be written, unless it is that nobody reads it any more."""
    try:
        yield
    except OSError as error:
        # What is left in the buffer would fail again, and be told, when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        if error.errno in (errno.EPIPE, errno.EINVAL):
            raise click.exceptions.Exit(CLOSED_PIPE) from None
        raise Unwritable(str(error.strerror)) from error


def _show_on_terminal(lines: Iterable[Line]) -> None:
    from rich.console import Console

    console = Console(file=sys.stdout, highlight=False, markup=False, emoji=False)
    for one in lines:
        for text in _wrapped(one, console.width):
            console.print(text, soft_wrap=True)


def _wrapped(one: Line, width: int) -> Iterator[Text]:
    """Cut a line at its spaces; a no-break space stays within its line."""
    from rich.text import Text

    hang = min(one.hang, width // 2)
    whole = Text.assemble(*one.parts)
    pieces = whole.divide(list(_breaks(whole.plain, width - one.indent, width - hang)))
    for number, piece in enumerate(pieces):
        piece.rstrip()
        yield Text(" " * (hang if number else one.indent)) + piece


def _breaks(text: str, room: int, room_below: int) -> Iterator[int]:
    from rich.cells import cell_len

    used = 0
    for word in _WORD.finditer(text):
        if used and used + cell_len(word[0].rstrip()) > room:
            yield word.start()
            used, room = 0, room_below
        used += cell_len(word[0])
