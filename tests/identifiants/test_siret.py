"""PS-20: "SIRET: 14 digits, Luhn, La Poste apart"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import luhn as stdnum_luhn
from stdnum.fr import siret as stdnum_siret

from segur_rules.identifiants import IdentifiantInvalide, siret

FOURTEEN = st.text(alphabet="0123456789", min_size=14, max_size=14)
LA_POSTE = st.text(alphabet="0123456789", min_size=5, max_size=5).map("356000000".__add__)


@pytest.mark.parametrize(
    "number", ["32735516000422", "26010003700068", "38042372300028", "73282932000074"]
)
def test_the_key_of_luhn(number: str) -> None:
    """PS-20: "SIRET: 14 digits, Luhn"; the first two numbers are printed in the guide."""
    assert siret.validate(number) == number
    assert siret.cle_valide(number)
    wrong = number[:-1] + str((int(number[-1]) + 1) % 10)
    assert not siret.is_valid(wrong)
    assert not siret.cle_valide(wrong)
    with pytest.raises(IdentifiantInvalide) as caught:
        siret.validate(wrong)
    assert caught.value.code == "cle"
    assert caught.value.params == {"attendu": number[-1], "trouve": wrong[-1]}


@pytest.mark.parametrize(
    ("number", "right"),
    [
        # Sums of the digits: 14, 15, 16, 20.
        ("35600000000000", False),
        ("35600000000001", True),
        ("35600000000002", False),
        ("35600000000051", True),
    ],
)
def test_la_poste_has_a_sum_instead(number: str, right: bool) -> None:
    """PS-20: "La Poste apart": its digits add up to a multiple of five."""
    assert siret.cle_valide(number) is right
    assert siret.is_valid(number) is right
    if right:
        assert siret.validate(number) == number
    else:
        with pytest.raises(IdentifiantInvalide) as caught:
            siret.validate(number)
        assert caught.value.code == "somme"
        assert caught.value.params == {"attendu": 5, "trouve": sum(map(int, number))}


def test_the_head_office_of_la_poste_has_the_key_of_luhn() -> None:
    """PS-20: "La Poste apart", of which the head office is no part."""
    assert siret.validate("35600000000048") == "35600000000048"
    assert sum(map(int, "35600000000048")) % 5 != 0


def test_the_key_of_luhn_does_not_save_another_number_of_la_poste() -> None:
    number = "35600000000055"
    assert sum(map(int, number)) % 5 != 0
    assert not siret.is_valid(number)


@given(FOURTEEN | LA_POSTE)
def test_it_agrees_with_python_stdnum_but_for_the_key_of_the_siren(number: str) -> None:
    siren_is_right = stdnum_luhn.is_valid(number[:9])
    assert stdnum_siret.is_valid(number) == (siret.is_valid(number) and siren_is_right)
    assert siret.cle_valide(number) == siret.is_valid(number)


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("3273551600042", "longueur"),
        ("327355160004220", "longueur"),
        ("3273551600042A", "caracteres"),
        ("327355160/0422", "caracteres"),
    ],
)
def test_another_shape(number: str, code: str) -> None:
    """PS-20: "SIRET: 14 digits"."""
    assert not siret.cle_valide(number)
    with pytest.raises(IdentifiantInvalide) as caught:
        siret.validate(number)
    assert caught.value.code == code


def test_it_is_written_in_groups() -> None:
    assert siret.format("32735516000422") == "327 355 160 00422"
    assert siret.format("3273") == "327 3"
    assert siret.validate("327.355.160-00422") == "32735516000422"
