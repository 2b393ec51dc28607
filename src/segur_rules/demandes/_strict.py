"""JSON Schema as the files are held against it; imported only when a file is refused.

Four keywords answer more plainly than the standard ones, so that each fault is said once, with
the name it is about; what they accept is the same.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from jsonschema import Draft202012Validator, FormatChecker, ValidationError, validators

from segur_rules.demandes.tags import DATE_FORMAT, is_date_shaped, parse_date


def strict_validator(schema: dict[str, Any]) -> Any:
    """A validator of documents read with exact decimals."""
    formats = FormatChecker(formats=())
    formats.checks(DATE_FORMAT)(_is_day)
    keywords = {
        "pattern": _pattern,
        "enum": _enum,
        "required": _required,
        "additionalProperties": _additional,
    }
    strict: Any = validators.extend(Draft202012Validator, keywords)  # type: ignore[no-untyped-call]
    return strict(schema, format_checker=formats)


def _pattern(_: Any, expected: str, instance: Any, __: Any) -> Iterator[ValidationError]:
    # The ECMA dialect's `$` is the end of the text; Python's also stops before a newline.
    if isinstance(instance, str) and not re.fullmatch(expected.strip("^$"), instance):
        yield ValidationError("")


def _enum(_: Any, values: list[Any], instance: Any, __: Any) -> Iterator[ValidationError]:
    # A value of another type is said once, by its type.
    if isinstance(instance, str) and instance not in values:
        yield ValidationError("")


def _required(_: Any, names: list[str], instance: Any, __: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        for name in names:
            if name not in instance:
                yield ValidationError(name)


def _additional(_: Any, __: Any, instance: Any, schema: Any) -> Iterator[ValidationError]:
    if isinstance(instance, dict):
        known = schema.get("properties", {})
        for name in instance:
            if name not in known:
                yield ValidationError(name)


def _is_day(value: object) -> bool:
    # What the pattern refuses is said once, by the pattern.
    return not isinstance(value, str) or not is_date_shaped(value) or parse_date(value) is not None
