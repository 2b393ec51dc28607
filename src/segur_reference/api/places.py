"""Places for what may cost seconds, so that no number of heavy calls holds back the light ones.

Theory of operation. Ordinary work is done on the threads that all routes share: it is short, or it
waits for the database. What judges a large body has a few threads of its own, by who may ask:
those without an account take no place of those with one. Who finds none waits a little; who waits
in vain, or comes when many wait already (their bodies are in memory), is told to come back. A
judgement that has begun is not stopped: no thread can be.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import copy_context
from functools import wraps
from threading import BoundedSemaphore
from typing import Any, Final, ParamSpec, TypeVar

from litestar.concurrency import sync_to_thread

from segur_reference.services.erreurs import Occupe

P = ParamSpec("P")
T = TypeVar("T")

COURT: Final = 64 * 1024
"""Bytes of a body that costs no more than an ordinary call: a choice. One of the same size as a
file of 200 demandes, some 340,000 bytes, is judged in half a second."""
PLACES: Final = 2
"""Calls of one kind that are worked at together: a choice, more would only share the processor."""
FILE: Final = 16
"""How many may wait for a place: a choice, each keeps its body in memory meanwhile."""
PATIENCE: Final = 10
"""Seconds that one waits for a place, and after which one may come back: a choice."""


class Places:
    """So many threads for one kind of work, and so many calls that may wait for one."""

    def __init__(self, nom: str, number: int = PLACES, waiting: int = FILE) -> None:
        """Start no thread yet: each is when it is needed."""
        self._threads = ThreadPoolExecutor(number, thread_name_prefix=f"segur-{nom}")
        self._inside = BoundedSemaphore(number + waiting)

    async def judge(self, body: bytes, work: Callable[[], T]) -> T:
        """What a judgement of a body answers: in a place, unless the body is short."""
        return await (sync_to_thread(work) if len(body) <= COURT else self.run(work))

    async def run(self, work: Callable[[], T]) -> T:
        """What some work answers, once it has a place. Raises `Occupe` when it finds none."""
        if not self._inside.acquire(blocking=False):
            raise Occupe(PATIENCE)
        job = self._threads.submit(copy_context().run, work)
        job.add_done_callback(self._leave)
        answer = asyncio.wrap_future(job)
        await asyncio.wait((answer,), timeout=PATIENCE)
        # What is under way cannot be cancelled, and is waited for.
        if not answer.done() and job.cancel():
            raise Occupe(PATIENCE)
        return await answer

    def taken(self, handler: Callable[P, T]) -> Callable[P, Coroutine[Any, Any, T]]:
        """A route whose work is always done in a place."""

        @wraps(handler)
        async def run(*args: P.args, **kwargs: P.kwargs) -> T:
            return await self.run(lambda: handler(*args, **kwargs))

        return run

    def _leave(self, _: Future[Any]) -> None:
        self._inside.release()


SANS_COMPTE: Final = Places("sans-compte")
"""For what is judged for anybody, and not kept: simulations without an account, operations."""
FORMULAIRES: Final = Places("formulaires")
"""For what anybody files with documents: enrôlements, their answers, words to the assistance."""
COMPTES: Final = Places("comptes")
"""For the files of those who are signed in."""
