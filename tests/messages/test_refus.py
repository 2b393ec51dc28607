"""What a refusal says: every code has its words in both languages, with the facts it comes with."""

from __future__ import annotations

import re
from collections.abc import Iterable
from datetime import UTC, datetime
from decimal import Decimal
from string import Formatter

import attrs
import pytest

from segur_rules.messages import LANGUES, catalogues, formats, refusal
from segur_rules.messages.rapport import refusal_to_dict
from segur_rules.montants import compute_avance, compute_solde
from segur_rules.outcomes import Refused
from segur_rules.pieces import RefusModele, RefusPiece
from segur_rules.portail.aide import Contact
from segur_rules.portail.imports import CHAMPS_IMPORT
from segur_rules.portail.motifs import Motif
from segur_rules.statuts import (
    DEMANDE,
    PAIEMENT,
    TABLES,
    Acteur,
    ChampPersonne,
    EtatPaiement,
    EvenementDemande,
    EvenementPaiement,
    Faits,
    Refus,
    StatutDemande,
    TypeDemande,
    decide,
)
from segur_rules.statuts.faits import json_name
from segur_rules.statuts.personne import MANDAT, PIECE_IDENTITE
from tests.messages.refus import REFUS

each_language = pytest.mark.parametrize("langue", LANGUES)
each_wording = pytest.mark.parametrize("key", REFUS)

MONTANTS = {"MONTANT_NUL", "FACTURE_SUPERIEURE_A_LA_COMMANDE"}
CODES = {
    *map(str, Refus),
    *map(str, Motif),
    *map(str, RefusPiece),
    *map(str, RefusModele),
    *MONTANTS,
}


def _placeholders(form: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(form) if name is not None}


def _said(key: str, langue: str) -> str:
    return refusal(Refused(key.partition(".")[0], REFUS[key]), langue)


def test_every_code_has_its_example() -> None:
    assert {key.partition(".")[0] for key in REFUS} == CODES


@each_language
@each_wording
def test_every_code_has_its_words(key: str, langue: str) -> None:
    form = catalogues.text("refus", key, langue, 2)
    assert form is not None
    assert form.endswith(".")
    assert _placeholders(form) <= REFUS[key].keys()
    other = catalogues.text("refus", key, "en" if langue == "fr" else "fr", 2)
    assert other is not None
    assert _placeholders(other) == _placeholders(form)


@each_language
@each_wording
def test_a_refusal_shows_its_facts_in_words(key: str, langue: str) -> None:
    said = _said(key, langue)
    assert formats.ELLIPSIS not in said
    assert not {"{", "}"} & set(said)
    assert re.search(r"[A-Z]{2,}_[A-Z]|[a-z]_[a-z]|[a-z][A-Z]", said) is None


@each_language
def test_a_code_that_a_refusal_holds_has_its_words(langue: str) -> None:
    codes: dict[str, Iterable[str]] = {
        "acteur": Acteur,
        "evenement": {event for table in TABLES.values() for event in table.evenements},
        "fait": {json_name(f.name) for f in attrs.fields(Faits)} - {"acteur"},
        "piece": {MANDAT, PIECE_IDENTITE},
        "champ": {
            *ChampPersonne,
            *CHAMPS_IMPORT,
            *(f.name for f in attrs.fields(Contact)),
            *("numero", "du", "au"),
        },
    }
    for prefix, known in codes.items():
        keys = [f"{prefix}.{code}" for code in known]
        assert [key for key in keys if catalogues.text("ui", key, langue) is None] == []
    states = {etat.value for table in TABLES.values() for etat in table.etats}
    assert [s for s in states if catalogues.text("attendu", s, langue) is None] == []


