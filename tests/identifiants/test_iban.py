"""PS-01: "RIB with IBAN and BIC"; GU-52-10: "Coordonnées bancaires of the demande: IBAN, BIC"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import iban as stdnum_iban

from segur_rules.identifiants import IdentifiantInvalide, iban


@pytest.mark.parametrize(
    "number",
    ["FR7630006000011234567890189", "BE68539007547034", "DE89370400440532013000"],
)
def test_ibans_of_several_countries(number: str) -> None:
    """PS-01: "RIB with IBAN"; no source asks for a French one."""
    assert iban.validate(number) == number
    assert iban.is_valid(number.lower())


@pytest.mark.parametrize(
    ("number", "code", "params"),
    [
        ("FR7530006000011234567890189", "cle", {"attendu": "76", "trouve": "75"}),
        ("FR763000600001123456789018", "structure", {"attendu": "FR"}),
        ("XX7630006000011234567890189", "inconnu", {"trouve": "XX"}),
        ("7630006000011234567890189FR", "forme", {"attendu": "FR7630006000011234567890189"}),
        ("FR76", "forme", {"attendu": "FR7630006000011234567890189"}),
        (
            "FR76/30006000011234567890189",
            "caracteres",
            {"attendu": "lettres_chiffres", "trouve": "/"},
        ),
    ],
)
def test_what_is_wrong(number: str, code: str, params: dict[str, str]) -> None:
    assert not iban.is_valid(number)
    with pytest.raises(IdentifiantInvalide) as caught:
        iban.validate(number)
    assert caught.value.code == code
    assert caught.value.params == params


def test_a_key_inside_the_account_is_not_checked() -> None:
    """PS-01 asks for an IBAN, no source for the national key: Belgian accounts have one."""
    number = "BE" + stdnum_iban.calc_check_digits("BExx539007547035") + "539007547035"
    assert not stdnum_iban.is_valid(number)
    assert iban.is_valid(number)


@given(
    st.sampled_from(["FR", "BE", "DE", "MC", "LU", "MT", "XX"]),
    st.text(alphabet="0123456789AZ", min_size=9, max_size=30),
    st.booleans(),
)
def test_it_agrees_with_python_stdnum(pays: str, account: str, keyed: bool) -> None:
    key = stdnum_iban.calc_check_digits(f"{pays}00{account}") if keyed else "12"
    number = f"{pays}{key}{account}"
    assert iban.is_valid(number) == stdnum_iban.is_valid(number, check_country=False)


def test_it_is_written_in_groups_of_four() -> None:
    written = "FR76 3000 6000 0112 3456 7890 189"
    assert iban.format("fr7630006000011234567890189") == written
    assert iban.validate(written) == "FR7630006000011234567890189"
