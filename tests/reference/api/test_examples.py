"""Each example that the description publishes is sent to a portal, which takes it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy.orm import Session

from segur_reference.api.documentation import examples_of_bodies
from segur_reference.app import create_app
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Utilisateur
from tests.reference import monde

Client = TestClient[Litestar]
PAPERS = {
    "POST /api/v1/enrolements": ("CERTIFICAT_ANS", "PIECE_IDENTITE_REPRESENTANT", "RIB"),
    "POST /api/v1/enrolements/complementaires": (
        "CERTIFICAT_ANS",
        "PIECE_IDENTITE_REPRESENTANT",
        "RIB",
    ),
    "POST /api/v1/personnes/modifications": ("MANDAT", "PIECE_IDENTITE"),
    "POST /api/v1/aide/contact": (),
}
"""The documents that come with each form."""
ELSEWHERE = {
    # The secret of a link is not published; what comes from nowhere else is that one.
    ("POST /api/v1/mot-de-passe/lien", 0): 401,
    # A portal that has people in it takes no set of data.
    ("POST /control/seed", 0): 409,
    # One demande is not in all the statuts at once: the act is of its form, and comes too early.
    ("POST /api/v1/gestion/demandes/{numero}/evenements", 4): 409,
    ("POST /api/v1/gestion/demandes/{numero}/evenements", 5): 409,
    ("POST /api/v1/gestion/demandes/{numero}/evenements", 6): 409,
}
"""The examples that a portal answers otherwise, by their route and place."""


@pytest.fixture
def opened(portail: Portail) -> Iterator[Client]:
    """Somebody who calls a portal that has a control plane."""
    controlled = evolve(portail, settings=evolve(portail.settings, control=True))
    with TestClient(create_app(controlled)) as client:
        yield client


def _described(client: Client) -> dict[str, Any]:
    found: dict[str, Any] = client.get("/api/openapi.json").json()
    return found


@pytest.mark.parametrize("route", PAPERS)
def test_each_form_is_taken(route: str, portail: Portail, opened: Client) -> None:
    method, _, path = route.partition(" ")
    described = _described(opened)["paths"][path][method.lower()]
    example = described["requestBody"]["content"]["multipart/form-data"]["example"]
    # Without an account, one enrols; with one, the rest is asked for.
    headers = {}
    if "security" in described:
        headers = monde.bearer(portail, monde.fournisseur(portail, 2))
    papers = {one: (f"{one}.pdf", monde.pdf(one)) for one in PAPERS[route]}
    parts = {"formulaire": (None, example["formulaire"]), **papers}
    answer = opened.post(path, files=parts, headers=headers)
    assert answer.status_code == 201, answer.text


def test_each_form_is_sent(opened: Client) -> None:
    described = _described(opened)["paths"]
    forms = {
        f"{method.upper()} {path}"
        for path, item in described.items()
        for method, operation in item.items()
        if "multipart/form-data" in operation.get("requestBody", {}).get("content", {})
    }
    assert forms == PAPERS.keys()


def test_each_body_is_taken(portail: Portail, opened: Client) -> None:
    described = _described(opened)
    answered = {}
    for number, (route, operation) in enumerate(_operations(described), start=1):
        content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
        name = content.get("schema", {}).get("$ref", "").rpartition("/")[2]
        examples = described["components"]["schemas"].get(name, {}).get("examples", [])
        for place, example in enumerate(examples):
            answer = _send(portail, opened, route, example, 10 * number + place)
            answered[route, place] = answer.status_code
            expected = ELSEWHERE.get((route, place))
            good = answer.is_success if expected is None else answer.status_code == expected
            assert good, (route, example, answer.text)
    assert answered.keys() >= ELSEWHERE.keys()


def test_each_example_of_an_operation_is_answered(opened: Client) -> None:
    for name, example in examples_of_bodies()["POST /api/v1/operations/{operation}"].items():
        answer = opened.post(f"/api/v1/operations/{name}", json=example)
        assert answer.status_code == 200, (name, answer.text)


def test_each_file_and_each_answer_is_taken(portail: Portail, opened: Client) -> None:
    vendor = monde.fournisseur(portail)
    headers = monde.bearer(portail, vendor)
    form = {"numeroAns": monde.numero_ans(), "tauxTva": "20"}
    named = examples_of_bodies()
    for name, example in named["POST /api/v1/imports/simulations"].items():
        kind = {"type": name.partition("-")[2]}
        judged = opened.post("/api/v1/simulations", params=kind, json=example)
        assert judged.status_code == 200, (name, judged.text)
        # A solde is filed later, on a dossier of one's own.
        good = ("recevable", "recevable_sous_reserve")
        assert name == "mdv-solde" or judged.json()["verdict"] in good, judged.text
        simulated = opened.post(
            "/api/v1/imports/simulations", params={**form, **kind}, json=example, headers=headers
        )
        assert simulated.status_code == 200, (name, simulated.text)
    numero = monde.demande_complete(portail, vendor)
    for example in named["POST /api/v1/demandes/{numero}/evenements"].values():
        answer = opened.post(f"/api/v1/demandes/{numero}/evenements", json=example, headers=headers)
        # It is of its form, and nothing was asked of this demande.
        assert answer.status_code == 409, answer.text


def _operations(described: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for path, item in described["paths"].items():
        for method, operation in item.items():
            yield f"{method.upper()} {path}", operation


def _send(portail: Portail, client: Client, route: str, example: Any, number: int) -> Any:
    """The answer to an example, sent by who may, of something new that it may be done to."""
    method, _, path = route.partition(" ")
    vendor = monde.fournisseur(portail, number)
    officer = monde.gestionnaire(portail, number)
    target: object = ""
    if "/gestion/enrolements/" in path:
        target = monde.enrolement_depose(portail, number + 5000).numero
    elif "/gestion/demandes/" in path:
        target = monde.demande_complete(portail, vendor, number, start=number)
    elif "/gestion/modeles/" in path:
        target = monde.modele_depose(portail, vendor)
    elif "/gestion/modifications/" in path:
        target = monde.modification_demandee(portail, vendor, number).id
    elif path == "/api/v1/connexion":
        _call(portail, vendor, example["identifiant"])
        monde.password(portail, vendor, example["motDePasse"])
    elif path == "/api/v1/mot-de-passe":
        monde.password(portail, vendor, example["actuel"])
    sender = officer if "/gestion/" in path else vendor
    return client.request(
        method,
        path.replace("{numero}", str(target)),
        json=example,
        headers=monde.bearer(portail, sender),
    )


def _call(portail: Portail, identite: Identite, identifiant: str) -> None:
    def use(session: Session) -> None:
        session.get_one(Utilisateur, identite.utilisateur_id).identifiant = identifiant

    portail.write(use)
