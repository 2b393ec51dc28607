"""Deadlines: the instant before, at and after; days of Paris; working days."""

from __future__ import annotations

import subprocess
import sys
from datetime import UTC, date, datetime, timedelta, tzinfo
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.catalogue import load
from segur_rules.echeances import (
    PARIS,
    Echeance,
    Ouverture,
    aware,
    expiration,
    first_instant,
    last_instant,
    limite_signature,
    paris_day,
    reponse_litige,
)
from segur_rules.sources import Certainty, Source

SOURCE = Source("a test", Certainty.PUBLIC)
TICK = timedelta(microseconds=1)
NAIVE = datetime(2022, 11, 30, 14)  # noqa: DTZ001


class NoOffset(tzinfo):
    """A zone that does not know its offset."""

    def utcoffset(self, _: datetime | None) -> None:
        return None

    def dst(self, _: datetime | None) -> None:
        return None

    def tzname(self, _: datetime | None) -> None:
        return None


def paris(*parts: int, fold: int = 0) -> datetime:
    return datetime(*parts, tzinfo=PARIS, fold=fold)  # type: ignore[arg-type,misc]


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[arg-type,misc]


# The last instant


@pytest.mark.parametrize("zone", [PARIS, UTC, ZoneInfo("America/Cayenne")])
def test_a_last_instant_is_inclusive(zone: ZoneInfo) -> None:
    limite = Echeance(last_instant(datetime(2023, 12, 14, 14)), SOURCE)  # noqa: DTZ001
    at = utc(2023, 12, 14, 13).astimezone(zone)
    assert limite.is_met(at - TICK)
    assert limite.is_met(at)
    assert not limite.is_met(at + TICK)
    # One minute late is late.
    assert not limite.is_met(at + timedelta(minutes=1))


def test_a_last_instant_may_be_excluded() -> None:
    limite = Echeance(paris(2023, 12, 14, 14), SOURCE, inclusive=False)
    assert limite.is_met(paris(2023, 12, 14, 14) - TICK)
    assert not limite.is_met(paris(2023, 12, 14, 14))


def test_a_day_lasts_until_midnight_in_paris() -> None:
    limite = Echeance(last_instant(date(2022, 11, 30)), SOURCE)
    assert limite.last == paris(2022, 11, 30, 23, 59, 59, 999999)
    assert limite.is_met(utc(2022, 11, 30, 22, 59, 59, 999999))
    # Midnight in Paris, still the 30th in London.
    assert not limite.is_met(utc(2022, 11, 30, 23))
    assert limite.day == date(2022, 11, 30)


def test_a_deadline_is_told_in_its_zone() -> None:
    last = utc(2023, 6, 30, 22, 30)
    assert Echeance(last, SOURCE).day == date(2023, 7, 1)
    assert Echeance(last, SOURCE, zone=ZoneInfo("Europe/London")).day == date(2023, 6, 30)


def test_an_opening_is_its_first_instant() -> None:
    ouverture = Ouverture(first_instant(date(2022, 1, 18)), SOURCE)
    assert not ouverture.is_met(paris(2022, 1, 18) - TICK)
    assert ouverture.is_met(paris(2022, 1, 18))
    assert ouverture.is_met(utc(2022, 1, 17, 23))
    assert not ouverture.is_met(utc(2022, 1, 17, 22, 59, 59, 999999))
    assert ouverture.is_met(paris(2022, 1, 18) + TICK)
    assert first_instant(datetime(2024, 9, 12, 14)) == utc(2024, 9, 12, 12)  # noqa: DTZ001


def test_a_datetime_with_a_zone_keeps_its_instant() -> None:
    for instant in (first_instant(utc(2024, 9, 12, 14)), last_instant(utc(2024, 9, 12, 14))):
        assert instant == utc(2024, 9, 12, 14)
        assert instant.tzinfo is PARIS


# The clocks change


def test_the_day_on_which_clocks_go_forward_has_23_hours() -> None:
    day = date(2023, 3, 26)
    first, last = first_instant(day), last_instant(day)
    assert (first.utcoffset(), last.utcoffset()) == (timedelta(hours=1), timedelta(hours=2))
    assert last.astimezone(UTC) + TICK - first.astimezone(UTC) == timedelta(hours=23)
    limite = Echeance(paris(2023, 3, 26, 3), SOURCE)
    assert limite.is_met(utc(2023, 3, 26, 0, 59, 59))
    assert limite.is_met(utc(2023, 3, 26, 1))
    assert not limite.is_met(utc(2023, 3, 26, 1, 0, 0, 1))


