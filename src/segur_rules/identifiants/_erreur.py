"""What is wrong with a number, as data first and as an English sentence second."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final, Literal, TypeAlias

from segur_rules.outcomes import NO_PARAMS, Param

Code: TypeAlias = Literal["longueur", "caracteres", "forme", "cle", "somme", "structure", "inconnu"]

_SENTENCES: Final[Mapping[Code, str]] = MappingProxyType(
    {
        "longueur": "{attendu} characters are expected, {trouve} found",
        "caracteres": "only {attendu} are expected, {trouve} found",
        "forme": "a number such as {attendu} is expected",
        "cle": "the check key {attendu} is expected, {trouve} found",
        "somme": "its digits add up to {trouve}, those of La Poste to a multiple of {attendu}",
        "structure": "it is not built as the numbers of the country {attendu} are",
        "inconnu": "no country has the code {trouve}",
    }
)
_ENGLISH: Final[Mapping[str, str]] = MappingProxyType(
    {
        "chiffres": "the digits 0 to 9",
        "lettres_chiffres": "the letters A to Z and the digits 0 to 9",
    }
)
_SHOWN: Final = 40
"""A sentence shows at most so many characters of the value."""


class IdentifiantInvalide(ValueError):
    """A number that cannot be what it is said to be.

    `identifiant` names the kind of number ("SIRET"), `code` what is wrong with it, `valeur` is
    the text as it was given, and `params` holds what a message needs:

    | code | attendu | trouve |
    |---|---|---|
    | longueur | the length, or the lengths as a tuple | the length |
    | caracteres | "chiffres" or "lettres_chiffres" | the first other character |
    | forme | an example | none |
    | cle | the right key | the key |
    | somme | 5 | the sum of the digits (SIRET of La Poste) |
    | structure | the code of the country | none |
    | inconnu | none | the code of a country that does not exist |
    """

    def __init__(
        self,
        identifiant: str,
        code: Code,
        valeur: str,
        params: Mapping[str, Param] = NO_PARAMS,
    ) -> None:
        # A plain dict, and every argument handed over, so that the exception can be pickled.
        self.identifiant = identifiant
        self.code: Code = code
        self.valeur = valeur
        self.params: Mapping[str, Param] = dict(params)
        super().__init__(identifiant, code, valeur, self.params)

    def __str__(self) -> str:
        shown = self.valeur if len(self.valeur) <= _SHOWN else f"{self.valeur[:_SHOWN]}…"
        words = {name: _in_english(name, value) for name, value in self.params.items()}
        reason = _SENTENCES[self.code].format_map(words)
        return f"{shown!r} is not a valid {self.identifiant}: {reason}."


def _in_english(name: str, value: Param) -> str:
    if isinstance(value, tuple):
        return " or ".join(value)
    if name == "trouve" and isinstance(value, str):
        return repr(value)
    return _ENGLISH.get(str(value), str(value))
