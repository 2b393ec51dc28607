"""A PDF, as pypdf reads it, within an effort that is bounded.

Theory of operation. pypdf reads the cross-references and the objects from a stream: it is handed
one that counts what is read, so that whatever a file makes it do, it is stopped. What it inflates
by itself is bounded by its own limits and is counted too. Where it is stopped, or where one of
its limits is reached, nothing is concluded: the file may be right, and this is said.

Active content is looked for in two steps. The names by which a PDF does something are searched
in the bytes of the file and of its object streams, which costs little and misses none; only where
one is found are objects read, since the same letters may stand in a picture or in a sentence.
"""

from __future__ import annotations

import logging
import re
from io import BytesIO
from types import MappingProxyType
from typing import Final

from attrs import evolve, frozen
from pypdf import PdfReader, apply_configuration
from pypdf.errors import LimitReachedError
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    PdfObject,
    StreamObject,
)

from segur_rules.pieces.effort import Depasse, Effort

# pypdf tells its logger what it mends; a program that has set up no logs prints nothing.
logging.getLogger("pypdf").addHandler(logging.NullHandler())

_FIN: Final = b"%%EOF"
_APRES_FIN: Final = 1024
"""Bytes that may follow the end mark: what the common readers tolerate."""

_GONFLE: Final = 128 * 1024
"""Bytes that one stream may inflate to: the cross-references of 25 000 objects take as much."""
_OBJETS: Final = 50_000
"""Objects that cross-reference streams may name, taken together."""
_RACINES: Final = 1000
"""Objects that may be tried when the root is not where it is said to be."""

_LONG: Final = 64
"""Bytes above which a read is that of a stream or of the whole file, and not of a token."""
_OUVERTURE: Final = 20_000
"""Steps of a long read while the file is opened: one of cross-references may be followed by a
tenth of a second of calculation."""
_PARCOURS: Final = 200
"""Steps of a long read while objects are read."""
_DE_LA_FIN: Final = 8
"""The first long reads, which look for the end of the file: they cost their length only."""
_OCTETS_PAR_PAS: Final = 256
"""Bytes that are read, inflated or searched in a step, where nothing else is done with them."""

_INFLATE: Final = "/FlateDecode"

_CODES: Final = MappingProxyType(
    {
        "/JS": "javascript",
        "/JavaScript": "javascript",
        "/Launch": "lancement",
        "/EF": "fichier",
        "/EmbeddedFile": "fichier",
        "/EmbeddedFiles": "fichier",
        "/FileAttachment": "fichier",
        "/RichMedia": "media",
    }
)
"""The names by which a PDF runs a script, starts a program, or carries files or players."""

_ORDRE: Final = tuple(dict.fromkeys(_CODES.values()))
_STOPPED: Final = (Depasse, LimitReachedError, RecursionError)

_NOMS: Final = re.compile(
    rb"/(?:JS|JavaScript|Launch|EF|EmbeddedFiles?|FileAttachment|RichMedia)(?![A-Za-z0-9])"
    # Letters may be written by their codes: /J#53 is /JS.
    rb"|/[A-Za-z]{0,16}#[4-7][0-9A-Fa-f]"
)

_LIMITES: Final = MappingProxyType(
    {
        "maximum_declared_stream_length": 8 * 1024 * 1024,
        "array_based_stream_maximum_output_length": _GONFLE,
        "brotli_maximum_output_length": _GONFLE,
        "jbig2_maximum_output_length": _GONFLE,
        "lzw_maximum_output_length": _GONFLE,
        "run_length_maximum_output_length": _GONFLE,
        "zlib_maximum_output_length": _GONFLE,
        "zlib_maximum_recovery_input_length": _GONFLE // 16,
        "stream_decoding_work_maximum_length": 2 * _GONFLE,
        "stream_filters_maximum_length": 4,
        # No other program is called.
        "jbig2dec_binary": None,
    }
)


@frozen
class Examen:
    """What a PDF is. `defaut` is "" when it is whole, else `fin` or `structure`.

    `actifs` are the kinds of active content, in their order; `partiel` says that the file could
    not be read in full within the effort: what was not seen may still be there.
    """

    defaut: str = ""
    chiffre: bool = False
    actifs: tuple[str, ...] = ()
    partiel: bool = False


def examine(data: bytes, effort: Effort) -> Examen:
    """Examine a PDF that is held whole. Any bytes are answered."""
    end = data.rfind(_FIN)
    if end < 0 or len(data) - end > _APRES_FIN:
        return Examen(defaut="fin")
    seen: set[str] = set()
    try:
        with apply_configuration(None, **_LIMITES):
            examen = _examine(data, effort, seen)
    except _STOPPED:
        examen = Examen(partiel=True)
    return evolve(examen, actifs=tuple(code for code in _ORDRE if code in seen))


