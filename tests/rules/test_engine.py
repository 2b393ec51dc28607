"""The judgement: its stages, what is guessed, what is not evaluated, and what is told."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import attrs
import pytest

from segur_rules.catalogue import load
from segur_rules.conformance import base, dumps
from segur_rules.demandes import fichier as f
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.formes import kind_of
from segur_rules.outcomes import NotEvaluated, Report, Severity, Verdict
from segur_rules.rules import RULESET, Context, Rule, Stage, check, check_file, rules
from segur_rules.rules.inventory import MODULES, by_id, family_order
from segur_rules.rules.registry import CHOICE, COULOIRS, ERROR, FAMILIES, GUIDE, declared, rule
from segur_rules.rules.scenarios import Controle, control_scenarios
from segur_rules.statuts import StatutEnrolement

LECTURE = {r.id for r in rules().values() if r.stage is Stage.LECTURE}
SCHEMA = {r.id for r in rules().values() if r.stage is Stage.SCHEMA}


def judged(document: Any, **context: Any) -> Report:
    return check_file(dumps(document).encode(), Context(**context))


def missing(report: Report) -> dict[str, tuple[str, ...]]:
    return {skipped.rule: skipped.missing for skipped in report.not_evaluated}


def objects(name: str, forme: str, phase: Phase) -> f.Fichier:
    fichier: f.Fichier = kind_of(forme, phase).parse(base(name), None)
    return fichier


# The registry.


def test_rules_come_family_by_family() -> None:
    ids = list(rules())
    assert ids == sorted(ids, key=family_order)
    assert [family for family in FAMILIES if any(id_[4:7] == family for id_ in ids)] == list(
        FAMILIES
    )
    assert ids[0] == "SEG-FIC-001"


def test_every_rule_of_a_module_is_of_one_family() -> None:
    for module in MODULES:
        families = {r.id[4:7] for r in vars(module).values() if isinstance(r, Rule)}
        assert len(families) == 1, module.__name__


def test_a_typed_rule_has_a_function_and_no_other_has() -> None:
    for each in rules().values():
        assert (each.check is not None) is (each.stage is Stage.REGLE)
        assert each.sentence.endswith(".")
        assert each.couloirs <= COULOIRS
        assert each.phases


def test_an_id_is_given_once() -> None:
    one = declared("SEG-FIC-999", Stage.SCHEMA, ERROR, CHOICE, "Once.", "GU-4-08")
    assert list(by_id([one])) == ["SEG-FIC-999"]
    with pytest.raises(LookupError, match="one id"):
        by_id([one, one])


@pytest.mark.parametrize(
    ("number", "sentence", "requires"),
    [
        ("SEG-XXX-001", "A sentence.", ("GU-4-08",)),
        ("SEG-FIC-1", "A sentence.", ("GU-4-08",)),
        ("SEG-FIC-001x", "A sentence.", ("GU-4-08",)),
        ("SEG-FIC-999", "", ("GU-4-08",)),
        ("SEG-FIC-999", "A sentence.", ()),
        ("SEG-FIC-999", "A sentence.", ("GU-4-99",)),
    ],
)
def test_a_rule_without_an_id_a_sentence_or_a_source_is_refused(
    number: str, sentence: str, requires: tuple[str, ...]
) -> None:
    with pytest.raises(LookupError, match=number):
        declared(number, Stage.SCHEMA, ERROR, CHOICE, sentence, *requires)


def test_a_rule_is_stated_by_the_first_line_of_its_function() -> None:
    @rule("SEG-FIC-998", ERROR, GUIDE, "GU-4-08", couloirs=("HOP",), phase=Phase.SOLDE)
    def stated(fichier: f.Fichier, context: Context) -> Any:
        """It is stated.

        And explained.
        """

    assert stated.sentence == "It is stated."
    assert stated.couloirs == {"HOP"}
    assert stated.phases == {Phase.SOLDE}

    with pytest.raises(LookupError):

        @rule("SEG-FIC-997", ERROR, GUIDE, "GU-4-08")
        def unstated(fichier: f.Fichier, context: Context) -> Any: ...


# The stages.


@pytest.mark.parametrize("raw", [b"", b"{", b'{"a":1}x', b"\xff", b'{"a":1,"a":2}', b"NaN"])
def test_a_fault_of_reading_ends_the_judgement(raw: bytes) -> None:
    report = check_file(raw)
    assert report.verdict is Verdict.IRRECEVABLE
    assert set(report.evaluated) == LECTURE
    assert report.not_evaluated == ()
    assert (report.lines, report.sons, report.phase, report.guessed) == (None, None, None, ())
    assert all(finding.rule in LECTURE for finding in report.findings)


def test_a_mark_of_order_ends_nothing() -> None:
    raw = b"\xef\xbb\xbf" + dumps(base("mdv-avance")).encode()
    report = check_file(raw)
    assert [(f.rule, f.severity, f.line, f.column) for f in report.findings] == [
        ("SEG-FIC-004", Severity.WARNING, 1, 1)
    ]
    assert report.lines == len(base("mdv-avance")["lignesImport"])
    assert "SEG-FIC-021" in report.evaluated


def test_every_rule_that_applies_is_evaluated_or_named() -> None:
    report = judged(base("mdv-avance"))
    answered = {*report.evaluated, *missing(report)}
    applicable = {
        r.id
        for r in rules().values()
        if r.stage in (Stage.LECTURE, Stage.SCHEMA, Stage.REGLE)
        and "MDV" in r.couloirs
        and Phase.AVANCE in r.phases
    }
    assert answered == applicable
    assert list(report.evaluated) == sorted(report.evaluated, key=family_order)


@pytest.mark.parametrize("raw", [b"[]", b"1", b"null", b'"x"', b"{}", b'{"lignesImport":{}}'])
def test_where_no_line_can_be_read_no_rule_is_evaluated(raw: bytes) -> None:
    report = check_file(raw)
    assert report.verdict is Verdict.IRRECEVABLE
    assert {*report.evaluated} == LECTURE | SCHEMA
    assert all("fichier" in names for names in missing(report).values())
    assert report.lines is None


def test_lines_that_can_be_read_are_judged_where_others_cannot() -> None:
    document = base("mdv-avance")
    document["lignesImport"][0]["typeAction"] = "X"
    document["lignesImport"][1]["numLigne"] = 9
    report = judged(document)
    assert [(f.rule, f.pointer) for f in report.findings] == [
        ("SEG-FIC-017", "/lignesImport/0/typeAction"),
        ("SEG-FIC-021", "/lignesImport/1/numLigne"),
    ]
    assert report.lines == len(document["lignesImport"])


@pytest.mark.parametrize("member", ["numeroAns", "siret"])
@pytest.mark.parametrize("value", [None, 1, []])
def test_a_file_of_nobody_is_not_judged(member: str, value: Any) -> None:
    document = base("mdv-avance")
    document["lignesImport"][0]["numLigne"] = 9
    document[member] = value
    report = judged(document)
    assert {finding.rule for finding in report.findings} == {"SEG-FIC-014"}
    assert "fichier" in missing(report)["SEG-FIC-021"]


def test_beneficiaires_of_no_shape_are_said() -> None:
    document = base("mdv-avance")
    for line in document["lignesImport"]:
        line["beneficiaires"] = {"personne": None}
        line["piecesJustificatives"] = []
    report = judged(document)
    assert [(f.rule, f.pointer) for f in report.findings] == [
        ("SEG-FIC-025", "/lignesImport/0/beneficiaires")
    ]
    assert "fichier" in missing(report)["SEG-FIC-021"]


# What is chosen, and what is guessed.


def test_what_is_not_given_is_guessed_and_said() -> None:
    report = judged(base("hop-solde"))
    assert (report.sons, report.phase) == ("HOP-DPI-VA1", "solde")
    assert report.guessed == ("sons", "phase")
    given = judged(base("hop-solde"), sons="hop-dpi-Va1", phase=Phase.SOLDE)
    assert (given.sons, given.phase, given.guessed) == ("HOP-DPI-VA1", "solde", ())
    assert given.findings == report.findings
    half = judged(base("hop-solde"), phase=Phase.SOLDE)
    assert half.guessed == ("sons",)


def test_a_sons_that_names_do_not_tell_is_not_guessed() -> None:
    document = base("mss-avance")
    for line in document["lignesImport"]:
        for piece in line["piecesJustificatives"]:
            piece["nomFichier"] = f"bdc-{line['numeroEditeur']}.pdf"
    report = judged(document)
    assert (report.sons, report.guessed) == (None, ("phase",))
    # The rule of one of the two couloirs waits to know which it is.
    assert missing(report)["SEG-COM-015"] == ("sons",)
    assert "SEG-BEN-027" in report.evaluated


def test_an_unknown_sons_is_kept_and_answers_nothing() -> None:
    report = judged(base("mdv-solde"), sons="XXX-YYY-VA1", instant=datetime(2025, 1, 1, tzinfo=UTC))
    assert report.sons == "XXX-YYY-VA1"
    assert report.guessed == ("phase",)
    assert report.findings == ()
    assert missing(report)["SEG-COM-010"] == ("catalogue.plafond",)
    assert missing(report)["SEG-ECH-002"] == ("catalogue.date_limite",)
    assert missing(report)["SEG-DOS-002"] == ("sons",)


@pytest.mark.parametrize(
    ("context", "rule_id", "params"),
    [
        (
            {"phase": Phase.SOLDE},
            "SEG-FIC-023",
            {"phase_fichier": "avance", "phase_choisie": "solde"},
        ),
        (
            {"sons": "HOP-DPI-VA1"},
            "SEG-FIC-024",
            {"couloir_fichier": ("MDV",), "couloir_choisi": "HOP", "sons": "HOP-DPI-VA1"},
        ),
        (
            {"sons": "HOP-DPI-VA1", "phase": Phase.SOLDE},
            "SEG-FIC-023",
            {"phase_fichier": "avance", "phase_choisie": "solde"},
        ),
    ],
)
def test_a_file_that_is_not_what_was_chosen_is_judged_no_further(
    context: Any, rule_id: str, params: Any
) -> None:
    document = base("mdv-avance")
    document["lignesImport"][0] |= {"numLigne": 9, "typeAction": "X"}
    held = objects("mdv-avance", "MDV", Phase.AVANCE)
    for report in (judged(document, **context), check(held, Context(**context))):
        (finding,) = report.findings
        assert (finding.rule, finding.pointer, finding.params) == (rule_id, "", params)
        assert report.verdict is Verdict.IRRECEVABLE
        assert report.not_evaluated == ()
        assert not {r for r in report.evaluated if rules()[r].check}


def test_a_file_of_several_couloirs_is_of_the_one_chosen() -> None:
    document = base("rad-avance")
    assert judged(document, sons="RAD-RIS-VA1").findings == ()
    for line in document["lignesImport"]:
        line["piecesJustificatives"][0]["nomFichier"] = f"{line['numeroEditeur']}.pdf"
    assert judged(document).sons is None
    assert judged(document, sons="PHA-LGO-VA1").sons == "PHA-LGO-VA1"
    (finding,) = judged(document, sons="SAS-SAS-VA1").findings
    assert finding.params["couloir_fichier"] == ("BIO", "IMG", "PHA", "RAD")


# What is told of a finding.


def test_a_finding_says_where_and_whose() -> None:
    document = base("mdv-avance")
    document["lignesImport"][1]["numLigne"] = 9
    (finding,) = judged(document).findings
    lines = dumps(document).splitlines()
    assert finding.line is not None
    assert lines[finding.line - 1].strip() == '"numLigne": 9,'
    assert finding.column == lines[finding.line - 1].index("9") + 1
    assert finding.numero_editeur == document["lignesImport"][1]["numeroEditeur"]
    assert finding.sources == rules()["SEG-FIC-021"].requires
    assert finding.params == {"trouve": 9, "attendu": 2}


@pytest.mark.parametrize("value", [1, None, []])
def test_a_numero_editeur_that_is_none_is_not_told(value: Any) -> None:
    document = base("mdv-avance")
    document["lignesImport"][0]["numeroEditeur"] = value
    assert {finding.numero_editeur for finding in judged(document).findings} == {None}


def test_findings_of_one_place_come_in_the_order_of_their_rules() -> None:
    document = base("mdv-avance")
    name = "é" * 51 + ".pdf"
    document["lignesImport"][0]["piecesJustificatives"][0]["nomFichier"] = name
    found = [finding.rule for finding in judged(document).findings]
    assert found == ["SEG-PJU-001", "SEG-PJU-002", "SEG-PJU-007"]


def test_missing_members_come_in_the_order_of_their_names() -> None:
    found = [finding.pointer for finding in check_file(b"{}").findings]
    assert found == ["/impId", "/lignesImport", "/numeroAns", "/siret"]


def test_the_older_tag_of_the_siret_is_named_as_it_is_written() -> None:
    document = base("mdv-avance")
    document["SIRET"] = document.pop("siret")[:-1] + "9"
    report = judged(document)
    assert [(f.rule, f.pointer) for f in report.findings] == [
        ("SEG-FIC-012", "/SIRET"),
        ("SEG-BEN-011", "/SIRET"),
    ]
    assert len({(f.line, f.column) for f in report.findings}) == 1


def test_of_two_tags_of_the_siret_the_right_one_is_read() -> None:
    document = base("mdv-avance")
    document["SIRET"] = "1"
    assert [(f.rule, f.pointer) for f in judged(document).findings] == [("SEG-FIC-013", "/SIRET")]
    document["siret"] = document["siret"][:-1] + "9"
    assert [(f.rule, f.pointer) for f in judged(document).findings] == [
        ("SEG-BEN-011", "/siret"),
        ("SEG-FIC-013", "/SIRET"),
    ]


# The verdict.


def test_a_file_is_recevable_where_everything_was_evaluated() -> None:
    document = base("sas-avance")
    known = load().sons["SAS-SAS-VA1"]
    assert known.plafond is not None
    report = judged(document)
    assert report.verdict is Verdict.RECEVABLE_SOUS_RESERVE
    assert report.ruleset == RULESET
    assert not report.truncated
    # With all that can be known but the dates, which nobody knows for this SONS.
    assert missing(report)["SEG-ECH-001"] == ("instant",)


def test_a_rule_says_all_that_it_lacks_once() -> None:
    report = judged(base("pha-avance"), instant=datetime(2022, 10, 1, tzinfo=UTC))
    assert missing(report)["SEG-ENR-006"] == ("enrolement.sons",)
    assert missing(report)["SEG-ECH-003"] == ("catalogue.date_ouverture",)
    assert NotEvaluated("SEG-ENR-002", ("enrolement",)) in report.not_evaluated
    both = judged(base("mdv-structure-avance"))
    assert missing(both)["SEG-COM-009"] == ("catalogue.plafond",)


# A file held as objects.


def test_a_file_held_as_objects_has_no_lines_of_text() -> None:
    held = objects("mdv-avance", "MDV", Phase.AVANCE)
    wrong = attrs.evolve(held, lignes_import=(attrs.evolve(held.lignes_import[0], num_ligne=4),))
    report = check(wrong)
    (finding,) = report.findings
    assert (finding.rule, finding.line, finding.column) == ("SEG-FIC-021", None, None)
    assert finding.numero_editeur == held.lignes_import[0].numero_editeur
    assert report.lines == 1
    assert not {*report.evaluated} & (LECTURE | SCHEMA)
    assert check(held).findings == ()


def test_an_empty_file_held_as_objects_is_answered() -> None:
    report = check(
        f.Fichier(imp_id=None, numero_ans="mlp525off1", siret="38042372300028", lignes_import=())
    )
    assert (report.lines, report.sons, report.phase) == (0, None, None)
    assert report.verdict is Verdict.RECEVABLE_SOUS_RESERVE


# The control of scenarios.


def test_without_profiles_no_line_of_a_scenario_is_controlled() -> None:
    held = objects("ms1-avance", "MS1", Phase.AVANCE)
    lines = list(control_scenarios(held, Context(sons="MS1-DUI-VA1")))
    assert lines
    assert {line.controle for line in lines} == {Controle.NON_CONTROLE}


def test_the_lines_of_a_scenario_are_controlled_by_the_matrix() -> None:
    from segur_rules.rules.context import Enrolement

    held = objects("ms1-avance", "MS1", Phase.AVANCE)
    enrolement = Enrolement(
        "x", "x", StatutEnrolement.VALIDEE, profils=("PH", "PA", "stockage identité ")
    )
    lines = {
        line.pointer: line
        for line in control_scenarios(held, Context(sons="MS1-DUI-VA1", enrolement=enrolement))
    }
    first = "/lignesImport/0/scenarioInstallation/0/"
    assert lines[first + "profilMetier"].controle is Controle.CONFORME
    assert lines[first + "isStockageIdentite"].controle is Controle.CONFORME
    assert lines[first + "ancienneVersion"].controle is Controle.NON_CONTROLE
    master = lines[first + "isMaitreIdentite"]
    assert (master.controle, master.profil) == (Controle.NON_CONFORME, "Maître identité")
    assert {line.champ for line in lines.values()} >= {"operateurMessagerie", "FINESSGeo"}


@pytest.mark.parametrize(
    ("name", "forme"), [("sas-avance", "OPERATEUR"), ("mdv-avance", "MDV"), ("hop-solde", "HOP")]
)
def test_a_scenario_that_the_matrix_does_not_speak_of_is_not_controlled(
    name: str, forme: str
) -> None:
    from segur_rules.rules.context import Enrolement

    held = objects(name, forme, Phase(name.rpartition("-")[2]))
    enrolement = Enrolement("x", "x", StatutEnrolement.VALIDEE, profils=())
    lines = list(control_scenarios(held, Context(enrolement=enrolement)))
    assert {line.controle for line in lines} <= {Controle.NON_CONTROLE}
    assert bool(lines) is (forme != "OPERATEUR")
