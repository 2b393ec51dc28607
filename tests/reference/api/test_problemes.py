"""Why a call is not answered is told in the words of the call, and in the caller's language."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from attrs import evolve
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.api.problemes import field_name
from segur_reference.app import create_app
from segur_reference.services.portail import Portail
from tests.reference import monde

Client = TestClient[Litestar]
V1 = "/api/v1"
JSON = {"Content-Type": "application/json"}


@pytest.fixture
def client(portail: Portail) -> Iterator[Client]:
    """A vendor who calls a portal that has a control plane."""
    controlled = evolve(portail, settings=evolve(portail.settings, control=True))
    with TestClient(create_app(controlled)) as opened:
        opened.headers.update(monde.bearer(portail, monde.fournisseur(portail)))
        yield opened


@pytest.mark.parametrize(
    ("query", "key"),
    [
        ("/demandes?parPage=0", "parPage"),
        ("/demandes?statut=X", "statut"),
        ("/imports?type=foo", "type"),
        ("/jetons?page=x", "page"),
    ],
)
def test_a_fault_names_the_parameter_that_was_sent(client: Client, query: str, key: str) -> None:
    answer = client.get(f"{V1}{query}")
    assert answer.status_code == 400
    (fault,) = answer.json()["erreurs"]
    assert (fault["key"], fault["source"]) == (key, "query")


def test_a_fault_of_a_number_that_was_sent_names_it(client: Client) -> None:
    answer = client.post(f"{V1}/imports/simulations", params={"tauxTva": "abc"}, content=b"{}")
    assert [one["key"] for one in answer.json()["erreurs"]] == ["tauxTva"]
    answer = client.post(f"{V1}/imports/simulations", params={"type": "avance"}, content=b"{}")
    fields = [one["params"]["champ"] for one in answer.json()["erreurs"]]
    assert fields == ["numeroAns", "tauxTva"]


def test_a_fault_of_a_path_or_of_a_body_names_what_was_sent(client: Client) -> None:
    (fault,) = client.delete(f"{V1}/jetons/0").json()["erreurs"]
    assert (fault["key"], fault["source"]) == ("numero", "path")
    (fault,) = client.post("/control/seed", json={"jeu": 1}).json()["erreurs"]
    assert (fault["key"], fault["source"]) == ("jeu", "body")


def test_another_form_than_the_simulated_one_is_told_by_its_names(client: Client) -> None:
    form = {"type": "avance", "numeroAns": monde.numero_ans(), "tauxTva": "20"}
    content = monde.raw(monde.avance())
    client.post(f"{V1}/imports/simulations", params=form, content=content)
    other = {**form, "tauxTva": "10", "nomFichier": "a.json"}
    answer = client.post(f"{V1}/imports", params=other, content=content)
    assert answer.json()["code"] == "SIMULATION_AUTRE_FORMULAIRE"
    assert answer.json()["params"] == {"champs": ["tauxTva"]}


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("numero_ans", "numeroAns"),
        ("iban", "iban"),
        ("representant.nom", "representant.nom"),
        ("plafond_ht", "plafondHT"),
        ("numero_asp", "numeroASP"),
    ],
)
def test_a_field_is_called_as_it_is_sent(name: str, told: str) -> None:
    assert field_name(name) == told


@pytest.mark.parametrize(
    ("langue", "told"), [("fr", "Un corps est attendu."), ("en", "A body is expected.")]
)
def test_a_body_that_is_missing_is_said_to_be(client: Client, langue: str, told: str) -> None:
    answer: Any = client.post("/control/seed", headers={"Accept-Language": langue})
    assert answer.status_code == 400
    assert answer.json()["erreurs"] == [{"message": told, "source": "body"}]


FRENCH = re.compile(r"L'(appel|entrée) n'est pas de sa forme : `erreurs` dit pourquoi\.( .+\.)?")
CALLS: list[tuple[str, str, dict[str, Any], str]] = [
    ("GET", f"{V1}/demandes?parPage=0", {}, ""),
    ("GET", f"{V1}/demandes/numeros", {}, ""),
    ("DELETE", f"{V1}/demandes", {}, "Cette adresse n'a pas cette méthode"),
    ("POST", f"{V1}/jetons", {"content": b"{", "headers": JSON}, ""),
    ("POST", f"{V1}/jetons", {"content": b"[" * 51, "headers": JSON}, "plus de 50 niveaux"),
    ("POST", f"{V1}/enrolements", {"files": {"RIB": b"x"}}, "Une partie `formulaire`"),
    (
        "POST",
        f"{V1}/enrolements",
        {"data": {"formulaire": "{}", "RIB": "x"}, "files": {"x": b""}},
        "c'est un fichier",
    ),
    (
        "POST",
        f"{V1}/aide/contact",
        {"data": {"formulaire": "{}"}, "files": {"x": b"x"}},
        "PIECE_JOINTE",
    ),
    ("GET", f"{V1}/demandes/a%00", {}, "U+0000"),
    ("GET", f"{V1}/demandes?statuts=REJETEE", {}, "Paramètre inconnu : statuts."),
    ("POST", "/control/seed", {"json": {"jeu": "x"}}, "pas de jeu x"),
    ("PUT", "/control/clock", {"json": {}}, "seul"),
    ("PUT", "/control/clock", {"json": {"instant": "x"}}, "ISO 8601"),
    ("PUT", "/control/clock", {"json": {"instant": "2022-10-20T10:00:00"}}, "fuseau"),
    ("PUT", "/control/clock", {"json": {"advance": 1e300}}, "1e+300"),
    ("PUT", "/control/clock", {"json": {"instant": "1999-01-01T00:00:00Z"}}, "entre 2000 et"),
    (
        "POST",
        f"{V1}/operations/check_identifiant",
        {"content": b"{}", "headers": JSON},
        "",
    ),
]


@pytest.mark.parametrize(("method", "path", "sent", "told"), CALLS)
def test_a_french_answer_is_in_french(
    client: Client, method: str, path: str, sent: dict[str, Any], told: str
) -> None:
    answer = client.request(method, path, **sent)
    problem = answer.json()
    assert FRENCH.fullmatch(problem["detail"]), problem["detail"]
    assert told in problem["detail"]
    assert all(fault["message"] for fault in problem["erreurs"])
    assert problem["erreurs"]
    headers = {**sent.get("headers", {}), "Accept-Language": "en"}
    english = client.request(method, path, **{**sent, "headers": headers}).json()
    assert english["detail"].startswith("The ")
    assert "`erreurs` says why." in english["detail"]
    assert bool(told) is not english["detail"].endswith("`erreurs` says why.")


@pytest.mark.parametrize(
    ("accepted", "langue"),
    [
        ("", "fr"),
        ("en", "en"),
        ("EN-gb, fr", "en"),
        ("fr;q=0.1,en;q=0.9", "en"),
        ("en;q=0.1, fr-FR ; q=0.9", "fr"),
        ("en;q=0.5, fr;q=0.5", "en"),
        ("de, en;q=0.3", "en"),
        ("en;q=0", "fr"),
        ("en;q=2, fr;q=0.1", "fr"),
        ("english", "fr"),
        ("*, en;q=0.", "fr"),
    ],
)
def test_the_language_is_the_one_that_weighs_most(
    client: Client, accepted: str, langue: str
) -> None:
    answer = client.post("/control/seed", headers={"Accept-Language": accepted})
    told = {"fr": "Un corps est attendu.", "en": "A body is expected."}
    assert answer.json()["erreurs"][0]["message"] == told[langue]


@pytest.mark.parametrize("kind", ["application/xml", "text/plain", ""])
def test_a_body_that_is_not_said_to_be_json_is_not_read(client: Client, kind: str) -> None:
    described = client.get("/api/openapi.json").json()["paths"]
    asked = [
        (method, path)
        for path, item in described.items()
        for method, operation in item.items()
        if "415" in operation["responses"]
    ]
    assert {
        ("post", f"{V1}/connexion"),
        ("put", f"{V1}/gestion/budget"),
        ("post", f"{V1}/operations/{{operation}}"),
        ("post", f"{V1}/demandes/{{numero}}/evenements"),
        ("put", "/control/clock"),
    } <= set(asked)
    for method, path in asked:
        route = re.sub(r"{\w+}", "1", path)
        answer = client.request(method, route, content=b"{}", headers={"Content-Type": kind})
        assert (answer.status_code, answer.json()["code"]) == (415, "APPEL_INVALIDE"), path
        assert "application/json" in answer.json()["detail"]


def test_a_file_is_read_whatever_it_is_said_to_be(client: Client) -> None:
    for path in ("/simulations", "/imports/simulations"):
        form = {"type": "avance", "numeroAns": monde.numero_ans(), "tauxTva": "20"}
        query = {name: form[name] for name in form if name != "numeroAns" or "imports" in path}
        sent = {"params": query, "content": b"{}", "headers": {"Content-Type": "text/plain"}}
        assert client.post(f"{V1}{path}", **sent).status_code == 200  # type: ignore[arg-type]


@pytest.mark.parametrize("langue", ["fr", "en"])
def test_a_parameter_that_is_not_known_is_named(client: Client, langue: str) -> None:
    headers = {"Accept-Language": langue}
    answer = client.get(f"{V1}/gestion/demandes?statuts=REJETEE&page=1&b", headers=headers)
    told = {"fr": "Paramètre inconnu : b, statuts.", "en": "Unknown parameter: b, statuts."}
    assert answer.status_code == 400
    assert answer.json()["erreurs"] == [{"message": told[langue]}]


def test_every_parameter_that_is_described_is_known(client: Client) -> None:
    for path, item in client.get("/api/openapi.json").json()["paths"].items():
        for method, operation in item.items():
            asked = {
                one["name"]: "1" for one in operation.get("parameters", []) if one["in"] == "query"
            }
            sent = client.request(method, re.sub(r"{\w+}", "1", path), params=asked)
            assert "Paramètre inconnu" not in sent.text, (method, path)
