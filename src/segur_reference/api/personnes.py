"""The persons of a company: consulted, and the changes that are asked of their details."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import JSONBody, QueryParameter
from litestar.response import Stream

from segur_reference.api.fichiers import download
from segur_reference.api.formulaires import PersonneSaisie, PieceLue, piece_of
from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.parties import decoded, document_inconnu, parties, parts_of
from segur_reference.api.problemes import langue_of, problems
from segur_reference.api.saisies import Numero, Paragraphe
from segur_reference.services import personnes
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.personnes import Instruction, ModificationVue
from segur_reference.services.personnes_connues import Qui
from segur_reference.services.portail import Portail
from segur_rules.pieces import MEGAOCTET, PIECE
from segur_rules.portail import Personne
from segur_rules.statuts import EvenementModification, StatutModification
from segur_rules.statuts.personne import MANDAT, PIECE_IDENTITE

TYPES: Final = (MANDAT, PIECE_IDENTITE)
"""The documents that a change may come with."""
BODY_MAX: Final = len(TYPES) * PIECE.taille_max + MEGAOCTET
"""Every document at its largest, and the form."""

Statut = Annotated[StatutModification | None, QueryParameter()]


class Personnes(msgspec.Struct, rename="camel", frozen=True):
    """The company and its persons; `memePersonne` says that the two are one."""

    siret: str
    raison_sociale: str
    adresse: str
    representant: PersonneSaisie
    demandeur: PersonneSaisie
    meme_personne: bool


class ModificationSaisie(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """The part `formulaire`: each person whose details change, given whole."""

    representant: PersonneSaisie | None = None
    demandeur: PersonneSaisie | None = None


class PersonneModifiee(msgspec.Struct, rename="camel", frozen=True, omit_defaults=True):
    """What is told of a person in a change; what does not change is not there."""

    nom: str = ""
    prenom: str = ""
    email: str = ""
    telephone: str = ""


class PersonnesModifiees(msgspec.Struct, rename="camel", frozen=True, omit_defaults=True):
    """The persons of a change: who does not change is not there."""

    representant: PersonneModifiee | None = None
    demandeur: PersonneModifiee | None = None


class PieceModification(msgspec.Struct, rename="camel", frozen=True):
    """A document of a change."""

    id: int
    nom: str
    type: str
    taille: int
    depose: datetime


class Modification(msgspec.Struct, rename="camel", frozen=True):
    """A change that was asked for: the persons when it was (`avant`), what changes (`apres`)."""

    id: int
    fournisseur: str
    depot: datetime
    statut: StatutModification
    depuis: datetime
    avant: PersonnesModifiees
    apres: PersonnesModifiees
    commentaires: str | None
    pieces: list[PieceModification]


class DepotModification(msgspec.Struct, rename="camel", frozen=True):
    """What became of a request. Without a `modification`, a document was refused."""

    modification: Modification | None
    pieces: list[PieceLue]


class ActeModification(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """ACCEPTER or REJETER, and the comments that the vendor reads."""

    evenement: EvenementModification
    commentaires: Paragraphe = ""


_FILED: Final = {
    200: ResponseSpec(
        DepotModification, generate_examples=False, description="A document was refused."
    ),
    201: ResponseSpec(DepotModification, generate_examples=False, description="It is filed."),
}


@get("/personnes", sync_to_thread=True, responses=problems(401, 403, 404, 429), tags=["compte"])
def consulter(portail: NamedDependency[Portail], identite: NamedDependency[Identite]) -> Personnes:
    """Consult the représentant légal and the demandeur of one's company."""
    seen = personnes.consulter(portail, identite)
    known = {qui: _saisie(one) for qui, one in seen.personnes.items()}
    return Personnes(
        seen.siret,
        seen.raison_sociale,
        seen.adresse,
        known[Qui.REPRESENTANT],
        known[Qui.DEMANDEUR],
        seen.meme_personne,
    )


@post(
    "/personnes/modifications",
    sync_to_thread=True,
    request_max_body_size=BODY_MAX,
    responses=_FILED | problems(400, 401, 403, 404, 413, 422, 429),
    tags=["compte"],
)
def demander(
    request: Request[Any, Any, Any],
    data: Annotated[dict[str, Any], parties(TYPES)],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Response[DepotModification]:
    """Ask for a change of the persons' details, with the documents that justify it.

    A name or a first name asks for both documents, an email or a telephone for the identity
    document alone.
    """
    identite.of_fournisseur()
    with parts_of(data) as (raw, given):
        unknown = [one.type for one in given if one.type not in TYPES]
        if unknown:
            raise document_inconnu(TYPES)
        form = decoded(raw, ModificationSaisie)
        wanted = {Qui.REPRESENTANT: form.representant, Qui.DEMANDEUR: form.demandeur}
        entered = {
            qui: Personne(one.nom, one.prenom, one.email, one.telephone)
            for qui, one in wanted.items()
            if one is not None
        }
        done = personnes.demander(portail, identite, entered, given)
    shown = None if done.modification is None else _modification(done.modification)
    pieces = [piece_of(one, langue_of(request)) for one in done.pieces]
    return Response(DepotModification(shown, pieces), status_code=201 if shown else 200)


@get(
    "/personnes/modifications",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 429),
    tags=["compte"],
)
def historique(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    statut: Statut = None,
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[Modification]:
    """List the changes that one's company asked for, the last first."""
    identite.of_fournisseur()
    found = personnes.historique(portail, identite, statut, Tranche(page, par_page))
    return page_of(found.elements, found.total, page, par_page, _modification)


@get(
    "/personnes/modifications/{numero:int}/pieces/{piece:int}",
    sync_to_thread=True,
    media_type="application/octet-stream",
    responses=problems(400, 401, 404, 429),
    tags=["compte"],
)
def telecharger(
    numero: Numero,
    piece: Numero,
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Stream:
    """Download a document of a change that one may see."""
    return download(*personnes.piece(portail, identite, numero, piece))


@get(
    "/gestion/modifications",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 429),
    tags=["gestion"],
)
def lister(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    statut: Statut = None,
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[Modification]:
    """List the changes that every vendor asked for, the last first."""
    identite.require_gestionnaire()
    found = personnes.historique(portail, identite, statut, Tranche(page, par_page))
    return page_of(found.elements, found.total, page, par_page, _modification)


@post(
    "/gestion/modifications/{numero:int}/evenements",
    sync_to_thread=True,
    status_code=200,
    responses=problems(400, 401, 403, 404, 409, 429),
    tags=["gestion"],
)
def instruire(
    numero: Numero,
    data: JSONBody[ActeModification],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Modification:
    """Accept or reject a change of persons' details.

    A user who is one of the persons, by name and address, is from then on what was accepted, and
    links that were sent to a former address serve no more.
    """
    instruction = Instruction(data.evenement, data.commentaires)
    return _modification(personnes.instruire(portail, identite, numero, instruction))


def _saisie(one: Personne) -> PersonneSaisie:
    return PersonneSaisie(one.nom, one.prenom, one.email, one.telephone)


def _modification(one: ModificationVue) -> Modification:
    return msgspec.convert(one, Modification, from_attributes=True)


ROUTES: Final = (consulter, demander, historique, telecharger, lister, instruire)
"""The routes of persons."""
