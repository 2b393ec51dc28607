"""Signing in over HTTP: the cookie, the secret that changes come with, tokens, the account."""

from __future__ import annotations

from http.cookies import SimpleCookie

import pytest
from attrs import evolve
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.api.securite import COOKIE
from segur_reference.app import create_app
from segur_reference.services.connexions import connecter
from segur_reference.services.mots_de_passe import CHEMIN
from segur_reference.services.portail import Portail
from tests.reference.monde import (
    MOT_DE_PASSE,
    bearer,
    courriels,
    fournisseur,
    gestionnaire,
    new_siret,
    password,
)

Client = TestClient[Litestar]
V1 = "/api/v1"
CONNEXION = f"{V1}/connexion"
GOOD = {"identifiant": "fournisseur1", "motDePasse": MOT_DE_PASSE}
RIB = {
    "iban": "DE89370400440532013000",
    "bic": "COBADEFF",
    "titulaire": "EDITEUR 1",
    "domiciliation": "COMMERZBANK",
}


@pytest.fixture
def signed_in(portail: Portail, client: Client) -> dict[str, str]:
    """A client that is signed in, with the header that its changes come with."""
    password(portail, fournisseur(portail))
    return {"X-CSRF-Token": client.post(CONNEXION, json=GOOD).json()["csrf"]}


def test_one_signs_in_is_known_and_signs_out(portail: Portail, client: Client) -> None:
    password(portail, fournisseur(portail))
    assert client.get(CONNEXION).status_code == 401
    opened = client.post(CONNEXION, json=GOOD)
    assert opened.status_code == 200
    told = opened.json()
    assert told == {
        "identifiant": "fournisseur1",
        "role": "FOURNISSEUR",
        "nom": "NOM1",
        "prenom": "Camille",
        "csrf": told["csrf"],
    }
    assert client.get(CONNEXION).json() == told
    assert client.delete(CONNEXION).status_code == 403
    gone = client.delete(CONNEXION, headers={"X-CSRF-Token": told["csrf"]})
    assert gone.status_code == 204
    assert COOKIE not in client.cookies
    assert client.get(CONNEXION).json()["code"] == "NON_CONNECTE"


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_for_the_portal_alone(portail: Portail, secure: bool) -> None:
    password(portail, fournisseur(portail))
    settings = evolve(portail.settings, secure_cookies=secure)
    with TestClient(create_app(evolve(portail, settings=settings))) as client:
        opened = client.post(CONNEXION, json=GOOD)
    morsel = SimpleCookie(opened.headers["set-cookie"])[COOKIE]
    assert (morsel["httponly"], morsel["samesite"], morsel["path"]) == (True, "lax", "/")
    assert bool(morsel["secure"]) is secure


def test_who_is_not_signed_in_signs_out_all_the_same(client: Client) -> None:
    assert client.delete(CONNEXION).status_code == 204
    client.cookies.set(COOKIE, "made up")
    assert client.delete(CONNEXION).status_code == 204


def test_signing_in_again_ends_the_first(
    portail: Portail, client: Client, signed_in: dict[str, str]
) -> None:
    before = client.cookies[COOKIE]
    client.post(CONNEXION, json=GOOD)
    with TestClient(create_app(portail)) as other:
        other.cookies.set(COOKIE, before)
        assert other.get(CONNEXION).status_code == 401


@pytest.mark.parametrize(
    ("sent", "status", "code"),
    [
        ({"json": {**GOOD, "motDePasse": "x"}}, 401, "IDENTIFIANTS_FAUX"),
        ({"json": {**GOOD, "motDePasse": "x" * 2000}}, 400, "APPEL_INVALIDE"),
        ({"json": {**GOOD, "identifiant": "a\x00"}}, 400, "APPEL_INVALIDE"),
        ({"json": {"identifiant": "a"}}, 400, "APPEL_INVALIDE"),
        ({"json": {**GOOD, "autre": 1}}, 400, "APPEL_INVALIDE"),
        ({"content": b"\xff", "headers": {"content-type": "application/json"}}, 400, None),
        ({"content": b"{}", "headers": {"content-type": "text/plain"}}, 415, None),
    ],
)
def test_what_is_not_right_signs_nobody_in(
    portail: Portail, client: Client, sent: dict[str, object], status: int, code: str | None
) -> None:
    password(portail, fournisseur(portail))
    answer = client.post(CONNEXION, **sent)  # type: ignore[arg-type]
    assert answer.status_code == status
    assert answer.headers["content-type"].startswith("application/problem+json")
    assert code is None or answer.json()["code"] == code
    assert "set-cookie" not in answer.headers


def test_a_form_of_another_site_signs_nobody_in(portail: Portail, client: Client) -> None:
    password(portail, fournisseur(portail))
    body = f'{{"identifiant": "fournisseur1", "motDePasse": "{MOT_DE_PASSE}"}}'
    answer = client.post(CONNEXION, content=body, headers={"content-type": "text/plain"})
    assert answer.status_code == 415


def test_too_many_wrong_passwords_are_told_how_long_to_wait(
    portail: Portail, client: Client
) -> None:
    password(portail, fournisseur(portail))
    for _ in range(5):
        assert client.post(CONNEXION, json={**GOOD, "motDePasse": "x"}).status_code == 401
    answer = client.post(CONNEXION, json=GOOD)
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "301")
    # Who calls from elsewhere does not wait.
    connecter(portail, "fournisseur1", MOT_DE_PASSE, adresse="192.0.2.1")


