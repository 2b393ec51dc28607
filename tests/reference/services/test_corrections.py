"""A demande that is A modifier: corrected by its vendor, and by a line that is still it."""

from __future__ import annotations

from copy import deepcopy
from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services import consultation, pieces
from segur_reference.services.corrections import Correction, corriger
from segur_reference.services.erreurs import (
    ActeRefuse,
    FormulaireRefuse,
    Interdit,
    Introuvable,
)
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import instruire
from segur_reference.services.lignes import document_of
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Beneficiaire, Demande, Version
from segur_rules.outcomes import Constat
from segur_rules.portail import Saisie
from segur_rules.statuts import EvenementDemande, EvenementPaiement, StatutDemande
from tests.reference import monde
from tests.reference.monde import PARIS, Horloge

D, P = EvenementDemande, EvenementPaiement
BON = "mdv-lgc-va1-bdc-00002.pdf"


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


@pytest.fixture
def agent(portail: Portail) -> Identite:
    monde.budget(portail)
    return monde.gestionnaire(portail)


@pytest.fixture
def numero(portail: Portail, vendor: Identite, agent: Identite) -> str:
    """The second line of its file, so that its numLigne is not that of a file of one line."""
    found = monde.importe(portail, vendor, monde.avance(lines=2))[1]
    assert pieces.deposer(portail, vendor, found, BON, monde.pdf()).complete
    ask(portail, agent, found)
    return found


def ask(portail: Portail, agent: Identite, numero: str) -> None:
    saisie = Saisie(corrections="Le montant.")
    instruire(portail, agent, numero, D.DEMANDER_MODIFICATION, saisie)


def line(**changes: Any) -> dict[str, Any]:
    """The line that was filed, with a lower amount and other changes."""
    found: dict[str, Any] = monde.avance(lines=2)["lignesImport"][1]
    found["commande"]["montantSegurHT"] = Decimal("300.00")
    return found | changes


def send(portail: Portail, who: Identite, numero: str, ligne: Any) -> Correction:
    return corriger(portail, who, numero, monde.raw(ligne))


def row_of(portail: Portail, numero: str) -> Demande:
    def use(session: Session) -> Demande:
        row = session.scalars(select(Demande).where(Demande.numero == numero)).one()
        session.expunge_all()
        return row

    return portail.read(use)


def named_by(portail: Portail, row: Demande) -> list[str]:
    query = select(Beneficiaire.numero).where(Beneficiaire.demande_id == row.id)
    return portail.read(lambda session: list(session.scalars(query.order_by(Beneficiaire.numero))))


def test_the_line_takes_the_place_of_the_one_that_was_filed(
    portail: Portail, vendor: Identite, numero: str
) -> None:
    corrected = line()
    corrected["commande"]["dateCommande"] = "04/10/2022"
    corrected["beneficiaires"]["liberal"][0]["RPPS"] = monde.rpps(7)
    done = send(portail, vendor, numero, corrected)
    assert done.fait is not None
    assert done.fait.statut is StatutDemande.EN_COURS
    row = row_of(portail, numero)
    assert row.statut == "EN_COURS"
    assert (row.montant_ht, row.regime_tva) == (Decimal("300.00"), "TTC")
    assert str(row.date_document) == "2022-10-04"
    assert document_of(row.ligne) == corrected
    assert '"montantSegurHT":300.00' in row.ligne
    assert named_by(portail, row) == [monde.rpps(7)]
    versions = portail.read(
        lambda session: [
            (v.acte, v.montant_ht, v.beneficiaires, document_of(v.ligne)["numLigne"])
            for v in session.scalars(select(Version).where(Version.demande_id == row.id))
        ]
    )
    assert versions[0] == (None, Decimal("358.33"), [monde.rpps(2)], 2)
    assert versions[-1] == ("CORRIGER", Decimal("300.00"), [monde.rpps(7)], 2)
    with pytest.raises(ActeRefuse) as refused:
        send(portail, vendor, numero, corrected)
    assert refused.value.refus.code == "TRANSITION_IMPOSSIBLE"


def test_a_line_may_be_numbered_as_in_a_file_of_its_own(
    portail: Portail, vendor: Identite, numero: str
) -> None:
    assert send(portail, vendor, numero, line(numLigne=1)).fait is not None
    assert document_of(row_of(portail, numero).ligne)["numLigne"] == 2


