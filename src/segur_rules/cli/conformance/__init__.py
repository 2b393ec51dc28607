"""`segur-rules conformance`: the vectors, for whoever has another implementation of the rules."""

from __future__ import annotations

from math import isnan
from typing import Any, Final

import click

from segur_rules.cli.options import lang_option


class _Seconds(click.FloatRange):
    """A time to wait."""

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> float:
        seconds = float(super().convert(value, param, ctx))
        if isnan(seconds):
            self.fail(f"{value} is no number of seconds", param, ctx)
        return seconds


_SECONDS: Final = _Seconds(0, 86_400, min_open=True)


@click.group("conformance")
def conformance_group() -> None:
    """Judge another implementation of the rules by the vectors of this one."""


@conformance_group.command("export")
@click.argument("folder", metavar="DIR")
@lang_option
def export_command(*, folder: str, langue: str) -> None:
    """Write the vectors in DIR, with all that is needed to use them in any language.

    DIR is made, or is empty. Either every file is written or none is.
    """
    from segur_rules.cli.conformance.export import export

    export(folder, langue)


@conformance_group.command("serve")
def serve_command() -> None:
    """Answer the line protocol on standard input and output, as an implementation does."""
    from segur_rules.cli.conformance.serve import serve

    serve()


@conformance_group.command("run")
@click.option("--url", metavar="URL", help="Where an implementation listens, over HTTP.")
@click.option(
    "--timeout",
    type=_SECONDS,
    default=10,
    show_default=True,
    metavar="SECONDS",
    help="How long an answer is waited for.",
)
@click.option(
    "--start-timeout",
    type=_SECONDS,
    default=60,
    show_default=True,
    metavar="SECONDS",
    help="How long the first answer is waited for.",
)
@click.option("--operation", "operations", multiple=True, metavar="NAME", help="Only its vectors.")
@click.option("--rule", "rules", multiple=True, metavar="ID", help="Only its vectors.")
@click.option("--id", "ids", multiple=True, metavar="ID", help="Only this vector.")
@click.option("--report", metavar="FILE", help="Where the report is written, as JSON.")
@click.option("--html", metavar="FILE", help="Where the report is written, as a page.")
@lang_option
@click.argument("command", nargs=-1, type=click.UNPROCESSED, metavar="[-- COMMAND...]")
def run_command(
    *,
    command: tuple[str, ...],
    url: str | None,
    timeout: float,
    start_timeout: float,
    operations: tuple[str, ...],
    rules: tuple[str, ...],
    ids: tuple[str, ...],
    report: str | None,
    html: str | None,
    langue: str,
) -> None:
    """Ask an implementation every vector, and say which ones it answers otherwise.

    COMMAND starts a process that answers the line protocol; --url is where a server answers
    over HTTP. One of the two is given.

    The exit status is 0 when every vector passed or was skipped, 1 when some failed, 2 when an
    option is wrong, the implementation cannot be run, or every vector was skipped.
    """
    from segur_rules.cli.conformance.choice import choose
    from segur_rules.cli.conformance.run import conclude, reach

    chosen = choose(operations, rules, ids, langue)
    runner = reach(command, url, (timeout, start_timeout), langue)
    conclude(chosen, runner, report, html, langue)


__all__ = ["conformance_group"]
