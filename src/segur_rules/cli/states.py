"""`segur-rules statut`: how things live, and what may happen to them from where they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import click

from segur_rules.cli.options import format_option, lang_option
from segur_rules.cli.output import Failure, dump, dump_text, show

if TYPE_CHECKING:
    from enum import StrEnum

    from segur_rules.statuts import Table

TABLES = ("demande", "paiement", "enrolement", "modele", "coordonnees", "personne")
ACTEURS = ("FOURNISSEUR", "GESTIONNAIRE", "HORLOGE")


@click.command("statut")
@click.argument(
    "name",
    required=False,
    type=click.Choice(TABLES, case_sensitive=False),
    metavar="[TABLE]",
)
@click.option("--etat", metavar="ETAT", help="What may happen from this état, and who may do it.")
@click.option(
    "--acteur",
    "acteur",
    type=click.Choice(ACTEURS, case_sensitive=False),
    help="Only what this actor may do.",
)
@format_option("text", "json", "mermaid")
@lang_option
def state_command(
    *, name: str | None, etat: str | None, acteur: str | None, output_format: str, langue: str
) -> None:
    """Print the tables of états, or what may happen from one état.

    TABLE is demande, paiement, enrolement, modele, coordonnees or personne; without it, every
    table that has the état.
    """
    from segur_rules.statuts import TABLES as BY_NAME
    from segur_rules.statuts import Acteur

    tables = tuple(BY_NAME.values()) if name is None else (BY_NAME[name],)
    actor = None if acteur is None else Acteur(acteur)
    if output_format == "mermaid":
        _draw(tables, langue, whole=name is not None and etat is None and actor is None)
        return
    found: list[tuple[Table[Any, Any], StrEnum | None]] = (
        [(table, None) for table in tables] if etat is None else _find_etat(etat, tables, langue)
    )
    if output_format == "json":
        from segur_rules.cli.states_json import table_to_json

        shown = [table_to_json(table, state, actor, langue) for table, state in found]
        dump(shown if name is None else shown[0])
    else:
        from segur_rules.cli.states_text import tables_to_lines

        show(tables_to_lines(found, actor, langue))


def _draw(tables: tuple[Table[Any, Any], ...], langue: str, *, whole: bool) -> None:
    from segur_rules.messages import ui
    from segur_rules.statuts import diagram

    if not whole:
        raise Failure(ui("error.mermaid", langue))
    # As it is, even on a terminal: a line that is wrapped would no longer be Mermaid.
    dump_text(diagram(tables[0]).rstrip("\n"))


def _find_etat(
    etat: str, tables: tuple[Table[Any, Any], ...], langue: str
) -> list[tuple[Table[Any, Any], StrEnum | None]]:
    """The tables that have this état. Raises `Failure`, which names those that are close to it."""
    from segur_rules.cli.words import labelled, unknown

    given = etat.strip().upper()
    found: list[tuple[Table[Any, Any], StrEnum | None]] = [
        (table, table.etats(given)) for table in tables if given in table.etats.__members__
    ]
    if not found:
        known = dict.fromkeys(state.value for table in tables for state in table.etats)
        raise Failure(labelled("--etat", unknown("error.etat", etat, known, langue), langue))
    return found
