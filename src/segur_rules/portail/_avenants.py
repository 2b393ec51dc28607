"""The avenants of a demande, and the days on which things happened to them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from itertools import groupby
from operator import attrgetter
from typing import TypeAlias

from segur_rules.echeances import paris_day
from segur_rules.statuts import Demande, Evenement, Version

Avenant: TypeAlias = tuple[Version, ...]


def avenants(demande: Demande) -> tuple[Avenant, ...]:
    """The versions of each avenant, the first filed first."""
    return tuple(
        tuple(versions) for _, versions in groupby(demande.versions, attrgetter("avenant"))
    )


def day_of(versions: Iterable[Version], evenement: Evenement) -> date | None:
    """The day in Paris on which an event last made one of these versions; None if it did not."""
    days = [paris_day(v.instant) for v in versions if v.acte == evenement]
    return days[-1] if days else None
