"""Which lines of a file an import retains, and the file that the portal returns."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from segur_rules import Context, Phase, Report, Severity, Verdict, check_file, context_from_dict
from segur_rules.conformance import base
from segur_rules.demandes.lecture import read
from segur_rules.lots import (
    RETENUE,
    SUCCES,
    Reponse,
    Retour,
    Tri,
    errors_by_line,
    read_returned,
    rejection_for_others,
    returned_file,
    sort_lines,
)
from segur_rules.lots.ecriture import render
from segur_rules.messages import LANGUES, message, sentence
from segur_rules.outcomes import Finding, NotEvaluated
from tests.lots.returned import raw
from tests.lots.tables import physician


def _sorted(document: Any, context: Context | None = None) -> Tri:
    content = raw(document)
    return sort_lines(check_file(content, context), read(content).document)


def _lines(number: int) -> Any:
    document = base("mdv-avance")
    first = document["lignesImport"][0]
    beneficiaires = first["beneficiaires"]
    medecin = beneficiaires["liberal"][0]
    document["lignesImport"] = [
        {
            **first,
            "beneficiaires": {**beneficiaires, "liberal": [{**medecin, "RPPS": physician(i)}]},
            "numLigne": i,
            "numeroEditeur": f"{i:05}",
            "piecesJustificatives": [
                {**first["piecesJustificatives"][0], "nomFichier": f"mdv-lgc-va1-bdc-{i:05}.pdf"}
            ],
        }
        for i in range(1, number + 1)
    ]
    return document


def _report(*errors: str, **more: Any) -> Report:
    """A report with an error at each of these places."""
    findings = tuple(Finding("SEG-COM-001", Severity.ERROR, pointer) for pointer in errors)
    verdict = Verdict.IRRECEVABLE if errors else Verdict.RECEVABLE
    facts: dict[str, Any] = {"sons": None, "phase": "avance", "lines": 2, "findings": findings}
    return Report(verdict, "x", **facts | more)


TWO: Any = {"lignesImport": [{}, {}]}


def test_a_file_without_an_error_is_retained_whole() -> None:
    tri = _sorted(_lines(3))
    assert tri == Tri(3)
    assert tri.retenues == (0, 1, 2)
    assert not tri.refuse


def test_an_error_in_a_line_rejects_that_line_alone() -> None:
    document = _lines(3)
    line = document["lignesImport"][1]
    line["commande"] = {**line["commande"], "montantSegurHT": Decimal("0.00")}
    tri = _sorted(document)
    assert tri.retenues == (0, 2)
    assert list(tri.rejets) == [1]
    assert all(rule.startswith("SEG-") for rule in tri.rejets[1])


def test_a_line_that_has_not_the_shape_is_rejected_alone() -> None:
    document = _lines(3)
    del document["lignesImport"][2]["typeAction"]
    assert _sorted(document).retenues == (0, 1)


def test_an_error_of_the_file_refuses_it_whole() -> None:
    document = _lines(2)
    document["siret"] = "26010003700069"
    tri = _sorted(document)
    assert tri.refuse
    assert (tri.nombre, tri.retenues, dict(tri.rejets)) == (2, (), {})


def test_a_file_of_another_phase_is_refused_whole() -> None:
    assert _sorted(_lines(2), Context(phase=Phase.SOLDE)).refus == ("SEG-FIC-023",)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b'{"lignesImport": 1}'])
def test_what_is_no_file_is_refused_whole(content: bytes) -> None:
    tri = sort_lines(check_file(content), read(content).document)
    assert tri.refuse
    assert tri.retenues == ()


def test_a_key_twice_in_one_line_leaves_nothing_to_be_read() -> None:
    content = raw(_lines(2)).replace(b'"typeAction": "C"', b'"typeAction": "C", "typeAction": "C"')
    assert sort_lines(check_file(content), read(content).document).refuse


def test_lines_that_could_not_be_judged_are_not_retained() -> None:
    unread = (NotEvaluated("SEG-COM-002", ("fichier",)),)
    one = _report("/lignesImport/0/beneficiaires", not_evaluated=unread)
    assert sort_lines(one, TWO).refus == ("SEG-COM-001",)
    both = _report("/lignesImport/0", "/lignesImport/1", not_evaluated=unread)
    assert sort_lines(both, TWO) == Tri(2, {0: ("SEG-COM-001",), 1: ("SEG-COM-001",)})


def test_faults_that_are_not_all_told_refuse_the_file() -> None:
    assert sort_lines(_report("/lignesImport/0", truncated=True), TWO).refuse
    assert not sort_lines(_report("/lignesImport/0"), TWO).refuse


@pytest.mark.parametrize("pointer", ["", "/lignesImport", "/lignesImport/2", "/siret/0"])
def test_what_is_in_no_line_is_of_the_file(pointer: str) -> None:
    assert sort_lines(_report("/lignesImport/0", pointer), TWO).refus == ("SEG-COM-001",)


@pytest.mark.parametrize("name", ["²", "-1", "x", "9" * 5000])
def test_a_name_that_is_no_index_is_of_the_file(name: str) -> None:
    assert sort_lines(_report(f"/lignesImport/{name}"), TWO).refuse


def test_a_warning_rejects_nothing() -> None:
    report = _report("/lignesImport/0")
    warning = evolve(report.findings[0], severity=Severity.WARNING)
    assert sort_lines(evolve(report, findings=(warning,)), TWO).retenues == (0, 1)


def test_the_returned_file_is_the_one_that_was_filed_and_what_the_portal_fills_in() -> None:
    document = _lines(2)
    line = document["lignesImport"][0]
    line["commande"] = {**line["commande"], "montantSegurHT": Decimal("358.30")}
    content = raw(document)
    read_back = read(content).document
    assert isinstance(read_back, dict)
    made = returned_file(
        read_back,
        "17",
        (
            Reponse("FINMDV000001M0", SUCCES, RETENUE),
            Reponse(None, "SEG-BEN-026", sentence("SEG-BEN-026", "fr")),
        ),
    )
    assert b"358.30" in made
    retour = read_returned(made, Phase.AVANCE, Context(sons="MDV-LGC-VA1"))
    assert isinstance(retour, Retour), retour
    assert retour.imp_id == "17"
    assert [line.numero_asp for line in retour.lignes] == ["FINMDV000001M0", None]
    assert [line.code_traitement for line in retour.lignes] == [SUCCES, "SEG-BEN-026"]
    assert retour.lignes[0].libelle_traitement == "Demande retenue"
    filed, returned = json.loads(content), json.loads(made)
    for line in returned["lignesImport"]:
        for tag in ("numeroASP", "codeTraitement", "libelleTraitement"):
            assert tag in line
            line[tag] = None
    assert returned.pop("impId") == "17"
    assert filed.pop("impId") is None
    assert list(returned) == list(filed)
    assert [list(line.items()) for line in returned["lignesImport"]] == [
        list(line.items()) for line in filed["lignesImport"]
    ]


def test_a_solde_that_is_rejected_keeps_its_number() -> None:
    document = base("mdv-solde")
    document["lignesImport"] = document["lignesImport"][:1]
    filed = document["lignesImport"][0]["numeroASP"]
    made = returned_file(document, "1", (Reponse(None, "SEG-DOS-005", "x"),))
    retour = read_returned(made, Phase.SOLDE, Context(sons="MDV-LGC-VA1"))
    assert isinstance(retour, Retour), retour
    assert retour.lignes[0].numero_asp == filed
    again = returned_file(document, "1", (Reponse(f"{filed}M1", SUCCES, RETENUE),))
    assert json.loads(again)["lignesImport"][0]["numeroASP"] == f"{filed}M1"


def test_every_line_has_one_answer() -> None:
    with pytest.raises(ValueError, match="zip"):
        returned_file(_lines(2), "1", (Reponse(None, "x", "x"),))


def test_a_file_that_was_read_is_written_as_it_was() -> None:
    document = read(render(_lines(1))).document
    assert render(document) == render(_lines(1))


def test_of_what_others_filed_only_the_numbers_of_the_line_are_told() -> None:
    document = _lines(2)
    theirs = {
        "numero": "FINMDV004001",
        "sons": "MDV-LGC-VA1",
        "statutAvance": "VALIDEE",
        "beneficiaires": [physician(1), physician(2)],
    }
    context = context_from_dict({"sons": "MDV-LGC-VA1", "dossiers": [theirs]})
    report = check_file(raw(document), context)
    by_line = errors_by_line(report, 2)
    assert {i: [error.rule for error in errors] for i, errors in by_line.items()} == {
        0: ["SEG-BEN-026"],
        1: ["SEG-BEN-026"],
    }
    errors = [*by_line[0], *by_line[1]]
    one, both = rejection_for_others(errors[:1]), rejection_for_others(errors)
    assert (one.rule, one.pointer) == (errors[0].rule, errors[0].pointer)
    assert both.params == {"numeros": (physician(1), physician(2))}
    for langue in LANGUES:
        assert physician(1) in message(one, langue)
        assert physician(2) in message(both, langue)
        assert "004001" not in message(both, langue)
