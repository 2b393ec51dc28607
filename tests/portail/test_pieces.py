"""A document that a vendor gives: taken when nothing is wrong, and, to complete, when announced."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest

from segur_rules.messages import message
from segur_rules.outcomes import Finding, Severity
from segur_rules.pieces import PIECE, DocumentDonne, Effort
from segur_rules.portail import (
    PIECE_COMPLEMENTAIRE,
    est_refusee,
    judge_piece,
    type_de_piece,
)
from tests.pieces.faits import demandes, pdf

NOM = "mdv-lgc-va1-bdc-00017.pdf"
DEMANDE = demandes("00017", announced=(NOM,))[0]


def judged(nom: str, content: bytes, **options: Any) -> tuple[Finding, ...]:
    return judge_piece(DocumentDonne(nom, len(content), BytesIO(content)), **options)


def test_a_document_that_is_announced_is_taken() -> None:
    assert judged(NOM, pdf(), a_completer=DEMANDE) == ()
    assert judged(f"dossier/{NOM.upper()}", pdf(), a_completer=DEMANDE) == ()


def test_a_document_that_is_not_announced_completes_nothing() -> None:
    (finding,) = judged("x/autre.pdf", pdf(), a_completer=DEMANDE)
    assert (finding.rule, finding.severity) == ("SEG-PJU-019", Severity.ERROR)
    assert finding.params == {"valeur": "autre.pdf", "attendues": (NOM,)}
    assert f"Pièces annoncées\u00a0: {NOM}." in message(finding)
    assert "GU-9-01" in finding.sources
    assert est_refusee((finding,))


def test_any_name_may_be_a_complement() -> None:
    assert judged("autre.pdf", pdf()) == ()


@pytest.mark.parametrize("content", [b"", b"%PDF-1.7\n", b"hello"])
def test_bytes_that_are_no_document_are_refused(content: bytes) -> None:
    findings = judged(NOM, content, a_completer=DEMANDE)
    assert est_refusee(findings)
    assert all(finding.sources for finding in findings)


def test_the_size_that_is_said_counts_too() -> None:
    head = DocumentDonne(NOM, PIECE.taille_max + 1, BytesIO(pdf()))
    assert [f.rule for f in judge_piece(head, a_completer=DEMANDE)] == ["SEG-PJU-010"]


def test_what_only_warns_refuses_nothing() -> None:
    # With no effort to spend, what the PDF holds is not known: that is told, and no more.
    findings = judged(NOM, pdf(), a_completer=DEMANDE, effort=Effort(0))
    assert [finding.rule for finding in findings] == ["SEG-PJU-016"]
    assert not est_refusee(findings)


def test_the_type_is_the_one_that_is_announced() -> None:
    assert type_de_piece(DEMANDE, f"d/{NOM}") == "BON_COMMANDE"
    assert type_de_piece(DEMANDE, "autre.pdf") == PIECE_COMPLEMENTAIRE
    assert type_de_piece(DEMANDE, "autre.pdf", sinon="VA") == "VA"
    assert type_de_piece(DEMANDE, NOM, sinon="VA") == "BON_COMMANDE"
