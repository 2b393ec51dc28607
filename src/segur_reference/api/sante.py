"""Whether the process lives, and whether it can answer."""

from __future__ import annotations

from typing import Any

from litestar import Response, get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec

from segur_reference.services.etat import OK, state_of
from segur_reference.services.portail import Portail


@get("/health/live", sync_to_thread=False, tags=["health"], uncounted=True)
def live() -> dict[str, str]:
    """Say that the process answers."""
    return {"status": "live"}


@get(
    "/health/ready",
    sync_to_thread=True,
    responses={
        503: ResponseSpec(
            dict[str, Any], generate_examples=False, description="It cannot: `parts` says why."
        )
    },
    tags=["health"],
    uncounted=True,
)
def ready(portail: NamedDependency[Portail]) -> Response[dict[str, Any]]:
    """Say whether the database and the store answer, and the database has its form."""
    parts = state_of(portail)
    good = all(part == OK for part in parts.values())
    body: dict[str, Any] = {"status": "ready" if good else "not ready", "parts": dict(parts)}
    return Response(body, status_code=200 if good else 503)
