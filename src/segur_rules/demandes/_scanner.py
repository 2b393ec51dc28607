"""The slow and strict reading of a JSON text: all that is wrong with it, and where.

RFC 8259 and nothing more. No recursion, and one pass whose time grows with the text alone, so
that a hostile text costs no more than a long one. What is wrong but leaves the rest of the text
readable is told and passed over; the first thing that does not ends the reading.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal
from operator import attrgetter
from types import MappingProxyType
from typing import ClassVar, Final

from attrs import define, field, frozen

from segur_rules.outcomes import NO_PARAMS, Param

MAX_LITERAL: Final = 32
"""Characters of a number as it is written (choice)."""

MAX_PLACES: Final = 21
"""Places from the first digit of a number to its unit, both counted (choice): |exponent| <= 20."""

MAX_SHOWN: Final = 40
"""Characters of the text that a finding quotes."""

_ROOM: Final = 1000
"""Findings on one text: nobody reads more, and a hostile text could ask for millions."""

_POINTER_PER_FINDING: Final = 256
"""A pointer longer than this takes the room of several findings, for the same reason."""

_BLANKS: Final = " \t\n\r"
_BLANK: Final = re.compile(f"[{_BLANKS}]+")
_PLAIN: Final = re.compile(r'[^"\\\x00-\x1f]+')
ESCAPE: Final = re.compile(
    r'\\(?:(?P<simple>["\\/bfnrt])'
    r"|u(?P<high>[dD][89abAB][0-9a-fA-F]{2})\\u(?P<low>[dD][c-fC-F][0-9a-fA-F]{2})"
    r"|u(?P<unit>[0-9a-fA-F]{4}))"
)
_UNFINISHED: Final = re.compile(r"(?:\\(?:u[0-9a-fA-F]{0,3})?)?\Z")
_NUMBER: Final = re.compile(r"-?(?:0|[1-9][0-9]*+)(?:\.[0-9]++)?(?:[eE][-+]?[0-9]++)?(?![-+.\w])")
_WORD: Final = re.compile(r"[-+.\w]+")
_SEEN: Final = re.compile(r'"[^"\r\n]{0,40}"?|[^\s,:\[\]{}"]{1,41}|.', re.DOTALL)

_SIMPLE: Final = MappingProxyType(
    {'"': '"', "\\": "\\", "/": "/", "b": "\b", "f": "\f", "n": "\n", "r": "\r", "t": "\t"}
)
_LITERALS: Final = MappingProxyType({"true": True, "false": False, "null": None})
_CONSTANTS: Final = frozenset({"NaN", "Infinity", "-Infinity"})
_NUMERIC: Final = tuple("-+.0123456789")
_MORE: Final = object()
"""In the place of a value: none is complete, and another begins."""


class AbsurdNumber(ValueError):
    """A number is too long as it is written, or would be if it were written in full."""

    def __init__(self, longueur: int, limite: int) -> None:
        super().__init__(longueur, limite)
        self.longueur = longueur
        self.limite = limite


def read_number(literal: str) -> int | Decimal:
    """Return the exact value of a JSON number; raise `AbsurdNumber` when it has no use.

    A number without fraction or exponent is an `int`. Both limits are tested before anything
    is converted: converting a million digits, or adding 1 to 1e999999999, takes for ever.
    """
    if len(literal) <= MAX_PLACES and literal.isdigit():
        return int(literal)
    if len(literal) > MAX_LITERAL:
        raise AbsurdNumber(len(literal), MAX_LITERAL)
    mantissa, _, exponent = literal.lower().partition("e")
    places = abs(Decimal(mantissa).adjusted() + int(exponent or 0)) + 1
    if places > MAX_PLACES:
        raise AbsurdNumber(places, MAX_PLACES)
    return int(literal) if literal[1:].isdigit() else Decimal(literal)


@frozen
class Ecart:
    """A finding whose place is still an offset. `premier` is that of a name's first use."""

    rule: str
    pointer: str
    offset: int
    params: Mapping[str, Param] = NO_PARAMS
    variant: str = ""
    premier: int | None = None


@frozen
class Scan:
    """What a text holds. `document` has no meaning when there are `ecarts`."""

    document: object
    ecarts: tuple[Ecart, ...]


