"""The documents of demandes: given one by one or in one zip, taken back, downloaded.

And the demandes that still wait for theirs.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from tempfile import TemporaryFile
from typing import Annotated, Any, BinaryIO, Final

import msgspec
from attrs import asdict
from litestar import Request, delete, get, post, put
from litestar.concurrency import sync_to_thread
from litestar.di import NamedDependency, Provide
from litestar.exceptions import ClientException
from litestar.params import FromPath, PathParameter, QueryParameter, RawBody
from litestar.response import Stream
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from segur_reference.api.constats import Constat, constats_of
from segur_reference.api.fichiers import download
from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.problemes import PROBLEMS, langue_of, problems
from segur_reference.api.saisies import Ligne, Numero
from segur_reference.services import completude, pieces, zips
from segur_reference.services.completude import CriteresIncompletes, Incomplete
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.pieces import PieceVue
from segur_reference.services.portail import Portail
from segur_reference.services.zips import EntreeDuZip, Parmi, ZipDepose
from segur_rules.portail import Periode
from segur_rules.statuts import TypeDemande

Depot = Annotated[
    int | None,
    QueryParameter(
        name="import",
        description="Only the demandes of this import, by its identifiant.",
        ge=1,
        le=2**31 - 1,
    ),
]
Cible = Annotated[Ligne | None, QueryParameter(description="Only this demande, by its number.")]


class Piece(msgspec.Struct, rename="camel", frozen=True):
    """A document of a demande; while it is not `confirmee`, its addition may be taken back."""

    id: int
    nom: str
    type: str
    taille: int
    depot: datetime
    par_asp: bool
    confirmee: bool


class PieceDeposee(msgspec.Struct, rename="camel", frozen=True):
    """What became of a document. Without a `piece` it was refused, and nothing was kept."""

    piece: Piece | None
    complete: bool
    constats: list[Constat]


class Attendue(msgspec.Struct, rename="camel", frozen=True):
    """A document that the file announced, and whether it was given."""

    nom: str
    type: str
    donnee: bool


class DemandeIncomplete(msgspec.Struct, rename="camel", frozen=True):
    """A demande that waits for its documents until it expires."""

    numero: str
    type: TypeDemande
    numero_editeur: str
    montant_ht: Decimal = msgspec.field(name="montantSegurHT")
    depot: datetime
    expiration: datetime
    attendues: list[Attendue]


class EntreeZip(msgspec.Struct, rename="camel", frozen=True):
    """What became of an entry: which demande it joined, or why none."""

    nom: str
    raison: str
    demande: str | None
    deposee: bool
    constats: list[Constat]


class Zip(msgspec.Struct, rename="camel", frozen=True):
    """What became of a zip, and the demandes that it made complete."""

    refuse: bool
    constats: list[Constat]
    entrees: list[EntreeZip]
    completees: list[str]


def provide_criteres(
    numero: Annotated[Ligne | None, QueryParameter()] = None,
    types: Annotated[list[TypeDemande] | None, QueryParameter(name="type")] = None,
    du: Annotated[date | None, QueryParameter()] = None,
    au: Annotated[date | None, QueryParameter()] = None,
) -> CriteresIncompletes:
    """What they are searched by: both bounds of the day of filing, or none."""
    return CriteresIncompletes(numero, frozenset(types or ()), Periode(du, au))


@get(
    "/incompletes",
    sync_to_thread=True,
    dependencies={"criteres": Provide(provide_criteres, sync_to_thread=False)},
    responses=problems(400, 401, 403, 422, 429),
    tags=["pieces"],
)
def lister(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    criteres: NamedDependency[CriteresIncompletes],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[DemandeIncomplete]:
    """List the demandes of one's company that are not complete, what expires first at the top."""
    found = completude.lister(portail, identite, criteres, Tranche(page, par_page))
    return page_of(found.elements, found.total, page, par_page, _incomplete_of)


