"""What keeps a command from being carried out, each told in one line."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

import click

from segur_reference.config import ReglageInvalide, Settings, without_password

if TYPE_CHECKING:
    from segur_reference.services.portail import Portail


class Failure(click.ClickException):
    """A command that could not be carried out, and why."""

    def __init__(self, message: str, *, status: int = 1) -> None:
        """Say why, and how the process ends."""
        super().__init__(message)
        self.status = status


def read_settings() -> Settings:
    """The settings of the environment. Raises `Failure`."""
    try:
        return Settings.from_environment(os.environ)
    except ReglageInvalide as error:
        raise Failure(f"the environment: {error}", status=2) from error


@contextmanager
def opened(settings: Settings, *, making: bool = False) -> Iterator[Portail]:
    """A portal that answers, its database in the form of this version.

    When it is being made, the database may be in another form, or not be there yet.

    Raises `Failure`, also for what fails of the database while it is used.
    """
    from sqlalchemy.exc import DBAPIError

    from segur_reference.services.erreurs import Occupe
    from segur_reference.storage.migrations import pending

    portail = _open(settings, making=making)
    try:
        if not making and pending(portail.database):
            raise Failure("the database has not the form of this version: segur-reference migrate")
        yield portail
    except DBAPIError as error:
        where = without_password(settings.database_url)
        raise Failure(f"the database ({where}) cannot be used: {told(error.orig)}") from error
    except Occupe as error:
        raise Failure("the database is busy: try again") from error
    finally:
        portail.close()


def _open(settings: Settings, *, making: bool) -> Portail:
    from segur_reference.services.portail import Portail
    from segur_reference.storage.objects import Documents

    absent = None if making else database_absent(settings)
    if absent is not None:
        raise Failure(absent)
    try:
        documents = Documents(settings)
    except Exception as error:
        raise Failure(f"the documents cannot be opened: {told(error)}") from error
    try:
        return Portail.open(settings, documents)
    except Exception as error:
        where = without_password(settings.database_url)
        raise Failure(f"the database ({where}) cannot be opened: {told(error)}") from error


def database_absent(settings: Settings) -> str | None:
    """What is said of a database that nobody made: to connect would make an empty one."""
    from sqlalchemy.exc import ArgumentError

    from segur_reference.storage.database import file_of

    try:
        file = file_of(settings.database_url)
    except ArgumentError:
        # It is said when the database is opened.
        return None
    if file is None or file.exists():
        return None
    return f"there is no database {file}: segur-reference migrate makes it"


def told(error: object) -> str:
    """What an error says, on one line."""
    return " ".join(str(error).split())[:300] or type(error).__name__
