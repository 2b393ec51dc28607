"""What the strategies say is valid is, and what they break breaks one rule and no other."""

from __future__ import annotations

import json
from decimal import Decimal
from functools import cache
from typing import Any

import pytest
from hypothesis import find, given
from hypothesis import strategies as st

from segur_rules.catalogue import load
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.lecture import read
from segur_rules.identifiants import am as am_number
from segur_rules.identifiants import finess as finess_number
from segur_rules.identifiants import numero_ans as ans_number
from segur_rules.identifiants import numero_asp as asp_number
from segur_rules.identifiants import rpps as rpps_number
from segur_rules.identifiants import siret as siret_number
from segur_rules.outcomes import Report, Verdict
from segur_rules.rules import Context, check_file, rules
from segur_rules.testing import (
    FAULTS,
    am,
    broken_files,
    documents,
    faulty_documents,
    faulty_files,
    files,
    finess,
    numero_ans,
    numero_asp,
    render,
    rpps,
    siret,
    valid_file,
)
from segur_rules.testing.fautes import broken_documents
from segur_rules.testing.fautes.octets import DAMAGES
from tests.properties.effort import fewer

SONS = tuple(load().sons)

each_sons = pytest.mark.parametrize("sons", SONS)
each_phase = pytest.mark.parametrize("phase", Phase)


def judged(document: Any, sons: str, phase: Phase) -> Report:
    return check_file(render(document).encode(), Context(sons=sons, phase=phase))


@each_sons
@each_phase
@given(data=st.data())
def test_nothing_is_found_in_a_valid_file(sons: str, phase: Phase, data: st.DataObject) -> None:
    raw = data.draw(files(sons, phase))
    for context in (Context(), Context(sons=sons, phase=phase)):
        report = check_file(raw, context)
        assert report.findings == ()
        assert report.verdict is not Verdict.IRRECEVABLE
        assert report.phase == phase
        # Two SONS of one shape are told apart by the names of the documents.
        assert report.sons == sons


@each_sons
@each_phase
@given(data=st.data())
def test_a_fault_breaks_one_rule_and_no_other(sons: str, phase: Phase, data: st.DataObject) -> None:
    document, rule = data.draw(faulty_documents(sons, phase))
    assert {finding.rule for finding in judged(document, sons, phase).findings} == {rule}


@fewer(30)
@given(data=st.data())
def test_a_fault_of_a_file_breaks_one_rule_and_no_other(data: st.DataObject) -> None:
    sons = data.draw(st.sampled_from(SONS))
    phase = data.draw(st.sampled_from(Phase))
    raw, rule = data.draw(faulty_files(sons, phase))
    found = {finding.rule for finding in check_file(raw, Context(sons=sons, phase=phase)).findings}
    assert found == {rule}


@each_phase
@pytest.mark.parametrize("sons", ["MS2-DUI-VA1", "SAS-SAS-VA1"])
def test_a_plain_file_is_valid_and_each_of_its_faults_is_found(sons: str, phase: Phase) -> None:
    context = Context(sons=sons, phase=phase)
    valid = valid_file(sons, phase)
    assert valid == valid_file(sons, phase)
    assert check_file(valid, context).findings == ()
    broken = list(broken_files(sons, phase))
    for raw, rule in broken:
        assert {finding.rule for finding in check_file(raw, context).findings} == {rule}
    assert DAMAGES.keys() <= {rule for _, rule in broken}
    assert FAULTS.keys() & {rule for _, rule in broken}


def test_each_rule_of_the_bytes_has_its_faults() -> None:
    assert DAMAGES.keys().isdisjoint(FAULTS)
    assert rules().keys() > DAMAGES.keys()
    numbers = {1, 2, *range(4, 12)}
    assert DAMAGES.keys() == {f"SEG-FIC-{number:03}" for number in numbers}


@pytest.mark.long
@each_phase
@given(sons=st.sampled_from(SONS), data=st.data())
def test_files_are_valid_or_faulty_as_they_say_at_length(
    phase: Phase, sons: str, data: st.DataObject
) -> None:
    assert judged(data.draw(documents(sons, phase)), sons, phase).findings == ()
    document, rule = data.draw(faulty_documents(sons, phase))
    assert {finding.rule for finding in judged(document, sons, phase).findings} == {rule}


@fewer(8)
@given(data=st.data())
def test_every_fault_breaks_its_rule(data: st.DataObject) -> None:
    sons = data.draw(st.sampled_from(SONS))
    phase = data.draw(st.sampled_from(Phase))
    valid = data.draw(documents(sons, phase))
    for document, rule in broken_documents(valid, sons, phase):
        assert {finding.rule for finding in judged(document, sons, phase).findings} == {rule}


