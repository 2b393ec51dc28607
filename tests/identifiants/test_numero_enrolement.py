"""GU-3-02: "numéro (unique, `ENR0079`)"."""

from __future__ import annotations

import pytest

from segur_rules.identifiants import IdentifiantInvalide, numero_enrolement


@pytest.mark.parametrize("number", ["ENR0079", "ENR10000", "enr 0079"])
def test_enr_and_four_digits_or_more(number: str) -> None:
    """GU-3-02: `ENR0079`."""
    written = number.replace(" ", "").upper()
    assert numero_enrolement.validate(number) == written
    assert numero_enrolement.format(number) == written


@pytest.mark.parametrize("number", ["ENR079", "0079", "END0079", "ENR00A9"])
def test_another_shape(number: str) -> None:
    assert not numero_enrolement.is_valid(number)
    with pytest.raises(IdentifiantInvalide) as caught:
        numero_enrolement.validate(number)
    assert caught.value.code == "forme"
