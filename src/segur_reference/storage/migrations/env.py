"""What Alembic runs: the migrations, on the connection that it was given."""

from __future__ import annotations

from alembic import context
from sqlalchemy import text

from segur_reference.storage.tables import Base

_ONE_AT_A_TIME = 8_317_642
"""The number of the lock that several processes that start together wait for."""

connection = context.config.attributes["connection"]
context.configure(
    connection=connection,
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    user_module_prefix="",
)
with context.begin_transaction():
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({_ONE_AT_A_TIME})"))
    context.run_migrations()
connection.commit()
