"""What a process does beside answering: mails that wait are sent, what is past is removed.

Every process does it. Two never do the same thing: each mail and each key is first locked in
the database. What fails is written down, and tried again at the next round.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from threading import Event
from typing import Final

from segur_reference.services import completude
from segur_reference.services.envois import envoyer
from segur_reference.services.portail import Portail
from segur_reference.services.purge import purger

LOGGER: Final = logging.getLogger("segur_reference")


@asynccontextmanager
async def background(portail: Portail) -> AsyncIterator[None]:
    """Do it while the application runs; the round that is under way at the end is finished."""
    stop = Event()
    ended = asyncio.Event()
    task = asyncio.create_task(_rounds(portail, stop, ended))
    try:
        yield
    finally:
        stop.set()
        ended.set()
        await task


async def _rounds(portail: Portail, stop: Event, ended: asyncio.Event) -> None:
    while not stop.is_set():
        await asyncio.to_thread(do_round, portail, stop)
        with suppress(TimeoutError):
            await asyncio.wait_for(ended.wait(), portail.settings.task_seconds)


def do_round(portail: Portail, stop: Event) -> None:
    """One round; it ends early, between two mails, when the process is to stop."""
    _try("mails", lambda: envoyer(portail, stop.is_set))
    _try("sign-ins", lambda: purger(portail))
    _try("purge", lambda: completude.purge(portail))


def _try(name: str, work: Callable[[], object]) -> None:
    try:
        work()
    except Exception:
        LOGGER.exception("background failed: %s", name)