def scan(texte: str, profondeur: int) -> Scan:
    """Read a text whose objects and arrays nest at most `profondeur` deep."""
    scanner = _Scanner(texte, profondeur)
    try:
        document = scanner.document()
    except _Stopped:
        document = None
    # A text that nothing closes is told where it begins, after what is wrong inside it.
    return Scan(document, tuple(sorted(scanner.ecarts, key=attrgetter("offset"))))


class _Stopped(Exception):
    """The rest of the text has no certain meaning, or the findings have no room."""


@define
class _Array:
    """An array that is being read."""

    closer: ClassVar[str] = "]"
    value: list[object] = field(factory=list)

    @property
    def key(self) -> str:
        return str(len(self.value))

    def add(self, value: object) -> None:
        self.value.append(value)


@define
class _Object:
    """An object that is being read: `key` is the last name, `names` where each one is first."""

    closer: ClassVar[str] = "}"
    value: dict[str, object] = field(factory=dict)
    key: str = ""
    names: dict[str, int] = field(factory=dict)

    def add(self, value: object) -> None:
        self.value[self.key] = value


class _Scanner:
    def __init__(self, texte: str, profondeur: int) -> None:
        # The mark at the end is no blank and no token: there is always a character to look at.
        self._text = texte + "\0"
        self._size = len(texte)
        self._profondeur = profondeur
        self._levels: list[_Array | _Object] = []
        self._room = _ROOM
        self.ecarts: list[Ecart] = []

    def document(self) -> object:
        pos = self._after_blank(0)
        if pos == self._size:
            raise self._not_json("empty", pos)
        value = _MORE
        while value is _MORE:
            value, pos = self._value(pos)
            if value is not _MORE:
                value, pos = self._next(value, pos)
        pos = self._after_blank(pos)
        if pos < self._size:
            self._tell("SEG-FIC-006", pos, trouve=self._seen(pos))
        return value

    def _value(self, pos: int) -> tuple[object, int]:
        """Read a value, or open it and go to the first one that it holds."""
        opener = self._text[pos]
        if opener not in "[{":
            return self._scalar(pos)
        if len(self._levels) >= self._profondeur:
            self._tell("SEG-FIC-009", pos, limite=self._profondeur)
            raise _Stopped
        level = _Object() if opener == "{" else _Array()
        pos = self._after_blank(pos + 1)
        if self._text[pos] == level.closer:
            return level.value, pos + 1
        self._levels.append(level)
        if pos == self._size:
            raise self._not_json("truncated", pos, around=True)
        return _MORE, self._to_value(level, pos)

    def _next(self, value: object, pos: int) -> tuple[object, int]:
        """Put a complete value in its place and go to the next one, closing what ends here."""
        while self._levels:
            level = self._levels[-1]
            level.add(value)
            pos = self._after_blank(pos)
            found = self._text[pos]
            if found == ",":
                return _MORE, self._after_comma(level, pos)
            if found != level.closer:
                raise self._not_json("comma", pos, around=True)
            self._levels.pop()
            value = level.value
            pos += 1
        return value, pos

    def _after_comma(self, level: _Array | _Object, comma: int) -> int:
        pos = self._after_blank(comma + 1)
        if self._text[pos] == level.closer:
            raise self._not_json("trailing_comma", comma, around=True)
        return self._to_value(level, pos)

    def _to_value(self, level: _Array | _Object, pos: int) -> int:
        """Go to the next value of a container: past its name, in an object."""
        return self._name(level, pos) if isinstance(level, _Object) else pos

    def _name(self, level: _Object, start: int) -> int:
        if self._text[start] != '"':
            raise self._not_json("name", start, around=True)
        level.key, pos = self._string(start, around=True)
        first = level.names.setdefault(level.key, start)
        if first != start:
            self._tell("SEG-FIC-007", start, premier=first, nom=_shown(level.key))
        pos = self._after_blank(pos)
        if self._text[pos] != ":":
            raise self._not_json("colon", pos, around=True)
        return self._after_blank(pos + 1)

    def _scalar(self, pos: int) -> tuple[object, int]:
        if self._text[pos] == '"':
            return self._string(pos)
        if (end := self._end(_NUMBER, pos)) > pos:
            return self._number(pos, end), end
        end = self._end(_WORD, pos)
        word = self._text[pos:end]
        if word in _LITERALS:
            return _LITERALS[word], end
        if word in _CONSTANTS:
            self._tell("SEG-FIC-008", pos, trouve=word)
            return None, end
        if end == self._size and _begins_value(word):
            raise self._not_json("truncated", end)
        raise self._not_json("number" if word.startswith(_NUMERIC) else "value", pos)

    def _number(self, pos: int, end: int) -> int | Decimal:
        literal = self._text[pos:end]
        try:
            return read_number(literal)
        except AbsurdNumber as absurd:
            self._tell(
                "SEG-FIC-010",
                pos,
                trouve=_shown(literal),
                longueur=absurd.longueur,
                limite=absurd.limite,
            )
            return 0

    def _string(self, start: int, *, around: bool = False) -> tuple[str, int]:
        """Read the text whose quote is at `start`: a value, or else a name of what is around."""
        text = self._text
        end = self._end(_PLAIN, start + 1)
        parts = [text[start + 1 : end]]
        while escape := ESCAPE.match(text, end):
            char = unescaped(escape)
            if "\ud800" <= char <= "\udfff":
                self._tell("SEG-FIC-011", end, around=around, trouve=escape[0])
            plain = escape.end()
            end = self._end(_PLAIN, plain)
            parts += char, text[plain:end]
        if text[end] != '"':
            raise self._broken_string(start, end, around=around)
        return "".join(parts), end + 1

    def _broken_string(self, start: int, end: int, *, around: bool) -> _Stopped:
        if _UNFINISHED.match(self._text, end, self._size):
            # The end of the text explains nothing; the quote that nothing closes does.
            return self._not_json("string", start, around=around)
        if self._text[end] != "\\":
            return self._not_json("control", end, around=around)
        length = 6 if self._text[end + 1] == "u" else 2
        wrong = self._text[end : min(end + length, self._size)]
        return self._not_json("escape", end, around=around, trouve=_shown(wrong))

    def _after_blank(self, pos: int) -> int:
        return self._end(_BLANK, pos) if self._text[pos] in _BLANKS else pos

    def _end(self, pattern: re.Pattern[str], pos: int) -> int:
        found = pattern.match(self._text, pos)
        return found.end() if found else pos

    def _seen(self, pos: int) -> str:
        found = _SEEN.match(self._text, pos, self._size)
        return _shown(found[0]) if found else ""

    def _not_json(
        self, probleme: str, pos: int, *, around: bool = False, trouve: str | None = None
    ) -> _Stopped:
        """Tell why the text is not JSON; what follows has no certain meaning."""
        if pos == self._size and probleme != "empty":
            probleme = "truncated"
        self._tell(
            "SEG-FIC-005",
            pos,
            around=around,
            variant=probleme,
            probleme=probleme,
            trouve=self._seen(pos) if trouve is None else trouve,
        )
        return _Stopped()

    def _tell(
        self,
        rule: str,
        pos: int,
        *,
        around: bool = False,
        variant: str = "",
        premier: int | None = None,
        **params: Param,
    ) -> None:
        """Tell something of the value that is read or expected, or of what is around it."""
        levels = self._levels[:-1] if around else self._levels
        pointer = "".join(["/" + _token(level.key) for level in levels])
        self.ecarts.append(Ecart(rule, pointer, pos, params, variant, premier))
        self._room -= 1 + len(pointer) // _POINTER_PER_FINDING
        if self._room <= 0:
            raise _Stopped


def _begins_value(word: str) -> bool:
    """Whether a word that the end of the text cuts could have become a literal or a number."""
    return any(literal.startswith(word) for literal in _LITERALS) or bool(
        _NUMBER.fullmatch(word + "0")
    )


def unescaped(escape: re.Match[str]) -> str:
    """Return the character that an escape stands for: half of one, when its other half lacks."""
    match escape.lastgroup:
        case "simple":
            return _SIMPLE[escape["simple"]]
        case "unit":
            return chr(int(escape["unit"], 16))
        case _:
            high, low = int(escape["high"], 16), int(escape["low"], 16)
            return chr(0x10000 + (high - 0xD800) * 0x400 + low - 0xDC00)


def _token(name: str) -> str:
    """Write a name as a part of a pointer; a lone surrogate, that nobody can print, as escaped."""
    escaped = name.replace("~", "~0").replace("/", "~1")
    return escaped.encode("utf-8", "backslashreplace").decode("utf-8")


def _shown(text: str) -> str:
    """Shorten what is quoted, and show what would not be seen."""
    shown = "".join([c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: MAX_SHOWN + 1]])
    return shown if len(shown) <= MAX_SHOWN else shown[: MAX_SHOWN - 1] + "…"
