"""The suivi financier of a dossier: one line for each payment, of the avance or of the solde.

Inferred: a demande has its line once it is Décidée, and keeps it when it is cancelled later,
since it tells of money that was paid.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Final

from attrs import frozen

from segur_rules.portail._avenants import Avenant, avenants, day_of
from segur_rules.sources import honours
from segur_rules.statuts import (
    Demande,
    Dossier,
    EtatPaiement,
    EvenementDemande,
    EvenementPaiement,
    TypeDemande,
)

OBJET_DU_VERSEMENT: Final = "VERSE001"
"""The same for every payment of the programme (GU-52-19)."""


@frozen
class LigneSuivi:
    """A line of the suivi financier; days are those of Paris, amounts euros by régime de TVA.

    `avis` says that the avis de paiement may be consulted.
    """

    numero: str
    type: TypeDemande
    etat: EtatPaiement
    montant_decide: Decimal
    date_validation: date | None
    date_mise_en_paiement: date | None
    montant_paye: Decimal | None
    date_paiement: date | None
    avis: bool
    objet: str = OBJET_DU_VERSEMENT


@honours("GU-52-18")
def suivi_financier(dossier: Dossier) -> tuple[LigneSuivi, ...]:
    """The lines of a dossier, the same from its avance and from its solde.

    Empty until the avance has been Décidée: the screen then shows no suivi financier at all.
    """
    demandes = (dossier.avance, dossier.solde) if dossier.suivi_financier_visible else ()
    return tuple(
        line for demande in demandes if demande is not None for line in _lines(dossier, demande)
    )


def _lines(dossier: Dossier, demande: Demande) -> Iterator[LigneSuivi]:
    numero = dossier.numero_de(demande.type)
    for versions in avenants(demande):
        decide = versions[-1].montant_decide
        if decide is not None:
            yield _line(numero, demande.type, versions, decide)


def _line(numero: str, type_demande: TypeDemande, versions: Avenant, decide: Decimal) -> LigneSuivi:
    last = versions[-1]
    return LigneSuivi(
        numero=numero,
        type=type_demande,
        etat=last.paiement,
        montant_decide=decide,
        date_validation=day_of(versions, EvenementDemande.VALIDER),
        date_mise_en_paiement=day_of(versions, EvenementPaiement.METTRE_EN_PAIEMENT),
        montant_paye=last.montant_paye,
        date_paiement=day_of(versions, EvenementPaiement.PAYER),
        avis=last.est_payee,
    )
