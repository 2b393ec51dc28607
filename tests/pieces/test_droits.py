"""When a vendor may add a document to a demande, or delete one."""

from __future__ import annotations

import pytest

from segur_rules.outcomes import Refused
from segur_rules.pieces import RefusPiece, refus_d_ajout, refus_de_suppression
from segur_rules.statuts import StatutDemande

each_statut = pytest.mark.parametrize("statut", StatutDemande)


@each_statut
def test_documents_are_added_in_two_statuts_only(statut: StatutDemande) -> None:
    refus = refus_d_ajout(statut)
    if statut in (StatutDemande.A_MODIFIER, StatutDemande.EN_ATTENTE_PIECE):
        assert refus is None
    else:
        assert refus == Refused(RefusPiece.AJOUT_FERME, {"statut": statut.value})


@each_statut
def test_a_document_is_deleted_while_the_one_asked_for_is_added(statut: StatutDemande) -> None:
    refus = refus_de_suppression(statut, ajout_en_cours=True)
    if statut is StatutDemande.EN_ATTENTE_PIECE:
        assert refus is None
    else:
        assert refus == Refused(RefusPiece.SUPPRESSION_FERMEE, {"statut": statut.value})


def test_a_document_is_deleted_neither_before_nor_after_the_addition() -> None:
    statut = StatutDemande.EN_ATTENTE_PIECE
    before = refus_de_suppression(statut, ajout_en_cours=False)
    assert before == Refused(RefusPiece.SUPPRESSION_FERMEE, {"statut": statut.value})
    for going_on in (True, False):
        after = refus_de_suppression(statut, ajout_en_cours=going_on, ajout_confirme=True)
        assert after == Refused(RefusPiece.AJOUT_CONFIRME)


def test_what_the_asp_added_is_not_the_vendor_s() -> None:
    refus = refus_de_suppression(
        StatutDemande.EN_ATTENTE_PIECE, ajout_en_cours=True, ajoutee_par_asp=True
    )
    assert refus == Refused(RefusPiece.PIECE_DE_L_ASP)
