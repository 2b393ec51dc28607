"""Lines, enrôlements and files from which the tests of the portal start."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from segur_rules.portail import LigneDemande
from segur_rules.rules.context import Enrolement
from segur_rules.statuts import EtatPaiement, StatutDemande, StatutEnrolement, TypeDemande

SIRET = "26010003700068"
ANS = "cpiMS10004"

PAYEE: dict[str, Any] = {
    "statut": StatutDemande.DECIDEE,
    "paiement": EtatPaiement.PAIEMENT_EFFECTUE,
    "date_paiement": date(2024, 1, 4),
    "montant_paye": Decimal("334.18"),
}


def ligne(numero: str = "FINMS1010719M0", **more: Any) -> LigneDemande:
    """A line of the guide's table of demandes (§5.1)."""
    facts: dict[str, Any] = {
        "type": TypeDemande.AVANCE,
        "statut": StatutDemande.EN_COURS,
        "couloir": "MS1",
        "logiciel": "DUI",
        "depuis": date(2024, 1, 2),
        "date_depot": date(2024, 1, 2),
        "numero_editeur": "00001",
        "montant_declare_ht": Decimal("4444.44"),
    }
    return LigneDemande(numero, **facts | more)


def enrolement(
    numero_ans: str = ANS,
    statut: StatutEnrolement = StatutEnrolement.VALIDEE,
    sons: tuple[str, ...] | None = ("MS1-DUI-VA1",),
    siret: str = SIRET,
) -> Enrolement:
    return Enrolement(numero_ans, siret, statut, sons=sons, date_prise_effet=date(2021, 10, 27))
