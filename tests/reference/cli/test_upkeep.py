"""The commands that look after a portal: what they do, and the line that says what is wrong."""

from __future__ import annotations

import importlib.util
import socket
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from attrs import fields

from segur_reference.cli import check
from segur_reference.cli.failures import Failure, opened
from segur_reference.config import Settings, settings_known
from segur_reference.services import mots_de_passe
from segur_reference.services.connexions import connecter
from segur_reference.services.courriels import ecrire
from segur_reference.services.erreurs import Occupe
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Courriel, Lien
from tests.reference import monde
from tests.reference.cli.porte import run

ADD = (
    "gestionnaire", "add", "agent", "--nom", "A", "--prenom", "D", "--courriel", "a@example.org",
)  # fmt: skip
NOBODY = "postgresql+psycopg://somebody:secret@127.0.0.1:1/nothing"


@pytest.fixture
def where(settings: Settings, portail: Portail) -> dict[str, str]:
    """How the commands find the portal of the test."""
    return {"database_url": settings.database_url, "store_url": settings.store_url}


def test_a_new_database_is_given_its_form_once(tmp_path: Path) -> None:
    new = {"database_url": f"sqlite:///{tmp_path}/new.db", "store_url": f"{tmp_path}/documents"}
    refused = run("purge", **new)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "segur-reference migrate" in refused.stderr
    assert "now has the form" in run("migrate", **new).stdout
    assert "already" in run("migrate", **new).stdout
    assert run("purge", **new).exit_code == 0


