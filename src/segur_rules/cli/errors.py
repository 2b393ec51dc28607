"""Mistakes on the command line, each told in one line of the language chosen."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import zip_longest

import click

from segur_rules.cli.output import Failure, Unwritable


def langue_of(arguments: Sequence[str]) -> str:
    """The language that arguments ask for, before they are read and even if they are wrong."""
    langue = "fr"
    for argument, following in zip_longest(arguments, arguments[1:], fillvalue=""):
        if argument == "--":
            break
        name, _, value = argument.partition("=")
        if name == "--lang":
            langue = value or following
    return "en" if langue == "en" else "fr"


def told(error: click.ClickException, langue: str) -> str:
    """What is wrong, in one line."""
    from segur_rules.cli.words import did_you_mean
    from segur_rules.messages import ui

    if isinstance(error, Failure):
        return error.message
    if isinstance(error, Unwritable):
        return f"{ui('error.write', langue)} ({error.message})"
    close = tuple(getattr(error, "possibilities", None) or ())
    return did_you_mean(_mistake(error, langue), close, langue)


def _mistake(error: click.ClickException, langue: str) -> str:
    from segur_rules.messages import ui

    # Only recent versions of click tell an unknown command from other mistakes.
    command = getattr(error, "command_name", None)
    if command is not None:
        return ui("error.command", langue, valeur=command)
    match error:
        case click.NoSuchOption():
            return ui("error.option", langue, valeur=error.option_name)
        case click.BadOptionUsage():
            return ui("error.option usage", langue, balise=error.option_name)
        case click.MissingParameter(param=click.Parameter() as param):
            return ui("error.absent", langue, balise=_name(param))
        case click.BadParameter(param=click.Parameter(type=click.Choice(choices=choices)) as param):
            return ui("error.choice", langue, balise=_name(param), attendus=tuple(choices))
    return f"{ui('error.usage', langue)} ({error.format_message()})"


def _name(param: click.Parameter) -> str:
    return (
        param.opts[-1] if isinstance(param, click.Option) else param.human_readable_name.strip("[]")
    )
