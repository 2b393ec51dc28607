"""The refusals that are the server's own, and the sentence of any refusal."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from segur_rules.messages import refusal
from segur_rules.outcomes import Refused


class MotifServeur(StrEnum):
    """Why the server refuses what no rule of the portal speaks of. A code is permanent."""

    MOT_DE_PASSE_FAUX = "MOT_DE_PASSE_FAUX"
    """The present password was not given: `champ`."""
    MOT_DE_PASSE_COURT = "MOT_DE_PASSE_COURT"
    """Too short: `champ`, `minimum`."""
    MOT_DE_PASSE_LONG = "MOT_DE_PASSE_LONG"
    """Too long: `champ`, `maximum`."""
    DERNIER_UTILISATEUR = "DERNIER_UTILISATEUR"
    """Nobody of the company could sign in any more."""
    IDENTIFIANT_PRIS = "IDENTIFIANT_PRIS"
    """Somebody has it already: `identifiant`."""


_SENTENCES: Final[Mapping[str, tuple[str, str]]] = MappingProxyType(
    {
        MotifServeur.MOT_DE_PASSE_FAUX: (
            "Le mot de passe actuel est faux.",
            "The present password is wrong.",
        ),
        MotifServeur.MOT_DE_PASSE_COURT: (
            "Un mot de passe a au moins {minimum} caractères.",
            "A password has at least {minimum} characters.",
        ),
        MotifServeur.MOT_DE_PASSE_LONG: (
            "Un mot de passe a au plus {maximum} caractères.",
            "A password has at most {maximum} characters.",
        ),
        MotifServeur.DERNIER_UTILISATEUR: (
            "Un autre utilisateur de votre entreprise doit d'abord avoir choisi son mot de passe.",
            "Another user of your company must first have chosen a password.",
        ),
        MotifServeur.IDENTIFIANT_PRIS: (
            "L'identifiant « {identifiant} » est déjà pris.",
            "The identifiant “{identifiant}” is already taken.",
        ),
    }
)


def phrase_of(refused: Refused, langue: str = "fr") -> str:
    """Why something is refused, whoever refuses it: the library, or the server itself."""
    if refused.code not in _SENTENCES:
        return refusal(refused, langue)
    french, english = _SENTENCES[refused.code]
    return (english if langue == "en" else french).format(**refused.params)
