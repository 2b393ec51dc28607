"""Deadlines for a person, and as JSON values."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from segur_rules.catalogue import Sons
from segur_rules.cli.deadlines_asked import Asked, Depots, bounds_of, depots
from segur_rules.cli.know_json import calendar_to_json
from segur_rules.cli.know_text import calendar_to_lines
from segur_rules.cli.output import BLANK, Line, line
from segur_rules.cli.words import labelled
from segur_rules.demandes.codes import Phase
from segur_rules.echeances import expiration, paris_day
from segur_rules.messages import formats, ui


def asked_to_json(asked: Asked) -> dict[str, Any]:
    """What is asked for; null is what is not."""
    return {
        "at": asked.instant and asked.instant.isoformat(),
        "expiration": asked.depot and _expiration_to_json(asked.depot, asked.instant),
        "sons": asked.sons and _sons_to_json(asked.sons, asked.instant),
    }


def _expiration_to_json(depot: datetime, instant: datetime | None) -> dict[str, Any]:
    echeance = expiration(depot)
    return {
        "depot": paris_day(depot).isoformat(),
        "date": echeance.day.isoformat(),
        "last": echeance.last.isoformat(),
        "inclusive": echeance.inclusive,
        "open": None if instant is None else echeance.is_met(instant),
        "certainty": echeance.source.certainty.value,
        "reference": echeance.source.reference,
    }


def _sons_to_json(sons: Sons, instant: datetime | None) -> dict[str, Any]:
    return {
        "code": sons.code,
        "calendrier": calendar_to_json(sons.calendrier),
        "depots": {
            phase.value: None if instant is None else depots(sons.calendrier, phase, instant).value
            for phase in Phase
        },
    }


def asked_to_lines(asked: Asked, langue: str) -> Iterator[Line]:
    """What is asked for, each date with its source."""
    if asked.depot is not None:
        yield from _expiration(asked.depot, asked.instant, langue)
    if asked.depot is not None and asked.sons is not None:
        yield BLANK
    if asked.sons is not None:
        yield from _sons(asked.sons, asked.instant, langue)


def _expiration(depot: datetime, instant: datetime | None, langue: str) -> Iterator[Line]:
    echeance = expiration(depot)
    last = f"{formats.instant(echeance.last, langue)}, {ui('expiration.compris', langue)}"
    yield line((ui("expiration.depot", langue, date=paris_day(depot)), "bold"))
    said = labelled(ui("expiration.dernier", langue), last, langue)
    yield line((said, "bold"), indent=2, hang=4)
    yield line((f"{echeance.source.reference} ({echeance.source.certainty})", "dim"), indent=4)
    if instant is not None:
        possible = echeance.is_met(instant)
        verdict = ui("expiration.possible" if possible else "expiration.trop tard", langue)
        when = ui("au", langue, instant=instant)
        yield line(labelled(when, verdict, langue), indent=2, hang=4)


def _sons(sons: Sons, instant: datetime | None, langue: str) -> Iterator[Line]:
    yield line((sons.code, "bold"))
    yield line(sons.label, indent=2)
    yield from calendar_to_lines(sons.calendrier, langue)
    if instant is None:
        return
    yield BLANK
    yield line((labelled(ui("au", langue, instant=instant), "", langue).rstrip(), "bold"))
    for phase in Phase:
        answer = _depots(sons, phase, instant, langue)
        yield line(labelled(ui(f"phase.{phase}", langue), answer, langue), indent=2, hang=4)


def _depots(sons: Sons, phase: Phase, instant: datetime, langue: str) -> str:
    answer = depots(sons.calendrier, phase, instant)
    if answer is not Depots.INCONNU:
        return ui(f"ouverture.{answer}", langue)
    ouverture, limite = bounds_of(sons.calendrier, phase)
    missing = [f"calendrier.{phase}_ouverture"] if ouverture is None else []
    missing += [f"calendrier.{phase}_limite"] if limite is None else []
    return ui("ouverture.inconnu", langue, missing=tuple(missing))
