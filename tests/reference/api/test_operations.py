"""The library's operations over HTTP: every vector, and what no vector sends."""

from __future__ import annotations

import json
from itertools import islice
from typing import Any

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from segur_rules.conformance import OPERATIONS, judge, resolved, vectors
from segur_rules.conformance.exact import dump_line, loads
from segur_rules.rules import RULESET

URL = "/api/v1/operations"
JSON = {"Content-Type": "application/json"}
EXPIRATION: dict[str, Any] = {"depot": "2022-03-17T10:00:00+01:00"}


def ask(client: TestClient[Litestar], operation: str, body: bytes) -> Any:
    return client.post(f"{URL}/{operation}", content=body, headers=JSON)


def test_the_operations_are_named(client: TestClient[Litestar]) -> None:
    told = client.get(URL).json()
    assert told["operations"] == list(OPERATIONS)
    assert (told["protocol"], told["name"], told["ruleset"]) == (1, "segur-rules", RULESET)


@pytest.mark.parametrize(
    "step", [pytest.param(9, id="one in nine"), pytest.param(1, id="each", marks=pytest.mark.long)]
)
def test_vectors_are_answered_as_they_expect(client: TestClient[Litestar], step: int) -> None:
    judged: set[str] = set()
    for vector in islice(vectors(), 0, None, step):
        response = ask(client, vector.operation, dump_line(resolved(vector)).encode())
        assert response.status_code == 200, (vector.id, response.text)
        told = loads(response.text)
        assert judge(vector, told["result"]) == [], vector.id
        assert told["ruleset"] == RULESET
        judged.add(vector.operation)
    assert judged == set(OPERATIONS)


def test_an_operation_that_is_not_there_is_not_found(client: TestClient[Litestar]) -> None:
    response = ask(client, "no_such", b"{}")
    assert response.status_code == 404
    assert response.json()["quoi"] == "operation"


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"[]", "an input is an object"),
        (b"{}", "missing, unknown or of another type"),
        (b'{"kind": "siret", "value": "1", "repeat": [["a", 9]]}', "without repeat"),
        (b'{"a": [{"base": "x"}]}', "without base"),
    ],
)
def test_an_input_that_is_not_of_its_form_is_said_to_be(
    client: TestClient[Litestar], body: bytes, told: str
) -> None:
    response = ask(client, "check_identifiant", body)
    assert response.status_code == 422
    assert response.headers["content-type"].startswith("application/problem+json")
    assert response.json()["code"] == "ENTREE_INVALIDE"
    (fault,) = response.json()["erreurs"]
    assert told in fault["message"]
    assert told not in response.json()["detail"]


@pytest.mark.parametrize(
    ("body", "told"),
    [
        (b"", "Expecting value"),
        (b"\xff", "utf-8"),
        (b"{", "Expecting property name"),
        (b'{"value": NaN}', "NaN is not JSON"),
        (b'{"value": 1e9999999999999999999}', "no number is as large or as small"),
    ],
)
def test_a_body_that_is_no_json_is_said_to_be(
    client: TestClient[Litestar], body: bytes, told: str
) -> None:
    response = ask(client, "check_identifiant", body)
    assert (response.status_code, response.json()["code"]) == (400, "APPEL_INVALIDE")
    (fault,) = response.json()["erreurs"]
    assert told in fault["message"]


def test_an_amount_is_answered_as_exactly_as_it_was_sent(client: TestClient[Litestar]) -> None:
    sent = b'{"kind": "siret", "value": 1074.9900000000000000000001}'
    response = ask(client, "check_identifiant", sent)
    assert response.status_code == 422
    assert "1074.9900000000000000000001" in response.json()["erreurs"][0]["message"]


@pytest.mark.parametrize("opening", [b"[", b'{"a":'])
def test_an_input_that_is_nested_too_deeply_is_refused(
    client: TestClient[Litestar], opening: bytes
) -> None:
    response = ask(client, "check_file", opening * 60_000)
    assert response.status_code == 400
    assert "50 niveaux" in response.json()["detail"]


def test_brackets_in_a_text_are_not_depth(client: TestClient[Litestar]) -> None:
    text = "[" * 200 + '"{'
    body = json.dumps({"kind": "siret", "value": text}).encode()
    assert ask(client, "check_identifiant", body).json()["result"] == {"valid": False}


def test_what_is_not_closed_is_read_once(client: TestClient[Litestar]) -> None:
    # Read again from each quote, this would take days.
    response = ask(client, "check_file", b'"' + b'\\"' * 3_000_000)
    assert response.status_code == 400
