"""Instructing demandes: the queue, what each comes to, the acts, the budget."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Final, Literal

import msgspec
from attrs import asdict
from litestar import Request, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody, QueryParameter

from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.problemes import PROBLEMS, langue_of, problems, refused_to_dict
from segur_reference.api.saisies import Ligne, Paragraphe
from segur_reference.services import budgets, instruction
from segur_reference.services.budgets import EtatBudget
from segur_reference.services.dossiers import evenement_of
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import A_INSTRUIRE, Criteres, Entree, Fait
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_rules.montants import answer_to_dict
from segur_rules.outcomes import Refused
from segur_rules.portail import Saisie
from segur_rules.statuts import EtatPaiement, StatutDemande, TypeDemande

NomActe = Literal[
    "DEMANDER_PIECE",
    "DEMANDER_MODIFICATION",
    "VALIDER",
    "REJETER",
    "DECIDER",
    "ANNULER",
    "RECOUVRER",
    "METTRE_EN_PAIEMENT",
    "PAYER",
]
"""The acts of a gestionnaire, by the names of the library's events."""

Plafond = Annotated[
    Decimal | None,
    QueryParameter(name="plafondHT", description="An HT ceiling, where the SONS has none."),
]
Taux = Annotated[
    Decimal | None,
    QueryParameter(name="tauxAvance", description="An advance rate, where the SONS has none."),
]


class DemandeListee(msgspec.Struct, rename="camel", frozen=True):
    """A demande of the queue; amounts are euros."""

    numero: str
    type: TypeDemande
    sons: str
    numero_editeur: str
    siret: str
    raison_sociale: str
    statut: StatutDemande
    paiement: EtatPaiement
    depot: datetime
    depuis: datetime
    montant_confirme: Decimal | None
    montant_ht: Decimal = msgspec.field(name="montantHT")


class CalculVu(msgspec.Struct, rename="camel", frozen=True):
    """What a demande comes to, in euros: `notEvaluable` names what is missing to say so.

    `refus` says why nothing would be decided of what is declared.
    """

    montant_decide: str | None
    a_recouvrer: str | None
    certainty: str | None
    steps: list[dict[str, Any]]
    not_evaluable: list[str]
    refus: dict[str, Any] | None


