"""A portal for each test, on the databases and stores that are asked for, with a clock of ours."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import boto3
import pytest
from litestar import Litestar
from litestar.testing import TestClient
from moto.server import ThreadedMotoServer
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from segur_reference.app import create_app
from segur_reference.config import Settings
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.migrations import migrate
from segur_reference.storage.objects import Documents
from tests.reference.monde import Horloge

POSTGRESQL = "SEGUR_TEST_POSTGRESQL"


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A database that has its form and no rows, to be copied."""
    path = tmp_path_factory.mktemp("sqlite") / "model.db"
    database = Database(f"sqlite:///{path}")
    migrate(database)
    database.close()
    return path


@pytest.fixture(scope="session")
def postgresql_server() -> str:
    """The address of a PostgreSQL server whose databases one may make, from the environment."""
    url = os.environ.get(POSTGRESQL)
    if not url:
        pytest.skip(f"{POSTGRESQL} names no PostgreSQL server")
    return url


@pytest.fixture(scope="session")
def migrated_postgresql(postgresql_server: str) -> Iterator[str]:
    """The name of a database that has its form and no rows, to be copied."""
    name = f"segur_model_{uuid4().hex[:12]}"
    _administer(postgresql_server, f"CREATE DATABASE {name}")
    database = Database(_named(postgresql_server, name))
    migrate(database)
    database.close()
    yield name
    _administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def sqlite_url(migrated_sqlite: Path, tmp_path: Path) -> str:
    """A database of the test's own, in a file."""
    path = tmp_path / "segur.db"
    shutil.copy(migrated_sqlite, path)
    return f"sqlite:///{path}"


@pytest.fixture
def postgresql_url(postgresql_server: str, migrated_postgresql: str) -> Iterator[str]:
    """A database of the test's own, on the server."""
    name = f"segur_test_{uuid4().hex[:12]}"
    _administer(postgresql_server, f"CREATE DATABASE {name} TEMPLATE {migrated_postgresql}")
    yield _named(postgresql_server, name)
    _administer(postgresql_server, f"DROP DATABASE {name} WITH (FORCE)")


@pytest.fixture
def horloge() -> Horloge:
    """The clock of the test."""
    return Horloge()


@pytest.fixture
def settings(request: pytest.FixtureRequest, tmp_path: Path) -> Settings:
    """The settings of the test's portal; a test may name its kind of database (`indirect`)."""
    kind = getattr(request, "param", "sqlite")
    return Settings(
        database_url=str(request.getfixturevalue(f"{kind}_url")),
        store_url=str(tmp_path / "documents"),
        secure_cookies=False,
        task_seconds=0,
        calls_per_minute=0,
    )


@pytest.fixture
def portail(settings: Settings, horloge: Horloge) -> Iterator[Portail]:
    """A portal with nothing in it."""
    parts = (settings, Database(settings.database_url), Documents(settings))
    # No test waits: what the machine's clock tells is told too.
    opened = Portail(*parts, clock=horloge, machine=horloge)
    yield opened
    opened.close()


@pytest.fixture
def client(portail: Portail) -> Iterator[TestClient[Litestar]]:
    """Somebody who calls the portal without an account."""
    with TestClient(create_app(portail)) as opened:
        yield opened


@pytest.fixture
def on_sqlite_and_postgresql(request: pytest.FixtureRequest) -> Callable[[str], str]:
    """The URL of a database of the test's own, by the kind of database."""
    return lambda kind: str(request.getfixturevalue(f"{kind}_url"))


@pytest.fixture(scope="session")
def s3() -> Iterator[str]:
    """The address of an S3 service on this machine."""
    server = ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def bucket(s3: str, monkeypatch: pytest.MonkeyPatch) -> tuple[str, str]:
    """The address of an S3 service, and that of a bucket of the test's own."""
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "test")
    monkeypatch.setenv("AWS_REGION", "us-east-1")
    name = f"segur-{uuid4().hex}"
    boto3.client("s3", endpoint_url=s3, region_name="us-east-1").create_bucket(Bucket=name)
    return s3, f"s3://{name}/prefix"


def _administer(server: str, statement: str) -> None:
    engine = create_engine(server, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        connection.execute(text(statement))
    engine.dispose()


def _named(server: str, name: str) -> str:
    return make_url(server).set(database=name).render_as_string(hide_password=False)
