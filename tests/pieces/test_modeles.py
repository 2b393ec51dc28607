"""A document model is taken or refused, with the reasons."""

from __future__ import annotations

import pytest

from segur_rules.outcomes import Applied, Refused
from segur_rules.pieces import RefusModele, importer_modele
from segur_rules.statuts import Acteur, EvenementModele, Faits, StatutModele, decide
from segur_rules.statuts.modele import MODELE
from tests.pieces.faits import JAVASCRIPT, PNG, opened, pdf


def test_a_model_is_taken_and_can_still_be_deleted() -> None:
    found = importer_modele("evolmep18avril.png", len(PNG), opened(PNG), "MODELE_BDC_HOP")
    assert found.constats == ()
    assert found.decision == Applied(StatutModele.IMPORTE)
    supprimer = decide(
        MODELE, StatutModele.IMPORTE, EvenementModele.SUPPRIMER, Faits(Acteur.FOURNISSEUR)
    )
    assert supprimer == Applied(StatutModele.SUPPRIME)


@pytest.mark.parametrize("type_modele", [None, "", "  "])
def test_a_type_is_compulsory(type_modele: str | None) -> None:
    found = importer_modele("a.png", len(PNG), opened(PNG), type_modele)
    assert found.decision == Refused(RefusModele.TYPE_MANQUANT)


@pytest.mark.parametrize(
    ("nom", "data", "regles"),
    [
        ("é.png", PNG, ("SEG-PJU-002",)),
        ("a" * 47 + ".png", PNG, ("SEG-PJU-001",)),
        ("a.pdf", PNG, ("SEG-PJU-013",)),
        ("é.pdf", b"\0" * (4 * 1024 * 1024 + 1), ("SEG-PJU-002", "SEG-PJU-010", "SEG-PJU-012")),
    ],
)
def test_a_model_is_refused_with_its_reasons(
    nom: str, data: bytes, regles: tuple[str, ...]
) -> None:
    found = importer_modele(nom, len(data), opened(data), "MODELE_BDC_HOP")
    assert found.decision == Refused(RefusModele.DOCUMENT_REFUSE, {"regles": regles})
    assert tuple(constat.rule for constat in found.constats) == regles


def test_a_warning_does_not_refuse() -> None:
    found = importer_modele("a.pdf", 1, opened(pdf(JAVASCRIPT)), "MODELE_VA_HOP")
    assert isinstance(found.decision, Applied)
    assert [constat.rule for constat in found.constats] == ["SEG-PJU-016"]
