"""Files of demandes: simulated with or without an account, imported, listed, given back."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

import msgspec
from attrs import asdict
from litestar import Request, get, post
from litestar.di import NamedDependency, Provide
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter, RawBody
from litestar.response import Stream

from segur_reference.api.fichiers import download
from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.places import COMPTES, SANS_COMPTE
from segur_reference.api.problemes import PROBLEMS, langue_of, problems
from segur_reference.api.saisies import Ligne, Numero
from segur_reference.services import imports
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_rules.messages.rapport import report_to_dict
from segur_rules.outcomes import Report
from segur_rules.portail import CriteresImports, Depot, FormulaireImport, Periode, digest
from segur_rules.statuts import TypeDemande

Type = Annotated[
    TypeDemande | None, QueryParameter(name="type", description="What the file asks for.")
]
Taux = Annotated[
    Decimal | None, QueryParameter(name="tauxTva", description="The VAT rate, in percent.")
]
NumeroAns = Annotated[
    Ligne | None, QueryParameter(name="numeroAns", description="The product's ANS number.")
]
Sons = Annotated[
    Ligne | None, QueryParameter(description="The SONS; the file shows it most of the time.")
]
NomFichier = Annotated[
    Ligne, QueryParameter(name="nomFichier", description="The name of the file, to be listed.")
]
Jour = Annotated[date | None, QueryParameter(description="A day of Paris, inclusive.")]
Types = Annotated[
    list[TypeDemande] | None, QueryParameter(name="type", description="Avances, soldes or both.")
]

_REPORT: Final = ResponseSpec(
    dict[str, Any],
    generate_examples=False,
    description="The report: its verdict, what was found, what could not be evaluated.",
)


_REPORT_AND_IMPORTS: Final = ResponseSpec(
    dict[str, Any],
    generate_examples=False,
    description=(
        "The report: its verdict, what was found, what could not be evaluated. Beside it, "
        "`memeFichier`: the imports of these very bytes, whose demandes one more would double."
    ),
)


class Import(msgspec.Struct, rename="camel", frozen=True):
    """A file that was imported: a line of the table of imports."""

    identifiant: str
    instant: datetime
    numero_ans: str
    type: TypeDemande
    nom_fichier: str
    demandes: int
    retenues: int
    rejetees: int


class LigneImportee(msgspec.Struct, rename="camel", frozen=True):
    """What became of one line: its number, or the code and the wording of its rejection."""

    numero_editeur: str | None
    numero: str | None
    code: str
    libelle: str


class Importation(msgspec.Struct, rename="camel", frozen=True):
    """What became of a file. Without an `import`, all of it is refused and nothing was kept.

    `deja` says that this import had been made already, and that nothing was added. `memeFichier`
    are the other imports of these very bytes: their demandes are there too.
    """

    depot: Import | None = msgspec.field(name="import")
    lignes: list[LigneImportee]
    rapport: dict[str, Any]
    deja: bool
    meme_fichier: list[str]


def provide_formulaire(
    body: RawBody,
    type_demande: Type = None,
    numero_ans: NumeroAns = None,
    taux_tva: Taux = None,
) -> FormulaireImport:
    """The form of a simulation and of an import; the file is the body."""
    return FormulaireImport(type_demande, numero_ans, taux_tva, digest(body))


def provide_criteres(
    numero_ans: NumeroAns = None,
    types: Types = None,
    du: Jour = None,
    au: Jour = None,
) -> CriteresImports:
    """What imports are searched by: both bounds of the dates, or none."""
    return CriteresImports(numero_ans, types or (), Periode(du, au))


# A digest takes a while of a large body.
_FORM: Final = {"formulaire": Provide(provide_formulaire, sync_to_thread=True)}
_SEARCH: Final = {"criteres": Provide(provide_criteres, sync_to_thread=False)}


@post(
    "/simulations",
    status_code=200,
    responses={200: _REPORT, **problems(400, 413, 422, 429)},
    tags=["imports"],
)
async def simuler_sans_compte(  # noqa: PLR0917
    request: Request[Any, Any, Any],
    body: RawBody,
    portail: NamedDependency[Portail],
    type_demande: Type = None,
    sons: Sons = None,
    taux_tva: Taux = None,
) -> dict[str, Any]:
    """Simulate a file without an account: it is judged as of now, and nothing is kept."""

    def work() -> dict[str, Any]:
        report = imports.simuler_sans_compte(
            portail, body, type_demande=type_demande, sons=sons, taux_tva=taux_tva
        )
        return _told(request, report)

    return await SANS_COMPTE.judge(body, work)


@post(
    "/imports/simulations",
    status_code=200,
    dependencies=_FORM,
    responses={200: _REPORT_AND_IMPORTS, **problems(400, 401, 403, 413, 422, 429)},
    tags=["imports"],
)
async def simuler(
    request: Request[Any, Any, Any],
    body: RawBody,
    formulaire: NamedDependency[FormulaireImport],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> dict[str, Any]:
    """Simulate a file with what the portal knows; the import of these very bytes may follow."""

    def work() -> dict[str, Any]:
        done = imports.simuler(portail, identite, body, formulaire)
        return {**_told(request, done.report), "memeFichier": list(done.meme_fichier)}

    return await COMPTES.judge(body, work)


@post(
    "/imports",
    status_code=200,
    dependencies=_FORM,
    responses=PROBLEMS | problems(413),
    tags=["imports"],
)
async def importer(  # noqa: PLR0917
    request: Request[Any, Any, Any],
    body: RawBody,
    formulaire: NamedDependency[FormulaireImport],
    nom_fichier: NomFichier,
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Importation:
    """Import a file that was simulated as it is, with the same form.

    The same call again, whose answer was lost, is answered the same, with `deja`; simulated again,
    the file is imported anew.
    """

    def work() -> Importation:
        done = imports.importer(portail, identite, body, formulaire, nom_fichier)
        return Importation(
            None if done.depot is None else _import_of(done.depot),
            [LigneImportee(**asdict(line)) for line in done.lignes],
            dict(done.rapports[langue_of(request)]),
            done.deja,
            list(done.meme_fichier),
        )

    return await COMPTES.judge(body, work)


@get(
    "/imports",
    sync_to_thread=True,
    dependencies=_SEARCH,
    responses=problems(400, 401, 403, 422, 429),
    tags=["imports"],
)
def lister(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    criteres: NamedDependency[CriteresImports],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[Import]:
    """List the imports of one's company, the last first."""
    found = imports.lister(portail, identite, criteres, Tranche(page, par_page))
    return page_of(found.elements, found.total, page, par_page, _import_of)


@get(
    "/imports/{numero:int}/retour",
    sync_to_thread=True,
    media_type="application/octet-stream",
    responses=problems(400, 401, 403, 404, 429),
    tags=["imports"],
)
def retour(
    numero: Numero, portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> Stream:
    """Download the file that the portal returned: the one that was filed, with its numbers."""
    content = imports.retour(portail, identite, numero)
    return download(f"retour-{numero}.json", len(content), iter((content,)))


def _told(request: Request[Any, Any, Any], report: Report) -> dict[str, Any]:
    return report_to_dict(report, langue_of(request))


def _import_of(depot: Depot) -> Import:
    return Import(
        identifiant=depot.identifiant,
        instant=depot.instant,
        numero_ans=depot.numero_ans,
        type=depot.type,
        nom_fichier=depot.nom_fichier,
        demandes=depot.demandes,
        retenues=depot.retenues,
        rejetees=depot.rejetees,
    )


ROUTES: Final = (simuler_sans_compte, simuler, importer, lister, retour)
"""The routes of imports."""
