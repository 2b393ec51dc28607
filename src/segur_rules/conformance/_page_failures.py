"""The failures of a page: what was asked, what was expected, what came."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Final

from segur_rules.conformance._excerpt import NAME_MOST, Excerpt, of_json, of_text, short
from segur_rules.conformance._page_words import SENTENCE_MOST, Result, Words, grouped, with_outcome

VALUES_MOST: Final = 3_000_000
"""Characters that the values of all failures share."""

VALUE_MOST: Final = 20_000
VALUE_LEAST: Final = 300
"""Characters that one value has at most, and however many failures there are."""

VALUES_EACH: Final = 4
"""The file, the rest of the input, what was expected, what came."""

OPEN_LINES: Final = 24
OPEN_MOST: Final = 1_000
"""Lines and characters beyond which a value is folded."""

DETAILS_MOST: Final = 8
"""Sentences of a failure that are shown."""


def failures(words: Words, results: Iterable[Result]) -> Iterator[str]:
    """The section of the failures, operation by operation."""
    failed = with_outcome(results, "failed")
    data = "".join(f' data-{name}="{words.say(name)}"' for name in ("filter", "open", "close"))
    yield f'<section id="failures" aria-labelledby="failures-title"{data}>'
    yield f'<h2 id="failures-title">{words.say("section.failures")}</h2>'
    if not failed:
        yield f"<p>{words.say('no_failure')}</p>"
    share = VALUES_MOST // (VALUES_EACH * max(1, len(failed)))
    most = max(VALUE_LEAST, min(VALUE_MOST, share))
    for operation, wrong in grouped(failed, lambda result: [result["operation"]]).items():
        yield f"<section><h3><code>{short(operation)}</code> ({words.number(len(wrong))})</h3>"
        for result in wrong:
            yield from _failure(words, result, most)
        yield "</section>"
    yield "</section>"


def _failure(words: Words, result: Result, most: int) -> Iterator[str]:
    number = short(result["id"])
    about = [result["kind"], *result["rules"], *result["requirements"]]
    yield f'<article id="{number}"><div class="title"><h4>{number}</h4>'
    yield f'<span class="cause is-failed">{words.cause(result["cause"])}</span></div>'
    yield f'<p lang="en">{short(result["why"], SENTENCE_MOST)}</p>'
    yield f'<p class="soft small">{short(" · ".join(about), SENTENCE_MOST)}</p>'
    yield _detail(words, result["detail"], most)
    yield '<div class="values">'
    yield from _input(words, result["input"], most)
    yield _value(words, "expected", of_json(result["expected"], most))
    if result["got"] is None and result["cause"] != "difference":
        nothing = f"<p>{words.say('nothing')}</p>"
        yield f'<div><p class="name">{words.say("value.got")}</p>{nothing}</div>'
    else:
        yield _value(words, "got", of_json(result["got"], most))
    yield "</div></article>"


def _detail(words: Words, sentences: Sequence[str], most: int) -> str:
    each = max(NAME_MOST, most // VALUES_EACH)
    items = [f"<li>{of_text(said, each).html}</li>" for said in sentences[:DETAILS_MOST]]
    items += words.others(sentences, DETAILS_MOST, "<li>{}</li>")
    return f'<ul class="detail" lang="en">{"".join(items)}</ul>'


def _input(words: Words, given: object, most: int) -> Iterator[str]:
    """The input; a file that is given as a text stands apart, with its lines."""
    if isinstance(given, Mapping) and isinstance(given.get("text"), str):
        yield _value(words, "text", of_text(given["text"], most))
        given = {name: value for name, value in given.items() if name != "text"}
    if given != {}:
        yield _value(words, "input", of_json(given, most))


def _value(words: Words, name: str, shown: Excerpt) -> str:
    label, lines = words.say(f"value.{name}"), shown.html.count("\n") + 1
    place = "wide" if name in ("input", "text") else "half"
    text = f"<pre>{shown.html}</pre>"
    if not shown.whole:
        text += f'<p class="cut">{words.say("cut")}</p>'
    if lines <= OPEN_LINES and len(shown.html) <= OPEN_MOST:
        return f'<div class="{place}"><p class="name">{label}</p>{text}</div>'
    summary = f"<summary>{label} ({words.say('lines', n=lines)})</summary>"
    return f'<details class="value {place}">{summary}{text}</details>'
