"""What the portal knows when a file is judged: the product, the instant, the dossiers.

Of the dossiers only those that can matter are looked for: the ones that the soldes of the file
name, and the ones that name a bénéficiaire of the file for the same SONS. No other changes what
is found.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from decimal import Decimal
from itertools import islice
from typing import Final

from attrs import evolve, frozen
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, selectinload

from segur_reference.services import dossiers
from segur_reference.services.lignes import document_of
from segur_reference.storage import tables
from segur_rules.demandes.codes import Phase, RegimeTVA
from segur_rules.demandes.fichier import Fichier
from segur_rules.identifiants import numero_asp
from segur_rules.lots import NIVEAUX
from segur_rules.outcomes import Refused
from segur_rules.rules import Context
from segur_rules.rules.context import DossierConnu, Enrolement
from segur_rules.rules.engine import read_file
from segur_rules.statuts import (
    Dossier,
    StatutEnrolement,
    TypeDemande,
    TypeEnrolement,
    est_supprimee,
)

_TOGETHER: Final = 500
"""Values that one query names: every database takes as many."""
_SCENARIO: Final = "scenarioInstallation"


def enrolement_connu(row: tables.Enrolement) -> Enrolement:
    """An enrôlement as the rules know it."""
    return Enrolement(
        row.numero_ans,
        row.siret,
        StatutEnrolement(row.statut),
        TypeEnrolement(row.type),
        tuple(row.sons),
        tuple(row.profils),
        row.date_prise_effet,
        row.date_dossier_complet,
        row.sans_financement,
    )


def enrolements_de(session: Session, fournisseur_id: int) -> tuple[Enrolement, ...]:
    """The enrôlements of a vendor as the rules know them, the oldest first."""
    theirs = select(tables.Enrolement).where(tables.Enrolement.fournisseur_id == fournisseur_id)
    return tuple(map(enrolement_connu, session.scalars(theirs.order_by(tables.Enrolement.id))))


@frozen
class Etude:
    """A file and what is known to judge it.

    `siens` are the vendor's own dossiers that the file has to do with, by number, as rows and as
    they stand; `autres` those of other vendors, of which nothing may be told.
    """

    context: Context
    fichier: Fichier | None
    siens: dict[str, tuple[tables.Dossier, Dossier]]
    autres: tuple[DossierConnu, ...]

    @property
    def complet(self) -> Context:
        """The same context, with the dossiers of every vendor."""
        return evolve(self.context, dossiers=(*(self.context.dossiers or ()), *self.autres))


def etudier(
    session: Session,
    contenu: bytes,
    *,
    enrolement: tables.Enrolement,
    sons: str | Refused,
    phase: Phase,
    taux_tva: Decimal,
    now: datetime,
    lock: bool = False,
) -> Etude:
    """Gather what is known of a file; with `lock`, the dossiers of its soldes stay as they are."""
    code = None if isinstance(sons, Refused) else sons
    context = Context(
        sons=code,
        phase=phase,
        instant=now,
        taux_tva=taux_tva,
        enrolement=enrolement_connu(enrolement),
        dossiers=(),
        levels=NIVEAUX,
    )
    fichier, _ = read_file(contenu, context)
    if fichier is None or code is None:
        return Etude(context, fichier, {}, ())
    named = _named_by_soldes(session, fichier, code, enrolement.fournisseur_id, lock=lock)
    shared = _that_share(session, fichier, code)
    standing = [
        (row, dossier)
        for row in {row.id: row for row in (*named, *shared)}.values()
        for dossier in (dossiers.as_of(dossiers.dossier_of(row), now),)
        if not est_supprimee(dossier.avance.courante.statut)
    ]
    mine = [pair for pair in standing if pair[0].fournisseur_id == enrolement.fournisseur_id]
    others = [pair for pair in standing if pair[0].fournisseur_id != enrolement.fournisseur_id]
    return Etude(
        evolve(context, dossiers=tuple(_connu(*pair) for pair in mine)),
        fichier,
        {dossier.numero: (row, dossier) for row, dossier in mine},
        tuple(_connu(*pair) for pair in others),
    )


def _connu(row: tables.Dossier, dossier: Dossier) -> DossierConnu:
    avance = next(one for one in row.demandes if one.type == TypeDemande.AVANCE)
    courante = dossier.avance.courante
    return DossierConnu(
        numero=dossier.numero,
        sons=row.sons,
        statut_avance=courante.statut,
        paiement_avance=courante.paiement,
        statut_solde=dossier.solde.courante.statut if dossier.solde else None,
        montant_segur_ht=courante.declaration.montant_ht,
        regime_tva=RegimeTVA(avance.regime_tva),
        beneficiaires=courante.declaration.beneficiaires,
        scenario=document_of(avance.ligne).get(_SCENARIO),
        beneficiaires_solde=(
            dossier.solde.courante.declaration.beneficiaires if dossier.solde else None
        ),
        numero_ans=row.enrolement.numero_ans,
    )


def _named_by_soldes(
    session: Session, fichier: Fichier, sons: str, fournisseur_id: int | None, *, lock: bool
) -> list[tables.Dossier]:
    """The vendor's dossiers of the SONS that the soldes of a file name."""
    numbers = {
        numero_asp.without_suffix(solde.numero_asp) + numero_asp.SUFFIXE_AVANCE
        for _, solde in fichier.soldes()
    }
    found: list[tables.Dossier] = []
    for some in _batches(sorted(numbers)):
        avances = select(tables.Demande.dossier_id).where(tables.Demande.numero.in_(some))
        found += _dossiers(
            session,
            tables.Dossier.id.in_(avances),
            tables.Dossier.fournisseur_id == fournisseur_id,
            tables.Dossier.sons == sons,
            lock=lock,
        )
    return found


def _that_share(session: Session, fichier: Fichier, sons: str) -> list[tables.Dossier]:
    """The dossiers of any vendor that name a bénéficiaire of a file, for its SONS."""
    numbers = {n for _, demande in fichier.lignes() for n in demande.beneficiaires.numeros()}
    found: list[tables.Dossier] = []
    for some in _batches(sorted(numbers)):
        naming = (
            select(tables.Demande.dossier_id)
            .join(tables.Beneficiaire, tables.Beneficiaire.demande_id == tables.Demande.id)
            .where(tables.Beneficiaire.sons == sons, tables.Beneficiaire.numero.in_(some))
        )
        found += _dossiers(session, tables.Dossier.id.in_(naming))
    return found


def _dossiers(
    session: Session, *conditions: ColumnElement[bool], lock: bool = False
) -> Sequence[tables.Dossier]:
    # Always locked in the same order: two imports that meet wait, and none is given up.
    query = select(tables.Dossier).where(*conditions).order_by(tables.Dossier.id)
    if lock:
        query = query.with_for_update()
    options = selectinload(tables.Dossier.demandes).selectinload(tables.Demande.versions)
    return session.scalars(query.options(options)).all()


def _batches(values: Iterable[str]) -> Iterator[list[str]]:
    rest = iter(values)
    while some := list(islice(rest, _TOGETHER)):
        yield some
