"""A file is read strictly: what is right exactly, what is wrong with all that is to know."""

from __future__ import annotations

import codecs
from decimal import Decimal, localcontext
from time import perf_counter
from typing import TypeAlias

import pytest

from segur_rules.demandes._scanner import Scan, scan
from segur_rules.demandes.lecture import LIMITES, Lecture, Limites, locate, read
from segur_rules.outcomes import Constat

Place: TypeAlias = tuple[str, int, int]
"""A pointer, a line, a column."""


def seen(lecture: Lecture) -> list[tuple[str, str, Place]]:
    """What a reading found: rule, variant and place."""
    return [(c.rule, c.variant, (c.pointer, c.line or 0, c.column or 0)) for c in lecture.constats]


ACCEPTED: dict[str, tuple[str, object]] = {
    "array_empty": ("[]", []),
    "array_spaces_inside": ("[ \t\r\n]", []),
    "array_of_one": ("[1]", [1]),
    "array_in_array": ("[[], [[]]]", [[], [[]]]),
    "array_mixed": ('[null, 1, "1", {}, []]', [None, 1, "1", {}, []]),
    "array_spaces_around": (" [1] ", [1]),
    "array_break_after": ("[1]\n", [1]),
    "object_empty": ("{}", {}),
    "object_of_one": ('{"a": 1}', {"a": 1}),
    "object_empty_name": ('{"": 0}', {"": 0}),
    "object_same_name_elsewhere": ('[{"a": 1}, {"a": {"a": 2}}]', [{"a": 1}, {"a": {"a": 2}}]),
    "object_names_that_differ_by_case": ('{"a": 1, "A": 2}', {"a": 1, "A": 2}),
    "object_names_that_normalise_alike": (
        '{"\u00e9": 1, "e\u0301": 2}',
        {"\u00e9": 1, "e\u0301": 2},
    ),
    "object_escaped_name": ('{"\\u0061\\n": 1}', {"a\n": 1}),
    "object_null_character_in_name": ('{"a\\u0000b": 1}', {"a\0b": 1}),
    "object_breaks": ('{\n"a":\r\n1\r}', {"a": 1}),
    "lone_true": ("true", True),
    "lone_false": ("false", False),
    "lone_null": ("null", None),
    "lone_number": ("42", 42),
    "lone_string": ('"a"', "a"),
    "lone_empty_string": ('""', ""),
    "number_zero": ("0", 0),
    "number_minus_zero": ("-0", 0),
    "number_negative": ("-12", -12),
    "number_decimal": ("358.33", Decimal("358.33")),
    "number_decimal_zeros_kept": ("358.30", Decimal("358.30")),
    "number_more_exact_than_a_float": ("0.1234567890123456789", Decimal("0.1234567890123456789")),
    "number_exponent": ("1e2", Decimal("1e2")),
    "number_exponent_capital": ("1E2", Decimal("1e2")),
    "number_exponent_plus": ("1e+2", Decimal("1e2")),
    "number_exponent_minus": ("1.5e-2", Decimal("0.015")),
    "number_exponent_zeros": ("1e0002", Decimal("1e2")),
    "number_zero_exponent": ("0e1", Decimal("0e1")),
    "number_minus_zero_decimal": ("-0.0", Decimal("-0.0")),
    "number_of_21_digits": ("9" * 21, int("9" * 21)),
    "number_negative_of_21_digits": ("-" + "9" * 21, -int("9" * 21)),
    "number_exponent_20": ("1e20", Decimal("1e20")),
    "number_exponent_minus_20": ("1e-20", Decimal("1e-20")),
    "number_of_32_characters": ("1." + "0" * 30, Decimal("1." + "0" * 30)),
    "string_simple_escapes": (r'"\"\\\/\b\f\n\r\t"', '"\\/\b\f\n\r\t'),
    "string_unicode_escape": (r'"\u00e9\u00E9"', "éé"),
    "string_escaped_null": (r'"\u0000"', "\0"),
    "string_escaped_pair": (r'"\ud83d\ude00"', "😀"),
    "string_escaped_pairs": (r'"\uD83D\uDE00\ud83d\ude00"', "😀😀"),
    "string_first_pair": (r'"\ud800\udc00"', "\U00010000"),
    "string_last_pair": (r'"\udbff\udfff"', "\U0010ffff"),
    "string_not_an_escape": (r'"\\ud800 \\u0061"', r"\ud800 \u0061"),
    "string_escape_before_surrogates": (r'"\ud7ff\ue000"', "\ud7ff\ue000"),
    "string_noncharacters": ('"\ufffe\uffff\U0010ffff"', "\ufffe\uffff\U0010ffff"),
    "string_utf8": ('"é€😀"', "é€😀"),
    "string_delete": ('"\x7f"', "\x7f"),
    "string_line_separators": ('"\u2028\u2029\x85"', "\u2028\u2029\x85"),
    "string_bom_inside": ('"\ufeff"', "\ufeff"),
    "string_of_syntax": ('["[{:,]}", "\\"[", "\\\\"]', ["[{:,]}", '"[', "\\"]),
    "string_of_comment": ('"/* a */ // b"', "/* a */ // b"),
    "string_of_constants": ('["NaN", "1e999"]', ["NaN", "1e999"]),
}


@pytest.mark.parametrize(("text", "document"), ACCEPTED.values(), ids=ACCEPTED)
def test_what_is_json_is_read(text: str, document: object) -> None:
    lecture = read(text.encode())
    assert lecture == Lecture(document, (), text)
    # 1 equals True and Decimal(1): the type counts too, and the zeros of an amount.
    assert repr(lecture.document) == repr(document)
    assert lecture.lisible
    # The reading by hand, which decides where there is a doubt, reads the same.
    assert repr(scan(text, 32)) == repr(Scan(document, ()))


