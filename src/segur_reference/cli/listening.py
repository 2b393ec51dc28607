"""Where a process listens: the socket is opened first, so that a port that is taken is said."""

from __future__ import annotations

import os
import signal
import socket
from types import FrameType
from typing import TYPE_CHECKING, Any, Final, NoReturn

from segur_reference.cli.failures import Failure

if TYPE_CHECKING:
    from litestar.types import ASGIApp

GRACE: Final = 30
"""Seconds that calls under way are given to end."""


def listen(host: str, port: int) -> socket.socket:
    """A socket that listens; port 0 takes any that is free. Raises `Failure`."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    try:
        # A name is looked up first: the socket would tell a number that is no system's error.
        socket.getaddrinfo(host or None, port, family, socket.SOCK_STREAM)
        return socket.create_server((host, port), family=family, backlog=2048)
    except OSError as error:
        named = isinstance(error, socket.gaierror) or error.errno is None
        why = str(error.strerror) if named else os.strerror(error.errno or 0)
        raise Failure(f"cannot listen on {host} port {port}: {why}") from error


def url_of(listening: socket.socket) -> str:
    """The address that a browser on this machine opens."""
    host, port = listening.getsockname()[:2]
    return f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"


def end_on_terminate() -> None:
    """Let SIGTERM end the process as Ctrl-C does: what it opened is closed."""
    signal.signal(signal.SIGTERM, _interrupt)


def options_of(log_format: str) -> dict[str, Any]:
    """How every process serves, for uvicorn."""
    from segur_reference.journal import log_config

    return {
        "log_config": log_config(log_format),
        "access_log": False,
        "server_header": False,
        "lifespan": "on",
        "timeout_graceful_shutdown": GRACE,
        # There is no web socket here, and refusing one would write its path and query down.
        "ws": "none",
    }


def run(app: ASGIApp, listening: socket.socket, log_format: str) -> None:
    """Serve until SIGINT or SIGTERM; calls under way are answered. Raises `Failure`."""
    import uvicorn

    server = uvicorn.Server(uvicorn.Config(app, **options_of(log_format)))
    try:
        server.run(sockets=[listening])
    except KeyboardInterrupt:
        # Raised again by the server, once it has ended in good order.
        return
    if not server.started:
        raise Failure("the server did not start: the reason is above")


def _interrupt(_signal: int, _frame: FrameType | None) -> NoReturn:
    raise KeyboardInterrupt
