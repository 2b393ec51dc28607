"""Document models, over HTTP."""

from __future__ import annotations

from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.services.portail import Portail
from tests.reference.monde import bearer, fournisseur, gestionnaire, pdf

Client = TestClient[Litestar]
MODELES = "/api/v1/modeles"
GESTION = "/api/v1/gestion/modeles"
BDC = {"type": "MODELE_BDC_HOP", "nom": "bdc.pdf"}


def test_a_model_is_imported_validated_and_accepted(portail: Portail, client: Client) -> None:
    vendor = bearer(portail, fournisseur(portail, sons="HOP-DPI-VA2"))
    officer = bearer(portail, gestionnaire(portail))
    answer = client.post(MODELES, params=BDC, content=pdf(), headers=vendor)
    model = {
        "id": 1,
        "fournisseur": "EDITEUR 1",
        "dateImport": "2022-10-20",
        "type": "MODELE_BDC_HOP",
        "nom": "bdc.pdf",
        "taille": len(pdf()),
        "statut": "IMPORTE",
        "commentaires": None,
    }
    assert (answer.status_code, answer.json()) == (200, {"modele": model, "constats": []})
    listed = client.get(MODELES, headers=vendor)
    assert listed.json() == {"enCours": [model], "historique": []}
    model["statut"] = "EN_ATTENTE_INSTRUCTION"
    validated = client.post(f"{MODELES}/validation", headers=vendor)
    assert (validated.status_code, validated.json()) == (
        200,
        {"enCours": [], "historique": [model]},
    )
    waiting = client.get(GESTION, params={"statut": "EN_ATTENTE_INSTRUCTION"}, headers=officer)
    assert waiting.json()["elements"] == [model]
    told = {"evenement": "ACCEPTER", "commentaires": "Conforme."}
    done = client.post(f"{GESTION}/1/evenements", json=told, headers=officer)
    assert done.status_code == 200
    model |= {"statut": "ACCEPTE", "commentaires": "Conforme."}
    assert client.get(MODELES, headers=vendor).json()["historique"] == [model]
    got = client.get(f"{MODELES}/1/document", headers=vendor)
    assert (got.status_code, got.content) == (200, pdf())


def test_a_document_that_is_refused_is_answered_with_the_reasons(
    portail: Portail, client: Client
) -> None:
    vendor = bearer(portail, fournisseur(portail, sons="HOP-DPI-VA2"))
    answer = client.post(
        MODELES, params={**BDC, "nom": "é.pdf"}, content=pdf(), headers=vendor
    ).json()
    assert answer["modele"] is None
    (constat,) = answer["constats"]
    assert (constat["rule"], constat["severity"]) == ("SEG-PJU-002", "error")


def test_what_stands_in_the_way_is_told(portail: Portail, client: Client) -> None:
    first = bearer(portail, fournisseur(portail, 1))
    closed = client.get(MODELES, headers=first)
    assert (closed.status_code, closed.json()["code"]) == (409, "MODELES_INDISPONIBLES")
    second = bearer(portail, fournisseur(portail, 2, sons="HOP-DPI-VA2"))
    untyped = client.post(MODELES, params={"nom": "bdc.pdf"}, content=pdf(), headers=second)
    assert (untyped.status_code, untyped.json()["code"]) == (422, "FORMULAIRE_REFUSE")
    (fault,) = untyped.json()["erreurs"]
    assert (fault["code"], fault["detail"]) == (
        "TYPE_MANQUANT",
        "Choisissez d’abord le type du modèle.",
    )


def test_a_model_is_deleted_before_its_import_is_validated(
    portail: Portail, client: Client
) -> None:
    vendor = bearer(portail, fournisseur(portail, sons="HOP-DPI-VA2"))
    for _ in range(2):
        client.post(MODELES, params=BDC, content=pdf(), headers=vendor)
    assert client.delete(f"{MODELES}/1", headers=vendor).status_code == 204
    client.post(f"{MODELES}/validation", headers=vendor)
    late = client.delete(f"{MODELES}/2", headers=vendor)
    assert (late.status_code, late.json()["code"]) == (409, "TRANSITION_IMPOSSIBLE")
