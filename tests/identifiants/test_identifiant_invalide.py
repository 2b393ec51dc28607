"""The exception: its data, and the sentence made from it."""

from __future__ import annotations

import copy
import pickle

import pytest

from segur_rules.identifiants import (
    Code,
    IdentifiantInvalide,
    bic,
    finess,
    iban,
    numero_asp,
    rpps,
    siret,
)
from segur_rules.identifiants.numero_ans import validate as validate_ans
from segur_rules.outcomes import Param


def test_it_carries_data_and_is_a_value_error() -> None:
    with pytest.raises(ValueError, match="RPPS") as caught:
        rpps.validate("1000 123 4567")
    fault = caught.value
    assert isinstance(fault, IdentifiantInvalide)
    assert fault.identifiant == "RPPS"
    assert fault.code == "cle"
    assert fault.valeur == "1000 123 4567"
    assert fault.params == {"attendu": "5", "trouve": "7"}


@pytest.mark.parametrize(
    ("fault", "sentence"),
    [
        (
            lambda: siret.validate("123"),
            "'123' is not a valid SIRET: 14 characters are expected, 3 found.",
        ),
        (
            lambda: bic.validate("AGRIFRPP8"),
            "'AGRIFRPP8' is not a valid BIC: 8 or 11 characters are expected, 9 found.",
        ),
        (
            lambda: rpps.validate("1000123456X"),
            "'1000123456X' is not a valid RPPS: only the digits 0 to 9 are expected, 'X' found.",
        ),
        (
            lambda: validate_ans("mlp_25off1"),
            (
                "'mlp_25off1' is not a valid numéro ANS: "
                "only the letters A to Z and the digits 0 to 9 are expected, '_' found."
            ),
        ),
        (
            lambda: finess.validate("12C780291"),
            "'12C780291' is not a valid FINESS: a number such as 120780291 is expected.",
        ),
        (
            lambda: rpps.validate("10001234567"),
            "'10001234567' is not a valid RPPS: the check key 5 is expected, '7' found.",
        ),
        (
            lambda: siret.validate("35600000000012"),
            (
                "'35600000000012' is not a valid SIRET: "
                "its digits add up to 17, those of La Poste to a multiple of 5."
            ),
        ),
        (
            lambda: iban.validate("FR763000600001123456789018"),
            (
                "'FR763000600001123456789018' is not a valid IBAN: "
                "it is not built as the numbers of the country FR are."
            ),
        ),
        (
            lambda: bic.validate("AGRIXXPP"),
            "'AGRIXXPP' is not a valid BIC: no country has the code 'XX'.",
        ),
        (
            lambda: numero_asp.validate("F" * 50),
            (
                f"'{'F' * 40}…' is not a valid numéro ASP: "
                "a number such as FINMS1010719M0 is expected."
            ),
        ),
    ],
)
def test_its_sentence_says_what_is_wrong_and_what_is_expected(fault: object, sentence: str) -> None:
    assert callable(fault)
    with pytest.raises(IdentifiantInvalide) as caught:
        fault()
    assert str(caught.value) == sentence


def test_it_can_be_copied_and_pickled() -> None:
    code: Code = "cle"
    params: dict[str, Param] = {"attendu": "5", "trouve": "7"}
    fault = IdentifiantInvalide("RPPS", code, "10001234567", params)
    for twin in (copy.copy(fault), pickle.loads(pickle.dumps(fault))):  # noqa: S301
        assert isinstance(twin, IdentifiantInvalide)
        assert str(twin) == str(fault)
        assert twin.params == fault.params
