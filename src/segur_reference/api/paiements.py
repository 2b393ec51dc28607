"""Payments: those to be made, those to be given back, what a dossier was paid."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Final

import msgspec
from attrs import asdict
from litestar import get
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.problemes import problems
from segur_reference.services import paiements
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.paiements import Versement
from segur_reference.services.portail import Portail
from segur_rules.statuts import EtatPaiement, TypeDemande

Etat = Annotated[EtatPaiement | None, QueryParameter(description="Where the payment stands.")]


class OrdreDePaiement(msgspec.Struct, rename="camel", frozen=True):
    """A payment that was decided, in euros, and the account that it goes to."""

    numero: str
    type: TypeDemande
    siret: str
    raison_sociale: str
    etat: EtatPaiement
    montant: Decimal
    iban: str
    bic: str
    titulaire: str


class OrdreDeRecouvrement(msgspec.Struct, rename="camel", frozen=True):
    """An order to give back what was paid, in euros."""

    numero: str
    siret: str
    raison_sociale: str
    instant: datetime
    montant: Decimal


class LigneDeSuivi(msgspec.Struct, rename="camel", frozen=True):
    """A payment of the dossier; days are those of Paris, amounts euros by régime de TVA.

    `avis` is the number of the document that tells of the payment, once it was made.
    """

    numero: str
    objet: str
    type: TypeDemande
    etat: EtatPaiement
    montant_decide: Decimal
    date_validation: date | None
    date_mise_en_paiement: date | None
    montant_paye: Decimal | None
    date_paiement: date | None
    avis: int | None


@get(
    "/gestion/paiements",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 429),
    tags=["gestion"],
)
def lister(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    etat: Etat = None,
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[OrdreDePaiement]:
    """List the payments that were decided, the oldest first."""
    found = paiements.ordres(portail, identite, etat, Tranche(page, par_page))
    return page_of(
        found.elements,
        found.total,
        page,
        par_page,
        lambda ordre: OrdreDePaiement(**asdict(ordre)),
    )


@get(
    "/gestion/recouvrements",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 429),
    tags=["gestion"],
)
def lister_recouvrements(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[OrdreDeRecouvrement]:
    """List the orders to give back what was paid, the newest first."""
    found = paiements.recouvrements(portail, identite, Tranche(page, par_page))
    return page_of(
        found.elements,
        found.total,
        page,
        par_page,
        lambda ordre: OrdreDeRecouvrement(**asdict(ordre)),
    )


@get(
    "/demandes/{numero:str}/suivi",
    sync_to_thread=True,
    responses=problems(401, 404, 429),
    tags=["demandes"],
)
def suivre(
    numero: FromPath[str], portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> list[LigneDeSuivi]:
    """Follow the payments of the dossier of a demande; none until its avance is Décidée."""
    return [_line(one) for one in paiements.suivi(portail, identite, numero)]


def _line(versement: Versement) -> LigneDeSuivi:
    shown = asdict(versement.ligne) | {"avis": versement.avis}
    return LigneDeSuivi(**shown)


ROUTES: Final = (lister, lister_recouvrements, suivre)
"""The routes of payments."""
