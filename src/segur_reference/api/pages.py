"""A collection, page by page: `?page=1&parPage=50` and what is answered."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated, Final, Generic, TypeVar

import msgspec
from litestar.params import QueryParameter

S = TypeVar("S")
T = TypeVar("T")

PAR_PAGE: Final = 50
PAR_PAGE_MAX: Final = 200
_PAGE_MAX: Final = 1_000_000
"""Beyond, a database may be unable to count."""

PageDemandee = Annotated[
    int, QueryParameter(name="page", ge=1, le=_PAGE_MAX, description="The page, from 1.")
]
"""The type of a handler's parameter: `page: PageDemandee = 1`."""
ParPage = Annotated[
    int, QueryParameter(name="parPage", ge=1, le=PAR_PAGE_MAX, description="How many on a page.")
]
"""The type of a handler's parameter: `par_page: ParPage = PAR_PAGE`."""


class Page(msgspec.Struct, Generic[T], rename="camel", frozen=True):
    """Some of the elements of a collection; `total` counts them all."""

    elements: list[T]
    total: int
    page: int
    par_page: int


def page_of(
    elements: Sequence[S], total: int, page: int, par_page: int, shown: Callable[[S], T]
) -> Page[T]:
    """A page whose elements a service has already chosen, each as it is shown."""
    return Page([shown(element) for element in elements], total, page, par_page)


def cut(elements: Sequence[S], page: int, par_page: int, shown: Callable[[S], T]) -> Page[T]:
    """A page of a collection that a service answers whole."""
    start = (page - 1) * par_page
    return page_of(elements[start : start + par_page], len(elements), page, par_page, shown)
