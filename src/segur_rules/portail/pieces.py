"""A document that a vendor gives for a demande: what is said of it, and whether it is taken.

Chosen: a demande that is not complete takes the documents that it announces and no others, for
another would complete nothing. A name that ends with its numéro éditeur leads to it (GU-9-02),
and does not say which of its documents it is. Chosen too: the type of a complementary document,
which no file announces, is a word of this module.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve

from segur_rules.demandes.fichier import Demande, PieceJustificative
from segur_rules.outcomes import Constat, Finding, Param, Severity
from segur_rules.pieces import DocumentDonne, Effort, judge_document
from segur_rules.pieces.noms import base_of, key_of
from segur_rules.rules import rules
from segur_rules.sources import honours

PIECE_COMPLEMENTAIRE: Final = "PIECE_COMPLEMENTAIRE"
"""The type of a document that the file does not announce."""
NON_ANNONCEE: Final = "SEG-PJU-019"


@honours("GU-9-01", "GU-53-02")
def judge_piece(
    document: DocumentDonne, *, a_completer: Demande | None = None, effort: Effort | None = None
) -> tuple[Finding, ...]:
    """What is to be said of a document that is given; an error refuses it.

    `a_completer` is the demande as it was filed, where the document is to complete it; None
    where a complementary document is added. `effort` bounds the work of several together.
    """
    nom = document.nom
    found = findings_of(judge_document(nom, document.taille, document.contenu, effort=effort))
    if a_completer is None or _announced(a_completer, nom) is not None:
        return found
    # The vendor cannot announce it any more: it is told what is announced.
    attendues = tuple(piece.nom_fichier for piece in a_completer.pieces_justificatives)
    told: dict[str, Param] = {"valeur": base_of(nom), "attendues": attendues}
    (stray,) = findings_of((Constat(NON_ANNONCEE, "", told, "attendues"),))
    return (*found, evolve(stray, severity=Severity.ERROR))


def findings_of(constats: Iterable[Constat]) -> tuple[Finding, ...]:
    """What was seen of documents, with the severity and the sources of its rule."""
    return tuple(
        Finding(
            one.rule,
            rules()[one.rule].severity,
            one.pointer,
            one.params,
            one.variant,
            sources=rules()[one.rule].requires,
        )
        for one in constats
    )


def est_refusee(findings: Iterable[Finding]) -> bool:
    """Whether a document is not taken: an error was found."""
    return any(finding.severity is Severity.ERROR for finding in findings)


def type_de_piece(demande: Demande, nom: str, *, sinon: str = PIECE_COMPLEMENTAIRE) -> str:
    """The type under which a document is kept: the one that the file announces for its name.

    `sinon` is that of a document which it does not announce.
    """
    announced = _announced(demande, nom)
    return sinon if announced is None else announced.type_fichier.value


def _announced(demande: Demande, nom: str) -> PieceJustificative | None:
    key = key_of(base_of(nom))
    pieces = demande.pieces_justificatives
    return next((piece for piece in pieces if key_of(piece.nom_fichier) == key), None)
