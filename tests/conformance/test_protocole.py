"""The line protocol: what is asked, what counts as an answer, and what this package answers."""

from __future__ import annotations

import json
from typing import Any

import pytest

from segur_rules.conformance import OPERATIONS
from segur_rules.conformance.protocole import (
    Answer,
    Implementation,
    Malformed,
    excerpt,
    parse_answer,
    parse_body,
    read_start,
    request,
    serve,
    serve_all,
    start_request,
    stop_request,
)


def test_requests_are_lines_in_ascii() -> None:
    line = request(7, "decide", {"é\n": "\ud800"})
    assert line.isascii()
    assert len(line.splitlines()) == 1
    assert json.loads(line) == {"seq": 7, "operation": "decide", "input": {"é\n": "\ud800"}}
    assert json.loads(start_request(1)) == {
        "seq": 1,
        "operation": "start",
        "input": {"protocol": 1, "suite": "1.0.0", "ruleset": "2026-11"},
    }
    assert json.loads(stop_request(9)) == {"seq": 9, "operation": "stop", "input": {}}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (b'{"seq": 3, "result": {"a": 1}}\n', Answer("result", {"a": 1})),
        (b'{"seq": 3, "result": null, "more": 1}\r\n', Answer("result", None)),
        (b'{"seq": 3, "skipped": "why"}', Answer("skipped", "why")),
        ('{"seq": 3, "error": "é"}\n'.encode(), Answer("error", "é")),
    ],
)
def test_answers_are_read(line: bytes, expected: Answer) -> None:
    assert parse_answer(line, 3) == expected


@pytest.mark.parametrize(
    ("line", "why"),
    [
        (b"hello\n", "not JSON in UTF-8 .*: 'hello'"),
        (b"\n", "not JSON"),
        (b'{"seq": 3, "result": NaN}', "NaN is not JSON"),
        (b'{"seq": 3, "result": 1e9999999999999999999}', "no number is as large or as small"),
        (b'{"seq": 3, "result": "\xff"}', "not JSON in UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"seq": 3, "result": ' + b"[" * 101 + b"]" * 101 + b"}", "more than 100 levels"),
        (b"[1]", "an answer is an object"),
        (b'{"result": 1}', "bears its seq"),
        (b'{"seq": 4, "result": 1}', "the request 3 bears its seq"),
        (b'{"seq": "3", "result": 1}', "bears its seq"),
        (b'{"seq": 3}', "an answer has a result, skipped or error"),
        (b'{"seq": 3, "result": 1, "error": "x"}', "an answer has a result, skipped or error"),
        (b'{"seq": 3, "skipped": 1}', "skipped is a text"),
        (b'{"seq": 3, "error": null}', "error is a text"),
    ],
)
def test_what_is_no_answer_is_told(line: bytes, why: str) -> None:
    with pytest.raises(Malformed, match=why) as told:
        parse_answer(line, 3)
    assert len(str(told.value)) < 1_000


def test_true_is_not_one() -> None:
    with pytest.raises(Malformed, match="seq"):
        parse_answer(b'{"seq": true, "result": 1}', 1)


def test_an_answer_may_be_nested_a_hundred_levels_deep() -> None:
    line = b'{"seq": 3, "result": ' + b"[" * 99 + b"]" * 99 + b"}"
    assert parse_answer(line, 3).kind == "result"


def test_a_body_holds_a_result() -> None:
    assert parse_body(b'{"result": 1, "ruleset": "x", "error": 2}') == Answer("result", 1)
    for body in (b"", b"[]", b'{"error": "x"}'):
        with pytest.raises(Malformed):
            parse_body(body)


STARTED = {"protocol": 1, "name": "n", "version": "1", "operations": ["decide"]}


def test_who_answers_is_read() -> None:
    assert read_start(Answer("result", STARTED)) == Implementation("n", "1", ("decide",))


@pytest.mark.parametrize(
    ("answer", "why"),
    [
        (Answer("skipped", "no"), "start is answered by skipped: no"),
        (Answer("result", []), "an object"),
        (Answer("result", STARTED | {"protocol": 2}), "the protocol is 1, .* is 2"),
        (Answer("result", STARTED | {"protocol": True}), "the protocol is 1, .* is true"),
        (Answer("result", STARTED | {"operations": "decide"}), "names of the operations"),
        (Answer("result", STARTED | {"operations": [1]}), "names of the operations"),
        (Answer("result", STARTED | {"name": None}), "a name and a version"),
        (Answer("result", STARTED | {"version": 1}), "a name and a version"),
    ],
)
def test_who_does_not_say_so_is_told(answer: Answer, why: str) -> None:
    with pytest.raises(Malformed, match=why):
        read_start(answer)


def test_an_excerpt_is_short_and_on_one_line() -> None:
    assert excerpt(b"a\nb\n") == r"'a\nb'"
    assert excerpt(b"x" * 201) == f"'{'x' * 200}'…"
    assert len(excerpt(b"\xff" * 100_000)) < 300


def _served(line: bytes) -> Any:
    return json.loads(serve(line, "1.2"))


def test_this_package_says_who_it_is() -> None:
    result = _served(start_request(1).encode())["result"]
    assert read_start(Answer("result", result)) == Implementation(
        "segur-rules", "1.2", tuple(OPERATIONS)
    )


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            b'{"seq": 2, "operation": "expiration", "input": {"depot": "2022-03-17T10:00+01:00"}}',
            {
                "seq": 2,
                "result": {"date": "2022-03-24", "last": "2022-03-24T23:59:59.999999+01:00"},
            },
        ),
        (b'{"seq": 2, "operation": "stop"}', {"seq": 2, "result": {}}),
        (
            b'{"seq": 2, "operation": "divine", "input": {}}',
            {"seq": 2, "skipped": "no such operation: divine"},
        ),
        (
            b'{"seq": 2, "operation": "expiration", "input": 3}',
            {"seq": 2, "error": "an input is an object, got 3"},
        ),
        (
            b'{"seq": 2, "operation": "start", "input": {"protocol": 2}}',
            {"seq": 2, "error": "the protocol is 1"},
        ),
        (
            b'{"seq": 2, "operation": "start"}',
            {"seq": 2, "error": "the protocol is 1"},
        ),
    ],
)
def test_each_line_has_its_answer(line: bytes, expected: dict[str, Any]) -> None:
    assert _served(line) == expected


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"hello",
        b"\xff",
        b"[]",
        b"{}",
        b'{"seq": [1], "operation": 1}',
        b"[" * 100_000,
        b'{"seq": 1, "operation": "stop", "input": -1e-9999999999999999999}',
    ],
)
def test_a_line_that_is_no_request_is_answered_all_the_same(line: bytes) -> None:
    answered = _served(line)
    assert answered["seq"] is None
    assert answered["error"]


def test_serving_ends_when_it_is_asked_to() -> None:
    lines = [b"hello", stop_request(5).encode(), b"never read"]
    replies = [json.loads(reply) for reply in serve_all(lines, "1")]
    assert [reply["seq"] for reply in replies] == [None, 5]
    assert list(serve_all([], "1")) == []
