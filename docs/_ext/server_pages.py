"""What the server is set up by, and what its command says of itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import click

from docs._ext.markdown import block, code, heading, page, plain, table
from segur_reference.config import settings_known

NAME: Final = "segur-reference"
COLUMNS: Final = 88


def settings() -> str:
    """Each setting: its name in the environment, what it means, and its default."""
    head = ("setting", "what it means", "by default")
    rows = (
        (code(n), plain(meaning), code(_shown(value))) for n, meaning, value in settings_known()
    )
    return table(head, rows)


def commands() -> str:
    """What each command says of itself."""
    from segur_reference.cli import commands as group

    return page(*_helps(group, NAME))


def _helps(group: click.Group, before: str) -> Iterator[str]:
    for name in sorted(group.commands):
        command, whole = group.commands[name], f"{before} {name}"
        if isinstance(command, click.Group):
            yield from _helps(command, whole)
            continue
        # Asked of the command itself: to be run, it needs what the server needs.
        context = click.Context(command, info_name=whole, terminal_width=COLUMNS)
        said = command.get_help(context)
        yield heading(3, code(whole.removeprefix(f"{NAME} ")))
        yield block(f"$ {whole} --help\n{said}", "console")


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
