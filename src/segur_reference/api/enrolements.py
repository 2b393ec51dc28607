"""Enrôlements: filed with or without an account, followed, listed, instructed.

A form and its documents come as `multipart/form-data`.
"""

from __future__ import annotations

from datetime import date, datetime
from io import BytesIO
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import (
    FromPath,
    HeaderParameter,
    JSONBody,
    QueryParameter,
    RawBody,
)
from litestar.response import Stream

from segur_reference.api.fichiers import download
from segur_reference.api.formulaires import (
    Enrolement,
    EnrolementComplementaire,
    PieceLue,
    PremierEnrolement,
    enrolement_of,
    formulaire_of,
    piece_of,
    produit_of,
)
from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.parties import decoded, parties, parts_of
from segur_reference.api.places import FORMULAIRES
from segur_reference.api.problemes import PROBLEMS, langue_of, problems
from segur_reference.api.saisies import SANS_NUL, Numero, Paragraphe
from segur_reference.api.securite import adresse_of
from segur_reference.services import enrolements, instruction_enrolements, listes_enrolements
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.listes_enrolements import (
    FiltreEnrolements,
    LigneEnrolement,
    OrdreEnrolements,
    TriEnrolements,
)
from segur_reference.services.pieces_enrolement import DocumentDepose
from segur_reference.services.portail import Portail
from segur_rules.pieces import MEGAOCTET, PIECE
from segur_rules.pieces import PieceEnrolement as TypePiece
from segur_rules.portail import Periode
from segur_rules.statuts import EvenementEnrolement, StatutEnrolement, TypeEnrolement

BODY_MAX: Final = len(TypePiece) * PIECE.taille_max + MEGAOCTET
"""Every document at its largest, and the form."""

Parties = Annotated[dict[str, Any], parties(TypePiece)]
Secret = Annotated[
    str, HeaderParameter(name="X-Suivi", description="What `suivi` was when the form was filed.")
]
Evenement = Annotated[
    EvenementEnrolement, QueryParameter(description="AJOUTER_PIECE or FOURNIR_CERTIFICAT.")
]
TypeDonne = Annotated[TypePiece, QueryParameter(name="type", description="What it is.")]
Filtre = Annotated[str | None, QueryParameter(max_length=200, pattern=SANS_NUL)]
FiltreJour = Annotated[date | None, QueryParameter()]
NomDonne = Annotated[str, QueryParameter(name="nom", description="The name of its file.")]


class Depot(msgspec.Struct, rename="camel", frozen=True):
    """What became of a form. Without a `numero`, a document was refused and nothing is kept.

    `suivi` is a secret, shown this once: X-Suivi is how one comes back without an account.
    """

    numero: str | None
    suivi: str | None
    pieces: list[PieceLue]


class Reponse(msgspec.Struct, rename="camel", frozen=True):
    """What became of a document. Without an `enrolement`, it was refused."""

    piece: PieceLue
    enrolement: Enrolement | None


class EnrolementListe(msgspec.Struct, rename="camel", frozen=True):
    """A line of the table of enrôlements."""

    numero: str
    depot: datetime
    statut: StatutEnrolement
    siret: str
    raison_sociale: str
    numero_ans: str
    profils: list[str]
    type: TypeEnrolement


