"""An implementation that is a process, asked line by line.

Theory of operation. Each life of the process has three threads: one writes its standard input,
one reads its standard output, one drains its standard error; each owns its stream and closes it.
Whoever asks waits for the queue of lines alone, no longer than it wants to. A process that
crashes, hangs or says something else than an answer is killed with its children, and the next
vector begins another life.

Whether a process ended because of a question, or by itself after the one before, cannot be seen
in time; nor can whose line a line too many is. So what a life that has answered already loses by
its end, or by what it says, is asked once more of a new one, and only that one is believed.
"""

from __future__ import annotations

import os
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from queue import Empty, Queue
from threading import Thread
from typing import IO, Any, Final

from segur_rules.cli.conformance.runner import LINE_MAX, CannotRun, Lost
from segur_rules.conformance.protocole import (
    Answer,
    Cause,
    Implementation,
    Malformed,
    excerpt,
    parse_answer,
    read_start,
    request,
    start_request,
    stop_request,
)

LIVES_MAX: Final = 3
"""How many times in a row a process may fail to begin again."""
GRACE: Final = 2.0
"""How long a process has to end by itself, and a thread once its process has ended, in seconds."""
_POSIX: Final = os.name == "posix"
_WAITING: Final = 16
_TOLD: Final = 4096
"""The last bytes of the standard error that are kept."""


class ProcessRunner:
    """An implementation that a command starts."""

    def __init__(self, command: Sequence[str], timeout: float, start_timeout: float) -> None:
        """Start the process. Raises `CannotRun`."""
        self._command = command
        self._timeout, self._start_timeout = timeout, start_timeout
        self._failed = 0
        try:
            self._life: _Life | None = None
            self._life, self.implementation = self._begin()
        except Lost as lost:
            raise CannotRun("not started", *lost.detail) from lost
        except (OSError, ValueError) as error:
            said = str(getattr(error, "strerror", None) or error)
            raise CannotRun("not found", f"{command[0]}: {said}") from error

    def ask(self, operation: str, given: Mapping[str, Any]) -> Answer:
        is_new = self._life is None or self._life.is_new
        try:
            return self._ask_once(operation, given)
        except Lost as lost:
            if is_new or lost.cause is Cause.TIMEOUT:
                raise
        return self._ask_once(operation, given)

    def _ask_once(self, operation: str, given: Mapping[str, Any]) -> Answer:
        if self._life is None:
            self._life = self._begin_again()
        life = self._life
        try:
            return life.exchange(request(life.seq + 1, operation, given), self._timeout)
        except Lost:
            self._life = None
            life.kill()
            raise

    def close(self) -> None:
        if self._life is not None:
            self._life.end()

    def _begin(self) -> tuple[_Life, Implementation]:
        """Another life, and who answers. Raises `Lost`, or `OSError` when there is no process."""
        life = _Life(self._command)
        try:
            return life, read_start(life.exchange(start_request(1), self._start_timeout))
        except Malformed as error:
            life.kill()
            raise Lost(Cause.MALFORMED, str(error)) from error
        except BaseException:
            life.kill()
            raise

    def _begin_again(self) -> _Life:
        if self._failed >= LIVES_MAX:
            said = f"the process could not be started again, {LIVES_MAX} times in a row"
            raise Lost(Cause.CRASH, said)
        try:
            life, _ = self._begin()
        except Lost as lost:
            self._failed += 1
            raise Lost(lost.cause, "the process was started again", *lost.detail) from lost
        except OSError as error:
            self._failed += 1
            raise Lost(Cause.CRASH, f"the process cannot be started again: {error}") from error
        self._failed = 0
        return life


