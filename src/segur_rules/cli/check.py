"""`segur-rules check`: judge files."""

from __future__ import annotations

import click

from segur_rules.cli.options import format_option, lang_option
from segur_rules.cli.output import Failure, complain, dump, show


@click.command("check")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option("--sons", metavar="CODE", help="The SONS chosen, such as MDV-LGC-VA1.")
@click.option(
    "--phase",
    type=click.Choice(("avance", "solde"), case_sensitive=False),
    help="The type of demande chosen.",
)
@click.option(
    "--at",
    metavar="INSTANT",
    help="When the files are filed, such as 2022-10-20T10:00:00+02:00. Now, by default.",
)
@click.option("--tva", metavar="RATE", help="The VAT rate chosen, in percent: 20, 8.5 or 0.")
@click.option(
    "--context",
    "context_file",
    metavar="FILE",
    help="What you know besides, as JSON: enrôlement, dossiers. What an option says comes first.",
)
@click.option(
    "--catalogue",
    "catalogue_file",
    metavar="FILE",
    help="Data added to the catalogue or put in place of its own, as TOML.",
)
@click.option(
    "--pieces",
    metavar="ZIP-OR-FOLDER",
    help="The documents of the file, to be judged with it.",
)
@format_option("text", "json", "sarif")
@lang_option
def check_command(
    *,
    files: tuple[str, ...],
    sons: str | None,
    phase: str | None,
    at: str | None,
    tva: str | None,
    context_file: str | None,
    catalogue_file: str | None,
    pieces: str | None,
    output_format: str,
    langue: str,
) -> None:
    """Judge import files before they are filed.

    A dash (-) stands for the standard input. What the options do not say of the SONS and the
    phase is deduced from each file where it leaves no doubt.

    The exit status is 0 when nothing is found against the files, 1 when one of them is
    irrecevable, 2 when an option is wrong or a file cannot be read.
    """
    from segur_rules.cli.context import build_context
    from segur_rules.cli.judgement import exit_status, judge_all
    from segur_rules.messages import ui

    if (*files, context_file, catalogue_file).count("-") > 1:
        raise Failure(ui("error.stdin twice", langue))
    if pieces is not None and len(files) > 1:
        raise Failure(ui("error.pieces", langue))
    context = build_context(
        sons=sons,
        phase=phase,
        at=at,
        tva=tva,
        context=context_file,
        catalogue=catalogue_file,
        langue=langue,
    )
    judgements = judge_all(files, context, langue, pieces)
    for judgement in judgements:
        if judgement.error:
            complain(judgement.error)
    if output_format == "json":
        from segur_rules.cli.report import reports_to_json

        dump(reports_to_json(judgements, langue))
    elif output_format == "sarif":
        from segur_rules.cli.sarif import sarif_log

        dump(sarif_log(judgements, langue))
    else:
        from segur_rules.cli.text import reports_to_lines

        show(reports_to_lines(judgements, context, langue))
    raise click.exceptions.Exit(exit_status(judgements))
