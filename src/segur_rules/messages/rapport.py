"""A report or a refusal as plain data, for JSON: the contract that other programs read."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal

from segur_rules.messages import message, refusal
from segur_rules.messages.formats import RATES, is_as_filed, is_plain
from segur_rules.outcomes import Finding, Param, Refused, Report


def report_to_dict(report: Report, langue: str = "fr") -> dict[str, object]:
    """Return the report as JSON values, its messages in one language.

    In `params`, an amount is a string with two decimals or more, a rate a string without
    needless zeros, a date or an instant ISO 8601, a list an array.
    """
    return {
        "verdict": report.verdict.value,
        "ruleset": report.ruleset,
        "sons": report.sons,
        "phase": report.phase,
        "lines": report.lines,
        "guessed": list(report.guessed),
        "truncated": report.truncated,
        "findings": [_finding(finding, langue) for finding in report.findings],
        "rules": {
            "evaluated": list(report.evaluated),
            "notEvaluated": [
                {"rule": skipped.rule, "missing": list(skipped.missing)}
                for skipped in report.not_evaluated
            ],
        },
    }


def refusal_to_dict(refused: Refused, langue: str = "fr") -> dict[str, object]:
    """Return the refusal as JSON values, its message in one language; params as in a report."""
    return {
        "code": str(refused.code),
        "params": _params(refused.params, str(refused.code)),
        "message": refusal(refused, langue),
    }


def _finding(finding: Finding, langue: str) -> dict[str, object]:
    return {
        "rule": finding.rule,
        "severity": finding.severity.value,
        "pointer": finding.pointer,
        "line": finding.line,
        "column": finding.column,
        "numeroEditeur": finding.numero_editeur,
        "message": message(finding, langue),
        "params": _params(finding.params, finding.rule),
        "sources": list(finding.sources),
    }


def _params(params: Mapping[str, Param], rule: str) -> dict[str, object]:
    return {name: _param(name, value, rule) for name, value in params.items()}


def _param(name: str, value: Param, rule: str) -> object:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):  # a datetime is one too
        return value.isoformat()
    if isinstance(value, Decimal):
        return _decimal(name, value, rule)
    return value


def _decimal(name: str, value: Decimal, rule: str) -> str:
    if is_as_filed(name, rule) or not is_plain(value):
        return str(value)
    whole, _, decimals = f"{value:f}".partition(".")
    decimals = decimals.rstrip("0")
    if name not in RATES:
        decimals = decimals.ljust(2, "0")
    return f"{whole}.{decimals}" if decimals else whole
