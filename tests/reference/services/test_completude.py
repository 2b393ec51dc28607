"""The demandes that are not complete: listed, deleted by their vendor, removed for good."""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import event, func, select
from sqlalchemy.orm import Session

from segur_reference.config import Settings
from segur_reference.services import completude, dossiers, imports, pieces
from segur_reference.services.completude import CriteresIncompletes, Purge
from segur_reference.services.consultation import consulter
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Interdit, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import instruire
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from segur_reference.storage.tables import (
    Beneficiaire,
    Demande,
    Dossier,
    Evenement,
    Objet,
    Piece,
    Version,
)
from segur_rules.portail import CriteresImports, Periode, Saisie
from segur_rules.statuts import EvenementDemande, EvenementPaiement, TypeDemande
from tests.reference import monde
from tests.reference.monde import Horloge

TOUS = CriteresIncompletes()
PAGE = Tranche()
BON = "mdv-lgc-va1-bdc-{:05d}.pdf"


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


def listed(portail: Portail, vendor: Identite, **criteria: Any) -> list[str]:
    criteres = CriteresIncompletes(**criteria)
    return [one.numero for one in completude.lister(portail, vendor, criteres, PAGE).elements]


def count(portail: Portail, kind: Any) -> int:
    return portail.read(lambda s: s.scalar(select(func.count()).select_from(kind))) or 0


def twice(document: dict[str, Any]) -> dict[str, Any]:
    """The same file, whose first demande announces a second document."""
    announced = document["lignesImport"][0]["piecesJustificatives"]
    announced.append({**announced[0], "nomFichier": "mdv-lgc-va1-annexe-00001.pdf"})
    return document


def a_solde(portail: Portail, vendor: Identite, horloge: Horloge) -> str:
    """The number of a solde that is not complete."""
    agent = monde.gestionnaire(portail)
    monde.budget(portail)
    numero = monde.demande_complete(portail, vendor)
    for acte in (
        EvenementDemande.VALIDER,
        EvenementDemande.DECIDER,
        EvenementPaiement.METTRE_EN_PAIEMENT,
        EvenementPaiement.PAYER,
    ):
        instruire(portail, agent, numero, acte, Saisie(montant=Decimal("129.00")))
    horloge.instant = datetime(2023, 6, 10, 10, tzinfo=monde.PARIS)
    document = monde.avance()
    document["lignesImport"] = [monde.solde(numero, document["lignesImport"][0])]
    (solde,) = monde.importe(portail, vendor, document)
    return solde


def test_what_is_not_complete_is_listed_with_what_it_waits_for(
    portail: Portail, vendor: Identite
) -> None:
    (numero,) = monde.importe(portail, vendor, twice(monde.avance()))
    pieces.deposer(portail, vendor, numero, BON.format(1), monde.pdf())
    (one,) = completude.lister(portail, vendor, TOUS, PAGE).elements
    assert (one.numero, one.type, one.numero_editeur) == (numero, TypeDemande.AVANCE, "00001")
    assert one.montant_ht == Decimal("358.33")
    assert one.expiration.astimezone(monde.PARIS).date() == date(2022, 10, 27)
    assert [(a.nom, a.type, a.donnee) for a in one.attendues] == [
        (BON.format(1), "BON_COMMANDE", True),
        ("mdv-lgc-va1-annexe-00001.pdf", "BON_COMMANDE", False),
    ]
    pieces.deposer(portail, vendor, numero, "mdv-lgc-va1-annexe-00001.pdf", monde.pdf())
    assert listed(portail, vendor) == []


def test_they_are_searched(portail: Portail, vendor: Identite, horloge: Horloge) -> None:
    first, second = monde.importe(portail, vendor, monde.avance(lines=2))
    horloge.advance(days=1)
    (third,) = monde.importe(portail, vendor, monde.avance(start=3))
    day, next_day = date(2022, 10, 20), date(2022, 10, 21)
    assert listed(portail, vendor) == [first, second, third]
    assert listed(portail, vendor, numero="fin mdv 000002") == [second]
    assert listed(portail, vendor, numero="%") == []
    assert listed(portail, vendor, types=frozenset({TypeDemande.SOLDE})) == []
    assert listed(portail, vendor, periode=Periode(day, day)) == [first, second]
    assert listed(portail, vendor, periode=Periode(next_day, next_day)) == [third]
    with pytest.raises(FormulaireRefuse):
        listed(portail, vendor, periode=Periode(day))
    page = completude.lister(portail, vendor, TOUS, Tranche(2, 2))
    assert ([one.numero for one in page.elements], page.total) == ([third], 3)


