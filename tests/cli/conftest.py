"""Files to judge."""

from __future__ import annotations

from pathlib import Path

import pytest

from segur_rules.conformance import base
from tests.cli.door import write, write_base


@pytest.fixture
def good(tmp_path: Path) -> Path:
    """A file that nothing is found against."""
    return write_base(tmp_path, to="good.json")


@pytest.fixture
def bad(tmp_path: Path) -> Path:
    """Faults of the file, of its second demande and of its third, which has no number."""
    document = base("mdv-avance")
    document["impId"] = "7"
    document["lignesImport"][1]["numLigne"] = 3
    del document["lignesImport"][2]["numeroEditeur"]
    return write(tmp_path / "bad.json", document)