@pytest.mark.parametrize("rule", FAULTS)
def test_every_fault_is_in_some_file(rule: str) -> None:
    assert rule in rules()
    sons = OF_A_RULE.get(rule, "MS1-DUI-VA1")
    for phase in Phase:
        for valid in _some(sons, phase):
            if rule in {broken for _, broken in broken_documents(valid, sons, phase)}:
                return
    pytest.fail(f"{rule} is broken in no file")


OF_A_RULE = {
    **dict.fromkeys(("SEG-COM-009", "SEG-COM-010", "SEG-BEN-006", "SEG-BEN-007"), "MDV-LGC-VA1"),
    **dict.fromkeys(("SEG-BEN-008", "SEG-BEN-015", "SEG-SCE-001"), "MDV-LGC-VA1"),
    **dict.fromkeys(("SEG-BEN-014", "SEG-BEN-024", "SEG-BEN-025"), "MDV-LGC-VA1"),
    **dict.fromkeys(("SEG-BEN-016", "SEG-BEN-019", "SEG-BEN-020"), "RAD-RIS-VA1"),
    **dict.fromkeys(("SEG-COM-015", "SEG-BEN-027"), "SAS-SAS-VA1"),
    "SEG-BEN-022": "IMG-DB-VA2",
}
"""A SONS whose files can have the fault, where not all can."""


@cache
def _some(sons: str, phase: Phase) -> list[Any]:
    found = []

    @fewer(2)
    @given(documents(sons, phase))
    def look(document: Any) -> None:
        found.append(document)

    look()
    return found


@fewer(5)
@given(documents("MDV-LGC-VA1", "avance"))
def test_a_broken_document_leaves_the_valid_one_alone(document: Any) -> None:
    before = render(document)
    for broken, _ in broken_documents(document, "MDV-LGC-VA1", "avance"):
        assert render(broken) != before
    assert render(document) == before


@each_phase
@given(data=st.data())
def test_the_number_of_lines_is_the_caller_s(phase: Phase, data: st.DataObject) -> None:
    document = data.draw(documents("PHA-LGO-VA1", phase, min_lines=4, max_lines=5))
    assert len(document["lignesImport"]) in (4, 5)
    assert judged(document, "PHA-LGO-VA1", phase).findings == ()


@given(files("BIO-SGL-VA1", "solde"))
def test_a_file_is_utf_8_without_a_mark(raw: bytes) -> None:
    assert not raw.startswith(b"\xef\xbb\xbf")
    assert isinstance(json.loads(raw.decode("utf-8")), dict)


@given(documents("HOP-DPI-VA1", "solde"), st.sampled_from((None, "", "  ", "\t")), st.booleans())
def test_what_is_rendered_is_read_again(
    document: Any, indent: str | None, ascii_only: bool
) -> None:
    def backwards(names: list[str]) -> None:
        names.reverse()

    for shuffle in (None, backwards):
        text = render(
            document, indent=indent, ascii_only=ascii_only, shuffle=shuffle, newline="\r\n"
        )
        assert read(text.encode()).document == document
        assert text.isascii() or not ascii_only
        assert ("\n" in text) is (indent is not None)


def test_numbers_are_rendered_as_they_are() -> None:
    values = [Decimal("1.10"), Decimal("1E+2"), 10**20, True, None, "é", {}, [], {"é": []}]
    assert (
        render(values, indent=None)
        == '[1.10,1E+2,100000000000000000000,true,null,"é",{},[],{"é":[]}]'
    )
    assert render([1], indent=" ") == "[\n 1\n]"


@given(st.tuples(siret(), finess(), rpps(), am(), numero_ans(), numero_asp("MS1")))
def test_numbers_are_valid(numbers: tuple[str, str, str, str, str, str]) -> None:
    a_siret, a_finess, a_rpps, an_am, an_ans, an_asp = numbers
    assert siret_number.validate(a_siret) == a_siret
    assert finess_number.validate(a_finess) == a_finess
    assert finess_number.cle_plausible(a_finess)
    assert rpps_number.validate(a_rpps) == a_rpps
    assert am_number.validate(an_am) == an_am
    assert ans_number.validate(an_ans) == an_ans
    assert asp_number.split(an_asp)[0] == "MS1"


def test_the_numbers_that_have_rules_of_their_own_come_up() -> None:
    assert siret_number.is_valid(find(siret(), lambda number: number.startswith("356000000")))
    assert find(finess(), lambda number: number.startswith("2A"))
    assert find(finess(), lambda number: number.startswith("2B"))


@pytest.mark.parametrize("strategy", [documents, files, faulty_documents, faulty_files])
def test_an_unknown_sons_is_refused(strategy: Any) -> None:
    @given(strategy("XXX-YYY-VA1", "avance"))
    def look(_: Any) -> None: ...

    with pytest.raises(LookupError, match="XXX-YYY-VA1"):
        look()


def test_an_unknown_phase_is_refused() -> None:
    @given(documents("MDV-LGC-VA1", "avenant"))
    def look(_: Any) -> None: ...

    with pytest.raises(ValueError, match="avenant"):
        look()
