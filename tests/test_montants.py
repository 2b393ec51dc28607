"""Amounts: the guide's example, every nature of ceiling, and what no number answers."""

from __future__ import annotations

from decimal import ROUND_FLOOR, Decimal, Inexact, getcontext, localcontext
from typing import Any

import pytest

from segur_rules.catalogue import CatalogueError, load
from segur_rules.demandes import codes
from segur_rules.montants import (
    DONNE_PAR_L_APPELANT,
    Arrondi,
    Calcul,
    ModeArrondi,
    NaturePlafond,
    Plafond,
    RegimeTVA,
    TauxAvance,
    Terme,
    answer_to_dict,
    compute_avance,
    compute_solde,
    to_recover,
)
from segur_rules.outcomes import NotEvaluable, Refused
from segur_rules.sources import Certainty, Source

ZERO = Decimal(0)
SOURCE = Source("a test", Certainty.PUBLIC)
ETAPES = (
    "montant_ht_declare",
    "plafond_ht",
    "engagement_ht_retenu",
    "engagement_retenu",
    "montant_decide",
)


def euros(text: str) -> Decimal:
    return Decimal(text)


def fixe(ht: str, ttc: str | None = None) -> Plafond:
    return Plafond(NaturePlafond.FIXE, euros(ht), SOURCE, montant_ttc=euros(ttc) if ttc else None)


def par_medecin(ht: str = "358.33", ttc: str | None = None) -> Plafond:
    return Plafond(
        NaturePlafond.PAR_UNITE,
        euros(ht),
        SOURCE,
        unite="medecin",
        montant_ttc=euros(ttc) if ttc else None,
    )


def avance(declare: str, **more: Any) -> Any:
    facts: dict[str, Any] = {
        "regime": "HT",
        "taux_tva": Decimal(0),
        "plafond": fixe("1000.00"),
        "taux_avance": TauxAvance(Decimal(30), SOURCE),
    }
    return compute_avance(euros(declare), **facts | more)


def solde(facture: str, **more: Any) -> Any:
    facts: dict[str, Any] = {
        "regime": "HT",
        "taux_tva": Decimal(0),
        "plafond": fixe("1000.00"),
        "avance_payee": euros("300.00"),
    }
    return compute_solde(euros(facture), **facts | more)


def values(calcul: Calcul) -> dict[str, str]:
    return {etape.name: str(etape.value) for etape in calcul.etapes}


# The guide, and the stages


def test_the_example_of_the_guide() -> None:
    mdv = load().sons["MDV-LGC-VA1"]
    calcul = compute_avance(
        euros("1074.99"),
        regime="HT",
        taux_tva=Decimal(0),
        plafond=mdv.plafond,
        taux_avance=mdv.taux_avance,
        unites=3,
    )
    assert isinstance(calcul, Calcul)
    assert calcul.montant_decide == euros("322.50")
    assert calcul.a_recouvrer == 0
    assert calcul.certainty is Certainty.INFERRED
    assert values(calcul) == dict.fromkeys(ETAPES, "1074.99") | {"montant_decide": "322.50"}
    assert tuple(etape.name for etape in calcul.etapes) == ETAPES


