"""Sending the mails that wait, each at most once.

Theory of operation. A mail is taken (EN_ENVOI, for a while) in a transaction of its own, by one
process; then it is given to the SMTP server; then what came of it is written. What the server
refused was not sent, and is tried again later; that no server answers is no fault of a mail, and
no try of it; what ends between the last byte and the server's answer, or is answered by what is no
answer, is INCERTAIN, and only somebody who decides so sends it again. A mail that was sent keeps no
secret.
"""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Callable
from contextlib import suppress
from datetime import datetime, timedelta
from email.message import EmailMessage
from email.policy import SMTP as POLICY
from enum import Enum
from typing import Final
from urllib.parse import SplitResult, unquote, urlsplit

from attrs import frozen
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from segur_reference.services.courriels import EtatCourriel, oublier_secret
from segur_reference.services.erreurs import Introuvable
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Courriel

ESSAIS_MAX: Final = 8
_TIMEOUT: Final = 20.0
_TAKEN: Final = timedelta(minutes=10)
"""Longer than a mail can take: what is still being sent then, nobody sends any more."""
_AGAIN: Final = timedelta(minutes=1)
"""After how long a first try is followed by another; each time twice as long."""


class Issue(Enum):
    """What came of a mail."""

    ENVOYE = "sent"
    REFUSE = "not sent, and not to be tried again"
    A_REESSAYER = "not sent"
    SANS_SERVEUR = "not sent, for no fault of its own: no server takes any"
    INCERTAIN = "sent or not: unknown"


@frozen
class Resume:
    """A mail without its text, for a list."""

    id: int
    etat: str
    cree: datetime
    modele: str
    destinataire: str
    sujet: str
    essais: int
    erreur: str | None


def lister(portail: Portail, *, most: int = 200) -> tuple[Resume, ...]:
    """The last mails, the newest first."""

    def use(session: Session) -> tuple[Resume, ...]:
        rows = session.scalars(select(Courriel).order_by(Courriel.id.desc()).limit(most))
        return tuple(
            Resume(r.id, r.etat, r.cree, r.modele, r.destinataire, r.sujet, r.essais, r.erreur)
            for r in rows
        )

    return portail.read(use)


def renvoyer(portail: Portail, number: int) -> None:
    """Let a mail that is uncertain, or that was given up, be sent once more.

    Raises `Introuvable` when there is no such mail.
    """
    now = portail.now()
    stopped = (EtatCourriel.INCERTAIN, EtatCourriel.ABANDONNE)

    def use(session: Session) -> None:
        query = select(Courriel).where(Courriel.id == number, Courriel.etat.in_(stopped))
        row = session.scalar(query.with_for_update())
        if row is None:
            raise Introuvable("courriel", number)
        row.etat, row.prochain, row.essais, row.erreur = EtatCourriel.A_ENVOYER, now, 0, None

    portail.write(use)


def envoyer(portail: Portail, stop: Callable[[], bool] = lambda: False) -> int:
    """Send the mails that wait, one by one, until asked to stop; say how many were sent.

    Nothing is sent where no SMTP server is set: mails stay, to be read here.
    """
    sent = 0
    if not portail.settings.smtp_url:
        return sent
    portail.write(lambda session: _doubt(session, portail.now()))
    while not stop() and (taken := portail.write(lambda session: _take(session, portail.now()))):
        issue, why = give(portail, taken)
        portail.write(lambda session: _note(session, taken.id, issue, why, portail.now()))  # noqa: B023
        sent += issue is Issue.ENVOYE
        if issue is Issue.SANS_SERVEUR:
            # The others would wait for it in vain too.
            break
    return sent


@frozen
class Pli:
    """What is sent."""

    id: int
    destinataire: str
    sujet: str
    corps: str
    cree: datetime


def give(portail: Portail, pli: Pli) -> tuple[Issue, str | None]:
    """Give a mail to the SMTP server: what came of it, and why."""
    settings = portail.settings
    try:
        message = _message(pli, settings.mail_from)
    except ValueError as error:
        return Issue.REFUSE, type(error).__name__
    try:
        server = connect(settings.smtp_url)
    except (OSError, smtplib.SMTPException, ValueError) as error:
        return Issue.SANS_SERVEUR, type(error).__name__
    try:
        return _give(server, settings.mail_from, pli.destinataire, message)
    finally:
        # The mail is the server's by now, or is not: how the call ends changes nothing.
        with suppress(OSError, smtplib.SMTPException):
            server.quit()
        server.close()


