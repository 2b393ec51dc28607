"""The command `segur-reference`: start the portal, look after it, and say what is wrong with it.

What the extra `reference` brings is imported where it is needed, so that its absence is said.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Sequence
from typing import Final

import click

from segur_reference import __version__
from segur_reference.cli.check import check_command, settings_command
from segur_reference.cli.demo import demo_command
from segur_reference.cli.failures import Failure
from segur_reference.cli.mails import mails_command
from segur_reference.cli.people import gestionnaire_group
from segur_reference.cli.serve import serve_command
from segur_reference.cli.upkeep import migrate_command, purge_command

INTERRUPTED: Final = 130
"""The exit status after Ctrl-C where there was something to finish."""
_EXTRA: Final = (
    "alembic", "argon2", "litestar", "obstore", "psycopg", "reportlab", "sqlalchemy", "uvicorn",
)  # fmt: skip


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(__version__, prog_name="segur-reference", message="%(prog)s %(version)s")
def commands() -> None:
    """A reference portal of the Ségur numérique, to test what files requests on the real one.

    It is set up by the environment: `segur-reference settings` names each variable.
    """
    absent = [name for name in _EXTRA if importlib.util.find_spec(name) is None]
    if absent:
        raise Failure(
            f"not installed: {', '.join(absent)}; the server needs an extra: "
            "pip install 'segur-rules[reference]'",
            status=2,
        )


for command in (
    demo_command,
    serve_command,
    migrate_command,
    check_command,
    settings_command,
    gestionnaire_group,
    mails_command,
    purge_command,
):
    commands.add_command(command)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command with these arguments, or those of the process; return the exit status."""
    try:
        status = commands.main(arguments, prog_name="segur-reference", standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"segur-reference: {error.format_message()}", err=True)
        return error.status if isinstance(error, Failure) else error.exit_code
    except (click.Abort, KeyboardInterrupt):
        return INTERRUPTED
    return status or 0
