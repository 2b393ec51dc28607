"""Enrôlements over HTTP: the form and its documents, the follow-up, the table, instruction."""

from __future__ import annotations

import json
from typing import Any

import pytest
from attrs import evolve
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import func, select

from segur_reference.api.enrolements import BODY_MAX
from segur_reference.app import create_app
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Piece
from segur_rules.pieces import PieceEnrolement
from tests.reference.monde import (
    SONS,
    bearer,
    courriels,
    fournisseur,
    gestionnaire,
    new_siret,
    numero_ans,
    pdf,
)

Client = TestClient[Litestar]
URL = "/api/v1/enrolements"
TYPES = ("CERTIFICAT_ANS", "PIECE_IDENTITE_REPRESENTANT", "RIB")
PERSONNE = {
    "nom": "DUPONT",
    "prenom": "Jeanne",
    "email": "dupont@example.org",
    "telephone": "0199000000",
}
FORM: dict[str, Any] = {
    "siret": new_siret(1),
    "raisonSociale": "EDITEUR 1",
    "adresse": "1 RUE DU TEST",
    "produit": {
        "numeroAns": numero_ans(1),
        "sons": [SONS],
        "profils": ["PH"],
        "datePriseEffet": "2022-01-01",
    },
    "representant": PERSONNE,
    "coordonnees": {
        "iban": "FR7630006000011234567890189",
        "bic": "AGRIFRPP",
        "titulaire": "EDITEUR 1",
        "domiciliation": "BANQUE DU TEST",
    },
    "deposant": "REPRESENTANT_LEGAL",
}
OTHER: dict[str, Any] = {
    "produit": {"numeroAns": "bnd52qq600", "sons": [SONS]},
    "deposant": "REPRESENTANT_LEGAL",
}


def files(*types: str) -> dict[str, tuple[str, bytes]]:
    return {kind: (f"{kind.lower()}.pdf", pdf(kind)) for kind in types or TYPES}


def send(client: Client, form: Any, url: str = URL, **more: Any) -> Any:
    more.setdefault("files", files())
    return client.post(url, data={"formulaire": json.dumps(form)}, **more)


def test_one_address_files_so_many_forms_and_no_more(portail: Portail) -> None:
    settings = evolve(portail.settings, forms_per_address=2)
    with TestClient(create_app(evolve(portail, settings=settings))) as client:
        refused = {"RIB": ("rib.pdf", b"GIF89a")}
        answers = [
            send(client, {**FORM, "siret": "1"}).status_code,
            send(client, FORM, files=files() | refused).status_code,
            *(send(client, _product(number)).status_code for number in range(1, 4)),
        ]
    # What is refused keeps no document, and is not counted.
    assert answers == [422, 200, 201, 201, 429]
    kept = portail.read(lambda session: session.scalar(select(func.count(Piece.id))))
    assert (kept, len(list(portail.documents.keys()))) == (6, 6)


def _product(number: int) -> dict[str, Any]:
    produit = FORM["produit"] | {"numeroAns": numero_ans(number)}
    return {**FORM, "siret": new_siret(number), "produit": produit}


def test_a_form_is_filed_and_followed(client: Client) -> None:
    filed = send(client, FORM)
    assert filed.status_code == 201
    body = filed.json()
    assert body["numero"] == "ENR0001"
    assert [piece["type"] for piece in body["pieces"]] == list(TYPES)
    assert {piece["rapport"]["verdict"] for piece in body["pieces"]} == {"recevable"}
    header = {"X-Suivi": body["suivi"]}
    seen = client.get(f"{URL}/ENR0001/suivi", headers=header).json()
    assert (seen["statut"], seen["type"], seen["siret"]) == ("EN_COURS", "INITIAL", new_siret(1))
    assert seen["produit"] == {
        **FORM["produit"],
        "dateDossierComplet": None,
        "sansFinancement": False,
    }
    assert seen["demandeur"] == seen["representant"] == PERSONNE
    assert [piece["nom"] for piece in seen["pieces"]] == [f"{kind.lower()}.pdf" for kind in TYPES]
    assert client.get(f"{URL}/ENR0001/suivi").status_code == 400
    wrong = client.get(f"{URL}/ENR0001/suivi", headers={"X-Suivi": "x"})
    assert wrong.status_code == 404
    assert wrong.json() == client.get(f"{URL}/ENR9999/suivi", headers=header).json()


def test_the_form_may_be_a_file_too_and_a_name_a_path(client: Client) -> None:
    given: dict[str, Any] = files()
    given["RIB"] = ("C:\\Documents\\rib.pdf", pdf())
    given["formulaire"] = ("f.json", json.dumps(FORM).encode(), "application/json")
    filed = client.post(URL, files=given)
    assert filed.status_code == 201
    assert filed.json()["pieces"][2]["nom"] == "rib.pdf"


