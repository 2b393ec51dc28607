"""The named sets of data: what a portal holds to be tried, made by the services themselves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from types import MappingProxyType
from typing import Final

import msgspec
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.demo import fichiers, personnes, recit
from segur_reference.services import controle
from segur_reference.services.budgets import fixer_budget
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Demande
from segur_rules.echeances import PARIS
from segur_rules.statuts import TypeDemande

DEBUT: Final = datetime(2022, 10, 6, 9, tzinfo=PARIS)
"""A day on which MDV-LGC-VA1 takes avances."""
_JOUR: Final = 86_400
_BUDGET: Final = Decimal("100000.00")


class Personne(msgspec.Struct, rename="camel", frozen=True):
    """Somebody who can sign in, and the token that a program calls with."""

    identifiant: str
    role: str
    mot_de_passe: str
    jeton: str


class DemandeSemee(msgspec.Struct, rename="camel", frozen=True):
    """A demande that is there."""

    numero: str
    type: str
    statut: str
    paiement: str


class Jeu(msgspec.Struct, rename="camel", frozen=True):
    """What was put in the portal, and the instant that its clock shows."""

    instant: datetime
    personnes: list[Personne]
    demandes: list[DemandeSemee]


def demo(portail: Portail) -> Jeu:
    """A vendor with demandes in every statut, an enrôlement that waits, a gestionnaire, a budget.

    Raises `NonVide` when somebody or something is there already.
    """
    controle.exiger_vide(portail)
    controle.mettre_a(portail, DEBUT)
    agent = personnes.gestionnaire(portail)
    fixer_budget(portail, agent.identite, _BUDGET)
    first = personnes.inscrire(portail, premier=True)
    controle.avancer(portail, _JOUR)
    vendor = personnes.valider(portail, agent.identite, first)

    controle.avancer(portail, _JOUR)
    avances = fichiers.avance(1, len(recit.ACTES))
    numbers = recit.importer(portail, vendor.identite, avances, TypeDemande.AVANCE)
    recit.completer(portail, vendor.identite, numbers, avances)
    controle.avancer(portail, _JOUR)
    for number, actes in zip(numbers, recit.ACTES, strict=True):
        recit.instruire(portail, agent.identite, number, actes)

    controle.avancer(portail, 9 * _JOUR)
    soldes = fichiers.solde(numbers[-1], len(recit.ACTES))
    filed = recit.importer(portail, vendor.identite, soldes, TypeDemande.SOLDE)
    recit.completer(portail, vendor.identite, filed, soldes)
    alone = len(recit.ACTES) + 1
    late = fichiers.avance(alone, alone)
    recit.importer(portail, vendor.identite, late, TypeDemande.AVANCE)
    personnes.inscrire(portail, premier=False)
    return Jeu(
        portail.now().astimezone(PARIS),
        [_personne(compte) for compte in (vendor, agent)],
        portail.read(_demandes),
    )


JEUX: Final[Mapping[str, Callable[[Portail], Jeu]]] = MappingProxyType({"demo": demo})
"""The sets by name."""


def _personne(compte: personnes.Compte) -> Personne:
    who = compte.identite
    return Personne(who.identifiant, who.role, compte.mot_de_passe, compte.jeton)


def _demandes(session: Session) -> list[DemandeSemee]:
    rows = session.scalars(select(Demande).order_by(Demande.numero))
    return [DemandeSemee(row.numero, row.type, row.statut, row.paiement) for row in rows]
