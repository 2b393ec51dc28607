"""`migrate` and `purge`: the database brought to this version's form, and what is past removed."""

from __future__ import annotations

import click

from segur_reference.cli.failures import opened, read_settings


@click.command("migrate")
def migrate_command() -> None:
    """Bring the database to the form that this version expects."""
    from segur_reference.storage.migrations import migrate, pending

    with opened(read_settings(), making=True) as portail:
        if not pending(portail.database):
            click.echo("The database has the form of this version already.")
            return
        migrate(portail.database)
    click.echo("The database now has the form of this version.")


@click.command("purge")
def purge_command() -> None:
    """Remove what is past: demandes not completed in time, ended sign-ins, uploads that failed.

    Processes that serve do it by themselves, unless SEGUR_TASK_SECONDS is 0.
    """
    from segur_reference.services.completude import purge
    from segur_reference.services.purge import purger

    with opened(read_settings()) as portail:
        purger(portail)
        done = purge(portail)
    click.echo(
        f"Removed: {done.avances} avance(s) and {done.soldes} solde(s) that were not completed "
        f"or were deleted, {done.documents} document(s); and the sign-ins that ended."
    )
