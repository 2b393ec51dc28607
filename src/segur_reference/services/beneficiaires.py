"""Whom a demande names: what the demandes of others are held against."""

from __future__ import annotations

from typing import Final

from sqlalchemy import delete
from sqlalchemy.orm import Session

from segur_reference.storage import tables
from segur_rules.demandes.fichier import Demande

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
