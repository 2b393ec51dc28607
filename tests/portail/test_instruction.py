"""What a gestionnaire enters, what a demande comes to, and the amount that is confirmed."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from attrs import evolve

from segur_rules.catalogue import Sons, load
from segur_rules.demandes.codes import RegimeTVA
from segur_rules.demandes.fichier import Demande
from segur_rules.montants import Calcul
from segur_rules.outcomes import Applied, NotEvaluable, Refused
from segur_rules.portail import (
    Saisie,
    calculer,
    deja_finances,
    montant_maximal,
    refus_de_budget,
    refus_de_confirmation,
    refus_de_montant,
    refus_de_saisie,
)
from segur_rules.rules.engine import read_file
from segur_rules.statuts import (
    Acteur,
    Declaration,
    Dossier,
    Evenement,
    EvenementDemande,
    EvenementPaiement,
    Faits,
    TypeDemande,
)

EXAMPLES = Path(__file__).parents[2] / "examples"
VINGT = Decimal(20)
PAYE = Decimal("129.00")
DEPOT = datetime(2022, 10, 20, tzinfo=UTC)
D, P = EvenementDemande, EvenementPaiement


def line(name: str, index: int = 0) -> Demande:
    fichier, _ = read_file((EXAMPLES / f"{name}.json").read_bytes())
    assert fichier is not None
    return fichier.lignes_import[index]


def sons(code: str) -> Sons:
    found = load().find(code)
    assert found is not None
    return found


MDV = sons("MDV-LGC-VA1")
OPENED = Dossier.ouvrir("FINMDV007301", Declaration(Decimal("358.33"), ("1",)), DEPOT)


def paid() -> Dossier:
    """A dossier whose avance was paid."""
    dossier = OPENED
    facts: dict[str, Any] = {
        "type_demande": TypeDemande.AVANCE,
        "instant": DEPOT,
        "pieces_completes": True,
        "deja_finances": (),
        "budget_disponible": PAYE,
        "montant_decide": PAYE,
        "montant_paye": PAYE,
        "a_recouvrer": Decimal("0.00"),
    }
    for event in (D.COMPLETER, D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER):
        who = Acteur.FOURNISSEUR if event is D.COMPLETER else Acteur.GESTIONNAIRE
        answer = dossier.appliquer(event, Faits(who, **facts))
        assert not isinstance(answer, Refused)
        dossier = answer.etat
    return dossier


def computed(answer: object) -> Decimal:
    assert isinstance(answer, Calcul)
    return answer.montant_decide


def test_an_avance_comes_to_what_its_line_and_the_catalogue_say() -> None:
    one, three = line("mdv-lgc-va1-avance"), line("mdv-lgc-va1-avance", 1)
    assert computed(calculer(one, OPENED, sons=MDV, taux_tva=VINGT)) == PAYE
    # Three physicians: 1 074.99 with VAT at 20 %, of which 30 %.
    assert computed(calculer(three, OPENED, sons=MDV, taux_tva=VINGT)) == Decimal("387.00")


def test_a_solde_comes_to_what_is_left_once_the_avance_is_paid() -> None:
    answer = calculer(line("mdv-lgc-va1-solde"), paid(), sons=MDV, taux_tva=VINGT)
    assert computed(answer) == Decimal("301.00")


def test_a_solde_filed_again_is_computed_on_what_was_not_asked_back() -> None:
    """The avance was paid 129.00, of which a solde that is cancelled since asked 69.00 back."""
    facts: dict[str, Any] = {
        "type_demande": TypeDemande.SOLDE,
        "instant": DEPOT,
        "pieces_completes": True,
        "deja_finances": (),
        "budget_disponible": PAYE,
        "montant_decide": Decimal("0.00"),
        "a_recouvrer": Decimal("69.00"),
        "attestation": True,
    }
    filed = paid().deposer_solde(Declaration(Decimal("50.00"), ("1",)), DEPOT)
    assert isinstance(filed, Applied)
    dossier = filed.etat
    again = line("mdv-lgc-va1-solde")
    for event in (D.COMPLETER, D.VALIDER, D.DECIDER, D.ANNULER):
        assert computed(calculer(again, dossier, sons=MDV, taux_tva=VINGT)) == Decimal("301.00")
        who = Acteur.FOURNISSEUR if event is D.COMPLETER else Acteur.GESTIONNAIRE
        answer = dossier.appliquer(event, Faits(who, **facts))
        assert isinstance(answer, Applied)
        dossier = answer.etat
    assert computed(calculer(again, dossier, sons=MDV, taux_tva=VINGT)) == Decimal("370.00")


def test_a_solde_is_not_computed_before_its_avance_is_paid() -> None:
    answer = calculer(line("mdv-lgc-va1-solde"), OPENED, sons=MDV, taux_tva=VINGT)
    assert answer == NotEvaluable(("avance_payee",))


def test_an_invoice_above_the_order_is_refused() -> None:
    above = calculer(line("mdv-lgc-va1-solde", 1), paid(), sons=MDV, taux_tva=VINGT)
    assert isinstance(above, Refused)
    assert above.code == "FACTURE_SUPERIEURE_A_LA_COMMANDE"
    assert refus_de_confirmation(above, Decimal(0), None) == above


def test_what_is_not_known_is_named() -> None:
    structure = line("mdv-lgc-va1-avance", 2)
    assert calculer(structure, OPENED, sons=MDV, taux_tva=VINGT) == NotEvaluable(
        ("unites.medecin",)
    )
    hospital, dpi = line("hop-dpi-va1-avance"), sons("HOP-DPI-VA1")
    assert calculer(hospital, OPENED, sons=dpi, taux_tva=VINGT) == NotEvaluable(("plafond_ht",))
    one = line("mdv-lgc-va1-avance")
    assert calculer(one, OPENED, sons=None, taux_tva=None) == NotEvaluable(
        ("plafond_ht", "taux_tva", "taux_avance")
    )


def test_what_the_catalogue_does_not_know_is_given() -> None:
    given = Saisie(plafond_ht=Decimal("100.00"), taux_avance=Decimal(50))
    one, structure = line("mdv-lgc-va1-avance"), line("mdv-lgc-va1-avance", 2)
    assert computed(calculer(one, OPENED, sons=None, taux_tva=VINGT, saisie=given)) == Decimal(60)
    ceiling = Saisie(plafond_ht=Decimal("100.00"))
    for ligne, code in ((structure, "MDV-LGC-VA1"), (line("hop-dpi-va1-avance"), "HOP-DPI-VA1")):
        answer = calculer(ligne, OPENED, sons=sons(code), taux_tva=VINGT, saisie=ceiling)
        assert isinstance(answer, Calcul)
        assert answer["plafond_ht"].value == Decimal("100.00")


def test_what_the_catalogue_knows_is_not_replaced() -> None:
    one, structure = line("mdv-lgc-va1-avance"), line("mdv-lgc-va1-avance", 2)
    for given, ligne, champ in (
        (Saisie(plafond_ht=Decimal("99999.00")), one, "plafond_ht"),
        (Saisie(plafond_ht=Decimal("358.33")), one, "plafond_ht"),
        (Saisie(taux_avance=Decimal(100)), one, "taux_avance"),
        (Saisie(plafond_ht=Decimal(1), taux_avance=Decimal(100)), structure, "taux_avance"),
    ):
        answer = calculer(ligne, OPENED, sons=MDV, taux_tva=VINGT, saisie=given)
        assert answer == Refused("VALEUR_CONNUE", {"champ": champ})
        assert refus_de_confirmation(answer, PAYE, None) == answer


def test_no_more_is_confirmed_than_what_is_declared_allows() -> None:
    """GU-52-07: 358.33 and 716.66 HT are 430.00 and 859.99 with VAT at 20 %; the rate is 30 %."""
    one, structure = line("mdv-lgc-va1-avance"), line("mdv-lgc-va1-avance", 2)
    for ligne, scheme, most in (
        (one, None, "430.00"),
        (one, MDV, "129.00"),
        (structure, MDV, "258.00"),
    ):
        maximal = montant_maximal(ligne, OPENED, sons=scheme, taux_tva=VINGT)
        assert maximal == Decimal(most)
    unknown = NotEvaluable(("plafond_ht",))
    assert refus_de_confirmation(unknown, PAYE, PAYE) is None
    above = PAYE + Decimal("0.01")
    assert refus_de_confirmation(unknown, above, PAYE) == Refused(
        "MONTANT_EXCESSIF", {"montant_confirme": above, "montant_maximal": PAYE}
    )


def ordering(ligne: Any, **changes: Any) -> Any:
    """The line of another order."""
    return evolve(ligne, commande=evolve(ligne.commande, **changes))


def test_without_vat_no_more_is_confirmed_than_the_ht_amount() -> None:
    one = line("mdv-lgc-va1-avance")
    ht = ordering(one, regime_tva=RegimeTVA.HT)
    assert montant_maximal(ht, OPENED, sons=None, taux_tva=None) == Decimal("358.33")
    assert montant_maximal(one, OPENED, sons=None, taux_tva=None) is None


def test_of_a_solde_the_avance_is_paid_already() -> None:
    solde = line("mdv-lgc-va1-solde")
    assert montant_maximal(solde, paid(), sons=MDV, taux_tva=VINGT) == Decimal("301.00")
    assert montant_maximal(solde, OPENED, sons=MDV, taux_tva=VINGT) is None


def test_a_ceiling_that_is_given_is_no_higher_than_the_highest_one() -> None:
    """Of the biologie, the highest tier alone is known: 38 565 HT."""
    bio, dear = sons("BIO-SGL-VA1"), Decimal("50000.00")
    one = ordering(line("bio-sgl-va1-avance"), montant_segur_ht=dear)
    given = Saisie(plafond_ht=dear)
    answer = calculer(one, OPENED, sons=bio, taux_tva=VINGT, saisie=given)
    assert computed(answer) == Decimal("18000.00")
    most = montant_maximal(one, OPENED, sons=bio, taux_tva=VINGT)
    assert most == Decimal("13883.40")
    refusal = refus_de_confirmation(answer, computed(answer), most)
    assert refusal is not None
    assert refusal.code == "MONTANT_EXCESSIF"


def test_the_amount_that_is_confirmed_is_the_one_that_is_computed() -> None:
    answer = calculer(line("mdv-lgc-va1-avance"), OPENED, sons=MDV, taux_tva=VINGT)
    assert refus_de_confirmation(answer, Decimal(129), PAYE) is None
    for other in (Decimal("128.99"), Decimal("129.01")):
        assert refus_de_confirmation(answer, other, PAYE) == Refused(
            "MONTANT_NON_CONFORME", {"montant_confirme": other, "montant_calcule": PAYE}
        )
    assert refus_de_confirmation(NotEvaluable(("plafond_ht",)), Decimal(1), None) is None


def test_who_is_funded_by_another_dossier_is_named_once_in_order() -> None:
    validated = paid()
    other = Dossier.ouvrir("FINMDV007302", Declaration(PAYE, ("2",)), DEPOT)
    assert deja_finances(("3", "1", "2", "1"), (validated, other), couloir="MDV") == ("1",)
    assert deja_finances(("2",), iter([validated, other]), couloir="MDV") == ()
    assert deja_finances(("1",), (), couloir="HOP") == ()


@pytest.mark.parametrize("couloir", ["MSS", "SAS"])
def test_a_vendor_that_files_for_itself_is_nobody_s_client(couloir: str) -> None:
    assert deja_finances(("1",), (paid(),), couloir=couloir) == ()


@pytest.mark.parametrize(
    ("evenement", "champ"),
    [
        (D.DEMANDER_PIECE, "piece"),
        (D.DEMANDER_MODIFICATION, "corrections"),
        (D.REJETER, "motif"),
        (D.VALIDER, "montant"),
        (P.PAYER, "montant"),
    ],
)
def test_each_act_asks_for_its_field(evenement: Evenement, champ: str) -> None:
    (refusal,) = refus_de_saisie(evenement, Saisie(texte="x", attestation=True))
    assert refusal == Refused("CHAMP_OBLIGATOIRE", {"champ": champ})
    filled: dict[str, Any] = {champ: PAYE if champ == "montant" else "x"}
    assert refus_de_saisie(evenement, Saisie(**filled)) == ()


def test_an_act_that_asks_for_nothing_takes_nothing_wrong() -> None:
    assert refus_de_saisie(D.DECIDER, Saisie()) == ()
    wrong = Saisie(montant=Decimal(-1), plafond_ht=Decimal("NaN"), taux_avance=Decimal(101))
    assert [(r.code, r.params["champ"]) for r in refus_de_saisie(D.DECIDER, wrong)] == [
        ("MONTANT_INVALIDE", "montant"),
        ("MONTANT_INVALIDE", "plafond_ht"),
        ("TAUX_INVALIDE", "taux_avance"),
    ]
    right = Saisie(plafond_ht=Decimal(0), taux_avance=Decimal(100))
    assert refus_de_saisie(D.DECIDER, right) == ()


@pytest.mark.parametrize(
    ("montant", "fits"),
    [("0", True), ("0.01", True), ("0.001", False), ("-0.01", False), ("1e15", False)],
)
def test_an_amount_is_from_zero_up_and_to_the_cent(montant: str, fits: bool) -> None:
    refusal = refus_de_montant("total", Decimal(montant))
    assert (refusal is None) is fits
    if refusal is not None:
        assert refusal.params == {"champ": "total", "valeur": str(Decimal(montant))}


def test_a_budget_is_never_less_than_what_is_decided() -> None:
    assert refus_de_budget(PAYE, PAYE) is None
    assert refus_de_budget(Decimal("128.99"), PAYE) == Refused(
        "BUDGET_ENGAGE", {"total": Decimal("128.99"), "engage": PAYE}
    )
