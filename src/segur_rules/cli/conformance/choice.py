"""The vectors that are asked: all, or those that options choose."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from segur_rules.cli.output import Failure
from segur_rules.cli.words import did_you_mean, labelled
from segur_rules.conformance import Vector, vectors
from segur_rules.messages import ui


def choose(
    operations: Iterable[str], rules: Iterable[str], ids: Iterable[str], langue: str
) -> tuple[Vector, ...]:
    """The vectors that every kind of option admits. Raises `Failure` where there are none."""
    every = tuple(vectors())
    operations, rules, ids = set(operations), set(rules), set(ids)
    for option, chosen, known in (
        ("--operation", operations, {vector.operation for vector in every}),
        ("--rule", rules, {rule for vector in every for rule in vector.rules}),
        ("--id", ids, {vector.id for vector in every}),
    ):
        for name in sorted(chosen - known):
            close = tuple(get_close_matches(name, sorted(known), cutoff=0.5))
            said = did_you_mean(ui("error.vectors", langue, valeur=name), close, langue)
            raise Failure(labelled(option, said, langue))
    found = tuple(
        vector
        for vector in every
        if (not operations or vector.operation in operations)
        and (not rules or rules.intersection(vector.rules))
        and (not ids or vector.id in ids)
    )
    if not found:
        raise Failure(ui("conformance.none", langue))
    return found
