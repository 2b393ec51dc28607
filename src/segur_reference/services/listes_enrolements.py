"""The table of enrôlements: what each column filters and sorts by."""

from __future__ import annotations

import json
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from attrs import frozen
from sqlalchemy import ColumnElement, Text, cast, select
from sqlalchemy.orm import Session

from segur_reference.services.enrolements import id_of, seen_by
from segur_reference.services.erreurs import Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Liste, Tranche, listed, within
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Enrolement
from segur_rules.identifiants import siret as sirets
from segur_rules.portail import Periode
from segur_rules.statuts import StatutEnrolement, TypeEnrolement


class TriEnrolements(StrEnum):
    """The columns that sort; every one does."""

    NUMERO = "numero"
    DEPOT = "depot"
    STATUT = "statut"
    SIRET = "siret"
    PROFILS = "profils"
    TYPE = "type"


_COLUMNS: Final = MappingProxyType(
    {
        TriEnrolements.NUMERO: Enrolement.id,
        TriEnrolements.DEPOT: Enrolement.depot,
        TriEnrolements.STATUT: Enrolement.statut,
        TriEnrolements.SIRET: Enrolement.siret,
        TriEnrolements.PROFILS: cast(Enrolement.profils, Text),
        TriEnrolements.TYPE: Enrolement.type,
    }
)


@frozen
class FiltreEnrolements:
    """What the columns are filtered by; None is a filter that is not set.

    `depot` is between days of Paris; `siret` and `profil` are looked for within.
    """

    numero: str | None = None
    depot: Periode = Periode()
    statut: StatutEnrolement | None = None
    siret: str | None = None
    profil: str | None = None
    type: TypeEnrolement | None = None


@frozen
class LigneEnrolement:
    """A line of the table."""

    numero: str
    depot: datetime
    statut: StatutEnrolement
    siret: str
    raison_sociale: str
    numero_ans: str
    profils: tuple[str, ...]
    type: TypeEnrolement


@frozen
class OrdreEnrolements:
    """By which column, and from which end."""

    tri: TriEnrolements = TriEnrolements.NUMERO
    decroissant: bool = True


def lister(
    portail: Portail,
    identite: Identite,
    filtre: FiltreEnrolements,
    tranche: Tranche,
    ordre: OrdreEnrolements = OrdreEnrolements(),
) -> Liste[LigneEnrolement]:
    """A page of the enrôlements that somebody may see."""

    def use(session: Session) -> Liste[LigneEnrolement]:
        try:
            kept = [seen_by(identite), *_conditions(filtre)]
        except Introuvable:
            return Liste((), 0)
        column = _COLUMNS[ordre.tri]
        first = column.desc() if ordre.decroissant else column.asc()
        query = select(Enrolement).where(*kept).order_by(first, Enrolement.id.desc())
        return listed(session, query, tranche, _line)

    return portail.read(use)


def _conditions(filtre: FiltreEnrolements) -> list[ColumnElement[bool]]:
    kept: list[ColumnElement[bool]] = []
    if filtre.numero:
        kept.append(Enrolement.id == id_of(filtre.numero))
    kept += within(Enrolement.depot, filtre.depot)
    if filtre.statut:
        kept.append(Enrolement.statut == filtre.statut)
    if filtre.type:
        kept.append(Enrolement.type == filtre.type)
    return [*kept, *_within(filtre)]


def _within(filtre: FiltreEnrolements) -> list[ColumnElement[bool]]:
    kept: list[ColumnElement[bool]] = []
    if filtre.siret:
        kept.append(Enrolement.siret.contains(sirets.compact(filtre.siret), autoescape=True))
    if filtre.profil:
        # Profils are kept as JSON: what is looked for is written as JSON writes it.
        written = json.dumps(filtre.profil)[1:-1]
        kept.append(cast(Enrolement.profils, Text).icontains(written, autoescape=True))
    return kept


def _line(row: Enrolement) -> LigneEnrolement:
    return LigneEnrolement(
        row.numero,
        row.depot,
        StatutEnrolement(row.statut),
        row.siret,
        row.raison_sociale,
        row.numero_ans,
        tuple(row.profils),
        TypeEnrolement(row.type),
    )
