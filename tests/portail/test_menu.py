"""The menu, and the screen of the models that only the vendors of vague 2 have."""

from __future__ import annotations

from datetime import date

import pytest

from segur_rules.catalogue import load
from segur_rules.outcomes import Refused
from segur_rules.portail import (
    MENU,
    EcranModeles,
    Modele,
    ecran_des_modeles,
    modeles_disponibles,
    onglets,
)
from segur_rules.rules.context import Enrolement
from segur_rules.statuts import StatutEnrolement, StatutModele
from tests.portail.exemples import enrolement

VAGUE_2 = enrolement("bnd52qq600", sons=("HOP-DPI-VA2",))
MODELES = "Importer mes modèles de pièces justificatives"


def test_the_menu_is_that_of_the_guide() -> None:
    assert [(onglet.libelle, [item.libelle for item in onglet.items]) for onglet in MENU] == [
        ("Accueil", []),
        ("Enrôlement", ["Gérer mes demandes d'enrôlement", "Faire une demande complémentaire"]),
        (
            "Importation JSONs",
            [
                "Gérer mes importations JSONs",
                "Importer mes demandes",
                "Accéder à la documentation des JSONs",
            ],
        ),
        ("Demandes de financement", ["Gérer mes demandes de financement", MODELES]),
        ("Exports", ["Exporter vos demandes de financement", "Exporter vos bénéficiaires"]),
        (
            "Mon compte",
            ["Gérer mes coordonnées bancaires", "Gérer mes coordonnées personnes physiques"],
        ),
        ("Besoin d'aide ?", ["Consulter les questions fréquentes", "Contacter l'assistance"]),
    ]


def test_the_keys_of_the_menu_are_all_different() -> None:
    keys = [item.cle for onglet in MENU for item in onglet.items]
    assert len(set(keys)) == len(keys)
    assert len({onglet.cle for onglet in MENU}) == 7


@pytest.mark.parametrize(
    ("enrolements", "expected"),
    [
        ((), False),
        ((enrolement(),), False),
        ((VAGUE_2,), True),
        ((enrolement(), VAGUE_2), True),
        ((enrolement(sons=("MS1-DUI-VA1", "img-db-va2")),), True),
        ((enrolement(sons=None),), False),
        ((enrolement(sons=("XXX-YYY-VA2",)),), False),
        *(
            ((enrolement(statut=statut, sons=("HOP-DPI-VA2",)),), False)
            for statut in StatutEnrolement
            if statut is not StatutEnrolement.VALIDEE
        ),
    ],
)
def test_the_models_wait_for_a_validated_enrolement_of_vague_2(
    enrolements: tuple[Enrolement, ...], expected: bool
) -> None:
    assert modeles_disponibles(enrolements) is expected
    menu = onglets(enrolements)
    shown = [item.libelle for onglet in menu for item in onglet.items]
    assert (MODELES in shown) is expected
    assert len(menu) == 7
    assert len(shown) == 12 + expected
    refused = ecran_des_modeles(enrolements, ()) == Refused("MODELES_INDISPONIBLES")
    assert refused is not expected


def test_another_catalogue_may_know_more() -> None:
    source = {"certainty": "choice", "reference": "a test"}
    more = load({"sons": {"HOP-XXX-VA2": {"label": "x", **source}}})
    assert modeles_disponibles((enrolement(sons=("HOP-XXX-VA2",)),), more)


def test_a_file_leaves_the_imports_for_the_history_and_a_deleted_one_is_nowhere() -> None:
    by_statut = {
        statut: Modele(date(2024, 4, 16), "MODELE_BDC_HOP", "evolmep18avril.png", statut)
        for statut in StatutModele
    }
    assert Modele(date(2024, 4, 16), "MODELE_BDC_HOP", "x.png").est_supprimable
    assert ecran_des_modeles((VAGUE_2,), by_statut.values()) == EcranModeles(
        en_cours=(by_statut[StatutModele.IMPORTE],),
        historique=(
            by_statut[StatutModele.EN_ATTENTE_INSTRUCTION],
            by_statut[StatutModele.ACCEPTE],
            by_statut[StatutModele.REJETE],
        ),
    )