NOT_JSON: dict[str, tuple[str, str, Place, str]] = {
    # nothing
    "nothing": ("", "empty", ("", 1, 1), ""),
    "spaces": (" \t", "empty", ("", 1, 3), ""),
    "breaks": ("\r\n\r\n\n\r", "empty", ("", 5, 1), ""),
    # the end comes too soon
    "array_open": ("[", "truncated", ("", 1, 2), ""),
    "array_open_spaces": ("[ \n", "truncated", ("", 2, 1), ""),
    "array_open_after_value": ("[1", "truncated", ("", 1, 3), ""),
    "array_open_after_comma": ("[1,", "truncated", ("/1", 1, 4), ""),
    "array_open_after_array": ("[[]", "truncated", ("", 1, 4), ""),
    "array_open_in_array": ("[[1", "truncated", ("/0", 1, 4), ""),
    "object_open": ("{", "truncated", ("", 1, 2), ""),
    "object_open_after_name": ('{"a"', "truncated", ("", 1, 5), ""),
    "object_open_after_colon": ('{"a":', "truncated", ("/a", 1, 6), ""),
    "object_open_after_value": ('{"a":1', "truncated", ("", 1, 7), ""),
    "object_open_after_comma": ('{"a":1, ', "truncated", ("", 1, 9), ""),
    "literal_cut": ("[tru", "truncated", ("/0", 1, 5), ""),
    "literal_cut_alone": ("n", "truncated", ("", 1, 2), ""),
    "number_cut_at_sign": ("-", "truncated", ("", 1, 2), ""),
    "number_cut_at_point": ("[1.", "truncated", ("/0", 1, 4), ""),
    "number_cut_at_exponent": ("[1e+", "truncated", ("/0", 1, 5), ""),
    # no value
    "closer_alone": ("]", "value", ("", 1, 1), "]"),
    "comma_alone": (",", "value", ("", 1, 1), ","),
    "colon_alone": (":", "value", ("", 1, 1), ":"),
    "array_comma": ("[,]", "value", ("/0", 1, 2), ","),
    "array_comma_first": ("[,1]", "value", ("/0", 1, 2), ","),
    "array_comma_twice": ("[1,,2]", "value", ("/1", 1, 4), ","),
    "array_closed_by_brace": ("[}", "value", ("/0", 1, 2), "}"),
    "object_no_value": ('{"a":}', "value", ("/a", 1, 6), "}"),
    "object_comma_for_value": ('{"a":,"b":1}', "value", ("/a", 1, 6), ","),
    "object_two_colons": ('{"a"::1}', "value", ("/a", 1, 6), ":"),
    "literal_capital": ("[True]", "value", ("/0", 1, 2), "True"),
    "literal_too_long": ("[nullx]", "value", ("/0", 1, 2), "nullx"),
    "literal_too_short": ("[nul]", "value", ("/0", 1, 2), "nul"),
    "literal_of_python": ("[None]", "value", ("/0", 1, 2), "None"),
    "constant_small": ("[nan]", "value", ("/0", 1, 2), "nan"),
    "constant_short": ("[Inf]", "value", ("/0", 1, 2), "Inf"),
    "word": ("[a]", "value", ("/0", 1, 2), "a"),
    "word_accented": ("[é]", "value", ("/0", 1, 2), "é"),
    "string_single_quotes": ("['a']", "value", ("/0", 1, 2), "'a'"),
    "string_typographic_quotes": ("[“a”]", "value", ("/0", 1, 2), "“a”"),
    "digit_not_ascii": ("[１]", "value", ("/0", 1, 2), "１"),
    "digit_superscript": ("[²]", "value", ("/0", 1, 2), "²"),
    "comment_block": ("/* a */ []", "value", ("", 1, 1), "/*"),
    "comment_line": ("// a", "value", ("", 1, 1), "//"),
    "star": ("*", "value", ("", 1, 1), "*"),
    "html": ("<html>", "value", ("", 1, 1), "<html>"),
    "null_character": ("\0", "value", ("", 1, 1), "\\u0000"),
    "null_character_in_array": ("[\0]", "value", ("/0", 1, 2), "\\u0000"),
    "form_feed": ("[\f]", "value", ("/0", 1, 2), "\\u000c"),
    "no_break_space": ("[\u00a01]", "value", ("/0", 1, 2), "\\u00a0"),
    "backslash": ("\\", "value", ("", 1, 1), "\\"),
    "escape_outside_string": ("[\\n]", "value", ("/0", 1, 2), "\\n"),
    "zero_width_space": ("\u200b[]", "value", ("", 1, 1), "\\u200b"),
    # strings
    "string_open": ('"', "string", ("", 1, 1), '"'),
    "string_open_in_array": ('["a, 1]', "string", ("/0", 1, 2), '"a, 1]'),
    "string_open_after_escape": ('["a\\"]', "string", ("/0", 1, 2), '"a\\"'),
    "string_open_in_escape": ('["a\\', "string", ("/0", 1, 2), '"a\\'),
    "string_open_in_unicode_escape": ('["\\u00e', "string", ("/0", 1, 2), '"\\u00e'),
    "string_open_name": ('{"a', "string", ("", 1, 2), '"a'),
    "escape_unknown": ('["\\x"]', "escape", ("/0", 1, 3), "\\x"),
    "escape_capital": ('["\\N"]', "escape", ("/0", 1, 3), "\\N"),
    "escape_of_c": ('["\\0"]', "escape", ("/0", 1, 3), "\\0"),
    "escape_of_apostrophe": ('["\\\'"]', "escape", ("/0", 1, 3), "\\'"),
    "escape_path": ('["C:\\Users"]', "escape", ("/0", 1, 5), "\\U"),
    "escape_capital_u": ('["\\U0061"]', "escape", ("/0", 1, 3), "\\U"),
    "escape_short": ('["\\u12"]', "escape", ("/0", 1, 3), '\\u12"]'),
    "escape_not_hexadecimal": ('["\\u12g4"]', "escape", ("/0", 1, 3), "\\u12g4"),
    "escape_digits_not_ascii": ('["\\u００４１"]', "escape", ("/0", 1, 3), "\\u００４１"),
    "escape_of_python": ('["\\u{41}"]', "escape", ("/0", 1, 3), "\\u{41}"),
    "escape_short_before_the_end": ('["\\uZ', "escape", ("/0", 1, 3), "\\uZ"),
    "escape_break": ('["\\\n"]', "escape", ("/0", 1, 3), "\\\\u000a"),
    "escape_null_character": ('["\\\0"]', "escape", ("/0", 1, 3), "\\\\u0000"),
    "escape_in_name": ('{"\\q": 1}', "escape", ("", 1, 3), "\\q"),
    "control_break": ('["a\nb"]', "control", ("/0", 1, 4), "\\u000a"),
    "control_return": ('["a\r\nb"]', "control", ("/0", 1, 4), "\\u000d"),
    "control_tab": ('["\t"]', "control", ("/0", 1, 3), "\\u0009"),
    "control_null_character": ('["\0"]', "control", ("/0", 1, 3), "\\u0000"),
    "control_last": ('["\x1f"]', "control", ("/0", 1, 3), "\\u001f"),
    "control_in_name": ('{"a\n": 1}', "control", ("", 1, 4), "\\u000a"),
    "control_after_escape": ('["\\n\t"]', "control", ("/0", 1, 5), "\\u0009"),
    # numbers
    "number_leading_zero": ("[01]", "number", ("/0", 1, 2), "01"),
    "number_leading_zero_negative": ("[-01]", "number", ("/0", 1, 2), "-01"),
    "number_leading_zero_decimal": ("[00.1]", "number", ("/0", 1, 2), "00.1"),
    "number_plus": ("[+1]", "number", ("/0", 1, 2), "+1"),
    "number_two_signs": ("[--1]", "number", ("/0", 1, 2), "--1"),
    "number_sign_alone": ("[-]", "number", ("/0", 1, 2), "-"),
    "number_sign_and_space": ("[- 1]", "number", ("/0", 1, 2), "-"),
    "number_no_integer": ("[.5]", "number", ("/0", 1, 2), ".5"),
    "number_no_integer_negative": ("[-.5]", "number", ("/0", 1, 2), "-.5"),
    "number_no_fraction": ("[1.]", "number", ("/0", 1, 2), "1."),
    "number_no_fraction_exponent": ("[1.e1]", "number", ("/0", 1, 2), "1.e1"),
    "number_two_points": ("[1.2.3]", "number", ("/0", 1, 2), "1.2.3"),
    "number_no_exponent": ("[1e]", "number", ("/0", 1, 2), "1e"),
    "number_sign_of_exponent": ("[1e-]", "number", ("/0", 1, 2), "1e-"),
    "number_decimal_exponent": ("[1e1.5]", "number", ("/0", 1, 2), "1e1.5"),
    "number_hexadecimal": ("[0x1F]", "number", ("/0", 1, 2), "0x1F"),
    "number_underscore": ("[1_000]", "number", ("/0", 1, 2), "1_000"),
    "number_unit": ("[12EUR]", "number", ("/0", 1, 2), "12EUR"),
    "number_digit_not_ascii": ("[1１]", "number", ("/0", 1, 2), "1１"),
    "number_sum": ("[1+2]", "number", ("/0", 1, 2), "1+2"),
    "number_plus_infinity": ("[+Infinity]", "number", ("/0", 1, 2), "+Infinity"),
    "number_minus_nan": ("[-NaN]", "number", ("/0", 1, 2), "-NaN"),
    "number_plus_at_the_end": ("[+", "number", ("/0", 1, 2), "+"),
    # commas
    "array_no_comma": ("[1 2]", "comma", ("", 1, 4), "2"),
    "array_no_comma_strings": ('["a" "b"]', "comma", ("", 1, 6), '"b"'),
    "array_no_comma_arrays": ("[[][]]", "comma", ("", 1, 4), "["),
    "array_number_and_string": ('[1"a"]', "comma", ("", 1, 3), '"a"'),
    "array_colon": ('["a": 1]', "comma", ("", 1, 5), ":"),
    "array_closed_by_brace_after_value": ("[1}", "comma", ("", 1, 3), "}"),
    "array_semicolon": ("[1;2]", "comma", ("", 1, 3), ";2"),
    "array_comma_for_decimals": ("[1 074,99]", "comma", ("", 1, 4), "074"),
    "array_null_character": ("[1\0]", "comma", ("", 1, 3), "\\u0000"),
    "object_no_comma": ('{"a":1 "b":2}', "comma", ("", 1, 8), '"b"'),
    "object_no_comma_next_line": ('{"a":1\n "b":2}', "comma", ("", 2, 2), '"b"'),
    "object_closed_by_bracket": ('{"a":1]', "comma", ("", 1, 7), "]"),
    "object_comment": ('{"a":1/**/}', "comma", ("", 1, 7), "/**/"),
    "deep_no_comma": ('{"a":[{"b":1 2}]}', "comma", ("/a/0", 1, 14), "2"),
    "array_comma_last": ("[1,]", "trailing_comma", ("", 1, 3), ","),
    "array_comma_last_next_line": ("[1,\n]", "trailing_comma", ("", 1, 3), ","),
    "object_comma_last": ('{"a":1,}', "trailing_comma", ("", 1, 7), ","),
    "deep_comma_last": ('{"a":[[],]}', "trailing_comma", ("/a", 1, 9), ","),
    # names and colons
    "object_no_name": ("{:1}", "name", ("", 1, 2), ":"),
    "object_name_bare": ("{a:1}", "name", ("", 1, 2), "a"),
    "object_name_number": ("{1:1}", "name", ("", 1, 2), "1"),
    "object_name_null": ("{null:1}", "name", ("", 1, 2), "null"),
    "object_name_single_quotes": ("{'a':1}", "name", ("", 1, 2), "'a'"),
    "object_name_array": ("{[]:1}", "name", ("", 1, 2), "["),
    "object_comma": ("{,}", "name", ("", 1, 2), ","),
    "object_comma_twice": ('{"a":1,,"b":2}', "name", ("", 1, 8), ","),
    "object_second_name_bare": ('{"a":1, b:2}', "name", ("", 1, 9), "b"),
    "object_closed_as_array": ("{]", "name", ("", 1, 2), "]"),
    "object_no_colon": ('{"a" 1}', "colon", ("", 1, 6), "1"),
    "object_comma_for_colon": ('{"a", 1}', "colon", ("", 1, 5), ","),
    "object_equals_for_colon": ('{"a"=1}', "colon", ("", 1, 5), "=1"),
    "object_name_alone": ('{"a"}', "colon", ("", 1, 5), "}"),
}


