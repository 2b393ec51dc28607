"""Document models: imported by a vendor of vague 2, looked at by the gestionnaires.

A model is its vendor's alone until the import is validated: until then it may be deleted, and
leaves nothing but the act.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import datetime
from io import BytesIO
from typing import Final

from attrs import asdict, frozen
from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session, joinedload

from segur_reference.services import documents
from segur_reference.services.contextes import enrolements_de
from segur_reference.services.dossiers import ACTEURS, record
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Introuvable
from segur_reference.services.identites import Identite, Role
from segur_reference.services.listes import Liste, Tranche, listed
from segur_reference.services.pieces_enrolement import DocumentDepose, PieceGardee, garder
from segur_reference.services.portail import Portail
from segur_reference.storage import tables
from segur_rules.outcomes import AlreadyApplied, Finding, Refused
from segur_rules.pieces import RefusModele, importer_modele
from segur_rules.pieces.noms import base_of
from segur_rules.portail import EcranModeles, Modele, ecran_des_modeles, findings_of_import
from segur_rules.statuts import MODELE, EvenementModele, Faits, StatutModele, decide

IMPORTER: Final = "IMPORTER"
"""The act by which a model begins."""
_PIECE: Final = "MODELE"


@frozen(kw_only=True)
class ModeleVu(Modele):
    """A model, whose bytes are downloaded by its `id`; `fournisseur` is the company's name."""

    id: int
    taille: int
    fournisseur: str


@frozen
class ModeleImporte:
    """What became of an import: without a `modele`, it was refused by `findings`."""

    findings: tuple[Finding, ...]
    modele: ModeleVu | None = None


@frozen
class Instruction:
    """What a gestionnaire decides of a model, and what it tells the vendor."""

    evenement: EvenementModele
    commentaires: str = ""


def ecran(portail: Portail, identite: Identite) -> EcranModeles[ModeleVu]:
    """The models of one's company. Raises `ActeRefuse` where there is no such screen."""
    company = identite.of_fournisseur()
    return portail.read(lambda session: _screen(session, company))


def importer(
    portail: Portail, identite: Identite, type_modele: str, nom: str, contenu: bytes
) -> ModeleImporte:
    """Import a model: the first of the two steps.

    Raises `ActeRefuse` where there is no such screen, `FormulaireRefuse` without a type.
    """
    company, now = identite.of_fournisseur(), portail.now()
    # Asked first, so that nothing is put in the store for what is refused.
    portail.read(lambda session: _screen(session, company))
    imported = importer_modele(nom, len(contenu), BytesIO(contenu), type_modele)
    decision, findings = imported.decision, findings_of_import(imported)
    if isinstance(decision, Refused):
        if decision.code == RefusModele.TYPE_MANQUANT:
            raise FormulaireRefuse([decision])
        return ModeleImporte(findings)
    given = DocumentDepose(_PIECE, base_of(nom), len(contenu), BytesIO(contenu))
    (kept,) = garder(portail, [given])

    def use(session: Session) -> ModeleImporte:
        _screen(session, company)
        row = tables.Modele(
            fournisseur_id=company,
            type=type_modele.strip(),
            statut=decision.etat,
            importe=now,
            depuis=now,
        )
        _adopt(session, row, kept)
        record(session, row.numero, IMPORTER, now, identite, details={"nom": kept.nom})
        return ModeleImporte(findings, _seen(row))

    return portail.write(use)


def valider(portail: Portail, identite: Identite) -> EcranModeles[ModeleVu]:
    """Validate the import of every model that is being imported: the second step.

    Raises `ActeRefuse` where there is no such screen.
    """
    company, now = identite.of_fournisseur(), portail.now()

    def use(session: Session) -> EcranModeles[ModeleVu]:
        # Locked as they are first read: what another did meanwhile is known.
        for row in _rows(session, company, lock=True):
            if row.statut == MODELE.initial:
                _act(session, row, EvenementModele.VALIDER_IMPORT, identite, now)
        return _screen(session, company)

    return portail.write(use)


def supprimer(portail: Portail, identite: Identite, number: int) -> None:
    """Delete a model whose import is not validated. Raises `Introuvable` or `ActeRefuse`."""
    identite.of_fournisseur()
    now = portail.now()

    def use(session: Session) -> None:
        row = _find(session, identite, number, lock=True)
        _act(session, row, EvenementModele.SUPPRIMER, identite, now)
        documents.abandon(portail, session, [row.piece.cle])
        session.delete(row)

    portail.write(use)


