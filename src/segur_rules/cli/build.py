"""`segur-rules build`: make what is filed from what a vendor keeps."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import TYPE_CHECKING, Any, TypeVar

import click

from segur_rules.cli.options import format_option, lang_option
from segur_rules.cli.output import Failure, dump, dump_text, show

if TYPE_CHECKING:
    from segur_rules.lots import Lot, Refus

F = TypeVar("F", bound=Callable[..., Any])

sons_option = click.option(
    "--sons", required=True, metavar="CODE", help="The SONS, such as MDV-LGC-VA1."
)
from_option = click.option(
    "--from", "table_file", required=True, metavar="CSV", help="The table; - is standard input."
)
out_option = click.option(
    "--out", "folder", required=True, metavar="FOLDER", help="Where the files are written."
)
force_option = click.option("--force", is_flag=True, help="Replace files that exist.")


def context_options(command: F) -> F:
    """The options that say what `check` would be told."""
    for option in (
        click.option(
            "--catalogue", "catalogue_file", metavar="FILE", help="Data added, as for check."
        ),
        click.option("--context", "context_file", metavar="FILE", help="As for check."),
        click.option("--tva", metavar="RATE", help="The VAT rate chosen, as for check."),
        click.option("--at", metavar="INSTANT", help="When the files are filed, as for check."),
    ):
        command = option(command)
    return command


@click.group("build")
def build_group() -> None:
    """Make files of demandes from a spreadsheet's CSV, and the zip of their documents."""


@build_group.command("columns")
@sons_option
@click.option(
    "--phase",
    required=True,
    type=click.Choice(("avance", "solde"), case_sensitive=False),
    help="The type of demande.",
)
@format_option("csv", "json")
@lang_option
def columns_command(sons: str, phase: str, output_format: str, langue: str) -> None:
    """Print an empty table: its headings, and a row of examples to be replaced.

    As JSON, each column says what it means, how it is read, and whether it must be filled.
    """
    from segur_rules.catalogue import load
    from segur_rules.cli.context import find_sons
    from segur_rules.demandes.codes import Phase
    from segur_rules.lots import columns_of, template

    catalogue = load()
    found = find_sons(sons, catalogue, "--sons", langue)
    columns = columns_of(found, Phase(phase), catalogue)
    if output_format == "json":
        from segur_rules.lots.colonnes import headings

        dump(
            [
                {
                    "column": name,
                    "meaning": column.tag.meaning,
                    "kind": column.genre.value,
                    "values": list(column.valeurs),
                    "required": column.obligatoire,
                    "eachRow": column.par_rangee,
                    "example": column.exemple,
                }
                for name, column in headings(columns).items()
            ]
        )
    else:
        dump_text(template(columns).rstrip("\n"))


@build_group.command("avance")
@sons_option
@click.option("--ans", required=True, metavar="NUMBER", help="The product's ANS number.")
@click.option("--siret", required=True, metavar="SIRET", help="The vendor's SIRET.")
@from_option
@out_option
@context_options
@force_option
@format_option("text", "json")
@lang_option
def avance_command(
    *,
    sons: str,
    ans: str,
    siret: str,
    table_file: str,
    folder: str,
    at: str | None,
    tva: str | None,
    context_file: str | None,
    catalogue_file: str | None,
    force: bool,
    output_format: str,
    langue: str,
) -> None:
    """Make the files of avances from a table: at most 200 demandes in each.

    Each row is one bénéficiaire; the rows that share a numeroEditeur are one demande. Either
    every file is written and none has an error, or none is written and each cell to mend is told.

    The exit status is 0 when the files are written, 1 when rows are to be mended, 2 when an
    option is wrong, or a file cannot be read or written.
    """
    from segur_rules.cli.context import build_context
    from segur_rules.cli.lots import read_table, watched
    from segur_rules.lots import Refus, make_avances

    context = build_context(
        sons=sons,
        phase="avance",
        at=at,
        tva=tva,
        context=context_file,
        catalogue=catalogue_file,
        langue=langue,
    )
    made: Lot | Refus
    table = read_table(table_file, langue)
    if isinstance(table, Refus):
        made = table
    else:
        made = make_avances(
            table,
            context=context,
            numero_ans=ans,
            siret=siret,
            suivi=partial(watched, langue=langue),
        )
    conclude(made, folder, output_format, langue, force=force)


