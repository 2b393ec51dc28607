"""Faults of the bytes of a file: what is wrong before anything is read of its demandes.

Each is a function that damages the bytes of any valid file, so that one rule is broken. What
stands in a file that cannot be read is not judged: no other rule is broken with it.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

from segur_rules.demandes.lecture import LIMITES

Damage: TypeAlias = Callable[[bytes], bytes]


def _too_large(raw: bytes) -> bytes:
    return raw + b" " * (LIMITES.octets + 1 - len(raw))


def _in_utf_16(raw: bytes) -> bytes:
    return raw.decode().encode("utf-16")


def _with_a_byte_of_another_encoding(raw: bytes) -> bytes:
    return raw.replace(b'"', b'"\xe9', 1)


def _behind_a_mark(raw: bytes) -> bytes:
    return codecs.BOM_UTF8 + raw


def _without_its_end(raw: bytes) -> bytes:
    return raw.rstrip().removesuffix(b"}")


def _with_a_comma_too_many(raw: bytes) -> bytes:
    return _without_its_end(raw) + b",}"


def _with_another_document(raw: bytes) -> bytes:
    return raw + b"{}"


def _numbered(number: bytes) -> Damage:
    """Another number of the first demande."""
    return lambda raw: re.sub(rb'("numLigne"\s*:\s*)1\b', rb"\g<1>" + number, raw, count=1)


def _with_half_a_character(raw: bytes) -> bytes:
    return re.sub(rb'("numeroEditeur"\s*:\s*")', rb"\1\\ud800", raw, count=1)


DAMAGES: Final[Mapping[str, tuple[Damage, ...]]] = MappingProxyType(
    {
        "SEG-FIC-001": (_too_large,),
        "SEG-FIC-002": (_in_utf_16, _with_a_byte_of_another_encoding),
        "SEG-FIC-004": (_behind_a_mark,),
        "SEG-FIC-005": (_without_its_end, _with_a_comma_too_many),
        "SEG-FIC-006": (_with_another_document,),
        "SEG-FIC-007": (_numbered(b'1, "numLigne": 1'),),
        "SEG-FIC-008": (_numbered(b"NaN"), _numbered(b"-Infinity")),
        "SEG-FIC-009": (_numbered(b"[" * LIMITES.profondeur + b"]" * LIMITES.profondeur),),
        "SEG-FIC-010": (_numbered(b"1e400"), _numbered(b"1" * 400)),
        "SEG-FIC-011": (_with_half_a_character,),
    }
)
"""The ways to break each rule that is about bytes, in any valid file."""
