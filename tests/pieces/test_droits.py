"""When a vendor may add a document to a demande, or delete one."""

from __future__ import annotations

import pytest
from attrs import evolve

from segur_rules.outcomes import Refused
from segur_rules.pieces import (
    PieceDeDemande,
    RefusPiece,
    est_a_completer,
    est_confirmee_d_emblee,
    est_confirmee_par,
    est_du_depot,
    est_montree,
    refus_d_ajout,
    refus_de_fin_d_ajout,
    refus_de_suppression,
    remplacees,
)
from segur_rules.statuts import Acteur, Demande, EvenementDemande, Refus, StatutDemande
from tests.statuts.lives import AFTER, BY_ASP, BY_VENDOR, DECLARED, lived, opened

NOM = "bdc.pdf"
AVANCE = opened().avance
MODIFIED = lived(
    opened(),
    (EvenementDemande.COMPLETER, BY_VENDOR),
    (EvenementDemande.DEMANDER_MODIFICATION, BY_ASP),
).avance
GIVEN = PieceDeDemande(NOM, 1)
ADDED = evolve(GIVEN, confirmee=False)
FILED_AGAIN = lived(
    opened(), (EvenementDemande.COMPLETER, BY_VENDOR), (EvenementDemande.REJETER, BY_ASP)
).avance.deposer(DECLARED, AFTER)
OF_THE_ASP = evolve(GIVEN, par_asp=True)

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
def test_what_completes_a_demande_needs_no_confirmation(statut: StatutDemande) -> None:
    assert est_confirmee_d_emblee(statut) is (statut is StatutDemande.NON_COMPLETE)


def test_what_the_vendor_gave_for_a_former_filing_is_not_of_this_one() -> None:
    assert est_du_depot(GIVEN, AVANCE)
    assert not est_du_depot(OF_THE_ASP, AVANCE)
    assert not est_du_depot(GIVEN, FILED_AGAIN)
    assert est_du_depot(evolve(GIVEN, avenant=2), FILED_AGAIN)


@pytest.mark.parametrize(
    ("demande", "expected"), [(AVANCE, (0, 1)), (MODIFIED, (1,)), (FILED_AGAIN, (2,))]
)
def test_what_could_be_taken_back_is_replaced_by_its_name(
    demande: Demande, expected: tuple[int, ...]
) -> None:
    other = evolve(ADDED, avenant=2)
    pieces = (GIVEN, ADDED, other, OF_THE_ASP, evolve(ADDED, nom="autre.pdf"))
    assert remplacees(pieces, [NOM.upper()], demande) == expected


def test_what_is_being_added_is_its_vendor_s_alone() -> None:
    assert est_montree(ADDED, MODIFIED, Acteur.FOURNISSEUR)
    assert not est_montree(ADDED, MODIFIED, Acteur.GESTIONNAIRE)
    assert est_montree(GIVEN, MODIFIED, Acteur.GESTIONNAIRE)


def test_a_document_is_seen_with_the_avenant_that_it_is_of() -> None:
    other = evolve(GIVEN, avenant=2)
    assert est_montree(GIVEN, FILED_AGAIN, Acteur.GESTIONNAIRE)
    assert not est_montree(other, FILED_AGAIN, Acteur.GESTIONNAIRE)
    assert est_montree(other, FILED_AGAIN, Acteur.FOURNISSEUR)


@each_statut
def test_a_document_is_deleted_while_it_is_being_added(statut: StatutDemande) -> None:
    refus = refus_de_suppression(statut, ADDED, (GIVEN, ADDED))
    if statut in (StatutDemande.A_MODIFIER, StatutDemande.EN_ATTENTE_PIECE):
        assert refus is None
    else:
        assert refus == Refused(RefusPiece.SUPPRESSION_FERMEE, {"statut": statut.value})


def test_what_is_confirmed_is_not_deleted() -> None:
    statut = StatutDemande.EN_ATTENTE_PIECE
    before = refus_de_suppression(statut, GIVEN, (GIVEN,))
    assert before == Refused(RefusPiece.SUPPRESSION_FERMEE, {"statut": statut.value})
    during = refus_de_suppression(statut, GIVEN, (GIVEN, ADDED))
    assert during == Refused(RefusPiece.AJOUT_CONFIRME)


def test_what_the_asp_added_is_not_the_vendor_s() -> None:
    refus = refus_de_suppression(StatutDemande.EN_ATTENTE_PIECE, OF_THE_ASP, (ADDED, OF_THE_ASP))
    assert refus == Refused(RefusPiece.PIECE_DE_L_ASP)


@pytest.mark.parametrize("evenement", EvenementDemande)
def test_an_addition_is_confirmed_by_the_vendor_s_answer(evenement: EvenementDemande) -> None:
    answers = evenement in (EvenementDemande.AJOUTER_PIECE, EvenementDemande.CORRIGER)
    assert est_confirmee_par(evenement, ADDED) is answers
    assert not est_confirmee_par(evenement, GIVEN)


@each_statut
def test_an_addition_is_confirmed_once_something_was_added(statut: StatutDemande) -> None:
    if statut in (StatutDemande.A_MODIFIER, StatutDemande.EN_ATTENTE_PIECE):
        assert refus_de_fin_d_ajout(statut, (GIVEN, ADDED)) is None
        assert refus_de_fin_d_ajout(statut, (GIVEN,)) == Refused(Refus.PIECES_MANQUANTES)
    else:
        for pieces in ((GIVEN,), (ADDED,)):
            refus = refus_de_fin_d_ajout(statut, pieces)
            assert refus == Refused(RefusPiece.AJOUT_FERME, {"statut": statut.value})
