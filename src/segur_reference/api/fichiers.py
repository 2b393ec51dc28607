"""Bytes that are downloaded: always as a file, never shown as a page of the portal."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import quote

from litestar.response import Stream


def download(nom: str, taille: int, contenu: Iterator[bytes]) -> Stream:
    """An answer of bytes, under a name."""
    return Stream(
        contenu,
        media_type="application/octet-stream",
        headers={
            "Content-Disposition": f"attachment; filename*=UTF-8''{quote(nom, safe='')}",
            "Content-Length": str(taille),
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )
