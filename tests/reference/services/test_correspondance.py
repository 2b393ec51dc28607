"""The mails as they are read: about a demande by who sees it, all of them by a gestionnaire."""

from __future__ import annotations

import pytest
from sqlalchemy import update

from segur_reference.services.correspondance import courriels_de, envois_de, renvoyer
from segur_reference.services.courriels import EtatCourriel
from segur_reference.services.erreurs import Interdit, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import instruire
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Courriel
from segur_rules.portail import Saisie
from segur_rules.statuts import EvenementDemande
from tests.reference import monde

PAGE = Tranche()


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


@pytest.fixture
def agent(portail: Portail) -> Identite:
    return monde.gestionnaire(portail)


@pytest.fixture
def numero(portail: Portail, vendor: Identite, agent: Identite) -> str:
    """A demande of which a document was asked for."""
    found = monde.demande_complete(portail, vendor)
    asked = Saisie(piece="Bon de commande")
    instruire(portail, agent, found, EvenementDemande.DEMANDER_PIECE, asked)
    return found


def test_the_mails_about_a_demande_are_read_by_who_sees_it(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    for who in (vendor, agent):
        (mail,) = courriels_de(portail, who, numero)
        assert (mail.etat, mail.envoye) == (EtatCourriel.A_ENVOYER, None)
        assert mail.destinataire == "editeur1@example.org"
        assert "Bon de commande" in mail.corps
    with pytest.raises(Introuvable):
        courriels_de(portail, monde.fournisseur(portail, 2), numero)


def test_a_gestionnaire_follows_how_mails_are_sent(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    found = envois_de(portail, agent, EtatCourriel.A_ENVOYER, PAGE)
    assert [(one.objet, one.modele, one.essais) for one in found.elements] == [
        (numero, "piece_demandee", 0)
    ]
    assert envois_de(portail, agent, EtatCourriel.ENVOYE, PAGE).total == 0
    assert envois_de(portail, agent, None, PAGE).total == 1
    with pytest.raises(Interdit):
        envois_de(portail, vendor, None, PAGE)


def test_only_a_gestionnaire_sends_again_what_is_uncertain(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    (mail,) = envois_de(portail, agent, None, PAGE).elements
    with pytest.raises(Introuvable):
        renvoyer(portail, agent, mail.id)
    portail.write(
        lambda session: session.execute(update(Courriel).values(etat=EtatCourriel.INCERTAIN))
    )
    with pytest.raises(Interdit):
        renvoyer(portail, vendor, mail.id)
    renvoyer(portail, agent, mail.id)
    assert envois_de(portail, agent, EtatCourriel.A_ENVOYER, PAGE).total == 1
