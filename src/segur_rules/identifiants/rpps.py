"""RPPS: the number of a health professional in the shared national directory.

Shape: eleven digits, of which the last is the key of Luhn of the ten others.
Source: PS-20 (ANS FAQ). Certainty: public.
"""

from __future__ import annotations

from typing import Final

from segur_rules.identifiants import _luhn, _texte
from segur_rules.identifiants._erreur import IdentifiantInvalide

PATTERN: Final[str] = "^[0-9]{11}$"

_NAME: Final = "RPPS"
_LENGTH: Final = 11


def compact(number: str) -> str:
    """Take away spaces, dots and dashes."""
    return number.translate(_texte.WITHOUT_SEPARATORS)


def validate(number: str) -> str:
    """Give the compact form of an RPPS number, or raise with what is wrong."""
    compacte = compact(number)
    _texte.require_digits(_NAME, number, compacte)
    _texte.require_length(_NAME, number, compacte, _LENGTH)
    if not _luhn.is_valid(compacte):
        params = {"attendu": _luhn.key(compacte[:-1]), "trouve": compacte[-1]}
        raise IdentifiantInvalide(_NAME, "cle", number, params)
    return compacte


def is_valid(number: str) -> bool:
    """Say whether the number is an RPPS number."""
    return cle_valide(compact(number))


def format(number: str) -> str:
    """Write an RPPS number as people read it: in one piece."""
    return compact(number)


def cle_valide(number: str) -> bool:
    """Say whether a compact RPPS number has the right key; a text of another shape has none."""
    return _texte.is_digits(number, _LENGTH) and _luhn.is_valid(number)
