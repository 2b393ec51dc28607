"""Over HTTP: a demande from its queue to its payment and back, and what is answered each time."""

from __future__ import annotations

from decimal import Decimal
from typing import Any, get_args

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.api.gestion import NomActe
from segur_reference.services import pieces
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_rules.statuts import DEMANDE, PAIEMENT, Acteur
from tests.reference import monde

Client = TestClient[Litestar]
V1 = "/api/v1"


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


@pytest.fixture
def agent(portail: Portail) -> dict[str, str]:
    return monde.bearer(portail, monde.gestionnaire(portail))


@pytest.fixture
def headers(portail: Portail, vendor: Identite) -> dict[str, str]:
    return monde.bearer(portail, vendor)


@pytest.fixture
def numero(portail: Portail, vendor: Identite) -> str:
    monde.budget(portail)
    return monde.demande_complete(portail, vendor)


def do(client: Client, agent: dict[str, str], numero: str, acte: str, **more: Any) -> Any:
    body = {"evenement": acte, **more}
    return client.post(f"{V1}/gestion/demandes/{numero}/evenements", json=body, headers=agent)


def test_the_acts_are_those_that_the_library_gives_a_gestionnaire() -> None:
    tables: tuple[Any, ...] = (DEMANDE, PAIEMENT)
    acts = {
        str(event)
        for table in tables
        for _, event, to in table.rows()
        if to.by is Acteur.GESTIONNAIRE
    }
    assert set(get_args(NomActe)) == acts


def test_a_demande_is_instructed_and_paid(
    client: Client, agent: dict[str, str], headers: dict[str, str], numero: str
) -> None:
    queue = client.get(f"{V1}/gestion/demandes", headers=agent).json()
    assert (queue["total"], queue["page"], queue["parPage"]) == (1, 1, 50)
    assert queue["elements"][0]["numero"] == numero
    assert queue["elements"][0]["montantHT"] == "358.33"
    calcul = client.get(f"{V1}/gestion/demandes/{numero}/calcul", headers=agent).json()
    assert (calcul["montantDecide"], calcul["notEvaluable"], calcul["refus"]) == (
        "129.00",
        [],
        None,
    )
    assert calcul["steps"][0]["name"] == "montant_ht_declare"
    answer = do(client, agent, numero, "VALIDER", montant="129.00")
    assert answer.status_code == 200
    assert answer.json() | {"depuis": ""} == {
        "numero": numero,
        "evenement": "VALIDER",
        "statut": "VALIDEE",
        "paiement": "AUCUN_PAIEMENT_EN_COURS",
        "depuis": "",
        "deja": False,
    }
    assert do(client, agent, numero, "VALIDER", montant="129").json()["deja"]
    assert client.get(f"{V1}/gestion/demandes", headers=agent).json()["total"] == 0
    validated = {"statut": ["VALIDEE", "DECIDEE"], "type": "avance", "numero": numero}
    found = client.get(f"{V1}/gestion/demandes", params=validated, headers=agent).json()
    assert found["elements"][0]["montantConfirme"] == "129.00"
    assert client.get(f"{V1}/demandes/{numero}/suivi", headers=headers).json() == []
    assert do(client, agent, numero, "DECIDER").json()["statut"] == "DECIDEE"
    (order,) = client.get(f"{V1}/gestion/paiements", headers=agent).json()["elements"]
    assert (order["numero"], order["montant"]) == (numero, "129.00")
    do(client, agent, numero, "METTRE_EN_PAIEMENT")
    assert do(client, agent, numero, "PAYER", montant="129.00").status_code == 200
    waiting = {"etat": "PAIEMENT_EN_COURS"}
    assert client.get(f"{V1}/gestion/paiements", params=waiting, headers=agent).json()["total"] == 0
    (line,) = client.get(f"{V1}/demandes/{numero}/suivi", headers=headers).json()
    assert (line["objet"], line["montantPaye"]) == ("VERSE001", "129.00")
    assert line["datePaiement"] == "2022-10-20"
    assert isinstance(line["avis"], int)
    named = client.get(f"{V1}/gestion/beneficiaires/{monde.rpps(1)}", headers=agent).json()
    assert [one["numero"] for one in named["elements"]] == [numero]
    assert do(client, agent, numero, "ANNULER", attestation=True).json()["statut"] == "ANNULEE"
    (back,) = client.get(f"{V1}/gestion/recouvrements", headers=agent).json()["elements"]
    assert (back["numero"], back["montant"]) == (numero, "129.00")
    (mail,) = client.get(f"{V1}/demandes/{numero}/courriels", headers=headers).json()
    assert "129,00" in mail["corps"]


