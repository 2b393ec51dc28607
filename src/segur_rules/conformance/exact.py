"""JSON text of exact numbers: decimals are read as decimals and written as they were read."""

from __future__ import annotations

import json
from decimal import Decimal, InvalidOperation
from typing import Any, NoReturn


def loads(text: str) -> Any:
    """The value of a JSON text.

    Raises `ValueError` for a text that is none, is nested too deep, or has a number whose
    exponent no decimal can hold.
    """
    try:
        return json.loads(text, parse_float=_decimal, parse_constant=_refused)
    except RecursionError as error:
        raise ValueError("the JSON text is nested too deeply") from error


def dumps(value: Any) -> str:
    """JSON text of data with exact decimals, indented by two."""
    return _render(value, "\n")


def dump_line(value: Any) -> str:
    """JSON text of data with exact decimals, on one line; all that is not ASCII is escaped.

    A lone surrogate, which UTF-8 cannot write, is thereby written all the same.
    """
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict):
        items = (f"{json.dumps(name)}:{dump_line(item)}" for name, item in value.items())
        return "{" + ",".join(items) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(dump_line, value)) + "]"
    return json.dumps(value)


def _decimal(literal: str) -> Decimal:
    try:
        return Decimal(literal)
    except InvalidOperation as error:
        raise ValueError(f"no number is as large or as small as {literal:.40}") from error


def _refused(constant: str) -> NoReturn:
    raise ValueError(f"{constant} is not JSON")


def _render(value: Any, newline: str) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, dict | list) and value:
        inner = newline + "  "
        if isinstance(value, dict):
            items = [
                f"{json.dumps(k, ensure_ascii=False)}: {_render(v, inner)}"
                for k, v in value.items()
            ]
            return "{" + inner + ("," + inner).join(items) + newline + "}"
        return "[" + inner + ("," + inner).join(_render(v, inner) for v in value) + newline + "]"
    return json.dumps(value, ensure_ascii=False)
