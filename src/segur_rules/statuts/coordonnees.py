"""The life of bank details.

Theory of operation. The details given at the enrôlement are active; new ones replace them, for
the payments to come. Details are never changed nor deleted: what was paid, was paid there.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from segur_rules.sources import honours
from segur_rules.statuts.etats import EtatPaiement, StatutCoordonnees
from segur_rules.statuts.faits import Acteur
from segur_rules.statuts.machine import Table, To


class EvenementCoordonnees(StrEnum):
    """What may happen to bank details."""

    REMPLACER = "REMPLACER"


COORDONNEES: Final = Table(
    name="coordonnees",
    etats=StatutCoordonnees,
    evenements=EvenementCoordonnees,
    initial=StatutCoordonnees.ACTIVE,
    transitions={
        StatutCoordonnees.ACTIVE: {
            EvenementCoordonnees.REMPLACER: To(
                StatutCoordonnees.REMPLACEE, by=Acteur.FOURNISSEUR, sources=("GU-71-02",)
            ),
        },
    },
)


@honours("GU-71-02")
def suit_les_coordonnees_actives(paiement: EtatPaiement) -> bool:
    """Whether a payment is still to come, and goes to the details that are active by then.

    Certainty: a payment that is under way keeps the details it was launched with (choice).
    """
    return paiement is EtatPaiement.AUCUN_PAIEMENT_EN_COURS
