"""Who calls: by the cookie of a sign-in, or by a token. A change by cookie shows its secret."""

from __future__ import annotations

from typing import Any, Final

from litestar import Request
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency

from segur_reference.services import connexions
from segur_reference.services.erreurs import Interdit, NonConnecte
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_reference.services.secrets import same

COOKIE: Final = "segur_session"
CSRF: Final = "x-csrf-token"
APPELANT: Final = "segur_appelant"
"""Where a call keeps who makes it, once that is known."""
JETON: Final = "token"
SESSION: Final = "session"
SIGNED_IN: Final[list[dict[str, list[str]]]] = [{JETON: []}, {SESSION: []}]
"""How one may be signed in, for the documentation: either."""
_SAFE: Final = frozenset(("GET", "HEAD", "OPTIONS"))


def provide_identite(
    request: Request[Any, Any, Any], portail: NamedDependency[Portail]
) -> Identite:
    """Who calls. Raises `NonConnecte`, or `Interdit` when a change does not show its secret."""
    identite, csrf = caller_of(request, portail)
    changes = request.method not in _SAFE
    if changes and csrf is not None and not same(request.headers.get(CSRF, ""), csrf):
        raise Interdit("CSRF_ABSENT")
    return identite


def caller_of(
    connection: ASGIConnection[Any, Any, Any, Any], portail: Portail
) -> tuple[Identite, str | None]:
    """Who calls, and for a cookie the secret that a change comes with. Raises `NonConnecte`.

    The database is asked once in a call.
    """
    state: dict[str, Any] = connection.scope["state"]
    if APPELANT not in state:
        state[APPELANT] = _known(connection, portail)
    found: tuple[Identite, str | None] = state[APPELANT]
    return found


def adresse_of(connection: ASGIConnection[Any, Any, Any, Any]) -> str:
    """The address that a call comes from; of those of which none is known, one for all."""
    return connection.client.host if connection.client else ""


def _known(
    connection: ASGIConnection[Any, Any, Any, Any], portail: Portail
) -> tuple[Identite, str | None]:
    scheme, _, token = connection.headers.get("authorization", "").partition(" ")
    if scheme.lower() == "bearer" and token:
        return connexions.by_token(portail, token.strip()), None
    secret = connection.cookies.get(COOKIE)
    if not secret:
        raise NonConnecte
    return connexions.by_cookie(portail, secret)
