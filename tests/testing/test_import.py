"""The strategies are for those who have Hypothesis; the others are told what they lack."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

import segur_rules.testing


def _without_hypothesis(code: str) -> subprocess.CompletedProcess[str]:
    code = f"import sys; sys.modules['hypothesis'] = None; {code}"
    return subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)


def test_without_hypothesis_a_strategy_says_what_is_missing() -> None:
    run = _without_hypothesis("from segur_rules.testing import documents")
    assert run.returncode == 1
    assert run.stderr.strip().endswith(
        "ImportError: segur_rules.testing makes Hypothesis strategies and needs it: "
        "pip install hypothesis"
    )


def test_the_plugin_needs_no_hypothesis_and_nothing_heavy() -> None:
    code = "import segur_rules.testing.plugin; print(*sys.modules)"
    loaded = _without_hypothesis(code).stdout.split()
    assert "segur_rules.testing.plugin" in loaded
    ours = {name for name in loaded if name.startswith("segur_rules")}
    assert ours == {"segur_rules", "segur_rules.testing", "segur_rules.testing.plugin"}
    assert {"attrs", "babel", "click", "jsonschema"}.isdisjoint(loaded)


def test_another_name_is_none() -> None:
    name = "mystery"
    with pytest.raises(AttributeError, match="no attribute 'mystery'"):
        getattr(segur_rules.testing, name)


def test_every_public_name_is_there() -> None:
    for name in segur_rules.testing.__all__:
        assert getattr(segur_rules.testing, name) is not None
    assert segur_rules.testing.__all__ == sorted(segur_rules.testing.__all__)


def test_every_public_name_is_in_the_documentation() -> None:
    page = Path(__file__).parents[2].joinpath("docs", "conformance.md").read_text(encoding="utf-8")
    for name in segur_rules.testing.__all__:
        assert re.search(rf"`[^`]*\b{name}\b[^`]*`", page), name
    for option in ("--segur-conformance-timeout", "segur_valid_file", "segur_faulty_files"):
        assert option in page
