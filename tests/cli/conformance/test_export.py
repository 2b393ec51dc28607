"""`conformance export`: what is written is whole, valid, and says what the package says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from segur_rules.cli.conformance import export
from segur_rules.conformance import answer, judge, vectors
from segur_rules.conformance.exact import loads
from tests.cli.door import as_json, run

BUILT = {"base", "patch", "lines", "entries"}
BURDEN = 24 * 1024 * 1024


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files, in a folder that is made and in one that is not."""
    target = tmp_path_factory.mktemp("suite") / "inner" / "kit"
    done = run("conformance", "export", target, "--lang", "en")
    assert done.exit_code == 0
    n = sum(path.is_file() for path in target.rglob("*"))
    assert done.stdout == f"{target}: {n} files written\n"
    assert [path.name for path in target.parent.iterdir()] == ["kit"]
    return target


def _json(path: Path) -> Any:
    return json.loads(path.read_text(encoding="utf-8"))


def test_the_suite_is_described(folder: Path) -> None:
    suite = _json(folder / "suite.json")
    files = {path.relative_to(folder).as_posix() for path in (folder / "vectors").iterdir()}
    assert {entry["file"] for entry in suite["files"]} == files
    assert (suite["suite"], suite["ruleset"], suite["protocol"]) == ("1.0.0", "2026-11", 1)
    n = sum(1 for _ in vectors())
    assert suite["counts"]["vectors"] == n
    assert sum(suite["counts"]["operations"].values()) == n
    assert sum(entry["vectors"] for entry in suite["files"]) == n
    for entry in suite["files"]:
        assert len(_json(folder / entry["file"])["vectors"]) == entry["vectors"]
    for name in ("README.md", "POLICY.md"):
        assert (folder / name).read_text(encoding="utf-8").startswith("# ")


def test_what_the_vectors_name_is_told(folder: Path) -> None:
    for name in ("rules", "requirements", "sons"):
        assert _json(folder / f"{name}.json") == as_json(name, "--lang", "en")
    assert _json(folder / "suite.json")["known"] == ["rules.json", "requirements.json", "sons.json"]
    rules = {rule["id"] for rule in _json(folder / "rules.json")["rules"]}
    requirements = {entry["id"] for entry in _json(folder / "requirements.json")}
    sons = {entry["code"] for entry in _json(folder / "sons.json")}
    for vector in vectors():
        assert rules.issuperset(vector.rules), vector.id
        assert requirements.issuperset(vector.requirements), vector.id
        if vector.operation.startswith(("compute_", "echeance_")) and "sons" in vector.input:
            assert vector.input["sons"].upper() in sons, vector.id


def test_every_file_is_of_its_form(folder: Path) -> None:
    schema = _json(folder / "vector.schema.json")
    validator = Draft202012Validator(schema)
    Draft202012Validator.check_schema(_json(folder / "report.schema.json"))
    wrong = [
        f"{path.name}: {error.json_path}: {error.message[:200]}"
        for path in sorted((folder / "vectors").iterdir())
        for error in validator.iter_errors(_json(path))
    ]
    assert wrong == []


def test_the_form_is_that_of_what_is_exported(folder: Path) -> None:
    schema = _json(folder / "vector.schema.json")
    Draft202012Validator.check_schema(schema)
    text = (folder / "vector.schema.json").read_text(encoding="utf-8")
    assert "bases" not in text
    definitions = schema["$defs"]
    assert all(f'"#/$defs/{name}"' in text for name in definitions), "none is without use"
    given = definitions["input"]["properties"]
    assert given.keys() == {"text", "base64", "repeat", "pieces", "zip", "context"}
    assert given["zip"]["properties"].keys() == {"base64"}
    alone = Draft202012Validator({"$ref": "#/$defs/input", "$defs": definitions})
    assert alone.is_valid({"text": "{}", "zip": {"base64": ""}})
    for other in ({"base": "mdv-avance"}, {"text": "", "base64": ""}, {"zip": {"base64": ""}}):
        assert not alone.is_valid(other)
    assert not alone.is_valid({"text": "{}", "zip": {"entries": []}})


def test_the_suite_is_no_burden(folder: Path) -> None:
    assert sum(path.stat().st_size for path in folder.rglob("*.*")) < BURDEN


def test_nothing_is_left_to_patch_and_all_is_judged_alike(folder: Path) -> None:
    by_id = {vector.id: vector for vector in vectors()}
    for path in (folder / "vectors").iterdir():
        for written in loads(path.read_text(encoding="utf-8"))["vectors"]:
            vector = by_id.pop(written["id"])
            assert written["expect"] == vector.expect
            given = written["input"]
            assert BUILT.isdisjoint(given)
            for inner in (*given.get("pieces", ()), given.get("zip", {})):
                assert BUILT.isdisjoint(inner)
            # What is not written otherwise is judged elsewhere.
            if given != vector.input:
                assert judge(vector, answer(written["operation"], given)) == []
    assert by_id == {}


def test_an_empty_folder_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(export, "exported", lambda _: iter([("a/b.json", "{}"), ("c", "é")]))
    target = tmp_path / "kit"
    target.mkdir()
    done = run("conformance", "export", target)
    assert done.exit_code == 0
    assert (target / "c").read_bytes() == "é".encode()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["kit"]


def _refused(target: Path | str, said: str) -> None:
    done = run("conformance", "export", target, "--lang", "en")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert said in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_nothing_is_written_over(tmp_path: Path) -> None:
    (tmp_path / "kept").write_text("x", encoding="utf-8")
    _refused(tmp_path, "this folder is neither new nor empty")
    _refused(tmp_path / "kept", "this folder is neither new nor empty")
    _refused(tmp_path / "kept" / "kit", "cannot be written")
    _refused("a\0b", "no file can bear this name")
    assert [path.name for path in tmp_path.iterdir()] == ["kept"]


def test_when_writing_fails_nothing_is_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def failing(_: Any) -> Any:
        yield "a", "x"
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(export, "exported", failing)
    _refused(tmp_path / "kit", "No space left on device")
    assert list(tmp_path.iterdir()) == []
