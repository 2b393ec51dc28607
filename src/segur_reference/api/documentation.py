"""The API's own description, completed by what its types do not say: bodies, examples, codes.

Served at /api/openapi.json. Where a body is bytes that must stay as they are (a file, a document,
an amount that must stay exact), a type says nothing of it: it is told here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from types import MappingProxyType
from typing import Any, Final

import msgspec
from litestar import Request
from litestar.handlers import BaseRouteHandler
from litestar.openapi.plugins import JsonRenderPlugin

from segur_reference.api.aide import Contact
from segur_reference.api.corps import JSON
from segur_reference.api.evenements import AjouterPiece, Corriger
from segur_reference.api.formulaires import EnrolementComplementaire, PremierEnrolement
from segur_reference.api.pages import Page
from segur_reference.api.parametres import IDENTITE, asked_of, handlers_of
from segur_reference.api.parties import FORMULAIRE
from segur_reference.api.personnes import TYPES, ModificationSaisie
from segur_reference.api.problemes import CODES, MEANINGS, TYPE
from segur_reference.api.securite import COOKIE, JETON, SESSION, SIGNED_IN
from segur_reference.services.assistance import PIECE_JOINTE
from segur_reference.services.phrases import MotifServeur
from segur_rules.conformance import OPERATIONS, base, resolved, vectors
from segur_rules.conformance.exact import dump_line
from segur_rules.pieces import PieceEnrolement as TypePiece
from segur_rules.pieces import RefusModele, RefusPiece
from segur_rules.portail import Motif
from segur_rules.statuts import Refus

_PERSONNE: Final = {
    "nom": "DURAND",
    "prenom": "Camille",
    "email": "camille.durand@example.org",
    "telephone": "0199000001",
}
_RIB: Final = {
    "iban": "FR7630006000011234567890189",
    "bic": "AGRIFRPP",
    "titulaire": "EDITEUR UN",
    "domiciliation": "BANQUE DU TEST",
}
_PRODUIT: Final = {
    "numeroAns": "mlp0001abc",
    "sons": ["MDV-LGC-VA1"],
    "profils": ["PH"],
    "datePriseEffet": "2022-01-01",
}

EXAMPLES: Final[Mapping[str, tuple[Any, ...]]] = MappingProxyType(
    {
        "Identifiants": ({"identifiant": "editeur1", "motDePasse": "une phrase assez longue"},),
        "MotDePasseChoisi": (
            {"lien": "what follows the last slash", "motDePasse": "une phrase assez longue"},
        ),
        "MotDePasseChange": (
            {"actuel": "une phrase assez longue", "nouveau": "une autre phrase assez longue"},
        ),
        "OubliMotDePasse": ({"identifiant": "editeur1"},),
        "OubliIdentifiant": ({"courriel": "camille.durand@example.org"},),
        "NouveauJeton": ({"nom": "export of the night"},),
        "UtilisateurSaisi": (
            {"nom": "DURAND", "prenom": "Camille", "courriel": "camille.durand@example.org"},
        ),
        "CoordonneesSaisies": (_RIB,),
        "PersonneSaisie": (_PERSONNE,),
        "RibSaisi": (_RIB,),
        "ProduitSaisi": (_PRODUIT,),
        "ActeEnrolement": (
            {"evenement": "VALIDER"},
            {"evenement": "DEMANDER_PIECE", "piece": "RIB"},
        ),
        "ActeDeGestion": (
            {"evenement": "VALIDER", "montant": "129.00"},
            {"evenement": "DEMANDER_PIECE", "piece": "BON_COMMANDE", "texte": "Illisible"},
            {"evenement": "DEMANDER_MODIFICATION", "corrections": "Le montant est de 300 HT"},
            {"evenement": "REJETER", "motif": "Commande sans signature"},
            {"evenement": "DECIDER"},
            {"evenement": "METTRE_EN_PAIEMENT"},
            {"evenement": "PAYER", "montant": "129.00"},
            {"evenement": "ANNULER", "attestation": True},
        ),
        "ActeModele": (
            {"evenement": "ACCEPTER"},
            {"evenement": "REJETER", "commentaires": "La date de la commande manque"},
        ),
        "ActeModification": (
            {"evenement": "ACCEPTER"},
            {"evenement": "REJETER", "commentaires": "Le mandat est illisible"},
        ),
        "BudgetFixe": ({"total": "1000000.00"},),
        "Semis": ({"jeu": "demo"},),
        "Reglage": ({"instant": "2022-10-20T10:00:00+02:00"}, {"advance": 604800}),
    }
)
"""What may be sent, by the name of the type: each is read by that type."""

FORMS: Final[Mapping[str, tuple[type[msgspec.Struct], tuple[str, ...], Any]]] = MappingProxyType(
    {
        "POST /api/v1/enrolements": (
            PremierEnrolement,
            tuple(TypePiece),
            {
                "siret": "90000000100009",
                "raisonSociale": "EDITEUR UN",
                "adresse": "1 RUE DU TEST",
                "produit": _PRODUIT,
                "representant": _PERSONNE,
                "coordonnees": _RIB,
                "deposant": "REPRESENTANT_LEGAL",
            },
        ),
        "POST /api/v1/enrolements/complementaires": (
            EnrolementComplementaire,
            tuple(TypePiece),
            {"produit": _PRODUIT, "deposant": "REPRESENTANT_LEGAL"},
        ),
        "POST /api/v1/personnes/modifications": (
            ModificationSaisie,
            TYPES,
            {"representant": {**_PERSONNE, "telephone": "0199000002"}},
        ),
        "POST /api/v1/aide/contact": (
            Contact,
            (PIECE_JOINTE,),
            {
                "couloir": "MDV",
                "phase": "AVANCE",
                "typeDemande": "INSTRUCTION",
                "nom": "Camille DURAND",
                "courriel": "camille.durand@example.org",
                "telephone": "0199000001",
                "numeroDemande": "Sans objet",
                "description": "Où en est ma demande ?",
            },
        ),
    }
)
"""The forms, by the route: the type of the part `formulaire`, the documents, and an example."""

_DOCUMENT: Final = ("application/octet-stream", "The bytes of the document.", {"type": "string"})
_FILE: Final = (JSON, "The file, as it is: the same bytes are imported.", {"type": "object"})
BODIES: Final[Mapping[str, tuple[str, str, Mapping[str, Any]]]] = MappingProxyType(
    {
        "POST /api/v1/simulations": _FILE,
        "POST /api/v1/imports/simulations": _FILE,
        "POST /api/v1/imports": _FILE,
        "PUT /api/v1/demandes/{numero}/pieces/{piece}": _DOCUMENT,
        "POST /api/v1/modeles": _DOCUMENT,
        "POST /api/v1/enrolements/{numero}/evenements": _DOCUMENT,
        "POST /api/v1/enrolements/{numero}/suivi/evenements": _DOCUMENT,
        "POST /api/v1/incompletes/zip": (
            "application/zip",
            "The zip: each entry joins its demande by its name.",
            {"type": "string"},
        ),
        "POST /api/v1/operations/{operation}": (
            JSON,
            "The input of the operation, as the conformance suite writes it.",
            {"type": "object"},
        ),
        "POST /api/v1/demandes/{numero}/evenements": (
            JSON,
            "The documents that were asked for are added, or a line of the file is corrected.",
            {
                "oneOf": [
                    {
                        "type": "object",
                        "required": ["evenement"],
                        "properties": {"evenement": {"const": "AJOUTER_PIECE"}},
                        "additionalProperties": False,
                        "description": AjouterPiece.__doc__,
                    },
                    {
                        "type": "object",
                        "required": ["evenement", "ligne"],
                        "properties": {
                            "evenement": {"const": "CORRIGER"},
                            "ligne": {"type": "object"},
                            "tauxTva": {"type": ["string", "number", "null"]},
                        },
                        "additionalProperties": False,
                        "description": Corriger.__doc__,
                    },
                ]
            },
        ),
    }
)
"""The bodies that are read as bytes, by their route: media type, meaning, schema."""

_OPERATION: Final = "POST /api/v1/operations/{operation}"
_SIMULATED: Final = ("POST /api/v1/simulations", "POST /api/v1/imports/simulations")
_IMPORTED: Final = "POST /api/v1/imports"
_ANSWERED: Final = "POST /api/v1/demandes/{numero}/evenements"


@cache
def examples_of_bodies() -> Mapping[str, Mapping[str, Any]]:
    """What the bodies that are read as bytes may hold, by their route and a name.

    Of each operation it is the input of its first vector; files are those that vectors begin from.
    """
    operations: dict[str, Any] = {}
    for vector in vectors():
        if vector.operation not in operations:
            operations[vector.operation] = _plain(resolved(vector))
    files = {name: _plain(base(name)) for name in ("mdv-avance", "mdv-solde")}
    corrected = {"evenement": "CORRIGER", "ligne": files["mdv-avance"]["lignesImport"][0]}
    answers = {"AJOUTER_PIECE": {"evenement": "AJOUTER_PIECE"}, "CORRIGER": corrected}
    by_files = dict.fromkeys((*_SIMULATED, _IMPORTED), files)
    return MappingProxyType({**by_files, _OPERATION: operations, _ANSWERED: answers})


def _plain(value: Any) -> Any:
    """What has exact numbers, as ordinary JSON: an example is shown, and nothing is computed."""
    return json.loads(dump_line(value))


_SCHEMAS: Final = "#/components/schemas/"
_METHODS: Final = ("get", "post", "put", "delete")


class Documentation(JsonRenderPlugin):
    """The description as JSON, completed."""

    def render(self, request: Request[Any, Any, Any], openapi_schema: dict[str, Any]) -> bytes:
        return super().render(request, complete(openapi_schema, handlers_of(request)))


def complete(schema: dict[str, Any], handlers: Mapping[str, BaseRouteHandler]) -> dict[str, Any]:
    """The description with what its types do not say; what was given is unchanged.

    `handlers` are those of its routes.
    """
    done: dict[str, Any] = msgspec.json.decode(msgspec.json.encode(schema))
    for path, item in done["paths"].items():
        for method in _METHODS:
            if method in item:
                route = f"{method.upper()} {path}"
                if IDENTITE in asked_of(handlers[route]):
                    item[method]["security"] = SIGNED_IN
                _complete_operation(route, item[method])
    components = done["components"]
    components["securitySchemes"] = {
        JETON: {"type": "http", "scheme": "bearer"},
        SESSION: {"type": "apiKey", "in": "cookie", "name": COOKIE},
    }
    # What is a part of a form is the type of no body.
    _, forms = msgspec.json.schema_components(
        [form for form, _, _ in FORMS.values()], ref_template=f"{_SCHEMAS}{{name}}"
    )
    components["schemas"] = {**forms, **components["schemas"]}
    for name, component in components["schemas"].items():
        # A parameter's own description is beside it: this one is that of the type, for all.
        component["description"] = meaning_of(name)
        if name in EXAMPLES:
            component["examples"] = list(EXAMPLES[name])
    components["schemas"]["Probleme"]["properties"]["code"]["examples"] = list(codes())
    return done


_OF_AMOUNTS: Final = ("MONTANT_NUL", "FACTURE_SUPERIEURE_A_LA_COMMANDE")
"""Why no amount is computed (`segur_rules.montants`)."""


def codes() -> Iterator[str]:
    """Every code that a problem or one of its `erreurs` may bear.

    The server's own, then the library's refusals, and those of what is the server's alone.
    """
    yield from CODES
    yield from _OF_AMOUNTS
    for kind in (Refus, RefusPiece, RefusModele, Motif, MotifServeur):
        yield from (str(code) for code in kind)


def _complete_operation(route: str, operation: dict[str, Any]) -> None:
    meaning = operation.get("description", "")
    # The first sentence of a handler's docstring says what it does.
    operation["summary"] = re.split(r"(?<=[.:;])\s", meaning, maxsplit=1)[0].rstrip(".:;")
    if route in FORMS:
        _complete_form(operation["requestBody"]["content"]["multipart/form-data"], *FORMS[route])
    # An address may hold what none does, or ask the unknown.
    _add_problem(operation, 400)
    if route in BODIES:
        media_type, said, body = BODIES[route]
        operation["requestBody"] = {
            "description": said,
            "required": True,
            "content": {media_type: {"schema": dict(body)}},
        }
        if route in (named := examples_of_bodies()):
            content = operation["requestBody"]["content"][media_type]
            content["examples"] = {name: {"value": one} for name, one in named[route].items()}
    if route == _OPERATION:
        (parameter,) = operation["parameters"]
        parameter["schema"]["enum"] = list(OPERATIONS)
    content = operation.get("requestBody", {}).get("content", {})
    # A file is taken as it comes: what is sent is its bytes.
    if JSON in content and BODIES.get(route) is not _FILE:
        _add_problem(operation, 415)


def _complete_form(
    content: dict[str, Any], form: type[msgspec.Struct], documents: tuple[str, ...], example: Any
) -> None:
    """Tell the parts of a form: its JSON, and a file for each document."""
    schema = {
        "type": "string",
        "contentMediaType": JSON,
        "contentSchema": {"$ref": f"{_SCHEMAS}{form.__name__}"},
    }
    file = {"type": "string", "format": "binary", "contentMediaType": "application/octet-stream"}
    content["schema"] = {
        "type": "object",
        "description": content["schema"]["description"],
        "properties": {FORMULAIRE: schema, **dict.fromkeys(documents, file)},
        "required": [FORMULAIRE],
    }
    content["encoding"] = {FORMULAIRE: {"contentType": JSON}}
    content["example"] = {FORMULAIRE: msgspec.json.encode(example).decode()}


def _add_problem(operation: dict[str, Any], status: int) -> None:
    """Tell a problem that any route of this kind may answer."""
    operation["responses"].setdefault(
        str(status),
        {
            "description": MEANINGS[status],
            "content": {TYPE: {"schema": {"$ref": f"{_SCHEMAS}Probleme"}}},
        },
    )


def meaning_of(component: str) -> str:
    """What a component is, by the docstring of its type. Raises `LookupError` for none.

    A component is called by the name of its type, after as much of its module as tells it from
    the others of that name; a page of something, by `Page_`.
    """
    if component.startswith(f"{Page.__name__}_"):
        return _text(Page)
    meanings = {_text(cls) for cls in _types() if _full_name(cls).endswith(f"_{component}")}
    if len(meanings) != 1:
        raise LookupError(component)
    return meanings.pop()


def _types() -> Iterator[type]:
    """The types of bodies and answers, and those of their members."""
    waiting: list[type] = [msgspec.Struct, Enum]
    while waiting:
        below: list[type] = waiting.pop().__subclasses__()
        for cls in below:
            waiting.append(cls)
            if cls.__module__.startswith(("segur_reference.", "segur_rules.")):
                yield cls


def _full_name(cls: type) -> str:
    return f"_{cls.__module__.replace('.', '_')}_{cls.__qualname__}"


def _text(cls: type) -> str:
    return " ".join((cls.__doc__ or "").split())
