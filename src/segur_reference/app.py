"""The assembly: an ASGI application from a portal."""

from __future__ import annotations

import asyncio
import os
from collections.abc import AsyncIterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from typing import Final

from litestar import Litestar, Router
from litestar.datastructures import MutableScopeHeaders
from litestar.di import Provide
from litestar.openapi import OpenAPIConfig
from litestar.types import ASGIApp, Message, Scope

from segur_reference import __version__
from segur_reference.api.corps import Requete
from segur_reference.api.documentation import Documentation
from segur_reference.api.limites import Limites
from segur_reference.api.problemes import HANDLERS
from segur_reference.api.routes import AROUND, V1
from segur_reference.api.saisies import refuse_address
from segur_reference.api.securite import provide_identite
from segur_reference.background import background
from segur_reference.config import Settings
from segur_reference.control import CONTROL
from segur_reference.journal import Journal
from segur_reference.services.portail import Portail
from segur_rules.rules import RULESET

THREADS: Final = 12
"""For the calls that are short or wait for the database: a choice. With the places of the heavy
ones, fewer than the database's connections, so that none waits for one."""


def create_app(portail: Portail) -> Litestar:
    """The application that serves a portal; it closes the portal when it stops."""
    settings = portail.settings
    control = CONTROL if settings.control else ()
    return Litestar(
        route_handlers=[*AROUND, Router("/api/v1", route_handlers=list(V1)), *control],
        dependencies={
            "portail": Provide(lambda: portail, sync_to_thread=False),
            "identite": Provide(provide_identite, sync_to_thread=True),
        },
        exception_handlers=HANDLERS,
        before_request=refuse_address,
        before_send=[_name_the_ruleset],
        lifespan=[_ordinary, *([lambda _: background(portail)] if settings.task_seconds else [])],
        middleware=[Limites(portail)] if settings.calls_per_minute else [],
        on_shutdown=[portail.close],
        request_class=Requete,
        request_max_body_size=settings.body_bytes,
        # No page that runs the scripts of another site beside a session's cookie.
        openapi_config=OpenAPIConfig(
            title="segur-reference",
            version=__version__,
            path="/api",
            description="A reference portal for the tests of its clients; it binds nobody.",
            use_handler_docstrings=True,
            render_plugins=[Documentation()],
        ),
        logging_config=None,
    )


def served(portail: Portail) -> ASGIApp:
    """The application as a process serves it: every call is written down."""
    return Journal(create_app(portail))


def from_environment() -> ASGIApp:
    """The application of the environment's settings. Raises `ReglageInvalide`."""
    return served(Portail.open(Settings.from_environment(os.environ)))


@asynccontextmanager
async def _ordinary(_: Litestar) -> AsyncIterator[None]:
    """The threads of ordinary work, as many on every machine."""
    threads = ThreadPoolExecutor(THREADS, thread_name_prefix="segur")
    asyncio.get_running_loop().set_default_executor(threads)
    yield


async def _name_the_ruleset(message: Message, _: Scope) -> None:
    if message["type"] == "http.response.start":
        MutableScopeHeaders.from_message(message)["X-Segur-Ruleset"] = RULESET