@pytest.mark.parametrize(("text", "variant", "place", "trouve"), NOT_JSON.values(), ids=NOT_JSON)
def test_what_is_not_json_is_refused(text: str, variant: str, place: Place, trouve: str) -> None:
    lecture = read(text.encode())
    assert seen(lecture) == [("SEG-FIC-005", variant, place)]
    assert lecture.constats[0].params == {"probleme": variant, "trouve": trouve}
    assert lecture.document is None
    assert lecture.texte == text
    assert not lecture.lisible


TRAILING: dict[str, tuple[str, Place, str]] = {
    "value": ("[] 1", ("", 1, 4), "1"),
    "array": ("[][]", ("", 1, 3), "["),
    "line": ("{}\n{}\n", ("", 2, 1), "{"),
    "closer": ("[]]", ("", 1, 3), "]"),
    "comma": ("{},", ("", 1, 3), ","),
    "comment": ("[] // a", ("", 1, 4), "//"),
    "quote": ('["a"]"', ("", 1, 6), '"'),
    "null_character": ("[]\0", ("", 1, 3), "\\u0000"),
    "bom": ("[]\ufeff", ("", 1, 3), "\\ufeff"),
    "string": ('"a" "b"', ("", 1, 5), '"b"'),
}


@pytest.mark.parametrize(("text", "place", "trouve"), TRAILING.values(), ids=TRAILING)
def test_nothing_follows_the_document(text: str, place: Place, trouve: str) -> None:
    lecture = read(text.encode())
    assert seen(lecture) == [("SEG-FIC-006", "", place)]
    assert lecture.constats[0].params == {"trouve": trouve}
    assert lecture.document is None


