"""The judge of answers, and every vector that asks for one, put through it."""

from __future__ import annotations

import attrs
import pytest

from segur_rules.conformance import (
    CHECK_FILE,
    CHECK_PIECES,
    answer,
    judge,
    matches,
    report_of,
    run,
    vectors,
    vectors_of,
)
from segur_rules.rules import check_file

OPERATIONS = sorted({vector.operation for vector in vectors()} - {CHECK_FILE, CHECK_PIECES})


@pytest.mark.parametrize("operation", OPERATIONS)
def test_every_vector_of_an_operation_agrees(operation: str) -> None:
    asked = [vector for vector in vectors() if vector.operation == operation]
    assert asked
    assert [vector.id for vector in asked if run(vector)] == []


def test_a_wrong_expectation_is_told() -> None:
    vector = vectors_of("compute-avance")[0]
    wrong = attrs.evolve(vector, expect={**vector.expect, "montantDecide": "322.51"})
    (told,) = run(wrong)
    assert "322.51" in told
    assert "322.50" in told


def test_an_unknown_operation_is_refused() -> None:
    with pytest.raises(LookupError, match="no such operation: divine"):
        answer("divine", {})


def test_a_stem_without_vectors_has_none() -> None:
    assert vectors_of("SEG-FIC-999") == ()


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ({"a": 1}, {"a": 1, "b": 2}),
        ([1, 2], [2, 1]),
        ([{"a": 1}], [{"a": 1, "b": 2}]),
        ("2022-03-24T23:59:59+01:00", "2022-03-24T22:59:59+00:00"),
        (None, None),
        ("322.50", "322.50"),
    ],
)
def test_what_agrees(expected: object, given: object) -> None:
    assert matches(expected, given)


@pytest.mark.parametrize(
    ("expected", "given"),
    [
        ({"a": 1}, {"b": 1}),
        ({"a": 1}, {"a": 2}),
        ({"a": 1}, [1]),
        ([1, 2], [1]),
        ([1, 1], [1, 2]),
        ([1], {"a": 1}),
        ("2022-03-24T23:59:59+01:00", "2022-03-24T23:59:59+00:00"),
        ("2022-03-24T23:59:59", "2022-03-24T23:59:58"),
        ("322.50", "322.5"),
        (None, "x"),
        (1, "1"),
    ],
)
def test_what_does_not_agree(expected: object, given: object) -> None:
    assert not matches(expected, given)


def test_each_difference_with_a_report_is_told() -> None:
    vector = next(v for v in vectors_of("SEG-FIC-021") if v.kind == "reject")
    report = report_of(vector)
    assert judge(vector, report) == []
    other = {"findings": [], "verdict": "recevable", "status": "not_applicable"}
    assert len(judge(attrs.evolve(vector, expect=other), report)) == 3
    elsewhere = [{"rule": "SEG-FIC-021", "pointer": "/elsewhere"}]
    assert len(judge(attrs.evolve(vector, expect={"findings": elsewhere}), report)) == 1
    free = [{"rule": "SEG-FIC-021"} for _ in vector.expect["findings"]]
    assert judge(attrs.evolve(vector, expect={"findings": free}), report) == []


def test_a_vector_is_what_check_file_is_asked() -> None:
    vector = vectors_of("SEG-FIC-003")[0]
    assert report_of(vector) == check_file(vector.raw(), vector.context())
