"""The project speaks of itself: of no machine, and of no document that it does not hold."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).parents[2]

MADE = re.compile(r"\.(?!ci$|git(ignore|attributes)$).*|build|dist|htmlcov|_build|__pycache__")
"""The names of files and folders that tools make, and that nobody keeps."""

# Written so that this file holds none of what it looks for.
FOREIGN = (
    re.compile(r"(?<![\w.:/<-])/(?:work|root|home|Users|opt)/\w"),
    re.compile(r"\b[A-Z]:\\+Users\\"),
    re.compile(
        r"pypi\.(?:org|python)|python(?:hosted)\.org|npmjs\.(?:com|org)|(?:extra-)?index-(?:url)"
    ),
)
TEMPORARY = re.compile(r"(?<![\w.:/])/(?:tmp|var)/")
DOCUMENT = re.compile(r"(?<![\w./*-])([\w./-]+\.md)\b")


def _kept(folder: Path = ROOT) -> Iterator[Path]:
    for path in sorted(folder.iterdir()):
        if MADE.fullmatch(path.name):
            continue
        if path.is_dir():
            yield from _kept(path)
        else:
            yield path


def _texts() -> Iterator[tuple[Path, str]]:
    for path in _kept():
        try:
            yield path.relative_to(ROOT), path.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue  # an image, or an example of a file that is not UTF-8


def _foreign(path: Path, text: str) -> list[str]:
    patterns = (*FOREIGN, TEMPORARY) if path.parts[0] == "src" else FOREIGN
    return [f"{path}: {match.group()}" for pattern in patterns for match in pattern.finditer(text)]


def _absent_documents(path: Path, text: str, known: set[str]) -> list[str]:
    return [
        f"{path}: {match.group(1)}"
        for match in DOCUMENT.finditer(text)
        if match.group(1).rpartition("/")[2] not in known
    ]


def test_no_file_names_a_machine_or_a_registry() -> None:
    assert [found for path, text in _texts() for found in _foreign(path, text)] == []


def test_every_document_that_is_named_is_here() -> None:
    known = {path.name for path in _kept()}
    this = Path(__file__).relative_to(ROOT)
    found = [
        document
        for path, text in _texts()
        if path != this
        for document in _absent_documents(path, text, known)
    ]
    assert found == []


@pytest.mark.parametrize(
    "text",
    [
        "see /w¦ork/main/x",
        '"/r¦oot/x"',
        "(/h¦ome/someone)",
        "C:\\U¦sers\\someone",
        "--index¦-url x",
        "https://pypi¦.org",
        "https://files.pythonhosted¦.org",
        "x=/t¦mp/x",
    ],
)
def test_a_planted_trace_is_seen(text: str) -> None:
    assert not _foreign(Path("src/x.py"), text)
    assert _foreign(Path("src/x.py"), text.replace("¦", ""))


@pytest.mark.parametrize(
    "text", ["https://example.org/home/page", "a/work/b", "../work/b", "</work>"]
)
def test_an_address_is_no_trace(text: str) -> None:
    assert not _foreign(Path("src/x.py"), text)


def test_a_planted_document_is_seen() -> None:
    planted = "as (decisions.md) and docs/plan.md say, like README.md"
    assert _absent_documents(Path("x.py"), planted, {"README.md"}) == [
        "x.py: decisions.md",
        "x.py: docs/plan.md",
    ]
