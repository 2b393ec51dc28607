"""The persons of a company, over HTTP."""

from __future__ import annotations

import json
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.api.personnes import BODY_MAX
from segur_reference.services.portail import Portail
from tests.reference.monde import bearer, fournisseur, gestionnaire, new_siret, pdf

Client = TestClient[Litestar]
PERSONNES = "/api/v1/personnes"
MODIFICATIONS = f"{PERSONNES}/modifications"
GESTION = "/api/v1/gestion/modifications"
CAMILLE = {
    "nom": "NOM1",
    "prenom": "Camille",
    "email": "editeur1@example.org",
    "telephone": "0199000000",
}
AUTRE = {**CAMILLE, "telephone": "0199000009"}
IDENTITE = {"PIECE_IDENTITE": ("identite.pdf", pdf())}


def send(client: Client, headers: dict[str, str], form: object, files: Any = None) -> Any:
    parts = {"formulaire": (None, json.dumps(form)), **(IDENTITE if files is None else files)}
    return client.post(MODIFICATIONS, files=parts, headers=headers)


def test_a_change_is_asked_for_then_accepted(portail: Portail, client: Client) -> None:
    vendor = bearer(portail, fournisseur(portail))
    officer = bearer(portail, gestionnaire(portail))
    before = client.get(PERSONNES, headers=vendor).json()
    assert before == {
        "siret": new_siret(1),
        "raisonSociale": "EDITEUR 1",
        "adresse": "1 RUE DU TEST",
        "representant": CAMILLE,
        "demandeur": CAMILLE,
        "memePersonne": True,
    }
    answer = send(client, vendor, {"demandeur": AUTRE})
    assert answer.status_code == 201
    change = answer.json()["modification"]
    assert change["avant"] == {"demandeur": CAMILLE}
    assert change["apres"] == {"demandeur": {"telephone": "0199000009"}}
    (piece,) = change["pieces"]
    assert (piece["type"], piece["nom"]) == ("PIECE_IDENTITE", "identite.pdf")
    got = client.get(f"{MODIFICATIONS}/1/pieces/{piece['id']}", headers=officer)
    assert (got.status_code, got.content) == (200, pdf())
    waiting = client.get(GESTION, params={"statut": "EN_ATTENTE"}, headers=officer).json()
    assert waiting["elements"] == [change]
    told = {"evenement": "ACCEPTER", "commentaires": "Vu."}
    done = client.post(f"{GESTION}/1/evenements", json=told, headers=officer)
    assert done.status_code == 200
    assert client.get(MODIFICATIONS, headers=vendor).json()["elements"] == [done.json()]
    assert (done.json()["statut"], done.json()["commentaires"]) == ("ACCEPTEE", "Vu.")
    after = client.get(PERSONNES, headers=vendor).json()
    assert after == {**before, "demandeur": AUTRE, "memePersonne": False}


def test_what_is_missing_is_told(portail: Portail, client: Client) -> None:
    vendor = bearer(portail, fournisseur(portail))
    answer = send(client, vendor, {"representant": {**CAMILLE, "nom": "MARTIN"}})
    assert (answer.status_code, answer.json()["code"]) == (422, "FORMULAIRE_REFUSE")
    (fault,) = answer.json()["erreurs"]
    assert (fault["code"], fault["params"]) == ("PIECES_MANQUANTES", {"manquantes": ["MANDAT"]})


def test_a_document_that_is_refused_is_answered_with_its_report(
    portail: Portail, client: Client
) -> None:
    vendor = bearer(portail, fournisseur(portail))
    files = {"PIECE_IDENTITE": ("identite.gif", b"GIF89a")}
    answer = send(client, vendor, {"demandeur": AUTRE}, files)
    assert (answer.status_code, answer.json()["modification"]) == (200, None)
    (piece,) = answer.json()["pieces"]
    assert piece["rapport"]["verdict"] == "irrecevable"


@pytest.mark.parametrize(
    ("form", "files"),
    [
        ({"autre": AUTRE}, None),
        ({"demandeur": {"nom": "MARTIN"}}, None),
        ({"demandeur": AUTRE}, {"RIB": ("rib.pdf", pdf())}),
    ],
)
def test_what_is_not_the_form_is_not_read(
    portail: Portail, client: Client, form: object, files: Any
) -> None:
    vendor = bearer(portail, fournisseur(portail))
    answer = send(client, vendor, form, files)
    assert (answer.status_code, answer.json()["code"]) == (400, "APPEL_INVALIDE")


def test_a_body_has_its_bound(portail: Portail, client: Client) -> None:
    vendor = bearer(portail, fournisseur(portail))
    files = {"PIECE_IDENTITE": ("identite.pdf", bytes(BODY_MAX))}
    assert send(client, vendor, {"demandeur": AUTRE}, files).status_code == 413
