"""Names of documents: their parts, and the numéro éditeur that they end with."""

from __future__ import annotations

import unicodedata
from typing import Final

_SYSTEM: Final = frozenset((".ds_store", "thumbs.db", "desktop.ini"))


def base_of(chemin: str) -> str:
    """The last part of a path whose parts are separated by slashes."""
    return chemin.rpartition("/")[2]


def stem_of(nom: str) -> str:
    """A name without its extension."""
    return nom.rpartition(".")[0] or nom


def extension_of(nom: str) -> str:
    """The extension of a name in lower case, without its dot; "" when it has none."""
    stem, dot, extension = nom.rpartition(".")
    return extension.lower() if stem and dot else ""


def ends_with_numero(nom: str, numero: str) -> bool:
    """Whether a name, its extension apart, ends with a numéro éditeur that stands alone.

    It stands alone where neither a letter nor a digit comes before it: `bdc-00017.pdf` ends with
    00017 and not with 17.
    """
    stem = stem_of(nom)
    before = stem.removesuffix(numero)
    return before != stem and not before[-1:].isalnum()


def key_of(nom: str) -> str:
    """What two names share when they are one: case and composition of accents make no difference.

    A choice: whoever unpacks a zip on a common computer has one file, not two.
    """
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", nom).casefold())


def is_of_the_system(chemin: str) -> bool:
    """Whether a path is of a file that computers add by themselves beside the documents."""
    *folders, base = chemin.split("/")
    return "__MACOSX" in folders or base.startswith("._") or base.lower() in _SYSTEM
