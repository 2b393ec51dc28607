"""The bytes of a vector: of its file, of documents given one by one, or of the zip they are in."""

from __future__ import annotations

import base64
import re
import zipfile
from collections.abc import Mapping
from io import BytesIO
from typing import Any, Final

from segur_rules.conformance.bases import changed
from segur_rules.conformance.exact import dumps
from segur_rules.pieces import DocumentDonne

OCTETS_MAX: Final = 64 * 1024 * 1024
"""The bytes that repeated pieces of text may come to."""

_SURPRISE: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ufffe\uffff]")
"""The characters that a text may lose on its way: controls, marks of byte order."""


def file_of(given: Mapping[str, Any]) -> bytes:
    """The bytes of the file that an input describes."""
    return dumps(changed(given)).encode() if "base" in given else content_of(given)


def documents_of(given: Mapping[str, Any]) -> tuple[DocumentDonne, ...]:
    """The documents that are given one by one."""
    contents = [(piece["nom"], content_of(piece)) for piece in given["pieces"]]
    return tuple(DocumentDonne(nom, len(content), BytesIO(content)) for nom, content in contents)


def archive_of(given: Mapping[str, Any]) -> BytesIO:
    """The zip that is given: its bytes, or its entries, which are put in it as they are."""
    described = given["zip"]
    if "base64" in described:
        return BytesIO(content_of(described))
    archive = BytesIO()
    with zipfile.ZipFile(archive, "w", zipfile.ZIP_STORED) as out:
        for entry in described["entries"]:
            # Without a date of its own an entry would take that of the day.
            info = zipfile.ZipInfo()
            # Set afterwards, the name is kept whole: neither cut nor given other slashes.
            info.filename = entry["nom"]
            # Two entries of one name are no mistake here, and nothing is to be said of them.
            out.NameToInfo.clear()
            out.writestr(info, content_of(entry))
    return archive


def content_of(given: Mapping[str, Any]) -> bytes:
    """The bytes of a file: in base64, as repeated pieces of text, or as a text in UTF-8."""
    if "base64" in given:
        return base64.b64decode(given["base64"], validate=True)
    if "repeat" in given:
        pieces = [(str(piece), int(times)) for piece, times in given["repeat"]]
        if sum(len(piece) * abs(times) for piece, times in pieces) > OCTETS_MAX:
            raise ValueError(f"repeated pieces come to more than {OCTETS_MAX} characters")
        return "".join(piece * times for piece, times in pieces).encode()
    text = given["text"]
    if not isinstance(text, str):
        raise ValueError(f"the content of a file is a text, got {text!r:.40}")
    return text.encode()


def written(content: bytes) -> dict[str, str]:
    """Bytes as JSON: the text that they are in UTF-8, or base64 where that might surprise."""
    try:
        text = content.decode()
    except UnicodeDecodeError:
        text = "\x00"
    return in_base64(content) if _SURPRISE.search(text) else {"text": text}


def in_base64(content: bytes) -> dict[str, str]:
    """Bytes as JSON, whatever they are."""
    return {"base64": base64.b64encode(content).decode()}
