"""The amounts, by whole numbers: thousandths of a cent, and tenths of a percent.

At that scale a rate of one decimal applied to cents is a whole number, so that nothing is lost
before the one rounding of a stage: to the cent, halves upwards.

An avance: declared → at most the ceiling → with VAT under the TTC regime → times the rate.
A solde: the same without the rate, less what was paid at the avance; what that leaves below zero
is to be recovered.
"""

from __future__ import annotations

from typing import Any, Final, NamedTuple

from tests.conformance.independent.fichiers import Json, file, vector

CENT: Final = 1000
PERCENT: Final = 10


def lu(text: str, scale: int = 100 * CENT) -> int:
    """A decimal text as a whole number of its smallest unit."""
    sign = -1 if text.startswith("-") else 1
    whole, _, decimals = text.removeprefix("-").partition(".")
    # Shifted by its decimals, so that what is beyond the unit is seen and not dropped.
    unit, rest = divmod(int(whole + decimals) * scale, int("1" + "0" * len(decimals)))
    assert rest == 0
    return sign * unit


def ecrit(amount: int) -> str:
    """An amount of whole cents, with its two decimals."""
    cents, rest = divmod(amount, CENT)
    assert rest == 0 <= amount
    return f"{cents // 100}.{cents % 100:02}"


