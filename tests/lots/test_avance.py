"""Rows become files that can be filed, or every cell to mend is told and nothing is made."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from segur_rules import Context, Severity, Verdict, check_file, check_with_zip, context_from_dict
from segur_rules.demandes.codes import Phase
from segur_rules.lots import Lot, Refus, read_rows
from segur_rules.lots.ecriture import render
from segur_rules.lots.lot import Entete, LigneFaite, _place_of
from segur_rules.pieces import Raison, plan_zip
from segur_rules.rules.engine import read_file
from tests.lots.tables import ANS, CONTEXT, SIRET, avances, lot, many, physician, table, told

MS1 = Context(sons="MS1-DUI-VA1")
PDF = b"%PDF-1.4\n%%EOF\n"


def _lines(made: Lot) -> list[dict[str, object]]:
    return [line for fichier in made.fichiers for line in json.loads(fichier.raw)["lignesImport"]]


def test_a_thousand_rows_are_five_files_and_a_zip_without_a_loss() -> None:
    made = lot(many(1000))
    assert [fichier.demandes for fichier in made.fichiers] == [200] * 5
    assert [fichier.nom for fichier in made.fichiers] == [
        f"mdv-lgc-va1-avance-{n}.json" for n in range(1, 6)
    ]
    demandes = []
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as entries:
        for fichier in made.fichiers:
            assert check_file(fichier.raw, CONTEXT).verdict is not Verdict.IRRECEVABLE
            read, _ = read_file(fichier.raw, CONTEXT)
            assert read is not None
            for demande in read.lignes_import:
                demandes.append(demande)
                for piece in demande.pieces_justificatives:
                    entries.writestr(piece.nom_fichier, PDF)
    plan = plan_zip(archive, demandes)
    assert not plan.constats
    assert [entree.demande for entree in plan.entrees] == list(range(1000))
    assert {entree.rattachement.raison for entree in plan.entrees} == {Raison.ANNONCEE}


def test_each_file_agrees_with_its_own_zip() -> None:
    made = lot(table({}))
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as entries:
        entries.writestr("mdv-lgc-va1-bdc-00017.pdf", PDF)
    report = check_with_zip(made.fichiers[0].raw, archive, CONTEXT)
    assert {f.rule for f in report.findings} <= {"SEG-PJU-014"}


def test_two_hundred_and_one_are_two_files() -> None:
    made = lot(many(201))
    assert [fichier.demandes for fichier in made.fichiers] == [200, 1]
    assert json.loads(made.fichiers[1].raw)["lignesImport"][0]["numLigne"] == 1


def test_the_same_rows_are_the_same_bytes() -> None:
    assert lot(many(3)).fichiers == lot(many(3)).fichiers


def test_rows_of_one_number_are_one_demande() -> None:
    text = table(
        {"numeroEditeur": "A", "isClientUnique": "non", "montantSegurHT": "716,66"},
        {"numeroEditeur": "B", "RPPS": physician(1)},
        {"numeroEditeur": "A", "isClientUnique": "", "montantSegurHT": "", "RPPS": physician(2)},
    )
    first, second = _lines(lot(text))
    assert (first["numeroEditeur"], second["numeroEditeur"]) == ("A", "B")
    beneficiaires = first["beneficiaires"]
    assert isinstance(beneficiaires, dict)
    assert [p["RPPS"] for p in beneficiaires["liberal"]] == ["10001234565", physician(2)]
    assert beneficiaires["structure"] == {
        "nomResponsable": None,
        "emailResponsable": None,
        "telephoneResponsable": None,
        "FINESSJuridique": None,
        "FINESSGeo": [],
    }


def test_an_order_for_a_structure_has_its_sites() -> None:
    nobody = dict.fromkeys(("nomMedecin", "emailMedecin", "telephoneMedecin", "RPPS"), "")
    structure = {
        "commandePour": "STRUCTURE",
        "nomResponsable": "DURAND",
        "emailResponsable": "durand@example.org",
        "telephoneResponsable": "0199000002",
        "FINESSJuridique": "020000105",
        "FINESSGeo": "020018552",
        "isClientUnique": "non",
    }
    made = lot(table(nobody | structure, nobody | structure | {"FINESSGeo": "120780291"}))
    (line,) = _lines(made)
    beneficiaires = line["beneficiaires"]
    assert isinstance(beneficiaires, dict)
    assert beneficiaires["liberal"] == []
    assert beneficiaires["structure"]["FINESSGeo"] == ["020018552", "120780291"]


def test_a_site_has_its_row_of_the_scenario() -> None:
    asked = ("ancienneVersion", "isMaitreIdentite", "isReferentSoin", "isStockageIdentite")
    nothing = dict.fromkeys((*asked, "operateurMessagerie", "profilMetier", "FINESSGeo"), "")
    text = table(
        {"isClientUnique": "non"},
        {"isClientUnique": "non", "nom": "SITE B", "SIRET": "26010003700068"} | nothing,
        sons="MS1-DUI-VA1",
    )
    (line,) = _lines(lot(text, MS1))
    assert line["scenarioInstallation"] == [
        {
            "FINESSGeo": "020018552",
            "ancienneVersion": "version ER1",
            "isMaitreIdentite": True,
            "isReferentSoin": False,
            "isStockageIdentite": True,
            "operateurMessagerie": "GIP_9",
            "profilMetier": "PH",
        }
    ]
    beneficiaires = line["beneficiaires"]
    assert isinstance(beneficiaires, dict)
    assert [(e["FINESSGeo"], e["SIRET"]) for e in beneficiaires["etablissements"]] == [
        ("020018552", None),
        (None, "26010003700068"),
    ]


def test_what_is_wrong_is_told_row_by_row_each_once() -> None:
    text = table(
        {"RPPS": "1000123456", "FINESSGeo": "20018552"},
        {"numeroEditeur": "", "RPPS": ""},
        {"numeroEditeur": "00018", "dateCommande": "10/5/2022"},
        {"numeroEditeur": "00018", "regimeTVA": "HT", "dateCommande": "10/5/2022"},
    )
    made = avances(text)
    assert isinstance(made, Refus)
    assert told(made) == [
        ("zero", 2, "RPPS"),
        ("zero", 2, "FINESSGeo"),
        ("vide", 3, "numeroEditeur"),
        ("date", 4, "dateCommande"),
        ("contradiction", 5, "regimeTVA"),
    ]


def test_a_site_of_the_scenario_is_told_once() -> None:
    made = avances(table({"FINESSGeo": "20018552"}, sons="MS1-DUI-VA1"), MS1)
    assert told(made) == [("zero", 2, "FINESSGeo")]


@pytest.mark.parametrize(
    ("row", "code", "column"),
    [
        ({"RPPS": "10001234560"}, "SEG-BEN-015", "RPPS"),
        ({"dateCommande": "21/10/2022"}, "SEG-COM-007", "dateCommande"),
        ({"montantSegurHT": "0"}, "SEG-COM-001", "montantSegurHT"),
        ({"montantSegurHT": "1000000000000"}, "SEG-COM-016", "montantSegurHT"),
        ({"montantSegurHT": "1" + " 000" * 20}, "SEG-FIC-010", "montantSegurHT"),
        ({"operateurMessagerie": "api35"}, "SEG-SCE-004", "operateurMessagerie"),
        ({"isMandataire": "oui"}, "SEG-BEN-001", "nomMandataire"),
        (
            dict.fromkeys(("nomMedecin", "emailMedecin", "telephoneMedecin", "RPPS"), ""),
            "SEG-BEN-005",
            "nomMedecin",
        ),
    ],
)
def test_what_a_rule_finds_is_told_of_its_cell(row: dict[str, str], code: str, column: str) -> None:
    made = avances(table({"numeroEditeur": "00001", "RPPS": physician(1)}, row))
    assert isinstance(made, Refus)
    assert (code, 3, column) in told(made)


def test_what_concerns_the_whole_lot_is_told_once() -> None:
    late = context_from_dict({"sons": "MDV-LGC-VA1", "instant": "2026-01-01T00:00:00+01:00"})
    made = avances(many(401), late)
    assert told(made) == [("SEG-ECH-001", None, None)]


def test_a_warning_and_what_was_converted_are_told_and_files_are_made() -> None:
    made = lot(table({"dateCommande": "2022-10-05", "emailMedecin": "nobody"}))
    assert [(r.code, r.severity) for r in made.remarques] == [
        ("date_iso", Severity.INFO),
        ("SEG-BEN-017", Severity.WARNING),
    ]


@pytest.mark.parametrize(
    ("numero", "code"),
    [("n°17", "nom_special"), ("2022/17", "nom_special"), ("9" * 31, "nom_long")],
)
def test_a_number_that_no_document_can_bear_is_refused(numero: str, code: str) -> None:
    assert told(avances(table({"numeroEditeur": numero}))) == [(code, 2, "numeroEditeur")]


def test_numbers_that_a_zip_would_mix_up_are_refused() -> None:
    text = table(
        {"numeroEditeur": "17", "RPPS": physician(1)},
        {"numeroEditeur": "bdc-17", "RPPS": physician(2)},
    )
    assert told(avances(text)) == [("rattachement", 2, "numeroEditeur")]


def test_a_table_without_its_columns_is_refused() -> None:
    assert ("colonne_absente", None, "RPPS") in told(avances("numeroEditeur;nom\n1;2\n"))


def test_the_sons_must_be_known() -> None:
    tableau = read_rows(table({}))
    assert not isinstance(tableau, Refus)
    for context in (Context(), Context(sons="MDV-LGC-VA1", phase=Phase.SOLDE)):
        with pytest.raises(ValueError, match="must have a known SONS"):
            Entete.of(context, Phase.AVANCE, ANS, SIRET)


def test_who_watches_sees_each_file() -> None:
    seen = []

    def watch(parts: object) -> list[object]:
        assert isinstance(parts, list)
        seen.append(len(parts))
        return parts

    avances(many(201), suivi=watch)
    assert seen == [2]


def test_what_has_no_cell_is_told_of_what_it_is_in() -> None:
    line = LigneFaite({}, {"": (2, "a"), "/b": (3, "b"), "/b/c": (4, "c")})
    found = {
        pointer: _place_of(f"/lignesImport/0{pointer}", [line])
        for pointer in ("", "/z", "/b", "/b/c", "/b/c/0/d", "/b/d")
    }
    assert found == {
        "": (2, "a"),
        "/z": (2, "a"),
        "/b": (3, "b"),
        "/b/c": (4, "c"),
        "/b/c/0/d": (4, "c"),
        "/b/d": (3, "b"),
    }
    assert _place_of("/lignesImport", [line]) is None


def test_empty_values_are_written_on_one_line() -> None:
    assert render({"a": [], "b": {}, "c": None}) == b'{\n  "a": [],\n  "b": {},\n  "c": null\n}\n'
