"""The control plane: absent unless asked for, and then reset, seed, clock and mails."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy.orm import Session

from segur_reference.app import create_app
from segur_reference.config import Settings
from segur_reference.services import controle, documents
from segur_reference.services.erreurs import Attendre
from segur_reference.services.mots_de_passe import (
    CHEMIN,
    choisir,
    oublier_identifiant,
    oublier_mot_de_passe,
)
from segur_reference.services.portail import Portail
from segur_reference.storage.emptying import empty
from tests.reference import monde

EMPTY = "/control/reset"
JSON = {"Content-Type": "application/json"}
CLOCK = "/control/clock"
MAILS = "/control/mails"


@pytest.fixture(params=["sqlite", "postgresql"])
def controlled(
    request: pytest.FixtureRequest, on_sqlite_and_postgresql: Callable[[str], str], tmp_path: Path
) -> Settings:
    """A portal whose control plane answers, on each database."""
    return Settings(
        database_url=on_sqlite_and_postgresql(request.param),
        store_url=str(tmp_path / "documents"),
        control=True,
        task_seconds=0,
        calls_per_minute=0,
    )


@pytest.fixture
def portail(controlled: Settings) -> Iterator[Portail]:
    """The portal of one process."""
    opened = Portail.open(controlled)
    yield opened
    opened.close()


def instant_of(client: TestClient[Litestar]) -> datetime:
    return datetime.fromisoformat(client.get(CLOCK).json()["instant"])


@pytest.mark.parametrize(
    ("method", "path"),
    [("POST", EMPTY), ("POST", "/control/seed"), ("GET", CLOCK), ("PUT", CLOCK), ("GET", MAILS)],
)
def test_without_it_nothing_answers(settings: Settings, method: str, path: str) -> None:
    with TestClient(create_app(Portail.open(settings))) as client:
        assert client.request(method, path).status_code == 404


def test_the_clock_is_put_at_an_instant_and_runs_on(client: TestClient[Litestar]) -> None:
    put = client.put(CLOCK, json={"instant": "2022-10-20T10:00:00+02:00"})
    asked = datetime(2022, 10, 20, 8, tzinfo=UTC)
    assert asked <= datetime.fromisoformat(put.json()["instant"]) <= instant_of(client)
    client.put(CLOCK, json={"advance": 86_400})
    late = instant_of(client) - asked - timedelta(days=1)
    assert timedelta() < late < timedelta(seconds=30)


def test_every_process_shows_the_same_instant(
    client: TestClient[Litestar], controlled: Settings
) -> None:
    with TestClient(create_app(Portail.open(controlled))) as other:
        client.put(CLOCK, json={"instant": "2022-10-20T10:00:00+02:00"})
        assert instant_of(other).year == 2022
        other.put(CLOCK, json={"advance": -365 * 86_400})
        assert instant_of(client).year == 2021


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, "One of `instant` and `advance`"),
        ({"instant": "2022-10-20T10:00:00+02:00", "advance": 1}, "One of `instant` and `advance`"),
        ({"instant": "2022-10-20T10:00:00"}, "An instant has its zone"),
        ({"instant": "yesterday"}, "no ISO 8601 instant: yesterday"),
        ({"instant": "9999-12-31T00:00:00+00:00"}, "stays between 2000 and 2100"),
        ({"instant": "0001-01-01T00:00:00+14:00"}, "stays between 2000 and 2100"),
        ({"advance": 1e308}, "cannot be moved"),
        ({"advance": -2e9}, "stays between 2000 and 2100"),
    ],
)
def test_an_instant_that_is_none_is_said_to_be(
    client: TestClient[Litestar], asked: dict[str, object], told: str
) -> None:
    before = instant_of(client)
    refused = client.put(CLOCK, json=asked, headers={"Accept-Language": "en"})
    assert refused.status_code == 422
    assert told in refused.json()["detail"]
    assert instant_of(client) - before < timedelta(seconds=30)


def test_what_is_not_of_its_form_is_refused(client: TestClient[Litestar]) -> None:
    assert client.put(CLOCK, json={"instnat": "2022"}).status_code == 400
    assert client.put(CLOCK, content=b"{", headers=JSON).status_code == 400


def test_a_reset_leaves_nobody_and_nothing(client: TestClient[Litestar], portail: Portail) -> None:
    client.put(CLOCK, json={"instant": "2022-10-20T10:00:00+02:00"})
    first = monde.fournisseur(portail)
    portail.documents.put(portail.documents.new_key(), b"a document")
    assert client.post(EMPTY).status_code == 204
    assert list(portail.documents.keys()) == []
    assert abs(instant_of(client) - datetime.now(UTC)) < timedelta(seconds=30)
    # Numbers begin again, so that a test finds the same ones each time.
    assert monde.fournisseur(portail) == first


def test_a_reset_leaves_nothing_of_an_upload_that_is_under_way(
    client: TestClient[Litestar], portail: Portail, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One ends just before the tables are emptied, another after all is done."""
    early, late = documents.reserve(portail, 2)

    def meanwhile(session: Session) -> None:
        portail.documents.put(early, b"a document")
        empty(session)

    monkeypatch.setattr(controle, "empty", meanwhile)
    assert client.post(EMPTY).status_code == 204
    assert list(portail.documents.keys()) == []
    with pytest.raises(Attendre):
        documents.put(portail, late, b"a document")
    assert documents.sweep(portail) == 1
    assert list(portail.documents.keys()) == []


def test_a_page_of_another_site_asks_nothing(client: TestClient[Litestar]) -> None:
    foreign = client.post(EMPTY, headers={"Origin": "https://example.org"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "AUTRE_SITE")
    own = client.post(EMPTY, headers={"Origin": str(client.base_url)})
    assert own.status_code == 204


def test_everybodys_mails_are_read_with_their_links(
    client: TestClient[Litestar], portail: Portail
) -> None:
    monde.fournisseur(portail)
    assert client.get(MAILS).json()["elements"] == []
    oublier_identifiant(portail, "editeur1@example.org")
    oublier_mot_de_passe(portail, "fournisseur1")
    found = client.get(MAILS, params={"parPage": 1}).json()
    assert (found["total"], len(found["elements"])) == (2, 1)
    (mail,) = found["elements"]
    assert (mail["destinataire"], mail["etat"]) == ("editeur1@example.org", "A_ENVOYER")
    choisir(portail, mail["corps"].split(CHEMIN)[1].split()[0], monde.MOT_DE_PASSE)


def test_a_set_that_is_not_known_is_refused_by_name(client: TestClient[Litestar]) -> None:
    refused = client.post("/control/seed", json={"jeu": "nothing"})
    assert refused.status_code == 422
    assert "il y a : demo" in refused.json()["detail"]


def test_nothing_is_mixed_with_what_is_there(
    client: TestClient[Litestar], portail: Portail
) -> None:
    monde.gestionnaire(portail)
    refused = client.post("/control/seed", json={"jeu": "demo"})
    assert (refused.status_code, refused.json()["code"]) == (409, "NON_VIDE")
