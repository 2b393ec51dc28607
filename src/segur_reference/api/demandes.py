"""The demandes of a vendor: listed and searched; and one of them, for whoever may see it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Any, Final

import msgspec
from attrs import asdict
from litestar import get
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, QueryParameter

from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.pieces import Piece, piece_of
from segur_reference.api.problemes import problems
from segur_reference.api.saisies import Ligne
from segur_reference.services import consultation, recherche
from segur_reference.services.consultation import Fiche, VersionVue
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_reference.services.recherche import DemandeTrouvee
from segur_rules.demandes.codes import RegimeTVA
from segur_rules.portail import Accordeon, CriteresDemandes, Periode
from segur_rules.rules.scenarios import Controle
from segur_rules.statuts import (
    Acteur,
    Correspondance,
    EtatPaiement,
    StatutDemande,
    TypeDemande,
)


class DemandeListee(msgspec.Struct, rename="camel", frozen=True):
    """A line of the list: one avenant of a demande. Amounts are euros."""

    numero: str
    type: TypeDemande
    avenant: int
    numero_editeur: str
    sons: str
    couloir: str
    logiciel: str
    date_depot: date
    statut: StatutDemande
    depuis: date
    paiement: EtatPaiement
    denomination_sociale: str
    montant_segur_ht: Decimal = msgspec.field(name="montantSegurHT")
    date_commande: date | None
    date_paiement: date | None
    montant_paye: Decimal | None


class Recapitulatif(msgspec.Struct, rename="camel", frozen=True):
    """What stands beside a demande: the product, the company, the last change of statut."""

    numero_ans: str
    date_prise_effet: date | None
    siret: str
    denomination_sociale: str
    adresse: str
    date_changement_statut: datetime


class Montants(msgspec.Struct, rename="camel", frozen=True):
    """The four amounts, in euros; those that follow the first are shown once it was instructed."""

    declare_ht: Decimal = msgspec.field(name="declareHT")
    retenu_ht: Decimal | None = msgspec.field(name="retenuHT")
    retenu: Decimal | None
    decide: Decimal | None


class Coordonnees(msgspec.Struct, rename="camel", frozen=True):
    """The bank details that the payment goes to."""

    iban: str
    bic: str
    titulaire: str
    domiciliation: str


class Porteur(msgspec.Struct, rename="camel", frozen=True):
    """Who carries the order, with the details of a mandataire."""

    mandataire: bool
    client_unique: bool
    nom: str | None
    email: str | None
    telephone: str | None


class Beneficiaire(msgspec.Struct, rename="camel", frozen=True):
    """A bénéficiaire; on a solde, `correspondance` says what became of it since the avance."""

    numero: str | None
    nom: str | None
    email: str | None
    telephone: str | None
    raison_sociale: str | None
    correspondance: Correspondance | None


class LigneScenario(msgspec.Struct, rename="camel", frozen=True):
    """A line of the scenario, and whether it was checked against the referenced profils."""

    pointer: str
    champ: str
    valeur: str | bool | None
    controle: Controle
    profil: str | None


class Demande(msgspec.Struct, rename="camel", frozen=True):
    """A demande as its screen shows it; `expiration` while it is not complete."""

    numero: str
    type: TypeDemande
    statut: StatutDemande
    paiement: EtatPaiement
    depot: datetime
    expiration: datetime | None
    recapitulatif: Recapitulatif
    accordeons: list[Accordeon]
    sons: str
    numero_editeur: str
    date_document: date
    regime_tva: RegimeTVA = msgspec.field(name="regimeTVA")
    taux_tva: Decimal = msgspec.field(name="tauxTVA")
    montants: Montants
    coordonnees: Coordonnees | None
    porteur: Porteur
    beneficiaires: list[Beneficiaire]
    pieces: list[Piece]
    scenario: list[LigneScenario]


class Version(msgspec.Struct, rename="camel", frozen=True):
    """A demande as an act left it, with what it held by then; `ligne` is as it was filed."""

    rang: int
    avenant: int
    statut: StatutDemande
    paiement: EtatPaiement
    acte: str | None
    instant: datetime
    depuis: datetime
    montant_ht: Decimal = msgspec.field(name="montantHT")
    montant_decide: Decimal | None
    montant_paye: Decimal | None
    montants: Montants
    numero_editeur: str
    taux_tva: Decimal = msgspec.field(name="tauxTVA")
    coordonnees: Coordonnees | None
    ligne: dict[str, msgspec.Raw]


class Evenement(msgspec.Struct, rename="camel", frozen=True):
    """What was done, by whom, and when.

    `auteur` is the identifiant of the user who did it: of any user for a gestionnaire, of a user
    of one's own company for a vendor, and null otherwise.
    """

    instant: datetime
    acteur: Acteur
    auteur: str | None
    acte: str
    details: dict[str, Any]


_LIGNE: Final = msgspec.json.Decoder(dict[str, msgspec.Raw])


def provide_criteres(  # noqa: PLR0917
    numero: Annotated[Ligne | None, QueryParameter()] = None,
    types: Annotated[list[TypeDemande] | None, QueryParameter(name="type")] = None,
    statuts: Annotated[list[StatutDemande] | None, QueryParameter(name="statut")] = None,
    paiements: Annotated[list[EtatPaiement] | None, QueryParameter(name="paiement")] = None,
    logiciels: Annotated[list[Ligne] | None, QueryParameter(name="logiciel")] = None,
    du: Annotated[date | None, QueryParameter(description="From this day of filing.")] = None,
    au: Annotated[date | None, QueryParameter(description="To this day, inclusive.")] = None,
) -> CriteresDemandes:
    """What demandes are searched by: a search gives both bounds of the dates."""
    return CriteresDemandes(
        numero, types or (), statuts or (), paiements or (), logiciels or (), Periode(du, au)
    )


@get(
    "/demandes",
    sync_to_thread=True,
    dependencies={"criteres": Provide(provide_criteres, sync_to_thread=False)},
    responses=problems(400, 401, 403, 409, 422, 429),
    tags=["demandes"],
)
def lister(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    criteres: NamedDependency[CriteresDemandes],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[DemandeListee]:
    """List or search the demandes of one's company, the last filed first.

    Above 500 of them a filter is compulsory (`FILTRE_OBLIGATOIRE`). A search, by whatever
    criterion, gives both `du` and `au` (else `BORNE_MANQUANTE`).
    """
    found = recherche.rechercher(portail, identite, criteres, Tranche(page, par_page))
    return page_of(found.elements, found.total, page, par_page, _listee)


@get(
    "/demandes/numeros",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 422, 429),
    tags=["demandes"],
)
def proposer(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    saisie: Annotated[Ligne, QueryParameter(description="Three characters of a number at least.")],
) -> list[str]:
    """Propose the numbers that contain what was typed."""
    return list(recherche.proposer(portail, identite, saisie))


@get(
    "/demandes/{numero:str}",
    sync_to_thread=True,
    responses=problems(401, 404, 429),
    tags=["demandes"],
)
def consulter(
    numero: FromPath[str], portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> Demande:
    """Consult a demande that one may see."""
    return _demande_of(consultation.consulter(portail, identite, numero))


@get(
    "/demandes/{numero:str}/versions",
    sync_to_thread=True,
    responses=problems(401, 404, 429),
    tags=["demandes"],
)
def versions(
    numero: FromPath[str], portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> list[Version]:
    """List every version of a demande since it was first filed."""
    return [_version_of(one) for one in consultation.versions(portail, identite, numero)]


@get(
    "/demandes/{numero:str}/evenements",
    sync_to_thread=True,
    responses=problems(401, 404, 429),
    tags=["demandes"],
)
def evenements(
    numero: FromPath[str], portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> list[Evenement]:
    """List what was done to a demande, the first first."""
    found = consultation.evenements(portail, identite, numero)
    return [Evenement(**{**asdict(one), "details": dict(one.details)}) for one in found]


def _listee(found: DemandeTrouvee) -> DemandeListee:
    line = asdict(found.ligne)
    declared = line.pop("montant_declare_ht")
    return DemandeListee(
        **line,
        avenant=found.avenant,
        sons=found.sons,
        denomination_sociale=found.denomination_sociale,
        montant_segur_ht=declared,
    )


def _demande_of(fiche: Fiche) -> Demande:
    shown = asdict(fiche, recurse=False)
    return Demande(
        **{
            **shown,
            "recapitulatif": Recapitulatif(**asdict(fiche.recapitulatif)),
            "accordeons": list(fiche.accordeons),
            "montants": Montants(**asdict(fiche.montants)),
            "coordonnees": _coordonnees_of(fiche.coordonnees),
            "porteur": Porteur(**asdict(fiche.porteur)),
            "beneficiaires": [Beneficiaire(**asdict(one)) for one in fiche.beneficiaires],
            "pieces": [piece_of(one) for one in fiche.pieces],
            "scenario": [LigneScenario(**asdict(one)) for one in fiche.scenario],
        }
    )


def _version_of(one: VersionVue) -> Version:
    return Version(
        **{
            **asdict(one, recurse=False),
            "montants": Montants(**asdict(one.montants)),
            "coordonnees": _coordonnees_of(one.coordonnees),
            # Its numbers are those of the file, to the last digit: read again, they might not be.
            "ligne": _LIGNE.decode(one.ligne),
        }
    )


def _coordonnees_of(known: Mapping[str, Any]) -> Coordonnees | None:
    return Coordonnees(**known) if known else None


ROUTES: Final = (lister, proposer, consulter, versions, evenements)
"""The routes of consultation."""
