"""Every vector agrees with this package, and every rule has all that it owes."""

from __future__ import annotations

import json
from collections import Counter
from functools import cache
from importlib import resources
from string import Formatter
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from segur_rules.catalogue import load
from segur_rules.conformance import (
    CHECK_FILE,
    CHECK_PIECES,
    Vector,
    base,
    dumps,
    report_of,
    run,
    vectors,
    vectors_of,
)
from segur_rules.conformance.traceability import honoured
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.formes import FORMES
from segur_rules.messages import LANGUES, catalogues, message, sentence
from segur_rules.outcomes import Finding, Report, Severity, Verdict
from segur_rules.rules import RETIRED, Rule, check_file, rules
from segur_rules.sources import requirements

VECTORS = tuple(v for v in vectors() if v.operation in (CHECK_FILE, CHECK_PIECES))

BASES = tuple(
    sorted(
        entry.name.removesuffix(".json")
        for entry in resources.files("segur_rules.conformance").joinpath("bases").iterdir()
    )
)

THRESHOLDS = (
    *("SEG-FIC-001", "SEG-FIC-003", "SEG-FIC-009", "SEG-FIC-010"),
    *("SEG-COM-001", "SEG-COM-002", "SEG-COM-007", "SEG-COM-008", "SEG-COM-009"),
    *("SEG-COM-010", "SEG-COM-011", "SEG-COM-012", "SEG-COM-014", "SEG-COM-016"),
    *("SEG-BEN-004", "SEG-BEN-010", "SEG-BEN-012", "SEG-BEN-014", "SEG-BEN-016", "SEG-BEN-018"),
    *("SEG-PJU-001", "SEG-PJU-010", "SEG-PJU-038", "SEG-ENR-001", "SEG-DOS-001"),
    *("SEG-ECH-001", "SEG-ECH-002", "SEG-ECH-003", "SEG-ECH-004"),
)
"""The rules that turn on a number: a length, a count, an amount, a date."""

each_rule = pytest.mark.parametrize("rule", rules().values(), ids=lambda rule: rule.id)
each_vector = pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector.id)
FILES = tuple(
    sorted(
        resources.files("segur_rules.conformance").joinpath("vectors").iterdir(),
        key=lambda entry: entry.name,
    )
)

each_file = pytest.mark.parametrize("entry", FILES, ids=lambda entry: entry.name)
each_file_of_a_rule = pytest.mark.parametrize(
    "entry",
    [entry for entry in FILES if entry.name.startswith("SEG-")],
    ids=lambda entry: entry.name,
)
each_base = pytest.mark.parametrize("name", BASES)


@each_vector
def test_a_vector_agrees(vector: Vector) -> None:
    assert run(vector) == []


@each_file
def test_a_file_of_vectors_is_of_its_form(entry: Any) -> None:
    errors = _schema().iter_errors(_json(entry.read_text(encoding="utf-8")))
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@each_file_of_a_rule
def test_a_file_is_named_after_the_rule_of_all_its_vectors(entry: Any) -> None:
    data = _json(entry.read_text(encoding="utf-8"))
    assert entry.name == f"{data['rule']}.json"
    assert data["rule"] in rules()
    assert {vector.rule for vector in vectors_of(data["rule"])} == {data["rule"]}


def test_the_schema_of_vectors_can_refuse() -> None:
    right = _json(
        resources.files("segur_rules.conformance")
        .joinpath("vectors", "SEG-FIC-021.json")
        .read_text(encoding="utf-8")
    )
    assert _schema().is_valid(right)
    for wrong in (
        {**right, "rule": "SEG-XXX-001"},
        {**right, "vectors": right["vectors"][:1]},
        {**right, "vectors": [{**vector, "kind": "accept"} for vector in right["vectors"]]},
        {**right, "vectors": [{**vector, "input": {}} for vector in right["vectors"]]},
        {**right, "more": 1},
    ):
        assert not _schema().is_valid(wrong)


def test_ids_are_given_once() -> None:
    given = Counter(
        vector["id"]
        for entry in FILES
        for vector in _json(entry.read_text(encoding="utf-8"))["vectors"]
    )
    assert given.total() >= len(VECTORS)
    assert [name for name, count in given.items() if count > 1] == []


def test_no_vector_is_of_a_retired_rule() -> None:
    assert not {vector.rule for vector in VECTORS} & RETIRED.keys()


@each_vector
def test_a_vector_says_what_it_is(vector: Vector) -> None:
    assert vector.id.split("-")[3] == vector.kind
    assert vector.rule in vector.rules
    assert set(vector.rules) <= rules().keys()
    assert set(vector.requirements) <= requirements().keys()
    # It is about a requirement of one of its rules.
    assert set(vector.requirements) & {n for rule in vector.rules for n in rules()[rule].requires}


@each_rule
def test_a_rule_has_its_vectors(rule: Rule) -> None:
    kinds = {vector.kind for vector in vectors_of(rule.id)}
    assert kinds >= {"accept", "reject", "silent"}
    if rule.id in THRESHOLDS:
        assert "boundary" in kinds


