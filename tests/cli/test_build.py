"""`build`: what it writes, what it tells of the rows, and what it never overwrites."""

from __future__ import annotations

import errno
import json
import os
import sys
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result

from segur_rules import Phase
from segur_rules.cli import lots as cli_lots
from segur_rules.cli.lots import made_to_lines, watched
from segur_rules.cli.output import Failure
from segur_rules.cli.writing import new_files
from segur_rules.lots import Refus, Remarque
from tests.cli.door import AT, as_json, run, spaced, write, write_base
from tests.lots.returned import returned
from tests.lots.tables import ANS, SIRET, many, physician, table

COLUMNS = ("build", "columns", "--sons", "MDV-LGC-VA1", "--phase", "avance")
NAME = "mdv-lgc-va1-avance-1.json"


def _csv(folder: Path, text: str) -> Path:
    path = folder / "commandes.csv"
    path.write_text(text, encoding="cp1252")
    return path


def _avance(source: Path, out: Path, *others: str, stdin: bytes = b"") -> Result:
    arguments = ("--sons", "MDV-LGC-VA1", "--ans", ANS, "--siret", SIRET, "--at", AT)
    return run("build", "avance", *arguments, "--from", source, "--out", out, *others, stdin=stdin)


def test_an_empty_table_is_printed_with_an_example() -> None:
    done = run(*COLUMNS)
    assert done.exit_code == 0
    heads, cells = done.stdout.splitlines()
    assert heads.startswith("numeroEditeur;dateCommande;regimeTVA;montantSegurHT;")
    assert cells.startswith("00017;15/10/2022;TTC;358,33;non;oui;")


def test_each_column_is_explained_as_json() -> None:
    columns = {column["column"]: column for column in as_json(*COLUMNS)}
    assert columns["RPPS"] == {
        "column": "RPPS",
        "meaning": "RPPS number of the physician.",
        "kind": "numero",
        "values": [],
        "required": True,
        "eachRow": True,
        "example": "10001234565",
    }
    assert columns["regimeTVA"]["values"] == ["HT", "TTC"]


def test_what_is_printed_can_be_filed(tmp_path: Path) -> None:
    done = _avance(_csv(tmp_path, run(*COLUMNS).stdout), tmp_path / "lots")
    assert done.exit_code == 0
    path = tmp_path / "lots" / NAME
    assert spaced(done.stdout) == (
        f"{path} : 1 demande, Recevable sous réserve\n1 fichier écrit.\n"
    )
    assert run("check", path, "--at", AT).exit_code == 0


def test_a_thousand_rows_are_five_files_that_check_receives(tmp_path: Path) -> None:
    done = _avance(_csv(tmp_path, many(1000)), tmp_path / "lots", "--format", "json")
    made = json.loads(done.stdout)
    assert [entry["demandes"] for entry in made["written"]] == [200] * 5
    assert {entry["verdict"] for entry in made["written"]} == {"recevable_sous_reserve"}
    assert made["remarks"] == []
    files = sorted((tmp_path / "lots").iterdir())
    assert [str(path) for path in files] == [entry["file"] for entry in made["written"]]
    for path in files:
        assert run("check", path, "--at", AT).exit_code == 0


def test_a_table_may_come_through_a_pipe(tmp_path: Path) -> None:
    text = table({"nomMedecin": "HÉLÈNE"})
    done = _avance(Path("-"), tmp_path, stdin=text.encode("utf-8-sig"))
    assert done.exit_code == 0
    assert "HÉLÈNE" in (tmp_path / NAME).read_text(encoding="utf-8")


def test_rows_to_mend_are_told_and_nothing_is_written(tmp_path: Path) -> None:
    text = table(
        {"RPPS": "1000123456", "dateCommande": "2022-10-05"},
        {"numeroEditeur": "00018", "RPPS": physician(1), "emailMedecin": "x"},
    )
    done = _avance(_csv(tmp_path, text), tmp_path / "lots")
    assert done.exit_code == 1
    assert not (tmp_path / "lots").exists()
    assert spaced(done.stdout) == (
        "information  ligne 2, colonne dateCommande\n"
        "    La date « 2022-10-05 » a été écrite 05/10/2022.\n"
        "erreur  ligne 2, colonne RPPS\n"
        "    « 1000123456 » a un chiffre de moins que les 11 caractères d’un numéro RPPS. Un "
        "tableur a pu ôter le zéro du début : reprenez le numéro à sa source, et donnez à la "
        "colonne le format Texte.\n"
        "\n"
        "Rien n’est écrit : 1 erreur est à corriger.\n"
    )


