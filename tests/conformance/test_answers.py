"""The judge of answers, and every vector that asks for one, put through it."""

from __future__ import annotations

import json
from typing import Any

import attrs
import pytest

from segur_rules.conformance import (
    CHECK_FILE,
    CHECK_PIECES,
    OPERATIONS,
    answer,
    judge,
    matches,
    report_of,
    run,
    vectors,
    vectors_of,
)
from segur_rules.conformance.documents import file_of
from segur_rules.conformance.jugement import ORDERED
from segur_rules.rules import check_file
from segur_rules.rules.context import context_from_dict


@pytest.mark.parametrize("operation", sorted({*OPERATIONS} - {CHECK_FILE, CHECK_PIECES}))
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
        (1, True),
        (True, 1),
    ],
)
def test_what_does_not_agree(expected: object, given: object) -> None:
    assert not matches(expected, given)


def test_each_difference_with_a_report_is_told() -> None:
    vector = next(v for v in vectors_of("SEG-FIC-021") if v.kind == "reject")
    report = answer(vector.operation, vector.input)
    assert judge(vector, report) == []
    other = {"findings": [], "verdict": "recevable", "status": "not_applicable"}
    assert len(judge(attrs.evolve(vector, expect=other), report)) == 3
    elsewhere = [{"rule": "SEG-FIC-021", "pointer": "/elsewhere"}]
    (told,) = judge(attrs.evolve(vector, expect={"findings": elsewhere}), report)
    assert told.startswith('findings: expected SEG-FIC-021 at "/elsewhere", got SEG-FIC-021 at "/')
    free = [{"rule": "SEG-FIC-021"} for _ in vector.expect["findings"]]
    assert judge(attrs.evolve(vector, expect={"findings": free}), report) == []
    (told,) = judge(attrs.evolve(vector, expect={"findings": [*free, *free]}), report)
    assert "SEG-FIC-021 anywhere, SEG-FIC-021 anywhere" in told
    (told,) = judge(vector, report | {"findings": []})
    assert told.endswith("got none")


@pytest.mark.parametrize(
    ("rules", "status"),
    [
        ({"evaluated": ["SEG-FIC-021"], "notEvaluated": []}, "evaluated"),
        ({"evaluated": [], "notEvaluated": [1, {"rule": "SEG-FIC-021"}]}, "not_evaluated"),
        ({"evaluated": [], "notEvaluated": []}, "not_applicable"),
        ({"evaluated": "all", "notEvaluated": []}, None),
        ({"evaluated": []}, None),
        (None, None),
    ],
)
def test_the_status_of_a_rule_is_read_in_the_report(rules: object, status: str | None) -> None:
    vector = attrs.evolve(vectors_of("SEG-FIC-021")[0], expect={"findings": []})
    report = {"findings": [], "rules": rules}
    assert judge(vector, report) == []
    for expected in ("evaluated", "not_evaluated", "not_applicable"):
        asked = attrs.evolve(vector, expect={"findings": [], "status": expected})
        assert (judge(asked, report) == []) is (status == expected)


DEEP: list[object] = []
for _ in range(100_000):
    DEEP = [DEEP]


@pytest.mark.parametrize(
    "result",
    [
        None,
        True,
        1,
        "x" * 10_000,
        [],
        {},
        {"findings": None},
        {"findings": [1]},
        {"findings": [{}, {"rule": []}, {"rule": "SEG-FIC-021"}], "verdict": [], "rules": 1},
        DEEP,
        {"findings": [{"rule": "SEG-FIC-021", "pointer": DEEP}], "verdict": DEEP},
        {"date": DEEP, "last": [DEEP]},
    ],
    ids=lambda _: "",
)
@pytest.mark.parametrize("stem", ["SEG-FIC-021", "expiration", "decide-demande"])
def test_any_json_value_is_judged(stem: str, result: object) -> None:
    vector = vectors_of(stem)[0]
    vector = attrs.evolve(vector, expect={"verdict": "recevable", **vector.expect})
    told = judge(vector, result)
    assert told
    assert all(len(sentence) < 1_000 for sentence in told)


def test_no_more_differences_are_told_than_can_be_read() -> None:
    vector = attrs.evolve(
        vectors_of("expiration")[0], expect={str(number): number for number in range(50)}
    )
    assert len(judge(vector, {})) == 20


