"""The library's operations over HTTP: each takes JSON, answers JSON, and keeps nothing."""

from __future__ import annotations

from typing import Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import FromPath, RawBody

from segur_reference.api.corps import require_json, require_shallow
from segur_reference.api.places import SANS_COMPTE
from segur_reference.api.problemes import problems
from segur_reference.services import operations
from segur_rules.conformance.exact import dump_line
from segur_rules.rules import RULESET


class Connues(msgspec.Struct, rename="camel", frozen=True):
    """Who answers, and what may be asked."""

    protocol: int
    name: str
    version: str
    ruleset: str
    operations: list[str]


class Reponse(msgspec.Struct, rename="camel", frozen=True):
    """What an operation answers, and by which rules."""

    result: dict[str, Any]
    ruleset: str


_ANSWERED: Final = ResponseSpec(Reponse, generate_examples=False, description="The answer.")


@get("/operations", sync_to_thread=False, tags=["operations"])
def list_operations() -> Connues:
    """Name the operations, and who answers them."""
    return Connues(**operations.connues())


@post(
    "/operations/{operation:str}",
    status_code=200,
    responses={200: _ANSWERED, **problems(400, 404, 413, 422, 429)},
    tags=["operations"],
)
async def ask_operation(
    request: Request[Any, Any, Any], operation: FromPath[str], body: RawBody
) -> Response[bytes]:
    """Ask an operation; the body is its input, as a conformance vector writes it.

    Numbers are read and answered exactly as they are written.
    """
    require_json(request)

    def work() -> bytes:
        require_shallow(body)
        result = operations.repondre(operation, body)
        return dump_line({"result": result, "ruleset": RULESET}).encode()

    # Of what unfolds documents, the body's size tells nothing.
    opens = operation in operations.OUVRENT
    answered = await (SANS_COMPTE.run(work) if opens else SANS_COMPTE.judge(body, work))
    return Response(answered, media_type="application/json")


ROUTES: Final = (list_operations, ask_operation)
"""The routes of the operations."""
