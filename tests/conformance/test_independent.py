"""The vectors of operations are what the independent tables say, and nothing else."""

from __future__ import annotations

import ast
import json
import zlib
from collections import Counter
from importlib import resources
from io import BytesIO
from itertools import product
from pathlib import Path
from typing import Any
from zipfile import ZipFile

import pytest
from jsonschema import Draft202012Validator

from tests.conformance.independent import (
    documents,
    echeances,
    exports,
    fichiers,
    identifiants,
    lignes,
    montants,
    octets,
    recherche,
    statuts,
)
from tests.conformance.independent.tables import FILES

SCRIPTS = sorted(Path(fichiers.__file__).parent.glob("*.py"))

CYCLES = (
    statuts.DEMANDE,
    statuts.PAIEMENT,
    statuts.ENROLEMENT,
    statuts.MODELE,
    statuts.COORDONNEES,
    statuts.PERSONNE,
)

each_stem = pytest.mark.parametrize("stem", FILES)
each_cycle = pytest.mark.parametrize("cycle", CYCLES, ids=lambda cycle: cycle.name)


def _vectors(stem: str) -> list[Any]:
    return list(FILES[stem]["vectors"])


def _schema() -> Any:
    text = resources.files("segur_rules.conformance").joinpath("vector.schema.json").read_text()
    return Draft202012Validator(json.loads(text))


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda script: script.name)
def test_the_tables_know_nothing_of_the_package(script: Path) -> None:
    for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
        names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
        if isinstance(node, ast.ImportFrom):
            names = [node.module or ""]
        assert not [name for name in names if name.startswith("segur_")]


@each_stem
def test_the_file_is_what_the_tables_say(stem: str) -> None:
    written = (fichiers.FOLDER / f"{stem}.json").read_text(encoding="utf-8")
    assert written == fichiers.text(FILES[stem]), "python -m tests.conformance.independent"


@each_stem
def test_the_file_is_of_its_form(stem: str) -> None:
    errors = _schema().iter_errors(FILES[stem])
    assert [f"{error.json_path}: {error.message}" for error in errors] == []


@each_stem
def test_ids_follow_one_another(stem: str) -> None:
    ids = [vector["id"] for vector in _vectors(stem)]
    assert ids == [f"{stem}-{number:04}" for number in range(1, len(ids) + 1)]


@each_stem
def test_nothing_is_asked_twice(stem: str) -> None:
    asked = Counter(json.dumps(vector["input"], sort_keys=True) for vector in _vectors(stem))
    assert [question for question, times in asked.items() if times > 1] == []


@each_cycle
def test_every_etat_meets_every_evenement_and_every_actor(cycle: statuts.Cycle) -> None:
    met = Counter(
        (given["etat"], given["evenement"], given["faits"]["acteur"])
        for given in (vector["input"] for vector in cycle.enumeration())
    )
    assert set(met) == set(product(cycle.etats, cycle.evenements, statuts.ACTEURS))
    assert set(met.values()) == {1}
    assert set(cycle.etats) >= {ligne.vers for ligne in cycle.lignes.values()}
    assert set(cycle.etats) >= {etat for etat, _ in cycle.lignes}


@each_cycle
def test_the_enumeration_opens_the_file(cycle: statuts.Cycle) -> None:
    asked = [vector["input"] for vector in cycle.enumeration()]
    written = [vector["input"] for vector in _vectors(f"decide-{cycle.name}")]
    assert written[: len(asked)] == asked


def test_a_guard_that_is_written_is_seen_to_fail() -> None:
    codes = {
        vector["expect"].get("code")
        for stem in FILES
        if stem.startswith("decide-")
        for vector in _vectors(stem)
    }
    branches = _schema().schema["$defs"]["decideExpect"]["oneOf"]
    (refusal,) = [branch for branch in branches if "code" in branch["required"]]
    assert codes == {None, *refusal["properties"]["code"]["enum"]}


def test_the_guides_example() -> None:
    given = {"declareHT": "1074.99", "regime": "HT", "tauxTVA": "0", **montants.MDV}
    found = montants.avance(given)
    assert found["montantDecide"] == "322.50"
    assert list(found["steps"].values()) == ["1074.99", "1074.99", "1074.99", "1074.99", "322.50"]
    assert [vector["expect"] for vector in _vectors("compute-avance") if vector["input"] == given]


