"""The control plane, for tests of clients: reset, seed, clock, mails; off by default.

Whoever reaches it may do anything, and signs in for nothing: it is not for a portal that serves.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final
from urllib.parse import urlsplit

import msgspec
from attrs import asdict
from litestar import Router, get, post, put
from litestar.connection import ASGIConnection
from litestar.di import NamedDependency
from litestar.handlers import BaseRouteHandler
from litestar.params import JSONBody

from segur_reference.api.courriels import CourrielVu
from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.problemes import problems
from segur_reference.demo import JEUX, Jeu
from segur_reference.services import controle, correspondance
from segur_reference.services.erreurs import EntreeInvalide, Interdit
from segur_reference.services.listes import Tranche
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
        raise EntreeInvalide(
            f"No such set: {data.jeu}; there are: {', '.join(JEUX)}.",
            f"Il n'y a pas de jeu {data.jeu} ; il y a : {', '.join(JEUX)}.",
        )
    return JEUX[data.jeu](portail)


@get("/clock", sync_to_thread=True)
def read_clock(portail: NamedDependency[Portail]) -> Heure:
    """The present instant of the portal."""
    return _heure(portail.now())


@put("/clock", sync_to_thread=True, responses=problems(422))
def set_clock(data: JSONBody[Reglage], portail: NamedDependency[Portail]) -> Heure:
    """Put the clock at `instant`, or `advance` it by seconds; it runs on from there."""
    if (data.instant is None) is (data.advance is None):
        raise EntreeInvalide(
            "One of `instant` and `advance` is given.", "`instant` ou `advance` est donné, seul."
        )
    if data.advance is not None:
        return _heure(controle.avancer(portail, data.advance))
    return _heure(controle.mettre_a(portail, _instant(data.instant or "")))


@get("/mails", sync_to_thread=True, responses=problems(400))
def read_mails(
    portail: NamedDependency[Portail], page: PageDemandee = 1, par_page: ParPage = PAR_PAGE
) -> Page[CourrielVu]:
    """Read everybody's mails, the newest first, as each finds them in a mailbox.

    One that was sent keeps no secret.
    """
    found = correspondance.textes(portail, Tranche(page, par_page))
    return page_of(
        found.elements, found.total, page, par_page, lambda one: CourrielVu(**asdict(one))
    )


def _instant(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise EntreeInvalide(
            f"This is no ISO 8601 instant: {text}.", f"Ce n'est pas un instant ISO 8601 : {text}."
        ) from error


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
        route_handlers=[reset, seed, read_clock, set_clock, read_mails],
        guards=[_require_no_other_site],
        opt={"uncounted": True},
        tags=["control"],
    ),
)
"""The routes of the control plane."""