DUPLICATES: dict[str, tuple[str, list[Place], list[tuple[str, int]]]] = {
    "twice": ('{"a":1,"a":1}', [("/a", 1, 8)], [("a", 1)]),
    "thrice": ('{"a":1,\n"a":2,\n"a":3}', [("/a", 2, 1), ("/a", 3, 1)], [("a", 1), ("a", 1)]),
    "by_escape": ('{"a":1,"\\u0061":2}', [("/a", 1, 8)], [("a", 1)]),
    "empty": ('{"":1,"":2}', [("/", 1, 7)], [("", 1)]),
    "deep": ('[{"x":{"a":1,\n"b":2,"a":3}}]', [("/0/x/a", 2, 7)], [("a", 1)]),
    "of_containers": ('{"a":[{"b":1}],"a":[{"b":2}]}', [("/a", 1, 16)], [("a", 1)]),
    "two_names": (
        '{"a":1,\r"b":2,\r"b":3,\r"a":4}',
        [("/b", 3, 1), ("/a", 4, 1)],
        [("b", 2), ("a", 1)],
    ),
    "slash_and_tilde": ('{"/~":1,"/~":2}', [("/~1~0", 1, 9)], [("/~", 1)]),
    "control": ('{"\\n":1,"\\n":2}', [("/\n", 1, 9)], [("\\u000a", 1)]),
    "of_40_characters": (
        f'{{"{"é" * 40}":1,"{"é" * 40}":2}}',
        [("/" + "é" * 40, 1, 47)],
        [("é" * 40, 1)],
    ),
    "of_41_characters": (
        f'{{"{"é" * 41}":1,"{"é" * 41}":2}}',
        [("/" + "é" * 41, 1, 48)],
        [("é" * 39 + "…", 1)],
    ),
    "within_a_duplicate": (
        '{"a":{"b":1},"a":{"b":1,"b":2}}',
        [("/a", 1, 14), ("/a/b", 1, 25)],
        [("a", 1), ("b", 1)],
    ),
}


@pytest.mark.parametrize(("text", "places", "names"), DUPLICATES.values(), ids=DUPLICATES)
def test_a_name_appears_once_in_an_object(
    text: str, places: list[Place], names: list[tuple[str, int]]
) -> None:
    lecture = read(text.encode())
    assert seen(lecture) == [("SEG-FIC-007", "", place) for place in places]
    assert [c.params for c in lecture.constats] == [
        {"nom": nom, "premiere_ligne": ligne} for nom, ligne in names
    ]
    assert lecture.document is None


@pytest.mark.parametrize("constant", ["NaN", "Infinity", "-Infinity"])
def test_a_constant_is_no_number(constant: str) -> None:
    lecture = read(f'{{"a": [{constant}, {constant}]}}'.encode())
    second = 9 + len(constant) + 1
    assert seen(lecture) == [
        ("SEG-FIC-008", "", ("/a/0", 1, 8)),
        ("SEG-FIC-008", "", ("/a/1", 1, second)),
    ]
    assert lecture.constats[0].params == {"trouve": constant}


def nested(depth: int, *levels: str) -> str:
    """A text of so many containers, each within another, that take these openings in turn."""
    openings = [levels[i % len(levels)] for i in range(depth)]
    closings = ["]" if opening[0] == "[" else "}" for opening in openings]
    return "".join([*openings, "0", *reversed(closings)])


