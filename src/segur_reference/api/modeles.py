"""Document models of vague 2: imported, validated, and looked at by the gestionnaires."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, delete, get, post
from litestar.di import NamedDependency
from litestar.params import JSONBody, QueryParameter, RawBody
from litestar.response import Stream

from segur_reference.api.constats import Constat, constats_of
from segur_reference.api.fichiers import download
from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.problemes import langue_of, problems
from segur_reference.api.saisies import SANS_NUL, Numero, Paragraphe
from segur_reference.services import modeles
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.modeles import Instruction, ModeleVu
from segur_reference.services.portail import Portail
from segur_rules.portail import EcranModeles
from segur_rules.statuts import EvenementModele, StatutModele

Type = Annotated[
    str,
    QueryParameter(
        name="type",
        max_length=100,
        pattern=SANS_NUL,
        description="What it is a model of: `MODELE_BDC_HOP`.",
    ),
]
Nom = Annotated[str, QueryParameter(name="nom", description="The name of its file.")]


class Modele(msgspec.Struct, rename="camel", frozen=True):
    """A document model of a company; `commentaires` are the ASP's, once it has looked at it."""

    id: int
    fournisseur: str
    date_import: date
    type: str
    nom: str
    taille: int
    statut: StatutModele
    commentaires: str | None


class Modeles(msgspec.Struct, rename="camel", frozen=True):
    """The two tables: what is being imported, which may be deleted, and what the ASP was asked."""

    en_cours: list[Modele]
    historique: list[Modele]


class ModeleImporte(msgspec.Struct, rename="camel", frozen=True):
    """What became of an import. Without a `modele` it was refused, and nothing was kept."""

    modele: Modele | None
    constats: list[Constat]


class ActeModele(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """ACCEPTER or REJETER, and the comments that the vendor reads."""

    evenement: EvenementModele
    commentaires: Paragraphe = ""


@get("/modeles", sync_to_thread=True, responses=problems(401, 403, 409, 429), tags=["modeles"])
def consulter(portail: NamedDependency[Portail], identite: NamedDependency[Identite]) -> Modeles:
    """Show the models of one's company, which has an enrôlement of vague 2."""
    return _screen_of(modeles.ecran(portail, identite))


@post(
    "/modeles",
    sync_to_thread=True,
    status_code=200,
    responses=problems(400, 401, 403, 409, 413, 422, 429),
    tags=["modeles"],
)
def importer(  # noqa: PLR0917
    request: Request[Any, Any, Any],
    nom: Nom,
    body: RawBody,
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    type_modele: Type = "",
) -> ModeleImporte:
    """Import a model, whose bytes are the body; the import is validated afterwards."""
    done = modeles.importer(portail, identite, type_modele, nom, body)
    shown = None if done.modele is None else _modele_of(done.modele)
    return ModeleImporte(shown, constats_of(done.findings, langue_of(request)))


@post(
    "/modeles/validation",
    sync_to_thread=True,
    status_code=200,
    responses=problems(401, 403, 409, 429),
    tags=["modeles"],
)
def valider(portail: NamedDependency[Portail], identite: NamedDependency[Identite]) -> Modeles:
    """Validate the import of all that is being imported: the ASP then looks at it."""
    return _screen_of(modeles.valider(portail, identite))


@delete(
    "/modeles/{numero:int}",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 404, 409, 429),
    tags=["modeles"],
)
def supprimer(
    numero: Numero, portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> None:
    """Delete a model whose import is not validated."""
    modeles.supprimer(portail, identite, numero)


@get(
    "/modeles/{numero:int}/document",
    sync_to_thread=True,
    media_type="application/octet-stream",
    responses=problems(400, 401, 404, 429),
    tags=["modeles"],
)
def telecharger(
    numero: Numero, portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> Stream:
    """Download a model that one may see."""
    return download(*modeles.document(portail, identite, numero))


@get(
    "/gestion/modeles",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 429),
    tags=["gestion"],
)
def lister(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    statut: Annotated[StatutModele | None, QueryParameter()] = None,
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[Modele]:
    """List the models whose import is validated, of every vendor."""
    found = modeles.lister(portail, identite, statut, Tranche(page, par_page))
    return page_of(found.elements, found.total, page, par_page, _modele_of)


@post(
    "/gestion/modeles/{numero:int}/evenements",
    sync_to_thread=True,
    status_code=200,
    responses=problems(400, 401, 403, 404, 409, 429),
    tags=["gestion"],
)
def instruire(
    numero: Numero,
    data: JSONBody[ActeModele],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Modele:
    """Accept or reject a model."""
    instruction = Instruction(data.evenement, data.commentaires)
    return _modele_of(modeles.instruire(portail, identite, numero, instruction))


def _screen_of(ecran: EcranModeles[ModeleVu]) -> Modeles:
    return Modeles(
        [_modele_of(one) for one in ecran.en_cours], [_modele_of(one) for one in ecran.historique]
    )


def _modele_of(one: ModeleVu) -> Modele:
    return msgspec.convert(one, Modele, from_attributes=True)


ROUTES: Final = (consulter, importer, valider, supprimer, telecharger, lister, instruire)
"""The routes of models."""
