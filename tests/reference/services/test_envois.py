"""Mails that are sent: to a real SMTP server, at most once each, and told apart when unknown."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult
from attrs import asdict, evolve
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID
from sqlalchemy.orm import Session

from segur_reference.config import Settings
from segur_reference.services import envois
from segur_reference.services.courriels import ecrire
from segur_reference.services.erreurs import Introuvable
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from tests.reference.monde import Horloge, courriels


class Poste:
    """A mail server's manners: what it received, and what it answers."""

    def __init__(self) -> None:
        self.received: list[Any] = []
        self.to_mail = "250 OK"
        self.to_rcpt = "250 OK"
        self.to_data = "250 OK"
        self.hangs_up = False

    async def handle_MAIL(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.mail_from = address
        return self.to_mail

    async def handle_RCPT(  # noqa: N802
        self, server: Any, session: Any, envelope: Any, address: str, options: list[str]
    ) -> str:
        envelope.rcpt_tos.append(address)
        return self.to_rcpt

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.received.append(envelope)
        if self.hangs_up:
            server.transport.abort()
        return self.to_data


@pytest.fixture
def poste() -> Iterator[tuple[Poste, str]]:
    """A mail server, and its URL."""
    manners = Poste()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(manners, hostname="127.0.0.1", port=port)
    controller.start()
    yield manners, f"smtp://127.0.0.1:{port}"
    controller.stop()


@pytest.fixture
def portail(
    request: pytest.FixtureRequest,
    on_sqlite_and_postgresql: Callable[[str], str],
    tmp_path: Path,
    horloge: Horloge,
    poste: tuple[Poste, str],
) -> Iterator[Portail]:
    """A portal that sends its mails to that server, on the database that the test names."""
    settings = Settings(
        database_url=on_sqlite_and_postgresql(getattr(request, "param", "sqlite")),
        store_url=str(tmp_path / "documents"),
        smtp_url=poste[1],
        mail_from="portail@example.org",
    )
    opened = Portail(settings, Database(settings.database_url), Documents(settings), horloge)
    yield opened
    opened.close()


@pytest.fixture
def server(poste: tuple[Poste, str]) -> Poste:
    """The mail server's manners."""
    return poste[0]


def write(portail: Portail, number: int = 1, *, a: str = "editeur@example.org") -> None:
    def use(session: Session) -> None:
        for _ in range(number):
            ecrire(
                session,
                "identifiant",
                a=a,
                objet="ENR0001",
                now=portail.now(),
                params={"identifiant": "fournisseur1"},
            )

    portail.write(use)


def states(portail: Portail) -> list[tuple[str, str | None]]:
    return [(mail.etat, mail.erreur) for mail in envois.lister(portail)]


def test_a_mail_that_waits_is_sent_once(portail: Portail, server: Poste) -> None:
    write(portail)
    assert envois.envoyer(portail) == 1
    assert envois.envoyer(portail) == 0
    (envelope,) = server.received
    message = message_from_bytes(envelope.content, policy=default)
    assert envelope.rcpt_tos == ["editeur@example.org"]
    assert message["subject"] == "Votre identifiant"
    assert message["from"] == "portail@example.org"
    body = message.get_body()
    assert body is not None
    assert "fournisseur1" in body.get_content()
    assert states(portail) == [("ENVOYE", None)]


@pytest.mark.parametrize("modele", ["mot_de_passe", "mot_de_passe_oublie"])
def test_a_mail_that_was_sent_keeps_no_secret(
    portail: Portail, server: Poste, horloge: Horloge, modele: str
) -> None:
    lien = "http://127.0.0.1:8000/mot-de-passe/lien/un-secret"

    def use(session: Session) -> None:
        params = {"mot_de_passe": lien}
        ecrire(session, modele, a="a@example.org", objet="UID1", now=portail.now(), params=params)

    portail.write(use)
    server.to_data = "451 later"
    envois.envoyer(portail)
    # It is still to be sent: the secret is needed.
    assert lien in courriels(portail)[0].corps
    server.to_data = "250 OK"
    horloge.advance(minutes=2)
    assert envois.envoyer(portail) == 1
    assert lien in server.received[-1].content.decode()
    assert "un-secret" not in courriels(portail)[0].corps


@pytest.mark.parametrize("portail", ["sqlite", "postgresql"], indirect=True)
def test_several_processes_send_each_mail_once(portail: Portail, server: Poste) -> None:
    write(portail, 12)
    with ThreadPoolExecutor(4) as pool:
        sent = list(pool.map(lambda _: envois.envoyer(portail), range(4)))
    assert sum(sent) == len(server.received) == 12


def test_it_stops_between_two_mails(portail: Portail, server: Poste) -> None:
    write(portail, 3)
    assert envois.envoyer(portail, lambda: len(server.received) == 2) == 2
    assert states(portail).count(("A_ENVOYER", None)) == 1


def test_without_a_server_mails_stay(portail: Portail) -> None:
    write(portail)
    settings = Settings(database_url=portail.settings.database_url)
    silent = Portail(settings, portail.database, portail.documents, portail.clock)
    assert envois.envoyer(silent) == 0
    assert states(portail) == [("A_ENVOYER", None)]


def test_what_the_server_puts_off_is_tried_again_later_each_time_and_then_given_up(
    portail: Portail, server: Poste, horloge: Horloge
) -> None:
    server.to_data = "451 later"
    write(portail)
    for tried in range(envois.ESSAIS_MAX):
        assert states(portail)[0][0] == "A_ENVOYER", tried
        envois.envoyer(portail)
        envois.envoyer(portail)
        assert len(server.received) == tried + 1
        horloge.advance(minutes=2**tried)
    assert states(portail) == [("ABANDONNE", "SMTP 451")]


@pytest.mark.parametrize("where", ["to_rcpt", "to_data"])
def test_what_the_server_refuses_is_given_up(
    portail: Portail, server: Poste, horloge: Horloge, where: str
) -> None:
    setattr(server, where, "550 nobody of that name")
    write(portail)
    assert envois.envoyer(portail) == 0
    # What the server said may hold the address.
    assert states(portail) == [("ABANDONNE", "SMTP 550")]


def test_an_address_that_cannot_be_written_keeps_no_other_mail_back(
    portail: Portail, server: Poste
) -> None:
    write(portail, a="a\nBcc: b@example.org")
    write(portail, a="éditeur@example.org")
    write(portail)
    assert envois.envoyer(portail) == 1
    assert [etat for etat, _ in states(portail)] == ["ENVOYE", "ABANDONNE", "ABANDONNE"]
    assert len(server.received) == 1


def test_a_call_that_is_cut_after_the_mail_leaves_it_uncertain_until_somebody_decides(
    portail: Portail, server: Poste, horloge: Horloge
) -> None:
    server.hangs_up = True
    write(portail)
    assert envois.envoyer(portail) == 0
    assert states(portail) == [("INCERTAIN", "SMTPServerDisconnected")]
    horloge.advance(days=1)
    assert envois.envoyer(portail) == 0
    assert len(server.received) == 1
    server.hangs_up = False
    envois.renvoyer(portail, envois.lister(portail)[0].id)
    assert envois.envoyer(portail) == 1


@pytest.mark.parametrize(
    ("answer", "state"),
    [
        ("200 ok", ("ENVOYE", None)),
        ("251 will forward", ("ENVOYE", None)),
        ("299 taken", ("ENVOYE", None)),
        ("451 later", ("A_ENVOYER", "SMTP 451")),
        ("554 no", ("ABANDONNE", "SMTP 554")),
        ("354 go on", ("INCERTAIN", "SMTP 354")),
        ("199 hm", ("INCERTAIN", "SMTP 199")),
        ("600 hm", ("INCERTAIN", "SMTP 600")),
        ("OK queued as 1234", ("INCERTAIN", "SMTP -1")),
        # Longer than our library reads: it says 500, which the server did not.
        ("250 " + "x" * 10_000, ("INCERTAIN", "SMTP 500")),
    ],
)
def test_a_mail_that_was_given_whole_is_sent_again_only_if_the_server_puts_it_off(
    portail: Portail,
    server: Poste,
    horloge: Horloge,
    answer: str,
    state: tuple[str, str | None],
) -> None:
    server.to_data = answer
    write(portail)
    assert envois.envoyer(portail) == (state[0] == "ENVOYE")
    assert states(portail) == [state]
    server.to_data = "250 OK"
    horloge.advance(hours=1)
    assert envois.envoyer(portail) == (state[0] == "A_ENVOYER")
    assert len(server.received) == 1 + (state[0] == "A_ENVOYER")


@pytest.mark.parametrize(("code", "etat"), [(451, "A_ENVOYER"), (554, "ABANDONNE")])
def test_a_mail_that_the_server_lets_not_begin_was_not_sent(
    portail: Portail,
    server: Poste,
    monkeypatch: pytest.MonkeyPatch,
    code: int,
    etat: str,
) -> None:
    async def refuse(self: SMTP, _: str) -> None:
        await self.push(f"{code} not now")

    monkeypatch.setattr(SMTP, "smtp_DATA", refuse)
    write(portail)
    assert envois.envoyer(portail) == 0
    assert states(portail) == [(etat, f"SMTP {code}")]
    assert server.received == []


def test_what_a_process_was_sending_when_it_ended_is_uncertain(
    portail: Portail, server: Poste, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def die(*_: object) -> None:
        raise KeyboardInterrupt

    write(portail)
    with monkeypatch.context() as patched:
        patched.setattr(envois, "give", die)
        with pytest.raises(KeyboardInterrupt):
            envois.envoyer(portail)
    envois.envoyer(portail)
    assert states(portail) == [("EN_ENVOI", None)]
    horloge.advance(minutes=11)
    envois.envoyer(portail)
    assert states(portail) == [("INCERTAIN", None)]
    assert server.received == []


def test_a_server_that_is_not_there_is_asked_again_later(
    portail: Portail, horloge: Horloge
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        nobody = f"smtp://127.0.0.1:{free.getsockname()[1]}"
    for url in (nobody, "http://example.org"):
        settings = Settings(database_url=portail.settings.database_url, smtp_url=url)
        astray = Portail(settings, portail.database, portail.documents, portail.clock)
        write(portail)
        assert envois.envoyer(astray) == 0
    assert {etat for etat, _ in states(portail)} == {"A_ENVOYER"}
    horloge.advance(minutes=1)
    assert envois.envoyer(portail) == 2


def test_a_server_that_answers_nobody_for_long_makes_no_mail_be_given_up(
    portail: Portail, server: Poste, horloge: Horloge
) -> None:
    """The sender is not set right, for days; then it is."""
    server.to_mail = "530 sign in first"
    write(portail, 2)
    for _ in range(envois.ESSAIS_MAX + 1):
        assert envois.envoyer(portail) == 0
        assert {mail.etat for mail in envois.lister(portail)} == {"A_ENVOYER"}
        assert {mail.essais for mail in envois.lister(portail)} == {0}
        horloge.advance(hours=12)
    assert ("A_ENVOYER", "SMTP 530") in states(portail)
    server.to_mail = "250 OK"
    assert envois.envoyer(portail) == 2


def test_only_what_is_uncertain_or_given_up_is_sent_again(portail: Portail) -> None:
    write(portail)
    for number in (1, 99):
        with pytest.raises(Introuvable):
            envois.renvoyer(portail, number)


def test_the_last_mails_are_listed_without_their_text(portail: Portail) -> None:
    write(portail, 3)
    assert [mail.id for mail in envois.lister(portail, most=2)] == [3, 2]
    assert "corps" not in asdict(envois.lister(portail)[0])


class Annuaire:
    """Who may sign in to the mail server."""

    def __call__(self, _server: Any, _session: Any, _envelope: Any, _how: str, given: Any) -> Any:
        right = (given.login, given.password) == (b"portail", b"p@ss")
        return AuthResult(success=right, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, ssl.SSLContext]:
    """A certificate of this machine's, and what a server shows it with."""
    folder = tmp_path_factory.mktemp("tls")
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return folder / "cert.pem", context


@pytest.mark.filterwarnings("ignore:Requiring AUTH while not requiring TLS:UserWarning")
@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
@pytest.mark.parametrize(
    ("trusted", "password", "state"),
    [
        (True, "p%40ss", ("ENVOYE", None)),
        (True, "wrong", ("A_ENVOYER", "SMTPAuthenticationError")),
        (False, "p%40ss", ("A_ENVOYER", "SSLCertVerificationError")),
    ],
)
def test_a_server_that_ciphers_is_believed_by_its_certificate_and_signed_in_to(
    portail: Portail,
    certificate: tuple[Path, ssl.SSLContext],
    monkeypatch: pytest.MonkeyPatch,
    *,
    scheme: str,
    password: str,
    state: tuple[str, str | None],
    trusted: bool,
) -> None:
    manners, (path, context) = Poste(), certificate
    if trusted:
        monkeypatch.setenv("SSL_CERT_FILE", str(path))
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    ciphered: dict[str, Any] = {"tls_context": context, "require_starttls": True}
    controller = Controller(
        manners,
        hostname="127.0.0.1",
        port=port,
        authenticator=Annuaire(),
        auth_required=True,
        # Of a server that is ciphered from the start, it does not know that it is.
        auth_require_tls=scheme == "smtp",
        **(ciphered if scheme == "smtp" else {}),
        ssl_context=None if scheme == "smtp" else context,
    )
    controller.start()
    url = f"{scheme}://portail:{password}@localhost:{port}"
    sure = evolve(portail, settings=evolve(portail.settings, smtp_url=url))
    write(portail)
    try:
        envois.envoyer(sure)
        assert states(portail) == [state]
        assert len(manners.received) == (state[0] == "ENVOYE")
    finally:
        controller.stop()
