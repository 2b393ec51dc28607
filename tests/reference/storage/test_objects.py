"""Documents are kept whole, in a folder and in a bucket alike."""

from __future__ import annotations

import os
from io import BytesIO
from pathlib import Path

import pytest

from segur_reference.config import Settings
from segur_reference.storage.objects import Documents


@pytest.fixture(params=["folder", "bucket"])
def documents(request: pytest.FixtureRequest, tmp_path: Path) -> Documents:
    if request.param == "folder":
        return Documents(Settings(store_url=str(tmp_path / "documents")))
    address, bucket = request.getfixturevalue("bucket")
    return Documents(Settings(store_url=bucket, store_endpoint=address))


@pytest.mark.parametrize("size", [0, 1, 5 * 1024 * 1024, 5 * 1024 * 1024 + 1])
def test_what_is_put_is_got(documents: Documents, size: int) -> None:
    content = os.urandom(size)
    key = documents.new_key()
    documents.put(key, BytesIO(content))
    assert b"".join(documents.get(key)) == content
    assert list(documents.keys()) == [key]


def test_what_is_removed_is_gone(documents: Documents) -> None:
    one, other = documents.new_key(), documents.new_key()
    documents.put(one, b"one")
    documents.put(other, b"other")
    documents.remove([one])
    assert list(documents.keys()) == [other]
    with pytest.raises(FileNotFoundError):
        documents.get(one)


def test_removing_what_is_not_there_does_nothing(documents: Documents) -> None:
    documents.remove([documents.new_key()])
    assert list(documents.keys()) == []


def test_what_is_put_again_replaces(documents: Documents) -> None:
    key = documents.new_key()
    documents.put(key, b"before")
    documents.put(key, b"after")
    assert b"".join(documents.get(key)) == b"after"


def test_a_store_answers(documents: Documents) -> None:
    documents.ping()
