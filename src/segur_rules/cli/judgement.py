"""Files judged one by one, with a bar that says how far this is."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

import attrs
from attrs import frozen

from segur_rules.cli.reading import STDIN, read_file, reason
from segur_rules.cli.scenarios import DemandeControlee, checked_scenarios
from segur_rules.messages import ui
from segur_rules.outcomes import Finding, Report, Verdict
from segur_rules.rules import check_file
from segur_rules.rules.context import Context

BAR_FROM: Final = 4 * 1024 * 1024
"""Bytes from which even one file is worth a bar."""


@frozen
class Judgement:
    """What became of one file: a report, or the reason why it could not be read.

    `scenarios` is None where the referenced profiles are not known.
    """

    name: str
    report: Report | None = None
    error: str = ""
    scenarios: tuple[DemandeControlee, ...] | None = None


def exit_status(judgements: Iterable[Judgement]) -> int:
    """2 where a file could not be read, else 1 where one is irrecevable, else 0."""
    reports = [judgement.report for judgement in judgements]
    if None in reports:
        return 2
    return int(any(report and report.verdict is Verdict.IRRECEVABLE for report in reports))


def judge_all(
    names: Sequence[str], context: Context, langue: str, pieces: str | None = None
) -> tuple[Judgement, ...]:
    """Judge files in their order. One that cannot be read does not stop the others."""
    return tuple(judge(name, context, langue, pieces) for name in _watched(names, langue))


def judge(name: str, context: Context, langue: str, pieces: str | None = None) -> Judgement:
    """Judge one file, with its documents where they are given."""
    try:
        content = read_file(name, context.limits.octets)
    except (OSError, ValueError) as error:
        return Judgement(name, error=reason(name, error, langue))
    if pieces is None:
        report = check_file(content.raw, context)
    else:
        from segur_rules.cli.pieces import check_given

        try:
            report = check_given(content.raw, pieces, context, beside=name)
        except (OSError, ValueError) as error:
            unread = getattr(error, "filename", None) or pieces
            return Judgement(name, error=reason(str(unread), error, langue))
    if content.size is not None:
        findings = tuple(_of_size(finding, content.size) for finding in report.findings)
        report = attrs.evolve(report, findings=findings)
    return Judgement(name, report, scenarios=checked_scenarios(content.raw, context))


def _of_size(finding: Finding, size: int) -> Finding:
    """A file that is too large is read no further than the limit; what is told is its size."""
    if finding.rule != "SEG-FIC-001":
        return finding
    return attrs.evolve(finding, params={**finding.params, "taille": size})


def _watched(names: Sequence[str], langue: str) -> Iterator[str]:
    if not sys.stderr.isatty() or (len(names) == 1 and _octets(names) < BAR_FROM):
        yield from names
        return
    from rich.console import Console
    from rich.progress import track

    yield from track(
        names,
        description=ui("progress", langue),
        console=Console(file=sys.stderr),
        transient=True,
        disable=False,
    )


def _octets(names: Iterable[str]) -> int:
    total = 0
    for name in names:
        try:
            total += 0 if name == STDIN else os.path.getsize(name)
        except (OSError, ValueError):
            continue
    return total
