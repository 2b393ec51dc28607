"""The portal's parts, which every use case is given: settings, database, documents, clock."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Final, TypeVar

from attrs import field, frozen
from sqlalchemy.orm import Session

from segur_reference.clock import Clock, ShiftedClock, SystemClock
from segur_reference.config import Settings
from segur_reference.services.erreurs import Occupe
from segur_reference.storage.database import Database, Occupee
from segur_reference.storage.objects import Documents
from segur_reference.storage.tables import Reglage

T = TypeVar("T")

DECALAGE: Final = "decalage"
"""The setting that says by how many seconds the clock is ahead."""

_AGAIN: Final = 5
"""Seconds after which one may ask a database again that is busy: a choice."""


@frozen
class Portail:
    """The assembly: nothing of it is remembered between two calls."""

    settings: Settings
    database: Database
    documents: Documents
    clock: Clock
    machine: Clock = field(factory=SystemClock)
    """The clock that nobody moves: how long a process takes is told by it."""

    @classmethod
    def open(cls, settings: Settings, documents: Documents | None = None) -> Portail:
        """Open the database and the store; the clock may be moved where `control` is on."""
        database = Database(settings.database_url)
        clock: Clock = SystemClock()
        if settings.control:
            clock = ShiftedClock(lambda: database.read(shift_of))
        return cls(settings, database, documents or Documents(settings), clock)

    def now(self) -> datetime:
        """The present instant."""
        return self.clock.now()

    def read(self, use: Callable[[Session], T]) -> T:
        """What a use case that changes nothing answers. Raises `Occupe`."""
        with _told_busy():
            return self.database.read(use)

    def write(self, use: Callable[[Session], T]) -> T:
        """What a use case answers, its changes kept. Raises `Occupe`."""
        with _told_busy():
            return self.database.write(use)

    def write_now(self, use: Callable[[Session], T]) -> T | None:
        """What a use case answers, its changes kept; None when it would have to wait.

        Raises `Occupe`.
        """
        with _told_busy():
            return self.database.write_now(use)

    def close(self) -> None:
        """Close what is open."""
        self.database.close()


@contextmanager
def _told_busy() -> Iterator[None]:
    try:
        yield
    except Occupee as error:
        raise Occupe(_AGAIN) from error


def shift_of(session: Session) -> timedelta:
    """How far the clock is ahead of the machine's."""
    setting = session.get(Reglage, DECALAGE)
    return timedelta(seconds=float(setting.valeur)) if setting else timedelta()
