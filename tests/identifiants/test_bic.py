"""PS-01: "RIB with IBAN and BIC"; GU-52-10: "Coordonnées bancaires of the demande: IBAN, BIC"."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from stdnum import bic as stdnum_bic

from segur_rules.identifiants import IdentifiantInvalide, bic


@pytest.mark.parametrize("number", ["AGRIFRPP", "AGRIFRPP882", "agri fr pp 882"])
def test_eight_or_eleven_characters(number: str) -> None:
    """PS-01: "RIB with IBAN and BIC"."""
    assert bic.validate(number) == bic.format(number) == number.replace(" ", "").upper()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("AGRIFRP", "longueur"),
        ("AGRIFRPP8", "longueur"),
        ("AGRIFRPP8820", "longueur"),
        ("AGRIFRP/", "caracteres"),
        ("AGRI2RPP", "forme"),
        ("AGRIXXPP", "inconnu"),
    ],
)
def test_what_is_wrong(number: str, code: str) -> None:
    assert not bic.is_valid(number)
    with pytest.raises(IdentifiantInvalide) as caught:
        bic.validate(number)
    assert caught.value.code == code


@given(st.from_regex("[A-Z0-9]{4}(FR|BE|X[A-Z]|[A-Z0-9]{2})[A-Z0-9]{2,5}", fullmatch=True))
def test_it_agrees_with_python_stdnum(number: str) -> None:
    assert bic.is_valid(number) == stdnum_bic.is_valid(number)
