"""The shapes of files, and how a file shows its own."""

from __future__ import annotations

from typing import Any

import attrs
import pytest

from segur_rules.catalogue import Catalogue, load
from segur_rules.conformance import base
from segur_rules.demandes import fichier as f
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.formes import (
    FORMES,
    MEDICO_SOCIAL,
    Nature,
    kind_of,
    kind_of_line,
    recognise,
    recognise_fichier,
)

CATALOGUE = load()
NAMES = {
    "mdv": "MDV-LGC-VA1",
    "mdv-structure": "MDV-LGC-VA1",
    "hop": "HOP-DPI-VA1",
    "ms1": "MS1-DUI-VA1",
    "ms2": "MS2-DUI-VA1",
    "bio": "BIO-SGL-VA1",
    "rad": "RAD-RIS-VA1",
    "pha": "PHA-LGO-VA1",
    "img": "IMG-RIS-VA2",
    "mss": "MSS-OPE-VA1",
    "sas": "SAS-SAS-VA1",
}
BASES = [
    (name, phase)
    for name in NAMES
    for phase in Phase
    if (name, phase) != ("mdv-structure", Phase.SOLDE)
]
each_base = pytest.mark.parametrize(("name", "phase"), BASES)


def parsed(document: Any, forme: str, phase: Phase) -> f.Fichier:
    fichier: f.Fichier = kind_of(forme, phase).parse(document, None)
    return fichier


def forme_of(name: str) -> str:
    return CATALOGUE.couloirs[CATALOGUE.sons[NAMES[name]].couloir].forme


def file_of(*lines: Any) -> dict[str, Any]:
    return {"lignesImport": list(lines)}


@each_base
def test_a_base_shows_its_sons_and_phase(name: str, phase: Phase) -> None:
    document = base(f"{name}-{phase.value}")
    nature = recognise(document, CATALOGUE)
    assert nature.sons is not None
    assert nature.sons.code == NAMES[name]
    assert nature.phase is phase
    assert nature.couloirs == {nature.sons.couloir}
    assert nature.forme == forme_of(name)
    assert recognise_fichier(parsed(document, forme_of(name), phase), CATALOGUE) == nature


@each_base
def test_a_file_is_read_as_the_classes_of_its_forme(name: str, phase: Phase) -> None:
    document = base(f"{name}-{phase.value}")
    forme = FORMES[forme_of(name)]
    fichier = parsed(document, forme_of(name), phase)
    assert fichier.positions is None
    assert len(fichier.lignes_import) == len(document["lignesImport"])
    for i, demande in fichier.lignes():
        line = document["lignesImport"][i]
        order = line["commande" if phase is Phase.AVANCE else "facture"]
        assert type(demande) is (f.Avance if phase is Phase.AVANCE else f.Solde)
        assert demande.phase is phase
        assert type(demande.beneficiaires) is forme.beneficiaires
        assert demande.montant_ht in order.values()
        assert demande.engagement.regime_tva == order["regimeTVA"]
        assert kind_of_line(forme_of(name), phase).parse(line, None) == demande
        for place, number in demande.beneficiaires.places():
            value: Any = line["beneficiaires"]
            for part in place.split("/")[1:]:
                value = value[int(part)] if isinstance(value, list) else value[part]
            assert value == number
        assert demande.beneficiaires.numeros() == [n for _, n in demande.beneficiaires.places()]
    assert [i for i, _ in fichier.avances()] == (
        list(range(len(fichier.lignes_import))) if phase is Phase.AVANCE else []
    )
    assert len([*fichier.avances()]) + len([*fichier.soldes()]) == len(fichier.lignes_import)


def test_a_demande_of_physicians_has_no_structure() -> None:
    fichier = parsed(base("mdv-avance"), "MDV", Phase.AVANCE)
    for demande in fichier.lignes_import:
        assert isinstance(demande.beneficiaires, f.BeneficiairesMDV)
        bare = attrs.evolve(demande.beneficiaires, structure=None)
        numbers = [liberal.rpps for liberal in bare.liberal]
        assert bare.numeros() == [number for _, number in bare.places()] == numbers


