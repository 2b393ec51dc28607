"""Reading a number as people write it, in ASCII and in nothing else."""

from __future__ import annotations

import re
from collections.abc import Mapping
from string import ascii_lowercase, ascii_uppercase
from types import MappingProxyType
from typing import Final, TypeAlias

from segur_rules.identifiants._erreur import IdentifiantInvalide

_SPACES: Final = " \t\r\n\u00a0\u2009\u202f"
"""Among them the no-break and thin spaces that word processors put between digits."""
_DOTS_AND_DASHES: Final = ".-\u2010\u2011\u2013"

Table: TypeAlias = Mapping[int, int | None]

WITHOUT_SPACES: Final[Table] = MappingProxyType(str.maketrans("", "", _SPACES))
WITHOUT_SEPARATORS: Final[Table] = MappingProxyType(
    str.maketrans("", "", _SPACES + _DOTS_AND_DASHES)
)
# Not str.upper(), which turns letters that are not ASCII into ASCII ones: "ı" into "I".
UPPER_WITHOUT_SEPARATORS: Final[Table] = MappingProxyType(
    str.maketrans(ascii_lowercase, ascii_uppercase, _SPACES + _DOTS_AND_DASHES)
)
"""Tables for `str.translate`, which `compact` applies."""

_NOT_A_DIGIT: Final = re.compile(r"[^0-9]")
_NOT_A_LETTER_NOR_A_DIGIT: Final = re.compile(r"[^0-9A-Za-z]")


def require_digits(identifiant: str, valeur: str, compacte: str) -> None:
    """Refuse a compact form that holds anything but the digits 0 to 9."""
    if found := _NOT_A_DIGIT.search(compacte):
        params = {"attendu": "chiffres", "trouve": found[0]}
        raise IdentifiantInvalide(identifiant, "caracteres", valeur, params)


def require_letters_and_digits(identifiant: str, valeur: str, compacte: str) -> None:
    """Refuse a compact form that holds anything but ASCII letters and digits."""
    if found := _NOT_A_LETTER_NOR_A_DIGIT.search(compacte):
        params = {"attendu": "lettres_chiffres", "trouve": found[0]}
        raise IdentifiantInvalide(identifiant, "caracteres", valeur, params)


def require_length(identifiant: str, valeur: str, compacte: str, *lengths: int) -> None:
    """Refuse a compact form that has none of the lengths."""
    if len(compacte) not in lengths:
        attendu = lengths[0] if len(lengths) == 1 else tuple(map(str, lengths))
        params = {"attendu": attendu, "trouve": len(compacte)}
        raise IdentifiantInvalide(identifiant, "longueur", valeur, params)


def is_digits(text: str, length: int) -> bool:
    """Say whether a text is so many ASCII digits; quicker than a regular expression."""
    return len(text) == length and text.isascii() and text.isdigit()