def test_a_calcul_explains_itself() -> None:
    plafond = par_medecin(ttc="430.00")
    calcul = avance(
        "2000.00", regime="TTC", taux_tva=Decimal(20), plafond=plafond, unites={"medecin": 3}
    )
    assert calcul.to_dict() == {
        "montantDecide": "387.00",
        "aRecouvrer": "0.00",
        "certainty": "inferred",
        "steps": [
            {
                "name": "montant_ht_declare",
                "value": "2000.00",
                "inputs": {"declare_ht": "2000.00"},
                "rounding": None,
                "sources": ["GU-52-07"],
                "certainty": "guide",
            },
            {
                "name": "plafond_ht",
                "value": "1074.99",
                "inputs": {
                    "nature": "par_unite",
                    "montant_ht": "358.33",
                    "montant_ttc": "430.00",
                    "unites.medecin": 3,
                },
                "rounding": None,
                "sources": ["GU-52-09", "a test"],
                "certainty": "public",
            },
            {
                "name": "engagement_ht_retenu",
                "value": "1074.99",
                "inputs": {"montant_ht_declare": "2000.00", "plafond_ht": "1074.99"},
                "rounding": None,
                "sources": ["GU-52-07", "PS-18"],
                "certainty": "public",
            },
            {
                "name": "engagement_retenu",
                "value": "1289.99",
                "inputs": {
                    "engagement_ht_retenu": "1074.99",
                    "regime": "TTC",
                    "taux_tva": "20",
                    "plafond_ttc": "1290.00",
                },
                "rounding": {"mode": "half_up", "places": 2, "stage": "engagement_retenu"},
                "sources": ["GU-52-07", "PS-18", "PS-17"],
                "certainty": "inferred",
            },
            {
                "name": "montant_decide",
                "value": "387.00",
                "inputs": {"engagement_retenu": "1289.99", "taux_avance": "30"},
                "rounding": {"mode": "half_up", "places": 2, "stage": "montant_decide"},
                "sources": ["GU-52-09", "a test"],
                "certainty": "inferred",
            },
        ],
        "notEvaluable": [],
    }


def test_a_calcul_makes_the_rows_of_a_table() -> None:
    rows = avance("322.49").lines()
    assert rows[0] == (
        "montant_ht_declare",
        "322.49",
        "declare_ht = 322.49",
        "",
        "GU-52-07",
        "guide",
    )
    assert rows[-1] == (
        "montant_decide",
        "96.75",
        "engagement_retenu = 322.49, taux_avance = 30",
        "half_up 2",
        "GU-52-09, a test",
        "inferred",
    )


def test_a_stage_is_found_by_its_name() -> None:
    calcul = avance("10.00")
    assert calcul["plafond_ht"].value == euros("1000.00")
    assert calcul["montant_decide"].rounding == Arrondi(ModeArrondi.HALF_UP, 2, "montant_decide")
    with pytest.raises(KeyError):
        calcul["a_recouvrer"]


def test_the_inputs_of_a_stage_cannot_be_changed() -> None:
    for etape in (*avance("10.00").etapes, *solde("10.00").etapes):
        with pytest.raises(TypeError):
            etape.inputs["declare_ht"] = euros("1.00")


def test_one_enumeration_of_regimes() -> None:
    assert codes.RegimeTVA is RegimeTVA


# The avance


@pytest.mark.parametrize(
    ("declare", "retenu", "decide"),
    [("0.01", "0.01", "0.00"), ("999.99", "999.99", "300.00"), ("1000.00", "1000.00", "300.00")],
)
def test_under_the_ceiling_the_amount_declared_is_retained(
    declare: str, retenu: str, decide: str
) -> None:
    calcul = avance(declare)
    assert str(calcul["engagement_retenu"].value) == retenu
    assert str(calcul.montant_decide) == decide


def test_above_the_ceiling_the_ceiling_is_retained() -> None:
    assert values(avance("1000.01")) == {
        "montant_ht_declare": "1000.01",
        "plafond_ht": "1000.00",
        "engagement_ht_retenu": "1000.00",
        "engagement_retenu": "1000.00",
        "montant_decide": "300.00",
    }


def test_the_regime_says_whether_vat_is_paid() -> None:
    assert avance("100.00", regime="HT", taux_tva=Decimal(20)).montant_decide == euros("30.00")
    assert avance("100.00", regime="HT", taux_tva=None).montant_decide == euros("30.00")
    assert avance("100.00", regime="TTC", taux_tva=Decimal(20)).montant_decide == euros("36.00")
    assert avance("100.00", regime="TTC", taux_tva=Decimal("8.5")).montant_decide == euros("32.55")
    assert avance("100.00", regime="TTC", taux_tva=Decimal(0)).montant_decide == euros("30.00")


def test_each_stage_rounds_a_half_cent_upwards() -> None:
    # 0.05 × 1.10 = 0.055 → 0.06; 0.06 × 25 % = 0.015 → 0.02.
    half = avance(
        "0.05", regime="TTC", taux_tva=Decimal(10), taux_avance=TauxAvance(Decimal(25), SOURCE)
    )
    assert values(half)["engagement_retenu"] == "0.06"
    assert values(half)["montant_decide"] == "0.02"
    assert half.certainty is Certainty.CHOICE