def test_what_a_rule_says_is_told_of_its_row(tmp_path: Path) -> None:
    text = table({"dateCommande": "21/10/2022"})
    source = _csv(tmp_path, text)
    done = _avance(source, tmp_path / "lots", "--lang", "en")
    assert done.exit_code == 1
    assert done.stdout.startswith("error  SEG-COM-007  row 2, column dateCommande\n    ")
    remark = json.loads(_avance(source, tmp_path / "lots", "--format", "json").stdout)["remarks"]
    assert [(r["code"], r["row"], r["column"], r["severity"]) for r in remark] == [
        ("SEG-COM-007", 2, "dateCommande", "error")
    ]


def test_where_a_remark_is() -> None:
    remarks = (
        Remarque("sans_entetes"),
        Remarque("hors_colonne", ligne=1234),
        Remarque("colonne_absente", {"colonne": "RPPS"}, colonne="RPPS"),
    )
    lines = [line.plain for line in made_to_lines(Refus(remarks), "", "en")]
    assert lines[0:5:2] == ["error", "error  row 1234", "error  column RPPS"]
    assert lines[-1] == "Nothing is written: 3 errors are to be mended."


def test_a_table_that_cannot_be_read_is_told(tmp_path: Path) -> None:
    done = _avance(_csv(tmp_path, ""), tmp_path)
    assert done.exit_code == 1
    assert "Le tableau est vide." in done.stdout


def test_a_file_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = _avance(tmp_path / "absent.csv", tmp_path)
    assert done.exit_code == 2
    assert "ce fichier n’existe pas" in done.stderr


def test_a_table_that_is_too_large_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cli_lots, "OCTETS_MAX", 10)
    done = _avance(_csv(tmp_path, table({})), tmp_path)
    assert done.exit_code == 2
    assert "octets" in done.stderr


def test_a_file_is_not_overwritten_without_being_asked(tmp_path: Path) -> None:
    source = _csv(tmp_path, table({}))
    (tmp_path / NAME).write_text("mine", encoding="utf-8")
    done = _avance(source, tmp_path)
    assert done.exit_code == 2
    assert "existe déjà" in done.stderr
    assert (tmp_path / NAME).read_text(encoding="utf-8") == "mine"
    assert _avance(source, tmp_path, "--force").exit_code == 0
    assert (tmp_path / NAME).read_bytes().startswith(b"{")
    assert sorted(path.name for path in tmp_path.iterdir()) == ["commandes.csv", NAME]