def test_the_hour_that_comes_twice_is_two_hours() -> None:
    day = date(2022, 10, 30)
    first, last = first_instant(day), last_instant(day)
    assert last.astimezone(UTC) + TICK - first.astimezone(UTC) == timedelta(hours=25)
    limite = Echeance(paris(2022, 10, 30, 2, 30), SOURCE)
    assert limite.is_met(paris(2022, 10, 30, 2, 30))
    # 2:15 for the second time is later than 2:30 for the first.
    assert not limite.is_met(paris(2022, 10, 30, 2, 15, fold=1))
    assert Echeance(paris(2022, 10, 30, 2, 30, fold=1), SOURCE).is_met(paris(2022, 10, 30, 2, 45))
    ouverture = Ouverture(paris(2022, 10, 30, 2, 30), SOURCE)
    assert ouverture.is_met(paris(2022, 10, 30, 2, 15, fold=1))
    late = Ouverture(paris(2022, 10, 30, 2, 15, fold=1), SOURCE)
    assert not late.is_met(paris(2022, 10, 30, 2, 30))


@given(
    st.datetimes(datetime(2021, 1, 1), datetime(2028, 1, 1)),  # noqa: DTZ001
    st.integers(-(10**10), 10**10),
)
def test_before_at_and_after_agree_with_utc(moment: datetime, microseconds: int) -> None:
    last = moment.replace(tzinfo=UTC)
    instant = last + timedelta(microseconds=microseconds)
    for there in (PARIS, ZoneInfo("Indian/Reunion")):
        limite = Echeance(last.astimezone(PARIS), SOURCE)
        assert limite.is_met(instant.astimezone(there)) is (microseconds <= 0)
        ouverture = Ouverture(last.astimezone(there), SOURCE)
        assert ouverture.is_met(instant.astimezone(PARIS)) is (microseconds >= 0)


# Naive datetimes


def test_a_naive_datetime_names_no_instant() -> None:
    limite, ouverture = Echeance(paris(2023, 1, 1), SOURCE), Ouverture(paris(2023, 1, 1), SOURCE)
    for naive in (NAIVE, NAIVE.replace(tzinfo=NoOffset())):
        for refuses in (
            aware,
            paris_day,
            expiration,
            reponse_litige,
            limite.is_met,
            ouverture.is_met,
            lambda instant: Echeance(instant, SOURCE),
            lambda instant: Ouverture(instant, SOURCE),
        ):
            with pytest.raises(ValueError, match="naive datetime 2022-11-30"):
                refuses(naive)


# Seven days


@pytest.mark.parametrize(
    ("depot", "jour"),
    [
        # the guide's three
        (paris(2022, 3, 17, 10), date(2022, 3, 24)),
        (paris(2022, 3, 9, 10), date(2022, 3, 16)),
        (paris(2022, 3, 23, 10), date(2022, 3, 30)),
        # the first and the last instant of a day of Paris
        (paris(2022, 3, 17), date(2022, 3, 24)),
        (paris(2022, 3, 17, 23, 59, 59, 999999), date(2022, 3, 24)),
        # half past midnight in Paris is the day before in UTC
        (utc(2022, 3, 16, 23, 30), date(2022, 3, 24)),
        (utc(2022, 3, 16, 22, 59, 59), date(2022, 3, 23)),
        (utc(2022, 7, 16, 22), date(2022, 7, 24)),
        # across a clock change, a year, a 29 February
        (paris(2022, 10, 29, 12), date(2022, 11, 5)),
        (paris(2022, 12, 28, 12), date(2023, 1, 4)),
        (paris(2024, 2, 22, 12), date(2024, 2, 29)),
        (paris(2024, 2, 29, 12), date(2024, 3, 7)),
        (paris(2023, 2, 22, 12), date(2023, 3, 1)),
        # on the days when clocks change
        (paris(2023, 3, 26, 3), date(2023, 4, 2)),
        (paris(2022, 10, 30, 2, 30, fold=1), date(2022, 11, 6)),
        (paris(2023, 3, 19, 1), date(2023, 3, 26)),
        (paris(2022, 10, 23, 1), date(2022, 10, 30)),
    ],
)
def test_an_incomplete_demande_expires_on_the_seventh_day(depot: datetime, jour: date) -> None:
    echeance = expiration(depot)
    assert echeance.day == jour
    assert echeance.last == paris(jour.year, jour.month, jour.day, 23, 59, 59, 999999)
    assert echeance.is_met(echeance.last)
    assert not echeance.is_met(echeance.last + TICK)
    assert echeance.source.certainty is Certainty.CHOICE
    assert "GU-9-03" in echeance.source.reference


# 120 days


@pytest.mark.parametrize(
    ("complete", "first"),
    [
        (date(2021, 9, 30), date(2021, 6, 2)),
        (date(2023, 6, 28), date(2023, 2, 28)),
        (date(2024, 6, 28), date(2024, 2, 29)),
        (date(2024, 6, 29), date(2024, 3, 1)),
        (date(2024, 2, 29), date(2023, 11, 1)),
    ],
)
def test_an_order_is_signed_at_most_120_days_before(complete: date, first: date) -> None:
    assert limite_signature(complete) == first
    assert first + timedelta(days=120) == complete


