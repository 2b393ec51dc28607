"""What became of each vector, and the report of a run as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from attrs import field, frozen

from segur_rules.conformance.entree import resolved
from segur_rules.conformance.jugement import judge
from segur_rules.conformance.protocole import PROTOCOL, Answer, Cause, Implementation
from segur_rules.conformance.suite import SUITE, Vector
from segur_rules.rules.inventory import RULESET
from segur_rules.sources import requirements

PASSED: Final = "passed"
FAILED: Final = "failed"
SKIPPED: Final = "skipped"
Issue: TypeAlias = Literal["passed", "failed", "skipped"]

TEXTE_MAX: Final = 20_000
"""Characters of one text of an input or an answer that a report keeps."""
VALEUR_MAX: Final = 50_000
"""Characters of one input or of one answer, beyond which a report keeps no more of its items."""
_OF_AN_ITEM: Final = 8
"""What an item weighs beside its characters: a list of nothing is long too."""
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


def kept(value: Any) -> Any:
    """A JSON value as a report keeps it: not too long, and such that UTF-8 can write it.

    A text, a list or an object that is cut says so, and how long it was.
    """
    return _Keeper().kept(value)


class _Keeper:
    """Keeps of a value as much as there is room for."""

    def __init__(self) -> None:
        self.left = VALEUR_MAX

    def kept(self, value: Any) -> Any:
        self.left -= _OF_AN_ITEM
        if isinstance(value, Mapping):
            return dict(self._members(value))
        if isinstance(value, list | tuple):
            return list(self._items(value))
        # What reads a report reads numbers as it likes: an exact one is kept as its text.
        return self._text(str(value)) if isinstance(value, str | Decimal) else value

    def _members(self, value: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
        for name, item in value.items():
            if self.left <= 0:
                yield "…", f"({len(value)} members)"
                return
            yield self._text(name), self.kept(item)

    def _items(self, value: Sequence[Any]) -> Iterator[Any]:
        for item in value:
            if self.left <= 0:
                yield f"… ({len(value)} items)"
                return
            yield self.kept(item)

    def _text(self, text: str) -> str:
        self.left -= min(len(text), TEXTE_MAX)
        if len(text) > TEXTE_MAX:
            text = f"{text[:TEXTE_MAX]}… ({len(text)} characters)"
        return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def _sentences(detail: Iterable[str]) -> tuple[str, ...]:
    return tuple(map(kept, detail))


@frozen
class Outcome:
    """What became of a vector: whether it passed, or else why, and what was answered.

    Of what came from the implementation, no more is held than a report keeps.
    """

    vector: Vector
    issue: Issue
    cause: Cause | None = None
    detail: tuple[str, ...] = field(default=(), converter=_sentences)
    got: Any = field(default=None, converter=kept)


def outcome_of(vector: Vector, answer: Answer) -> Outcome:
    """What an answer makes of a vector."""
    if answer.kind == "skipped":
        return Outcome(vector, SKIPPED, Cause.SKIPPED, (answer.value,))
    if answer.kind == "error":
        return Outcome(vector, FAILED, Cause.ERROR, (answer.value,))
    differences = judge(vector, answer.value)
    if not differences:
        return Outcome(vector, PASSED)
    return Outcome(vector, FAILED, Cause.DIFFERENCE, tuple(differences), answer.value)


def totals(outcomes: Iterable[Outcome]) -> dict[str, int]:
    """How many vectors there are, and how many of them passed, failed and were skipped."""
    counted: Counter[str] = Counter(outcome.issue for outcome in outcomes)
    return {"vectors": counted.total(), **_counts(counted)}


def report(
    outcomes: Sequence[Outcome], implementation: Implementation, at: datetime
) -> dict[str, Any]:
    """The report of a run, as JSON values.

    What is long in an input or in an answer is cut, and says so; the vector's id tells where the
    whole input is.
    """
    of_rules = by_name((rule, o) for o in outcomes for rule in o.vector.rules)
    of_needs = by_name((number, o) for o in outcomes for number in o.vector.requirements)
    return {
        "suite": SUITE,
        "ruleset": RULESET,
        "protocol": PROTOCOL,
        "implementation": {
            "name": kept(implementation.name),
            "version": kept(implementation.version),
            "operations": [kept(name) for name in implementation.operations],
        },
        "at": at.isoformat(),
        "totals": totals(outcomes),
        "operations": list(by_name((o.vector.operation, o) for o in outcomes).values()),
        "rules": [of_rules[rule] for rule in sorted(of_rules)],
        "requirements": [of_needs[number] for number in requirements() if number in of_needs],
        "results": [_result(outcome) for outcome in outcomes],
    }


def by_name(pairs: Iterable[tuple[str, Outcome]]) -> dict[str, dict[str, Any]]:
    """The counts of the outcomes of each name, names in the order of their first one."""
    counted: dict[str, Counter[str]] = {}
    for name, outcome in pairs:
        counted.setdefault(name, Counter())[outcome.issue] += 1
    return {name: {"name": name, **_counts(counts)} for name, counts in counted.items()}


def _counts(counted: Mapping[str, int]) -> dict[str, int]:
    return {issue: counted.get(issue, 0) for issue in (PASSED, FAILED, SKIPPED)}


def _result(outcome: Outcome) -> dict[str, Any]:
    vector = outcome.vector
    told: dict[str, Any] = {
        "id": vector.id,
        "operation": vector.operation,
        "kind": vector.kind,
        "rules": list(vector.rules),
        "requirements": list(vector.requirements),
        "why": vector.why,
        "outcome": outcome.issue,
        "detail": list(outcome.detail),
    }
    if outcome.cause is not None:
        told["cause"] = outcome.cause.value
    if outcome.issue == FAILED:
        told |= {
            "input": kept(resolved(vector)),
            "expected": kept(vector.expect),
            "got": outcome.got,
        }
    return told
