"""The list of a vendor's demandes, searched: a line for each avenant, as the library makes them.

Theory of operation. A criterion is a condition of SQL, and says what `CriteresDemandes.retient`
says of a line; a page of rows then becomes lines of the library. The last version of an avenant
is its line; its day of filing is that of the last version before it that was a filing.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Final

from attrs import frozen
from sqlalchemy import ColumnElement, Select, and_, func, select
from sqlalchemy.orm import Session, aliased, defer, joinedload, selectinload

from segur_reference.services import dossiers
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse
from segur_reference.services.identites import Identite
from segur_reference.services.lignes import sons_of
from segur_reference.services.listes import Liste, Tranche, within
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Demande, Dossier, Version
from segur_rules.catalogue import load as load_catalogue
from segur_rules.outcomes import Refused
from segur_rules.portail import (
    STATUTS_LISTES,
    CriteresDemandes,
    LigneDemande,
    complete_numero,
    lignes_de,
    refus_d_affichage,
    refus_de_recherche_demandes,
)
from segur_rules.statuts import TypeDemande

PROPOSES: Final = 20
"""Numbers that are proposed, at most."""

_Derniere = aliased(Version)
_Suivante = aliased(Version)
_Depot = aliased(Version)
_Avance = aliased(Demande)

_DEPOT: Final = (
    select(func.max(_Depot.instant))
    .where(
        _Depot.demande_id == _Derniere.demande_id,
        _Depot.rang <= _Derniere.rang,
        _Depot.acte.is_(None),
    )
    .scalar_subquery()
)
"""When the avenant of a line was filed; one that was created Annulée keeps the former's day."""


@frozen
class DemandeTrouvee:
    """A line of the list: one avenant of a demande."""

    ligne: LigneDemande
    avenant: int
    sons: str
    denomination_sociale: str


def rechercher(
    portail: Portail, identite: Identite, criteres: CriteresDemandes, tranche: Tranche
) -> Liste[DemandeTrouvee]:
    """The demandes of a vendor that are searched for, the last filed first.

    Without a criterion it is the list of them all, and no search. Raises `FormulaireRefuse` for
    criteria by which nothing is searched, and `ActeRefuse` when there are too many to list all.
    """
    vendor = identite.of_fournisseur()
    if not criteres.est_vide:
        refused = refus_de_recherche_demandes(criteres)
        if refused:
            raise FormulaireRefuse(refused)
    listed = _listed(identite).where(Demande.fournisseur_id == vendor)
    wanted = listed.where(*_conditions(criteres))

    def use(session: Session) -> Liste[DemandeTrouvee]:
        refusal = refus_d_affichage(_count(session, listed), criteres)
        if refusal is not None:
            raise ActeRefuse(refusal)
        start = (tranche.page - 1) * tranche.par_page
        ordered = wanted.order_by(_DEPOT.desc(), Demande.id.desc(), _Derniere.avenant.desc())
        rows = session.execute(ordered.offset(start).limit(tranche.par_page)).all()
        return Liste(tuple(_found(*row) for row in rows), _count(session, wanted))

    return portail.read(use)


def proposer(portail: Portail, identite: Identite, saisie: str) -> tuple[str, ...]:
    """The numbers of a vendor's demandes that contain what was typed.

    Raises `FormulaireRefuse` when too little was.
    """
    vendor = identite.of_fournisseur()
    refused = complete_numero(saisie, ())
    if isinstance(refused, Refused):
        raise FormulaireRefuse((refused,))
    criteres = CriteresDemandes(numero=saisie)
    query = (
        _listed(identite)
        .where(Demande.fournisseur_id == vendor, *_conditions(criteres))
        .with_only_columns(Demande.numero)
        .distinct()
        .order_by(Demande.numero)
        .limit(PROPOSES)
    )
    numeros = portail.read(lambda session: session.scalars(query).all())
    found = complete_numero(saisie, numeros, maximum=PROPOSES)
    return () if isinstance(found, Refused) else found


def lignes_of(row: Demande, ordered: date) -> tuple[LigneDemande, ...]:
    """The lines of a demande, one for each avenant; `ordered` is the day of its order."""
    sons = sons_of(row.sons)
    return lignes_de(
        row.numero,
        dossiers.demande_of(row),
        couloir=sons.couloir,
        logiciel=sons.logiciel,
        numeros_editeurs={version.avenant: version.numero_editeur for version in row.versions},
        date_commande=ordered,
    )


def _found(row: Demande, ordered: date, avenant: int) -> DemandeTrouvee:
    return DemandeTrouvee(
        lignes_of(row, ordered)[avenant - 1],
        avenant,
        row.sons,
        row.dossier.enrolement.raison_sociale,
    )


def _listed(identite: Identite) -> Select[Demande, date, int]:
    """Each avenant that the list shows: its demande, the day of the order, its number."""
    avance = and_(_Avance.dossier_id == Demande.dossier_id, _Avance.type == TypeDemande.AVANCE)
    follows = (
        select(_Suivante.id)
        .where(
            _Suivante.demande_id == _Derniere.demande_id,
            _Suivante.avenant == _Derniere.avenant,
            _Suivante.rang > _Derniere.rang,
        )
        .exists()
    )
    return (
        select(Demande, _Avance.date_document, _Derniere.avenant)
        .join(_Avance, avance)
        .join(_Derniere, _Derniere.demande_id == Demande.id)
        .where(
            dossiers.seen_by(identite),
            _Derniere.statut.in_(STATUTS_LISTES),
            ~follows,
        )
        .options(
            selectinload(Demande.versions).options(defer(Version.ligne)),
            joinedload(Demande.dossier).joinedload(Dossier.enrolement),
        )
    )


def _conditions(criteres: CriteresDemandes) -> Iterator[ColumnElement[bool]]:
    if criteres.numero is not None:
        yield Demande.numero.contains(criteres.numero, autoescape=True)
    for column, chosen in (
        (Demande.type, criteres.types),
        (_Derniere.statut, criteres.statuts),
        (_Derniere.paiement, criteres.paiements),
    ):
        if chosen:
            yield column.in_(chosen)
    if criteres.logiciels:
        every = load_catalogue().sons.values()
        yield Demande.sons.in_(
            [sons.code for sons in every if sons.logiciel.upper() in criteres.logiciels]
        )
    yield from within(_DEPOT, criteres.periode)


def _count(session: Session, query: Select[Demande, date, int]) -> int:
    return session.scalar(query.with_only_columns(func.count())) or 0
