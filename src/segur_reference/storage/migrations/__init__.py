"""The database's form, step by step, and how it is brought to the last one."""

from __future__ import annotations

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from segur_reference.storage.database import Database


def migrate(database: Database) -> None:
    """Bring the database to the form that this package expects; nothing when it has it."""
    config = _config()
    with database.engine.connect() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def pending(database: Database) -> bool:
    """Whether the database has another form than this package expects."""
    with database.reader() as connection:
        current = MigrationContext.configure(connection).get_current_revision()
    return current != ScriptDirectory.from_config(_config()).get_current_head()


def _config() -> Config:
    config = Config()
    config.set_main_option("script_location", "segur_reference.storage:migrations")
    config.set_main_option("path_separator", "os")
    return config
