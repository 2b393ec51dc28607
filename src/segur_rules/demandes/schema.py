"""The JSON Schema of a file, and what a refusal by it means.

The schema is the contract that other validators can use. A file that the classes can read
never walks it; one that they refuse is explained by it, error by error. A differential test
proves that both judge every file alike.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
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
from segur_rules.demandes.tags import is_date_shaped
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
    from segur_rules.demandes._strict import strict_validator

    return strict_validator(schema(forme, phase, "file"))


def pointer_of(path: Any) -> str:
    """The JSON Pointer of a path of member names and indices."""
    return "".join(f"/{str(part).replace('~', '~0').replace('/', '~1')}" for part in path)


def _constat(error: Any) -> Constat:
    explain_keyword = _EXPLAIN.get(error.validator, _wrong_shape)
    return explain_keyword(error, pointer_of(error.absolute_path))


def _balise(error: Any) -> str:
    """The tag a fault is about: the last name of its path."""
    names = [part for part in error.absolute_path if isinstance(part, str)]
    return names[-1] if names else ""


def _missing(error: Any, pointer: str) -> Constat:
    name = error.message
    return Constat("SEG-FIC-015", pointer + pointer_of([name]), {"balise": name})


def _wrong_count(error: Any, pointer: str) -> Constat:
    rule, found = error.schema["x-rule"], error.instance
    if rule != "SEG-FIC-003":
        return Constat(rule, pointer, {"balise": _balise(error)})
    minimum, maximum = error.schema["minItems"], error.schema["maxItems"]
    return Constat(rule, pointer, {"nombre": len(found), "minimum": minimum, "maximum": maximum})


def _wrong_shape(error: Any, pointer: str) -> Constat:
    rule, found = error.schema["x-rule"], error.instance
    params: dict[str, Param] = {"balise": _balise(error)}
    if rule == "SEG-FIC-019":
        return Constat(rule, pointer, params, "control" if found else "empty")
    params["valeur"] = shown(found)
    if rule == "SEG-FIC-020":
        return Constat(rule, pointer, params, _explain_date(found, params))
    return Constat(rule, pointer, params)


def _too_large(error: Any, pointer: str) -> Constat:
    params: dict[str, Param] = {
        "balise": _balise(error),
        "valeur": shown(error.instance),
        "limite": Decimal(error.validator_value),
    }
    return Constat("SEG-COM-016", pointer, params)


def _explain_date(found: str, params: dict[str, Param]) -> str:
    """Which wording a text that is no date calls for; adds the date that was meant."""
    if is_date_shaped(found):
        return "absent_du_calendrier"
    iso = re.match(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", found)
    try:
        meant = date.fromisoformat(iso[0]) if iso else None
    except ValueError:
        meant = None
    if meant is None:
        return ""
    params["proche"] = meant.strftime("%d/%m/%Y")
    return "iso"


def shown(value: object) -> str:
    """A JSON value as a short text for a message."""
    if isinstance(value, str | Decimal):
        text = str(value)
    else:
        text = json.dumps(value, ensure_ascii=False, default=str)[:81]
    return text if len(text) <= 80 else text[:79] + "…"


def _wrong_type(error: Any, pointer: str) -> Constat:
    found, balise = error.instance, _balise(error)
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


def _foreign(error: Any, pointer: str) -> Constat:
    name = error.message
    params: dict[str, Param] = {"balise": shown(name)}
    expected = error.schema.get("properties", {})
    close = get_close_matches(name.casefold(), {p.casefold(): p for p in expected}, 1, 0.75)
    variant = ""
    if close:
        params["proche"] = next(p for p in expected if p.casefold() == close[0])
        variant = "close"
    return Constat("SEG-FIC-016", pointer + pointer_of([name]), params, variant)


def _not_in_list(error: Any, pointer: str) -> Constat:
    found = error.instance
    values = tuple(value for value in error.validator_value if value is not None)
    params: dict[str, Param] = {
        "balise": _balise(error),
        "valeur": shown(found),
        "attendus": values,
    }
    rule, variant = error.schema["x-rule"], ""
    if rule == "SEG-SCE-008":
        variant = "ph" if found in ("FAM", "MAS") and "PH" in values else ""
    else:
        close = [value for value in values if value.casefold() == found.casefold()]
        if close:
            params["proche"], variant = close[0], "case"
    return Constat(rule, pointer, params, variant)


_EXPLAIN: Final = MappingProxyType(
    {
        "required": _missing,
        "additionalProperties": _foreign,
        "type": _wrong_type,
        "enum": _not_in_list,
        "minItems": _wrong_count,
        "maxItems": _wrong_count,
        "exclusiveMaximum": _too_large,
    }
)
