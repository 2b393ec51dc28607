"""The judge: what an answer has otherwise than a vector expects, on JSON alone.

Whoever answered, any JSON value is judged and none is a fault of the judge. Of a report, only the
findings of the vector's own rules are compared. Of any other answer, members that are not named
are free, lists are without order unless their name is in `ORDERED`, and instants are compared as
instants.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from itertools import islice
from typing import Any, Final

from segur_rules.conformance.exact import dump_line
from segur_rules.conformance.fichiers import CHECK_FILE, CHECK_PIECES
from segur_rules.conformance.operations import answer
from segur_rules.conformance.suite import Vector

ORDERED: Final = frozenset({"numeros", "identifiants", "titres", "lignes"})
"""The members whose lists are compared in their order: what is listed and exported."""

SENTENCES_MAX: Final = 20
"""How many differences of one answer are told."""
SHOWN: Final = 400
"""Characters of a value that are shown."""


def run(vector: Vector) -> list[str]:
    """What this package answers otherwise than the vector expects; nothing when it agrees."""
    return judge(vector, answer(vector.operation, vector.input))


def judge(vector: Vector, result: object) -> list[str]:
    """The differences between a result and what a vector expects, as sentences."""
    if vector.operation in (CHECK_FILE, CHECK_PIECES):
        differences = _of_a_report(vector, result)
    else:
        differences = _differences(vector.expect, result, "", ordered=False)
    return list(islice(differences, SENTENCES_MAX))


def matches(expected: Any, given: Any, *, ordered: bool = False) -> bool:
    """Whether an answer is what is expected."""
    if isinstance(expected, Mapping):
        return isinstance(given, Mapping) and all(
            name in given and matches(value, given[name], ordered=ordered or name in ORDERED)
            for name, value in expected.items()
        )
    if isinstance(expected, list):
        return (
            isinstance(given, list)
            and len(given) == len(expected)
            and (_in_order if ordered else _in_any_order)(expected, given)
        )
    if isinstance(expected, bool) or isinstance(given, bool):
        return expected is given
    return bool(expected == given) or _same_instant(expected, given)


def _in_order(expected: Sequence[Any], given: Sequence[Any]) -> bool:
    return all(
        matches(one, other, ordered=True) for one, other in zip(expected, given, strict=True)
    )


def _in_any_order(expected: Sequence[Any], given: Sequence[Any]) -> bool:
    """Whether each item can be given one of its own: an item that is free may have to move."""
    taken: dict[int, int] = {}

    def place(item: int, tried: set[int]) -> bool:
        for at, other in enumerate(given):
            if at not in tried and matches(expected[item], other):
                tried.add(at)
                if at not in taken or place(taken[at], tried):
                    taken[at] = item
                    return True
        return False

    return all(place(item, set()) for item in range(len(expected)))


def _same_instant(expected: Any, given: Any) -> bool:
    try:
        one, other = datetime.fromisoformat(expected), datetime.fromisoformat(given)
    except (TypeError, ValueError):
        return False
    return one.tzinfo is not None and other.tzinfo is not None and one == other


def _differences(expected: Any, given: Any, place: str, *, ordered: bool) -> Iterator[str]:
    """Each place where an answer is not what is expected."""
    if isinstance(expected, Mapping) and isinstance(given, Mapping):
        for name, value in expected.items():
            inner = f"{place}/{name}"
            if name in given:
                listed = ordered or name in ORDERED
                yield from _differences(value, given[name], inner, ordered=listed)
            else:
                yield f"{inner}: expected {_shown(value)}, got nothing"
    elif not matches(expected, given, ordered=ordered):
        yield f"{place or 'result'}: expected {_shown(expected)}, got {_shown(given)}"


def _of_a_report(vector: Vector, report: object) -> Iterator[str]:
    if not isinstance(report, Mapping):
        yield f"result: expected a report, got {_shown(report)}"
        return
    expected = [(f["rule"], f.get("pointer")) for f in vector.expect["findings"]]
    got = _findings(report.get("findings"), vector.rules)
    if got is None:
        yield "findings: expected objects in a list, each with its rule and its pointer"
    elif len(got) != len(expected) or any(
        rule != wanted or place not in (None, pointer)
        for (rule, pointer), (wanted, place) in zip(got, expected, strict=True)
    ):
        yield f"findings: expected {_listed(expected)}, got {_listed(got)}"
    for name, found in (
        ("verdict", report.get("verdict")),
        ("status", _status(vector.rule, report.get("rules"))),
    ):
        if vector.expect.get(name, found) != found:
            yield f"{name}: expected {vector.expect[name]}, got {_shown(found)}"


def _findings(given: object, rules: Sequence[str]) -> list[tuple[Any, Any]] | None:
    """The findings of these rules; None when they are not in their form."""
    if not isinstance(given, list) or not all(isinstance(f, Mapping) for f in given):
        return None
    return [(f["rule"], f.get("pointer")) for f in given if f.get("rule") in rules]


def _status(rule: str, rules: object) -> str | None:
    """What became of a rule: evaluated, not_evaluated or not_applicable; None if not told."""
    if not isinstance(rules, Mapping):
        return None
    evaluated, others = rules.get("evaluated"), rules.get("notEvaluated")
    if not isinstance(evaluated, list) or not isinstance(others, list):
        return None
    if rule in evaluated:
        return "evaluated"
    skipped = any(isinstance(entry, Mapping) and entry.get("rule") == rule for entry in others)
    return "not_evaluated" if skipped else "not_applicable"


def _listed(findings: Sequence[tuple[Any, Any]]) -> str:
    said = [
        f"{rule} anywhere" if place is None else f"{rule} at {_shown(place)}"
        for rule, place in findings
    ]
    return _cut(", ".join(said)) or "none"


def _shown(value: Any) -> str:
    try:
        return _cut(dump_line(value))
    except RecursionError:
        return "a value that is nested too deeply"


def _cut(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}… ({len(text)} characters)"
