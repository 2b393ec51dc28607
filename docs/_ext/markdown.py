"""Pieces of Markdown, in MyST's dialect: the generated pages are made of these."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

_SPECIAL = re.compile(r"([\\`*_{}\[\]<>#|~$&])")
_BREAK = re.compile(r"\s*[\r\n]\s*")
_BACKTICKS = re.compile(r"`+")


def plain(text: str) -> str:
    """Text that is shown as it is, whatever it holds."""
    return _SPECIAL.sub(r"\\\1", _BREAK.sub(" ", text))


def code(text: str) -> str:
    """Text shown in the type of code, whatever it holds; nothing for nothing."""
    if not text:
        return ""
    text = visible(text)
    fence = "`" * (1 + max((len(run) for run in _BACKTICKS.findall(text)), default=0))
    pad = " " if text[0] in "` " or text[-1] in "` " else ""
    return f"{fence}{pad}{text}{pad}{fence}"


def visible(text: str) -> str:
    """Text whose invisible characters are written as JSON escapes."""
    return "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in text)


def codes(texts: Iterable[str]) -> str:
    """Several of them, separated by commas."""
    return ", ".join(code(text) for text in texts)


def block(text: str, language: str = "json") -> str:
    """A block of code."""
    fence = "`" * max(3, 1 + max((len(run) for run in _BACKTICKS.findall(text)), default=0))
    return f"{fence}{language}\n{text}\n{fence}"


def link(text: str, target: str) -> str:
    """A link to a target of the documentation; `text` is Markdown."""
    return f"[{text}](#{target})"


def span(text: str, target: str) -> str:
    """Text that a link can lead to; `text` is Markdown."""
    return f"[{text}]{{#{target}}}"


def heading(level: int, text: str, target: str = "") -> str:
    """A heading, and the target by which other pages link to it."""
    return (f"({target})=\n" if target else "") + f"{'#' * level} {text}"


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table of cells that are Markdown already."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join(f"| {' | '.join(_cell(cell) for cell in line)} |" for line in lines)


def fields(pairs: Iterable[tuple[str, str]]) -> str:
    """A list of named things; `text` is Markdown on one line."""
    return "\n".join(f":{name}: {text}" for name, text in pairs)


def details(summary: str, body: str) -> str:
    """A part that the reader opens. `summary` is plain text."""
    return f"<details><summary>{plain(summary)}</summary>\n\n{body}\n\n</details>"


def page(*parts: str) -> str:
    """Parts one below the other; empty ones leave no trace."""
    return "\n\n".join(part for part in parts if part) + "\n"


def _cell(text: str) -> str:
    # A bar ends a cell even inside code, unless it is escaped.
    return re.sub(r"(?<!\\)\|", r"\\|", text)
