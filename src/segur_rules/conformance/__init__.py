"""The conformance vectors, and the judge that compares an answer with what a vector expects.

A vector is language-neutral JSON: a file (a base with a patch, a text, or bytes), its documents
where it has any, what the caller knows, and the rule ids and pointers that a conforming
implementation reports. Message texts are never compared. `vector.schema.json` describes the form.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from copy import deepcopy
from datetime import datetime
from decimal import Decimal
from functools import cache
from importlib import resources
from typing import Any, Final

from attrs import frozen

from segur_rules.conformance import calculs, documents, operations
from segur_rules.outcomes import Report
from segur_rules.rules import check_file, check_with_pieces, check_with_zip
from segur_rules.rules.context import Context, context_from_dict

CHECK_FILE: Final = "check_file"
CHECK_PIECES: Final = "check_pieces"


@frozen
class Vector:
    """One input and what is expected of it; `id` is permanent."""

    id: str
    operation: str
    kind: str
    rules: tuple[str, ...]
    requirements: tuple[str, ...]
    why: str
    input: Mapping[str, Any]
    expect: Mapping[str, Any]

    @property
    def rule(self) -> str:
        """The rule that the vector is about."""
        return self.id.rsplit("-", 2)[0]

    def raw(self) -> bytes:
        """The bytes of the file."""
        return _raw(self.input)

    def context(self) -> Context:
        """What the caller knows."""
        return context_from_dict(self.input.get("context", {}))


def vectors() -> Iterator[Vector]:
    """Every vector, file by file."""
    for entry in sorted(_folder("vectors").iterdir(), key=lambda entry: entry.name):
        yield from vectors_of(entry.name.removesuffix(".json"))


@cache
def vectors_of(stem: str) -> tuple[Vector, ...]:
    """The vectors of one rule or one operation, in their order; none when it has none."""
    entry = _folder("vectors").joinpath(f"{stem}.json")
    if not entry.is_file():
        return ()
    return tuple(
        Vector(
            **{
                **vector,
                "rules": tuple(vector["rules"]),
                "requirements": tuple(vector["requirements"]),
            }
        )
        for vector in _loads(entry.read_text(encoding="utf-8"))["vectors"]
    )


def run(vector: Vector) -> list[str]:
    """What this package answers otherwise than the vector expects; nothing when it agrees."""
    if vector.operation in (CHECK_FILE, CHECK_PIECES):
        return judge(vector, report_of(vector))
    given = answer(vector.operation, vector.input)
    return [] if matches(vector.expect, given) else [f"expected {vector.expect}, got {given}"]


def report_of(vector: Vector) -> Report:
    """What this package reports on the file of a vector, with its documents if it has any."""
    raw, context = vector.raw(), vector.context()
    if vector.operation == CHECK_FILE:
        return check_file(raw, context)
    if "zip" in vector.input:
        return check_with_zip(raw, documents.archive_of(vector.input), context)
    return check_with_pieces(raw, documents.documents_of(vector.input), context)


def answer(operation: str, given: Mapping[str, Any]) -> dict[str, Any]:
    """What an operation that judges no file answers, by its name, from JSON to JSON.

    Raises `LookupError` when there is no such operation, `ValueError` when what is given is
    not of its form.
    """
    for room in (operations, calculs):
        if operation in room.OPERATIONS:
            answered: dict[str, Any] = room.answer(operation, given)
            return answered
    raise LookupError(f"no such operation: {operation}")


def matches(expected: Any, given: Any) -> bool:
    """Whether an answer is what is expected.

    Members that are not named are free, lists are without order, and instants are compared as
    instants.
    """
    if isinstance(expected, Mapping):
        return isinstance(given, Mapping) and all(
            name in given and matches(value, given[name]) for name, value in expected.items()
        )
    if isinstance(expected, list):
        if not isinstance(given, list) or len(given) != len(expected):
            return False
        left = list(given)
        for item in expected:
            same = next((other for other in left if matches(item, other)), None)
            if same is None:
                return False
            left.remove(same)
        return True
    return bool(expected == given) or _same_instant(expected, given)


def _same_instant(expected: Any, given: Any) -> bool:
    try:
        one, other = datetime.fromisoformat(expected), datetime.fromisoformat(given)
    except (TypeError, ValueError):
        return False
    return one.tzinfo is not None and other.tzinfo is not None and one == other


def judge(vector: Vector, report: Report) -> list[str]:
    """The differences between a report and what a vector expects, as sentences."""
    expected = [(f["rule"], f.get("pointer")) for f in vector.expect["findings"]]
    got = [(f.rule, f.pointer) for f in report.findings if f.rule in vector.rules]
    differences = []
    if len(got) != len(expected) or any(
        rule != wanted or place not in (None, pointer)
        for (rule, pointer), (wanted, place) in zip(got, expected, strict=True)
    ):
        differences.append(f"findings: expected {expected}, got {got}")
    verdict = vector.expect.get("verdict", report.verdict.value)
    if verdict != report.verdict.value:
        differences.append(f"verdict: expected {verdict}, got {report.verdict.value}")
    status = vector.expect.get("status")
    if status not in (None, status_of(vector.rule, report)):
        differences.append(f"expected {status}, got {status_of(vector.rule, report)}")
    return differences


def status_of(rule: str, report: Report) -> str:
    """What became of a rule: evaluated, not_evaluated or not_applicable."""
    if rule in report.evaluated:
        return "evaluated"
    if any(entry.rule == rule for entry in report.not_evaluated):
        return "not_evaluated"
    return "not_applicable"


def base(name: str) -> Any:
    """A whole valid file by its name, as JSON data with exact decimals."""
    return deepcopy(_base(name))


def dumps(value: Any) -> str:
    """JSON text of data with exact decimals, indented by two."""
    return _render(value, "\n")


@cache
def _base(name: str) -> Any:
    return _loads(_folder("bases").joinpath(f"{name}.json").read_text(encoding="utf-8"))


def _folder(name: str) -> Any:
    return resources.files(__name__).joinpath(name)


def _loads(text: str) -> Any:
    return json.loads(text, parse_float=Decimal)


def _raw(given: Mapping[str, Any]) -> bytes:
    if "base" not in given:
        return documents.content_of(given)
    document = base(given["base"])
    if "lines" in given:
        first = document["lignesImport"][0]
        document["lignesImport"] = [_copy(first, i + 1) for i in range(given["lines"])]
    _patch(document, given.get("patch", ()))
    return dumps(document).encode()


def _copy(line: Any, number: int) -> Any:
    copy = deepcopy(line)
    copy["numLigne"] = number
    copy["numeroEditeur"] += f"-{number}"
    for piece in copy["piecesJustificatives"]:
        stem, dot, extension = piece["nomFichier"].rpartition(".")
        piece["nomFichier"] = f"{stem}-{number}{dot}{extension}"
    return copy


def _patch(document: Any, operations: Iterable[Mapping[str, Any]]) -> None:
    """Apply add, replace and remove of RFC 6902 in place."""
    for operation in operations:
        *around, last = [
            part.replace("~1", "/").replace("~0", "~") for part in operation["path"].split("/")[1:]
        ]
        target = document
        for part in around:
            target = target[int(part)] if isinstance(target, list) else target[part]
        if isinstance(target, list):
            index = len(target) if last == "-" else int(last)
            if operation["op"] == "remove":
                del target[index]
            elif operation["op"] == "add":
                target.insert(index, deepcopy(operation["value"]))
            else:
                target[index] = deepcopy(operation["value"])
        elif operation["op"] == "remove":
            del target[last]
        else:
            target[last] = deepcopy(operation["value"])


def _render(value: Any, newline: str) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict | list) and value:
        inner = newline + "  "
        if isinstance(value, dict):
            items = [
                f"{json.dumps(k, ensure_ascii=False)}: {_render(v, inner)}"
                for k, v in value.items()
            ]
            return "{" + inner + ("," + inner).join(items) + newline + "}"
        return "[" + inner + ("," + inner).join(_render(v, inner) for v in value) + newline + "]"
    return json.dumps(value, ensure_ascii=False)
