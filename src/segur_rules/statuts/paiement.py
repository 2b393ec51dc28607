"""The payment of a demande.

Theory of operation. Nothing is paid before the demande is Décidée; then it is put into payment,
and once the transfer is made the avis de paiement is added to the demande. What is paid is what
was decided, to the cent. A payment that was made stays made: recovering it is an event of the
demande.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum
from typing import Final

from segur_rules.statuts.effets import AjouterDocument
from segur_rules.statuts.etats import EtatPaiement, StatutDemande
from segur_rules.statuts.faits import Acteur, Params, Refus, guard
from segur_rules.statuts.machine import Table, To

AVIS_DE_PAIEMENT: Final = "AVIS_DE_PAIEMENT"
STATUTS_A_PAYER: Final = (StatutDemande.DECIDEE,)
"""The statuts of a demande that has a payment: nothing is paid before it is Décidée (GU-51-06)."""


class EvenementPaiement(StrEnum):
    """What may happen to a payment."""

    METTRE_EN_PAIEMENT = "METTRE_EN_PAIEMENT"
    PAYER = "PAYER"


@guard(Refus.NON_DECIDEE)
def decided(statut_demande: StatutDemande) -> Params | None:
    """Only a demande that is Décidée is paid."""
    return None if statut_demande in STATUTS_A_PAYER else {"statut": statut_demande.value}


@guard(Refus.MONTANT_DIFFERENT)
def paid_as_decided(montant_decide: Decimal, montant_paye: Decimal) -> Params | None:
    """The montant payé equals the montant décidé."""
    if montant_paye == montant_decide:
        return None
    return {"montant_decide": montant_decide, "montant_paye": montant_paye}


PAIEMENT: Final = Table(
    name="paiement",
    etats=EtatPaiement,
    evenements=EvenementPaiement,
    initial=EtatPaiement.AUCUN_PAIEMENT_EN_COURS,
    transitions={
        EtatPaiement.AUCUN_PAIEMENT_EN_COURS: {
            EvenementPaiement.METTRE_EN_PAIEMENT: To(
                EtatPaiement.PAIEMENT_EN_COURS,
                by=Acteur.GESTIONNAIRE,
                guards=(decided,),
                sources=("GU-51-06", "GU-51-09"),
            ),
        },
        EtatPaiement.PAIEMENT_EN_COURS: {
            EvenementPaiement.PAYER: To(
                EtatPaiement.PAIEMENT_EFFECTUE,
                by=Acteur.GESTIONNAIRE,
                guards=(decided, paid_as_decided),
                effects=(AjouterDocument(AVIS_DE_PAIEMENT),),
                sources=("GU-51-06", "GU-51-09", "GU-52-20"),
            ),
        },
    },
)
