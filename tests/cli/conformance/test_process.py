"""A process that answers, and all that a process can do instead."""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from segur_rules.cli.conformance import process
from segur_rules.cli.conformance.process import ProcessRunner
from segur_rules.cli.conformance.runner import CannotRun, Lost
from segur_rules.conformance.protocole import Answer, Cause
from tests.cli.conformance.harness import started, write_harness

posix = pytest.mark.skipif(os.name != "posix", reason="signals and sessions of POSIX")


@contextmanager
def running(folder: Path, changes: str = "", timeout: float = 10) -> Iterator[ProcessRunner]:
    runner = started(folder, changes, timeout)
    try:
        yield runner
    finally:
        runner.close()


def pid_of(runner: ProcessRunner) -> int:
    return int(runner.ask("do", {"do": "answer"}).value["pid"])


def lost(runner: ProcessRunner, do: str) -> Lost:
    with pytest.raises(Lost) as told:
        runner.ask("do", {"do": do})
    return told.value


def is_gone(pid: int) -> bool:
    """Whether a process has ended, or does so soon: being killed takes its time."""
    for _ in range(100):
        if _has_ended(pid):
            return True
        time.sleep(0.05)
    return False


def _has_ended(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return True
    # One that nobody waits for stays in the table where nothing adopts it.
    status = Path(f"/proc/{pid}/stat")
    return status.exists() and status.read_text().rpartition(")")[2].split()[0] == "Z"


def test_a_process_answers_from_one_life(tmp_path: Path) -> None:
    with running(tmp_path) as runner:
        assert runner.implementation.name == "test"
        assert runner.implementation.operations == ("do", "expiration")
        assert runner.ask("do", {"do": "skip"}) == Answer("skipped", "not today")
        assert runner.ask("do", {"do": "error"}) == Answer("error", "not well")
        assert pid_of(runner) == pid_of(runner)


@posix
@pytest.mark.parametrize(
    ("do", "cause", "said"),
    [
        ("crash", "crash", ["the process ended with status 3", "stderr: one", "stderr: two"]),
        ("kill", "crash", ["the process was ended by the signal 9"]),
        ("garbage", "malformed", ["not JSON in UTF-8", "'hello'"]),
        ("huge", "malformed", ["no number is as large or as small as 1e9999999999999999999"]),
        ("late", "malformed", ["the answer to the request 2 bears its seq"]),
        ("half", "crash", ["its output ended within a line", "ended with status 0"]),
    ],
)
def test_what_is_no_answer_is_told_and_begins_another_life(
    tmp_path: Path, do: str, cause: str, said: list[str]
) -> None:
    with running(tmp_path) as runner:
        before = pid_of(runner)
        told = lost(runner, do)
        assert told.cause == cause
        assert all(text in " ".join(told.detail) for text in said)
        assert pid_of(runner) != before
        assert is_gone(before)


@posix
@pytest.mark.parametrize(
    ("do", "cause", "said"),
    [
        ("hang", "timeout", "it did not answer within 1 s stderr: hanging"),
        ("deaf", "timeout", "it did not answer within 1 s"),
        ("close", "crash", "the process closed its standard output"),
        ("long", "malformed", "a line of more than 2000 bytes"),
        ("flood", "malformed", "not JSON"),
    ],
)
def test_a_process_that_stays_is_killed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, do: str, cause: str, said: str
) -> None:
    monkeypatch.setattr(process, "LINE_MAX", 2000)
    monkeypatch.setattr(process, "GRACE", 0.3)
    with running(tmp_path, timeout=1) as runner:
        before = pid_of(runner)
        began = time.monotonic()
        told = lost(runner, do)
        assert time.monotonic() - began < 10
        assert told.cause == cause
        assert " ".join(told.detail).startswith(said)
        assert is_gone(before)


@posix
def test_children_are_killed_too(tmp_path: Path) -> None:
    with running(tmp_path, timeout=1) as runner:
        child = runner.ask("do", {"do": "child"}).value["child"]
        assert not _has_ended(child)
        lost(runner, "hang")
        assert is_gone(child)


@posix
def test_a_child_that_left_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "GRACE", 0.1)
    began = time.monotonic()
    with running(tmp_path) as runner:
        runner.ask("do", {"do": "escape"})
    assert time.monotonic() - began < 6


@posix
def test_a_child_that_left_is_not_listened_to(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "GRACE", 0.3)
    began = time.monotonic()
    with running(tmp_path) as runner:
        child = runner.ask("do", {"do": "chatter"}).value["child"]
        assert pid_of(runner)
    assert time.monotonic() - began < 10
    assert is_gone(child), "its output is closed, which ends it"


