"""Searching: both bounds, three characters, and the filter above 500."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.echeances import PARIS
from segur_rules.outcomes import Refused
from segur_rules.portail import (
    STATUTS_LISTES,
    CriteresDemandes,
    CriteresImports,
    Depot,
    Periode,
    complete_numero,
    refus_d_affichage,
    refus_de_recherche_demandes,
    refus_de_recherche_imports,
    select_demandes,
    select_imports,
)
from segur_rules.statuts import EtatPaiement, StatutDemande, TypeDemande
from tests.portail.exemples import PAYEE, ligne

FIRST, LAST = date(2024, 1, 2), date(2024, 1, 31)
BOTH = Periode(FIRST, LAST)
AVANCE, SOLDE = TypeDemande


def missing(*bounds: str) -> tuple[Refused, ...]:
    return (Refused("BORNE_MANQUANTE", {"bornes": bounds}),)


@pytest.mark.parametrize(
    ("periode", "of_imports", "of_demandes"),
    [
        (BOTH, (), ()),
        (Periode(FIRST, FIRST), (), ()),
        (Periode(), (), missing("du", "au")),
        (Periode(du=FIRST), missing("au"), missing("au")),
        (Periode(au=LAST), missing("du"), missing("du")),
        (
            Periode(LAST, FIRST),
            (Refused("BORNES_INVERSEES", {"du": LAST, "au": FIRST}),),
            (Refused("BORNES_INVERSEES", {"du": LAST, "au": FIRST}),),
        ),
    ],
)
def test_both_bounds_or_none_for_imports_and_both_for_demandes(
    periode: Periode, of_imports: Any, of_demandes: Any
) -> None:
    assert refus_de_recherche_imports(CriteresImports(periode=periode)) == of_imports
    criteres = CriteresDemandes(periode=periode)
    assert refus_de_recherche_demandes(criteres) == of_demandes
    assert refus_de_recherche_demandes(criteres, dates_obligatoires=False) == of_imports


@pytest.mark.parametrize(
    ("numero", "expected"),
    [
        (None, ()),
        ("", ()),
        ("FI", ({"champ": "numero", "longueur": 2, "minimum": 3},)),
        ("F-I", ({"champ": "numero", "longueur": 2, "minimum": 3},)),
        ("FIN", ()),
    ],
)
def test_a_number_is_searched_by_three_characters(numero: str | None, expected: Any) -> None:
    refusals = refus_de_recherche_demandes(CriteresDemandes(numero=numero, periode=BOTH))
    assert tuple(refusal.params for refusal in refusals) == expected
    assert {refusal.code for refusal in refusals} <= {"SAISIE_TROP_COURTE"}


def test_every_fault_of_a_search_is_told() -> None:
    refusals = refus_de_recherche_demandes(CriteresDemandes(numero="FI"))
    assert [refusal.code for refusal in refusals] == ["BORNE_MANQUANTE", "SAISIE_TROP_COURTE"]


@pytest.mark.parametrize(
    ("moment", "within"),
    [
        (datetime(2024, 1, 1, 23, 59, 59, tzinfo=PARIS), False),
        (datetime(2024, 1, 2, 0, 0, tzinfo=PARIS), True),
        (datetime(2024, 1, 31, 23, 59, 59, tzinfo=PARIS), True),
        (datetime(2024, 2, 1, 0, 0, tzinfo=PARIS), False),
    ],
)
def test_bounds_are_inclusive_days_of_paris(moment: datetime, within: bool) -> None:
    found = ligne(date_depot=moment.astimezone(PARIS))
    assert list(select_demandes(CriteresDemandes(periode=BOTH), [found])) == [found] * within


def test_a_bound_may_be_given_as_an_instant_that_has_a_zone() -> None:
    assert Periode(datetime(2024, 1, 2, 15, tzinfo=PARIS), LAST) == BOTH
    with pytest.raises(ValueError, match="zone"):
        Periode(datetime(2024, 1, 2, 15))  # noqa: DTZ001


LIGNES = (
    ligne("FINMS1010719M0"),
    ligne("FINMS1010720M0", statut=StatutDemande.A_MODIFIER),
    ligne("FINHOP010754M0", couloir="HOP", logiciel="DPI", **PAYEE),
    ligne("FINHOP010754M1", couloir="HOP", logiciel="PFI", type=SOLDE),
)


@pytest.mark.parametrize(
    ("criteres", "expected"),
    [
        ({}, (0, 1, 2, 3)),
        ({"numero": "010754"}, (2, 3)),
        ({"numero": "fin hop010754m1"}, (3,)),
        ({"numero": "01075420"}, ()),
        ({"types": [AVANCE]}, (0, 1, 2)),
        ({"types": [AVANCE, SOLDE]}, (0, 1, 2, 3)),
        ({"statuts": [StatutDemande.A_MODIFIER, StatutDemande.DECIDEE]}, (1, 2)),
        ({"paiements": [EtatPaiement.PAIEMENT_EFFECTUE]}, (2,)),
        ({"logiciels": ["dpi", "DUI"]}, (0, 1, 2)),
        ({"types": [SOLDE], "logiciels": ["DUI"]}, ()),
        ({"periode": Periode(FIRST + timedelta(days=1), LAST)}, ()),
    ],
)
def test_each_criterion_retains_its_demandes(
    criteres: dict[str, Any], expected: tuple[int, ...]
) -> None:
    found = tuple(select_demandes(CriteresDemandes(**criteres), LIGNES))
    assert found == tuple(LIGNES[i] for i in expected)


@pytest.mark.parametrize("statut", [StatutDemande.NON_COMPLETE, StatutDemande.SUPPRIMEE])
def test_a_demande_that_is_not_complete_or_deleted_is_not_listed(statut: StatutDemande) -> None:
    assert list(select_demandes(CriteresDemandes(), [ligne(statut=statut)])) == []


FILTERS: list[dict[str, Any]] = [
    {"numero": "FIN"},
    {"types": [SOLDE]},
    {"statuts": [StatutDemande.EN_COURS]},
    {"paiements": [EtatPaiement.PAIEMENT_EN_COURS]},
    {"logiciels": ["DPI"]},
    {"periode": BOTH},
    {"periode": Periode(du=FIRST)},
]
NO_FILTERS: list[dict[str, Any]] = [
    {},
    {"numero": ""},
    {"types": [AVANCE, SOLDE]},
    {"statuts": STATUTS_LISTES},
    {"statuts": list(StatutDemande)},
    {"paiements": list(EtatPaiement)},
]


@pytest.mark.parametrize("criteres", NO_FILTERS)
def test_above_500_a_filter_is_compulsory(criteres: dict[str, Any]) -> None:
    nothing = CriteresDemandes(**criteres)
    assert nothing.est_vide
    assert refus_d_affichage(0, nothing) is None
    assert refus_d_affichage(500, nothing) is None
    assert refus_d_affichage(501, nothing) == Refused(
        "FILTRE_OBLIGATOIRE", {"nombre": 501, "maximum": 500}
    )
    assert refus_d_affichage(501, nothing, maximum=501) is None


@pytest.mark.parametrize("criteres", FILTERS)
def test_any_filter_shows_the_list(criteres: dict[str, Any]) -> None:
    assert not CriteresDemandes(**criteres).est_vide
    assert refus_d_affichage(501, CriteresDemandes(**criteres)) is None


NUMEROS = ("FINMS1010719M0", "FINMS1010720M0", "FINHOP004290M0", "FINHOP004290M0")


@pytest.mark.parametrize(
    ("saisie", "expected"),
    [
        ("107", NUMEROS[:2]),
        ("FINMS", NUMEROS[:2]),
        ("ms1", NUMEROS[:2]),
        (" 004 290 ", NUMEROS[2:3]),
        ("FINMS1010719M0", NUMEROS[:1]),
        # three characters of the number, but not consecutive
        ("FMS", ()),
        ("FINMS1010719M0X", ()),
    ],
)
def test_numbers_that_contain_what_is_typed_are_proposed(
    saisie: str, expected: tuple[str, ...]
) -> None:
    assert complete_numero(saisie, NUMEROS) == expected


@pytest.mark.parametrize(("saisie", "longueur"), [("", 0), ("  ", 0), ("FI", 2), ("F I", 2)])
def test_fewer_than_three_characters_propose_nothing(saisie: str, longueur: int) -> None:
    assert complete_numero(saisie, NUMEROS) == Refused(
        "SAISIE_TROP_COURTE", {"champ": "numero", "longueur": longueur, "minimum": 3}
    )


def test_no_more_numbers_than_asked_are_proposed() -> None:
    assert complete_numero("FIN", NUMEROS, maximum=1) == NUMEROS[:1]


@given(st.integers(0, 999_999), st.integers(0, 11), st.integers(3, 14))
def test_three_characters_of_a_number_always_propose_it(
    number: int, start: int, length: int
) -> None:
    numero = f"FINMS1{number:06}M0"
    typed = numero[start : start + length]
    found = complete_numero(typed, [numero])
    assert found == (numero,) if len(typed) >= 3 else isinstance(found, Refused)


def depot(identifiant: str, **more: Any) -> Depot:
    facts: dict[str, Any] = {
        "instant": datetime(2024, 1, 2, 23, 30, tzinfo=PARIS),
        "numero_ans": "cpiMS10004",
        "type": AVANCE,
        "nom_fichier": "MS1-DUI-AVANCE-10-DMD-DUI-C-TTC -certif.json",
        "demandes": 10,
        "retenues": 10,
    }
    return Depot(identifiant, **facts | more)


DEPOTS = (
    depot("6782"),
    depot("6785", type=SOLDE, numero_ans="bnd52qq600"),
    depot("6786", instant=datetime(2024, 2, 1, tzinfo=PARIS)),
    depot("6787", abouti=False, retenues=0),
)


@pytest.mark.parametrize(
    ("criteres", "expected"),
    [
        ({}, (0, 1, 2)),
        ({"numero_ans": ""}, (0, 1, 2)),
        ({"numero_ans": " CPIms10004 "}, (0, 2)),
        ({"numero_ans": "cpiMS1000"}, ()),
        ({"types": [SOLDE]}, (1,)),
        ({"types": [AVANCE, SOLDE]}, (0, 1, 2)),
        ({"periode": BOTH}, (0, 1)),
        ({"periode": BOTH, "types": [AVANCE]}, (0,)),
    ],
)
def test_imports_are_searched_by_number_type_and_dates(
    criteres: dict[str, Any], expected: tuple[int, ...]
) -> None:
    found = tuple(select_imports(CriteresImports(**criteres), DEPOTS))
    assert found == tuple(DEPOTS[i] for i in expected)


def test_criteria_are_emptied_by_making_them_anew() -> None:
    assert CriteresDemandes(logiciels=["DPI"]) != CriteresDemandes()
    assert hash(CriteresDemandes(types=[AVANCE])) == hash(CriteresDemandes(types=(AVANCE,)))
