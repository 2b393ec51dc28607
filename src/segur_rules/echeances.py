"""Deadlines as instants of Paris time, each with its source.

A deadline of the programme is the instant of filing at the ASP (PS-21). Where the source
gives a day without an hour, the last instant is the end of that day in Paris.
No clock is read here: the caller gives an aware instant, and a naive datetime is refused.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from itertools import islice
from typing import Final
from zoneinfo import ZoneInfo

from attrs import Attribute, field, frozen

from segur_rules.sources import Certainty, Source, honours

PARIS: Final = ZoneInfo("Europe/Paris")

JOURS_AVANT_EXPIRATION: Final = 7
"""Days left to complete a demande that was imported without its documents (GU-9-03)."""
JOURS_AVANT_REFERENCEMENT: Final = 120
"""Calendar days before the complete file within which an order is eligible (PS-11)."""
JOURS_DE_REPONSE: Final = 10
"""Working days that both vendors have to answer in a dispute (PS-05)."""

_SATURDAY: Final = 5
_EXPIRATION: Final = Source(
    "Guide fournisseur §9, GU-9-03: the day is printed; that it counts whole is chosen",
    Certainty.CHOICE,
)
_LITIGE: Final = Source(
    "ANS FAQ, PS-05: ten working days; which days, and from when, is chosen", Certainty.CHOICE
)


def aware(instant: datetime) -> datetime:
    """The same instant. Raises `ValueError` when a naive datetime names none."""
    if instant.utcoffset() is None:
        raise ValueError(f"an instant needs a zone, got the naive datetime {instant.isoformat()}")
    return instant


def require_aware(_instance: object, _attribute: Attribute[datetime], value: datetime) -> None:
    """Refuse a datetime without a zone: it names no instant. Raises `ValueError`."""
    aware(value)


def first_instant(moment: date) -> datetime:
    """The instant a datetime names, in Paris if it has no zone; the first instant of a day."""
    return _instant(moment, time.min)


def last_instant(moment: date) -> datetime:
    """The instant a datetime names, in Paris if it has no zone; the last instant of a day."""
    return _instant(moment, time.max)


def _instant(moment: date, hour: time) -> datetime:
    if not isinstance(moment, datetime):
        return datetime.combine(moment, hour, PARIS)
    return moment.replace(tzinfo=PARIS) if moment.tzinfo is None else moment.astimezone(PARIS)


def paris_day(instant: datetime) -> date:
    """The day it is in Paris at an aware instant."""
    return aware(instant).astimezone(PARIS).date()


@frozen
class Echeance:
    """A last instant at which something may still be done, in the time of its zone.

    Not inclusive, `last` itself is too late.
    """

    last: datetime = field(validator=require_aware)
    source: Source
    inclusive: bool = True
    zone: ZoneInfo = PARIS

    @property
    def day(self) -> date:
        """The day of the last instant, where the deadline is told."""
        return self.last.astimezone(self.zone).date()

    def is_met(self, instant: datetime) -> bool:
        """Whether an aware instant is not later than the last one."""
        last, moment = _utc(self.last), _utc(instant)
        return moment <= last if self.inclusive else moment < last


@frozen
class Ouverture:
    """The first instant at which something may be done, in Paris time."""

    first: datetime = field(validator=require_aware)
    source: Source

    def is_met(self, instant: datetime) -> bool:
        """Whether an aware instant is not earlier than the first one."""
        return _utc(instant) >= _utc(self.first)


def _utc(instant: datetime) -> datetime:
    # Two datetimes of one zone are compared by what their clocks show, and in October the
    # clocks of Paris show the same hour twice.
    return aware(instant).astimezone(UTC)


@honours("GU-9-03")
def expiration(depot: datetime) -> Echeance:
    """The last instant to complete a demande imported without its documents.

    The day of filing is that of Paris: filed on 17/03/2022, a demande expires on 24/03/2022.
    The guide prints that day; that it counts to its last instant is a choice.
    """
    day = paris_day(depot) + timedelta(days=JOURS_AVANT_EXPIRATION)
    return Echeance(last_instant(day), _EXPIRATION)


@honours("PS-11")
def limite_signature(dossier_complet: date) -> date:
    """The first day on which an order signed before the référencement is eligible, inclusive.

    `dossier_complet` is the day on which the complete evidence file is deemed submitted.
    """
    if isinstance(dossier_complet, datetime):
        raise ValueError(f"a day is expected, not an instant: {dossier_complet.isoformat()}")
    return dossier_complet - timedelta(days=JOURS_AVANT_REFERENCEMENT)


@honours("PS-05")
def reponse_litige(depuis: datetime) -> Echeance:
    """The last instant to answer when two vendors claim one bénéficiaire.

    `depuis` is when the vendors are asked. The source says ten working days; that they are
    counted from the next day of Paris, without Saturdays, Sundays and the public holidays of
    the métropole, and that the tenth counts to its last instant, is a choice.
    """
    days = _working_days_after(paris_day(depuis))
    tenth = next(islice(days, JOURS_DE_REPONSE - 1, None))
    return Echeance(last_instant(tenth), _LITIGE)


def _working_days_after(day: date) -> Iterator[date]:
    while True:
        day += timedelta(days=1)
        if day.weekday() < _SATURDAY and day not in _public_holidays(day.year):
            yield day


@cache
def _public_holidays(year: int) -> frozenset[date]:
    """The public holidays of the métropole. Raises `ValueError` for a year that has none known."""
    # Imported here: only a dispute needs it, and the calendars of the world are slow to load.
    import holidays

    days = frozenset(holidays.country_holidays("FR", years=year))
    if not days:
        raise ValueError(f"the French public holidays of {year} are not known")
    return days