class ActeEnrolement(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """What a gestionnaire does, and what the mail tells: the document asked for, the reason."""

    evenement: EvenementEnrolement
    piece: Paragraphe = ""
    motif: Paragraphe = ""


_FILED: Final = {
    200: ResponseSpec(Depot, generate_examples=False, description="A document was refused."),
    201: ResponseSpec(Depot, generate_examples=False, description="It is filed."),
}


@post(
    "/enrolements",
    request_max_body_size=BODY_MAX,
    responses=_FILED | problems(400, 409, 413, 422, 429),
    tags=["enrolements"],
)
@FORMULAIRES.taken
def deposer(
    request: Request[Any, Any, Any], data: Parties, portail: NamedDependency[Portail]
) -> Response[Depot]:
    """File a first enrôlement, without an account."""
    with parts_of(data) as (raw, given):
        form = formulaire_of(decoded(raw, PremierEnrolement))
        filed = enrolements.deposer(portail, form, given, adresse=adresse_of(request))
        return _filed(request, filed)


@post(
    "/enrolements/complementaires",
    sync_to_thread=True,
    request_max_body_size=BODY_MAX,
    responses=_FILED | problems(400, 401, 403, 409, 413, 422, 429),
    tags=["enrolements"],
)
def deposer_complementaire(
    request: Request[Any, Any, Any],
    data: Parties,
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Response[Depot]:
    """File the enrôlement of another product, from one's account."""
    identite.of_fournisseur()
    with parts_of(data) as (raw, given):
        form = decoded(raw, EnrolementComplementaire)
        filed = enrolements.deposer_complementaire(
            portail,
            identite,
            produit_of(form.produit),
            given,
            deposant=form.deposant,
            assujetti_tva=form.assujetti_tva,
        )
        return _filed(request, filed)


@get(
    "/enrolements/{numero:str}/suivi",
    sync_to_thread=True,
    responses=problems(400, 404, 429),
    tags=["enrolements"],
)
def suivre(numero: FromPath[str], suivi: Secret, portail: NamedDependency[Portail]) -> Enrolement:
    """Consult an enrôlement without an account, by its secret."""
    return enrolement_of(enrolements.suivre(portail, numero, suivi))


@post(
    "/enrolements/{numero:str}/suivi/evenements",
    sync_to_thread=True,
    status_code=200,
    responses=problems(400, 404, 409, 413, 422, 429),
    tags=["enrolements"],
)
def repondre_par_suivi(  # noqa: PLR0917
    request: Request[Any, Any, Any],
    numero: FromPath[str],
    suivi: Secret,
    evenement: Evenement,
    type_piece: TypeDonne,
    nom: NomDonne,
    body: RawBody,
    portail: NamedDependency[Portail],
) -> Reponse:
    """Give the document that was asked for, without an account; the body is its bytes."""
    given = DocumentDepose(type_piece, nom, len(body), BytesIO(body))
    answer = instruction_enrolements.repondre_par_suivi(portail, suivi, numero, evenement, given)
    return _answered(request, answer)


def provide_filtre(  # noqa: PLR0917
    numero: Filtre = None,
    du: FiltreJour = None,
    au: FiltreJour = None,
    statut: Annotated[StatutEnrolement | None, QueryParameter()] = None,
    siret: Filtre = None,
    profil: Filtre = None,
    type_enrolement: Annotated[TypeEnrolement | None, QueryParameter(name="type")] = None,
) -> FiltreEnrolements:
    """What the columns are filtered by: `du` and `au` are days of the filing."""
    return FiltreEnrolements(numero, Periode(du, au), statut, siret, profil, type_enrolement)


def provide_ordre(
    tri: Annotated[TriEnrolements, QueryParameter()] = TriEnrolements.NUMERO,
    decroissant: Annotated[bool, QueryParameter()] = True,
) -> OrdreEnrolements:
    """By which column, and from which end."""
    return OrdreEnrolements(tri, decroissant)


_LISTED: Final = {
    "filtre": Provide(provide_filtre, sync_to_thread=False),
    "ordre": Provide(provide_ordre, sync_to_thread=False),
}


@get(
    "/enrolements",
    sync_to_thread=True,
    dependencies=_LISTED,
    responses=problems(400, 401, 403, 429),
    tags=["enrolements"],
)
def lister(  # noqa: PLR0917
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    filtre: NamedDependency[FiltreEnrolements],
    ordre: NamedDependency[OrdreEnrolements],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[EnrolementListe]:
    """List the enrôlements of one's company."""
    identite.of_fournisseur()
    found = listes_enrolements.lister(portail, identite, filtre, Tranche(page, par_page), ordre)
    return page_of(found.elements, found.total, page, par_page, _line)


@get(
    "/enrolements/{numero:str}",
    sync_to_thread=True,
    responses=problems(401, 404, 429),
    tags=["enrolements"],
)
def consulter(
    numero: FromPath[str], portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> Enrolement:
    """Consult an enrôlement: all that was entered."""
    return enrolement_of(enrolements.consulter(portail, identite, numero))


@get(
    "/enrolements/{numero:str}/pieces/{piece:int}",
    sync_to_thread=True,
    media_type="application/octet-stream",
    responses=problems(400, 401, 404, 429),
    tags=["enrolements"],
)
def telecharger(
    numero: FromPath[str],
    piece: Numero,
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Stream:
    """Download a document of an enrôlement."""
    shown, content = enrolements.piece(portail, identite, numero, piece)
    return download(shown.nom, shown.taille, content)


@post(
    "/enrolements/{numero:str}/evenements",
    sync_to_thread=True,
    status_code=200,
    responses=PROBLEMS,
    tags=["enrolements"],
)
def repondre(  # noqa: PLR0917
    request: Request[Any, Any, Any],
    numero: FromPath[str],
    evenement: Evenement,
    type_piece: TypeDonne,
    nom: NomDonne,
    body: RawBody,
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Reponse:
    """Give the document that was asked for; the body is its bytes."""
    given = DocumentDepose(type_piece, nom, len(body), BytesIO(body))
    answer = instruction_enrolements.repondre(portail, identite, numero, evenement, given)
    return _answered(request, answer)


@get(
    "/gestion/enrolements",
    sync_to_thread=True,
    dependencies=_LISTED,
    responses=problems(400, 401, 403, 429),
    tags=["gestion"],
)
def lister_tous(  # noqa: PLR0917
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    filtre: NamedDependency[FiltreEnrolements],
    ordre: NamedDependency[OrdreEnrolements],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[EnrolementListe]:
    """List the enrôlements of every vendor."""
    identite.require_gestionnaire()
    found = listes_enrolements.lister(portail, identite, filtre, Tranche(page, par_page), ordre)
    return page_of(found.elements, found.total, page, par_page, _line)


@post(
    "/gestion/enrolements/{numero:str}/evenements",
    sync_to_thread=True,
    status_code=200,
    responses=PROBLEMS,
    tags=["gestion"],
)
def instruire(
    numero: FromPath[str],
    data: JSONBody[ActeEnrolement],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Enrolement:
    """Ask for a document or for the certificate, validate, or reject."""
    told = {"piece": data.piece, "motif": data.motif}
    details = {name: text for name, text in told.items() if text.strip()}
    return enrolement_of(
        instruction_enrolements.instruire(portail, identite, numero, data.evenement, details)
    )


def _filed(request: Request[Any, Any, Any], filed: enrolements.DepotEnrolement) -> Response[Depot]:
    pieces = [piece_of(one, langue_of(request)) for one in filed.pieces]
    status = 201 if filed.numero else 200
    return Response(Depot(filed.numero, filed.suivi, pieces), status_code=status)


def _answered(
    request: Request[Any, Any, Any], answer: instruction_enrolements.ReponseEnrolement
) -> Reponse:
    shown = enrolement_of(answer.enrolement) if answer.enrolement else None
    return Reponse(piece_of(answer.piece, langue_of(request)), shown)


def _line(line: LigneEnrolement) -> EnrolementListe:
    return msgspec.convert(line, EnrolementListe, from_attributes=True)


ROUTES: Final = (
    deposer,
    deposer_complementaire,
    suivre,
    repondre_par_suivi,
    lister,
    consulter,
    telecharger,
    repondre,
    lister_tous,
    instruire,
)
"""The routes of enrôlements."""
