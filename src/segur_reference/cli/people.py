"""`gestionnaire add`: officers of the agency, whom no screen can make."""

from __future__ import annotations

import click

from segur_reference.cli.failures import Failure, opened, read_settings


@click.group("gestionnaire")
def gestionnaire_group() -> None:
    """Officers of the agency, who instruct the demandes."""


@gestionnaire_group.command("add")
@click.argument("identifiant")
@click.option("--nom", required=True, help="The name.")
@click.option("--prenom", required=True, help="The first name.")
@click.option("--courriel", required=True, help="Where mails go.")
def add_command(*, identifiant: str, nom: str, prenom: str, courriel: str) -> None:
    """Make an officer who signs in as IDENTIFIANT, and print a link that serves once.

    By the link the password is chosen: hand it over, no mail is sent. While no password was
    chosen, to add the officer again makes another link; the former one serves no more.
    """
    from segur_reference.services.compte import ajouter_gestionnaire
    from segur_reference.services.erreurs import FormulaireRefuse
    from segur_reference.services.phrases import phrase_of

    with opened(read_settings()) as portail:
        try:
            link = ajouter_gestionnaire(portail, identifiant, nom, prenom, courriel)
        except FormulaireRefuse as error:
            raise Failure(" ".join(phrase_of(one, "en") for one in error.refus)) from error
        hours = portail.settings.link_seconds // 3600
    click.echo(f"{identifiant} is a gestionnaire, and chooses a password within {hours} h at:")
    click.echo(link)
