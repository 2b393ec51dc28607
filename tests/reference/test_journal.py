"""The log: what was called and what failed, and nothing of whom or what."""

from __future__ import annotations

import json
import logging
import logging.config
from collections.abc import Iterator
from io import StringIO
from typing import Any

import pytest
from litestar import Litestar, get
from litestar.params import FromPath
from litestar.testing import TestClient

from segur_reference.app import served
from segur_reference.journal import Journal, Lignes, Phrases, log_config
from segur_reference.services.portail import Portail
from tests.reference import monde

LOGGER = logging.getLogger("segur_reference")


@pytest.fixture(params=[Lignes])
def log(request: pytest.FixtureRequest) -> Iterator[StringIO]:
    """What is logged."""
    out = StringIO()
    handler = logging.StreamHandler(out)
    handler.setFormatter(request.param())
    LOGGER.addHandler(handler)
    level = LOGGER.level
    LOGGER.setLevel(logging.INFO)
    yield out
    LOGGER.setLevel(level)
    LOGGER.removeHandler(handler)


def lines(log: StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


@get("/fail/{what:str}", sync_to_thread=True)
def fail(what: FromPath[str]) -> None:
    raise RuntimeError(f"no {what}")


def test_a_call_is_a_line_with_its_route_and_no_value_of_it(
    portail: Portail, log: StringIO
) -> None:
    vendor = monde.fournisseur(portail)
    headers = {**monde.bearer(portail, vendor), "Content-Type": "application/json"}
    with TestClient(served(portail)) as client:
        answered = client.post(
            "/api/v1/operations/secret-name", content=b"secret-body", headers=headers
        )
    (line,) = lines(log)
    assert line["event"] == "call"
    assert (line["method"], line["route"]) == ("POST", "/api/v1/operations/{operation}")
    assert (line["status"], line["request"]) == (404, answered.headers["x-request-id"])
    assert line["ms"] > 0
    assert "secret" not in log.getvalue()
    assert headers["Authorization"].split()[1] not in log.getvalue()


def test_the_number_of_who_is_signed_in_is_told(portail: Portail, log: StringIO) -> None:
    from attrs import evolve

    counted = evolve(portail, settings=evolve(portail.settings, calls_per_minute=100))
    vendor = monde.fournisseur(portail)
    with TestClient(served(counted)) as client:
        client.get("/api/v1/operations", headers=monde.bearer(portail, vendor))
        client.get("/api/v1/operations")
    assert [line["user"] for line in lines(log)] == [vendor.utilisateur_id, None]


@pytest.mark.parametrize(
    ("given", "kept"), [("abc-123_X", True), ("a b", False), ("a" * 65, False), ("", False)]
)
def test_the_identifier_that_a_caller_gives_is_kept_when_it_is_one(
    portail: Portail, log: StringIO, given: str, *, kept: bool
) -> None:
    with TestClient(served(portail)) as client:
        answered = client.get("/health/live", headers={"X-Request-ID": given})
    identifier = answered.headers["x-request-id"]
    assert (identifier == given) is kept
    assert len(identifier) > 8
    assert lines(log)[0]["request"] == identifier


def test_an_address_that_is_not_there_is_a_line_without_it(portail: Portail, log: StringIO) -> None:
    with TestClient(served(portail)) as client:
        client.get("/secret-path")
    (line,) = lines(log)
    assert (line["route"], line["status"]) == (None, 404)
    assert "secret" not in log.getvalue()


def test_of_an_error_its_type_and_place_are_told_and_not_its_text(log: StringIO) -> None:
    from segur_reference.api.problemes import HANDLERS

    app = Litestar([fail], exception_handlers=HANDLERS, logging_config=None)
    with TestClient(Journal(app)) as client:
        answered = client.get("/fail/secret-value")
    assert answered.status_code == 500
    error, call = lines(log)
    assert error["error"] == "RuntimeError"
    assert error["where"][-1].endswith(" fail")
    assert error["request"] == call["request"]
    assert "secret" not in log.getvalue()


@pytest.mark.parametrize("log", [Phrases], indirect=True)
def test_for_people_a_call_is_a_sentence(portail: Portail, log: StringIO) -> None:
    with TestClient(served(portail)) as client:
        client.get("/health/live")
    assert "INFO    call method=GET route=/health/live status=200" in log.getvalue()


def test_other_libraries_are_not_heard_and_the_server_is() -> None:
    config = log_config("text")
    logging.config.DictConfigurator(config)
    assert config["root"]["handlers"] == ["nowhere"]
    assert config["loggers"].keys() == {"segur_reference", "uvicorn", "asyncio"}
    assert config["formatters"]["line"]["()"] == "segur_reference.journal.Phrases"
    assert log_config("json")["formatters"]["line"]["()"] == "segur_reference.journal.Lignes"
