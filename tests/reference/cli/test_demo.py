"""`segur-reference demo`, as a person runs it: what it prints works, and Ctrl-C ends it well."""

from __future__ import annotations

import errno
import json
import os
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest

from segur_reference.demo.fichiers import NUMERO_ANS, SIRET
from segur_rules.conformance import vectors_of
from tests.reference.cli.porte import run
from tests.reference.curl import parse

OPERATION = "expiration"


class Demo:
    """A demo that runs, and what it printed."""

    def __init__(self, folder: Path) -> None:
        command = [sys.executable, "-m", "segur_reference.cli", "demo", "--port", "0"]
        self.log = folder / "log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                command,
                env={**os.environ, "TMPDIR": str(folder)},
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        self.lines = list(self._printed())
        self.url = next(word for word in self.lines[0].split() if word.startswith("http"))

    def _printed(self) -> Iterator[str]:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            yield line.rstrip("\n")
            if "segur-rules conformance run" in line:
                return
        raise AssertionError(f"it ended: {self.log.read_text()}")

    def commands(self, name: str) -> list[list[str]]:
        """The lines that it says to run, of the command of this name."""
        begin = self.lines.index("Next, in another terminal:")
        lines = [shlex.split(line) for line in self.lines[begin + 1 :] if "#" not in line]
        return [line for line in lines if line and Path(line[0]).name == name]

    def stop(self) -> tuple[int, str]:
        """Press Ctrl-C: its exit status, and the rest of what it printed."""
        self.process.send_signal(signal.SIGINT)
        rest, _ = self.process.communicate(timeout=60)
        return self.process.returncode, rest


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo, which the last test of the module ends."""
    started = Demo(tmp_path_factory.mktemp("demo"))
    yield started
    if started.process.poll() is None:
        started.process.kill()
        started.process.communicate()


def call(command: list[str]) -> tuple[int, str]:
    """What a line of curl is answered: its status and its body."""
    names = [word.removeprefix("@") for word in command if word.startswith("@")]
    asked = parse(command, {name: Path(name).read_bytes() for name in names})
    parts = urlsplit(asked.url)
    connection = HTTPConnection(parts.netloc, timeout=60)
    path = f"{parts.path}?{parts.query}" if parts.query else parts.path
    connection.request(asked.method, path, asked.body, asked.headers)
    answer = connection.getresponse()
    body = answer.read().decode()
    connection.close()
    return answer.status, body


def test_every_line_that_it_prints_works(demo: Demo) -> None:
    answers = [call(command) for command in demo.commands("curl")]
    assert [status for status, _ in answers] == [200] * 11
    listed, simulated, imported, given, queue, act, mails, everybody, valid, clock, api = (
        body for _, body in answers
    )
    assert "FINMDV000011M1" in listed
    assert json.loads(simulated)["verdict"] == "recevable_sous_reserve"
    (line,) = json.loads(imported)["lignes"]
    assert line["numero"] == "FINMDV000013M0"
    assert json.loads(given)["complete"] is True, given
    assert json.loads(queue)["total"] == 3
    assert json.loads(act)["statut"] == "EN_ATTENTE_PIECE"
    assert "Le bon de commande signé" in json.loads(mails)[0]["corps"]
    assert json.loads(everybody)["elements"][0] == json.loads(mails)[-1]
    assert json.loads(valid)["result"]["valid"] is True
    assert json.loads(clock)["instant"].startswith("2022-10-19")
    assert "/api/v1/operations/{operation}" in json.loads(api)["paths"]


def test_it_prints_what_its_vendor_files_with(demo: Demo) -> None:
    told = f"The vendor's SIRET is {SIRET}, its product's numéro ANS {NUMERO_ANS}."
    assert told in demo.lines


def test_the_people_that_it_prints_sign_in(demo: Demo) -> None:
    start = demo.lines.index("Sign in (identifiant, password, token for programs):") + 1
    for line in demo.lines[start : start + 2]:
        identifiant, password, _, role = line.split()
        body = json.dumps({"identifiant": identifiant, "motDePasse": password})
        options = ["-H", "Content-Type: application/json", "-d", body]
        status, answered = call(["curl", f"{demo.url}/api/v1/connexion", *options])
        assert status == 200, answered
        assert json.loads(answered)["role"] == role


def conformance(demo: Demo, *options: str) -> Any:
    (command,) = demo.commands("segur-rules")
    return subprocess.run(
        [sys.executable, "-m", "segur_rules.cli", *command[1:], *options],
        capture_output=True,
        text=True,
        check=False,
    )


def test_its_server_is_judged_over_a_socket(demo: Demo) -> None:
    done = conformance(demo, "--operation", OPERATION)
    assert done.returncode == 0, done.stderr
    assert str(len(vectors_of(OPERATION))) in done.stdout.splitlines()[-1]


@pytest.mark.long
def test_its_server_is_judged_by_every_vector_over_a_socket(demo: Demo) -> None:
    done = conformance(demo)
    assert done.returncode == 0, done.stdout


def test_a_second_one_on_its_port_is_told_that_the_port_is_taken(demo: Demo) -> None:
    port = str(urlsplit(demo.url).port)
    refused = run("demo", "--port", port)
    assert (refused.exit_code, refused.stdout) == (1, "")
    taken = os.strerror(errno.EADDRINUSE)
    told = f"segur-reference: cannot listen on 127.0.0.1 port {port}: {taken}\n"
    assert refused.stderr == told


def test_it_ends_well_and_leaves_nothing(demo: Demo) -> None:
    status, rest = demo.stop()
    assert status == 0
    assert "nothing of it is kept" in rest
    assert [path.name for path in demo.log.parent.iterdir()] == ["log"]
    lines = [json.loads(line) for line in demo.log.read_text().splitlines()]
    assert {line["level"] for line in lines} == {"INFO"}
