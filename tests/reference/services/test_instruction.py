"""What a gestionnaire does with a demande, from the queue to its payment and back."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from datetime import datetime
from decimal import Decimal
from functools import partial
from io import BytesIO
from threading import Barrier, BrokenBarrierError
from typing import Any

import pytest
from attrs import evolve
from pypdf import PdfReader
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from segur_reference.services import beneficiaires, editions, effets
from segur_reference.services.budgets import budget, fixer_budget
from segur_reference.services.erreurs import (
    ActeRefuse,
    Attendre,
    FormulaireRefuse,
    Interdit,
    Introuvable,
)
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import (
    A_INSTRUIRE,
    Criteres,
    Fait,
    calcul,
    file_d_attente,
    instruire,
    nommant,
)
from segur_reference.services.listes import Tranche
from segur_reference.services.paiements import ordres, recouvrements, suivi
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import (
    Coordonnees,
    Courriel,
    Demande,
    Evenement,
    Fournisseur,
    Objet,
    Piece,
    Utilisateur,
)
from segur_rules.montants import Calcul
from segur_rules.outcomes import NotEvaluable, Refused
from segur_rules.portail import Saisie
from segur_rules.statuts import (
    EtatPaiement,
    EvenementDemande,
    EvenementPaiement,
    StatutDemande,
    TypeDemande,
)
from segur_rules.statuts import Evenement as UnActe
from tests.reference import monde
from tests.reference.monde import Horloge

CALCULE = Decimal("129.00")
"""30 % of 358.33 with VAT at 20 %."""
VALIDER = Saisie(montant=CALCULE)
EN_TROP = Decimal("69.00")
"""What is left of 129.00 once 60.00, which are 50.00 with VAT at 20 %, are retained of it."""
RIEN = Saisie(montant=Decimal("0.00"))
PAGE = Tranche()
D, P = EvenementDemande, EvenementPaiement


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


@pytest.fixture
def agent(portail: Portail) -> Identite:
    monde.budget(portail)
    return monde.gestionnaire(portail)


@pytest.fixture
def numero(portail: Portail, vendor: Identite) -> str:
    return monde.demande_complete(portail, vendor)


def do(
    portail: Portail, agent: Identite, numero: str, *actes: UnActe, saisie: Saisie = VALIDER
) -> Fait:
    for acte in actes:
        fait = instruire(portail, agent, numero, acte, saisie)
    return fait


def rows(portail: Portail, kind: type[Any], *conditions: Any) -> list[Any]:
    def use(session: Session) -> list[Any]:
        found = list(session.scalars(select(kind).where(*conditions).order_by(kind.id)))
        session.expunge_all()
        return found

    return portail.read(use)


def text_of(portail: Portail, piece: Piece) -> str:
    content = b"".join(portail.documents.get(piece.cle))
    return "\n".join(page.extract_text() for page in PdfReader(BytesIO(content)).pages)


def test_the_queue_has_what_is_complete_the_oldest_first(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> None:
    first = monde.demande_complete(portail, vendor)
    horloge.advance(hours=1)
    other = monde.fournisseur(portail, 2)
    second = monde.demande_complete(portail, other, 2, start=2)
    monde.importe(portail, vendor, monde.avance(start=3))
    found = file_d_attente(portail, agent, A_INSTRUIRE, PAGE)
    assert [entry.numero for entry in found.elements] == [first, second]
    assert found.total == 2
    assert found.elements[1].raison_sociale == "EDITEUR 2"
    page = file_d_attente(portail, agent, A_INSTRUIRE, Tranche(2, 1))
    assert ([entry.numero for entry in page.elements], page.total) == ([second], 2)


@pytest.mark.parametrize(
    ("criteres", "nombre"),
    [
        (Criteres(), 1),
        (Criteres(statuts=(StatutDemande.VALIDEE,)), 0),
        (Criteres(types=(TypeDemande.AVANCE,)), 1),
        (Criteres(types=(TypeDemande.SOLDE,)), 0),
        (Criteres(paiements=(EtatPaiement.AUCUN_PAIEMENT_EN_COURS,)), 1),
        (Criteres(paiements=(EtatPaiement.PAIEMENT_EFFECTUE,)), 0),
        (Criteres(sons="mdv-lgc-va1"), 1),
        (Criteres(sons="HOP-DPI-VA1"), 0),
        (Criteres(numero="fin mdv"), 1),
        (Criteres(numero="%"), 0),
        (Criteres(siret=monde.new_siret(1)), 1),
        (Criteres(siret=monde.new_siret(2)), 0),
    ],
)
def test_the_queue_is_filtered(
    portail: Portail, numero: str, agent: Identite, criteres: Criteres, nombre: int
) -> None:
    found = file_d_attente(portail, agent, criteres, PAGE)
    assert (found.total, len(found.elements)) == (nombre, nombre)


def test_a_vendor_instructs_nothing(portail: Portail, vendor: Identite, numero: str) -> None:
    for call in (
        lambda: file_d_attente(portail, vendor, A_INSTRUIRE, PAGE),
        lambda: nommant(portail, vendor, "1", PAGE),
        lambda: calcul(portail, vendor, numero, Saisie()),
        lambda: instruire(portail, vendor, numero, D.VALIDER, VALIDER),
        lambda: budget(portail, vendor),
        lambda: fixer_budget(portail, vendor, Decimal(1)),
        lambda: ordres(portail, vendor, None, PAGE),
        lambda: recouvrements(portail, vendor, PAGE),
    ):
        with pytest.raises(Interdit):
            call()


def test_a_document_is_asked_for_by_mail(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    def use(session: Session) -> None:
        first = session.get_one(Utilisateur, vendor.utilisateur_id)
        common = {"role": first.role, "fournisseur_id": first.fournisseur_id, "cree": first.cree}
        for name, active in (("b", True), ("c", False)):
            session.add(
                Utilisateur(
                    identifiant=name,
                    nom=name,
                    prenom=name,
                    courriel=f"{name}@example.org",
                    actif=active,
                    **common,
                )
            )

    portail.write(use)
    saisie = Saisie(piece="Bon de commande signé", texte="Il manque la page 2.")
    fait = do(portail, agent, numero, D.DEMANDER_PIECE, saisie=saisie)
    assert (fait.statut, fait.deja) == (StatutDemande.EN_ATTENTE_PIECE, False)
    mails = rows(portail, Courriel)
    assert [mail.destinataire for mail in mails] == ["b@example.org", "editeur1@example.org"]
    assert all(numero in mail.sujet for mail in mails)
    assert "Bon de commande signé\n\nIl manque la page 2." in mails[0].corps
    done = rows(portail, Evenement, Evenement.acte == "DEMANDER_PIECE")
    assert done[0].details == {"piece": "Bon de commande signé", "texte": "Il manque la page 2."}
    again = do(portail, agent, numero, D.DEMANDER_PIECE, saisie=saisie)
    assert again.deja
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, numero, D.DEMANDER_PIECE, saisie=Saisie(piece="Devis"))
    assert refused.value.refus.code == "TRANSITION_IMPOSSIBLE"
    assert len(rows(portail, Courriel)) == 2


def test_a_correction_is_asked_for_by_mail(portail: Portail, agent: Identite, numero: str) -> None:
    saisie = Saisie(corrections="Le montant n'est pas celui du bon de commande.")
    fait = do(portail, agent, numero, D.DEMANDER_MODIFICATION, saisie=saisie)
    assert fait.statut is StatutDemande.A_MODIFIER
    (mail,) = rows(portail, Courriel)
    assert "Le montant n'est pas celui du bon de commande." in mail.corps


@pytest.mark.parametrize(
    ("acte", "saisie", "codes"),
    [
        (D.DEMANDER_PIECE, Saisie(piece=" "), ["CHAMP_OBLIGATOIRE"]),
        (D.DEMANDER_MODIFICATION, Saisie(), ["CHAMP_OBLIGATOIRE"]),
        (D.REJETER, Saisie(), ["CHAMP_OBLIGATOIRE"]),
        (D.VALIDER, Saisie(), ["CHAMP_OBLIGATOIRE"]),
        (P.PAYER, Saisie(), ["CHAMP_OBLIGATOIRE"]),
        (
            D.VALIDER,
            Saisie(montant=Decimal("NaN"), plafond_ht=Decimal(-1), taux_avance=Decimal(101)),
            ["MONTANT_INVALIDE", "MONTANT_INVALIDE", "TAUX_INVALIDE"],
        ),
        (D.VALIDER, Saisie(montant=Decimal("1.001")), ["MONTANT_INVALIDE"]),
        (D.VALIDER, Saisie(montant=Decimal("1e15")), ["MONTANT_INVALIDE"]),
    ],
)
def test_what_is_entered_badly_is_told(
    portail: Portail, agent: Identite, acte: UnActe, saisie: Saisie, codes: list[str]
) -> None:
    with pytest.raises(FormulaireRefuse) as refused:
        instruire(portail, agent, "FINMDV000001M0", acte, saisie)
    assert [one.code for one in refused.value.refus] == codes


def test_the_amount_is_computed_with_its_steps(
    portail: Portail, agent: Identite, numero: str
) -> None:
    answer = calcul(portail, agent, numero, Saisie())
    assert isinstance(answer, Calcul)
    assert answer.montant_decide == CALCULE
    assert answer["plafond_ht"].value == Decimal("358.33")
    given = Saisie(plafond_ht=Decimal("99999.00"), taux_avance=Decimal(100))
    known = Refused("VALEUR_CONNUE", {"champ": "plafond_ht"})
    assert calcul(portail, agent, numero, given) == known
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, numero, D.VALIDER, saisie=evolve(given, montant=Decimal("6000.00")))
    assert refused.value.refus == known


def test_what_is_validated_is_what_is_computed(
    portail: Portail, agent: Identite, numero: str
) -> None:
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, numero, D.VALIDER, saisie=Saisie(montant=Decimal("129.01")))
    assert refused.value.refus.code == "MONTANT_NON_CONFORME"
    assert refused.value.refus.params["montant_calcule"] == CALCULE
    (row,) = rows(portail, Demande)
    assert (row.statut, row.montant_confirme) == ("EN_COURS", None)
    assert do(portail, agent, numero, D.VALIDER).statut is StatutDemande.VALIDEE
    (row,) = rows(portail, Demande)
    assert row.montant_confirme == CALCULE
    assert row.calcul["montantDecide"] == "129.00"
    assert do(portail, agent, numero, D.VALIDER).deja
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, numero, D.VALIDER, saisie=Saisie(montant=Decimal("1.00")))
    assert refused.value.refus.code == "TRANSITION_IMPOSSIBLE"


@pytest.mark.parametrize("same_vendor", [True, False])
def test_a_beneficiaire_is_funded_once(
    portail: Portail, vendor: Identite, agent: Identite, *, same_vendor: bool
) -> None:
    """PS-05: both were imported before either was validated."""
    other, number = (vendor, 1) if same_vendor else (monde.fournisseur(portail, 2), 2)
    documents = [monde.avance(), monde.avance(number, start=2)]
    for document in documents:
        beneficiaires = document["lignesImport"][0]["beneficiaires"]
        (one,) = beneficiaires["liberal"]
        beneficiaires["isClientUnique"] = False
        shared = [{**one, "RPPS": monde.rpps(n)} for n in (1, 5)]
        beneficiaires["liberal"] = shared if document is documents[0] else shared[::-1]
    numbers = []
    for who, document in ((vendor, documents[0]), (other, documents[1])):
        (numero,) = monde.importe(portail, who, document)
        monde.complete(portail, who, numero)
        numbers.append(numero)
    first, second = numbers
    do(portail, agent, first, D.VALIDER)
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, second, D.VALIDER)
    assert refused.value.refus == Refused(
        "BENEFICIAIRE_DEJA_FINANCE", {"numeros": (monde.rpps(5), monde.rpps(1))}
    )
    assert do(portail, agent, first, D.VALIDER).deja
    # Once the first one is cancelled, the other may have them.
    do(portail, agent, first, D.ANNULER, saisie=Saisie(attestation=True))
    done = do(portail, agent, second, D.VALIDER)
    assert done.statut is StatutDemande.VALIDEE


def test_a_solde_is_not_held_against_its_own_avance(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> None:
    document = monde.avance()
    (numero,) = monde.importe(portail, vendor, document)
    monde.complete(portail, vendor, numero)
    do(portail, agent, numero, D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER)
    solde = bill(portail, vendor, horloge, numero, document)
    rest = Saisie(montant=Decimal("301.00"))
    assert do(portail, agent, solde, D.VALIDER, saisie=rest).statut is StatutDemande.VALIDEE


def bill(
    portail: Portail,
    vendor: Identite,
    horloge: Horloge,
    numero: str,
    document: dict[str, Any],
    *,
    montant: str = "358.33",
) -> str:
    """The number of the solde of an avance, complete, on a day when it may be filed."""
    horloge.instant = max(horloge.instant, datetime(2023, 6, 10, 10, tzinfo=monde.PARIS))
    line = monde.solde(numero, document["lignesImport"][0], montant=montant)
    (solde,) = monde.importe(portail, vendor, {**document, "lignesImport": [line]})
    monde.complete(portail, vendor, solde)
    return solde


def test_what_cannot_be_computed_is_named_and_confirmed_by_hand(
    portail: Portail, vendor: Identite, agent: Identite
) -> None:
    document = monde.avance()
    beneficiaires = document["lignesImport"][0]["beneficiaires"]
    beneficiaires.update(commandePour="STRUCTURE", liberal=[])
    beneficiaires["structure"] = {
        "nomResponsable": "EGLANTINE",
        "emailResponsable": "eglantine@example.org",
        "telephoneResponsable": "0199000106",
        "FINESSJuridique": "750991010",
        "FINESSGeo": ["750991028"],
    }
    (numero,) = monde.importe(portail, vendor, document)
    monde.complete(portail, vendor, numero)
    assert calcul(portail, agent, numero, Saisie()) == NotEvaluable(("unites.medecin",))
    given = Saisie(plafond_ht=Decimal("358.33"))
    assert isinstance(calcul(portail, agent, numero, given), Calcul)
    with pytest.raises(ActeRefuse):
        do(portail, agent, numero, D.VALIDER, saisie=evolve(given, montant=Decimal(1)))
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, numero, D.VALIDER, saisie=Saisie(montant=CALCULE + Decimal("0.01")))
    assert refused.value.refus.code == "MONTANT_EXCESSIF"
    do(portail, agent, numero, D.VALIDER, saisie=Saisie(montant=Decimal("100.00")))
    (row,) = rows(portail, Demande)
    assert row.montant_confirme == Decimal("100.00")
    assert row.calcul["notEvaluable"] == ["unites.medecin"]


def test_validating_an_avance_adds_the_decision_d_attribution(
    portail: Portail, agent: Identite, numero: str
) -> None:
    do(portail, agent, numero, D.VALIDER)
    (piece,) = rows(portail, Piece)
    assert (piece.type, piece.par_asp, piece.confirmee) == ("DECISION_ATTRIBUTION", True, True)
    assert piece.nom == f"decision-attribution-{numero}.pdf"
    text = text_of(portail, piece)
    assert "Décision d'attribution" in text
    assert "129,00 €" in text
    assert "EDITEUR 1" in text
    assert "20 octobre 2022" in text
    assert portail.read(lambda session: session.get(Objet, piece.cle)) is None


def test_a_demande_is_decided_within_the_budget(
    portail: Portail, agent: Identite, numero: str
) -> None:
    fixer_budget(portail, agent, Decimal("128.99"))
    do(portail, agent, numero, D.VALIDER)
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, numero, D.DECIDER)
    assert refused.value.refus.code == "BUDGET_INSUFFISANT"
    fixer_budget(portail, agent, CALCULE)
    assert do(portail, agent, numero, D.DECIDER).statut is StatutDemande.DECIDEE
    state = budget(portail, agent)
    assert (state.total, state.engage, state.disponible) == (CALCULE, CALCULE, Decimal(0))
    with pytest.raises(ActeRefuse) as refused:
        fixer_budget(portail, agent, Decimal("128.99"))
    assert refused.value.refus.code == "BUDGET_ENGAGE"
    with pytest.raises(FormulaireRefuse):
        fixer_budget(portail, agent, Decimal("-0.01"))


def test_nothing_is_decided_without_a_budget(portail: Portail, vendor: Identite) -> None:
    agent = monde.gestionnaire(portail)
    numero = monde.demande_complete(portail, vendor)
    assert budget(portail, agent).total == 0
    do(portail, agent, numero, D.VALIDER)
    with pytest.raises(ActeRefuse):
        do(portail, agent, numero, D.DECIDER)
    fixer_budget(portail, agent, Decimal("1000.00"))
    assert do(portail, agent, numero, D.DECIDER).statut is StatutDemande.DECIDEE


def test_rejecting_keeps_why(portail: Portail, agent: Identite, numero: str) -> None:
    fait = do(portail, agent, numero, D.REJETER, saisie=Saisie(motif="Commande tardive"))
    assert fait.statut is StatutDemande.REJETEE
    (done,) = rows(portail, Evenement, Evenement.acte == "REJETER")
    assert (done.acteur, done.details) == ("GESTIONNAIRE", {"motif": "Commande tardive"})


def test_it_is_paid_as_it_was_decided(
    portail: Portail, vendor: Identite, agent: Identite, numero: str, horloge: Horloge
) -> None:
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, numero, P.METTRE_EN_PAIEMENT)
    assert refused.value.refus.code == "NON_DECIDEE"
    do(portail, agent, numero, D.VALIDER, D.DECIDER)
    (ordre,) = ordres(portail, agent, EtatPaiement.AUCUN_PAIEMENT_EN_COURS, PAGE).elements
    assert (ordre.numero, ordre.montant) == (numero, CALCULE)
    do(portail, agent, numero, P.METTRE_EN_PAIEMENT)
    assert ordres(portail, agent, EtatPaiement.AUCUN_PAIEMENT_EN_COURS, PAGE).total == 0
    wrong = Saisie(montant=Decimal("128.99"))
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, numero, P.PAYER, saisie=wrong)
    assert refused.value.refus.code == "MONTANT_DIFFERENT"
    horloge.advance(days=1)
    assert do(portail, agent, numero, P.PAYER).paiement is EtatPaiement.PAIEMENT_EFFECTUE
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, numero, P.PAYER, saisie=wrong)
    assert refused.value.refus.params["etat"] == "PAIEMENT_EFFECTUE"
    avis = rows(portail, Piece)[-1]
    assert avis.type == "AVIS_DE_PAIEMENT"
    assert "FR7630006000011234567890189" in text_of(portail, avis)
    for somebody in (vendor, agent):
        (line,) = suivi(portail, somebody, numero)
        assert (line.avis, line.ligne.montant_paye) == (avis.id, CALCULE)
        assert str(line.ligne.date_paiement) == "2022-10-21"
    other = monde.fournisseur(portail, 2)
    with pytest.raises(Introuvable):
        suivi(portail, other, numero)


def test_the_suivi_is_hidden_until_the_avance_is_decidee(
    portail: Portail, vendor: Identite, numero: str
) -> None:
    assert suivi(portail, vendor, numero) == ()


def test_a_payment_goes_to_the_bank_details_that_are_active(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    do(portail, agent, numero, D.VALIDER, D.DECIDER)

    def replace(iban: str) -> None:
        def use(session: Session) -> None:
            for row in session.scalars(select(Coordonnees)):
                row.statut = "REMPLACEE"
            session.add(
                Coordonnees(
                    fournisseur_id=vendor.fournisseur_id,
                    iban=iban,
                    bic="AGRIFRPP",
                    titulaire="EDITEUR 1",
                    domiciliation="",
                    statut="ACTIVE",
                    cree=portail.now(),
                )
            )

        portail.write(use)

    def iban() -> str:
        (ordre,) = ordres(portail, agent, None, PAGE).elements
        return ordre.iban

    replace("FR1420041010050500013M02606")
    assert iban() == "FR1420041010050500013M02606"
    do(portail, agent, numero, P.METTRE_EN_PAIEMENT)
    replace("DE89370400440532013000")
    assert iban() == "FR1420041010050500013M02606"
    do(portail, agent, numero, P.PAYER)
    assert "FR1420041010050500013M02606" in text_of(portail, rows(portail, Piece)[-1])


def test_a_vendor_without_bank_details_stops_nothing(
    portail: Portail, vendor: Identite, agent: Identite
) -> None:
    portail.write(lambda session: session.execute(delete(Coordonnees)))
    numero = monde.demande_complete(portail, vendor)
    do(portail, agent, numero, D.VALIDER, D.DECIDER)
    (ordre,) = ordres(portail, agent, None, PAGE).elements
    assert (ordre.iban, ordre.bic, ordre.titulaire) == ("", "", "")
    do(portail, agent, numero, P.METTRE_EN_PAIEMENT, P.PAYER)
    assert rows(portail, Piece)[-1].type == "AVIS_DE_PAIEMENT"


def test_a_cancellation_needs_its_statement(portail: Portail, agent: Identite, numero: str) -> None:
    for attestation, code in ((None, "FAIT_MANQUANT"), (False, "ATTESTATION_MANQUANTE")):
        with pytest.raises(ActeRefuse) as refused:
            do(portail, agent, numero, D.ANNULER, saisie=Saisie(attestation=attestation))
        assert refused.value.refus.code == code
    fait = do(portail, agent, numero, D.ANNULER, saisie=Saisie(attestation=True))
    assert fait.statut is StatutDemande.ANNULEE
    assert recouvrements(portail, agent, PAGE).total == 0
    assert rows(portail, Courriel) == []


@pytest.mark.parametrize("acte", [D.ANNULER, D.RECOUVRER])
def test_what_was_paid_is_asked_for(
    portail: Portail, agent: Identite, numero: str, acte: EvenementDemande
) -> None:
    do(portail, agent, numero, D.VALIDER, D.DECIDER)
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, numero, D.RECOUVRER)
    assert refused.value.refus.code == "NON_PAYEE"
    do(portail, agent, numero, P.METTRE_EN_PAIEMENT, P.PAYER)
    given = Saisie(attestation=True)
    assert do(portail, agent, numero, acte, saisie=given).statut is StatutDemande.ANNULEE
    assert do(portail, agent, numero, acte, saisie=given).deja
    (ordre,) = recouvrements(portail, agent, PAGE).elements
    assert (ordre.numero, ordre.montant) == (numero, CALCULE)
    (mail,) = rows(portail, Courriel)
    assert "129,00\u00a0€" in mail.corps
    assert budget(portail, agent).engage == 0
    (line,) = suivi(portail, agent, numero)
    assert line.avis is not None


@pytest.fixture
def solde_en_trop(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> tuple[str, str]:
    """An avance that was paid 129.00, and its solde, validated at nothing: the bill is of 60.00."""
    document = monde.avance()
    (avance,) = monde.importe(portail, vendor, document)
    monde.complete(portail, vendor, avance)
    do(portail, agent, avance, D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER)
    solde = bill(portail, vendor, horloge, avance, document, montant="50.00")
    answer = calcul(portail, agent, solde, Saisie())
    assert isinstance(answer, Calcul)
    assert (answer.montant_decide, answer.a_recouvrer) == (Decimal(0), EN_TROP)
    do(portail, agent, solde, D.VALIDER, saisie=RIEN)
    return avance, solde


def orders(portail: Portail, agent: Identite) -> list[tuple[str, Decimal]]:
    """What is to be given back, the newest order first."""
    return [(one.numero, one.montant) for one in recouvrements(portail, agent, PAGE).elements]


def test_what_was_paid_in_excess_is_asked_for_as_the_solde_is_decided(
    portail: Portail, agent: Identite, solde_en_trop: tuple[str, str]
) -> None:
    _, solde = solde_en_trop
    assert orders(portail, agent) == []
    do(portail, agent, solde, D.DECIDER)
    assert do(portail, agent, solde, D.DECIDER).deja
    assert orders(portail, agent) == [(solde, EN_TROP)]
    (mail,) = rows(portail, Courriel)
    assert (solde in mail.sujet, "69,00\u00a0€" in mail.corps) == (True, True)
    do(portail, agent, solde, P.METTRE_EN_PAIEMENT, P.PAYER, saisie=RIEN)
    with pytest.raises(ActeRefuse) as refused:
        do(portail, agent, solde, D.RECOUVRER)
    assert refused.value.refus.code == "RIEN_A_RECOUVRER"
    assert orders(portail, agent) == [(solde, EN_TROP)]


def test_what_was_asked_for_is_not_asked_for_again(
    portail: Portail, agent: Identite, solde_en_trop: tuple[str, str]
) -> None:
    avance, solde = solde_en_trop
    sworn = Saisie(attestation=True)
    do(portail, agent, solde, D.DECIDER)
    do(portail, agent, solde, D.ANNULER, saisie=sworn)
    do(portail, agent, avance, D.ANNULER, saisie=sworn)
    assert orders(portail, agent) == [(avance, CALCULE - EN_TROP), (solde, EN_TROP)]


def test_who_else_names_a_beneficiaire(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    medecin = monde.rpps(1)
    assert nommant(portail, agent, medecin, PAGE).elements == ()
    do(portail, agent, numero, D.VALIDER)
    (found,) = nommant(portail, agent, f" {medecin} ", PAGE).elements
    assert (found.numero, found.siret) == (numero, monde.new_siret(1))
    assert nommant(portail, agent, monde.rpps(2), PAGE).total == 0


def test_what_is_not_there_or_not_complete_is_not_instructed(
    portail: Portail, vendor: Identite, agent: Identite
) -> None:
    (waiting,) = monde.importe(portail, vendor, monde.avance())
    for number in (waiting, "FINMDV999999M0", "?"):
        with pytest.raises(Introuvable):
            calcul(portail, agent, number, Saisie())
        with pytest.raises(Introuvable):
            do(portail, agent, number, D.VALIDER)


def test_a_document_whose_facts_change_meanwhile_is_made_anew(
    portail: Portail, agent: Identite, numero: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The vendor moves while the document is being made: what is kept tells the new address."""
    seen: list[str] = []

    def edit(contenu: editions.Contenu) -> bytes:
        seen.append(contenu.adresse)
        move(portail, f"{len(seen)} RUE NEUVE" if len(seen) < 3 else contenu.adresse)
        return editions.edit(contenu)

    monkeypatch.setattr(effets, "edit", edit)
    do(portail, agent, numero, D.VALIDER)
    assert seen == ["1 RUE DU TEST", "1 RUE NEUVE", "2 RUE NEUVE"]
    (piece,) = rows(portail, Piece)
    assert "2 RUE NEUVE" in text_of(portail, piece)


