"""An input as it is sent and exported: whole, so that whoever reads it has nothing to build."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from segur_rules.conformance.documents import (
    archive_of,
    content_of,
    file_of,
    in_base64,
    written,
)
from segur_rules.conformance.suite import Vector


def resolved(vector: Vector) -> dict[str, Any]:
    """The input of a vector as it is sent, its files written out.

    No base, patch, repeated line or repeated text is left, and a zip is its bytes. What is not a
    file stays as it is.
    """
    return _RESOLVED.get(vector.operation, dict)(vector.input)


def exported(vector: Vector) -> dict[str, Any]:
    """The input of a vector as it is exported: as it is sent, but for what is only large.

    A file or a document that is a text many times over stays told so (`repeat`): the suite would
    weigh ten times as much.
    """
    whole = resolved(vector)
    _repeat(whole, vector.input)
    for piece, given in zip(whole.get("pieces", ()), vector.input.get("pieces", ()), strict=True):
        _repeat(piece, given)
    return whole


def _repeat(whole: dict[str, Any], given: Mapping[str, Any]) -> None:
    if "repeat" in given:
        for name in ("text", "base64"):
            whole.pop(name, None)
        whole["repeat"] = given["repeat"]


def _check(given: Mapping[str, Any]) -> dict[str, Any]:
    whole: dict[str, Any] = written(file_of(given))
    if "pieces" in given:
        whole["pieces"] = [_document(piece) for piece in given["pieces"]]
    if "zip" in given:
        whole["zip"] = _archive(given)
    if "context" in given:
        whole["context"] = given["context"]
    return whole


def _document(given: Mapping[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in given.items() if name not in _CONTENTS}
    return kept | written(content_of(given))


def _plan(given: Mapping[str, Any]) -> dict[str, Any]:
    return dict(given) | {"zip": _archive(given)}


def _archive(given: Mapping[str, Any]) -> dict[str, str]:
    return in_base64(archive_of(given).getvalue())


_CONTENTS: Final = ("text", "base64", "repeat")
_RESOLVED: Final[Mapping[str, Callable[[Mapping[str, Any]], dict[str, Any]]]] = MappingProxyType(
    {"check_file": _check, "check_pieces": _check, "check_document": _document, "plan_zip": _plan}
)
