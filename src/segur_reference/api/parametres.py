"""What a route asks of a call, read from its handler and from what that depends on."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from litestar import Request
from litestar.enums import ParamType
from litestar.handlers import BaseRouteHandler
from litestar.params import ParameterKwarg
from litestar.routes import HTTPRoute
from litestar.typing import FieldDefinition

IDENTITE: Final = "identite"
"""What a handler depends on, itself or through others, when somebody has to be signed in."""


def asked_of(handler: BaseRouteHandler) -> Mapping[str, FieldDefinition]:
    """What a handler is given, and what its dependencies are, by the names of the arguments."""
    known = handler.resolve_dependencies()
    found: dict[str, FieldDefinition] = {}
    waiting = [handler.parsed_fn_signature]
    while waiting:
        for name, asked in waiting.pop().parameters.items():
            if name not in found:
                found[name] = asked
                if name in known:
                    waiting.append(known[name].parsed_fn_signature)
    return found


def query_names(handler: BaseRouteHandler) -> Mapping[str, str]:
    """What each argument of a handler that the query gives is called there, by its own name."""
    return {
        name: asked.kwarg_definition.name or name
        for name, asked in asked_of(handler).items()
        if isinstance(asked.kwarg_definition, ParameterKwarg)
        and asked.kwarg_definition.param_type is ParamType.QUERY
    }


def handlers_of(request: Request[Any, Any, Any]) -> Mapping[str, BaseRouteHandler]:
    """Every handler of the application that a call came to, by its route: `GET /a/{b}`."""
    return {
        f"{method} {route.path_format}": handler
        for route in request.app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods
    }
