"""A dossier between its rows and the library, and the one way in which an act changes it.

Theory of operation. The rows of a dossier are read as the value `segur_rules.statuts.Dossier`,
which answers every act; what it answers is added to the rows. An avance or a solde whose deadline
has passed is read as the clock leaves it, whether or not anything came by to write that down.
Two acts on one dossier wait for one another: the row of the dossier is locked.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from attrs import evolve, field, frozen
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, selectinload

from segur_reference.services.erreurs import ActeRefuse, Introuvable
from segur_reference.services.identites import Identite, Role
from segur_reference.storage import tables
from segur_reference.storage.tables import Budget
from segur_rules.echeances import expiration
from segur_rules.identifiants import numero_asp
from segur_rules.outcomes import AlreadyApplied, Applied, Refused
from segur_rules.statuts import (
    DEMANDE,
    Acteur,
    Declaration,
    Demande,
    Dossier,
    Effet,
    EtatPaiement,
    Evenement,
    EvenementDemande,
    EvenementPaiement,
    Faits,
    StatutDemande,
    TypeDemande,
    Version,
    dossier_vu_par,
    est_supprimee,
    visible_au_gestionnaire,
)

BUDGET: Final = 1
"""The one row of the budget."""
SUPPRIMEES: Final = [statut.value for statut in StatutDemande if est_supprimee(statut)]
"""The statuts of the demandes that exist no more."""
ACTEURS: Final = MappingProxyType(
    {Role.FOURNISSEUR: Acteur.FOURNISSEUR, Role.GESTIONNAIRE: Acteur.GESTIONNAIRE}
)
_ACTES: Final[Mapping[str, Evenement]] = MappingProxyType(
    {str(acte): acte for acte in (*EvenementDemande, *EvenementPaiement)}
)


def evenement_of(name: str) -> Evenement | None:
    """The event of this name; None when a demande knows none such."""
    return _ACTES.get(name)


@frozen
class Acte:
    """What somebody does to a demande, and all that comes with it.

    `details` is kept with the event, for people to read; `ligne` and `taux_tva` are the line of
    the file and the VAT rate from now on, when the act corrects them.
    """

    evenement: Evenement
    details: Mapping[str, Any] = MappingProxyType({})
    declaration: Declaration | None = None
    ligne: str | None = None
    taux_tva: Decimal | None = None
    faits: Mapping[str, Any] = field(factory=dict)


@frozen
class Suite:
    """What an act led to: the rows, the dossier as it is now, and what is left to be done."""

    row: tables.Demande
    dossier: Dossier
    effects: tuple[Effet, ...]
    deja: bool = False

    @property
    def demande(self) -> Demande:
        """The avance or the solde that the act was about."""
        found = self.dossier.demande(TypeDemande(self.row.type))
        if found is None:
            raise LookupError(self.row.numero)
        return found


def standing(now: datetime) -> ColumnElement[bool]:
    """The demandes that still exist: neither deleted nor, where they have a deadline, past it."""
    return and_(
        tables.Demande.statut.not_in(SUPPRIMEES),
        or_(tables.Demande.expire.is_(None), tables.Demande.expire >= now),
    )


def seen_by(identite: Identite) -> ColumnElement[bool]:
    """The demandes that somebody may see: a vendor its own, a gestionnaire those complete."""
    if identite.role is Role.FOURNISSEUR:
        return tables.Demande.fournisseur_id == identite.of_fournisseur()
    shown = [statut.value for statut in StatutDemande if visible_au_gestionnaire(statut)]
    return tables.Demande.statut.in_(shown)


def find(
    session: Session, identite: Identite, numero: str, now: datetime, *, lock: bool = False
) -> tuple[tables.Demande, Dossier]:
    """A demande by its number, with its dossier as this person sees it at this instant.

    Filed again and deleted since, or not to be seen yet, it is there as its former avenant left
    it, and closed. Raises `Introuvable` when there is none, or nothing of it for this person to
    see: the answer is the same, so that nothing is learnt from it.
    """
    number = numero_asp.compact(numero)
    query = select(tables.Demande).where(tables.Demande.numero == number)
    if identite.role is Role.FOURNISSEUR:
        query = query.where(seen_by(identite))
    row = session.scalar(query)
    if row is None:
        raise Introuvable("demande", numero)
    dossier = load(session, row.dossier_id, now, lock=lock)
    seen = dossier_vu_par(dossier, TypeDemande(row.type), ACTEURS[identite.role])
    if seen is None:
        raise Introuvable("demande", numero)
    return row, seen


def load(session: Session, dossier_id: int, now: datetime, *, lock: bool = False) -> Dossier:
    """A dossier as it stands at this instant; with `lock`, nobody changes it meanwhile.

    Raises `Introuvable` when it was removed since its number was read.
    """
    query = select(tables.Dossier).where(tables.Dossier.id == dossier_id)
    if lock:
        query = query.with_for_update()
    options = selectinload(tables.Dossier.demandes).selectinload(tables.Demande.versions)
    # What another changed while this one waited for the lock is read anew.
    anew = query.options(options).execution_options(populate_existing=True)
    row = session.scalars(anew).one_or_none()
    if row is None:
        raise Introuvable("dossier", dossier_id)
    return as_of(dossier_of(row), now)


def dossier_of(row: tables.Dossier) -> Dossier:
    """A dossier from its rows."""
    demandes = {TypeDemande(r.type): demande_of(r) for r in row.demandes}
    return Dossier(row.numero, demandes[TypeDemande.AVANCE], demandes.get(TypeDemande.SOLDE))


def as_of(dossier: Dossier, now: datetime) -> Dossier:
    """A dossier as the clock leaves it: what was not completed in time is deleted."""
    for type_demande in TypeDemande:
        faits = Faits(Acteur.HORLOGE, type_demande=type_demande, instant=now)
        answer = dossier.appliquer(EvenementDemande.EXPIRER, faits)
        if isinstance(answer, Applied):
            dossier = answer.etat
    return dossier


def act(session: Session, identite: Identite, numero: str, acte: Acte, now: datetime) -> Suite:
    """Do something to a demande: its rows, its event and the budget are changed together.

    Raises `Introuvable`, or `ActeRefuse` with the library's refusal. What it answers that is left
    to be done (mails, documents, recovery) is for the caller, in this same transaction.
    """
    row, dossier = find(session, identite, numero, now, lock=True)
    faits = Faits(
        ACTEURS[identite.role], type_demande=TypeDemande(row.type), instant=now, **acte.faits
    )
    budget = None
    if acte.evenement is EvenementDemande.DECIDER:
        budget = session.get(Budget, BUDGET, with_for_update=True)
        left = budget.total - budget.engage if budget else Decimal(0)
        faits = evolve(faits, budget_disponible=max(left, Decimal(0)))
    answer = dossier.appliquer(acte.evenement, faits, acte.declaration)
    if isinstance(answer, Refused):
        raise ActeRefuse(answer)
    if isinstance(answer, AlreadyApplied):
        return Suite(row, dossier, (), deja=True)
    store(session, row, dossier, answer.etat, acte)
    record(session, row.numero, acte.evenement, now, identite, details=acte.details)
    return Suite(row, answer.etat, answer.effects)


def store(
    session: Session,
    row: tables.Demande,
    before: Dossier,
    after: Dossier,
    acte: Acte | None = None,
) -> None:
    """Add to the rows of a demande what its dossier has more, by an act; the budget follows."""
    demande = after.demande(TypeDemande(row.type))
    if demande is None:
        raise LookupError(row.numero)
    if acte is not None:
        row.ligne = acte.ligne or row.ligne
        row.taux_tva = row.taux_tva if acte.taux_tva is None else acte.taux_tva
    for rang, version in enumerate(demande.versions, start=1):
        if rang > len(row.versions):
            row.versions.append(_row_of(rang, version, row))
    _show(row, demande)
    change = engaged(after) - engaged(before)
    if change:
        budget = session.get_one(Budget, BUDGET, with_for_update=True)
        budget.engage += change


def record(
    session: Session,
    objet: str,
    acte: str,
    now: datetime,
    identite: Identite | None,
    *,
    details: Mapping[str, Any] = MappingProxyType({}),
    acteur: Acteur = Acteur.HORLOGE,
) -> None:
    """Write down who did what; where nobody is signed in, `acteur` did."""
    session.add(
        tables.Evenement(
            instant=now,
            acteur=ACTEURS[identite.role] if identite else acteur,
            utilisateur_id=identite.utilisateur_id if identite else None,
            objet=objet,
            acte=str(acte),
            details=dict(details),
        )
    )


def engaged(dossier: Dossier) -> Decimal:
    """What is decided of a dossier, in euros."""
    both = (dossier.avance, dossier.solde)
    decided = (d.courante.montant_decide for d in both if d is not None)
    return sum((amount for amount in decided if amount is not None), Decimal(0))


def demande_of(row: tables.Demande) -> Demande:
    """An avance or a solde from its rows, as an act last left it."""
    return Demande(TypeDemande(row.type), tuple(map(_version_of, row.versions)))


def _version_of(row: tables.Version) -> Version:
    return Version(
        avenant=row.avenant,
        statut=StatutDemande(row.statut),
        depuis=row.depuis,
        declaration=Declaration(row.montant_ht, tuple(row.beneficiaires)),
        instant=row.instant,
        acte=_ACTES[row.acte] if row.acte else None,
        paiement=EtatPaiement(row.paiement),
        montant_decide=row.montant_decide,
        montant_paye=row.montant_paye,
        a_recouvrer=row.a_recouvrer,
    )


def shown(row: tables.Demande, demande: Demande) -> tables.Version:
    """The row of the last version of a demande as it is seen."""
    return row.versions[len(demande.versions) - 1]


def _row_of(rang: int, version: Version, row: tables.Demande) -> tables.Version:
    return tables.Version(
        rang=rang,
        avenant=version.avenant,
        statut=version.statut,
        depuis=version.depuis,
        instant=version.instant,
        acte=version.acte,
        paiement=version.paiement,
        montant_ht=version.declaration.montant_ht,
        beneficiaires=list(version.declaration.beneficiaires),
        montant_decide=version.montant_decide,
        montant_paye=version.montant_paye,
        a_recouvrer=version.a_recouvrer,
        ligne=row.ligne,
        numero_editeur=row.numero_editeur,
        taux_tva=row.taux_tva,
        coordonnees=row.coordonnees,
        montant_confirme=row.montant_confirme,
        calcul=row.calcul,
    )


def _show(row: tables.Demande, demande: Demande) -> None:
    """Repeat of the last version what is searched by."""
    courante = demande.courante
    row.statut = courante.statut
    row.paiement = courante.paiement
    row.depuis = courante.depuis
    row.montant_ht = courante.declaration.montant_ht
    waits = DEMANDE.find(courante.statut, EvenementDemande.EXPIRER) is not None
    row.expire = expiration(courante.depuis).last if waits else None


def new_demande(row: tables.Demande, demande: Demande) -> None:
    """Give a row that was just made the versions of what was just filed."""
    row.versions = [
        _row_of(rang, version, row) for rang, version in enumerate(demande.versions, start=1)
    ]
    _show(row, demande)
