"""The report of a run: what became of each vector, counted in every way."""

from __future__ import annotations

import json
from datetime import datetime
from decimal import Decimal
from importlib import resources
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from segur_rules.conformance import answer, resolved, vectors_of
from segur_rules.conformance.bilan import Outcome, outcome_of, report
from segur_rules.conformance.protocole import Answer, Cause, Implementation

AT = datetime.fromisoformat("2026-11-23T10:00:00+01:00")
WHO = Implementation("n\ud800", "1", ("expiration",))
FILE, OTHER = vectors_of("SEG-FIC-001")[0], vectors_of("expiration")[0]


def _schema() -> Draft202012Validator:
    text = resources.files("segur_rules.conformance").joinpath("report.schema.json").read_text()
    Draft202012Validator.check_schema(json.loads(text))
    return Draft202012Validator(json.loads(text))


def _report(*outcomes: Outcome) -> dict[str, Any]:
    made = report(outcomes, WHO, AT)
    # It is JSON, and JSON that can be written in UTF-8.
    text = json.dumps(made, ensure_ascii=False, allow_nan=False)
    found: dict[str, Any] = json.loads(text.encode().decode())
    assert [error.message for error in _schema().iter_errors(found)] == []
    return found


def test_what_an_answer_makes_of_a_vector() -> None:
    right = answer(OTHER.operation, OTHER.input)
    assert outcome_of(OTHER, Answer("result", right)) == Outcome(OTHER, "passed")
    wrong = outcome_of(OTHER, Answer("result", {"date": "x"}))
    assert (wrong.issue, wrong.cause, wrong.got) == ("failed", Cause.DIFFERENCE, {"date": "x"})
    assert len(wrong.detail) == 2
    assert outcome_of(OTHER, Answer("skipped", "no")) == Outcome(
        OTHER, "skipped", Cause.SKIPPED, ("no",)
    )
    assert outcome_of(OTHER, Answer("error", "no")) == Outcome(
        OTHER, "failed", Cause.ERROR, ("no",)
    )


def test_the_report_counts_in_every_way() -> None:
    made = _report(
        Outcome(FILE, "passed"),
        Outcome(FILE, "skipped", Cause.SKIPPED, ("no",)),
        Outcome(OTHER, "failed", Cause.CRASH, ("it ended",)),
    )
    assert (made["suite"], made["ruleset"], made["protocol"]) == ("1.0.0", "2026-11", 1)
    assert made["at"] == "2026-11-23T10:00:00+01:00"
    assert made["implementation"] == {
        "name": "n\\ud800",
        "version": "1",
        "operations": ["expiration"],
    }
    assert made["totals"] == {"vectors": 3, "passed": 1, "failed": 1, "skipped": 1}
    counts = {"passed": 1, "failed": 0, "skipped": 1}
    failed = {"passed": 0, "failed": 1, "skipped": 0}
    assert made["operations"] == [
        {"name": "check_file", **counts},
        {"name": "expiration", **failed},
    ]
    assert made["rules"] == [{"name": "SEG-FIC-001", **counts}]
    assert [entry["name"] for entry in made["requirements"]] == [
        *FILE.requirements,
        *OTHER.requirements,
    ]


def test_a_failure_bears_its_input_and_both_answers() -> None:
    passed, failed = _report(
        Outcome(OTHER, "passed"), Outcome(OTHER, "failed", Cause.DIFFERENCE, ("x",), [1])
    )["results"]
    assert passed == {
        "id": OTHER.id,
        "operation": OTHER.operation,
        "kind": OTHER.kind,
        "rules": [],
        "requirements": list(OTHER.requirements),
        "why": OTHER.why,
        "outcome": "passed",
        "detail": [],
    }
    assert failed == {
        **passed,
        "outcome": "failed",
        "cause": "difference",
        "detail": ["x"],
        "input": OTHER.input,
        "expected": OTHER.expect,
        "got": [1],
    }


def test_what_is_long_or_cannot_be_written_is_told_all_the_same() -> None:
    got = {"\udc80": ["x" * 30_000, "é\ud800", Decimal("1.50"), True, None]}
    huge = next(
        v for v in vectors_of("SEG-FIC-001") if len(resolved(v).get("text", "")) > 1_000_000
    )
    (result,) = _report(Outcome(huge, "failed", Cause.DIFFERENCE, ("\ud800",), got))["results"]
    assert result["got"] == {
        "\\udc80": ["x" * 20_000 + "… (30000 characters)", "é\\ud800", "1.50", True, None]
    }
    assert result["detail"] == ["\\ud800"]
    assert result["input"]["text"].endswith(f"({len(resolved(huge)['text'])} characters)")


def _size(value: Any) -> int:
    return len(json.dumps(value))


@pytest.mark.parametrize(
    ("got", "said"),
    [
        (["x" * 20] * 400_000, "… (400000 items)"),
        ([None] * 400_000, "… (400000 items)"),
        ([[]] * 400_000, "… (400000 items)"),
        ([["x" * 15_000] * 9] * 9, "… (9 items)"),
        ({f"{n}": [] for n in range(400_000)}, "(400000 members)"),
        ({"a": {f"{n}": "x" for n in range(9_000)}, "b": 1}, "(9000 members)"),
        (Decimal("1." + "1" * 400_000), "… (400002 characters)"),
    ],
    ids=lambda _: "",
)
def test_an_answer_that_is_huge_is_cut_at_once(got: Any, said: str) -> None:
    outcome = outcome_of(OTHER, Answer("result", got))
    assert said in json.dumps(outcome.got, ensure_ascii=False)
    assert _size(outcome.got) < 150_000
    (result,) = _report(outcome)["results"]
    assert result["got"] == outcome.got


@pytest.mark.parametrize("kind", ["skipped", "error"])
def test_a_reason_that_is_huge_is_cut_at_once(kind: Any) -> None:
    outcome = outcome_of(OTHER, Answer(kind, "x" * 1_000_000))
    assert outcome.detail == ("x" * 20_000 + "… (1000000 characters)",)
    assert _report(outcome)["results"][0]["detail"] == list(outcome.detail)


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": "passed"},
        {"cause": "skipped"},
        {"cause": None},
        {"detail": []},
        {"more": 1},
        {"outcome": "skipped"},
    ],
)
def test_the_schema_of_reports_can_refuse(change: dict[str, Any]) -> None:
    made = _report(Outcome(OTHER, "failed", Cause.CRASH, ("x",)))
    made["results"][0] |= change
    assert not _schema().is_valid(made)