def test_a_document_that_is_refused_is_a_report(client: Client) -> None:
    given = {**files(), "RIB": ("rib.pdf", b"not a pdf")}
    answer = send(client, FORM, files=given, headers={"accept-language": "en"})
    assert answer.status_code == 200
    body = answer.json()
    assert (body["numero"], body["suivi"]) == (None, None)
    report = body["pieces"][2]["rapport"]
    assert report["verdict"] == "irrecevable"
    assert report["findings"][0]["rule"] == "SEG-PJU-012"
    assert send(client, FORM).json()["numero"] == "ENR0001"


def test_what_was_entered_is_refused_with_every_fault(client: Client) -> None:
    wrong = {**FORM, "siret": "123", "adresse": " "}
    answer = send(client, wrong, files=files("RIB"))
    assert answer.status_code == 422
    assert [fault["code"] for fault in answer.json()["erreurs"]] == [
        "CHAMP_OBLIGATOIRE",
        "IDENTIFIANT_INVALIDE",
        "PIECES_MANQUANTES",
    ]


@pytest.mark.parametrize(
    "sent",
    [
        {"data": {"formulaire": "{"}},
        {"data": {"formulaire": "[" * 100_000}},
        {"data": {"formulaire": "[]"}},
        {"data": {"formulaire": json.dumps({**FORM, "autre": 1})}},
        {"data": {"formulaire": json.dumps({**FORM, "deposant": "X"})}},
        {"data": {"formulaire": json.dumps({**FORM, "adresse": "a\x00"})}},
        {"data": {"formulaire": json.dumps({**FORM, "adresse": "a" * 501})}},
        {"data": {"formulaire": '{"siret": "\\ud800"}'}},
        {"data": {}},
        {"data": {"formulaire": json.dumps(FORM), "MANDAT": "text"}},
        {"files": [("formulaire", ("f", b"\xff"))]},
        {
            "data": {"formulaire": json.dumps(FORM)},
            "files": [("RIB", ("a.pdf", pdf())), ("RIB", ("b.pdf", pdf()))],
        },
        {"files": [("RIB", ("a.pdf", pdf()))] * (len(PieceEnrolement) + 2)},
    ],
    ids=range(13),
)
def test_what_is_not_of_its_form_is_refused(client: Client, sent: dict[str, Any]) -> None:
    sent.setdefault("files", files())
    answer = client.post(URL, **sent)
    assert answer.status_code in {400, 413}, answer.text
    assert answer.headers["content-type"].startswith("application/problem+json")


@pytest.mark.parametrize(
    ("content", "media"),
    [
        (b"{}", "application/json"),
        (b"", "multipart/form-data; boundary=x"),
        (b"--x\r\n", "multipart/form-data; boundary=x"),
        (b"garbage", "multipart/form-data"),
    ],
)
def test_a_body_that_is_no_form_is_refused(client: Client, content: bytes, media: str) -> None:
    answer = client.post(URL, content=content, headers={"content-type": media})
    assert answer.status_code == 400, answer.text


def test_documents_at_their_largest_are_read_and_more_is_not(client: Client) -> None:
    large = {"RIB": ("rib.pdf", pdf() + bytes(8 * 1024 * 1024))}
    answer = send(client, FORM, files={**files(), **large})
    assert answer.json()["pieces"][2]["rapport"]["findings"][0]["rule"] == "SEG-PJU-010"
    beyond = send(client, FORM, files={**files(), "RIB": ("rib.pdf", bytes(BODY_MAX))})
    assert (beyond.status_code, beyond.json()["code"]) == (413, "CORPS_TROP_GRAND")


def test_a_product_is_enrolled_once(client: Client) -> None:
    assert send(client, FORM).status_code == 201
    again = send(client, FORM)
    assert (again.status_code, again.json()["code"]) == (409, "ENROLEMENT_EXISTANT")
    assert again.json()["params"] == {"numeroAns": numero_ans(1), "statut": "EN_COURS"}


