"""A server that answers, and all that a server can do instead."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

import pytest

from segur_rules.cli.conformance import web
from segur_rules.cli.conformance.runner import CannotRun, Lost, put
from segur_rules.cli.conformance.web import HttpRunner
from segur_rules.conformance import answer, vectors_of
from segur_rules.conformance.protocole import Answer, Cause, describe
from tests.cli.door import run

Respond = Callable[[BaseHTTPRequestHandler, str, Any], None]


def reply(handler: BaseHTTPRequestHandler, status: int, body: bytes) -> None:
    handler.send_response(status)
    handler.send_header("Content-Length", str(len(body)))
    handler.end_headers()
    handler.wfile.write(body)


def library(handler: BaseHTTPRequestHandler, operation: str, given: Any) -> None:
    """The library behind the calls of the contract."""
    if not operation:
        reply(handler, 200, json.dumps(describe("9") | {"ruleset": "x"}).encode())
        return
    try:
        result = answer(operation, given)
    except LookupError:
        reply(handler, 404, b"{}")
    except ValueError as error:
        reply(handler, 422, json.dumps({"detail": str(error)}).encode())
    else:
        reply(handler, 200, json.dumps({"result": result, "ruleset": "x"}).encode())


@contextmanager
def listening(respond: Respond = library) -> Iterator[str]:
    """The URL of a server that answers so."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            assert self.path == "/here/api/v1/operations"
            respond(self, "", None)

        def do_POST(self) -> None:
            length = int(self.headers["Content-Length"])
            assert self.headers["Content-Type"] == "application/json"
            operation = self.path.removeprefix("/here/api/v1/operations/")
            with suppress(ConnectionError):
                respond(self, operation, json.loads(self.rfile.read(length)))

        def log_message(self, *_: Any) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_port}/here/"
        finally:
            server.shutdown()
            thread.join()


def after_the_start(respond: Respond) -> Respond:
    def both(handler: BaseHTTPRequestHandler, operation: str, given: Any) -> None:
        (respond if operation else library)(handler, operation, given)

    return both


def test_the_library_passes_over_http() -> None:
    with listening() as url:
        for options, said in (
            (("--operation", "expiration"), "49 passed"),
            (("--rule", "SEG-PJU-030"), "passed"),
        ):
            done = run("conformance", "run", "--url", url, "--lang", "en", *options)
            assert done.exit_code == 0
            assert done.stdout.startswith("segur-rules 9\n")
            assert said in done.stdout
            assert "failed" not in done.stdout


def test_an_operation_that_the_server_has_not_is_skipped() -> None:
    respond = after_the_start(lambda handler, *_: reply(handler, 404, b"?"))
    with listening(respond) as url:
        outcome = put(vectors_of("expiration")[0], HttpRunner(url, 5, 5))
    assert (outcome.issue, outcome.cause) == ("skipped", Cause.SKIPPED)


def test_a_refusal_of_the_server_is_an_error() -> None:
    with listening() as url:
        runner = HttpRunner(url, 5, 5)
        told = runner.ask("expiration", {"depot": "one"})
        runner.close()
    assert told.kind == "error"
    assert "answered 422" in told.value
    assert "isoformat" in told.value


def _drip(handler: BaseHTTPRequestHandler, operation: str, given: Any) -> None:
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b" ")
        time.sleep(0.05)


def _silent(handler: BaseHTTPRequestHandler, operation: str, given: Any) -> None:
    time.sleep(0.6)


def _cut(handler: BaseHTTPRequestHandler, operation: str, given: Any) -> None:
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b"{")


@pytest.mark.parametrize(
    ("respond", "cause", "said"),
    [
        (_drip, "timeout", "it did not answer within 0.3 s"),
        (_silent, "timeout", "it did not answer within 0.3 s"),
        (_cut, "crash", "IncompleteRead"),
        (lambda handler, *_: handler.wfile.write(b"hello\r\n"), "crash", "BadStatusLine"),
        (lambda handler, *_: reply(handler, 200, b"hello"), "malformed", "'hello'"),
        (lambda handler, *_: reply(handler, 200, b'{"x": 1}'), "malformed", "with a result"),
        (
            lambda handler, *_: reply(handler, 200, b'{"result": 1e9999999999999999999}'),
            "malformed",
            "no number is as large",
        ),
        (lambda handler, *_: reply(handler, 200, b" " * 3000), "malformed", "2000 bytes"),
    ],
)
def test_what_is_no_answer_is_told(
    monkeypatch: pytest.MonkeyPatch, respond: Respond, cause: str, said: str
) -> None:
    with listening(after_the_start(respond)) as url:
        runner = HttpRunner(url, 0.3 if cause == "timeout" else 10, 10)
        monkeypatch.setattr(web, "LINE_MAX", 2000)
        with pytest.raises(Lost) as told:
            runner.ask("expiration", {"depot": "x"})
    assert told.value.cause == cause
    assert said in " ".join(told.value.detail)