def test_a_refusal_comes_with_its_facts(client: Client, agent: dict[str, str], numero: str) -> None:
    answer = do(client, agent, numero, "VALIDER", montant="100.00")
    assert answer.status_code == 409
    assert answer.headers["content-type"].startswith("application/problem+json")
    body = answer.json()
    assert body["code"] == "MONTANT_NON_CONFORME"
    assert body["params"] == {"montantConfirme": "100.00", "montantCalcule": "129.00"}
    answer = do(client, agent, numero, "REJETER", motif="")
    assert answer.status_code == 422
    assert [one["code"] for one in answer.json()["erreurs"]] == ["CHAMP_OBLIGATOIRE"]


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"evenement": "CORRIGER"},
        {"evenement": "EXPIRER"},
        {"evenement": "VALIDER", "montant": "beaucoup"},
        {"evenement": "DECIDER", "budget": "1"},
        {"evenement": "REJETER", "motif": "x" * 5001},
        {"evenement": "REJETER", "motif": "\x00"},
        {"evenement": "ANNULER", "attestation": "oui"},
    ],
)
def test_a_call_that_is_not_of_its_form_is_told(
    client: Client, agent: dict[str, str], numero: str, body: dict[str, Any]
) -> None:
    path = f"{V1}/gestion/demandes/{numero}/evenements"
    answer = client.post(path, json=body, headers=agent)
    assert (answer.status_code, answer.json()["code"]) == (400, "APPEL_INVALIDE")


def test_what_the_catalogue_knows_is_not_given(
    client: Client, agent: dict[str, str], numero: str
) -> None:
    path = f"{V1}/gestion/demandes/{numero}/calcul"
    known = client.get(path, params={"tauxAvance": "50"}, headers=agent).json()
    assert (known["montantDecide"], known["refus"]["code"]) == (None, "VALEUR_CONNUE")
    wrong = client.get(path, params={"plafondHT": "-1"}, headers=agent)
    assert wrong.status_code == 422


def test_the_budget_is_set_and_never_below_what_is_decided(
    client: Client, agent: dict[str, str], numero: str
) -> None:
    path = f"{V1}/gestion/budget"
    assert client.put(path, json={"total": "129.00"}, headers=agent).status_code == 200
    do(client, agent, numero, "VALIDER", montant="129.00")
    do(client, agent, numero, "DECIDER")
    shown = {"total": "129.00", "engage": "129.00", "disponible": "0.00"}
    assert client.get(path, headers=agent).json() == shown
    answer = client.put(path, json={"total": "128.99"}, headers=agent)
    assert (answer.status_code, answer.json()["code"]) == (409, "BUDGET_ENGAGE")
    answer = client.put(path, json={"total": "1.001"}, headers=agent)
    assert (answer.status_code, answer.json()["code"]) == (422, "FORMULAIRE_REFUSE")


def test_a_vendor_and_a_stranger_are_kept_out(
    client: Client, agent: dict[str, str], headers: dict[str, str], numero: str
) -> None:
    paths = (
        "demandes",
        f"demandes/{numero}/calcul",
        "budget",
        "paiements",
        "recouvrements",
        "courriels",
        "beneficiaires/1",
    )
    for path in paths:
        assert client.get(f"{V1}/gestion/{path}", headers=headers).status_code == 403
        assert client.get(f"{V1}/gestion/{path}").status_code == 401
    assert do(client, headers, numero, "VALIDER", montant="129.00").status_code == 403
    budget = client.put(f"{V1}/gestion/budget", json={"total": "1.00"}, headers=headers)
    assert budget.status_code == 403
    assert do(client, agent, "FINMDV999999M0", "VALIDER", montant="1").status_code == 404


def test_mails_are_followed_and_sent_again(
    client: Client, agent: dict[str, str], headers: dict[str, str], numero: str
) -> None:
    do(client, agent, numero, "DEMANDER_PIECE", piece="Devis", texte="Celui de mai.")
    wanted = {"etat": "A_ENVOYER"}
    found = client.get(f"{V1}/gestion/courriels", params=wanted, headers=agent).json()
    (mail,) = found["elements"]
    assert (mail["objet"], mail["etat"], "corps" in mail) == (numero, "A_ENVOYER", False)
    again = client.post(f"{V1}/gestion/courriels/{mail['id']}/renvoi", headers=agent)
    assert again.status_code == 404


