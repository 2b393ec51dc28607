"""The page of a report: whole, light, and safe whatever an implementation answers."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from html.parser import HTMLParser
from itertools import pairwise
from typing import Any, Final

import pytest

from segur_rules.conformance import vectors
from segur_rules.conformance.page import page

VOID: Final = frozenset({"meta", "circle", "path", "rect"})
HOSTILE: Final = (
    "</pre></script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u202e\x1b"
)
NAMES: Final = ("operations", "rules", "requirements")


class Reader(HTMLParser):
    """Reads a page, and refuses what is not well nested."""

    def __init__(self, text: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.texts: list[str] = []
        self.feed(text)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert len(dict(attrs)) == len(attrs)
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in VOID
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] not in ("style", "script"):
            self.texts.append(data)

    @property
    def text(self) -> str:
        return "".join(self.texts)

    def named(self, tag: str) -> list[dict[str, str | None]]:
        return [attrs for name, attrs in self.tags if name == tag]


def result(number: str, outcome: str = "passed", **members: Any) -> dict[str, Any]:
    failed = {"cause": "difference", "input": {}, "expected": {}, "got": {}}
    return {
        "id": number,
        "operation": "check_file",
        "kind": "reject",
        "rules": ["SEG-FIC-001"],
        "requirements": ["GU-4-03"],
        "why": f"Because of {number}.",
        "outcome": outcome,
        "detail": [],
        **(failed if outcome == "failed" else {}),
        **members,
    }


def report(*results: dict[str, Any], name: str = "mine") -> dict[str, Any]:
    counts: dict[str, dict[str, Counter[str]]] = {part: {} for part in NAMES}
    for one in results:
        keys = {**one, "operations": [one["operation"]]}
        for part in NAMES:
            for key in keys[part]:
                counts[part].setdefault(key, Counter())[one["outcome"]] += 1
    total = Counter(one["outcome"] for one in results)
    issues = ("passed", "failed", "skipped")
    return {
        "suite": "1.2.3",
        "ruleset": "2099-01",
        "protocol": 1,
        "implementation": {"name": name, "version": "0.9-beta", "operations": ["check_file"]},
        "at": "2026-11-23T11:30:05+00:00",
        "totals": {"vectors": len(results), **{issue: total[issue] for issue in issues}},
        **{
            part: [{"name": key, **{i: c[i] for i in issues}} for key, c in counts[part].items()]
            for part in NAMES
        },
        "results": list(results),
    }


def failed(**members: Any) -> Reader:
    """The page of one failure."""
    return Reader(page(report(result("SEG-FIC-001-reject-1", "failed", **members))))


def test_the_page_says_what_was_judged() -> None:
    read = Reader(page(report(result("a"), result("b", "skipped", detail=["no time"]))))
    for said in ("mine", "0.9-beta", "1.2.3", "2099-01", "23 November 2026 at 12:30:05"):
        assert said in read.text
    assert "Everything that was judged passed." in read.text
    assert "1 vector was skipped" in read.text
    assert read.named("html") == [{"lang": "en"}]
    assert "Conformance report – mine" in read.text


@pytest.mark.parametrize(
    ("results", "badge", "state"),
    [
        ([result("a")], "Passed", "passed"),
        ([result("a"), result("b", "failed")], "Failed", "failed"),
        ([result("a", "skipped", detail=["x"])], "Nothing judged", "none"),
        ([], "Nothing judged", "none"),
    ],
)
def test_the_badge_says_it_in_words_and_with_a_mark(
    results: list[dict[str, Any]], badge: str, state: str
) -> None:
    text = page(report(*results))
    assert re.search(rf'<p class="badge is-{state}"><svg .*?</svg>{badge}</p>', text)


def test_each_state_has_its_mark() -> None:
    marks = {
        re.findall(r'class="mark" d="([^"]+)"', page(report(*results)))[0]
        for results in ([result("a")], [result("a", "failed")], [])
    }
    assert len(marks) == 3


def test_an_empty_suite_is_a_page() -> None:
    read = Reader(page(report()))
    assert read.named("table") == []
    assert read.named("article") == []
    assert "No failure." in read.text
    assert "No vector was skipped." in read.text
    assert "vectors were skipped" not in read.text


def test_the_bar_is_as_wide_as_the_totals() -> None:
    results = [result("a"), result("b"), result("c", "failed"), result("d", "skipped")]
    bars = {
        attrs["class"]: (attrs["x"], attrs["width"])
        for attrs in Reader(page(report(*results))).named("rect")
        if "x" in attrs
    }
    assert bars == {
        "passed": ("0.00", "500.00"),
        "failed": ("500.00", "250.00"),
        "skipped": ("750.00", "250.00"),
    }


def test_what_was_skipped_is_told_by_reason() -> None:
    results = [
        *(result(f"a-{i}", "skipped", detail=["not", "announced"]) for i in range(3)),
        result("b-1", "skipped", detail=["later"]),
    ]
    read = Reader(page(report(*results)))
    assert "No vector was judged. 4 vectors were skipped" in " ".join(read.text.split())
    assert re.search(r"not announced.*?Which ones.*?a-0.*?a-2.*?3", read.text, re.DOTALL)
    assert re.search(r"later.*?b-1", read.text, re.DOTALL)


def test_many_reasons_and_many_vectors_are_counted() -> None:
    many = [result(f"v{i}", "skipped", detail=[f"why {i}"]) for i in range(205)]
    read = Reader(page(report(*many)))
    assert "why 199" in read.text
    assert "why 200" not in read.text
    assert "5 others" in read.text
    same = Reader(page(report(*(result(f"v{i}", "skipped", detail=["x"]) for i in range(61)))))
    assert "v59" in same.text
    assert "v60" not in same.text
    assert "1 other" in same.text


def test_every_failure_is_there_and_is_linked_from_each_table() -> None:
    results = [
        result(v.id, "failed" if i % 5 == 0 else "passed", operation=v.operation,
               rules=list(v.rules), requirements=list(v.requirements))
        for i, v in enumerate(v for v in vectors() if v.operation == "expiration")
    ]  # fmt: skip
    wrong = [one["id"] for one in results if one["outcome"] == "failed"]
    assert len(wrong) > 5
    text = page(report(*results, result("x", "failed", rules=["SEG-FIC-001"])))
    read = Reader(text)
    assert [attrs["id"] for attrs in read.named("article")] == [*wrong, "x"]
    links = Counter(str(a["href"]) for a in read.named("a"))
    assert all(links[f"#{number}"] == 2 for number in wrong)
    assert links["#x"] == 3
    targets = {attrs["id"] for _, attrs in read.tags if "id" in attrs}
    assert {link[1:] for link in links} <= targets


def test_a_row_names_so_many_failures_and_counts_the_others() -> None:
    results = [result(f"v{i}", "failed") for i in range(62)]
    text = page(report(*results))
    assert text.count('href="#v59"') == 3
    assert 'href="#v60"' not in text
    assert text.count("<li>2 others</li>") == 3
    assert '<article id="v61">' in text


def test_a_rule_and_a_requirement_say_what_they_are() -> None:
    known = Reader(page(report(result("a")), "fr"))
    assert "Un fichier pèse au plus la taille limite." in known.text
    assert "1 to 200 demandes in a file" in known.text
    unknown = page(report(result("a", rules=["SEG-XXX-999"], requirements=["GU-99-99"])))
    assert '<tr class="more">' not in unknown
    assert "SEG-XXX-999" in unknown


@pytest.mark.parametrize(("rows", "folded"), [(15, False), (16, True)])
def test_what_has_no_failure_is_folded_when_it_is_long(rows: int, folded: bool) -> None:
    right = [result(f"a{i}", rules=[f"SEG-ZZZ-{i:03}"]) for i in range(rows)]
    with_failure = page(report(result("x", "failed"), *right))
    assert ('<details class="rest">' in with_failure) is folded
    assert f"{rows} rows without a failure" in with_failure or not folded
    assert '<details class="rest">' not in page(report(*right))
    Reader(with_failure)


def test_a_failure_says_all_that_is_known() -> None:
    read = failed(
        detail=["/date: expected 1, got 2", "a second sentence"],
        input={"depot": "2022-03-17"},
        expected={"date": "2022-03-24"},
        got={"date": "2022-03-25"},
    )
    for said in (
        "Because of SEG-FIC-001-reject-1.",
        "reject · SEG-FIC-001 · GU-4-03",
        "another answer",
        "/date: expected 1, got 2",
        "a second sentence",
        '{\n  "depot": "2022-03-17"\n}',
        '{\n  "date": "2022-03-24"\n}',
        '{\n  "date": "2022-03-25"\n}',
    ):
        assert said in read.text


@pytest.mark.parametrize("cause", ["difference", "error", "crash", "timeout", "malformed"])
@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_cause_is_told_in_words(cause: str, lang: str) -> None:
    text = page(report(result("a", "failed", cause=cause, got=None)), lang)
    said = re.findall(r'<span class="cause is-failed">(.*?)</span>', text)
    assert len(said) == 1
    assert len(said[0].split()) > 1
    none = "Aucune réponse." if lang == "fr" else "No answer."
    assert (none in text) is (cause != "difference")


def test_a_cause_that_has_no_words_is_shown_as_it_is() -> None:
    assert '<span class="cause is-failed">un&lt;known</span>' in page(
        report(result("a", "failed", cause="un<known"))
    )


def test_the_file_of_an_input_is_shown_with_its_lines() -> None:
    alone = failed(input={"text": '{\n  "a": "é"\n}'})
    assert '{\n  "a": "é"\n}' in alone.text
    assert "Text of the file" in alone.text
    assert "Input" not in alone.text
    both = failed(input={"text": "a\r\nb\u00a0c", "context": {"sons": "X"}})
    assert "a\\r\nb\\u00a0c" in both.text
    assert '{\n  "context": {\n    "sons": "X"\n  }\n}' in both.text
    assert "Text of the file" not in failed(input={"text": 3}).text


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (None, "null"),
        (True, "true"),
        ([], "[]"),
        ({}, "{}"),
        ([1, "a", None], '[1, "a", null]'),
        ([[1], {}], "[\n  [1],\n  {}\n]"),
        ({"a": 1, "b": {"c": []}}, '{\n  "a": 1,\n  "b": {\n    "c": []\n  }\n}'),
        ("\ud800\u202e é", '"\\ud800\\u202e é"'),
        (float("nan"), "NaN"),
    ],
)
def test_any_json_value_is_shown(value: object, shown: str) -> None:
    text = "".join(failed(got=value).texts)
    assert shown in text
    text.encode()


def test_a_value_that_is_too_deep_is_cut() -> None:
    deep: Any = "bottom"
    for _ in range(5000):
        deep = [deep, {}]
    read = failed(got=deep)
    assert "bottom" not in read.text
    assert read.text.count("Cut at each “…”") == 1


def test_a_long_value_is_folded_and_a_short_one_is_not() -> None:
    assert failed(got={"a": 1}, input={"b": "c" * 900}).named("details") == [{}] * 3
    lines = failed(got=[[i] for i in range(23)])
    assert {"class": "value half"} in lines.named("details")
    assert "Got (25 lines)" in lines.text
    assert {"class": "value wide"} in failed(input={"b": "c" * 1000}).named("details")


def test_a_very_long_value_is_cut_and_says_so() -> None:
    long = "é" * 400_000
    read = failed(input={"text": long, "context": {"at": "later"}}, got={"a": long, "b": "after"})
    assert len(read.text) < 60_000
    assert read.text.count("Cut at each “…”") == 2
    assert '"at": "later"' in read.text
    assert '"b": "after"' in read.text
    assert read.text.count("é…") == 2


@pytest.mark.parametrize("got", [[["x"]] * 100_000, {str(i): i for i in range(100_000)}])
def test_a_very_large_value_is_cut_and_says_so(got: object) -> None:
    read = failed(got=got)
    assert len(read.text) < 30_000
    assert read.text.count("Cut at each “…”") == 1


def test_what_is_escaped_weighs_what_it_weighs() -> None:
    text = page(report(result("a", "failed", got="&" * 400_000, input={"text": "<" * 400_000})))
    assert len(text) < 100_000
    assert not re.search(
        r"&(?!(amp|lt|gt|quot|#x27);)", text[text.index("<body>") : text.index("<script>")]
    )


def test_many_sentences_are_counted() -> None:
    read = failed(detail=[f"sentence {i}" for i in range(11)])
    assert "sentence 7" in read.text
    assert "sentence 8" not in read.text
    assert "3 others" in read.text


def test_a_heavy_report_is_a_light_page() -> None:
    heavy = [
        result(
            f"a{i}", "failed", input={"text": "{&}\n" * 100_000}, got=["<" * 50_000] * 3,
            detail=["&" * 5_000] * 9,
        )
        for i in range(500)
    ]  # fmt: skip
    many = [result(f"b{i}", "failed", got={"a": "b" * 5000}, rules=[f"R{i}"]) for i in range(2600)]
    for results in (heavy, many):
        text = page(report(*results))
        assert len(text.encode()) < 6_000_000
        assert text.count("<article ") == len(results)


def made_of(text: str) -> dict[str, Any]:
    """A report in which every text is this one."""
    everywhere = {
        "operation": text,
        "kind": text,
        "rules": [text],
        "requirements": [text],
        "why": text,
        "detail": [text],
    }
    values = {"input": {"text": text, "a" + text: text}, "expected": {text: [text]}, "got": text}
    made = report(
        result(text, "failed", **everywhere, cause=text, **values),
        result("b" + text, "skipped", **everywhere),
        name=text,
    )
    made["implementation"] |= {"version": text, "operations": [text]}
    return {**made, "suite": text, "ruleset": text, "protocol": text}


def test_hostile_text_is_text_everywhere() -> None:
    text = page(made_of(HOSTILE))
    assert "\u202e" not in text
    assert "\x1b" not in text
    # The elements and the texts are those that an innocent text makes, and no attribute acts.
    read, innocent = Reader(text), Reader(page(made_of("zyx")))
    assert [tag for tag, _ in read.tags] == [tag for tag, _ in innocent.tags]
    assert read.text.count("alert(1)") == innocent.text.count("zyx") > 20
    assert not any(name.startswith("on") for _, attrs in read.tags for name in attrs)


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_a_page_fetches_nothing_and_runs_nothing_else(lang: str) -> None:
    text = page(report(result("a", "failed", got="http://example.org"), result("b")), lang)
    read = Reader(text)
    assert not {tag for tag, _ in read.tags} & {"link", "img", "iframe", "object", "base", "form"}
    for _, attrs in read.tags:
        assert "src" not in attrs
        assert "style" not in attrs
        assert str(attrs.get("href", "#")).startswith("#")
    style = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in style
    assert "@import" not in style
    assert "http" not in style + text[text.index("<script>") :]
    (policy,) = (a["content"] for a in read.named("meta") if "http-equiv" in a)
    assert policy is not None
    assert policy.startswith("default-src 'none'; style-src 'sha256-")
    assert "unsafe" not in policy


@pytest.mark.parametrize("lang", ["fr", "en"])
def test_every_word_is_known_and_headings_are_in_order(lang: str) -> None:
    right = [result(f"r{i}", rules=[f"R{i}"]) for i in range(20)]
    results = [result("a", "failed", detail=["x"]), result("c", "skipped", detail=["y"]), *right]
    read = Reader(page(report(*results), lang))
    assert "page." not in read.text
    assert "page." not in " ".join(str(v) for _, attrs in read.tags for v in attrs.values())
    levels = [int(tag[1]) for tag, _ in read.tags if re.fullmatch(r"h\d", tag)]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after <= before + 1 for before, after in pairwise(levels))
    assert len(read.named("caption")) == len(read.named("table"))
    assert all("scope" in attrs for attrs in read.named("th"))
    ids = [attrs["id"] for _, attrs in read.tags if "id" in attrs]
    assert len(ids) == len(set(ids))


def test_french_is_french() -> None:
    results = [result(f"a{i}", "failed", rules=[f"R{i}"]) for i in range(1200)]
    text = page(report(*results, result("b", "skipped", detail=["x"])), "fr")
    read = Reader(text)
    assert read.named("html") == [{"lang": "fr"}]
    assert "Rapport de conformité" in read.text
    assert "1\u202f200 vecteurs ont échoué." in read.text
    assert "1 vecteur a été ignoré\u00a0: il ne dit rien." in read.text
    assert "23/11/2026 à 12:30:05" in read.text
    # What stays in English says that it is.
    assert text.count('<p lang="en">Because of') == 1200
    assert page(report(), "de") == page(report(), "fr")


def test_the_same_report_gives_the_same_page() -> None:
    given = report(result("a", "failed", got={"b": [1, {"c": 2}]}), result("b"))
    assert page(given) == page(given)
    assert unescape(page(given)).count("Because of a.") == 1
