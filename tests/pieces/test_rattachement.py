"""Which demande a document joins, by its name."""

from __future__ import annotations

import pytest
from attrs import evolve
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.pieces import Annuaire, Raison, Rattachement, ends_with_numero
from tests.pieces.faits import demandes

NUMBERS = ("00017", "00018", "A-17", "17", "double", "double")
ANNOUNCED = ("bdc-00017.pdf", "bdc-00018.pdf", "both-00017.pdf")


def found(nom: str) -> Rattachement:
    return Annuaire(demandes(*NUMBERS, announced=ANNOUNCED)).find(nom)


@pytest.mark.parametrize(
    ("nom", "raison", "candidates"),
    [
        ("bdc-00017.pdf", Raison.ANNONCEE, (0,)),
        ("a/b/BDC-00017.PDF", Raison.ANNONCEE, (0,)),
        ("va-00018.png", Raison.NUMERO, (1,)),
        ("00018", Raison.NUMERO, (1,)),
        # 17 is only the end of A-17.
        ("bdc-A-17.pdf", Raison.NUMERO, (2,)),
        ("bdc-17.pdf", Raison.NUMERO, (3,)),
        ("bdc-100017.pdf", Raison.AUCUNE, ()),
        ("bdc.pdf", Raison.AUCUNE, ()),
        ("", Raison.AUCUNE, ()),
        ("bdc-double.pdf", Raison.PLUSIEURS, (4, 5)),
        ("__MACOSX/._bdc-00017.pdf", Raison.SYSTEME, ()),
    ],
)
def test_a_name_leads_to_a_demande(nom: str, raison: Raison, candidates: tuple[int, ...]) -> None:
    assert found(nom) == Rattachement(raison, candidates)
    certain = raison in (Raison.ANNONCEE, Raison.NUMERO)
    assert found(nom).demande == (candidates[0] if certain else None)


def test_what_is_announced_by_one_and_numbered_as_another_is_in_doubt() -> None:
    first, second = demandes("1", "2", announced=["a-1.pdf"])
    piece = first.pieces_justificatives[0]
    second = evolve(second, pieces_justificatives=(piece,))
    crossed = Annuaire((demandes("1")[0], second))
    assert crossed.find("a-1.pdf") == Rattachement(Raison.PLUSIEURS, (0, 1))
    # Announced by both: the number chooses.
    assert Annuaire((first, second)).find("a-1.pdf") == Rattachement(Raison.ANNONCEE, (0,))
    # Announced by one, and numbered as none.
    assert Annuaire((demandes("3")[0], second)).find("a-1.pdf").demande == 1


def test_without_demandes_nothing_joins() -> None:
    assert Annuaire(()).find("a-1.pdf") == Rattachement(Raison.AUCUNE)


@given(
    st.lists(st.text("01-a", min_size=1, max_size=4), max_size=6),
    st.text("01-a./", max_size=12),
)
def test_nothing_is_guessed(numeros: list[str], nom: str) -> None:
    """The demande that a name joins has the only, or the longest, number that it ends with."""
    rattachement = Annuaire(demandes(*numeros)).find(nom)
    base = nom.rpartition("/")[2]
    fitting = [i for i, numero in enumerate(numeros) if ends_with_numero(base, numero)]
    if not fitting:
        assert rattachement == Rattachement(Raison.AUCUNE)
        return
    longest = max(len(numeros[i]) for i in fitting)
    best = [i for i in fitting if len(numeros[i]) == longest]
    assert rattachement.candidates == tuple(best)
    assert (rattachement.demande is None) is (len(best) > 1)
