"""Words, numbers and lists of a page, in its language and escaped."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from html import escape
from typing import Any, Final, TypeAlias

from attrs import frozen

from segur_rules.conformance._excerpt import short
from segur_rules.messages import catalogues, formats, ui

SENTENCE_MOST: Final = 400
"""Characters of a sentence that are shown."""

NAMES_MOST: Final = 60
"""Vectors that are named in one place; the others are counted."""

Result: TypeAlias = Mapping[str, Any]
"""What became of one vector, as the report has it."""


@frozen
class Words:
    """What a page says, in a language that the catalogues have."""

    lang: str

    def say(self, key: str, **params: int) -> str:
        """A text of the pages."""
        return escape(ui(f"page.{key}", self.lang, **params))

    def cause(self, code: str) -> str:
        """Why a vector failed, in words; the code itself when it has none."""
        known = catalogues.text("ui", f"conformance.cause.{code}", self.lang)
        return escape(known) if known else short(code)

    def number(self, value: int) -> str:
        """A count."""
        return formats.number(value, self.lang)

    def names(self, ids: Sequence[str], shown: Callable[[str], str] = short) -> str:
        """A list of vectors, the first ones named and the others counted."""
        items = [f"<li>{shown(name)}</li>" for name in ids[:NAMES_MOST]]
        items += self.others(ids, NAMES_MOST, "<li>{}</li>")
        return f'<ul class="ids">{"".join(items)}</ul>'

    def others(self, items: Sequence[object], most: int, form: str) -> list[str]:
        """How many items are beyond the first ones, in an element; nothing when none is."""
        more = len(items) - most
        return [form.format(escape(ui("others", self.lang, n=more)))] if more > 0 else []


def link(name: str) -> str:
    """A link to a failure, by the id of its vector."""
    return f'<a href="#{short(name)}">{short(name)}</a>'


def with_outcome(results: Iterable[Result], outcome: str) -> list[Result]:
    """The results that have an outcome."""
    return [result for result in results if result["outcome"] == outcome]


def grouped(
    results: Iterable[Result], keys: Callable[[Result], Iterable[str]]
) -> dict[str, list[Result]]:
    """Results under each of their keys, in their order."""
    groups: dict[str, list[Result]] = {}
    for result in results:
        for key in keys(result):
            groups.setdefault(key, []).append(result)
    return groups