def test_a_day_is_not_an_instant() -> None:
    for instant in (NAIVE, paris(2022, 11, 30, 14)):
        with pytest.raises(ValueError, match="a day is expected"):
            limite_signature(instant)


# Ten working days


@pytest.mark.parametrize(
    ("depuis", "jour"),
    [
        # nothing but two week-ends
        (paris(2022, 9, 5, 9), date(2022, 9, 19)),
        (paris(2022, 9, 5, 23, 59), date(2022, 9, 19)),
        # asked on a Friday, a Saturday, a Sunday
        (paris(2022, 9, 9, 9), date(2022, 9, 23)),
        (paris(2022, 9, 10, 9), date(2022, 9, 23)),
        (paris(2022, 9, 11, 9), date(2022, 9, 23)),
        # Easter Monday; Labour Day, Victory Day and the Ascension; Pentecost Monday
        (paris(2023, 4, 7, 9), date(2023, 4, 24)),
        (paris(2023, 4, 28, 9), date(2023, 5, 16)),
        (paris(2023, 5, 10, 9), date(2023, 5, 25)),
        (paris(2023, 5, 26, 9), date(2023, 6, 12)),
        # 14 July, 15 August, All Saints' Day and Armistice Day
        (paris(2023, 7, 10, 9), date(2023, 7, 25)),
        (paris(2023, 8, 9, 9), date(2023, 8, 24)),
        (paris(2022, 10, 28, 9), date(2022, 11, 15)),
        # across the year: Christmas 2023 and New Year's Day 2024 are Mondays
        (paris(2023, 12, 22, 9), date(2024, 1, 9)),
        # 29 February 2024
        (paris(2024, 2, 15, 9), date(2024, 2, 29)),
        # half past midnight in Paris is the day before in UTC
        (utc(2022, 9, 4, 22, 30), date(2022, 9, 19)),
        (utc(2022, 9, 4, 21, 59), date(2022, 9, 16)),
        # across both clock changes
        (paris(2023, 3, 20, 9), date(2023, 4, 3)),
        (paris(2023, 10, 23, 9), date(2023, 11, 7)),
    ],
)
def test_ten_working_days_to_answer(depuis: datetime, jour: date) -> None:
    echeance = reponse_litige(depuis)
    assert echeance.day == jour
    assert echeance.last == paris(jour.year, jour.month, jour.day, 23, 59, 59, 999999)
    assert echeance.is_met(echeance.last)
    assert not echeance.is_met(echeance.last + TICK)
    assert echeance.source.certainty is Certainty.CHOICE


# By hand, from the Code du travail, L3133-1 and the dates of Easter.
EASTER = {
    2021: date(2021, 4, 4), 2022: date(2022, 4, 17), 2023: date(2023, 4, 9),
    2024: date(2024, 3, 31), 2025: date(2025, 4, 20), 2026: date(2026, 4, 5),
    2027: date(2027, 3, 28),
}  # fmt: skip
FIXED = ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25))


def holidays_of(year: int) -> set[date]:
    easter = EASTER[year]
    return {date(year, month, day) for month, day in FIXED} | {
        easter + timedelta(days=days) for days in (1, 39, 50)
    }


def test_every_day_of_six_years() -> None:
    day, ends = date(2021, 1, 1), []
    while day.year < 2027:
        end, left = day, 10
        while left:
            end += timedelta(days=1)
            left -= end.isoweekday() < 6 and end not in holidays_of(end.year)
        ends.append(end)
        assert reponse_litige(datetime(day.year, day.month, day.day, 9, tzinfo=PARIS)).day == end
        day += timedelta(days=1)
    assert all(one <= other for one, other in pairwise(ends))


def test_a_year_without_known_holidays_has_no_working_days() -> None:
    with pytest.raises(ValueError, match="holidays of 2300"):
        reponse_litige(paris(2300, 9, 5, 9))


def test_the_calendars_of_the_world_are_loaded_for_a_dispute_only() -> None:
    code = "import sys, segur_rules.echeances; sys.exit('holidays' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


# The calendar


def test_the_deadlines_of_the_catalogue_are_of_paris() -> None:
    for sons in load().sons.values():
        dates = sons.calendrier
        for limite in (dates.avance_limite, dates.prestation_limite, dates.solde_limite):
            assert limite is None or (limite.inclusive and limite.last.tzinfo is PARIS)
        for ouverture in (dates.enrolement_ouverture, dates.avance_ouverture):
            assert ouverture is None or ouverture.first.tzinfo is PARIS
    limite = load().sons["PHA-LGO-VA1"].calendrier.avance_limite
    assert limite is not None
    assert limite.is_met(utc(2023, 3, 15, 13))
    assert not limite.is_met(utc(2023, 3, 15, 13, 1))
