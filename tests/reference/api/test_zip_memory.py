"""A zip of the largest size, over HTTP: the server never holds more than a document or two."""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import pytest

from segur_reference.config import Settings
from segur_reference.services.portail import Portail
from segur_rules.pieces import MEGAOCTET, PIECE
from tests.reference import monde

STATUS = Path("/proc/self/status")
DOCUMENTS = 200
GROWTH_MAX = 64 * 1024
"""KiB."""
_OFFSETS = 100
"""What the places of a larger file take beside those of a small one."""
BON = "mdv-lgc-va1-bdc-{:05d}.pdf"
ROOT = Path(__file__).parents[3]
SERVER = """
import socket, sys
import uvicorn
from segur_reference.app import create_app
from segur_reference.config import Settings
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from tests.reference.monde import Horloge

settings = Settings(database_url=sys.argv[1], store_url=sys.argv[2], task_seconds=0)
portail = Portail(settings, Database(settings.database_url), Documents(settings), Horloge())
listening = socket.create_server(("127.0.0.1", 0))
print(listening.getsockname()[1], flush=True)
uvicorn.Server(uvicorn.Config(create_app(portail), log_level="error")).run([listening])
"""

pytestmark = pytest.mark.skipif(not STATUS.exists(), reason="memory is read from /proc")


@contextmanager
def server(settings: Settings) -> Iterator[tuple[int, int]]:
    """A server in a process of its own: its process and its port."""
    command = [sys.executable, "-c", SERVER, settings.database_url, settings.store_url]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, cwd=ROOT) as process:
        try:
            assert process.stdout is not None
            yield process.pid, int(process.stdout.readline())
        finally:
            process.terminate()


def memory(pid: int, name: str) -> int:
    """A line of what the system says of a process's memory, in KiB."""
    lines = Path(f"/proc/{pid}/status").read_text("ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith(f"{name}:"))


def filled(path: Path, first: int, number: int, size: int) -> Path:
    """A zip of so many documents of this size, for as many demandes."""
    heavy = monde.pdf("x" * (size - len(monde.pdf("")) - _OFFSETS))
    with zipfile.ZipFile(path, "w") as archive:
        for place in range(first, first + number):
            archive.writestr(BON.format(place), heavy)
    return path


def dropped(port: int, headers: dict[str, str], path: Path) -> Any:
    with (
        closing(HTTPConnection("127.0.0.1", port, timeout=900)) as connection,
        path.open("rb") as content,
    ):
        sent = {**headers, "Content-Length": str(path.stat().st_size)}
        connection.request("POST", "/api/v1/incompletes/zip", content, sent)
        return json.loads(connection.getresponse().read())


@pytest.mark.long
def test_two_hundred_documents_of_four_megabytes_take_no_room(
    portail: Portail, settings: Settings, tmp_path: Path
) -> None:
    vendor = monde.fournisseur(portail)
    monde.importe(portail, vendor, monde.avance(lines=DOCUMENTS))
    monde.importe(portail, vendor, monde.avance(start=DOCUMENTS + 1))
    headers = monde.bearer(portail, vendor)
    small = filled(tmp_path / "small.zip", DOCUMENTS + 1, 1, MEGAOCTET)
    large = filled(tmp_path / "large.zip", 1, DOCUMENTS, PIECE.taille_max)
    with server(settings) as (pid, port):
        # What is loaded once is loaded by then.
        assert len(dropped(port, headers, small)["completees"]) == 1
        before = memory(pid, "VmRSS")
        assert len(dropped(port, headers, large)["completees"]) == DOCUMENTS
        growth = memory(pid, "VmHWM") - before
    assert growth < GROWTH_MAX
