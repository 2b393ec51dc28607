"""Bodies of calls: JSON is said to be JSON, and nested so deep and no deeper, whoever reads it."""

from __future__ import annotations

import re
from typing import Any, Final

from litestar import Request
from litestar.exceptions import HTTPException
from litestar.status_codes import HTTP_415_UNSUPPORTED_MEDIA_TYPE

from segur_reference.api.invalides import AppelInvalide

JSON: Final = "application/json"
PROFONDEUR_MAX: Final = 50
"""How deeply the JSON of a body may be nested; the files in it have the library's own bound."""

# One that is not closed goes to the end: nothing is read twice, whatever is sent.
_STRING: Final = re.compile(rb'"(?:[^"\\]|\\.?)*+"?', re.DOTALL)
_BRACKETS: Final = re.compile(rb"[\[\]{}]")


def require_shallow(body: bytes) -> None:
    """Raise `AppelInvalide` when the JSON of a body is nested too deeply."""
    depth = 0
    for bracket in _BRACKETS.finditer(_STRING.sub(b"", body)):
        depth += 1 if bracket[0] in b"[{" else -1
        if depth > PROFONDEUR_MAX:
            raise AppelInvalide(
                f"Le JSON a plus de {PROFONDEUR_MAX} niveaux.",
                f"The JSON is nested more than {PROFONDEUR_MAX} levels deep.",
            )


def require_json(request: Request[Any, Any, Any]) -> None:
    """Raise `HTTPException` for a body that is not said to be JSON.

    A page of another site can send a form, not JSON: it signs nobody in, and changes nothing.
    """
    if request.content_type[0] != JSON:
        raise HTTPException(status_code=HTTP_415_UNSUPPORTED_MEDIA_TYPE, detail=f"expected {JSON}")


class Requete(Request[Any, Any, Any]):
    """A call whose JSON is read only if it is said to be JSON, and is not nested too deeply."""

    async def json(self) -> Any:
        require_json(self)
        require_shallow(await self.body())
        return await super().json()
