"""One demande as its screen shows it, to its vendor and to the gestionnaires."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services import (
    completude,
    consultation,
    dossiers,
    exports,
    instruction,
    paiements,
    pieces,
    recherche,
)
from segur_reference.services.consultation import Fiche, consulter
from segur_reference.services.erreurs import ActeRefuse, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import instruire
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Coordonnees, Enrolement
from segur_rules.conformance.exact import loads
from segur_rules.demandes.codes import RegimeTVA
from segur_rules.montants import Calcul
from segur_rules.portail import Accordeon, CriteresDemandes, Montants, Saisie
from segur_rules.rules.scenarios import Controle
from segur_rules.statuts import (
    Acteur,
    Correspondance,
    EvenementDemande,
    EvenementPaiement,
    StatutDemande,
)
from tests.reference import monde
from tests.reference.monde import Horloge

D, P = EvenementDemande, EvenementPaiement
DECLARE = Decimal("358.33")
MONTANT = Saisie(montant=Decimal("129.00"))
BON = "mdv-lgc-va1-bdc-00001.pdf"


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


@pytest.fixture
def agent(portail: Portail) -> Identite:
    monde.budget(portail)
    return monde.gestionnaire(portail)


@pytest.fixture
def numero(portail: Portail, vendor: Identite) -> str:
    (found,) = monde.importe(portail, vendor, monde.avance())
    pieces.deposer(portail, vendor, found, BON, monde.pdf())
    return found


def paid(portail: Portail, agent: Identite, numero: str) -> None:
    for acte in (D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER):
        instruire(portail, agent, numero, acte, MONTANT)


def test_a_demande_is_shown_as_it_was_filed(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    for somebody in (vendor, agent):
        fiche = consulter(portail, somebody, "fin mdv 000001 m0")
        assert (fiche.numero, fiche.statut) == (numero, StatutDemande.EN_COURS)
        assert (fiche.sons, fiche.numero_editeur) == (monde.SONS, "00001")
        assert (fiche.regime_tva, fiche.taux_tva) == (RegimeTVA.TTC, Decimal(20))
        assert fiche.date_document == date(2022, 10, 3)
        assert fiche.recapitulatif.denomination_sociale == "EDITEUR 1"
        assert fiche.recapitulatif.numero_ans == monde.numero_ans()
        assert fiche.recapitulatif.date_changement_statut == portail.now()
        assert fiche.coordonnees["bic"] == "AGRIFRPP"
        assert (fiche.porteur.mandataire, fiche.porteur.client_unique) == (False, True)
        (beneficiaire,) = fiche.beneficiaires
        assert (beneficiaire.numero, beneficiaire.correspondance) == (monde.rpps(1), None)
        assert [(one.nom, one.type) for one in fiche.pieces] == [(BON, "BON_COMMANDE")]
        assert fiche.expiration is None
        assert fiche.accordeons == (
            Accordeon.INFORMATIONS,
            Accordeon.COORDONNEES_BANCAIRES,
            Accordeon.BENEFICIAIRES,
            Accordeon.PIECES_JUSTIFICATIVES,
            Accordeon.SCENARIO_INSTALLATION,
        )


def test_while_it_is_not_complete_it_says_until_when(portail: Portail, vendor: Identite) -> None:
    (numero,) = monde.importe(portail, vendor, monde.avance())
    fiche = consulter(portail, vendor, numero)
    assert fiche.expiration is not None
    assert fiche.expiration.astimezone(monde.PARIS).date() == date(2022, 10, 27)


def test_what_is_not_one_s_own_is_not_there(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    other = monde.fournisseur(portail, 2)
    (waiting,) = monde.importe(portail, vendor, monde.avance(start=2))
    for use in (consulter, consultation.versions, consultation.evenements):
        for somebody, number in (
            (other, numero),
            (agent, waiting),
            (vendor, "FINMDV000404M0"),
            (vendor, "x"),
        ):
            with pytest.raises(Introuvable):
                use(portail, somebody, number)


def test_amounts_are_shown_once_it_was_instructed(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    assert consulter(portail, vendor, numero).montants == Montants(DECLARE)
    instruire(portail, agent, numero, D.VALIDER, MONTANT)
    shown = Montants(DECLARE, DECLARE, Decimal("430.00"), Decimal("129.00"))
    assert consulter(portail, vendor, numero).montants == shown
    instruire(portail, agent, numero, D.DECIDER, MONTANT)
    fiche = consulter(portail, vendor, numero)
    assert fiche.montants == shown
    assert Accordeon.SUIVI_FINANCIER in fiche.accordeons


def test_the_mails_have_their_place_once_there_is_one(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    instruire(portail, agent, numero, D.DEMANDER_PIECE, Saisie(piece="Attestation"))
    assert Accordeon.COURRIELS_AUTOMATIQUES in consulter(portail, vendor, numero).accordeons
    pieces.deposer(portail, vendor, numero, "attestation.pdf", monde.pdf())
    assert len(consulter(portail, vendor, numero).pieces) == 2
    # What is being added is not shown to who asked for it before it is confirmed.
    assert len(consulter(portail, agent, numero).pieces) == 1


def test_a_scenario_is_checked_against_the_referenced_profils(
    portail: Portail, vendor: Identite, numero: str
) -> None:
    lines = consulter(portail, vendor, numero).scenario
    assert {"isCentreDeSante", "operateurMessagerie"} <= {line.champ for line in lines}
    assert any(line.valeur is True for line in lines)

    def reference(session: Session) -> None:
        session.scalars(select(Enrolement)).one().profils = ["Général"]

    portail.write(reference)
    checked = consulter(portail, vendor, numero).scenario
    assert [line.champ for line in checked] == [line.champ for line in lines]
    assert {line.controle for line in checked} >= {Controle.NON_CONTROLE}


def a_solde(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge, *, keep: int
) -> Fiche:
    """The solde of an order of two médecins, of which the first so many are left."""
    document = monde.avance(start=5)
    line = document["lignesImport"][0]
    medecin = line["beneficiaires"]["liberal"][0]
    line["beneficiaires"].update(
        isMandataire=True,
        isClientUnique=False,
        nomMandataire="CABINET",
        emailMandataire="cabinet@example.org",
        telephoneMandataire="0199000000",
        liberal=[medecin, {**medecin, "RPPS": monde.rpps(6), "nomMedecin": "SECOND"}],
    )
    (numero,) = monde.importe(portail, vendor, document)
    monde.complete(portail, vendor, numero)
    montant: dict[str, Any] = {"plafond_ht": None}
    for acte in (D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER):
        instruire(portail, agent, numero, acte, Saisie(montant=Decimal("129.00"), **montant))
    horloge.instant = datetime(2023, 6, 10, 10, tzinfo=monde.PARIS)
    solde = monde.solde(numero, line)
    solde["beneficiaires"]["liberal"] = [
        *solde["beneficiaires"]["liberal"][:keep],
        {**medecin, "RPPS": monde.rpps(7), "nomMedecin": "TROISIEME"},
    ]
    (filed,) = monde.importe(portail, vendor, {**document, "lignesImport": [solde]})
    return consulter(portail, vendor, filed)


def test_a_solde_says_what_became_of_each_beneficiary(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> None:
    fiche = a_solde(portail, vendor, agent, horloge, keep=1)
    assert [(one.numero, one.correspondance) for one in fiche.beneficiaires] == [
        (monde.rpps(5), Correspondance.CORRESPOND),
        (monde.rpps(7), Correspondance.AJOUTE),
        (monde.rpps(6), Correspondance.RETIRE),
    ]
    assert fiche.beneficiaires[2].nom == "SECOND"
    assert (fiche.porteur.mandataire, fiche.porteur.nom) == (True, "CABINET")
    assert fiche.date_document == date(2023, 6, 5)
    assert Accordeon.SUIVI_FINANCIER in fiche.accordeons


def test_every_version_is_kept_since_the_first_filing(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    paid(portail, agent, numero)
    instruire(portail, agent, numero, D.ANNULER, Saisie(attestation=True))
    told = consultation.versions(portail, vendor, numero)
    assert [(one.avenant, one.statut) for one in told] == [
        (1, "NON_COMPLETE"),
        (1, "EN_COURS"),
        (1, "VALIDEE"),
        (1, "DECIDEE"),
        (1, "DECIDEE"),
        (1, "DECIDEE"),
        (1, "HISTORISEE"),
        (2, "ANNULEE"),
    ]
    assert told[0].acte is None
    assert told[5].montant_paye == Decimal("129.00")
    assert loads(told[0].ligne) == loads(monde.raw(monde.avance()).decode())["lignesImport"][0]


def recovered(portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge) -> str:
    """The solde of an avance, paid and then recovered."""
    (avance,) = monde.importe(portail, vendor, monde.avance())
    pieces.deposer(portail, vendor, avance, BON, monde.pdf())
    paid(portail, agent, avance)
    horloge.instant = datetime(2023, 6, 10, 10, tzinfo=monde.PARIS)
    solde = monde.solde(avance, monde.avance()["lignesImport"][0])
    (filed,) = monde.importe(portail, vendor, {**monde.avance(), "lignesImport": [solde]})
    for piece in solde["piecesJustificatives"]:
        pieces.deposer(portail, vendor, filed, piece["nomFichier"], monde.pdf())
    for acte in (D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER):
        instruire(portail, agent, filed, acte, Saisie(montant=Decimal("301.00")))
    instruire(portail, agent, filed, D.RECOUVRER, Saisie(motif="Trop-perçu"))
    return filed


def file_again(portail: Portail, vendor: Identite, solde: str) -> None:
    """File a solde again, with everything that may differ, documents apart."""

    def other_bank(session: Session) -> None:
        session.scalars(select(Coordonnees)).one().bic = "CCBPFRPP"

    portail.write(other_bank)
    line = monde.solde(solde, monde.avance()["lignesImport"][0], montant="300.00")
    line.update(numeroEditeur="77777")
    line["facture"].update(dateFacture="06/06/2023")
    for piece in line["piecesJustificatives"]:
        piece["nomFichier"] = piece["nomFichier"].replace("00001", "77777")
    document = {**monde.avance(), "lignesImport": [line]}
    assert monde.importe(portail, vendor, document, Decimal("8.5")) == (solde,)


def test_what_is_filed_again_leaves_its_former_life_as_it_was(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> None:
    solde = recovered(portail, vendor, agent, horloge)
    before = consultation.versions(portail, vendor, solde)
    listed = recherche.rechercher(portail, vendor, CriteresDemandes(), Tranche(1, 50)).elements
    horloge.advance(days=1)
    file_again(portail, vendor, solde)
    *former, last = consultation.versions(portail, vendor, solde)
    assert tuple(former) == before
    assert former[-2].montants == Montants(DECLARE, DECLARE, Decimal("430.00"), Decimal("301.00"))
    assert (former[-1].numero_editeur, former[-1].taux_tva) == ("00001", Decimal(20))
    assert former[-1].coordonnees["bic"] == "AGRIFRPP"
    assert (last.numero_editeur, last.taux_tva) == ("77777", Decimal("8.5"))
    assert last.coordonnees["bic"] == "CCBPFRPP"
    assert last.montants == Montants(Decimal("300.00"))
    again = recherche.rechercher(portail, vendor, CriteresDemandes(), Tranche(1, 50)).elements
    assert again == listed
    fiche = consulter(portail, vendor, solde)
    assert (fiche.numero_editeur, fiche.date_document) == ("77777", date(2023, 6, 6))


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)
def test_what_is_filed_again_and_never_completed_hides_nothing(
    portail: Portail, horloge: Horloge
) -> None:
    vendor, agent = monde.fournisseur(portail), monde.gestionnaire(portail)
    monde.budget(portail)
    solde = recovered(portail, vendor, agent, horloge)

    def told(who: Identite) -> Any:
        (avis,) = (
            one.avis
            for one in paiements.suivi(portail, who, solde)
            if one.ligne.avis and one.ligne.numero == solde
        )
        assert avis is not None
        return (
            consulter(portail, who, solde),
            consultation.versions(portail, who, solde),
            # Which gestionnaire acted, a vendor does not learn.
            [evolve(one, auteur=None) for one in consultation.evenements(portail, who, solde)],
            pieces.telecharger(portail, who, solde, avis).nom,
        )

    def lists() -> Any:
        found = recherche.rechercher(portail, vendor, CriteresDemandes(), Tranche(1, 50))
        numbers = recherche.proposer(portail, vendor, "1M1")
        return found, numbers, b"".join(exports.export_demandes(portail, vendor))

    before = told(vendor)
    assert before == told(agent)
    listed = lists()
    horloge.advance(days=1)
    file_again(portail, vendor, solde)
    given = pieces.deposer(portail, vendor, solde, "mdv-lgc-va1-va-77777.pdf", monde.pdf())
    assert given.piece is not None
    # Not complete, the second life is its vendor's alone.
    assert told(agent) == before
    assert consulter(portail, vendor, solde).statut is StatutDemande.NON_COMPLETE
    with pytest.raises(Introuvable):
        pieces.telecharger(portail, agent, solde, given.piece.id)
    computed = instruction.calcul(portail, agent, solde, Saisie())
    assert isinstance(computed, Calcul)
    assert computed.montant_decide == Decimal("301.00")
    with pytest.raises(ActeRefuse) as refused:
        instruire(portail, agent, solde, D.VALIDER, Saisie(montant=Decimal("301.00")))
    assert refused.value.refus.params["etat"] == "ANNULEE"
    horloge.advance(days=9)
    for purged in (False, True):
        if purged:
            completude.purge(portail)
        assert told(vendor) == told(agent) == before
        assert lists() == listed
        with pytest.raises(ActeRefuse):
            pieces.deposer(portail, vendor, solde, "mdv-lgc-va1-va-77777.pdf", monde.pdf())
    file_again(portail, vendor, solde)
    assert [one.avenant for one in consultation.versions(portail, vendor, solde)][-2:] == [2, 4]


def test_what_was_done_is_told_with_who_did_it(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    instruire(portail, agent, numero, D.DEMANDER_PIECE, Saisie(piece="Attestation"))
    for somebody in (vendor, agent):
        told = consultation.evenements(portail, somebody, numero)
        assert [(one.acteur, one.acte) for one in told] == [
            (Acteur.FOURNISSEUR, "DEPOSER"),
            (Acteur.FOURNISSEUR, "DEPOSER_PIECE"),
            (Acteur.FOURNISSEUR, "COMPLETER"),
            (Acteur.GESTIONNAIRE, "DEMANDER_PIECE"),
        ]
        assert told[3].details == {"piece": "Attestation"}
        named = agent.identifiant if somebody is agent else None
        assert [one.auteur for one in told] == [*[vendor.identifiant] * 3, named]


def test_who_is_of_another_company_and_the_clock_are_not_named(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    other = monde.fournisseur(portail, 2)

    def use(session: Session) -> None:
        dossiers.record(session, numero, "ACTE", portail.now(), other)
        dossiers.record(session, numero, "ACTE", portail.now(), None)

    portail.write(use)
    for somebody, named in ((vendor, None), (agent, other.identifiant)):
        told = consultation.evenements(portail, somebody, numero)[-2:]
        assert [one.auteur for one in told] == [named, None]
