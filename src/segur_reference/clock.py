"""The clock: one object, asked by everything that needs the present instant."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Protocol


class Clock(Protocol):
    """What tells the present instant, aware, in UTC."""

    def now(self) -> datetime:
        """The present instant."""


class SystemClock:
    """The machine's own clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)


class ShiftedClock:
    """A clock that runs beside another; how far is asked each time, for it may be moved.

    `shift` is asked of the database, so that several processes show the same instant.
    """

    def __init__(self, shift: Callable[[], timedelta], real: Clock | None = None) -> None:
        """Run beside `real`, the machine's own clock unless another is given."""
        self._shift = shift
        self._real = real or SystemClock()

    def now(self) -> datetime:
        return self._real.now() + self._shift()
