"""Consulting a demande: what is shown, and from when."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from decimal import Decimal

import pytest
from attrs import evolve

from segur_rules.catalogue import load
from segur_rules.echeances import PARIS
from segur_rules.portail import (
    Accordeon,
    Montants,
    Recapitulatif,
    accordeons,
    auteur_visible,
    montants_affiches,
    montants_visibles,
    recapitulatif,
    suivi_financier,
)
from segur_rules.portail.suivi import LigneSuivi
from segur_rules.statuts import (
    Acteur,
    Demande,
    Dossier,
    EtatPaiement,
    EvenementDemande,
    EvenementPaiement,
    StatutDemande,
    TypeDemande,
    Version,
)
from tests.portail.exemples import ANS, SIRET, enrolement
from tests.statuts.lives import (
    AFTER,
    BY_ASP,
    BY_CLOCK,
    BY_VENDOR,
    DECIDED,
    DECLARED,
    DURING,
    FILED,
    PAID,
    lived,
    opened,
    with_solde,
)

E, P = EvenementDemande, EvenementPaiement
COMPLETE = (E.COMPLETER, BY_VENDOR)
LATER = evolve(BY_ASP, instant=DURING + timedelta(days=30))


def of(dossier: Dossier) -> Recapitulatif:
    demande = dossier.solde or dossier.avance
    return recapitulatif(enrolement(), demande, denomination_sociale="X", adresse="9 R DU BAC")


def test_the_recapitulatif_holds_six_data() -> None:
    assert of(opened()) == Recapitulatif(ANS, date(2021, 10, 27), SIRET, "X", "9 R DU BAC", FILED)


def test_the_last_change_of_statut_is_that_of_the_demande_consulted() -> None:
    dossier = lived(with_solde(), COMPLETE, (E.REJETER, LATER), solde=True)
    assert of(dossier).date_changement_statut == LATER.instant
    avance = recapitulatif(enrolement(), dossier.avance, denomination_sociale="X", adresse="")
    assert avance.date_changement_statut == DURING


ALWAYS = {
    Accordeon.INFORMATIONS,
    Accordeon.COORDONNEES_BANCAIRES,
    Accordeon.BENEFICIAIRES,
    Accordeon.PIECES_JUSTIFICATIVES,
}


@pytest.mark.parametrize("code", load().couloirs)
def test_the_scenario_is_that_of_some_couloirs(code: str) -> None:
    shown = accordeons(load().couloirs[code], suivi_financier=False)
    scenario = {Accordeon.SCENARIO_INSTALLATION} if code in ("MDV", "HOP", "MS1", "MS2") else set()
    assert set(shown) == ALWAYS | scenario


def test_a_couloir_of_another_shape_has_no_scenario() -> None:
    other = evolve(load().couloirs["HOP"], forme="AUTRE")
    assert set(accordeons(other, suivi_financier=False)) == ALWAYS


def test_the_accordions_come_in_the_order_of_the_screen() -> None:
    hop = load().couloirs["HOP"]
    assert accordeons(hop, suivi_financier=True, administrateurs=True, courriels=True) == (
        Accordeon.INFORMATIONS,
        Accordeon.COORDONNEES_BANCAIRES,
        Accordeon.BENEFICIAIRES,
        Accordeon.ADMINISTRATEURS_TECHNIQUES,
        Accordeon.PIECES_JUSTIFICATIVES,
        Accordeon.SCENARIO_INSTALLATION,
        Accordeon.COURRIELS_AUTOMATIQUES,
        Accordeon.SUIVI_FINANCIER,
    )
    # The six of the guide, for a couloir that has a scenario and an avance that is Décidée.
    assert len(accordeons(hop, suivi_financier=True)) == 6


EURO = Decimal("1074.99")
AMOUNTS = Montants(EURO, EURO, EURO, DECIDED)


@pytest.mark.parametrize(
    ("acts", "visible"),
    [
        ((), False),
        ((COMPLETE,), False),
        ((COMPLETE, (E.DEMANDER_PIECE, BY_ASP)), True),
        # En cours again, as on the screen of the guide that shows the four amounts.
        ((COMPLETE, (E.DEMANDER_PIECE, BY_ASP), (E.AJOUTER_PIECE, BY_VENDOR)), True),
        ((COMPLETE, (E.DEMANDER_MODIFICATION, BY_ASP)), True),
        ((COMPLETE, (E.DEMANDER_MODIFICATION, BY_ASP), (E.CORRIGER, BY_VENDOR)), True),
        ((COMPLETE, (E.VALIDER, BY_ASP)), True),
        ((COMPLETE, (E.REJETER, BY_ASP)), True),
        ((COMPLETE, (E.ANNULER, BY_ASP)), False),
        ((COMPLETE, (E.VALIDER, BY_ASP), (E.ANNULER, BY_ASP)), True),
        (((E.EXPIRER, BY_CLOCK),), False),
        (PAID, True),
    ],
)
def test_amounts_are_shown_after_a_first_instruction(acts: tuple, visible: bool) -> None:  # type: ignore[type-arg]
    demande = lived(opened(), *acts).avance
    assert montants_visibles(demande) is visible
    hidden = Montants(EURO)
    assert montants_affiches(demande, AMOUNTS) == (AMOUNTS if visible else hidden)


def test_the_instruction_of_the_avance_shows_nothing_of_the_solde() -> None:
    dossier = with_solde()
    assert dossier.solde is not None
    assert montants_visibles(dossier.avance)
    assert not montants_visibles(dossier.solde)


def test_a_demande_that_is_filed_again_waits_for_its_own_instruction() -> None:
    rejected = lived(with_solde(), COMPLETE, (E.REJETER, BY_ASP), solde=True).solde
    assert rejected is not None
    assert montants_visibles(rejected)
    assert not montants_visibles(rejected.deposer(DECLARED, AFTER))


def test_a_life_whose_filing_is_not_known_was_not_instructed_either() -> None:
    completed = Version(
        avenant=1,
        statut=StatutDemande.EN_COURS,
        depuis=FILED,
        declaration=DECLARED,
        instant=FILED,
        acte=E.COMPLETER,
    )
    assert not montants_visibles(Demande(TypeDemande.AVANCE, (completed,)))


def test_amounts_are_written_to_the_cent() -> None:
    assert str(Montants(Decimal(5)).declare_ht) == "5.00"
    with pytest.raises(ValueError, match="decimals"):
        Montants(Decimal("0.001"))


@pytest.mark.parametrize(
    "acts", [(), (COMPLETE,), (COMPLETE, (E.VALIDER, BY_ASP)), (COMPLETE, (E.REJETER, BY_ASP))]
)
def test_the_suivi_financier_is_hidden_until_the_avance_is_decided(acts: tuple) -> None:  # type: ignore[type-arg]
    assert suivi_financier(lived(opened(), *acts)) == ()


DAYS = [datetime(2024, 1, day, 0, 30, tzinfo=PARIS) for day in (3, 4, 5, 6)]
STEPS = (
    COMPLETE,
    (E.VALIDER, evolve(BY_ASP, instant=DAYS[0])),
    (E.DECIDER, evolve(BY_ASP, instant=DAYS[1])),
    (P.METTRE_EN_PAIEMENT, evolve(BY_ASP, instant=DAYS[2])),
    (P.PAYER, evolve(BY_ASP, instant=DAYS[3])),
)
DECIDED_LINE = LigneSuivi(
    numero="FINMDV005046M0",
    type=TypeDemande.AVANCE,
    etat=EtatPaiement.AUCUN_PAIEMENT_EN_COURS,
    montant_decide=DECIDED,
    date_validation=date(2024, 1, 3),
    date_mise_en_paiement=None,
    montant_paye=None,
    date_paiement=None,
    avis=False,
)
UNDER_WAY = evolve(
    DECIDED_LINE, etat=EtatPaiement.PAIEMENT_EN_COURS, date_mise_en_paiement=date(2024, 1, 5)
)
PAID_LINE = evolve(
    UNDER_WAY,
    etat=EtatPaiement.PAIEMENT_EFFECTUE,
    montant_paye=DECIDED,
    date_paiement=date(2024, 1, 6),
    avis=True,
)


def test_the_suivi_financier_follows_the_payment() -> None:
    for length, line in ((3, DECIDED_LINE), (4, UNDER_WAY), (5, PAID_LINE)):
        assert suivi_financier(lived(opened(), *STEPS[:length])) == (line,)
    assert PAID_LINE.objet == "VERSE001"


def test_the_suivi_financier_is_common_to_avance_and_solde() -> None:
    avance = lived(opened(), *STEPS)
    answer = avance.deposer_solde(DECLARED, FILED)
    dossier = getattr(answer, "etat", None)
    assert isinstance(dossier, Dossier)
    assert suivi_financier(dossier) == (PAID_LINE,)
    solde = evolve(PAID_LINE, numero="FINMDV005046M1", type=TypeDemande.SOLDE)
    assert suivi_financier(lived(dossier, *STEPS, solde=True)) == (PAID_LINE, solde)


def test_what_was_paid_is_still_told_once_it_is_cancelled() -> None:
    assert suivi_financier(lived(opened(), *STEPS, (E.RECOUVRER, BY_ASP))) == (PAID_LINE,)


def test_a_vendor_is_told_who_of_its_own_users_did_something() -> None:
    for same in (True, False):
        assert auteur_visible(Acteur.GESTIONNAIRE, meme_societe=same)
        assert auteur_visible(Acteur.FOURNISSEUR, meme_societe=same) is same