@pytest.mark.parametrize(
    ("mode", "declare", "decide"),
    [
        ("half_up", "0.15", "0.05"),
        ("half_even", "0.15", "0.04"),
        ("half_down", "0.15", "0.04"),
        ("ceiling", "0.15", "0.05"),
        ("half_up", "0.11", "0.03"),
        ("half_even", "0.11", "0.03"),
        ("ceiling", "0.11", "0.04"),
        ("half_up", "1074.99", "322.50"),
        ("half_even", "1074.99", "322.50"),
        ("ceiling", "1074.99", "322.50"),
    ],
)
def test_another_rounding_may_be_chosen(mode: str, declare: str, decide: str) -> None:
    calcul = avance(declare, plafond=fixe("2000.00"), arrondi=mode)
    assert str(calcul.montant_decide) == decide
    assert calcul.to_dict()["steps"][-1]["rounding"]["mode"] == mode


@pytest.mark.parametrize(
    ("declare", "certainty"),
    [
        ("100.00", "public"),  # exact: nothing is rounded
        ("1.99", "inferred"),  # 0.597: 0.60 by every mode, as the guide's 322.497
        ("1.01", "choice"),  # 0.303: 0.30, or 0.31 above
        ("1.05", "choice"),  # 0.315: a half-cent
    ],
)
def test_a_rounding_is_a_choice_only_where_the_modes_differ(declare: str, certainty: str) -> None:
    assert avance(declare)["montant_decide"].certainty == certainty


def test_an_order_for_several_is_rounded_once() -> None:
    taux = TauxAvance(Decimal(30), SOURCE)
    one = avance("358.35", plafond=par_medecin("358.35"), taux_avance=taux)
    three = avance("1075.05", plafond=par_medecin("358.35"), taux_avance=taux, unites=3)
    assert str(one.montant_decide) == "107.51"  # 107.505
    assert str(three.montant_decide) == "322.52"  # 322.515, and not 3 × 107.51


# Ceilings


def test_a_unit_is_rounded_before_it_is_multiplied() -> None:
    # 1075 euros for three would be 358.333… each.
    assert par_medecin().total_ht(3) == euros("1074.99")
    assert par_medecin().total_ht({"medecin": 3}) == euros("1074.99")
    assert par_medecin(ttc="430.00").total_ttc(3) == euros("1290.00")


def test_a_fixed_ceiling_counts_nothing() -> None:
    assert fixe("3500.00").total_ht(7) == euros("3500.00")
    assert fixe("3500.00", "4200.00").total_ttc(7) == euros("4200.00")
    assert fixe("3500.00").total_ttc(7) is None


def test_the_formula_of_the_mailboxes() -> None:
    plafond = load().sons["MSS-OPE-VA1"].plafond
    assert plafond is not None
    assert plafond.nature is NaturePlafond.FORMULE
    assert plafond.missing({"APP": 1, "ORG": 2, "PER": 3}) == ()
    assert plafond.total_ht({"APP": 0, "ORG": 0, "PER": 0}) == euros("6666.67")
    assert plafond.total_ht({"APP": 10, "ORG": 20, "PER": 30}) == euros("7816.57")
    # 6 666.67 + 5.00 × 48 666 = 249 996.67; one mailbox more is above the cap.
    assert plafond.total_ht({"APP": 0, "ORG": 0, "PER": 48_666}) == euros("249996.67")
    assert plafond.total_ht({"APP": 0, "ORG": 0, "PER": 48_667}) == euros("250000.00")
    assert plafond.total_ttc({"APP": 0, "ORG": 0, "PER": 1}) is None
    calcul = avance("9000.00", plafond=plafond, unites={"APP": 10, "ORG": 20, "PER": 30})
    assert calcul.montant_decide == euros("2344.97")
    assert dict(calcul["plafond_ht"].inputs) == {
        "nature": "formule",
        "montant_ht": euros("250000.00"),
        "constante_ht": euros("6666.67"),
        "termes.APP": euros("58.33"),
        "termes.ORG": euros("20.83"),
        "termes.PER": euros("5.00"),
        "unites.APP": 10,
        "unites.ORG": 20,
        "unites.PER": 30,
    }