class ActeDeGestion(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """An act and what it asks for.

    DEMANDER_PIECE: `piece`, and perhaps `texte`. DEMANDER_MODIFICATION: `corrections`. REJETER:
    `motif`. VALIDER: `montant`, that is confirmed, and where the SONS has none (refused where it
    has one) `plafondHT` and `tauxAvance`. ANNULER: `attestation`, and perhaps `motif`. PAYER:
    `montant`. Amounts are euros, as texts.
    """

    evenement: NomActe
    piece: Ligne | None = None
    texte: Paragraphe | None = None
    corrections: Paragraphe | None = None
    motif: Paragraphe | None = None
    montant: Decimal | None = None
    plafond_ht: Decimal | None = msgspec.field(default=None, name="plafondHT")
    taux_avance: Decimal | None = None
    attestation: bool | None = None


class ActeFait(msgspec.Struct, rename="camel", frozen=True):
    """Where a demande is now; `deja` says that the act had been done and changed nothing."""

    numero: str
    evenement: str
    statut: StatutDemande
    paiement: EtatPaiement
    depuis: datetime
    deja: bool


class Budget(msgspec.Struct, rename="camel", frozen=True):
    """What may be decided in all, what was, and what is left, in euros."""

    total: Decimal
    engage: Decimal
    disponible: Decimal


class BudgetFixe(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """What may be decided in all, in euros: never less than what was."""

    total: Decimal


def provide_criteres(  # noqa: PLR0917
    statut: Annotated[list[StatutDemande] | None, QueryParameter()] = None,
    type_demande: Annotated[list[TypeDemande] | None, QueryParameter(name="type")] = None,
    paiement: Annotated[list[EtatPaiement] | None, QueryParameter()] = None,
    sons: Annotated[Ligne | None, QueryParameter()] = None,
    numero: Annotated[Ligne | None, QueryParameter()] = None,
    siret: Annotated[Ligne | None, QueryParameter()] = None,
) -> Criteres:
    """What the queue is filtered by; without a statut, it is those that await instruction."""
    return Criteres(
        statuts=A_INSTRUIRE.statuts if statut is None else tuple(statut),
        types=tuple(type_demande or ()),
        paiements=tuple(paiement or ()),
        sons=sons,
        numero=numero,
        siret=siret,
    )


@get(
    "/gestion/demandes",
    sync_to_thread=True,
    dependencies={"criteres": Provide(provide_criteres, sync_to_thread=False)},
    responses=problems(400, 401, 403, 429),
    tags=["gestion"],
)
def lister(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    criteres: NamedDependency[Criteres],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[DemandeListee]:
    """List the demandes that are complete, the oldest first."""
    found = instruction.file_d_attente(portail, identite, criteres, Tranche(page, par_page))
    return page_of(found.elements, found.total, page, par_page, _listee)


@get(
    "/gestion/demandes/{numero:str}/calcul",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 404, 422, 429),
    tags=["gestion"],
)
def calculer(  # noqa: PLR0917
    request: Request[Any, Any, Any],
    numero: FromPath[str],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    plafond_ht: Plafond = None,
    taux_avance: Taux = None,
) -> CalculVu:
    """Compute what a demande comes to, step by step."""
    saisie = Saisie(plafond_ht=plafond_ht, taux_avance=taux_avance)
    answer = instruction.calcul(portail, identite, numero, saisie)
    found = answer_to_dict(answer)
    return CalculVu(
        found["montantDecide"],
        found["aRecouvrer"],
        found["certainty"],
        found["steps"],
        found["notEvaluable"],
        refused_to_dict(answer, langue_of(request)) if isinstance(answer, Refused) else None,
    )


@post(
    "/gestion/demandes/{numero:str}/evenements",
    sync_to_thread=True,
    status_code=200,
    responses=PROBLEMS,
    tags=["gestion"],
)
def instruire(
    numero: FromPath[str],
    data: JSONBody[ActeDeGestion],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> ActeFait:
    """Do something to a demande: ask, validate, reject, decide, cancel, recover, pay."""
    evenement = evenement_of(data.evenement)
    if evenement is None:
        raise LookupError(data.evenement)
    saisie = Saisie(
        piece=data.piece,
        texte=data.texte,
        corrections=data.corrections,
        motif=data.motif,
        montant=data.montant,
        plafond_ht=data.plafond_ht,
        taux_avance=data.taux_avance,
        attestation=data.attestation,
    )
    return acte_fait(instruction.instruire(portail, identite, numero, evenement, saisie))


@get(
    "/gestion/beneficiaires/{numero:str}",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 429),
    tags=["gestion"],
)
def nommant(
    numero: FromPath[str],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[DemandeListee]:
    """List the validated demandes, of any vendor, that name a bénéficiaire."""
    found = instruction.nommant(portail, identite, numero, Tranche(page, par_page))
    return page_of(found.elements, found.total, page, par_page, _listee)


@get("/gestion/budget", sync_to_thread=True, responses=problems(401, 403, 429), tags=["gestion"])
def lire_budget(portail: NamedDependency[Portail], identite: NamedDependency[Identite]) -> Budget:
    """Say what may be decided, and what was."""
    return _budget(budgets.budget(portail, identite))


@put(
    "/gestion/budget",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 409, 422, 429),
    tags=["gestion"],
)
def fixer_budget(
    data: JSONBody[BudgetFixe],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Budget:
    """Set what may be decided in all."""
    return _budget(budgets.fixer_budget(portail, identite, data.total))


def acte_fait(fait: Fait) -> ActeFait:
    """What an act led to, as it is answered."""
    return ActeFait(
        fait.numero, str(fait.evenement), fait.statut, fait.paiement, fait.depuis, fait.deja
    )


def _listee(entree: Entree) -> DemandeListee:
    return DemandeListee(**asdict(entree))


def _budget(state: EtatBudget) -> Budget:
    return Budget(state.total, state.engage, state.disponible)


ROUTES: Final = (lister, calculer, instruire, nommant, lire_budget, fixer_budget)
"""The routes of instruction."""
