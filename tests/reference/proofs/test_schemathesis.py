"""Whatever is sent, by anybody, no answer is a fault of the server's, nor outside its schema."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import requests
import schemathesis
from attrs import evolve
from httpx import Response
from hypothesis import HealthCheck, given, settings
from litestar import Litestar
from litestar.testing import TestClient
from schemathesis import Case
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from segur_reference.app import create_app
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from tests.reference import monde

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
]
DESTRUCTIVE = ("/api/v1/connexion", "/api/v1/jetons/{numero}")
"""What ends one's own access."""


@schemathesis.serializer("application/zip")
def _bytes_of(_context: Any, value: Any) -> bytes:
    return str(value).encode("utf-8", "surrogatepass")


def _populate(portail: Portail) -> dict[str, dict[str, str]]:
    """People, and something of each kind that a number leads to; the headers of each person."""
    vendor = monde.fournisseur(portail)
    officer = monde.gestionnaire(portail)
    monde.budget(portail)
    monde.demande_complete(portail, vendor)
    monde.importe(portail, vendor, monde.avance(1, lines=3, start=10))
    monde.enrolement_depose(portail, 7)
    monde.aide_demandee(portail)
    monde.modele_depose(portail, vendor)
    monde.modification_demandee(portail, vendor)
    return {
        "nobody": {},
        "vendor": monde.bearer(portail, vendor),
        "gestionnaire": monde.bearer(portail, officer),
    }


def _try_everything(portail: Portail, examples: int) -> int:
    """Call every operation as each person; answer how many calls were made."""
    people = _populate(portail)
    app = create_app(portail)
    calls = 0
    with TestClient(app, raise_server_exceptions=False) as client:
        described = client.get("/api/openapi.json").json()
        schema = schemathesis.openapi.from_dict(described)
        for found in schema.get_all_operations():
            assert isinstance(found, Ok)
            operation = found.ok()
            if operation.path in DESTRUCTIVE:
                continue

            def attempt(case: Case[Any]) -> None:
                nonlocal calls
                for headers in people.values():
                    calls += 1
                    case.validate_response(_call(client, case, headers), checks=CHECKS)

            _run(operation, attempt, examples)
    return calls


def _call(client: TestClient[Litestar], case: Case[Any], headers: dict[str, str]) -> Response:
    sent = requests.Request(**case.as_transport_kwargs(base_url=str(client.base_url))).prepare()
    body = sent.body or b""
    assert isinstance(body, bytes | str)
    told = {name: str(value) for name, value in sent.headers.items()}
    return client.request(str(sent.method), str(sent.url), headers=told | headers, content=body)


def _run(operation: Any, attempt: Callable[[Case[Any]], None], examples: int) -> None:
    test = given(case=operation.as_strategy())(attempt)
    settings(
        max_examples=examples,
        deadline=None,
        derandomize=True,
        database=None,
        suppress_health_check=list(HealthCheck),
    )(test)()


def test_a_few_of_each_call(portail: Portail) -> None:
    assert _try_everything(portail, 3) > 150


@pytest.mark.long
@pytest.mark.parametrize("support", ["sqlite", "postgresql"])
def test_many_of_each_call(
    support: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    portail: Portail,
    record_property: Callable[[str, object], None],
) -> None:
    # The application closes it as it stops.
    database = Database(on_sqlite_and_postgresql(support))
    record_property("calls", _try_everything(evolve(portail, database=database), 40))
