"""Lists: so many rows of a query, how many there are in all, and dates in SQL."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date, datetime
from typing import Any, Final, Generic, TypeVar

from attrs import frozen
from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from segur_rules.echeances import first_instant, last_instant
from segur_rules.portail import Periode

R = TypeVar("R")
T = TypeVar("T")

_FIRST: Final = date(1900, 1, 1)
_LAST: Final = date(2999, 12, 31)


@frozen
class Tranche:
    """Which part of a list is asked for: a page, from 1, of so many."""

    page: int = 1
    par_page: int = 50


@frozen
class Liste(Generic[T]):
    """Some of the elements of a list; `total` counts them all."""

    elements: tuple[T, ...]
    total: int


def listed(
    session: Session, query: Select[Any], tranche: Tranche, shown: Callable[[Any], T]
) -> Liste[T]:
    """The rows of a page of a query, each as it is shown."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery()))
    start = (tranche.page - 1) * tranche.par_page
    rows = session.execute(query.offset(start).limit(tranche.par_page)).unique()
    return Liste(tuple(map(shown, rows.scalars())), total or 0)


def within(
    column: InstrumentedAttribute[datetime] | ColumnElement[datetime], periode: Periode
) -> Iterator[ColumnElement[bool]]:
    """The conditions that keep an instant between two days of Paris, both inclusive."""
    if periode.du is not None:
        yield column >= first_instant(_within_reach(periode.du))
    if periode.au is not None:
        yield column <= last_instant(_within_reach(periode.au))


def _within_reach(day: date) -> date:
    """A day that has its instants in UTC too; nothing happens on the others."""
    return min(max(day, _FIRST), _LAST)
