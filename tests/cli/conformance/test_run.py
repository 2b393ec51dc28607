"""`conformance run` and `serve`: what is asked, what is told, and the exit status."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from segur_rules import __version__
from segur_rules.conformance import OPERATIONS, vectors
from tests.cli.conformance.harness import write_harness
from tests.cli.door import run, spaced

ROOT = Path(__file__).parents[3]
EXAMPLES = ROOT / "examples" / "conformance"
LIBRARY = (sys.executable, "-m", "segur_rules.cli", "conformance", "serve")
PYTHON = (sys.executable, str(EXAMPLES / "harness.py"))
FAULTY_PYTHON = (sys.executable, str(EXAMPLES / "faulty.py"))

EXPECTED_PYTHON = {
    # Dots and dashes are not taken away.
    *(f"check-identifiant-00{number}" for number in ("04", "05", "44", "45")),
    # The day is not that of Paris.
    *(
        f"expiration-00{number}"
        for number in (
            *("25", "26", "27", "29", "30", "31", "32", "33"),
            *("35", "37", "39", "43", "45", "49"),
        )
    ),
}
EXPECTED_NODE = {
    # La Poste is judged as others are.
    *(f"check-identifiant-00{number}" for number in ("19", "20", "22")),
    # An hour is lost or won where the clocks change.
    *(f"expiration-00{number}" for number in ("38", "45")),
}


def conformance(*arguments: str | Path, stdin: bytes = b"") -> Result:
    return run("conformance", "run", "--lang", "en", *arguments, stdin=stdin)


def report_of(folder: Path, *command: str) -> Any:
    path = folder / "report.json"
    done = conformance("--report", path, "--", *command)
    found = json.loads(path.read_text(encoding="utf-8"))
    assert done.exit_code == (1 if found["totals"]["failed"] else 0)
    return found


def ids(report: Any, outcome: str) -> set[str]:
    return {result["id"] for result in report["results"] if result["outcome"] == outcome}


def test_the_library_passes_its_whole_suite_through_the_protocol(tmp_path: Path) -> None:
    report = report_of(tmp_path, *LIBRARY)
    n = sum(1 for _ in vectors())
    assert report["totals"] == {"vectors": n, "passed": n, "failed": 0, "skipped": 0}
    assert report["implementation"] == {
        "name": "segur-rules",
        "version": __version__,
        "operations": list(OPERATIONS),
    }
    assert {entry["name"] for entry in report["operations"]} == set(OPERATIONS)


def _node() -> str:
    found = shutil.which("node")
    if found is None:
        pytest.skip("there is no node on this machine")
    return found


@pytest.mark.parametrize(
    ("script", "expected"),
    [
        ("harness.py", set()),
        ("faulty.py", EXPECTED_PYTHON),
        ("harness.mjs", set()),
        ("faulty.mjs", EXPECTED_NODE),
    ],
)
def test_a_harness_fails_on_the_planted_vectors_and_no_other(
    tmp_path: Path, script: str, expected: set[str]
) -> None:
    program = _node() if script.endswith(".mjs") else sys.executable
    report = report_of(tmp_path, program, str(EXAMPLES / script))
    assert report["implementation"]["name"] == script
    assert ids(report, "failed") == expected
    assert {
        result["operation"] for result in report["results"] if result["outcome"] == "passed"
    } == {
        "expiration",
        "check_identifiant",
    }
    assert all(
        result["cause"] == "difference" for result in report["results"] if result["id"] in expected
    )


@pytest.mark.parametrize("script", ["harness.mjs", "harness.py"])
def test_a_harness_is_found_through_a_link(tmp_path: Path, script: str) -> None:
    program = _node() if script.endswith(".mjs") else sys.executable
    (tmp_path / "linked").symlink_to(EXAMPLES, target_is_directory=True)
    done = conformance("--id", "expiration-0001", "--", program, tmp_path / "linked" / script)
    assert done.stdout.splitlines()[-1] == "1 passed"


def test_what_failed_is_told() -> None:
    done = conformance("--operation", "expiration", "--", *FAULTY_PYTHON)
    assert done.exit_code == 1
    assert done.stdout.splitlines()[:7] == [
        "faulty.py 1.0",
        "  suite 1.0.0, rules 2026-11",
        "",
        "expiration: 35 passed and 14 failed",
        "",
        "expiration-0025  another answer",
        "  In winter 23:00 UTC is midnight in Paris.",
    ]
    assert done.stdout.splitlines()[7] == ('  /date: expected "2022-03-24", got "2022-03-23"')
    assert done.stdout.splitlines()[-1] == "35 passed and 14 failed"


def test_it_is_told_in_french() -> None:
    done = run("conformance", "run", "--id", "expiration-0025", "--", *FAULTY_PYTHON)
    said = spaced(done.stdout)
    assert "suite 1.0.0, règles 2026-11" in said
    assert "expiration : 1 échoué" in said
    assert "réponse différente" in said


def test_many_failures_are_cut(tmp_path: Path) -> None:
    wrong = "def behave(seq, asked):\n    say(seq, result={str(n): 1 for n in range(50)})"
    done = conformance("--operation", "expiration", "--", *write_harness(tmp_path, wrong))
    assert done.exit_code == 1
    assert done.stdout.count("another answer") == 20
    assert "29 more failures: --report or --html gives them all." in done.stdout


def test_a_crash_is_of_its_vector_alone(tmp_path: Path) -> None:
    right = tmp_path / "report.json"
    page = tmp_path / "report.html"
    crashing = f"""
sys.path.insert(0, {str(EXAMPLES)!r})
import harness
def behave(seq, asked):
    if asked["depot"] == "2022-03-17T10:00:00+01:00":
        sys.exit("bang")
    say(seq, result=harness.expiration(asked))