@pytest.mark.parametrize("command", [("migrate",), ("purge",), ("mails",), ("serve",)])
def test_a_database_that_is_not_there_is_said_in_one_line(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    refused = run(*command, database_url=NOBODY, store_url=f"{tmp_path}/documents")
    assert refused.exit_code == 1
    (line,) = refused.stderr.splitlines()
    assert line.startswith("segur-reference: the database (postgresql+psycopg://somebody:***@")
    assert "secret" not in line


@pytest.mark.parametrize(
    "url",
    [
        "nothing",
        "",
        "sqlite://",
        "mysql://somebody:secret@example.org/segur",
        "postgresql://somebody:secret@example.org/segur",
        "postgresql+psycopg://somebody:secret@example.org:port/segur",
        "postgresql+psycopg://somebody:secret@[example.org/segur",
    ],
)
def test_what_is_no_database_of_the_portal_is_said(url: str) -> None:
    refused = run("check", database_url=url)
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert "SEGUR_DATABASE_URL: expected sqlite:///FILE or postgresql+psycopg://" in refused.stderr
    assert "secret" not in refused.stderr


def test_a_database_that_cannot_be_opened_is_not_blamed_on_the_documents(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    there = {"database_url": f"sqlite:///{tmp_path}/file/new.db", "store_url": str(tmp_path)}
    refused = run("migrate", **there)
    assert refused.exit_code == 1
    assert refused.stderr.startswith(
        f"segur-reference: the database ({there['database_url']}) cannot be opened: "
    )


def test_a_folder_that_cannot_be_made_is_said(settings: Settings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("a file")
    refused = run(
        "purge", database_url=settings.database_url, store_url=f"{tmp_path}/file/documents"
    )
    assert refused.exit_code == 1
    assert "the documents cannot be opened" in refused.stderr


def test_settings_that_cannot_be_used_are_all_said() -> None:
    refused = run("purge", control="perhaps", body_bytes="-1")
    assert refused.exit_code == 2
    assert "SEGUR_CONTROL: expected yes or no" in refused.stderr
    assert "SEGUR_BODY_BYTES: expected a whole number" in refused.stderr


NUMBERS = {
    "session_seconds": (60, 366 * 86_400),
    "link_seconds": (60, 366 * 86_400),
    "sign_in_attempts": (1, 1000),
    "address_attempts": (1, 1_000_000),
    "forms_per_address": (0, 1_000_000),
    "sign_in_wait_seconds": (1, 86_400),
    "calls_per_minute": (0, 1_000_000),
    "body_bytes": (2**20, 2**30),
    "zip_bytes": (2**20, 2**34),
    "orphan_seconds": (600, 366 * 86_400),
    "task_seconds": (0, 86_400),
}


@pytest.mark.parametrize("command", [("check",), ("purge",)])
def test_a_number_out_of_its_bounds_is_said_with_the_others(command: tuple[str, ...]) -> None:
    refused = run(*command, **{name: str(most + 1) for name, (_, most) in NUMBERS.items()})
    assert (refused.exit_code, refused.stdout) == (2, "")
    (line,) = refused.stderr.splitlines()
    for name, (least, most) in NUMBERS.items():
        bounds = f"expected a whole number from {least} to {most}, got '{most + 1}'"
        assert f"SEGUR_{name.upper()}: {bounds}" in line
    refused = run(*command, orphan_seconds="0", link_seconds="9" * 14, body_bytes="\u0663")
    (line,) = refused.stderr.splitlines()
    assert line.count("expected a whole number") == 3


def test_each_number_is_taken_at_its_bounds_and_serves(where: dict[str, str]) -> None:
    numbers = {one.name for one in fields(Settings) if type(one.default) is int}
    assert numbers == NUMBERS.keys()
    add = ("gestionnaire", "add", "--nom", "AGENT", "--prenom", "D", "--courriel", "a@example.org")
    for place in (0, 1):
        bounds = {name: str(both[place]) for name, both in NUMBERS.items()}
        for command in (("check",), ("purge",), (*add, f"agent{place}")):
            assert run(*command, **bounds, **where).exit_code == 0


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_url", "https://portail.example.org:8443/segur"),
        ("public_url", "http://[::1]:8000"),
        ("store_endpoint", "http://127.0.0.1:9000"),
        ("store_endpoint", ""),
        ("mail_from", "portail@localhost"),
        ("mail_from", "Le portail <portail@example.org>"),
        ("contact_to", "assistance+segur@example.org"),
        ("contact_to", ""),
    ],
)
def test_an_address_is_taken_as_it_is(name: str, value: str) -> None:
    read = Settings.from_environment({f"SEGUR_{name.upper()}": value})
    assert getattr(read, name) == value


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("public_url", "foo"),
        ("public_url", ""),
        ("public_url", "ftp://example.org"),
        ("public_url", "http://"),
        ("public_url", "http://example.org:port"),
        ("public_url", "http://example.org:0"),
        ("public_url", "http://example.org/?a=1"),
        ("public_url", "http://exam ple.org"),
        ("public_url", "http://[example.org"),
        ("store_endpoint", "foo"),
        ("mail_from", "foo"),
        ("mail_from", ""),
        ("mail_from", "@example.org"),
        ("mail_from", "foo@"),
        ("mail_from", "Portail <foo>"),
        ("mail_from", "foo@example.org, bar@example.org"),
        ("contact_to", "foo@example.org\r\nBcc: bar@example.org"),
    ],
)
def test_what_is_no_address_is_said(name: str, value: str) -> None:
    refused = run("check", **{name: value})
    assert (refused.exit_code, refused.stdout) == (2, "")
    assert f"SEGUR_{name.upper()}: expected " in refused.stderr


def test_without_the_extra_its_absence_is_said(monkeypatch: pytest.MonkeyPatch) -> None:
    found = importlib.util.find_spec

    def absent(name: str, *more: Any) -> Any:
        return None if name in {"litestar", "uvicorn"} else found(name, *more)

    monkeypatch.setattr(importlib.util, "find_spec", absent)
    refused = run("check")
    assert refused.exit_code == 2
    assert "not installed: litestar, uvicorn" in refused.stderr
    assert "pip install 'segur-rules[reference]'" in refused.stderr


def test_a_mistake_on_the_command_line_is_said() -> None:
    refused = run("serve", "--port", "nowhere")
    assert refused.exit_code == 2
    assert refused.stderr.startswith("segur-reference: ")


def test_every_setting_is_printed_with_its_meaning_and_no_password() -> None:
    printed = run("settings", database_url=NOBODY, control="yes").stdout
    for name, meaning, _ in settings_known():
        assert f"{name}=" in printed
        assert f"    {meaning}\n" in printed
    assert "SEGUR_CONTROL=yes  (by default no)" in printed
    assert "somebody:***@127.0.0.1" in printed
    assert "secret" not in printed


def test_a_portal_that_answers_is_checked_part_by_part(where: dict[str, str]) -> None:
    checked = run("check", **where)
    assert (checked.exit_code, checked.stderr) == (0, "")
    assert checked.stdout.split() == [
        "environment:", "ok", "database:", "ok", "form:", "ok", "documents:", "ok",
    ]  # fmt: skip


