"""Demandes over HTTP: listed, searched, consulted, by whoever may see them."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.services import pieces
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import instruire
from segur_reference.services.portail import Portail
from segur_rules.conformance.exact import loads
from segur_rules.portail import Saisie
from segur_rules.statuts import EvenementDemande
from tests.reference import monde

V1 = "/api/v1"
BON = "mdv-lgc-va1-bdc-00001.pdf"
DATES = {"du": "2022-10-20", "au": "2022-10-20"}

Client = TestClient[Litestar]
Headers = Mapping[str, str]


@pytest.fixture
def person(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


@pytest.fixture
def vendor(portail: Portail, person: Identite) -> Headers:
    return monde.bearer(portail, person)


@pytest.fixture
def officer(portail: Portail) -> Identite:
    return monde.gestionnaire(portail)


@pytest.fixture
def numero(portail: Portail, person: Identite, officer: Identite) -> str:
    """A demande that is validated."""
    (found,) = monde.importe(portail, person, monde.avance())
    pieces.deposer(portail, person, found, BON, monde.pdf())
    montant = Saisie(montant=Decimal("129.00"))
    instruire(portail, officer, found, EvenementDemande.VALIDER, montant)
    return found


def test_demandes_are_listed_and_searched(client: Client, vendor: Headers, numero: str) -> None:
    def asked(**params: Any) -> Any:
        return client.get(f"{V1}/demandes", params=params, headers=vendor).json()

    told = asked()
    assert told == {"elements": told["elements"], "total": 1, "page": 1, "parPage": 50}
    (one,) = told["elements"]
    assert one == {
        "numero": numero,
        "type": "avance",
        "avenant": 1,
        "numeroEditeur": "00001",
        "sons": monde.SONS,
        "couloir": "MDV",
        "logiciel": "LGC",
        "dateDepot": "2022-10-20",
        "statut": "VALIDEE",
        "depuis": "2022-10-20",
        "paiement": "AUCUN_PAIEMENT_EN_COURS",
        "denominationSociale": "EDITEUR 1",
        "montantSegurHT": "358.33",
        "dateCommande": "2022-10-03",
        "datePaiement": None,
        "montantPaye": None,
    }
    assert asked(**DATES, statut=["VALIDEE", "REJETEE"], logiciel="lgc", numero="mdv")["total"] == 1
    assert asked(**DATES, paiement="PAIEMENT_EFFECTUE")["total"] == 0
    assert asked(**DATES, type="solde")["total"] == 0
    assert asked(type="avance")["erreurs"][0]["code"] == "BORNE_MANQUANTE"
    assert asked(statut="AUTRE")["status"] == 400


def test_numbers_are_proposed(client: Client, vendor: Headers, numero: str) -> None:
    def asked(typed: str) -> Any:
        place = f"{V1}/demandes/numeros"
        return client.get(place, params={"saisie": typed}, headers=vendor)

    assert asked("dv0").json() == [numero]
    assert asked("zzz").json() == []
    assert asked("dv").status_code == 422


def test_a_demande_is_consulted(
    client: Client, portail: Portail, vendor: Headers, officer: Identite, numero: str
) -> None:
    for headers in (vendor, monde.bearer(portail, officer)):
        told = client.get(f"{V1}/demandes/{numero}", headers=headers).json()
        assert (told["statut"], told["expiration"]) == ("VALIDEE", None)
        assert told["recapitulatif"]["denominationSociale"] == "EDITEUR 1"
        assert told["montants"] == {
            "declareHT": "358.33",
            "retenuHT": "358.33",
            "retenu": "430.00",
            "decide": "129.00",
        }
        assert (told["regimeTVA"], told["tauxTVA"]) == ("TTC", "20")
        assert told["coordonnees"]["titulaire"] == "EDITEUR 1"
        assert told["porteur"]["clientUnique"] is True
        assert told["beneficiaires"][0]["numero"] == monde.rpps(1)
        assert [one["type"] for one in told["pieces"]] == ["BON_COMMANDE", "DECISION_ATTRIBUTION"]
        assert told["pieces"][1]["parAsp"] is True
        assert {one["champ"] for one in told["scenario"]} >= {"operateurMessagerie"}
        assert "SCENARIO_INSTALLATION" in told["accordeons"]


def test_its_versions_and_its_events_are_told(client: Client, vendor: Headers, numero: str) -> None:
    answered = client.get(f"{V1}/demandes/{numero}/versions", headers=vendor)
    told = answered.json()
    assert [one["statut"] for one in told] == ["NON_COMPLETE", "EN_COURS", "VALIDEE"]
    assert [one["rang"] for one in told] == [1, 2, 3]
    assert told[0]["montantHT"] == "358.33"
    assert told[0]["ligne"]["numeroEditeur"] == "00001"
    # Its numbers are written as the file wrote them.
    assert loads(answered.text)[0]["ligne"] == monde.avance()["lignesImport"][0]
    assert '"montantSegurHT":358.33' in answered.text
    events = client.get(f"{V1}/demandes/{numero}/evenements", headers=vendor).json()
    assert [(one["acteur"], one["acte"]) for one in events][-1] == ("GESTIONNAIRE", "VALIDER")
    assert (events[0]["auteur"], events[-1]["auteur"]) == ("fournisseur1", None)


def test_demandes_without_bank_details_are_shown(
    client: Client, portail: Portail, person: Identite, vendor: Headers
) -> None:
    from sqlalchemy import delete

    from segur_reference.storage.tables import Coordonnees

    portail.write(lambda session: session.execute(delete(Coordonnees)))
    (numero,) = monde.importe(portail, person, monde.avance())
    told = client.get(f"{V1}/demandes/{numero}", headers=vendor).json()
    assert told["coordonnees"] is None
    assert told["montants"]["retenuHT"] is None


def test_what_is_not_one_s_own_is_not_there(
    client: Client, portail: Portail, officer: Identite, numero: str
) -> None:
    other = monde.bearer(portail, monde.fournisseur(portail, 2))
    agent = monde.bearer(portail, officer)
    for path in (numero, f"{numero}/versions", f"{numero}/evenements"):
        for headers, status in ((other, 404), (agent, 200), ({}, 401)):
            answer = client.get(f"{V1}/demandes/{path}", headers=headers)
            assert answer.status_code == status, path
    assert client.get(f"{V1}/demandes", headers=other).json()["total"] == 0
    assert client.get(f"{V1}/demandes", headers=agent).status_code == 403
    for typed in (numero, "mdv"):
        answer = client.get(f"{V1}/demandes/numeros", params={"saisie": typed}, headers=other)
        assert answer.json() == []