@build_group.command("solde")
@click.option(
    "--retour",
    "returned",
    required=True,
    metavar="FILE",
    help="The file of avances, as the portal returned it.",
)
@from_option
@out_option
@click.option("--sons", metavar="CODE", help="The SONS, where the returned file does not show it.")
@context_options
@force_option
@format_option("text", "json")
@lang_option
def solde_command(
    *,
    returned: str,
    table_file: str,
    folder: str,
    sons: str | None,
    at: str | None,
    tva: str | None,
    context_file: str | None,
    catalogue_file: str | None,
    force: bool,
    output_format: str,
    langue: str,
) -> None:
    """Make the files of soldes from a table of invoices and the returned file of the avances.

    Each row is one invoice, of the demande with its numeroEditeur or its numeroASP. The
    bénéficiaires, the scenario and the ASP number are those of the returned file. Demandes that
    the portal rejected or gave no number are told and left out. The exit status is that of
    build avance.
    """
    from attrs import evolve

    from segur_rules.cli.context import build_context
    from segur_rules.cli.diff import read_one
    from segur_rules.cli.lots import read_table, watched
    from segur_rules.demandes.codes import Phase
    from segur_rules.lots import Refus, make_soldes
    from segur_rules.messages import ui

    if (returned, table_file).count("-") > 1:
        raise Failure(ui("error.stdin twice", langue))
    context = build_context(
        sons=sons,
        phase="solde",
        at=at,
        tva=tva,
        context=context_file,
        catalogue=catalogue_file,
        langue=langue,
    )
    retour = read_one(returned, Phase.AVANCE, context, langue)
    if retour.sons is None:
        raise Failure(ui("error.absent", langue, balise="--sons"))
    made: Lot | Refus
    table = read_table(table_file, langue)
    if isinstance(table, Refus):
        made = table
    else:
        made = make_soldes(
            table,
            retour=retour,
            context=evolve(context, sons=retour.sons),
            suivi=partial(watched, langue=langue),
        )
    conclude(made, folder, output_format, langue, force=force)


def conclude(
    made: Lot | Refus, folder: str, output_format: str, langue: str, *, force: bool
) -> None:
    """Write what was made, say so or say why not, and end with the status."""
    from segur_rules.cli.lots import made_to_json, made_to_lines, write_lot
    from segur_rules.lots import Lot

    if isinstance(made, Lot):
        write_lot(made, folder, langue, force=force)
    if output_format == "json":
        dump(made_to_json(made, folder, langue))
    else:
        show(made_to_lines(made, folder, langue))
    raise click.exceptions.Exit(0 if isinstance(made, Lot) else 1)


@build_group.command("zip")
@click.argument("files", nargs=-1, required=True, metavar="FILE...")
@click.option(
    "--pieces", "source", required=True, metavar="FOLDER", help="Where the documents are."
)
@click.option("--out", required=True, metavar="ZIP", help="The zip to write.")
@click.option("--sons", metavar="CODE", help="The SONS, where the files do not show it.")
@click.option("--incomplete", is_flag=True, help="Write the zip even if documents are missing.")
@force_option
@format_option("text", "json")
@lang_option
def zip_command(
    *,
    files: tuple[str, ...],
    source: str,
    out: str,
    sons: str | None,
    incomplete: bool,
    force: bool,
    output_format: str,
    langue: str,
) -> None:
    """Gather the documents that files announce, each under its announced name.

    A document that bears another name joins the demande whose numeroEditeur its name ends with,
    if that demande lacks one such document only. What is missing or in doubt is told.

    The exit status is 0 when no document is missing, 1 when some are, 2 when an option is wrong,
    or a file cannot be read or written.
    """
    from segur_rules.catalogue import load
    from segur_rules.cli.context import find_sons
    from segur_rules.cli.gathering import (
        demandes_of,
        gathered_to_json,
        gathered_to_lines,
        paths_in,
        write_zip,
    )
    from segur_rules.lots import gather
    from segur_rules.rules.context import Context

    code = None if sons is None else find_sons(sons, load(), "--sons", langue).code
    demandes = demandes_of(files, Context(sons=code), langue)
    found = gather(demandes, paths_in(source, langue))
    written = None if found.manquantes and not incomplete else out
    if written is not None:
        write_zip(found, source, written, langue, force=force)
    if output_format == "json":
        dump(gathered_to_json(found, written))
    else:
        show(gathered_to_lines(found, written, langue))
    raise click.exceptions.Exit(1 if found.manquantes else 0)
