"""SIRET: the number of an establishment in the register of the INSEE.

Shape: fourteen digits, the SIREN of the company (nine) then the NIC of the establishment (five),
of which the last is a key. The key is that of Luhn over the fourteen digits. La Poste (SIREN
356 000 000) has too many establishments for it: there the sum of the fourteen digits is a
multiple of five, except for the head office, 356 000 000 00048, which has the key of Luhn.
Source: PS-20 (INSEE). Certainty: public.

The SIREN has a key of its own, which PS-20 does not ask for and which is not checked here.
"""

from __future__ import annotations

from typing import Final

from segur_rules.identifiants import _luhn, _texte
from segur_rules.identifiants._erreur import IdentifiantInvalide

PATTERN: Final[str] = "^[0-9]{14}$"

_NAME: Final = "SIRET"
_LENGTH: Final = 14
_LA_POSTE: Final = "356000000"
_LA_POSTE_HEAD_OFFICE: Final = "35600000000048"
_LA_POSTE_DIVISOR: Final = 5


def compact(number: str) -> str:
    """Take away spaces, dots and dashes."""
    return number.translate(_texte.WITHOUT_SEPARATORS)


def validate(number: str) -> str:
    """Give the compact form of a SIRET, or raise with what is wrong."""
    compacte = compact(number)
    _texte.require_digits(_NAME, number, compacte)
    _texte.require_length(_NAME, number, compacte, _LENGTH)
    if _is_summed(compacte):
        total = _sum(compacte)
        if total % _LA_POSTE_DIVISOR:
            params = {"attendu": _LA_POSTE_DIVISOR, "trouve": total}
            raise IdentifiantInvalide(_NAME, "somme", number, params)
    elif not _luhn.is_valid(compacte):
        params_cle = {"attendu": _luhn.key(compacte[:-1]), "trouve": compacte[-1]}
        raise IdentifiantInvalide(_NAME, "cle", number, params_cle)
    return compacte


def is_valid(number: str) -> bool:
    """Say whether the number is a SIRET."""
    return cle_valide(compact(number))


def format(number: str) -> str:
    """Write a SIRET as people read it: 327 355 160 00422."""
    compacte = compact(number)
    parts = (compacte[:3], compacte[3:6], compacte[6:9], compacte[9:])
    return " ".join(part for part in parts if part)


def cle_valide(number: str) -> bool:
    """Say whether a compact SIRET has the right key; a text of another shape has none."""
    if not _texte.is_digits(number, _LENGTH):
        return False
    if _is_summed(number):
        return _sum(number) % _LA_POSTE_DIVISOR == 0
    return _luhn.is_valid(number)


def _is_summed(number: str) -> bool:
    return number.startswith(_LA_POSTE) and number != _LA_POSTE_HEAD_OFFICE


def _sum(number: str) -> int:
    # Over bytes, each of which counts the code of "0" too much: quicker than over digits.
    return sum(number.encode("ascii")) - ord("0") * _LENGTH