def test_a_length_that_is_cut_by_the_clock_is_too_late() -> None:
    """What is left unread when the time is over is no answer, even if it reads as one."""

    def slow(handler: BaseHTTPRequestHandler, operation: str, given: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        handler.wfile.write(b'{"result": 1}')
        handler.wfile.flush()
        for _ in range(20):
            time.sleep(0.05)
            handler.wfile.write(b" ")

    with listening(after_the_start(slow)) as url:
        runner = HttpRunner(url, 0.3, 5)
        with pytest.raises(Lost) as told:
            runner.ask("expiration", {"depot": "x"})
    assert told.value.cause is Cause.TIMEOUT


@pytest.mark.parametrize(
    ("respond", "why", "said"),
    [
        (lambda handler, *_: reply(handler, 500, b""), "not started", "was answered 500"),
        (lambda handler, *_: reply(handler, 200, b"hello"), "not started", "'hello'"),
        (lambda handler, *_: reply(handler, 200, b'{"protocol": 2}'), "not started", "is 2"),
        (_silent, "not listening", "it did not answer within 0.3 s"),
    ],
)
def test_a_start_that_is_none_is_told(respond: Respond, why: str, said: str) -> None:
    with listening(respond) as url, pytest.raises(CannotRun) as told:
        HttpRunner(url, 5, 0.3 if "within" in said else 10)
    assert told.value.why == why
    assert said in " ".join(told.value.detail)


def test_a_url_where_nobody_is_is_told() -> None:
    with listening() as url:
        pass
    with pytest.raises(CannotRun) as told:
        HttpRunner(url, 5, 5)
    assert told.value.why == "not listening"


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org",
        "example.org",
        "http://",
        "http://example.org/?a=1",
        "http://example.org/#a",
        "http://somebody@example.org",
        "http://example.org:port",
        "http://a b/",
        "https://a\x7fb/",
    ],
)
def test_what_is_no_such_url_is_refused(url: str) -> None:
    with pytest.raises(ValueError, match="."):  # noqa: RUF043
        HttpRunner(url, 5, 5)


def test_a_result_is_read_beside_whatever_else() -> None:
    with listening() as url:
        told = HttpRunner(url, 5, 5).ask("check_identifiant", {"kind": "am", "value": ""})
    assert told == Answer("result", {"valid": False})


class Busy:
    """A server that is called too often for a while."""

    def __init__(self, refusals: int, status: int = 429, retry_after: str | None = "0") -> None:
        self.refusals, self.status, self.retry_after = refusals, status, retry_after
        self.calls = 0

    def __call__(self, handler: BaseHTTPRequestHandler, operation: str, given: Any) -> None:
        self.calls += 1
        if self.calls > self.refusals:
            library(handler, operation, given)
            return
        handler.send_response(self.status)
        if self.retry_after is not None:
            handler.send_header("Retry-After", self.retry_after)
        handler.send_header("Content-Length", "0")
        handler.end_headers()


@pytest.mark.parametrize("status", [429, 503])
def test_a_server_that_is_called_too_often_is_asked_again(
    monkeypatch: pytest.MonkeyPatch, status: int
) -> None:
    waited: list[float] = []
    monkeypatch.setattr("segur_rules.cli.conformance.web.time.sleep", waited.append)
    busy = Busy(2, status, "120")
    with listening(busy) as url:
        done = run("conformance", "run", "--url", url, "--lang", "en", "--operation", "expiration")
    assert (done.exit_code, waited) == (0, [120, 120])
    assert done.stderr == (
        "segur-rules: The server is called too often: "
        "it is asked again after the time that it gives.\n"
    )


def test_a_server_that_stays_busy_is_not_asked_for_ever() -> None:
    busy = Busy(1000)
    with listening(after_the_start(busy)) as url:
        told = HttpRunner(url, 5, 5).ask("expiration", {"depot": "x"})
    assert busy.calls == 1 + web.WAITS
    assert told.kind == "error"
    assert "was answered 429" in told.value


@pytest.mark.parametrize(
    ("status", "retry_after"),
    [
        (429, None),
        (429, "121"),
        (429, "9" * 5000),
        (429, "-1"),
        (429, "Thu, 20 Oct 2022 10:00:00 GMT"),
        (500, "0"),
    ],
)
def test_what_does_not_ask_to_wait_so_long_is_not_waited_for(
    status: int, retry_after: str | None
) -> None:
    busy = Busy(1000, status, retry_after)
    with listening(after_the_start(busy)) as url:
        told = HttpRunner(url, 5, 5).ask("expiration", {"depot": "x"})
    assert (busy.calls, told.kind) == (1, "error")
