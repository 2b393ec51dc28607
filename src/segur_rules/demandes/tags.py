"""One declaration per tag: its wire name, its kind, its meaning and where that comes from.

A `Kind` says the same thing twice, side by side: as a JSON Schema, which is the contract and
explains a refusal, and as a function that reads a value at full speed. A differential test
holds the two together. Classes, schemas and the data dictionary all come from the tags.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Final, TypeAlias

import attrs
from attrs import frozen
from cattrs import Converter
from cattrs.gen import make_dict_structure_fn, override

from segur_rules.identifiants import am, finess, numero_ans, numero_asp, rpps, siret
from segur_rules.montants.exact import EUROS_LIMITE
from segur_rules.sources import Certainty, Source

Parse: TypeAlias = Callable[[Any, Any], Any]
"""Reads a JSON value (the second argument is a type that cattrs passes, unused)."""

METADATA: Final = "segur_rules.tag"
_CONVERTER: Final = Converter(detailed_validation=False)


class Unreadable(ValueError):
    """A value is not of its kind. It carries nothing: the schema explains."""


@frozen
class Kind:
    """What a tag may hold: its name for people, its schema, and the function that reads it.

    In a schema `x-kind` repeats the name and `x-rule` is the rule that a value of the wrong
    shape breaks.
    """

    name: str
    schema: Mapping[str, Any]
    parse: Parse


@frozen
class Tag:
    """The declaration of one tag of the import file."""

    wire: str
    kind: Kind
    meaning: str
    source: Source
    example: str
    required: bool = True


def tag(
    wire: str,
    kind: Kind,
    meaning: str,
    example: str = "",
    *,
    source: str,
    certainty: Certainty,
    required: bool = True,
) -> Any:
    """Declare a tag as an attrs field; one that is not required reads as None when absent."""
    declared = Tag(wire, kind, meaning, Source(source, certainty), example, required)
    return attrs.field(
        default=attrs.NOTHING if required else None, kw_only=True, metadata={METADATA: declared}
    )


def tags(cls: type[attrs.AttrsInstance]) -> Iterator[tuple[str, Tag]]:
    """The tags of a class with the names of their attributes, in the order of the file."""
    for attribute in attrs.fields(cls):
        if METADATA in attribute.metadata:
            yield attribute.name, attribute.metadata[METADATA]


def _text(matches: Callable[[str], object]) -> Parse:
    def parse(value: Any, _: Any) -> Any:
        if type(value) is str and matches(value):
            return value
        raise Unreadable

    return parse


def _prose(matches: Callable[[str], object]) -> Parse:
    """As `_text`, where the pattern refuses nothing but control characters or an empty text."""

    def parse(value: Any, _: Any) -> Any:
        # What is printable has no control character, and that is three times quicker to tell.
        if type(value) is str and ((value and value.isprintable()) or matches(value)):
            return value
        raise Unreadable

    return parse


def text(
    name: str,
    pattern: str,
    rule: str,
    reader: Callable[[Callable[[str], object]], Parse] = _text,
) -> Kind:
    """A text that a pattern describes whole; `pattern` is anchored, in the ECMA dialect."""
    schema = MappingProxyType(
        {"type": "string", "pattern": pattern, "x-kind": name, "x-rule": rule}
    )
    return Kind(name, schema, reader(re.compile(pattern.strip("^$")).fullmatch))


def coded(name: str, values: type[StrEnum], rule: str = "SEG-FIC-017") -> Kind:
    """One of a list of codes, read as a member of the enumeration."""
    members = {member.value: member for member in values}

    def parse(value: Any, _: Any) -> Any:
        if type(value) is str and value in members:
            return members[value]
        raise Unreadable

    schema = MappingProxyType(
        {"type": "string", "enum": [*members], "x-kind": name, "x-rule": rule}
    )
    return Kind(name, schema, parse)


def nullable(kind: Kind) -> Kind:
    """The same, or null."""
    schema = dict(kind.schema)
    schema["type"] = [schema["type"], "null"]
    if "enum" in schema:
        schema["enum"] = [*schema["enum"], None]

    read = kind.parse

    def parse(value: Any, cls: Any) -> Any:
        return None if value is None else read(value, cls)

    return Kind(kind.name, MappingProxyType(schema), parse)


def array(item: Kind, bounds: tuple[int, int] | None = None, rule: str = "") -> Kind:
    """An array of items of one kind, read as a tuple; `bounds` are inclusive."""
    schema: dict[str, Any] = {"type": "array", "items": item.schema, "x-kind": "tableau"}
    if bounds is not None:
        schema["minItems"], schema["maxItems"] = bounds
        schema["x-rule"] = rule
    read = item.parse

    def parse(value: Any, cls: Any) -> Any:
        if type(value) is list and (bounds is None or bounds[0] <= len(value) <= bounds[1]):
            return tuple([read(element, cls) for element in value])
        raise Unreadable

    return Kind("tableau", MappingProxyType(schema), parse)


def objet(cls: type[Any], **kinds: Kind) -> Kind:
    """An object whose members are the tags of a class, read as an instance of it.

    `kinds` replaces the kinds of some tags, by attribute; such a tag is then required,
    unless its new kind is `RIEN`.
    """
    declared = {
        name: attrs.evolve(tag, kind=kinds[name], required=kinds[name] is not RIEN)
        if name in kinds
        else tag
        for name, tag in tags(cls)
    }
    known = frozenset(tag.wire for tag in declared.values())
    needed = frozenset(tag.wire for tag in declared.values() if tag.required)
    defaults = {attribute.name for attribute in attrs.fields(cls) if attribute.default is None}
    all_are_read = defaults.isdisjoint(declared)
    # What is no tag is never read from a file.
    overrides: dict[str, Any] = {
        attribute.name: override(omit=True) for attribute in attrs.fields(cls)
    } | {
        name: override(rename=tag.wire, struct_hook=tag.kind.parse)
        for name, tag in declared.items()
    }
    structure = make_dict_structure_fn(
        cls,
        _CONVERTER,
        _cattrs_forbid_extra_keys=False,
        _cattrs_detailed_validation=False,
        **overrides,
    )

    def parse(value: Any, target: Any) -> Any:
        # Where every tag is read, as many members as tags leave room for no other.
        if type(value) is dict and (
            len(value) == len(known) if all_are_read else needed <= value.keys() <= known
        ):
            return structure(value, target)
        raise Unreadable

    schema = {
        "type": "object",
        "properties": {
            tag.wire: {
                **tag.kind.schema,
                "description": tag.meaning,
                "x-certainty": tag.source.certainty.value,
                "x-source": tag.source.reference,
            }
            for tag in declared.values()
        },
        "required": [tag.wire for tag in declared.values() if tag.required],
        "additionalProperties": False,
        "x-kind": "objet",
    }
    return Kind(cls.__name__, MappingProxyType(schema), parse)


def _boolean(value: Any, _: Any) -> Any:
    if value is True or value is False:
        return value
    raise Unreadable


def _null(value: Any, _: Any) -> Any:
    if value is None:
        return None
    raise Unreadable


def _integer(value: Any, _: Any) -> Any:
    if type(value) is int:
        return value
    raise Unreadable


def _amount(value: Any, _: Any) -> Any:
    if type(value) is Decimal and 0 < value < EUROS_LIMITE:
        return value
    if type(value) is int and 0 < value < EUROS_LIMITE:
        return Decimal(value)
    raise Unreadable


def is_date_shaped(written: str) -> bool:
    """Whether a text is written JJ/MM/AAAA, whether or not the day exists."""
    return _IS_DATE_SHAPED(written) is not None


@lru_cache(maxsize=4096)
def parse_date(written: str) -> date | None:
    """The day that `JJ/MM/AAAA` names, or None when it is not one. Years 1900 to 2999."""
    if not is_date_shaped(written):
        return None
    try:
        return date(int(written[6:]), int(written[3:5]), int(written[:2]))
    except ValueError:
        return None


def _date(value: Any, _: Any) -> Any:
    if type(value) is str and (day := parse_date(value)):
        return day
    raise Unreadable


def _anything(value: Any, _: Any) -> Any:
    return value


def _nothing(value: Any, _: Any) -> Any:
    if value in (None, {}, []):
        return None
    raise Unreadable


DATE_PATTERN: Final = "^(0[1-9]|[12][0-9]|3[01])/(0[1-9]|1[0-2])/(19|2[0-9])[0-9]{2}$"
DATE_FORMAT: Final = "jj/mm/aaaa"
_IS_DATE_SHAPED: Final = re.compile(DATE_PATTERN.strip("^$")).fullmatch

TEXTE: Final = text("texte", "^[^\u0000-\u001f\u007f]+$", "SEG-FIC-019", _prose)
TEXTE_OU_VIDE: Final = text("texte ou vide", "^[^\u0000-\u001f\u007f]*$", "SEG-FIC-019", _prose)
SIRET: Final = text("SIRET", siret.PATTERN, "SEG-BEN-010")
FINESS: Final = text("FINESS", finess.PATTERN, "SEG-BEN-012")
RPPS: Final = text("RPPS", rpps.PATTERN, "SEG-BEN-014")
AM: Final = text("AM", am.PATTERN, "SEG-BEN-016")
NUMERO_ANS: Final = text("numéro ANS", numero_ans.PATTERN, "SEG-ENR-001")
NUMERO_ASP: Final = text("numéro ASP", numero_asp.PATTERN, "SEG-DOS-001")
FINESS_OU_VIDE: Final = text("FINESS ou vide", f"^({finess.PATTERN.strip('^$')})?$", "SEG-BEN-012")
OPERATEUR: Final = text("opérateur de messagerie", "^[A-Z]{3}_[0-9]+$", "SEG-SCE-004")
BOOLEEN: Final = Kind(
    "booléen", MappingProxyType({"type": "boolean", "x-kind": "booléen"}), _boolean
)
ENTIER: Final = Kind("entier", MappingProxyType({"type": "integer", "x-kind": "entier"}), _integer)
NUL: Final = Kind(
    "nul", MappingProxyType({"type": "null", "x-kind": "nul", "x-rule": "SEG-FIC-018"}), _null
)
MONTANT: Final = Kind(
    "montant",
    MappingProxyType(
        {
            "type": "number",
            "exclusiveMinimum": 0,
            "exclusiveMaximum": EUROS_LIMITE,
            "x-kind": "montant",
            "x-rule": "SEG-COM-001",
        }
    ),
    _amount,
)
DATE: Final = Kind(
    "date",
    MappingProxyType(
        {
            "type": "string",
            "pattern": DATE_PATTERN,
            "format": DATE_FORMAT,
            "x-kind": "date",
            "x-rule": "SEG-FIC-020",
        }
    ),
    _date,
)
RIEN: Final = Kind(
    "rien",
    MappingProxyType(
        {
            "type": ["null", "object", "array"],
            "additionalProperties": False,
            "maxItems": 0,
            "x-kind": "rien",
            "x-rule": "SEG-FIC-016",
        }
    ),
    _nothing,
)
SELON_COULOIR: Final = Kind(
    "selon le couloir", MappingProxyType({"x-kind": "selon le couloir"}), _anything
)
READ_ERRORS: Final = (Unreadable, KeyError, TypeError)
"""What reading raises where a value is not of its kind."""
