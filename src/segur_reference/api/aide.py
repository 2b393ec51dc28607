"""Help: the rubriques of the questions, the contact form, and what was written by it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Final

import msgspec
from litestar import Request, Response, get, post
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.response import Stream

from segur_reference.api.constats import Constat, constats_of
from segur_reference.api.fichiers import download
from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, page_of
from segur_reference.api.parties import decoded, document_inconnu, parties, parts_of
from segur_reference.api.places import FORMULAIRES
from segur_reference.api.problemes import langue_of, problems
from segur_reference.api.saisies import Ligne, Numero, Paragraphe
from segur_reference.api.securite import adresse_of
from segur_reference.services import assistance
from segur_reference.services.assistance import PIECE_JOINTE, MessageVu
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_rules.pieces import CONTACT, MEGAOCTET
from segur_rules.portail import RUBRIQUES
from segur_rules.portail import Contact as Formulaire

BODY_MAX: Final = CONTACT.taille_max + MEGAOCTET
"""What is attached at its largest, and the form."""


class Contact(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """The contact form, the part `formulaire`; each fault of it is told at once.

    All is compulsory but `raisonSociale` and `numeroReferencement`; who has no number of a
    demande writes "Sans objet".
    """

    couloir: Ligne | None = None
    phase: Ligne | None = None
    type_demande: Ligne | None = None
    nom: Ligne | None = None
    courriel: Ligne | None = None
    telephone: Ligne | None = None
    numero_demande: Ligne | None = None
    description: Paragraphe | None = None
    raison_sociale: Ligne | None = None
    numero_referencement: Ligne | None = None


class MessageRecu(msgspec.Struct, rename="camel", frozen=True):
    """What became of a message. Without an `id`, what is attached was refused: nothing is kept."""

    id: int | None
    constats: list[Constat]


class Message(msgspec.Struct, rename="camel", frozen=True):
    """What somebody wrote; `piece` is the name of what is attached."""

    id: int
    instant: datetime
    contact: Contact
    piece: str | None


_SENT: Final = {
    200: ResponseSpec(
        MessageRecu, generate_examples=False, description="The document was refused."
    ),
    201: ResponseSpec(MessageRecu, generate_examples=False, description="It is kept, and sent."),
}


@get("/aide/rubriques", responses=problems(429), tags=["aide"], sync_to_thread=False)
def rubriques() -> list[str]:
    """List the rubriques of the frequent questions."""
    return list(RUBRIQUES)


@post(
    "/aide/contact",
    request_max_body_size=BODY_MAX,
    responses=_SENT | problems(400, 413, 422, 429),
    tags=["aide"],
)
@FORMULAIRES.taken
def contacter(
    request: Request[Any, Any, Any],
    data: Annotated[dict[str, Any], parties([PIECE_JOINTE])],
    portail: NamedDependency[Portail],
) -> Response[MessageRecu]:
    """Write to the assistance, with one document or none."""
    with parts_of(data) as (raw, given):
        if any(one.type != PIECE_JOINTE for one in given):
            raise document_inconnu([PIECE_JOINTE])
        form = Formulaire(**msgspec.structs.asdict(decoded(raw, Contact)))
        sent = assistance.contacter(
            portail, form, given[0] if given else None, adresse=adresse_of(request)
        )
    answer = MessageRecu(sent.id, constats_of(sent.findings, langue_of(request)))
    return Response(answer, status_code=200 if sent.id is None else 201)


@get(
    "/gestion/messages",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 429),
    tags=["gestion"],
)
def lister(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[Message]:
    """List what was written to the assistance, the newest first."""
    found = assistance.lister(portail, identite, Tranche(page, par_page))
    return page_of(found.elements, found.total, page, par_page, _message)


@get(
    "/gestion/messages/{numero:int}/piece",
    sync_to_thread=True,
    media_type="application/octet-stream",
    responses=problems(400, 401, 403, 404, 429),
    tags=["gestion"],
)
def telecharger(
    numero: Numero, portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> Stream:
    """Download what is attached to a message."""
    return download(*assistance.piece(portail, identite, numero))


def _message(seen: MessageVu) -> Message:
    return msgspec.convert(seen, Message, from_attributes=True)


ROUTES: Final = (rubriques, contacter, lister, telecharger)
"""The routes of help."""
