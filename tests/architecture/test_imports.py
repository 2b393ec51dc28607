"""The rooms import one another downwards only; and the contracts that say so can fail."""

from __future__ import annotations

import os
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
CONFIGURATION = ROOT / "pyproject.toml"


LINT = """
import sys
from importlinter.cli import lint_imports
sys.exit(lint_imports(config_filename=sys.argv[1], no_cache=True))
"""


def _lint_imports(folder: Path) -> tuple[int, str]:
    """Check the package found in a folder against the project's contracts."""
    # Without coverage's own variables: a planted package is not the one that is measured.
    environment = {name: value for name, value in os.environ.items() if "COV" not in name}
    done = subprocess.run(
        [sys.executable, "-c", LINT, str(CONFIGURATION)],
        cwd=folder,
        env=environment | {"COLUMNS": "200", "PYTHONPATH": str(folder)},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )
    return done.returncode, done.stdout + done.stderr


def _rooms() -> list[str]:
    tables = tomllib.loads(CONFIGURATION.read_text(encoding="utf-8"))
    (layers,) = (
        contract["layers"]
        for contract in tables["tool"]["importlinter"]["contracts"]
        if contract["id"] == "rooms"
    )
    return [room.strip(" ()") for layer in layers for room in layer.split("|")]


@pytest.fixture
def planted(tmp_path: Path) -> Path:
    """Return a package that has every room, and nothing in them."""
    package = tmp_path / "segur_rules"
    package.mkdir()
    for module in ("__init__", *_rooms()):
        (package / f"{module}.py").touch()
    return tmp_path


def test_the_rooms_keep_their_contracts() -> None:
    code, output = _lint_imports(ROOT / "src")
    assert code == 0, output


def test_downward_imports_are_kept(planted: Path) -> None:
    package = planted / "segur_rules"
    (package / "rules.py").write_text(
        "import segur_rules.demandes\nfrom segur_rules import sources"
    )
    (package / "cli.py").write_text("import click, rich.table\nfrom segur_rules import check_file")
    (package / "__init__.py").write_text("from segur_rules.rules import check_file")
    code, output = _lint_imports(planted)
    assert code == 0, output


@pytest.mark.parametrize(
    ("room", "line"),
    [
        ("sources", "from segur_rules.outcomes import Report"),
        ("outcomes", "from segur_rules import rules"),
        ("identifiants", "from segur_rules.catalogue import sons"),
        ("identifiants", "from segur_rules import montants"),
        ("echeances", "from segur_rules.outcomes import Finding"),
        ("montants", "import segur_rules.catalogue"),
        ("catalogue", "def f():\n    import segur_rules.demandes"),
        ("demandes", "from segur_rules.rules import Context"),
        ("demandes", "from segur_rules import messages"),
        ("statuts", "import segur_rules.pieces"),
        ("pieces", "from segur_rules.rules import rules"),
        ("demandes", "import segur_rules.pieces"),
        ("statuts", "from segur_rules import demandes"),
        ("rules", "from segur_rules import messages"),
        ("rules", "from segur_rules import portail"),
        ("messages", "from segur_rules import rules"),
        ("messages", "from segur_rules import catalogue"),
        ("conformance", "from segur_rules import cli"),
        ("conformance", "import rich"),
        ("cli", "from segur_rules import testing"),
        ("messages", "from click import echo"),
        ("rules", "from segur_rules import check_file"),
        ("__init__", "from segur_rules.cli import main"),
        # a room that the table does not know
        ("helpers", "import segur_rules.sources"),
    ],
)
def test_a_planted_import_is_refused(planted: Path, room: str, line: str) -> None:
    (planted / "segur_rules" / f"{room}.py").write_text(line)
    code, output = _lint_imports(planted)
    assert code == 1, output
    assert "BROKEN" in output
    assert "Could not" not in output
