"""PS-20: "RPPS: 11 digits, the last a Luhn key"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn as stdnum_luhn

from segur_rules.identifiants import IdentifiantInvalide, rpps


@given(st.text(alphabet="0123456789", min_size=11, max_size=11))
def test_the_key_is_that_of_luhn(number: str) -> None:
    """PS-20: "the last a Luhn key"."""
    assert rpps.cle_valide(number) == stdnum_luhn.is_valid(number)
    assert rpps.is_valid(number) == stdnum_luhn.is_valid(number)


def test_a_wrong_key_says_the_right_one() -> None:
    """PS-20: "the last a Luhn key"."""
    with pytest.raises(IdentifiantInvalide) as caught:
        rpps.validate("10001234560")
    assert caught.value.code == "cle"
    assert caught.value.params == {"attendu": "5", "trouve": "0"}


@pytest.mark.parametrize(
    ("number", "code"),
    [("1000123456", "longueur"), ("100012345650", "longueur"), ("1000123456O", "caracteres")],
)
def test_another_shape(number: str, code: str) -> None:
    """PS-20: "RPPS: 11 digits"."""
    assert not rpps.cle_valide(number)
    with pytest.raises(IdentifiantInvalide) as caught:
        rpps.validate(number)
    assert caught.value.code == code


def test_the_key_is_judged_on_the_compact_form() -> None:
    assert rpps.is_valid("1000 1234 565")
    assert not rpps.cle_valide("1000 1234 565")
