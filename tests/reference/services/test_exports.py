"""The two exports: what they hold, of whom, and that they hold it one row at a time."""

from __future__ import annotations

import csv
import gc
import resource
import tracemalloc
from collections.abc import Iterator
from datetime import datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from segur_reference.services import completude, exports
from segur_reference.services.consultation import consulter
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Interdit
from segur_reference.services.exports import export_beneficiaires, export_demandes
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import calcul, instruire
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Demande, Dossier, Version
from segur_rules.montants import Calcul
from segur_rules.portail import Saisie
from segur_rules.statuts import EvenementDemande, EvenementPaiement
from tests.reference import monde
from tests.reference.monde import PARIS, Horloge

D, P = EvenementDemande, EvenementPaiement
PAID = Saisie(montant=Decimal("129.00"), attestation=True, motif="Doublon")


def read(pieces: Iterator[bytes]) -> list[list[str]]:
    text = b"".join(pieces).decode("utf-8-sig")
    return list(csv.reader(StringIO(text), delimiter=";"))


def clients(portail: Portail, who: Identite, couloir: str | None) -> list[list[str]]:
    return read(export_beneficiaires(portail, who, couloir)[1])


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


def test_a_vendor_with_nothing_exports_the_headings(portail: Portail, vendor: Identite) -> None:
    (titles,) = read(export_demandes(portail, vendor))
    assert titles[0] == "N° ASP"
    assert len(titles) == 12
    (titles,) = clients(portail, vendor, "HOP")
    assert len(titles) == 18
    assert "FINESS PMSI" in titles


