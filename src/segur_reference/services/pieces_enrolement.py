"""The documents of an enrôlement: judged, then kept."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import BinaryIO, Final

from attrs import asdict, field, frozen
from sqlalchemy.orm import Session

from segur_reference.services import documents
from segur_reference.services.erreurs import FormulaireRefuse
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Enrolement, Piece
from segur_rules.outcomes import Finding, Refused, Report, Verdict
from segur_rules.pieces import PIECE, Effort, ReglesPiece, judge_document
from segur_rules.portail import Motif, est_refusee, findings_of
from segur_rules.rules import RULESET

REGLES: Final = tuple(f"SEG-PJU-{number:03d}" for number in (1, 2, *range(10, 18)))
"""The rules that one document is judged by."""


@frozen
class DocumentDepose:
    """A document as somebody gives it: its type, its name, its bytes from their start."""

    type: str
    nom: str
    taille: int
    contenu: BinaryIO = field(repr=False)


@frozen
class PieceJugee:
    """What is to be said of a document that was given."""

    type: str
    nom: str
    findings: tuple[Finding, ...]

    @property
    def refusee(self) -> bool:
        """Whether it cannot be taken."""
        return est_refusee(self.findings)

    @property
    def rapport(self) -> Report:
        """What is to be said of it, in the form of every report."""
        return Report(
            verdict=Verdict.IRRECEVABLE if self.refusee else Verdict.RECEVABLE,
            ruleset=RULESET,
            sons=None,
            phase=None,
            lines=None,
            findings=self.findings,
            evaluated=REGLES,
        )


def juger(deposes: Sequence[DocumentDepose], regles: ReglesPiece = PIECE) -> tuple[PieceJugee, ...]:
    """Judge documents that are given together, by the rules of their kind.

    Raises `FormulaireRefuse` for a name that holds what no name of a file does.
    """
    faults = [
        Refused(Motif.CARACTERE_INTERDIT, {"champ": "nom_fichier"})
        for one in deposes
        if not one.nom.strip() or any(char < " " for char in one.nom)
    ]
    if faults:
        raise FormulaireRefuse(faults)
    effort = Effort()
    return tuple(PieceJugee(one.type, one.nom, _findings(one, effort, regles)) for one in deposes)


@frozen
class PieceGardee:
    """A document whose bytes are in the store, and whose row is still to come."""

    type: str
    nom: str
    taille: int
    empreinte: str
    cle: str
    depose: datetime


def garder(portail: Portail, deposes: Sequence[DocumentDepose]) -> tuple[PieceGardee, ...]:
    """Put documents in the store; `adopter` adds their rows."""
    keys = documents.reserve(portail, len(deposes))
    now = portail.now()
    kept = []
    for one, key in zip(deposes, keys, strict=True):
        empreinte = documents.empreinte_of(one.contenu)
        documents.put(portail, key, one.contenu)
        kept.append(PieceGardee(one.type, one.nom, one.taille, empreinte, key, now))
    return tuple(kept)


def adopter(session: Session, enrolement: Enrolement, gardees: Iterable[PieceGardee]) -> None:
    """Add the rows of documents that are in the store."""
    rows = [Piece(enrolement_id=enrolement.id, **asdict(gardee)) for gardee in gardees]
    documents.adopt(session, rows)


def _findings(depose: DocumentDepose, effort: Effort, regles: ReglesPiece) -> tuple[Finding, ...]:
    depose.contenu.seek(0)
    constats = judge_document(depose.nom, depose.taille, depose.contenu, regles, effort)
    return findings_of(constats)
