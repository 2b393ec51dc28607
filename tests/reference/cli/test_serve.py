"""`segur-reference serve`: it answers, ends when it is told to, and loses no call."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
import uvicorn

from segur_reference.cli.listening import options_of
from segur_reference.config import Settings
from tests.reference.cli.porte import run

BODY = b'{"kind": "siret", "value": "38042372300028"}'


@contextmanager
def serving(settings: Settings, log: Path, *options: str) -> Iterator[tuple[int, str]]:
    """The number of a process that serves, and where."""
    env = {
        **os.environ,
        "SEGUR_DATABASE_URL": settings.database_url,
        "SEGUR_STORE_URL": settings.store_url,
    }
    command = [sys.executable, "-m", "segur_reference.cli", "serve", "--port", "0", *options]
    with (
        log.open("wb") as errors,
        subprocess.Popen(
            command, env=env, stdout=subprocess.PIPE, stderr=errors, text=True
        ) as process,
    ):
        assert process.stdout is not None
        said = process.stdout.readline()
        try:
            yield process.pid, urlsplit(said.split()[-1]).netloc
            process.send_signal(signal.SIGTERM)
            assert process.wait(60) == 0, log.read_text()
        finally:
            process.kill()


def get(where: str, path: str) -> int:
    connection = HTTPConnection(where, timeout=60)
    connection.request("GET", path)
    status = connection.getresponse().status
    connection.close()
    return status


def test_a_call_under_way_when_it_is_terminated_is_answered(
    settings: Settings, tmp_path: Path
) -> None:
    log = tmp_path / "log"
    head = (
        "POST /api/v1/operations/check_identifiant HTTP/1.1\r\nHost: test\r\n"
        "Content-Type: application/json\r\n"
        f"Content-Length: {len(BODY)}\r\nConnection: close\r\n\r\n"
    ).encode()
    with serving(settings, log) as (number, where):
        host, port = where.split(":")
        # Once it is answered the server has started, and hears signals.
        assert get(where, "/health/ready") == 200
        with socket.create_connection((host, int(port)), timeout=60) as call:
            call.sendall(head + BODY[:5])
            wait_for_the_call(where)
            os.kill(number, signal.SIGTERM)
            wait_until_it_shuts_down(log)
            call.sendall(BODY[5:])
            answered = b"".join(iter(lambda: call.recv(4096), b""))
    assert answered.startswith(b"HTTP/1.1 200 OK")
    assert b'"valid":true' in answered
    calls = [line for line in map(json.loads, log.read_text().splitlines()) if "route" in line]
    assert [line["status"] for line in calls][-1] == 200


def wait_for_the_call(where: str) -> None:
    """Calls are taken in their order: once a later one is answered, the first one was taken."""
    assert get(where, "/health/live") == 200


def wait_until_it_shuts_down(log: Path) -> None:
    with log.open() as lines:
        told = ""
        while "Shutting down" not in told:
            told += lines.read()


@pytest.mark.long
def test_several_processes_serve_one_portal(settings: Settings, tmp_path: Path) -> None:
    with serving(settings, tmp_path / "log", "--workers", "2") as (_, where):
        host, port = where.split(":")
        while True:
            try:
                socket.create_connection((host, int(port)), timeout=60).close()
                break
            except ConnectionRefusedError:
                continue
        assert [get(where, "/health/ready") for _ in range(20)] == [200] * 20


def test_a_port_that_is_taken_is_said_in_one_line(settings: Settings) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        refused = run(
            "serve",
            "--port",
            port,
            database_url=settings.database_url,
            store_url=settings.store_url,
        )
    assert refused.exit_code == 1
    assert refused.stderr.startswith(f"segur-reference: cannot listen on 127.0.0.1 port {port}: ")
    assert len(refused.stderr.splitlines()) == 1


def test_an_address_that_is_not_of_this_machine_is_said(settings: Settings) -> None:
    refused = run(
        "serve",
        "--host",
        "no such host",
        database_url=settings.database_url,
        store_url=settings.store_url,
    )
    assert refused.exit_code == 1
    with pytest.raises(socket.gaierror) as unknown:
        socket.getaddrinfo("no such host", 8000)
    told = f"cannot listen on no such host port 8000: {unknown.value.strerror}"
    assert refused.stderr == f"segur-reference: {told}\n"


def test_no_web_socket_is_spoken_wherever_it_could_be(monkeypatch: pytest.MonkeyPatch) -> None:
    async def app(scope: Any, receive: Any, send: Any) -> None:
        """Answer nobody."""

    # As where a library for web sockets is installed.
    monkeypatch.setattr("uvicorn.protocols.websockets.auto.AutoWebSocketsProtocol", object)
    config = uvicorn.Config(app, **{**options_of("json"), "log_config": None})
    config.load()
    assert config.ws_protocol_class is None
