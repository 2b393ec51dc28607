"""Every route, in the order of the documentation."""

from __future__ import annotations

from typing import Final

from litestar.types import ControllerRouterHandler

from segur_reference.api import (
    accueil,
    aide,
    compte,
    connexion,
    courriels,
    demandes,
    enrolements,
    evenements,
    exports,
    gestion,
    imports,
    modeles,
    operations,
    paiements,
    personnes,
    pieces,
    sante,
)

AROUND: Final[tuple[ControllerRouterHandler, ...]] = (sante.live, sante.ready)
"""What is beside the API."""

V1: Final[tuple[ControllerRouterHandler, ...]] = (
    *operations.ROUTES,
    *aide.ROUTES,
    *connexion.ROUTES,
    *compte.ROUTES,
    *personnes.ROUTES,
    *accueil.ROUTES,
    *enrolements.ROUTES,
    *imports.ROUTES,
    *pieces.ROUTES,
    *demandes.ROUTES,
    *gestion.ROUTES,
    *evenements.ROUTES,
    *paiements.ROUTES,
    *courriels.ROUTES,
    *modeles.ROUTES,
    *exports.ROUTES,
)
"""The API, under /api/v1."""
