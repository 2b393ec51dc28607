"""Carrying out what an act leaves to be done: mails, documents, orders to give back.

Theory of operation. A use case carries out its effects in its own transaction. A document is put
in the store before the transaction that adds it: when an act asks for one that is not ready, the
transaction is given up, the document is made of the facts that it saw and put, and the use case
is run again. It finds the document ready, or facts that have changed meanwhile, and then it is
made anew. Whether there is a document to add is thus said by the act alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from hashlib import sha256
from typing import Final, TypeAlias, TypeVar

from attrs import frozen
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services import courriels, documents
from segur_reference.services.dossiers import Suite
from segur_reference.services.editions import Contenu, edit, euros
from segur_reference.services.erreurs import Attendre
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Piece, Recouvrement, Utilisateur
from segur_rules.echeances import paris_day
from segur_rules.statuts import (
    AjouterDocument,
    EnvoyerMail,
    OrdreDeRecouvrement,
)

T = TypeVar("T")

_TRIES: Final = 5
ORDRE_DE_RECOUVREMENT: Final = "ordre_de_recouvrement"
"""The model of the mail that asks for what was paid."""


@frozen
class Prete:
    """A document that is in the store, under a key that no row has yet."""

    contenu: Contenu
    cle: str
    taille: int
    empreinte: str


Pretes: TypeAlias = Mapping[str, Prete]
"""The documents that are ready, by their type."""


class _DocumentAttendu(Exception):
    """A use case needs a document that is not ready."""

    def __init__(self, contenu: Contenu) -> None:
        super().__init__(contenu.document)
        self.contenu = contenu


def carry(portail: Portail, use: Callable[[Session, Pretes], T]) -> T:
    """Run a use case whose effects may add documents, in one transaction that has them all.

    Raises `Attendre` when what the documents tell never stays the same.
    """
    ready: dict[str, Prete] = {}
    for _ in range(_TRIES):
        try:
            return portail.write(lambda session: use(session, ready))
        except _DocumentAttendu as expected:
            ready[expected.contenu.document] = _put(portail, expected.contenu)
    raise Attendre(1)


def carry_out(
    session: Session, suite: Suite, now: datetime, pretes: Pretes, details: Mapping[str, str]
) -> None:
    """Carry out the effects of an act; `details` is what its mails tell, by the act's words."""
    for effet in suite.effects:
        # Those on the statut and the avenants are in the dossier already.
        if isinstance(effet, EnvoyerMail):
            told = {name: details[name] for name in effet.params if name != "demande"}
            _write(session, suite, effet.modele, now, told)
        elif isinstance(effet, AjouterDocument):
            _add(session, suite, effet.document, now, pretes)
        elif isinstance(effet, OrdreDeRecouvrement):
            _recover(session, suite, effet.montant, now)


def _recover(session: Session, suite: Suite, montant: Decimal, now: datetime) -> None:
    """Order what was paid to be given back, and write so to the vendor."""
    session.add(Recouvrement(demande_id=suite.row.id, instant=now, montant=montant))
    _write(session, suite, ORDRE_DE_RECOUVREMENT, now, {"montant": euros(montant)})


def _write(
    session: Session, suite: Suite, modele: str, now: datetime, told: Mapping[str, str]
) -> None:
    """Write to each of the vendor's users."""
    users = select(Utilisateur.courriel).where(
        Utilisateur.fournisseur_id == suite.row.fournisseur_id, Utilisateur.actif
    )
    params = {"demande": suite.row.numero, **told}
    for address in session.scalars(users.distinct().order_by(Utilisateur.courriel)):
        courriels.ecrire(session, modele, a=address, objet=suite.row.numero, now=now, params=params)


def _add(session: Session, suite: Suite, document: str, now: datetime, pretes: Pretes) -> None:
    contenu = _contenu(suite, document, now)
    ready = pretes.get(document)
    if ready is None or ready.contenu != contenu:
        raise _DocumentAttendu(contenu)
    piece = Piece(
        demande_id=suite.row.id,
        avenant=suite.demande.courante.avenant,
        nom=contenu.nom,
        type=document,
        taille=ready.taille,
        empreinte=ready.empreinte,
        cle=ready.cle,
        depose=now,
        par_asp=True,
    )
    documents.adopt(session, [piece])


def _contenu(suite: Suite, document: str, now: datetime) -> Contenu:
    row, courante = suite.row, suite.demande.courante
    enrolement, vendor = row.dossier.enrolement, row.dossier.fournisseur
    montant = courante.montant_paye if courante.est_payee else row.montant_confirme
    if montant is None:
        raise LookupError(row.numero)
    return Contenu(
        document=document,
        numero=row.numero,
        type=row.type,
        sons=row.sons,
        numero_editeur=row.numero_editeur,
        numero_ans=enrolement.numero_ans,
        siret=vendor.siret,
        raison_sociale=vendor.raison_sociale,
        adresse=vendor.adresse,
        regime_tva=row.regime_tva,
        declare_ht=courante.declaration.montant_ht,
        beneficiaires=len(courante.declaration.beneficiaires),
        jour=paris_day(now),
        montant=montant,
        iban=row.coordonnees.get("iban", ""),
        titulaire=row.coordonnees.get("titulaire", ""),
    )


def _put(portail: Portail, contenu: Contenu) -> Prete:
    pdf = edit(contenu)
    (cle,) = documents.reserve(portail)
    documents.put(portail, cle, pdf)
    return Prete(contenu, cle, len(pdf), sha256(pdf).hexdigest())
