"""Changing a person's details: the documents that each change asks for."""

from __future__ import annotations

from itertools import combinations
from typing import Any

import pytest
from attrs import evolve

from segur_rules.outcomes import Refused
from segur_rules.portail import Personne, changements, refus_de_modification
from segur_rules.statuts import ChampPersonne

BEFORE = Personne("DUPONT", "Jeanne", "dupont@mail.com", "0633221166")
OTHER = {"nom": "DURAND", "prenom": "Jean", "email": "durand@mail.com", "telephone": "0633221167"}
SUBSETS = [names for size in range(1, 5) for names in combinations(OTHER, size)]


def missing(*pieces: str) -> tuple[Refused, ...]:
    return (Refused("PIECES_MANQUANTES", {"manquantes": pieces}),)


@pytest.mark.parametrize("names", SUBSETS)
def test_a_name_asks_for_two_documents_and_the_rest_for_one(names: tuple[str, ...]) -> None:
    changes: dict[str, Any] = {name: OTHER[name] for name in names}
    after = evolve(BEFORE, **changes)
    assert changements(BEFORE, after) == tuple(ChampPersonne(name) for name in names)
    named = "nom" in names or "prenom" in names
    asked = ("MANDAT", "PIECE_IDENTITE") if named else ("PIECE_IDENTITE",)
    assert refus_de_modification(BEFORE, after, ()) == missing(*asked)
    assert refus_de_modification(BEFORE, after, asked) == ()
    identity = refus_de_modification(BEFORE, after, ["PIECE_IDENTITE"])
    assert identity == (missing("MANDAT") if named else ())


def test_nothing_is_filed_that_changes_nothing() -> None:
    for same in (BEFORE, evolve(BEFORE, nom=" DUPONT ")):
        expected = (Refused("AUCUN_CHANGEMENT"),)
        assert refus_de_modification(BEFORE, same, ("MANDAT", "PIECE_IDENTITE")) == expected


@pytest.mark.parametrize(
    ("changes", "code", "champ"),
    [
        ({"nom": " "}, "CHAMP_OBLIGATOIRE", "nom"),
        ({"telephone": ""}, "CHAMP_OBLIGATOIRE", "telephone"),
        ({"prenom": "Jean\nBcc: x"}, "CARACTERE_INTERDIT", "prenom"),
        ({"email": "dupont"}, "COURRIEL_INVALIDE", "email"),
    ],
)
def test_what_is_written_is_sound(changes: dict[str, str], code: str, champ: str) -> None:
    after = evolve(BEFORE, **changes)
    (refusal,) = refus_de_modification(BEFORE, after, ("MANDAT", "PIECE_IDENTITE"))
    assert (refusal.code, refusal.params["champ"]) == (code, champ)
