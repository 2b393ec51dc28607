"""The JSON Schema of a file, and what a refusal by it means.

The schema is the contract that other validators can use. A file that the classes can read
never walks it; one that they refuse is explained by it, error by error. A differential test
proves that both judge every file alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import Decimal
from difflib import get_close_matches
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any, Final

from segur_rules.catalogue import Catalogue, load
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.formes import kind_of
from segur_rules.demandes.tags import DATE_FORMAT, DATE_PATTERN, parse_date
from segur_rules.outcomes import Constat, Param

SCHEMA_DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
CONSTATS_MAX: Final = 1000
"""Faults explained in one file at most (a choice): enough to mend, bounded whatever the file."""

_TYPES: Final = (
    (bool, "booleen"),
    (int, "nombre"),
    (Decimal, "nombre"),
    (str, "texte"),
    (list, "tableau"),
    (dict, "objet"),
)
_EXPECTED: Final = MappingProxyType(
    {
        "boolean": "booleen",
        "number": "nombre",
        "integer": "entier",
        "string": "texte",
        "array": "tableau",
        "object": "objet",
        "null": "null",
    }
)


def schema(forme: str | None, phase: Phase, title: str) -> dict[str, Any]:
    """The JSON Schema (2020-12) of a file of this forme and phase, as plain data."""
    plain: dict[str, Any] = _plain(kind_of(forme, phase).schema)
    return {"$schema": SCHEMA_DIALECT, "title": title, **plain}


def schema_of(sons: str, phase: Phase | str, catalogue: Catalogue | None = None) -> dict[str, Any]:
    """The JSON Schema (2020-12) of the files of a SONS and phase, as plain data.

    Raises `LookupError` when the SONS is not in the catalogue, `ValueError` when the phase is
    neither `avance` nor `solde`.
    """
    catalogue = catalogue or load()
    scheme = catalogue.find(sons)
    if scheme is None:
        raise LookupError(f"unknown SONS {sons!r}")
    phase = Phase(phase)
    forme = catalogue.couloirs[scheme.couloir].forme
    return schema(forme, phase, f"Import file, {scheme.code}, {phase.value}")


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return {key: _plain(member) for key, member in value.items()}
    return [_plain(item) for item in value] if isinstance(value, list) else value


def explain(document: object, forme: str | None, phase: Phase) -> tuple[Constat, ...]:
    """Every fault that the schema finds in a document, up to `CONSTATS_MAX`."""
    errors = _validator(forme, phase).iter_errors(document)
    return tuple(islice((_constat(error) for error in errors), CONSTATS_MAX))


@cache
def _validator(forme: str | None, phase: Phase) -> Any:
    import jsonschema

    def pattern(_: Any, expected: str, instance: Any, __: Any) -> Iterator[Any]:
        # The ECMA dialect's `$` is the end of the text; Python's also stops before a newline.
        if isinstance(instance, str) and not re.fullmatch(expected.strip("^$"), instance):
            yield jsonschema.ValidationError("")

    def required(_: Any, names: list[str], instance: Any, __: Any) -> Iterator[Any]:
        if isinstance(instance, dict):
            for name in names:
                if name not in instance:
                    yield jsonschema.ValidationError(name)

    def additional(_: Any, __: Any, instance: Any, subschema: Any) -> Iterator[Any]:
        if isinstance(instance, dict):
            for name in instance.keys() - subschema.get("properties", {}).keys():
                yield jsonschema.ValidationError(name)

    def enum(_: Any, values: list[Any], instance: Any, __: Any) -> Iterator[Any]:
        # A value of another type is said once, by its type.
        if isinstance(instance, str) and instance not in values:
            yield jsonschema.ValidationError("")

    formats = jsonschema.FormatChecker(formats=())

    @formats.checks(DATE_FORMAT)
    def is_day(value: object) -> bool:
        # What the pattern refuses is said once, by the pattern.
        return (
            not isinstance(value, str)
            or not re.fullmatch(DATE_PATTERN.strip("^$"), value)
            or parse_date(value) is not None
        )

    strict: Any = jsonschema.validators.extend(  # type: ignore[no-untyped-call]
        jsonschema.Draft202012Validator,
        {
            "pattern": pattern,
            "enum": enum,
            "required": required,
            "additionalProperties": additional,
        },
    )
    return strict(schema(forme, phase, "file"), format_checker=formats)


def pointer_of(path: Any) -> str:
    """The JSON Pointer of a path of member names and indices."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def _constat(error: Any) -> Constat:
    pointer = pointer_of(error.absolute_path)
    names = [part for part in error.absolute_path if isinstance(part, str)]
    balise = names[-1] if names else ""
    rule = error.schema.get("x-rule", "SEG-FIC-014")
    found = error.instance
    match error.validator:
        case "required":
            return Constat(
                "SEG-FIC-015", pointer + pointer_of([error.message]), {"balise": error.message}
            )
        case "additionalProperties":
            return _foreign(pointer, error)
        case "type":
            return _wrong_type(pointer, balise, error)
        case "minItems" | "maxItems" if rule == "SEG-FIC-003":
            minimum, maximum = error.schema["minItems"], error.schema["maxItems"]
            params: dict[str, Param] = {
                "nombre": len(found), "minimum": minimum, "maximum": maximum,
            }  # fmt: skip
            return Constat(rule, pointer, params)
        case "maxItems":
            return Constat(rule, pointer, {"balise": balise})
        case "enum":
            return _not_in_list(rule, pointer, balise, error)
        case _ if rule == "SEG-FIC-019":
            return Constat(rule, pointer, {"balise": balise}, "control" if found else "empty")
        case _ if rule == "SEG-FIC-020":
            return _wrong_date(pointer, balise, found)
        case _:
            return Constat(rule, pointer, {"balise": balise, "valeur": shown(found)})


