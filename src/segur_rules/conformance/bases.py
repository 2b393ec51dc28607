"""Whole valid files by name, and the changes that make a vector's file of one of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from copy import deepcopy
from functools import cache
from importlib import resources
from typing import Any, Final

from segur_rules.conformance.exact import loads

LIGNES_MAX: Final = 1000
"""How many times the first line of a base may be repeated."""


def base(name: str) -> Any:
    """A whole valid file by its name, as JSON data with exact decimals.

    Raises `ValueError` when there is none of this name.
    """
    if name not in _names():
        raise ValueError(f"no such base: {name}")
    return deepcopy(_base(name))


def changed(given: Mapping[str, Any]) -> Any:
    """The base that is named, its first line repeated and its places patched as it is said."""
    document = base(given["base"])
    if "lines" in given:
        count = given["lines"]
        if not 1 <= count <= LIGNES_MAX:
            raise ValueError(f"a line is repeated 1 to {LIGNES_MAX} times, got {count}")
        first = document["lignesImport"][0]
        document["lignesImport"] = [_copy(first, i + 1) for i in range(count)]
    _patch(document, given.get("patch", ()))
    return document


@cache
def _names() -> frozenset[str]:
    folder = resources.files(__package__).joinpath("bases")
    return frozenset(entry.name.removesuffix(".json") for entry in folder.iterdir())


@cache
def _base(name: str) -> Any:
    entry = resources.files(__package__).joinpath("bases", f"{name}.json")
    return loads(entry.read_text(encoding="utf-8"))


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
