"""The home page, over HTTP."""

from __future__ import annotations

from litestar import Litestar
from litestar.testing import TestClient

from segur_reference.services.portail import Portail
from segur_rules.portail import MENU
from tests.reference.monde import avance, bearer, fournisseur, importe


def test_the_page_shows_its_menu_and_its_numbers(
    portail: Portail, client: TestClient[Litestar]
) -> None:
    vendor = fournisseur(portail)
    importe(portail, vendor, avance(1, lines=2))
    answer = client.get("/api/v1/accueil", headers=bearer(portail, vendor))
    assert answer.status_code == 200
    shown = answer.json()
    none = dict.fromkeys(("enCours", "enAttenteDePieces", "validees", "payees"), 0)
    assert shown["statistiques"] == {
        "avance": {**none, "nonCompletees": 2},
        "solde": {**none, "nonCompletees": 0},
    }
    assert shown["incompletes"] == 2
    assert [onglet["cle"] for onglet in shown["onglets"]] == [one.cle for one in MENU]
    assert shown["onglets"][-1] == {
        "cle": "aide",
        "libelle": "Besoin d'aide ?",
        "items": [
            {"cle": "questions", "libelle": "Consulter les questions fréquentes"},
            {"cle": "contact", "libelle": "Contacter l'assistance"},
        ],
    }
