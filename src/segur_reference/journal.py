"""The log: one object per line on the standard error, of what was called and of what failed.

It holds no path, no name, no mail and no body: the route's template, the user's number at most,
and of an error its type and where it was raised, never its text.
"""

from __future__ import annotations

import json
import logging
import re
import traceback
from contextvars import ContextVar
from datetime import UTC, datetime
from time import perf_counter
from typing import Any, Final
from uuid import uuid4

from litestar.enums import ScopeType
from litestar.types import ASGIApp, HTTPScope, Message, Receive, Scope, Send

from segur_reference.api.securite import APPELANT

LOGGER: Final = logging.getLogger("segur_reference")
FORMATS: Final = ("json", "text")
_REQUEST: Final[ContextVar[str | None]] = ContextVar("segur_request", default=None)
_GIVEN: Final = re.compile(rb"[A-Za-z0-9_-]{1,64}")
_FRAMES: Final = 8
_FACTS: Final = "facts"


class Journal:
    """An application whose calls are written down; each has an identifier, which is answered."""

    def __init__(self, app: ASGIApp) -> None:
        """Stand before an application."""
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != ScopeType.HTTP:
            await self._app(scope, receive, send)
            return
        request, begun, status = _identifier(scope), perf_counter(), 0
        _REQUEST.set(request)

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                message["headers"] = [*message["headers"], (b"x-request-id", request.encode())]
            await send(message)

        try:
            await self._app(scope, receive, sending)
        finally:
            LOGGER.info("call", extra={_FACTS: _facts(scope, status, perf_counter() - begun)})


class Lignes(logging.Formatter):
    """A record as a line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        return json.dumps(_told(record), ensure_ascii=False)


class Phrases(logging.Formatter):
    """A record as a line for people."""

    def format(self, record: logging.LogRecord) -> str:
        told = _told(record)
        begin = f"{told.pop('at')} {told.pop('level'):7} {told.pop('event')}"
        return " ".join([begin, *(f"{name}={value}" for name, value in told.items())])


def log_config(form: str) -> dict[str, Any]:
    """How a process logs, for `logging.config`."""
    formatter = f"{__name__}.{'Lignes' if form == 'json' else 'Phrases'}"
    ours = {"handlers": ["stderr"], "propagate": False}
    return {
        "version": 1,
        "disable_existing_loggers": False,
        "formatters": {"line": {"()": formatter}},
        "handlers": {
            "stderr": {
                "class": "logging.StreamHandler",
                "stream": "ext://sys.stderr",
                "formatter": "line",
            },
            "nowhere": {"class": "logging.NullHandler"},
        },
        "loggers": {
            "segur_reference": {"level": "INFO", **ours},
            "uvicorn": {"level": "INFO", **ours},
            "asyncio": {"level": "ERROR", **ours},
        },
        # What other libraries say may tell what is in a file.
        "root": {"level": "WARNING", "handlers": ["nowhere"]},
    }


def _identifier(scope: HTTPScope) -> str:
    """The identifier that the caller gave, if it is one; else a new one."""
    given = dict(scope["headers"]).get(b"x-request-id", b"")
    return given.decode() if _GIVEN.fullmatch(given) else uuid4().hex


def _facts(scope: HTTPScope, status: int, seconds: float) -> dict[str, Any]:
    caller = scope.get("state", {}).get(APPELANT)
    return {
        "method": scope["method"],
        "route": scope.get("path_template"),
        # 0: who called was gone before it was answered.
        "status": status,
        "ms": round(seconds * 1000, 1),
        "user": caller[0].utilisateur_id if caller else None,
    }


def _told(record: logging.LogRecord) -> dict[str, Any]:
    told: dict[str, Any] = {
        "at": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
        "level": record.levelname,
        "event": record.getMessage(),
        **getattr(record, _FACTS, {}),
    }
    if request := _REQUEST.get():
        told["request"] = request
    error = record.exc_info[1] if record.exc_info else None
    if error is not None:
        frames = traceback.extract_tb(error.__traceback__)[-_FRAMES:]
        told["error"] = type(error).__name__
        told["where"] = [f"{frame.filename}:{frame.lineno} {frame.name}" for frame in frames]
    return told