def test_the_flat_amount_of_the_sas_is_paid_in_two_parts() -> None:
    sas = load().sons["SAS-SAS-VA1"]
    first = avance("100000.00", plafond=sas.plafond, taux_avance=sas.taux_avance)
    assert first.montant_decide == euros("30000.00")
    assert first.certainty is Certainty.PUBLIC
    second = solde("100000.00", plafond=sas.plafond, avance_payee=first.montant_decide)
    assert second.montant_decide == euros("70000.00")
    assert second.certainty is Certainty.PUBLIC


def test_less_than_the_flat_amount_is_retained_as_declared_by_choice() -> None:
    sas = load().sons["SAS-SAS-VA1"]
    less = avance("99999.99", plafond=sas.plafond, taux_avance=sas.taux_avance)
    assert less["engagement_ht_retenu"].value == euros("99999.99")
    assert less["engagement_ht_retenu"].certainty is Certainty.CHOICE
    more = avance("100000.01", plafond=sas.plafond, taux_avance=sas.taux_avance)
    assert more["engagement_ht_retenu"].value == euros("100000.00")
    assert more["engagement_ht_retenu"].certainty is Certainty.PUBLIC


@pytest.mark.parametrize("code", ["PHA-LGO-VA1", "BIO-SGL-VA1", "RAD-RIS-VA1"])
def test_the_top_of_unknown_tiers_is_no_ceiling(code: str) -> None:
    sons = load().sons[code]
    assert sons.plafond is not None
    assert avance("600.00", plafond=sons.plafond) == NotEvaluable(("plafond_ht",))
    # The caller may know the tier.
    given = avance("600.00", plafond=euros("625.00"), taux_avance=sons.taux_avance)
    assert given.montant_decide == euros("180.00")
    assert given["plafond_ht"].sources == ("GU-52-09", DONNE_PAR_L_APPELANT.reference)
    assert given.certainty is Certainty.CHOICE


def test_the_most_that_a_ceiling_can_be() -> None:
    assert fixe("3500.00").borne_ht() == euros("3500.00")
    assert fixe("3500.00").borne_ht(0) == euros("3500.00")
    assert par_medecin().borne_ht(3) == euros("1074.99")
    assert par_medecin().borne_ht(0) == 0
    assert par_medecin().borne_ht() is None
    mss = load().sons["MSS-OPE-VA1"].plafond
    assert mss is not None
    assert mss.borne_ht() == euros("250000.00")


@pytest.mark.parametrize(
    ("declare", "taux", "retenu", "certainty"),
    [
        # The ceiling TTC caps at 20 %, and at 20 % only.
        ("100.00", "20", "119.99", "inferred"),
        ("99.99", "20", "119.99", "inferred"),  # 119.988, under it
        ("99.98", "20", "119.98", "inferred"),
        ("100.00", "8.5", "108.50", "public"),
        ("100.00", "21", "121.00", "public"),
    ],
)
def test_a_ceiling_published_with_vat_caps_at_its_own_rate(
    declare: str, taux: str, retenu: str, certainty: str
) -> None:
    calcul = avance(declare, regime="TTC", taux_tva=Decimal(taux), plafond=fixe("100.00", "119.99"))
    assert str(calcul["engagement_retenu"].value) == retenu
    assert calcul["engagement_retenu"].certainty == certainty
    assert ("plafond_ttc" in calcul["engagement_retenu"].inputs) is (taux == "20")


@pytest.mark.parametrize(
    ("ttc", "retenu", "certainty"),
    [
        ("119.99", "119.99", "inferred"),
        ("120.00", "120.00", "public"),
        ("120.01", "120.00", "public"),
    ],
)
def test_around_the_ceiling_with_vat(ttc: str, retenu: str, certainty: str) -> None:
    calcul = avance("100.00", regime="TTC", taux_tva=Decimal(20), plafond=fixe("100.00", ttc))
    assert str(calcul["engagement_retenu"].value) == retenu
    assert calcul["engagement_retenu"].certainty == certainty


