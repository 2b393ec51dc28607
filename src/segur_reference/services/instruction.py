"""Instructing the demandes: what waits, what it comes to, and the acts of a gestionnaire."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, contains_eager

from segur_reference.services import beneficiaires, dossiers, effets, paiements
from segur_reference.services.dossiers import Acte, Suite
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse
from segur_reference.services.identites import Identite
from segur_reference.services.lignes import read_ligne, sons_of
from segur_reference.services.listes import Liste, Tranche, listed
from segur_reference.services.portail import Portail
from segur_reference.storage import tables
from segur_reference.storage.tables import Beneficiaire, Demande, Fournisseur
from segur_rules.identifiants import numero_asp, siret
from segur_rules.montants import Calcul, answer_to_dict, to_recover
from segur_rules.montants.exact import cents
from segur_rules.outcomes import NotEvaluable, Refused
from segur_rules.portail import (
    Saisie,
    calculer,
    montant_maximal,
    refus_de_confirmation,
    refus_de_saisie,
)
from segur_rules.statuts import (
    RETENUS,
    STATUTS_A_INSTRUIRE,
    Dossier,
    EtatPaiement,
    Evenement,
    EvenementDemande,
    EvenementPaiement,
    StatutDemande,
    TypeDemande,
)
from segur_rules.statuts.machine import impossible


@frozen
class Criteres:
    """What demandes are retained by; an empty criterion retains all of them."""

    statuts: tuple[StatutDemande, ...] = ()
    types: tuple[TypeDemande, ...] = ()
    paiements: tuple[EtatPaiement, ...] = ()
    sons: str | None = None
    numero: str | None = None
    siret: str | None = None


A_INSTRUIRE: Final = Criteres(statuts=STATUTS_A_INSTRUIRE)
"""Those that await instruction."""


@frozen
class Entree:
    """A demande as a gestionnaire finds it in a list."""

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
    montant_ht: Decimal
    montant_confirme: Decimal | None


@frozen
class Fait:
    """What an act led to; `deja` says that it had been done already, and changed nothing."""

    numero: str
    evenement: Evenement
    statut: StatutDemande
    paiement: EtatPaiement
    depuis: datetime
    deja: bool


def file_d_attente(
    portail: Portail, identite: Identite, criteres: Criteres, tranche: Tranche
) -> Liste[Entree]:
    """The demandes that are complete, the oldest first."""
    identite.require_gestionnaire()
    return _listed(portail, identite, tuple(_conditions(criteres)), tranche)


def nommant(
    portail: Portail, identite: Identite, beneficiaire: str, tranche: Tranche
) -> Liste[Entree]:
    """The validated demandes, of any vendor, that name a bénéficiaire."""
    identite.require_gestionnaire()
    naming = select(Beneficiaire.demande_id).where(Beneficiaire.numero == beneficiaire.strip())
    conditions = (Demande.id.in_(naming), Demande.statut.in_(RETENUS))
    return _listed(portail, identite, conditions, tranche)


def calcul(
    portail: Portail, identite: Identite, numero: str, saisie: Saisie
) -> Calcul | NotEvaluable | Refused:
    """What a demande comes to, with its steps, or what is missing to say so."""
    identite.require_gestionnaire()
    _require_well_entered(EvenementDemande.DECIDER, saisie)
    now = portail.now()

    def use(session: Session) -> Calcul | NotEvaluable | Refused:
        row, dossier = dossiers.find(session, identite, numero, now)
        return _computed(row, dossier, saisie)

    return portail.read(use)


def instruire(
    portail: Portail, identite: Identite, numero: str, evenement: Evenement, saisie: Saisie
) -> Fait:
    """Do something to a demande, with all that it leads to, in one transaction.

    Raises `FormulaireRefuse`, `Introuvable`, or `ActeRefuse` with the library's refusal.
    """
    identite.require_gestionnaire()
    _require_well_entered(evenement, saisie)
    now = portail.now()

    def use(session: Session, pretes: effets.Pretes) -> Fait:
        row, dossier = dossiers.find(session, identite, numero, now, lock=True)
        # Each act reads the facts that are its own.
        faits: dict[str, Any] = {
            "montant_decide": row.montant_confirme,
            "montant_paye": saisie.montant,
            "attestation": saisie.attestation,
        }
        if row.calcul is not None:
            faits["a_recouvrer"] = to_recover(row.calcul)
        if evenement is EvenementDemande.VALIDER:
            faits["deja_finances"] = beneficiaires.funded_elsewhere(session, row, dossier)
        acte = Acte(evenement, details=_details(saisie), faits=faits)
        suite = dossiers.act(session, identite, numero, acte, now)
        if suite.deja:
            _require_the_same(session, suite, acte)
        elif (then := _ENSUITE.get(evenement)) is not None:
            then(session, suite, saisie, now)
        effets.carry_out(session, suite, now, pretes, _told(saisie))
        return fait_of(suite, evenement)

    return effets.carry(portail, use)


def fait_of(suite: Suite, evenement: Evenement) -> Fait:
    """What an act led to."""
    courante = suite.demande.courante
    return Fait(
        suite.row.numero, evenement, courante.statut, courante.paiement, courante.depuis, suite.deja
    )


def _require_well_entered(evenement: Evenement, saisie: Saisie) -> None:
    faults = refus_de_saisie(evenement, saisie)
    if faults:
        raise FormulaireRefuse(faults)


def _require_the_same(session: Session, suite: Suite, acte: Acte) -> None:
    """Raise `ActeRefuse` for an act that was done already, and with something else.

    The same again changes nothing; another document asked for, another amount would be lost.
    """
    done = select(tables.Evenement.details).where(
        tables.Evenement.objet == suite.row.numero, tables.Evenement.acte == str(acte.evenement)
    )
    last = session.scalar(done.order_by(tables.Evenement.id.desc()).limit(1))
    if last != acte.details:
        courante = suite.demande.courante
        pays = isinstance(acte.evenement, EvenementPaiement)
        raise ActeRefuse(impossible(courante.paiement if pays else courante.statut, acte.evenement))


def _computed(row: Demande, dossier: Dossier, saisie: Saisie) -> Calcul | NotEvaluable | Refused:
    version = _in_force(row, dossier)
    ligne, sons = read_ligne(version.ligne, row.sons, row.type), sons_of(row.sons)
    return calculer(ligne, dossier, sons=sons, taux_tva=version.taux_tva, saisie=saisie)


def _most(row: Demande, dossier: Dossier) -> Decimal | None:
    version = _in_force(row, dossier)
    ligne, sons = read_ligne(version.ligne, row.sons, row.type), sons_of(row.sons)
    return montant_maximal(ligne, dossier, sons=sons, taux_tva=version.taux_tva)


def _in_force(row: Demande, dossier: Dossier) -> tables.Version:
    return dossiers.shown(row, dossier.demande(TypeDemande(row.type)) or dossier.avance)


def _confirm(_session: Session, suite: Suite, saisie: Saisie, _now: datetime) -> None:
    """Keep the amount that is confirmed. Raises `ActeRefuse` for one that may not be."""
    row, montant = suite.row, saisie.montant
    if montant is None:
        raise LookupError("montant")
    answer = _computed(row, suite.dossier, saisie)
    refusal = refus_de_confirmation(answer, montant, _most(row, suite.dossier))
    if refusal is not None:
        raise ActeRefuse(refusal)
    row.montant_confirme, row.calcul = montant, answer_to_dict(answer)
    version = row.versions[-1]
    version.montant_confirme, version.calcul = row.montant_confirme, row.calcul


def _launch(session: Session, suite: Suite, _saisie: Saisie, _now: datetime) -> None:
    paiements.launch(session, suite.row)


_ENSUITE: Final[Mapping[Evenement, Callable[[Session, Suite, Saisie, datetime], None]]] = (
    MappingProxyType(
        {
            EvenementDemande.VALIDER: _confirm,
            EvenementPaiement.METTRE_EN_PAIEMENT: _launch,
        }
    )
)
"""What an act comes with, beside its effects."""


def _told(saisie: Saisie) -> Mapping[str, str]:
    piece = "\n\n".join(text for text in (saisie.piece, saisie.texte) if text)
    return {"piece": piece, "corrections": saisie.corrections or ""}


def _details(saisie: Saisie) -> Mapping[str, str | bool]:
    """What was entered, for the event: for people to read."""
    entered = {
        "piece": saisie.piece,
        "texte": saisie.texte,
        "corrections": saisie.corrections,
        "motif": saisie.motif,
        "montant": _to_the_cent(saisie.montant),
        "plafondHT": _to_the_cent(saisie.plafond_ht),
        "tauxAvance": saisie.taux_avance,
        "attestation": saisie.attestation,
    }
    return {
        name: value if isinstance(value, bool) else str(value)
        for name, value in entered.items()
        if value is not None
    }


def _to_the_cent(montant: Decimal | None) -> Decimal | None:
    return None if montant is None else cents(montant, "montant")


def _conditions(criteres: Criteres) -> Iterator[ColumnElement[bool]]:
    if criteres.statuts:
        yield Demande.statut.in_(criteres.statuts)
    if criteres.types:
        yield Demande.type.in_(criteres.types)
    if criteres.paiements:
        yield Demande.paiement.in_(criteres.paiements)
    if criteres.sons:
        yield Demande.sons == criteres.sons.upper()
    if criteres.numero:
        yield Demande.numero.contains(numero_asp.compact(criteres.numero), autoescape=True)
    if criteres.siret:
        yield Fournisseur.siret == siret.compact(criteres.siret)


def _listed(
    portail: Portail,
    identite: Identite,
    conditions: tuple[ColumnElement[bool], ...],
    tranche: Tranche,
) -> Liste[Entree]:
    query = (
        select(Demande)
        .join(Demande.dossier)
        .join(tables.Dossier.fournisseur)
        .options(contains_eager(Demande.dossier).contains_eager(tables.Dossier.fournisseur))
        .where(dossiers.seen_by(identite), dossiers.standing(portail.now()), *conditions)
        .order_by(Demande.depot_le, Demande.id)
    )
    return portail.read(lambda session: listed(session, query, tranche, _entree))


def _entree(row: Demande) -> Entree:
    vendor = row.dossier.fournisseur
    return Entree(
        numero=row.numero,
        type=TypeDemande(row.type),
        sons=row.sons,
        numero_editeur=row.numero_editeur,
        siret=vendor.siret,
        raison_sociale=vendor.raison_sociale,
        statut=StatutDemande(row.statut),
        paiement=EtatPaiement(row.paiement),
        depot=row.depot_le,
        depuis=row.depuis,
        montant_ht=row.montant_ht,
        montant_confirme=row.montant_confirme,
    )
