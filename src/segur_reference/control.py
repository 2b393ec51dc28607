"""The control plane, for tests of other people's clients: reset, seed, clock; off by default.

Whoever reaches it may do anything, and signs in for nothing: it is not for a portal that serves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from litestar import Router, get, post, put
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import JSONBody

from segur_reference.api.problemes import problems
from segur_reference.demo import JEUX, Jeu
from segur_reference.services import controle
from segur_reference.services.erreurs import EntreeInvalide, Interdit
from segur_reference.services.portail import Portail
from segur_rules.echeances import PARIS


class Semis(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """Which set of data is put in the portal."""

    jeu: str


class Heure(msgspec.Struct, rename="camel", frozen=True):
    """The present instant, in Paris."""

    instant: datetime


class Reglage(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """Where the clock is put: at an instant (ISO 8601, with its offset), or so much further."""

    instant: str | None = None
    advance: float | None = None


@post("/reset", sync_to_thread=True, status_code=204)
def reset(portail: NamedDependency[Portail]) -> None:
    """Remove everybody and everything; the clock is the machine's again."""
    controle.vider(portail)


@post("/seed", sync_to_thread=True, status_code=201, responses=problems(409, 422))
def seed(data: JSONBody[Semis], portail: NamedDependency[Portail]) -> Jeu:
    """Put a named set of data in an empty portal; answers who signs in, and what is there.

    It moves the clock: what is there happened one thing after another.
    """
    if data.jeu not in JEUX:
        raise EntreeInvalide(f"no such set: {data.jeu}; there are: {', '.join(JEUX)}")
    return JEUX[data.jeu](portail)


@get("/clock", sync_to_thread=True)
def read_clock(portail: NamedDependency[Portail]) -> Heure:
    """The present instant of the portal."""
    return _heure(portail.now())


@put("/clock", sync_to_thread=True, responses=problems(422))
def set_clock(data: JSONBody[Reglage], portail: NamedDependency[Portail]) -> Heure:
    """Put the clock at `instant`, or `advance` it by seconds; it runs on from there."""
    if (data.instant is None) is (data.advance is None):
        raise EntreeInvalide("one of instant and advance is given")
    if data.advance is not None:
        return _heure(controle.avancer(portail, data.advance))
    return _heure(controle.mettre_a(portail, _instant(data.instant or "")))


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise EntreeInvalide(str(error)) from error


def _heure(now: datetime) -> Heure:
    return Heure(now.astimezone(PARIS))


def _require_no_other_site(
    connection: ASGIConnection[Any, Any, Any, Any], _: BaseRouteHandler
) -> None:
    """A page of another site, open in a browser here, asks nothing. Raises `Interdit`."""
    origin = connection.headers.get("origin")
    if origin is not None and urlsplit(origin).netloc != connection.headers.get("host"):
        raise Interdit("AUTRE_SITE")


CONTROL: Final = (
    Router(
        "/control",
        route_handlers=[reset, seed, read_clock, set_clock],
        guards=[_require_no_other_site],
        opt={"uncounted": True},
        tags=["control"],
    ),
)
"""The routes of the control plane."""
