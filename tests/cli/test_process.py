"""The command as a process: exit statuses, streams that break, and how soon it answers."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from segur_rules import __version__
from tests.cli.door import AT

COMMAND = (sys.executable, "-m", "segur_rules.cli")
posix = pytest.mark.skipif(os.name != "posix", reason="needs signals, pipes or terminals of POSIX")


def _run(*arguments: str | Path, **options: Any) -> subprocess.CompletedProcess[bytes]:
    piped = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, **options}
    return subprocess.run([*COMMAND, *map(str, arguments)], check=False, **piped)


def test_the_exit_status_tells_the_verdict(good: Path, bad: Path) -> None:
    assert _run("check", good, "--at", AT).returncode == 0
    assert _run("check", good, bad, "--at", AT).returncode == 1
    done = _run("check", "absent", bad, "--at", AT)
    assert done.returncode == 2
    assert (
        done.stderr.decode()
        == "segur-rules: absent\u00a0: ce fichier n’existe pas".encode("utf-8").decode()
        + os.linesep
    )
    assert "SEG-FIC-021" in done.stdout.decode()


def test_a_file_may_come_through_a_pipe(good: Path) -> None:
    done = _run("check", "-", "--at", AT, "--format", "json", input=good.read_bytes())
    assert done.returncode == 0
    assert json.loads(done.stdout)["lines"] == 3


def test_without_a_command_the_help_is_shown() -> None:
    done = _run()
    assert done.returncode == 0
    assert done.stdout == _run("--help").stdout == _run("-h").stdout
    assert b"check" in done.stdout


def test_the_version_is_told() -> None:
    assert _run("--version").stdout.decode().strip() == f"segur-rules {__version__}"


@pytest.mark.parametrize(
    ("arguments", "absent"),
    [
        (["--help"], {"attrs", "babel", "jsonschema", "rich", "zoneinfo"}),
        (["check", "--help"], {"attrs", "babel", "jsonschema", "rich", "zoneinfo"}),
        (["check", "--at", AT], {"jsonschema", "rich"}),
    ],
)
def test_what_is_heavy_waits_until_it_is_needed(
    good: Path, arguments: list[str], absent: set[str]
) -> None:
    code = (
        "import sys; from segur_rules.cli import main; main(sys.argv[1:]); "
        "print(*{name.partition('.')[0] for name in sys.modules}, file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments, str(good)],
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    assert absent.isdisjoint(done.stderr.split())


def test_what_is_printed_is_utf8_whatever_the_locale(bad: Path) -> None:
    done = _run(
        "check", bad, "--at", AT, env={**os.environ, "PYTHONIOENCODING": "ascii", "LC_ALL": "C"}
    )
    assert done.returncode == 1
    assert "Règles non évaluées" in done.stdout.decode("utf-8")


@posix
def test_a_reader_that_goes_away_is_no_fault() -> None:
    reading, writing = os.pipe()
    process = subprocess.Popen([*COMMAND, "requirements"], stdout=writing, stderr=subprocess.PIPE)
    os.close(writing)
    os.close(reading)
    _, told = process.communicate()
    assert (process.returncode, told) == (141, b"")


@pytest.mark.skipif(not os.path.exists("/dev/full"), reason="needs a full device")
def test_an_output_that_cannot_be_written_is_told() -> None:
    with open("/dev/full", "wb") as full:
        done = _run("rules", stdout=full)
    assert done.returncode == 2
    said = done.stderr.decode()
    assert said.startswith("segur-rules: la sortie ne peut pas être écrite (")
    assert len(said.splitlines()) == 1


@posix
def test_an_interruption_is_quiet(tmp_path: Path) -> None:
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    # A test run in the background is deaf to Ctrl-C, and so would be what it starts.
    process = subprocess.Popen(
        [*COMMAND, "check", str(fifo)],
        stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # noqa: PLW1509
    )
    with open(fifo, "wb"):  # once it is open here, it is being read there
        process.send_signal(signal.SIGINT)
        _, told = process.communicate(timeout=60)
    assert process.returncode == 130
    assert told.strip() == b""


@posix
@pytest.mark.parametrize("closed", ["<&-", ">&- 2>&-"])
def test_streams_that_the_shell_closed_are_no_fault(bad: Path, closed: str) -> None:
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND, "check", str(bad)],
        capture_output=True,
        check=False,
    )
    assert done.returncode == 1
    assert b"Traceback" not in done.stderr
    done = subprocess.run(
        ["sh", "-c", f'exec "$@" {closed}', "sh", *COMMAND, "check", "-"],
        capture_output=True,
        check=False,
        stdin=subprocess.DEVNULL,
    )
    assert done.returncode == (2 if "<" in closed else 1)
    assert b"Traceback" not in done.stderr


def _on_a_terminal(*arguments: str | Path, **environment: str) -> str:
    """What a terminal of eighty columns receives."""
    import pty

    here, there = pty.openpty()
    names = ("NO_COLOR", "FORCE_COLOR", "COLUMNS")
    kept = {name: value for name, value in os.environ.items() if name not in names}
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        stdin=there,
        stdout=there,
        stderr=there,
        env={**kept, "TERM": "xterm-256color", "COLUMNS": "80", **environment},
    )
    os.close(there)
    received = b""
    while piece := _piece(here):
        received += piece
    os.close(here)
    process.wait(timeout=60)
    return received.decode("utf-8")


def _piece(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, 65536)
    except OSError:  # the other end is closed
        return b""


@posix
def test_a_terminal_receives_colours_and_short_lines(bad: Path) -> None:
    said = _on_a_terminal("check", bad, "--at", AT)
    assert "\x1b[1;31merreur\x1b[0m  SEG-FIC-018" in said
    assert "\x1b[1;31mIrrecevable\x1b[0m" in said
    messages = [line for line in said.splitlines() if "\x1b" not in line and str(bad) not in line]
    assert all(len(line) <= 80 for line in messages)
    assert "\x1b[1;31m" not in _on_a_terminal("check", bad, NO_COLOR="1")


@posix
def test_a_terminal_sees_a_bar_while_several_files_are_judged(good: Path) -> None:
    said = _on_a_terminal("check", good, good, "--at", AT)
    assert said.index("Lecture et jugement") < said.index(good.name)
