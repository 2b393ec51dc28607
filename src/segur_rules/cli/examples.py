"""Examples of a rule, from its vectors: a file that passes, a file that fails and what is said."""

from __future__ import annotations

from typing import Final

from attrs import frozen

from segur_rules.conformance import Vector, report_of, vectors_of
from segur_rules.messages import message

KINDS: Final = ("accept", "reject")


@frozen
class Example:
    """A vector, and what the library says of it: pointers with their messages."""

    vector: Vector
    said: tuple[tuple[str, str], ...]


def examples_of(rule: str, langue: str) -> tuple[Example, ...]:
    """The first vector of a rule that passes, and the first that fails."""
    firsts = {v.kind: v for v in reversed(vectors_of(rule))}
    return tuple(_example(firsts[kind], rule, langue) for kind in KINDS if kind in firsts)


def _example(vector: Vector, rule: str, langue: str) -> Example:
    report = report_of(vector)
    return Example(
        vector,
        tuple((f.pointer, message(f, langue)) for f in report.findings if f.rule == rule),
    )
