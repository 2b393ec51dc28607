"""IBAN: the international number of a bank account.

Shape: two letters for the country, two check digits, then the account as its country writes it.
Source: ISO 13616, as python-stdnum holds it with the registry of countries; the portal asks for an
IBAN on the RIB (PS-01) and shows it (GU-52-10, GU-71-01). Certainty: public.

Keys that a country adds inside the account number are not checked: no source asks for it, and to
refuse a right number is worse than to accept a wrong one.
"""

from __future__ import annotations

import re
from typing import Final

from segur_rules.identifiants import _texte
from segur_rules.identifiants._erreur import Code, IdentifiantInvalide
from segur_rules.outcomes import Param

PATTERN: Final[str] = "^[A-Z]{2}[0-9]{2}[0-9A-Z]{11,30}$"

_NAME: Final = "IBAN"
_EXAMPLE: Final = "FR7630006000011234567890189"
_SHAPE: Final = re.compile(PATTERN)


def compact(number: str) -> str:
    """Take away spaces, dots and dashes; write letters in capitals."""
    return number.translate(_texte.UPPER_WITHOUT_SEPARATORS)


def validate(number: str) -> str:
    """Give the compact form of an IBAN, or raise with what is wrong."""
    compacte = compact(number)
    _texte.require_letters_and_digits(_NAME, number, compacte)
    if not _SHAPE.fullmatch(compacte):
        raise IdentifiantInvalide(_NAME, "forme", number, {"attendu": _EXAMPLE})
    if wrong := _find_fault(compacte):
        raise IdentifiantInvalide(_NAME, wrong[0], number, wrong[1])
    return compacte


def is_valid(number: str) -> bool:
    """Say whether the number is an IBAN."""
    compacte = compact(number)
    return _SHAPE.fullmatch(compacte) is not None and _find_fault(compacte) is None


def format(number: str) -> str:
    """Write an IBAN as people read it: in groups of four."""
    compacte = compact(number)
    return " ".join(compacte[start : start + 4] for start in range(0, len(compacte), 4))


def _find_fault(compacte: str) -> tuple[Code, dict[str, Param]] | None:
    # Imported here: stdnum.iban takes tens of milliseconds to load, and most callers never need it.
    from stdnum import exceptions
    from stdnum import iban as stdnum_iban

    pays = compacte[:2]
    cle = stdnum_iban.calc_check_digits(compacte)
    # The key is put right first: of a number cut short, the length is what a person must hear of.
    try:
        stdnum_iban.validate(pays + cle + compacte[4:], check_country=False)
    except exceptions.InvalidComponent:
        return "inconnu", {"trouve": pays}
    except exceptions.InvalidFormat:
        return "structure", {"attendu": pays}
    if not stdnum_iban.is_valid(compacte, check_country=False):
        return "cle", {"attendu": cle, "trouve": compacte[2:4]}
    return None