def test_an_enrolement_is_asked_about_answered_and_validated(
    portail: Portail, client: Client
) -> None:
    officer = bearer(portail, gestionnaire(portail))
    suivi = {"X-Suivi": send(client, FORM).json()["suivi"]}
    acts = "/api/v1/gestion/enrolements/ENR0001/evenements"
    silent = client.post(acts, json={"evenement": "DEMANDER_PIECE"}, headers=officer)
    assert (silent.status_code, silent.json()["erreurs"][0]["code"]) == (422, "CHAMP_OBLIGATOIRE")
    asked = {"evenement": "DEMANDER_PIECE", "piece": "Un RIB lisible."}
    assert client.post(acts, json=asked, headers=officer).json()["possibles"] == []
    seen = client.get(f"{URL}/ENR0001/suivi", headers=suivi).json()
    assert (seen["statut"], seen["possibles"]) == (
        "EN_ATTENTE_PIECE_JUSTIFICATIVE",
        ["AJOUTER_PIECE"],
    )
    assert seen["evenements"][-1]["details"] == {"piece": "Un RIB lisible."}
    answer = f"{URL}/ENR0001/suivi/evenements"
    named = {"evenement": "AJOUTER_PIECE", "type": "RIB", "nom": "rib-2.pdf"}
    empty = client.post(answer, params=named, headers=suivi, content=b"")
    assert (empty.status_code, empty.json()["enrolement"]) == (200, None)
    for wrong in ({**named, "type": "X"}, {**named, "evenement": "X"}, {"type": "RIB"}):
        refused = client.post(answer, params=wrong, headers=suivi, content=pdf())
        assert refused.status_code == 400
    for nom, status in (("a\x00", 400), ("a\x01", 422)):
        name = client.post(answer, params={**named, "nom": nom}, headers=suivi, content=pdf())
        assert name.status_code == status
    given = client.post(answer, params=named, headers=suivi, content=pdf())
    assert given.json()["enrolement"]["statut"] == "EN_COURS"
    late = client.post(answer, params=named, headers=suivi, content=pdf())
    assert (late.status_code, late.json()["code"]) == (409, "TRANSITION_IMPOSSIBLE")
    done = client.post(acts, json={"evenement": "VALIDER"}, headers=officer)
    assert done.json()["statut"] == "VALIDEE"
    assert [mail.modele for mail in courriels(portail)][1:] == ["identifiant", "mot_de_passe"]
    assert client.get(f"{URL}/ENR0001/suivi", headers=suivi).json()["statut"] == "VALIDEE"


def test_another_product_is_enrolled_from_the_account(portail: Portail, client: Client) -> None:
    header = bearer(portail, fournisseur(portail))
    url = f"{URL}/complementaires"
    filed = send(client, OTHER, url, headers=header)
    assert filed.status_code == 201
    assert (filed.json()["numero"], filed.json()["suivi"]) == ("ENR0002", None)
    seen = client.get(f"{URL}/ENR0002", headers=header).json()
    assert (seen["type"], seen["siret"]) == ("COMPLEMENTAIRE", new_siret(1))
    piece = seen["pieces"][0]
    read = client.get(f"{URL}/ENR0002/pieces/{piece['id']}", headers=header)
    assert read.content == pdf("CERTIFICAT_ANS")
    assert read.headers["content-disposition"] == (
        "attachment; filename*=UTF-8''certificat_ans.pdf"
    )
    assert read.headers["x-content-type-options"] == "nosniff"
    listed = client.get(f"{URL}?statut=EN_COURS&tri=depot&profil=%25", headers=header).json()
    assert listed == {"elements": [], "total": 0, "page": 1, "parPage": 50}
    listed = client.get(f"{URL}?tri=numero&decroissant=false&parPage=1", headers=header).json()
    assert (listed["total"], listed["elements"][0]["numero"]) == (2, "ENR0001")
    named = {"evenement": "FOURNIR_CERTIFICAT", "type": "CERTIFICAT_ANS", "nom": "c.pdf"}
    answers = f"{URL}/ENR0002/evenements"
    assert client.post(answers, params=named, headers=header, content=pdf()).status_code == 409
    officer = bearer(portail, gestionnaire(portail))
    acts = "/api/v1/gestion/enrolements/ENR0002/evenements"
    client.post(acts, json={"evenement": "DEMANDER_CERTIFICAT"}, headers=officer)
    given = client.post(answers, params=named, headers=header, content=pdf())
    assert given.json()["enrolement"]["statut"] == "EN_COURS"


@pytest.mark.parametrize(
    "query", ["tri=x", "statut=x", "type=x", "du=x", "du=2022-02-30", "siret=%00", "profil=%00"]
)
def test_a_filter_that_is_none_is_refused(portail: Portail, client: Client, query: str) -> None:
    header = bearer(portail, fournisseur(portail))
    assert client.get(f"{URL}?{query}", headers=header).status_code == 400


def test_gestionnaires_list_those_of_every_vendor(portail: Portail, client: Client) -> None:
    fournisseur(portail, 1)
    fournisseur(portail, 2)
    officer = bearer(portail, gestionnaire(portail))
    url = "/api/v1/gestion/enrolements"
    listed = client.get(f"{url}?siret={new_siret(2)}", headers=officer).json()
    assert [line["raisonSociale"] for line in listed["elements"]] == ["EDITEUR 2"]
    assert client.get(url, headers=officer).json()["total"] == 2