SHAPES = {
    "arrays": ["["],
    "objects": ['{"a":'],
    "both": ["[", '{"a":'],
    "spaced": ["[\n ", '{\n "a" :\r\n'],
    "strings_that_close": ['["]", ', '{"}":'],
    "strings_that_open": ['["[", ', '{"{":'],
    "strings_that_quote": ['["\\"]", ', '{"\\\\":', '{"\\"}\\\\":'],
    "second": ["[1, ", '{"b": 2, "a":'],
}


@pytest.mark.parametrize("levels", SHAPES.values(), ids=SHAPES)
@pytest.mark.parametrize("limite", [3, LIMITES.profondeur, 100])
def test_containers_nest_as_deep_as_the_limit(levels: list[str], limite: int) -> None:
    limites = Limites(profondeur=limite)
    assert read(nested(limite, *levels).encode(), limites).constats == ()
    lecture = read(nested(limite + 1, *levels).encode(), limites)
    (constat,) = lecture.constats
    assert (constat.rule, constat.params) == ("SEG-FIC-009", {"limite": limite})
    assert constat.pointer.count("/") == limite
    assert lecture.document is None


def test_neighbours_are_no_deeper_for_being_many() -> None:
    text = b'[[[], {"a": {}}], [[]], [{"a": 1}, [], []], {"a": [], "b": {}}]'
    assert seen(read(text, Limites(profondeur=4))) == []
    assert seen(read(text, Limites(profondeur=3))) == [("SEG-FIC-009", "", ("/0/1/a", 1, 13))]


def test_the_limit_of_nesting_is_32() -> None:
    assert LIMITES.profondeur == 32
    assert read(b"[" * 32 + b"]" * 32).lisible
    lecture = read(b"[" * 33 + b"]" * 33)
    assert seen(lecture) == [("SEG-FIC-009", "", ("/0" * 32, 1, 33))]


def test_a_file_too_deep_is_read_no_further() -> None:
    lecture = read(b'[{"a": [[0, NaN], NaN]}, NaN', Limites(profondeur=3))
    assert seen(lecture) == [("SEG-FIC-009", "", ("/0/a/0", 1, 9))]


def test_no_container_at_all() -> None:
    assert read(b"1", Limites(profondeur=0)).document == 1
    assert seen(read(b"[]", Limites(profondeur=0))) == [("SEG-FIC-009", "", ("", 1, 1))]


ABSURD: dict[str, tuple[str, int, int]] = {
    "33_characters": ("1." + "0" * 31, 33, 32),
    "33_digits": ("1" * 33, 33, 32),
    "22_digits": ("1" * 22, 22, 21),
    "negative_22_digits": ("-" + "1" * 22, 22, 21),
    "exponent_21": ("1e21", 22, 21),
    "exponent_minus_21": ("1e-21", 22, 21),
    "exponent_21_once_adjusted": ("10e20", 22, 21),
    "exponent_huge": ("1e999999999", 1_000_000_000, 21),
    "exponent_tiny": ("-1E-999999999", 1_000_000_000, 21),
    "exponent_beyond_decimals": ("1e" + "9" * 30, 10**30, 21),
    "zero_exponent_huge": ("0e999", 1000, 21),
    "many_zeros": ("0." + "0" * 21, 22, 21),
    "exponent_of_many_digits": ("1e" + "0" * 31 + "1", 34, 32),
}


@pytest.mark.parametrize(("text", "longueur", "limite"), ABSURD.values(), ids=ABSURD)
def test_a_number_is_of_a_reasonable_size(text: str, longueur: int, limite: int) -> None:
    lecture = read(f'{{"a": [0, {text}]}}'.encode())
    assert seen(lecture) == [("SEG-FIC-010", "", ("/a/1", 1, 11))]
    assert lecture.constats[0].params == {"trouve": text, "longueur": longueur, "limite": limite}
    assert lecture.document is None


def test_a_number_that_is_too_long_is_quoted_short() -> None:
    (constat,) = read(b"7" * 5000).constats
    assert constat.params == {"trouve": "7" * 39 + "…", "longueur": 5000, "limite": 32}


def test_numbers_do_not_depend_on_the_decimal_context() -> None:
    with localcontext() as context:
        context.prec = 2
        context.traps = dict.fromkeys(context.traps, False)
        assert read(b"358.33").document == Decimal("358.33")
        assert read(b"3.5833e2").document == Decimal("358.33")
        assert seen(read(b"1e" + b"9" * 30)) == [("SEG-FIC-010", "", ("", 1, 1))]


SURROGATES: dict[str, tuple[str, list[Place], list[str]]] = {
    "high": (r'["\ud800"]', [("/0", 1, 3)], [r"\ud800"]),
    "low": (r'["\uDFFF"]', [("/0", 1, 3)], [r"\uDFFF"]),
    "high_before_text": (r'"\uD83Da"', [("", 1, 2)], [r"\uD83D"]),
    "high_before_escape": (r'"\ud83d\n"', [("", 1, 2)], [r"\ud83d"]),
    "high_before_letter": (r'"\ud83d\u0061"', [("", 1, 2)], [r"\ud83d"]),
    "reversed": (r'"\ude00\ud83d"', [("", 1, 2), ("", 1, 8)], [r"\ude00", r"\ud83d"]),
    "high_before_pair": (r'"\ud83d\ud83d\ude00"', [("", 1, 2)], [r"\ud83d"]),
    "low_after_pair": (r'"\ud83d\ude00\ude00"', [("", 1, 14)], [r"\ude00"]),
    "after_backslash": (r'"\\\ud800"', [("", 1, 4)], [r"\ud800"]),
    "in_a_name": (r'{"a": {"b\ud800": 1}}', [("/a", 1, 10)], [r"\ud800"]),
    "in_two_values": (
        '{"a":"\\ud800",\n"b":"\\ud801"}',
        [("/a", 1, 7), ("/b", 2, 6)],
        [r"\ud800", r"\ud801"],
    ),
}


