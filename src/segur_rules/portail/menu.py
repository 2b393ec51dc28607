"""The menu of the private portal: seven tabs and their items, as the guide prints them (§2.2)."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from attrs import evolve, frozen

from segur_rules.catalogue import Catalogue
from segur_rules.portail.modeles import modeles_disponibles
from segur_rules.rules.context import Enrolement
from segur_rules.sources import honours


@frozen
class Item:
    """A line of a tab: its permanent key, and the words that the menu shows."""

    cle: str
    libelle: str


@frozen
class Onglet:
    """A tab of the menu: its permanent key, its words, and its items."""

    cle: str
    libelle: str
    items: tuple[Item, ...] = ()


MODELES: Final = "modeles"

MENU: Final = (
    Onglet("accueil", "Accueil"),
    Onglet(
        "enrolement",
        "Enrôlement",
        (
            Item("enrolements", "Gérer mes demandes d'enrôlement"),
            Item("enrolement_complementaire", "Faire une demande complémentaire"),
        ),
    ),
    Onglet(
        "importation",
        "Importation JSONs",
        (
            Item("importations", "Gérer mes importations JSONs"),
            Item("importer", "Importer mes demandes"),
            Item("documentation", "Accéder à la documentation des JSONs"),
        ),
    ),
    Onglet(
        "demandes",
        "Demandes de financement",
        (
            Item("demandes", "Gérer mes demandes de financement"),
            Item(MODELES, "Importer mes modèles de pièces justificatives"),
        ),
    ),
    Onglet(
        "exports",
        "Exports",
        (
            Item("export_demandes", "Exporter vos demandes de financement"),
            Item("export_beneficiaires", "Exporter vos bénéficiaires"),
        ),
    ),
    Onglet(
        "compte",
        "Mon compte",
        (
            Item("coordonnees_bancaires", "Gérer mes coordonnées bancaires"),
            Item("personnes", "Gérer mes coordonnées personnes physiques"),
        ),
    ),
    Onglet(
        "aide",
        "Besoin d'aide ?",
        (
            Item("questions", "Consulter les questions fréquentes"),
            Item("contact", "Contacter l'assistance"),
        ),
    ),
)
"""Every tab with every item, those included that some vendors do not see."""


@honours("GU-2-03")
def onglets(
    enrolements: Iterable[Enrolement], catalogue: Catalogue | None = None
) -> tuple[Onglet, ...]:
    """The menu of a vendor, by its enrôlements."""
    if modeles_disponibles(enrolements, catalogue):
        return MENU
    return tuple(
        evolve(onglet, items=tuple(item for item in onglet.items if item.cle != MODELES))
        for onglet in MENU
    )
