"""AM: the number under which the Assurance maladie knows a professional or a structure.

Shape: nine digits. Source: PS-20 (ANS FAQ). Certainty: public. No source states a key, and none
is checked.
"""

from __future__ import annotations

from typing import Final

from segur_rules.identifiants import _texte

PATTERN: Final[str] = "^[0-9]{9}$"

_NAME: Final = "AM"
_LENGTH: Final = 9


def compact(number: str) -> str:
    """Take away spaces, dots and dashes."""
    return number.translate(_texte.WITHOUT_SEPARATORS)


def validate(number: str) -> str:
    """Give the compact form of an AM number, or raise with what is wrong."""
    compacte = compact(number)
    _texte.require_digits(_NAME, number, compacte)
    _texte.require_length(_NAME, number, compacte, _LENGTH)
    return compacte


def is_valid(number: str) -> bool:
    """Say whether the number is an AM number."""
    return _texte.is_digits(compact(number), _LENGTH)


def format(number: str) -> str:
    """Write an AM number as people read it: in one piece."""
    return compact(number)
