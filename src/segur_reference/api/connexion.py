"""Signing in and out, and the tokens of programs."""

from __future__ import annotations

from contextlib import suppress
from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Request, Response, delete, get, post
from litestar.datastructures import Cookie
from litestar.di import NamedDependency
from litestar.params import JSONBody

from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, cut
from segur_reference.api.problemes import problems
from segur_reference.api.saisies import Ligne, Nom, Numero, Secret
from segur_reference.api.securite import (
    COOKIE,
    SESSION,
    SIGNED_IN,
    adresse_of,
    caller_of,
    provide_identite,
)
from segur_reference.services import connexions
from segur_reference.services.erreurs import Introuvable, NonConnecte
from segur_reference.services.identites import Identite, Role
from segur_reference.services.portail import Portail


class Identifiants(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """What one signs in with."""

    identifiant: Ligne
    mot_de_passe: Secret


class Connecte(msgspec.Struct, rename="camel", frozen=True):
    """Who is signed in; `csrf` goes into X-CSRF-Token with every change, null for a token."""

    identifiant: str
    role: Role
    nom: str
    prenom: str
    csrf: str | None


class NouveauJeton(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """What a token is called: at least a character that can be seen."""

    nom: Nom


class JetonVu(msgspec.Struct, rename="camel", frozen=True):
    """A token; its secret is shown once, when it is made."""

    id: int
    nom: str
    cree: datetime
    utilise: datetime | None
    revoque: datetime | None
    secret: str | None


@post(
    "/connexion",
    sync_to_thread=True,
    status_code=200,
    responses=problems(400, 401, 429),
    tags=["connexion"],
)
def se_connecter(
    request: Request[Any, Any, Any],
    data: JSONBody[Identifiants],
    portail: NamedDependency[Portail],
) -> Response[Connecte]:
    """Sign in: a cookie follows, and the secret that changes come with."""
    opened = connexions.connecter(
        portail, data.identifiant, data.mot_de_passe, adresse=adresse_of(request)
    )
    before = request.cookies.get(COOKIE)
    if before:
        connexions.deconnecter(portail, before)
    cookie = _cookie(portail, opened.secret)
    return Response(_told(opened.identite, opened.csrf), cookies=[cookie])


@get(
    "/connexion",
    sync_to_thread=True,
    responses=problems(401, 429),
    tags=["connexion"],
    security=SIGNED_IN,
)
def qui_suis_je(request: Request[Any, Any, Any], portail: NamedDependency[Portail]) -> Connecte:
    """Say who is signed in, and the secret that changes come with."""
    return _told(*caller_of(request, portail))


@delete(
    "/connexion",
    sync_to_thread=True,
    status_code=204,
    responses=problems(403, 429),
    tags=["connexion"],
    security=[{SESSION: []}, {}],
)
def se_deconnecter(
    request: Request[Any, Any, Any], portail: NamedDependency[Portail]
) -> Response[None]:
    """Sign out; nothing when nobody was signed in."""
    secret = request.cookies.get(COOKIE)
    if secret:
        with suppress(NonConnecte):
            provide_identite(request, portail)
        connexions.deconnecter(portail, secret)
    gone = _cookie(portail, "", max_age=0)
    return Response(None, status_code=204, cookies=[gone])


@get("/jetons", sync_to_thread=True, responses=problems(400, 401, 429), tags=["connexion"])
def lister_jetons(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[JetonVu]:
    """List one's tokens, the newest first."""
    return cut(connexions.jetons(portail, identite), page, par_page, _jeton)


@post("/jetons", sync_to_thread=True, responses=problems(400, 401, 403, 429), tags=["connexion"])
def creer_jeton(
    data: JSONBody[NouveauJeton],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> JetonVu:
    """Make a token for a program: it may do whatever one may. Its secret is shown this once.

    It serves until it is revoked, or the password is chosen anew.
    """
    return _jeton(connexions.creer_jeton(portail, identite, data.nom))


@delete(
    "/jetons/{numero:int}",
    sync_to_thread=True,
    status_code=204,
    responses=problems(401, 403, 404, 429),
    tags=["connexion"],
)
def revoquer_jeton(
    numero: Numero, portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> None:
    """Make a token useless from now on."""
    if not connexions.revoquer_jeton(portail, identite, numero):
        raise Introuvable("jeton", numero)


def _cookie(portail: Portail, secret: str, max_age: int | None = None) -> Cookie:
    return Cookie(
        key=COOKIE,
        value=secret,
        path="/",
        httponly=True,
        samesite="lax",
        secure=portail.settings.secure_cookies,
        max_age=max_age,
    )


def _told(identite: Identite, csrf: str | None) -> Connecte:
    return Connecte(identite.identifiant, identite.role, identite.nom, identite.prenom, csrf)


def _jeton(made: connexions.JetonDonne) -> JetonVu:
    return JetonVu(made.id, made.nom, made.cree, made.utilise, made.revoque, made.secret)


ROUTES: Final = (
    se_connecter,
    qui_suis_je,
    se_deconnecter,
    lister_jetons,
    creer_jeton,
    revoquer_jeton,
)
"""The routes of signing in."""
