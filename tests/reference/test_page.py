"""The tour of the API that the page of the server shows: each line works, in their order."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from string import Template

import pytest
from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.app import create_app
from segur_reference.config import Settings
from segur_reference.demo import demo, fichiers
from segur_reference.services.portail import Portail
from tests.reference.curl import parse

PAGE = Path(__file__).parents[2] / "docs" / "server.md"
GIVEN = fichiers.a_importer("FINMDV000012M0")
FILES = {"avances.json": GIVEN.avances, "bdc.pdf": GIVEN.piece}


@pytest.fixture
def settings(sqlite_url: str, tmp_path: Path) -> Settings:
    """Those of a demo."""
    return Settings(
        database_url=sqlite_url,
        store_url=str(tmp_path / "documents"),
        control=True,
        task_seconds=0,
        calls_per_minute=0,
    )


def test_each_line_of_curl_works(settings: Settings) -> None:
    lines = re.findall(r"^\$ (curl .*)$", PAGE.read_text("utf-8"), re.MULTILINE)
    portail = Portail.open(settings)
    vendor, agent = (f"Authorization: Bearer {one.jeton}" for one in demo(portail).personnes)
    names = {"URL": "http://127.0.0.1:8000/api/v1", "VENDOR": vendor, "AGENT": agent}
    client: TestClient[Litestar]
    with TestClient(create_app(portail), base_url="http://127.0.0.1:8000") as client:
        for line in lines:
            asked = parse(shlex.split(Template(line).substitute(names)), FILES)
            answered = client.request(
                asked.method, asked.url, headers=asked.headers, content=asked.body
            )
            assert answered.status_code in (200, 201), (line, answered.text)
    assert len(lines) > 8
