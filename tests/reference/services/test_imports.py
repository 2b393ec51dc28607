"""Files of demandes: simulated, imported once, listed, given back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from secrets import token_hex
from threading import Barrier, Thread
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from segur_reference.config import Settings
from segur_reference.services import imports
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Interdit, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.imports import Importation
from segur_reference.services.instruction import calcul, instruire
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from segur_reference.storage.tables import (
    Beneficiaire,
    Coordonnees,
    Demande,
    Depot,
    Dossier,
    Enrolement,
    Evenement,
    Simulation,
)
from segur_rules import Context, Phase, Report, Verdict
from segur_rules.conformance.exact import loads
from segur_rules.lots import SUCCES, Retour, read_returned
from segur_rules.montants import Calcul
from segur_rules.portail import CriteresImports, FormulaireImport, Periode, Saisie, digest
from segur_rules.statuts import EvenementDemande, EvenementPaiement, TypeDemande
from tests.reference import monde
from tests.reference.monde import Horloge

TOUS = CriteresImports()
PAGE = Tranche()
EN_2023 = datetime(2023, 6, 10, 10, tzinfo=monde.PARIS)
"""A day when the SONS takes soldes."""


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


@pytest.fixture
def other(portail: Portail) -> Identite:
    return monde.fournisseur(portail, 2)


@pytest.fixture
def agent(portail: Portail) -> Identite:
    monde.budget(portail)
    return monde.gestionnaire(portail)


def form(document: dict[str, Any], **more: Any) -> FormulaireImport:
    kind = TypeDemande.SOLDE if "facture" in document["lignesImport"][0] else TypeDemande.AVANCE
    made = FormulaireImport(kind, document["numeroAns"], monde.TAUX, digest(monde.raw(document)))
    return evolve(made, **more)


def simulated(portail: Portail, vendor: Identite, document: dict[str, Any]) -> Report:
    return imports.simuler(portail, vendor, monde.raw(document), form(document)).report


def imported(portail: Portail, vendor: Identite, document: dict[str, Any]) -> Importation:
    return imports.importer(portail, vendor, monde.raw(document), form(document), "demandes.json")


def refused(portail: Portail, vendor: Identite, document: dict[str, Any], **more: Any) -> str:
    """The code by which an import is refused."""
    with pytest.raises(ActeRefuse) as error:
        imports.importer(
            portail, vendor, monde.raw(document), form(document, **more), "demandes.json"
        )
    return str(error.value.refus.code)


def count(portail: Portail, kind: Any) -> int:
    return portail.read(lambda s: s.scalar(select(func.count()).select_from(kind))) or 0


def rows(portail: Portail, kind: Any) -> list[Any]:
    def use(session: Session) -> list[Any]:
        found = list(session.scalars(select(kind).order_by(kind.id)))
        session.expunge_all()
        return found

    return portail.read(use)


def nothing_is_kept(portail: Portail) -> bool:
    return not any(count(portail, kind) for kind in (Depot, Dossier, Demande, Beneficiaire))


def codes(done: Importation) -> list[str]:
    return [line.code for line in done.lignes]


def paid(portail: Portail, vendor: Identite, agent: Identite, start: int = 1) -> str:
    """The number of an avance that is decided and paid."""
    numero = monde.demande_complete(portail, vendor, start=start)
    decided(portail, agent, numero)
    montant = Saisie(montant=Decimal("129.00"))
    for acte in (EvenementPaiement.METTRE_EN_PAIEMENT, EvenementPaiement.PAYER):
        instruire(portail, agent, numero, acte, montant)
    return numero


def decided(portail: Portail, agent: Identite, numero: str) -> None:
    montant = Saisie(montant=Decimal("129.00"))
    for acte in (EvenementDemande.VALIDER, EvenementDemande.DECIDER):
        instruire(portail, agent, numero, acte, montant)


def soldes(*numeros: str, start: int = 1) -> dict[str, Any]:
    """The file of the soldes of avances, whose médecins count from `start`."""
    document = monde.avance(lines=len(numeros), start=start)
    document["lignesImport"] = [
        monde.solde(numero, line)
        for numero, line in zip(numeros, document["lignesImport"], strict=True)
    ]
    return document


def test_anyone_may_simulate_and_nothing_is_kept(portail: Portail) -> None:
    content = monde.raw(monde.avance())
    report = imports.simuler_sans_compte(portail, content)
    assert report.verdict is Verdict.RECEVABLE_SOUS_RESERVE
    assert report.guessed == ("sons", "phase")
    given = imports.simuler_sans_compte(
        portail, content, type_demande=TypeDemande.SOLDE, sons="HOP-DPI-VA1", taux_tva=Decimal(20)
    )
    assert [finding.rule for finding in given.findings] == ["SEG-FIC-023"]
    assert count(portail, Simulation) == 0


def test_the_public_simulation_takes_a_rate_and_nothing_else_for_one(portail: Portail) -> None:
    content = monde.raw(monde.avance())
    assert imports.simuler_sans_compte(portail, content, taux_tva=Decimal(20)).findings == ()
    with pytest.raises(FormulaireRefuse) as error:
        imports.simuler_sans_compte(portail, content, taux_tva=Decimal("NaN"))
    assert [refus.code for refus in error.value.refus] == ["TAUX_INVALIDE"]


def test_the_public_simulation_is_judged_at_the_present_instant(
    portail: Portail, horloge: Horloge
) -> None:
    horloge.advance(days=365)
    report = imports.simuler_sans_compte(portail, monde.raw(monde.avance()))
    assert report.verdict is Verdict.IRRECEVABLE


def test_a_simulation_knows_the_product_the_rate_and_the_dossiers(
    portail: Portail, vendor: Identite
) -> None:
    report = simulated(portail, vendor, monde.avance())
    assert report.findings == ()
    # The day on which avances opened is published nowhere.
    assert [skipped.rule for skipped in report.not_evaluated] == ["SEG-ECH-003"]
    assert nothing_is_kept(portail)
    (kept,) = rows(portail, Simulation)
    assert (kept.verdict, kept.taux_tva, kept.numero_ans) == (
        "recevable_sous_reserve",
        20,
        monde.numero_ans(),
    )


def test_a_file_is_imported_with_its_numbers(portail: Portail, vendor: Identite) -> None:
    document = monde.avance(lines=2)
    simulated(portail, vendor, document)
    done = imported(portail, vendor, document)
    assert done.depot is not None
    assert (done.depot.demandes, done.depot.retenues, done.depot.rejetees) == (2, 2, 0)
    assert [line.numero for line in done.lignes] == ["FINMDV000001M0", "FINMDV000002M0"]
    assert [line.numero_editeur for line in done.lignes] == ["00001", "00002"]
    assert codes(done) == [SUCCES, SUCCES]
    first, _ = rows(portail, Demande)
    assert (first.statut, first.sons, first.regime_tva) == ("NON_COMPLETE", monde.SONS, "TTC")
    assert first.coordonnees["titulaire"] == "EDITEUR 1"
    assert first.montant_ht == Decimal("358.33")
    assert first.date_document == date(2022, 10, 3)
    assert loads(first.ligne) == document["lignesImport"][0]
    named = portail.read(lambda s: sorted(s.scalars(select(Beneficiaire.numero))))
    assert named == sorted([monde.rpps(1), monde.rpps(2)])
    assert [event.acte for event in rows(portail, Evenement)] == ["DEPOSER", "DEPOSER"]


def test_the_returned_file_is_read_as_the_portal_s(portail: Portail, vendor: Identite) -> None:
    document = monde.avance(lines=2)
    simulated(portail, vendor, document)
    done = imported(portail, vendor, document)
    assert done.depot is not None
    content = imports.retour(portail, vendor, int(done.depot.identifiant))
    retour = read_returned(content, Phase.AVANCE, Context(sons=monde.SONS))
    assert isinstance(retour, Retour), retour
    assert retour.imp_id == done.depot.identifiant
    assert [line.numero_asp for line in retour.lignes] == ["FINMDV000001M0", "FINMDV000002M0"]


def test_what_a_vendor_imported_is_its_own(
    portail: Portail, vendor: Identite, other: Identite, agent: Identite
) -> None:
    monde.importe(portail, vendor, monde.avance())
    for number in (1, 99):
        with pytest.raises(Introuvable):
            imports.retour(portail, other, number)
    assert imports.lister(portail, other, TOUS, PAGE).total == 0
    for use in (
        lambda: imports.retour(portail, agent, 1),
        lambda: imports.lister(portail, agent, TOUS, PAGE),
        lambda: simulated(portail, agent, monde.avance()),
        lambda: imported(portail, agent, monde.avance()),
    ):
        with pytest.raises(Interdit):
            use()


def test_the_form_is_complete_and_of_a_product_of_the_vendor(
    portail: Portail, vendor: Identite, other: Identite
) -> None:
    document = monde.avance()
    content = monde.raw(document)
    for wrong, code in (
        ({"taux_tva": None}, "CHAMP_OBLIGATOIRE"),
        ({"numero_ans": monde.numero_ans(2)}, "ENROLEMENT_INCONNU"),
        ({"taux_tva": Decimal(101)}, "TAUX_INVALIDE"),
    ):
        bad = form(document, **wrong)
        for use in (
            lambda bad=bad: imports.simuler(portail, vendor, content, bad),
            lambda bad=bad: imports.importer(portail, vendor, content, bad, "x.json"),
        ):
            with pytest.raises(FormulaireRefuse) as error:
                use()
            assert [refus.code for refus in error.value.refus] == [code]
    assert nothing_is_kept(portail)


def test_a_product_that_is_not_enrolled_yet_files_nothing(
    portail: Portail, vendor: Identite
) -> None:
    def wait(session: Session) -> None:
        session.scalars(select(Enrolement)).one().statut = "EN_COURS"

    portail.write(wait)
    with pytest.raises(FormulaireRefuse) as error:
        simulated(portail, vendor, monde.avance())
    assert [refus.code for refus in error.value.refus] == ["ENROLEMENT_NON_VALIDE"]


def test_only_the_bytes_that_were_simulated_are_imported(
    portail: Portail, vendor: Identite
) -> None:
    document = monde.avance()
    assert refused(portail, vendor, document) == "SIMULATION_ABSENTE"
    simulated(portail, vendor, document)
    changed = monde.avance(start=2)
    assert refused(portail, vendor, changed) == "SIMULATION_AUTRE_FICHIER"
    other_rate = Decimal("8.5")
    assert refused(portail, vendor, document, taux_tva=other_rate) == "SIMULATION_AUTRE_FORMULAIRE"
    assert nothing_is_kept(portail)
    # Another file that is simulated since takes nothing away from the first.
    simulated(portail, vendor, changed)
    assert codes(imported(portail, vendor, document)) == [SUCCES]
    assert codes(imported(portail, vendor, changed)) == [SUCCES]


def test_the_simulation_of_another_vendor_is_not_one_s_own(
    portail: Portail, vendor: Identite, other: Identite
) -> None:
    simulated(portail, vendor, monde.avance())
    assert refused(portail, other, monde.avance(2)) == "SIMULATION_ABSENTE"


def test_a_simulation_is_good_for_one_import(portail: Portail, vendor: Identite) -> None:
    document = monde.avance()
    simulated(portail, vendor, document)
    simulated(portail, vendor, document)
    assert count(portail, Simulation) == 1
    imported(portail, vendor, document)
    other_rate = Decimal("8.5")
    assert refused(portail, vendor, document, taux_tva=other_rate) == "SIMULATION_ABSENTE"
    assert count(portail, Depot) == 1


def test_an_import_that_is_asked_for_again_is_answered_as_it_was(
    portail: Portail, vendor: Identite, other: Identite, horloge: Horloge
) -> None:
    document = monde.avance(lines=2)
    simulated(portail, vendor, document)
    done = imported(portail, vendor, document)
    assert not done.deja
    # Whatever is simulated since, and however late.
    simulated(portail, vendor, monde.avance(start=9))
    horloge.advance(days=365)
    again = imported(portail, vendor, document)
    assert again == evolve(done, deja=True)
    assert count(portail, Demande) == 2
    assert refused(portail, other, monde.avance(2)) == "SIMULATION_ABSENTE"


def test_a_file_that_is_simulated_anew_is_imported_anew_and_said(
    portail: Portail, vendor: Identite
) -> None:
    document = monde.avance()
    content, filled = monde.raw(document), form(document)
    assert imports.simuler(portail, vendor, content, filled).meme_fichier == ()
    first = imported(portail, vendor, document)
    assert imports.simuler(portail, vendor, content, filled).meme_fichier == ("1",)
    second = imported(portail, vendor, document)
    assert (first.meme_fichier, second.meme_fichier, second.deja) == ((), ("1",), False)
    assert count(portail, Demande) == 2
    # Asked for again, it is the last one.
    assert imported(portail, vendor, document) == evolve(second, deja=True)


def test_what_the_simulation_found_an_error_in_is_not_imported(
    portail: Portail, vendor: Identite
) -> None:
    document = monde.avance()
    document["lignesImport"][0]["commande"]["montantSegurHT"] = Decimal("0.00")
    assert simulated(portail, vendor, document).verdict is Verdict.IRRECEVABLE
    assert refused(portail, vendor, document) == "SIMULATION_IRRECEVABLE"
    for content in (b"", b"{", b"[]"):
        sent = form(document, empreinte=digest(content))
        assert imports.simuler(portail, vendor, content, sent).report.verdict is Verdict.IRRECEVABLE
        with pytest.raises(ActeRefuse):
            imports.importer(portail, vendor, content, sent, "x.json")


def test_a_file_that_is_too_late_by_now_is_refused_whole_and_said_why(
    portail: Portail, vendor: Identite, horloge: Horloge
) -> None:
    document = monde.avance()
    simulated(portail, vendor, document)
    horloge.advance(days=365)
    done = imported(portail, vendor, document)
    assert done.depot is None
    assert done.lignes == ()
    assert done.rapports["en"]["verdict"] == Verdict.IRRECEVABLE
    assert nothing_is_kept(portail)
    # It was not imported: its simulation is still there.
    assert count(portail, Simulation) == 1


def test_a_file_of_which_nobody_knows_the_sons_is_not_imported(portail: Portail) -> None:
    vendor = monde.fournisseur(portail, sons="HOP-DPI-VA1")

    def enrol_twice(session: Session) -> None:
        session.scalars(select(Enrolement)).one().sons = ["HOP-DPI-VA1", "HOP-RI-VA1"]

    portail.write(enrol_twice)
    document = loads((monde.EXAMPLES / "hop-dpi-va1-avance.json").read_text("utf-8"))
    document.update(numeroAns=monde.numero_ans(), siret=monde.new_siret(1))
    for line in document["lignesImport"]:
        line["commande"]["regimeTVA"] = "TTC"
        for piece in line["piecesJustificatives"]:
            piece["nomFichier"] = piece["nomFichier"].removeprefix("hop-dpi-va1-")
    report = simulated(portail, vendor, document)
    assert report.sons is None
    assert report.findings == ()
    assert report.verdict is Verdict.RECEVABLE_SOUS_RESERVE
    assert refused(portail, vendor, document) == "SONS_INDETERMINE"


def test_a_number_that_cannot_be_anybody_s_is_kept_in_the_line_alone(
    portail: Portail, horloge: Horloge
) -> None:
    """In imagerie vague 2 a number that is wrong is passed over, where another is right."""
    horloge.instant = datetime(2025, 10, 20, 10, tzinfo=monde.PARIS)
    vendor = monde.fournisseur(portail, sons="IMG-RIS-VA2")
    document = loads((monde.EXAMPLES / "img-ris-va2-avance.json").read_text("utf-8"))
    document.update(numeroAns=monde.numero_ans(), siret=monde.new_siret(1))
    document["lignesImport"] = document["lignesImport"][:1]
    clients = document["lignesImport"][0]["beneficiaires"]["clients"]
    wrong = {name: value for name, value in clients[0].items() if name not in {"AM", "FINESS"}}
    clients.append({**wrong, "AM": "9" * 5000})
    document["lignesImport"][0]["beneficiaires"].update(
        isMandataire=True,
        isClientUnique=False,
        nomMandataire="CABINET",
        emailMandataire="cabinet@example.org",
        telephoneMandataire="0199000000",
    )
    assert len(monde.importe(portail, vendor, document)) == 1
    named = portail.read(lambda s: list(s.scalars(select(Beneficiaire.numero))))
    assert len(named) == len(clients) - 1
    assert all(len(numero) < 20 for numero in named)


def test_a_beneficiary_that_another_vendor_s_validated_demande_names_is_rejected_alone(
    portail: Portail, vendor: Identite, other: Identite, agent: Identite
) -> None:
    (theirs,) = monde.importe(portail, other, monde.avance(2, start=2))
    document = monde.avance(lines=3)
    assert simulated(portail, vendor, document).findings == ()
    monde.complete(portail, other, theirs)
    instruire(portail, agent, theirs, EvenementDemande.VALIDER, Saisie(montant=Decimal("129.00")))
    # What others filed is not told by a simulation.
    assert simulated(portail, vendor, document).findings == ()
    done = imported(portail, vendor, document)
    assert codes(done) == [SUCCES, "SEG-BEN-026", SUCCES]
    assert done.depot is not None
    assert (done.depot.demandes, done.depot.retenues, done.depot.rejetees) == (3, 2, 1)
    assert done.lignes[1].numero is None
    assert done.lignes[1].libelle == (
        "Parmi les bénéficiaires de cette demande, une demande validée du même SONS nomme déjà "
        f"{monde.rpps(2)}. Un bénéficiaire n’a qu’un financement par SONS\u00a0: "
        "ne gardez que les autres."
    )
    content = imports.retour(portail, vendor, int(done.depot.identifiant))
    told = content.decode() + str(done)
    assert theirs not in told
    assert theirs.removesuffix("M0") not in told
    assert count(portail, Demande) == 3


def test_what_is_not_validated_rejects_nothing(
    portail: Portail, vendor: Identite, other: Identite
) -> None:
    monde.demande_complete(portail, other, 2)
    document = monde.avance()
    simulated(portail, vendor, document)
    assert codes(imported(portail, vendor, document)) == [SUCCES]


def test_one_s_own_validated_demande_is_told_by_the_simulation(
    portail: Portail, vendor: Identite, agent: Identite
) -> None:
    numero = monde.demande_complete(portail, vendor)
    decided(portail, agent, numero)
    report = simulated(portail, vendor, monde.avance())
    assert [finding.rule for finding in report.findings] == ["SEG-BEN-026"]


def test_a_solde_joins_its_dossier(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> None:
    numero = paid(portail, vendor, agent)
    horloge.instant = EN_2023
    document = soldes(numero.removesuffix("M0"))
    report = simulated(portail, vendor, document)
    assert report.verdict is Verdict.RECEVABLE, report.findings
    done = imported(portail, vendor, document)
    assert [line.numero for line in done.lignes] == ["FINMDV000001M1"]
    assert done.depot is not None
    content = imports.retour(portail, vendor, int(done.depot.identifiant))
    retour = read_returned(content, Phase.SOLDE)
    assert isinstance(retour, Retour), retour
    assert retour.lignes[0].numero_asp == "FINMDV000001M1"
    assert count(portail, Dossier) == 1
    _, solde = rows(portail, Demande)
    assert (solde.type, solde.date_document) == ("solde", date(2023, 6, 5))


def test_a_solde_waits_for_its_avance(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> None:
    numero = monde.demande_complete(portail, vendor)
    horloge.instant = EN_2023
    document = soldes(numero)
    report = simulated(portail, vendor, document)
    assert [f.rule for f in report.findings if f.severity == "error"] == ["SEG-DOS-005"]
    decided(portail, agent, numero)
    report = simulated(portail, vendor, document)
    assert [f.rule for f in report.findings if f.severity == "error"] == ["SEG-DOS-006"]
    assert refused(portail, vendor, document) == "SIMULATION_IRRECEVABLE"


def test_a_solde_whose_avance_fell_meanwhile_is_rejected_alone(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> None:
    numbers = [paid(portail, vendor, agent, start) for start in (1, 2)]
    horloge.instant = EN_2023
    document = soldes(*numbers)
    assert simulated(portail, vendor, document).verdict is Verdict.RECEVABLE
    instruire(portail, agent, numbers[0], EvenementDemande.ANNULER, Saisie(attestation=True))
    done = imported(portail, vendor, document)
    assert codes(done) == ["SEG-DOS-005", SUCCES]
    findings = done.rapports["fr"]["findings"]
    (told,) = (one["message"] for one in findings if one["rule"] == "SEG-DOS-005")
    assert done.lignes[0].libelle == told
    assert "au statut «\u00a0Annulée\u00a0»" in done.lignes[0].libelle


def test_a_dossier_that_has_its_solde_takes_no_other(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> None:
    numero = paid(portail, vendor, agent)
    horloge.instant = EN_2023
    monde.importe(portail, vendor, soldes(numero))
    again = soldes(numero)
    again["lignesImport"][0]["facture"]["montantSegurHTFacture"] = Decimal("300.00")
    report = simulated(portail, vendor, again)
    assert [finding.rule for finding in report.findings] == ["SEG-DOS-010"]
    done = imported(portail, vendor, again)
    assert codes(done) == ["SOLDE_EXISTANT"]
    assert done.depot is not None
    assert done.depot.retenues == 0
    content = imports.retour(portail, vendor, int(done.depot.identifiant))
    retour = read_returned(content, Phase.SOLDE)
    assert isinstance(retour, Retour), retour
    # It keeps the number that it was filed with.
    assert retour.lignes[0].numero_asp == numero
    assert rows(portail, Demande)[1].montant_ht == Decimal("358.33")


def test_a_solde_that_expired_is_filed_again(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> None:
    numero = paid(portail, vendor, agent)
    horloge.instant = EN_2023
    monde.importe(portail, vendor, soldes(numero))
    horloge.advance(days=10)
    again = soldes(numero)
    again["lignesImport"][0]["facture"]["montantSegurHTFacture"] = Decimal("300.00")
    assert monde.importe(portail, vendor, again) == ("FINMDV000001M1",)

    def lived(session: Session) -> list[tuple[str, Decimal, bool]]:
        solde = session.scalars(select(Demande).where(Demande.type == "solde")).one()
        return [(v.statut, v.montant_ht, "300" in v.ligne) for v in solde.versions]

    assert portail.read(lived) == [
        ("NON_COMPLETE", Decimal("358.33"), False),
        ("SUPPRIMEE", Decimal("358.33"), False),
        ("NON_COMPLETE", Decimal("300.00"), True),
    ]
    assert len(portail.read(lambda s: s.scalars(select(Beneficiaire.numero)).all())) == 2


@pytest.mark.parametrize("whose", ["nobody's", "another vendor's", "deleted"])
def test_a_solde_is_filed_on_a_dossier_of_one_s_own(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge, whose: str
) -> None:
    numero = "FINMDV000404"
    if whose == "another vendor's":
        numero = monde.demande_complete(portail, monde.fournisseur(portail, 2), 2)
        decided(portail, agent, numero)
    elif whose == "deleted":
        (numero,) = monde.importe(portail, vendor, monde.avance())
    horloge.instant = EN_2023
    report = simulated(portail, vendor, soldes(numero))
    # Of what is not one's own, nothing else is told: neither its statut nor whom it names.
    assert [finding.rule for finding in report.findings] == ["SEG-DOS-004"]
    assert report.verdict is Verdict.IRRECEVABLE


def test_a_dossier_that_another_vendor_has_is_unknown_to_an_import_too(
    portail: Portail, vendor: Identite, other: Identite, agent: Identite, horloge: Horloge
) -> None:
    mine = paid(portail, vendor, agent)
    horloge.instant = EN_2023
    document = soldes(mine)
    simulated(portail, vendor, document)

    def give_away(session: Session) -> None:
        session.scalars(select(Dossier)).one().fournisseur_id = other.of_fournisseur()

    portail.write(give_away)
    done = imported(portail, vendor, document)
    assert codes(done) == ["SEG-DOS-004"]


def test_bank_details_are_those_that_are_active_at_the_filing(
    portail: Portail, vendor: Identite
) -> None:
    def replace(session: Session) -> None:
        for row in session.scalars(select(Coordonnees)):
            row.statut = "REMPLACEE"

    portail.write(replace)
    monde.importe(portail, vendor, monde.avance())
    (demande,) = rows(portail, Demande)
    assert demande.coordonnees == {}


def test_imports_are_listed_the_last_first(
    portail: Portail, vendor: Identite, horloge: Horloge
) -> None:
    monde.importe(portail, vendor, monde.avance(lines=2))
    horloge.advance(days=1)
    monde.importe(portail, vendor, monde.avance(start=3))
    first, second = imports.lister(portail, vendor, TOUS, PAGE).elements
    assert (first.jour, second.jour) == (date(2022, 10, 21), date(2022, 10, 20))
    assert (second.demandes, second.retenues, second.nom_fichier) == (2, 2, "demandes.json")
    page = imports.lister(portail, vendor, TOUS, Tranche(2, 1))
    assert (page.elements, page.total) == ((second,), 2)


def test_imports_are_searched(portail: Portail, vendor: Identite, horloge: Horloge) -> None:
    monde.importe(portail, vendor, monde.avance())
    horloge.instant = datetime(2022, 10, 21, 0, 0, tzinfo=monde.PARIS)
    monde.importe(portail, vendor, monde.avance(start=2))
    day = date(2022, 10, 20)
    for criteres, expected in (
        (CriteresImports(numero_ans=monde.numero_ans().upper()), 2),
        (CriteresImports(numero_ans="autre"), 0),
        (CriteresImports(types=[TypeDemande.AVANCE]), 2),
        (CriteresImports(types=[TypeDemande.SOLDE]), 0),
        (CriteresImports(periode=Periode(day, day)), 1),
        (CriteresImports(periode=Periode(day, date(2022, 10, 21))), 2),
        # Days that have no instant in UTC, or that no calendar of ours has.
        (CriteresImports(periode=Periode(date.min, date.max)), 2),
        (CriteresImports(periode=Periode(date.min, date.min)), 0),
        (CriteresImports(periode=Periode(date.max, date.max)), 0),
    ):
        assert imports.lister(portail, vendor, criteres, PAGE).total == expected
    with pytest.raises(FormulaireRefuse) as error:
        imports.lister(portail, vendor, CriteresImports(periode=Periode(day)), PAGE)
    assert [refus.code for refus in error.value.refus] == ["BORNE_MANQUANTE"]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_two_imports_of_one_file_at_once_there_is_one(
    kind: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    settings: Settings,
    horloge: Horloge,
) -> None:
    settings = evolve(settings, database_url=on_sqlite_and_postgresql(kind))
    portail = Portail(settings, Database(settings.database_url), Documents(settings), horloge)
    vendor = monde.fournisseur(portail)
    document = monde.avance(lines=3)
    simulated(portail, vendor, document)
    barrier, answers = Barrier(2), []

    def file() -> None:
        barrier.wait()
        done = imported(portail, vendor, document)
        answers.append((done.deja, codes(done)))

    threads = [Thread(target=file) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [(False, [SUCCES] * 3), (True, [SUCCES] * 3)]
    assert count(portail, Demande) == 3
    assert imports.lister(portail, vendor, TOUS, PAGE).total == 1
    # A number of any length is kept, for no rule bounds it.
    long = monde.avance(start=20)
    long["lignesImport"][0]["numeroEditeur"] = token_hex(4000)
    monde.importe(portail, vendor, long)
    assert count(portail, Demande) == 4
    # A solde too, on this database: its dossier is locked.
    agent = monde.gestionnaire(portail)
    monde.budget(portail)
    numero = paid(portail, vendor, agent, start=10)
    horloge.instant = EN_2023
    monde.importe(portail, vendor, soldes(numero, start=10))
    assert count(portail, Demande) == 6
    portail.close()


def test_a_validated_solde_says_who_is_funded(
    portail: Portail, vendor: Identite, other: Identite, agent: Identite, horloge: Horloge
) -> None:
    numero = paid(portail, vendor, agent)
    depot = horloge.instant
    horloge.instant = EN_2023
    document = soldes(numero)
    (line,) = document["lignesImport"]
    line["beneficiaires"]["liberal"][0]["RPPS"] = monde.rpps(50)
    (solde,) = monde.importe(portail, vendor, document)
    monde.complete(portail, vendor, solde)
    horloge.instant = depot
    assert _taken(portail, other, 50, 1) == [SUCCES, "SEG-BEN-026"]
    horloge.instant = EN_2023
    found = calcul(portail, agent, solde, Saisie())
    assert isinstance(found, Calcul)
    montant = Saisie(montant=found.montant_decide)
    instruire(portail, agent, solde, EvenementDemande.VALIDER, montant)
    horloge.instant = depot
    assert _taken(portail, other, 50, 1) == ["SEG-BEN-026", SUCCES]


def _taken(portail: Portail, vendor: Identite, *medecins: int) -> list[str]:
    """What a vendor is answered of the avances of some médecins, one file each."""
    documents = (monde.avance(2, start=number) for number in medecins)
    done = []
    for document in documents:
        simulated(portail, vendor, document)
        done += codes(imported(portail, vendor, document))
    return done


def test_a_solde_is_filed_for_the_product_of_its_avance(
    portail: Portail, vendor: Identite, agent: Identite, horloge: Horloge
) -> None:
    numero = paid(portail, vendor, agent)
    horloge.instant = EN_2023
    another = monde.numero_ans(7)

    def enrol(session: Session) -> None:
        one = session.scalars(select(Enrolement)).one()
        kept = {column.key for column in Enrolement.__table__.columns} - {"id", "suivi"}
        same = {name: getattr(one, name) for name in kept}
        session.add(Enrolement(**same | {"numero_ans": another}))

    portail.write(enrol)
    document = {**soldes(numero), "numeroAns": another}
    report = simulated(portail, vendor, document)
    assert [f.rule for f in report.findings if f.severity == "error"] == ["SEG-DOS-011"]
    assert simulated(portail, vendor, soldes(numero)).verdict is Verdict.RECEVABLE


@pytest.mark.parametrize(
    "nom", ["bon-00001", "bon-00001.tiff", "d/bon-00001.pdf", "../bon-00001.pdf"]
)
def test_a_demande_that_could_never_be_complete_is_not_imported(
    portail: Portail, vendor: Identite, nom: str
) -> None:
    document = monde.avance()
    (line,) = document["lignesImport"]
    line["piecesJustificatives"][0]["nomFichier"] = nom
    report = simulated(portail, vendor, document)
    assert [f.rule for f in report.findings if f.severity == "error"] == ["SEG-PJU-021"]
    assert refused(portail, vendor, document) == "SIMULATION_IRRECEVABLE"
    assert nothing_is_kept(portail)
