"""Numéro ASP: the number of a dossier, which its avance and its solde share.

Shape: FIN, the couloir on three characters of which the first is a letter, six digits, and
perhaps the suffix M0 (avance) or M1 (solde): FINMS1010719M0 is dossier 010719 of the couloir MS1.
Source: GU-51-14 and GU-4-05. Certainty: guide for the suffix; inferred for the parts, which the
guide shows and does not describe: every number it prints has six digits after the couloir.
"""

from __future__ import annotations

import re
from typing import Final

from segur_rules.identifiants import _texte
from segur_rules.identifiants._erreur import IdentifiantInvalide

PATTERN: Final[str] = "^FIN[A-Z][0-9A-Z]{2}[0-9]{6}(M[01])?$"

SUFFIXE_AVANCE: Final = "M0"
SUFFIXE_SOLDE: Final = "M1"

_NAME: Final = "numéro ASP"
_EXAMPLE: Final = "FINMS1010719M0"
_SHAPE: Final = re.compile(PATTERN)
_COULOIR: Final = slice(3, 6)
_NUMBER: Final = slice(6, 12)
_SUFFIX: Final = slice(12, None)


def compact(number: str) -> str:
    """Take away spaces, dots and dashes; write letters in capitals."""
    return number.translate(_texte.UPPER_WITHOUT_SEPARATORS)


def validate(number: str) -> str:
    """Give the compact form of a numéro ASP, suffix kept, or raise with what is wrong."""
    compacte = compact(number)
    _texte.require_letters_and_digits(_NAME, number, compacte)
    if not _SHAPE.fullmatch(compacte):
        raise IdentifiantInvalide(_NAME, "forme", number, {"attendu": _EXAMPLE})
    return compacte


def is_valid(number: str) -> bool:
    """Say whether the number has the shape of a numéro ASP."""
    return _SHAPE.fullmatch(compact(number)) is not None


def format(number: str) -> str:
    """Write a numéro ASP as the guide prints it: in one piece."""
    return compact(number)


def split(number: str) -> tuple[str, str, str | None]:
    """Give the couloir, the six digits, and the suffix or None; raise as `validate` does.

    >>> split("FINMS1010719M0")
    ('MS1', '010719', 'M0')
    """
    compacte = validate(number)
    return compacte[_COULOIR], compacte[_NUMBER], compacte[_SUFFIX] or None


def without_suffix(number: str) -> str:
    """Give the number of the dossier alone; raise as `validate` does."""
    return validate(number)[: _SUFFIX.start]


def same_dossier(a: str, b: str) -> bool:
    """Say whether two numbers name one dossier, suffix apart; raise as `validate` does."""
    return without_suffix(a) == without_suffix(b)
