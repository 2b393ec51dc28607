"""The strategies are for those who have Hypothesis; the others are told what they lack."""

from __future__ import annotations

import subprocess
import sys

import segur_rules.testing


def test_without_hypothesis_the_import_says_what_is_missing() -> None:
    code = "import sys; sys.modules['hypothesis'] = None; import segur_rules.testing"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, text=True)
    assert run.returncode == 1
    assert run.stderr.strip().endswith(
        "ImportError: segur_rules.testing makes Hypothesis strategies and needs it: "
        "pip install hypothesis"
    )


def test_every_public_name_is_there() -> None:
    for name in segur_rules.testing.__all__:
        assert getattr(segur_rules.testing, name) is not None
    assert segur_rules.testing.__all__ == sorted(segur_rules.testing.__all__)
