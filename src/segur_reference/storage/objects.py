"""The documents' bytes: a folder, or a bucket of S3.

Theory of operation. A key is written down as one to be removed (`Objet`) before its bytes are
put; the transaction that adds the document's row takes that away, and the one that deletes a row
writes it down again. Whatever moment the process ends at, each key is one or the other: the bytes
of a row are there, and bytes without a row are known and are removed later. A key that is taken
back while its bytes are still being put is written down again once they are there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any, BinaryIO, Final
from uuid import uuid4

import obstore
from obstore.exceptions import NotFoundError
from obstore.store import LocalStore, ObjectStore, S3Store

from segur_reference.config import Settings, folder_of

_PART: Final = 5 * 1024 * 1024
"""S3 takes no smaller part but the last."""
_READ: Final = 256 * 1024


class Documents:
    """The object store, by keys that say nothing."""

    def __init__(self, settings: Settings) -> None:
        """Make the folder; a bucket is expected to exist."""
        self._store = _open(settings)

    def new_key(self) -> str:
        """A key that nothing is under."""
        return f"documents/{uuid4().hex}"

    def put(self, key: str, content: BinaryIO | bytes) -> None:
        """Keep bytes, from where the stream stands; they are there whole, or not at all."""
        obstore.put(self._store, key, content, chunk_size=_PART, max_concurrency=1)

    def get(self, key: str) -> Iterator[bytes]:
        """The bytes, piece by piece. Raises `FileNotFoundError` when there are none."""
        try:
            found = obstore.get(self._store, key)
        except (NotFoundError, FileNotFoundError) as error:
            raise FileNotFoundError(key) from error
        return (bytes(piece) for piece in found.stream(min_chunk_size=_READ))

    def remove(self, keys: Iterable[str]) -> None:
        """Remove what is under these keys; where there is nothing, nothing is to be done."""
        for key in keys:
            try:
                obstore.delete(self._store, key)
            except (NotFoundError, FileNotFoundError):
                continue

    def keys(self) -> Iterator[str]:
        """Every key, in any order."""
        for batch in obstore.list(self._store, "documents"):
            yield from (str(found["path"]) for found in batch)

    def ping(self) -> None:
        """Raise what the store raises when it does not answer."""
        next(iter(obstore.list(self._store, "documents", chunk_size=1)), None)


def _open(settings: Settings) -> ObjectStore:
    folder = folder_of(settings.store_url)
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
        return LocalStore(folder)
    options: dict[str, Any] = {}
    if settings.store_endpoint:
        options = {
            "endpoint": settings.store_endpoint,
            "client_options": {"allow_http": settings.store_endpoint.startswith("http://")},
        }
    return S3Store.from_url(settings.store_url, **options)