def au_centime(amount: int) -> int:
    return (amount + CENT // 2) // CENT * CENT


def fois(amount: int, rate: str) -> int:
    """An amount of whole cents times a rate in percent: exact."""
    product = amount * lu(rate, PERCENT)
    assert product % (100 * PERCENT) == 0
    return product // (100 * PERCENT)


# The catalogue, as far as these vectors go -----------------------------------------------------

SONS: Final[dict[str, Json | None]] = {
    "MDV-LGC-VA1": {"nature": "PAR_UNITE", "montantHT": "358.33"},
    "BIO-LOINC-VA1": {"nature": "FIXE", "montantHT": "3500.00"},
    "PHA-LGO-VA1": {"nature": "BORNE_HAUTE", "montantHT": "875.00"},
    "BIO-SGL-VA1": {"nature": "BORNE_HAUTE", "montantHT": "38565.00"},
    "RAD-RIS-VA1": {"nature": "BORNE_HAUTE", "montantHT": "58279.00"},
    "MSS-OPE-VA1": {"nature": "FORMULE"},
    "SAS-SAS-VA1": {"nature": "FORFAIT", "montantHT": "100000.00"},
    "HOP-DPI-VA1": None,
    "HOP-PFI-VA1": None,
    "HOP-RI-VA1": None,
    "MS1-DUI-VA1": None,
    "MS2-DUI-VA1": None,
    "HOP-DPI-VA2": None,
    "HOP-PFI-VA2": None,
    "IMG-RIS-VA2": None,
    "IMG-DB-VA2": None,
}

BOITES: Final = {"APP": "58.33", "ORG": "20.83", "PER": "5.00"}
SOCLE, MAXIMUM = "6666.67", "250000.00"


class Plafond(NamedTuple):
    """The ceiling HT and, where one is stored, TTC; or what it lacks to be known."""

    ht: int | None
    ttc: int | None = None
    manque: tuple[str, ...] = ()


def _plafond(given: Json) -> Plafond:
    plafond = given["plafond"] if "plafond" in given else SONS[given["sons"]]
    if plafond is None or plafond["nature"] == "BORNE_HAUTE":
        return Plafond(None, manque=("plafond_ht",))
    unites = given.get("unites", 1)
    if plafond["nature"] == "FORMULE":
        return _formule(unites if isinstance(unites, dict) else {})
    times = unites if plafond["nature"] == "PAR_UNITE" else 1
    ttc = plafond.get("montantTTC")
    return Plafond(lu(plafond["montantHT"]) * times, lu(ttc) * times if ttc else None)


def _formule(boites: dict[str, int]) -> Plafond:
    manque = tuple(f"unites.{kind}" for kind in BOITES if kind not in boites)
    if manque:
        return Plafond(None, manque=manque)
    total = lu(SOCLE) + sum(lu(price) * boites[kind] for kind, price in BOITES.items())
    return Plafond(min(total, lu(MAXIMUM)))


def _taux_avance(given: Json) -> str | None:
    """The rate that is given, else that of the SONS: 30 % in vague 1, unknown in vague 2.

    Given as null, it is not known, whatever the SONS.
    """
    if "tauxAvance" in given:
        taux: str | None = given["tauxAvance"]
        return taux
    return "30" if given.get("sons", "").endswith("VA1") else None


# The two computations --------------------------------------------------------------------------


def avance(given: Json) -> Json:
    declare = lu(given["declareHT"])
    if declare <= 0:
        return {"refused": "MONTANT_NUL"}
    plafond, taux = _plafond(given), _taux_avance(given)
    manque = [*_manque(given, plafond), *([] if taux else ["taux_avance"])]
    if manque or taux is None:
        return {"notEvaluable": manque}
    steps = _engagement(declare, plafond, given)
    steps["montant_decide"] = au_centime(fois(steps["engagement_retenu"], taux))
    return _calcul(steps, 0)


def solde(given: Json) -> Json:
    facture = lu(given["factureHT"])
    if facture <= 0:
        return {"refused": "MONTANT_NUL"}
    commande = given.get("avanceDeclareeHT")
    if commande is not None and facture > lu(commande):
        return {"refused": "FACTURE_SUPERIEURE_A_LA_COMMANDE"}
    plafond = _plafond(given)
    manque = _manque(given, plafond)
    if manque:
        return {"notEvaluable": manque}
    steps = _engagement(facture, plafond, given)
    paye = steps["avance_payee"] = lu(given["avancePayee"])
    reste = steps["engagement_retenu"] - paye
    steps["montant_decide"] = max(reste, 0)
    return _calcul(steps, max(-reste, 0))


def _manque(given: Json, plafond: Plafond) -> list[str]:
    taux = given["regime"] == "HT" or given.get("tauxTVA") is not None
    return [*plafond.manque, *([] if taux else ["taux_tva"])]


def _engagement(declare: int, plafond: Plafond, given: Json) -> dict[str, int]:
    assert plafond.ht is not None
    retenu_ht = min(declare, plafond.ht)
    retenu = retenu_ht
    if given["regime"] == "TTC":
        taux = given["tauxTVA"]
        retenu = au_centime(retenu_ht + fois(retenu_ht, taux))
        # The TTC ceiling is published at 20 %: at another rate it says nothing.
        if plafond.ttc is not None and lu(taux, PERCENT) == lu("20", PERCENT):
            retenu = min(retenu, plafond.ttc)
    return {
        "montant_ht_declare": declare,
        "plafond_ht": plafond.ht,
        "engagement_ht_retenu": retenu_ht,
        "engagement_retenu": retenu,
    }


def _calcul(steps: dict[str, int], a_recouvrer: int) -> Json:
    return {
        "montantDecide": ecrit(steps["montant_decide"]),
        "aRecouvrer": ecrit(a_recouvrer),
        "steps": {name: ecrit(value) for name, value in steps.items()},
    }


# What is asked ---------------------------------------------------------------------------------

MDV: Final[Json] = {"sons": "MDV-LGC-VA1", "unites": 3}
HT: Final[Json] = {"regime": "HT"}
AVANCE, SOLDE = "GU-52-07 GU-52-09", "GU-52-08 GU-52-09"


def ttc(taux: str) -> Json:
    return {"regime": "TTC", "tauxTVA": taux}


def fixe(montant: str, montant_ttc: str | None = None) -> Json:
    return {"plafond": _sous("FIXE", montant, montant_ttc)}


def par_unite(montant: str, unites: int, montant_ttc: str | None = None) -> Json:
    return {"plafond": _sous("PAR_UNITE", montant, montant_ttc), "unites": unites}


def _sous(nature: str, montant: str, montant_ttc: str | None = None) -> Json:
    plafond = {"nature": nature, "montantHT": montant}
    return plafond | ({"montantTTC": montant_ttc} if montant_ttc else {})


def boites(app: int, org: int, per: int) -> Json:
    return {"sons": "MSS-OPE-VA1", "unites": {"APP": app, "ORG": org, "PER": per}}


HAUT: Final = fixe("1000000.00")
"""A ceiling that is not reached."""


class Cas(NamedTuple):
    why: str
    declare: str
    given: tuple[Json, ...]
    sources: str = ""
    kind: str = "value"


def _un(cas: Cas, *, phase: str) -> Json:
    name, sources, compute = {
        "avance": ("declareHT", AVANCE, avance),
        "solde": ("factureHT", SOLDE, solde),
    }[phase]
    given: Json = {name: cas.declare}
    for part in cas.given:
        given |= part
    all_sources = f"{sources} {cas.sources}".strip()
    return vector(cas.why, all_sources, given, compute(given), kind=cas.kind)


TRENTE: Final[Json] = {"tauxAvance": "30"}

REGIMES: Final = (HT, ttc("20"), ttc("8.5"), ttc("0"))


def _dit(regime: Json) -> str:
    return "HT" if regime is HT else f"TTC at {regime['tauxTVA']} %"


def _cent(amount: str, cents: int) -> str:
    return ecrit(lu(amount) + cents * CENT)


SEUILS: Final = ((-1, "one cent below"), (0, "at"), (1, "one cent above"))

# Each nature of ceiling, and its amount HT.
PLAFONDS: Final[tuple[tuple[str, Json, str, str], ...]] = (
    ("three physicians", MDV, "1074.99", ""),
    ("one physician", {"sons": "MDV-LGC-VA1", "unites": 1}, "358.33", ""),
    ("a fixed ceiling", {"sons": "BIO-LOINC-VA1"}, "3500.00", ""),
    ("the flat amount of the SAS", {"sons": "SAS-SAS-VA1"}, "100000.00", "PS-19"),
    ("the MSSanté formula", boites(100, 20, 300), "14416.27", ""),
    ("the most of the MSSanté formula", boites(10000, 0, 1), "250000.00", ""),
    ("a ceiling that is given", fixe("875.00"), "875.00", ""),
    ("a unit that is given, twelve times", par_unite("62.51", 12), "750.12", ""),
)


def _seuils(*more: Json) -> list[Cas]:
    return [
        Cas(
            f"{_dit(regime)}, {where} the ceiling: {name}.",
            _cent(amount, cents),
            (regime, given, *more),
            f"PS-18 {sources}".strip(),
            "boundary",
        )
        for name, given, amount, sources in PLAFONDS
        for regime in (HT, ttc("20"))
        for cents, where in SEUILS
    ]


# The formula at its most, exactly: 6 666.67 + 58.33 + 5.00 × 48 655 = 250 000.00. No smaller step
# than a cent exists between these three, and the price of a mailbox is the step.
FORMULE: Final = (
    ("no mailbox but the three counted", 1, 1, 1),
    ("one mailbox of a person below the most", 1, 0, 48654),
    ("the most, exactly", 1, 0, 48655),
    ("one mailbox of a person above the most", 1, 0, 48656),
    ("one mailbox of an organisation above the most", 1, 1, 48655),
    ("applications only", 4000, 0, 0),
    ("organisations only", 0, 11000, 0),
    ("no mailbox at all", 0, 0, 0),
)


def _formules(*more: Json) -> list[Cas]:
    return [
        Cas(
            f"The MSSanté formula, {name}.",
            "300000.00",
            (HT, boites(app, org, per), *more),
            "",
            "boundary",
        )
        for name, app, org, per in FORMULE
    ]


INCONNUS: Final = tuple(sons for sons, plafond in SONS.items() if plafond is None)
BORNES: Final = (
    ("PHA-LGO-VA1", "875.00"),
    ("BIO-SGL-VA1", "38565.00"),
    ("RAD-RIS-VA1", "58279.00"),
)


def _inconnus(*more: Json) -> list[Cas]:
    """What is not known is named, and no number is given in its place."""
    return [
        *(
            Cas(f"{sons}: its ceiling is not known.", "1000.00", (HT, {"sons": sons}, *more))
            for sons in INCONNUS
        ),
        *(
            Cas(
                f"{sons}: only the highest of its ceilings is known, {where} it.",
                _cent(amount, cents),
                (HT, {"sons": sons}, *more),
                "",
                "boundary",
            )
            for sons, amount in BORNES
            for cents, where in SEUILS
        ),
        Cas(
            "An upper bound is no ceiling, whoever gives it.",
            "500.00",
            (HT, {"sons": "BIO-LOINC-VA1", "plafond": _sous("BORNE_HAUTE", "875.00")}, *more),
        ),
        Cas(
            "The ceiling that is given takes the place of the upper bound.",
            "900.00",
            (HT, {"sons": "PHA-LGO-VA1"}, fixe("625.00"), *more),
        ),
        Cas(
            "The ceiling that is given takes the place of the one that is known.",
            "4000.00",
            (HT, {"sons": "BIO-LOINC-VA1"}, fixe("3000.00"), *more),
        ),
        Cas(
            "TTC without its rate.",
            "1074.99",
            ({"regime": "TTC"}, MDV, *more),
        ),
        Cas(
            "TTC with a rate that is said to be unknown.",
            "1074.99",
            ({"regime": "TTC", "tauxTVA": None}, MDV, *more),
        ),
        Cas(
            "HT needs no rate.",
            "1074.99",
            ({"regime": "HT", "tauxTVA": None}, MDV, *more),
        ),
        Cas(
            "The MSSanté formula without two of its counts.",
            "10000.00",
            (HT, {"sons": "MSS-OPE-VA1", "unites": {"ORG": 3}}, *more),
        ),
        Cas(
            "The MSSanté formula without any count.",
            "10000.00",
            (HT, {"sons": "MSS-OPE-VA1"}, *more),
        ),
        Cas(
            "The ceiling and the VAT rate are both unknown, and both are named.",
            "1000.00",
            ({"regime": "TTC"}, {"sons": "HOP-DPI-VA1"}, *more),
        ),
        Cas(
            "A count and the VAT rate are unknown, and both are named.",
            "1000.00",
            ({"regime": "TTC"}, {"sons": "MSS-OPE-VA1", "unites": {"APP": 1, "PER": 2}}, *more),
        ),
    ]


NULS: Final = ("0", "0.00", "-0.01", "-1074.99")


def _nuls(*more: Json) -> list[Cas]:
    return [
        *(
            Cas(f"{amount} is no amount.", amount, (HT, MDV, *more), "PS-06 PS-10", "boundary")
            for amount in NULS
        ),
        Cas("One cent is an amount.", "0.01", (HT, MDV, *more), "PS-06 PS-10", "boundary"),
        Cas(
            "What is refused needs nothing else to be known.",
            "0.00",
            ({"regime": "TTC"}, {"plafond": None}, *more),
            "PS-06 PS-10",
        ),
    ]


def _tva() -> list[tuple[str, str, tuple[Json, ...]]]:
    """Rates of VAT and their ceilings: why, amount, what is given."""
    return [
        ("Under HT the rate is not used.", "1074.99", ({"regime": "HT", "tauxTVA": "20"}, MDV)),
        ("A rate with its decimals is the same rate.", "1074.99", (ttc("20.00"), MDV)),
        ("At 20 % the TTC ceiling holds too.", "100.01", (ttc("20"), fixe("100.01", "120.00"))),
        ("At 20.0 % it is the same ceiling.", "100.01", (ttc("20.0"), fixe("100.01", "120.00"))),
        ("A TTC ceiling that is not reached.", "100.00", (ttc("20"), fixe("100.01", "120.01"))),
        ("A TTC ceiling reached to the cent.", "100.01", (ttc("20"), fixe("100.01", "120.01"))),
        (
            "At 8.5 % the TTC ceiling says nothing.",
            "100.01",
            (ttc("8.5"), fixe("100.01", "100.10")),
        ),
        ("At 0 % the TTC ceiling says nothing.", "100.01", (ttc("0"), fixe("100.01", "99.00"))),
        (
            "Under HT the TTC ceiling says nothing.",
            "100.01",
            ({"regime": "HT", "tauxTVA": "20"}, fixe("100.01", "99.00")),
        ),
        (
            "The TTC ceiling of a unit, three times.",
            "100.02",
            (ttc("20"), par_unite("33.34", 3, "40.00")),
        ),
        ("A fixed ceiling is not multiplied.", "999.99", (HT, fixe("500.00"), {"unites": 3})),
        ("One unit where none is said.", "999.99", (HT, {"sons": "MDV-LGC-VA1"})),
        ("Amounts of one decimal or none.", "1074.9", (HT, fixe("2000"))),
        ("A large amount is exact.", "9999999999.99", (HT, fixe("9999999999.99"))),
        ("A large amount is exact, TTC too.", "9999999999.99", (ttc("8.5"), fixe("9999999999.99"))),
    ]


# 8.5 % of one euro is half a cent more; 30 % of five cents too. The amounts below tell the halves
# that go up from those that go to the even cent.
DEMI_AVANCE: Final = ("0.05", "0.15", "0.25", "0.35", "100.15", "100.25", "358.35", "1000.05")
DEMI_TVA: Final = ("1.00", "3.00", "5.00", "7.00", "101.00", "103.00")


def _avances() -> list[Cas]:
    return [
        Cas(
            "The guide's example: 1 074.99 HT, three physicians, gives 322.50.",
            "1074.99",
            ({"regime": "HT", "tauxTVA": "0"}, MDV),
        ),
        *(
            Cas(f"Three physicians, {_dit(regime)}.", "1074.99", (regime, MDV))
            for regime in REGIMES[1:]
        ),
        *(
            Cas(f"Less than the ceiling, {_dit(regime)}.", "716.66", (regime, MDV))
            for regime in REGIMES
        ),
        *(
            Cas(f"More than the ceiling, {_dit(regime)}.", "1500.00", (regime, MDV), "PS-18")
            for regime in REGIMES
        ),
        *_seuils(TRENTE),
        *_formules(TRENTE),
        *_inconnus(),
        *_vague_2(),
        *_nuls(),
        *(Cas(why, amount, (*given, TRENTE)) for why, amount, given in _tva()),
        *(
            Cas(f"30 % of {amount} ends with half a cent.", amount, (HT, HAUT, TRENTE))
            for amount in DEMI_AVANCE
        ),
        *(
            Cas(f"8.5 % of {amount} ends with half a cent.", amount, (ttc("8.5"), HAUT, TRENTE))
            for amount in DEMI_TVA
        ),
        *(
            Cas(why, amount, (regime, HAUT, TRENTE))
            for why, amount, regime in (
                ("Rounded at each stage, and not once at the end: 20 %.", "0.54", ttc("20")),
                ("Rounded at each stage, and not once at the end: 8.5 %.", "0.63", ttc("8.5")),
            )
        ),
        Cas(
            "The sum is rounded once, and not what each unit would get.",
            "300.15",
            (HT, par_unite("100.05", 3), TRENTE),
        ),
        *(
            Cas(f"Another rate: {taux} %.", "1074.99", (HT, MDV, {"tauxAvance": taux}))
            for taux in ("50", "100", "33.3", "30.0")
        ),
        *(
            Cas(f"Beside a SONS, a null {name} is not known.", "1074.99", (HT, MDV, null))
            for name, null in (("rate", {"tauxAvance": None}), ("ceiling", {"plafond": None}))
        ),
    ]


def _vague_2() -> list[Cas]:
    """The rate of a vague 2 is not known, nor its ceilings."""
    return [
        Cas(
            "Vague 2: the ceiling is given, the rate is not known.",
            "5000.00",
            (HT, {"sons": "HOP-DPI-VA2"}, fixe("6000.00")),
        ),
        Cas(
            "Vague 2: the rate is given, the ceiling is not known.",
            "5000.00",
            (HT, {"sons": "HOP-DPI-VA2"}, TRENTE),
        ),
        Cas(
            "Vague 2: the ceiling and the rate are given.",
            "5000.00",
            (HT, {"sons": "IMG-DB-VA2"}, fixe("6000.00"), TRENTE),
        ),
        Cas(
            "Vague 2, TTC: the three that are unknown are named at once.",
            "5000.00",
            ({"regime": "TTC"}, {"sons": "HOP-PFI-VA2"}),
        ),
        Cas(
            "Nothing is known but the amount.",
            "5000.00",
            ({"regime": "TTC", "tauxTVA": None}, {"plafond": None, "tauxAvance": None}),
        ),
        Cas(
            "Only the rate of the avance is unknown.",
            "5000.00",
            (HT, fixe("6000.00"), {"tauxAvance": None}),
        ),
        Cas("The rate of VAT and that of the avance.", "5000.00", ({"regime": "TTC"}, HAUT)),
    ]


def paye(montant: str, commande: str | None = None) -> Json:
    """What was paid at the avance and, where it is known, what it declared."""
    return {"avancePayee": montant} | ({"avanceDeclareeHT": commande} if commande else {})


# An avance then its solde: together they are what is retained, to the cent.
SUITES: Final[tuple[tuple[str, tuple[Json, ...]], ...]] = (
    ("1074.99", (HT, MDV)),
    ("1074.99", (ttc("20"), MDV)),
    ("1074.99", (ttc("8.5"), MDV)),
    ("1074.99", (ttc("0"), MDV)),
    ("1500.00", (ttc("20"), MDV)),
    ("358.33", (HT, {"sons": "MDV-LGC-VA1"})),
    ("100.15", (HT, HAUT)),
    ("0.01", (HT, HAUT)),
    ("0.02", (HT, HAUT)),
    ("1.00", (ttc("8.5"), HAUT)),
    ("3500.00", (ttc("20"), {"sons": "BIO-LOINC-VA1"})),
    ("14416.27", (HT, boites(100, 20, 300))),
)


def _suites() -> list[Cas]:
    return [
        Cas(
            f"After its avance of {first}, {_dit_bref(given)}.",
            declare,
            (*given, paye(first, declare)),
        )
        for declare, given in SUITES
        for first in (_avance_de(declare, given),)
    ]


def _avance_de(declare: str, given: tuple[Json, ...]) -> str:
    asked: Json = {"declareHT": declare, **TRENTE}
    for part in given:
        asked |= part
    decide: Any = avance(asked)["montantDecide"]
    return str(decide)


def _dit_bref(given: tuple[Json, ...]) -> str:
    return f"{_dit(given[0])}, {given[1].get('sons', 'a ceiling that is not reached')}"


def _soldes() -> list[Cas]:
    rien = paye("0.00")
    return [
        Cas(
            "After the guide's example: 752.49 of the 1 074.99.",
            "1074.99",
            ({"regime": "HT", "tauxTVA": "0"}, MDV, paye("322.50", "1074.99")),
        ),
        *_suites(),
        *_seuils(rien),
        *_formules(rien),
        Cas(
            "The SAS: 70 000 after the 30 000.",
            "100000.00",
            (HT, {"sons": "SAS-SAS-VA1"}, paye("30000.00", "100000.00")),
            "PS-19",
        ),
        *_inconnus(rien),
        Cas(
            "Vague 2: a solde needs no rate of avance.",
            "5000.00",
            (HT, {"sons": "HOP-DPI-VA2"}, fixe("6000.00"), paye("1500.00", "5000.00")),
        ),
        Cas(
            "Nothing is known but the amounts.",
            "5000.00",
            ({"regime": "TTC"}, {"plafond": None}, paye("1500.00", "5000.00")),
        ),
        *_nuls(rien),
        *(Cas(why, amount, (*given, rien)) for why, amount, given in _tva()),
        *(
            Cas(f"8.5 % of {amount} ends with half a cent.", amount, (ttc("8.5"), HAUT, rien))
            for amount in DEMI_TVA
        ),
        *_recouvrements(),
        *_factures(),
        *_changements(),
    ]


def _recouvrements() -> list[Cas]:
    """What was paid is more than what is retained: it is recovered, and nothing is paid."""
    return [
        *(
            Cas(
                f"{facture} HT retained after 322.50 paid.",
                facture,
                (HT, MDV, paye("322.50", "1074.99")),
                "PS-06",
                "boundary",
            )
            for facture in ("322.51", "322.50", "322.49", "300.00", "0.01")
        ),
        *(
            Cas(
                f"{facture} HT retained with 20 % after 387.00 paid.",
                facture,
                (ttc("20"), MDV, paye("387.00", "1074.99")),
                "PS-06",
                "boundary",
            )
            for facture in ("322.51", "322.50", "322.49")
        ),
        Cas(
            "The ceiling at the solde is below what was paid.",
            "1074.99",
            (HT, fixe("300.00"), paye("322.50", "1074.99")),
            "PS-18",
        ),
    ]


def _factures() -> list[Cas]:
    """An invoice is at most the order."""
    return [
        *(
            Cas(
                f"The invoice is {where} the order.",
                _cent("1000.00", cents),
                (HT, MDV, paye("300.00", "1000.00")),
                "PS-06",
                "boundary",
            )
            for cents, where in SEUILS
        ),
        Cas(
            "An invoice above the order is refused though both are above the ceiling.",
            "1600.00",
            (HT, MDV, paye("322.50", "1500.00")),
            "PS-06",
        ),
        Cas(
            "An invoice above the order is refused under TTC as well.",
            "1000.01",
            (ttc("20"), MDV, paye("360.00", "1000.00")),
            "PS-06",
        ),
        Cas(
            "An order written with no decimal is the same order.",
            "1000.00",
            (HT, MDV, paye("300.00", "1000")),
            "PS-06",
        ),
        Cas(
            "What the order declared is not known: the invoice is not compared.",
            "1074.99",
            (HT, MDV, paye("322.50")),
            "PS-06",
        ),
        Cas(
            "An invoice above the order is refused, and nothing else needs to be known.",
            "1000.01",
            ({"regime": "TTC"}, {"plafond": None}, paye("300.00", "1000.00")),
            "PS-06",
        ),
    ]


def _changements() -> list[Cas]:
    """Between the avance and the solde."""
    return [
        Cas(
            "The order was HT, the invoice is TTC: its regime rules, what was paid is deducted.",
            "1074.99",
            (ttc("20"), MDV, paye("322.50", "1074.99")),
        ),
        Cas(
            "The order was TTC, the invoice is HT: its regime rules, what was paid is deducted.",
            "1074.99",
            (HT, MDV, paye("387.00", "1074.99")),
        ),
        Cas(
            "The order was TTC, the invoice is HT, and what was paid is more.",
            "350.00",
            (HT, MDV, paye("387.00", "1074.99")),
        ),
        Cas(
            "The rate was 20 %, it is 8.5 %.",
            "1074.99",
            (ttc("8.5"), MDV, paye("387.00", "1074.99")),
        ),
        Cas(
            "One of three physicians is removed: all that was paid is deducted.",
            "716.66",
            (HT, {"sons": "MDV-LGC-VA1", "unites": 2}, paye("322.50", "1074.99")),
            "PS-07",
        ),
        Cas(
            "One of three physicians is removed, and the invoice is not less.",
            "1074.99",
            (HT, {"sons": "MDV-LGC-VA1", "unites": 2}, paye("322.50", "1074.99")),
            "PS-07",
        ),
        Cas(
            "Two of three physicians are removed.",
            "358.33",
            (HT, {"sons": "MDV-LGC-VA1", "unites": 1}, paye("322.50", "1074.99")),
            "PS-07",
        ),
        Cas(
            "So many are removed that what was paid is more than what is retained.",
            "358.33",
            (HT, {"sons": "MDV-LGC-VA1", "unites": 1}, paye("1074.99", "3583.30")),
            "PS-07",
        ),
        Cas(
            "What was paid is deducted as it was paid, whatever the rate of the avance.",
            "1074.99",
            (HT, MDV, paye("537.50", "1074.99")),
        ),
        Cas(
            "All was paid at the avance.",
            "1074.99",
            (HT, MDV, paye("1074.99", "1074.99")),
        ),
    ]


def files() -> dict[str, Json]:
    return {
        f"compute-{phase}": file(
            f"compute-{phase}", f"compute_{phase}", [_un(cas, phase=phase) for cas in each]
        )
        for phase, each in (("avance", _avances()), ("solde", _soldes()))
    }
