"""The command `segur-rules`: the only room that opens a file, reads the clock or prints.

Nothing heavy is imported before it is needed: `--help` answers at once.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Final

import click

from segur_rules import __version__
from segur_rules.cli.amount import amount_command
from segur_rules.cli.build import build_group
from segur_rules.cli.check import check_command
from segur_rules.cli.conformance import conformance_group
from segur_rules.cli.deadlines import deadline_command
from segur_rules.cli.diff import diff_command
from segur_rules.cli.errors import langue_of, told
from segur_rules.cli.know import (
    requirements_command,
    rule_command,
    rules_command,
    schema_command,
    sons_command,
)
from segur_rules.cli.output import complain, prepare_streams
from segur_rules.cli.states import state_command

INTERRUPTED: Final = 130
"""The exit status after Ctrl-C: that of a process ended by SIGINT."""


@click.group(
    invoke_without_command=True,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
)
@click.version_option(__version__, prog_name="segur-rules", message="%(prog)s %(version)s")
@click.pass_context
def commands(context: click.Context) -> None:
    """Judge Ségur numérique import files before they are filed, and explain the rules."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


for command in (
    check_command,
    build_group,
    diff_command,
    rules_command,
    rule_command,
    sons_command,
    requirements_command,
    schema_command,
    amount_command,
    state_command,
    deadline_command,
    conformance_group,
):
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, or those of the process; return the exit status."""
    prepare_streams()
    langue = langue_of(sys.argv[1:] if arguments is None else arguments)
    try:
        # Without arguments of ours, click expands the patterns that a Windows shell leaves.
        status = commands.main(arguments, prog_name="segur-rules", standalone_mode=False)
    except click.ClickException as error:
        complain(told(error, langue), getattr(error, "details", ()))
        return 2
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return status or 0
