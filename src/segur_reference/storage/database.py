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
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.orm import Session

T = TypeVar("T")

TRIES: Final = 8
CONNECTIONS: Final = 20
"""Of one process: more than it has threads, and those of four processes are fewer than the hundred
that PostgreSQL takes unless it is told otherwise. A choice."""
_RETRIED: Final = frozenset(("40001", "40P01", "55P03"))
"""The states of PostgreSQL after which one begins again: serialization, deadlock, lock wait."""
_BUSY_MS: Final = 30_000
_AT_ONCE_MS: Final = 250
"""How long one writer of SQLite waits for another, and when nothing hangs on it: choices."""


class Occupee(Exception):
    """The database takes nobody more, or those who were there kept the others waiting too long."""


class Database:
    """A database by its URL."""

    def __init__(self, url: str) -> None:
        """Open nothing yet: connections are made when they are needed."""
        self.url = url
        self.engine = _engine(url)

    def read(self, use: Callable[[Session], T]) -> T:
        """What a use case that changes nothing answers. Raises `Occupee`."""
        return self._run(use, segur_writes=False)

    def write(self, use: Callable[[Session], T]) -> T:
        """What a use case answers, its changes kept; none is when it raises. Raises `Occupee`."""
        for attempt in range(1, TRIES):
            try:
                return self._run(use, segur_writes=True)
            except DBAPIError as error:
                if not _is_worth_another_try(error):
                    raise
                _pause(attempt)
        try:
            return self._run(use, segur_writes=True)
        except DBAPIError as error:
            if isinstance(error, IntegrityError) or not _is_worth_another_try(error):
                raise
            raise Occupee from error

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
        with (
            self._connected(**options) as connection,
            Session(connection, expire_on_commit=False) as session,
            session.begin(),
        ):
            answer = use(session)
            if not options["segur_writes"]:
                # What was read stays readable: a rollback would forget it.
                session.expunge_all()
                session.rollback()
            return answer

    def _connected(self, **options: Any) -> Connection:
        """A connection. Nothing was done when there is none yet, so that it is asked for again."""
        engine = self.engine.execution_options(**options)
        for attempt in range(1, TRIES):
            try:
                return engine.connect()
            except OperationalError:
                if engine.dialect.name == "sqlite":
                    # It is never full: its file cannot be used.
                    raise
                # Why a connection is refused (53300, say), the driver tells no state of.
                _pause(attempt)
            except PoolTimeout as error:
                raise Occupee from error
        try:
            return engine.connect()
        except (OperationalError, PoolTimeout) as error:
            raise Occupee from error


def _pause(attempt: int) -> None:
    # So that two that met do not meet again; nothing of security hangs on it.
    time.sleep(random.uniform(0, 0.05 * attempt))  # noqa: S311


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
        return create_engine(url, pool_pre_ping=True, pool_size=CONNECTIONS, max_overflow=0)
    pooled: dict[str, Any] = {}
    if parsed.database and parsed.database != ":memory:":
        Path(parsed.database).parent.mkdir(parents=True, exist_ok=True)
        pooled = {"pool_size": CONNECTIONS, "max_overflow": 0}
    engine = create_engine(url, **pooled)
    event.listen(engine, "connect", _prepare_sqlite)
    event.listen(engine, "begin", _begin_sqlite)
    return engine


def file_of(url: str) -> Path | None:
    """The file of a database of SQLite; None when it is in no file, or has a server."""
    parsed = make_url(url)
    named = parsed.database or ":memory:"
    if parsed.get_backend_name() != "sqlite" or named.startswith((":memory:", "file:")):
        return None
    return Path(named)


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