@pytest.mark.parametrize("do", ["answer and end", "answer and more"])
def test_what_an_answer_leaves_behind_fails_nothing_else(tmp_path: Path, do: str) -> None:
    with running(tmp_path) as runner:
        for _ in range(2):
            before = runner.ask("do", {"do": do}).value["pid"]
            assert pid_of(runner) != before
        assert pid_of(runner) == pid_of(runner)


@pytest.mark.parametrize(("do", "lives"), [("crash", 2), ("garbage", 2), ("hang", 1)])
def test_what_is_lost_is_asked_of_a_new_life_and_no_more(
    tmp_path: Path, do: str, lives: int
) -> None:
    begun = tmp_path / "begun"
    counting = f"""
def start(seq):
    with open({str(begun)!r}, "a") as out:
        out.write("life\\n")
    say(seq, result=START)
"""
    with running(tmp_path, counting, timeout=2 if do == "hang" else 10) as runner:
        pid_of(runner)
        lost(runner, do)
        assert begun.read_text(encoding="utf-8").count("life") == lives


def test_a_slow_start_is_waited_for(tmp_path: Path) -> None:
    slow = "def start(seq):\n    time.sleep(1.3)\n    say(seq, result=START)"
    with running(tmp_path, slow, timeout=1) as runner:
        assert pid_of(runner)


def test_a_process_that_does_not_stop_is_ended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(process, "GRACE", 0.3)
    began = time.monotonic()
    with running(tmp_path, "def stop(seq):\n    sleep()"):
        pass
    assert time.monotonic() - began < 10


def test_one_that_was_just_lost_has_nothing_to_close(tmp_path: Path) -> None:
    with running(tmp_path) as runner:
        lost(runner, "garbage")


@pytest.mark.parametrize(
    ("start", "said"),
    [
        ("sys.exit(4)", "the process ended with status 4"),
        ("print('hello', flush=True)", "'hello'"),
        ("say(seq, result={**START, 'protocol': 2})", "the protocol is 1"),
        ("say(seq, error='no licence')", "start is answered by error: no licence"),
        ("say(seq + 1, result=START)", "bears its seq"),
        ("sleep()", "it did not answer within 0.5 s"),
    ],
)
def test_a_start_that_is_none_is_told(tmp_path: Path, start: str, said: str) -> None:
    soon = 0.5 if "within" in said else 10
    with pytest.raises(CannotRun) as told:
        started(tmp_path, f"def start(seq):\n    {start}", start_timeout=soon)
    assert told.value.why == "not started"
    assert said in str(told.value)


@pytest.mark.parametrize("command", [("no-such-command",), ("no\0command",)])
def test_a_command_that_is_none_is_told(command: tuple[str, ...]) -> None:
    with pytest.raises(CannotRun, match="command") as told:
        ProcessRunner(command, 1, 1)
    assert told.value.why == "not found"


def test_a_process_that_cannot_begin_again_is_left_alone(tmp_path: Path) -> None:
    once = f"""
def start(seq):
    if os.path.exists({str(tmp_path / "begun")!r}):
        sys.exit(5)
    open({str(tmp_path / "begun")!r}, "w").close()
    say(seq, result=START)
"""
    with running(tmp_path, once) as runner:
        lost(runner, "crash")
        for _ in range(3):
            told = lost(runner, "answer")
            assert told.cause is Cause.CRASH
            assert told.detail == (
                "the process was started again",
                "the process ended with status 5",
            )
        assert "3 times in a row" in lost(runner, "answer").detail[0]


def test_a_command_that_is_gone_is_told(tmp_path: Path) -> None:
    gone = tmp_path / "python"
    gone.symlink_to(sys.executable)
    _, script = write_harness(tmp_path)
    runner = ProcessRunner((str(gone), script), 10, 10)
    gone.unlink()
    lost(runner, "crash")
    assert "cannot be started again" in lost(runner, "answer").detail[0]
    runner.close()


@posix
def test_elsewhere_the_tree_is_ended_by_a_command(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ended = tmp_path / "ended"
    tool = tmp_path / "taskkill"
    tool.write_text(f'#!/bin/sh\necho "$@" >> {ended}\n', encoding="utf-8")
    tool.chmod(0o755)
    monkeypatch.setattr(process, "_POSIX", False)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    with running(tmp_path) as runner:
        pid = pid_of(runner)
        lost(runner, "garbage")
    told = ended.read_text(encoding="utf-8").splitlines()
    assert told[0] == f"/F /T /PID {pid}"
    assert len(told) == 2, "the one that had answered, and the one that was asked again"
    assert is_gone(pid)