def _give(
    server: smtplib.SMTP, sender: str, recipient: str, message: bytes
) -> tuple[Issue, str | None]:
    begun = False
    try:
        _envelope(server, sender, recipient)
        begun = True
        code, _ = server.data(message)
    except smtplib.SMTPSenderRefused as error:
        # The same would be said of every mail: it is ours to set right, and none is given up.
        return Issue.SANS_SERVEUR, f"SMTP {error.smtp_code}"
    except smtplib.SMTPDataError as error:
        # The server did not let the mail begin.
        return _refused(error.smtp_code)
    except smtplib.SMTPResponseException as error:
        # Once the mail has begun, it is our own library that could not read what was answered.
        told = f"SMTP {error.smtp_code}"
        return (Issue.INCERTAIN, told) if begun else _refused(error.smtp_code)
    except ValueError as error:
        return Issue.REFUSE, type(error).__name__
    except (OSError, smtplib.SMTPException) as error:
        return (Issue.INCERTAIN if begun else Issue.A_REESSAYER), type(error).__name__
    return _answered(code)


def connect(url: str) -> smtplib.SMTP:
    """A connection to the SMTP server of a URL, ciphered when it can be, signed in if asked.

    Raises `OSError`, `smtplib.SMTPException`, or `ValueError` for what is no such URL.
    """
    parts = urlsplit(url)
    if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
        raise ValueError("smtp://HOST:PORT or smtps://HOST:PORT is expected")
    tls = ssl.create_default_context()
    if parts.scheme == "smtps":
        return _signed_in(
            smtplib.SMTP_SSL(parts.hostname, parts.port or 465, timeout=_TIMEOUT, context=tls),
            parts,
        )
    server = smtplib.SMTP(parts.hostname, parts.port or 25, timeout=_TIMEOUT)
    try:
        server.ehlo_or_helo_if_needed()
        if server.has_extn("starttls"):
            server.starttls(context=tls)
    except BaseException:
        server.close()
        raise
    return _signed_in(server, parts)


def _signed_in(server: smtplib.SMTP, parts: SplitResult) -> smtplib.SMTP:
    try:
        if parts.username:
            server.login(unquote(parts.username), unquote(parts.password or ""))
    except BaseException:
        server.close()
        raise
    return server


def _envelope(server: smtplib.SMTP, sender: str, recipient: str) -> None:
    server.ehlo_or_helo_if_needed()
    code, said = server.mail(sender)
    if code >= 300:
        raise smtplib.SMTPSenderRefused(code, said, sender)
    code, said = server.rcpt(recipient)
    if code >= 300:
        raise smtplib.SMTPResponseException(code, said)


def _message(pli: Pli, sender: str) -> bytes:
    message = EmailMessage(policy=POLICY)
    message["From"], message["To"], message["Subject"] = sender, pli.destinataire, pli.sujet
    message["Date"] = pli.cree
    message["Message-ID"] = f"<courriel-{pli.id}@{sender.rpartition('@')[2]}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(pli.corps)
    return message.as_bytes()


def _answered(code: int) -> tuple[Issue, str | None]:
    """What came of a mail that was given whole; -1 stands for an answer that is no answer."""
    if 200 <= code < 300:
        return Issue.ENVOYE, None
    if 400 <= code < 600:
        return _refused(code)
    return Issue.INCERTAIN, f"SMTP {code}"


def _refused(code: int) -> tuple[Issue, str]:
    issue = Issue.REFUSE if code >= 500 else Issue.A_REESSAYER
    # What a server says may hold the address.
    return issue, f"SMTP {code}"


def _doubt(session: Session, now: datetime) -> None:
    """Those that were being sent when their process ended."""
    lost = update(Courriel).where(Courriel.etat == EtatCourriel.EN_ENVOI, Courriel.prochain < now)
    session.execute(lost.values(etat=EtatCourriel.INCERTAIN))


def _take(session: Session, now: datetime) -> Pli | None:
    waits = select(Courriel).where(
        Courriel.etat == EtatCourriel.A_ENVOYER, Courriel.prochain <= now
    )
    row = session.scalar(waits.order_by(Courriel.id).limit(1).with_for_update(skip_locked=True))
    if row is None:
        return None
    row.etat, row.prochain, row.essais = EtatCourriel.EN_ENVOI, now + _TAKEN, row.essais + 1
    return Pli(row.id, row.destinataire, row.sujet, row.corps, row.cree)


def _note(session: Session, number: int, issue: Issue, why: str | None, now: datetime) -> None:
    row = session.get_one(Courriel, number)
    row.erreur = why
    if issue is Issue.ENVOYE:
        row.etat, row.envoye = EtatCourriel.ENVOYE, now
        oublier_secret(row)
    elif issue is Issue.INCERTAIN:
        row.etat = EtatCourriel.INCERTAIN
    elif issue is Issue.SANS_SERVEUR:
        row.etat, row.prochain, row.essais = EtatCourriel.A_ENVOYER, now + _AGAIN, row.essais - 1
    elif issue is Issue.REFUSE or row.essais >= ESSAIS_MAX:
        row.etat = EtatCourriel.ABANDONNE
    else:
        row.etat, row.prochain = EtatCourriel.A_ENVOYER, now + _AGAIN * 2 ** (row.essais - 1)
