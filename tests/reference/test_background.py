"""What a process does beside answering."""

from __future__ import annotations

import asyncio
import logging
from threading import Event

import pytest
from attrs import evolve

from segur_reference import background
from segur_reference.app import create_app
from segur_reference.services import completude
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Objet


def broken(*_: object) -> None:
    raise RuntimeError("what an error says stays out of the log")


def test_what_fails_is_written_down_and_keeps_nothing_else_back(
    portail: Portail, caplog: pytest.LogCaptureFixture, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(background, "envoyer", broken)
    monkeypatch.setattr(background, "purger", broken)
    done: list[Portail] = []
    monkeypatch.setattr(completude, "purge", done.append)
    background.do_round(portail, Event())
    told = [(record.levelno, record.getMessage()) for record in caplog.records]
    assert told == [
        (logging.ERROR, "background failed: mails"),
        (logging.ERROR, "background failed: sign-ins"),
    ]
    assert done == [portail]


def test_rounds_follow_one_another_until_the_application_ends(
    portail: Portail, monkeypatch: pytest.MonkeyPatch
) -> None:
    rounds: list[Event] = []

    async def serve() -> None:
        loop, second = asyncio.get_running_loop(), asyncio.Event()

        def count(_: Portail, stop: Event) -> None:
            rounds.append(stop)
            if len(rounds) == 2:
                loop.call_soon_threadsafe(second.set)

        monkeypatch.setattr(background, "do_round", count)
        # This portal waits for nothing between two rounds.
        async with background.background(portail):
            await asyncio.wait_for(second.wait(), 30)
            assert not rounds[0].is_set()

    asyncio.run(serve())
    assert rounds[0].is_set()


def test_the_application_does_it_while_it_runs(portail: Portail) -> None:
    from litestar.testing import TestClient

    old = portail.now().replace(year=2000)
    portail.write(lambda session: session.add(Objet(cle="documents/lost", depuis=old)))
    at_work = evolve(portail, settings=evolve(portail.settings, task_seconds=3600))
    with TestClient(create_app(at_work)):
        pass
    assert portail.read(lambda session: session.get(Objet, "documents/lost")) is None
