"""Besoin d'aide ?: the contact form, and the rubriques of the questions.

The guide lists the fields (§8) and not what can be chosen for the phase and the type. Chosen,
after the rubriques of the questions and the hint on the number: the values of `ChoixContact`,
which a caller may replace. The attachment is judged with the documents, and the captcha by
whoever draws it.
"""

from __future__ import annotations

from typing import Final

from attrs import fields, frozen

from segur_rules.catalogue import load
from segur_rules.identifiants import numero_asp, numero_enrolement
from segur_rules.outcomes import Refused
from segur_rules.portail._saisie import (
    control_characters,
    empty_fields,
    unknown_value,
    wrong_address,
)
from segur_rules.portail.motifs import Motif
from segur_rules.sources import honours

SANS_OBJET: Final = "Sans objet"
"""What one writes who has no number of a demande; capitals do not matter (choice)."""

RUBRIQUES: Final = (
    "Textes de référence et FAQ de l'Agence Numérique en Santé",
    "Assistance Utilisateur",
    "Référencement ; SONS",
    "Couloir Médecine de ville - spécificités",
    "Couloir Hôpital - spécificités",
    "Couloir Radiologie - spécificités",
    "Couloir Pharmacie - spécificités",
    "Couloir Biologie - spécificités",
    "Couloir Médico-social - spécificités",
    "Couloir MSSanté Opérateur - spécificités",
    "Couloir SAS - spécificités",
    "Enrôlement - demande",
    "Enrôlement- pièces justificatives",
    "Avance - demande",
    "Avance - pièces justificatives",
    "Avance - instruction",
    "Solde - demande",
    "Solde - pièces justificatives",
    "Solde - instruction",
    "Opérations de recouvrements",
)
"""The rubriques of the questions, as the guide prints them (§8)."""


@frozen
class ChoixContact:
    """What can be chosen in the contact form, by codes."""

    couloirs: tuple[str, ...]
    phases: tuple[str, ...] = ("ENROLEMENT", "AVANCE", "SOLDE")
    types: tuple[str, ...] = ("DEMANDE", "PIECES_JUSTIFICATIVES", "INSTRUCTION", "RECOUVREMENT")


@frozen
class Contact:
    """The contact form as it was filled; None or an empty text is a field that is not."""

    couloir: str | None = None
    phase: str | None = None
    type_demande: str | None = None
    nom: str | None = None
    courriel: str | None = None
    telephone: str | None = None
    numero_demande: str | None = None
    description: str | None = None
    raison_sociale: str | None = None
    numero_referencement: str | None = None


CHAMPS_FACULTATIFS: Final = ("raison_sociale", "numero_referencement")
CHAMPS_OBLIGATOIRES: Final = tuple(
    f.name for f in fields(Contact) if f.name not in CHAMPS_FACULTATIFS
)
_DESCRIPTION: Final = "description"
"""The one field that may have several lines."""


@honours("GU-8-02")
def refus_du_contact(contact: Contact, choix: ChoixContact | None = None) -> tuple[Refused, ...]:
    """What is wrong with the contact form; empty when it can be sent.

    The couloirs are those of the catalogue unless `choix` has others.
    """
    choices = choix or ChoixContact(tuple(load().couloirs))
    faults = [
        *empty_fields(contact, CHAMPS_OBLIGATOIRES),
        *control_characters(contact, (f.name for f in fields(Contact) if f.name != _DESCRIPTION)),
        *wrong_address("courriel", contact.courriel),
    ]
    for champ, valeur, attendus in (
        ("couloir", contact.couloir, choices.couloirs),
        ("phase", contact.phase, choices.phases),
        ("type_demande", contact.type_demande, choices.types),
    ):
        if valeur and valeur.strip() and valeur not in attendus:
            faults.append(unknown_value(champ, valeur, attendus))
    numero = (contact.numero_demande or "").strip()
    if numero and not _names_a_demande(numero):
        faults.append(Refused(Motif.NUMERO_INVALIDE, {"champ": "numero_demande", "valeur": numero}))
    return tuple(faults)


def _names_a_demande(numero: str) -> bool:
    """Whether it is the number of an enrôlement, an avance or a solde, or says there is none."""
    return (
        numero.casefold() == SANS_OBJET.casefold()
        or numero_asp.is_valid(numero)
        or numero_enrolement.is_valid(numero)
    )