@delete("/demandes/{numero:str}", sync_to_thread=True, responses=PROBLEMS, tags=["pieces"])
def supprimer(
    numero: FromPath[str], portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> None:
    """Delete an avance that is not complete."""
    completude.supprimer(portail, identite, numero)


@put(
    # Called as where the number stands in the routes below: one path has one template.
    "/demandes/{numero:str}/pieces/{piece:str}",
    sync_to_thread=True,
    responses=PROBLEMS | problems(413),
    tags=["pieces"],
)
def deposer(  # noqa: PLR0917
    request: Request[Any, Any, Any],
    numero: FromPath[str],
    piece: Annotated[str, PathParameter(description="The name of its file.")],
    body: RawBody,
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> PieceDeposee:
    """Give a document, whose bytes are the body: one that is announced, or one that was asked for.

    A demande whose announced documents are all there becomes complete. One that was asked for is
    confirmed afterwards, by the event AJOUTER_PIECE.
    """
    done = pieces.deposer(portail, identite, numero, piece, body)
    return PieceDeposee(
        None if done.piece is None else piece_of(done.piece),
        done.complete,
        constats_of(done.findings, langue_of(request)),
    )


@delete(
    "/demandes/{numero:str}/pieces/{piece:int}",
    sync_to_thread=True,
    responses=PROBLEMS,
    tags=["pieces"],
)
def retirer(
    numero: FromPath[str],
    piece: Numero,
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> None:
    """Take back a document that is being added, before its addition is confirmed."""
    pieces.supprimer(portail, identite, numero, piece)


@get(
    "/demandes/{numero:str}/pieces/{piece:int}",
    sync_to_thread=True,
    media_type="application/octet-stream",
    responses=problems(400, 401, 404, 429),
    tags=["pieces"],
)
def telecharger(
    numero: FromPath[str],
    piece: Numero,
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Stream:
    """Download a document of a demande."""
    found = pieces.telecharger(portail, identite, numero, piece)
    return download(found.nom, found.taille, found.morceaux)


@post(
    "/incompletes/zip",
    status_code=200,
    # Counted below, for the limit is a setting.
    request_max_body_size=None,
    responses=problems(400, 401, 403, 404, 413, 429),
    tags=["pieces"],
)
async def deposer_zip(
    request: Request[Any, Any, Any],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    depot: Depot = None,
    demande: Cible = None,
) -> Zip:
    """Give the documents of all demandes that are not complete, in one zip: the body.

    Each entry joins its demande by its name; what joins none, or is refused, is told. A numéro
    éditeur may be that of demandes of several imports: `import` says which import is meant.
    """
    identite.of_fournisseur()
    parmi = Parmi(depot, demande)
    with TemporaryFile() as spooled:
        await _spool(request, spooled, portail.settings.zip_bytes)
        done = await sync_to_thread(zips.deposer_zip, portail, identite, spooled, parmi)
    return _zip_of(done, langue_of(request))


async def _spool(request: Request[Any, Any, Any], spooled: BinaryIO, most: int) -> None:
    """Write the body to a file. Raises `ClientException` for one that is too large."""
    async for piece in request.stream():
        most -= len(piece)
        if most < 0:
            raise ClientException(status_code=HTTP_413_REQUEST_ENTITY_TOO_LARGE)
        spooled.write(piece)


def piece_of(piece: PieceVue) -> Piece:
    """A document as it is shown."""
    return Piece(**asdict(piece))


def _incomplete_of(one: Incomplete) -> DemandeIncomplete:
    attendues = [Attendue(**asdict(attendue)) for attendue in one.attendues]
    return DemandeIncomplete(**{**asdict(one, recurse=False), "attendues": attendues})


def _zip_of(done: ZipDepose, langue: str) -> Zip:
    def entree_of(one: EntreeDuZip) -> EntreeZip:
        constats = constats_of(one.findings, langue)
        return EntreeZip(one.nom, one.raison, one.demande, one.deposee, constats)

    return Zip(
        done.refuse,
        constats_of(done.findings, langue),
        [entree_of(one) for one in done.entrees],
        list(done.completees),
    )


ROUTES: Final = (lister, supprimer, deposer, retirer, telecharger, deposer_zip)
"""The routes of documents."""