def test_an_item_that_is_free_leaves_its_place_to_another() -> None:
    free, named = {"type": "mail"}, {"type": "mail", "modele": "a"}
    assert matches([free, named], [named, {"type": "mail", "modele": "b"}])
    assert not matches([free, named, named], [named, free, free])


@pytest.mark.parametrize("name", sorted(ORDERED))
def test_what_is_listed_is_compared_in_its_order(name: str) -> None:
    assert matches({name: [["a"], ["b", "c"]]}, {name: [["a"], ["b", "c"]]})
    assert not matches({name: [["a"], ["b", "c"]]}, {name: [["b", "c"], ["a"]]})
    assert not matches({name: [["a"], ["b", "c"]]}, {name: [["a"], ["c", "b"]]})
    vector = attrs.evolve(vectors_of("expiration")[0], expect={name: ["a", "b"]})
    assert judge(vector, {name: ["b", "a"]}) == [f'/{name}: expected ["a","b"], got ["b","a"]']


def test_a_vector_is_what_check_file_is_asked() -> None:
    vector = vectors_of("SEG-FIC-003")[0]
    context = context_from_dict(vector.input.get("context", {}))
    assert report_of(vector) == check_file(file_of(vector.input), context)


LIGNE = {
    "numero": "FINHOP004290M0",
    "type": "avance",
    "statut": "EN_COURS",
    "couloir": "HOP",
    "logiciel": "DPI",
    "depuis": "2022-03-17",
    "dateDepot": "2022-03-17",
    "numeroEditeur": "00017",
    "montantDeclareHT": "322.50",
}


@pytest.mark.parametrize("operation", OPERATIONS)
@pytest.mark.parametrize(
    "given",
    [
        None,
        [],
        "x",
        {},
        {"base": "../bases/mdv-avance"},
        {"base": "mdv-avance", "lines": 10**9},
        {"base": "mdv-avance", "patch": [{"op": "add", "path": "/a/b/c", "value": 1}]},
        {"text": 1},
        {"text": "\ud800"},
        {"base64": "!"},
        {"repeat": [["x", 10**12]]},
        {"text": "{}", "pieces": 1, "context": 1},
        {"text": "{}", "pieces": [{"nom": 1, "text": "x"}]},
        {"usage": "x", "nom": "x", "text": "x"},
        {"usage": "piece", "nom": 1, "text": "x"},
        {"zip": {"entries": [{"nom": "x" * 70_000, "text": "x"}]}, "demandes": []},
        {"zip": {"entries": []}, "demandes": [{"numeroEditeur": 1}]},
        {"kind": "x", "value": "x"},
        {"kind": [], "value": "x"},
        {"kind": "siret", "value": 32735516000422},
        {"table": [], "etat": 1, "evenement": 1, "faits": 1},
        {"criteres": {"types": ["x"]}, "lignes": [], "depots": []},
        {"criteres": {"du": "2022"}, "lignes": [], "depots": []},
        {"criteres": {"numero": 1, "numeroANS": 1}, "lignes": [], "depots": []},
        {"criteres": {}, "lignes": [{}], "depots": [{}]},
        {"lignes": [LIGNE | {"montantDeclareHT": "one"}]},
        {"lignes": [LIGNE | {"montantDeclareHT": "NaN"}]},
        {"lignes": [LIGNE | {"montantPaye": "1.00"}]},
        {"lignes": [LIGNE | {"statut": "x"}]},
    ],
)
def test_whatever_is_asked_has_an_answer_or_a_reason(operation: str, given: Any) -> None:
    told = ""
    answered: Any = None
    try:
        answered = answer(operation, given)
    except ValueError as error:
        told = str(error)
    assert bool(told) is not bool(answered)
    json.dumps(answered)


def test_an_instant_is_its_day_in_paris() -> None:
    late = LIGNE | {"depuis": "2022-03-17T23:30:00Z"}
    (cells,) = answer("export_demandes", {"lignes": [late]})["lignes"]
    assert cells[3] == "2022-03-18"
    depot = {"identifiant": "a", "numeroANS": "x", "type": "avance"}
    found = answer(
        "search_imports",
        {
            "criteres": {"du": "2022-03-18", "au": "2022-03-18"},
            "depots": [depot | {"jour": "2022-03-17T23:30:00Z"}, depot | {"jour": "2022-03-17"}],
        },
    )
    assert found == {"identifiants": ["a"]}
