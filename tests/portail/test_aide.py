"""The contact form, and the rubriques of the questions."""

from __future__ import annotations

from typing import Any

import pytest
from attrs import evolve, fields

from segur_rules.catalogue import load
from segur_rules.outcomes import Refused
from segur_rules.portail import RUBRIQUES, ChoixContact, Contact, refus_du_contact

FILLED = Contact(
    couloir="HOP",
    phase="AVANCE",
    type_demande="INSTRUCTION",
    nom="DUPONT",
    courriel="dupont@mail.com",
    telephone="0633221166",
    numero_demande="FINHOP004290",
    description="Bonjour,\n\tune question.",
)
COMPULSORY = [
    "couloir",
    "phase",
    "type_demande",
    "nom",
    "courriel",
    "telephone",
    "numero_demande",
    "description",
]


def found(**changes: Any) -> list[tuple[str, object]]:
    refusals = refus_du_contact(evolve(FILLED, **changes))
    return [(refusal.code, refusal.params["champ"]) for refusal in refusals]


def test_a_form_that_is_filled_can_be_sent() -> None:
    assert refus_du_contact(FILLED) == ()
    assert found(raison_sociale="X", numero_referencement="bnd52qq600") == []


@pytest.mark.parametrize("champ", COMPULSORY)
@pytest.mark.parametrize("nothing", [None, "", "  "])
def test_eight_fields_are_compulsory(champ: str, nothing: str | None) -> None:
    assert found(**{champ: nothing}) == [("CHAMP_OBLIGATOIRE", champ)]


def test_every_empty_field_is_told_at_once_and_two_may_be_empty() -> None:
    refusals = refus_du_contact(Contact())
    assert [refusal.params["champ"] for refusal in refusals] == COMPULSORY
    optional = {field.name for field in fields(Contact)} - set(COMPULSORY)
    assert optional == {"raison_sociale", "numero_referencement"}


@pytest.mark.parametrize(
    "numero", ["Sans objet", " sans OBJET ", "ENR0079", "FINMS1010719M0", "finhop004290"]
)
def test_a_number_or_sans_objet(numero: str) -> None:
    assert found(numero_demande=numero) == []


@pytest.mark.parametrize("numero", ["aucun", "FIN", "00001"])
def test_another_number_is_refused(numero: str) -> None:
    expected = Refused("NUMERO_INVALIDE", {"champ": "numero_demande", "valeur": numero})
    assert refus_du_contact(evolve(FILLED, numero_demande=numero)) == (expected,)


@pytest.mark.parametrize(
    ("champ", "attendus"),
    [
        ("couloir", tuple(load().couloirs)),
        ("phase", ("ENROLEMENT", "AVANCE", "SOLDE")),
        ("type_demande", ("DEMANDE", "PIECES_JUSTIFICATIVES", "INSTRUCTION", "RECOUVREMENT")),
    ],
)
def test_what_cannot_be_chosen_is_refused(champ: str, attendus: tuple[str, ...]) -> None:
    changes: dict[str, Any] = {champ: "AUTRE"}
    assert refus_du_contact(evolve(FILLED, **changes)) == (
        Refused("VALEUR_INCONNUE", {"champ": champ, "valeur": "AUTRE", "attendus": attendus}),
    )
    for choice in attendus:
        assert found(**{champ: choice}) == []


def test_a_caller_may_have_other_choices() -> None:
    other = ChoixContact(("HOP",), phases=("PAIEMENT",), types=("INSTRUCTION",))
    assert refus_du_contact(evolve(FILLED, phase="PAIEMENT"), other) == ()
    (refusal,) = refus_du_contact(FILLED, other)
    assert refusal.params["attendus"] == ("PAIEMENT",)


@pytest.mark.parametrize("courriel", ["dupont", "a@b", "a b@c.fr", "a@b@c.fr", "@b.fr"])
def test_an_address_can_be_answered(courriel: str) -> None:
    assert found(courriel=courriel) == [("COURRIEL_INVALIDE", "courriel")]
    assert found(courriel=" dupont@mail.com ") == []


@pytest.mark.parametrize("character", ["\n", "\r", "\x00", "\x1b", "\u2028"])
def test_a_line_is_one_line_and_the_description_may_have_several(character: str) -> None:
    for champ in ("nom", "raison_sociale", "telephone"):
        assert found(**{champ: f"x{character}Bcc: y"}) == [("CARACTERE_INTERDIT", champ)]
    assert found(description=f"x{character}y") == []


def test_the_rubriques_are_the_twenty_of_the_guide() -> None:
    assert len(set(RUBRIQUES)) == len(RUBRIQUES) == 20
    assert RUBRIQUES[0].startswith("Textes de référence")
    assert RUBRIQUES[-1] == "Opérations de recouvrements"
