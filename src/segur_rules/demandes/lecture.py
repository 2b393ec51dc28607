"""The strict reading of a file: bytes in, a JSON document out, or all that prevents it.

Two readings that agree. The standard decoder, with hooks that make it as strict as the rules,
reads what is right, at full speed; it says little of what is wrong, so that whatever it refuses
is read again by hand, and that second reading decides and explains.
"""

from __future__ import annotations

import codecs
import re
from decimal import Decimal
from json import JSONDecoder
from typing import Final, NoReturn

from attrs import frozen

from segur_rules.demandes._positions import locate, positions
from segur_rules.demandes._scanner import MAX_PLACES, Ecart, scan
from segur_rules.outcomes import Constat

__all__ = ["LIMITES", "Lecture", "Limites", "locate", "read"]

_BOM_UTF16_OR_32: Final = (
    codecs.BOM_UTF32_LE,
    codecs.BOM_UTF32_BE,
    codecs.BOM_UTF16_LE,
    codecs.BOM_UTF16_BE,
)
_WARNINGS: Final = frozenset({"SEG-FIC-004"})

_ROUNDS: Final = 64
"""Nesting that is measured before a file is read; deeper, the reading by hand decides."""

# Curly brackets become square ones; all but brackets, colons and quotes goes.
_TO_SQUARE: Final = bytes.maketrans(b"{}", b"[]")
_NO_SHAPE: Final = bytes(byte for byte in range(256) if byte not in b'[]{}:"')
_STRING: Final = re.compile(rb'"[^"]*"')
_ESCAPE: Final = re.compile(rb'\\(?:["\\]|(?P<surrogate>u[dD]))')


@frozen
class Limites:
    """How large a file may be. The guide gives no limit: these are choices."""

    octets: int = 10 * 1024 * 1024
    """The file's size in bytes, inclusive."""
    profondeur: int = 32
    """How many objects and arrays may be one in another, inclusive. The format needs 6."""


LIMITES: Final = Limites()
"""The limits of a caller who sets none."""


@frozen
class Lecture:
    """What a file holds, as far as it can be read.

    `document` is made of dict, list, str, int, `Decimal` (a number with a fraction or an
    exponent, exactly as written), bool and None. `constats` are in the order of the text.
    `texte` is what the bytes say, without the byte order mark; "" where they say nothing.
    """

    document: object
    constats: tuple[Constat, ...]
    texte: str

    @property
    def lisible(self) -> bool:
        """Whether the document can be judged. `document` is None when it cannot."""
        return all(constat.rule in _WARNINGS for constat in self.constats)


def read(raw: bytes, limites: Limites = LIMITES) -> Lecture:
    """Read a file strictly. Any bytes are answered, none raises."""
    if len(raw) > limites.octets:
        params = {"taille": len(raw), "limite": limites.octets}
        return Lecture(None, (Constat("SEG-FIC-001", "", params),), "")
    if raw.startswith(_BOM_UTF16_OR_32):
        utf16 = Constat("SEG-FIC-002", "", {"octet": 0}, variant="utf16", line=1, column=1)
        return Lecture(None, (utf16,), "")
    marks: tuple[Constat, ...] = ()
    body = raw.removeprefix(codecs.BOM_UTF8)
    if len(body) < len(raw):
        marks = (Constat("SEG-FIC-004", "", line=1, column=1),)
    try:
        texte = body.decode("utf-8")
    except UnicodeDecodeError as error:
        good = body[: error.start].decode("utf-8")
        line, column = positions(good, [len(good)])[len(good)]
        octet = len(raw) - len(body) + error.start
        bad = Constat("SEG-FIC-002", "", {"octet": octet}, line=line, column=column)
        return Lecture(None, (*marks, bad), "")
    try:
        return Lecture(_decode(body, texte, limites.profondeur), marks, texte)
    except (ValueError, RecursionError):
        slow = scan(texte, limites.profondeur)
    if slow.ecarts:
        return Lecture(None, (*marks, *_constats(texte, slow.ecarts)), texte)
    return Lecture(slow.document, marks, texte)


def _constats(texte: str, ecarts: tuple[Ecart, ...]) -> list[Constat]:
    """Give its line and column to each thing found."""
    offsets = {ecart.offset for ecart in ecarts}
    places = positions(texte, offsets | {e.premier for e in ecarts if e.premier is not None})
    constats = []
    for ecart in ecarts:
        params = dict(ecart.params)
        if ecart.premier is not None:
            params["premiere_ligne"] = places[ecart.premier][0]
        line, column = places[ecart.offset]
        constats.append(
            Constat(ecart.rule, ecart.pointer, params, ecart.variant, line=line, column=column)
        )
    return constats


def _decode(body: bytes, texte: str, profondeur: int) -> object:
    """Read a right document with the standard decoder; raise where there is any doubt.

    The decoder lets through lone surrogates, names that come twice, and any nesting. All three
    are seen in the text itself: the first in its escapes, the others in its shape.
    """
    shape = _shape(body)
    if not _nests_within(shape, profondeur):
        raise ValueError
    members = 0

    def count(document: dict[str, object]) -> dict[str, object]:
        nonlocal members
        members += len(document)
        return document

    # The hook of pairs would see a name that comes twice, for half as much time again.
    decoder = JSONDecoder(
        object_hook=count, parse_float=_decimal, parse_int=_integer, parse_constant=_refused
    )
    document: object = decoder.decode(texte)
    if members != shape.count(b":"):
        raise ValueError
    return document


def _shape(body: bytes) -> bytes:
    """Return the brackets and the colons of a document, those in its strings apart."""
    if b"\\" in body:
        body = _ESCAPE.sub(_removed, body)
    # Two quotes side by side are an empty string, or the end of one and the beginning of the
    # next: without them, what was in a string still is, and most strings are gone.
    shape = body.translate(_TO_SQUARE, _NO_SHAPE).replace(b'""', b"")
    return _STRING.sub(b"", shape) if b'"' in shape else shape


def _removed(escape: re.Match[bytes]) -> bytes:
    """Take away a quote or a backslash that is text; raise on what may be half a character."""
    if escape["surrogate"]:
        raise ValueError
    return b""


def _nests_within(shape: bytes, profondeur: int) -> bool:
    """Whether brackets certainly nest within a depth: each round takes the innermost away."""
    brackets = shape.translate(None, b":")
    for _ in range(min(profondeur, _ROUNDS)):
        brackets = brackets.replace(b"[]", b"")
    return not brackets


def _integer(literal: str) -> int:
    if len(literal) > MAX_PLACES:
        raise ValueError
    return int(literal)


def _decimal(literal: str) -> Decimal:
    if len(literal) > MAX_PLACES or "e" in literal or "E" in literal:
        raise ValueError
    return Decimal(literal)


def _refused(constant: str) -> NoReturn:
    raise ValueError(constant)
