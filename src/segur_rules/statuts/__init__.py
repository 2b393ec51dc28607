"""The statuts of a demande, of its payment and of an enrôlement, as the guide names them."""

from __future__ import annotations

from enum import StrEnum

from segur_rules.sources import honours


@honours("GU-51-03")
class StatutDemande(StrEnum):
    """Where a demande stands (guide §5.1).

    `NON_COMPLETE` (before its documents) and `SUPPRIMEE` (expired or deleted) are implied by
    §9 and not listed by the guide.
    """

    NON_COMPLETE = "NON_COMPLETE"
    EN_COURS = "EN_COURS"
    EN_ATTENTE_PIECE = "EN_ATTENTE_PIECE"
    A_MODIFIER = "A_MODIFIER"
    VALIDEE = "VALIDEE"
    DECIDEE = "DECIDEE"
    REJETEE = "REJETEE"
    ANNULEE = "ANNULEE"
    HISTORISEE = "HISTORISEE"
    SUPPRIMEE = "SUPPRIMEE"


@honours("GU-51-09")
class EtatPaiement(StrEnum):
    """Where the payment of a demande stands (guide §5.1)."""

    AUCUN_PAIEMENT_EN_COURS = "AUCUN_PAIEMENT_EN_COURS"
    PAIEMENT_EN_COURS = "PAIEMENT_EN_COURS"
    PAIEMENT_EFFECTUE = "PAIEMENT_EFFECTUE"


@honours("GU-3-03")
class StatutEnrolement(StrEnum):
    """Where an enrôlement stands (guide §3.1). Demandes may be filed once it is Validée."""

    EN_COURS = "EN_COURS"
    REJETEE = "REJETEE"
    EN_ATTENTE_PIECE_JUSTIFICATIVE = "EN_ATTENTE_PIECE_JUSTIFICATIVE"
    EN_ATTENTE_CERTIFICAT_REFERENCEMENT = "EN_ATTENTE_CERTIFICAT_REFERENCEMENT"
    VALIDEE = "VALIDEE"


@honours("GU-3-06")
class TypeEnrolement(StrEnum):
    """Whether an enrôlement is the vendor's first or a complementary one (guide §3.1)."""

    INITIAL = "INITIAL"
    COMPLEMENTAIRE = "COMPLEMENTAIRE"
