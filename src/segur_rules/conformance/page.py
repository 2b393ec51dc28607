"""The report of a run as one HTML page, which a browser shows without any other file.

The page is for people; the JSON report holds more. All that comes from an
implementation is escaped, and long values are cut so that the page stays light.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator, Mapping
from datetime import datetime
from functools import cache
from html import escape
from importlib import resources
from string import Template
from types import MappingProxyType
from typing import Any, Final

from segur_rules.conformance import _page_failures as page_failures
from segur_rules.conformance import _page_tables as page_tables
from segur_rules.conformance._excerpt import short
from segur_rules.conformance._page_words import Words
from segur_rules.messages import catalogues, formats

BAR: Final = 1_000
"""The width of the bar of totals, in units of its own."""

_MARKS: Final = MappingProxyType(
    {"passed": "M8 16.5l5.5 5.5L24 11", "failed": "M10 10l12 12M22 10L10 22", "none": "M9 16h14"}
)
"""The mark in the badge's disc, so that its colour is not alone to speak."""


def page(report: Mapping[str, Any], lang: str = "en") -> str:
    """The page of a report, in French or in English."""
    words = Words(catalogues.known(lang))
    style, script = _data("page.css"), _data("page.js")
    return Template(_data("page.html")).substitute(
        lang=words.lang,
        title=f"{words.say('title')} – {short(report['implementation']['name'])}",
        style=style,
        style_hash=_hash(style),
        script=script,
        script_hash=_hash(script),
        body="\n".join(_body(words, report)),
    )


@cache
def _data(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _hash(text: str) -> str:
    """What a Content-Security-Policy names a style or a script by, so that no other runs."""
    return "sha256-" + base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


def _body(words: Words, report: Mapping[str, Any]) -> Iterator[str]:
    yield "<header>"
    yield from _verdict(words, report["totals"])
    yield from _facts(words, report)
    yield from _contents(words)
    yield "</header>\n<main>"
    for name in page_tables.TABLES:
        yield from page_tables.table(words, report, name)
    yield from page_failures.failures(words, report["results"])
    yield from page_tables.skipped(words, report["results"])
    yield f"</main>\n<footer><p>{words.say('independent')}</p></footer>"


def _verdict(words: Words, totals: Mapping[str, int]) -> Iterator[str]:
    state = _state(totals)
    disc = f'<circle class="disc" cx="16" cy="16" r="16"/><path class="mark" d="{_MARKS[state]}"/>'
    mark = f'<svg viewBox="0 0 32 32" aria-hidden="true">{disc}</svg>'
    yield f'<div class="head"><h1>{words.say("title")}</h1>'
    yield f'<p class="badge is-{state}">{mark}{words.say(f"badge.{state}")}</p></div>'
    yield f'<p class="said">{words.say(f"said.{state}", n=totals["failed"])}'
    if totals["skipped"]:
        yield words.say("said.skipped", n=totals["skipped"])
    yield '</p>\n<dl class="totals">'
    for name in ("vectors", *page_tables.COUNTS):
        kind, count = name if totals[name] else "nil", words.number(totals[name])
        yield f'<div class="{kind}"><dt>{words.say(f"column.{name}")}</dt><dd>{count}</dd></div>'
    yield f"</dl>\n{_bar(totals)}"


def _state(totals: Mapping[str, int]) -> str:
    """Passed, failed, or none: what was not asked cannot have passed."""
    if totals["failed"]:
        return "failed"
    return "passed" if totals["passed"] else "none"


def _bar(totals: Mapping[str, int]) -> str:
    """The totals drawn side by side; the figures above say the same."""
    parts, x = [f'<rect class="none" width="{BAR}" height="10"/>'], 0.0
    for name in page_tables.COUNTS:
        width = BAR * totals[name] / max(1, totals["vectors"])
        parts.append(f'<rect class="{name}" x="{x:.2f}" width="{width:.2f}" height="10"/>')
        x += width
    box = f'viewBox="0 0 {BAR} 10" preserveAspectRatio="none"'
    return f'<svg class="bar" {box} aria-hidden="true">{"".join(parts)}</svg>'


def _facts(words: Words, report: Mapping[str, Any]) -> Iterator[str]:
    implementation = report["implementation"]
    at = formats.instant(datetime.fromisoformat(report["at"]), words.lang)
    operations = [f"<code>{short(name)}</code>" for name in implementation["operations"]]
    facts = {
        "implementation": f"<strong>{short(implementation['name'])}</strong>",
        "version": short(implementation["version"]),
        **{name: short(str(report[name])) for name in ("suite", "ruleset", "protocol")},
        "instant": f'<time datetime="{short(report["at"])}">{escape(at)}</time>',
        "operations": ", ".join(operations) or words.say("none"),
    }
    yield '<dl class="facts">'
    for name, html in facts.items():
        yield f"<dt>{words.say(f'fact.{name}')}</dt><dd>{html}</dd>"
    yield "</dl>"


def _contents(words: Words) -> Iterator[str]:
    yield f'<nav aria-label="{words.say("contents")}"><ul>'
    for name in (*page_tables.TABLES, "failures", "skipped"):
        yield f'<li><a href="#{name}">{words.say(f"section.{name}")}</a></li>'
    yield "</ul></nav>"
