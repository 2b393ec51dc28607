"""`segur-rules montant`: what an avance or a solde is decided at, with the stages of it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from functools import wraps
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from segur_rules.cli.options import format_option, lang_option

if TYPE_CHECKING:
    from segur_rules.cli.amount_given import Given
    from segur_rules.montants import Calcul
    from segur_rules.outcomes import NotEvaluable, Refused

    Answered: TypeAlias = tuple[Given, Calcul | NotEvaluable | Refused]


@click.group("montant", invoke_without_command=True)
@click.pass_context
def amount_command(context: click.Context) -> None:
    """Compute what a demande is decided at, and show how."""
    if context.invoked_subcommand is None:
        click.echo(context.get_help())


def _about(declared: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """The options that the avance and the solde share."""
    options = (
        click.option("--montant-ht", required=True, metavar="X", help=declared),
        click.option(
            "--regime",
            required=True,
            type=click.Choice(("HT", "TTC"), case_sensitive=False),
            help="The régime de TVA: which amount is paid to this vendor.",
        ),
        click.option("--sons", metavar="CODE", help="The SONS, for its ceiling and its rate."),
        click.option("--tva", metavar="RATE", help="The VAT rate, in percent: 20, 8.5 or 0."),
        click.option(
            "--beneficiaires",
            metavar="N",
            help="How many bénéficiaires, where the ceiling counts them.",
        ),
        click.option(
            "--compte",
            "comptes",
            multiple=True,
            metavar="NAME=N",
            help="How many of one kind, where the ceiling counts several; may be repeated.",
        ),
        click.option(
            "--plafond-ht",
            metavar="X",
            help="The HT ceiling of the whole demande, in the place of the SONS's.",
        ),
        click.option(
            "--catalogue",
            metavar="FILE",
            help="Data added to the catalogue or put in place of its own, as TOML.",
        ),
        format_option("text", "json"),
        lang_option,
    )

    def add(command: Callable[..., None]) -> Callable[..., None]:
        for option in reversed(options):
            command = option(command)
        return command

    return add


def _answered(compute: Callable[..., Answered]) -> Callable[..., None]:
    """Show what is computed; the exit status is 1 when it is refused."""

    @wraps(compute)
    def run(*, output_format: str, langue: str, **options: Any) -> None:
        from segur_rules.cli.output import dump, show
        from segur_rules.outcomes import Refused

        given, answer = compute(langue=langue, **options)
        if output_format == "json":
            from segur_rules.cli.amount_text import answer_to_json

            dump(answer_to_json(answer, langue))
        else:
            from segur_rules.cli.amount_text import answer_to_lines

            show(answer_to_lines(given, answer, langue))
        raise click.exceptions.Exit(int(isinstance(answer, Refused)))

    return run


@amount_command.command("avance")
@_about("The HT amount of the order, in euros.")
@click.option(
    "--taux-avance",
    metavar="RATE",
    help="The advance rate, in percent, in the place of the SONS's.",
)
@_answered
def avance_command(*, taux_avance: str | None, langue: str, **options: Any) -> Answered:
    """Compute what the avance of an order is decided at.

    What is not known is named, and no number is given. The exit status is 0 then too, 1 when the
    demande would be refused, 2 when an option is wrong.
    """
    from segur_rules.cli.amount_given import build_given
    from segur_rules.cli.context import parse_rate
    from segur_rules.montants import compute_avance

    given = build_given("avance", langue=langue, **options)
    taux = given.sons.taux_avance if given.sons else None
    return given, compute_avance(
        given.montant_ht,
        regime=given.regime,
        taux_tva=given.taux_tva,
        plafond=given.plafond,
        taux_avance=taux
        if taux_avance is None
        else parse_rate(taux_avance, langue, "--taux-avance"),
        unites=given.unites,
    )


@amount_command.command("solde")
@_about("The HT amount of the invoice, in euros.")
@click.option("--avance-payee", metavar="X", help="What was paid for the avance, in euros.")
@click.option(
    "--avance-declaree-ht",
    metavar="X",
    help="The HT amount declared at the avance, which the invoice may not exceed.",
)
@_answered
def solde_command(
    *, avance_payee: str | None, avance_declaree_ht: str | None, langue: str, **options: Any
) -> Answered:
    """Compute what the solde of an invoice is decided at, or what is to be recovered.

    What is not known is named, and no number is given. The exit status is 0 then too, 1 when the
    demande would be refused, 2 when an option is wrong.
    """
    from segur_rules.cli.amount_given import build_given, parse_amount
    from segur_rules.montants import compute_solde

    def known(where: str, text: str | None) -> Decimal | None:
        return None if text is None else parse_amount(where, text, langue)

    given = build_given("solde", langue=langue, **options)
    return given, compute_solde(
        given.montant_ht,
        regime=given.regime,
        taux_tva=given.taux_tva,
        plafond=given.plafond,
        avance_payee=known("--avance-payee", avance_payee),
        avance_declaree_ht=known("--avance-declaree-ht", avance_declaree_ht),
        unites=given.unites,
    )
