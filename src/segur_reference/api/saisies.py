"""Texts and numbers of calls: never longer than a form needs, nor what no database can hold."""

from __future__ import annotations

from typing import Annotated, Any, Final, TypeAlias

import msgspec
from litestar import Request
from litestar.params import PathParameter

from segur_reference.api.invalides import AppelInvalide
from segur_reference.api.parametres import query_names

SANS_NUL: Final = r"^[^\x00]*$"
"""PostgreSQL holds no text with this character."""

Ligne: TypeAlias = Annotated[str, msgspec.Meta(max_length=500, pattern=SANS_NUL)]
"""What a field of one line holds."""
Nom: TypeAlias = Annotated[
    str, msgspec.Meta(max_length=500, pattern=r"^[^\x00]*[^\x00\s][^\x00]*$")
]
"""What something is called: a line with a character that can be seen."""
Paragraphe: TypeAlias = Annotated[str, msgspec.Meta(max_length=5000, pattern=SANS_NUL)]
"""What a person writes to another."""
Secret: TypeAlias = Annotated[str, msgspec.Meta(max_length=1000)]
"""A password or the secret of a link: kept as a digest, so of any characters."""
Numero: TypeAlias = Annotated[int, PathParameter(ge=1, le=2**31 - 1)]
"""A number in a path that the database gave."""


async def refuse_address(request: Request[Any, Any, Any]) -> None:
    """Raise `AppelInvalide` for an address that no database can hold, or that asks the unknown.

    A filter that is misspelt would be no filter.
    """
    if "\x00" in request.scope["path"] or b"%00" in request.scope["query_string"]:
        raise AppelInvalide(
            "L'adresse contient le caractère U+0000.", "The address holds the character U+0000."
        )
    if request.scope["query_string"]:
        known = query_names(request.route_handler).values()
        unknown = sorted(set(request.query_params) - set(known))
        if unknown:
            told = ", ".join(unknown)
            raise AppelInvalide(f"Paramètre inconnu : {told}.", f"Unknown parameter: {told}.")
