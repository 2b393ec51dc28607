"""The documents of a demande: given one by one, taken back while it may be, downloaded.

A document is judged, then put in the store, then added in a transaction in which the demande is
looked at again: it may have changed meanwhile, and what was put is then removed later.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from typing import Any, Final

from attrs import frozen
from sqlalchemy.orm import Session

from segur_reference.services import documents, dossiers
from segur_reference.services.dossiers import ACTEURS, Acte
from segur_reference.services.erreurs import ActeRefuse, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.lignes import read_ligne
from segur_reference.services.portail import Portail
from segur_reference.storage import tables
from segur_rules.demandes.fichier import Demande
from segur_rules.outcomes import Finding
from segur_rules.pieces import (
    DocumentDonne,
    Effort,
    PieceDeDemande,
    compare,
    est_a_completer,
    est_confirmee_d_emblee,
    est_confirmee_par,
    est_du_depot,
    est_montree,
    refus_d_ajout,
    refus_de_fin_d_ajout,
    refus_de_suppression,
    remplacees,
)
from segur_rules.pieces.noms import base_of
from segur_rules.portail import est_refusee, judge_piece, type_de_piece
from segur_rules.statuts import Demande as Vie
from segur_rules.statuts import EvenementDemande, StatutDemande, TypeDemande

AJOUTER: Final = "DEPOSER_PIECE"
RETIRER: Final = "SUPPRIMER_PIECE"
"""What is written down of a document that is given, or taken back."""


@frozen
class PieceVue:
    """A document as it is shown; `confirmee` is false while its addition may be taken back."""

    id: int
    nom: str
    type: str
    taille: int
    depot: datetime
    par_asp: bool
    confirmee: bool


@frozen
class PieceDeposee:
    """What became of a document: refused by `findings` when `piece` is None.

    `complete` says that the demande has just got the last of its documents.
    """

    findings: tuple[Finding, ...]
    piece: PieceVue | None = None
    complete: bool = False


@frozen
class PieceMise:
    """A document that is in the store under a key that no row has yet."""

    nom: str
    cle: str
    taille: int
    empreinte: str


@frozen
class Telechargement:
    """A document and its bytes, piece by piece."""

    nom: str
    taille: int
    morceaux: Iterator[bytes]


def deposer(
    portail: Portail, identite: Identite, numero: str, nom: str, contenu: bytes
) -> PieceDeposee:
    """Give a document for a demande that is not complete, or of which one was asked.

    Raises `Introuvable`, or `ActeRefuse` when the demande takes no documents.
    """
    identite.of_fournisseur()
    now = portail.now()

    def attendu(session: Session) -> Demande | None:
        row, demande = _open(session, identite, numero, now)
        completing = est_a_completer(demande.courante.statut)
        return read_ligne(row.ligne, row.sons, row.type) if completing else None

    filed = portail.read(attendu)
    document = DocumentDonne(base_of(nom), len(contenu), BytesIO(contenu))
    findings, mise = judge_and_put(portail, document, a_completer=filed)
    if mise is None:
        return PieceDeposee(findings)

    def use(session: Session) -> PieceDeposee:
        (row,), complete = keep(
            portail, session, (mise,), identite=identite, numero=numero, now=now
        )
        return PieceDeposee(findings, piece_vue(row), complete)

    return portail.write(use)


def judge_and_put(
    portail: Portail,
    document: DocumentDonne,
    *,
    a_completer: Demande | None,
    effort: Effort | None = None,
) -> tuple[tuple[Finding, ...], PieceMise | None]:
    """What is to be said of a document; and, unless it is refused, the document in the store."""
    findings = judge_piece(document, a_completer=a_completer, effort=effort)
    if est_refusee(findings):
        return findings, None
    digest = documents.empreinte_of(document.contenu)
    (cle,) = documents.reserve(portail)
    documents.put(portail, cle, document.contenu)
    return findings, PieceMise(base_of(document.nom), cle, document.taille, digest)


def keep(
    portail: Portail,
    session: Session,
    mises: Sequence[PieceMise],
    *,
    identite: Identite,
    numero: str,
    now: datetime,
) -> tuple[tuple[tables.Piece, ...], bool]:
    """Add documents, of different names, to a demande; say whether they make it complete.

    One of a name that is there already takes its place, while that one may still be replaced.
    Raises as `deposer` does.
    """
    row, demande = _open(session, identite, numero, now, lock=True)
    statut = demande.courante.statut
    filed = read_ligne(row.ligne, row.sons, row.type)
    there = of_this_filing(row)
    places = remplacees([piece_of(p) for p in there], [mise.nom for mise in mises], demande)
    replaced = [there[place] for place in places]
    _remove(portail, session, row, replaced)
    added = tuple(
        tables.Piece(
            demande_id=row.id,
            avenant=demande.courante.avenant,
            nom=mise.nom,
            type=type_de_piece(filed, mise.nom),
            taille=mise.taille,
            empreinte=mise.empreinte,
            cle=mise.cle,
            depose=now,
            confirmee=est_confirmee_d_emblee(statut),
        )
        for mise in mises
    )
    documents.adopt(session, added)
    session.flush()
    for piece in added:
        details = {"nom": piece.nom, "empreinte": piece.empreinte}
        dossiers.record(session, row.numero, AJOUTER, now, identite, details=details)
    names = [piece.nom for piece in (*there, *added) if piece not in replaced]
    complete = est_a_completer(statut) and compare(filed, names).complete
    if complete:
        acte = Acte(EvenementDemande.COMPLETER, faits={"pieces_completes": True})
        dossiers.act(session, identite, numero, acte, now)
    return added, complete


def confirmer(portail: Portail, identite: Identite, numero: str) -> StatutDemande:
    """Confirm that the documents that were asked for are added; say where the demande is now.

    Raises `Introuvable`, or `ActeRefuse` when none was added or none is asked for.
    """
    identite.of_fournisseur()
    now = portail.now()

    def use(session: Session) -> StatutDemande:
        row, demande = _find(session, identite, numero, now, lock=True)
        statut = demande.courante.statut
        refused = refus_de_fin_d_ajout(statut, map(piece_of, row.pieces))
        if refused is not None:
            raise ActeRefuse(refused)
        evenement = EvenementDemande.AJOUTER_PIECE
        acte = Acte(evenement, details=confirm(row, evenement))
        return dossiers.act(session, identite, numero, acte, now).demande.courante.statut

    return portail.write(use)


def confirm(row: tables.Demande, evenement: EvenementDemande) -> Mapping[str, Any]:
    """Confirm the documents whose addition an event confirms; what its details say of them."""
    waiting = [piece for piece in row.pieces if est_confirmee_par(evenement, piece_of(piece))]
    for piece in waiting:
        piece.confirmee = True
    return {"pieces": [piece.nom for piece in waiting]} if waiting else {}


def retype(row: tables.Demande, ligne: Demande) -> None:
    """Give the documents the types under which a corrected line announces them."""
    for piece in of_this_filing(row):
        piece.type = type_de_piece(ligne, piece.nom, sinon=piece.type)


def supprimer(portail: Portail, identite: Identite, numero: str, piece_id: int) -> None:
    """Take back a document that is being added. Raises `Introuvable` or `ActeRefuse`."""
    identite.of_fournisseur()
    now = portail.now()

    def use(session: Session) -> None:
        row, demande = _find(session, identite, numero, now, lock=True)
        piece = _piece(row, demande, piece_id, identite)
        refused = refus_de_suppression(
            demande.courante.statut, piece_of(piece), map(piece_of, row.pieces)
        )
        if refused is not None:
            raise ActeRefuse(refused)
        details = {"nom": piece.nom, "empreinte": piece.empreinte}
        dossiers.record(session, row.numero, RETIRER, now, identite, details=details)
        _remove(portail, session, row, (piece,))

    portail.write(use)


def telecharger(portail: Portail, identite: Identite, numero: str, piece_id: int) -> Telechargement:
    """A document of a demande that one may see. Raises `Introuvable`."""
    now = portail.now()

    def use(session: Session) -> tuple[str, int, str]:
        row, demande = _find(session, identite, numero, now)
        piece = _piece(row, demande, piece_id, identite)
        return piece.nom, piece.taille, piece.cle

    nom, taille, cle = portail.read(use)
    try:
        return Telechargement(nom, taille, portail.documents.get(cle))
    except FileNotFoundError:
        # It was replaced or removed since.
        raise Introuvable("piece", piece_id) from None


def shown_to(identite: Identite, row: tables.Demande, demande: Vie) -> list[tables.Piece]:
    """The documents that somebody sees of a demande as they see it."""
    acteur = ACTEURS[identite.role]
    return [piece for piece in row.pieces if est_montree(piece_of(piece), demande, acteur)]


def piece_of(row: tables.Piece) -> PieceDeDemande:
    """A document as the library knows it."""
    if row.avenant is None:
        raise LookupError(row.cle)
    return PieceDeDemande(row.nom, row.avenant, row.par_asp, row.confirmee)


def piece_vue(row: tables.Piece) -> PieceVue:
    """A document as it is shown."""
    return PieceVue(row.id, row.nom, row.type, row.taille, row.depose, row.par_asp, row.confirmee)


def of_this_filing(row: tables.Demande) -> list[tables.Piece]:
    """The documents that its vendor gave since the demande was last filed."""
    demande = dossiers.demande_of(row)
    return [piece for piece in row.pieces if est_du_depot(piece_of(piece), demande)]


def _remove(
    portail: Portail, session: Session, row: tables.Demande, pieces: Sequence[tables.Piece]
) -> None:
    documents.abandon(portail, session, [piece.cle for piece in pieces])
    for piece in pieces:
        row.pieces.remove(piece)
    session.flush()


def _find(
    session: Session, identite: Identite, numero: str, now: datetime, *, lock: bool = False
) -> tuple[tables.Demande, Vie]:
    row, dossier = dossiers.find(session, identite, numero, now, lock=lock)
    return row, dossier.demande(TypeDemande(row.type)) or dossier.avance


def _open(
    session: Session, identite: Identite, numero: str, now: datetime, *, lock: bool = False
) -> tuple[tables.Demande, Vie]:
    """A demande that takes documents. Raises `ActeRefuse` for one that does not."""
    row, demande = _find(session, identite, numero, now, lock=lock)
    statut = demande.courante.statut
    refused = None if est_a_completer(statut) else refus_d_ajout(statut)
    if refused is not None:
        raise ActeRefuse(refused)
    return row, demande


def _piece(row: tables.Demande, demande: Vie, piece_id: int, identite: Identite) -> tables.Piece:
    for piece in shown_to(identite, row, demande):
        if piece.id == piece_id:
            return piece
    raise Introuvable("piece", piece_id)
