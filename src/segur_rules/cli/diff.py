"""`segur-rules diff`: the bénéficiaires of the soldes against those of the avances."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

import click

from segur_rules.cli.options import format_option, lang_option
from segur_rules.cli.output import BLANK, Failure, Line, dump, line, show

if TYPE_CHECKING:
    from segur_rules.demandes.codes import Phase
    from segur_rules.lots import Perimetre, Perimetres, Retour
    from segur_rules.rules.context import Context

STYLES: Final = MappingProxyType({"CORRESPOND": "", "RETIRE": "yellow", "AJOUTE": "bold red"})


@click.command("diff")
@click.argument("avance")
@click.argument("solde")
@click.option("--sons", metavar="CODE", help="The SONS, where the files do not show it.")
@format_option("text", "json")
@lang_option
def diff_command(
    *, avance: str, solde: str, sons: str | None, output_format: str, langue: str
) -> None:
    """Compare the bénéficiaires of a file of soldes with those of a file of avances.

    Each file may be as filed or as the portal returned it. A solde is of the avance whose ASP
    number it bears; where the avances have none yet, of the one with its numeroEditeur.

    The exit status is 0 when every bénéficiaire corresponds, 1 when some do not, 2 when an option
    is wrong or a file cannot be read.
    """
    from segur_rules.catalogue import load
    from segur_rules.cli.context import find_sons
    from segur_rules.demandes.codes import Phase
    from segur_rules.lots import compare_perimetres
    from segur_rules.messages import ui
    from segur_rules.rules.context import Context

    if (avance, solde).count("-") > 1:
        raise Failure(ui("error.stdin twice", langue))
    code = None if sons is None else find_sons(sons, load(), "--sons", langue).code
    context = Context(sons=code)
    compared = compare_perimetres(
        read_one(avance, Phase.AVANCE, context, langue),
        read_one(solde, Phase.SOLDE, context, langue),
    )
    if output_format == "json":
        dump(_to_json(compared))
    else:
        show(_to_lines(compared, langue))
    raise click.exceptions.Exit(0 if compared.identiques else 1)


def read_one(name: str, phase: Phase, context: Context, langue: str) -> Retour:
    """A file of this phase, filed or returned. Raises `Failure`, which says what is wrong first."""
    from segur_rules.cli.lots import read_bounded, said
    from segur_rules.cli.reading import title
    from segur_rules.cli.words import labelled
    from segur_rules.lots import Refus, read_returned

    retour = read_returned(read_bounded(name, langue), phase, context)
    if isinstance(retour, Refus):
        first = retour.remarques[0]
        where = f"{title(name, langue)}{first.pointer and ' '}{first.pointer}"
        raise Failure(labelled(where, said(first, langue), langue))
    return retour


def _to_json(compared: Perimetres) -> dict[str, Any]:
    return {
        "dossiers": [
            {
                "numeroEditeur": dossier.numero_editeur,
                "numeroASP": dossier.numero_asp,
                "matchedBy": "numeroASP" if dossier.par_numero_asp else "numeroEditeur",
                "beneficiaires": [
                    {"numero": number, "correspondance": what.value}
                    for number, what in dossier.beneficiaires
                ],
            }
            for dossier in compared.dossiers
        ],
        "avancesWithoutSolde": list(compared.avances_seules),
        "soldesWithoutAvance": list(compared.soldes_seuls),
    }


def _to_lines(compared: Perimetres, langue: str) -> Iterator[Line]:
    from segur_rules.messages import ui

    for dossier in compared.dossiers:
        yield from _dossier_to_lines(dossier, langue)
        yield BLANK
    for key, numbers in (
        ("perimetre.avances", compared.avances_seules),
        ("perimetre.soldes", compared.soldes_seuls),
    ):
        if numbers:
            yield line(ui(key, langue, valeur=numbers))
    if any(not dossier.par_numero_asp for dossier in compared.dossiers):
        yield line(ui("perimetre.inferred", langue))
    counts = Counter(what for dossier in compared.dossiers for _, what in dossier.beneficiaires)
    for what, number in sorted(counts.items()):
        yield line(ui(f"perimetre.count.{what}", langue, n=number))


def _dossier_to_lines(dossier: Perimetre, langue: str) -> Iterator[Line]:
    from segur_rules.cli.words import printable
    from segur_rules.messages import ui

    known = f" ({printable(dossier.numero_asp)})" if dossier.numero_asp else ""
    yield line((f"{printable(dossier.numero_editeur)}{known}", "bold"))
    for number, what in dossier.beneficiaires:
        word = ui(f"perimetre.{what}", langue)
        yield line((word, STYLES[what]), f"  {printable(number)}", indent=2)
