"""A demande as a line of a list, made from its life or by hand."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve

from segur_rules.portail import LigneDemande, lignes_de
from segur_rules.statuts import (
    Demande,
    EtatPaiement,
    EvenementDemande,
    StatutDemande,
    TypeDemande,
)
from tests.portail.exemples import PAYEE, ligne
from tests.statuts.lives import AFTER, BY_ASP, BY_VENDOR, DECIDED, DECLARED, PAID, lived, opened

FILED, DURING = date(2022, 3, 17), date(2022, 3, 18)


def lines(demande: Demande) -> tuple[LigneDemande, ...]:
    return lignes_de(
        "FINMDV005046M0",
        demande,
        couloir="MDV",
        logiciel="LGC",
        numeros_editeurs={1: "00001", 2: "00001", 3: "00003"},
        date_commande=date(2021, 10, 31),
    )


EXPECTED = LigneDemande(
    numero="FINMDV005046M0",
    type=TypeDemande.AVANCE,
    statut=StatutDemande.NON_COMPLETE,
    couloir="MDV",
    logiciel="LGC",
    depuis=FILED,
    date_depot=FILED,
    numero_editeur="00001",
    montant_declare_ht=DECLARED.montant_ht,
    date_commande=date(2021, 10, 31),
)


def test_a_demande_has_one_line_until_it_is_cancelled() -> None:
    assert lines(opened().avance) == (EXPECTED,)
    paid = evolve(
        EXPECTED,
        statut=StatutDemande.DECIDEE,
        depuis=DURING,
        paiement=EtatPaiement.PAIEMENT_EFFECTUE,
        date_paiement=DURING,
        montant_paye=DECIDED,
    )
    assert lines(lived(opened(), *PAID).avance) == (paid,)


def test_a_cancelled_demande_has_the_line_of_each_avenant() -> None:
    cancelled = lived(opened(), *PAID, (EvenementDemande.ANNULER, BY_ASP)).avance
    first, second = lines(cancelled)
    assert (first.statut, first.montant_paye) == (StatutDemande.HISTORISEE, DECIDED)
    assert second == evolve(EXPECTED, statut=StatutDemande.ANNULEE, depuis=DURING)
    # Filed again, it has a line more, with a day of filing and a number of its own.
    *former, third = lines(cancelled.deposer(DECLARED, AFTER))
    assert (third.date_depot, third.numero_editeur) == (AFTER.date(), "00003")
    assert former == [first, second]


def test_only_the_statuts_of_the_guide_are_listed() -> None:
    shown = {statut for statut in StatutDemande if ligne(statut=statut).est_listee}
    assert len(shown) == 8
    assert not lines(opened().avance)[0].est_listee
    assert lines(lived(opened(), (EvenementDemande.COMPLETER, BY_VENDOR)).avance)[0].est_listee


@pytest.mark.parametrize("champ", ["date_paiement", "montant_paye"])
@pytest.mark.parametrize(
    "paiement", [EtatPaiement.AUCUN_PAIEMENT_EN_COURS, EtatPaiement.PAIEMENT_EN_COURS]
)
def test_nothing_is_paid_before_the_transfer(champ: str, paiement: EtatPaiement) -> None:
    with pytest.raises(ValueError, match=champ):
        ligne(**{**PAYEE, "paiement": paiement, **_other(champ)})


def _other(champ: str) -> dict[str, Any]:
    return {"montant_paye": None} if champ == "date_paiement" else {"date_paiement": None}


def test_days_are_those_of_paris_and_amounts_to_the_cent() -> None:
    eve = datetime(2023, 12, 31, 23, 30, tzinfo=UTC)
    made = ligne(date_depot=eve, montant_declare_ht=Decimal(4))
    assert made.date_depot == date(2024, 1, 1)
    assert str(made.montant_declare_ht) == "4.00"
    for wrong in ({"montant_declare_ht": Decimal(-1)}, {"numero": ""}):
        with pytest.raises(ValueError, match=r"less|Length"):
            ligne(**wrong)