"""
    command = write_harness(tmp_path, crashing)
    # Not the name of the module that it imports.
    moved = (tmp_path / "harness.py").rename(tmp_path / "crashing.py")
    done = conformance(
        *("--operation", "expiration", "--report", right, "--html", page),
        *("--", command[0], str(moved)),
    )
    assert done.exit_code == 1
    report = json.loads(right.read_text(encoding="utf-8"))
    (failed,) = [result for result in report["results"] if result["outcome"] == "failed"]
    assert failed["id"] == "expiration-0001"
    assert failed["cause"] == "crash"
    assert failed["detail"] == ["the process ended with status 1", "stderr: bang"]
    assert failed["got"] is None
    assert report["totals"]["passed"] == 48
    assert "expiration-0001" in page.read_text(encoding="utf-8")


def test_options_choose_vectors(tmp_path: Path) -> None:
    for options, chosen in (
        (("--id", "expiration-0001", "--id", "expiration-0002"), 2),
        (("--operation", "expiration", "--id", "expiration-0001"), 1),
    ):
        done = conformance(*options, "--", *PYTHON)
        assert done.stdout.splitlines()[-1] == f"{chosen} passed"


def _refused(*arguments: str | Path, said: str, detail: str = "") -> None:
    done = conformance(*arguments)
    assert done.exit_code == 2
    assert done.stdout == ""
    first, *below = done.stderr.splitlines()
    assert said in first
    assert len(below) == bool(detail)
    assert "".join(below).startswith(f"  {detail}" if detail else "")


@pytest.mark.parametrize(
    ("langue", "said"),
    [
        ("fr", "L’implémentation n’a pas répondu comme attendu à la première demande"),
        ("en", "The implementation did not answer the first request as expected"),
    ],
)
def test_each_thing_said_of_a_start_has_its_line(tmp_path: Path, langue: str, said: str) -> None:
    broken = "def start(seq):\n    sys.exit('one\\n  \\x1btwo')"
    command = write_harness(tmp_path, broken)
    done = run("conformance", "run", "--lang", langue, "--", *command)
    assert done.exit_code == 2
    assert done.stderr.splitlines() == [
        f"segur-rules: {said}",
        "  the process ended with status 1",
        "  stderr: one",
        r"  stderr:   \u001btwo",
    ]


def test_what_cannot_be_run_is_told(tmp_path: Path) -> None:
    _refused(said="Give either --url or a command")
    _refused("--url", "http://x", "--", "x", said="Give either --url or a command")
    _refused("--url", "ftp://x", said="--url: an http or https address")
    _refused("--url", "http://a b/", said="--url: an http or https address")
    _refused("--url", "http://127.0.0.1:9", said="answers at this address", detail="GET")
    _refused("--", "no-such-command", said="cannot be started", detail="no-such-command")
    silent = write_harness(tmp_path, "def start(seq):\n    sleep()")
    slow = ("--start-timeout", "0.3", "--", *silent)
    _refused(*slow, said="the first request as expected", detail="it did not answer")
    _refused("--timeout", "0", "--", "x", said="--timeout")
    _refused("--timeout", "nan", "--", "x", said="no number of seconds")
    _refused("--rule", "SEG-FIC-03", "--", "x", said="--rule: No vector has the name “SEG-FIC-03”")
    _refused("--operation", "decid", "--", "x", said="decide?")
    _refused(
        *("--operation", "decide", "--rule", "SEG-FIC-003", "--", "x"),
        said="No vector answers all of these choices at once.",
    )


def test_a_report_that_cannot_be_written_is_told_before_anything_is_asked(tmp_path: Path) -> None:
    command = write_harness(tmp_path, "def behave(seq, asked):\n    os.mkdir('asked')")
    _refused("--report", tmp_path / "harness.py" / "x", "--", *command, said="cannot be written")
    assert not (tmp_path / "asked").exists()


def test_when_all_is_skipped_nothing_is_known(tmp_path: Path) -> None:
    asked = sum(vector.operation == "decide" for vector in vectors())
    report = tmp_path / "report.json"
    done = conformance("--operation", "decide", "--report", report, "--", *PYTHON)
    assert done.exit_code == 2
    assert done.stdout.splitlines()[-1] == f"{asked} skipped"
    assert done.stderr == "segur-rules: No vector was judged: all were skipped.\n"
    assert json.loads(report.read_text(encoding="utf-8"))["totals"]["skipped"] == asked


def _served(*lines: bytes, **options: Any) -> list[Any]:
    done = subprocess.run(
        LIBRARY, input=b"".join(lines), capture_output=True, check=True, **options
    )
    assert done.stderr == b""
    return [json.loads(line) for line in done.stdout.splitlines()]


def test_serving_answers_each_line_and_stops() -> None:
    replies = _served(
        b"hello\n",
        b'{"seq": 1, "operation": "check_identifiant", "input": {"kind": "am", "value": ""}}\n',
        b'{"seq": 2, "operation": "stop", "input": {}}\n',
        b'{"seq": 3, "operation": "stop", "input": {}}\n',
    )
    assert [reply["seq"] for reply in replies] == [None, 1, 2]
    assert replies[1]["result"] == {"valid": False}


def test_serving_ends_with_its_input() -> None:
    assert _served() == []
    done = run("conformance", "serve", stdin=b'{"seq": 1, "operation": "stop"}\n')
    assert done.stdout == '{"seq":1,"result":{}}\n'


def test_serving_without_an_input_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    from segur_rules.cli.conformance.serve import serve

    monkeypatch.setattr(sys, "stdin", None)
    serve()
