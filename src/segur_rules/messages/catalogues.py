"""The texts of each language: the PO files beside this module, read once as they are."""

from __future__ import annotations

from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Final, Literal, TypeAlias

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

LANGUES: Final = ("fr", "en")
"""French is the reference: a language that is not here is answered in French."""

Context: TypeAlias = Literal["message", "rule", "ui", "attendu", "refus"]
"""What a key names: a finding's wording, a rule's statement, a word of a report, a code, a
refusal's wording."""


def known(langue: str) -> str:
    """Return the language itself, or French where there is no catalogue."""
    return langue if langue in LANGUES else LANGUES[0]


@cache
def catalogue(langue: str) -> Catalog:
    """Return the catalogue of a known language."""
    from babel.messages.pofile import read_po

    with resources.files(__package__).joinpath(f"{langue}.po").open("rb") as file:
        return read_po(file, locale=langue)


def text(context: Context, key: str, langue: str, nombre: object = None) -> str | None:
    """Return a text with its placeholders, in the plural form of `nombre`; None if unknown."""
    found = catalogue(langue).get(key, context)
    forms = found.string if found else None
    if isinstance(forms, tuple | list):
        return forms[_plural_index(nombre, langue)]
    return forms


def _plural_index(nombre: object, langue: str) -> int:
    from babel import Locale

    if not isinstance(nombre, int):
        return 1
    return 0 if Locale.parse(langue).plural_form(nombre) == "one" else 1
