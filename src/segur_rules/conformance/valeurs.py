"""Texts and exact decimals, as inputs give them."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import Any, Final

_DECIMAL: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?", re.ASCII)


def text(value: Any) -> str:
    """A text. Raises `ValueError` on anything else."""
    if not isinstance(value, str):
        raise ValueError(f"a text is expected, got {value!r:.40}")
    return value


def decimal(value: Any) -> Decimal:
    """A decimal from its text, which has no exponent: its size is that of the text.

    Raises `ValueError` on anything else.
    """
    if not isinstance(value, str) or not _DECIMAL.fullmatch(value):
        raise ValueError(f"an amount or a rate is a text like '322.50', got {value!r:.40}")
    return Decimal(value)
