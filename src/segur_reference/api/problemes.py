"""What is answered when a call is not: problem details (RFC 9457), in French or in English.

`code` is stable and is what programs read; `detail` is for people. A refusal of the library
comes with its facts (`params`).
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

import msgspec
from litestar import Request, Response
from litestar.exceptions import HTTPException, ValidationException
from litestar.openapi.datastructures import ResponseSpec

from segur_reference.api.invalides import AppelInvalide
from segur_reference.api.parametres import query_names
from segur_reference.services.erreurs import (
    ActeRefuse,
    Attendre,
    CorpsIllisible,
    EntreeInvalide,
    Erreur,
    FormulaireRefuse,
    Interdit,
    Introuvable,
    NonConnecte,
    NonVide,
    Occupe,
)
from segur_reference.services.phrases import phrase_of
from segur_rules.outcomes import Refused
from segur_rules.rules import RULESET
from segur_rules.statuts.faits import json_name

LOGGER: Final = logging.getLogger("segur_reference")
TYPE: Final = "application/problem+json"

_TEXTS: Final = {
    "NON_CONNECTE": ("Connectez-vous.", "Sign in."),
    "IDENTIFIANTS_FAUX": (
        "L'identifiant ou le mot de passe est faux.",
        "The identifiant or the password is wrong.",
    ),
    "LIEN_PERIME": ("Ce lien ne sert plus.", "This link serves no more."),
    "ROLE_INSUFFISANT": ("Cela ne vous est pas ouvert.", "This is not open to you."),
    "CSRF_ABSENT": (
        "L'en-tête X-CSRF-Token est absent ou faux.",
        "The header X-CSRF-Token is missing or wrong.",
    ),
    "AUTRE_SITE": ("Un autre site ne peut le demander.", "Another site may not ask for it."),
    "INTROUVABLE": ("Il n'y a rien de ce numéro.", "There is nothing of this number."),
    "TROP_D_APPELS": ("Réessayez dans {secondes} s.", "Try again in {secondes} s."),
    "SERVEUR_OCCUPE": (
        "Le serveur est occupé : réessayez dans {secondes} s.",
        "The server is busy: try again in {secondes} s.",
    ),
    "FORMULAIRE_REFUSE": (
        "La saisie est refusée ; chaque erreur est dans `erreurs`.",
        "What was entered is refused; each fault is in `erreurs`.",
    ),
    "APPEL_INVALIDE": (
        "L'appel n'est pas de sa forme : `erreurs` dit pourquoi.",
        "The call is not of its form: `erreurs` says why.",
    ),
    "ENTREE_INVALIDE": (
        "L'entrée n'est pas de sa forme : `erreurs` dit pourquoi.",
        "The input is not of its form: `erreurs` says why.",
    ),
    "CORPS_TROP_GRAND": ("Le corps de l'appel est trop grand.", "The body is too large."),
    "NON_VIDE": (
        "Le portail n'est pas vide : videz-le d'abord (/control/reset).",
        "The portal is not empty: empty it first (/control/reset).",
    ),
    "ERREUR_INTERNE": (
        "Le serveur n'a pas pu répondre ; voyez ce qui est gardé avant de recommencer.",
        "The server could not answer; see what is kept before asking again.",
    ),
}


_FAULTS: Final = {
    "CORPS_ABSENT": ("Un corps est attendu.", "A body is expected."),
    "METHODE": (
        "Cette adresse n'a pas cette méthode ; `Allow` dit lesquelles elle a.",
        "This address has no such method; `Allow` says which it has.",
    ),
    "TYPE_DU_CORPS": (
        "Le corps est attendu en JSON (`Content-Type: application/json`).",
        "The body is expected to be JSON (`Content-Type: application/json`).",
    ),
}
"""What is said of a fault of a call, which has no code of its own."""

CODES: Final = tuple(_TEXTS)
"""The server's own codes."""


class Probleme(msgspec.Struct, rename="camel", frozen=True, omit_defaults=True):
    """Why a call is not answered: `code` is for programs, `detail` for people.

    `params` are the facts of a refusal; `erreurs` are the faults of what was entered, each with
    its own code; `quoi` is the kind of thing that is not there.
    """

    title: str
    status: int
    code: str
    detail: str
    ruleset: str
    params: dict[str, Any] = {}
    erreurs: list[dict[str, Any]] = []
    quoi: str = ""