class _Life:
    """A process, from its start to its end."""

    def __init__(self, command: Sequence[str]) -> None:
        # In a session of its own: it is killed with its children, and Ctrl-C is not its business.
        self._process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
        )
        self.seq = 0
        self._told, self._over = b"", False
        self._requests: Queue[bytes] = Queue()
        self._lines: Queue[bytes] = Queue(_WAITING)
        self._threads = [
            Thread(target=work, args=(stream,), daemon=True)
            for work, stream in (
                (self._write, self._process.stdin),
                (self._read, self._process.stdout),
                (self._drain, self._process.stderr),
            )
        ]
        for thread in self._threads:
            thread.start()

    @property
    def is_new(self) -> bool:
        """Whether nothing was asked but who answers."""
        return self.seq == 1

    def exchange(self, line: str, timeout: float) -> Answer:
        """The answer to a line. Raises `Lost`."""
        self.seq += 1
        self._requests.put(line.encode() + b"\n")
        try:
            received = self._lines.get(timeout=timeout)
        except Empty:
            said = f"it did not answer within {timeout:g} s"
            raise Lost(Cause.TIMEOUT, said, *self._last_words()) from None
        if not received:
            # The end of the output stays its end, for whoever reads what is left of it.
            self._lines.put(b"")
            raise Lost(Cause.CRASH, self._end_said(), *self._last_words())
        if len(received) > LINE_MAX:
            raise Lost(Cause.MALFORMED, f"a line of more than {LINE_MAX} bytes")
        try:
            return parse_answer(received, self.seq)
        except Malformed as error:
            if received.endswith(b"\n"):
                raise Lost(Cause.MALFORMED, str(error)) from error
            said = f"its output ended within a line: {excerpt(received)}"
            raise Lost(Cause.CRASH, said, self._end_said(), *self._last_words()) from error

    def end(self) -> None:
        """Ask the process to end, and see that it does."""
        with suppress(Lost):
            self.exchange(stop_request(self.seq + 1), GRACE)
        self._requests.put(b"")
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(GRACE)
        self.kill()

    def kill(self) -> None:
        """End the process and its children, whatever they are doing."""
        self._requests.put(b"")
        if _POSIX:
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._process.pid, signal.SIGKILL)
        else:
            tree = ("taskkill", "/F", "/T", "/PID", str(self._process.pid))
            with suppress(OSError):
                subprocess.run(tree, capture_output=True, check=False)  # noqa: S603
        self._process.kill()
        self._process.wait()
        # What is left to read is read, so that the thread that reads it ends.
        self._over, line = True, None
        with suppress(Empty):
            while line != b"":
                line = self._lines.get(timeout=GRACE)
        for thread in self._threads:
            # One stays when a child that left the session holds the stream: it waits alone.
            thread.join(GRACE)

    def _write(self, stream: IO[bytes]) -> None:
        # A process that does not read any more is seen to by what it does not answer.
        with suppress(OSError), stream:
            while line := self._requests.get():
                stream.write(line)
                stream.flush()

    def _read(self, stream: IO[bytes]) -> None:
        with stream:
            # A child that left the session may write for ever: nobody listens once it is over.
            while not self._over and (line := stream.readline(LINE_MAX + 1)):
                self._lines.put(line)
                if len(line) > LINE_MAX:
                    break
        self._lines.put(b"")

    def _drain(self, stream: IO[bytes]) -> None:
        with stream:
            while piece := stream.read1(65_536):  # type: ignore[attr-defined]
                self._told = (self._told + piece)[-_TOLD:]

    def _end_said(self) -> str:
        """How the process ended, whose output did."""
        try:
            status = self._process.wait(GRACE)
        except subprocess.TimeoutExpired:
            return "the process closed its standard output"
        if status < 0:
            return f"the process was ended by the signal {-status}"
        return f"the process ended with status {status}"

    def _last_words(self) -> list[str]:
        """The last lines of the standard error."""
        if self._process.poll() is not None:
            self._threads[-1].join(GRACE)
        lines = self._told.decode(errors="replace").splitlines()
        return [f"stderr: {line}" for line in lines[-10:] if line.strip()]