@pytest.mark.parametrize(
    "document",
    [None, [], "x", 1, {}, {"lignesImport": None}, {"lignesImport": {}}, {"lignesImport": []}],
)
def test_what_is_no_file_shows_nothing(document: Any) -> None:
    assert recognise(document, CATALOGUE) == Nature()


@pytest.mark.parametrize(
    "line", [None, 1, [], {}, {"beneficiaires": None}, {"beneficiaires": {}}, {"commandes": 1}]
)
def test_a_line_that_shows_nothing_is_passed_over(line: Any) -> None:
    assert recognise(file_of(line), CATALOGUE) == Nature()
    shown = {"facture": None, "beneficiaires": {"etablissements": None}}
    nature = recognise(file_of(line, shown), CATALOGUE)
    assert (nature.forme, nature.phase) == ("HOP", Phase.SOLDE)


@pytest.mark.parametrize(
    ("member", "forme", "couloirs"),
    [
        ("liberal", "MDV", {"MDV"}),
        ("structure", "MDV", {"MDV"}),
        ("commandePour", "MDV", {"MDV"}),
        ("etablissements", "HOP", {"HOP"}),
        ("organismeGestionnaire", "MS1", {"MS1", "MS2"}),
        ("clients", "CLIENTS", {"BIO", "RAD", "PHA", "IMG"}),
        ("SIRET", "OPERATEUR", {"MSS", "SAS"}),
        ("raisonSociale", "OPERATEUR", {"MSS", "SAS"}),
    ],
)
def test_a_member_shows_the_couloirs(member: str, forme: str, couloirs: set[str]) -> None:
    nature = recognise(file_of({"beneficiaires": {member: None}}), CATALOGUE)
    assert nature.forme == forme
    assert nature.couloirs == couloirs
    assert nature.phase is None
    # MDV has one SONS only.
    assert (nature.sons is not None) is (couloirs == {"MDV"})


def test_an_invoice_shows_more_than_an_order() -> None:
    assert recognise(file_of({"commande": 1}), CATALOGUE).phase is Phase.AVANCE
    assert recognise(file_of({"commande": 1, "facture": 1}), CATALOGUE).phase is Phase.SOLDE
    assert recognise(file_of({"commande": 1}, {"facture": 1}), CATALOGUE).phase is Phase.AVANCE


@pytest.mark.parametrize(
    ("profils", "couloirs"),
    [
        (["PH"], {"MS1"}),
        (["FAM"], {"MS1"}),
        (["MAS"], {"MS1"}),
        (["PDS", "AHI"], {"MS2"}),
        (["PH", "PDS"], {"MS1", "MS2"}),
        (["XX"], {"MS1", "MS2"}),
        ([None, 1, ["PH"]], {"MS1", "MS2"}),
        ([], {"MS1", "MS2"}),
    ],
)
def test_profiles_tell_the_two_couloirs_of_the_medico_social(
    profils: list[Any], couloirs: set[str]
) -> None:
    line = {
        "beneficiaires": {"organismeGestionnaire": {}},
        "scenarioInstallation": [{"profilMetier": profil} for profil in profils] + [None],
    }
    assert recognise(file_of(line), CATALOGUE).couloirs == couloirs
    assert recognise(file_of({**line, "scenarioInstallation": 1}), CATALOGUE).couloirs == {
        "MS1",
        "MS2",
    }


def medico_social(couloir: str, *with_rows: bool) -> f.Fichier:
    """A file whose documents' names tell nothing; only some of its lines have rows."""
    fichier = parsed(base(f"{couloir.lower()}-avance"), couloir, Phase.AVANCE)
    lines = []
    for (_, line), rows in zip(fichier.lignes(), with_rows, strict=True):
        pieces = [attrs.evolve(piece, nom_fichier="x") for piece in line.pieces_justificatives]
        scenario = line.scenario_installation if rows else ()
        lines.append(
            attrs.evolve(line, pieces_justificatives=tuple(pieces), scenario_installation=scenario)
        )
    return attrs.evolve(fichier, lignes_import=tuple(lines))


