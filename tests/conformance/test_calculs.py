"""The vectors of amounts and deadlines, and what their operations refuse."""

from __future__ import annotations

import json
from datetime import datetime
from importlib import resources
from typing import Any

import pytest

from segur_rules.conformance.operations import answer

OPERATIONS = ("compute_avance", "compute_solde", "expiration", "echeance_sons")

VECTORS = tuple(
    vector
    for operation in OPERATIONS
    for vector in json.loads(
        resources.files("segur_rules.conformance")
        .joinpath("vectors", f"{operation.replace('_', '-')}.json")
        .read_text(encoding="utf-8")
    )["vectors"]
)


def comparable(value: dict[str, Any]) -> dict[str, Any]:
    """Instants compared as instants, and what is missing in any order."""
    found = dict(value)
    for name in {"last", "limite", "ouverture"} & found.keys():
        found[name] = found[name] and datetime.fromisoformat(found[name])
    if "notEvaluable" in found:
        found["notEvaluable"] = sorted(found["notEvaluable"])
    return found


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["id"]))
def test_a_vector_agrees(vector: dict[str, Any]) -> None:
    got = answer(vector["operation"], vector["input"])
    assert comparable(got) == comparable(vector["expect"])
    if "steps" in got:
        assert [*got["steps"]] == [*vector["expect"]["steps"]]


def test_each_operation_has_its_vectors() -> None:
    assert {vector["operation"] for vector in VECTORS} == set(OPERATIONS)


@pytest.mark.parametrize(
    ("operation", "given", "why"),
    [
        ("compute_avance", {}, "declareHT"),
        ("compute_avance", {"declareHT": 1.5, "regime": "HT", "sons": "MDV-LGC-VA1"}, "322.50"),
        ("compute_avance", {"declareHT": "one", "regime": "HT", "plafond": None}, "322.50"),
        ("compute_avance", {"declareHT": "1", "regime": "NET", "plafond": None}, "NET"),
        ("compute_avance", {"declareHT": "1", "regime": "HT"}, "sons"),
        ("compute_avance", {"declareHT": "1", "regime": "HT", "sons": "MDV-LGC-VA9"}, "SONS"),
        (
            "compute_solde",
            {
                "factureHT": "1",
                "regime": "HT",
                "plafond": {"nature": "FORMULE", "montantHT": "250000.00"},
            },
            "terms",
        ),
        (
            "compute_solde",
            {"factureHT": "1", "regime": "HT", "plafond": {"nature": "X", "montantHT": "1"}},
            "X",
        ),
        ("expiration", {"depot": "2022-03-17T10:00:00"}, "naive"),
        ("compute_avance", {"declareHT": "1", "regime": "HT", "plafond": "875.00"}, "type"),
        ("compute_avance", {"declareHT": "1", "regime": "HT", "plafond": {}}, "finite"),
        ("compute_avance", {"declareHT": "1", "regime": "HT", "sons": 1}, "type"),
        (
            "compute_avance",
            {"declareHT": "1", "regime": "HT", "plafond": None, "unites": "3"},
            "count",
        ),
        ("expiration", {"depot": "17/03/2022"}, "17/03/2022"),
        ("expiration", {"depot": 20220317}, "type"),
        ("echeance_sons", {"sons": "MDV-LGC-VA1", "phase": "facture"}, "facture"),
        ("echeance_sons", {"sons": "MDV", "phase": "avance"}, "MDV"),
    ],
)
def test_an_input_of_another_form_is_refused(
    operation: str, given: dict[str, Any], why: str
) -> None:
    with pytest.raises(ValueError, match=why):
        answer(operation, given)


def test_an_unknown_fact_may_be_null() -> None:
    facts = {"factureHT": "1.00", "regime": "TTC", "plafond": None, "tauxTVA": None}
    assert answer("compute_solde", facts | {"avancePayee": None}) == {
        "notEvaluable": ["plafond_ht", "taux_tva", "avance_payee"]
    }
