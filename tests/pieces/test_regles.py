"""A file and its documents, judged together: the same report, and its rules."""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from typing import Any

import pytest

import segur_rules
from segur_rules.conformance import base, dumps
from segur_rules.messages import LANGUES, message
from segur_rules.outcomes import Report, Severity, Verdict
from segur_rules.pieces import EFFORT_PIECE, DocumentDonne, Effort, judge_document
from segur_rules.rules import Stage, check_file, check_with_pieces, check_with_zip, rules
from segur_rules.rules.context import Context
from tests.pieces.faits import JAVASCRIPT, PNG, E, opened, pdf, zip_of

NAMES = ("mdv-lgc-va1-bdc-00001.pdf", "mdv-lgc-va1-bdc-00002.pdf", "mdv-lgc-va1-bdc-00003.pdf")
FIRST = "/lignesImport/0/piecesJustificatives"
OF_DOCUMENTS = [rule.id for rule in rules().values() if rule.stage is Stage.PIECES]
OF_ZIPS = [rule.id for rule in rules().values() if rule.stage is Stage.ZIP]


def document(**changes: Any) -> Any:
    data = base("mdv-avance")
    return {**data, **changes}


def raw(data: Any = None) -> bytes:
    return dumps(document() if data is None else data).encode()


def given(*pairs: tuple[str, bytes]) -> list[DocumentDonne]:
    return [DocumentDonne(nom, len(data), BytesIO(data)) for nom, data in pairs]


def all_right(*more: tuple[str, bytes]) -> list[tuple[str, bytes]]:
    return [*((name, pdf()) for name in NAMES), *more]


def seen(report: Report) -> list[tuple[str, str, str]]:
    return [(f.rule[4:], f.variant, f.pointer) for f in report.findings]


def both(*pairs: tuple[str, bytes], data: Any = None) -> list[tuple[str, str, str]]:
    """What is found when documents are given one by one, which is what a zip of them shows."""
    apart = check_with_pieces(raw(data), given(*pairs))
    zipped = check_with_zip(raw(data), opened(zip_of(*(E(n, d, deflate=True) for n, d in pairs))))
    assert seen(apart) == seen(zipped)
    return seen(apart)


def test_right_documents_change_nothing() -> None:
    alone = check_file(raw())
    apart = check_with_pieces(raw(), given(*all_right()))
    zipped = check_with_zip(raw(), opened(zip_of(*(E(n, d) for n, d in all_right()))))
    for report in (apart, zipped):
        assert report.findings == alone.findings == ()
        assert report.not_evaluated == alone.not_evaluated
        assert report.verdict is alone.verdict
    assert set(apart.evaluated) - set(alone.evaluated) == set(OF_DOCUMENTS)
    assert set(zipped.evaluated) - set(apart.evaluated) == set(OF_ZIPS)
    assert set(OF_DOCUMENTS) | set(OF_ZIPS) == {
        rule
        for rule in rules()
        # SEG-PJU-021 is of the names that a file announces.
        if rule.startswith("SEG-PJU-0") and rule[-2:] > "09" and rule != "SEG-PJU-021"
    }


def test_the_facade_has_both() -> None:
    assert segur_rules.check_with_pieces is check_with_pieces
    assert segur_rules.check_with_zip is check_with_zip
    assert segur_rules.DocumentDonne is DocumentDonne


@pytest.mark.parametrize(
    ("data", "rule", "variant"),
    [
        (b"", "PJU-011", ""),
        (b"text", "PJU-012", "reconnu"),
        (PNG, "PJU-013", ""),
        (pdf()[:-30], "PJU-014", "fin"),
        (pdf(trailer=b"/Encrypt 9 0 R "), "PJU-015", ""),
        (pdf(JAVASCRIPT), "PJU-016", ""),
        (pdf().ljust(4 * 1024 * 1024 + 1), "PJU-010", ""),
    ],
)
def test_a_document_is_judged_where_it_is_announced(data: bytes, rule: str, variant: str) -> None:
    pairs = [(NAMES[0], data), *all_right()[1:]]
    assert both(*pairs) == [(rule, variant, f"{FIRST}/0/nomFichier")]


def test_a_finding_has_its_line_its_demande_and_its_words() -> None:
    pairs = [*all_right()[:1], ("d/" + NAMES[1], b""), *all_right()[2:]]
    (finding,) = check_with_pieces(raw(), given(*pairs)).findings
    assert finding.pointer == "/lignesImport/1/piecesJustificatives/0/nomFichier"
    assert finding.numero_editeur == "00002"
    line = raw().decode().splitlines()[(finding.line or 0) - 1]
    assert NAMES[1] in line
    for langue in LANGUES:
        assert NAMES[1] in message(finding, langue)


def test_what_is_announced_is_given() -> None:
    assert both(*all_right()[1:]) == [("PJU-018", "", f"{FIRST}/0/nomFichier")]
    assert len(both()) == 3


def test_what_is_given_is_announced() -> None:
    assert both(*all_right(("va-00001.pdf", pdf()))) == [("PJU-019", "", FIRST)]


def test_what_was_not_announced_has_its_name_judged() -> None:
    found = both(*all_right((f"é{'x' * 50}-00001.pdf", pdf())))
    assert sorted(found) == sorted((rule, "", FIRST) for rule in ("PJU-001", "PJU-002", "PJU-019"))


def test_a_name_that_is_announced_is_judged_once() -> None:
    data = document()
    nom = f"é{'x' * 50}-00001.pdf"
    data["lignesImport"][0]["piecesJustificatives"][0]["nomFichier"] = nom
    pairs = [(nom, pdf()), *all_right()[1:]]
    place = f"{FIRST}/0/nomFichier"
    found = both(*pairs, data=data)
    assert sorted(found) == [("PJU-001", "", place), ("PJU-002", "", place)]


