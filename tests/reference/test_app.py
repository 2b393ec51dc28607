"""The assembly: what every answer has, and what the documentation of the API is."""

from __future__ import annotations

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.app import from_environment
from segur_reference.config import ReglageInvalide, Settings
from segur_rules.rules import RULESET


@pytest.mark.parametrize("path", ["/api/v1/operations", "/health/live", "/nothing", "/api/v1/x"])
def test_every_answer_names_the_ruleset(client: TestClient[Litestar], path: str) -> None:
    assert client.get(path).headers["x-segur-ruleset"] == RULESET


def test_the_api_is_described_without_the_scripts_of_another_site(
    client: TestClient[Litestar],
) -> None:
    described = client.get("/api/openapi.json")
    assert described.json()["info"]["title"] == "segur-reference"
    root = client.get("/api")
    assert root.headers["content-type"].startswith("application/")
    assert "<script" not in root.text


def test_a_process_is_set_up_by_its_environment(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SEGUR_DATABASE_URL", settings.database_url)
    monkeypatch.setenv("SEGUR_STORE_URL", settings.store_url)
    with TestClient(from_environment()) as client:
        assert client.get("/health/ready").status_code == 200
        assert client.get("/control/clock").status_code == 404
    monkeypatch.setenv("SEGUR_CONTROL", "maybe")
    with pytest.raises(ReglageInvalide, match="SEGUR_CONTROL"):
        from_environment()