@pytest.mark.parametrize(
    ("ligne", "rule"),
    [
        (b"", "SEG-FIC-"),
        (b'{"a": 1, "a": 2}', "SEG-FIC-"),
        (b"[]", "SEG-FIC-"),
        (b"{}, {}", "SEG-FIC-"),
    ],
)
def test_what_is_no_line_gets_a_report(
    portail: Portail, vendor: Identite, numero: str, ligne: bytes, rule: str
) -> None:
    done = corriger(portail, vendor, numero, ligne)
    assert done.fait is None
    assert all(finding.rule.startswith(rule) for finding in done.report.findings)
    assert done.report.findings
    assert row_of(portail, numero).statut == "A_MODIFIER"


def test_a_line_that_is_wrong_gets_a_report_and_changes_nothing(
    portail: Portail, vendor: Identite, numero: str
) -> None:
    wrong = line(numLigne=3)
    wrong["beneficiaires"]["liberal"][0]["RPPS"] = "10001234566"
    done = send(portail, vendor, numero, wrong)
    assert done.fait is None
    found = [finding.rule for finding in done.report.findings]
    assert {"SEG-BEN-015", "SEG-FIC-021"} <= set(found)
    assert row_of(portail, numero).montant_ht == Decimal("358.33")


def test_a_solde_does_not_correct_an_avance(
    portail: Portail, vendor: Identite, numero: str
) -> None:
    done = send(portail, vendor, numero, monde.solde(numero, line()))
    assert done.fait is None
    assert [finding.rule for finding in done.report.findings] == ["SEG-FIC-023"]


def test_a_correction_keeps_the_numero_editeur(
    portail: Portail, vendor: Identite, numero: str
) -> None:
    other = line(numeroEditeur="00009")
    other["piecesJustificatives"][0]["nomFichier"] = "mdv-lgc-va1-bdc-00009.pdf"
    with pytest.raises(FormulaireRefuse) as refused:
        send(portail, vendor, numero, other)
    refusal, missing = refused.value.refus
    assert (refusal.code, refusal.params["champ"]) == ("DONNEE_FIGEE", "numero_editeur")
    assert missing.code == "PIECES_MANQUANTES"


def test_a_correction_is_made_by_the_vendor_alone(
    portail: Portail, agent: Identite, numero: str
) -> None:
    with pytest.raises(Interdit):
        send(portail, agent, numero, line())
    with pytest.raises(Introuvable):
        send(portail, monde.fournisseur(portail, 2), numero, line())


def test_only_what_is_a_modifier_is_corrected(
    portail: Portail, vendor: Identite, agent: Identite
) -> None:
    numero = monde.demande_complete(portail, vendor)
    with pytest.raises(ActeRefuse) as refused:
        corriger(portail, vendor, numero, b"not even JSON")
    assert refused.value.refus.code == "TRANSITION_IMPOSSIBLE"


