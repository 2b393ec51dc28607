"""Every route, in the order of the documentation."""

from __future__ import annotations

from typing import Final

from litestar.types import ControllerRouterHandler

from segur_reference.api import (
    compte,
    connexion,
    courriels,
    demandes,
    enrolements,
    evenements,
    exports,
    gestion,
    imports,
    operations,
    paiements,
    pieces,
    sante,
)

AROUND: Final[tuple[ControllerRouterHandler, ...]] = (sante.live, sante.ready)
"""What is beside the API."""

V1: Final[tuple[ControllerRouterHandler, ...]] = (
    *operations.ROUTES,
    *connexion.ROUTES,
    *compte.ROUTES,
    *enrolements.ROUTES,
    *imports.ROUTES,
    *pieces.ROUTES,
    *demandes.ROUTES,
    *gestion.ROUTES,
    *evenements.ROUTES,
    *paiements.ROUTES,
    *courriels.ROUTES,
    *exports.ROUTES,
)
"""The API, under /api/v1."""
