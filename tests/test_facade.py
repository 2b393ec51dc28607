"""The façade: the few names that a vendor imports, each when it is first used."""

from __future__ import annotations

import subprocess
import sys
from importlib import import_module
from typing import Any

import pytest

import segur_rules

HEAVY = ("attrs", "cattrs", "jsonschema", "babel", "click", "rich", "stdnum", "hypothesis", "json")


def imported_by(code: str) -> set[str]:
    """The names of all modules that a fresh interpreter has imported, once the code has run."""
    script = f"import sys; before = set(sys.modules)\n{code}\nprint(*sys.modules.keys() - before)"
    run = subprocess.run(
        [sys.executable, "-S", "-c", _PATHS + script], capture_output=True, check=True, text=True
    )
    return set(run.stdout.split())


# Without the site module nothing is imported at startup but the interpreter's own.
_PATHS = f"import sys; sys.path[:] = {sys.path!r}\n"


def test_importing_the_package_imports_nothing_else() -> None:
    imported = imported_by("import segur_rules")
    assert "segur_rules" in imported
    assert {name for name in imported if name.startswith("segur_rules.")} == set()
    assert {name.partition(".")[0] for name in imported} & set(HEAVY) == set()


def test_what_imports_something_is_seen() -> None:
    assert "segur_rules.rules" in imported_by("import segur_rules; segur_rules.check_file")


def test_a_valid_file_is_judged_without_what_explains_a_refusal() -> None:
    imported = imported_by(
        "import segur_rules\n"
        "from segur_rules.conformance import base, dumps\n"
        "raw = dumps(base('mdv-avance')).encode()\n"
        "assert not segur_rules.check_file(raw).findings"
    )
    roots = {name.partition(".")[0] for name in imported}
    assert "attr" in roots
    assert {"jsonschema", "babel", "click", "rich", "hypothesis"} & roots == set()
    assert "segur_rules.testing" not in imported


@pytest.mark.parametrize("name", segur_rules.__all__)
def test_a_name_is_what_its_home_calls_so(name: str) -> None:
    homes = {public: (module, inner) for module, public, inner in segur_rules._HOMES}
    module, inner = homes[name]
    assert getattr(segur_rules, name) is getattr(import_module(module), inner)


def test_every_name_has_its_home_and_is_listed() -> None:
    assert [
        public for _, public, _ in segur_rules._HOMES
    ].sort() == segur_rules.__all__.copy().sort()
    assert {public for _, public, _ in segur_rules._HOMES} == set(segur_rules.__all__)
    assert set(segur_rules.__all__) <= set(dir(segur_rules))
    assert dir(segur_rules) == sorted(dir(segur_rules))


def test_a_name_is_looked_for_once() -> None:
    value = segur_rules.Verdict
    assert vars(segur_rules)["Verdict"] is value


@pytest.mark.parametrize("name", ["nothing", "_HOME", "load", "cli"])
def test_any_other_name_is_none(name: str) -> None:
    module: Any = segur_rules
    if name in vars(module):
        pytest.skip("another test imported it")
    with pytest.raises(AttributeError, match=f"has no attribute '{name}'"):
        getattr(module, name)


def test_the_first_example_of_the_documentation() -> None:
    report = segur_rules.check_file(b"{}")
    assert report.verdict is segur_rules.Verdict.IRRECEVABLE
    assert report.ruleset == segur_rules.RULESET
    assert segur_rules.message(report.findings[0], "en")
    assert segur_rules.report_to_dict(report)["verdict"] == "irrecevable"
