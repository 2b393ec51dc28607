"""A use case is kept whole or not at all, and two that meet are both kept."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import cast
from uuid import uuid4

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import create_engine, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import IntegrityError, OperationalError, StatementError
from sqlalchemy.orm import Session

from segur_reference.api import places
from segur_reference.app import THREADS
from segur_reference.config import Settings
from segur_reference.services.erreurs import Occupe
from segur_reference.services.portail import Portail
from segur_reference.storage import database as storage_database
from segur_reference.storage import migrations
from segur_reference.storage.database import CONNECTIONS, TRIES, Database, Occupee, file_of
from segur_reference.storage.objects import Documents
from segur_reference.storage.tables import (
    Base,
    Budget,
    Dossier,
    Enrolement,
    Reglage,
    Utilisateur,
)
from tests.reference.monde import Horloge, fournisseur

NOTHING = cast("Documents", None)
KINDS = ("sqlite", "postgresql")


@pytest.fixture(params=KINDS)
def database(
    request: pytest.FixtureRequest, on_sqlite_and_postgresql: Callable[[str], str]
) -> Iterator[Database]:
    opened = Database(on_sqlite_and_postgresql(request.param))
    yield opened
    opened.close()


def test_what_a_use_case_writes_is_kept(database: Database) -> None:
    database.write(lambda session: session.add(Reglage(nom="a", valeur="1")))
    assert database.read(lambda session: session.get_one(Reglage, "a").valeur) == "1"


def test_nothing_is_kept_of_a_use_case_that_raises(database: Database) -> None:
    def use(session: Session) -> None:
        session.add(Reglage(nom="a", valeur="1"))
        session.flush()
        raise LookupError

    with pytest.raises(LookupError):
        database.write(use)
    assert database.read(lambda session: session.get(Reglage, "a")) is None


def test_a_reader_keeps_nothing(database: Database) -> None:
    database.read(lambda session: session.add(Reglage(nom="a", valeur="1")))
    assert database.read(lambda session: session.get(Reglage, "a")) is None


def test_every_addition_counts(database: Database) -> None:
    """Eight that add to one row at once lose nothing."""
    database.write(lambda s: s.add(Budget(id=1, total=Decimal("100.00"), engage=Decimal("0.00"))))

    def add(session: Session) -> None:
        session.get_one(Budget, 1, with_for_update=True).engage += Decimal("0.01")

    def work() -> None:
        for _ in range(5):
            database.write(add)

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert database.read(lambda s: s.get_one(Budget, 1).engage) == Decimal("0.40")


def test_two_that_lock_in_opposite_orders_both_end(database: Database) -> None:
    """Whichever the database sends back begins again."""
    database.write(lambda s: s.add_all(Reglage(nom=n, valeur="0") for n in "ab"))
    together = threading.Barrier(2)
    first_try = threading.local()

    def work(one: str, other: str) -> None:
        first_try.yes = True

        def use(session: Session) -> None:
            first = session.get_one(Reglage, one, with_for_update=True)
            if first_try.yes and database.engine.dialect.name == "postgresql":
                first_try.yes = False
                together.wait(10)
            second = session.get_one(Reglage, other, with_for_update=True)
            for row in (first, second):
                row.valeur = str(int(row.valeur) + 1)

        database.write(use)

    threads = [threading.Thread(target=work, args=names) for names in (("a", "b"), ("b", "a"))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    values = database.read(lambda s: list(s.scalars(select(Reglage.valeur))))
    assert values == ["2", "2"]


def test_what_can_never_be_kept_is_given_up(database: Database) -> None:
    database.write(lambda session: session.add(Reglage(nom="a", valeur="1")))
    tries = []

    def use(session: Session) -> None:
        tries.append(1)
        session.execute(text("INSERT INTO reglage (nom, valeur) VALUES ('a', '2')"))

    with pytest.raises(IntegrityError):
        database.write(use)
    assert len(tries) == TRIES


def test_a_fault_of_ours_is_not_tried_again(database: Database) -> None:
    tries = []

    def use(session: Session) -> None:
        tries.append(1)
        session.execute(text("SELECT * FROM nothing_of_the_kind"))

    with pytest.raises((OperationalError, Exception)):
        database.write(use)
    assert len(tries) == 1


def test_a_database_that_takes_nobody_more_is_asked_again_and_then_said_to_be_busy(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch, horloge: Horloge
) -> None:
    keeper = create_engine(postgresql_url, isolation_level="AUTOCOMMIT")
    role = f"few_{uuid4().hex[:12]}"
    url = make_url(postgresql_url).set(username=role).render_as_string(hide_password=False)
    opened, other = Database(url), Database(url)
    with keeper.connect() as one:
        one.execute(text(f"CREATE ROLE {role} LOGIN CONNECTION LIMIT 1"))
        try:
            held = other.engine.connect()
            pauses: list[int] = []
            monkeypatch.setattr(storage_database, "_pause", pauses.append)
            for ask in (opened.read, opened.write, opened.write_now):
                with pytest.raises(Occupee):
                    ask(_one)
            assert pauses == list(range(1, TRIES)) * 3
            portail = Portail(Settings(), opened, NOTHING, horloge)
            for told in (portail.read, portail.write, portail.write_now):
                with pytest.raises(Occupe):
                    told(_one)

            # Whoever was there leaves while one waits.
            def leave(_: int) -> None:
                held.close()
                other.close()

            monkeypatch.setattr(storage_database, "_pause", leave)
            assert opened.write(_one) == 1
        finally:
            opened.close()
            other.close()
            one.execute(text(f"DROP ROLE {role}"))
    keeper.dispose()


def _one(session: Session) -> int:
    return int(session.scalars(text("SELECT 1")).one())


def test_who_waits_in_vain_for_a_connection_is_told_so(database: Database) -> None:
    database.engine.pool._timeout = 0  # type: ignore[attr-defined]
    held = [database.engine.connect() for _ in range(CONNECTIONS)]
    for ask in (database.read, database.write):
        with pytest.raises(Occupee):
            ask(_one)
    for one in held:
        one.close()
    assert database.read(_one) == 1


def test_who_waits_in_vain_for_another_that_writes_is_told_so(
    sqlite_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storage_database, "_BUSY_MS", 1)
    opened, writer = Database(sqlite_url), Database(sqlite_url)
    with Session(writer.engine) as session:
        session.add(Reglage(nom="a", valeur="1"))
        session.flush()
        with pytest.raises(Occupee):
            opened.write(_one)
    assert opened.write(_one) == 1
    opened.close()
    writer.close()


def test_four_processes_fit_in_a_database_that_was_not_told_otherwise() -> None:
    together = places.SANS_COMPTE, places.FORMULAIRES, places.COMPTES
    threads = THREADS + sum(one._threads._max_workers for one in together)
    assert threads < CONNECTIONS
    # PostgreSQL's own: max_connections less superuser_reserved_connections.
    assert 4 * CONNECTIONS < 100 - 3


def test_instants_and_amounts_come_back_as_they_went(database: Database) -> None:
    instant = datetime(2022, 10, 20, 10, 0, 0, 123456, UTC)

    def add(session: Session) -> None:
        user = {"role": "GESTIONNAIRE", "nom": "N", "prenom": "P", "courriel": "a@example.org"}
        session.add(Utilisateur(identifiant="a", cree=instant, **user))
        session.add(Budget(id=1, total=Decimal("12345678901.23"), engage=Decimal("-0.01")))

    database.write(add)
    cree = database.read(lambda s: s.scalars(select(Utilisateur.cree)).one())
    budget = database.read(lambda s: s.execute(select(Budget.total, Budget.engage)).one())
    assert cree == instant
    assert cree.tzinfo is UTC
    assert list(map(str, budget)) == ["12345678901.23", "-0.01"]


def test_what_cannot_be_kept_exactly_is_refused(database: Database) -> None:
    third = Budget(id=1, total=Decimal("0.001"), engage=Decimal(0))
    with pytest.raises(StatementError, match="two decimals"):
        database.write(lambda session: session.add(third))


def test_an_instant_without_a_zone_is_refused(database: Database) -> None:
    naive = {"identifiant": "a", "role": "R", "nom": "N", "prenom": "P", "courriel": "c"}
    with pytest.raises(StatementError, match="has its zone"):
        database.write(
            lambda session: session.add(Utilisateur(cree=datetime(2022, 1, 1), **naive))  # noqa: DTZ001
        )


def test_the_tables_have_the_form_that_the_migrations_give(database: Database) -> None:
    assert not migrations.pending(database)
    with database.engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []


def test_whether_the_database_answers_waits_for_no_writer(database: Database) -> None:
    writer = Database(database.url)
    with Session(writer.engine) as session:
        session.add(Reglage(nom="a", valeur="1"))
        session.flush()
        database.ping()
        assert not migrations.pending(database)
    writer.close()


def test_the_form_goes_down_and_up_again(database: Database) -> None:
    config = migrations._config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.downgrade(config, "base")
    assert migrations.pending(database)
    migrations.migrate(database)
    assert not migrations.pending(database)


@pytest.mark.parametrize(
    ("url", "file"),
    [
        ("sqlite:///segur.db", "segur.db"),
        ("sqlite:////srv/segur.db", "/srv/segur.db"),
        ("sqlite://", None),
        ("sqlite:///:memory:", None),
        ("sqlite:///file:segur.db?mode=ro&uri=true", None),
        ("postgresql+psycopg://somebody@127.0.0.1/segur", None),
    ],
)
def test_a_database_is_in_a_file_or_not(url: str, file: str | None) -> None:
    assert file_of(url) == (None if file is None else Path(file))


def test_a_number_is_never_given_twice(database: Database, horloge: Horloge) -> None:
    """The last dossier's number is not given again once it is deleted."""
    vendor = fournisseur(Portail(Settings(), database, NOTHING, horloge))

    def add(session: Session) -> int:
        enrolement = session.scalars(select(Enrolement)).one()
        row = Dossier(
            fournisseur_id=vendor.fournisseur_id,
            enrolement_id=enrolement.id,
            sons="MDV-LGC-VA1",
            couloir="MDV",
        )
        session.add(row)
        session.flush()
        return row.id

    first = database.write(add)
    database.write(lambda session: session.delete(session.get_one(Dossier, first)))
    assert database.write(add) == first + 1
