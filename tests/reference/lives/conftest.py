"""The databases and the stores that lives are lived on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from segur_reference.config import Settings


@pytest.fixture
def settings(
    support: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    tmp_path: Path,
    request: pytest.FixtureRequest,
) -> Settings:
    kind, _, store = support.partition("-")
    address, bucket = "", str(tmp_path / "documents")
    if store == "bucket":
        address, bucket = request.getfixturevalue("bucket")
    return Settings(
        database_url=on_sqlite_and_postgresql(kind),
        store_url=bucket,
        store_endpoint=address,
        control=True,
        secure_cookies=False,
        task_seconds=0,
        calls_per_minute=0,
    )
