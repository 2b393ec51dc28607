"""A run for a person: what was asked, what failed and why, and how much passed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from segur_rules.cli.output import BLANK, Line, line
from segur_rules.cli.words import labelled, printable
from segur_rules.messages import formats, ui

FAILURES_MAX: Final = 20
"""Failures that are told; the report has them all."""
DETAIL_MAX: Final = 8
"""Sentences of one failure that are told."""
_LONG: Final = 1000
_ISSUES: Final = ("passed", "failed", "skipped")


def run_to_lines(report: Mapping[str, Any], langue: str) -> Iterator[Line]:
    """The report of a run, in short."""
    who = report["implementation"]
    yield line((printable(f"{who['name']} {who['version']}".strip()), "bold"))
    known = {"suite": report["suite"], "ruleset": report["ruleset"]}
    yield line(ui("conformance.suite", langue, **known), indent=2)
    yield BLANK
    for operation in report["operations"]:
        style = "bold red" if operation["failed"] else ""
        yield line((labelled(operation["name"], _counts(operation, langue), langue), style))
    failures = [result for result in report["results"] if result["outcome"] == "failed"]
    for result in failures[:FAILURES_MAX]:
        yield BLANK
        yield from _failure(result, langue)
    if len(failures) > FAILURES_MAX:
        yield BLANK
        yield line(ui("conformance.more", langue, n=len(failures) - FAILURES_MAX))
    yield BLANK
    style = "bold red" if failures else "bold green"
    yield line((_counts(report["totals"], langue), style))


def _failure(result: Mapping[str, Any], langue: str) -> Iterator[Line]:
    cause = ui(f"conformance.cause.{result['cause']}", langue)
    yield line((result["id"], "bold red"), f"  {cause}")
    yield line((result["why"], "dim"), indent=2)
    for sentence in result["detail"][:DETAIL_MAX]:
        yield line(printable(sentence, _LONG), indent=2, hang=4)


def _counts(counts: Mapping[str, Any], langue: str) -> str:
    """How many there are of each, where there are any."""
    told = [
        ui(f"conformance.{issue}", langue, n=counts[issue]) for issue in _ISSUES if counts[issue]
    ]
    return formats.listed(told, langue, "standard")
