"""`check`: what it prints for a person and for a program, and its exit status."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from segur_rules import Context, check_file, context_from_dict, report_to_dict
from segur_rules.cli.judgement import judge
from segur_rules.cli.text import reports_to_lines
from segur_rules.conformance import base, dumps
from tests.cli.door import AT, as_json, run, spaced, write, write_base


def test_a_good_file_is_received_with_what_could_not_be_said(good: Path) -> None:
    done = run("check", good, "--at", AT)
    assert done.exit_code == 0
    assert done.stderr == ""
    assert done.stdout.startswith(
        f"{good}\n"
        "  MDV-LGC-VA1, avance, 3 demandes\n"
        "  Déduit du fichier\u00a0: SONS et phase.\n"
        "  Jugé comme s’il était déposé le 20/10/2022 à 10:00 (heure de Paris).\n"
        "\n"
        "Aucune remarque.\n"
        "\n"
        "Règles non évaluées, faute d’information\u00a0:\n"
        "  taux de TVA\u00a0: SEG-COM-003, SEG-COM-004, SEG-COM-005\n"
    )
    assert "\nRecevable sous réserve\u00a0: " in done.stdout


def test_the_same_in_english(good: Path) -> None:
    done = run("check", good, "--at", AT, "--lang", "en")
    assert done.exit_code == 0
    assert "  Judged as if filed on 20 October 2022 at 10:00 (Paris time).\n" in done.stdout
    assert "  VAT rate: SEG-COM-003, SEG-COM-004, SEG-COM-005\n" in done.stdout
    assert "\nAdmissible with reservations: " in done.stdout


def test_findings_are_told_demande_by_demande_those_of_the_file_first(bad: Path) -> None:
    done = run("check", bad, "--at", AT)
    assert done.exit_code == 1
    order = [
        "Le fichier\n  erreur  SEG-FIC-018  2:12  /impId\n    La balise impId ",
        "Demande 2 «\u00a000002\u00a0»\n  erreur  SEG-FIC-021  ",
        "/lignesImport/1/numLigne\n    numLigne vaut 3",
        "Demande 3\n  erreur  SEG-FIC-015  ",
        "/lignesImport/2/numeroEditeur\n    La balise numeroEditeur manque.",
        "\nIrrecevable\u00a0: 3 erreurs, ",
    ]
    places = [done.stdout.index(part) for part in order]
    assert places == sorted(places)


def test_an_instant_that_nobody_gave_is_not_told(bad: Path) -> None:
    judgement = judge(str(bad), Context(), "fr")
    lines = [line.plain for line in reports_to_lines([judgement], Context(), "fr")]
    assert lines[0] == str(bad)
    assert not any("déposé" in line for line in lines)


def test_nothing_is_coloured_outside_a_terminal(bad: Path) -> None:
    assert "\x1b" not in run("check", bad).stdout


def test_a_report_that_is_cut_says_so(tmp_path: Path) -> None:
    document = {**base("mdv-avance"), "lignesImport": [{"commande": {}}] * 200}
    said = run("check", write(tmp_path / "x.json", document)).stdout
    assert "Le fichier a plus de défauts que ceux qui sont listés." in said
    assert "\\u202f" not in said


@pytest.mark.parametrize("raw", [b"", b"{", b"\xff\xfe{}", b'{"a": 1, "a": 2}', b"\x00" * 1000])
def test_a_file_that_is_not_json_is_irrecevable(tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(raw)
    done = run("check", path, "--lang", "en")
    assert done.exit_code == 1
    assert "  SONS: unknown, phase: unknown\n" in done.stdout
    assert "The file could not be read: the other rules were not evaluated." in done.stdout


def test_a_byte_order_mark_does_not_end_the_reading(good: Path) -> None:
    good.write_bytes(b"\xef\xbb\xbf" + good.read_bytes())
    done = run("check", good, "--at", AT)
    assert done.exit_code == 0
    assert "avertissement  SEG-FIC-004  1:1  racine du fichier\n" in done.stdout
    assert "n’a pas pu être lu" not in done.stdout


def test_the_report_of_one_file_is_the_contract(bad: Path) -> None:
    context = context_from_dict({"instant": AT, "tauxTVA": "20", "sons": "MDV-LGC-VA1"})
    expected = report_to_dict(check_file(bad.read_bytes(), context), "en")
    got = as_json("check", bad, "--at", AT, "--tva", "20", "--sons", "mdv-lgc-va1", "--lang", "en")
    assert got == expected
    assert got["findings"][0]["message"].startswith("The tag impId ")


def test_the_reports_of_several_files_are_named(good: Path, bad: Path) -> None:
    done = run("check", good, bad, "--at", AT, "--format", "json")
    assert done.exit_code == 1
    first, second = json.loads(done.stdout)
    assert (first["file"], second["file"]) == (str(good), str(bad))
    assert first["report"]["verdict"] == "recevable_sous_reserve"
    assert second["report"]["verdict"] == "irrecevable"
    assert first.keys() == second.keys() == {"file", "report"}


def test_a_file_that_cannot_be_read_does_not_stop_the_others(good: Path) -> None:
    absent = good.with_name("absent.json")
    done = run("check", absent, good, "--at", AT)
    assert done.exit_code == 2
    assert done.stderr == f"segur-rules: {absent}\u00a0: ce fichier n’existe pas\n"
    assert done.stdout.startswith(f"{good}\n")
    first, second = as_json("check", absent, good, "--at", AT)
    assert first == {
        "file": str(absent),
        "report": None,
        "error": f"{absent}\u00a0: ce fichier n’existe pas",
    }
    assert second["report"]["verdict"] == "recevable_sous_reserve"


def test_alone_it_leaves_no_report(tmp_path: Path) -> None:
    done = run("check", tmp_path, "--format", "json", "--lang", "en")
    assert done.exit_code == 2
    assert done.stdout == "null\n"
    assert done.stderr == f"segur-rules: {tmp_path}: this is a folder, not a file\n"
    assert run("check", tmp_path).stdout == ""


def test_several_reports_are_apart(good: Path, bad: Path) -> None:
    said = run("check", good, bad, "--at", AT).stdout
    assert re.search(rf"\nRègles\u00a0: \S+\n\n\n{re.escape(str(bad))}\n", said)


def test_a_dash_is_the_standard_input(good: Path) -> None:
    done = run("check", "-", "--at", AT, stdin=good.read_bytes())
    assert done.exit_code == 0
    assert done.stdout.startswith("entrée standard\n")
    got = as_json("check", "-", "--at", AT, stdin=good.read_bytes())
    assert got["verdict"] == "recevable_sous_reserve"


@pytest.mark.parametrize(
    "arguments",
    [("-", "-"), ("-", "--context", "-"), ("-", "--catalogue", "-")],
)
def test_it_is_read_once(arguments: tuple[str, ...]) -> None:
    done = run("check", *arguments)
    assert done.exit_code == 2
    assert done.stderr == "segur-rules: l’entrée standard (-) ne se lit qu’une fois\n"


def test_a_context_may_come_from_it(good: Path) -> None:
    got = as_json("check", good, "--context", "-", stdin=b'{"phase": "solde"}')
    assert [finding["rule"] for finding in got["findings"]] == ["SEG-FIC-023"]


def test_the_size_told_is_that_of_the_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "x.json"
    path.write_bytes(b"{}" + b" " * 5000)
    context = tmp_path / "context.json"
    context.write_text('{"limits": {"octets": 100}}', encoding="utf-8")
    (finding,) = as_json("check", path, "--context", context)["findings"]
    assert finding["params"] == {"taille": 5002, "limite": 100}
    assert "5 002".replace(" ", "\u202f") in finding["message"]
    # Of a stream, only what was read is known.
    (finding,) = as_json("check", "-", "--context", context, stdin=path.read_bytes())["findings"]
    assert finding["params"] == {"taille": 101, "limite": 100}


def test_a_level_that_is_changed_changes_the_verdict(bad: Path, tmp_path: Path) -> None:
    context = write(
        tmp_path / "context.json",
        {"levels": dict.fromkeys(("SEG-FIC-015", "SEG-FIC-018", "SEG-FIC-021"), "info")},
    )
    done = run("check", bad, "--at", AT, "--context", context)
    assert done.exit_code == 0
    assert "\n  information  SEG-FIC-018  " in done.stdout
    assert "\u00a0: 3 informations, " in done.stdout


PROFILS = {
    "numeroAns": "cpiMS10004",
    "siret": "99990002000010",
    "statut": "VALIDEE",
    "profils": ["PH", "Stockage identité"],
}


@pytest.fixture
def profils(tmp_path: Path) -> Path:
    return write(
        tmp_path / "profils.json",
        {"sons": "MS1-DUI-VA1", "instant": "2024-02-01T00:00:00+01:00", "enrolement": PROFILS},
    )


@pytest.fixture
def ms1(tmp_path: Path) -> Path:
    return write_base(tmp_path, "ms1-avance")


def test_scenarios_are_shown_when_the_profiles_are_known(ms1: Path, profils: Path) -> None:
    said = run("check", ms1, "--context", profils).stdout
    shown = said[said.index("Scénarios d’installation") :]
    assert shown.splitlines()[1:9] == [
        "  Demande 1 «\u00a000021\u00a0»",
        '    FINESSGeo\u00a0: "020990016" — non contrôlé',
        '    ancienneVersion\u00a0: "version ER1" — non contrôlé',
        "    isMaitreIdentite\u00a0: true — non conforme (profil exigé\u00a0: Maître identité)",
        "    isReferentSoin\u00a0: false — conforme",
        "    isStockageIdentite\u00a0: true — conforme (profil exigé\u00a0: Stockage identité)",
        '    operateurMessagerie\u00a0: "GIP_9" — non contrôlé',
        '    profilMetier\u00a0: "PA" — non conforme (profil exigé\u00a0: PA)',
    ]
    assert "  Demande 2 «\u00a000022\u00a0»\n" in shown
    english = run("check", ms1, "--context", profils, "--lang", "en").stdout
    assert "isMaitreIdentite: true — disagrees (profile required: Maître identité)" in english


def test_scenarios_are_in_the_report(ms1: Path, profils: Path) -> None:
    got = as_json("check", ms1, "--context", profils)
    assert got["scenarios"][2] == {
        "pointer": "/lignesImport/0/scenarioInstallation/0/isMaitreIdentite",
        "champ": "isMaitreIdentite",
        "valeur": True,
        "controle": "non_conforme",
        "profil": "Maître identité",
    }
    assert "scenarios" not in as_json("check", ms1)
    assert "Scénarios" not in run("check", ms1).stdout


def _scenario_demandes(path: Path, context: Path) -> list[str]:
    pointers = [
        line["pointer"] for line in as_json("check", path, "--context", context)["scenarios"]
    ]
    return sorted({pointer.split("/")[2] for pointer in pointers})


def test_scenarios_of_a_file_with_faults_are_those_that_can_be_read(
    tmp_path: Path, profils: Path
) -> None:
    document = base("ms1-avance")
    document["SIRET"] = document.pop("siret")
    document["lignesImport"][0]["unknown"] = 1
    path = write(tmp_path / "x.json", document)
    assert _scenario_demandes(path, profils) == ["1"]
    broken: Any
    for broken in ({}, [], {"lignesImport": {}}):
        assert _scenario_demandes(write(path, broken), profils) == []
    path.write_text("{", encoding="utf-8")
    assert _scenario_demandes(path, profils) == []
    # The other phase, or another couloir, is read by nothing.
    assert _scenario_demandes(write_base(tmp_path, "ms1-solde"), profils) == ["0", "1"]
    assert _scenario_demandes(write_base(tmp_path, "pha-avance"), profils) == []


def test_scenarios_without_a_sons(tmp_path: Path, profils: Path) -> None:
    context = write(tmp_path / "context.json", {"enrolement": PROFILS})
    document = base("hop-avance")
    for line in document["lignesImport"]:
        for piece in line["piecesJustificatives"]:
            piece["nomFichier"] = "x.pdf"
    path = write(tmp_path / "x.json", document)
    assert as_json("check", path, "--context", context)["sons"] is None
    assert _scenario_demandes(path, context)[0] == "0"


@pytest.mark.parametrize(
    "name", ["a b.json", "é.json", "a\u202eb.json", "a\x1b[31m.json", "a\nb.json", "-x.json"]
)
def test_a_hostile_name_is_shown_as_it_is_written(tmp_path: Path, name: str) -> None:
    try:
        path = write_base(tmp_path, to=name)
    except OSError:
        pytest.skip("this system has no such names")
    first = run("check", path, "--at", AT).stdout.splitlines()[0]
    assert first.isprintable()
    assert "\\u001b" in first or "\x1b" not in name
    named = as_json("check", path, path, "--at", AT)
    assert [entry["file"] for entry in named] == [str(path)] * 2
    absent = run("check", f"{path}x")
    assert len(absent.stderr.splitlines()) == 1
    assert spaced(absent.stderr.rstrip("\n")).isprintable()


def test_a_name_after_two_dashes_may_begin_with_one(
    good: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    good.rename(good.with_name("-x.json"))
    monkeypatch.chdir(good.parent)
    assert run("check", "--at", AT, "--", "-x.json").exit_code == 0


def test_a_name_that_no_file_can_have() -> None:
    done = run("check", "a\0b", "--lang", "en")
    assert done.exit_code == 2
    assert done.stderr == "segur-rules: a\\u0000b: no file can bear this name\n"


def test_a_pointer_is_made_printable_and_bounded(tmp_path: Path) -> None:
    document: dict[str, Any] = {**base("mdv-avance"), "\x1b]0;x" + "y" * 5000: 1}
    path = tmp_path / "x.json"
    path.write_text(dumps(document), encoding="utf-8")
    said = run("check", path).stdout
    assert "\x1b" not in said
    assert "  /\\u001b]0;xyyy" in said
    assert max(map(len, said.splitlines())) < 600
