"""BIC: the international code of a bank.

Shape: four letters for the bank, two for the country, two letters or digits for the place, and
perhaps three for the branch. Source: ISO 9362, as python-stdnum holds it with the list of
countries; the portal asks for a BIC on the RIB (PS-01) and shows it (GU-52-10, GU-71-01).
Certainty: public. The code has no key.
"""

from __future__ import annotations

import re
from typing import Final

from segur_rules.identifiants import _texte
from segur_rules.identifiants._erreur import IdentifiantInvalide

PATTERN: Final[str] = "^[A-Z]{4}[A-Z]{2}[0-9A-Z]{2}([0-9A-Z]{3})?$"

_NAME: Final = "BIC"
_LENGTHS: Final = (8, 11)
_EXAMPLE: Final = "AGRIFRPP882"
_SHAPE: Final = re.compile(PATTERN)


def compact(number: str) -> str:
    """Take away spaces, dots and dashes; write letters in capitals."""
    return number.translate(_texte.UPPER_WITHOUT_SEPARATORS)


def validate(number: str) -> str:
    """Give the compact form of a BIC, or raise with what is wrong."""
    compacte = compact(number)
    _texte.require_letters_and_digits(_NAME, number, compacte)
    _texte.require_length(_NAME, number, compacte, *_LENGTHS)
    if not _SHAPE.fullmatch(compacte):
        raise IdentifiantInvalide(_NAME, "forme", number, {"attendu": _EXAMPLE})
    if not _has_known_country(compacte):
        raise IdentifiantInvalide(_NAME, "inconnu", number, {"trouve": compacte[4:6]})
    return compacte


def is_valid(number: str) -> bool:
    """Say whether the number is a BIC."""
    compacte = compact(number)
    return _SHAPE.fullmatch(compacte) is not None and _has_known_country(compacte)


def format(number: str) -> str:
    """Write a BIC as people read it: in one piece."""
    return compact(number)


def _has_known_country(compacte: str) -> bool:
    # Imported here: stdnum takes tens of milliseconds to load, and most callers never need it.
    from stdnum import bic as stdnum_bic

    return stdnum_bic.is_valid(compacte)