@pytest.mark.parametrize(("declare", "given"), montants.SUITES)
def test_an_avance_and_its_solde_are_what_is_retained(declare: str, given: tuple[Any, ...]) -> None:
    asked = {name: value for part in given for name, value in part.items()}
    first = montants.avance({"declareHT": declare, **asked, **montants.TRENTE})
    then = montants.solde(
        {"factureHT": declare, **asked, **montants.paye(first["montantDecide"], declare)}
    )
    paid = [montants.lu(calcul["montantDecide"]) for calcul in (first, then)]
    assert sum(paid) == montants.lu(then["steps"]["engagement_retenu"])


@pytest.mark.parametrize(
    ("amount", "cents"),
    [(0, 0), (499, 0), (500, 1), (1499, 1), (1500, 2), (2500, 3), (2501, 3)],
)
def test_halves_go_up(amount: int, cents: int) -> None:
    assert montants.au_centime(amount) == cents * montants.CENT


@pytest.mark.parametrize("amount", montants.DEMI_AVANCE)
def test_three_tenths_end_with_half_a_cent(amount: str) -> None:
    assert montants.fois(montants.lu(amount), "30") % montants.CENT == montants.CENT // 2


@pytest.mark.parametrize("amount", montants.DEMI_TVA)
def test_the_vat_ends_with_half_a_cent(amount: str) -> None:
    assert montants.fois(montants.lu(amount), "8.5") % montants.CENT == montants.CENT // 2


def test_the_formula_comes_to_its_most_exactly() -> None:
    totals = [
        montants.lu(montants.SOCLE)
        + sum(
            montants.lu(price) * count
            for price, count in zip(montants.BOITES.values(), counts, strict=True)
        )
        for _, *counts in montants.FORMULE
    ]
    most = montants.lu(montants.MAXIMUM)
    assert {total > most for total in totals} == {True, False}
    assert most in totals


@pytest.mark.parametrize(("depot", "expires", "why"), [*echeances.JOURS, *echeances.INSTANTS])
def test_seven_days_by_arithmetic(depot: str, expires: str, why: str) -> None:
    assert echeances.sept_jours(depot).isoformat() == expires


def test_a_calendar_for_each_sons_and_phase() -> None:
    asked = {
        (vector["input"]["sons"], vector["input"]["phase"]) for vector in _vectors("echeance-sons")
    }
    assert asked >= set(product(montants.SONS, ("avance", "solde")))
    assert list(echeances.AVANCES) == list(echeances.SOLDES)


@pytest.mark.parametrize(("kind", "value", "valid", "why", "about"), identifiants.NOMBRES)
def test_a_number_is_what_arithmetic_says(
    kind: str, value: str, valid: bool, why: str, about: str
) -> None:
    assert identifiants.reponse(kind, value)["valid"] is valid


@pytest.mark.parametrize("kind", identifiants.JUGES)
def test_each_kind_of_number_is_seen_right_and_wrong(kind: str) -> None:
    asked = [number for number in identifiants.NOMBRES if number[0] == kind]
    assert {valid for _, _, valid, _, _ in asked} == {True, False}
    assert any(value == "" for _, value, _, _, _ in asked)
    assert any(not value.isascii() for _, value, valid, _, _ in asked if not valid)


def test_luhn_and_the_rest_of_97() -> None:
    assert identifiants.luhn("79927398713")
    assert not identifiants.luhn("79927398710")
    assert identifiants.mod_97("GB82WEST12345698765432")
    assert not identifiants.mod_97("GB83WEST12345698765432")


@pytest.mark.parametrize("size", [documents.MO, 4 * documents.MO + 1])
def test_a_large_document_weighs_what_is_said(size: int) -> None:
    assert len(documents.contenu(octets.large_pdf(size))) == size


def test_the_zips_are_zips() -> None:
    content = octets.zipped(octets.Entry("a/"), octets.Entry("a/b.txt", b"b"))
    with ZipFile(BytesIO(content)) as opened:
        assert opened.namelist() == ["a/", "a/b.txt"]
        assert opened.testzip() is None
        assert opened.read("a/b.txt") == b"b"


def test_the_image_is_one_grey_pixel() -> None:
    start = octets.PNG.index(b"IDAT") + 4
    assert zlib.decompress(octets.PNG[start : -len(octets.PNG_END)]) == b"\x00\x80"


def test_every_limit_of_a_size_is_seen_from_both_sides() -> None:
    sizes = {(usage, len(documents.contenu(given))) for usage, _, given, *_ in documents.DOCUMENTS}
    for usage, limit in documents.LIMITES.items():
        assert {(usage, limit), (usage, limit + 1)} <= sizes


