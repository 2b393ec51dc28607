"""What is said of a document model that is imported."""

from __future__ import annotations

from io import BytesIO

from segur_rules.outcomes import Severity
from segur_rules.pieces import importer_modele
from segur_rules.portail import findings_of_import


def test_whatever_refuses_a_model_is_an_error() -> None:
    long = "a" * 47 + ".pdf"
    refused = importer_modele(long, 5, BytesIO(b"GIF89"), "MODELE_BDC_HOP")
    assert [(one.rule, one.severity) for one in findings_of_import(refused)] == [
        ("SEG-PJU-001", Severity.ERROR),
        ("SEG-PJU-012", Severity.ERROR),
    ]
    without = importer_modele(long, 5, BytesIO(b"GIF89"), " ")
    assert [one.severity for one in findings_of_import(without)] == [
        Severity.WARNING,
        Severity.ERROR,
    ]
