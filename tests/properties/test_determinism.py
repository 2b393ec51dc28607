"""One file and one context have one report, however the file is written."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from copy import deepcopy
from typing import Any

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.catalogue import load
from segur_rules.conformance import base, dumps
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.formes import kind_of
from segur_rules.demandes.tags import READ_ERRORS
from segur_rules.outcomes import Report
from segur_rules.rules import Context, check, check_file
from segur_rules.testing import any_bytes, documents, faulty_documents, render
from tests.properties.contexts import contexts
from tests.properties.effort import fewer
from tests.properties.mutations import mutated

each_phase = pytest.mark.parametrize("phase", Phase)
each_sons = pytest.mark.parametrize(
    "sons",
    ["MDV-LGC-VA1", "HOP-DPI-VA1", "MS2-DUI-VA1", "PHA-LGO-VA1", "IMG-DB-VA2", "MSS-OPE-VA1"],
)


def seen(report: Report) -> set[tuple[str, str, str]]:
    return {(finding.rule, finding.pointer, finding.variant) for finding in report.findings}


@given(any_bytes(), contexts())
def test_the_same_bytes_have_the_same_report(raw: bytes, context: Context) -> None:
    assert check_file(raw, context) == check_file(raw, context)


@each_sons
@each_phase
@fewer(2)
@given(data=st.data(), context=contexts("limits"))
def test_the_order_of_members_and_the_blanks_change_no_finding(
    sons: str, phase: Phase, data: st.DataObject, context: Context
) -> None:
    document = data.draw(st.one_of(mutated(documents(sons, phase)), _faulty(sons, phase)))
    plain = check_file(render(document, indent=None).encode(), context)
    other = render(
        document,
        shuffle=data.draw(st.randoms(use_true_random=False)).shuffle,
        indent=data.draw(st.sampled_from(("", " ", "\t"))),
        newline=data.draw(st.sampled_from(("\n", "\r\n", "\r"))),
        ascii_only=data.draw(st.booleans()),
    )
    shuffled = check_file(other.encode(), context)
    # What makes the SONS and the phase known is in the first line that shows it, in any order.
    assert seen(shuffled) == seen(plain)
    assert shuffled.verdict is plain.verdict
    assert shuffled.evaluated == plain.evaluated
    assert shuffled.not_evaluated == plain.not_evaluated


def _faulty(sons: str, phase: Phase) -> st.SearchStrategy[Any]:
    return faulty_documents(sons, phase).map(lambda faulty: faulty[0])


@each_sons
@each_phase
@fewer(2)
@given(data=st.data())
def test_a_line_of_the_wrong_shape_changes_nothing_for_the_others(
    sons: str, phase: Phase, data: st.DataObject
) -> None:
    document = data.draw(documents(sons, phase, min_lines=3, max_lines=3))
    context = Context(sons=sons, phase=phase)
    # A fault of its own in each line, so that there is something to find.
    for line in document["lignesImport"]:
        line["piecesJustificatives"][0]["nomFichier"] = "é-" + line["numeroEditeur"] + ".xyz"
        line["beneficiaires"].update(isMandataire=True, isClientUnique=True, nomMandataire=None)
    broken = deepcopy(document)
    at = data.draw(st.integers(0, 2))
    del broken["lignesImport"][at]["typeAction"]
    before = _by_line(check_file(render(document).encode(), context))
    after = _by_line(check_file(render(broken).encode(), context))
    assert after.pop(at) == {("SEG-FIC-015", f"/lignesImport/{at}/typeAction", "")}
    before.pop(at)
    assert after == before
    assert all(after.values())


def _by_line(report: Report) -> dict[int, set[tuple[str, str, str]]]:
    lines: dict[int, set[tuple[str, str, str]]] = {}
    for found in seen(report):
        lines.setdefault(int(found[1].split("/")[2]), set()).add(found)
    return lines


@each_sons
@each_phase
@fewer(2)
@given(data=st.data(), context=contexts("sons", "limits"))
def test_a_file_held_as_objects_is_judged_as_its_bytes_are(
    sons: str, phase: Phase, data: st.DataObject, context: Context
) -> None:
    document = data.draw(st.one_of(documents(sons, phase), _faulty(sons, phase)))
    kind = kind_of(load().couloirs[load().sons[sons].couloir].forme, phase)
    try:
        fichier = kind.parse(document, None)
    except READ_ERRORS:
        return
    given = attrs.evolve(context, sons=data.draw(st.sampled_from((sons, None))))
    held = check(fichier, given)
    read = check_file(render(document).encode(), given)
    assert seen(held) == seen(read)
    assert all(finding.line is None for finding in held.findings)
    assert (held.verdict, held.phase, held.lines) == (read.verdict, read.phase, read.lines)
    # The classes of imagerie are its own, where its tags are those of other couloirs.
    if sons != "IMG-DB-VA2":
        assert held.sons == read.sons
        assert held.not_evaluated == read.not_evaluated
    assert {finding.numero_editeur for finding in held.findings} == {
        finding.numero_editeur for finding in read.findings
    }


def test_lines_that_cannot_be_read_keep_their_numbers() -> None:
    document = base("mdv-avance")
    line = document["lignesImport"][-1]
    document["lignesImport"] = [None, {**line, "numLigne": 7}]
    report = check_file(dumps(document).encode())
    assert {(f.rule, f.pointer) for f in report.findings} >= {
        ("SEG-FIC-014", "/lignesImport/0"),
        ("SEG-FIC-021", "/lignesImport/1/numLigne"),
    }
    assert report.lines == 2
    of_line = [f for f in report.findings if f.pointer.startswith("/lignesImport/1")]
    assert {f.numero_editeur for f in of_line} == {line["numeroEditeur"]}


_SCRIPT = """
import json, sys
from segur_rules import check_file, report_to_dict
raw = sys.stdin.buffer.read()
print(json.dumps(report_to_dict(check_file(raw)), sort_keys=True))
"""


def test_every_process_says_the_same() -> None:
    document = base("mdv-avance")
    for line in document["lignesImport"]:
        line |= {f"tag{i}": i for i in range(700)}
    raw = dumps(document).encode()
    answers = {
        subprocess.run(
            [sys.executable, "-c", _SCRIPT],
            input=raw,
            capture_output=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed},
        ).stdout
        for seed in ("0", "1", "2")
    }
    (answer,) = answers
    assert len(json.loads(answer)["findings"]) >= 1000
