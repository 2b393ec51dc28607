"""What of a demande somebody sees, whatever was filed again and never completed."""

from __future__ import annotations

from datetime import timedelta

import pytest
from attrs import evolve

from segur_rules.statuts import (
    Acteur,
    Demande,
    EvenementDemande,
    StatutDemande,
    TypeDemande,
    avenants_deposes,
    avenants_visibles,
    depot_de,
    dossier_vu_par,
    est_visible,
    vue_par,
)
from tests.statuts.lives import (
    AFTER,
    BY_ASP,
    BY_CLOCK,
    BY_VENDOR,
    DECLARED,
    FILED,
    act,
    lived,
    opened,
    with_solde,
)

D, G = Acteur.FOURNISSEUR, Acteur.GESTIONNAIRE
REJECTED = lived(
    with_solde(),
    (EvenementDemande.COMPLETER, BY_VENDOR),
    (EvenementDemande.REJETER, BY_ASP),
    solde=True,
)
AGAIN = AFTER + timedelta(days=30)
LATER = AGAIN + timedelta(days=30)


def solde() -> Demande:
    assert REJECTED.solde is not None
    return REJECTED.solde


def expired(demande: Demande) -> Demande:
    """A demande whose last filing was not completed in time."""
    late = demande.courante.instant + timedelta(days=9)
    answer = demande.appliquer(EvenementDemande.EXPIRER, evolve(BY_CLOCK, instant=late))
    return answer.etat  # type: ignore[union-attr]


@pytest.mark.parametrize("statut", StatutDemande)
def test_who_sees_an_avenant_depends_on_where_it_was_left(statut: StatutDemande) -> None:
    assert est_visible(statut, D) is (statut.value != "SUPPRIMEE")
    assert est_visible(statut, G) is (statut.value not in ("NON_COMPLETE", "SUPPRIMEE"))


def test_what_was_never_completed_is_its_vendor_s_alone_then_nobody_s() -> None:
    avance = opened().avance
    assert (vue_par(avance, D), vue_par(avance, G)) == (avance, None)
    assert vue_par(expired(avance), D) is None
    assert dossier_vu_par(opened(), TypeDemande.AVANCE, G) is None
    assert dossier_vu_par(opened(), TypeDemande.SOLDE, D) is None


def test_what_is_filed_again_hides_nothing_of_its_former_life() -> None:
    again = solde().deposer(DECLARED, AGAIN)
    assert (vue_par(again, D), vue_par(again, G)) == (again, solde())
    gone = expired(again)
    assert (vue_par(gone, D), vue_par(gone, G)) == (solde(), solde())
    # Filed a third time, the second filing stays what nobody sees.
    third = gone.deposer(DECLARED, LATER)
    assert vue_par(third, D) == third
    assert avenants_visibles(third, D) == {1, 3}
    assert avenants_visibles(third, G) == {1}


def test_a_dossier_is_seen_with_the_demande_that_is_consulted() -> None:
    again = evolve(REJECTED, solde=solde().deposer(DECLARED, AGAIN))
    assert dossier_vu_par(again, TypeDemande.SOLDE, G) == REJECTED
    assert dossier_vu_par(again, TypeDemande.AVANCE, G) == again
    assert dossier_vu_par(again, TypeDemande.SOLDE, D) == again


def test_what_a_cancellation_creates_is_not_filed() -> None:
    again = solde().deposer(DECLARED, AGAIN)
    assert (avenants_deposes(solde()), avenants_deposes(again)) == ((1,), (1, 2))
    assert (depot_de(solde()), depot_de(again)) == (FILED, AGAIN)
    cancelled = act(
        lived(opened(), (EvenementDemande.COMPLETER, BY_VENDOR)), EvenementDemande.ANNULER, BY_ASP
    ).avance
    assert (cancelled.courante.avenant, avenants_deposes(cancelled)) == (2, (1,))
    assert depot_de(cancelled) == FILED
