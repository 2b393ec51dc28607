"""The command as its users meet it: arguments in, text and an exit status out."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click
from click.testing import CliRunner, Result

from segur_rules.cli import main
from segur_rules.conformance import base, dumps

AT = "2022-10-20T10:00:00+02:00"
"""A day on which MDV-LGC-VA1 took avances."""


class Door(click.Command):
    """`main` in the place of a command, so that click's runner passes through all of it."""

    def main(self, args: Any = None, *_: Any, **__: Any) -> Any:
        sys.exit(main(list(args)))


def run(*arguments: str | Path, stdin: bytes = b"") -> Result:
    """Run the command; a failure that it does not expect fails the test."""
    return CliRunner().invoke(
        Door("segur-rules"), [str(a) for a in arguments], input=stdin, catch_exceptions=False
    )


def as_json(*arguments: str | Path, stdin: bytes = b"") -> Any:
    """What the command prints, as JSON values."""
    return json.loads(run(*arguments, "--format", "json", stdin=stdin).stdout)


def write_base(folder: Path, name: str = "mdv-avance", to: str = "") -> Path:
    """Write a whole valid file."""
    return write(folder / (to or f"{name}.json"), base(name))


def write(path: Path, document: Any) -> Path:
    """Write JSON with exact decimals."""
    path.write_text(dumps(document), encoding="utf-8")
    return path


def spaced(text: str) -> str:
    """A text with common spaces in the place of those of French typography."""
    return text.replace("\u00a0", " ").replace("\u202f", " ")
