"""Values as a page shows them: bounded, printable, escaped for HTML.

An answer comes from a program that is not ours: it may be long, deep, or made to be taken for
markup. What is left out is marked by `…`, and an `Excerpt` says whether anything was.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from html import escape
from typing import Any, Final

from attrs import frozen

ELLIPSIS: Final = "…"

NAME_MOST: Final = 200
"""Characters of a name, or of a short text, that are shown."""

DEEPEST: Final = 16
"""Levels of lists and objects that are shown."""

_HALF_ENTITY: Final = re.compile(r"&[a-z]*$")


@frozen
class Excerpt:
    """The HTML of a value, and whether it is the whole value."""

    html: str
    whole: bool


def short(text: str, most: int = NAME_MOST) -> str:
    """A text on one line, fit for an element or for an attribute."""
    return escape(_printable(text[:most]), quote=True) + (ELLIPSIS if len(text) > most else "")


def of_text(text: str, most: int) -> Excerpt:
    """A text as it is, its lines kept."""
    lines = "\n".join(_printable(line) for line in text[: most + 1].split("\n"))
    return _cut(lines, most, whole=len(text) <= most)


def of_json(value: object, most: int) -> Excerpt:
    """A JSON value, indented; a list of plain values stands on one line."""
    writer = _Writer(most)
    writer.write(value, "\n")
    return _cut("".join(writer.parts), most, whole=writer.whole)


def _cut(text: str, most: int, *, whole: bool) -> Excerpt:
    # The bound is on what the page weighs: an escaped character weighs five of the others.
    html = escape(text, quote=False)
    if len(html) <= most:
        return Excerpt(html, whole)
    return Excerpt(_HALF_ENTITY.sub("", html[:most]) + ELLIPSIS, whole=False)


def _printable(text: str) -> str:
    r"""What cannot be seen, or turns the direction of writing, as JSON escapes it: `\u001b`."""
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else json.dumps(c)[1:-1] for c in text)


class _Writer:
    """Writes JSON until enough is written, so that a long value costs no more than a short one."""

    def __init__(self, most: int) -> None:
        self.parts: list[str] = []
        self.left = most
        # What comes after a long text is shown too.
        self.text_most = most // 2
        self.whole = True

    def write(self, value: object, newline: str) -> None:
        if not isinstance(value, Mapping | list) or not value:
            self._put(self._scalar(value))
        elif len(newline) > 2 * DEEPEST:
            self._put(ELLIPSIS)
            self.whole = False
        elif isinstance(value, Mapping):
            self._object(value, newline)
        else:
            self._list(value, newline)

    def _object(self, value: Mapping[str, Any], newline: str) -> None:
        inner = newline + "  "
        self._put("{")
        for index, (name, member) in enumerate(value.items()):
            if self._is_full():
                return
            self._put(f"{',' if index else ''}{inner}{self._scalar(name)}: ")
            self.write(member, inner)
        self._put(newline + "}")

    def _list(self, value: list[Any], newline: str) -> None:
        plain = not any(isinstance(item, Mapping | list) for item in value)
        inner = "" if plain else newline + "  "
        self._put("[")
        for index, item in enumerate(value):
            if self._is_full():
                return
            separator = ", " if plain else ","
            self._put((separator if index else "") + inner)
            self.write(item, inner)
        self._put("]" if plain else newline + "]")

    def _scalar(self, value: object) -> str:
        if isinstance(value, str) and len(value) > self.text_most:
            value = value[: self.text_most] + ELLIPSIS
            self.whole = False
        return _printable(json.dumps(value, ensure_ascii=False, default=str))

    def _put(self, text: str) -> None:
        self.parts.append(text)
        self.left -= len(text)

    def _is_full(self) -> bool:
        if self.left > 0:
            return False
        self.parts.append(ELLIPSIS)
        self.whole = False
        return True
