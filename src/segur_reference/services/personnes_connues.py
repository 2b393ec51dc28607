"""The persons of a company as they are known now.

They are those of its last enrôlement that is Validée, with the changes that were accepted since
in the order of the decisions: an accepted change touches what it changes, and nothing else.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias

from attrs import evolve
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services.erreurs import Introuvable
from segur_reference.storage.tables import Enrolement, Modification
from segur_rules.portail import Personne
from segur_rules.statuts import StatutEnrolement, StatutModification


class Qui(StrEnum):
    """Which person of a company."""

    REPRESENTANT = "representant"
    DEMANDEUR = "demandeur"


Personnes: TypeAlias = dict[Qui, Personne]

_ORDER: Final = (Modification.depuis, Modification.id)


def dernier_enrolement(session: Session, company: int) -> Enrolement:
    """The last enrôlement of a company that is Validée. Raises `Introuvable`."""
    validated = select(Enrolement).where(
        Enrolement.fournisseur_id == company, Enrolement.statut == StatutEnrolement.VALIDEE
    )
    last = session.scalars(validated.order_by(Enrolement.id.desc())).first()
    if last is None:
        raise Introuvable("enrolement", company)
    return last


def personnes_de(session: Session, company: int) -> Personnes:
    """The représentant légal and the demandeur of a company. Raises `Introuvable`."""
    last = dernier_enrolement(session, company)
    known = {
        Qui.REPRESENTANT: Personne(**last.representant),
        Qui.DEMANDEUR: Personne(**last.demandeur),
    }
    accepted = select(Modification).where(
        Modification.fournisseur_id == company,
        Modification.statut == StatutModification.ACCEPTEE,
    )
    for row in session.scalars(accepted.order_by(*_ORDER)):
        for qui in Qui:
            known[qui] = evolve(known[qui], **row.apres.get(qui, {}))
    return known
