"""`check --pieces`: a file and its documents, judged together."""

from __future__ import annotations

import json
import os
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.cli.door import AT, as_json, run, spaced
from tests.pieces.faits import JAVASCRIPT, pdf

NAMES = tuple(f"mdv-lgc-va1-bdc-0000{i}.pdf" for i in (1, 2, 3))


def found(*arguments: str | Path) -> list[tuple[str, str]]:
    """The rules that speak, and where."""
    report = as_json("check", *arguments, "--at", AT)
    return [(finding["rule"], finding["pointer"]) for finding in report["findings"]]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The documents of the good file, one of them in a folder."""
    place = tmp_path / "pieces"
    (place / "suite").mkdir(parents=True)
    for name, where in zip(NAMES, (place, place, place / "suite"), strict=True):
        (where / name).write_bytes(pdf())
    return place


@pytest.fixture
def archive(tmp_path: Path, folder: Path) -> Path:
    """The same documents in a zip."""
    path = tmp_path / "pieces.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as out:
        for document in sorted(folder.rglob("*.pdf")):
            out.write(document, document.relative_to(folder).as_posix())
    return path


def test_right_documents_are_received(good: Path, folder: Path, archive: Path) -> None:
    for pieces in (folder, archive):
        done = run("check", good, "--at", AT, "--pieces", pieces)
        assert (done.exit_code, done.stderr) == (0, "")
        assert "Aucune remarque." in done.stdout
    # The file itself may be among its documents.
    inside = folder / "good.json"
    good.rename(inside)
    assert found(inside, "--pieces", folder) == []


def test_a_folder_and_a_zip_of_it_are_judged_alike(good: Path, folder: Path) -> None:
    (folder / NAMES[0]).write_bytes(pdf()[:-30])
    (folder / NAMES[1]).unlink()
    (folder / "suite" / NAMES[2]).write_bytes(pdf(JAVASCRIPT))
    (folder / "lisez-moi.txt").touch()
    path = folder.parent / "again.zip"
    with zipfile.ZipFile(path, "w") as out:
        for document in folder.rglob("*.*"):
            out.write(document, document.relative_to(folder).as_posix())
    at = "/lignesImport/{}/piecesJustificatives/0/nomFichier"
    expected = [
        ("SEG-PJU-039", ""),
        ("SEG-PJU-014", at.format(0)),
        ("SEG-PJU-018", at.format(1)),
        ("SEG-PJU-016", at.format(2)),
    ]
    assert found(good, "--pieces", folder) == expected
    assert found(good, "--pieces", path) == expected
    done = run("check", good, "--at", AT, "--pieces", folder)
    assert done.exit_code == 1
    assert f"Le PDF « {NAMES[0]} » s’arrête avant sa fin." in spaced(done.stdout)


def test_what_is_no_zip_is_a_finding(good: Path) -> None:
    assert found(good, "--pieces", good) == [("SEG-PJU-030", "")]


@pytest.mark.skipif(sys.platform == "win32", reason="neither pipes nor links")
def test_documents_that_cannot_be_read_are_a_failure(
    good: Path, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("check", good, "--pieces", tmp_path / "absent", "--lang", "en")
    assert done.exit_code == 2
    assert "absent: there is no such file" in done.stderr
    assert run("check", good, "--pieces", "\0").exit_code == 2
    # What is no file is passed over: nobody would come to write in it.
    os.mkfifo(folder / "pipe.pdf")
    assert run("check", good, "--at", AT, "--pieces", folder).exit_code == 0
    (folder / "lost.pdf").symlink_to(folder / "nowhere")
    done = run("check", good, "--pieces", folder)
    assert done.exit_code == 2
    assert "lost.pdf" in done.stderr

    def walk(*_: Any, onerror: Any, **__: Any) -> Any:
        onerror(PermissionError(13, "denied", str(folder)))

    monkeypatch.setattr("os.walk", walk)
    done = run("check", good, "--pieces", folder)
    assert done.exit_code == 2
    assert "pieces" in done.stderr


def test_documents_are_of_one_file(good: Path, folder: Path) -> None:
    done = run("check", good, good, "--pieces", folder)
    assert done.exit_code == 2
    assert "--pieces" in done.stderr


def test_the_other_forms_hold_the_findings_too(good: Path, folder: Path) -> None:
    (folder / NAMES[0]).unlink()
    done = run("check", good, "--at", AT, "--pieces", folder, "--format", "sarif")
    (result,) = json.loads(done.stdout)["runs"][0]["results"]
    assert result["ruleId"] == "SEG-PJU-018"
