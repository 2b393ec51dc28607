"""The mails that were written: about a demande, for who may see it, and all of them."""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services import dossiers, envois
from segur_reference.services.courriels import EtatCourriel
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Liste, Tranche, listed
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Courriel


@frozen
class CourrielVu:
    """A mail about a demande, with its text."""

    id: int
    cree: datetime
    destinataire: str
    sujet: str
    corps: str
    etat: EtatCourriel
    envoye: datetime | None


@frozen
class Envoi:
    """A mail without its text, which may hold a secret of its reader."""

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


def courriels_de(portail: Portail, identite: Identite, numero: str) -> tuple[CourrielVu, ...]:
    """The mails about a demande, the first first. Raises `Introuvable`."""
    now = portail.now()

    def use(session: Session) -> tuple[CourrielVu, ...]:
        row, _ = dossiers.find(session, identite, numero, now)
        about = select(Courriel).where(Courriel.objet == row.numero).order_by(Courriel.id)
        return tuple(
            CourrielVu(
                r.id, r.cree, r.destinataire, r.sujet, r.corps, EtatCourriel(r.etat), r.envoye
            )
            for r in session.scalars(about)
        )

    return portail.read(use)


def envois_de(
    portail: Portail, identite: Identite, etat: EtatCourriel | None, tranche: Tranche
) -> Liste[Envoi]:
    """The mails in a state, or in any, the newest first."""
    identite.require_gestionnaire()
    query = select(Courriel).order_by(Courriel.id.desc())
    if etat is not None:
        query = query.where(Courriel.etat == etat)
    return portail.read(lambda session: listed(session, query, tranche, _envoi))


def renvoyer(portail: Portail, identite: Identite, numero: int) -> None:
    """Send once more a mail that is uncertain or was given up. Raises `Introuvable`."""
    identite.require_gestionnaire()
    envois.renvoyer(portail, numero)


def _envoi(row: Courriel) -> Envoi:
    return Envoi(
        row.id,
        row.objet,
        row.modele,
        row.destinataire,
        row.sujet,
        EtatCourriel(row.etat),
        row.cree,
        row.essais,
        row.prochain,
        row.envoye,
        row.erreur,
    )
