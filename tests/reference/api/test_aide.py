"""Help, over HTTP: a form with its document, and what is answered."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.api.aide import BODY_MAX
from segur_reference.app import create_app
from segur_reference.services.portail import Portail
from segur_rules.portail import RUBRIQUES
from tests.reference.monde import bearer, gestionnaire, pdf

Client = TestClient[Litestar]
CONTACT = "/api/v1/aide/contact"
FORM = {
    "couloir": "MDV",
    "phase": "AVANCE",
    "typeDemande": "INSTRUCTION",
    "nom": "Camille NOM1",
    "courriel": "editeur1@example.org",
    "telephone": "0199000000",
    "numeroDemande": "Sans objet",
    "description": "Bonjour,\nmon avance attend.",
}


def send(client: Client, form: object, **files: tuple[str, bytes]) -> Any:
    return client.post(
        CONTACT, data={"formulaire": json.dumps(form)}, files=files or {"": ("", b"")}
    )


def test_the_rubriques_are_listed(client: Client) -> None:
    answer = client.get("/api/v1/aide/rubriques")
    assert (answer.status_code, answer.json()) == (200, list(RUBRIQUES))


def test_a_message_is_written_without_an_account_and_read_by_gestionnaires(
    portail: Portail, client: Client
) -> None:
    answer = send(client, FORM, PIECE_JOINTE=("écran.pdf", pdf()))
    assert (answer.status_code, answer.json()) == (201, {"id": 1, "constats": []})
    headers = bearer(portail, gestionnaire(portail))
    listed = client.get("/api/v1/gestion/messages", headers=headers).json()
    (message,) = listed["elements"]
    empty = {"raisonSociale": "", "numeroReferencement": ""}
    assert (message["contact"], message["piece"]) == (FORM | empty, "écran.pdf")
    got = client.get("/api/v1/gestion/messages/1/piece", headers=headers)
    assert (got.status_code, got.content) == (200, pdf())
    assert got.headers["content-disposition"].startswith("attachment")


def test_one_address_writes_so_often_and_no_more(portail: Portail) -> None:
    settings = evolve(portail.settings, forms_per_address=2)
    with TestClient(create_app(evolve(portail, settings=settings))) as client:
        answers = [
            client.post(CONTACT, files={"formulaire": (None, json.dumps(form))})
            for form in ({**FORM, "courriel": f"somebody{number}@example.org"} for number in "123")
        ]
    assert [answer.status_code for answer in answers] == [201, 201, 429]
    assert answers[-1].headers["retry-after"] == "301"


def test_a_message_needs_no_document(client: Client) -> None:
    answer = client.post(CONTACT, files={"formulaire": (None, json.dumps(FORM))})
    assert (answer.status_code, answer.json()) == (201, {"id": 1, "constats": []})


def test_a_document_that_is_refused_is_answered_with_the_reasons(client: Client) -> None:
    answer = send(client, FORM, PIECE_JOINTE=("plan.gif", b"GIF89a"))
    assert (answer.status_code, answer.json()["id"]) == (200, None)
    assert [one["rule"] for one in answer.json()["constats"]] == ["SEG-PJU-012"]


def test_a_form_that_is_wrong_is_refused(client: Client) -> None:
    answer = client.post(CONTACT, files={"formulaire": (None, json.dumps({"nom": "X"}))})
    assert (answer.status_code, answer.json()["code"]) == (422, "FORMULAIRE_REFUSE")
    fields = {one["params"]["champ"] for one in answer.json()["erreurs"]}
    assert {"typeDemande", "description"} <= fields


@pytest.mark.parametrize("form", [{**FORM, "autre": "x"}, {**FORM, "nom": "a\x00b"}, [], "x"])
def test_what_is_not_the_form_is_not_read(client: Client, form: object) -> None:
    answer = client.post(CONTACT, files={"formulaire": (None, json.dumps(form))})
    assert (answer.status_code, answer.json()["code"]) == (400, "APPEL_INVALIDE")


def test_another_document_is_not_taken(client: Client) -> None:
    assert send(client, FORM, RIB=("rib.pdf", pdf())).status_code == 400


def test_a_body_has_its_bound(client: Client) -> None:
    assert send(client, FORM, PIECE_JOINTE=("a.txt", b"a" * BODY_MAX)).status_code == 413