MEANINGS: Final[Mapping[int, str]] = MappingProxyType(
    {
        400: "The call is not of its form.",
        401: "Nobody is signed in, or no longer.",
        403: "Somebody else may do it, or X-CSRF-Token is missing.",
        404: "There is nothing of this number, or it is not yours.",
        409: "It is not allowed now: the library's refusal, with its code and its facts.",
        413: "The body is too large.",
        415: "The body is not of the type that is expected.",
        422: "What was entered is refused: every fault is told.",
        429: "Too much was asked: `Retry-After` says how many seconds to wait.",
        503: "The server is busy: nothing was done, `Retry-After` says how many seconds to wait.",
    }
)


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The problems that a route may answer, for its documentation: `responses=problems(401)`.

    Every one of them may be asked when the server is busy.
    """
    return {
        status: ResponseSpec(
            Probleme, generate_examples=False, description=MEANINGS[status], media_type=TYPE
        )
        for status in (*statuses, 503)
    }


PROBLEMS: Final = problems(400, 401, 403, 404, 409, 422, 429)
"""All of them, for a route with a number in its path that changes something."""


def langue_of(request: Request[Any, Any, Any]) -> str:
    """French, unless the caller prefers English; of two that weigh the same, the first."""
    chosen, most = "fr", 0.0
    for part in request.headers.get("accept-language", "").lower().split(","):
        found = _PREFERENCE.fullmatch(part.strip())
        if found is not None and (weight := float(found["weight"] or 1)) > most:
            chosen, most = found["langue"], weight
    return chosen


_PREFERENCE: Final = re.compile(
    r"(?P<langue>fr|en)(-[a-z0-9-]+)?(\s*;\s*q=(?P<weight>0(\.\d{0,3})?|1(\.0{0,3})?))?"
)
"""A language that we speak, as a caller asks for it (RFC 9110, §12.5.4); another is passed over."""


def text_of(code: str, langue: str, **params: object) -> str:
    """The sentence of one of the server's own codes."""
    french, english = (_TEXTS | _FAULTS)[code]
    return (english if langue == "en" else french).format(**params)


def refused_to_dict(refused: Refused, langue: str) -> dict[str, Any]:
    """A refusal of the library as JSON: its code, its facts, and a sentence."""
    return {
        "code": str(refused.code),
        "params": {json_name(name): _fact(name, value) for name, value in refused.params.items()},
        "detail": phrase_of(refused, langue),
    }


_FIELDS: Final = frozenset(("champ", "champs"))
"""The facts that name fields."""
_CAPITALS: Final[Mapping[str, str]] = MappingProxyType(
    {"plafond_ht": "plafondHT", "numero_asp": "numeroASP"}
)
"""The fields that the API writes otherwise than all the others."""


def _fact(name: str, value: object) -> object:
    if isinstance(value, list | tuple):
        return [_fact(name, one) for one in value]
    if isinstance(value, int):
        return value
    return field_name(str(value)) if name in _FIELDS else str(value)


def field_name(name: str) -> str:
    """What a field is called in a body or a query, by the library's name of it."""
    return ".".join(_CAPITALS.get(part, json_name(part)) for part in name.split("."))


def problem(
    status: int, code: str, detail: str, *, headers: dict[str, str] | None = None, **more: object
) -> Response[dict[str, Any]]:
    """An answer of problem details."""
    body = {"title": code, "status": status, "code": code, "detail": detail, "ruleset": RULESET}
    return Response({**body, **more}, status_code=status, media_type=TYPE, headers=headers or {})


_WAITS: Final = {Attendre: (429, "TROP_D_APPELS"), Occupe: (503, "SERVEUR_OCCUPE")}
_STATUSES: Final = {NonConnecte: 401, Interdit: 403, NonVide: 409}


