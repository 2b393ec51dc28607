"""The plugin in runs of pytest, as those who have the library would run it."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from segur_rules.cli.conformance import command as commands
from segur_rules.testing.plugin import words_of
from tests.cli.conformance.harness import write_harness

ROOT = Path(__file__).parents[2]
EXAMPLES = ROOT / "examples" / "conformance"
FAULTY = f"{sys.executable} {EXAMPLES / 'faulty.py'}"


def _pytest(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run pytest in a folder, with the plugin loaded by its module whatever is installed."""
    plugins = ("-psegur_rules.testing.plugin", "-pxdist.plugin", "-pno:cacheprovider")
    return subprocess.run(
        [sys.executable, "-m", "pytest", "-c", "none.ini", "--rootdir=.", *plugins, *arguments],
        cwd=folder,
        env=os.environ | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Somebody's tests: two, one of which asks for the vectors."""
    (tmp_path / "none.ini").touch()
    (tmp_path / "test_theirs.py").write_text(
        "def test_own(): pass\n"
        "def test_vectors(segur_vectors): assert segur_vectors[0].id == 'SEG-BEN-001-accept-1'\n",
        encoding="utf-8",
    )
    return tmp_path


def test_the_entry_point_is_the_plugin() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["entry-points"]["pytest11"] == {
        "segur-conformance": "segur_rules.testing.plugin"
    }


def test_without_the_option_nothing_is_added(folder: Path) -> None:
    done = _pytest(folder, "-q")
    assert done.returncode == 0, done.stdout
    assert "2 passed" in done.stdout
    assert "--segur-conformance=COMMAND" in _pytest(folder, "--help").stdout


def test_each_vector_is_a_test(folder: Path) -> None:
    chosen = "test_own or expiration-0024 or expiration-0025 or decide-demande-0001"
    done = _pytest(folder, "-v", "-rs", "-k", chosen, "--segur-conformance", FAULTY)
    assert done.returncode == 1
    for line in (
        "test_theirs.py::test_own PASSED",
        "expiration-0024 PASSED",
        "expiration-0025 FAILED",
        "decide-demande-0001 SKIPPED",
        "In winter 23:00 UTC is midnight in Paris.",
        "(difference)",
        '/date: expected "2022-03-24", got "2022-03-23"',
        "the implementation has no decide",
    ):
        assert line in done.stdout
    assert "1 failed, 2 passed, 1 skipped" in done.stdout
    assert "Traceback" not in done.stdout


def test_files_are_given_to_whoever_asks(folder: Path) -> None:
    (folder / "test_files.py").write_text(
        "from segur_rules import check_file, context_from_dict\n"
        "CONTEXT = context_from_dict({'sons': 'PHA-LGO-VA1', 'phase': 'avance'})\n"
        "def test_files(segur_valid_file, segur_faulty_files):\n"
        "    assert not check_file(segur_valid_file('PHA-LGO-VA1', 'avance'), CONTEXT).findings\n"
        "    raw, rule = list(segur_faulty_files('PHA-LGO-VA1', 'avance'))[-1]\n"
        "    assert [found.rule for found in check_file(raw, CONTEXT).findings] == [rule]\n",
        encoding="utf-8",
    )
    done = _pytest(folder, "-q", "test_files.py")
    assert done.returncode == 0, done.stdout


def test_each_process_of_pytest_has_its_own(folder: Path) -> None:
    started = folder / "started"
    started.mkdir()
    script = folder / "counted.py"
    script.write_text(
        f"import os, sys\nopen({str(started)!r} + '/' + str(os.getpid()), 'w').close()\n"
        f"sys.path.insert(0, {str(EXAMPLES)!r})\n"
        "import harness\nharness.serve('counted', {'expiration': harness.expiration})\n",
        encoding="utf-8",
    )
    command = f"{sys.executable} {script}"
    done = _pytest(folder, "-q", "-n2", "-k", "expiration", "--segur-conformance", command)
    assert done.returncode == 0, done.stdout
    assert "49 passed" in done.stdout
    assert 1 <= len(list(started.iterdir())) <= 2


def test_an_answer_that_cannot_be_read_fails_its_vector(folder: Path) -> None:
    answer = '{"seq": 2, "result": 1e9999999999999999999}'
    huge = f"def behave(seq, asked):\n    print({answer!r}, flush=True)"
    command = shlex.join(write_harness(folder, huge))
    done = _pytest(folder, "-q", "-k", "expiration-0001", "--segur-conformance", command)
    assert done.returncode == 1
    assert "(malformed)" in done.stdout
    assert "no number is as large" in done.stdout
    assert "Traceback" not in done.stdout


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("no-such-command", "the implementation is not found: no-such-command"),
        (f"{sys.executable} -c pass", "the implementation is not started: the process ended"),
    ],
)
def test_what_cannot_be_started_fails_each_vector(folder: Path, command: str, said: str) -> None:
    done = _pytest(folder, "-q", "-k", "expiration-000", "--segur-conformance", command)
    assert done.returncode == 1
    assert done.stdout.count(f"\n{said}") == 9
    assert "9 failed" in done.stdout


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--segur-conformance", ""), "--segur-conformance needs a command"),
        (("--segur-conformance", " "), "--segur-conformance needs a command"),
        (("--segur-conformance", "node 'x"), "--segur-conformance: No closing quotation: node 'x"),
        (("--segur-conformance-timeout", "-1"), "--segur-conformance-timeout is above 0 and at"),
        (("--segur-conformance-timeout", "0"), "--segur-conformance-timeout is above 0 and at"),
        (("--segur-conformance-timeout", "nan"), "--segur-conformance-timeout is above 0 and at"),
        (("--segur-conformance-timeout", "86401"), "at most 86400 seconds"),
    ],
)
def test_options_that_cannot_be_followed_are_refused(
    folder: Path, options: tuple[str, ...], said: str
) -> None:
    done = _pytest(folder, "-q", *options)
    assert done.returncode == pytest.ExitCode.USAGE_ERROR
    assert said in done.stderr
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("command", "posix", "words"),
    [
        ("node 'a b' c\\ d", True, ["node", "a b", "c d"]),
        (r"C:\node.exe x", False, [r"C:\node.exe", "x"]),
        (r'"C:\Program Files\node.exe" h.mjs', False, [r"C:\Program Files\node.exe", "h.mjs"]),
    ],
)
def test_a_command_is_cut_in_words(command: str, posix: bool, words: list[str]) -> None:
    assert commands.words_of(command, posix=posix) == words


@pytest.mark.parametrize(("command", "said"), [("node '", "quotation"), ("", "needs a command")])
def test_a_command_that_is_none_is_refused(command: str, said: str) -> None:
    with pytest.raises(pytest.UsageError, match=said):
        words_of(command)
