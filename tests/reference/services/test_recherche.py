"""The list of demandes: SQL retains what the library retains, and refuses what it refuses."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime
from decimal import Decimal
from functools import partial
from typing import Any

import pytest
from attrs import evolve
from sqlalchemy import update
from sqlalchemy.orm import Session

from segur_reference.config import Settings
from segur_reference.services import recherche
from segur_reference.services.completude import supprimer
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Interdit
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import instruire
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from segur_reference.storage.tables import Demande
from segur_rules.portail import (
    CriteresDemandes,
    LigneDemande,
    Periode,
    Saisie,
    refus_d_affichage,
    select_demandes,
)
from segur_rules.statuts import EtatPaiement, EvenementDemande, StatutDemande, TypeDemande
from segur_rules.statuts import EvenementPaiement as P
from tests.reference import monde
from tests.reference.monde import Horloge

D = EvenementDemande
TOUS = CriteresDemandes()
TOUTES = Tranche(1, 200)
ALWAYS = Periode(date(2022, 1, 1), date(2024, 1, 1))
MONTANT = Saisie(montant=Decimal("129.00"))


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


def lived(portail: Portail, horloge: Horloge, vendor: Identite) -> None:
    """Demandes in every statut that the list shows, filed on several days."""
    agent = monde.gestionnaire(portail)
    monde.budget(portail)

    def filed(start: int, *actes: Any) -> str:
        numero = monde.demande_complete(portail, vendor, start=start)
        for acte, saisie in actes:
            instruire(portail, agent, numero, acte, saisie)
        horloge.advance(days=1)
        return numero

    payer = [(acte, MONTANT) for acte in (D.VALIDER, D.DECIDER, P.METTRE_EN_PAIEMENT, P.PAYER)]
    filed(1)
    filed(2, (D.DEMANDER_PIECE, Saisie(piece="Attestation")))
    filed(3, (D.DEMANDER_MODIFICATION, Saisie(corrections="Montant")))
    filed(4, (D.REJETER, Saisie(motif="Non conforme")))
    filed(5, *payer[:1])
    filed(6, *payer[:2])
    filed(7, *payer[:3], (D.ANNULER, Saisie(attestation=True)))
    paid = filed(8, *payer)
    (deleted,) = monde.importe(portail, vendor, monde.avance(start=9))
    supprimer(portail, vendor, deleted)
    horloge.instant = datetime(2023, 6, 10, 10, tzinfo=monde.PARIS)
    document = monde.avance(start=8)
    document["lignesImport"] = [monde.solde(paid, document["lignesImport"][0])]
    (solde,) = monde.importe(portail, vendor, document)
    monde.complete(portail, vendor, solde)
    instruire(portail, agent, solde, D.REJETER, Saisie(motif="Non conforme"))
    horloge.advance(days=1)
    # Filed again, its first life is listed and the second is not complete.
    monde.importe(portail, vendor, document)


def found(portail: Portail, vendor: Identite, criteres: CriteresDemandes) -> list[LigneDemande]:
    return [one.ligne for one in recherche.rechercher(portail, vendor, criteres, TOUTES).elements]


def every_line(portail: Portail) -> list[LigneDemande]:
    """The lines of all demandes, as the library makes them."""

    def use(session: Session) -> list[LigneDemande]:
        rows = session.query(Demande).all()
        order = {row.dossier_id: row.date_document for row in rows if row.type == "avance"}
        return [
            line
            for row in rows
            if row.statut != StatutDemande.SUPPRIMEE
            for line in recherche.lignes_of(row, order[row.dossier_id])
        ]

    return portail.read(use)


def compared(portail: Portail, vendor: Identite, lines: list[LigneDemande]) -> None:
    """Hold SQL against the library, by many criteria together."""
    days = sorted({line.date_depot for line in lines})
    statuts = (StatutDemande.HISTORISEE, StatutDemande.REJETEE)
    chosen: list[dict[str, Any]] = [
        {},
        {"numero": "fin-mdv.000007"},
        {"numero": "0M1"},
        {"numero": "0M1", "statuts": statuts},
        {"types": [TypeDemande.SOLDE]},
        {"types": list(TypeDemande)},
        {"statuts": statuts},
        {"statuts": [StatutDemande.ANNULEE], "types": [TypeDemande.AVANCE]},
        {"paiements": [EtatPaiement.PAIEMENT_EFFECTUE, EtatPaiement.PAIEMENT_EN_COURS]},
        {"logiciels": ["lgc", "DPI"]},
        {"logiciels": ["RIS"]},
        {"periode": Periode(days[1], days[-2])},
        {"periode": Periode(days[-1], days[-1])},
        {"periode": Periode(days[6], days[6]), "statuts": [StatutDemande.ANNULEE]},
    ]
    seen = set()
    for some in chosen:
        criteres = CriteresDemandes(**{"periode": ALWAYS, **some})
        expected = list(select_demandes(criteres, lines))
        answered = found(portail, vendor, criteres)
        assert sorted(answered, key=repr) == sorted(expected, key=repr), criteres
        seen.add(len(expected))
    assert len(seen) > 4


def test_sql_retains_what_the_library_retains(
    portail: Portail, horloge: Horloge, vendor: Identite
) -> None:
    lived(portail, horloge, vendor)
    lines = every_line(portail)
    assert {line.statut for line in lines} >= {
        StatutDemande.HISTORISEE,
        StatutDemande.ANNULEE,
        StatutDemande.REJETEE,
        StatutDemande.DECIDEE,
    }
    compared(portail, vendor, lines)
    listed = [line for line in lines if line.est_listee]
    assert sorted(found(portail, vendor, TOUS), key=repr) == sorted(listed, key=repr)


def test_the_last_filed_comes_first(portail: Portail, horloge: Horloge, vendor: Identite) -> None:
    for start in (1, 2, 3):
        monde.demande_complete(portail, vendor, start=start)
        horloge.advance(days=1)
    page = recherche.rechercher(portail, vendor, TOUS, Tranche(1, 2))
    assert [one.ligne.numero_editeur for one in page.elements] == ["00003", "00002"]
    assert page.total == 3
    rest = recherche.rechercher(portail, vendor, TOUS, Tranche(2, 2))
    (one,) = rest.elements
    assert one.ligne.numero_editeur == "00001"
    assert (one.denomination_sociale, one.sons, one.avenant) == ("EDITEUR 1", monde.SONS, 1)
    assert one.ligne.date_commande == date(2022, 10, 3)


def test_demandes_are_their_vendor_s_alone(portail: Portail, vendor: Identite) -> None:
    numero = monde.demande_complete(portail, vendor)
    other, agent = monde.fournisseur(portail, 2), monde.gestionnaire(portail)
    assert found(portail, other, TOUS) == []
    assert recherche.proposer(portail, other, numero) == ()
    for use in (
        lambda: found(portail, agent, TOUS),
        lambda: recherche.proposer(portail, agent, numero),
    ):
        with pytest.raises(Interdit):
            use()


@pytest.mark.parametrize(
    ("criteres", "codes"),
    [
        (CriteresDemandes(types=[TypeDemande.AVANCE]), ["BORNE_MANQUANTE"]),
        (CriteresDemandes(periode=Periode(date(2022, 1, 1))), ["BORNE_MANQUANTE"]),
        (
            CriteresDemandes(periode=Periode(date(2022, 1, 2), date(2022, 1, 1))),
            ["BORNES_INVERSEES"],
        ),
        (CriteresDemandes(numero="FI", periode=ALWAYS), ["SAISIE_TROP_COURTE"]),
    ],
)
def test_a_search_has_both_its_dates(
    portail: Portail, vendor: Identite, criteres: CriteresDemandes, codes: list[str]
) -> None:
    with pytest.raises(FormulaireRefuse) as error:
        found(portail, vendor, criteres)
    assert [refus.code for refus in error.value.refus] == codes


def test_what_filters_nothing_is_no_search(portail: Portail, vendor: Identite) -> None:
    monde.demande_complete(portail, vendor)
    assert len(found(portail, vendor, CriteresDemandes(types=list(TypeDemande)))) == 1


def test_above_so_many_a_filter_is_compulsory(
    portail: Portail, vendor: Identite, monkeypatch: pytest.MonkeyPatch
) -> None:
    few = partial(refus_d_affichage, maximum=2)
    monkeypatch.setattr("segur_reference.services.recherche.refus_d_affichage", few)
    for start in (1, 2):
        monde.demande_complete(portail, vendor, start=start)
    # What is not complete is on another list, and another vendor's is on no list of one's own.
    monde.importe(portail, vendor, monde.avance(start=3))
    monde.demande_complete(portail, monde.fournisseur(portail, 2), 2)
    assert len(found(portail, vendor, TOUS)) == 2
    monde.demande_complete(portail, vendor, start=4)
    with pytest.raises(ActeRefuse) as error:
        found(portail, vendor, TOUS)
    assert error.value.refus.code == "FILTRE_OBLIGATOIRE"
    assert error.value.refus.params == {"nombre": 3, "maximum": 2}
    assert len(found(portail, vendor, CriteresDemandes(periode=ALWAYS))) == 3


def test_numbers_are_proposed_from_three_characters(portail: Portail, vendor: Identite) -> None:
    numero = monde.demande_complete(portail, vendor)
    (waiting,) = monde.importe(portail, vendor, monde.avance(start=2))
    assert recherche.proposer(portail, vendor, "mdv 0000") == (numero,)
    assert recherche.proposer(portail, vendor, waiting) == ()
    assert recherche.proposer(portail, vendor, "%%%") == ()
    with pytest.raises(FormulaireRefuse) as error:
        recherche.proposer(portail, vendor, "M-0")
    assert [refus.code for refus in error.value.refus] == ["SAISIE_TROP_COURTE"]


def test_no_more_numbers_are_proposed_than_can_be_read(
    portail: Portail, vendor: Identite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recherche, "PROPOSES", 2)
    for start in (1, 2, 3):
        monde.demande_complete(portail, vendor, start=start)
    assert recherche.proposer(portail, vendor, "fin") == ("FINMDV000001M0", "FINMDV000002M0")


def test_the_same_on_postgresql(
    on_sqlite_and_postgresql: Callable[[str], str], settings: Settings, horloge: Horloge
) -> None:
    settings = evolve(settings, database_url=on_sqlite_and_postgresql("postgresql"))
    portail = Portail(settings, Database(settings.database_url), Documents(settings), horloge)
    vendor = monde.fournisseur(portail)
    lived(portail, horloge, vendor)
    compared(portail, vendor, every_line(portail))
    assert recherche.proposer(portail, vendor, "000001") == ("FINMDV000001M0",)
    # What another demande's number merely resembles is not it.
    portail.write(lambda s: s.execute(update(Demande).values(numero_editeur="_")))
    assert recherche.proposer(portail, vendor, "FIN___") == ()
    portail.close()
