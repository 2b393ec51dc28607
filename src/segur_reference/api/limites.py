"""How often somebody may call: counted by who is signed in, else by the address."""

from __future__ import annotations

from typing import Any

from litestar.concurrency import sync_to_thread
from litestar.connection import ASGIConnection
from litestar.enums import ScopeType
from litestar.middleware import ASGIMiddleware
from litestar.types import ASGIApp, Receive, Scope, Send

from segur_reference.api.securite import adresse_of, caller_of
from segur_reference.services import appels
from segur_reference.services.erreurs import NonConnecte
from segur_reference.services.portail import Portail


class Limites(ASGIMiddleware):
    """Count each call, and refuse those that are too many; `uncounted` routes are not."""

    scopes = (ScopeType.HTTP,)
    exclude_opt_key = "uncounted"

    def __init__(self, portail: Portail) -> None:
        """Count in the database of this portal."""
        self._portail = portail

    async def handle(self, scope: Scope, receive: Receive, send: Send, next_app: ASGIApp) -> None:
        connection: ASGIConnection[Any, Any, Any, Any] = ASGIConnection(scope)
        await sync_to_thread(self._count, connection)
        await next_app(scope, receive, send)

    def _count(self, connection: ASGIConnection[Any, Any, Any, Any]) -> None:
        try:
            # A secret that is made up is nobody's: who tries many is counted by the address.
            key = f"utilisateur:{caller_of(connection, self._portail)[0].utilisateur_id}"
        except NonConnecte:
            key = f"adresse:{adresse_of(connection)}"
        appels.compter(self._portail, key)
