"""The states that things go through, as the guide names them."""

from __future__ import annotations

from enum import StrEnum

from segur_rules.sources import honours


class TypeDemande(StrEnum):
    """The two demandes of a dossier: on the order, then on the invoice."""

    AVANCE = "avance"
    SOLDE = "solde"


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


@honours("GU-53-04")
class StatutModele(StrEnum):
    """Where a document model stands (guide §5.3).

    `IMPORTE` (before its import is validated) and `SUPPRIME` are implied: the guide lists such
    files apart and lets them be deleted, without naming a statut.
    """

    IMPORTE = "IMPORTE"
    EN_ATTENTE_INSTRUCTION = "EN_ATTENTE_INSTRUCTION"
    ACCEPTE = "ACCEPTE"
    REJETE = "REJETE"
    SUPPRIME = "SUPPRIME"


@honours("GU-71-02")
class StatutCoordonnees(StrEnum):
    """Whether bank details are those of the payments to come (guide §7.1).

    The guide shows `ACTIVE` alone; `REMPLACEE` is implied by what it says of new details.
    """

    ACTIVE = "ACTIVE"
    REMPLACEE = "REMPLACEE"


@honours("GU-72-02")
class StatutModification(StrEnum):
    """Where a change of a person's details stands (guide §7.2).

    The guide has a column for it and names no value: these are a choice.
    """

    EN_SAISIE = "EN_SAISIE"
    EN_ATTENTE = "EN_ATTENTE"
    ACCEPTEE = "ACCEPTEE"
    REJETEE = "REJETEE"


class ChampPersonne(StrEnum):
    """What may change of a person (guide §7.2)."""

    NOM = "nom"
    PRENOM = "prenom"
    EMAIL = "email"
    TELEPHONE = "telephone"