@pytest.mark.parametrize("couloir", ["MS1", "MS2"])
def test_rows_tell_the_two_couloirs_of_a_file_held_as_objects(couloir: str) -> None:
    assert recognise_fichier(medico_social(couloir, True, True), CATALOGUE).couloirs == {couloir}
    later = medico_social(couloir, False, True)
    assert recognise_fichier(later, CATALOGUE).couloirs == {couloir}
    none = recognise_fichier(medico_social(couloir, False, False), CATALOGUE)
    assert none.couloirs == {"MS1", "MS2"}
    assert none.sons is None


def test_a_file_without_lines_shows_nothing() -> None:
    assert (
        recognise_fichier(
            f.Fichier(imp_id=None, numero_ans="", siret="", lignes_import=()), CATALOGUE
        )
        == Nature()
    )


def named(*names: Any) -> dict[str, Any]:
    line = {
        "beneficiaires": {"clients": []},
        "piecesJustificatives": [{"nomFichier": name} for name in names],
    }
    return file_of(line)


@pytest.mark.parametrize(
    ("names", "sons"),
    [
        (["bio-sgl-va1-bdc-1.pdf"], "BIO-SGL-VA1"),
        (["BIO-LOINC-Va1-x", "bio-loinc-va1-y"], "BIO-LOINC-VA1"),
        (["img-db-va2.pdf"], "IMG-DB-VA2"),
        (["bio-sgl-va1-1", "bio-loinc-va1-2"], None),
        (["bio-sgl-va1-1", "facture.pdf"], None),
        (["bio-sgl-va1-1", None], None),
        (["bio-sgl-va9-1"], None),
        (["mdv-lgc-va1-1"], None),
        (["x-bio-sgl-va1"], None),
        ([], None),
    ],
)
def test_the_names_of_documents_tell_the_sons(names: list[Any], sons: str | None) -> None:
    nature = recognise(named(*names), CATALOGUE)
    assert (nature.sons.code if nature.sons else None) == sons
    if sons:
        assert nature.couloirs == {sons[:3]}
        assert nature.forme == ("IMG" if sons.startswith("IMG") else "CLIENTS")


def test_names_that_are_none_are_passed_over() -> None:
    some: tuple[Any, ...] = (None, {}, [None], [1])
    for pieces in some:
        line: dict[str, Any] = {"beneficiaires": {"clients": []}, "piecesJustificatives": pieces}
        assert recognise(file_of(line), CATALOGUE).sons is None


def test_what_the_catalogue_knows_decides() -> None:
    one_sons: Catalogue = attrs.evolve(
        CATALOGUE, sons={"BIO-SGL-VA1": CATALOGUE.sons["BIO-SGL-VA1"]}
    )
    nature = recognise(named("x.pdf"), one_sons)
    assert nature.sons is not None
    assert nature.sons.code == "BIO-SGL-VA1"
    none: Catalogue = attrs.evolve(CATALOGUE, sons={}, couloirs={})
    assert recognise(named("x.pdf"), none) == Nature("CLIENTS")


@pytest.mark.parametrize("forme", FORMES)
def test_the_scenario_of_a_forme(forme: str) -> None:
    for phase in Phase:
        kind = FORMES[forme].kind_of_scenario(phase)
        expected = {"MDV": "ScenarioMDV", "MS1": "tableau", "MS2": "tableau"}.get(forme, "rien")
        if forme == "HOP":
            expected = "ScenarioHOP" if phase is Phase.AVANCE else "ScenarioHOPSolde"
        assert kind.name == expected
    assert kind_of(forme, Phase.AVANCE) is kind_of(forme, Phase.AVANCE)


def test_the_base_classes_promise_what_they_do_not_keep() -> None:
    with pytest.raises(NotImplementedError):
        f.Beneficiaires.numeros(None)  # type: ignore[arg-type]
    with pytest.raises(NotImplementedError):
        next(f.Beneficiaires.places(None))  # type: ignore[arg-type]
    for name in ("engagement", "montant_ht"):
        member: Any = vars(f.Demande)[name]
        with pytest.raises(NotImplementedError):
            member.fget(None)


def test_the_forme_of_both_couloirs_is_none_of_them() -> None:
    assert MEDICO_SOCIAL not in FORMES
    assert {couloir.forme for couloir in CATALOGUE.couloirs.values()} == FORMES.keys()
