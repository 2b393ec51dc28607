"""The pieces of Markdown hold whatever is put in them."""

from __future__ import annotations

import pytest

from docs._ext import markdown


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("siret", "`siret`"),
        ("a`b", "``a`b``"),
        ("`", "`` ` ``"),
        ("a\nb\u0000", "`a\\u000ab\\u0000`"),
    ],
)
def test_code_shows_any_text(text: str, written: str) -> None:
    assert markdown.code(text) == written


def test_plain_text_is_no_markup() -> None:
    written = r"\*a\* \[b\](c) \<d\> \| \$e\$" + "\u00a0!"
    assert markdown.plain("*a*\n [b](c) <d> | $e$\u00a0!") == written


def test_a_bar_does_not_end_a_cell() -> None:
    written = markdown.table(("a",), [(markdown.code("x|y"),), (markdown.plain("x|y"),)])
    assert written.splitlines()[2:] == [r"| `x\|y` |", r"| x\|y |"]


def test_a_block_holds_a_fence() -> None:
    assert markdown.block("```", "text") == "````text\n```\n````"


def test_an_empty_part_leaves_no_trace() -> None:
    assert markdown.page("a", "", "b") == "a\n\nb\n"


def test_pieces() -> None:
    assert markdown.heading(2, "A", "a") == "(a)=\n## A"
    assert markdown.heading(3, "A") == "### A"
    assert markdown.link("a", "b") == "[a](#b)"
    assert markdown.span("a", "b") == "[a]{#b}"
    assert markdown.fields([("a", "b")]) == ":a: b"
    assert markdown.codes(["a", "b"]) == "`a`, `b`"
    assert markdown.details("a|b", "c") == "<details><summary>a\\|b</summary>\n\nc\n\n</details>"
