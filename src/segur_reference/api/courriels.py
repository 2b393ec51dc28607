"""Mails: those about a demande, and how the sending of all of them goes."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Final

import msgspec
from attrs import asdict
from litestar import get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, QueryParameter

from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.problemes import problems
from segur_reference.api.saisies import Numero
from segur_reference.services import correspondance
from segur_reference.services.courriels import EtatCourriel
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail

Etat = Annotated[EtatCourriel | None, QueryParameter(description="Where the mail stands.")]


class CourrielVu(msgspec.Struct, rename="camel", frozen=True):
    """A mail with its text."""

    id: int
    cree: datetime
    destinataire: str
    sujet: str
    corps: str
    etat: EtatCourriel
    envoye: datetime | None


class Envoi(msgspec.Struct, rename="camel", frozen=True):
    """How the sending of a mail goes; its text, which may hold a secret, is not shown."""

    id: int
    objet: str
    modele: str
    destinataire: str
    sujet: str
    etat: EtatCourriel
    cree: datetime
    essais: int
    prochain: datetime
    envoye: datetime | None
    erreur: str | None


@get(
    "/demandes/{numero:str}/courriels",
    sync_to_thread=True,
    responses=problems(401, 404, 429),
    tags=["demandes"],
)
def lire(
    numero: FromPath[str], portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> list[CourrielVu]:
    """Read the mails about a demande, the first first."""
    found = correspondance.courriels_de(portail, identite, numero)
    return [CourrielVu(**asdict(one)) for one in found]


@get(
    "/gestion/courriels",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 429),
    tags=["gestion"],
)
def lister(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    etat: Etat = None,
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[Envoi]:
    """List the mails, the newest first."""
    found = correspondance.envois_de(portail, identite, etat, Tranche(page, par_page))
    return page_of(found.elements, found.total, page, par_page, lambda one: Envoi(**asdict(one)))


@post(
    "/gestion/courriels/{numero:int}/renvoi",
    sync_to_thread=True,
    status_code=204,
    responses=problems(400, 401, 403, 404, 429),
    tags=["gestion"],
)
def renvoyer(
    numero: Numero, portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> None:
    """Send once more a mail that is uncertain or was given up."""
    correspondance.renvoyer(portail, identite, numero)


ROUTES: Final = (lire, lister, renvoyer)
"""The routes of mails."""
