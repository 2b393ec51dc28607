"""A process that is killed at any moment leaves nothing half-done, lost or doubled.

A portal is killed, again and again, while it imports, dispatches a zip, decides and pays; what
it left is then looked through, in the database and in the store, and the next one goes on.
"""

from __future__ import annotations

import contextlib
import io
import random
import socket
import threading
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from email import message_from_bytes
from pathlib import Path
from typing import Any, Final

import httpx
import pytest
from aiosmtpd.controller import Controller
from attrs import evolve
from sqlalchemy import select

from segur_reference.config import Settings
from segur_reference.services import documents
from segur_reference.services.courriels import EtatCourriel
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Courriel, Demande, Depot
from segur_rules.statuts import StatutDemande
from tests.reference import monde
from tests.reference.lives.acteurs import Gestionnaire, Vendeur
from tests.reference.monde import Horloge, avance, pdf
from tests.reference.proofs.processus import Processus, set_clock, verify

ROUNDS: Final = 6
"""How often a portal is killed in each of the four works."""
LINES: Final = 40
TASK_SECONDS: Final = 1


class Letterbox:
    """A mail server that counts what it takes, by the mails' own numbers."""

    def __init__(self) -> None:
        """Be empty."""
        self.taken: Counter[str] = Counter()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802
        self.taken[str(message_from_bytes(envelope.content)["Message-ID"])] += 1
        return "250 OK"


@pytest.fixture
def letterbox() -> Iterator[tuple[Letterbox, str]]:
    box = Letterbox()
    with socket.create_server(("127.0.0.1", 0)) as found:
        port = found.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield box, f"smtp://127.0.0.1:{port}"
    controller.stop()


class Works:
    """What a portal is killed at: each prepares its part, and does it over HTTP."""

    def __init__(self, portail: Portail) -> None:
        """Make who is needed."""
        monde.budget(portail, "100000000.00")
        self.portail = portail
        self.vendor = monde.bearer(portail, monde.fournisseur(portail))
        self.officer = monde.bearer(portail, monde.gestionnaire(portail))
        self.start = 1

    def vendeur(self, client: httpx.Client) -> Vendeur:
        return Vendeur(client, self.vendor)

    def gestionnaire(self, client: httpx.Client) -> Gestionnaire:
        return Gestionnaire(client, self.officer)

    def document(self, lines: int = LINES) -> dict[str, Any]:
        made = avance(1, lines=lines, start=self.start)
        self.start += lines
        return made

    def numbers_of(self, statut: StatutDemande) -> list[str]:
        rows = select(Demande.numero).where(Demande.statut == statut).order_by(Demande.id)
        return self.portail.read(lambda session: list(session.scalars(rows)))

    # Each answers what is then done while the portal is killed.

    def importing(self, client: httpx.Client) -> Callable[[], Any]:
        document = self.document()
        self.vendeur(client).simulate(document)
        return lambda: self.vendeur(client).file(document)

    def dispatching(self, client: httpx.Client) -> Callable[[], Any]:
        document = self.document()
        self.vendeur(client).numbers(document)
        spooled = io.BytesIO()
        with zipfile.ZipFile(spooled, "w") as archive:
            for line in document["lignesImport"]:
                name = line["piecesJustificatives"][0]["nomFichier"]
                archive.writestr(name, pdf(name))
        body = spooled.getvalue()
        return lambda: self.vendeur(client).call("POST", "/incompletes/zip", content=body)

    def deciding(self, client: httpx.Client) -> Callable[[], Any]:
        """Ask for a document of some, validate and decide the others."""
        numbers = self._complete(client)

        def work() -> None:
            officer = self.gestionnaire(client)
            for place, numero in enumerate(numbers):
                if place % 3 == 0:
                    officer.act(numero, "DEMANDER_PIECE", piece="BON_COMMANDE")
                else:
                    officer.decide(numero)

        return work

    def paying(self, client: httpx.Client) -> Callable[[], Any]:
        officer = self.gestionnaire(client)
        decided = [(numero, officer.decide(numero)) for numero in self._complete(client)]

        def work() -> None:
            for numero, amount in decided:
                officer.act(numero, "METTRE_EN_PAIEMENT")
                officer.act(numero, "PAYER", montant=amount)

        return work

    def _complete(self, client: httpx.Client) -> list[str]:
        vendeur = self.vendeur(client)
        numbers = vendeur.numbers(self.document(8))
        for numero in numbers:
            vendeur.complete(numero)
        return numbers


