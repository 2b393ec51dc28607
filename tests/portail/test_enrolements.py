"""From where a vendor enrols a product."""

from __future__ import annotations

import pytest

from segur_rules.outcomes import Refused
from segur_rules.portail import est_enrole, refus_d_enrolement, type_d_enrolement
from segur_rules.statuts import StatutEnrolement, TypeEnrolement
from tests.portail.exemples import ANS, SIRET, enrolement

SECOND = "bnd52qq600"
OTHER_SIRET = "32735516000422"
NOT_VALIDATED = sorted(set(StatutEnrolement) - {StatutEnrolement.VALIDEE})


def test_a_vendor_that_is_enrolled_uses_its_account() -> None:
    known = [enrolement()]
    assert refus_d_enrolement(SIRET, SECOND, known, depuis_le_compte=True) is None
    assert refus_d_enrolement(SIRET, SECOND, known, depuis_le_compte=False) == Refused(
        "ENROLEMENT_DEPUIS_LE_COMPTE", {"siret": SIRET}
    )
    spaced = "260 100 037 00068"
    assert refus_d_enrolement(spaced, SECOND, known, depuis_le_compte=False) is not None
    assert type_d_enrolement(SIRET, known) is TypeEnrolement.COMPLEMENTAIRE


def test_another_vendor_uses_the_public_form() -> None:
    known = [enrolement()]
    assert refus_d_enrolement(OTHER_SIRET, SECOND, known, depuis_le_compte=False) is None
    assert type_d_enrolement(OTHER_SIRET, known) is TypeEnrolement.INITIAL


@pytest.mark.parametrize("statut", NOT_VALIDATED)
def test_a_vendor_has_no_account_before_a_first_validation(statut: StatutEnrolement) -> None:
    known = [enrolement(statut=statut)]
    assert not est_enrole(SIRET, known)
    assert refus_d_enrolement(SIRET, SECOND, known, depuis_le_compte=False) is None
    assert type_d_enrolement(SIRET, known) is TypeEnrolement.INITIAL


@pytest.mark.parametrize("statut", StatutEnrolement)
def test_a_product_has_one_enrolement(statut: StatutEnrolement) -> None:
    known = [enrolement(SECOND), enrolement(statut=statut)]
    refusal = refus_d_enrolement(SIRET, f" {ANS} ", known, depuis_le_compte=True)
    if statut is StatutEnrolement.REJETEE:
        assert refusal is None
    else:
        params = {"numero_ans": ANS, "statut": statut.value}
        assert refusal == Refused("ENROLEMENT_EXISTANT", params)


def test_the_number_of_the_product_is_compulsory() -> None:
    for nothing in ("", "  "):
        assert refus_d_enrolement(SIRET, nothing, [], depuis_le_compte=True) == Refused(
            "CHAMP_OBLIGATOIRE", {"champ": "numero_ans"}
        )
