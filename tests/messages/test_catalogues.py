"""The catalogues themselves: the same keys, the same placeholders, and texts fit to be read."""

from __future__ import annotations

import re
from importlib import resources
from itertools import pairwise
from string import Formatter
from typing import TYPE_CHECKING

import pytest
from babel import Locale
from babel.messages.checkers import checkers
from babel.messages.pofile import read_po

from segur_rules.messages import LANGUES, catalogues
from segur_rules.outcomes import Severity, Verdict
from tests.messages.exemples import EXEMPLES

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog, Message

each_language = pytest.mark.parametrize("langue", LANGUES)


def _entries(langue: str) -> dict[tuple[str, str], Message]:
    return {_key(entry): entry for entry in catalogues.catalogue(langue) if entry.id}


def _key(entry: Message) -> tuple[str, str]:
    name = entry.id if isinstance(entry.id, str) else entry.id[0]
    assert entry.context is not None
    return entry.context, name


def _forms(entry: Message) -> list[str]:
    return [entry.string] if isinstance(entry.string, str) else list(entry.string or ())


def _placeholders(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


def _keys(langue: str, context: str) -> set[str]:
    return {name for (where, name) in _entries(langue) if where == context}


def _sentences(form: str) -> int:
    # A point that ends a sentence is followed by a capital, or by a tag or a value.
    return len(re.findall(r"[.?](?: (?=[A-ZÀÉ«“])|$)", form))


@each_language
def test_the_file_is_read_to_the_letter(langue: str) -> None:
    raw = resources.files("segur_rules.messages").joinpath(f"{langue}.po").read_bytes()
    text = raw.decode()
    strict: Catalog = read_po(iter(text.splitlines(keepends=True)), langue, abort_invalid=True)
    # A key that is written twice would keep the last text only, and say nothing.
    assert len(strict) == len(re.findall("^msgctxt ", text, re.MULTILINE))
    assert not strict.obsolete
    assert "#, fuzzy" not in text
    assert strict.locale == Locale.parse(langue)
    assert strict.num_plurals == 2
    for entry in strict:
        for check in checkers:
            check(strict, entry)


def test_the_languages_have_the_same_keys() -> None:
    first, *others = (_entries(langue) for langue in LANGUES)
    for other in others:
        assert list(other) == list(first)
        for key, entry in first.items():
            assert entry.pluralizable == other[key].pluralizable, key


def test_the_languages_show_the_same_values() -> None:
    first, *others = (_entries(langue) for langue in LANGUES)
    for other in others:
        for key, entry in first.items():
            shown = [_placeholders(form) for form in _forms(entry)]
            assert [_placeholders(form) for form in _forms(other[key])] == shown, key


@each_language
def test_every_rule_is_stated_and_every_wording_has_a_rule(langue: str) -> None:
    rules = _keys(langue, "rule")
    assert {key.partition(".")[0] for key in _keys(langue, "message")} == rules
    assert all(re.fullmatch(r"SEG-[A-Z]{3}-\d{3}", rule) for rule in rules)


@each_language
def test_every_wording_has_its_example(langue: str) -> None:
    assert _keys(langue, "message") == set(EXEMPLES)


@each_language
def test_a_wording_shows_nothing_that_its_rule_does_not_give(langue: str) -> None:
    for (context, key), entry in _entries(langue).items():
        if context == "message":
            for form in _forms(entry):
                assert _placeholders(form) <= EXEMPLES[key].keys(), key


@each_language
def test_every_verdict_and_severity_has_its_word(langue: str) -> None:
    words = _keys(langue, "ui")
    assert {f"verdict.{verdict}" for verdict in Verdict} <= words
    assert {f"why.{verdict}" for verdict in Verdict} <= words
    assert {f"severity.{severity}" for severity in Severity} <= words
    assert {f"count.{severity}" for severity in Severity} <= words


@each_language
def test_no_text_is_missing(langue: str) -> None:
    for key, entry in _entries(langue).items():
        assert all(form.strip() == form != "" for form in _forms(entry)), key


@each_language
def test_only_what_is_counted_has_a_plural(langue: str) -> None:
    for key, entry in _entries(langue).items():
        counts = {"n", "nombre"} & set().union(*map(_placeholders, _forms(entry)))
        assert bool(counts) == entry.pluralizable, key
        assert len(_forms(entry)) == (2 if entry.pluralizable else 1), key


@each_language
def test_a_message_is_one_to_three_sentences(langue: str) -> None:
    for (context, key), entry in _entries(langue).items():
        for form in _forms(entry):
            if context == "message":
                assert 1 <= _sentences(form) <= 3, key
                assert form.endswith("."), key
                assert len(form) <= 320, key
            elif context == "rule":
                assert _sentences(form) == 1, key
                assert form.endswith("."), key


@each_language
def test_a_message_says_more_than_its_rule(langue: str) -> None:
    entries = _entries(langue)
    for (context, key), entry in entries.items():
        if context == "message":
            assert entry.string != entries["rule", key.partition(".")[0]].string, key


def test_french_is_set_as_french_is() -> None:
    for key, entry in _entries("fr").items():
        for form in _forms(entry):
            # Neither the JSON escapes that a message explains nor an hour is prose.
            prose = re.sub(r"\\\S+|\d\d:\d\d", "", form)
            assert "'" not in prose, key
            assert '"' not in prose, key
            for before, after in pairwise(f" {prose}"):
                if after == ":":
                    assert before == "\u00a0", key
                if after in ";?!":
                    assert before == "\u202f", key
                if before == "«" or after in "»%":
                    assert (after if before == "«" else before) == "\u00a0", key


def test_english_is_set_as_english_is() -> None:
    for key, entry in _entries("en").items():
        for form in _forms(entry):
            assert not set(form) & set("«»\u00a0\u202f’"), key
            assert not re.search(r"\s[:;?!%]", form), key


@each_language
def test_a_text_has_no_stray_space(langue: str) -> None:
    for key, entry in _entries(langue).items():
        for form in _forms(entry):
            assert not re.search(r"\s\s|\s[.,)]|\(\s|\n|\t", form), key


def test_an_unknown_language_is_answered_in_french() -> None:
    assert catalogues.known("en") == "en"
    assert catalogues.known("de") == "fr"


@pytest.mark.parametrize(
    ("langue", "nombre", "expected"),
    [
        ("fr", 0, "{n} demande"),
        ("fr", 1, "{n} demande"),
        ("fr", 2, "{n} demandes"),
        ("fr", 1_000_000, "{n} demandes"),
        ("en", 0, "{n} demandes"),
        ("en", 1, "{n} demande"),
        ("en", 2, "{n} demandes"),
        ("fr", None, "{n} demandes"),
        ("fr", "1", "{n} demandes"),
    ],
)
def test_the_number_chooses_the_form(langue: str, nombre: object, expected: str) -> None:
    assert catalogues.text("ui", "count.lines", langue, nombre) == expected


def test_an_unknown_key_has_no_text() -> None:
    assert catalogues.text("ui", "no such key", "fr") is None
