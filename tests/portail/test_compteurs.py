"""The numbers of the home page: those that the guide shows (§2 and §9)."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from hypothesis import given
from hypothesis import strategies as st

from segur_rules.portail import Compte, Effectif, statistiques
from segur_rules.statuts import EtatPaiement, StatutDemande, TypeDemande

AVANCE, SOLDE = TypeDemande
PAID = EtatPaiement.PAIEMENT_EFFECTUE


def shown_by_the_guide() -> Iterator[Effectif]:
    """En cours 1 / 7, en attente 0 / 3, validées 21 / 4, payées 20 / 4 (§9)."""
    yield Effectif(AVANCE, StatutDemande.EN_COURS)
    yield Effectif(SOLDE, StatutDemande.EN_COURS, nombre=7)
    yield Effectif(SOLDE, StatutDemande.EN_ATTENTE_PIECE, nombre=3)
    yield Effectif(AVANCE, StatutDemande.VALIDEE)
    yield Effectif(AVANCE, StatutDemande.DECIDEE, PAID, 20)
    yield Effectif(SOLDE, StatutDemande.DECIDEE, PAID, 4)
    yield Effectif(SOLDE, StatutDemande.NON_COMPLETE, nombre=4)
    yield Effectif(AVANCE, StatutDemande.NON_COMPLETE)


def test_the_numbers_of_the_guide() -> None:
    assert dict(statistiques(shown_by_the_guide())) == {
        AVANCE: Compte(1, 0, 21, 20, 1),
        SOLDE: Compte(7, 3, 4, 4, 4),
    }


def test_a_vendor_that_filed_nothing_has_zeros() -> None:
    assert set(statistiques(()).values()) == {Compte(0, 0, 0, 0, 0)}


def test_a_demande_decidee_is_still_one_that_was_validated() -> None:
    decided = [Effectif(AVANCE, StatutDemande.DECIDEE)]
    assert statistiques(decided)[AVANCE] == Compte(0, 0, 1, 0, 0)
    alone = statistiques(decided, validees=[StatutDemande.VALIDEE])
    assert alone[AVANCE] == Compte(0, 0, 0, 0, 0)


def test_each_statut_is_counted_where_it_says() -> None:
    counted = {
        StatutDemande.EN_COURS: Compte(1, 0, 0, 0, 0),
        StatutDemande.EN_ATTENTE_PIECE: Compte(0, 1, 0, 0, 0),
        StatutDemande.VALIDEE: Compte(0, 0, 1, 0, 0),
        StatutDemande.DECIDEE: Compte(0, 0, 1, 0, 0),
        StatutDemande.NON_COMPLETE: Compte(0, 0, 0, 0, 1),
    }
    nowhere = Compte(0, 0, 0, 0, 0)
    for type_demande, statut in product(TypeDemande, StatutDemande):
        numbers = statistiques([Effectif(type_demande, statut)])
        assert numbers[type_demande] == counted.get(statut, nowhere)
        assert [n for one, n in numbers.items() if one is not type_demande] == [nowhere]


def test_what_was_paid_and_cancelled_is_not_counted_as_paid() -> None:
    historised = Effectif(AVANCE, StatutDemande.HISTORISEE, PAID)
    assert statistiques([historised])[AVANCE].payees == 0


effectifs = st.builds(
    Effectif,
    st.sampled_from(TypeDemande),
    st.sampled_from(StatutDemande),
    st.sampled_from(EtatPaiement),
    st.integers(0, 5),
)


@given(st.lists(effectifs, max_size=20))
def test_one_by_one_or_by_groups_the_numbers_are_the_same(groups: list[Effectif]) -> None:
    one_by_one = [Effectif(g.type, g.statut, g.paiement) for g in groups for _ in range(g.nombre)]
    assert statistiques(groups) == statistiques(one_by_one)
    assert all(compte.payees <= compte.validees for compte in statistiques(groups).values())
