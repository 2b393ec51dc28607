"""What the schema says of a faulty document, fault by fault."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from segur_rules.catalogue import load
from segur_rules.conformance import base
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.schema import (
    CONSTATS_MAX,
    SCHEMA_DIALECT,
    explain,
    pointer_of,
    schema,
    schema_of,
    shown,
)
from segur_rules.outcomes import Constat
from segur_rules.rules import rules
from tests.properties.mutations import at, put

BASES = {
    "mdv": "MDV",
    "mdv-structure": "MDV",
    "hop": "HOP",
    "ms1": "MS1",
    "ms2": "MS2",
    "pha": "CLIENTS",
    "img": "IMG",
    "sas": "OPERATEUR",
}


def said(name: str, where: str, value: Any) -> Constat:
    """The one fault of a base where a value was put at a place."""
    prefix, _, phase = name.rpartition("-")
    path = tuple(int(part) if part.isdecimal() else part for part in where.split("/")[1:])
    document = base(name)
    if value is ABSENT:
        around = at(document, path[:-1])
        rest = {key: member for key, member in around.items() if key != path[-1]}
        document = put(document, path[:-1], rest)
    else:
        document = put(document, path, value)
    (constat,) = explain(document, BASES[prefix], Phase(phase))
    return constat


ABSENT = object()
LINE = "/lignesImport/0"


def case(name: str, where: str, value: Any, said: str, **params: Any) -> Any:
    """A base, a place of it (`…` is its first line), what to put there, and what is then said."""
    params = {"balise": next(n for n in where.split("/")[::-1] if not n.isdecimal()), **params}
    return pytest.param(name, where.replace("…", LINE), value, (said, params), id=f"{said} {where}")


CASES = [
    case(
        "mdv-avance",
        "…/numLigne",
        "1",
        "SEG-FIC-014.quoted",
        attendu="entier",
        trouve="texte",
        valeur="1",
    ),
    case(
        "mdv-avance",
        "…/numLigne",
        Decimal("1.0"),
        "SEG-FIC-014",
        attendu="entier",
        trouve="nombre",
        valeur="1.0",
    ),
    case(
        "mdv-avance",
        "…/commande/montantSegurHT",
        "358,33",
        "SEG-FIC-014.quoted",
        attendu="nombre",
        trouve="texte",
        valeur="358,33",
    ),
    case(
        "mdv-avance",
        "…/beneficiaires/isMandataire",
        "false",
        "SEG-FIC-014.quoted",
        attendu="booleen",
        trouve="texte",
        valeur="false",
    ),
    case(
        "mdv-avance",
        "…/beneficiaires/isMandataire",
        "faux",
        "SEG-FIC-014",
        attendu="booleen",
        trouve="texte",
        valeur="faux",
    ),
    case(
        "mdv-avance",
        "…/beneficiaires/structure",
        "null",
        "SEG-FIC-014.quoted",
        attendu="objet",
        trouve="texte",
        valeur="null",
    ),
    case(
        "sas-avance",
        "…/scenarioInstallation",
        "null",
        "SEG-FIC-014.quoted",
        attendu="null",
        trouve="texte",
        valeur="null",
    ),
    case(
        "mdv-avance",
        "…/beneficiaires/liberal",
        None,
        "SEG-FIC-014",
        attendu="tableau",
        trouve="null",
        valeur="null",
    ),
    case(
        "mdv-avance",
        "…/commande",
        [],
        "SEG-FIC-014",
        attendu="objet",
        trouve="tableau",
        valeur="[]",
    ),
    case(
        "mdv-avance",
        "…/numeroEditeur",
        True,
        "SEG-FIC-014",
        attendu="texte",
        trouve="booleen",
        valeur="true",
    ),
    case("mdv-avance", "/siret", ABSENT, "SEG-FIC-015"),
    case("hop-solde", "…/scenarioInstallation/adresseMSSCitoyen", ABSENT, "SEG-FIC-015"),
    case("hop-avance", "…/scenarioInstallation/adresseMSSCitoyen", None, "SEG-FIC-016"),
    case(
        "mdv-avance", "…/commande/dateCommandes", None, "SEG-FIC-016.close", proche="dateCommande"
    ),
    case(
        "mdv-avance",
        "…/beneficiaires/structure/FINESSGEO",
        [],
        "SEG-FIC-016.close",
        proche="FINESSGeo",
    ),
    case("sas-avance", "…/scenarioInstallation", {"a": 1}, "SEG-FIC-016", balise="a"),
    case("sas-avance", "…/scenarioInstallation", [1], "SEG-FIC-016"),
    case(
        "mdv-avance",
        "…/commande/regimeTVA",
        "Ttc",
        "SEG-FIC-017.case",
        valeur="Ttc",
        attendus=("HT", "TTC"),
        proche="TTC",
    ),
    case(
        "mdv-avance",
        "…/commande/regimeTVA",
        "TVA",
        "SEG-FIC-017",
        valeur="TVA",
        attendus=("HT", "TTC"),
    ),
    case(
        "ms1-solde",
        "…/facture/deploiementMSS",
        "Cas 3",
        "SEG-FIC-017",
        valeur="Cas 3",
        attendus=("Cas 1", "Cas 2"),
    ),
    case(
        "ms1-avance",
        "…/scenarioInstallation/0/profilMetier",
        "FAM",
        "SEG-SCE-008.ph",
        valeur="FAM",
        attendus=("PH", "PA", "DOM"),
    ),
    case(
        "ms1-avance",
        "…/scenarioInstallation/0/profilMetier",
        "PDS",
        "SEG-SCE-008",
        valeur="PDS",
        attendus=("PH", "PA", "DOM"),
    ),
    case(
        "ms2-avance",
        "…/scenarioInstallation/0/profilMetier",
        "MAS",
        "SEG-SCE-008",
        valeur="MAS",
        attendus=("PDE", "PDS", "AHI", "PJM"),
    ),
    case("mdv-avance", "/impId", 12, "SEG-FIC-018", valeur="12"),
    case("mdv-avance", "…/numeroASP", "FINMDV005046", "SEG-FIC-018", valeur="FINMDV005046"),
    case("mdv-avance", "…/numeroEditeur", "", "SEG-FIC-019.empty"),
    case("mdv-avance", "…/numeroEditeur", "1\n", "SEG-FIC-019.control"),
    case(
        "mdv-avance",
        "…/commande/dateCommande",
        "2022-10-15",
        "SEG-FIC-020.iso",
        valeur="2022-10-15",
        proche="15/10/2022",
    ),
    case(
        "mdv-avance",
        "…/commande/dateCommande",
        "2022-10-15T10:00:00Z",
        "SEG-FIC-020.iso",
        valeur="2022-10-15T10:00:00Z",
        proche="15/10/2022",
    ),
    case("mdv-avance", "…/commande/dateCommande", "2022-02-30", "SEG-FIC-020", valeur="2022-02-30"),
    case(
        "mdv-avance",
        "…/commande/dateCommande",
        "30/02/2022",
        "SEG-FIC-020.absent_du_calendrier",
        valeur="30/02/2022",
    ),
    case("mdv-avance", "…/commande/dateCommande", "3/2/2022", "SEG-FIC-020", valeur="3/2/2022"),
    case("mdv-avance", "…/commande/montantSegurHT", 0, "SEG-COM-001", valeur="0"),
    case(
        "mdv-avance", "…/commande/montantSegurHT", Decimal("-0.01"), "SEG-COM-001", valeur="-0.01"
    ),
    case(
        "mdv-solde",
        "…/facture/montantSegurHTFacture",
        Decimal("1000000000000.00"),
        "SEG-COM-016",
        valeur="1000000000000.00",
        limite=Decimal(10**12),
    ),
    case("mdv-avance", "/siret", "1", "SEG-BEN-010", valeur="1"),
    case("mdv-avance", "/numeroAns", "1", "SEG-ENR-001", valeur="1"),
    case(
        "mdv-structure-avance",
        "…/beneficiaires/structure/FINESSGeo/0",
        "1",
        "SEG-BEN-012",
        valeur="1",
    ),
    case("mdv-avance", "…/beneficiaires/liberal/0/RPPS", "1", "SEG-BEN-014", valeur="1"),
    case("pha-avance", "…/beneficiaires/clients/0/AM", "1", "SEG-BEN-016", valeur="1"),
    case(
        "mdv-avance",
        "…/scenarioInstallation/operateurMessagerie",
        "api_35",
        "SEG-SCE-004",
        valeur="api_35",
    ),
    case("mdv-solde", "…/numeroASP", "1", "SEG-DOS-001", valeur="1"),
]


@pytest.mark.parametrize(("name", "where", "value", "expected"), CASES)
def test_a_fault_is_said_once(
    name: str, where: str, value: Any, expected: tuple[str, dict[str, Any]]
) -> None:
    constat = said(name, where, value)
    rule, _, variant = expected[0].partition(".")
    assert (constat.rule, constat.variant, constat.params) == (rule, variant, expected[1])
    # A foreign tag is where it is; all the rest is where it was put.
    assert constat.pointer == (where + "/a" if value == {"a": 1} else where)
    assert rule in rules()


def test_every_tag_that_is_missing_is_said() -> None:
    document = put(base("mdv-avance"), ("lignesImport", 0), {})
    constats = explain(document, "MDV", Phase.AVANCE)
    assert {constat.rule for constat in constats} == {"SEG-FIC-015"}
    assert len(constats) == 10


@pytest.mark.parametrize(("lines", "count"), [(0, 0), (201, 201)])
def test_the_number_of_demandes_is_said(lines: int, count: int) -> None:
    document = base("mdv-avance")
    document["lignesImport"] = document["lignesImport"][:1] * lines
    (constat,) = explain(document, "MDV", Phase.AVANCE)
    assert constat == Constat(
        "SEG-FIC-003", "/lignesImport", {"nombre": count, "minimum": 1, "maximum": 200}
    )


def test_a_root_that_is_no_object_is_said() -> None:
    documents: tuple[Any, ...] = ([], None, "x", 1, True)
    for document in documents:
        (constat,) = explain(document, None, Phase.AVANCE)
        assert (constat.rule, constat.pointer) == ("SEG-FIC-014", "")
        assert constat.params["balise"] == ""
        assert constat.params["attendu"] == "objet"


def test_every_fault_is_said_up_to_a_limit() -> None:
    document = base("mdv-avance")
    line = document["lignesImport"][0]
    document["lignesImport"] = [line | {f"z{i}": 1 for i in range(CONSTATS_MAX - 1)}]
    assert len(explain(document, "MDV", Phase.AVANCE)) == CONSTATS_MAX - 1
    document["lignesImport"] *= 2
    assert len(explain(document, "MDV", Phase.AVANCE)) == CONSTATS_MAX


def test_a_foreign_name_keeps_its_place_and_is_told_short() -> None:
    name = "a/b~c" + "x" * 100
    (constat,) = explain({**base("mdv-avance"), name: 1}, "MDV", Phase.AVANCE)
    assert constat.pointer == "/a~1b~0c" + "x" * 100
    assert constat.params == {"balise": name[:79] + "…"}


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("é", "é"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        (Decimal("1.10"), "1.10"),
        (None, "null"),
        (True, "true"),
        (12, "12"),
        ({"é": Decimal("1.5")}, '{"é": "1.5"}'),
        ([1] * 50, "[" + "1, " * 26 + "…"),
    ],
)
def test_a_value_is_shown_short(value: Any, text: str) -> None:
    assert shown(value) == text
    assert len(shown(value)) <= 80


def test_a_pointer_escapes_its_names() -> None:
    assert pointer_of([]) == ""
    assert pointer_of(["a", 0, "b/c~d", ""]) == "/a/0/b~1c~0d/"


def test_the_schema_of_a_sons() -> None:
    published = schema_of("dsr-mdv-lgc-Va1", "avance")
    assert published["$schema"] == SCHEMA_DIALECT
    assert published["title"] == "Import file, MDV-LGC-VA1, avance"
    assert published == schema("MDV", Phase.AVANCE, published["title"])
    assert schema_of("MDV-LGC-VA1", Phase.AVANCE, load()) == published
    # It is the caller's own.
    published["properties"].clear()
    assert schema_of("MDV-LGC-VA1", "avance")["properties"]


def test_a_schema_of_nothing_is_refused() -> None:
    with pytest.raises(LookupError, match="XXX"):
        schema_of("XXX", "avance")
    with pytest.raises(ValueError, match="avenant"):
        schema_of("MDV-LGC-VA1", "avenant")


def test_a_sons_of_an_overlay_has_a_schema() -> None:
    overlay = {
        "sons": {"HOP-XXX-VA9": {"label": "x", "certainty": "choice", "reference": "a test"}}
    }
    assert schema_of("HOP-XXX-VA9", "solde", load(overlay))["title"].endswith("HOP-XXX-VA9, solde")
