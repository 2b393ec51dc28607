"""The suite: its version, and its vectors as they are kept, file by file."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any, Final

from attrs import frozen

from segur_rules.conformance.exact import loads

SUITE: Final = "1.0.0"
"""The version of the suite: of the vectors, of their form, and of what is compared."""


@frozen
class Vector:
    """One input and what is expected of it; `id` is permanent."""

    id: str
    operation: str
    kind: str
    rules: tuple[str, ...]
    requirements: tuple[str, ...]
    why: str
    input: Mapping[str, Any]
    expect: Mapping[str, Any]

    @property
    def rule(self) -> str:
        """The rule that the vector is about."""
        return self.id.rsplit("-", 2)[0]


def stems() -> tuple[str, ...]:
    """The names of the files of vectors, without their extension: a rule or an operation each."""
    folder = resources.files(__package__).joinpath("vectors")
    return tuple(sorted(entry.name.removesuffix(".json") for entry in folder.iterdir()))


def vectors() -> Iterator[Vector]:
    """Every vector, file by file."""
    for stem in stems():
        yield from vectors_of(stem)


@cache
def vectors_of(stem: str) -> tuple[Vector, ...]:
    """The vectors of one rule or one operation, in their order; none when it has none."""
    entry = resources.files(__package__).joinpath("vectors", f"{stem}.json")
    if not entry.is_file():
        return ()
    return tuple(
        Vector(
            **{
                **vector,
                "rules": tuple(vector["rules"]),
                "requirements": tuple(vector["requirements"]),
            }
        )
        for vector in loads(entry.read_text(encoding="utf-8"))["vectors"]
    )