def test_every_fault_is_a_line(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        mail = f"smtp://127.0.0.1:{free.getsockname()[1]}"
    checked = run(
        "check",
        database_url=f"sqlite:///{tmp_path}/new/new.db",
        store_url=f"{tmp_path}/documents",
        smtp_url=mail,
        databse_url="misspelt",
    )
    assert checked.exit_code == 1
    assert checked.stdout == ""
    *faults, last = checked.stderr.splitlines()
    assert faults == [
        "environment: no setting is called SEGUR_DATABSE_URL",
        f"database: there is no database {tmp_path}/new/new.db: segur-reference migrate makes it",
        f"documents: there is no folder {tmp_path}/documents: segur-reference migrate makes it",
    ]
    assert last.startswith("mail: ")
    # What was looked for was not made.
    assert list(tmp_path.iterdir()) == []


def test_a_database_of_another_form_is_a_fault(tmp_path: Path) -> None:
    (tmp_path / "empty.db").touch()
    there = {"database_url": f"sqlite:///{tmp_path}/empty.db", "store_url": str(tmp_path)}
    checked = run("check", **there)
    assert checked.exit_code == 1
    assert checked.stderr == "form: not that of this version: segur-reference migrate\n"


@pytest.mark.parametrize("command", [("purge",), ("mails",), ("serve",), ADD])
def test_a_database_that_nobody_made_is_made_by_migrate_alone(
    command: tuple[str, ...], tmp_path: Path
) -> None:
    there = {"database_url": f"sqlite:///{tmp_path}/new/new.db", "store_url": f"{tmp_path}/kept"}
    refused = run(*command, **there)
    said = f"there is no database {tmp_path}/new/new.db: segur-reference migrate makes it"
    assert (refused.exit_code, refused.stderr) == (1, f"segur-reference: {said}\n")
    assert list(tmp_path.iterdir()) == []
    assert run("migrate", **there).exit_code == 0
    assert run("check", **there).exit_code == 0


def test_a_part_that_cannot_be_opened_is_a_fault(tmp_path: Path) -> None:
    checked = run("check", database_url=NOBODY, store_url=str(tmp_path))
    assert checked.exit_code == 1
    assert [line.split(":")[0] for line in checked.stderr.splitlines()] == ["database", "form"]
    folder = tmp_path / "file" / "new.db"
    (tmp_path / "file").write_text("a file")
    there = {"database_url": f"sqlite:///{folder}", "store_url": str(tmp_path)}
    checked = run("check", smtp_url="nothing", **there)
    assert [line.split(":")[0] for line in checked.stderr.splitlines()] == ["database", "mail"]


def test_a_variable_of_the_tests_is_no_setting(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SEGUR_TEST_POSTGRESQL", "anything")
    assert "SEGUR_TEST_POSTGRESQL" not in set(check._unknown())


def test_an_officer_chooses_a_password_by_the_link_that_is_printed(
    where: dict[str, str], portail: Portail
) -> None:
    add = ("gestionnaire", "add", "agent", "--nom", "AGENT", "--prenom", "Dominique")
    added = run(*add, "--courriel", "agent@example.org", **where)
    assert added.exit_code == 0
    link = added.stdout.split()[-1]
    # The command reads the machine's clock, and the portal of the test has its own.
    mots_de_passe.choisir(portail, link.rpartition("/")[2], monde.MOT_DE_PASSE)
    assert connecter(portail, "agent", monde.MOT_DE_PASSE).identite.identifiant == "agent"
    again = run(*add, "--courriel", "agent@example.org", **where)
    assert again.exit_code == 1
    assert "already taken" in again.stderr


def test_what_serves_no_more_is_removed(where: dict[str, str], portail: Portail) -> None:
    vendor = monde.fournisseur(portail)
    monde.importe(portail, vendor, monde.avance())
    old = portail.now() - timedelta(days=3)

    def use(session: Any) -> None:
        user = vendor.utilisateur_id
        session.add(Lien(empreinte="a" * 64, utilisateur_id=user, expire=old))

    portail.write(use)
    done = run("purge", **where)
    assert done.exit_code == 0
    assert "1 avance(s) and 0 solde(s)" in done.stdout
    assert portail.read(lambda session: session.get(Lien, "a" * 64)) is None


def written(portail: Portail) -> None:
    portail.write(
        lambda session: ecrire(
            session,
            "identifiant",
            a="editeur@example.org",
            objet="ENR0001",
            now=datetime(2022, 10, 20, tzinfo=monde.PARIS),
            params={"identifiant": "fournisseur1"},
        )
    )


class Poste:
    """A mail server that refuses what it is told to."""

    def __init__(self) -> None:
        self.answer = "250 OK"

    async def handle_DATA(self, *_: Any) -> str:  # noqa: N802
        return self.answer


def test_mails_are_listed_sent_and_sent_again(where: dict[str, str], portail: Portail) -> None:
    written(portail)
    assert "A_ENVOYER   editeur@example.org  Votre identifiant" in run("mails", **where).stdout
    manners = Poste()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    controller = Controller(manners, hostname="127.0.0.1", port=port)
    controller.start()
    try:
        there = {**where, "smtp_url": f"smtp://127.0.0.1:{port}"}
        manners.answer = "550 no"
        assert run("mails", "--envoyer", **there).stdout == "0 mail(s) sent.\n"
        listed = run("mails", **there).stdout
        assert "ABANDONNE" in listed
        assert "(SMTP 550, tried once)" in listed
        manners.answer = "250 OK"
        again = run("mails", "--renvoyer", "1", "--envoyer", **there)
        assert again.stdout == "The mail 1 waits to be sent.\n1 mail(s) sent.\n"
    finally:
        controller.stop()
    assert "ENVOYE " in run("mails", **where).stdout


@pytest.mark.parametrize(
    ("essais", "said"),
    [(0, "(the mail server takes none: X)"), (1, "(X, tried once)"), (2, "(X, tried 2 times)")],
)
def test_a_mail_that_failed_is_listed_with_its_instant_and_its_tries(
    where: dict[str, str], portail: Portail, essais: int, said: str
) -> None:
    written(portail)

    def use(session: Any) -> None:
        mail = session.get_one(Courriel, 1)
        mail.essais, mail.erreur = essais, "X"

    portail.write(use)
    (line,) = run("mails", **where).stdout.splitlines()
    assert f"  {datetime(2022, 10, 20, tzinfo=monde.PARIS):%Y-%m-%dT%H:%M}+02:00  " in line
    assert line.endswith(said)


def test_a_mail_that_cannot_be_sent_again_is_said(where: dict[str, str], portail: Portail) -> None:
    written(portail)
    refused = run("mails", "--renvoyer", "1", **where)
    assert refused.exit_code == 1
    assert "no mail 1 is INCERTAIN or ABANDONNE" in refused.stderr
    refused = run("mails", "--envoyer", **where)
    assert "SEGUR_SMTP_URL is not set" in refused.stderr


def test_a_mail_is_printed_whole_with_the_link_that_it_holds(
    where: dict[str, str], portail: Portail
) -> None:
    vendor = monde.fournisseur(portail)
    mots_de_passe.oublier_mot_de_passe(portail, vendor.identifiant)
    printed = run("mails", "--montrer", "1", **where).stdout
    head, _, body = printed.partition("\n\n")
    assert head.splitlines() == [
        "Date: 2022-10-20 08:00",
        "To: editeur1@example.org",
        "Subject: Votre mot de passe",
        "State: A_ENVOYER",
    ]
    mots_de_passe.choisir(
        portail, body.split(mots_de_passe.CHEMIN)[1].split()[0], monde.MOT_DE_PASSE
    )
    refused = run("mails", "--montrer", "2", **where)
    assert (refused.exit_code, refused.stdout) == (1, "")
    assert "there is no mail 2" in refused.stderr


def test_the_command_says_what_it_is_with_nothing_of_the_extra() -> None:
    forbidden = ("alembic", "argon2", "litestar", "obstore", "psycopg", "sqlalchemy", "uvicorn")
    code = (
        "import sys\n"
        f"for name in {forbidden!r}: sys.modules[name] = None\n"
        "from segur_reference.cli import main\n"
        "sys.exit(main(['--help']))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert "A reference portal" in done.stdout


def test_a_database_that_is_busy_is_said_to_be(settings: Settings) -> None:
    with pytest.raises(Failure, match="the database is busy"), opened(settings):
        raise Occupe(5)
