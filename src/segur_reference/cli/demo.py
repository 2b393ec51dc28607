"""`demo`: a portal with something in it, for an hour; nothing of it is kept."""

from __future__ import annotations

import json
import shlex
import shutil
import sys
from collections.abc import Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from segur_reference.cli.listening import end_on_terminate, listen, run, url_of
from segur_reference.cli.serve import log_format_option
from segur_reference.config import Settings

if TYPE_CHECKING:
    from segur_reference.demo import Jeu


@click.command("demo")
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    default=8000,
    show_default=True,
    help="The port on 127.0.0.1; 0 takes one that is free.",
)
@log_format_option
def demo_command(*, port: int, log_format: str) -> None:
    """Start a portal with demandes in every statut, and say what to do with it.

    The environment is not read. The database, the documents and the passwords are made anew,
    and removed at Ctrl-C.
    """
    from segur_reference.app import served
    from segur_reference.demo import JEUX
    from segur_reference.services.portail import Portail
    from segur_reference.storage.migrations import migrate

    listening = listen("127.0.0.1", port)
    end_on_terminate()
    # However far it has come, to be interrupted is how it ends.
    with suppress(KeyboardInterrupt), _folder() as folder:
        url = url_of(listening)
        portail = Portail.open(settings_of(Path(folder), url))
        try:
            migrate(portail.database)
            jeu = JEUX["demo"](portail)
            click.echo("\n".join(_told(url, jeu, Path(folder))))
            run(served(portail), listening, log_format)
        finally:
            portail.close()
    click.echo("The demo is over; nothing of it is kept.")


def _folder() -> TemporaryDirectory[str]:
    return TemporaryDirectory(prefix="segur-demo-", ignore_cleanup_errors=True)


def settings_of(folder: Path, url: str) -> Settings:
    """The settings of a demo whose files are in a folder."""
    return Settings(
        database_url=f"sqlite:///{folder / 'segur.db'}",
        store_url=str(folder / "documents"),
        public_url=url,
        control=True,
        secure_cookies=False,
        calls_per_minute=0,
        forms_per_address=0,
    )


def _told(url: str, jeu: Jeu, folder: Path) -> Iterator[str]:
    from segur_reference.demo.fichiers import NUMERO_ANS, SIRET

    yield f"The demo portal listens at {url} until Ctrl-C. It is not the portal of the ASP."
    yield ""
    yield (
        f"Its clock is a demo clock: it said {jeu.instant:%d/%m/%Y %H:%M} (Paris) when this was "
        "written, and runs on."
    )
    yield ""
    yield "Sign in (identifiant, password, token for programs):"
    for person in jeu.personnes:
        yield f"  {person.identifiant:14} {person.mot_de_passe:18} {person.jeton}  {person.role}"
    yield ""
    yield f"The vendor's SIRET is {SIRET}, its product's numéro ANS {NUMERO_ANS}."
    yield f"A file of its own, not imported yet, and the document it announces are in {folder}."
    yield ""
    yield "Demandes:"
    for demande in jeu.demandes:
        yield f"  {demande.numero}  {demande.statut:18}  {demande.paiement}"
    yield ""
    yield "Next, in another terminal:"
    for sentence, command in _next(url, jeu, folder):
        yield f"  # {sentence}"
        yield f"  {shlex.join(command)}"
    yield ""


def _next(url: str, jeu: Jeu, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """What can be done now: a sentence, and the command that does it."""
    vendor, agent = (f"Authorization: Bearer {person.jeton}" for person in jeu.personnes)
    first = jeu.demandes[0].numero
    asked = {"evenement": "DEMANDER_PIECE", "piece": "Le bon de commande signé"}
    api = f"{url}/api/v1"
    yield "the demandes of the vendor", _curl(f"{api}/demandes", "-H", vendor)
    yield from _filed(api, vendor, jeu, folder)
    yield "what the gestionnaire has to instruct", _curl(f"{api}/gestion/demandes", "-H", agent)
    yield (
        "the gestionnaire asks for a document; the vendor is sent a mail, which stays here",
        _curl(f"{api}/gestion/demandes/{first}/evenements", "-H", agent, *_json(asked)),
    )
    yield (
        f"the mails about {first}",
        _curl(f"{api}/demandes/{first}/courriels", "-H", vendor),
    )
    yield "everybody's mails, with the links they hold", _curl(f"{url}/control/mails")
    siret = {"kind": "siret", "value": "380 423 723 00028"}
    yield (
        "an operation of the library, which needs no account",
        _curl(f"{api}/operations/check_identifiant", *_json(siret)),
    )
    yield (
        "a day later",
        _curl(f"{url}/control/clock", "-X", "PUT", *_json({"advance": 86_400})),
    )
    yield "all that the API answers", _curl(f"{url}/api/openapi.json")
    yield (
        "the vectors of the library, asked of this server",
        [_segur_rules(), "conformance", "run", "--lang", "en", "--url", url],
    )


def _filed(api: str, vendor: str, jeu: Jeu, folder: Path) -> Iterator[tuple[str, list[str]]]:
    """How a file and its document are filed, once both are written in the folder."""
    from segur_reference.demo.fichiers import NUMERO_ANS, TAUX, a_importer

    last = max(demande.numero for demande in jeu.demandes if demande.type == "avance")
    given = a_importer(last)
    avances, bdc = folder / "avances.json", folder / "bdc.pdf"
    avances.write_bytes(given.avances)
    bdc.write_bytes(given.piece)
    form = f"type=avance&numeroAns={NUMERO_ANS}&tauxTva={TAUX}"
    yield (
        "a file of this vendor is simulated",
        _curl(f"{api}/imports/simulations?{form}", "-H", vendor, *_file(avances)),
    )
    yield (
        f"then imported; {given.numero} is its demande",
        _curl(f"{api}/imports?{form}&nomFichier=avances.json", "-H", vendor, *_file(avances)),
    )
    there = f"{api}/demandes/{given.numero}"
    yield (
        "its bon de commande makes it complete",
        _curl(f"{there}/pieces/{given.nom_piece}", "-H", vendor, "-X", "PUT", *_file(bdc)),
    )


def _segur_rules() -> str:
    """The library's command, as it can be typed: by its path where it would not be found."""
    beside = Path(sys.executable).with_name("segur-rules")
    return str(beside) if shutil.which("segur-rules") is None and beside.exists() else "segur-rules"


def _curl(url: str, *options: str) -> list[str]:
    return ["curl", "-sS", url, *options]


def _file(path: Path) -> list[str]:
    return ["-H", "Content-Type: application/octet-stream", "--data-binary", f"@{path}"]


def _json(body: Mapping[str, object]) -> list[str]:
    return ["-H", "Content-Type: application/json", "-d", json.dumps(body)]
