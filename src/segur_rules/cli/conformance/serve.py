"""The library behind its own line protocol."""

from __future__ import annotations

import sys
from collections.abc import Iterator

from segur_rules import __version__
from segur_rules.cli.conformance.runner import LINE_MAX
from segur_rules.cli.output import dump_text
from segur_rules.conformance.protocole import serve_all


def serve() -> None:
    """Answer each line of the standard input, until it ends or asks to stop."""
    for reply in serve_all(_lines(), __version__):
        dump_text(reply)


def _lines() -> Iterator[bytes]:
    # A line that is longer comes in pieces, none of which is a request.
    while sys.stdin is not None and (line := sys.stdin.buffer.readline(LINE_MAX)):
        yield line