def test_a_document_whose_facts_never_stay_is_asked_for_later(
    portail: Portail, agent: Identite, numero: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def edit(contenu: editions.Contenu) -> bytes:
        move(portail, contenu.adresse + "!")
        return b"%PDF"

    monkeypatch.setattr(effets, "edit", edit)
    with pytest.raises(Attendre):
        do(portail, agent, numero, D.VALIDER)
    assert rows(portail, Piece) == []
    (row,) = rows(portail, Demande)
    assert row.statut == "EN_COURS"


def move(portail: Portail, adresse: str) -> None:
    def use(session: Session) -> None:
        session.scalars(select(Fournisseur)).one().adresse = adresse

    portail.write(use)


def at_once(*calls: Callable[[], str]) -> list[str]:
    """What each answers when all of them are made together."""
    barrier = Barrier(len(calls))

    def wait_and(call: Callable[[], str]) -> str:
        barrier.wait()
        return call()

    with ThreadPoolExecutor(len(calls)) as pool:
        return sorted(pool.map(wait_and, calls))


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)
def test_of_two_who_decide_at_once_one_finds_the_budget_spent(portail: Portail) -> None:
    vendor, agent = monde.fournisseur(portail), monde.gestionnaire(portail)
    monde.budget(portail, "200.00")
    numbers = [monde.demande_complete(portail, vendor, start=start) for start in (1, 2)]
    for number in numbers:
        do(portail, agent, number, D.VALIDER)

    def decide(number: str) -> str:
        try:
            return str(do(portail, agent, number, D.DECIDER).statut)
        except ActeRefuse as refused:
            return str(refused.refus.code)

    answers = at_once(*(partial(decide, number) for number in numbers))
    assert answers == ["BUDGET_INSUFFISANT", "DECIDEE"]
    assert budget(portail, agent).engage == CALCULE
    (decided,) = ordres(portail, agent, None, PAGE).elements
    do(portail, agent, decided.numero, P.METTRE_EN_PAIEMENT, P.PAYER, D.RECOUVRER)
    assert recouvrements(portail, agent, PAGE).total == 1


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)
def test_of_two_who_pay_at_once_one_finds_it_paid(portail: Portail) -> None:
    vendor, agent = monde.fournisseur(portail), monde.gestionnaire(portail)
    monde.budget(portail)
    numero = monde.demande_complete(portail, vendor)
    do(portail, agent, numero, D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT)

    def pay() -> str:
        return str(do(portail, agent, numero, P.PAYER).deja)

    assert at_once(pay, pay) == ["False", "True"]
    kinds = [piece.type for piece in rows(portail, Piece)]
    assert kinds == ["DECISION_ATTRIBUTION", "AVIS_DE_PAIEMENT"]
    (named,) = nommant(portail, agent, monde.rpps(1), PAGE).elements
    assert named.paiement is EtatPaiement.PAIEMENT_EFFECTUE


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)
def test_of_two_who_validate_at_once_one_finds_it_funded(
    portail: Portail, monkeypatch: pytest.MonkeyPatch
) -> None:
    agent = monde.gestionnaire(portail)
    numbers = [
        monde.demande_complete(portail, monde.fournisseur(portail, number), number)
        for number in (1, 2)
    ]
    read, both_have_read = beneficiaires.funded_elsewhere, Barrier(2)

    def and_wait(*args: Any) -> tuple[str, ...]:
        found = read(*args)
        with suppress(BrokenBarrierError):
            both_have_read.wait(0.5)
        return found

    monkeypatch.setattr(beneficiaires, "funded_elsewhere", and_wait)

    def validate(number: str) -> str:
        try:
            return str(do(portail, agent, number, D.VALIDER).statut)
        except ActeRefuse as refused:
            return str(refused.refus.code)

    answers = at_once(*(partial(validate, number) for number in numbers))
    assert answers == ["BENEFICIAIRE_DEJA_FINANCE", "VALIDEE"]
    assert nommant(portail, agent, monde.rpps(1), PAGE).total == 1
