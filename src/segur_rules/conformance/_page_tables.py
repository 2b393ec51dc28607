"""The tables of a page: by operation, by rule, by requirement, and why vectors were skipped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from html import escape
from typing import Any, Final

from segur_rules.conformance._excerpt import short
from segur_rules.conformance._page_words import (
    SENTENCE_MOST,
    Result,
    Words,
    grouped,
    link,
    with_outcome,
)
from segur_rules.messages import catalogues
from segur_rules.sources import requirements

TABLES: Final = ("operations", "rules", "requirements")
COUNTS: Final = ("passed", "failed", "skipped")

OPEN_ROWS: Final = 15
"""Rows without a failure that stand open below those that have one."""

REASONS_MOST: Final = 200
"""Reasons of skipping that are shown."""


def table(words: Words, report: Mapping[str, Any], name: str) -> Iterator[str]:
    """One section: what has a failure first, then the rest, folded when it is long."""
    rows = report[name]
    wrong = [row for row in rows if row["failed"]]
    right = [row for row in rows if not row["failed"]]
    failures = grouped(with_outcome(report["results"], "failed"), lambda r: _names(r, name))
    yield f'<section id="{name}" aria-labelledby="{name}-title">'
    yield f'<h2 id="{name}-title">{words.say(f"section.{name}")}</h2>'
    if not rows:
        yield f"<p>{words.say('none')}</p>"
    if wrong:
        yield from _rows(words, name, wrong, failures)
    if wrong and len(right) > OPEN_ROWS:
        said = words.say("right", n=len(right))
        yield f'<details class="rest"><summary>{said}</summary>'
        yield from _rows(words, name, right, {})
        yield "</details>"
    elif right:
        yield from _rows(words, name, right, {})
    yield "</section>"


def _names(result: Result, name: str) -> Iterable[str]:
    return [result["operation"]] if name == "operations" else result[name]


def _rows(
    words: Words,
    name: str,
    rows: Iterable[Mapping[str, Any]],
    failures: Mapping[str, Sequence[Result]],
) -> Iterator[str]:
    caption = words.say(f"caption.{name}.{'wrong' if failures else 'right'}")
    yield f"<table><caption>{caption}</caption><thead><tr>"
    yield f'<th scope="col">{words.say(f"row.{name}")}</th>'
    for count in COUNTS:
        yield f'<th scope="col" class="number">{words.say(f"column.{count}")}</th>'
    yield "</tr></thead><tbody>"
    for row in rows:
        yield f'<tr><th scope="row"><code>{short(row["name"])}</code></th>'
        for count in COUNTS:
            kind = count if row[count] else "nil"
            yield f'<td class="number {kind}">{words.number(row[count])}</td>'
        yield "</tr>"
        # A row of its own: beside three numbers, a narrow screen has no room for a sentence.
        if more := _statement(words, name, row["name"]) + _links(words, row, failures):
            yield f'<tr class="more"><td colspan="4">{more}</td></tr>'
    yield "</tbody></table>"


def _links(words: Words, row: Mapping[str, Any], failures: Mapping[str, Sequence[Result]]) -> str:
    if not row["failed"]:
        return ""
    ids = [str(result["id"]) for result in failures[row["name"]]]
    said = words.say("see", n=len(ids))
    return f"<details><summary>{said}</summary>{words.names(ids, link)}</details>"


def _statement(words: Words, name: str, number: str) -> str:
    """What a rule or a requirement says; nothing when it is not known here."""
    if name == "rules" and (said := catalogues.text("rule", number, words.lang)):
        return f"<p>{escape(said)}</p>"
    if name == "requirements" and number in requirements():
        return f'<p lang="en">{escape(requirements()[number].statement)}</p>'
    return ""


def skipped(words: Words, results: Iterable[Result]) -> Iterator[str]:
    """The section of what was not judged, reason by reason."""
    reasons = grouped(with_outcome(results, "skipped"), lambda r: [" ".join(r["detail"])])
    yield '<section id="skipped" aria-labelledby="skipped-title">'
    yield f'<h2 id="skipped-title">{words.say("section.skipped")}</h2>'
    if reasons:
        yield from _reasons(words, reasons)
    else:
        yield f"<p>{words.say('no_skip')}</p>"
    yield "</section>"


def _reasons(words: Words, reasons: Mapping[str, Sequence[Result]]) -> Iterator[str]:
    yield f"<table><caption>{words.say('caption.skipped')}</caption><thead><tr>"
    yield f'<th scope="col">{words.say("row.reason")}</th>'
    yield f'<th scope="col" class="number">{words.say("column.vectors")}</th></tr></thead><tbody>'
    for reason, results in list(reasons.items())[:REASONS_MOST]:
        ids = [str(result["id"]) for result in results]
        yield f'<tr><th scope="row">{short(reason, SENTENCE_MOST)}'
        yield f"<details><summary>{words.say('which')}</summary>{words.names(ids)}</details></th>"
        yield f'<td class="number">{words.number(len(ids))}</td></tr>'
    yield "</tbody></table>"
    yield from words.others(list(reasons), REASONS_MOST, "<p>{}</p>")
