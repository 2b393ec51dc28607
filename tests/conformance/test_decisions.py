"""The vectors of `decide`, and what the operation refuses to read."""

from __future__ import annotations

import json
from importlib import resources
from typing import Any

import pytest

from segur_rules.conformance.operations import answer
from segur_rules.sources import requirements
from segur_rules.statuts import TABLES, Refus

FILES = resources.files("segur_rules.conformance").joinpath("vectors")
VECTORS = tuple(
    vector
    for table in TABLES
    for vector in json.loads(FILES.joinpath(f"decide-{table}.json").read_text(encoding="utf-8"))[
        "vectors"
    ]
)

OF_A_DOSSIER = {
    Refus.ENROLEMENT_NON_VALIDE,
    Refus.AVANCE_EXISTANTE,
    Refus.AVANCE_NON_DECIDEE,
    Refus.AVANCE_NON_PAYEE,
    Refus.SOLDE_EXISTANT,
    Refus.SOLDE_ABSENT,
}

VALIDER = {
    "table": "demande",
    "etat": "EN_COURS",
    "evenement": "VALIDER",
    "faits": {"acteur": "GESTIONNAIRE", "typeDemande": "avance", "dejaFinances": []},
}


def agrees(got: Any, expected: Any) -> bool:
    """Whether an answer holds all that is expected; lists are compared without their order."""
    if isinstance(expected, dict):
        return isinstance(got, dict) and all(
            name in got and agrees(got[name], value) for name, value in expected.items()
        )
    if isinstance(expected, list):
        left = list(got) if isinstance(got, list) else [None]
        for value in expected:
            found = [index for index, one in enumerate(left) if agrees(one, value)]
            if not found:
                return False
            del left[found[0]]
        return not left
    return bool(got == expected)


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["id"]))
def test_a_vector_agrees(vector: dict[str, Any]) -> None:
    got = answer(vector["operation"], vector["input"])
    assert agrees(got, vector["expect"]), got


def test_agreeing_can_fail() -> None:
    assert agrees({"a": [1, {"b": 2, "c": 3}]}, {"a": [{"b": 2}, 1]})
    for expected in ({"a": [1]}, {"a": [1, {"b": 3}]}, {"a": [1, 1]}, {"d": 1}, {"a": 1}):
        assert not agrees({"a": [1, {"b": 2}]}, expected)


def test_every_transition_has_its_vectors() -> None:
    """Every row is applied by one, and every code of a table is met."""
    applied = {
        (v["input"]["table"], v["input"]["etat"], v["input"]["evenement"])
        for v in VECTORS
        if v["expect"]["outcome"] == "applied"
    }
    rows = {
        (name, None if name == "personne" and etat == "EN_SAISIE" else etat, evenement)
        for name, table in TABLES.items()
        for etat, evenement, _ in table.rows()
    }
    assert applied == rows
    assert {v["expect"]["code"] for v in VECTORS if "code" in v["expect"]} == (
        set(Refus) - OF_A_DOSSIER
    )


def test_every_vector_is_of_a_requirement() -> None:
    for vector in VECTORS:
        assert vector["requirements"]
        assert set(vector["requirements"]) <= requirements().keys()


def test_an_answer_is_whole() -> None:
    assert answer("decide", VALIDER) == {
        "outcome": "applied",
        "etat": "VALIDEE",
        "effects": [
            {"type": "AjouterDocument", "document": "DECISION_ATTRIBUTION"},
            {"type": "DaterStatut"},
        ],
    }
    assert answer("decide", VALIDER | {"etat": "VALIDEE"}) == {
        "outcome": "already_applied",
        "etat": "VALIDEE",
    }
    mail = answer("decide", VALIDER | {"evenement": "DEMANDER_PIECE"})["effects"][0]
    assert mail == {
        "type": "EnvoyerMail",
        "modele": "piece_demandee",
        "params": ["demande", "piece"],
    }


def test_a_refusal_tells_its_facts_in_json() -> None:
    late = {
        "acteur": "FOURNISSEUR",
        "piecesCompletes": True,
        "instant": "2022-03-25T00:00:00+01:00",
        "expiration": "2022-03-24T23:59:59.999999+01:00",
    }
    given = {"table": "demande", "etat": "NON_COMPLETE", "evenement": "COMPLETER", "faits": late}
    assert answer("decide", given) == {
        "outcome": "refused",
        "code": "DELAI_ECHU",
        "params": {"instant": late["instant"], "expiration": late["expiration"]},
    }
    paid = {
        "acteur": "GESTIONNAIRE",
        "statutDemande": "DECIDEE",
        "montantDecide": "322.50",
        "montantPaye": "322.49",
    }
    given = {
        "table": "paiement",
        "etat": "PAIEMENT_EN_COURS",
        "evenement": "PAYER",
        "faits": paid,
    }
    assert answer("decide", given)["params"] == {
        "montantDecide": "322.50",
        "montantPaye": "322.49",
    }
    assert answer("decide", given | {"faits": {"acteur": "GESTIONNAIRE"}})["params"] == {
        "faits": ["statutDemande", "montantDecide", "montantPaye"]
    }


def test_a_fact_that_is_null_is_not_known() -> None:
    faits = {"acteur": "GESTIONNAIRE", "typeDemande": None}
    assert answer("decide", VALIDER | {"faits": faits})["code"] == "FAIT_MANQUANT"


@pytest.mark.parametrize(
    ("changes", "why"),
    [
        ({"table": "porte"}, "no such table: porte"),
        ({"etat": "OUVERTE"}, "OUVERTE"),
        ({"etat": None}, "None"),
        ({"evenement": "OUVRIR"}, "OUVRIR"),
        ({"more": 1}, "expected table, etat, evenement and faits, got"),
        ({"faits": {}}, "acteur"),
        ({"faits": {"acteur": "PERSONNE"}}, "PERSONNE"),
        ({"faits": {"acteur": "HORLOGE", "humeur": 1}}, "humeur"),
        ({"faits": {"acteur": "HORLOGE", "type_demande": "avance"}}, "type_demande"),
        ({"faits": {"acteur": "HORLOGE", "instant": "2022-03-17T10:00:00"}}, "zone"),
        ({"faits": {"acteur": "HORLOGE", "instant": "17/03/2022"}}, "17/03/2022"),
        ({"faits": {"acteur": "HORLOGE", "montantPaye": 322.5}}, "is a text like"),
        ({"faits": {"acteur": "HORLOGE", "montantPaye": "one"}}, "322.50"),
        ({"faits": {"acteur": "HORLOGE", "montantPaye": "-1"}}, "from zero up"),
        ({"faits": {"acteur": "HORLOGE", "attestation": 1}}, "expected bool"),
        ({"faits": {"acteur": "HORLOGE", "pieces": [1]}}, "expected str"),
        ({"faits": {"acteur": "HORLOGE", "changements": ["age"]}}, "age"),
    ],
)
def test_an_input_of_another_form_is_refused(changes: dict[str, Any], why: str) -> None:
    with pytest.raises(ValueError, match=why):
        answer("decide", VALIDER | changes)