@pytest.mark.parametrize("settings", ["sqlite", "postgresql"], indirect=True)
def test_the_demandes_of_a_vendor_are_exported_as_they_were_lived(
    portail: Portail, horloge: Horloge, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_TOGETHER", 2)
    vendor, agent = monde.fournisseur(portail), monde.gestionnaire(portail)
    monde.budget(portail)
    paid, waiting, cancelled = (
        monde.demande_complete(portail, vendor, start=start) for start in (1, 2, 3)
    )
    monde.importe(portail, vendor, monde.avance(start=4))
    monde.demande_complete(portail, monde.fournisseur(portail, 2), 2, start=5)
    for acte in (D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER):
        instruire(portail, agent, paid, acte, PAID)
    instruire(portail, agent, cancelled, D.ANNULER, PAID)
    horloge.instant = datetime(2023, 6, 10, 10, tzinfo=PARIS)
    document = monde.avance()
    document["lignesImport"] = [monde.solde(paid, document["lignesImport"][0])]
    (solde,) = monde.importe(portail, vendor, document)
    monde.complete(portail, vendor, solde)
    _, *rows = read(export_demandes(portail, vendor))
    assert [(row[0], row[1], row[2]) for row in rows] == [
        (paid, "AVANCE", "Décidée"),
        (waiting, "AVANCE", "En cours"),
        (cancelled, "AVANCE", "Historisée"),
        (cancelled, "AVANCE", "Annulée"),
        (solde, "SOLDE", "En cours"),
    ]
    assert rows[0][4:] == [
        "LGC",
        "20/10/2022",
        "03/10/2022",
        "00001",
        "Paiement effectué",
        "20/10/2022",
        "358,33",
        "129,00",
    ]
    # The order of a solde is that of its dossier, not its invoice.
    assert rows[4][5:7] == ["10/06/2023", "03/10/2022"]
    _, *rows = clients(portail, vendor, "mdv")
    assert [(row[0], row[2], row[13]) for row in rows] == [
        (paid, "Décidée", monde.rpps(1)),
        (waiting, "En cours", monde.rpps(2)),
        (cancelled, "Historisée", monde.rpps(3)),
        (cancelled, "Annulée", monde.rpps(3)),
        (solde, "En cours", monde.rpps(1)),
    ]
    assert rows[0][12] == monde.numero_ans(1)
    assert rows[0][14:17] == ["AUBEPINE", "aubepine@example.org", "0199000101"]
    assert clients(portail, vendor, "HOP")[1:] == []


def test_a_filing_that_exists_no_more_is_in_no_export_whether_or_not_it_was_purged(
    portail: Portail, vendor: Identite, horloge: Horloge
) -> None:
    agent = monde.gestionnaire(portail)
    monde.budget(portail)
    avance = monde.demande_complete(portail, vendor)
    monde.importe(portail, vendor, monde.avance(start=2))
    for acte in (D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER):
        instruire(portail, agent, avance, acte, PAID)
    horloge.instant = datetime(2023, 6, 10, 10, tzinfo=PARIS)
    document = monde.avance()
    document["lignesImport"] = [monde.solde(avance, document["lignesImport"][0])]
    (solde,) = monde.importe(portail, vendor, document)
    monde.complete(portail, vendor, solde)
    instruire(portail, agent, solde, D.REJETER, PAID)
    horloge.advance(days=1)
    monde.importe(portail, vendor, document)

    def exported() -> list[list[str]]:
        return [
            [row[0] for row in rows[1:]]
            for rows in (read(export_demandes(portail, vendor)), clients(portail, vendor, "MDV"))
        ]

    # While it is filed again and waits for its documents, and once that has expired, its first
    # life is told; the second avance, which had no other life, is not.
    assert exported() == [[avance, solde]] * 2
    horloge.advance(days=8)
    assert exported() == [[avance, solde]] * 2
    completude.purge(portail)
    assert exported() == [[avance, solde]] * 2


@pytest.mark.parametrize(
    ("couloir", "code"),
    [(None, "COULOIR_NON_CHOISI"), ("", "COULOIR_NON_CHOISI"), ("XYZ", "VALEUR_INCONNUE")],
)
def test_a_couloir_is_chosen_first(
    portail: Portail, vendor: Identite, couloir: str | None, code: str
) -> None:
    with pytest.raises(FormulaireRefuse) as refused:
        export_beneficiaires(portail, vendor, couloir)
    assert [one.code for one in refused.value.refus] == [code]


def test_a_gestionnaire_exports_nothing(portail: Portail) -> None:
    agent = monde.gestionnaire(portail)
    with pytest.raises(Interdit):
        export_demandes(portail, agent)
    with pytest.raises(Interdit):
        export_beneficiaires(portail, agent, "MDV")


def multiply(portail: Portail, first: int, last: int) -> None:
    """More demandes like the one there is, one for each of these numbers."""

    def values(row: Any, **changes: Any) -> dict[str, Any]:
        found = {c.name: getattr(row, c.name) for c in row.__table__.columns if c.name != "id"}
        return found | changes

    def use(session: Session) -> None:
        demande, dossier, version = (
            session.scalars(select(kind).order_by(kind.id)).first()
            for kind in (Demande, Dossier, Version)
        )
        shown = {"statut": "EN_COURS"}
        for start in range(first, last + 1, 5000):
            ids = range(start, min(start + 5000, last + 1))
            session.execute(insert(Dossier), [values(dossier, id=i) for i in ids])
            session.execute(
                insert(Demande),
                [values(demande, id=i, dossier_id=i, numero=f"FINMDV{i:06d}M0") for i in ids],
            )
            session.execute(insert(Version), [values(version, demande_id=i, **shown) for i in ids])

    portail.write(use)


def test_an_export_holds_no_more_than_a_few_rows(
    portail: Portail, vendor: Identite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(exports, "_TOGETHER", 20)
    monde.demande_complete(portail, vendor)

    def most(rows: int) -> int:
        gc.collect()
        tracemalloc.start()
        found = sum(piece.count(b"\r\n") for piece in export_demandes(portail, vendor))
        peak = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        assert found == rows + 1
        return peak

    multiply(portail, 2, 50)
    # What is made once (statements, the catalogue) is made now.
    most(50)
    few = most(50)
    multiply(portail, 51, 500)
    assert most(500) < few + 512 * 1024


@pytest.mark.long
def test_the_memory_of_the_process_does_not_grow_with_an_export(
    portail: Portail, vendor: Identite
) -> None:
    monde.demande_complete(portail, vendor)
    multiply(portail, 2, 100_000)

    def peak() -> int:
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024

    pieces = export_demandes(portail, vendor)
    rows = sum(next(pieces).count(b"\r\n") for _ in range(20))
    before = peak()
    rows += sum(piece.count(b"\r\n") for piece in pieces)
    assert rows == 100_001
    assert peak() - before < 8 * 1024 * 1024
    pieces = export_beneficiaires(portail, vendor, "MDV")[1]
    rows = sum(next(pieces).count(b"\r\n") for _ in range(20))
    before = peak()
    assert rows + sum(piece.count(b"\r\n") for piece in pieces) == 100_001
    assert peak() - before < 8 * 1024 * 1024


def test_the_largest_amount_that_is_imported_is_listed_decided_and_exported(
    portail: Portail, vendor: Identite
) -> None:
    agent = monde.gestionnaire(portail)
    document = monde.avance()
    (line,) = document["lignesImport"]
    line["commande"]["montantSegurHT"] = Decimal("999999999999.99")
    (numero,) = monde.importe(portail, vendor, document)
    monde.complete(portail, vendor, numero)
    found = calcul(portail, agent, numero, Saisie())
    assert isinstance(found, Calcul)
    montant = found.montant_decide
    instruire(portail, agent, numero, D.VALIDER, Saisie(montant=montant))
    montants = consulter(portail, vendor, numero).montants
    assert (montants.declare_ht, montants.decide) == (Decimal("999999999999.99"), montant)
    _, (*_, declare, _) = read(export_demandes(portail, vendor))
    assert declare == "999999999999,99"


def test_a_larger_amount_is_refused_before_it_is_anywhere(
    portail: Portail, vendor: Identite
) -> None:
    document = monde.avance()
    (line,) = document["lignesImport"]
    line["commande"]["montantSegurHT"] = Decimal("1000000000000.00")
    with pytest.raises(ActeRefuse, match="SIMULATION_IRRECEVABLE"):
        monde.importe(portail, vendor, document)
    assert len(read(export_demandes(portail, vendor))) == 1