def test_of_other_vendors_nothing_is_told_but_the_rule(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    funded = monde.demande_complete(portail, monde.fournisseur(portail, 2), 2, start=5)
    instruire(portail, agent, funded, D.VALIDER, Saisie(montant=Decimal("129.00")))
    corrected = line()
    corrected["beneficiaires"]["liberal"][0]["RPPS"] = monde.rpps(5)
    done = send(portail, vendor, numero, corrected)
    assert (done.fait, done.rejet) == (
        None,
        Constat(
            "SEG-BEN-026",
            "/lignesImport/0/beneficiaires/liberal/0/RPPS",
            {"numeros": (monde.rpps(5),)},
            "rejet",
        ),
    )
    assert not any(finding.rule == "SEG-BEN-026" for finding in done.report.findings)
    assert row_of(portail, numero).statut == "A_MODIFIER"


def test_what_was_filed_in_time_may_be_corrected_later(
    portail: Portail, vendor: Identite, numero: str, horloge: Horloge
) -> None:
    horloge.instant = datetime(2023, 1, 10, 10, tzinfo=PARIS)
    assert send(portail, vendor, numero, line()).fait is not None


def test_a_correction_announces_what_is_there(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    corrected = line()
    corrected["piecesJustificatives"][0]["nomFichier"] = "mdv-lgc-va1-bdc2-00002.pdf"
    with pytest.raises(FormulaireRefuse) as refused:
        send(portail, vendor, numero, corrected)
    (refusal,) = refused.value.refus
    assert refusal.code == "PIECES_MANQUANTES"
    assert refusal.params == {"manquantes": ("mdv-lgc-va1-bdc2-00002.pdf",)}
    assert row_of(portail, numero).statut == "A_MODIFIER"
    # Given first, it is announced then, and is what it is announced as.
    pieces.deposer(portail, vendor, numero, "mdv-lgc-va1-bdc2-00002.pdf", monde.pdf())
    assert send(portail, vendor, numero, corrected).fait is not None
    shown = consultation.consulter(portail, agent, numero).pieces
    assert [(one.nom, one.type) for one in shown] == [
        (BON, "BON_COMMANDE"),
        ("mdv-lgc-va1-bdc2-00002.pdf", "BON_COMMANDE"),
    ]


def test_a_correction_confirms_the_documents_that_were_added(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    """Back to En cours, nothing more could be confirmed: the gestionnaire would never see it."""
    added = pieces.deposer(portail, vendor, numero, "attestation.pdf", monde.pdf()).piece
    assert added is not None
    assert send(portail, vendor, numero, line()).fait is not None
    shown = consultation.consulter(portail, agent, numero).pieces
    assert ("attestation.pdf", True) in [(one.nom, one.confirmee) for one in shown]
    assert pieces.telecharger(portail, agent, numero, added.id).nom == "attestation.pdf"
    last = consultation.evenements(portail, vendor, numero)[-1]
    assert (last.acte, last.details) == ("CORRIGER", {"pieces": ["attestation.pdf"]})


def test_the_vat_rate_is_corrected_with_the_line(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    with pytest.raises(FormulaireRefuse) as refused:
        corriger(portail, vendor, numero, monde.raw(line()), Decimal("NaN"))
    assert [refusal.code for refusal in refused.value.refus] == ["TAUX_INVALIDE"]
    done = corriger(portail, vendor, numero, monde.raw(line()), Decimal("8.5"))
    assert done.fait is not None
    told = consultation.versions(portail, vendor, numero)
    assert [one.taux_tva for one in told[-2:]] == [Decimal(20), Decimal("8.5")]
    assert consultation.consulter(portail, agent, numero).taux_tva == Decimal("8.5")
    # 300.00 HT, 325.50 TTC, 30 %.
    instruire(portail, agent, numero, D.VALIDER, Saisie(montant=Decimal("97.65")))


def test_a_rate_that_is_not_given_stays(portail: Portail, vendor: Identite, numero: str) -> None:
    assert send(portail, vendor, numero, line()).fait is not None
    assert consultation.consulter(portail, vendor, numero).taux_tva == Decimal(20)


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)
def test_a_solde_is_corrected_on_its_own_dossier(portail: Portail, horloge: Horloge) -> None:
    vendor, agent = monde.fournisseur(portail), monde.gestionnaire(portail)
    monde.budget(portail)
    avances = [monde.demande_complete(portail, vendor, start=start) for start in (1, 2)]
    paid = Saisie(montant=Decimal("129.00"))
    for number in avances:
        for acte in (D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER):
            instruire(portail, agent, number, acte, paid)
    horloge.instant = datetime(2023, 6, 10, 10, tzinfo=PARIS)
    document = monde.avance()
    filed = monde.solde(avances[0], document["lignesImport"][0])
    document["lignesImport"] = [filed]
    (numero,) = monde.importe(portail, vendor, document)
    assert numero.endswith("M1")
    for piece in filed["piecesJustificatives"]:
        pieces.deposer(portail, vendor, numero, piece["nomFichier"], monde.pdf())
    ask(portail, agent, numero)
    other = deepcopy(filed) | {"numeroASP": avances[1]}
    other["beneficiaires"]["liberal"][0]["RPPS"] = monde.rpps(2)
    with pytest.raises(FormulaireRefuse) as refused:
        send(portail, vendor, numero, other)
    assert refused.value.refus[0].params["champ"] == "numero_asp"
    corrected = deepcopy(filed)
    corrected["facture"]["montantSegurHTFacture"] = Decimal("350.00")
    done = send(portail, vendor, numero, corrected)
    assert done.fait is not None
    assert not any(finding.rule == "SEG-DOS-010" for finding in done.report.findings)
    assert row_of(portail, numero).montant_ht == Decimal("350.00")
    # 350.00 with VAT at 20 %, less the avance.
    solde = Saisie(montant=Decimal("291.00"))
    for acte in (D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER):
        instruire(portail, agent, numero, acte, solde)
    assert row_of(portail, numero).paiement == "PAIEMENT_EFFECTUE"
