"""How often somebody calls: counted exactly, on both databases, whoever counts."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from segur_reference.config import Settings
from segur_reference.services import appels, connexions
from segur_reference.services.erreurs import Attendre
from segur_reference.services.portail import Portail
from segur_reference.storage import database
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from segur_reference.storage.tables import Appel, Reglage
from tests.reference import monde
from tests.reference.monde import Horloge

MOST = 5


@pytest.fixture(params=["sqlite", "postgresql"])
def portail(
    request: pytest.FixtureRequest,
    on_sqlite_and_postgresql: Callable[[str], str],
    tmp_path: Path,
    horloge: Horloge,
) -> Iterator[Portail]:
    """A portal that takes few calls in a minute, on each database."""
    settings = Settings(
        database_url=on_sqlite_and_postgresql(request.param),
        store_url=str(tmp_path / "documents"),
        calls_per_minute=MOST,
    )
    opened = Portail(settings, Database(settings.database_url), Documents(settings), horloge)
    yield opened
    opened.close()


def test_so_many_in_a_minute_and_then_one_waits_for_the_next(
    portail: Portail, horloge: Horloge
) -> None:
    horloge.advance(seconds=20)
    for _ in range(MOST):
        appels.compter(portail, "a")
    with pytest.raises(Attendre) as refused:
        appels.compter(portail, "a")
    assert refused.value.secondes == 41
    appels.compter(portail, "b")
    horloge.advance(seconds=40)
    appels.compter(portail, "a")


def test_calls_at_once_are_each_counted(portail: Portail, monkeypatch: pytest.MonkeyPatch) -> None:
    # However slow the machine is.
    monkeypatch.setattr(database, "_AT_ONCE_MS", 60_000)

    def call(_: int) -> bool:
        try:
            appels.compter(portail, "a")
        except Attendre:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(call, range(3 * MOST)))
    assert sum(answers) == MOST


def test_whoever_writes_for_long_keeps_no_call_back(portail: Portail) -> None:
    """On SQLite, where there is one writer, a call meanwhile is not counted."""
    headers = monde.bearer(portail, monde.fournisseur(portail))
    token = headers["Authorization"].partition(" ")[2]
    writer = Database(portail.database.url)
    with Session(writer.engine) as session:
        session.add(Reglage(nom="a", valeur="1"))
        session.flush()
        for _ in range(MOST):
            appels.compter(portail, "a")
        connexions.by_token(portail, token)
    writer.close()
    counted = portail.read(lambda session: session.scalar(select(Appel.nombre)))
    assert counted == (None if portail.database.engine.dialect.name == "sqlite" else MOST)


def test_what_was_counted_long_ago_is_forgotten(portail: Portail, horloge: Horloge) -> None:
    appels.compter(portail, "a")
    horloge.advance(minutes=2)
    appels.compter(portail, "b")
    before = portail.now() - timedelta(minutes=1)
    portail.write(lambda session: appels.oublier(session, before))
    assert portail.read(lambda session: session.scalars(select(Appel.cle)).all()) == ["b"]


def test_without_a_limit_nothing_is_counted(
    sqlite_url: str, tmp_path: Path, horloge: Horloge
) -> None:
    settings = Settings(
        database_url=sqlite_url, store_url=str(tmp_path / "documents"), calls_per_minute=0
    )
    opened = Portail(settings, Database(sqlite_url), Documents(settings), horloge)
    appels.compter(opened, "a")
    assert opened.read(lambda session: session.scalar(select(func.count(Appel.cle)))) == 0
    opened.close()
