"""The report as JSON: its members, their order, and values that JSON can hold."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.messages import message
from segur_rules.messages.rapport import report_to_dict
from segur_rules.outcomes import Finding, NotEvaluated, Param, Report, Severity, Verdict

FINDING = Finding(
    "SEG-COM-009",
    Severity.WARNING,
    "/lignesImport/0/commande/montantSegurHT",
    {"declare": Decimal(1075), "plafond": Decimal("1074.99")},
    line=12,
    column=25,
    numero_editeur="00017",
    sources=("GU-52-07", "PS-18"),
)
REPORT = Report(
    Verdict.RECEVABLE_SOUS_RESERVE,
    "2026.1",
    "MDV-LGC-VA1",
    "avance",
    1,
    (FINDING,),
    ("SEG-COM-009",),
    (NotEvaluated("SEG-SCE-002", ("enrolement.profils",)),),
    ("phase",),
)


def _param(name: str, value: Param, rule: str = "SEG-COM-009") -> object:
    finding = Finding(rule, Severity.ERROR, "", {name: value})
    report = Report(Verdict.IRRECEVABLE, "", None, None, None, (finding,))
    findings = json.loads(json.dumps(report_to_dict(report)))["findings"]
    params: dict[str, object] = findings[0]["params"]
    return params[name]


def test_the_contract_is_kept_member_by_member() -> None:
    assert json.dumps(report_to_dict(REPORT), indent=1) == json.dumps(
        {
            "verdict": "recevable_sous_reserve",
            "ruleset": "2026.1",
            "sons": "MDV-LGC-VA1",
            "phase": "avance",
            "lines": 1,
            "guessed": ["phase"],
            "truncated": False,
            "findings": [
                {
                    "rule": "SEG-COM-009",
                    "severity": "warning",
                    "pointer": "/lignesImport/0/commande/montantSegurHT",
                    "line": 12,
                    "column": 25,
                    "numeroEditeur": "00017",
                    "message": message(FINDING),
                    "params": {"declare": "1075.00", "plafond": "1074.99"},
                    "sources": ["GU-52-07", "PS-18"],
                }
            ],
            "rules": {
                "evaluated": ["SEG-COM-009"],
                "notEvaluated": [{"rule": "SEG-SCE-002", "missing": ["enrolement.profils"]}],
            },
        },
        indent=1,
    )


def test_what_is_unknown_is_null() -> None:
    finding = Finding("SEG-FIC-004", Severity.WARNING, "")
    report = Report(Verdict.RECEVABLE, "2026.1", None, None, None, (finding,))
    answer = json.loads(json.dumps(report_to_dict(report)))
    assert (answer["sons"], answer["phase"], answer["lines"]) == (None, None, None)
    assert answer["findings"][0]["line"] is None
    assert answer["findings"][0]["column"] is None
    assert answer["findings"][0]["numeroEditeur"] is None
    assert answer["findings"][0]["params"] == {}


def test_messages_are_in_the_language_asked_for() -> None:
    for langue in ("fr", "en"):
        answer = json.loads(json.dumps(report_to_dict(REPORT, langue)))
        assert answer["findings"][0]["message"] == message(FINDING, langue)


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("declare", Decimal("358.33"), "358.33"),
        ("declare", Decimal("358.3"), "358.30"),
        ("declare", Decimal(3500), "3500.00"),
        ("declare", Decimal("3.5E+3"), "3500.00"),
        ("declare", Decimal("358.3330"), "358.333"),
        ("declare", Decimal("-0.001"), "-0.001"),
        ("declare", Decimal("NaN"), "NaN"),
        ("declare", Decimal("1E+999999"), "1E+999999"),
        ("taux", Decimal("8.50"), "8.5"),
        ("taux", Decimal(20), "20"),
        ("taux", Decimal("0.0"), "0"),
        ("nombre", 201, 201),
        ("valeur", "\x1b[31m", "\x1b[31m"),
        ("attendus", ("HT", "TTC"), ["HT", "TTC"]),
        ("depot", date(2022, 10, 20), "2022-10-20"),
        ("limite", datetime(2023, 12, 14, 13, tzinfo=UTC), "2023-12-14T13:00:00+00:00"),
        (
            "limite",
            datetime(2023, 12, 14, 14, tzinfo=timezone(timedelta(hours=1))),
            "2023-12-14T14:00:00+01:00",
        ),
    ],
)
def test_a_param_is_a_json_value(name: str, value: Param, expected: object) -> None:
    assert _param(name, value) == expected


def test_a_number_that_is_no_amount_stays_as_it_was_filed() -> None:
    assert _param("valeur", Decimal("12.5"), "SEG-FIC-018") == "12.5"


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_an_amount_keeps_its_value(amount: Decimal) -> None:
    written = _param("declare", amount)
    assert isinstance(written, str)
    assert Decimal(written) == amount
