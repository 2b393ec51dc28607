"""The database: how it is opened, read and written.

Theory of operation. A use case is one function of a session, run in one transaction: `read`
rolls back, `write` commits. Where two of them meet, the database makes one wait: rows are locked
(PostgreSQL), or there is one writer at a time (SQLite, whose transactions begin as a writer's).
What waited in vain is tried again from the start, so a use case does nothing but with its session.
"""

from __future__ import annotations

import random
import time
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any, Final, TypeVar

from sqlalchemy import Connection, Engine, create_engine, event, func, select, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.orm import Session

T = TypeVar("T")

TRIES: Final = 8
_RETRIED: Final = frozenset(("40001", "40P01", "55P03"))
"""The states of PostgreSQL after which one begins again: serialization, deadlock, lock wait."""
_BUSY_MS: Final = 30_000
_AT_ONCE_MS: Final = 250
"""How long one writer of SQLite waits for another, and when nothing hangs on it: choices."""


class Database:
    """A database by its URL."""

    def __init__(self, url: str) -> None:
        """Open nothing yet: connections are made when they are needed."""
        self.url = url
        self.engine = _engine(url)

    def read(self, use: Callable[[Session], T]) -> T:
        """What a use case that changes nothing answers."""
        return self._run(use, segur_writes=False)

    def write(self, use: Callable[[Session], T]) -> T:
        """What a use case answers, its changes kept; none is when it raises."""
        for attempt in range(1, TRIES):
            try:
                return self._run(use, segur_writes=True)
            except (OperationalError, DBAPIError) as error:
                if not _is_worth_another_try(error):
                    raise
                # So that two that met do not meet again; nothing of security hangs on it.
                time.sleep(random.uniform(0, 0.05 * attempt))  # noqa: S311
        return self._run(use, segur_writes=True)

    def write_now(self, use: Callable[[Session], T]) -> T | None:
        """What a use case answers, its changes kept; None when another keeps the database busy.

        For what is better left out than waited for. The others of PostgreSQL keep but their rows.
        """
        try:
            return self._run(use, segur_writes=True, segur_busy_ms=_AT_ONCE_MS)
        except DBAPIError as error:
            if not _is_worth_another_try(error):
                raise
            return None

    def ping(self) -> None:
        """Raise what the database raises when it does not answer."""
        with self.reader() as connection:
            connection.execute(text("SELECT 1"))

    def reader(self) -> Connection:
        """A connection that waits for no writer, as one that may write would."""
        return self.engine.execution_options(segur_writes=False).connect()

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()

    def _run(self, use: Callable[[Session], T], **options: Any) -> T:
        engine = self.engine.execution_options(**options)
        with Session(engine, expire_on_commit=False) as session, session.begin():
            answer = use(session)
            if not options["segur_writes"]:
                # What was read stays readable: a rollback would forget it.
                session.expunge_all()
                session.rollback()
            return answer


def hold(session: Session, name: str) -> None:
    """Let whoever holds the same name wait until this transaction, which writes, has ended.

    For what no row stands for. What is read afterwards is as those who held it before left it.
    """
    # Of SQLite, who writes is alone already.
    if session.get_bind().dialect.name == "postgresql":
        key = int.from_bytes(sha256(name.encode()).digest()[:8], signed=True)
        session.execute(select(func.pg_advisory_xact_lock(key)))


def _is_worth_another_try(error: DBAPIError) -> bool:
    if isinstance(error, IntegrityError):
        # Two that insert the same thing: the second then finds it.
        return True
    state = getattr(error.orig, "sqlstate", None)
    return state in _RETRIED or "database is locked" in str(error.orig)


def _engine(url: str) -> Engine:
    parsed = make_url(url)
    if parsed.get_backend_name() != "sqlite":
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20)
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
    engine = create_engine(url)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def _prepare_sqlite(connection: Any, _: object) -> None:
    # The driver begins transactions by guessing; we begin them ourselves.
    connection.isolation_level = None
    cursor = connection.cursor()
    for pragma in (
        f"busy_timeout={_BUSY_MS}", "journal_mode=WAL", "synchronous=FULL", "foreign_keys=ON",
    ):  # fmt: skip
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def _begin_sqlite(connection: Any) -> None:
    # A reader that turns writer may be refused at once: who will write says so from the start.
    options = connection.get_execution_options()
    writes = options.get("segur_writes", True)
    connection.exec_driver_sql(f"PRAGMA busy_timeout={options.get('segur_busy_ms', _BUSY_MS)}")
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
