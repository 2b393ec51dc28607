"""A correction: the same demande, with what is asked of one since September 2024."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from segur_rules.demandes.codes import DeploiementMSS
from segur_rules.demandes.fichier import Demande, FactureMS, Solde
from segur_rules.echeances import PARIS
from segur_rules.outcomes import Refused
from segur_rules.portail import contexte_de_correction, refus_de_correction
from segur_rules.rules import Context
from segur_rules.rules.context import DossierConnu
from segur_rules.rules.engine import read_file
from segur_rules.statuts import StatutDemande

EXAMPLES = Path(__file__).parents[2] / "examples"
SINCE = datetime(2024, 9, 12, 14, tzinfo=PARIS)


def line(name: str) -> Any:
    fichier, _ = read_file((EXAMPLES / f"{name}.json").read_bytes())
    assert fichier is not None
    return fichier.lignes_import[0]


def refused(avant: Demande, apres: Demande, instant: datetime = SINCE) -> tuple[Refused, ...]:
    """Why a line is no correction of another, whose documents are those that are there."""
    given = [piece.nom_fichier.upper() for piece in avant.pieces_justificatives]
    return refus_de_correction(avant, apres, instant, donnees=given)


def found(avant: Demande, apres: Demande, instant: datetime = SINCE) -> list[tuple[str, object]]:
    refusals = refused(avant, apres, instant)
    return [(str(refusal.code), refusal.params["champ"]) for refusal in refusals]


def test_a_correction_keeps_its_numero_editeur() -> None:
    avance = line("mdv-lgc-va1-avance")
    assert (
        found(avance, evolve(avance, beneficiaires=line("hop-dpi-va1-avance").beneficiaires)) == []
    )
    (refusal,) = refused(avance, evolve(avance, numero_editeur="X"))
    assert refusal.code == "DONNEE_FIGEE"
    assert refusal.params == {"champ": "numero_editeur", "valeur": "X", "attendu": "00101"}


def test_a_correction_of_a_solde_keeps_its_dossier() -> None:
    solde = line("mdv-lgc-va1-solde")
    assert found(solde, evolve(solde, numero_asp="FINMDV007301")) == []
    other = evolve(solde, numero_asp="FINMDV007302M0")
    assert found(solde, other) == [("DONNEE_FIGEE", "numero_asp")]


@pytest.mark.parametrize(
    ("before", "deploiement", "missing"),
    [
        (timedelta(0), None, True),
        (timedelta(0), DeploiementMSS.CAS_1, False),
        (timedelta(seconds=1), None, False),
    ],
)
def test_a_correction_of_the_medico_social_declares_its_deployment(
    before: timedelta, deploiement: DeploiementMSS | None, missing: bool
) -> None:
    """PS-04: a solde that was filed before declares it if it goes to A modifier."""
    solde = line("ms1-dui-va1-solde")
    assert isinstance(solde, Solde)
    assert isinstance(solde.facture, FactureMS)
    apres = evolve(solde, facture=evolve(solde.facture, deploiement_mss=deploiement))
    expected = [("CHAMP_OBLIGATOIRE", "deploiement_mss")] if missing else []
    assert found(solde, apres, SINCE - before) == expected


def test_the_instant_of_a_correction_has_its_zone() -> None:
    solde = line("ms1-dui-va1-solde")
    apres = evolve(solde, facture=evolve(solde.facture, deploiement_mss=None))
    with pytest.raises(ValueError, match="zone"):
        refused(solde, apres, datetime(2024, 9, 12))  # noqa: DTZ001


def test_a_correction_is_judged_as_of_the_filing_of_its_demande() -> None:
    mine, other = (
        DossierConnu(
            numero, "MDV-LGC-VA1", StatutDemande.DECIDEE, statut_solde=StatutDemande.A_MODIFIER
        )
        for numero in ("FINMDV007301", "FINMDV007302")
    )
    context = Context(sons="MDV-LGC-VA1", instant=SINCE, dossiers=(mine, other))
    depot = SINCE - timedelta(days=30)
    judged = contexte_de_correction(context, "FINMDV007301M1", depot)
    free = evolve(mine, statut_solde=None)
    assert judged == evolve(context, instant=depot, dossiers=(free, other))
    filed = evolve(context, taux_tva=Decimal("8.5"))
    assert contexte_de_correction(filed, mine.numero, depot).taux_tva == Decimal("8.5")
    rate = contexte_de_correction(filed, mine.numero, depot, Decimal(20)).taux_tva
    assert rate == Decimal(20)
    # What is not known stays so.
    unknown = contexte_de_correction(evolve(context, dossiers=None), "FINMDV007301M1", depot)
    assert unknown.dossiers is None


def test_a_correction_announces_what_is_there() -> None:
    """GU-9-01: back to En cours, it is complete."""
    solde = line("mdv-lgc-va1-solde")
    facture, va = solde.pieces_justificatives
    renamed = evolve(solde, pieces_justificatives=(facture, evolve(va, nom_fichier="va-2.pdf")))
    (refusal,) = refused(solde, renamed)
    assert refusal == Refused("PIECES_MANQUANTES", {"manquantes": ("va-2.pdf",)})
    given = (facture.nom_fichier, "VA-2.pdf", "autre.pdf")
    assert refus_de_correction(solde, renamed, SINCE, donnees=given) == ()
    (refusal,) = refus_de_correction(solde, solde, SINCE, donnees=())
    assert refusal.params["manquantes"] == (facture.nom_fichier, va.nom_fichier)
