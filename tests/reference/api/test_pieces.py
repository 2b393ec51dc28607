"""Documents over HTTP: given one by one, or in one zip that never is in memory whole."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.config import Settings
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import instruire
from segur_reference.services.portail import Portail
from segur_rules.portail import Saisie
from segur_rules.statuts import EvenementDemande
from tests.reference import monde

V1 = "/api/v1"
BON = "mdv-lgc-va1-bdc-{:05d}.pdf"
ZIP_MAX = 100_000

Client = TestClient[Litestar]
Headers = Mapping[str, str]


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """A portal that takes small zips."""
    return Settings(
        database_url=sqlite_url,
        store_url=str(tmp_path / "documents"),
        task_seconds=0,
        calls_per_minute=0,
        zip_bytes=ZIP_MAX,
    )


@pytest.fixture
def person(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


@pytest.fixture
def vendor(portail: Portail, person: Identite) -> Headers:
    return monde.bearer(portail, person)


@pytest.fixture
def other(portail: Portail) -> Headers:
    return monde.bearer(portail, monde.fournisseur(portail, 2))


@pytest.fixture
def agent(portail: Portail) -> Headers:
    return monde.bearer(portail, monde.gestionnaire(portail))


def give(client: Client, headers: Headers, numero: str, nom: str, body: bytes) -> Any:
    return client.put(f"{V1}/demandes/{numero}/pieces/{nom}", content=body, headers=headers)


def zip_of(*names: str) -> bytes:
    stream = BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for name in names:
            archive.writestr(name, monde.pdf())
    return stream.getvalue()


def test_a_document_completes_its_demande(
    client: Client, portail: Portail, person: Identite, vendor: Headers
) -> None:
    (numero,) = monde.importe(portail, person, monde.avance())
    (waiting,) = client.get(f"{V1}/incompletes", headers=vendor).json()["elements"]
    assert waiting["numero"] == numero
    assert waiting["montantSegurHT"] == "358.33"
    assert waiting["expiration"] == "2022-10-27T23:59:59.999999+02:00"
    assert waiting["attendues"] == [{"nom": BON.format(1), "type": "BON_COMMANDE", "donnee": False}]
    refused = give(client, vendor, numero, BON.format(1), b"hello")
    assert refused.status_code == 200
    assert refused.json()["piece"] is None
    (constat,) = refused.json()["constats"]
    assert (constat["rule"], constat["severity"]) == ("SEG-PJU-012", "error")
    done = give(client, vendor, numero, BON.format(1), monde.pdf()).json()
    assert done["complete"]
    assert done["constats"] == []
    assert done["piece"]["nom"] == BON.format(1)
    assert client.get(f"{V1}/incompletes", headers=vendor).json()["total"] == 0
    place = f"{V1}/demandes/{numero}/pieces/{done['piece']['id']}"
    answer = client.get(place, headers=vendor)
    assert answer.content == monde.pdf()
    assert answer.headers["content-type"] == "application/octet-stream"
    assert answer.headers["x-content-type-options"] == "nosniff"


def test_a_document_that_was_asked_for_is_taken_back_or_confirmed(
    client: Client, portail: Portail, person: Identite, vendor: Headers
) -> None:
    officer = monde.gestionnaire(portail)
    numero = monde.demande_complete(portail, person)
    again = give(client, vendor, numero, BON.format(1), monde.pdf())
    assert (again.status_code, again.json()["code"]) == (409, "AJOUT_FERME")
    asked = Saisie(piece="Attestation")
    instruire(portail, officer, numero, EvenementDemande.DEMANDER_PIECE, asked)
    done = give(client, vendor, numero, "attestation signée.pdf", monde.pdf()).json()
    assert [one["rule"] for one in done["constats"]] == ["SEG-PJU-002"]
    done = give(client, vendor, numero, "attestation.pdf", monde.pdf()).json()
    place = f"{V1}/demandes/{numero}/pieces/{done['piece']['id']}"
    assert client.delete(place, headers=vendor).status_code == 204
    assert client.get(place, headers=vendor).status_code == 404
    give(client, vendor, numero, "attestation.pdf", monde.pdf())
    confirmed = client.post(
        f"{V1}/demandes/{numero}/evenements", json={"evenement": "AJOUTER_PIECE"}, headers=vendor
    )
    assert confirmed.json()["statut"] == "EN_COURS"


def test_an_avance_is_deleted(
    client: Client, portail: Portail, person: Identite, vendor: Headers
) -> None:
    (numero,) = monde.importe(portail, person, monde.avance())
    assert client.delete(f"{V1}/demandes/{numero}", headers=vendor).status_code == 204
    assert client.delete(f"{V1}/demandes/{numero}", headers=vendor).status_code == 404


def test_a_zip_may_be_for_one_import(
    client: Client, portail: Portail, person: Identite, vendor: Headers
) -> None:
    monde.importe(portail, person, monde.avance())
    again = monde.avance()
    again["lignesImport"][0]["beneficiaires"]["liberal"][0]["RPPS"] = monde.rpps(5)
    (second,) = monde.importe(portail, person, again)
    body = zip_of(BON.format(1))

    def send(**query: Any) -> Any:
        return client.post(f"{V1}/incompletes/zip", params=query, content=body, headers=vendor)

    assert send().json()["entrees"][0]["raison"] == "plusieurs"
    latest = client.get(f"{V1}/imports", headers=vendor).json()["elements"][0]["identifiant"]
    assert send(**{"import": latest}).json()["completees"] == [second]
    for query, status in (
        ({"import": 99}, 404),
        ({"demande": "FINMDV000404M0"}, 404),
        ({"import": 2**31}, 400),
    ):
        assert send(**query).status_code == status


def test_one_zip_serves_them_all(
    client: Client, portail: Portail, person: Identite, vendor: Headers
) -> None:
    numbers = monde.importe(portail, person, monde.avance(lines=2))
    body = zip_of(BON.format(1), BON.format(2), "lettre.pdf", "../" + BON.format(1))
    answer = client.post(f"{V1}/incompletes/zip", content=body, headers=vendor)
    assert answer.status_code == 200
    told = answer.json()
    assert (told["refuse"], told["constats"]) == (False, [])
    assert sorted(told["completees"]) == sorted(numbers)
    assert [(one["nom"], one["raison"], one["deposee"]) for one in told["entrees"]][:3] == [
        (BON.format(1), "annoncee", True),
        (BON.format(2), "annoncee", True),
        ("lettre.pdf", "aucune", False),
    ]
    assert [one["rule"] for one in told["entrees"][3]["constats"]] == ["SEG-PJU-031"]
    refused = client.post(f"{V1}/incompletes/zip", content=b"hello", headers=vendor).json()
    assert refused["refuse"]
    assert [one["rule"] for one in refused["constats"]] == ["SEG-PJU-030"]


def test_a_zip_that_is_too_large_is_refused_while_it_comes(client: Client, vendor: Headers) -> None:
    def pieces() -> Iterator[bytes]:
        yield from (b" " * 1000 for _ in range(ZIP_MAX // 1000))
        yield b" "

    for body in (pieces(), b" " * (ZIP_MAX + 1)):
        answer = client.post(f"{V1}/incompletes/zip", content=body, headers=vendor)
        assert (answer.status_code, answer.json()["code"]) == (413, "CORPS_TROP_GRAND")
    # As large as it may be, it is read: it is no zip.
    answer = client.post(f"{V1}/incompletes/zip", content=b" " * ZIP_MAX, headers=vendor)
    assert answer.json()["refuse"]


def test_it_is_for_the_vendor_alone(
    client: Client, portail: Portail, person: Identite, other: Headers, agent: Headers
) -> None:
    (numero,) = monde.importe(portail, person, monde.avance())
    one = f"{V1}/demandes/{numero}"
    for method, path in (
        ("PUT", f"{one}/pieces/{BON.format(1)}"),
        ("DELETE", f"{one}/pieces/1"),
        ("DELETE", one),
        ("POST", f"{V1}/incompletes/zip"),
        ("GET", f"{V1}/incompletes"),
    ):
        own = path.startswith(one)
        for headers, status in ((other, 404 if own else 200), (agent, 403), ({}, 401)):
            body = monde.pdf() if method in {"PUT", "POST"} else None
            answer = client.request(method, path, content=body, headers=headers)
            assert answer.status_code == status, (method, path, status)
    for headers, status in ((other, 404), (agent, 404), ({}, 401)):
        assert client.get(f"{one}/pieces/1", headers=headers).status_code == status
    assert client.get(f"{V1}/incompletes", headers=other).json()["elements"] == []


def test_they_are_searched(
    client: Client, portail: Portail, person: Identite, vendor: Headers
) -> None:
    monde.importe(portail, person, monde.avance(lines=2))

    def total(**params: str) -> Any:
        return client.get(f"{V1}/incompletes", params=params, headers=vendor).json()["total"]

    assert total(numero="000002", type="avance", du="2022-10-20", au="2022-10-20") == 1
    assert total(type="solde") == 0
    answer = client.get(f"{V1}/incompletes", params={"au": "2022-10-20"}, headers=vendor)
    assert answer.json()["erreurs"][0]["code"] == "BORNE_MANQUANTE"
