"""The home page: the numbers of one's own demandes, and the menu by one's enrôlements."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve
from sqlalchemy import update

from segur_reference.services.accueil import accueil
from segur_reference.services.erreurs import Interdit
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.tables import Demande, Enrolement
from segur_rules.portail import MENU, Compte
from segur_rules.statuts import EtatPaiement, StatutDemande, TypeDemande
from tests.reference.monde import Horloge, avance, complete, fournisseur, gestionnaire, importe

NONE = Compte(0, 0, 0, 0, 0)
MODELES = "modeles"


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_demandes_of_one_s_company_are_counted(
    kind: str, portail: Portail, on_sqlite_and_postgresql: Callable[[str], str]
) -> None:
    portail = evolve(portail, database=Database(on_sqlite_and_postgresql(kind)))
    vendor, other = fournisseur(portail, 1), fournisseur(portail, 2)
    numeros = importe(portail, vendor, avance(1, lines=5))
    complete(portail, vendor, numeros[0])
    as_if = {
        numeros[1]: (StatutDemande.EN_ATTENTE_PIECE, EtatPaiement.AUCUN_PAIEMENT_EN_COURS),
        numeros[2]: (StatutDemande.VALIDEE, EtatPaiement.AUCUN_PAIEMENT_EN_COURS),
        numeros[3]: (StatutDemande.DECIDEE, EtatPaiement.PAIEMENT_EFFECTUE),
    }
    for numero, (statut, paiement) in as_if.items():
        row = update(Demande).where(Demande.numero == numero)
        portail.write(lambda s: s.execute(row.values(statut=statut, paiement=paiement)))  # noqa: B023
    shown = accueil(portail, vendor)
    assert shown.statistiques == {
        TypeDemande.AVANCE: Compte(1, 1, 2, 1, 1),
        TypeDemande.SOLDE: NONE,
    }
    assert shown.incompletes == 1
    theirs = accueil(portail, other)
    assert (set(theirs.statistiques.values()), theirs.incompletes) == ({NONE}, 0)
    portail.close()


def test_what_has_expired_is_counted_no_more(portail: Portail, horloge: Horloge) -> None:
    vendor = fournisseur(portail)
    importe(portail, vendor, avance(1, lines=2))
    assert accueil(portail, vendor).incompletes == 2
    horloge.advance(days=30)
    shown = accueil(portail, vendor)
    assert (shown.incompletes, shown.statistiques[TypeDemande.AVANCE]) == (0, NONE)


def test_the_menu_has_models_for_an_enrolement_of_vague_2_alone(portail: Portail) -> None:
    first = fournisseur(portail, 1)
    second = fournisseur(portail, 2, sons="HOP-DPI-VA2")
    assert accueil(portail, second).onglets == MENU
    shown = accueil(portail, first).onglets
    assert [onglet.cle for onglet in shown] == [onglet.cle for onglet in MENU]
    assert MODELES not in {item.cle for onglet in shown for item in onglet.items}
    portail.write(lambda session: session.execute(update(Enrolement).values(statut="EN_COURS")))
    assert accueil(portail, second).onglets == shown


def test_a_gestionnaire_has_no_such_page(portail: Portail) -> None:
    with pytest.raises(Interdit):
        accueil(portail, gestionnaire(portail))