def test_they_are_their_vendor_s_alone(portail: Portail, vendor: Identite) -> None:
    (numero,) = monde.importe(portail, vendor, monde.avance())
    other, agent = monde.fournisseur(portail, 2), monde.gestionnaire(portail)
    assert listed(portail, other) == []
    with pytest.raises(Interdit):
        listed(portail, agent)
    with pytest.raises(Introuvable):
        completude.supprimer(portail, other, numero)
    with pytest.raises(Interdit):
        completude.supprimer(portail, agent, numero)
    with pytest.raises(Introuvable):
        consulter(portail, agent, numero)
    assert listed(portail, vendor) == [numero]


def test_an_avance_is_deleted_by_its_vendor(portail: Portail, vendor: Identite) -> None:
    numero, other = monde.importe(portail, vendor, monde.avance(lines=2))
    completude.supprimer(portail, vendor, numero)
    assert listed(portail, vendor) == [other]
    for use in (
        lambda: consulter(portail, vendor, numero),
        lambda: completude.supprimer(portail, vendor, numero),
    ):
        with pytest.raises(Introuvable):
            use()
    monde.complete(portail, vendor, other)
    with pytest.raises(ActeRefuse) as error:
        completude.supprimer(portail, vendor, other)
    assert error.value.refus.code == "TRANSITION_IMPOSSIBLE"


def test_a_solde_is_not_deleted(portail: Portail, vendor: Identite, horloge: Horloge) -> None:
    numero = a_solde(portail, vendor, horloge)
    with pytest.raises(ActeRefuse) as error:
        completude.supprimer(portail, vendor, numero)
    assert error.value.refus.code == "SOLDE_NON_SUPPRIMABLE"
    assert listed(portail, vendor) == [numero]


def test_the_deadline_holds_to_its_last_instant_whether_or_not_anything_is_purged(
    portail: Portail, vendor: Identite, horloge: Horloge
) -> None:
    (numero,) = monde.importe(portail, vendor, monde.avance())
    horloge.instant = datetime(2022, 10, 27, 23, 59, 59, tzinfo=monde.PARIS)
    assert listed(portail, vendor) == [numero]
    assert completude.purge(portail) == Purge()
    horloge.instant = datetime(2022, 10, 28, 0, 0, tzinfo=monde.PARIS)
    assert listed(portail, vendor) == []
    for use in (
        lambda: consulter(portail, vendor, numero),
        lambda: pieces.deposer(portail, vendor, numero, BON.format(1), monde.pdf()),
        lambda: completude.supprimer(portail, vendor, numero),
        lambda: monde.complete(portail, vendor, numero),
    ):
        with pytest.raises(Introuvable):
            use()


def test_what_expired_or_was_deleted_goes_for_good(
    portail: Portail, vendor: Identite, horloge: Horloge
) -> None:
    expired, deleted, complete = monde.importe(portail, vendor, twice(monde.avance(lines=3)))
    pieces.deposer(portail, vendor, expired, BON.format(1), monde.pdf())
    pieces.deposer(portail, vendor, complete, BON.format(3), monde.pdf("other"))
    completude.supprimer(portail, vendor, deleted)
    assert completude.purge(portail) == Purge(avances=1)
    horloge.advance(days=8)
    assert completude.purge(portail) == Purge(avances=1, documents=1)
    assert completude.purge(portail) == Purge()
    for kind, number in ((Dossier, 1), (Demande, 1), (Version, 2), (Beneficiaire, 1), (Piece, 1)):
        assert count(portail, kind) == number, kind
    assert count(portail, Objet) == 0
    assert len(list(portail.documents.keys())) == 1
    assert consulter(portail, vendor, complete).numero == complete
    told = portail.read(
        lambda s: list(s.execute(select(Evenement.objet, Evenement.acte, Evenement.acteur)))
    )
    assert (expired, "EXPIRER", "HORLOGE") in told
    assert (deleted, "EXPIRER", "HORLOGE") not in told
    # The import is still listed, and its numbers serve no one else.
    assert imports.lister(portail, vendor, CriteresImports(), PAGE).total == 1
    horloge.advance(days=-7)
    (next_one,) = monde.importe(portail, vendor, monde.avance(start=9))
    assert next_one == "FINMDV000004M0"


