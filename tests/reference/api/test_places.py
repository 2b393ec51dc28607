"""Heavy calls hold back no light one, and the one that finds no place is told to come back."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from threading import Event, Semaphore
from typing import Any

import httpx
import pytest
from attrs import define, field
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.api import places
from segur_reference.services import imports, operations
from segur_reference.services.erreurs import FormulaireRefuse
from segur_reference.services.portail import Portail
from segur_rules.conformance import OPERATIONS
from segur_rules.conformance import answer as known
from segur_rules.outcomes import Report
from tests.reference import monde
from tests.reference.lives.acteurs import Vendeur

SIMULATION = "/api/v1/simulations"
OPERATION = "/api/v1/operations/check_file"
LIGHT = "/api/v1/operations/check_identifiant"
JSON = {"Content-Type": "application/json"}
LONG = b" " * (places.COURT + 1)
MANY = 40
"""More than there are threads for every call together."""
SECONDS = 60
"""After which a test that waits has failed."""


@define
class Judgement:
    """A judgement that ends when it is told to."""

    begun: Semaphore = field(factory=lambda: Semaphore(0))
    may_end: Event = field(factory=Event)

    def __call__(self, *_: object, **__: object) -> Any:
        self.begun.release()
        assert self.may_end.wait(SECONDS)
        return {}

    def __enter__(self) -> None:
        """Let what has begun end, whatever fails meanwhile."""

    def __exit__(self, *_: object) -> None:
        self.may_end.set()


@pytest.fixture
def judgement(monkeypatch: pytest.MonkeyPatch) -> Judgement:
    """What every file without an account is given to, in places of the test's own."""
    blocked = Judgement()
    own = places.Places("test", waiting=MANY)
    monkeypatch.setattr(places.SANS_COMPTE, "_threads", own._threads)
    monkeypatch.setattr(places.SANS_COMPTE, "_inside", own._inside)

    def answer(operation: str, given: Any) -> Any:
        return blocked() if operation == "check_file" else known(operation, given)

    monkeypatch.setattr("segur_reference.services.operations.answer", answer)
    return blocked


def input_of_many_bytes() -> bytes:
    return json.dumps({"text": LONG.decode()}).encode()


def light(client: TestClient[Litestar]) -> int:
    asked = {"kind": "siret", "value": "380 423 723 00028"}
    return client.post(LIGHT, json=asked).status_code


def test_while_every_place_is_taken_what_is_light_is_answered(
    client: TestClient[Litestar],
    portail: Portail,
    judgement: Judgement,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    headers = monde.bearer(portail, monde.fournisseur(portail))
    monkeypatch.setattr(places, "PATIENCE", SECONDS)
    with ThreadPoolExecutor(MANY) as callers, judgement:
        asked = [
            callers.submit(client.post, OPERATION, content=input_of_many_bytes(), headers=JSON)
            for _ in range(MANY)
        ]
        for _ in range(places.PLACES):
            assert judgement.begun.acquire(timeout=SECONDS)
        assert client.get("/health/ready").status_code == 200
        assert light(client) == 200
        assert client.post(SIMULATION, content=b"{}").status_code == 200
        assert client.get("/api/v1/accueil", headers=headers).status_code == 200
        # Who has an account finds the places of those who have one.
        document = monde.avance(1, lines=60)
        assert len(monde.raw(document)) > places.COURT
        assert Vendeur(client, headers).simulate(document)["lines"] == 60
        assert not any(call.done() for call in asked)
        judgement.may_end.set()
        assert {call.result().status_code for call in asked} == {200}


@pytest.mark.parametrize(
    ("langue", "detail"),
    [("fr", "Le serveur est occupé : réessayez"), ("en", "The server is busy: try again")],
)
def test_what_finds_no_place_in_time_is_told_to_come_back(
    client: TestClient[Litestar],
    judgement: Judgement,
    monkeypatch: pytest.MonkeyPatch,
    langue: str,
    detail: str,
) -> None:
    def ask() -> httpx.Response:
        headers = {**JSON, "Accept-Language": langue}
        return client.post(OPERATION, content=input_of_many_bytes(), headers=headers)

    with ThreadPoolExecutor(places.PLACES) as callers, judgement:
        begun = [callers.submit(ask) for _ in range(places.PLACES)]
        for _ in begun:
            assert judgement.begun.acquire(timeout=SECONDS)
        monkeypatch.setattr(places, "PATIENCE", 0)
        refused = ask()
        assert (refused.status_code, refused.json()["code"]) == (503, "SERVEUR_OCCUPE")
        assert refused.json()["detail"].startswith(detail)
        assert refused.headers["retry-after"] == "0"
        judgement.may_end.set()
        # What has begun is answered, however long it lasts.
        assert [call.result().status_code for call in begun] == [200] * places.PLACES
    # What was refused has left its place, and was not judged.
    assert not judgement.begun.acquire(blocking=False)
    monkeypatch.setattr(places, "PATIENCE", SECONDS)
    assert ask().status_code == 200


def test_no_more_wait_than_may(client: TestClient[Litestar], judgement: Judgement) -> None:
    for _ in range(places.PLACES + MANY):
        assert places.SANS_COMPTE._inside.acquire(blocking=False)
    refused = client.post(OPERATION, content=input_of_many_bytes(), headers=JSON)
    assert (refused.status_code, refused.headers["retry-after"]) == (503, str(places.PATIENCE))
    assert light(client) == 200


@pytest.mark.parametrize("path", ["/api/v1/aide/contact", "/api/v1/enrolements"])
def test_a_form_with_documents_needs_a_place(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch, path: str
) -> None:
    full = places.Places("test", waiting=0)
    for _ in range(places.PLACES):
        assert full._inside.acquire(blocking=False)
    monkeypatch.setattr(places.FORMULAIRES, "_inside", full._inside)
    refused = client.post(path, files={"formulaire": (None, b"{}", "application/json")})
    assert refused.status_code == 503


def test_what_opens_documents_needs_a_place_however_short(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    assert set(OPERATIONS) > operations.OUVRENT
    full = places.Places("test", number=1, waiting=0)
    assert full._inside.acquire(blocking=False)
    monkeypatch.setattr(places.SANS_COMPTE, "_inside", full._inside)
    for operation in operations.OUVRENT:
        assert client.post(f"/api/v1/operations/{operation}", json={}).status_code == 503


def test_a_simulation_of_many_bytes_needs_a_place(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    full = places.Places("test", number=1, waiting=0)
    assert full._inside.acquire(blocking=False)
    monkeypatch.setattr(places.SANS_COMPTE, "_inside", full._inside)
    assert client.post(SIMULATION, content=LONG).status_code == 503
    assert client.post(SIMULATION, content=b"{}").json()["verdict"] == "irrecevable"


def test_what_fails_in_a_place_is_answered_and_leaves_it(
    client: TestClient[Litestar], monkeypatch: pytest.MonkeyPatch
) -> None:
    own = places.Places("test", number=1, waiting=0)
    monkeypatch.setattr(places.SANS_COMPTE, "_threads", own._threads)
    monkeypatch.setattr(places.SANS_COMPTE, "_inside", own._inside)

    def broken(*_: object, **__: object) -> Report:
        raise FormulaireRefuse(())

    monkeypatch.setattr(imports, "simuler_sans_compte", broken)
    for _ in range(2):
        assert client.post(SIMULATION, content=LONG).status_code == 422
