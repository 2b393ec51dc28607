"""FINESS: the number of a health or social establishment, or of the entity that runs it.

Shape: nine characters, the department first (2A and 2B for Corsica), then seven digits.
Source: PS-20 (ANS FAQ). Certainty: public.

The key: the last digit passes the formula of Luhn on every example, and no text states it. It is
therefore inferred, `validate` does not ask for it, and `cle_plausible` is there for a warning.
Counting the A of a number as 1 and the B as 2 is a choice. It rests on the eighteen numbers
printed in the recueils des actes administratifs 2A-2024-029, 2A-2024-110, 2A-2025-178,
2B-2024-02-015 and 2B-2024-07-003: all of them pass with these values, and with no other.
"""

from __future__ import annotations

import re
from typing import Final

from segur_rules.identifiants import _luhn, _texte
from segur_rules.identifiants._erreur import IdentifiantInvalide

PATTERN: Final[str] = "^([0-9]{2}|2[AB])[0-9]{7}$"

_NAME: Final = "FINESS"
_LENGTH: Final = 9
_EXAMPLE: Final = "120780291"
_SHAPE: Final = re.compile(PATTERN)


def compact(number: str) -> str:
    """Take away spaces, dots and dashes; write letters in capitals."""
    return number.translate(_texte.UPPER_WITHOUT_SEPARATORS)


def validate(number: str) -> str:
    """Give the compact form of a FINESS number, or raise with what is wrong; the key is free."""
    compacte = compact(number)
    _texte.require_letters_and_digits(_NAME, number, compacte)
    _texte.require_length(_NAME, number, compacte, _LENGTH)
    if not _SHAPE.fullmatch(compacte):
        raise IdentifiantInvalide(_NAME, "forme", number, {"attendu": _EXAMPLE})
    return compacte


def is_valid(number: str) -> bool:
    """Say whether the number has the shape of a FINESS number."""
    return _SHAPE.fullmatch(compact(number)) is not None


def format(number: str) -> str:
    """Write a FINESS number as the guide prints it: in one piece."""
    return compact(number)


def cle_plausible(number: str) -> bool:
    """Say whether a compact FINESS number passes Luhn; a text of another shape does not."""
    if _texte.is_digits(number, _LENGTH):
        return _luhn.is_valid(number)
    if not _SHAPE.fullmatch(number):
        return False
    return _luhn.is_valid(number.replace("A", "1").replace("B", "2"))


cle_valide = cle_plausible
"""The same call under the name that the other numbers use."""
