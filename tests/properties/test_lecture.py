"""Whatever the bytes, a reading answers; and the two readers are one."""

from __future__ import annotations

import json
import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NoReturn

from hypothesis import given
from hypothesis import strategies as st

from segur_rules.demandes._positions import positions
from segur_rules.demandes._scanner import Ecart, scan
from segur_rules.demandes.lecture import Limites, _decode, locate, read

if TYPE_CHECKING:
    from collections.abc import Iterator

DEPTH: Final = 5
"""A limit that random documents reach."""

SPACES: Final = st.sampled_from(["", "", "", " ", "\t", "\n", "\r\n", "\r", "\n    "])
NAMES: Final = st.sampled_from(["a", "b", "é", "", "/", "~1", '"', "\\", "[", "}", ":", "\ud7ff😀"])
NUMBERS: Final = st.one_of(
    st.integers(min_value=1 - 10**21, max_value=10**21 - 1),
    st.decimals(min_value=-(10**9), max_value=10**9, places=2),
    st.builds(
        lambda digits, exponent: Decimal((0, tuple(digits), exponent)),
        st.lists(st.integers(0, 9), min_size=1, max_size=9),
        st.integers(-12, 12),
    ),
)
SCALARS: Final = st.one_of(
    st.none(), st.booleans(), NUMBERS, NAMES, st.text(st.characters(exclude_categories=["Cs"]))
)
DOCUMENTS: Final = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=20,
)
TOKENS: Final = st.sampled_from(
    [
        *'[]{},:"\\ \n\r\t\0-+.0123456789eEaxn',
        '"a":', '{"a":', '["a",', "null", "true", "NaN", "-Infinity", "1e99", "1" * 22, "-0", "0.0",
        "[" * 5, "]" * 5, '"["', '"\\""', '"\\\\"', '":"', "\\u", "\\u0061", "\\ud83d", "\\ude00",
        "\ufeff", "é", "\u2028", "//", "'",
    ]
)  # fmt: skip


@st.composite
def written(draw: st.DrawFn, document: object, depth: int = DEPTH) -> str:
    """A way to write a document: with any spaces, and any characters escaped."""
    around = draw(SPACES), draw(SPACES)
    if isinstance(document, dict):
        members = [
            draw(written(name, depth - 1)) + ":" + draw(written(value, depth - 1))
            for name, value in document.items()
        ]
        text = "{" + (",".join(members) or draw(SPACES)) + "}"
    elif isinstance(document, list):
        text = (
            "[" + (",".join([draw(written(i, depth - 1)) for i in document]) or draw(SPACES)) + "]"
        )
    elif isinstance(document, str):
        text = json.dumps(document, ensure_ascii=draw(st.booleans()))
    elif isinstance(document, Decimal):
        # An integer written as one is read as one: an exponent says that it is a decimal.
        text = str(document) if re.search("[.E]", str(document)) else f"{document}E0"
    else:
        text = json.dumps(document)
    return text.join(around)


@st.composite
def texts(draw: st.DrawFn) -> str:
    """A document, as written and then spoilt: or not."""
    text = draw(written(draw(DOCUMENTS)))
    for _ in range(draw(st.integers(0, 3))):
        start = draw(st.integers(0, len(text)))
        end = min(len(text), start + draw(st.integers(0, 3)))
        text = text[:start] + draw(st.just("") | TOKENS) + text[end:]
    return text


NOISE: Final = st.lists(TOKENS, max_size=30).map("".join)


def is_strict(text: str) -> bool:
    """Whether the standard decoder, made strict in the plainest way, accepts a text."""

    def members(pairs: list[tuple[str, object]]) -> dict[str, object]:
        if len(dict(pairs)) != len(pairs):
            raise ValueError
        return dict(pairs)

    def number(literal: str) -> str:
        exponent = re.search("(?i:e)(.*)", literal)
        if len(literal) > 32 or (exponent and abs(int(exponent[1])) > 60):
            raise ValueError
        if abs(Decimal(literal).adjusted()) > 20:
            raise ValueError
        return literal

    def constant(literal: str) -> NoReturn:
        raise ValueError

    try:
        document = json.loads(
            text,
            object_pairs_hook=members,
            parse_int=number,
            parse_float=number,
            parse_constant=constant,
        )
        json.dumps(document, ensure_ascii=False).encode()
    except ValueError:
        return False
    return depth_of(document) <= DEPTH


def depth_of(document: object) -> int:
    if isinstance(document, dict):
        document = list(document.values())
    return 1 + max(map(depth_of, document), default=0) if isinstance(document, list) else 0


def values_of(document: object, pointer: str = "") -> Iterator[tuple[str, object]]:
    """Each value of a document with its pointer."""
    yield pointer, document
    if isinstance(document, list):
        document = {str(i): value for i, value in enumerate(document)}
    if isinstance(document, dict):
        for name, value in document.items():
            token = name.replace("~", "~0").replace("/", "~1")
            yield from values_of(value, f"{pointer}/{token}")


