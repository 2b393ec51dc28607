"""Rules one by one, asked of files and in contexts that the engine never brings together."""

from __future__ import annotations

from functools import cache
from typing import Any

import attrs
import pytest

from segur_rules.catalogue import load
from segur_rules.conformance import base, dumps
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Fichier
from segur_rules.demandes.formes import FORMES, kind_of
from segur_rules.outcomes import Constat, NotEvaluable
from segur_rules.rules import Context, Rule, check, check_file, rules
from segur_rules.rules.context import context_from_dict

FILES = {
    "mdv": "MDV",
    "mdv-structure": "MDV",
    "hop": "HOP",
    "ms1": "MS1",
    "ms2": "MS2",
    "pha": "CLIENTS",
    "img": "IMG",
    "sas": "OPERATEUR",
}
TYPED = [rule for rule in rules().values() if rule.check is not None]
each_rule = pytest.mark.parametrize("rule", TYPED, ids=lambda rule: rule.id)

ENROLEMENT = {"numeroAns": "mlp525off1", "siret": "38042372300028", "statut": "VALIDEE"}
CONTEXTS = {
    "nothing": Context(),
    "an unknown SONS": Context(sons="XXX-YYY-VA1"),
    "little": context_from_dict(
        {
            "sons": "XXX-YYY-VA1",
            "tauxTVA": "0",
            "enrolement": ENROLEMENT,
            "dossiers": [
                {"numero": "FINMDV005046", "sons": "XXX-YYY-VA1", "statutAvance": "DECIDEE"}
            ],
        }
    ),
}


@cache
def files() -> list[Fichier]:
    return [
        kind_of(forme, phase).parse(base(f"{name}-{phase.value}"), None)
        for name, forme in FILES.items()
        for phase in Phase
        if (name, phase) != ("mdv-structure", Phase.SOLDE)
    ]


def answers(rule: Rule, fichier: Fichier, context: Context) -> list[Constat | NotEvaluable]:
    assert rule.check is not None
    return list(rule.check(fichier, context))


def test_there_is_a_file_of_each_forme() -> None:
    assert set(FILES.values()) == FORMES.keys()


@each_rule
@pytest.mark.parametrize("known", CONTEXTS)
def test_a_rule_answers_whatever_the_file_and_the_context(rule: Rule, known: str) -> None:
    context = CONTEXTS[known]
    for fichier in files():
        for answer in answers(rule, fichier, context):
            assert (
                answer.missing if isinstance(answer, NotEvaluable) else answer.pointer is not None
            )
    # Of a valid file of its own couloirs and phase, it says nothing that the file alone shows.
    if not rule.needs:
        for fichier in files():
            report = check(fichier)
            assert rule.id not in {finding.rule for finding in report.findings}


@each_rule
def test_a_rule_of_a_sons_that_is_unknown_says_so(rule: Rule) -> None:
    if "sons" not in rule.needs or rule.id.startswith("SEG-ECH"):
        return
    said = [a for f in files() for a in answers(rule, f, CONTEXTS["an unknown SONS"])]
    assert all(isinstance(answer, NotEvaluable) for answer in said)
    assert said


DOSSIER = {"numero": "FINMDV005046", "sons": "MDV-LGC-VA1", "statutAvance": "DECIDEE"}


def of_the_dossier(**members: Any) -> dict[str, tuple[str, ...] | str]:
    """What becomes of each rule on a solde whose dossier is known so far."""
    document = base("mdv-solde")
    document["lignesImport"] = document["lignesImport"][:1]
    document["lignesImport"][0]["numeroASP"] = "FINMDV005046M1"
    context = context_from_dict({"dossiers": [{**DOSSIER, **members}]})
    report = check_file(dumps(document).encode(), context)
    found: dict[str, tuple[str, ...] | str] = dict.fromkeys(report.evaluated, "evaluated")
    found |= {skipped.rule: skipped.missing for skipped in report.not_evaluated}
    return found | {finding.rule: finding.pointer for finding in report.findings}


@pytest.mark.parametrize(
    ("rule", "missing", "member", "value", "pointer"),
    [
        (
            "SEG-COM-011",
            "dossiers.montantSegurHT",
            "montantSegurHT",
            "0.01",
            "facture/montantSegurHTFacture",
        ),
        ("SEG-COM-013", "dossiers.regimeTVA", "regimeTVA", "HT", "facture/regimeTVA"),
        ("SEG-DOS-011", "dossiers.numeroAns", "numeroAns", "bnd52qq600", "numeroASP"),
        (
            "SEG-DOS-006",
            "dossiers.paiementAvance",
            "paiementAvance",
            "PAIEMENT_EN_COURS",
            "numeroASP",
        ),
        ("SEG-DOS-007", "dossiers.beneficiaires", "beneficiaires", ["1"], "beneficiaires"),
        (
            "SEG-DOS-008",
            "dossiers.beneficiaires",
            "beneficiaires",
            ["1"],
            "beneficiaires/liberal/0/RPPS",
        ),
        (
            "SEG-DOS-009",
            "dossiers.scenario",
            "scenario",
            {"operateurMessagerie": "XXX_1"},
            "scenarioInstallation/operateurMessagerie",
        ),
    ],
)  # fmt: skip
def test_a_rule_of_a_dossier_says_what_it_lacks_of_it(
    rule: str, missing: str, member: str, value: Any, pointer: str
) -> None:
    other = {"regimeTVA": "TTC"} if _regime() == "HT" and member == "regimeTVA" else {member: value}
    assert of_the_dossier()[rule] == (missing,)
    assert of_the_dossier(**other)[rule] == f"/lignesImport/0/{pointer}"


def _regime() -> str:
    regime: str = base("mdv-solde")["lignesImport"][0]["facture"]["regimeTVA"]
    return regime


def test_an_avance_that_is_not_decided_is_not_asked_whether_it_is_paid() -> None:
    assert of_the_dossier(statutAvance="VALIDEE")["SEG-DOS-006"] == "evaluated"
    assert of_the_dossier(statutAvance="VALIDEE")["SEG-DOS-005"] == "/lignesImport/0/numeroASP"


@pytest.mark.parametrize("scenario", [[], {}, [{"operateurMessagerie": "XXX_1"}], {"x": 1}])
def test_a_scenario_of_another_shape_is_compared_with_nothing(scenario: Any) -> None:
    assert of_the_dossier(scenario=scenario)["SEG-DOS-009"] == "evaluated"


def test_a_demande_without_a_scenario_has_none_that_conflicts() -> None:
    (mdv,) = (f for f in files() if f.numero_ans == files()[0].numero_ans and f is files()[0])
    bare = attrs.evolve(
        mdv,
        lignes_import=tuple(
            attrs.evolve(line, scenario_installation=None) for line in mdv.lignes_import
        ),
    )
    assert answers(rules()["SEG-SCE-001"], bare, Context()) == []


def test_a_ceiling_that_is_no_flat_amount_says_nothing_of_the_sas() -> None:
    overlay = {"sons": {"SAS-SAS-VA1": {"plafond": {"nature": "fixe"}}}}
    report = check_file(dumps(base("sas-avance")).encode(), Context(catalogue=load(overlay)))
    missing = {skipped.rule: skipped.missing for skipped in report.not_evaluated}
    assert missing["SEG-COM-015"] == ("catalogue.plafond",)
