"""What became of each vector, and the report of a run as JSON."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime
from decimal import Decimal
from typing import Any, Final, Literal, TypeAlias

from attrs import frozen

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
_SURROGATE: Final = re.compile("[\ud800-\udfff]")


@frozen
class Outcome:
    """What became of a vector: whether it passed, or else why, and what was answered."""

    vector: Vector
    issue: Issue
    cause: Cause | None = None
    detail: tuple[str, ...] = ()
    got: Any = None


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

    A long text of an input or of an answer is cut, and says so; the vector's id tells where the
    whole input is.
    """
    of_rules = by_name((rule, o) for o in outcomes for rule in o.vector.rules)
    of_needs = by_name((number, o) for o in outcomes for number in o.vector.requirements)
    return {
        "suite": SUITE,
        "ruleset": RULESET,
        "protocol": PROTOCOL,
        "implementation": {
            "name": _clean(implementation.name),
            "version": _clean(implementation.version),
            "operations": [_clean(name) for name in implementation.operations],
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
        "detail": [_clean(sentence) for sentence in outcome.detail],
    }
    if outcome.cause is not None:
        told["cause"] = outcome.cause.value
    if outcome.issue == FAILED:
        told |= {
            "input": _clean(resolved(vector)),
            "expected": _clean(vector.expect),
            "got": _clean(outcome.got),
        }
    return told


def _clean(value: Any) -> Any:
    """A JSON value whose texts are not too long, and that UTF-8 can write."""
    if isinstance(value, str):
        if len(value) > TEXTE_MAX:
            value = f"{value[:TEXTE_MAX]}… ({len(value)} characters)"
        return _SURROGATE.sub(lambda found: f"\\u{ord(found[0]):04x}", value)
    if isinstance(value, Mapping):
        return {_clean(name): _clean(item) for name, item in value.items()}
    if isinstance(value, list | tuple):
        return [_clean(item) for item in value]
    if isinstance(value, Decimal):
        # What reads a report reads numbers as it likes: an exact one is kept as its text.
        return str(value)
    return value
