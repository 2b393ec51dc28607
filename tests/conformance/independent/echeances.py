"""The seven days of a demande that is not complete, and the calendar of each SONS.

Paris is written here by its rule and not by a time zone database: one hour ahead of UTC, two from
the last Sunday of March at 01:00 UTC to the last Sunday of October at 01:00 UTC.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, timezone
from typing import Final, NamedTuple

from tests.conformance.independent.fichiers import Json, file, vector


def files() -> dict[str, Json]:
    return {
        "expiration": file("expiration", "expiration", _expirations()),
        "echeance-sons": file("echeance-sons", "echeance_sons", _calendriers()),
    }


WINTER: Final = timezone(timedelta(hours=1))
SUMMER: Final = timezone(timedelta(hours=2))
END: Final = time(23, 59, 59, 999999)


def _changement(year: int, month: int) -> datetime:
    last = date(year, month, 31)
    return datetime.combine(last - timedelta(days=last.isoweekday() % 7), time(1), UTC)


def _a_paris(instant: datetime) -> datetime:
    summer = _changement(instant.year, 3) <= instant < _changement(instant.year, 10)
    return instant.astimezone(SUMMER if summer else WINTER)


def _instant(day: date, hour: time) -> str:
    """An hour of Paris that is neither skipped nor repeated."""
    summer = _changement(day.year, 3).date() <= day < _changement(day.year, 10).date()
    return datetime.combine(day, hour, SUMMER if summer else WINTER).isoformat()


# The seven days -------------------------------------------------------------------------------

# When it is filed, the day on which it expires, and why this one.
JOURS: Final = (
    ("2022-03-17T10:00:00+01:00", "2022-03-24", "The guide's table: 17/03/2022 gives 24/03/2022."),
    ("2022-03-09T10:00:00+01:00", "2022-03-16", "The guide's table: 09/03/2022 gives 16/03/2022."),
    ("2022-03-23T10:00:00+01:00", "2022-03-30", "The guide's table: 23/03/2022 gives 30/03/2022."),
    # The ends of months and years.
    ("2022-04-24T10:00:00+02:00", "2022-05-01", "Seven days on is the first of the next month."),
    ("2022-04-23T10:00:00+02:00", "2022-04-30", "Seven days on is the last of a month of 30 days."),
    ("2022-08-31T10:00:00+02:00", "2022-09-07", "From the last of a month of 31 days."),
    ("2023-12-24T10:00:00+01:00", "2023-12-31", "Seven days on is the last of the year."),
    ("2023-12-25T10:00:00+01:00", "2024-01-01", "Seven days on is the first of the year."),
    ("2023-12-31T10:00:00+01:00", "2024-01-07", "From the last of the year."),
    # 29 February.
    ("2024-02-22T10:00:00+01:00", "2024-02-29", "Seven days on is a 29 February."),
    ("2024-02-29T10:00:00+01:00", "2024-03-07", "From a 29 February."),
    ("2024-02-23T10:00:00+01:00", "2024-03-01", "Over a 29 February."),
    ("2023-02-22T10:00:00+01:00", "2023-03-01", "A year without 29 February."),
    # The hour that is skipped, 27/03/2022, and the one that is repeated, 30/10/2022.
    ("2022-03-20T10:00:00+01:00", "2022-03-27", "It expires on the day that has 23 hours."),
    ("2022-10-23T10:00:00+02:00", "2022-10-30", "It expires on the day that has 25 hours."),
    # It is not put off.
    ("2022-04-11T10:00:00+02:00", "2022-04-18", "It expires on a holiday (Easter Monday)."),
    ("2022-03-13T10:00:00+01:00", "2022-03-20", "It expires on a Sunday."),
)
INSTANTS: Final = (
    # The hour of filing does not count, the day of Paris does.
    ("2022-03-16T23:59:59.999999+01:00", "2022-03-23", "The last instant before midnight."),
    ("2022-03-17T00:00:00+01:00", "2022-03-24", "The first instant of a day is of that day."),
    ("2022-03-17T00:00:00.000001+01:00", "2022-03-24", "Just after midnight."),
    ("2022-03-17T23:59:59.999999+01:00", "2022-03-24", "The last instant of a day is of that day."),
    ("2022-03-18T00:00:00+01:00", "2022-03-25", "Midnight is the next day."),
    # The same instant written elsewhere.
    ("2022-03-16T22:30:00Z", "2022-03-23", "In winter 22:30 UTC is the same day in Paris."),
    ("2022-03-16T22:59:59.999999Z", "2022-03-23", "In winter the last instant of a day in UTC."),
    ("2022-03-16T23:00:00Z", "2022-03-24", "In winter 23:00 UTC is midnight in Paris."),
    ("2022-03-16T23:30:00Z", "2022-03-24", "In winter 23:30 UTC is the next day in Paris."),
    ("2022-03-16T23:30:00+00:00", "2022-03-24", "The same instant, UTC written as an offset."),
    ("2022-07-12T21:59:59.999999Z", "2022-07-19", "In summer the last instant of a day in UTC."),
    ("2022-07-12T22:00:00Z", "2022-07-20", "In summer 22:00 UTC is midnight in Paris."),
    ("2022-07-12T22:30:00Z", "2022-07-20", "In summer 22:30 UTC is the next day in Paris."),
    ("2022-07-12T23:30:00Z", "2022-07-20", "In summer 23:30 UTC is the next day in Paris."),
    ("2022-07-13T01:30:00+04:00", "2022-07-19", "In Réunion it is tomorrow, in Paris today."),
    ("2022-07-12T20:30:00-04:00", "2022-07-20", "In Guadeloupe it is today, in Paris tomorrow."),
    # The ends of years, and 29 February.
    ("2023-12-31T22:59:59.999999Z", "2024-01-07", "The last instant of a year, in UTC."),
    ("2023-12-31T23:30:00Z", "2024-01-08", "In UTC it is last year, in Paris this one."),
    ("2024-01-01T00:00:00+01:00", "2024-01-08", "The first instant of a year."),
    ("2024-02-28T23:30:00Z", "2024-03-07", "In UTC it is the 28, in Paris the 29 February."),
    # The hour that is skipped, 27/03/2022.
    ("2022-03-26T23:59:59.999999+01:00", "2022-04-02", "The eve of the day that has 23 hours."),
    ("2022-03-26T23:00:00Z", "2022-04-03", "Midnight of the day that has 23 hours."),
    ("2022-03-27T01:59:59.999999+01:00", "2022-04-03", "The instant before the skipped hour."),
    ("2022-03-27T03:00:00+02:00", "2022-04-03", "The instant after the skipped hour."),
    ("2022-03-27T21:59:59.999999Z", "2022-04-03", "The end of the day that has 23 hours."),
    ("2022-03-27T22:00:00Z", "2022-04-04", "The day after the one that has 23 hours."),
    # The hour that is repeated, 30/10/2022.
    ("2022-10-29T21:59:59.999999Z", "2022-11-05", "The eve of the day that has 25 hours."),
    ("2022-10-29T22:00:00Z", "2022-11-06", "Midnight of the day that has 25 hours."),
    ("2022-10-30T02:30:00+02:00", "2022-11-06", "The repeated hour, the first time."),
    ("2022-10-30T02:30:00+01:00", "2022-11-06", "The repeated hour, the second time."),
    ("2022-10-30T22:59:59.999999Z", "2022-11-06", "The end of the day that has 25 hours."),
    ("2022-10-30T23:00:00Z", "2022-11-07", "The day after the one that has 25 hours."),
)


def _expirations() -> list[Json]:
    return [
        vector(why, "GU-9-03", {"depot": depot}, _expiration(expires), kind=kind)
        for kind, depots in (("value", JOURS), ("boundary", INSTANTS))
        for depot, expires, why in depots
    ]


def _expiration(expires: str) -> Json:
    """Its day, and the last instant of that day in Paris."""
    return {"date": expires, "last": _instant(date.fromisoformat(expires), END)}


def sept_jours(depot: str) -> date:
    """The same day by arithmetic: what the table above is checked with."""
    # Python 3.11 reads the letter Z.
    return _a_paris(datetime.fromisoformat(depot)).date() + timedelta(days=7)


# The calendar ---------------------------------------------------------------------------------


class Periode(NamedTuple):
    ouverture: str | None
    limite: str | None


def _limite(day: str, hour: str | None) -> str:
    """A day without its hour is open to its end."""
    return _instant(date.fromisoformat(day), time.fromisoformat(hour) if hour else END)


def _ouverture(day: str, hour: str | None) -> str:
    """A day without its hour is open from its beginning."""
    return _instant(date.fromisoformat(day), time.fromisoformat(hour) if hour else time(0))


VAGUE_1: Final = Periode(None, _limite("2022-11-30", None))
MEDICO_SOCIAL: Final = Periode(None, _limite("2024-02-28", None))
RIEN: Final = Periode(None, None)

AVANCES: Final = {
    "HOP-DPI-VA1": VAGUE_1,
    "HOP-PFI-VA1": VAGUE_1,
    "HOP-RI-VA1": VAGUE_1,
    "HOP-DPI-VA2": Periode(_ouverture("2024-09-12", "14:00"), _limite("2025-12-17", "12:00")),
    "HOP-PFI-VA2": Periode(_ouverture("2024-09-12", "14:00"), _limite("2025-09-17", "12:00")),
    "MDV-LGC-VA1": VAGUE_1,
    "BIO-SGL-VA1": VAGUE_1,
    "BIO-LOINC-VA1": RIEN,
    "RAD-RIS-VA1": VAGUE_1,
    "IMG-RIS-VA2": Periode(_ouverture("2025-07-10", "14:00"), None),
    "IMG-DB-VA2": Periode(_ouverture("2025-07-10", "14:00"), _limite("2026-11-10", "12:00")),
    "PHA-LGO-VA1": Periode(None, _limite("2023-03-15", "14:00")),
    "MS1-DUI-VA1": MEDICO_SOCIAL,
    "MS2-DUI-VA1": MEDICO_SOCIAL,
    "MSS-OPE-VA1": RIEN,
    "SAS-SAS-VA1": RIEN,
}

# The filing of soldes opened that day for every SONS of four couloirs in vague 1.
OUVERT: Final = _ouverture("2022-01-18", None)
SOLDE_VAGUE_1: Final = Periode(OUVERT, _limite("2023-12-14", "14:00"))

SOLDES: Final = {
    "HOP-DPI-VA1": SOLDE_VAGUE_1,
    "HOP-PFI-VA1": SOLDE_VAGUE_1,
    # The calendar says "same" of its avance, and leaves the box of its solde empty.
    "HOP-RI-VA1": Periode(OUVERT, None),
    "HOP-DPI-VA2": RIEN,
    "HOP-PFI-VA2": RIEN,
    # The day is known and not the hour.
    "MDV-LGC-VA1": Periode(OUVERT, _limite("2023-12-14", None)),
    "BIO-SGL-VA1": SOLDE_VAGUE_1,
    "BIO-LOINC-VA1": Periode(OUVERT, None),
    "RAD-RIS-VA1": SOLDE_VAGUE_1,
    "IMG-RIS-VA2": RIEN,
    "IMG-DB-VA2": Periode(None, _limite("2027-12-15", "12:00")),
    "PHA-LGO-VA1": Periode(None, _limite("2023-12-14", None)),
    "MS1-DUI-VA1": Periode(None, _limite("2024-12-19", None)),
    "MS2-DUI-VA1": Periode(None, _limite("2024-12-19", "14:00")),
    "MSS-OPE-VA1": RIEN,
    "SAS-SAS-VA1": RIEN,
}

# A code is compared without its case: public pages write it with every one.
AUTREMENT: Final = (("mdv-lgc-va1", "avance"), ("IMG-DB-Va2", "solde"), ("sas-sas-va1", "avance"))


def _calendriers() -> list[Json]:
    every = [(sons, "avance") for sons in AVANCES] + [(sons, "solde") for sons in SOLDES]
    return [_calendrier(sons, phase) for sons, phase in (*every, *AUTREMENT)]


def _calendrier(sons: str, phase: str) -> Json:
    periode = (AVANCES if phase == "avance" else SOLDES)[sons.upper()]
    if periode is RIEN:
        why = f"{sons}: no instant is known for its {phase}s."
        expect: Json = {"notEvaluable": ["catalogue.date_ouverture", "catalogue.date_limite"]}
    else:
        why = f"{sons}: the {phase}s {_dit(periode)}."
        expect = {"ouverture": periode.ouverture, "limite": periode.limite}
    return vector(why, "PS-21", {"sons": sons, "phase": phase}, expect, kind="value")


def _dit(periode: Periode) -> str:
    opens = f"open {_lisible(periode.ouverture)}" if periode.ouverture else "have no known opening"
    closes = f"close {_lisible(periode.limite)}" if periode.limite else "have no known end"
    return f"{opens} and {closes}"


def _lisible(instant: str) -> str:
    day, hour = instant[:10], instant[11:16]
    return {"00:00": f"with the day of {day}", "23:59": f"with the end of {day}"}.get(
        hour, f"on {day} at {hour}"
    )