def test_what_fails_halfway_leaves_nothing(tmp_path: Path) -> None:
    names = [str(tmp_path / "a"), str(tmp_path / "b")]

    def fail() -> None:
        with new_files(names, "fr", force=False) as (first, _):
            first.write(b"half")
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    with pytest.raises(Failure, match="ne peut pas être écrit"):
        fail()
    assert list(tmp_path.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    source = _csv(tmp_path, table({}))
    done = _avance(source, source / "lots")
    assert done.exit_code == 2
    assert "ne peut pas être écrit" in done.stderr


def test_a_name_that_no_file_has_is_told(tmp_path: Path) -> None:
    with pytest.raises(Failure, match="name"), new_files([f"{tmp_path}/\0"], "en", force=True):
        pass


def test_a_file_may_be_written_here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with new_files(["a"], "fr", force=False) as (stream,):
        stream.write(b"x")
    assert (tmp_path / "a").read_bytes() == b"x"


def test_long_work_has_a_bar(monkeypatch: pytest.MonkeyPatch) -> None:
    parts: Sequence[Any] = range(10)
    assert watched(parts, "fr") is parts
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    assert watched(parts[:2], "fr") == parts[:2]
    assert list(watched(parts, "fr")) == list(parts)


@pytest.fixture
def announced(tmp_path: Path) -> tuple[Path, Path]:
    """A file of three avances, and a folder with the documents of two."""
    pieces = tmp_path / "pieces"
    (pieces / "sub").mkdir(parents=True)
    (pieces / "mdv-lgc-va1-bdc-00001.pdf").write_bytes(b"%PDF-1")
    (pieces / "sub" / "scan 00002.pdf").write_bytes(b"%PDF-2")
    (pieces / "notes.txt").write_bytes(b"")
    return write_base(tmp_path), pieces


def _zip(announced: tuple[Path, Path], out: Path, *others: str) -> Result:
    return run("build", "zip", announced[0], "--pieces", announced[1], "--out", out, *others)


def test_documents_are_gathered_under_their_announced_names(
    tmp_path: Path, announced: tuple[Path, Path]
) -> None:
    (announced[1] / "mdv-lgc-va1-bdc-00003.pdf").write_bytes(b"%PDF-3")
    out = tmp_path / "pieces.zip"
    done = _zip(announced, out, "--sons", "MDV-LGC-VA1")
    assert done.exit_code == 0
    assert spaced(done.stdout) == (
        "sub/scan 00002.pdf → mdv-lgc-va1-bdc-00002.pdf\n"
        "Laissé de côté : notes.txt (ne mène à aucune demande)\n"
        f"{out} : 3 documents\n"
    )
    first = out.read_bytes()
    with zipfile.ZipFile(out) as archive:
        assert archive.namelist() == [f"mdv-lgc-va1-bdc-0000{n}.pdf" for n in (1, 2, 3)]
        assert archive.read("mdv-lgc-va1-bdc-00002.pdf") == b"%PDF-2"
    os.utime(announced[1] / "mdv-lgc-va1-bdc-00001.pdf", (0, 0))
    assert _zip(announced, out).exit_code == 2
    assert _zip(announced, out, "--force").exit_code == 0
    assert out.read_bytes() == first


def test_what_is_missing_is_told(tmp_path: Path, announced: tuple[Path, Path]) -> None:
    out = tmp_path / "pieces.zip"
    done = _zip(announced, out)
    assert done.exit_code == 1
    assert "Manque : mdv-lgc-va1-bdc-00003.pdf\n" in spaced(done.stdout)
    assert "Le zip n’est pas écrit" in done.stdout
    assert not out.exists()
    done = _zip(announced, out, "--incomplete", "--format", "json")
    assert done.exit_code == 1
    assert json.loads(done.stdout) == {
        "written": str(out),
        "documents": [
            {"name": "mdv-lgc-va1-bdc-00001.pdf", "file": "mdv-lgc-va1-bdc-00001.pdf"},
            {"name": "mdv-lgc-va1-bdc-00002.pdf", "file": "sub/scan 00002.pdf"},
        ],
        "missing": ["mdv-lgc-va1-bdc-00003.pdf"],
        "leftAside": [{"file": "notes.txt", "reason": "aucune"}],
    }
    assert out.exists()


def test_the_folder_must_be_one(announced: tuple[Path, Path], tmp_path: Path) -> None:
    done = _zip((announced[0], announced[0]), tmp_path / "pieces.zip")
    assert done.exit_code == 2
    assert "pas un dossier" in done.stderr


def test_a_document_that_cannot_be_read_leaves_no_zip(
    announced: tuple[Path, Path], tmp_path: Path
) -> None:
    (announced[1] / "mdv-lgc-va1-bdc-00003.pdf").symlink_to(tmp_path / "absent")
    done = _zip(announced, tmp_path / "pieces.zip")
    assert done.exit_code == 2
    assert "n’existe pas" in done.stderr
    assert sorted(p.name for p in tmp_path.iterdir()) == ["mdv-avance.json", "pieces"]


def test_the_zip_of_a_solde_takes_its_documents(tmp_path: Path) -> None:
    done = _zip((write_base(tmp_path, "mdv-solde"), tmp_path), tmp_path / "z.zip", "--lang", "en")
    assert done.exit_code == 1
    assert "Missing: " in done.stdout


def _solde(avance: Path, invoices: Path | str, out: Path, *others: str) -> Result:
    at = ("--at", "2023-06-10T10:00:00+02:00")
    return run("build", "solde", "--retour", avance, "--from", invoices, "--out", out, *at, *others)


def test_soldes_are_made_from_the_returned_file(tmp_path: Path) -> None:
    avance = write(tmp_path / "avance.json", returned())
    rows = ({"numeroEditeur": f"0000{n}"} for n in (1, 2, 3))
    invoices = _csv(tmp_path, table(*rows, phase=Phase.SOLDE))
    done = _solde(avance, invoices, tmp_path / "lots")
    assert done.exit_code == 0
    assert "information\n    Le code 0000 du fichier retourné" in done.stdout
    path = tmp_path / "lots" / "mdv-lgc-va1-solde-1.json"
    assert run("check", path, "--at", "2023-06-10T10:00:00+02:00").exit_code == 0
    assert run("diff", avance, path).exit_code == 0


def test_the_sons_of_soldes_must_be_known(tmp_path: Path) -> None:
    document = returned("bio-avance")
    for line in document["lignesImport"]:
        line["piecesJustificatives"] = []
    avance = write(tmp_path / "avance.json", document)
    done = _solde(avance, _csv(tmp_path, ""), tmp_path)
    assert done.exit_code == 2
    assert "--sons" in done.stderr
    done = _solde(avance, _csv(tmp_path, ""), tmp_path, "--sons", "BIO-SGL-VA1")
    assert done.exit_code == 1
    assert _solde(Path("-"), "-", tmp_path).exit_code == 2
