"""Whom a demande names: what the demandes of others are held against."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from segur_reference.services import dossiers
from segur_reference.storage import tables
from segur_reference.storage.database import hold
from segur_rules.demandes.fichier import Demande
from segur_rules.portail import deja_finances
from segur_rules.statuts import RETENUS, Dossier, TypeDemande

NUMERO_MAX: Final = 64
"""What is longer is nobody's number, although a file may hold it where others are right."""


def name(session: Session, row: tables.Demande, ligne: Demande) -> None:
    """Let a demande, which has its row, name those of its line and no others."""
    former = tables.Beneficiaire.demande_id == row.id
    session.execute(delete(tables.Beneficiaire).where(former))
    session.add_all(
        tables.Beneficiaire(demande_id=row.id, numero=numero, sons=row.sons)
        for numero in dict.fromkeys(ligne.beneficiaires.numeros())
        if len(numero) <= NUMERO_MAX
    )


def funded_elsewhere(session: Session, row: tables.Demande, dossier: Dossier) -> tuple[str, ...]:
    """The numbers of a demande that another dossier of its SONS, of any vendor, funds already.

    They stay the same until the transaction ends: two demandes of one SONS are not validated at
    once, and the second finds what the first one funds.
    """
    demande = dossier.demande(TypeDemande(row.type))
    if demande is None:
        raise LookupError(row.numero)
    hold(session, f"financement {row.sons}")
    theirs = select(tables.Beneficiaire.numero).where(tables.Beneficiaire.demande_id == row.id)
    naming = (
        select(tables.Demande.dossier_id)
        .join(tables.Beneficiaire, tables.Beneficiaire.demande_id == tables.Demande.id)
        .where(
            tables.Beneficiaire.sons == row.sons,
            tables.Beneficiaire.numero.in_(theirs),
            tables.Demande.statut.in_(RETENUS),
        )
    )
    others = (
        select(tables.Dossier)
        .where(tables.Dossier.id.in_(naming), tables.Dossier.id != row.dossier_id)
        .options(selectinload(tables.Dossier.demandes).selectinload(tables.Demande.versions))
    )
    return deja_finances(
        demande.courante.declaration.beneficiaires,
        map(dossiers.dossier_of, session.scalars(others)),
        couloir=row.dossier.couloir,
    )
