"""A run: the implementation is reached, asked, and what became of each vector is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

import click

from segur_rules.cli.conformance.process import ProcessRunner
from segur_rules.cli.conformance.runner import CannotRun, Runner, put
from segur_rules.cli.conformance.summary import run_to_lines
from segur_rules.cli.conformance.web import HttpRunner
from segur_rules.cli.lots import watched
from segur_rules.cli.output import Failure, complain, show
from segur_rules.cli.words import labelled, printable
from segur_rules.cli.writing import new_files
from segur_rules.conformance import Vector
from segur_rules.conformance.bilan import report
from segur_rules.conformance.exact import dumps
from segur_rules.conformance.page import page
from segur_rules.echeances import PARIS
from segur_rules.messages import ui


def reach(
    command: Sequence[str], url: str | None, timeouts: tuple[float, float], langue: str
) -> Runner:
    """The implementation that a command or a URL leads to. Raises `Failure`."""
    if bool(command) is (url is not None):
        raise Failure(ui("conformance.one of", langue))

    def warn() -> None:
        complain(ui("conformance.waiting", langue))

    try:
        if url is None:
            return ProcessRunner(command, *timeouts)
        return HttpRunner(url, *timeouts, warn)
    except CannotRun as error:
        details = [printable(detail, 1000) for detail in error.detail]
        raise Failure(ui(f"conformance.{error.why}", langue), details) from error
    except ValueError as error:
        raise Failure(labelled("--url", ui("error.url", langue), langue)) from error


def conclude(
    chosen: Sequence[Vector],
    runner: Runner,
    json_file: str | None,
    html_file: str | None,
    langue: str,
) -> None:
    """Ask the vectors, write what is asked for, tell the rest, and end with the status."""
    begun = datetime.now(PARIS)
    names = [name for name in (json_file, html_file) if name is not None]
    try:
        # Opened beforehand: a long run is not lost for a file that cannot be written.
        with new_files(names, langue, force=True) as streams:
            outcomes = [put(vector, runner) for vector in watched(chosen, langue)]
            told = report(outcomes, runner.implementation, begun)
            texts = [f"{dumps(told)}\n"] if json_file is not None else []
            texts += [page(told, langue)] if html_file is not None else []
            for stream, text in zip(streams, texts, strict=True):
                stream.write(text.encode())
    finally:
        runner.close()
    show(run_to_lines(told, langue))
    counts = told["totals"]
    if counts["skipped"] == counts["vectors"]:
        raise Failure(ui("conformance.all skipped", langue))
    raise click.exceptions.Exit(1 if counts["failed"] else 0)