def test_more_than_a_batch_is_purged(
    portail: Portail, vendor: Identite, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(completude, "_BATCH", 2)
    monde.importe(portail, vendor, monde.avance(lines=5))
    horloge.advance(days=8)
    assert completude.purge(portail) == Purge(avances=5)
    assert count(portail, Dossier) == 0


def test_what_another_process_removed_is_not_counted(
    portail: Portail, vendor: Identite, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monde.importe(portail, vendor, monde.avance())
    horloge.advance(days=8)
    real = completude._to_remove

    def slow(session: Session, **asked: Any) -> list[int]:
        found = real(session, **asked)
        if found:
            monkeypatch.setattr(completude, "_to_remove", real)
            assert completude.purge(portail).avances == 1
        return found

    monkeypatch.setattr(completude, "_to_remove", slow)
    assert completude.purge(portail) == Purge()


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_what_is_removed_while_one_looks_for_it_is_not_there(
    portail: Portail, vendor: Identite, horloge: Horloge
) -> None:
    (numero,) = monde.importe(portail, vendor, monde.avance())
    horloge.advance(days=8)

    purged: list[Purge] = []

    def purge_first(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("SELECT dossier.id") and not purged:
            purged.append(Purge())
            purged[0] = completude.purge(portail)

    event.listen(portail.database.engine, "before_cursor_execute", purge_first)
    with pytest.raises(Introuvable):
        consulter(portail, vendor, numero)
    assert purged == [Purge(avances=1)]


def test_a_solde_that_expired_leaves_its_avance(
    portail: Portail, vendor: Identite, horloge: Horloge
) -> None:
    solde = a_solde(portail, vendor, horloge)
    pieces.deposer(portail, vendor, solde, "mdv-lgc-va1-va-00001.pdf", monde.pdf())
    horloge.advance(days=8)
    kept = count(portail, Piece) - 1
    assert completude.purge(portail) == Purge(soldes=1, documents=1)
    assert count(portail, Demande) == 1
    assert count(portail, Piece) == kept
    avance = solde.replace("M1", "M0")
    assert consulter(portail, vendor, avance).numero == avance


def test_a_solde_that_was_instructed_once_keeps_its_first_life(
    portail: Portail, vendor: Identite, horloge: Horloge
) -> None:
    solde = a_solde(portail, vendor, horloge)
    document = monde.avance()
    document["lignesImport"] = [monde.solde(solde, document["lignesImport"][0])]
    names = [piece["nomFichier"] for piece in document["lignesImport"][0]["piecesJustificatives"]]
    for nom in names:
        pieces.deposer(portail, vendor, solde, nom, monde.pdf())
    agent = monde.gestionnaire(portail, 2)
    instruire(portail, agent, solde, EvenementDemande.REJETER, Saisie(motif="Non conforme"))
    horloge.advance(days=1)
    monde.importe(portail, vendor, document)
    # What was given for its first life does not complete the second.
    (one,) = completude.lister(portail, vendor, TOUS, PAGE).elements
    assert [attendue.donnee for attendue in one.attendues] == [False, False]
    pieces.deposer(portail, vendor, solde, names[0], monde.pdf("second life"))
    before = count(portail, Piece)
    horloge.advance(days=8)
    assert completude.purge(portail) == Purge(soldes=1, documents=1)
    assert completude.purge(portail) == Purge()
    assert count(portail, Piece) == before - 1

    def lived(session: Session) -> list[str]:
        row = session.scalars(select(Demande).where(Demande.numero == solde)).one()
        return [version.statut for version in row.versions]

    assert portail.read(lived)[-3:] == ["REJETEE", "NON_COMPLETE", "SUPPRIMEE"]
    assert monde.importe(portail, vendor, document) == (solde,)


def test_the_purge_runs_on_postgresql(
    postgresql_url: str, settings: Settings, horloge: Horloge
) -> None:
    settings = evolve(settings, database_url=postgresql_url)
    portail = Portail(settings, Database(settings.database_url), Documents(settings), horloge)
    vendor = monde.fournisseur(portail)
    first, second = monde.importe(portail, vendor, twice(monde.avance(lines=2)))
    pieces.deposer(portail, vendor, first, BON.format(1), monde.pdf())
    assert pieces.deposer(portail, vendor, second, BON.format(2), monde.pdf()).complete
    assert listed(portail, vendor) == [first]
    horloge.advance(days=8)
    assert listed(portail, vendor) == []
    assert completude.purge(portail) == Purge(avances=1, documents=1)
    assert count(portail, Demande) == 1
    portail.write(lambda s: dossiers.find(s, vendor, second, portail.now()))
    portail.close()
