"""When a vendor may add a document to a demande, or delete one."""

from __future__ import annotations

import pytest

from segur_rules.outcomes import Refused
from segur_rules.pieces import (
    RefusPiece,
    est_a_completer,
    refus_d_ajout,
    refus_de_fin_d_ajout,
    refus_de_suppression,
)
from segur_rules.statuts import Refus, StatutDemande

each_statut = pytest.mark.parametrize("statut", StatutDemande)


@each_statut
def test_what_is_not_complete_waits_for_its_documents(statut: StatutDemande) -> None:
    assert est_a_completer(statut) is (statut is StatutDemande.NON_COMPLETE)


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


@each_statut
def test_an_addition_is_confirmed_once_something_was_added(statut: StatutDemande) -> None:
    if statut in (StatutDemande.A_MODIFIER, StatutDemande.EN_ATTENTE_PIECE):
        assert refus_de_fin_d_ajout(statut, 1) is None
        assert refus_de_fin_d_ajout(statut, 0) == Refused(Refus.PIECES_MANQUANTES)
    else:
        for added in (0, 1):
            refus = refus_de_fin_d_ajout(statut, added)
            assert refus == Refused(RefusPiece.AJOUT_FERME, {"statut": statut.value})
