"""PS-20: "AM: 9 digits"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.identifiants import IdentifiantInvalide, am


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_nine_digits_are_enough(number: str) -> None:
    """PS-20: "AM: 9 digits", and no word of a key."""
    assert am.validate(number) == number


@pytest.mark.parametrize(
    ("number", "code"),
    [("12345678", "longueur"), ("1234567890", "longueur"), ("2A1234567", "caracteres")],
)
def test_another_shape(number: str, code: str) -> None:
    """PS-20: "AM: 9 digits"."""
    assert not am.is_valid(number)
    with pytest.raises(IdentifiantInvalide) as caught:
        am.validate(number)
    assert caught.value.code == code