def test_what_is_rounded_to_the_ceiling_is_not_capped() -> None:
    # 119.952
    calcul = avance("99.96", regime="TTC", taux_tva=Decimal(20), plafond=fixe("100.00", "119.95"))
    assert str(calcul["engagement_retenu"].value) == "119.95"
    assert calcul["engagement_retenu"].certainty is Certainty.CHOICE


def test_without_vat_the_ceiling_with_vat_is_left_aside() -> None:
    calcul = avance("100.00", plafond=fixe("100.00", "100.00"))
    assert calcul["engagement_retenu"].value == euros("100.00")
    assert "plafond_ttc" not in calcul["engagement_retenu"].inputs


@pytest.mark.parametrize(
    ("declare", "regime", "taux", "certainty"),
    [
        ("1000.01", "TTC", "8.5", "choice"),
        ("1000.01", "TTC", "0", "choice"),
        ("1000.01", "TTC", "20", "public"),
        ("1000.01", "HT", "8.5", "public"),
        ("1000.00", "TTC", "8.5", "public"),  # the ceiling does not decide
    ],
)
def test_at_another_rate_than_that_of_the_ceilings_the_cap_is_a_choice(
    declare: str, regime: str, taux: str, certainty: str
) -> None:
    calcul = avance(declare, regime=regime, taux_tva=Decimal(taux))
    assert calcul["engagement_ht_retenu"].value == euros("1000.00")
    assert calcul["engagement_ht_retenu"].certainty == certainty


# The solde


def test_the_solde_is_what_is_left_of_the_engagement() -> None:
    calcul = solde("1000.00")
    assert [etape.name for etape in calcul.etapes] == [*ETAPES[:-1], "avance_payee", ETAPES[-1]]
    assert calcul.montant_decide == euros("700.00")
    assert calcul.a_recouvrer == 0
    assert calcul.certainty is Certainty.PUBLIC
    assert calcul["montant_ht_declare"].sources == ("GU-52-08",)
    assert calcul["montant_ht_declare"].inputs == {"facture_ht": euros("1000.00")}


@pytest.mark.parametrize(
    ("facture", "decide", "recouvre", "certainty"),
    [
        ("300.01", "0.01", "0.00", Certainty.PUBLIC),
        ("300.00", "0.00", "0.00", Certainty.PUBLIC),
        ("299.99", "0.00", "0.01", Certainty.CHOICE),
        ("0.01", "0.00", "299.99", Certainty.CHOICE),
    ],
)
def test_what_was_paid_in_excess_is_recovered_and_not_paid_negatively(
    facture: str, decide: str, recouvre: str, certainty: Certainty
) -> None:
    calcul = solde(facture)
    assert str(calcul.montant_decide) == decide
    assert str(calcul.a_recouvrer) == recouvre
    assert calcul.certainty is certainty
    assert (calcul.to_dict()["montantDecide"], calcul.to_dict()["aRecouvrer"]) == (decide, recouvre)
    assert to_recover(calcul.to_dict()) == calcul.a_recouvrer


def test_removed_beneficiaires_are_offset_by_all_that_was_paid() -> None:
    # Three physicians at the avance, two at the solde.
    first = avance("1074.99", plafond=par_medecin(), unites=3)
    second = solde("716.66", plafond=par_medecin(), unites=2, avance_payee=first.montant_decide)
    assert second.montant_decide == euros("394.16")
    assert first.montant_decide + second.montant_decide == euros("716.66")


def test_a_regime_changed_since_the_avance_leaves_the_avance_as_it_was_paid() -> None:
    first = avance("1000.00", regime="HT")
    second = solde(
        "1000.00",
        regime="TTC",
        taux_tva=Decimal(20),
        avance_payee=first.montant_decide,
    )
    assert second.montant_decide == euros("900.00")
    back = solde("1000.00", regime="HT", avance_payee=euros("360.00"))
    assert back.montant_decide == euros("640.00")


def test_an_invoice_is_at_most_the_order() -> None:
    assert solde("900.00", avance_declaree_ht=euros("900.00")).montant_decide == euros("600.00")
    refused = solde("900.01", avance_declaree_ht=euros("900.00"))
    assert refused == Refused(
        "FACTURE_SUPERIEURE_A_LA_COMMANDE",
        {"facture": euros("900.01"), "commande": euros("900.00")},
    )