def test_a_correction_is_sent_with_its_amounts_as_they_are_written(
    client: Client, agent: dict[str, str], headers: dict[str, str], numero: str
) -> None:
    do(client, agent, numero, "DEMANDER_MODIFICATION", corrections="Le montant.")
    line = monde.avance()["lignesImport"][0]
    line["commande"]["montantSegurHT"] = Decimal("300.10")
    path = f"{V1}/demandes/{numero}/evenements"

    def send(line: Any) -> Any:
        raw = b'{"evenement": "CORRIGER", "tauxTva": "8.5", "ligne": ' + monde.raw(line) + b"}"
        typed = headers | {"Content-Type": "application/json"}
        return client.post(path, content=raw, headers=typed)

    refused = send({**line, "numeroEditeur": None})
    assert refused.status_code == 200
    assert refused.json()["statut"] is None
    assert refused.json()["rapport"]["verdict"] == "irrecevable"
    missing = send(line)
    assert (missing.status_code, missing.json()["erreurs"][0]["code"]) == (422, "PIECES_MANQUANTES")
    name = line["piecesJustificatives"][0]["nomFichier"]
    given = f"{V1}/demandes/{numero}/pieces/{name}"
    assert client.put(given, content=monde.pdf(), headers=headers).status_code == 200
    done = send(line).json()
    assert (done["evenement"], done["statut"]) == ("CORRIGER", "EN_COURS")
    queue = client.get(f"{V1}/gestion/demandes", headers=agent).json()
    assert queue["elements"][0]["montantHT"] == "300.10"
    fiche = client.get(f"{V1}/demandes/{numero}", headers=agent).json()
    assert fiche["tauxTVA"] == "8.5"
    assert send(line).status_code == 409


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b'{"evenement": "VALIDER"}',
        b'{"evenement": "CORRIGER"}',
        b'{"evenement": "CORRIGER", "ligne": {}, "tauxTva": "vingt"}',
        b'{"evenement": "AJOUTER_PIECE", "piece": 1}',
        b'{"evenement": "CORRIGER", "ligne": ' + b"[" * 60 + b"]" * 60 + b"}",
    ],
)
def test_an_answer_that_is_not_of_its_form_is_told(
    client: Client, headers: dict[str, str], numero: str, raw: bytes
) -> None:
    headers = {**headers, "Content-Type": "application/json"}
    answer = client.post(f"{V1}/demandes/{numero}/evenements", content=raw, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (400, "APPEL_INVALIDE")


def test_nothing_is_confirmed_that_was_not_asked_for(
    client: Client, headers: dict[str, str], numero: str
) -> None:
    body = {"evenement": "AJOUTER_PIECE"}
    answer = client.post(f"{V1}/demandes/{numero}/evenements", json=body, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (409, "AJOUT_FERME")


def test_a_document_that_was_asked_for_is_confirmed(
    client: Client, portail: Portail, vendor: Identite, agent: dict[str, str], numero: str
) -> None:
    headers = monde.bearer(portail, vendor)
    do(client, agent, numero, "DEMANDER_PIECE", piece="Devis")
    pieces.deposer(portail, vendor, numero, "devis-00001.pdf", monde.pdf())
    body = {"evenement": "AJOUTER_PIECE"}
    answer = client.post(f"{V1}/demandes/{numero}/evenements", json=body, headers=headers)
    assert answer.json() == {
        "evenement": "AJOUTER_PIECE",
        "statut": "EN_COURS",
        "rapport": None,
        "rejet": None,
    }


def test_exports_are_files(
    client: Client, agent: dict[str, str], headers: dict[str, str], numero: str
) -> None:
    answer = client.get(f"{V1}/exports/demandes.csv", headers=headers)
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == 'attachment; filename="demandes.csv"'
    assert answer.content.startswith(b"\xef\xbb\xbf")
    assert numero in answer.text
    wanted = {"couloir": "mdv"}
    answer = client.get(f"{V1}/exports/beneficiaires.csv", params=wanted, headers=headers)
    assert answer.headers["content-disposition"].endswith('filename="beneficiaires-mdv.csv"')
    assert monde.rpps(1) in answer.text
    none = client.get(f"{V1}/exports/beneficiaires.csv", headers=headers)
    assert none.json()["erreurs"][0]["code"] == "COULOIR_NON_CHOISI"
    for path in ("demandes.csv", "beneficiaires.csv"):
        assert client.get(f"{V1}/exports/{path}", headers=agent).status_code == 403


def test_the_documentation_names_every_route(client: Client) -> None:
    paths = client.get("/api/openapi.json").json()["paths"]
    for path in (
        "/gestion/demandes",
        "/gestion/demandes/{numero}/calcul",
        "/gestion/demandes/{numero}/evenements",
        "/gestion/budget",
        "/gestion/paiements",
        "/gestion/recouvrements",
        "/gestion/courriels",
        "/demandes/{numero}/evenements",
        "/demandes/{numero}/suivi",
        "/demandes/{numero}/courriels",
        "/exports/demandes.csv",
        "/exports/beneficiaires.csv",
    ):
        assert V1 + path in paths


@pytest.mark.parametrize("total", ["1000", 1000, 1000.0, "1e3", "1000.000"])
def test_a_budget_is_told_in_two_decimals(portail: Portail, client: Client, total: object) -> None:
    headers = monde.bearer(portail, monde.gestionnaire(portail, 9))
    answer = client.put(f"{V1}/gestion/budget", json={"total": total}, headers=headers)
    assert answer.json() == {"total": "1000.00", "engage": "0.00", "disponible": "1000.00"}
