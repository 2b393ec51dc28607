"""Whether the parts of the portal answer."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from segur_reference.services.portail import Portail
from segur_reference.storage.migrations import pending

OK: Final = "ok"


def state_of(portail: Portail) -> Mapping[str, str]:
    """Each part, and what is wrong with it: `ok` when nothing is."""
    return {
        "database": _tried(portail.database.ping),
        "form": _tried(lambda: "to migrate" if pending(portail.database) else None),
        "documents": _tried(portail.documents.ping),
    }


def _tried(part: Callable[[], str | None]) -> str:
    # Whatever a driver raises means the same here; its text may hold an address or a password.
    try:
        return part() or OK
    except Exception as error:  # noqa: BLE001
        return type(error).__name__
