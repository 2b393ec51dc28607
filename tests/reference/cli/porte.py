"""The command as its users meet it: arguments in, text and an exit status out."""

from __future__ import annotations

import sys
from typing import Any

import click
from click.testing import CliRunner, Result

from segur_reference.cli import main


class Porte(click.Command):
    """`main` in the place of a command, so that click's runner passes through all of it."""

    def main(self, args: Any = None, *_: Any, **__: Any) -> Any:
        sys.exit(main(list(args)))


def run(*arguments: str, **settings: str) -> Result:
    """Run the command with some settings; a failure that it does not expect fails the test."""
    env: dict[str, str | None] = {f"SEGUR_{name.upper()}": text for name, text in settings.items()}
    return CliRunner().invoke(
        Porte("segur-reference"), list(arguments), env=env, catch_exceptions=False
    )