@pytest.mark.parametrize("name", [*recherche.LISTES, "numero"])
def test_every_criterion_finds_some_and_leaves_some(name: str) -> None:
    found = [
        len(recherche.cherche(criteres, list(lignes.PARC)).get("numeros", []))
        for criteres, *_ in recherche.RECHERCHES
        if criteres.get(name)
    ]
    assert any(0 < count < len(lignes.PARC) for count in found)


@pytest.mark.parametrize("name", ["types", "statuts", "paiements"])
def test_every_value_of_a_criterion_is_searched_for(name: str) -> None:
    chosen = {value for criteres, *_ in recherche.RECHERCHES for value in criteres.get(name, ())}
    assert chosen == {one[recherche.LISTES[name]] for one in lignes.PARC}


def test_the_columns_of_the_exports() -> None:
    assert len(exports.DEMANDES) == 12
    assert len(exports.BENEFICIAIRES) == 18
    assert exports.BENEFICIAIRES[1:12] == exports.DEMANDES[1:]


@pytest.mark.parametrize(
    "wrong",
    [
        {"operation": "guess"},
        {"operation": "compute_solde"},
        {"vectors": []},
        {"more": 1},
    ],
    ids=str,
)
def test_the_schema_refuses_a_file(wrong: dict[str, Any]) -> None:
    right = FILES["compute-avance"]
    assert _schema().is_valid(right)
    assert not _schema().is_valid({**right, **wrong})


@pytest.mark.parametrize(
    ("stem", "wrong"),
    [
        ("decide-demande", {"id": "decide-paiement-1"}),
        ("decide-demande", {"rules": ["SEG-FIC-001"]}),
        ("decide-demande", {"expect": {"outcome": "applied", "etat": "EN_COURS"}}),
        ("decide-demande", {"expect": {"outcome": "refused", "code": "NO"}}),
        ("decide-paiement", {"input": {"table": "paiement", "etat": "DECIDEE"}}),
        ("compute-avance", {"input": {"declareHT": "1.00", "regime": "HT"}}),
        ("compute-avance", {"expect": {"montantDecide": "322.5"}}),
        ("compute-solde", {"expect": {"notEvaluable": []}}),
        ("expiration", {"input": {"depot": "2022-03-17T10:00:00"}}),
        ("echeance-sons", {"expect": {"ouverture": None, "limite": None}}),
        ("check-identifiant", {"id": "check-document-0001"}),
        ("check-identifiant", {"input": {"kind": "siren", "value": "327355160"}}),
        ("check-identifiant", {"input": {"kind": "siret", "value": "1", "more": 1}}),
        ("check-identifiant", {"expect": {"valid": False, "compact": "1"}}),
        ("check-identifiant", {"expect": {"valid": True}}),
        ("check-document", {"input": {"usage": "piece", "nom": "a.pdf"}}),
        ("check-document", {"input": {"usage": "photo", "nom": "a.pdf", "text": "a"}}),
        ("check-document", {"expect": {"rules": ["SEG-FIC-001"]}}),
        ("check-document", {"expect": {}}),
        ("plan-zip", {"input": {"zip": {"entries": []}}}),
        ("plan-zip", {"input": {"zip": {}, "demandes": []}}),
        ("plan-zip", {"expect": {"refused": True}}),
        ("plan-zip", {"expect": {"rules": [], "entries": [{"nom": "a.pdf"}]}}),
        ("search-demandes", {"input": {"criteres": {"couloir": "HOP"}, "lignes": []}}),
        ("search-demandes", {"input": {"criteres": {"du": "01/01/2024"}, "lignes": []}}),
        ("search-demandes", {"input": {"criteres": {}, "lignes": [{"numero": "FIN"}]}}),
        ("search-demandes", {"expect": {"refused": []}}),
        ("search-demandes", {"expect": {"refused": ["NO"]}}),
        ("search-imports", {"input": {"criteres": {"statuts": []}, "depots": []}}),
        ("search-imports", {"expect": {"refused": ["FILTRE_OBLIGATOIRE"]}}),
        ("export-demandes", {"input": {"lignes": [], "couloir": "HOP"}}),
        ("export-demandes", {"expect": {"titres": [], "lignes": []}}),
        ("export-beneficiaires", {"input": {"couloir": "hop", "lignes": []}}),
        ("export-beneficiaires", {"expect": {"lignes": [["a"]]}}),
        ("export-beneficiaires", {"expect": {"refused": ["NO"]}}),
    ],
    ids=str,
)
def test_the_schema_refuses_a_vector(stem: str, wrong: dict[str, Any]) -> None:
    first, *others = _vectors(stem)
    assert not _schema().is_valid({**FILES[stem], "vectors": [{**first, **wrong}, *others]})
