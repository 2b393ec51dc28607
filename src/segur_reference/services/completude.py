"""The demandes that are not complete: listed, deleted by their vendor or for good by the clock."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from functools import partial
from typing import Final

from attrs import define, frozen
from sqlalchemy import ColumnElement, and_, or_, select
from sqlalchemy.orm import Session, defer, selectinload

from segur_reference.services import documents, dossiers
from segur_reference.services.dossiers import Acte
from segur_reference.services.erreurs import FormulaireRefuse
from segur_reference.services.identites import Identite
from segur_reference.services.lignes import read_ligne
from segur_reference.services.listes import Liste, Tranche, listed, within
from segur_reference.services.pieces import of_this_filing
from segur_reference.services.portail import Portail
from segur_reference.storage import tables
from segur_rules.echeances import expiration
from segur_rules.identifiants import numero_asp
from segur_rules.pieces import compare, est_a_completer
from segur_rules.portail import Periode
from segur_rules.statuts import (
    Dossier,
    EvenementDemande,
    StatutDemande,
    TypeDemande,
    est_supprimee,
    visible_au_gestionnaire,
)

_A_COMPLETER: Final = [statut.value for statut in StatutDemande if est_a_completer(statut)]
_VISIBLES: Final = [statut.value for statut in StatutDemande if visible_au_gestionnaire(statut)]
_BATCH: Final = 50


@frozen
class CriteresIncompletes:
    """What demandes that are not complete are searched by; an empty criterion retains all."""

    numero: str | None = None
    types: frozenset[TypeDemande] = frozenset()
    periode: Periode = Periode()


@frozen
class Attendue:
    """A document that the file announced, and whether it was given."""

    nom: str
    type: str
    donnee: bool


@frozen
class Incomplete:
    """A demande that is not complete: a line of its table (guide §9)."""

    numero: str
    type: TypeDemande
    numero_editeur: str
    montant_ht: Decimal
    depot: datetime
    expiration: datetime
    attendues: tuple[Attendue, ...]


def lister(
    portail: Portail, identite: Identite, criteres: CriteresIncompletes, tranche: Tranche
) -> Liste[Incomplete]:
    """The demandes of a vendor that are not complete, those that expire first at the top.

    Raises `FormulaireRefuse` when they are not searched by these criteria.
    """
    refused = tuple(criteres.periode.refus(obligatoire=False))
    if refused:
        raise FormulaireRefuse(refused)
    query = (
        select(tables.Demande)
        .where(
            *conditions(identite, portail.now()),
            *within(tables.Demande.depot_le, criteres.periode),
        )
        .options(
            selectinload(tables.Demande.pieces),
            selectinload(tables.Demande.versions).options(defer(tables.Version.ligne)),
        )
        .order_by(tables.Demande.expire, tables.Demande.id)
    )
    if criteres.types:
        query = query.where(tables.Demande.type.in_(criteres.types))
    if criteres.numero:
        number = numero_asp.compact(criteres.numero)
        query = query.where(tables.Demande.numero.contains(number, autoescape=True))
    return portail.read(lambda session: listed(session, query, tranche, _incomplete_of))


def conditions(identite: Identite, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """What keeps the demandes of a vendor that may still be completed."""
    return (
        tables.Demande.fournisseur_id == identite.of_fournisseur(),
        tables.Demande.statut.in_(_A_COMPLETER),
        dossiers.standing(now),
    )


def supprimer(portail: Portail, identite: Identite, numero: str) -> None:
    """Delete an avance that is not complete. Raises `Introuvable` or `ActeRefuse`."""
    identite.of_fournisseur()
    now = portail.now()
    acte = Acte(EvenementDemande.SUPPRIMER)
    portail.write(lambda session: dossiers.act(session, identite, numero, acte, now))


@define
class Purge:
    """What was removed for good: avances with their dossier, soldes, documents' bytes."""

    avances: int = 0
    soldes: int = 0
    documents: int = 0

    def count(self, kind: TypeDemande) -> None:
        """Count a demande that was removed."""
        if kind is TypeDemande.AVANCE:
            self.avances += 1
        else:
            self.soldes += 1


def purge(portail: Portail) -> Purge:
    """Remove for good the demandes that expired or were deleted, and their documents.

    Nothing hangs on when it runs: what it removes is seen by nobody already. A solde that was
    instructed, then filed again and not completed, keeps the history of its first life.
    """
    now = portail.now()
    done, last = Purge(), 0
    while found := portail.read(partial(_to_remove, now=now, last=last)):
        for last in found:
            for kind in portail.write(partial(_remove, portail, dossier_id=last)):
                done.count(kind)
    done.documents = documents.sweep(portail)
    return done


def _to_remove(session: Session, *, now: datetime, last: int) -> list[int]:
    """The next dossiers, after the last one, of which something is to be removed."""
    instructed = (
        select(tables.Version.id)
        .where(tables.Version.demande_id == tables.Demande.id, tables.Version.statut.in_(_VISIBLES))
        .exists()
    )
    deleted = tables.Demande.statut.in_(dossiers.SUPPRIMEES)
    query = (
        select(tables.Demande.dossier_id)
        .where(
            tables.Demande.dossier_id > last,
            or_(tables.Demande.expire < now, and_(deleted, ~instructed)),
        )
        .order_by(tables.Demande.dossier_id)
        .limit(_BATCH)
    )
    return list(session.scalars(query))


def _remove(portail: Portail, session: Session, *, dossier_id: int) -> list[TypeDemande]:
    """Remove what is deleted of a dossier, under its lock; say of which types it was."""
    row = session.get(tables.Dossier, dossier_id, with_for_update=True)
    if row is None:
        # Another process came by.
        return []
    now = portail.now()
    before = dossiers.dossier_of(row)
    after = dossiers.as_of(before, now)
    gone = [one for one in row.demandes if _is_deleted(one, after)]
    kinds = [TypeDemande(one.type) for one in gone]
    for demande in gone:
        if not _is_deleted(demande, before):
            dossiers.record(session, demande.numero, EvenementDemande.EXPIRER, now, None)
        if any(version.statut in _VISIBLES for version in demande.versions):
            pieces = of_this_filing(demande)
            documents.abandon(portail, session, [piece.cle for piece in pieces])
            demande.pieces = [piece for piece in demande.pieces if piece not in pieces]
            dossiers.store(session, demande, before, after)
        else:
            documents.abandon(portail, session, [piece.cle for piece in demande.pieces])
            row.demandes.remove(demande)
    if not row.demandes:
        session.delete(row)
    return kinds


def _is_deleted(row: tables.Demande, dossier: Dossier) -> bool:
    demande = dossier.demande(TypeDemande(row.type))
    return demande is not None and est_supprimee(demande.courante.statut)


def _incomplete_of(row: tables.Demande) -> Incomplete:
    filed = read_ligne(row.ligne, row.sons, row.type)
    missing = compare(filed, [piece.nom for piece in of_this_filing(row)]).manquantes
    return Incomplete(
        numero=row.numero,
        type=TypeDemande(row.type),
        numero_editeur=row.numero_editeur,
        montant_ht=row.montant_ht,
        depot=row.depot_le,
        expiration=expiration(row.depuis).last,
        attendues=tuple(
            Attendue(piece.nom_fichier, piece.type_fichier, place not in missing)
            for place, piece in enumerate(filed.pieces_justificatives)
        ),
    )
