"""What a vendor may do with the documents of a demande: add, replace, confirm, delete.

A document that completes a demande is one of its documents at once. One that is added later, in
En attente de pièce or in A modifier, is being added until the vendor confirms the addition: it
may be replaced or deleted, and its vendor alone sees it. Correcting the demande confirms it too:
what is given in the course of a modification is a document of the demande (§5.2), and once it is
back to En cours nothing more could be confirmed. Inferred.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from enum import StrEnum
from typing import Final

from attrs import frozen

from segur_rules.outcomes import Refused
from segur_rules.pieces.noms import key_of
from segur_rules.sources import honours
from segur_rules.statuts import (
    DEMANDE,
    Acteur,
    Demande,
    EvenementDemande,
    Refus,
    StatutDemande,
    avenants_deposes,
    avenants_visibles,
    pieces_ajoutables,
)

CONFIRMENT: Final = frozenset((EvenementDemande.AJOUTER_PIECE, EvenementDemande.CORRIGER))
"""The events that confirm what is being added."""


@frozen
class PieceDeDemande:
    """A document that a demande has.

    `avenant` is the number of the one that it was given for; `confirmee` is false while its
    addition is not confirmed.
    """

    nom: str
    avenant: int
    par_asp: bool = False
    confirmee: bool = True


class RefusPiece(StrEnum):
    """Why a document may be neither added nor deleted. A code is permanent."""

    AJOUT_FERME = "AJOUT_FERME"
    """The demande takes no documents: `statut`."""
    SUPPRESSION_FERMEE = "SUPPRESSION_FERMEE"
    """No complementary document is being added: `statut`."""
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


@honours("GU-9-01", "GU-52-15")
def est_confirmee_d_emblee(statut: StatutDemande) -> bool:
    """Whether a document given in this statut needs no confirmation: the file announced it."""
    return est_a_completer(statut)


@honours("GU-9-01")
def est_du_depot(piece: PieceDeDemande, demande: Demande) -> bool:
    """Whether the vendor gave a document for the last filing of a demande.

    What was given for a former filing completes nothing of this one.
    """
    return not piece.par_asp and piece.avenant == avenants_deposes(demande)[-1]


@honours("GU-9-02", "GU-52-15")
def remplacees(
    pieces: Sequence[PieceDeDemande], noms: Iterable[str], demande: Demande
) -> tuple[int, ...]:
    """The places of the documents whose place those of these names take.

    Chosen: one of the same name is replaced while it could be taken back: any that completes a
    demande, then only what is being added. What is confirmed stays beside the new one.
    """
    keys = {key_of(nom) for nom in noms}
    completing = est_a_completer(demande.courante.statut)
    return tuple(
        place
        for place, piece in enumerate(pieces)
        if est_du_depot(piece, demande)
        and key_of(piece.nom) in keys
        and (completing or not piece.confirmee)
    )


@honours("GU-51-15", "GU-52-04", "GU-52-15")
def est_montree(piece: PieceDeDemande, demande: Demande, acteur: Acteur) -> bool:
    """Whether somebody sees a document of a demande: where they see the avenant it is of.

    Inferred: one that is being added is its vendor's alone, which may still take it back.
    """
    shown = piece.confirmee or acteur is Acteur.FOURNISSEUR
    return shown and piece.avenant in avenants_visibles(demande, acteur)


@honours("GU-52-15")
def refus_de_suppression(
    statut: StatutDemande, piece: PieceDeDemande, pieces: Iterable[PieceDeDemande]
) -> Refused | None:
    """Why the vendor may not delete a document, of all those of a demande; None when it may.

    It may while it adds a complementary document, until it confirms the addition. Inferred: in A
    modifier too, for §5.1 calls complementary what is added there. Chosen: what the ASP added is
    not the vendor's to delete.
    """
    if not pieces_ajoutables(statut) or all(one.confirmee for one in pieces):
        return Refused(RefusPiece.SUPPRESSION_FERMEE, {"statut": statut.value})
    if piece.par_asp:
        return Refused(RefusPiece.PIECE_DE_L_ASP)
    return Refused(RefusPiece.AJOUT_CONFIRME) if piece.confirmee else None


@honours("GU-51-04", "GU-51-05", "GU-51-15")
def est_confirmee_par(evenement: EvenementDemande, piece: PieceDeDemande) -> bool:
    """Whether an event confirms the addition of a document, which is being added until then."""
    return not piece.confirmee and evenement in CONFIRMENT


@honours("GU-51-04")
def refus_de_fin_d_ajout(statut: StatutDemande, pieces: Iterable[PieceDeDemande]) -> Refused | None:
    """Why the vendor may not confirm that it added documents, to these; None when it may.

    Deduced: a document was asked for, hence at least one is added.
    """
    refusal = refus_d_ajout(statut)
    if refusal is None and all(piece.confirmee for piece in pieces):
        return Refused(Refus.PIECES_MANQUANTES)
    return refusal
