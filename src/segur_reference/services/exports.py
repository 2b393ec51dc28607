"""The two exports of a vendor, row after row, whatever their number.

Theory of operation. The demandes are read a few hundreds at a time, each time those that follow
the last one read, in a transaction of their own: no more than that is held, neither here nor in
the database, however slowly the export is taken.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import date
from itertools import groupby
from typing import Final, TypeVar

from sqlalchemy import Select, and_, select
from sqlalchemy.orm import Session, aliased, defer, joinedload, selectinload

from segur_reference.services.erreurs import FormulaireRefuse
from segur_reference.services.identites import Identite
from segur_reference.services.lignes import read_ligne
from segur_reference.services.portail import Portail
from segur_reference.services.recherche import lignes_of
from segur_reference.storage.tables import Demande, Dossier, Version
from segur_rules.catalogue import Couloir
from segur_rules.outcomes import Refused
from segur_rules.portail import (
    LigneBeneficiaire,
    couloir_choisi,
    lignes_beneficiaires,
)
from segur_rules.portail import export_beneficiaires as write_beneficiaires
from segur_rules.portail import export_demandes as write_demandes
from segur_rules.statuts import TypeDemande

T = TypeVar("T")

_TOGETHER: Final = 200
_PIECE: Final = 64 * 1024
"""Bytes that are given at once: one row at a time would be slow to send."""


def export_demandes(portail: Portail, identite: Identite) -> Iterator[bytes]:
    """The export of the demandes of a vendor, of every couloir, piece after piece."""
    vendor = identite.of_fournisseur()
    query = _rows(vendor).options(selectinload(Demande.versions).options(defer(Version.ligne)))
    lines = _read_all(portail, query, lignes_of)
    return _pieces(write_demandes(lines))


def export_beneficiaires(
    portail: Portail, identite: Identite, couloir: str | None
) -> tuple[Couloir, Iterator[bytes]]:
    """The export of the bénéficiaires of a couloir, piece after piece, and that couloir.

    Raises `FormulaireRefuse` when none is chosen, or one that is not known.
    """
    vendor = identite.of_fournisseur()
    chosen = couloir_choisi(couloir)
    if isinstance(chosen, Refused):
        raise FormulaireRefuse([chosen])
    query = (
        _rows(vendor)
        .where(Dossier.couloir == chosen.code)
        .options(
            selectinload(Demande.versions),
            joinedload(Demande.dossier).joinedload(Dossier.enrolement),
        )
    )
    lines = _read_all(portail, query, _clients)
    return chosen, _pieces(write_beneficiaires(chosen, lines))


def _rows(fournisseur_id: int) -> Select[Demande, date]:
    """The demandes of a vendor, as they were filed, each with the day of its dossier's order.

    Of their lines the library keeps those that a list shows: the avenants that exist no more, or
    are not complete, are in no export.
    """
    avance = aliased(Demande)
    same = and_(avance.dossier_id == Demande.dossier_id, avance.type == TypeDemande.AVANCE)
    return (
        select(Demande, avance.date_document)
        .join(avance, same)
        .join(Dossier, Dossier.id == Demande.dossier_id)
        .where(Demande.fournisseur_id == fournisseur_id)
        .order_by(Demande.id)
        .limit(_TOGETHER)
    )


def _read_all(
    portail: Portail,
    query: Select[Demande, date],
    lines_of: Callable[[Demande, date], Iterable[T]],
) -> Iterator[T]:
    last = 0
    while True:

        def use(session: Session, after: int = last) -> tuple[int, list[T]]:
            rows = session.execute(query.where(Demande.id > after)).all()
            lines = [line for row, ordered in rows for line in lines_of(row, ordered)]
            return (rows[-1][0].id if rows else 0), lines

        last, lines = portail.read(use)
        if not last:
            return
        yield from lines


def _clients(row: Demande, ordered: date) -> Iterator[LigneBeneficiaire]:
    """The bénéficiaires of each avenant, as the line declared them by then."""
    last = [list(of_one)[-1] for _, of_one in groupby(row.versions, lambda v: v.avenant)]
    numero_ans = row.dossier.enrolement.numero_ans
    for version, ligne in zip(last, lignes_of(row, ordered), strict=True):
        declared = read_ligne(version.ligne, row.sons, row.type)
        yield from lignes_beneficiaires(ligne, numero_ans, declared.beneficiaires)


def _pieces(rows: Iterable[bytes]) -> Iterator[bytes]:
    held = bytearray()
    for row in rows:
        held += row
        if len(held) >= _PIECE:
            yield bytes(held)
            held.clear()
    yield bytes(held)
