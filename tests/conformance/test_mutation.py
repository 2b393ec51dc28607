"""The list of the mutants that survive names what the package has."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest
from attrs import evolve

from tests.conformance.mutation.survivors import (
    KINDS,
    PACKAGE,
    Survivor,
    functions,
    kept,
    modules,
)

SURVIVORS = kept()
_CALLED = """
import sys

called = set()
sys.setprofile(lambda frame, event, _: called.add(frame.f_code) if event == "call" else None)
from segur_rules.conformance import run, vectors

for vector in vectors():
    run(vector)
sys.setprofile(None)
for code in called:
    print(code.co_filename, code.co_qualname.replace("<locals>.", ""), sep="\t")
"""
each_module = pytest.mark.parametrize("module", sorted({each.module for each in SURVIVORS}))


@each_module
def test_survivors_are_of_lines_that_stand(module: str) -> None:
    # The module, its function or the line of the others is not there any more.
    assert [each for each in SURVIVORS if each.module == module and not each.stands()] == []


@each_module
def test_survivors_have_their_reasons(module: str) -> None:
    for survivor in SURVIVORS:
        if survivor.module == module:
            assert survivor.kind in KINDS
            assert survivor.why.endswith(".")
            assert survivor.line is None or survivor.line != survivor.becomes


def test_a_survivor_is_listed_once() -> None:
    assert len({evolve(each, kind="", why="") for each in SURVIVORS}) == len(SURVIVORS)


@pytest.mark.parametrize(
    "changed",
    [
        {"module": "rules/nowhere.py"},
        {"function": "nobody"},
        {"line": "pass  # nothing"},
        {"function": "rules", "line": "RETIRED: Final"},
    ],
)
def test_what_is_not_there_does_not_stand(changed: dict[str, str]) -> None:
    here = Survivor("rules/inventory.py", "equivalent", "No.", "by_id", "if len(found)")
    assert here.stands()
    assert not evolve(here, **changed).stands()


def test_an_entry_explains_what_it_names_and_nothing_else() -> None:
    line = Survivor("rules/inventory.py", "equivalent", "No.", "by_id", "a = 1", "a = 2")
    mutant = ("rules/inventory.py", "by_id", "a = 1", "a = 2")
    assert line.explains(*mutant)
    assert evolve(line, becomes=None).explains(*mutant)
    assert Survivor("rules/inventory.py", "equivalent", "No.").explains(*mutant)
    for name in ("module", "function", "line", "becomes"):
        assert not evolve(line, **{name: "other"}).explains(*mutant)


@pytest.mark.long
def test_what_no_vector_reaches_is_listed() -> None:
    """A function that nothing of the vectors calls has its entry, without waiting for a run."""
    done = subprocess.run([sys.executable, "-c", _CALLED], capture_output=True, check=True)
    called = {tuple(line.split("\t")) for line in done.stdout.decode().splitlines()}
    wanting = [
        f"{module}: {name}"
        for module in modules()
        for name in _functions(PACKAGE / module)
        if (str(PACKAGE / module), name) not in called
        and not any(each.explains(module, name, "", "") for each in SURVIVORS if not each.line)
    ]
    assert wanting == []


def _functions(path: Path) -> list[str]:
    """The functions of a module; Python itself calls the special methods, to show a value."""
    text = path.read_text(encoding="utf-8")
    nodes = ast.walk(ast.parse(text))
    classes = {node.name for node in nodes if isinstance(node, ast.ClassDef)}
    names = [name for name, _ in functions(text)]
    return [n for n in names if (last := n.rpartition(".")[2]) not in classes and last[:2] != "__"]