@pytest.mark.parametrize(("text", "places", "found"), SURROGATES.values(), ids=SURROGATES)
def test_half_a_character_is_refused(text: str, places: list[Place], found: list[str]) -> None:
    lecture = read(text.encode())
    assert seen(lecture) == [("SEG-FIC-011", "", place) for place in places]
    assert [c.params for c in lecture.constats] == [{"trouve": each} for each in found]
    assert lecture.document is None


def test_what_is_told_can_be_written() -> None:
    """A name with half a character cannot be printed: neither its name nor its pointer has it."""
    lecture = read(rb'{"\ud800": NaN, "\ud800": 1, "\uD800": 2}')
    assert seen(lecture) == [
        ("SEG-FIC-011", "", ("", 1, 3)),
        ("SEG-FIC-008", "", (r"/\ud800", 1, 12)),
        ("SEG-FIC-007", "", (r"/\ud800", 1, 17)),
        ("SEG-FIC-011", "", ("", 1, 18)),
        ("SEG-FIC-007", "", (r"/\ud800", 1, 30)),
        ("SEG-FIC-011", "", ("", 1, 31)),
    ]
    assert lecture.constats[2].params == {"nom": r"\ud800", "premiere_ligne": 1}


def test_all_is_told_up_to_what_is_not_json() -> None:
    text = r"""{
  "a": NaN,
  "b": ["\ud800", 1e99, {"c": 1, "c": 2}],
  "a": "\ud801 and no end
}"""
    lecture = read(text.encode())
    assert seen(lecture) == [
        ("SEG-FIC-008", "", ("/a", 2, 8)),
        ("SEG-FIC-011", "", ("/b/0", 3, 10)),
        ("SEG-FIC-010", "", ("/b/1", 3, 19)),
        ("SEG-FIC-007", "", ("/b/2/c", 3, 34)),
        ("SEG-FIC-007", "", ("/a", 4, 3)),
        ("SEG-FIC-011", "", ("/a", 4, 9)),
        ("SEG-FIC-005", "control", ("/a", 4, 26)),
    ]
    assert lecture.constats[4].params == {"nom": "a", "premiere_ligne": 2}


def test_what_is_wrong_before_trailing_data_is_told() -> None:
    assert seen(read(b"[NaN] x")) == [
        ("SEG-FIC-008", "", ("/0", 1, 2)),
        ("SEG-FIC-006", "", ("", 1, 7)),
    ]


def test_a_text_that_nothing_closes_is_told_where_it_begins() -> None:
    assert seen(read(rb'["\ud800')) == [
        ("SEG-FIC-005", "string", ("/0", 1, 2)),
        ("SEG-FIC-011", "", ("/0", 1, 3)),
    ]


def test_a_hostile_file_does_not_fill_a_report() -> None:
    assert len(read(b"[" + b"NaN," * 999 + b"NaN]").constats) == 1000
    assert len(read(b"[" + b"NaN," * 1000 + b"NaN]").constats) == 1000


def test_a_hostile_name_does_not_fill_a_report() -> None:
    name = b"a" * 100_000
    lecture = read(b'{"' + name + b'":[' + b"NaN," * 1000 + b"NaN]}")
    assert len(lecture.constats) == 3
    assert lecture.constats[0].pointer == f"/{name.decode()}/0"


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_each_end_of_line_counts_once(end: str) -> None:
    lecture = read(f'{{"a":{end}{end} 1,{end}"é😀": {end}"x" y}}'.encode())
    assert seen(lecture) == [("SEG-FIC-005", "comma", ("", 5, 5))]


def test_ends_of_line_may_be_mixed() -> None:
    assert seen(read(b"[1,\n\r2,\r\n\r\n3,\r\rx]")) == [("SEG-FIC-005", "value", ("/3", 7, 1))]


def test_only_ends_of_line_end_a_line() -> None:
    text = '["\u2028\u2029\x85", x]'
    assert seen(read(text.encode())) == [("SEG-FIC-005", "value", ("/1", 1, 9))]


NOT_UTF8: dict[str, tuple[bytes, int, int, int]] = {
    "latin_1": (b'["\xe9"]', 2, 1, 3),
    "windows_1252_quote": (b'[\n"\x93"]', 3, 2, 2),
    "continuation_alone": (b'["\x80"]', 2, 1, 3),
    "overlong_slash": (b'["\xc0\xaf"]', 2, 1, 3),
    "overlong_null": (b'["\xc0\x80"]', 2, 1, 3),
    "surrogate_encoded": (b'["\xed\xa0\x80"]', 2, 1, 3),
    "beyond_unicode": (b'["\xf4\x90\x80\x80"]', 2, 1, 3),
    "five_bytes": (b'["\xf8\x88\x80\x80\x80"]', 2, 1, 3),
    "cut": ('["é'.encode()[:-1], 2, 1, 3),
    "after_accents": ('{"é😀":\r\n"éé'.encode() + b"\xff", 17, 2, 4),
    "after_return": (b"[\r\xff", 2, 2, 1),
    "first": (b"\xff", 0, 1, 1),
}


@pytest.mark.parametrize(("raw", "octet", "line", "column"), NOT_UTF8.values(), ids=NOT_UTF8)
def test_what_is_not_utf_8_is_refused(raw: bytes, octet: int, line: int, column: int) -> None:
    bad = Constat("SEG-FIC-002", "", {"octet": octet}, line=line, column=column)
    assert read(raw) == Lecture(None, (bad,), "")


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be", "utf-16-le", "utf-32-be", "utf-32-le"])
def test_utf_16_and_utf_32_are_named(encoding: str) -> None:
    raw = ("" if encoding == "utf-16" else "\ufeff").encode(encoding) + "[]".encode(encoding)
    bad = Constat("SEG-FIC-002", "", {"octet": 0}, "utf16", line=1, column=1)
    assert read(raw) == Lecture(None, (bad,), "")


