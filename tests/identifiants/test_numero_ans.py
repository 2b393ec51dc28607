"""SEG-ENR-001: "An ANS number has ten letters or digits" (inferred from the examples)."""

from __future__ import annotations

import pytest

from segur_rules.identifiants import IdentifiantInvalide, numero_ans


@pytest.mark.parametrize("number", ["mlp525off1", "bnd52qq600", "cpiMS10004"])
def test_the_case_is_kept(number: str) -> None:
    """GU-4-07: the numéro ANS is a compulsory field of the form; the guide shows mlp525off1."""
    assert numero_ans.validate(number) == number
    assert numero_ans.format(f" {number} ") == number
    assert numero_ans.validate(number.upper()) == number.upper()


@pytest.mark.parametrize(
    ("number", "code"),
    [
        ("mlp525off", "longueur"),
        ("mlp525off12", "longueur"),
        ("mlp-525-off1", "caracteres"),
        ("mlp525offé", "caracteres"),
    ],
)
def test_another_shape(number: str, code: str) -> None:
    assert not numero_ans.is_valid(number)
    with pytest.raises(IdentifiantInvalide) as caught:
        numero_ans.validate(number)
    assert caught.value.code == code
