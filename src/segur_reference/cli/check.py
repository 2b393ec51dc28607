"""`check` and `settings`: how the portal is set up, and what is wrong with it."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Final

import click

from segur_reference.cli.failures import (
    Failure,
    database_absent,
    read_settings,
    told,
)
from segur_reference.config import PREFIX, Settings, folder_of, settings_known, without_password

if TYPE_CHECKING:
    from segur_reference.storage.database import Database

_OK: Final = "ok"


@click.command("settings")
def settings_command() -> None:
    """Print each setting: its name in the environment, its value now, and what it means."""
    settings = read_settings()
    for name, meaning, default in settings_known():
        value = getattr(settings, name.removeprefix(PREFIX).lower())
        origin = "" if value == default else f"  (by default {_shown(default)})"
        click.echo(f"{name}={_shown(value)}{origin}")
        click.echo(f"    {meaning}")


@click.command("check")
def check_command() -> None:
    """Say of each part whether it answers: exit 1 with a line for each that does not.

    The parts: the environment, the database, its form, the documents, the mail server. Nothing
    is made that is not there.
    """
    settings = read_settings()
    unknown = sorted(_unknown())
    faults = [f"environment: no setting is called {name}" for name in unknown]
    if not unknown:
        click.echo(f"environment: {_OK}")
    for name, fault in _parts(settings):
        if fault is None:
            click.echo(f"{name}: {_OK}")
        else:
            faults.append(f"{name}: {fault}")
    for fault in faults:
        click.echo(fault, err=True)
    if faults:
        raise click.exceptions.Exit(1)


def _unknown() -> Iterator[str]:
    """What looks like a setting and is none: a misspelt name would be silently without effect."""
    known = {name for name, _, _ in settings_known()}
    tests = "SEGUR_TEST_"
    return (
        name
        for name in os.environ
        if name.startswith(PREFIX) and name not in known and not name.startswith(tests)
    )


def _parts(settings: Settings) -> Iterator[tuple[str, str | None]]:
    """Each part that can be asked, and what is wrong with it."""
    yield from _database(settings)
    yield "documents", _fault(lambda: _documents(settings))
    if settings.smtp_url:
        yield "mail", _mail(settings)


def _database(settings: Settings) -> Iterator[tuple[str, str | None]]:
    from segur_reference.storage.database import Database

    database: Database | None = None

    def ask() -> None:
        nonlocal database
        if absent := database_absent(settings):
            raise Failure(absent)
        database = Database(settings.database_url)
        database.ping()

    yield "database", _fault(ask)
    if database is not None:
        yield "form", _fault(lambda: _form(database))
        database.close()


def _form(database: Database) -> None:
    from segur_reference.storage.migrations import pending

    if pending(database):
        raise Failure("not that of this version: segur-reference migrate")


def _documents(settings: Settings) -> None:
    from segur_reference.storage.objects import Documents

    folder = folder_of(settings.store_url)
    if folder is not None and not folder.is_dir():
        raise Failure(f"there is no folder {folder}: segur-reference migrate makes it")
    Documents(settings).ping()


def _mail(settings: Settings) -> str | None:
    from segur_reference.services.envois import connect

    return _fault(lambda: connect(settings.smtp_url).close())


def _fault(ask: Callable[[], object]) -> str | None:
    # Whatever a driver raises is a part that does not answer.
    try:
        ask()
    except Exception as error:  # noqa: BLE001
        return told(getattr(error, "orig", None) or error)
    return None


def _shown(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return without_password(str(value))
