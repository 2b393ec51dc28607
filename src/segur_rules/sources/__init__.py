"""Where facts come from, and how sure they are.

Every rule, amount and date of the package points at a numbered requirement or at a
`Source`. `requirements()` lists the requirements; `honours` ties an operation to those
that it answers for, so that traceability covers what is not a rule too.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from enum import StrEnum
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import TypeVar

from attrs import frozen

T = TypeVar("T")


class Certainty(StrEnum):
    """How a fact is known, the surest first."""

    GUIDE = "guide"
    """Stated by the ASP's user guide for vendors."""
    PUBLIC = "public"
    """Stated by another public source, which is named."""
    INFERRED = "inferred"
    """Deduced from stated facts; the reasoning is given."""
    CHOICE = "choice"
    """No source says: the package chose, says so, and lets the caller choose otherwise."""


@frozen
class Source:
    """Where one datum comes from: a reference a reader can look up, and its certainty."""

    reference: str
    certainty: Certainty


@frozen
class Requirement:
    """One numbered statement that the software honours.

    `kinds` holds R (a rule of the library), D (its data), S (a screen or flow of a portal).
    `room` names the part of the library that answers for it, `server` when only a portal can.
    """

    id: str
    kinds: tuple[str, ...]
    room: str
    source: str
    certainty: Certainty
    statement: str

    @property
    def section(self) -> str:
        """The guide's section (`4`, `5.1`), or an empty text for another public source."""
        _, _, section = self.source.partition("§")
        return section


@cache
def requirements() -> Mapping[str, Requirement]:
    """Every requirement by its number, in the order of the guide, then the other sources."""
    text = resources.files(__name__).joinpath("requirements.toml").read_text(encoding="utf-8")
    return MappingProxyType(
        {
            number: Requirement(
                id=number,
                kinds=tuple(entry["kinds"]),
                room=entry["room"],
                source=entry["source"],
                certainty=Certainty(entry["certainty"]),
                statement=entry["statement"],
            )
            for number, entry in tomllib.loads(text).items()
        }
    )


def honours(*numbers: str) -> Callable[[T], T]:
    """Mark a function or a class as answering for these requirements.

    Raises `LookupError` at import when a number is not a requirement.
    """
    unknown = [number for number in numbers if number not in requirements()]
    if unknown or not numbers:
        raise LookupError(f"no such requirement: {', '.join(unknown) or '(none given)'}")

    def mark(operation: T) -> T:
        operation.__honours__ = numbers  # type: ignore[attr-defined]
        return operation

    return mark
