"""Portals that are processes, to be killed or to be many; and whether what they left holds."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from decimal import Decimal
from hashlib import sha256
from pathlib import Path
from typing import Final

import httpx
from attrs import asdict
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.config import PREFIX, Settings
from segur_reference.services import dossiers
from segur_reference.services.portail import DECALAGE, Portail
from segur_reference.storage.tables import (
    Budget,
    Courriel,
    Demande,
    Depot,
    Dossier,
    Evenement,
    Objet,
    Piece,
    Reglage,
)
from segur_rules.statuts import EvenementDemande, TypeDemande
from tests.reference.monde import Horloge

STARTING: Final = 60
"""Seconds that a process has to answer."""


class Processus:
    """A portal that serves on a port of its own."""

    def __init__(self, settings: Settings, log: Path) -> None:
        """Start it, and wait until it answers."""
        env = {**os.environ, **_environment(settings)}
        with log.open("ab") as errors:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "segur_reference.cli", "serve", "--port", "0"],
                env=env,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
            )
        assert self.process.stdout is not None
        self.url = self.process.stdout.readline().split()[-1]
        self.client = httpx.Client(base_url=self.url, timeout=120)
        ends = time.monotonic() + STARTING
        while True:
            try:
                ready = self.client.get("/health/ready")
            except httpx.TransportError:
                assert time.monotonic() < ends, log.read_text()
            else:
                assert ready.status_code == 200, ready.text
                return

    def kill(self) -> None:
        """End it at once, whatever it is doing; who is calling it finds the line broken."""
        self.process.send_signal(signal.SIGKILL)
        self.process.wait(60)

    def stop(self) -> None:
        """Ask it to end, and see that it does."""
        self.process.send_signal(signal.SIGTERM)
        assert self.process.wait(60) == 0
        self.close()

    def close(self) -> None:
        """Let go of what called it, once nobody calls any more."""
        self.client.close()
        if self.process.stdout is not None:
            self.process.stdout.close()


@contextmanager
def processes(settings: Settings, folder: Path, number: int) -> Iterator[list[Processus]]:
    """So many portals on one database, which are stopped in the end."""
    started: list[Processus] = []
    try:
        for place in range(number):
            # One by one: those that were started are ended when the next one fails.
            started.append(Processus(settings, folder / f"{place}.log"))  # noqa: PERF401
        yield started
        for one in started:
            one.stop()
    finally:
        for one in started:
            one.kill()
            one.close()


def set_clock(portail: Portail, horloge: Horloge) -> None:
    """Let the processes show the instant of a clock, and run from there."""
    ahead = (horloge.now() - portail.now()).total_seconds()
    portail.write(lambda s: s.merge(Reglage(nom=DECALAGE, valeur=str(ahead))))


def _environment(settings: Settings) -> dict[str, str]:
    given = {PREFIX + name.upper(): value for name, value in asdict(settings).items()}
    return {
        name: str(value).lower() if value in (True, False) else str(value)
        for name, value in given.items()
    }


def verify(portail: Portail) -> Counter[str]:
    """See that nothing is half-done, lost or doubled; say how much there is of each thing."""
    counts = portail.read(_verify_rows)
    kept = portail.read(
        lambda s: {row.cle: (row.taille, row.empreinte) for row in s.scalars(select(Piece))}
    )
    waiting = portail.read(lambda s: set(s.scalars(select(Objet.cle))))
    stored = set(portail.documents.keys())
    assert stored <= kept.keys() | waiting, "bytes that nothing speaks of"
    assert waiting.isdisjoint(kept), "a document that would be removed"
    for key, (size, digest) in kept.items():
        content = b"".join(portail.documents.get(key))
        assert (len(content), sha256(content).hexdigest()) == (size, digest)
    counts["pieces"] = len(kept)
    return counts


def _verify_rows(session: Session) -> Counter[str]:
    counts: Counter[str] = Counter()
    for depot in session.scalars(select(Depot)):
        filed = session.scalars(select(Demande).where(Demande.depot_id == depot.id)).all()
        assert len(filed) == depot.retenues, "an import that is half there"
        counts["imports"] += 1
    prints = [row.empreinte for row in session.scalars(select(Depot))]
    assert len(prints) == len(set(prints)), "a file that was imported twice"
    engaged = Decimal(0)
    for row in session.scalars(select(Dossier)):
        dossier = dossiers.dossier_of(row)
        engaged += dossiers.engaged(dossier)
        for demande in row.demandes:
            counts["demandes"] += 1
            _verify_demande(session, demande, counts)
    budget = session.get(Budget, dossiers.BUDGET)
    assert budget is None or budget.engage == engaged, "a budget that does not add up"
    return counts


def _verify_demande(session: Session, row: Demande, counts: Counter[str]) -> None:
    last = row.versions[-1]
    assert (row.statut, row.paiement, row.montant_ht) == (
        last.statut,
        last.paiement,
        last.montant_ht,
    )
    assert [version.rang for version in row.versions] == list(range(1, len(row.versions) + 1))
    acts = Counter(version.acte for version in row.versions if version.acte)
    told = Counter(session.scalars(select(Evenement.acte).where(Evenement.objet == row.numero)))
    assert {act: told[act] for act in acts} == acts, "an act without its event"
    counts.update(acts)
    mails = Counter(session.scalars(select(Courriel.modele).where(Courriel.objet == row.numero)))
    assert mails["piece_demandee"] == acts[EvenementDemande.DEMANDER_PIECE]
    added = Counter(piece.type for piece in row.pieces if piece.par_asp)
    assert added["DECISION_ATTRIBUTION"] == acts["VALIDER"] * (row.type == TypeDemande.AVANCE)
    assert added["AVIS_DE_PAIEMENT"] == acts["PAYER"]
    given = {piece.nom for piece in row.pieces if not piece.par_asp}
    if acts["COMPLETER"]:
        assert given, "a demande that is complete without its documents"
