"""Payments: where they go, what is ordered to be paid or given back, what a dossier was paid."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal

from attrs import asdict, frozen
from sqlalchemy import select
from sqlalchemy.orm import Session, joinedload

from segur_reference.services import dossiers
from segur_reference.services.coordonnees import actives
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Liste, Tranche, listed
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Demande, Dossier, Piece, Recouvrement
from segur_rules.portail import LigneSuivi, suivi_financier
from segur_rules.statuts import (
    STATUTS_A_PAYER,
    EtatPaiement,
    TypeDemande,
    suit_les_coordonnees_actives,
)
from segur_rules.statuts.paiement import AVIS_DE_PAIEMENT


@frozen
class Ordre:
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


@frozen
class OrdreRendu:
    """An order to give back what was paid, in euros."""

    numero: str
    siret: str
    raison_sociale: str
    instant: datetime
    montant: Decimal


@frozen
class Versement:
    """A line of the suivi financier, and the document that tells of the payment."""

    ligne: LigneSuivi
    avis: int | None


def launch(session: Session, row: Demande) -> None:
    """Let a payment go to the bank details that are active as it is put in payment."""
    known = actives(session, row.fournisseur_id)
    if known is not None:
        row.coordonnees = asdict(known)


def ordres(
    portail: Portail, identite: Identite, etat: EtatPaiement | None, tranche: Tranche
) -> Liste[Ordre]:
    """The payments that were decided, the oldest first."""
    identite.require_gestionnaire()
    query = (
        select(Demande)
        .options(joinedload(Demande.dossier).joinedload(Dossier.fournisseur))
        .where(Demande.statut.in_(STATUTS_A_PAYER))
        .order_by(Demande.depuis, Demande.id)
    )
    if etat is not None:
        query = query.where(Demande.paiement == etat)
    return portail.read(
        lambda session: listed(session, query, tranche, lambda row: _ordre(session, row))
    )


def recouvrements(portail: Portail, identite: Identite, tranche: Tranche) -> Liste[OrdreRendu]:
    """The orders to give back, the newest first."""
    identite.require_gestionnaire()
    vendor = joinedload(Recouvrement.demande).joinedload(Demande.dossier)
    query = (
        select(Recouvrement)
        .options(vendor.joinedload(Dossier.fournisseur))
        .order_by(Recouvrement.id.desc())
    )
    return portail.read(lambda session: listed(session, query, tranche, _ordre_rendu))


def suivi(portail: Portail, identite: Identite, numero: str) -> tuple[Versement, ...]:
    """The suivi financier of the dossier of a demande; empty until its avance is Décidée."""
    now = portail.now()

    def use(session: Session) -> tuple[Versement, ...]:
        row, dossier = dossiers.find(session, identite, numero, now)
        told = _avis(session, row.dossier_id)
        return tuple(
            Versement(line, next(told[line.numero]) if line.avis else None)
            for line in suivi_financier(dossier)
        )

    return portail.read(use)


def _avis(session: Session, dossier_id: int) -> dict[str, Iterator[int]]:
    """The avis de paiement of each demande of a dossier, in the order of its payments."""
    rows = session.execute(
        select(Demande.numero, Piece.id)
        .join(Piece, Piece.demande_id == Demande.id)
        .where(Demande.dossier_id == dossier_id, Piece.type == AVIS_DE_PAIEMENT, Piece.par_asp)
        .order_by(Piece.id)
    ).all()
    numbers = {numero for numero, _ in rows}
    return {n: iter([piece for numero, piece in rows if numero == n]) for n in numbers}


def _ordre_rendu(row: Recouvrement) -> OrdreRendu:
    vendor = row.demande.dossier.fournisseur
    return OrdreRendu(
        row.demande.numero, vendor.siret, vendor.raison_sociale, row.instant, row.montant
    )


def _ordre(session: Session, row: Demande) -> Ordre:
    vendor, paid_to = row.dossier.fournisseur, row.coordonnees
    if row.montant_confirme is None:
        raise LookupError(row.numero)
    if suit_les_coordonnees_actives(EtatPaiement(row.paiement)):
        known = actives(session, row.fournisseur_id)
        paid_to = asdict(known) if known else paid_to
    return Ordre(
        numero=row.numero,
        type=TypeDemande(row.type),
        siret=vendor.siret,
        raison_sociale=vendor.raison_sociale,
        etat=EtatPaiement(row.paiement),
        montant=row.montant_confirme,
        iban=paid_to.get("iban", ""),
        bic=paid_to.get("bic", ""),
        titulaire=paid_to.get("titulaire", ""),
    )
