"""The room's own Luhn, against python-stdnum's."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn as stdnum_luhn

from segur_rules.identifiants import _luhn

DIGITS = st.text(alphabet="0123456789", min_size=1, max_size=30)


@given(DIGITS)
def test_it_agrees_with_python_stdnum(digits: str) -> None:
    assert _luhn.remainder(digits) == stdnum_luhn.checksum(digits)
    assert _luhn.is_valid(digits) == stdnum_luhn.is_valid(digits)
    assert _luhn.key(digits) == stdnum_luhn.calc_check_digit(digits)


@given(DIGITS)
def test_one_key_of_ten_is_right(digits: str) -> None:
    right = [key for key in "0123456789" if _luhn.is_valid(digits + key)]
    assert right == [_luhn.key(digits)]