def test_utf_16_without_its_mark_is_refused_too() -> None:
    assert seen(read("[]".encode("utf-16-le"))) == [("SEG-FIC-005", "value", ("/0", 1, 2))]
    assert seen(read("[]".encode("utf-16-be"))) == [("SEG-FIC-005", "value", ("", 1, 1))]


BOM = codecs.BOM_UTF8
WITH_BOM = ("SEG-FIC-004", "", ("", 1, 1))


def test_a_byte_order_mark_is_told_and_passed_over() -> None:
    lecture = read(BOM + b'{"a": 1}')
    assert seen(lecture) == [WITH_BOM]
    assert lecture.lisible
    assert lecture.document == {"a": 1}
    assert lecture.texte == '{"a": 1}'


@pytest.mark.parametrize(
    ("rest", "finding"),
    [
        (b"", ("SEG-FIC-005", "empty", ("", 1, 1))),
        (b"[x]", ("SEG-FIC-005", "value", ("/0", 1, 2))),
        (b"[]]", ("SEG-FIC-006", "", ("", 1, 3))),
        (b"[\xff]", ("SEG-FIC-002", "", ("", 1, 2))),
        (BOM + b"[]", ("SEG-FIC-005", "value", ("", 1, 1))),
    ],
)
def test_a_byte_order_mark_counts_for_no_column(
    rest: bytes, finding: tuple[str, str, Place]
) -> None:
    lecture = read(BOM + rest)
    assert seen(lecture) == [WITH_BOM, finding]
    assert not lecture.lisible


def test_a_bad_byte_is_counted_from_the_first_of_the_file() -> None:
    assert read(BOM + b"[\xff]").constats[1].params == {"octet": 4}


def test_half_a_byte_order_mark_is_not_utf_8() -> None:
    assert seen(read(BOM[:2])) == [("SEG-FIC-002", "", ("", 1, 1))]


def test_a_file_weighs_at_most_the_limit() -> None:
    limites = Limites(octets=10)
    assert read(b'"12345678"', limites).document == "12345678"
    heavy = Constat("SEG-FIC-001", "", {"taille": 11, "limite": 10})
    assert read(b'"123456789"', limites) == Lecture(None, (heavy,), "")


def test_the_limit_is_10_mebibytes() -> None:
    assert LIMITES == Limites() == Limites(octets=10_485_760, profondeur=32)
    assert read(b"1".rjust(LIMITES.octets)).document == 1
    (constat,) = read(b"1".rjust(LIMITES.octets + 1)).constats
    assert constat.params == {"taille": 10_485_761, "limite": 10_485_760}


def test_the_weight_is_judged_before_anything_else() -> None:
    for raw in (BOM + b"\xff[[", b"\xff\xfe[]", b"     "):
        assert seen(read(raw, Limites(octets=3))) == [("SEG-FIC-001", "", ("", 0, 0))]