# What is not a number


@pytest.mark.parametrize("amount", ["0", "0.00", "-0.00", "-0.01"])
def test_an_amount_that_is_not_above_zero_is_refused(amount: str) -> None:
    for answer in (
        avance(amount),
        solde(amount),
        avance(amount, plafond=None, taux_avance=None),
        solde(amount, plafond=None, avance_payee=None, avance_declaree_ht=ZERO),
    ):
        assert isinstance(answer, Refused)
        assert answer.code == "MONTANT_NUL"
        assert answer.params == {"montant": euros(amount)}


def test_a_refusal_comes_before_what_is_missing() -> None:
    answer = solde(
        "2.00", plafond=None, avance_payee=None, avance_declaree_ht=euros("1.00"), regime="TTC"
    )
    assert isinstance(answer, Refused)


def test_all_that_is_missing_is_named_at_once() -> None:
    nothing: dict[str, Any] = {"plafond": None, "regime": "TTC", "taux_tva": None}
    assert avance("1.00", **nothing, taux_avance=None) == NotEvaluable(
        ("plafond_ht", "taux_tva", "taux_avance")
    )
    assert solde("1.00", **nothing, avance_payee=None) == NotEvaluable(
        ("plafond_ht", "taux_tva", "avance_payee")
    )
    assert avance("1.00", taux_avance=None) == NotEvaluable(("taux_avance",))
    assert solde("1.00", avance_payee=None) == NotEvaluable(("avance_payee",))
    assert solde("1.00", regime="TTC", taux_tva=None) == NotEvaluable(("taux_tva",))


def test_counts_that_are_missing_are_named() -> None:
    plafond = load().sons["MSS-OPE-VA1"].plafond
    assert avance("1.00", plafond=plafond) == NotEvaluable(
        ("unites.APP", "unites.ORG", "unites.PER")
    )
    assert avance("1.00", plafond=plafond, unites={"APP": 1, "PER": 0}) == NotEvaluable(
        ("unites.ORG",)
    )
    assert avance("1.00", plafond=par_medecin(), unites={"site": 2}) == NotEvaluable(
        ("unites.medecin",)
    )


@pytest.mark.parametrize(
    ("facts", "why"),
    [
        ({"declare": Decimal("NaN")}, "finite"),
        ({"declare": Decimal("sNaN")}, "finite"),
        ({"declare": Decimal("Infinity")}, "finite"),
        ({"declare": 10.5}, "finite Decimal"),
        ({"declare": 10}, "finite Decimal"),
        ({"declare": "10"}, "finite Decimal"),
        ({"declare": Decimal("0.001")}, "two decimals"),
        ({"declare": Decimal("1E+15")}, "too large"),
        ({"regime": "ht"}, "RegimeTVA"),
        ({"taux_tva": Decimal("NaN")}, "finite"),
        ({"taux_tva": Decimal("-0.1")}, "percent"),
        ({"taux_tva": Decimal("100.1")}, "percent"),
        ({"taux_tva": Decimal("0.00001")}, "percent"),
        ({"taux_avance": Decimal(101)}, "percent"),
        ({"taux_avance": Decimal(-1)}, "percent"),
        ({"plafond": Decimal(-1)}, "less than"),
        ({"plafond": Decimal("0.001")}, "two decimals"),
        ({"unites": 0}, "count"),
        ({"unites": -1}, "count"),
        ({"unites": True}, "count"),
        ({"unites": 1.5}, "count"),
        ({"unites": 10**9 + 1}, "count"),
        ({"unites": {"APP": -1}}, "count"),
        ({"plafond": par_medecin(), "unites": {"medecin": 0}}, "count"),
        ({"unites": 0, "plafond": None}, "count"),
        ({"arrondi": "down"}, "ModeArrondi"),
    ],
)
def test_what_is_no_fact_of_an_avance_is_an_error(facts: dict[str, Any], why: str) -> None:
    arguments: dict[str, Any] = {
        "declare": euros("10.00"),
        "regime": "HT",
        "taux_tva": ZERO,
        "plafond": fixe("1000.00"),
        "taux_avance": Decimal(30),
    } | facts
    with pytest.raises(ValueError, match=why):
        compute_avance(arguments.pop("declare"), **arguments)
    # Even beside a refusal, and beside what is missing.
    if "declare" not in facts:
        with pytest.raises(ValueError, match=why):
            compute_avance(ZERO, **arguments)
        with pytest.raises(ValueError, match=why):
            compute_avance(euros("1.00"), **{"taux_avance": None} | arguments)


