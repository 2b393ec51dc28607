"""Numéro ANS: the unique number under which the ANS references a product.

Shape: ten ASCII letters or digits, whose case is kept: mlp525off1, bnd52qq600, cpiMS10004.
Source: the examples of the guide and of vendors' files, of which no text states the shape.
Certainty: inferred.
"""

from __future__ import annotations

from typing import Final

from segur_rules.identifiants import _texte

PATTERN: Final[str] = "^[0-9A-Za-z]{10}$"

_NAME: Final = "numéro ANS"
_LENGTH: Final = 10


def compact(number: str) -> str:
    """Take away spaces."""
    return number.translate(_texte.WITHOUT_SPACES)


def validate(number: str) -> str:
    """Give the compact form of a numéro ANS, or raise with what is wrong."""
    compacte = compact(number)
    _texte.require_letters_and_digits(_NAME, number, compacte)
    _texte.require_length(_NAME, number, compacte, _LENGTH)
    return compacte


def is_valid(number: str) -> bool:
    """Say whether the number has the shape of a numéro ANS."""
    compacte = compact(number)
    return len(compacte) == _LENGTH and compacte.isascii() and compacte.isalnum()


def format(number: str) -> str:
    """Write a numéro ANS as people read it: in one piece."""
    return compact(number)