def _of_erreur(request: Request[Any, Any, Any], error: Erreur) -> Response[dict[str, Any]]:
    langue = langue_of(request)
    if isinstance(error, ActeRefuse):
        return problem(409, **_spread(refused_to_dict(error.refus, langue)))
    if isinstance(error, FormulaireRefuse):
        faults = [refused_to_dict(one, langue) for one in error.refus]
        code = "FORMULAIRE_REFUSE"
        return problem(422, code, text_of(code, langue), erreurs=faults)
    if isinstance(error, Attendre | Occupe):
        status, code = _WAITS[type(error)]
        detail = text_of(code, langue, secondes=error.secondes)
        return problem(status, code, detail, headers={"Retry-After": str(error.secondes)})
    if isinstance(error, Introuvable):
        return problem(404, "INTROUVABLE", text_of("INTROUVABLE", langue), quoi=error.quoi)
    if isinstance(error, CorpsIllisible | EntreeInvalide):
        return _of_entree(error, langue)
    if isinstance(error, NonConnecte | Interdit | NonVide):
        return problem(_STATUSES[type(error)], error.code, text_of(error.code, langue))
    raise error


def _of_entree(error: CorpsIllisible | EntreeInvalide, langue: str) -> Response[dict[str, Any]]:
    if isinstance(error, CorpsIllisible):
        code = "APPEL_INVALIDE"
        return problem(400, code, text_of(code, langue), erreurs=[{"message": str(error)}])
    code = "ENTREE_INVALIDE"
    if error.francais is None:
        return problem(422, code, text_of(code, langue), erreurs=[{"message": error.anglais}])
    own = error.anglais if langue == "en" else error.francais
    detail = f"{text_of(code, langue)} {own}"
    return problem(422, code, detail, erreurs=[{"message": own}])


def _spread(refused: dict[str, Any]) -> dict[str, Any]:
    return {"code": refused["code"], "detail": refused["detail"], "params": refused["params"]}


def _of_http(request: Request[Any, Any, Any], error: HTTPException) -> Response[dict[str, Any]]:
    langue = langue_of(request)
    if error.status_code == 404:
        return problem(404, "INTROUVABLE", text_of("INTROUVABLE", langue), quoi="adresse")
    if error.status_code == 413:
        return problem(413, "CORPS_TROP_GRAND", text_of("CORPS_TROP_GRAND", langue))
    if error.status_code >= 500:
        return _of_anything(request, error)
    code = "APPEL_INVALIDE"
    own = _own_words(error, langue)
    detail = f"{text_of(code, langue)} {own}" if own else text_of(code, langue)
    faults = _faults(request, error, langue) or [{"message": own or error.detail}]
    headers = {k: v for k, v in (error.headers or {}).items() if k.lower() == "allow"}
    return problem(error.status_code, code, detail, headers=headers, erreurs=faults)


def _own_words(error: HTTPException, langue: str) -> str | None:
    """What we say of it ourselves; the framework's own words are English, whoever calls."""
    if isinstance(error, AppelInvalide):
        return error.phrases[langue == "en"]
    code = _OF_STATUS.get(error.status_code)
    return None if code is None else text_of(code, langue)


def _faults(
    request: Request[Any, Any, Any], error: HTTPException, langue: str
) -> list[dict[str, Any]]:
    """The faults that the framework found one by one."""
    found = error.extra if isinstance(error, ValidationException) else None
    return [_fault(request, one, langue) for one in found] if isinstance(found, list) else []


def _fault(request: Request[Any, Any, Any], fault: dict[str, Any], langue: str) -> dict[str, Any]:
    """A fault that the framework found, under the name that was sent and not its argument's."""
    key = fault.get("key", "")
    if (key, fault["message"]) == _NO_BODY:
        return {"message": text_of("CORPS_ABSENT", langue), "source": "body"}
    if fault.get("source") == "body":
        return fault
    name, dot, rest = key.partition(".")
    wire = query_names(request.route_handler).get(name, name)
    return {**fault, "key": f"{wire}{dot}{rest}"} if key else fault


_OF_STATUS: Final[Mapping[int, str]] = MappingProxyType({405: "METHODE", 415: "TYPE_DU_CORPS"})
"""What is said of a call that the framework refuses, by the status."""
_NO_BODY: Final = ("data", "'data'")
"""How it says that there is none: the argument is not there."""


def _of_anything(request: Request[Any, Any, Any], error: Exception) -> Response[dict[str, Any]]:
    # What a call held is not written down: only where it failed.
    LOGGER.error("a call failed: %s", type(error).__name__, exc_info=error)
    return problem(500, "ERREUR_INTERNE", text_of("ERREUR_INTERNE", langue_of(request)))


HANDLERS: Final[dict[type[Exception] | int, Callable[..., Response[dict[str, Any]]]]] = {
    Erreur: _of_erreur,
    HTTPException: _of_http,
    Exception: _of_anything,
}
