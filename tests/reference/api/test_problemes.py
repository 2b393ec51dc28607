"""Why a call is not answered is told in the words of the call, and in the caller's language."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.api.problemes import field_name
from segur_reference.app import create_app
from segur_reference.services.portail import Portail
from tests.reference import monde

Client = TestClient[Litestar]
V1 = "/api/v1"


@pytest.fixture
def client(portail: Portail) -> Iterator[Client]:
    """A vendor who calls a portal that has a control plane."""
    controlled = evolve(portail, settings=evolve(portail.settings, control=True))
    with TestClient(create_app(controlled)) as opened:
        opened.headers.update(monde.bearer(portail, monde.fournisseur(portail)))
        yield opened


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("/demandes?parPage=0", "parPage"),
        ("/demandes?statut=X", "statut"),
        ("/imports?type=foo", "type"),
        ("/jetons?page=x", "page"),
    ],
)
def test_a_fault_names_the_parameter_that_was_sent(client: Client, query: str, key: str) -> None:
    answer = client.get(f"{V1}{query}")
    assert answer.status_code == 400
    (fault,) = answer.json()["erreurs"]
    assert (fault["key"], fault["source"]) == (key, "query")


def test_a_fault_of_a_number_that_was_sent_names_it(client: Client) -> None:
    answer = client.post(f"{V1}/imports/simulations", params={"tauxTva": "abc"}, content=b"{}")
    assert [one["key"] for one in answer.json()["erreurs"]] == ["tauxTva"]
    answer = client.post(f"{V1}/imports/simulations", params={"type": "avance"}, content=b"{}")
    fields = [one["params"]["champ"] for one in answer.json()["erreurs"]]
    assert fields == ["numeroAns", "tauxTva"]


def test_a_fault_of_a_path_or_of_a_body_names_what_was_sent(client: Client) -> None:
    (fault,) = client.delete(f"{V1}/jetons/0").json()["erreurs"]
    assert (fault["key"], fault["source"]) == ("numero", "path")
    (fault,) = client.post("/control/seed", json={"jeu": 1}).json()["erreurs"]
    assert (fault["key"], fault["source"]) == ("jeu", "body")


def test_another_form_than_the_simulated_one_is_told_by_its_names(client: Client) -> None:
    form = {"type": "avance", "numeroAns": monde.numero_ans(), "tauxTva": "20"}
    content = monde.raw(monde.avance())
    client.post(f"{V1}/imports/simulations", params=form, content=content)
    other = {**form, "tauxTva": "10", "nomFichier": "a.json"}
    answer = client.post(f"{V1}/imports", params=other, content=content)
    assert answer.json()["code"] == "SIMULATION_AUTRE_FORMULAIRE"
    assert answer.json()["params"] == {"champs": ["tauxTva"]}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("numero_ans", "numeroAns"),
        ("iban", "iban"),
        ("representant.nom", "representant.nom"),
        ("plafond_ht", "plafondHT"),
        ("numero_asp", "numeroASP"),
    ],
)
def test_a_field_is_called_as_it_is_sent(name: str, told: str) -> None:
    assert field_name(name) == told


@pytest.mark.parametrize(
    ("langue", "told"), [("fr", "Un corps est attendu."), ("en", "A body is expected.")]
)
def test_a_body_that_is_missing_is_said_to_be(client: Client, langue: str, told: str) -> None:
    answer: Any = client.post("/control/seed", headers={"Accept-Language": langue})
    assert answer.status_code == 400
    assert answer.json()["erreurs"] == [{"message": told, "source": "body"}]
