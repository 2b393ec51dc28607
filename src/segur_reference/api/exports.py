"""The two exports, as CSV files that are written while they are read."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Final

from litestar import get
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import QueryParameter
from litestar.response import Stream

from segur_reference.api.problemes import problems
from segur_reference.api.saisies import Ligne
from segur_reference.services import exports
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail

CSV: Final = "text/csv"
_FILE: Final = {
    200: ResponseSpec(bytes, generate_examples=False, description="The file.", media_type=CSV)
}
Couloir = Annotated[
    Ligne | None, QueryParameter(description="The couloir, chosen first: HOP, MDV …")
]


@get(
    "/exports/demandes.csv",
    sync_to_thread=True,
    media_type=CSV,
    responses=_FILE | problems(401, 403, 429),
    tags=["exports"],
)
def demandes(portail: NamedDependency[Portail], identite: NamedDependency[Identite]) -> Stream:
    """Export the demandes of one's company, of every couloir."""
    return _file("demandes.csv", exports.export_demandes(portail, identite))


@get(
    "/exports/beneficiaires.csv",
    sync_to_thread=True,
    media_type=CSV,
    responses=_FILE | problems(400, 401, 403, 422, 429),
    tags=["exports"],
)
def beneficiaires(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    couloir: Couloir = None,
) -> Stream:
    """Export the bénéficiaires of one's company, of one couloir."""
    chosen, content = exports.export_beneficiaires(portail, identite, couloir)
    return _file(f"beneficiaires-{chosen.code.lower()}.csv", content)


def _file(nom: str, content: Iterator[bytes]) -> Stream:
    return Stream(
        content,
        media_type=CSV,
        headers={
            "Content-Disposition": f'attachment; filename="{nom}"',
            "X-Content-Type-Options": "nosniff",
            "Cache-Control": "private, no-store",
        },
    )


ROUTES: Final = (demandes, beneficiaires)
"""The routes of exports."""