def test_a_token_is_shown_once_and_serves_without_a_cookie(
    client: Client, signed_in: dict[str, str]
) -> None:
    assert client.post(f"{V1}/jetons", json={"nom": "programme"}).status_code == 403
    for nameless in ("", " \t", "\x00"):
        refused = client.post(f"{V1}/jetons", json={"nom": nameless}, headers=signed_in)
        assert refused.status_code == 400
    made = client.post(f"{V1}/jetons", json={"nom": "programme"}, headers=signed_in)
    assert made.status_code == 201
    token = made.json()
    listed = client.get(f"{V1}/jetons").json()
    assert listed["total"] == 1
    assert listed["elements"] == [{**token, "secret": None}]
    client.cookies.clear()
    header = {"Authorization": f"Bearer {token['secret']}"}
    told = client.get(CONNEXION, headers=header).json()
    assert (told["identifiant"], told["csrf"]) == ("fournisseur1", None)
    assert client.delete(f"{V1}/jetons/{token['id']}", headers=header).status_code == 204
    assert client.get(CONNEXION, headers=header).status_code == 401


@pytest.mark.parametrize("numero", ["0", "-1", str(2**31), str(10**30)])
def test_a_number_that_no_database_holds_is_refused(
    portail: Portail, client: Client, numero: str
) -> None:
    header = bearer(portail, fournisseur(portail))
    assert client.delete(f"{V1}/jetons/{numero}", headers=header).status_code in {400, 404}


def test_a_password_is_forgotten_chosen_and_changed(portail: Portail, client: Client) -> None:
    fournisseur(portail)
    for identifiant in ("fournisseur1", "nobody"):
        answer = client.post(f"{V1}/mot-de-passe/oubli", json={"identifiant": identifiant})
        assert (answer.status_code, answer.content) == (204, b"")
    for courriel in ("editeur1@example.org", "nobody@example.org"):
        answer = client.post(f"{V1}/identifiant/oubli", json={"courriel": courriel})
        assert (answer.status_code, answer.content) == (204, b"")
    link, named = courriels(portail)
    assert "fournisseur1" in named.corps
    body = {"lien": link.corps.split(CHEMIN)[1].split()[0], "motDePasse": "court"}
    short = client.post(f"{V1}/mot-de-passe/lien", json=body)
    assert short.status_code == 422
    assert short.json()["erreurs"][0]["code"] == "MOT_DE_PASSE_COURT"
    assert "12" in short.json()["erreurs"][0]["detail"]
    body["motDePasse"] = MOT_DE_PASSE
    assert client.post(f"{V1}/mot-de-passe/lien", json=body).status_code == 204
    assert client.post(f"{V1}/mot-de-passe/lien", json=body).json()["code"] == "LIEN_PERIME"
    header = {"X-CSRF-Token": client.post(CONNEXION, json=GOOD).json()["csrf"]}
    change = {"actuel": MOT_DE_PASSE, "nouveau": "un autre mot de passe"}
    assert client.put(f"{V1}/mot-de-passe", json=change).status_code == 403
    assert client.put(f"{V1}/mot-de-passe", json=change, headers=header).status_code == 204
    assert client.get(CONNEXION).status_code == 200
    assert client.post(CONNEXION, json=GOOD).status_code == 401


def test_the_users_of_a_company(portail: Portail, client: Client) -> None:
    vendor = fournisseur(portail)
    password(portail, vendor)
    header = bearer(portail, vendor)
    body = {"nom": "DURAND", "prenom": "Alex", "courriel": "alex@example.org"}
    added = client.post(f"{V1}/utilisateurs", json=body, headers=header)
    assert added.status_code == 201
    assert added.json().items() >= {**body, "actif": True, "motDePasse": False}.items()
    listed = client.get(f"{V1}/utilisateurs?page=2&parPage=1", headers=header).json()
    assert (listed["total"], listed["elements"]) == (2, [added.json()])
    url = f"{V1}/utilisateurs/{added.json()['id']}"
    assert client.delete(url, headers=header).json()["actif"] is False
    mine = client.get(f"{V1}/utilisateurs", headers=header).json()["elements"][0]["id"]
    last = client.delete(f"{V1}/utilisateurs/{mine}", headers=header)
    assert (last.status_code, last.json()["code"]) == (409, "DERNIER_UTILISATEUR")
    wrong = client.post(f"{V1}/utilisateurs", json={**body, "courriel": "x"}, headers=header)
    assert (wrong.status_code, wrong.json()["erreurs"][0]["code"]) == (422, "COURRIEL_INVALIDE")


def test_the_bank_details_of_a_company(portail: Portail, client: Client) -> None:
    header = bearer(portail, fournisseur(portail))
    added = client.post(f"{V1}/coordonnees", json=RIB, headers=header)
    assert added.status_code == 201
    known = client.get(f"{V1}/coordonnees", headers=header).json()
    assert (known["siret"], known["raisonSociale"]) == (new_siret(1), "EDITEUR 1")
    assert known["coordonnees"][0] == added.json()
    assert [one["statut"] for one in known["coordonnees"]] == ["ACTIVE", "REMPLACEE"]
    wrong = client.post(f"{V1}/coordonnees", json={**RIB, "iban": "x"}, headers=header)
    (fault,) = wrong.json()["erreurs"]
    assert (wrong.status_code, fault["code"]) == (422, "IDENTIFIANT_INVALIDE")
    assert fault["params"]["champ"] == "iban"


def test_a_gestionnaire_signs_in_alike(portail: Portail, client: Client) -> None:
    officer = gestionnaire(portail)
    password(portail, officer)
    body = {"identifiant": "gestionnaire1", "motDePasse": MOT_DE_PASSE}
    assert client.post(CONNEXION, json=body).json()["role"] == "GESTIONNAIRE"
