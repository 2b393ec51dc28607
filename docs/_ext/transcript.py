"""What the command prints, run while the documentation is built."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import click

from docs._ext.markdown import block, code, heading, page

ROOT: Final = Path(__file__).parents[2]
COLUMNS: Final = 88
"""The width of the terminal that the command believes to write to."""
_RUN: Final = "import sys; from segur_rules.cli import main; sys.exit(main())"


def run(arguments: str, status: int = 0, lines: int | None = None) -> str:
    """The command and what it prints; `lines` keeps the first ones.

    Raises `RuntimeError` when it ends with another status than the one expected.
    """
    done = subprocess.run(  # noqa: S603 - the commands are those that our own pages hold
        [sys.executable, "-c", _RUN, *shlex.split(arguments)],
        cwd=ROOT,
        env={**os.environ, "COLUMNS": str(COLUMNS), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    if done.returncode != status:
        raise RuntimeError(
            f"segur-rules {arguments}: status {done.returncode}, expected {status}: {done.stderr}"
        )
    said = (done.stdout + done.stderr).rstrip("\n").splitlines()
    if lines is not None and len(said) > lines:
        said = [*said[:lines], "…"]
    return block("\n".join([f"$ segur-rules {arguments}", *said]), "console")


def commands() -> str:
    """What each command says of itself."""
    from segur_rules.cli import commands as group

    return page(*_helps(group, ""))


def _helps(group: click.Group, before: str) -> Iterator[str]:
    for name in sorted(group.commands):
        command, whole = group.commands[name], f"{before}{name}"
        yield heading(2, code(whole))
        yield run(f"{whole} --help")
        if isinstance(command, click.Group):
            yield from _helps(command, f"{whole} ")