@pytest.mark.parametrize(
    "facts",
    [
        {"avance_payee": Decimal("-0.01")},
        {"avance_payee": Decimal("0.001")},
        {"avance_payee": Decimal("NaN")},
        {"avance_payee": 0.0},
        {"avance_declaree_ht": Decimal(-1)},
        {"avance_declaree_ht": Decimal("1.005")},
        {"arrondi": "nearest"},
    ],
)
def test_what_is_no_fact_of_a_solde_is_an_error(facts: dict[str, Any]) -> None:
    with pytest.raises(ValueError, match=r"avance|ModeArrondi"):
        solde("10.00", **facts)
    with pytest.raises(ValueError, match="facture_ht"):
        solde("0.001")


def test_the_bounds_of_a_fact_are_included() -> None:
    big = avance("999999999999999.99", plafond=euros("999999999999999.99"), unites=10**9)
    assert str(big.montant_decide) == "300000000000000.00"
    assert avance("10.00", taux_avance=Decimal(100)).montant_decide == euros("10.00")
    assert avance("10.00", taux_avance=Decimal(0)).montant_decide == ZERO
    assert avance("10.00", regime="TTC", taux_tva=Decimal(100)).montant_decide == euros("6.00")
    assert avance("10.00", regime="TTC", taux_tva=Decimal("0.0001")).certainty is Certainty.CHOICE


@pytest.mark.parametrize("text", ["1000", "1000.0", "1000.000", "1E+3"])
def test_an_amount_may_be_written_otherwise(text: str) -> None:
    assert values(avance(text))["montant_ht_declare"] == "1000.00"
    assert str(solde(text, avance_payee=Decimal("-0")).montant_decide) == "1000.00"
    assert values(solde(text, avance_payee=Decimal("-0")))["avance_payee"] == "0.00"


@pytest.mark.parametrize(
    "wrong",
    [
        {"nature": NaturePlafond.PAR_UNITE},
        {"nature": NaturePlafond.PAR_UNITE, "unite": ""},
        {"nature": NaturePlafond.FORMULE},
        {"montant_ttc": euros("12.001")},
        {"montant_ht": euros("-1")},
        {"constante_ht": euros("0.001")},
    ],
)
def test_a_ceiling_that_says_too_little_is_refused(wrong: dict[str, Any]) -> None:
    right: dict[str, Any] = {
        "nature": NaturePlafond.FIXE,
        "montant_ht": euros("10.00"),
        "source": SOURCE,
    }
    assert Plafond(**right).montant_ht == euros("10.00")
    with pytest.raises(ValueError, match=r"ceiling|formula|plafond"):
        Plafond(**right | wrong)
    with pytest.raises(ValueError, match="two decimals"):
        Terme("APP", euros("0.125"))


def test_a_ceiling_with_vat_below_that_without_is_refused_as_data() -> None:
    pha = {"plafond": {"montant_ttc": "874.99"}}
    with pytest.raises(CatalogueError, match="below the ceiling without"):
        load({"sons": {"PHA-LGO-VA1": pha}})
    pha["plafond"]["montant_ttc"] = "875.00"
    plafond = load({"sons": {"PHA-LGO-VA1": pha}}).sons["PHA-LGO-VA1"].plafond
    assert plafond is not None
    assert plafond.montant_ttc == plafond.montant_ht


def test_every_answer_has_one_json_form() -> None:
    assert answer_to_dict(avance("10.00"))["montantDecide"] == "3.00"
    empty: dict[str, Any] = {
        "montantDecide": None,
        "aRecouvrer": None,
        "certainty": None,
        "steps": [],
        "notEvaluable": [],
    }
    assert answer_to_dict(avance("10.00", plafond=None)) == empty | {"notEvaluable": ["plafond_ht"]}
    assert answer_to_dict(avance("0.00")) == empty | {"refused": "MONTANT_NUL"}
    assert to_recover(empty) == 0