def test_the_thresholds_are_of_rules() -> None:
    assert set(THRESHOLDS) <= rules().keys()
    assert len(set(THRESHOLDS)) == len(THRESHOLDS)


@pytest.mark.parametrize("rule", THRESHOLDS)
def test_a_boundary_is_seen_from_both_sides(rule: str) -> None:
    fires = {
        any(finding["rule"] == rule for finding in vector.expect["findings"])
        for vector in vectors_of(rule)
        if vector.kind == "boundary"
    }
    assert fires == {True, False}


@each_rule
def test_a_rule_is_rejected_by_its_own_finding(rule: Rule) -> None:
    for vector in vectors_of(rule.id):
        own = [f for f in vector.expect["findings"] if f["rule"] == rule.id]
        if vector.kind == "reject":
            assert own
            assert vector.expect.get("status", "evaluated") == "evaluated"
        elif vector.kind in ("accept", "silent"):
            assert not own


@each_rule
def test_an_error_makes_a_file_irrecevable_and_nothing_less_does(rule: Rule) -> None:
    for vector in vectors_of(rule.id):
        report = _report(vector)
        errors = any(finding.severity is Severity.ERROR for finding in report.findings)
        assert errors is (report.verdict is Verdict.IRRECEVABLE)


@each_rule
def test_a_rule_is_sourced_and_known(rule: Rule) -> None:
    assert rule.requires
    assert set(rule.requires) <= requirements().keys()
    assert rule.id not in RETIRED


@each_rule
def test_the_vectors_of_a_rule_are_about_all_that_it_honours(rule: Rule) -> None:
    about = {number for vector in vectors_of(rule.id) for number in vector.requirements}
    assert set(rule.requires) <= about


@each_rule
def test_a_rule_is_stated_in_both_languages(rule: Rule) -> None:
    for langue in LANGUES:
        assert catalogues.text("rule", rule.id, langue)
    assert sentence(rule.id, "en") == rule.sentence
    assert sentence(rule.id, "fr") != rule.sentence


@each_rule
def test_what_a_rule_finds_is_said_in_both_languages(rule: Rule) -> None:
    found = [f for vector in vectors_of(rule.id) for f in _report(vector).findings]
    assert rule.id in {finding.rule for finding in found}
    for finding in found:
        for langue in LANGUES:
            form = _form(finding, langue)
            assert form, f"no message for {finding.rule}.{finding.variant} in {langue}"
            assert _placeholders(form) <= finding.params.keys()
            said = message(finding, langue)
            assert said.strip()
            assert not {"{", "}"} & set(form.format_map(dict.fromkeys(_placeholders(form), "")))


def test_the_sentences_of_the_two_languages_are_of_rules_only() -> None:
    for langue in LANGUES:
        stated = {
            entry.id
            for entry in catalogues.catalogue(langue)
            if entry.context == "rule" and isinstance(entry.id, str)
        }
        assert stated == rules().keys()


@pytest.mark.parametrize(
    "number",
    [
        number
        for number, requirement in requirements().items()
        if requirement.room == "rules" and {"R", "D"} & set(requirement.kinds)
    ],
)
def test_a_requirement_of_the_rules_is_honoured(number: str) -> None:
    answers = honoured()[number]
    assert answers.rules or answers.operations


def test_operations_say_what_they_honour() -> None:
    for number in ("GU-4-04", "GU-4-08"):
        assert "segur_rules.rules.engine.check_file" in honoured()[number].operations


@each_base
def test_a_base_is_valid_and_nothing_is_to_be_said_of_it(name: str) -> None:
    report = check_file(dumps(base(name)).encode())
    assert report.findings == ()
    assert report.phase == name.rpartition("-")[2]
    assert report.verdict is Verdict.RECEVABLE_SOUS_RESERVE


def test_there_is_a_base_for_each_forme_and_phase() -> None:
    seen = {
        (_forme(base(name)["lignesImport"][0]), Phase(name.rpartition("-")[2])) for name in BASES
    }
    assert seen == {(forme, phase) for forme in FORMES for phase in Phase}


def _forme(line: Any) -> str:
    prefix = line["piecesJustificatives"][0]["nomFichier"][:3].upper()
    return load().couloirs[prefix].forme


def _json(text: str) -> Any:
    return json.loads(text)


@cache
def _schema() -> Any:
    text = resources.files("segur_rules.conformance").joinpath("vector.schema.json").read_text()
    schema = _json(text)
    Draft202012Validator.check_schema(schema)
    return Draft202012Validator(schema)


def _report(vector: Vector) -> Report:
    return _report_of(vector.rule, vector.id)


@cache
def _report_of(rule: str, name: str) -> Report:
    vector = next(vector for vector in vectors_of(rule) if vector.id == name)
    return report_of(vector)


def _form(finding: Finding, langue: str) -> str | None:
    count = finding.params.get("nombre")
    return catalogues.text(
        "message", f"{finding.rule}.{finding.variant}", langue, count
    ) or catalogues.text("message", finding.rule, langue, count)


def _placeholders(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}
