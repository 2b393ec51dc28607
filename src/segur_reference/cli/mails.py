"""`mails`: what waits to be sent, what was sent, and what is not known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import click

from segur_reference.cli.failures import Failure, opened, read_settings
from segur_rules.echeances import PARIS

if TYPE_CHECKING:
    from segur_reference.services.correspondance import CourrielVu
    from segur_reference.services.envois import Resume


@click.command("mails")
@click.option("--envoyer", is_flag=True, help="Send those that wait, now.")
@click.option(
    "--renvoyer", type=int, metavar="ID", help="Let one that is INCERTAIN or ABANDONNE go again."
)
@click.option(
    "--montrer", type=int, metavar="ID", help="Print one whole, with the link that it may hold."
)
def mails_command(*, envoyer: bool, renvoyer: int | None, montrer: int | None) -> None:
    """List the last mails, the newest first; with an option, send, or print one.

    One that was being sent when its process ended is INCERTAIN: it may have left, and is sent
    again only with --renvoyer.
    """
    from segur_reference.services import correspondance, envois
    from segur_reference.services.erreurs import Introuvable

    settings = read_settings()
    if envoyer and not settings.smtp_url:
        raise Failure("SEGUR_SMTP_URL is not set: mails stay here")
    with opened(settings) as portail:
        if renvoyer is not None:
            try:
                envois.renvoyer(portail, renvoyer)
            except Introuvable as error:
                raise Failure(f"no mail {renvoyer} is INCERTAIN or ABANDONNE") from error
            click.echo(f"The mail {renvoyer} waits to be sent.")
        if envoyer:
            click.echo(f"{envois.envoyer(portail)} mail(s) sent.")
        if montrer is not None:
            try:
                click.echo(_whole(correspondance.texte(portail, montrer)))
            except Introuvable as error:
                raise Failure(f"there is no mail {montrer}") from error
        if not envoyer and renvoyer is None and montrer is None:
            for mail in envois.lister(portail):
                click.echo(_line(mail))


def _whole(mail: CourrielVu) -> str:
    head = (
        f"Date: {mail.cree:%Y-%m-%d %H:%M}",
        f"To: {mail.destinataire}",
        f"Subject: {mail.sujet}",
        f"State: {mail.etat}",
    )
    return "\n".join((*head, "", mail.corps))


def _line(mail: Resume) -> str:
    when = mail.cree.astimezone(PARIS).isoformat(timespec="minutes")
    told = f"{mail.id:>6}  {when}  {mail.etat:10}  {mail.destinataire}  {mail.sujet}"
    if not mail.erreur:
        return told
    if not mail.essais:
        # None was given to the server: that is no try.
        return f"{told}  (the mail server takes none: {mail.erreur})"
    often = "once" if mail.essais == 1 else f"{mail.essais} times"
    return f"{told}  ({mail.erreur}, tried {often})"
