"""The mails that were written: about a demande, for who may see it, and all of them.

The API shows the text of those about a demande alone: another may hold the secret of its reader.
Who keeps the machine, or its control plane, reads them all.
"""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services import dossiers, envois
from segur_reference.services.courriels import EtatCourriel
from segur_reference.services.erreurs import Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Liste, Tranche, listed
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Courriel


@frozen
class CourrielVu:
    """A mail with its text."""

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
        return tuple(map(_vu, session.scalars(about)))

    return portail.read(use)


def texte(portail: Portail, numero: int) -> CourrielVu:
    """A mail with its text, for who keeps the machine. Raises `Introuvable`."""

    def use(session: Session) -> CourrielVu:
        row = session.get(Courriel, numero)
        if row is None:
            raise Introuvable("courriel", numero)
        return _vu(row)

    return portail.read(use)


def textes(portail: Portail, tranche: Tranche) -> Liste[CourrielVu]:
    """All the mails with their texts, the newest first, for who reaches the control plane."""
    query = select(Courriel).order_by(Courriel.id.desc())
    return portail.read(lambda session: listed(session, query, tranche, _vu))


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


def _vu(row: Courriel) -> CourrielVu:
    return CourrielVu(
        row.id,
        row.cree,
        row.destinataire,
        row.sujet,
        row.corps,
        EtatCourriel(row.etat),
        row.envoye,
    )


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
