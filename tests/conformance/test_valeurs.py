"""Texts and decimals as inputs give them: what is none is refused, and at no cost."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from segur_rules.conformance.valeurs import decimal, text


@pytest.mark.parametrize("written", ["322.50", "0", "-0.01", "007", "9" * 40])
def test_a_decimal_is_read_exactly(written: str) -> None:
    assert decimal(written) == Decimal(written)


@pytest.mark.parametrize(
    "value",
    [
        "",
        " 1",
        "1\n",
        "1,5",
        "1.",
        ".5",
        "+1",
        "NaN",
        "Infinity",
        "1E+999999999",
        "\u0661",
        1,
        None,
    ],
)
def test_what_is_no_decimal_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="an amount or a rate is a text like"):
        decimal(value)


def test_a_text_is_one() -> None:
    assert text("é") == "é"
    with pytest.raises(ValueError, match="a text is expected, got 1"):
        text(1)