@pytest.mark.long
@pytest.mark.parametrize("support", ["sqlite", "postgresql"])
def test_a_portal_that_is_killed_leaves_all_in_order(
    support: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    letterbox: tuple[Letterbox, str],
    tmp_path: Path,
    record_property: Callable[[str, object], None],
) -> None:
    box, smtp = letterbox
    settings = Settings(
        database_url=on_sqlite_and_postgresql(support),
        store_url=str(tmp_path / "documents"),
        smtp_url=smtp,
        control=True,
        task_seconds=TASK_SECONDS,
        calls_per_minute=0,
    )
    portail = Portail.open(settings)
    set_clock(portail, Horloge())
    works = Works(portail)
    dice = random.Random(20221020)  # noqa: S311
    ended: Counter[str] = Counter()
    for name in ("importing", "dispatching", "deciding", "paying"):
        longest = 0.0
        for turn in range(ROUNDS):
            server = Processus(settings, tmp_path / "log")
            work = getattr(works, name)(server.client)
            if turn == 0:
                # Undisturbed, to know how long it takes.
                began = time.monotonic()
                work()
                longest = time.monotonic() - began
                server.kill()
                server.close()
            else:
                ended[name] += _killed_at(server, work, dice.uniform(0, 1.1 * longest))
            verify(portail)
    # What is left is done by the next ones: nothing stands in their way.
    server = Processus(settings, tmp_path / "log")
    vendeur = works.vendeur(server.client)
    for numero in works.numbers_of(StatutDemande.NON_COMPLETE)[:10]:
        vendeur.complete(numero)
    _wait_for_mails(portail)
    server.stop()
    documents.sweep(evolve(portail, settings=evolve(settings, orphan_seconds=0)))
    counts = verify(portail)
    _verify_mails(portail, box)
    record_property("counts", dict(counts))
    record_property("ended before the kill", dict(ended))
    assert counts["imports"] == portail.read(
        lambda session: len(session.scalars(select(Depot.id)).all())
    )
    portail.close()


def _killed_at(server: Processus, work: Callable[[], Any], after: float) -> bool:
    """Kill a portal so long after it was set to work; whether it had ended."""
    done = threading.Event()

    def run() -> None:
        # It is killed, so it answers nothing: that is all that may go wrong.
        with contextlib.suppress(httpx.TransportError):
            work()
            done.set()

    thread = threading.Thread(target=run)
    thread.start()
    done.wait(after)
    ended = done.is_set()
    server.kill()
    thread.join(60)
    assert not thread.is_alive()
    server.close()
    return ended


def _wait_for_mails(portail: Portail) -> None:
    waiting = select(Courriel.id).where(Courriel.etat == EtatCourriel.A_ENVOYER)
    ends = time.monotonic() + 60
    while portail.read(lambda session: session.scalars(waiting).all()):
        assert time.monotonic() < ends, "mails that wait for ever"
        time.sleep(0.1)


def _verify_mails(portail: Portail, box: Letterbox) -> None:
    """No mail is lost, and none was sent twice."""
    assert set(box.taken.values()) <= {1}
    states = Counter(portail.read(lambda session: list(session.scalars(select(Courriel.etat)))))
    sent = states[EtatCourriel.ENVOYE]
    # One that was being sent when the portal was killed may have left, or not: it is told so.
    unknown = states[EtatCourriel.EN_ENVOI] + states[EtatCourriel.INCERTAIN]
    assert sent <= box.taken.total() <= sent + unknown
    assert set(states) <= {
        EtatCourriel.ENVOYE, EtatCourriel.EN_ENVOI, EtatCourriel.INCERTAIN
    }  # fmt: skip


def test_the_verification_sees_what_is_wrong(portail: Portail) -> None:
    """A row without its bytes, and bytes without their row, are both seen."""
    works = Works(portail)
    (numero,) = monde.importe(portail, _vendor_of(portail), works.document(1))
    verify(portail)
    portail.documents.put("documents/unknown", b"x")
    with pytest.raises(AssertionError, match="nothing speaks of"):
        verify(portail)
    portail.documents.remove(["documents/unknown"])

    def spoil(session: Any) -> None:
        session.scalars(select(Demande).where(Demande.numero == numero)).one().statut = "EN_COURS"

    portail.write(spoil)
    with pytest.raises(AssertionError):
        verify(portail)


def _vendor_of(portail: Portail) -> Any:
    from segur_reference.services.identites import identite_of
    from segur_reference.storage.tables import Utilisateur

    def use(session: Any) -> Any:
        named = Utilisateur.identifiant == "fournisseur1"
        return identite_of(session.scalars(select(Utilisateur).where(named)).one())

    return portail.read(use)