MEBI = 1024 * 1024
HOSTILE: dict[str, tuple[bytes, str]] = {
    "openers": (b"[" * 100_000, "SEG-FIC-009"),
    "openers_of_a_full_file": (b"[" * 10 * MEBI, "SEG-FIC-009"),
    "closers": (b"]" * 10 * MEBI, "SEG-FIC-005"),
    "objects": (b'{"a":' * 100_000 + b"1" + b"}" * 100_000, "SEG-FIC-009"),
    "objects_and_arrays": (b'[{"":' * 100_000, "SEG-FIC-009"),
    "quotes": (b'"' * 10 * MEBI, "SEG-FIC-006"),
    "digits": (b"1" * 10 * MEBI, "SEG-FIC-010"),
    "zeros": (b"0" * 10 * MEBI, "SEG-FIC-005"),
    "decimals": (b"0." + b"0" * 9 * MEBI, "SEG-FIC-010"),
    "digits_and_a_letter": (b"1" * 9 * MEBI + b"x", "SEG-FIC-005"),
    "exponent": (b"1e" + b"9" * 9 * MEBI, "SEG-FIC-010"),
    "signs": (b"-" * 10 * MEBI, "SEG-FIC-005"),
    "spaces": (b" " * 10 * MEBI, "SEG-FIC-005"),
    "breaks": (b"\r\n" * 5 * MEBI, "SEG-FIC-005"),
    "backslashes": (b'"' + b"\\" * (MEBI // 8), "SEG-FIC-005"),
    "escaped_quotes": (b'"' + b'\\"' * (MEBI // 8), "SEG-FIC-005"),
    "surrogates": (b'"' + b"\\ud800" * MEBI + b'"', "SEG-FIC-011"),
    "null_characters": (b"\0" * 10 * MEBI, "SEG-FIC-005"),
    "letters": (b"a" * 10 * MEBI, "SEG-FIC-005"),
    "commas": (b"[" + b"," * 9 * MEBI, "SEG-FIC-005"),
    "colons": (b'{"a"' + b":" * 9 * MEBI, "SEG-FIC-005"),
    "duplicates": (b"{" + b'"a":1,' * (MEBI // 4) + b'"a":1}', "SEG-FIC-007"),
    "constants": (b"[" + b"NaN," * (MEBI // 2) + b"NaN]", "SEG-FIC-008"),
    "empty_arrays": (b"[" + b"[]," * (MEBI // 16) + b"[}", "SEG-FIC-005"),
    "numbers": (b"[" + b"1," * (MEBI // 16) + b"]", "SEG-FIC-005"),
    "long_names": (
        b"{" + b",".join([b'"%s":{"b":1,"b":1}' % (b"%d" % i * 9999) for i in range(99)]) + b"}",
        "SEG-FIC-007",
    ),
    "binary": (bytes(range(256)) * 4096, "SEG-FIC-002"),
    "bytes": (b"\xff" * 10 * MEBI, "SEG-FIC-002"),
    "too_heavy": (b"[" * 100 * MEBI, "SEG-FIC-001"),
}


@pytest.mark.parametrize(("raw", "rule"), HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_file_is_refused_without_delay(raw: bytes, rule: str) -> None:
    before = perf_counter()
    lecture = read(raw)
    assert lecture.constats[0].rule == rule
    assert lecture.document is None
    locate(lecture.texte[: MEBI // 8], ["", "/0", "/0/0", "/a/b", "/99999"])
    assert perf_counter() - before < 60


@pytest.mark.parametrize("pieces", [b"[],", b'"[",', b'":",', b'"\\"",', b"1,", b'{"a":1},'])
def test_a_large_file_is_read_without_delay(pieces: bytes) -> None:
    before = perf_counter()
    raw = b"[" + pieces * (MEBI // 8 // len(pieces)) + b"0]"
    lecture = read(raw)
    assert lecture.lisible
    assert locate(lecture.texte, ["/0", "/1000"])["/1000"] == (1, 2 + 1000 * len(pieces))
    assert perf_counter() - before < 60


def test_a_deep_file_is_read_when_the_limit_allows() -> None:
    lecture = read(b"[" * 5_000 + b"]" * 5_000, Limites(profondeur=5_000))
    assert lecture.constats == ()
    assert lecture.lisible
    assert locate(lecture.texte, ["/0" * 4_999])["/0" * 4_999] == (1, 5_000)


LOCATED = """{
  "a": 1,
  "b": [10, {"c": "é😀", "d": [ ]}, [[true]]],\r
  "": {"": null}, "/": "x", "~": -1.5e3, "~1": "[\\"{",\r
  "\\u0065\\"\\\\": [
],
  "f":\t"last" }
"""


@pytest.mark.parametrize(
    ("pointer", "place"),
    [
        ("", (1, 1)),
        ("/a", (2, 8)),
        ("/b", (3, 8)),
        ("/b/0", (3, 9)),
        ("/b/1", (3, 13)),
        ("/b/1/c", (3, 19)),
        ("/b/1/d", (3, 30)),
        ("/b/2", (3, 36)),
        ("/b/2/0", (3, 37)),
        ("/b/2/0/0", (3, 38)),
        ("/", (4, 7)),
        ("//", (4, 12)),
        ("/~1", (4, 24)),
        ("/~0", (4, 34)),
        ("/~01", (4, 48)),
        ('/e"\\', (5, 17)),
        ("/f", (7, 8)),
        # missing members: the nearest value around them
        ("/z", (1, 1)),
        ("/z/0", (1, 1)),
        ("/a/z", (2, 8)),
        ("/a/0/z", (2, 8)),
        ("/b/3", (3, 8)),
        ("/b/-", (3, 8)),
        ("/b/00", (3, 8)),
        ("/b/+1", (3, 8)),
        ("/b/c", (3, 8)),
        ("/b/1/z", (3, 13)),
        ("/b/1/d/0", (3, 30)),
        ("/b/1/c/0", (3, 19)),
        ("/b/2/0/0/0", (3, 38)),
        ("/é", (1, 1)),
        # no pointers
        ("a", (1, 1)),
        ("a/b", (1, 1)),
    ],
)
def test_a_pointer_is_located(pointer: str, place: tuple[int, int]) -> None:
    assert locate(LOCATED, [pointer]) == {pointer: place}


def test_pointers_are_located_together() -> None:
    pointers = iter(["/f", "/b/1/c", "/zz", "/b", "/f"])
    assert locate(LOCATED, pointers) == {
        "/f": (7, 8),
        "/b/1/c": (3, 19),
        "/zz": (1, 1),
        "/b": (3, 8),
    }
    assert locate(LOCATED, []) == {}


def test_of_two_members_of_one_name_the_last_is_located() -> None:
    text = '{"a": {"b": 1, "c": 2},\n "\\u0061": {"b": 3},\n "d": 1, "d": 2}'
    assert locate(text, ["/a", "/a/b", "/a/c", "/d"]) == {
        "/a": (2, 12),
        "/a/b": (2, 18),
        "/a/c": (2, 12),
        "/d": (3, 15),
    }


@pytest.mark.parametrize(
    ("text", "place"),
    [
        ("", (1, 1)),
        ("\n ", (2, 2)),
        ("[", (1, 1)),
        ('{"a"', (1, 1)),
        ('{"a":', (1, 1)),
        ('{"a":[', (1, 6)),
        ('{"a":["x', (1, 7)),
        ('{"a":["x"', (1, 7)),
        ('{"a":[[{', (1, 7)),
        ('{"a":[1}', (1, 7)),
        ('{"a" [1]}', (1, 1)),
        ("{1:[1]}", (1, 1)),
        ('{"b":],"a":[1]}', (1, 1)),
        ('{"b":[[,"a":[1]', (1, 1)),
        ("]", (1, 1)),
        ("\ufeff{}", (1, 1)),
    ],
)
def test_what_is_not_json_is_located_as_far_as_it_can_be(text: str, place: tuple[int, int]) -> None:
    assert locate(text, ["/a/0"]) == {"/a/0": place}


def test_thousands_of_pointers_in_a_full_file_are_located_without_delay() -> None:
    line = '{"numeroEditeur": "00001", "commande": {"montantSegurHT": 358.33}, "x": "' + "é" * 400
    count = 10_000
    text = '{"lignesImport": [\n' + ",\n".join([line + '"}'] * count) + "\n]}"
    pointers = [f"/lignesImport/{i}/commande/montantSegurHT" for i in range(0, count, 2)]
    before = perf_counter()
    places = locate(text, pointers)
    assert perf_counter() - before < 60
    column = line.index("358.33") + 1
    assert places == {pointer: (2 + 2 * i, column) for i, pointer in enumerate(pointers)}
