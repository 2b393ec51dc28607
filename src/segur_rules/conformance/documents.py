"""The documents of a vector: given one by one, or the zip that holds them."""

from __future__ import annotations

import base64
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any

from segur_rules.pieces import DocumentDonne


def documents_of(given: Mapping[str, Any]) -> tuple[DocumentDonne, ...]:
    """The documents that are given one by one."""
    contents = [(piece["nom"], content_of(piece)) for piece in given["pieces"]]
    return tuple(DocumentDonne(nom, len(content), BytesIO(content)) for nom, content in contents)


def archive_of(given: Mapping[str, Any]) -> BytesIO:
    """The zip that is given: its bytes, or its entries, which are put in it as they are."""
    described = given["zip"]
    if "base64" in described:
        return BytesIO(base64.b64decode(described["base64"]))
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as out:
        for entry in described["entries"]:
            # Without a date of its own an entry would take that of the day.
            out.writestr(zipfile.ZipInfo(entry["nom"]), content_of(entry))
    return archive


def content_of(given: Mapping[str, Any]) -> bytes:
    """The bytes of a file: in base64, as repeated pieces of text, or as a text in UTF-8."""
    if "base64" in given:
        return base64.b64decode(given["base64"])
    if "repeat" in given:
        return "".join(piece * times for piece, times in given["repeat"]).encode()
    return str(given["text"]).encode()
