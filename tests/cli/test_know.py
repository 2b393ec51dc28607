"""`rules`, `rule`, `sons`, `requirements`, `schema`: what the library knows, in both languages."""

from __future__ import annotations

import ast
import json
import re
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from types import MappingProxyType
from typing import Any

import attrs
import pytest
from jsonschema import Draft202012Validator

import segur_rules.cli
from segur_rules import schema_of
from segur_rules.catalogue import Calendrier, Sons, load
from segur_rules.cli.know_json import sons_to_json
from segur_rules.cli.know_text import one_sons_to_lines
from segur_rules.conformance import vectors_of
from segur_rules.conformance.traceability import Status
from segur_rules.echeances import PARIS, Echeance
from segur_rules.messages import LANGUES, catalogues, sentence
from segur_rules.montants import NaturePlafond, Plafond
from segur_rules.rules import RULESET, Stage
from segur_rules.rules import rules as registry
from segur_rules.rules.scenarios import Controle
from segur_rules.sources import Certainty, Source, requirements
from tests.cli.door import as_json, run, spaced

each_language = pytest.mark.parametrize("langue", LANGUES)


@each_language
def test_every_rule_is_one_line(langue: str) -> None:
    lines = run("rules", "--lang", langue).stdout.splitlines()
    assert [line[:11] for line in lines] == list(registry())
    for line, rule in zip(lines, registry().values(), strict=True):
        assert line.endswith(f"  {rule.certainty:<8}  {sentence(rule.id, langue)}")


def test_rules_as_json() -> None:
    got = as_json("rules", "--lang", "en")
    assert got["ruleset"] == RULESET
    assert got["retired"] == {}
    assert [rule["id"] for rule in got["rules"]] == list(registry())
    assert got["rules"][2] == {
        "id": "SEG-FIC-003",
        "sentence": "A file holds between 1 and 200 demandes.",
        "severity": "error",
        "certainty": "guide",
        "requirements": ["GU-4-03"],
        "stage": "schema",
        "couloirs": list(load().couloirs),
        "phases": ["avance", "solde"],
        "needs": [],
    }


@each_language
@pytest.mark.parametrize("rule", registry())
def test_each_rule_is_explained(rule: str, langue: str) -> None:
    done = run("rule", rule.lower(), "--lang", langue)
    assert done.exit_code == 0
    assert done.stdout.startswith(f"{rule}\n  {sentence(rule, langue)}\n\n")
    for number in registry()[rule].requires:
        assert f"\n  {number}  " in done.stdout
        assert requirements()[number].statement in done.stdout
    assert f"({rule}-accept-" in done.stdout
    assert f"({rule}-reject-" in done.stdout
    assert "\n  → " in done.stdout
    assert re.search(r"^ *example\.", done.stdout, re.MULTILINE) is None
    assert "\x1b" not in done.stdout


def test_a_rule_shows_its_examples() -> None:
    said = spaced(run("rule", "SEG-FIC-021").stdout)
    assert "  a besoin de : rien de plus que le fichier\n" in said
    assert "  couloirs : tous\n  phases : avance, solde\n" in said
    assert "\nUn exemple qui échoue (SEG-FIC-021-reject-1)\n" in said
    assert "\n  fichier de base : mdv-avance\n" in said
    assert "\n    numLigne vaut " in said
    said = spaced(run("rule", "SEG-ENR-005", "--lang", "en").stdout)
    assert "  couloirs: MDV\n" in said
    assert "  needs: missing: " not in said
    assert "  needs: référencement with or without funding\n" in said
    assert '\n  context: {"' in said


def test_a_rule_as_json() -> None:
    got = as_json("rule", "SEG-FIC-003", "--lang", "en")
    assert got["requirements"] == [
        {
            "id": "GU-4-03",
            "kinds": ["R"],
            "section": "4",
            "source": requirements()["GU-4-03"].source,
            "statement": "1 to 200 demandes in a file",
            "certainty": "guide",
            "room": "rules",
        }
    ]
    accept, reject = got["examples"]
    assert (accept["kind"], accept["messages"]) == ("accept", [])
    assert reject["kind"] == "reject"
    assert reject["input"]["base"] == "mdv-avance"
    assert reject["messages"][0]["pointer"] == "/lignesImport"
    assert reject["messages"][0]["message"].startswith("lignesImport holds 0 demandes.")


def test_the_amounts_of_an_example_are_exact() -> None:
    said = run("rule", "SEG-COM-002", "--format", "json").stdout
    _, reject = json.loads(said, parse_float=Decimal)["examples"]
    (operation,) = reject["input"]["patch"]
    vector = next(v for v in vectors_of("SEG-COM-002") if v.id == reject["id"])
    assert operation == vector.input["patch"][0]
    assert f" = {operation['value']}\n" in run("rule", "SEG-COM-002").stdout


def test_a_retired_rule_says_why(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(
        "segur_rules.rules.RETIRED", MappingProxyType({"SEG-FIC-900": "Never was."})
    )
    done = run("rule", "SEG-FIC-900")
    assert done.exit_code == 2
    assert spaced(done.stderr) == "segur-rules: Cette règle n’est plus en usage : Never was.\n"


def test_every_sons_is_one_line() -> None:
    lines = run("sons").stdout.splitlines()
    assert [line.split()[0] for line in lines] == list(load().sons)
    assert lines[3] == "MDV-LGC-VA1    guide     Logiciel de gestion de cabinet, vague 1"


def test_every_sons_as_json() -> None:
    assert [sons["code"] for sons in as_json("sons")] == list(load().sons)


@each_language
@pytest.mark.parametrize("code", load().sons)
def test_each_sons_is_told(code: str, langue: str) -> None:
    said = run("sons", code.lower(), "--lang", langue).stdout
    assert said.startswith(f"{code}\n  {load().sons[code].label}\n")
    assert "calendrier." not in said
    assert "plafond." not in said


def test_what_is_known_of_a_sons_and_what_is_not() -> None:
    said = spaced(run("sons", "MDV-LGC-VA1").stdout)
    assert "  plafond HT : 358,33 €, par unité (medecin)\n" in said
    assert "  ouverture des avances : inconnu(e)\n" in said
    assert "  dernier instant des avances : 30/11/2022 à 23:59:59 (heure de Paris)\n" in said
    assert "  plafond HT : inconnu(e)\n" in spaced(run("sons", "HOP-DPI-VA1").stdout)
    got = as_json("sons", "mdv-lgc-va1")
    assert got["plafond"]["montantHT"] == "358.33"
    assert got["plafond"]["unite"] == "medecin"
    assert got["calendrier"]["avanceOuverture"] is None
    limite = got["calendrier"]["avanceLimite"]
    assert limite["instant"].startswith("2022-11-30T23:59:59")
    assert limite["inclusive"] is True
    assert limite["certainty"] == "public"
    assert got["calendrier"]["soldeOuverture"]["instant"] == "2022-01-18T00:00:00+01:00"
    assert as_json("sons", "HOP-DPI-VA1")["plafond"] is None


def test_a_ceiling_tells_its_formula_and_its_amount_with_vat() -> None:
    said = spaced(run("sons", "MSS-OPE-VA1").stdout)
    assert "\n  plafond HT : 250 000,00 €, plus haut montant d’une formule\n" in said
    assert "\n  part fixe de la formule : " in said
    assert "\n  par unité (PER) : 5,00 €\n" in said
    assert {"unite": "PER", "montantHT": "5.00"} in as_json("sons", "MSS-OPE-VA1")["plafond"][
        "termes"
    ]


def _made_up() -> Sons:
    """A SONS that has what no SONS of the catalogue may have."""
    source = Source("a test", Certainty.CHOICE)
    noon = datetime(2024, 1, 1, 12, tzinfo=PARIS)
    return Sons(
        "HOP-XYZ-VA9",
        "HOP",
        "XYZ",
        9,
        "Made up",
        source,
        Plafond(NaturePlafond.FIXE, Decimal(100), source, montant_ttc=Decimal(120)),
        calendrier=Calendrier(avance_limite=Echeance(noon, source, inclusive=False)),
    )


def test_a_sons_may_have_an_amount_with_vat_an_excluded_instant_and_no_rate() -> None:
    said = spaced("\n".join(line.plain for line in one_sons_to_lines(_made_up(), "fr")))
    assert "\n  plafond TTC à 20 % : 120,00 €\n" in said
    assert "\n  taux d’avance : inconnu(e)\n" in said
    assert "01/01/2024 à 12:00 (heure de Paris), cet instant étant trop tard\n" in said
    got = sons_to_json(_made_up())
    assert got["plafond"]["montantTTC"] == "120.00"
    assert got["tauxAvance"] is None
    assert got["calendrier"]["avanceLimite"]["inclusive"] is False


@each_language
def test_every_requirement_is_told(langue: str) -> None:
    said = run("requirements", "--lang", langue).stdout
    for number, requirement in requirements().items():
        assert f"  {number}  {requirement.source} ({requirement.certainty})\n" in said
        assert f"    {requirement.statement}\n" in said
    assert "status." not in said


def test_a_requirement_says_what_honours_it() -> None:
    said = spaced(run("requirements").stdout)
    told = said[said.index("  GU-52-17  ") : said.index("  GU-52-18  ")]
    assert "\n    honorée  R+S  salle : rules\n" in told
    assert "\n    règles : SEG-SCE-002, SEG-SCE-003\n" in told
    assert "\n    opérations : segur_rules.rules.scenarios.control_scenarios\n" in told
    assert " vecteurs\n" in told
    assert "\n    attend le serveur  S  salle : server\n" in said


def test_requirements_as_json() -> None:
    got = {entry["id"]: entry for entry in as_json("requirements")}
    assert list(got) == list(requirements())
    assert got["GU-1-01"]["status"] == "server"
    assert got["GU-1-01"]["vectors"] == []
    honoured = got["GU-4-03"]
    assert honoured["status"] == "honoured"
    assert honoured["rules"] == ["SEG-FIC-003"]
    assert honoured["operations"] == [
        "segur_rules.lots.avance.make_avances",
        "segur_rules.lots.solde.make_soldes",
    ]
    assert "SEG-FIC-003-accept-1" in honoured["vectors"]
    assert honoured["section"] == "4"


@pytest.mark.parametrize("phase", ["avance", "solde"])
@pytest.mark.parametrize("code", load().sons)
def test_a_schema_is_printed(code: str, phase: str) -> None:
    done = run("schema", "--sons", code, "--phase", phase)
    assert done.exit_code == 0
    got = json.loads(done.stdout)
    assert got == schema_of(code, phase)
    Draft202012Validator.check_schema(got)


def _keys() -> set[str]:
    """Every text that the command line asks for by name."""
    folder = Path(segur_rules.cli.__file__).parent
    keys: set[str] = set()
    for path in folder.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and node.args and _name(node.func) in _SPEAKERS:
                keys.update(
                    part.value
                    for part in ast.walk(node.args[0])
                    if isinstance(part, ast.Constant) and isinstance(part.value, str)
                    if not isinstance(node.args[0], ast.JoinedStr)
                )
    return keys


_SPEAKERS = {"ui", "say", "template", "unknown"}


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _made() -> set[str]:
    """The keys that are made of a prefix and a code."""
    inputs = json.loads(
        Path(segur_rules.cli.__file__)
        .parents[1]
        .joinpath("conformance", "vector.schema.json")
        .read_text(encoding="utf-8")
    )
    given: dict[str, Any] = inputs["$defs"]["input"]["properties"]
    return {
        *(f"stage.{stage}" for stage in Stage),
        *(f"status.{status}" for status in Status),
        *(f"controle.{controle}" for controle in Controle),
        *(f"plafond.{nature}" for nature in NaturePlafond),
        *(f"calendrier.{field.name}" for field in attrs.fields(Calendrier)),
        *(f"example.{kind}" for kind in ("accept", "reject", "add", "replace", "remove")),
        *(f"example.{name}" for name in given.keys() - {"patch"}),
    }


@each_language
def test_every_text_is_in_the_catalogue(langue: str) -> None:
    keys = _keys() | _made()
    assert len(keys) > 60
    assert [key for key in sorted(keys) if catalogues.text("ui", key, langue) is None] == []
