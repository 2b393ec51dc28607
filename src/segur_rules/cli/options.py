"""Options that several commands share."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])

LANGUES: Final = ("fr", "en")

lang_option = click.option(
    "--lang",
    "langue",
    type=click.Choice(LANGUES),
    default=LANGUES[0],
    show_default=True,
    help="The language of what is printed.",
)


def format_option(*formats: str) -> Callable[[F], F]:
    """The forms in which a command prints; the first is the usual one."""
    return click.option(
        "--format",
        "output_format",
        type=click.Choice(formats),
        default=formats[0],
        show_default=True,
        help="The form of what is printed.",
    )
