"""Another level for a rule changes its severity and the verdict, and nothing else."""

from __future__ import annotations

from decimal import Decimal

import attrs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.conformance import base, dumps
from segur_rules.demandes.codes import Phase
from segur_rules.outcomes import Report, Severity, Verdict
from segur_rules.rules import Context, check_file, rules
from segur_rules.testing import faulty_documents, render
from tests.properties.contexts import contexts

each_phase = pytest.mark.parametrize("phase", Phase)


def without_levels(report: Report) -> Report:
    """A report as it is whatever the levels."""
    return attrs.evolve(
        report,
        verdict=Verdict.RECEVABLE,
        findings=tuple(attrs.evolve(f, severity=Severity.INFO) for f in report.findings),
    )


@each_phase
@given(data=st.data(), context=contexts("limits", "levels"))
def test_levels_change_the_severity_and_the_verdict_alone(
    phase: Phase, data: st.DataObject, context: Context
) -> None:
    document, rule = data.draw(faulty_documents("MDV-LGC-VA1", phase))
    raw = render(document).encode()
    plain = check_file(raw, context)
    found = sorted({finding.rule for finding in plain.findings}) or [rule]
    levels = data.draw(
        st.dictionaries(st.sampled_from(found), st.sampled_from(Severity), min_size=1)
    )
    levelled = check_file(raw, attrs.evolve(context, levels=levels))
    assert without_levels(levelled) == without_levels(plain)
    for before, after in zip(plain.findings, levelled.findings, strict=True):
        assert before.severity is rules()[before.rule].severity
        assert after.severity is levels.get(after.rule, before.severity)
    errors = any(finding.severity is Severity.ERROR for finding in levelled.findings)
    assert (levelled.verdict is Verdict.IRRECEVABLE) is errors


@pytest.mark.parametrize(
    ("level", "verdict"),
    [
        (Severity.ERROR, Verdict.IRRECEVABLE),
        (Severity.WARNING, Verdict.RECEVABLE_SOUS_RESERVE),
        (Severity.INFO, Verdict.RECEVABLE_SOUS_RESERVE),
    ],
)
def test_one_fault_at_each_level(level: Severity, verdict: Verdict) -> None:
    document = base("mdv-avance")
    document["lignesImport"][0]["commande"]["montantSegurHT"] = Decimal("358.331")
    context = Context(levels={"SEG-COM-002": level, "SEG-COM-009": Severity.INFO})
    report = check_file(dumps(document).encode(), context)
    assert report.verdict is verdict
    assert [f.severity for f in report.findings if f.rule == "SEG-COM-002"] == [level]


@pytest.mark.parametrize("level", Severity)
def test_a_fault_of_reading_ends_the_judgement_at_any_level(level: Severity) -> None:
    report = check_file(b'{"a":1,}', Context(levels={"SEG-FIC-005": level}))
    assert report.lines is None
    assert [f.severity for f in report.findings] == [level]
    assert (report.verdict is Verdict.IRRECEVABLE) is (level is Severity.ERROR)
