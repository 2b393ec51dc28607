"""A line of curl, as the pages and the demo show it, without needing curl."""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Mapping, Sequence

from attrs import frozen


@frozen
class Appel:
    """A call."""

    method: str
    url: str
    headers: dict[str, str]
    body: bytes | None


def parse(command: Sequence[str], files: Mapping[str, bytes] | None = None) -> Appel:
    """The call that a line makes; what it reads from a file is taken from `files`."""
    parser = ArgumentParser()
    parser.add_argument("-sS", action="store_true")
    parser.add_argument("-X")
    parser.add_argument("-H", action="append", default=[])
    parser.add_argument("-d")
    parser.add_argument("--data-binary")
    parser.add_argument("url")
    asked = parser.parse_args(command[1:])
    body = None if asked.d is None else asked.d.encode()
    if asked.data_binary is not None:
        body = (files or {})[asked.data_binary.removeprefix("@")]
    method = asked.X or ("GET" if body is None else "POST")
    return Appel(method, asked.url, dict(one.split(": ", 1) for one in asked.H), body)