def offset_of(text: str, place: tuple[int, int]) -> int:
    """The offset of a line and a column, by a plain split into lines."""
    starts = [0, *(end.end() for end in re.finditer("\r\n|\r|\n", text))]
    return starts[place[0] - 1] + place[1] - 1


@given(st.binary() | st.builds(bytes.__add__, st.just(b"\xef\xbb\xbf"), st.binary()))
def test_any_bytes_are_answered(raw: bytes) -> None:
    lecture = read(raw)
    assert lecture.lisible or lecture.document is None
    assert lecture.lisible or lecture.constats
    for constat in lecture.constats:
        constat.pointer.encode()
        assert constat.line is not None
        assert constat.column is not None
        assert constat.line >= 1 <= constat.column
    locate(lecture.texte, ["", "/a", "/0/0"])


@given(NOISE | texts() | st.text())
def test_a_text_is_accepted_as_the_standard_has_it(text: str) -> None:
    assert (not scan(text, DEPTH).ecarts) == is_strict(text)


@given(NOISE | texts())
def test_the_two_readers_agree(text: str) -> None:
    slow = scan(text, DEPTH)
    try:
        fast = _decode(text.encode(), text, DEPTH)
    except ValueError:
        # The fast reader may leave what it finds doubtful to the slow one, but only that.
        assert slow.ecarts or re.search(r"\\u[dD]|[eE]|[-.0-9]{22}", text)
    else:
        assert not slow.ecarts
        assert repr(fast) == repr(slow.document)


@given(NOISE | texts())
def test_findings_are_in_the_order_of_the_text(text: str) -> None:
    ecarts = scan(text, DEPTH).ecarts
    offsets = [ecart.offset for ecart in ecarts]
    assert offsets == sorted(offsets)
    assert all(0 <= offset <= len(text) for offset in offsets)
    for ecart in ecarts:
        _check_quotes(ecart)


def _check_quotes(ecart: Ecart) -> None:
    for value in ecart.params.values():
        if isinstance(value, str):
            assert len(value) <= 40
            assert value.isprintable()


@given(st.data())
def test_what_is_written_is_read(data: st.DataObject) -> None:
    document = data.draw(DOCUMENTS)
    text = data.draw(written(document))
    lecture = read(text.encode(), Limites(profondeur=99))
    assert lecture.constats == ()
    assert lecture.texte == text
    # The text of a value tells 1 from True and 1.0, and 358.30 from 358.3.
    assert repr(lecture.document) == repr(document)


@given(st.data())
def test_each_value_is_where_its_pointer_says(data: st.DataObject) -> None:
    document = data.draw(DOCUMENTS)
    text = data.draw(written(document))
    values = dict(values_of(document))
    places = locate(text, values)
    decoder = json.JSONDecoder(parse_float=Decimal)
    for pointer, value in values.items():
        there, _ = decoder.raw_decode(text, offset_of(text, places[pointer]))
        assert repr(there) == repr(value)


@given(st.data())
def test_a_missing_member_is_where_its_parent_is(data: st.DataObject) -> None:
    document = data.draw(DOCUMENTS)
    text = data.draw(written(document))
    pointers = list(dict(values_of(document)))
    places = locate(text, [*pointers, *(f"{pointer}/zz/0" for pointer in pointers)])
    for pointer in pointers:
        assert places[f"{pointer}/zz/0"] == places[pointer]


@given(NOISE | texts(), st.lists(st.text("/~01ab", max_size=9)))
def test_any_pointer_in_any_text_is_answered(text: str, pointers: list[str]) -> None:
    for place in locate(text, pointers).values():
        assert 0 <= offset_of(text, place) <= len(text)


@given(st.text("ab\n\r\u2028"), st.data())
def test_a_position_leads_back_to_its_offset(text: str, data: st.DataObject) -> None:
    within = [i for i in range(len(text) + 1) if text[i - 1 : i + 1] != "\r\n"]
    offsets = data.draw(st.lists(st.sampled_from(within)))
    for offset, place in positions(text, offsets).items():
        assert offset_of(text, place) == offset


@given(st.integers(0, 12), st.integers(0, 12), st.data())
def test_nesting_is_measured_exactly(depth: int, limit: int, data: st.DataObject) -> None:
    """Strings full of brackets, colons, quotes and backslashes mislead nobody."""
    text = "0"
    for _ in range(depth):
        noise = json.dumps(data.draw(st.text('[]{}:"\\a', max_size=4)))
        text = data.draw(
            st.sampled_from([f"[{noise}, {text}]", f"{{{noise}: {text}}}", f"[{text}]"])
        )
    lecture = read(text.encode(), Limites(profondeur=limit))
    assert lecture.lisible == (depth <= limit)
    assert [c.rule for c in lecture.constats] == ["SEG-FIC-009"] * (depth > limit)