def _examine(data: bytes, effort: Effort, seen: set[str]) -> Examen:
    stream = _Compte(data, effort)
    try:
        reader = _Lecteur(stream, effort)
        if "/Encrypt" in reader.trailer:
            return Examen(chiffre=True)
        whole = isinstance(reader.root_object["/Pages"], DictionaryObject)
    except Exception as error:
        if _is_of_a_limit(error):
            raise LimitReachedError from error
        whole = False
    if not whole:
        return Examen(defaut="structure")
    stream.long_read = _PARCOURS
    return Examen(partiel=_look_for_names(reader, data, seen))


def _is_of_a_limit(error: BaseException | None) -> bool:
    """Whether an error, or one that it comes from, is a limit that was reached."""
    return error is not None and (
        isinstance(error, _STOPPED) or _is_of_a_limit(error.__cause__ or error.__context__)
    )


def _look_for_names(reader: _Lecteur, data: bytes, seen: set[str]) -> bool:
    """Put in `seen` the active content of a file; tell whether some of it could not be read."""
    partial = False
    if _NOMS.search(data):
        for generation, places in reader.xref.items():
            for number in tuple(places):
                partial |= _look_at(reader, number, generation, seen)
    by_stream: dict[int, list[int]] = {}
    for number, (stream_number, _) in reader.xref_objStm.items():
        by_stream.setdefault(stream_number, []).append(number)
    for stream_number, numbers in by_stream.items():
        inflated = reader.inflated(stream_number)
        if inflated is None:
            partial = True
        elif _NOMS.search(inflated):
            for number in numbers:
                partial |= _look_at(reader, number, 0, seen)
    return partial


def _look_at(reader: _Lecteur, number: int, generation: int, seen: set[str]) -> bool:
    """As `_look_for_names`, in one object."""
    try:
        found = reader.get_object(IndirectObject(number, generation, reader))
    except (LimitReachedError, RecursionError):
        return True
    except Exception:  # noqa: BLE001  # an object that cannot be read is one that does nothing
        return False
    finally:
        reader.resolved_objects.pop((generation, number), None)
    pending: list[object] = [found]
    while pending:
        value = pending.pop()
        if isinstance(value, DictionaryObject):
            # `items` follows no reference: what is referred to is an object of its own.
            for name, member in value.items():
                seen.update(_CODES[it] for it in (name, member) if _is_code(it))
                pending.append(member)
        elif isinstance(value, ArrayObject):
            pending += value
    return False


def _is_code(value: object) -> bool:
    return isinstance(value, NameObject) and value in _CODES


class _Lecteur(PdfReader):
    """A reader that counts what it inflates, and that decrypts nothing."""

    is_encrypted = False

    def __init__(self, stream: BytesIO, effort: Effort) -> None:
        self.effort = effort
        super().__init__(
            stream,
            root_object_recovery_limit=_RACINES,
            xref_stream_maximum_entries=_OBJETS,
        )

    def get_object(self, indirect_reference: int | IndirectObject) -> PdfObject | None:
        if isinstance(indirect_reference, int):
            indirect_reference = IndirectObject(indirect_reference, 0, self)
        key = (indirect_reference.generation, indirect_reference.idnum)
        if not key[0] and key[1] in self.xref_objStm and key not in self.resolved_objects:
            # All the objects of the stream are read at once, or again where this one is not there.
            inflated = self.inflated(self.xref_objStm[key[1]][0])
            self.effort.spend(_GONFLE if inflated is None else 2 * len(inflated))
        return super().get_object(indirect_reference)

    def inflated(self, number: int) -> bytes | None:
        """What an object stream holds; None when it cannot be read within the limits."""
        try:
            stream = super().get_object(number)
            held = stream.get_data() if isinstance(stream, StreamObject) else b""
        except Exception:  # noqa: BLE001  # a file may make the library raise anything
            return None
        # Other filters, and predictors, are worked out byte by byte.
        plain = isinstance(stream, StreamObject) and (
            "/DecodeParms" not in stream and stream.get("/Filter", _INFLATE) == _INFLATE
        )
        self.effort.spend(len(held) // (_OCTETS_PAR_PAS if plain else 1))
        return held


class _Compte(BytesIO):
    """The bytes of a file; each read is counted."""

    long_read = _OUVERTURE

    def __init__(self, data: bytes, effort: Effort) -> None:
        super().__init__(data)
        self.effort = effort
        self.long_reads = 0

    def read(self, size: int | None = -1, /) -> bytes:
        found = super().read(size)
        self.effort.spend(1)
        if len(found) > _LONG:
            self.spend_long(len(found))
        return found

    def getbuffer(self) -> memoryview:
        buffer = super().getbuffer()
        self.spend_long(len(buffer))
        return buffer

    def spend_long(self, length: int) -> None:
        self.long_reads += 1
        if self.long_reads > _DE_LA_FIN:
            self.effort.spend(self.long_read)
        self.effort.spend(length // _OCTETS_PAR_PAS)
