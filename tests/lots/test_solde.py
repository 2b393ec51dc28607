"""Invoices and the returned file become soldes; what the portal rejected is told and left out."""

from __future__ import annotations

import json
from typing import Any

import pytest

from segur_rules import Context, Phase, Severity, Verdict, check_file, context_from_dict
from segur_rules.conformance import base
from segur_rules.lots import (
    Lot,
    Refus,
    Retour,
    compare_perimetres,
    make_soldes,
    read_returned,
    read_rows,
)
from tests.lots.returned import raw, returned
from tests.lots.tables import table, told

CONTEXT = context_from_dict({"sons": "MDV-LGC-VA1", "instant": "2023-06-10T10:00:00+02:00"})


def _retour(document: Any, sons: str = "MDV-LGC-VA1") -> Retour:
    retour = read_returned(raw(document), Phase.AVANCE, Context(sons=sons))
    assert isinstance(retour, Retour), retour
    return retour


def _soldes(document: Any, text: str, context: Context = CONTEXT) -> Lot | Refus:
    tableau = read_rows(text)
    assert not isinstance(tableau, Refus), tableau
    assert context.sons
    return make_soldes(tableau, retour=_retour(document, context.sons), context=context)


def _rows(*rows: dict[str, str], sons: str = "MDV-LGC-VA1") -> str:
    return table(*rows, sons=sons, phase=Phase.SOLDE)


def _all(document: Any, sons: str = "MDV-LGC-VA1") -> str:
    numbers = [line["numeroEditeur"] for line in document["lignesImport"]]
    return _rows(*({"numeroEditeur": number} for number in numbers), sons=sons)


def test_the_avance_is_carried() -> None:
    avance = returned()
    made = _soldes(avance, _all(avance))
    assert isinstance(made, Lot), made
    (fichier,) = made.fichiers
    assert fichier.nom == "mdv-lgc-va1-solde-1.json"
    assert check_file(fichier.raw, CONTEXT).verdict is not Verdict.IRRECEVABLE
    for line, before in zip(
        json.loads(fichier.raw)["lignesImport"], avance["lignesImport"], strict=True
    ):
        assert line["numeroASP"] == before["numeroASP"]
        for tag in ("numeroEditeur", "beneficiaires", "scenarioInstallation"):
            assert line[tag] == before[tag]
        assert line["codeTraitement"] is None
        assert [p["nomFichier"] for p in line["piecesJustificatives"]] == [
            f"mdv-lgc-va1-facture-{line['numeroEditeur']}.pdf",
            f"mdv-lgc-va1-va-{line['numeroEditeur']}.pdf",
        ]
    solde = read_returned(fichier.raw, Phase.SOLDE)
    assert isinstance(solde, Retour)
    assert compare_perimetres(_retour(avance), solde).identiques


@pytest.mark.parametrize(
    "sons",
    ["HOP-DPI-VA1", "MS1-DUI-VA1", "MS2-DUI-VA1", "BIO-SGL-VA1", "MSS-OPE-VA1", "SAS-SAS-VA1"],
)
def test_each_couloir_has_its_soldes(sons: str) -> None:
    avance = returned(f"{sons[:3].lower()}-avance")
    made = _soldes(avance, _all(avance, sons), Context(sons=sons))
    assert isinstance(made, Lot), made
    line = json.loads(made.fichiers[0].raw)["lignesImport"][0]
    if sons.startswith("HOP"):
        assert line["scenarioInstallation"]["adresseMSSCitoyen"] is None
    if sons.startswith("MS1"):
        assert line["facture"]["deploiementMSS"] == "Cas 1"
    assert ("scenarioInstallation" in line) == (sons[:3] in ("HOP", "MS1", "MS2"))


def test_that_a_code_says_success_is_told_to_be_inferred() -> None:
    avance = returned()
    made = _soldes(avance, _all(avance))
    assert [(r.code, r.severity) for r in made.remarques] == [("succes_infere", Severity.INFO)]
    for line in avance["lignesImport"]:
        line["codeTraitement"] = None
    assert _soldes(avance, _all(avance)).remarques == ()


def test_what_was_rejected_or_has_no_number_is_told_and_left_out() -> None:
    avance = returned()
    first, second, _ = avance["lignesImport"]
    first.update(codeTraitement="0042", libelleTraitement=None)
    second["numeroASP"] = None
    made = _soldes(avance, _rows({"numeroEditeur": "00001"}, {"numeroEditeur": "00003"}))
    assert isinstance(made, Lot), made
    assert [fichier.demandes for fichier in made.fichiers] == [1]
    assert told(made) == [
        ("succes_infere", None, None),
        ("sans_asp", None, None),
        ("rejet", 2, "numeroEditeur"),
    ]


def test_a_demande_without_an_invoice_is_told() -> None:
    made = _soldes(returned(), _rows({"numeroEditeur": "00002"}))
    assert [r.params["valeur"] for r in made.remarques if r.code == "sans_facture"] == [
        "00001",
        "00003",
    ]


@pytest.mark.parametrize("number", ["FINMDV000002M0", "FINMDV000002", "FINMDV000002M1"])
def test_an_invoice_may_name_its_demande_by_the_asp_number(number: str) -> None:
    text = _rows({"numeroEditeur": "", "numeroASP": number})
    made = _soldes(returned(), text)
    assert isinstance(made, Lot), made
    (line,) = json.loads(made.fichiers[0].raw)["lignesImport"]
    assert (line["numeroEditeur"], line["numeroASP"]) == ("00002", "FINMDV000002M0")


def test_rows_to_mend_are_told() -> None:
    text = _rows(
        {"numeroEditeur": "1"},
        {"numeroEditeur": "", "numeroASP": ""},
        {"numeroEditeur": "00001", "numeroASP": "FINMDV000002"},
        {"numeroEditeur": "00002", "typeFichier": "PV", "dateFacture": "45000"},
        {"numeroEditeur": "", "numeroASP": "FINMDV000002"},
        {"numeroEditeur": "00003", "numeroASP": "FINMDV000009"},
    )
    made = _soldes(returned(), text)
    assert isinstance(made, Refus)
    errors = [entry for entry in told(made) if entry[1] is not None]
    assert errors == [
        ("inconnu", 2, "numeroEditeur"),
        ("sans_numero", 3, "numeroEditeur"),
        ("autre_dossier", 4, "numeroASP"),
        ("date_jour", 5, "dateFacture"),
        ("code", 5, "typeFichier"),
        ("facture_double", 6, "numeroEditeur"),
        ("inconnu", 7, "numeroASP"),
    ]


def test_what_a_rule_finds_is_told_of_its_cell() -> None:
    text = _rows({"numeroEditeur": "00001", "dateFacture": "11/06/2023"})
    made = _soldes(returned(), text)
    assert isinstance(made, Refus)
    assert ("SEG-COM-008", 2, "dateFacture") in told(made)


def test_a_file_that_was_not_returned_makes_no_solde() -> None:
    made = _soldes(base("mdv-avance"), _rows({"numeroEditeur": "00001"}))
    assert isinstance(made, Refus)
    assert "aucune_ligne" in {remarque.code for remarque in made.remarques}


def test_a_table_without_its_columns_is_refused() -> None:
    made = _soldes(returned(), "numeroEditeur\n00001\n")
    assert ("colonne_absente", None, "dateFacture") in told(made)
