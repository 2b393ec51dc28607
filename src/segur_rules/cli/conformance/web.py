"""An implementation that is a server, asked over HTTP."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Mapping
from contextlib import suppress
from http.client import (
    HTTPConnection,
    HTTPException,
    HTTPResponse,
    HTTPSConnection,
    IncompleteRead,
    InvalidURL,
)
from threading import Event, Timer
from typing import Any, Final, NamedTuple
from urllib.parse import quote, urlsplit

from segur_rules.cli.conformance.runner import LINE_MAX, CannotRun, Lost
from segur_rules.conformance.exact import dump_line
from segur_rules.conformance.protocole import (
    Answer,
    Cause,
    Malformed,
    excerpt,
    parse_body,
    parse_json,
    read_start,
)

PATH: Final = "/api/v1/operations"
WAIT_MAX: Final = 120
"""Seconds that a server may ask to be left alone for; asked for more, a run does not wait."""
WAITS: Final = 5
"""How often one request waits before its refusal is taken for an answer."""
_BUSY: Final = frozenset((429, 503))
_CONNECTIONS: Final = {"http": HTTPConnection, "https": HTTPSConnection}


class _Answered(NamedTuple):
    """An answer; `wait` is for how many seconds one was asked to wait instead of it."""

    status: int
    raw: bytes
    wait: int | None


class HttpRunner:
    """An implementation that listens at a URL.

    One that is called too often, and says for how long (429 or 503 with `Retry-After`, in
    seconds), is asked again after that.
    """

    def __init__(
        self,
        url: str,
        timeout: float,
        start_timeout: float,
        warn: Callable[[], None] = lambda: None,
    ) -> None:
        """Ask who is there. Raises `CannotRun`, or `ValueError` for what is no such URL.

        `warn` is called the first time that one has to wait.
        """
        parts = urlsplit(url)
        if parts.scheme not in _CONNECTIONS or not parts.hostname or parts.query or parts.fragment:
            raise ValueError("an http or https URL is expected")
        if parts.username is not None or parts.password is not None:
            raise ValueError("a URL without a name and a password is expected")
        self._connection = _CONNECTIONS[parts.scheme]
        self._host, self._port = parts.hostname, parts.port
        try:
            self._connection(self._host, self._port)
        except InvalidURL as error:
            raise ValueError("a name of a host has no space and no control") from error
        self._path = parts.path.rstrip("/") + PATH
        self._timeout = timeout
        self._warn: Callable[[], None] | None = warn
        try:
            status, raw = self._patiently("GET", self._path, None, start_timeout)
            if status != 200:
                raise CannotRun("not started", f"GET {self._path} was answered {status}")
            self.implementation = read_start(Answer("result", parse_json(raw)))
        except Lost as lost:
            raise CannotRun("not listening", *lost.detail) from lost
        except Malformed as error:
            raise CannotRun("not started", str(error)) from error

    def ask(self, operation: str, given: Mapping[str, Any]) -> Answer:
        path = f"{self._path}/{quote(operation, safe='')}"
        status, raw = self._patiently("POST", path, dump_line(given).encode(), self._timeout)
        if status == 404:
            return Answer("skipped", f"POST {path} was answered 404")
        if status != 200:
            return Answer("error", f"POST {path} was answered {status}: {excerpt(raw)}")
        try:
            return parse_body(raw)
        except Malformed as error:
            raise Lost(Cause.MALFORMED, str(error)) from error

    def close(self) -> None:
        """Nothing is kept between two requests."""

    def _patiently(
        self, method: str, path: str, body: bytes | None, timeout: float
    ) -> tuple[int, bytes]:
        """The status and the body of an answer, waited for as the server asks. Raises `Lost`."""
        answered = self._request(method, path, body, timeout)
        for _ in range(WAITS):
            if answered.wait is None:
                break
            if self._warn is not None:
                self._warn()
                self._warn = None
            time.sleep(answered.wait)
            answered = self._request(method, path, body, timeout)
        return answered.status, answered.raw

    def _request(self, method: str, path: str, body: bytes | None, timeout: float) -> _Answered:
        """What a request is answered. Raises `Lost`."""
        late = Event()
        connection = self._connection(self._host, self._port, timeout=timeout)
        watch: Timer | None = None
        try:
            connection.connect()
            # The time that a connection is given is that of each piece: this is that of them all.
            watch = Timer(timeout, _cut, (connection.sock, late))
            watch.start()
            connection.request(method, path, body, _headers(body))
            with connection.getresponse() as response:
                raw = response.read(LINE_MAX + 1)
                if len(raw) <= LINE_MAX and response.length:
                    raise IncompleteRead(raw, response.length)
        except (OSError, HTTPException) as error:
            if late.is_set() or isinstance(error, TimeoutError):
                raise _too_late(timeout) from error
            raise Lost(Cause.CRASH, f"{method} {path}: {error!r}") from error
        finally:
            if watch is not None:
                watch.cancel()
                watch.join()
            connection.close()
        if late.is_set():
            raise _too_late(timeout)
        if len(raw) > LINE_MAX:
            raise Lost(Cause.MALFORMED, f"a body of more than {LINE_MAX} bytes")
        return _Answered(response.status, raw, _wait_of(response))


def _wait_of(response: HTTPResponse) -> int | None:
    """For how long one is asked to wait; None when one is not, or for too long."""
    asked = response.getheader("Retry-After", "").strip()
    # The digits are counted first: there is no limit to a number that is sent.
    told = response.status in _BUSY and asked.isascii() and asked.isdecimal() and len(asked) < 9
    return int(asked) if told and int(asked) <= WAIT_MAX else None


def _headers(body: bytes | None) -> dict[str, str]:
    common = {"Accept": "application/json", "Connection": "close"}
    return common if body is None else common | {"Content-Type": "application/json"}


def _too_late(timeout: float) -> Lost:
    return Lost(Cause.TIMEOUT, f"it did not answer within {timeout:g} s")


def _cut(connection: socket.socket, late: Event) -> None:
    late.set()
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RDWR)
