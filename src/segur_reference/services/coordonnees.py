"""The bank details of a company: new ones replace those that were active."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services.dossiers import ACTEURS, record
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Coordonnees, Fournisseur
from segur_rules.outcomes import Applied, Refused
from segur_rules.portail import (
    CoordonneesBancaires,
    compact_coordonnees,
    refus_des_coordonnees,
)
from segur_rules.statuts import (
    COORDONNEES,
    EvenementCoordonnees,
    Faits,
    StatutCoordonnees,
    decide,
)


@frozen
class CoordonneesVues:
    """Bank details, whether payments to come go there, and since when they are known."""

    id: int
    coordonnees: CoordonneesBancaires
    statut: StatutCoordonnees
    cree: datetime


@frozen
class CoordonneesDeLaSociete:
    """The company's récapitulatif, and all its bank details, the newest first."""

    siret: str
    raison_sociale: str
    coordonnees: tuple[CoordonneesVues, ...]


def lister(portail: Portail, identite: Identite) -> CoordonneesDeLaSociete:
    """The bank details of one's company."""
    company = identite.of_fournisseur()

    def use(session: Session) -> CoordonneesDeLaSociete:
        vendor = session.get_one(Fournisseur, company)
        theirs = select(Coordonnees).where(Coordonnees.fournisseur_id == company)
        rows = session.scalars(theirs.order_by(Coordonnees.id.desc()))
        return CoordonneesDeLaSociete(vendor.siret, vendor.raison_sociale, tuple(map(_seen, rows)))

    return portail.read(use)


def ajouter(portail: Portail, identite: Identite, saisies: CoordonneesBancaires) -> CoordonneesVues:
    """Add bank details for the payments to come; those that are active already stay so.

    Raises `FormulaireRefuse`.
    """
    company, now = identite.of_fournisseur(), portail.now()
    faults = refus_des_coordonnees(saisies)
    if faults:
        raise FormulaireRefuse(faults)
    kept = compact_coordonnees(saisies)

    def use(session: Session) -> CoordonneesVues:
        # Two who add at once wait for one another: the last one's are active, and alone are.
        vendor = session.get_one(Fournisseur, company, with_for_update=True)
        active = _active(session, company)
        for row in active:
            if _seen(row).coordonnees == kept:
                return _seen(row)
        for row in active:
            _replace(row, identite)
        added = activer(session, company, kept, now)
        record(session, vendor.siret, "AJOUTER_COORDONNEES", now, identite)
        return _seen(added)

    return portail.write(use)


def activer(
    session: Session, company: int, coordonnees: CoordonneesBancaires, now: datetime
) -> Coordonnees:
    """Add bank details of a company that has none that are active."""
    row = Coordonnees(
        fournisseur_id=company,
        iban=coordonnees.iban,
        bic=coordonnees.bic,
        titulaire=coordonnees.titulaire,
        domiciliation=coordonnees.domiciliation,
        statut=COORDONNEES.initial,
        cree=now,
    )
    session.add(row)
    session.flush()
    return row


def actives(session: Session, company: int) -> CoordonneesBancaires | None:
    """The bank details that payments to come go to; None when nothing is known of them."""
    return next((_seen(row).coordonnees for row in _active(session, company)), None)


def _active(session: Session, company: int) -> tuple[Coordonnees, ...]:
    query = select(Coordonnees).where(
        Coordonnees.fournisseur_id == company, Coordonnees.statut == StatutCoordonnees.ACTIVE
    )
    return tuple(session.scalars(query).all())


def _replace(row: Coordonnees, identite: Identite) -> None:
    answer = decide(
        COORDONNEES,
        StatutCoordonnees(row.statut),
        EvenementCoordonnees.REMPLACER,
        Faits(ACTEURS[identite.role]),
    )
    if isinstance(answer, Refused):
        raise ActeRefuse(answer)
    if isinstance(answer, Applied):
        row.statut = answer.etat


def _seen(row: Coordonnees) -> CoordonneesVues:
    return CoordonneesVues(
        row.id,
        CoordonneesBancaires(row.iban, row.bic, row.titulaire, row.domiciliation),
        StatutCoordonnees(row.statut),
        row.cree,
    )
