"""Calls that are too many, and bodies that are too large or too deep."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import msgspec
import pytest
from litestar import Litestar, post
from litestar.params import JSONBody
from litestar.testing import TestClient

from segur_reference.api.corps import PROFONDEUR_MAX, Requete
from segur_reference.api.problemes import HANDLERS
from segur_reference.config import Settings
from segur_reference.services.portail import Portail
from tests.reference import monde

URL = "/api/v1/operations"
MOST = 3


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """A portal that takes few calls, and small bodies."""
    return Settings(
        database_url=sqlite_url,
        store_url=str(tmp_path / "documents"),
        task_seconds=0,
        calls_per_minute=MOST,
        body_bytes=1000,
    )


def statuses(client: TestClient[Litestar], calls: int, headers: dict[str, str]) -> list[int]:
    return [client.get(URL, headers=headers).status_code for _ in range(calls)]


def test_calls_that_are_too_many_are_refused_with_the_time_to_wait(
    client: TestClient[Litestar],
) -> None:
    assert statuses(client, MOST, {}) == [200] * MOST
    refused = client.get(URL)
    assert refused.status_code == 429
    assert refused.json()["code"] == "TROP_D_APPELS"
    assert refused.headers["retry-after"] == "61"
    assert "x-segur-ruleset" in refused.headers


def test_a_secret_that_is_made_up_gives_no_more_calls(client: TestClient[Litestar]) -> None:
    made_up = [
        client.get(URL, headers={"Authorization": f"Bearer segur_{number}"}).status_code
        for number in range(MOST + 1)
    ]
    assert made_up == [200] * MOST + [429]


def test_who_is_signed_in_is_counted_apart(client: TestClient[Litestar], portail: Portail) -> None:
    one, other = (monde.bearer(portail, monde.fournisseur(portail, number)) for number in (1, 2))
    assert statuses(client, MOST + 1, {}) == [200] * MOST + [429]
    assert statuses(client, MOST + 1, one) == [200] * MOST + [429]
    assert statuses(client, MOST, other) == [200] * MOST


def test_another_token_of_the_same_user_gives_no_more_calls(
    client: TestClient[Litestar], portail: Portail
) -> None:
    vendor = monde.fournisseur(portail)
    assert statuses(client, MOST, monde.bearer(portail, vendor)) == [200] * MOST
    assert statuses(client, 1, monde.bearer(portail, vendor)) == [429]


def test_health_is_not_counted(client: TestClient[Litestar]) -> None:
    answers = [client.get("/health/live").status_code for _ in range(MOST + 2)]
    assert answers == [200] * (MOST + 2)


@pytest.mark.parametrize("announced", [True, False])
def test_a_body_that_is_too_large_is_refused(
    client: TestClient[Litestar], *, announced: bool
) -> None:
    def pieces() -> Iterator[bytes]:
        yield b" " * 2000

    content = b" " * 2000 if announced else pieces()
    refused = client.post(f"{URL}/check_identifiant", content=content)
    assert refused.status_code == 413
    assert refused.json()["code"] == "CORPS_TROP_GRAND"
    assert refused.headers["content-type"].startswith("application/problem+json")


class Given(msgspec.Struct):
    """Any body."""

    value: list[object] = []


@post("/any", sync_to_thread=False)
def take(data: JSONBody[Given]) -> int:
    return len(data.value)


@pytest.mark.parametrize(("depth", "status"), [(PROFONDEUR_MAX, 201), (PROFONDEUR_MAX + 1, 400)])
def test_an_ordinary_body_is_nested_so_deep_and_no_deeper(depth: int, status: int) -> None:
    app = Litestar([take], request_class=Requete, exception_handlers=HANDLERS, logging_config=None)
    body = '{"value":' + "[" * (depth - 1) + "]" * (depth - 1) + "}"
    with TestClient(app) as client:
        answer = client.post("/any", content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == status
