"""Besoin d'aide ?: what is written to the assistance is kept, and sent to its mailbox if any.

Anybody writes, signed in or not; who writes often in a short while waits, by the address that the
messages come from. The captcha of the form belongs to the screens that draw it.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from attrs import asdict, frozen
from sqlalchemy import select
from sqlalchemy.orm import Session, selectinload

from segur_reference.services import documents
from segur_reference.services.courriels import ecrire
from segur_reference.services.erreurs import FormulaireRefuse, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Liste, Tranche, listed
from segur_reference.services.patience import compter_formulaire
from segur_reference.services.pieces_enrolement import (
    DocumentDepose,
    PieceGardee,
    garder,
    juger,
)
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Message, Piece
from segur_rules.outcomes import Finding
from segur_rules.pieces import CONTACT
from segur_rules.portail import Contact, refus_du_contact

PIECE_JOINTE: Final = "PIECE_JOINTE"
"""The type of what is attached to a message."""
_RIEN: Final = "-"
"""What a mail tells of a field that was left empty."""


@frozen
class MessageDepose:
    """What became of a message: without an `id`, what is attached was refused by `findings`."""

    findings: tuple[Finding, ...] = ()
    id: int | None = None


@frozen
class MessageVu:
    """A message, and the name of what is attached."""

    id: int
    instant: datetime
    contact: Contact
    piece: str | None


def contacter(
    portail: Portail,
    contact: Contact,
    depose: DocumentDepose | None,
    *,
    adresse: str | None = None,
) -> MessageDepose:
    """Write to the assistance, with a document or without, from an address or this machine.

    Raises `FormulaireRefuse`, or `Attendre` after too many messages of one address.
    """
    faults = refus_du_contact(contact)
    if faults:
        raise FormulaireRefuse(faults)
    given = [] if depose is None else [depose]
    judged = juger(given, CONTACT)
    findings = tuple(finding for one in judged for finding in one.findings)
    if any(one.refusee for one in judged):
        return MessageDepose(findings)
    compter_formulaire(portail, "contact", adresse)
    kept, now = garder(portail, given), portail.now()
    told = {name: (value or "").strip() for name, value in asdict(contact).items()}

    def use(session: Session) -> MessageDepose:
        row = Message(instant=now, contenu=told)
        session.add(row)
        session.flush()
        documents.adopt(session, _rows(row, kept))
        _forward(portail, session, row, kept)
        return MessageDepose(findings, row.id)

    return portail.write(use)


def lister(portail: Portail, identite: Identite, tranche: Tranche) -> Liste[MessageVu]:
    """A page of all that was written to the assistance, the newest first."""
    identite.require_gestionnaire()
    query = select(Message).options(selectinload(Message.pieces)).order_by(Message.id.desc())
    return portail.read(lambda session: listed(session, query, tranche, _seen))


def piece(portail: Portail, identite: Identite, number: int) -> tuple[str, int, Iterator[bytes]]:
    """What is attached to a message: its name, its size, its bytes. Raises `Introuvable`."""
    identite.require_gestionnaire()

    def use(session: Session) -> tuple[str, int, str]:
        found = session.scalar(select(Piece).where(Piece.message_id == number))
        if found is None:
            raise Introuvable("message", number)
        return found.nom, found.taille, found.cle

    nom, taille, cle = portail.read(use)
    return nom, taille, portail.documents.get(cle)


def _rows(row: Message, kept: tuple[PieceGardee, ...]) -> list[Piece]:
    return [Piece(message_id=row.id, **asdict(one)) for one in kept]


def _forward(
    portail: Portail, session: Session, row: Message, kept: tuple[PieceGardee, ...]
) -> None:
    """Write to the mailbox of the assistance, where it has one."""
    to = portail.settings.contact_to
    if not to:
        return
    told = {name: value or _RIEN for name, value in row.contenu.items()}
    told |= {"message": row.numero, "piece": ", ".join(one.nom for one in kept) or _RIEN}
    ecrire(session, "assistance", a=to, objet=row.numero, now=row.instant, params=told)


def _seen(row: Message) -> MessageVu:
    attached = next((one.nom for one in row.pieces), None)
    return MessageVu(row.id, row.instant, Contact(**row.contenu), attached)
