"""The form of an import, the simulation before it, the steps, and the deposits that are listed."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from attrs import evolve

from segur_rules.catalogue import load
from segur_rules.conformance import base
from segur_rules.echeances import PARIS
from segur_rules.outcomes import Refused, Verdict
from segur_rules.portail import (
    LIBELLES_ETAPES,
    Depot,
    FormulaireImport,
    ImportFait,
    Motif,
    Simulation,
    depots_listes,
    digest,
    etapes,
    import_deja_fait,
    numeros_ans_proposes,
    refus_d_import,
    refus_du_formulaire,
    refus_du_sons,
    refus_du_taux,
    sons_du_depot,
)
from segur_rules.statuts import StatutEnrolement, TypeDemande
from tests.portail.exemples import ANS, enrolement

FORM = FormulaireImport(TypeDemande.AVANCE, ANS, Decimal(20), digest(b"{}"))
MINE = (enrolement(),)


def codes(refusals: tuple[Refused, ...]) -> list[tuple[str, object]]:
    return [(refusal.code, refusal.params.get("champ")) for refusal in refusals]


def test_a_form_that_is_filled_has_no_fault() -> None:
    assert refus_du_formulaire(FORM, MINE) == ()
    assert refus_du_formulaire(evolve(FORM, numero_ans=f" {ANS} "), MINE) == ()


@pytest.mark.parametrize("champ", ["type", "numero_ans", "taux_tva", "empreinte"])
def test_each_of_the_four_fields_is_compulsory(champ: str) -> None:
    expected = [("CHAMP_OBLIGATOIRE", champ)]
    changes: dict[str, Any] = {champ: None}
    assert codes(refus_du_formulaire(evolve(FORM, **changes), MINE)) == expected


def test_every_empty_field_is_told_at_once() -> None:
    names = ["type", "numero_ans", "taux_tva", "empreinte"]
    for form in (FormulaireImport(), FormulaireImport(numero_ans="  ", empreinte="")):
        assert codes(refus_du_formulaire(form, ())) == [("CHAMP_OBLIGATOIRE", n) for n in names]


@pytest.mark.parametrize("taux", ["0", "8.5", "20", "100"])
def test_a_rate_is_in_percent(taux: str) -> None:
    assert refus_du_formulaire(evolve(FORM, taux_tva=Decimal(taux)), MINE) == ()


@pytest.mark.parametrize("taux", ["-0.01", "100.01", "NaN", "Infinity"])
def test_what_is_no_rate_is_refused(taux: str) -> None:
    assert refus_du_formulaire(evolve(FORM, taux_tva=Decimal(taux)), MINE) == (
        Refused("TAUX_INVALIDE", {"champ": "taux_tva", "valeur": taux}),
    )


def test_a_sons_is_one_of_the_catalogue() -> None:
    for sons in (None, "MDV-LGC-VA1", "dsr-mdv-lgc-va1"):
        assert refus_du_sons(sons, load()) == ()
    for sons in ("ZZZ", ""):
        (refused,) = refus_du_sons(sons, load())
        assert refused.code == "VALEUR_INCONNUE"
        assert refused.params == {
            "champ": "sons",
            "valeur": sons,
            "attendus": tuple(load().sons),
        }


def test_a_product_that_is_not_enrolled_is_refused() -> None:
    assert refus_du_formulaire(FORM, ()) == (Refused("ENROLEMENT_INCONNU", {"numero_ans": ANS}),)
    others = (enrolement("bnd52qq600"),)
    assert codes(refus_du_formulaire(FORM, others)) == [("ENROLEMENT_INCONNU", None)]


@pytest.mark.parametrize("statut", sorted(set(StatutEnrolement) - {StatutEnrolement.VALIDEE}))
def test_demandes_are_filed_once_the_enrolement_is_validated(statut: StatutEnrolement) -> None:
    mine = (enrolement(statut=statut),)
    assert refus_du_formulaire(FORM, mine) == (
        Refused("ENROLEMENT_NON_VALIDE", {"statut": statut.value}),
    )
    assert numeros_ans_proposes((*mine, enrolement("bnd52qq600"))) == ("bnd52qq600",)


def test_a_product_enrolled_again_after_a_rejection_is_enrolled() -> None:
    rejected = enrolement(statut=StatutEnrolement.REJETEE)
    assert refus_du_formulaire(FORM, (rejected, enrolement())) == ()
    assert refus_du_formulaire(FORM, (enrolement(), rejected)) == ()


def simulated(verdict: Verdict = Verdict.RECEVABLE, **changes: Any) -> Simulation:
    return Simulation(evolve(FORM, **changes), verdict)


@pytest.mark.parametrize("verdict", [Verdict.RECEVABLE, Verdict.RECEVABLE_SOUS_RESERVE])
def test_a_file_that_was_simulated_is_imported(verdict: Verdict) -> None:
    assert refus_d_import(FORM, simulated(verdict)) is None


def test_the_simulation_is_compulsory() -> None:
    assert refus_d_import(FORM, None) == Refused("SIMULATION_ABSENTE")


def test_the_simulation_is_that_of_the_same_file() -> None:
    other = simulated(empreinte=digest(b"{} "))
    assert refus_d_import(FORM, other) == Refused("SIMULATION_AUTRE_FICHIER")


@pytest.mark.parametrize(
    ("changes", "champs"),
    [
        ({"type": TypeDemande.SOLDE}, ("type",)),
        ({"numero_ans": "bnd52qq600", "taux_tva": Decimal(0)}, ("numero_ans", "taux_tva")),
    ],
)
def test_the_simulation_is_made_with_the_same_choices(changes: Any, champs: Any) -> None:
    expected = Refused("SIMULATION_AUTRE_FORMULAIRE", {"champs": champs})
    assert refus_d_import(FORM, simulated(**changes)) == expected
    assert refus_d_import(FORM, simulated(taux_tva=Decimal("20.00"))) is None


def test_an_error_found_stops_the_import_unless_the_caller_lets_it_through() -> None:
    found = simulated(Verdict.IRRECEVABLE)
    assert refus_d_import(FORM, found) == Refused("SIMULATION_IRRECEVABLE")
    assert refus_d_import(FORM, found, erreurs_bloquantes=False) is None


@pytest.mark.parametrize("champ", ["type", "numero_ans", "taux_tva", "empreinte"])
def test_nothing_is_simulated_with_an_incomplete_form(champ: str) -> None:
    changes: dict[str, Any] = {champ: None}
    with pytest.raises(ValueError, match="complete"):
        simulated(**changes)


def test_an_import_that_is_asked_for_again_is_the_one_that_was_made() -> None:
    faits = (ImportFait("2", evolve(FORM, taux_tva=Decimal("20.00"))), ImportFait("1", FORM))
    other_file = simulated(empreinte=digest(b"[]"))
    for simulation in (None, other_file, simulated(taux_tva=Decimal(0))):
        assert import_deja_fait(FORM, simulation, faits) == faits[0]
    # Simulated again, it is asked for anew.
    for verdict in Verdict:
        assert import_deja_fait(FORM, simulated(verdict), faits) is None


@pytest.mark.parametrize(
    "changes",
    [
        {"type": TypeDemande.SOLDE},
        {"numero_ans": "bnd52qq600"},
        {"taux_tva": Decimal(0)},
        {"empreinte": digest(b"[]")},
    ],
)
def test_an_import_with_other_choices_is_another(changes: Any) -> None:
    assert import_deja_fait(evolve(FORM, **changes), None, [ImportFait("1", FORM)]) is None
    assert import_deja_fait(FORM, None, ()) is None


def test_the_steps_are_shown_in_order() -> None:
    shown = {
        (False, False, False): ["EN_COURS", "EN_COURS", "A_FAIRE", "A_FAIRE"],
        (True, False, False): ["EN_COURS", "FAITE", "EN_COURS", "A_FAIRE"],
        (True, True, False): ["FAITE", "FAITE", "FAITE", "EN_COURS"],
        (True, True, True): ["FAITE", "FAITE", "FAITE", "FAITE"],
    }
    for simule, importe, complet in product((True, False), repeat=3):
        facts = (simule, importe, complet)
        if facts not in shown:
            with pytest.raises(ValueError, match="then"):
                etapes(simule=simule, importe=importe, complet=complet)
            continue
        steps = etapes(simule=simule, importe=importe, complet=complet)
        assert [(f"{step} {LIBELLES_ETAPES[step]}", where.value) for step, where in steps] == [
            *zip(
                ("1 Fichier JSON", "1.1 Simulation", "1.2 Importation", "2 Pièces jointes"),
                shown[facts],
                strict=True,
            )
        ]


def depot(demandes: int, retenues: int, **more: Any) -> Depot:
    return Depot(
        "6782",
        datetime(2024, 1, 2, tzinfo=PARIS),
        ANS,
        TypeDemande.AVANCE,
        "x.json",
        demandes,
        retenues,
        **more,
    )


@pytest.mark.parametrize(
    ("demandes", "retenues", "rejetees"), [(1, 1, 0), (10, 7, 3), (200, 0, 200), (200, 200, 0)]
)
def test_retained_and_rejected_make_the_demandes(
    demandes: int, retenues: int, rejetees: int
) -> None:
    assert depot(demandes, retenues).rejetees == rejetees


@pytest.mark.parametrize(
    ("demandes", "retenues", "abouti"),
    [(10, 11, True), (10, -1, True), (0, 0, True), (201, 0, True), (1, 1, False), (-1, -1, False)],
)
def test_a_deposit_that_could_not_be_is_refused(demandes: int, retenues: int, abouti: bool) -> None:
    with pytest.raises(ValueError, match=r"demande"):
        depot(demandes, retenues, abouti=abouti)


def test_only_successful_deposits_are_listed() -> None:
    # Successful: the import was carried out, even where it retained nothing.
    listed = (depot(10, 10), depot(2, 0))
    failed = (depot(0, 0, abouti=False), depot(201, 0, abouti=False))
    assert tuple(depots_listes((listed[0], *failed, listed[1]))) == listed


def test_a_rate_may_be_judged_alone() -> None:
    assert refus_du_taux(None) == ()
    assert refus_du_taux(Decimal("5.5")) == ()
    for wrong in ("-1", "100.01", "NaN", "Infinity"):
        (refused,) = refus_du_taux(Decimal(wrong))
        assert refused == Refused(Motif.TAUX_INVALIDE, {"champ": "taux_tva", "valeur": wrong})


@pytest.mark.parametrize(
    ("name", "enrolled", "expected"),
    [
        # What the file shows wins, whatever the product is enrolled for.
        ("mdv-avance", (), "MDV-LGC-VA1"),
        ("hop-avance", ("HOP-RI-VA1",), "HOP-DPI-VA1"),
        # Its names apart, the couloir has several SONS: the enrôlement tells which.
        ("hop-avance!", ("HOP-RI-VA1",), "HOP-RI-VA1"),
        ("hop-avance!", ("HOP-RI-VA1", "MDV-LGC-VA1", "XXX-XXX-VA1"), "HOP-RI-VA1"),
        ("hop-avance!", ("HOP-RI-VA1", "HOP-DPI-VA1"), None),
        ("hop-avance!", ("MDV-LGC-VA1",), None),
        ("hop-avance!", None, None),
        ("", ("MDV-LGC-VA1",), None),
    ],
)
def test_the_sons_is_that_of_the_file_or_of_the_enrolment(
    name: str, enrolled: tuple[str, ...] | None, expected: str | None
) -> None:
    document: Any = base(name.rstrip("!")) if name else None
    if name.endswith("!"):
        for line in document["lignesImport"]:
            for piece in line["piecesJustificatives"]:
                piece["nomFichier"] = "bon.pdf"
    found = sons_du_depot(document, enrolement(sons=enrolled), load())
    assert found == (expected or Refused(Motif.SONS_INDETERMINE))
