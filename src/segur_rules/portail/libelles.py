"""The words of the guide for what the portal lists, as its screens and exports print them.

Source: guide fournisseur §5.1. They are data, the same in every language; sentences are made
elsewhere. The types are written as the table of demandes writes them, in capitals, and that the
exports write them alike is inferred. `NON_COMPLETE` has the title of §9; no screen of the guide
shows `SUPPRIMEE`, whose word is a choice.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from segur_rules.statuts import EtatPaiement, StatutDemande, TypeDemande

TYPES: Final[Mapping[TypeDemande, str]] = MappingProxyType(
    {TypeDemande.AVANCE: "AVANCE", TypeDemande.SOLDE: "SOLDE"}
)
STATUTS: Final[Mapping[StatutDemande, str]] = MappingProxyType(
    {
        StatutDemande.NON_COMPLETE: "Non complétée",
        StatutDemande.EN_COURS: "En cours",
        StatutDemande.EN_ATTENTE_PIECE: "En attente de pièce jointe complémentaire",
        StatutDemande.A_MODIFIER: "A modifier",
        StatutDemande.VALIDEE: "Validée",
        StatutDemande.DECIDEE: "Décidée",
        StatutDemande.REJETEE: "Rejetée",
        StatutDemande.ANNULEE: "Annulée",
        StatutDemande.HISTORISEE: "Historisée",
        StatutDemande.SUPPRIMEE: "Supprimée",
    }
)
PAIEMENTS: Final[Mapping[EtatPaiement, str]] = MappingProxyType(
    {
        EtatPaiement.AUCUN_PAIEMENT_EN_COURS: "Aucun paiement en cours",
        EtatPaiement.PAIEMENT_EN_COURS: "Paiement en cours",
        EtatPaiement.PAIEMENT_EFFECTUE: "Paiement effectué",
    }
)
IDENTIFIANTS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "FINESSPMSI": "FINESS PMSI",
        "FINESSGeo": "FINESS géographique",
        "FINESS": "FINESS",
        "RPPS": "RPPS",
        "AM": "AM",
        "SIRET": "SIRET",
    }
)
"""The tags that identify a bénéficiaire. `FINESS PMSI` is the guide's heading (§6)."""
