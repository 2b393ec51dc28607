"""PS-20, of FINESS.

"9 characters, department first (the Luhn key passes on every example, no text states it: a
warning, not an error)".
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn as stdnum_luhn

from segur_rules.identifiants import IdentifiantInvalide, finess

GUIDE = ["120780291", "120780481", "020018552"]
CORSE_DU_SUD = ["2A0000014", "2A0000170", "2A0000261", "2A0000386", "2A0002051", "2A0002606"]
HAUTE_CORSE = [
    "2B0000020",
    "2B0000442",
    "2B0000459",
    "2B0000939",
    "2B0001341",
    "2B0003057",
    "2B0003073",
    "2B0003107",
    "2B0003628",
    "2B0004238",
    "2B0004246",
    "2B0005342",
]


@pytest.mark.parametrize("number", GUIDE + CORSE_DU_SUD + HAUTE_CORSE)
def test_the_key_passes_on_every_example(number: str) -> None:
    """PS-20: "the Luhn key passes on every example"."""
    assert finess.validate(number) == number
    assert finess.cle_plausible(number)
    assert finess.cle_valide(number)


@pytest.mark.parametrize("number", ["120780290", "2A0000015", "2B0000021"])
def test_a_key_that_does_not_pass_is_not_refused(number: str) -> None:
    """PS-20: "no text states it: a warning, not an error"."""
    assert finess.validate(number) == number
    assert finess.is_valid(number)
    assert not finess.cle_plausible(number)


@given(st.text(alphabet="0123456789", min_size=9, max_size=9))
def test_the_key_of_digits_is_that_of_luhn(number: str) -> None:
    assert finess.cle_plausible(number) == stdnum_luhn.is_valid(number)


@given(st.sampled_from("AB"), st.text(alphabet="0123456789", min_size=7, max_size=7))
def test_the_letters_of_corsica_count_one_and_two(letter: str, digits: str) -> None:
    read = f"2{'1' if letter == 'A' else '2'}{digits}"
    assert finess.cle_plausible(f"2{letter}{digits}") == stdnum_luhn.is_valid(read)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("12078029", "longueur"),
        ("1207802910", "longueur"),
        ("12078029/", "caracteres"),
        ("A20780291", "forme"),
        ("2C0000014", "forme"),
        ("20A000014", "forme"),
    ],
)
def test_another_shape(number: str, code: str) -> None:
    """PS-20: "FINESS: 9 characters, department first"."""
    assert not finess.is_valid(number)
    assert not finess.cle_plausible(number)
    with pytest.raises(IdentifiantInvalide) as caught:
        finess.validate(number)
    assert caught.value.code == code


def test_letters_are_written_in_capitals() -> None:
    assert finess.validate("2a 000 001 4") == "2A0000014"
    assert finess.format("2a-0000014") == "2A0000014"