def document(portail: Portail, identite: Identite, number: int) -> tuple[str, int, Iterator[bytes]]:
    """A model that one may see: its name, its size, its bytes. Raises `Introuvable`."""

    def use(session: Session) -> tables.Piece:
        return _find(session, identite, number).piece

    piece = portail.read(use)
    try:
        return piece.nom, piece.taille, portail.documents.get(piece.cle)
    except FileNotFoundError:
        # It was deleted since.
        raise Introuvable("modele", number) from None


def lister(
    portail: Portail, identite: Identite, statut: StatutModele | None, tranche: Tranche
) -> Liste[ModeleVu]:
    """A page of the models that gestionnaires see, the last imported first."""
    identite.require_gestionnaire()
    query = select(tables.Modele).where(_seen_by(identite)).options(*_WHOLE)
    if statut is not None:
        query = query.where(tables.Modele.statut == statut)
    ordered = query.order_by(tables.Modele.id.desc())
    return portail.read(lambda session: listed(session, ordered, tranche, _seen))


def instruire(
    portail: Portail, identite: Identite, number: int, instruction: Instruction
) -> ModeleVu:
    """Accept or reject a model. Raises `Interdit`, `Introuvable` or `ActeRefuse`."""
    identite.require_gestionnaire()
    now = portail.now()

    def use(session: Session) -> ModeleVu:
        row = _find(session, identite, number, lock=True)
        told = instruction.commentaires.strip()
        details = {"commentaires": told} if told else {}
        if _act(session, row, instruction.evenement, identite, now, details=details):
            row.commentaires = told or None
        return _seen(row)

    return portail.write(use)


_WHOLE: Final = (joinedload(tables.Modele.piece), joinedload(tables.Modele.fournisseur))


def _screen(session: Session, company: int) -> EcranModeles[ModeleVu]:
    shown = map(_seen, _rows(session, company))
    answer = ecran_des_modeles(enrolements_de(session, company), shown)
    if isinstance(answer, Refused):
        raise ActeRefuse(answer)
    return answer


def _rows(session: Session, company: int, *, lock: bool = False) -> Sequence[tables.Modele]:
    query = select(tables.Modele).where(tables.Modele.fournisseur_id == company)
    ordered = query.order_by(tables.Modele.id.desc())
    if lock:
        return session.scalars(ordered.with_for_update()).all()
    return session.scalars(ordered.options(*_WHOLE)).all()


def _seen_by(identite: Identite) -> ColumnElement[bool]:
    if identite.role is Role.FOURNISSEUR:
        return tables.Modele.fournisseur_id == identite.of_fournisseur()
    return tables.Modele.statut != MODELE.initial


def _find(
    session: Session, identite: Identite, number: int, *, lock: bool = False
) -> tables.Modele:
    query = select(tables.Modele).where(tables.Modele.id == number, _seen_by(identite))
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise Introuvable("modele", number)
    return row


def _act(
    session: Session,
    row: tables.Modele,
    evenement: EvenementModele,
    identite: Identite,
    now: datetime,
    *,
    details: dict[str, str] | None = None,
) -> bool:
    """Let something happen to a model; say whether it had not happened already."""
    faits = Faits(ACTEURS[identite.role])
    answer = decide(MODELE, StatutModele(row.statut), evenement, faits)
    if isinstance(answer, Refused):
        raise ActeRefuse(answer)
    if isinstance(answer, AlreadyApplied):
        return False
    row.statut, row.depuis = answer.etat, now
    record(session, row.numero, evenement, now, identite, details=details or {})
    return True


def _adopt(session: Session, row: tables.Modele, kept: PieceGardee) -> None:
    session.add(row)
    session.flush()
    documents.adopt(session, [tables.Piece(modele_id=row.id, **asdict(kept))])
    session.flush()


def _seen(row: tables.Modele) -> ModeleVu:
    return ModeleVu(
        date_import=row.importe,
        type=row.type,
        nom=row.piece.nom,
        statut=StatutModele(row.statut),
        commentaires=row.commentaires,
        id=row.id,
        taille=row.piece.taille,
        fournisseur=row.fournisseur.raison_sociale,
    )