def test_a_refusal_by_a_table_is_told() -> None:
    impossible = decide(
        DEMANDE, StatutDemande.REJETEE, EvenementDemande.VALIDER, Faits(Acteur.GESTIONNAIRE)
    )
    assert isinstance(impossible, Refused)
    assert refusal(impossible) == (
        "Dans l’état «\u00a0Rejetée\u00a0», l’événement «\u00a0valider\u00a0» n’est pas possible."
    )
    other = decide(
        DEMANDE, StatutDemande.EN_COURS, EvenementDemande.VALIDER, Faits(Acteur.FOURNISSEUR)
    )
    assert isinstance(other, Refused)
    assert refusal(other, "en") == "Actor not allowed: vendor. Actor expected: gestionnaire."
    lacking = decide(
        DEMANDE,
        StatutDemande.VALIDEE,
        EvenementDemande.DECIDER,
        Faits(Acteur.GESTIONNAIRE, a_recouvrer=Decimal(0)),
    )
    assert isinstance(lacking, Refused)
    assert refusal(lacking, "en") == "Missing, to decide: available budget and montant décidé."
    instant = datetime(2022, 3, 24, 23, tzinfo=UTC)
    late = decide(
        DEMANDE,
        StatutDemande.NON_COMPLETE,
        EvenementDemande.COMPLETER,
        Faits(Acteur.FOURNISSEUR, instant=instant, expiration=datetime(2022, 3, 24, tzinfo=UTC)),
    )
    assert isinstance(late, Refused)
    assert refusal(late, "en").startswith(
        "It is too late on 25 March 2022 at 00:00 (Paris time): the last"
    )


def test_a_refusal_of_a_payment_is_told() -> None:
    faits = Faits(
        Acteur.GESTIONNAIRE,
        type_demande=TypeDemande.AVANCE,
        montant_decide=Decimal("322.50"),
        montant_paye=Decimal("322.5"),
    )
    paid = attrs.evolve(faits, montant_paye=Decimal("322.49"))
    answer = decide(PAIEMENT, EtatPaiement.PAIEMENT_EN_COURS, EvenementPaiement.PAYER, paid)
    assert isinstance(answer, Refused)
    assert refusal(answer, "en") == "The montant payé, €322.49, is not the montant décidé, €322.50."


def test_a_refusal_of_an_amount_is_told() -> None:
    nothing = compute_avance(Decimal(0), regime="HT", taux_tva=None, plafond=None, taux_avance=None)
    assert isinstance(nothing, Refused)
    assert refusal(nothing, "en") == "The amount declared is €0.00: it has to be above zero."
    above = compute_solde(
        Decimal(2),
        regime="HT",
        taux_tva=None,
        plafond=None,
        avance_payee=None,
        avance_declaree_ht=Decimal(1),
    )
    assert isinstance(above, Refused)
    assert {nothing.code, above.code} == MONTANTS
    assert refusal_to_dict(above, "en") == {
        "code": "FACTURE_SUPERIEURE_A_LA_COMMANDE",
        "params": {"facture": "2.00", "commande": "1.00"},
        "message": "The invoice is €2.00, above the €1.00 declared at the avance.",
    }


def test_the_words_depend_on_the_facts_that_come() -> None:
    assert _said("PIECES_MANQUANTES", "en").startswith("Documents that were announced")
    assert _said("PIECES_MANQUANTES.manquantes", "en") == (
        "Documents are missing: mandate of the représentant légal and identity document."
    )


def test_the_number_chooses_the_form() -> None:
    one = Refused(Motif.FILTRE_OBLIGATOIRE, {"nombre": 1, "maximum": 500})
    assert refusal(one, "en").startswith("There is 1 demande,")
    assert _said("FILTRE_OBLIGATOIRE", "en").startswith("There are 501 demandes,")


def test_an_unknown_refusal_is_its_code_made_safe() -> None:
    assert refusal(Refused("NO_SUCH_CODE", {"nombre": "x"})) == "NO_SUCH_CODE"
    assert refusal(Refused("\x1b[2J"), "de") == "\\u001b[2J"


def test_an_unknown_code_within_a_refusal_is_shown_as_it_is() -> None:
    said = refusal(Refused(Motif.CHAMP_OBLIGATOIRE, {"champ": "\x1bx"}), "en")
    assert said == "This field is compulsory: \\u001bx."
