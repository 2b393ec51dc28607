"""Imports over HTTP: simulated, imported, listed, downloaded, by their vendor alone."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.services.portail import Portail
from segur_rules import Phase
from segur_rules.lots import Retour, read_returned
from segur_rules.rules import RULESET
from tests.reference import monde

V1 = "/api/v1"
FORM: dict[str, str] = {"type": "avance", "numeroAns": monde.numero_ans(), "tauxTva": "20"}
NAMED = {**FORM, "nomFichier": "demandes.json"}

Client = TestClient[Litestar]


@pytest.fixture
def vendor(portail: Portail) -> Mapping[str, str]:
    """The headers of a vendor's program."""
    return monde.bearer(portail, monde.fournisseur(portail))


def post(client: Client, path: str, body: bytes, headers: Any = None, **params: str) -> Any:
    return client.post(f"{V1}{path}", content=body, params=params, headers=headers)


def imported(client: Client, headers: Mapping[str, str], document: Any) -> Any:
    content = monde.raw(document)
    assert post(client, "/imports/simulations", content, headers, **FORM).status_code == 200
    return post(client, "/imports", content, headers, **NAMED)


def test_anyone_simulates_without_an_account(client: Client) -> None:
    answer = post(client, "/simulations", monde.raw(monde.avance()), tauxTva="20", type="avance")
    assert answer.status_code == 200
    report = answer.json()
    assert (report["verdict"], report["ruleset"]) == ("recevable_sous_reserve", RULESET)
    assert (report["sons"], report["lines"], report["findings"]) == (monde.SONS, 1, [])
    for body in (b"", b"{", b"\xff", b"[]"):
        answer = post(client, "/simulations", body)
        assert answer.status_code == 200
        assert answer.json()["verdict"] == "irrecevable"
    english = {"Accept-Language": "en"}
    told = [
        post(client, "/simulations", b"{", headers).json()["findings"][0]["message"]
        for headers in (None, english)
    ]
    assert told[0] != told[1]


@pytest.mark.parametrize(
    ("params", "status"),
    [
        ({"tauxTva": "101"}, 422),
        ({"tauxTva": "NaN"}, 422),
        ({"sons": "ZZZ"}, 422),
        ({"tauxTva": "vingt"}, 400),
        ({"type": "autre"}, 400),
    ],
)
def test_a_form_that_is_wrong_is_a_problem(
    client: Client, params: dict[str, str], status: int
) -> None:
    answer = post(client, "/simulations", b"{}", **params)
    assert answer.status_code == status
    assert answer.headers["content-type"] == "application/problem+json"


def test_a_file_is_simulated_then_imported(client: Client, vendor: Mapping[str, str]) -> None:
    answer = imported(client, vendor, monde.avance(lines=2))
    assert answer.status_code == 200
    told = answer.json()
    assert told["import"]["retenues"] == 2
    assert told["import"]["rejetees"] == 0
    assert told["lignes"][1] == {
        "numeroEditeur": "00002",
        "numero": "FINMDV000002M0",
        "code": "0000",
        "libelle": "Demande retenue",
    }
    assert told["rapport"]["findings"] == []
    assert (told["deja"], told["memeFichier"]) == (False, [])
    content = monde.raw(monde.avance(lines=2))
    assert post(client, "/imports", content, vendor, **NAMED).json() == {**told, "deja": True}
    again = post(client, "/imports/simulations", content, vendor, **FORM).json()
    assert again["memeFichier"] == [told["import"]["identifiant"]]
    listed = client.get(f"{V1}/imports", headers=vendor).json()
    assert listed == {"elements": [told["import"]], "total": 1, "page": 1, "parPage": 50}
    number = told["import"]["identifiant"]
    returned = client.get(f"{V1}/imports/{number}/retour", headers=vendor)
    assert f"retour-{number}.json" in returned.headers["content-disposition"]
    retour = read_returned(returned.content, Phase.AVANCE)
    assert isinstance(retour, Retour), retour
    assert retour.lignes[0].numero_asp == "FINMDV000001M0"


def test_a_file_that_was_not_simulated_is_a_conflict(
    client: Client, vendor: Mapping[str, str]
) -> None:
    answer = post(client, "/imports", monde.raw(monde.avance()), vendor, **NAMED)
    assert answer.status_code == 409
    assert answer.json()["code"] == "SIMULATION_ABSENTE"


def test_what_the_form_lacks_is_told_at_once(client: Client, vendor: Mapping[str, str]) -> None:
    answer = post(client, "/imports/simulations", b"{}", vendor)
    assert answer.status_code == 422
    faults = [(one["code"], one["params"]["champ"]) for one in answer.json()["erreurs"]]
    assert faults == [
        ("CHAMP_OBLIGATOIRE", "type"),
        ("CHAMP_OBLIGATOIRE", "numeroAns"),
        ("CHAMP_OBLIGATOIRE", "tauxTva"),
    ]
    assert post(client, "/imports", b"{}", vendor, **FORM).status_code == 400


def test_a_file_that_is_refused_whole_is_told_by_its_report(
    client: Client, vendor: Mapping[str, str], horloge: monde.Horloge
) -> None:
    content = monde.raw(monde.avance())
    post(client, "/imports/simulations", content, vendor, **FORM)
    horloge.advance(days=365)
    answer = post(client, "/imports", content, vendor, **NAMED)
    assert answer.status_code == 200
    assert answer.json()["import"] is None
    assert answer.json()["rapport"]["verdict"] == "irrecevable"


def test_imports_are_searched(client: Client, vendor: Mapping[str, str]) -> None:
    imported(client, vendor, monde.avance())

    def total(**params: Any) -> Any:
        return client.get(f"{V1}/imports", params=params, headers=vendor).json()["total"]

    assert total(type=["avance", "solde"], numeroAns=monde.numero_ans()) == 1
    assert total(type="solde") == 0
    assert total(du="2022-10-20", au="2022-10-20") == 1
    assert total(du="2022-10-21", au="2022-10-21") == 0
    answer = client.get(f"{V1}/imports", params={"du": "2022-10-20"}, headers=vendor)
    assert answer.json()["erreurs"][0]["code"] == "BORNE_MANQUANTE"


def test_imports_are_their_vendor_s_alone(
    client: Client, portail: Portail, vendor: Mapping[str, str]
) -> None:
    imported(client, vendor, monde.avance())
    other = monde.bearer(portail, monde.fournisseur(portail, 2))
    agent = monde.bearer(portail, monde.gestionnaire(portail))
    assert client.get(f"{V1}/imports", headers=other).json()["total"] == 0
    for headers, status in ((other, 404), (agent, 403), ({}, 401)):
        assert client.get(f"{V1}/imports/1/retour", headers=headers).status_code == status
    for path, form in (("/imports/simulations", FORM), ("/imports", NAMED)):
        for headers, status in ((agent, 403), ({}, 401)):
            assert post(client, path, b"{}", headers, **form).status_code == status
