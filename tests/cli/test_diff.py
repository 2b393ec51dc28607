"""`diff`: the perimeter, bénéficiaire by bénéficiaire."""

from __future__ import annotations

from pathlib import Path

import pytest

from segur_rules.conformance import base
from tests.cli.door import as_json, run, spaced, write
from tests.lots.returned import returned


@pytest.fixture
def pair(tmp_path: Path) -> tuple[Path, Path]:
    """A returned file of avances, and a solde that has neither all nor only its bénéficiaires."""
    avance = returned()
    solde = base("mdv-solde")
    line = solde["lignesImport"][0]
    first, third = avance["lignesImport"][0], avance["lignesImport"][2]
    line.update(numeroASP=third["numeroASP"], numeroEditeur="00003")
    line["beneficiaires"] = {
        **third["beneficiaires"],
        "liberal": [third["beneficiaires"]["liberal"][0], first["beneficiaires"]["liberal"][0]],
    }
    other = {**line, "numLigne": 2, "numeroASP": "FINMDV000009", "numeroEditeur": "00009"}
    solde["lignesImport"] = [line, other]
    return write(tmp_path / "avance.json", avance), write(tmp_path / "solde.json", solde)


def test_the_perimeter_is_told(pair: tuple[Path, Path]) -> None:
    done = run("diff", *pair)
    assert done.exit_code == 1
    assert spaced(done.stdout) == (
        "00003 (FINMDV000003M0)\n"
        "  correspond  19990000036\n"
        "  retiré  19990000044\n"
        "  retiré  19990000051\n"
        "  ajouté  19990000010\n"
        "\n"
        "Avances sans solde dans l’autre fichier : 00001 et 00002.\n"
        "Soldes sans avance dans l’autre fichier : 00009.\n"
        "1 bénéficiaire est ajouté : aucune source ne dit si c’est admis.\n"
        "1 bénéficiaire correspond.\n"
        "2 bénéficiaires sont retirés : c’est admis, et l’avance versée pour eux est compensée.\n"
    )


def test_the_perimeter_as_json(pair: tuple[Path, Path]) -> None:
    told = as_json("diff", *pair)
    (dossier,) = told["dossiers"]
    assert dossier["matchedBy"] == "numeroASP"
    assert dossier["numeroEditeur"] == "00003"
    assert dossier["beneficiaires"][1] == {"numero": "19990000044", "correspondance": "RETIRE"}
    assert told["avancesWithoutSolde"] == ["00001", "00002"]
    assert told["soldesWithoutAvance"] == ["00009"]


def test_the_same_perimeter_is_status_0() -> None:
    folder = Path(__file__).parents[2] / "examples"
    pair = (folder / "mdv-lgc-va1-avance.json", folder / "mdv-lgc-va1-solde.json")
    done = run("diff", *pair, "--sons", "mdv-lgc-va1", "--lang", "en")
    assert done.exit_code == 0
    assert "demandes are matched by numéro éditeur." in done.stdout
    assert as_json("diff", *pair)["dossiers"][0]["matchedBy"] == "numeroEditeur"


def test_a_demande_without_an_asp_number_is_told(tmp_path: Path) -> None:
    avance = write(tmp_path / "avance.json", base("mdv-avance"))
    assert run("diff", avance, avance).exit_code == 2


def test_a_file_that_cannot_be_read_is_told(tmp_path: Path, pair: tuple[Path, Path]) -> None:
    document = returned()
    del document["lignesImport"][0]["beneficiaires"]
    broken = write(tmp_path / "broken.json", document)
    done = run("diff", broken, pair[1])
    assert done.exit_code == 2
    assert spaced(done.stderr).startswith(
        f"segur-rules: {broken} /lignesImport/0/beneficiaires : La balise beneficiaires manque."
    )
    (tmp_path / "text").write_text("[", encoding="utf-8")
    done = run("diff", tmp_path / "text", pair[1])
    assert spaced(done.stderr).startswith(f"segur-rules: {tmp_path / 'text'} : ")
    assert run("diff", tmp_path / "absent", pair[1]).exit_code == 2


def test_both_cannot_come_through_one_pipe() -> None:
    assert run("diff", "-", "-").exit_code == 2
