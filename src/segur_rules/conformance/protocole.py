"""The line protocol: one JSON object per line, in UTF-8, on standard input and output.

A request is `{"seq", "operation", "input"}`; its answer bears the same `seq`, with `result`, with
`skipped` and why, or with `error` and why. Two operations are reserved: `start` comes first, and
its result says which operations the process has; after `stop` the process ends.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from typing import Any, Final, Literal, TypeAlias

from attrs import frozen

from segur_rules.conformance.exact import dump_line, loads
from segur_rules.conformance.operations import OPERATIONS, answer
from segur_rules.conformance.suite import SUITE
from segur_rules.rules.inventory import RULESET

PROTOCOL: Final = 1
START: Final = "start"
STOP: Final = "stop"
NAME: Final = "segur-rules"
"""The name of this package as an implementation."""

PROFONDEUR_MAX: Final = 100
"""How deeply an answer may be nested."""
_SHOWN: Final = 200
_SENTENCE: Final = 1000

Kind: TypeAlias = Literal["result", "skipped", "error"]


class Cause(StrEnum):
    """Why a vector did not pass."""

    DIFFERENCE = "difference"
    """The answer is not what is expected."""
    ERROR = "error"
    """The implementation says that it cannot answer."""
    CRASH = "crash"
    """It ended, or could not be reached."""
    TIMEOUT = "timeout"
    """It did not answer in time."""
    MALFORMED = "malformed"
    """It answered something else than an answer."""
    SKIPPED = "skipped"
    """It has no such operation, or says that it skips the vector."""


class Malformed(ValueError):
    """What was received is not an answer; says why, in one sentence."""


@frozen
class Answer:
    """What came back: a result, or why there is none."""

    kind: Kind
    value: Any


@frozen
class Implementation:
    """What answers: its name, its version, and the operations that it has."""

    name: str
    version: str
    operations: tuple[str, ...]


def start_request(seq: int) -> str:
    """The line that begins."""
    return request(seq, START, {"protocol": PROTOCOL, "suite": SUITE, "ruleset": RULESET})


def stop_request(seq: int) -> str:
    """The line that ends."""
    return request(seq, STOP, {})


def request(seq: int, operation: str, given: Mapping[str, Any]) -> str:
    """The line that asks an operation."""
    return dump_line({"seq": seq, "operation": operation, "input": dict(given)})


def parse_answer(line: bytes, seq: int) -> Answer:
    """The answer to the request of this number. Raises `Malformed`."""
    value = parse_json(line)
    if not isinstance(value, dict):
        raise Malformed(f"an answer is an object, got {excerpt(line)}")
    if value.get("seq") != seq or isinstance(value["seq"], bool):
        raise Malformed(f"the answer to the request {seq} bears its seq, got {excerpt(line)}")
    kinds: tuple[Kind, ...] = ("result", "skipped", "error")
    found = [kind for kind in kinds if kind in value]
    if len(found) != 1:
        raise Malformed(f"an answer has a result, skipped or error, got {excerpt(line)}")
    (kind,) = found
    if kind != "result" and not isinstance(value[kind], str):
        raise Malformed(f"{kind} is a text that says why, got {excerpt(line)}")
    return Answer(kind, value[kind])


def parse_body(raw: bytes) -> Answer:
    """The result that an answer over HTTP holds, beside whatever else. Raises `Malformed`."""
    value = parse_json(raw)
    if not isinstance(value, dict) or "result" not in value:
        raise Malformed(f"an answer is an object with a result, got {excerpt(raw)}")
    return Answer("result", value["result"])


def parse_json(raw: bytes) -> Any:
    """The JSON value that was received. Raises `Malformed`."""
    try:
        value = loads(raw.decode())
    except ValueError as error:
        raise Malformed(f"not JSON in UTF-8 ({error}): {excerpt(raw)}") from error
    if _is_deeper(value, PROFONDEUR_MAX):
        raise Malformed(f"nested more than {PROFONDEUR_MAX} levels deep: {excerpt(raw)}")
    return value


def read_start(answer: Answer) -> Implementation:
    """Who answers, by the answer to `start`. Raises `Malformed`."""
    result = answer.value
    if answer.kind != "result":
        raise Malformed(f"start is answered by {answer.kind}: {result[:_SENTENCE]}")
    if not isinstance(result, Mapping):
        raise Malformed("start is answered by an object: protocol, name, version, operations")
    protocol = result.get("protocol")
    if protocol != PROTOCOL or isinstance(protocol, bool):
        said = dump_line(protocol)[:_SHOWN]
        raise Malformed(f"the protocol is {PROTOCOL}, and that of the implementation is {said}")
    operations = result.get("operations")
    if not isinstance(operations, list) or not all(isinstance(name, str) for name in operations):
        raise Malformed("start is answered with the names of the operations, in a list")
    name, version = result.get("name"), result.get("version")
    if not isinstance(name, str) or not isinstance(version, str):
        raise Malformed("start is answered with a name and a version, which are texts")
    return Implementation(name[:_SHOWN], version[:_SHOWN], tuple(operations))


def excerpt(raw: bytes) -> str:
    """The beginning of what was received, on one line."""
    shown = raw[: 4 * _SHOWN].decode(errors="replace").strip()
    cut = len(shown) > _SHOWN or len(raw) > 4 * _SHOWN
    return repr(shown[:_SHOWN]) + ("…" if cut else "")


def serve(line: bytes, version: str) -> str:
    """What this package answers to one line. Any line is answered, with a line in ASCII."""
    return _served(line, version)[0]


def serve_all(lines: Iterable[bytes], version: str) -> Iterator[str]:
    """What this package answers to each line, until `stop` is answered."""
    for line in lines:
        reply, ends = _served(line, version)
        yield reply
        if ends:
            return


def _served(line: bytes, version: str) -> tuple[str, bool]:
    """The answer to a line, and whether it is the last one."""
    asked: Any = None
    reply: dict[str, Any]
    try:
        asked = loads(line.decode())
        reply = {"result": _result(asked, version)}
    except LookupError as error:
        reply = {"skipped": str(error.args[0])[:_SENTENCE]}
    except ValueError as error:
        reply = {"error": str(error)[:_SENTENCE]}
    told = asked if isinstance(asked, dict) else {}
    seq = told.get("seq")
    ends = "result" in reply and told["operation"] == STOP
    return dump_line({"seq": seq if isinstance(seq, int) else None, **reply}), ends


def _result(asked: object, version: str) -> dict[str, Any]:
    if not isinstance(asked, dict) or not isinstance(asked.get("operation"), str):
        raise ValueError("a request is an object that names its operation: seq, operation, input")
    operation, given = asked["operation"], asked.get("input")
    if operation == START:
        if not isinstance(given, Mapping) or given.get("protocol") != PROTOCOL:
            raise ValueError(f"the protocol is {PROTOCOL}")
        return describe(version)
    return {} if operation == STOP else answer(operation, given)


def describe(version: str) -> dict[str, Any]:
    """What this package answers to `start`."""
    return {
        "protocol": PROTOCOL,
        "name": NAME,
        "version": version,
        "operations": list(OPERATIONS),
    }


def _is_deeper(value: Any, most: int) -> bool:
    """Whether a value is nested more than so many levels deep."""
    level = [value]
    for _ in range(most):
        containers = [one for one in level if isinstance(one, dict | list)]
        if not containers:
            return False
        level = [
            inner
            for one in containers
            for inner in (one.values() if isinstance(one, dict) else one)
        ]
    return any(isinstance(one, dict | list) for one in level)