def shown(value: object) -> str:
    """A JSON value as a short text for a message."""
    if isinstance(value, str | Decimal):
        text = str(value)
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)[:81]
    return text if len(text) <= 80 else text[:79] + "…"


def _wrong_type(pointer: str, balise: str, error: Any) -> Constat:
    found = error.instance
    if error.schema["x-kind"] == "nul":
        return Constat("SEG-FIC-018", pointer, {"balise": balise, "valeur": shown(found)})
    types = error.validator_value
    expected = types if isinstance(types, str) else types[0]
    trouve = next((name for cls, name in _TYPES if isinstance(found, cls)), "null")
    bare = _UNQUOTED.get(expected)
    quoted = bare is not None and isinstance(found, str) and bare.fullmatch(found)
    return Constat(
        "SEG-FIC-014",
        pointer,
        {
            "balise": balise,
            "attendu": _EXPECTED[expected],
            "trouve": trouve,
            "valeur": shown(found),
        },
        "quoted" if quoted else "",
    )


_UNQUOTED: Final = MappingProxyType(
    {
        "boolean": re.compile("true|false"),
        "number": re.compile("-?[0-9]+([.,][0-9]+)?"),
        "integer": re.compile("-?[0-9]+"),
        "object": re.compile("null"),
        "null": re.compile("null"),
    }
)
"""What a value looks like that a script wrote in quotes by mistake."""


def _foreign(pointer: str, error: Any) -> Constat:
    name = error.message
    params: dict[str, Param] = {"balise": shown(name)}
    expected = error.schema.get("properties", {})
    close = get_close_matches(name.casefold(), {p.casefold(): p for p in expected}, 1, 0.75)
    variant = ""
    if close:
        params["proche"] = next(p for p in expected if p.casefold() == close[0])
        variant = "close"
    return Constat("SEG-FIC-016", pointer + pointer_of([name]), params, variant)


def _not_in_list(rule: str, pointer: str, balise: str, error: Any) -> Constat:
    found = error.instance
    values = [value for value in error.validator_value if value is not None]
    params: dict[str, Param] = {
        "balise": balise,
        "valeur": shown(found),
        "attendus": tuple(values),
    }
    if rule == "SEG-SCE-008":
        return Constat(rule, pointer, params, "ph" if found in ("FAM", "MAS") else "")
    close = [
        value for value in values if isinstance(found, str) and value.casefold() == found.casefold()
    ]
    if close:
        params["proche"] = close[0]
    return Constat(rule, pointer, params, "case" if close else "")


def _wrong_date(pointer: str, balise: str, found: str) -> Constat:
    params: dict[str, Param] = {"balise": balise, "valeur": shown(found)}
    variant = "absent_du_calendrier" if re.fullmatch(DATE_PATTERN.strip("^$"), found) else ""
    iso = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found)
    if iso:
        try:
            params["proche"] = date.fromisoformat(iso[0]).strftime("%d/%m/%Y")
            variant = "iso"
        except ValueError:
            variant = ""
    return Constat("SEG-FIC-020", pointer, params, variant)