def test_a_document_is_given_once() -> None:
    again = (f"copie/{NAMES[0]}", pdf())
    assert both(*all_right(again)) == [("PJU-020", "", f"{FIRST}/0/nomFichier")]


def test_a_name_that_is_twice_in_a_zip_is_told_once() -> None:
    entrees = [*(E(n, d) for n, d in all_right()), E(NAMES[0], pdf())]
    report = check_with_zip(raw(), opened(zip_of(*entrees)))
    assert seen(report) == [("PJU-035", "", f"{FIRST}/0/nomFichier")]


def test_a_document_joins_one_demande() -> None:
    data = document()
    for line in data["lignesImport"][:2]:
        line["numeroEditeur"] = "00009"
    found = both(*all_right(("va-00009.pdf", b""), ("readme.txt", b""), (".DS_Store", b"")))
    assert found == [("PJU-039", v, "") for v in ("aucune", "aucune", "systeme")]
    crossed = check_with_pieces(raw(data), given(*all_right(("va-00009.pdf", pdf()))))
    (finding,) = (f for f in crossed.findings if f.variant == "plusieurs")
    assert finding.params["numeros"] == ("00009", "00009")


def test_an_archive_that_is_refused_lacks_nothing() -> None:
    report = check_with_zip(raw(), opened(b"no zip"))
    assert seen(report) == [("PJU-030", "fin", "")]
    assert report.verdict is Verdict.IRRECEVABLE


def test_an_entry_that_is_refused_is_not_missing() -> None:
    entrees = [E(NAMES[0], b"x", crc=1), *(E(n, d) for n, d in all_right()[1:]), E("../x", b"")]
    report = check_with_zip(raw(), opened(zip_of(*entrees)))
    assert seen(report) == [
        ("PJU-031", "remontee", ""),
        ("PJU-039", "aucune", ""),
        ("PJU-037", "crc", f"{FIRST}/0/nomFichier"),
    ]


def test_of_a_file_that_is_not_read_nothing_is_asked() -> None:
    def never() -> Iterator[DocumentDonne]:
        yield from given(("x", b""))
        pytest.fail("a document was read")

    for text in (b"no json", b"{}"):
        report = check_with_pieces(text, never())
        assert not set(OF_DOCUMENTS) & set(report.evaluated)
    unread = {entry.rule: entry.missing for entry in report.not_evaluated}
    assert {rule: unread[rule] for rule in OF_DOCUMENTS} == dict.fromkeys(
        OF_DOCUMENTS, ("fichier",)
    )
    assert not set(OF_ZIPS) & unread.keys()
    other = check_with_pieces(raw(), never(), Context(sons="HOP-DPI-VA1"))
    assert [f.rule for f in other.findings] == ["SEG-FIC-024"]


def test_the_lines_that_can_be_read_are_judged_with_their_documents() -> None:
    data = document()
    data["lignesImport"][1]["numLigne"] = None
    pairs = [(NAMES[0], b""), *all_right()[1:], ("readme.txt", b"")]
    found = [finding for finding in both(*pairs, data=data) if finding[0] > "PJU"]
    # What joins none of these may be of the line that could not be read.
    assert found == [("PJU-011", "", f"{FIRST}/0/nomFichier")]
    missing = [f for f in both(*pairs[:2], data=data) if f[0] == "PJU-018"]
    assert missing == [("PJU-018", "", "/lignesImport/2/piecesJustificatives/0/nomFichier")]


def test_a_rule_may_be_given_another_severity() -> None:
    context = Context(levels={"SEG-PJU-018": Severity.WARNING})
    report = check_with_pieces(raw(), given(*all_right()[1:]), context)
    assert [f.severity for f in report.findings] == [Severity.WARNING]
    assert report.verdict is not Verdict.IRRECEVABLE


def test_many_documents_share_an_effort(monkeypatch: pytest.MonkeyPatch) -> None:
    effort = Effort()
    judge_document(NAMES[0], 1, BytesIO(pdf()), effort=effort)
    cost = EFFORT_PIECE - effort.reste
    monkeypatch.setattr("segur_rules.rules.documents.EFFORT_TOTAL", 5 * cost // 2)
    pairs = all_right()
    place = "/lignesImport/2/piecesJustificatives/0/nomFichier"
    assert both(*pairs) == [("PJU-016", "partiel", place)]


def test_many_findings_on_documents_do_not_cut_the_report() -> None:
    pairs = [(f"{i}.txt", b"") for i in range(1200)]
    report = check_with_pieces(raw(), given(*all_right(), *pairs))
    assert len(report.findings) == 1200
    assert not report.truncated


def test_a_zip_of_a_thousand_documents_is_planned_without_a_loss() -> None:
    data = document()
    (line, *_) = data["lignesImport"]
    data["lignesImport"] = lines = []
    for i in range(1, 201):
        pieces = [
            {**line["piecesJustificatives"][0], "nomFichier": f"bdc-{k}-{i:05}.pdf"}
            for k in range(5)
        ]
        lines.append(
            {
                **line,
                "numLigne": i,
                "numeroEditeur": f"{i:05}",
                "piecesJustificatives": pieces,
            }
        )
    names = [piece["nomFichier"] for line in lines for piece in line["piecesJustificatives"]]
    archive = zip_of(*(E(name, pdf(), deflate=True) for name in names))
    found = {rule for rule, *_ in seen(check_with_zip(raw(data), opened(archive)))}
    assert not {rule for rule in found if rule.startswith("PJU")}
