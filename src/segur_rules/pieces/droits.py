"""When a vendor may add a document to a demande, or delete one."""

from __future__ import annotations

from enum import StrEnum

from segur_rules.outcomes import Refused
from segur_rules.sources import honours
from segur_rules.statuts import (
    DEMANDE,
    EvenementDemande,
    Refus,
    StatutDemande,
    pieces_ajoutables,
)


class RefusPiece(StrEnum):
    """Why a document may be neither added nor deleted. A code is permanent."""

    AJOUT_FERME = "AJOUT_FERME"
    """The demande takes no documents: `statut`."""
    SUPPRESSION_FERMEE = "SUPPRESSION_FERMEE"
    """No complementary document that was asked for is being added: `statut`."""
    AJOUT_CONFIRME = "AJOUT_CONFIRME"
    """The addition is confirmed: nothing of it is deleted any more."""
    PIECE_DE_L_ASP = "PIECE_DE_L_ASP"
    """The ASP added the document."""


@honours("GU-9-01")
def est_a_completer(statut: StatutDemande) -> bool:
    """Whether a demande waits for the documents that its file announced."""
    return DEMANDE.find(statut, EvenementDemande.COMPLETER) is not None


@honours("GU-51-15")
def refus_d_ajout(statut: StatutDemande) -> Refused | None:
    """Why no document may be added from the list of demandes; None when one may.

    A demande that is not complete is completed elsewhere, and this says nothing of it.
    """
    if pieces_ajoutables(statut):
        return None
    return Refused(RefusPiece.AJOUT_FERME, {"statut": statut.value})


@honours("GU-52-15")
def refus_de_suppression(
    statut: StatutDemande,
    *,
    ajout_en_cours: bool,
    ajout_confirme: bool = False,
    ajoutee_par_asp: bool = False,
) -> Refused | None:
    """Why the vendor may not delete a document; None when it may.

    It may while it adds a complementary document that the gestionnaire asked for, until it
    confirms the addition. Deduced: the demande then awaits a document (in A modifier it is a
    correction that was asked for). Chosen: what the ASP added is not the vendor's to delete.
    """
    if statut is not StatutDemande.EN_ATTENTE_PIECE or not (ajout_en_cours or ajout_confirme):
        return Refused(RefusPiece.SUPPRESSION_FERMEE, {"statut": statut.value})
    if ajout_confirme:
        return Refused(RefusPiece.AJOUT_CONFIRME)
    return Refused(RefusPiece.PIECE_DE_L_ASP) if ajoutee_par_asp else None


@honours("GU-51-04")
def refus_de_fin_d_ajout(statut: StatutDemande, ajoutees: int) -> Refused | None:
    """Why the vendor may not confirm that it added documents, so many; None when it may.

    Deduced: a document was asked for, hence at least one is added.
    """
    refusal = refus_d_ajout(statut)
    if refusal is None and not ajoutees:
        return Refused(Refus.PIECES_MANQUANTES)
    return refusal
