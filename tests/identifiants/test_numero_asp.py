"""GU-51-14, of the dossier number.

"Unique, given at import, the same for avance and solde but for the suffix M0/M1".
"""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.identifiants import IdentifiantInvalide, numero_asp

GUIDE = ["FINMS1010719M0", "FINMS1010754", "FINMDV005046", "FINHOP004290", "FINHOP003939"]


@pytest.mark.parametrize("number", GUIDE)
def test_the_numbers_of_the_guide(number: str) -> None:
    """GU-51-14; the guide shows the number with and without its suffix."""
    assert numero_asp.validate(number) == number
    assert numero_asp.format(number.lower()) == number


@pytest.mark.parametrize(
    ("number", "parts"),
    [
        ("FINMS1010719M0", ("MS1", "010719", "M0")),
        ("FINMS1010719M1", ("MS1", "010719", "M1")),
        ("FINHOP004290", ("HOP", "004290", None)),
        ("fin hop 004290-m1", ("HOP", "004290", "M1")),
    ],
)
def test_its_parts(number: str, parts: tuple[str, str, str | None]) -> None:
    """GU-51-14: "the suffix M0/M1"."""
    assert numero_asp.split(number) == parts


def test_avance_and_solde_are_one_dossier() -> None:
    """GU-51-14: "the same for avance and solde but for the suffix M0/M1"."""
    assert numero_asp.SUFFIXE_AVANCE == "M0"
    assert numero_asp.SUFFIXE_SOLDE == "M1"
    assert numero_asp.without_suffix("FINMS1010719M0") == "FINMS1010719"
    assert numero_asp.without_suffix("FINMS1010719") == "FINMS1010719"
    assert numero_asp.same_dossier("FINMS1010719M0", "FINMS1010719M1")
    assert numero_asp.same_dossier("FINMS1010719", "FINMS1010719M1")
    assert not numero_asp.same_dossier("FINMS1010719M0", "FINMS1010720M0")
    assert not numero_asp.same_dossier("FINMS1010719M0", "FINMS2010719M0")


@given(st.from_regex(numero_asp.PATTERN, fullmatch=True).map(str.strip))
def test_the_parts_make_the_number_again(number: str) -> None:
    couloir, digits, suffix = numero_asp.split(number)
    assert f"FIN{couloir}{digits}{suffix or ''}" == number
    assert numero_asp.without_suffix(number) == f"FIN{couloir}{digits}"


@pytest.mark.parametrize(
    "number",
    [
        "FINHOP04290",
        "FINHOP0042900",
        "FINMS1010719M2",
        "FINMS1010719M",
        "FIN1MS010719",
        "FIMHOP004290",
        "HOP004290",
    ],
)
def test_another_shape(number: str) -> None:
    assert not numero_asp.is_valid(number)
    for call in (numero_asp.validate, numero_asp.split, numero_asp.without_suffix):
        with pytest.raises(IdentifiantInvalide) as caught:
            call(number)
        assert caught.value.code == "forme"
    with pytest.raises(IdentifiantInvalide):
        numero_asp.same_dossier(number, number)
