"""A form and its documents, as `multipart/form-data`.

One part `formulaire`, of JSON, and one file for each document, under the name of its type.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from os import SEEK_END
from typing import Any, BinaryIO, Final, TypeVar, cast

import msgspec
from litestar.datastructures import UploadFile
from litestar.enums import RequestEncodingType
from litestar.exceptions import ClientException
from litestar.params import BodyKwarg

from segur_reference.api.corps import require_shallow
from segur_reference.api.invalides import AppelInvalide
from segur_reference.services.pieces_enrolement import DocumentDepose
from segur_rules.pieces import PIECE

S = TypeVar("S")

FORMULAIRE: Final = "formulaire"


def parties(types: Iterable[str]) -> BodyKwarg:
    """The body of a route that takes a form and documents of these types."""
    known = tuple(types)
    return BodyKwarg(
        media_type=RequestEncodingType.MULTI_PART,
        multipart_form_part_limit=len(known) + 1,
        description=(
            f"`{FORMULAIRE}`: the form as JSON. Each other part is a file, named by its type: "
            + ", ".join(known)
            + "."
        ),
    )


@contextmanager
def parts_of(data: dict[str, Any]) -> Iterator[tuple[bytes, Sequence[DocumentDepose]]]:
    """The form's JSON and the documents; their temporary files are closed afterwards."""
    values = [one for value in data.values() for one in _each(value)]
    try:
        yield (
            _form(data),
            [_document(name, value) for name, value in data.items() if name != FORMULAIRE],
        )
    finally:
        for one in values:
            if isinstance(one, UploadFile):
                one.file.close()


def decoded(raw: bytes, form: type[S]) -> S:
    """The form. Raises `ClientException` for what is not of its shape."""
    require_shallow(raw)
    try:
        return msgspec.json.decode(raw, type=form)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise ClientException(f"{FORMULAIRE}: {error}") from error


def document_inconnu(types: Iterable[str]) -> AppelInvalide:
    """Why a document that a form does not ask for is not taken: it asks for these."""
    known = ", ".join(types)
    return AppelInvalide(
        f"Les seuls documents sont : {known}.", f"The only documents are: {known}."
    )


def _each(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _form(data: dict[str, Any]) -> bytes:
    value = data.get(FORMULAIRE)
    if isinstance(value, UploadFile):
        return value.file.read(PIECE.taille_max)
    if isinstance(value, str):
        return value.encode()
    raise AppelInvalide(
        f"Une partie `{FORMULAIRE}`, de JSON, est attendue.",
        f"One part `{FORMULAIRE}`, of JSON, is expected.",
    )


def _document(name: str, value: Any) -> DocumentDepose:
    if not isinstance(value, UploadFile):
        raise AppelInvalide(
            f"La partie `{name}` est attendue une seule fois, et c'est un fichier.",
            f"The part `{name}` is expected once, and to be a file.",
        )
    content = cast("BinaryIO", value.file)
    taille = content.seek(0, SEEK_END)
    content.seek(0)
    # Some send the path on their own machine: a name is what it ends with.
    nom = value.filename.replace("\\", "/").rpartition("/")[2]
    return DocumentDepose(name, nom, taille, content)
