"""Deadlines as instants of Paris time, each with its source.

A deadline of the programme is the instant of filing at the ASP (PS-21). Where the source
gives a day without an hour, the last instant is the end of that day in Paris.
No clock is read here: the caller gives an aware instant.
"""

from __future__ import annotations

from datetime import date, datetime, time
from typing import Final
from zoneinfo import ZoneInfo

from attrs import Attribute, field, frozen

from segur_rules.sources import Source

PARIS: Final = ZoneInfo("Europe/Paris")


def require_aware(_instance: object, _attribute: Attribute[datetime], value: datetime) -> None:
    """Refuse a datetime without a zone: it names no instant. Raises `ValueError`."""
    if value.tzinfo is None:
        raise ValueError(f"an instant needs a zone, got the naive datetime {value.isoformat()}")


def first_instant(moment: date) -> datetime:
    """The instant a local datetime names in Paris, or the first instant of a day."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=PARIS)
    return datetime.combine(moment, time.min, PARIS)


def last_instant(moment: date) -> datetime:
    """The instant a local datetime names in Paris, or the last instant of a day."""
    if isinstance(moment, datetime):
        return moment.replace(tzinfo=PARIS)
    return datetime.combine(moment, time.max, PARIS)


def paris_day(instant: datetime) -> date:
    """The day it is in Paris at an aware instant."""
    return instant.astimezone(PARIS).date()


@frozen
class Echeance:
    """A last instant at which something may still be done, inclusive, in Paris time."""

    last: datetime = field(validator=require_aware)
    source: Source

    def is_met(self, instant: datetime) -> bool:
        """Whether an aware instant is not later than the last one."""
        return instant <= self.last


@frozen
class Ouverture:
    """The first instant at which something may be done, in Paris time."""

    first: datetime = field(validator=require_aware)
    source: Source

    def is_met(self, instant: datetime) -> bool:
        """Whether an aware instant is not earlier than the first one."""
        return instant >= self.first
