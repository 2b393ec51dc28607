"""Numéro d'enrôlement: the number that the ASP gives to an enrôlement.

Shape: ENR and four digits or more. Source: GU-3-02, which shows ENR0079. Certainty: guide for the
number; inferred for the digits beyond the fourth.
"""

from __future__ import annotations

import re
from typing import Final

from segur_rules.identifiants import _texte
from segur_rules.identifiants._erreur import IdentifiantInvalide

PATTERN: Final[str] = "^ENR[0-9]{4,}$"

_NAME: Final = "numéro d'enrôlement"
_EXAMPLE: Final = "ENR0079"
_SHAPE: Final = re.compile(PATTERN)


def compact(number: str) -> str:
    """Take away spaces, dots and dashes; write letters in capitals."""
    return number.translate(_texte.UPPER_WITHOUT_SEPARATORS)


def validate(number: str) -> str:
    """Give the compact form of a numéro d'enrôlement, or raise with what is wrong."""
    compacte = compact(number)
    _texte.require_letters_and_digits(_NAME, number, compacte)
    if not _SHAPE.fullmatch(compacte):
        raise IdentifiantInvalide(_NAME, "forme", number, {"attendu": _EXAMPLE})
    return compacte


def is_valid(number: str) -> bool:
    """Say whether the number has the shape of a numéro d'enrôlement."""
    return _SHAPE.fullmatch(compact(number)) is not None


def format(number: str) -> str:
    """Write a numéro d'enrôlement as the guide prints it: in one piece."""
    return compact(number)
