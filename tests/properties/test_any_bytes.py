"""Whatever the bytes and whatever the caller knows, a report comes back, and it can be told."""

from __future__ import annotations

import json
from decimal import Context as Precision
from decimal import FloatOperation, Inexact, localcontext
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from segur_rules.conformance import base, dumps
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.lecture import Limites
from segur_rules.messages import LANGUES, message
from segur_rules.messages.rapport import report_to_dict
from segur_rules.outcomes import Report, Severity, Verdict
from segur_rules.rules import Context, check_file, rules
from segur_rules.testing import any_bytes, any_json, documents, files, render
from tests.properties.contexts import contexts
from tests.properties.effort import fewer
from tests.properties.mutations import SCALARS, at, changes, mutated, paths, put, slim

NOBODY = Context()

ONE_OF_EACH = (
    *("MDV-LGC-VA1", "HOP-DPI-VA2", "MS1-DUI-VA1", "MS2-DUI-VA1", "BIO-SGL-VA1", "IMG-RIS-VA2"),
    "SAS-SAS-VA1",
)
"""A SONS of each forme."""

each_phase = pytest.mark.parametrize("phase", Phase)


def judged(raw: bytes, context: Context = NOBODY) -> Report:
    """The report on these bytes, after all that must be true of any report."""
    report = check_file(raw, context)
    errors = [f for f in report.findings if f.severity is Severity.ERROR]
    if errors:
        assert report.verdict is Verdict.IRRECEVABLE
    elif report.not_evaluated:
        assert report.verdict is Verdict.RECEVABLE_SOUS_RESERVE
    else:
        assert report.verdict is Verdict.RECEVABLE
    put_or_not = [*report.evaluated, *(skipped.rule for skipped in report.not_evaluated)]
    assert len(put_or_not) == len(set(put_or_not))
    assert set(put_or_not) <= rules().keys()
    assert {finding.rule for finding in report.findings} <= rules().keys()
    assert all(skipped.missing for skipped in report.not_evaluated)
    places = [(f.line or 0, f.column or 0) for f in report.findings]
    assert places == sorted(places)
    told(report)
    pointed(raw, report)
    return report


def told(report: Report) -> None:
    for langue in LANGUES:
        for finding in report.findings:
            said = message(finding, langue)
            assert said.strip()
            # The spaces of French typography, and no other character that cannot be seen.
            assert said.translate({0xA0: " ", 0x202F: " "}).isprintable()
        data = report_to_dict(report, langue)
        assert json.loads(json.dumps(data, allow_nan=False)) == data


def pointed(raw: bytes, report: Report) -> None:
    """Every pointer leads to a value of the file, or to one that is missing from its parent."""
    try:
        document = json.loads(raw.decode("utf-8-sig"), parse_float=str, parse_int=str)
    except (ValueError, RecursionError):
        return  # what cannot be read has no places but those of the reader
    for finding in report.findings:
        names = [n.replace("~1", "/").replace("~0", "~") for n in finding.pointer.split("/")]
        value: Any = document
        for depth, name in enumerate(names[1:], 2):
            if isinstance(value, list):
                assert name.isdecimal(), f"{finding.rule} {finding.pointer}"
                value = value[int(name)]
            elif isinstance(value, dict) and name in value:
                value = value[name]
            else:
                assert depth == len(names), f"{finding.rule} {finding.pointer}"


@given(any_bytes())
@example(b"")
@example(b"{}")
@example(b'{"lignesImport":[[]]}')
@example(b'{"' + b"9" * 5000 + b'":1}')
@example('{"١":1,"²":2}'.encode())
@example(b'{"lignesImport":{"0":{"beneficiaires":1}}}')
def test_any_bytes_are_answered(raw: bytes) -> None:
    judged(raw)


@given(any_bytes(), contexts())
def test_any_bytes_are_answered_whatever_is_known(raw: bytes, context: Context) -> None:
    judged(raw, context)


@pytest.mark.long
@given(any_bytes(), contexts())
def test_any_bytes_are_answered_at_length(raw: bytes, context: Context) -> None:
    judged(raw, context)


@pytest.mark.long
@given(
    st.sampled_from(ONE_OF_EACH).flatmap(lambda sons: mutated(documents(sons, "solde"))),
    contexts("limits"),
)
def test_files_that_are_almost_valid_are_answered_at_length(
    document: Any, context: Context
) -> None:
    judged(render(document).encode(), context)


@given(st.one_of(any_json(), mutated(any_json())))
def test_any_json_is_answered(value: Any) -> None:
    judged(render(value).encode())


@pytest.mark.parametrize("sons", ONE_OF_EACH)
@each_phase
@given(data=st.data())
def test_files_that_are_almost_valid_are_answered(
    sons: str, phase: Phase, data: st.DataObject
) -> None:
    document = data.draw(mutated(documents(sons, phase)))
    judged(render(document).encode(), data.draw(contexts("limits")))


@each_phase
@pytest.mark.parametrize("name", ["mdv", "hop", "ms1", "img", "mss"])
def test_any_scalar_anywhere_is_answered(name: str, phase: Phase) -> None:
    document = slim(base(f"{name}-{phase.value}"))
    for path in paths(document):
        if not isinstance(at(document, path), dict | list):
            for value in SCALARS[::3]:
                judged(dumps(put(document, path, value)).encode())


@pytest.mark.long
@each_phase
@pytest.mark.parametrize("name", ["mdv", "mdv-structure", "hop", "ms1", "ms2", "pha", "img", "sas"])
def test_any_change_is_answered(name: str, phase: Phase) -> None:
    if (name, phase) == ("mdv-structure", Phase.SOLDE):
        name = "rad"
    for _, document in changes(base(f"{name}-{phase.value}")):
        judged(render(document).encode())


@fewer(2)
@given(raw=files("MDV-LGC-VA1", "solde"), context=contexts())
@pytest.mark.parametrize(
    "precision",
    [Precision(prec=1), Precision(prec=3, traps=[Inexact, FloatOperation])],
    ids=["one digit", "nothing inexact"],
)
def test_the_caller_s_decimals_change_nothing(
    precision: Precision, raw: bytes, context: Context
) -> None:
    with localcontext(precision):
        theirs = judged(raw, context)
    assert theirs == judged(raw, context)


@pytest.mark.parametrize("opener", ["[", '{"a":', '{"lignesImport":[', '{"impId":['])
def test_a_deep_file_is_answered_whatever_the_limit(opener: str) -> None:
    for depth in (31, 32, 33, 100, 5000):
        for limit in (32, 100, 400):
            raw = (opener * depth).encode()
            judged(raw, Context(limits=Limites(profondeur=limit)))
            closers = "".join(
                {"[": "]", "{": "}"}[c] for c in reversed(opener * depth) if c in "[{"
            )
            judged(raw + b"1" + closers.encode(), Context(limits=Limites(profondeur=limit)))


def test_a_thousand_faults_are_told_and_no_more() -> None:
    document = base("mdv-avance")
    line = document["lignesImport"][0]
    document["lignesImport"] = [{**line, f"x{i}": 1, "typeAction": "X"} for i in range(900)]
    report = judged(dumps(document).encode())
    assert report.truncated
    assert 1000 <= len(report.findings) < 2000
    assert not judged(dumps(base("mdv-avance")).encode()).truncated


def test_a_pointer_that_leads_nowhere_is_seen() -> None:
    report = check_file(b'{"siret":1}')
    assert report.findings
    with pytest.raises(AssertionError):
        pointed(b"[]", report)
