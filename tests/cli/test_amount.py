"""`montant`: the number never comes without its stages, and what is missing has its name."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from segur_rules.cli import amount_text
from segur_rules.cli.amount_given import parse_amount, parse_count
from segur_rules.cli.output import Failure
from segur_rules.messages import LANGUES, catalogues
from segur_rules.montants import ModeArrondi, NaturePlafond, RegimeTVA
from tests.cli.door import as_json, run, spaced

AVANCE = ("montant", "avance", "--montant-ht", "1074.99", "--regime", "HT")
SOLDE = ("montant", "solde", *AVANCE[2:])
MDV = ("--sons", "mdv-lgc-va1", "--beneficiaires", "3")
MSS = ("montant", "avance", "--montant-ht", "9000", "--regime", "ht", "--sons", "MSS-OPE-VA1")

each_language = pytest.mark.parametrize("langue", LANGUES)


def test_the_example_of_the_guide() -> None:
    said = spaced(run(*AVANCE, *MDV).stdout).splitlines()
    assert said[0] == "Avance, régime HT, MDV-LGC-VA1"
    assert [line for line in said[2:] if not line.startswith(" " * 30)] == [
        "  étape                    montant  comment ; arrondi, certitude, sources",
        "  montant HT déclaré    1 074,99 €  déclaré sur la commande",
        "  plafond HT            1 074,99 €  358,33 € × 3 (medecin)",
        "  engagement HT retenu  1 074,99 €  le plus bas de 1 074,99 € et de 1 074,99 €",
        "  engagement retenu     1 074,99 €  régime HT : sans TVA",
        "  montant décidé          322,50 €  1 074,99 € × 30 %",
        "",
        "Montant décidé : 322,50 € (certitude : inferred)",
    ]
    assert said[4].strip() == "exact · guide · GU-52-07"
    assert (
        said[12]
        .strip()
        .startswith("arrondi au centime, le demi-centime vers le haut · inferred · GU-52-09 · ")
    )


def test_the_example_of_the_guide_as_json() -> None:
    got = as_json(*AVANCE, *MDV)
    assert (got["montantDecide"], got["aRecouvrer"]) == ("322.50", "0.00")
    assert got["notEvaluable"] == []
    assert "refused" not in got
    assert [(step["name"], step["value"]) for step in got["steps"]] == [
        ("montant_ht_declare", "1074.99"),
        ("plafond_ht", "1074.99"),
        ("engagement_ht_retenu", "1074.99"),
        ("engagement_retenu", "1074.99"),
        ("montant_decide", "322.50"),
    ]
    last = got["steps"][-1]
    assert last["rounding"] == {"mode": "half_up", "places": 2, "stage": "montant_decide"}
    assert last["sources"][0] == "GU-52-09"
    assert last["certainty"] == "inferred"


def test_an_avance_with_vat_and_the_solde_that_follows_it() -> None:
    ttc = ("--montant-ht", "1074,99", "--regime", "ttc", "--tva", "20")
    assert as_json("montant", "avance", *ttc, *MDV)["montantDecide"] == "387.00"
    solde = ("montant", "solde", *ttc, *MDV, "--avance-payee", "387 €")
    assert as_json(*solde)["montantDecide"] == "902.99"
    said = spaced(run(*solde, "--lang", "en").stdout)
    assert "  engagement retenu     €1,289.99  €1,074.99 + 20% of VAT\n" in said
    assert "  avance payée            €387.00  as it was paid\n" in said
    assert "  montant décidé          €902.99  €1,289.99 − €387.00\n" in said
    assert "\nMontant décidé: €902.99 (certainty: inferred)\n" in said


def test_what_was_paid_in_excess_is_to_be_recovered() -> None:
    arguments = ("montant", "solde", "--montant-ht", "100", "--regime", "HT", *MDV)
    done = run(*arguments, "--avance-payee", "322.50", "--avance-declaree-ht", "1 074,99 €")
    assert done.exit_code == 0
    said = spaced(done.stdout)
    assert "100,00 € − 322,50 €, moins que zéro : rien n’est payé\n" in said
    assert said.endswith("\nMontant décidé : 0,00 € (certitude : choice)\nÀ recouvrer : 222,50 €\n")


def test_a_formula_counts_by_name() -> None:
    counts = ("--compte", "app=12", "--compte", " ORG = 3", "--compte", "PER=1000")
    said = spaced(run(*MSS, *counts).stdout)
    assert (
        "58,33 € × 12 (APP) + 20,83 € × 3 (ORG) + 5,00 € × 1 000 (PER) + 6 666,67 €, "
        "au plus 250 000,00 €\n"
    ) in said
    assert as_json(*MSS, *counts)["steps"][1]["value"] == "12429.12"


def test_a_unit_may_be_counted_by_its_name() -> None:
    named = as_json(*AVANCE, "--sons", "MDV-LGC-VA1", "--compte", "medecin=3")
    assert named == as_json(*AVANCE, *MDV)


@pytest.mark.parametrize(
    ("code", "how"), [("SAS-SAS-VA1", "forfait"), ("MS1-DUI-VA1", "montant fixe")]
)
def test_a_ceiling_may_count_nothing(tmp_path: Path, code: str, how: str) -> None:
    catalogue = tmp_path / "catalogue.toml"
    catalogue.write_text(
        "[sons.MS1-DUI-VA1.plafond]\nnature = 'fixe'\nmontant_ht = '500.00'\n"
        "montant_ttc = '600.00'\ncertainty = 'choice'\nreference = 'A test'\n",
        encoding="utf-8",
    )
    arguments = ("montant", "avance", "--montant-ht", "900", "--regime", "TTC", "--tva", "20")
    said = spaced(run(*arguments, "--sons", code, "--catalogue", catalogue).stdout)
    assert f" €  {how}\n" in said
    assert ("+ 20 % de TVA, au plus 600,00 €\n" in said) is (code == "MS1-DUI-VA1")


def test_a_ceiling_and_a_rate_may_be_given() -> None:
    given = ("--plafond-ht", "1000", "--taux-avance", "50")
    assert as_json(*AVANCE, *given)["montantDecide"] == "500.00"
    got = as_json(*AVANCE, *MDV, *given)
    assert got["montantDecide"] == "500.00"
    assert got["steps"][1]["sources"] == ["GU-52-09", "given by the caller"]


MISSING: dict[tuple[str, ...], tuple[list[str], list[str]]] = {
    AVANCE: (["plafond_ht", "taux_avance"], ["--plafond-ht", "--taux-avance"]),
    (*AVANCE[:5], "TTC", "--sons", "MDV-LGC-VA1"): (
        ["unites.medecin", "taux_tva"],
        ["--beneficiaires N", "--tva"],
    ),
    (*AVANCE, "--sons", "PHA-LGO-VA1"): (["plafond_ht"], ["--plafond-ht"]),
    (*AVANCE, "--sons", "HOP-DPI-VA1", "--compte", "x=0"): (["plafond_ht"], ["--plafond-ht"]),
    (*MSS, "--beneficiaires", "3"): (
        ["unites.APP", "unites.ORG", "unites.PER"],
        ["--compte APP=N", "--compte ORG=N", "--compte PER=N"],
    ),
    (*SOLDE, *MDV): (["avance_payee"], ["--avance-payee"]),
}  # fmt: skip


@each_language
@pytest.mark.parametrize("arguments", MISSING)
def test_what_is_missing_is_named_and_no_number_is_given(
    arguments: tuple[str, ...], langue: str
) -> None:
    names, options = MISSING[arguments]
    got = as_json(*arguments)
    assert got["montantDecide"] is None
    assert got["steps"] == []
    assert got["notEvaluable"] == names
    done = run(*arguments, "--lang", langue)
    assert done.exit_code == 0
    told = done.stdout.splitlines()[3:]
    assert [line.endswith(f" ({option})") for line, option in zip(told, options, strict=True)]
    assert not any(name in line for line in told for name in names)


REFUSED: dict[tuple[str, ...], tuple[dict[str, str], str]] = {
    ("montant", "avance", "--montant-ht", "-5", "--regime", "HT"): (
        {"montant": "-5.00"},
        "Refused (MONTANT_NUL): The amount declared is -€5.00: it has to be above zero.",
    ),
    (*SOLDE, "--avance-declaree-ht", "1074,98"): (
        {"facture": "1074.99", "commande": "1074.98"},
        (
            "Refused (FACTURE_SUPERIEURE_A_LA_COMMANDE): The invoice is €1,074.99, above the "
            "€1,074.98 declared at the avance."
        ),
    ),
}


@pytest.mark.parametrize("arguments", REFUSED)
def test_a_refusal_says_why(arguments: tuple[str, ...]) -> None:
    params, sentence = REFUSED[arguments]
    done = run(*arguments, "--lang", "en")
    assert done.exit_code == 1
    assert done.stdout.splitlines()[2:] == [sentence]
    got = as_json(*arguments, "--lang", "en")
    assert got["montantDecide"] is None
    assert got["refused"]["params"] == params
    assert f"Refused ({got['refused']['code']}): {got['refused']['message']}" == sentence


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1074.99", "1074.99"),
        ("1074,9", "1074.9"),
        ("1 074,99 €", "1074.99"),
        ("1\u202f074\u00a0€", "1074"),
        ("0", "0"),
        ("999999999999.99", "999999999999.99"),
    ],
)
def test_an_amount_is_read(text: str, amount: str) -> None:
    assert parse_amount("--x", text, "fr") == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["", "x", "1.005", "1e3", "NaN", "1,074.99", "10 74", "٣", "1000000000000", "--1"]
)
def test_an_amount_that_is_not_one(text: str) -> None:
    with pytest.raises(Failure, match=r"--x: “.*” is not an amount"):
        parse_amount("--x", text, "en", signed=True)


@pytest.mark.parametrize("text", ["", "0", "-1", "1.5", "1000000000", "٣"])
def test_a_count_that_is_not_one(text: str) -> None:
    with pytest.raises(Failure, match="a whole number, from 1 to 999,999,999"):
        parse_count("--x", text, 1, "en")


MISTAKES: dict[tuple[str, ...], str] = {
    ("montant", "avance"): "“--montant-ht” is missing.",
    ("montant", "avance", "--montant-ht", "1"): "“--regime” is missing.",
    ("montant", "avance", "--montant-ht", "1", "--regime", "X"): "--regime expects HT or TTC.",
    ("montant", "avance", "--montant-ht", "x", "--regime", "HT"): "--montant-ht: “x” is not an",
    (*AVANCE, "--avance-payee", "1"): "“--avance-payee” is not an option.",
    (*SOLDE, "--taux-avance", "1"): "“--taux-avance” is not an option.",
    (*AVANCE, "--sons", "mdv"): "--sons: “mdv” is not a SONS of the catalogue.",
    (*AVANCE, "--tva", "x"): "--tva: “x” is not a rate.",
    (*AVANCE, "--taux-avance", "101"): "--taux-avance: “101” is not a rate.",
    (*AVANCE, "--plafond-ht", "-1"): "--plafond-ht: “-1” is less than zero.",
    (*SOLDE, "--avance-payee", "-1"): "--avance-payee: “-1” is less than zero.",
    (*SOLDE, "--avance-declaree-ht", "-1"): "--avance-declaree-ht: “-1” is less than zero.",
    (*AVANCE, "--beneficiaires", "0"): "--beneficiaires: “0” is not a number.",
    (*AVANCE, *MDV, "--compte", "medecin=3"): "give --beneficiaires or --compte, and one only.",
    (*MSS, "--compte", "3"): "--compte: “3” is not a count. Write it like APP=3.",
    (*AVANCE, "--compte", "=3"): "--compte: “=3” is not a count. Write it like APP=3.",
    (*AVANCE, "--plafond-ht", "1", "--compte", "3"): "is not a count. Write it like APP=3.",
    (*MSS, "--compte", "APP=x"): "--compte APP: “x” is not a number.",
    (*MSS, "--compte", "XYZ=1"): "“XYZ” is not counted by this ceiling. Did you mean APP, ORG",
    (*MSS, "--compte", "APP=1", "--compte", "app=2"): "--compte: “APP” is given twice.",
    (*AVANCE, "--plafond-ht", "1", "--compte", "x=1"): "“x” is not counted by this ceiling.\n",
    (*AVANCE, "--sons", "MDV-LGC-VA1", "--compte", "medecin=0"): "--compte medecin: “0” is not a",
    (*AVANCE, "--compte", "\x1b=x"): "--compte \\u001b: “x” is not a number.",
    (*AVANCE, "--catalogue", "nowhere"): "nowhere: there is no such file",
}  # fmt: skip


@pytest.mark.parametrize("arguments", MISTAKES)
def test_a_mistake_is_told_in_one_line(arguments: tuple[str, ...]) -> None:
    done = run(*arguments, "--lang", "en")
    assert done.exit_code == 2
    assert done.stdout == ""
    assert MISTAKES[arguments] in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_without_a_phase_the_help_is_shown() -> None:
    done = run("montant")
    assert done.exit_code == 0
    assert done.stdout == run("montant", "--help").stdout
    assert "avance" in done.stdout
    assert "solde" in done.stdout


def _made() -> set[str]:
    """The keys that are made of a prefix and a code."""
    steps: list[dict[str, Any]] = as_json(*SOLDE, *MDV, "--avance-payee", "1")["steps"]
    return {
        *(f"etape.{step['name']}" for step in steps),
        *(f"montant.{column}" for column in ("etape", "valeur", "comment")),
        *(f"arrondi.{mode}" for mode in (*ModeArrondi, "exact")),
        *(f"comment.{regime}" for regime in RegimeTVA),
        *("comment.declare_ht", "comment.facture_ht"),
        *(f"plafond.{nature}" for nature in NaturePlafond),
        *amount_text.OPTIONS,
    }


@each_language
def test_every_text_is_in_the_catalogue(langue: str) -> None:
    assert [key for key in sorted(_made()) if catalogues.text("ui", key, langue) is None] == []