# The caller's decimal context


def test_the_context_of_the_caller_changes_nothing() -> None:
    facts: dict[str, Any] = {
        "plafond": euros("9999999.99"),
        "regime": "TTC",
        "taux_tva": Decimal("8.5"),
    }
    big, small = "1234567.89", "7654321.01"
    expected = avance(big, **facts), solde(small, **facts)
    formula = load().sons["MSS-OPE-VA1"].plafond
    assert formula is not None
    counts = {"APP": 333, "ORG": 777, "PER": 999}
    with localcontext() as context:
        context.prec = 6
        context.rounding = ROUND_FLOOR
        context.traps[Inexact] = True
        assert (avance(big, **facts), solde(small, **facts)) == expected
        assert expected[0].lines()[0][1] == big
        assert expected[0].to_dict()["steps"][1]["value"] == "9999999.99"
        assert formula.total_ht(counts) == euros("47270.47")
        assert par_medecin("12345.67", "14814.81").borne_ht(999) == euros("12333324.33")
        assert par_medecin("12345.67", "14814.81").total_ttc(999) == euros("14799995.19")
        assert Plafond(NaturePlafond.FIXE, euros("1234567.89"), SOURCE).montant_ht == euros(big)


def test_the_context_of_the_caller_is_left_as_it_was() -> None:
    before = getcontext().copy()
    avance("0.05", regime="TTC", taux_tva=Decimal(10))
    with pytest.raises(ValueError, match="finite"):
        avance("NaN")
    assert repr(getcontext()) == repr(before)


# The data


def test_the_rate_of_an_avance_is_known_for_vague_1_only() -> None:
    for code, sons in load().sons.items():
        if sons.vague == 1:
            assert sons.taux_avance is not None
            assert sons.taux_avance.taux == Decimal(30)
            certainty = Certainty.PUBLIC if code == "SAS-SAS-VA1" else Certainty.INFERRED
            assert sons.taux_avance.source.certainty is certainty
        else:
            assert sons.taux_avance is None
            assert sons.plafond is None


def test_an_overlay_brings_a_ceiling_and_a_rate() -> None:
    catalogue = load(
        {
            "sons": {
                "HOP-DPI-VA2": {
                    "plafond": {
                        "nature": "fixe",
                        "montant_ht": "10000.00",
                        "montant_ttc": "12000.00",
                        "certainty": "public",
                        "reference": "a calculation file",
                    },
                    "taux_avance": {"taux": "50", "certainty": "public", "reference": "a decree"},
                },
                # A known tier in place of the top one.
                "PHA-LGO-VA1": {"plafond": {"nature": "fixe", "montant_ht": "625.00"}},
            }
        }
    )
    hop, pha = catalogue.sons["HOP-DPI-VA2"], catalogue.sons["PHA-LGO-VA1"]
    assert avance(
        "11000.00",
        regime="TTC",
        taux_tva=Decimal(20),
        plafond=hop.plafond,
        taux_avance=hop.taux_avance,
    ).montant_decide == euros("6000.00")
    assert avance("700.00", plafond=pha.plafond).montant_decide == euros("187.50")


@pytest.mark.parametrize(
    "wrong",
    [
        {"taux_avance": {"taux": "130", "certainty": "public", "reference": "x"}},
        {"taux_avance": {"taux": 30}},
        {"taux_avance": {"taux": "30", "certainty": "sure", "reference": "x"}},
        {"plafond": {"montant_ht": "0.125"}},
        {"plafond": {"montant_ttc": "0.01"}},
        {"plafond": {"nature": "formule"}},
        {"plafond": {"nature": "formule", "termes": [{"unite": "APP"}]}},
        {"plafond": {"nature": "formule", "termes": [{"unite": "APP", "montant_ht": "1", "x": 1}]}},
    ],
)
def test_an_overlay_of_wrong_amounts_is_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(CatalogueError, match=r"sons\.MDV-LGC-VA1"):
        load({"sons": {"MDV-LGC-VA1": wrong}})
