"""`segur-rules echeance`: until when."""

from __future__ import annotations

import click

from segur_rules.cli.options import format_option, lang_option
from segur_rules.cli.output import Failure, dump, show


@click.command("echeance")
@click.option(
    "--depot",
    metavar="DATE",
    help="When demandes were imported without their documents: a day, or an instant with its zone.",
)
@click.option("--sons", metavar="CODE", help="The SONS whose calendar is asked for.")
@click.option(
    "--at",
    metavar="INSTANT",
    help="What is still possible then, such as 2022-10-20T10:00:00+02:00.",
)
@click.option(
    "--catalogue",
    metavar="FILE",
    help="Data added to the catalogue or put in place of its own, as TOML.",
)
@format_option("text", "json")
@lang_option
def deadline_command(
    *,
    depot: str | None,
    sons: str | None,
    at: str | None,
    catalogue: str | None,
    output_format: str,
    langue: str,
) -> None:
    """Tell the last instant to complete demandes, or the calendar of a SONS.

    A deadline is told with its source, and is inclusive unless it says otherwise. No instant is
    taken from the clock: without --at, nothing is said to be open or closed.
    """
    from segur_rules.cli.context import find_catalogue, find_sons, parse_instant
    from segur_rules.cli.deadlines_asked import Asked, parse_depot
    from segur_rules.messages import ui

    if depot is None and sons is None:
        raise Failure(ui("error.un au moins", langue, attendus=("--depot", "--sons")))
    known = find_catalogue(catalogue, langue)
    asked = Asked(
        depot=None if depot is None else parse_depot(depot, langue),
        sons=None if sons is None else find_sons(sons, known, "--sons", langue),
        instant=None if at is None else parse_instant(at, langue),
    )
    if output_format == "json":
        from segur_rules.cli.deadlines_text import asked_to_json

        dump(asked_to_json(asked))
    else:
        from segur_rules.cli.deadlines_text import asked_to_lines

        show(asked_to_lines(asked, langue))
