"""Every requirement answers: what honours it, or what it waits for."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

import pytest

import segur_rules
from segur_rules.conformance import vectors
from segur_rules.conformance.traceability import MODULES, Honoured, Status, honoured, status_of
from segur_rules.rules import rules
from segur_rules.sources import Certainty, Requirement, requirements
from segur_rules.statuts import TABLES

PACKAGE = Path(segur_rules.__file__).parent


def test_every_requirement_is_there_in_its_order() -> None:
    assert list(honoured()) == list(requirements())


def test_what_honours_a_requirement_says_so() -> None:
    for number, answers in honoured().items():
        assert all(number in rules()[rule].requires for rule in answers.rules)
        assert len(set(answers.operations)) == len(answers.operations)
        for name in answers.operations:
            module, _, operation = name.rpartition(".")
            value = getattr(import_module(module), operation)
            assert number in getattr(value, "__honours__", getattr(value, "honours", ()))


def test_no_rule_no_vector_and_no_table_is_left_out() -> None:
    for rule in rules().values():
        assert all(rule.id in honoured()[number].rules for number in rule.requires)
    for vector in vectors():
        assert all(vector.id in honoured()[number].vectors for number in vector.requirements)
    for table in TABLES.values():
        for number in table.honours:
            assert any(
                name.startswith("segur_rules.statuts.") for name in honoured()[number].operations
            )


def _marked() -> set[str]:
    """The dotted names of all that is decorated with `honours`, read from the source."""
    found = set()
    for path in PACKAGE.rglob("*.py"):
        module = ".".join(("segur_rules", *path.relative_to(PACKAGE).with_suffix("").parts))
        module = module.removesuffix(".__init__")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.FunctionDef | ast.ClassDef):
                names = [d.func for d in node.decorator_list if isinstance(d, ast.Call)]
                if any(isinstance(name, ast.Name) and name.id == "honours" for name in names):
                    found.add(f"{module}.{node.name}")
    return found


def test_no_operation_is_left_out() -> None:
    named = {name for answers in honoured().values() for name in answers.operations}
    assert _marked() <= named
    assert {name.rpartition(".")[0] for name in _marked()} == set(MODULES)


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("GU-4-03", Status.HONOURED),
        ("GU-51-03", Status.HONOURED),
        ("GU-1-01", Status.SERVER),
    ],
)
def test_a_requirement_is_honoured_or_waits(number: str, expected: Status) -> None:
    assert status_of(requirements()[number]) is expected


def test_what_nothing_honours_is_out_of_scope(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "segur_rules.conformance.traceability.honoured", lambda: {"GU-9-99": Honoured()}
    )
    for kinds, expected in (
        (("R",), "out_of_scope"),
        (("R", "S"), "out_of_scope"),
        (("S",), "server"),
    ):
        made = Requirement("GU-9-99", kinds, "pieces", "x", Certainty.GUIDE, "x")
        assert status_of(made) == expected
