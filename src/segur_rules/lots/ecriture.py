"""JSON with exact decimals, as the files of a lot are written."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any


def render(document: Any) -> bytes:
    """The bytes of a document, indented by two; amounts are written as they are."""
    return (_render(document, "\n") + "\n").encode("utf-8", errors="backslashreplace")


def _render(value: Any, newline: str) -> str:
    if isinstance(value, Decimal):
        return f"{value:f}"
    inner = f"{newline}  "
    if isinstance(value, dict) and value:
        members = (f"{json.dumps(name)}: {_render(v, inner)}" for name, v in value.items())
        return "{" + inner + f",{inner}".join(members) + newline + "}"
    if isinstance(value, list) and value:
        return "[" + inner + f",{inner}".join(_render(v, inner) for v in value) + newline + "]"
    return json.dumps(value, ensure_ascii=False)
