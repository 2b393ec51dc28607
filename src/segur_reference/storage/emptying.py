"""Emptying the database: its form stays, and its numbers begin again."""

from __future__ import annotations

from sqlalchemy import text
from sqlalchemy.orm import Session

from segur_reference.storage.tables import Base


def empty(session: Session) -> None:
    """Delete every row of every table."""
    tables = Base.metadata.sorted_tables
    if session.get_bind().dialect.name == "postgresql":
        names = ", ".join(table.name for table in tables)
        session.execute(text(f"TRUNCATE {names} RESTART IDENTITY"))
        return
    for table in reversed(tables):
        session.execute(table.delete())
    session.execute(text("DELETE FROM sqlite_sequence"))


def is_empty(session: Session) -> bool:
    """Whether nobody and nothing is there; a setting and a count of calls are neither."""
    apart = {"appel", "objet", "reglage"}
    held = (table for table in Base.metadata.sorted_tables if table.name not in apart)
    return all(session.execute(table.select().limit(1)).first() is None for table in held)
