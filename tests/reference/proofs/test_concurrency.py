"""Four processes on one PostgreSQL: whatever meets, numbers are unique and sums are right."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from decimal import Decimal
from pathlib import Path
from threading import Barrier, Event, Thread
from typing import Any, Final

import pytest
from sqlalchemy import create_engine, text

from segur_reference.config import Settings
from segur_reference.services.portail import Portail
from tests.reference import monde
from tests.reference.lives.acteurs import Gestionnaire, Refused, Vendeur
from tests.reference.monde import Horloge, avance
from tests.reference.proofs.processus import STARTING, processes, set_clock, verify

FILES: Final = 200
VENDORS: Final = 20
PROCESSES: Final = 4
CALLERS: Final = FILES
"""All of them at once: none begins before the last one is there."""
LINES: Final = 2
AMOUNT: Final = Decimal("129.00")
DECIDED: Final = 150
"""How many demandes the budget is for."""


@pytest.mark.long
def test_two_hundred_imports_and_completions(
    postgresql_url: str, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    settings = Settings(
        database_url=postgresql_url,
        store_url=str(tmp_path / "documents"),
        control=True,
        task_seconds=1,
        calls_per_minute=0,
    )
    portail = Portail.open(settings)
    set_clock(portail, Horloge())
    monde.budget(portail, str(AMOUNT * DECIDED))
    vendors = [monde.bearer(portail, monde.fournisseur(portail, n + 1)) for n in range(VENDORS)]
    officer = monde.bearer(portail, monde.gestionnaire(portail))
    with (
        processes(settings, tmp_path, PROCESSES) as servers,
        ThreadPoolExecutor(CALLERS) as callers,
        _connections(postgresql_url) as connections,
    ):
        together = Barrier(CALLERS)

        def file(place: int) -> list[str]:
            vendeur = Vendeur(servers[place % PROCESSES].client, vendors[place % VENDORS])
            document = avance(place % VENDORS + 1, lines=LINES, start=place * LINES + 1)
            together.wait(STARTING)
            numbers = vendeur.numbers(document)
            for numero in numbers:
                vendeur.complete(numero)
            return numbers

        def decide(place: int, numero: str) -> str:
            gestionnaire = Gestionnaire(servers[place % PROCESSES].client, officer)
            together.wait(STARTING)
            gestionnaire.act(numero, "VALIDER", montant=gestionnaire.amount(numero))
            try:
                gestionnaire.act(numero, "DECIDER")
            except Refused as refused:
                return refused.code
            return "DECIDEE"

        began = time.monotonic()
        filed = [numero for numbers in callers.map(file, range(FILES)) for numero in numbers]
        imported = time.monotonic() - began
        began = time.monotonic()
        decided = Counter(callers.map(decide, range(FILES), filed[:FILES]))
        record_property("seconds", {"import": imported, "decide": time.monotonic() - began})
        record_property("connections", max(connections))
        engaged = Gestionnaire(servers[0].client, officer).get("/gestion/budget")
    assert len(set(filed)) == len(filed) == FILES * LINES
    assert decided == {"DECIDEE": DECIDED, "BUDGET_INSUFFISANT": FILES - DECIDED}
    assert engaged["disponible"] == "0.00"
    counts = verify(portail)
    assert (counts["demandes"], counts["COMPLETER"]) == (FILES * LINES, FILES * LINES)
    portail.close()


@contextmanager
def _connections(url: str) -> Iterator[list[int]]:
    """How many connections the database had, again and again."""
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    counts: list[int] = []
    ended = Event()
    query = text("SELECT count(*) FROM pg_stat_activity WHERE datname = current_database()")

    def count() -> None:
        with engine.connect() as connection:
            while not ended.wait(0.1):
                counts.append(connection.execute(query).scalar_one())

    counting = Thread(target=count)
    counting.start()
    try:
        yield counts
    finally:
        ended.set()
        counting.join()
        engine.dispose()


@pytest.mark.long
def test_one_file_that_is_imported_by_all_at_once(postgresql_url: str, tmp_path: Path) -> None:
    settings = Settings(
        database_url=postgresql_url,
        store_url=str(tmp_path / "documents"),
        control=True,
        task_seconds=0,
        calls_per_minute=0,
    )
    portail = Portail.open(settings)
    set_clock(portail, Horloge())
    headers = monde.bearer(portail, monde.fournisseur(portail))
    document: dict[str, Any] = avance(1, lines=20)
    with processes(settings, tmp_path, PROCESSES) as servers, ThreadPoolExecutor(8) as callers:
        Vendeur(servers[0].client, headers).simulate(document)

        def file(place: int) -> str:
            done = Vendeur(servers[place % PROCESSES].client, headers).file(document)
            return "already" if done["deja"] else "imported"

        answers = Counter(callers.map(file, range(8)))
    assert answers == {"imported": 1, "already": 7}
    assert verify(portail)["demandes"] == 20
    portail.close()
