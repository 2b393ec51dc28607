"""The data of the catalogue, and what a caller puts over them."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

import attrs
import pytest

from segur_rules.catalogue import (
    FORMES,
    TOPICS,
    Calendrier,
    Catalogue,
    CatalogueError,
    Sons,
    load,
)
from segur_rules.demandes import formes
from segur_rules.echeances import PARIS, Echeance, Ouverture
from segur_rules.montants import NaturePlafond
from segur_rules.rules.registry import COULOIRS
from segur_rules.sources import Certainty, Source

CATALOGUE = load()
SOURCED = {"certainty": "choice", "reference": "a test"}

each_sons = pytest.mark.parametrize("sons", CATALOGUE.sons.values(), ids=lambda sons: sons.code)


def over(**topics: Any) -> Catalogue:
    return load(topics)


def test_the_sons_are_those_of_the_programme() -> None:
    assert CATALOGUE.sons.keys() == {
        *("HOP-DPI-VA1", "HOP-PFI-VA1", "HOP-RI-VA1", "HOP-DPI-VA2", "HOP-PFI-VA2"),
        *("MDV-LGC-VA1", "BIO-SGL-VA1", "BIO-LOINC-VA1", "RAD-RIS-VA1", "IMG-RIS-VA2"),
        *("IMG-DB-VA2", "PHA-LGO-VA1", "MS1-DUI-VA1", "MS2-DUI-VA1", "MSS-OPE-VA1", "SAS-SAS-VA1"),
    }
    assert CATALOGUE.couloirs.keys() == COULOIRS
    assert set(FORMES) == formes.FORMES.keys()


@each_sons
def test_a_sons_is_of_a_couloir_that_has_its_software(sons: Sons) -> None:
    couloir = CATALOGUE.couloirs[sons.couloir]
    assert sons.code == f"{sons.couloir}-{sons.logiciel}-VA{sons.vague}"
    assert sons.logiciel in couloir.logiciels
    assert sons in CATALOGUE.of_couloir(sons.couloir)
    assert sons.label
    assert couloir.forme in FORMES


@each_sons
def test_a_datum_is_sourced(sons: Sons) -> None:
    dates = [d for d in attrs.astuple(sons.calendrier, recurse=False) if d is not None]
    data = [sons, sons.plafond, sons.taux_avance, CATALOGUE.couloirs[sons.couloir], *dates]
    for datum in data:
        if datum is not None:
            assert datum.source.reference
            assert isinstance(datum.source.certainty, Certainty)


@each_sons
def test_a_calendar_goes_forward(sons: Sons) -> None:
    calendrier = sons.calendrier
    for opening, end in (
        (calendrier.avance_ouverture, calendrier.avance_limite),
        (calendrier.solde_ouverture, calendrier.solde_limite),
    ):
        if opening is not None and end is not None:
            assert opening.first < end.last
    if calendrier.prestation_limite and calendrier.solde_limite:
        assert calendrier.prestation_limite.last <= calendrier.solde_limite.last


@each_sons
def test_a_ceiling_is_of_one_nature(sons: Sons) -> None:
    plafond = sons.plafond
    if plafond is not None:
        assert plafond.montant_ht > 0
        assert (plafond.unite is not None) is (plafond.nature is NaturePlafond.PAR_UNITE)


def test_some_data_are_as_their_sources_print_them() -> None:
    mdv = CATALOGUE.sons["MDV-LGC-VA1"]
    assert mdv.plafond is not None
    assert mdv.plafond.montant_ht == Decimal("358.33")
    assert mdv.calendrier.avance_limite is not None
    # A day without an hour is its whole day, in Paris.
    last = mdv.calendrier.avance_limite.last
    assert last == datetime(2022, 11, 30, 23, 59, 59, 999999, tzinfo=PARIS)
    hop = CATALOGUE.sons["HOP-DPI-VA1"].calendrier
    assert hop.solde_limite is not None
    assert hop.solde_limite.last.astimezone(UTC) == datetime(2023, 12, 14, 13, tzinfo=UTC)
    assert hop.solde_ouverture is not None
    assert hop.solde_ouverture.first == datetime(2022, 1, 18, tzinfo=PARIS)
    assert {rate.taux for rate in CATALOGUE.tva} == {Decimal(0), Decimal("8.5"), Decimal(20)}
    assert CATALOGUE.equivalences == {"FAM": "PH", "MAS": "PH"}


@pytest.mark.parametrize(
    "code", ["HOP-DPI-VA1", "hop-dpi-va1", "HOP-DPI-Va1", " DSR-HOP-DPI-Va1 ", "dsr-hop-dpi-va1"]
)
def test_a_code_is_found_however_it_is_written(code: str) -> None:
    assert CATALOGUE.find(code) is CATALOGUE.sons["HOP-DPI-VA1"]


@pytest.mark.parametrize("code", ["", "HOP", "HOP-DPI-VA3", "HOP DPI VA1", "DSR-", "XXX-YYY-VA1"])
def test_an_unknown_code_is_not_found(code: str) -> None:
    assert CATALOGUE.find(code) is None


def test_the_sons_of_a_couloir_come_in_order() -> None:
    assert [sons.code for sons in CATALOGUE.of_couloir("BIO")] == ["BIO-SGL-VA1", "BIO-LOINC-VA1"]
    assert CATALOGUE.of_couloir("XXX") == ()


def test_without_an_overlay_there_is_one_catalogue() -> None:
    assert load() is load({}) is load(None)


def test_the_catalogue_cannot_be_changed() -> None:
    with pytest.raises(TypeError):
        CATALOGUE.sons["X"] = CATALOGUE.sons["HOP-DPI-VA1"]  # type: ignore[index]
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        CATALOGUE.tva = ()  # type: ignore[misc]


def test_an_overlay_adds_a_sons() -> None:
    added = over(
        sons={
            "ms1-dui-va2": {
                "label": "Médico-social, vague 2",
                **SOURCED,
                "plafond": {"nature": "fixe", "montant_ht": "1000.00", **SOURCED},
                "calendrier": {"avance_limite": {"quand": date(2030, 1, 31), **SOURCED}},
            }
        }
    )
    sons = added.sons["MS1-DUI-VA2"]
    assert (sons.couloir, sons.logiciel, sons.vague) == ("MS1", "DUI", 2)
    assert sons.source == Source("a test", Certainty.CHOICE)
    assert sons.plafond is not None
    assert sons.plafond.montant_ht == Decimal(1000)
    assert sons.calendrier.avance_limite == Echeance(
        datetime(2030, 1, 31, 23, 59, 59, 999999, tzinfo=PARIS), sons.source
    )
    assert sons.calendrier.avance_ouverture is None
    # All the rest is there, and the package's own catalogue has not changed.
    assert added.sons.keys() - CATALOGUE.sons.keys() == {"MS1-DUI-VA2"}
    assert added.couloirs == CATALOGUE.couloirs
    assert "MS1-DUI-VA2" not in load().sons


def test_an_overlay_replaces_one_datum_and_leaves_the_others() -> None:
    quand = datetime(2023, 1, 15, 14)  # noqa: DTZ001 - TOML writes the time of Paris without a zone
    changed = over(
        sons={"MDV-LGC-VA1": {"calendrier": {"avance_ouverture": {"quand": quand, **SOURCED}}}}
    ).sons["MDV-LGC-VA1"]
    before = CATALOGUE.sons["MDV-LGC-VA1"]
    assert changed.calendrier == attrs.evolve(
        before.calendrier,
        avance_ouverture=Ouverture(
            datetime(2023, 1, 15, 14, tzinfo=PARIS), Source("a test", Certainty.CHOICE)
        ),
    )
    assert attrs.evolve(changed, calendrier=Calendrier()) == attrs.evolve(
        before, calendrier=Calendrier()
    )


def test_an_overlay_replaces_a_list_by_a_list() -> None:
    rate = {"taux": "5.5", "ou": "nulle part", **SOURCED}
    assert [r.taux for r in over(tva={"taux": [rate]}).tva] == [Decimal("5.5")]
    lines = [{"champ": "isPFIToDMP", "couloirs": ["HOP"], "valeur": True, "exige": "X", **SOURCED}]
    changed = over(profils={"lignes": lines, "equivalences": {"PA": "PH"}})
    assert len(changed.profils) == 1
    assert changed.profils[0].actif
    assert changed.equivalences == {"FAM": "PH", "MAS": "PH", "PA": "PH"}
    assert over(profils={}).profils == CATALOGUE.profils


def test_an_overlay_adds_a_couloir() -> None:
    couloir = {
        "label": "x", "logiciels": ["X"], "identifiants": ["FINESS"], "forme": "CLIENTS", **SOURCED,
    }  # fmt: skip
    added = over(couloirs={"XXX": couloir}, sons={"XXX-X-VA1": {"label": "x", **SOURCED}})
    assert added.sons["XXX-X-VA1"].couloir == "XXX"
    assert added.couloirs["XXX"].code == "XXX"


SONS = {"label": "x", **SOURCED}
DAY = date(2022, 1, 1)


@pytest.mark.parametrize(
    ("overlay", "said"),
    [
        ({"sonss": {}}, "unknown topic sonss; the catalogue has couloirs, sons, profils, tva"),
        ({"sons": {"HOP": SONS}}, "sons.HOP: a SONS is written"),
        ({"sons": {"XXX-DPI-VA1": SONS}}, "sons.XXX-DPI-VA1: the couloir is 'XXX'"),
        ({"sons": {"HOP-DPI-VA1": {"labels": "x"}}}, "sons.HOP-DPI-VA1"),
        ({"sons": {"HOP-DPI-VA1": {"label": 1}}}, "expected str, got 1"),
        ({"sons": {"HOP-DPI-VA1": {"certainty": "sure"}}}, "'sure' is not a valid Certainty"),
        ({"sons": {"HOP-X-VA1": {"label": "x"}}}, "sons.HOP-X-VA1"),
        ({"sons": {"HOP-DPI-VA1": 1}}, "a table is expected"),
        ({"sons": {"HOP-DPI-VA1": None}}, "a table is expected"),
        ({"sons": [1]}, "a table is expected"),
        ({"couloirs": {"HOP": {"forme": "XXX"}}}, "couloirs.HOP.forme is 'XXX'"),
        ({"couloirs": {"HOP": {"logiciels": "DPI"}}}, "expected a list, got 'DPI'"),
        ({"tva": {"taux": 1}}, "tva.taux"),
        ({"tva": {"taux": [{"taux": 20, "ou": "x", **SOURCED}]}}, "written as text, like '358.33'"),
        ({"tva": {"taux": [{"taux": "NaN", "ou": "x", **SOURCED}]}}, "written as text"),
        ({"tva": {"taux": [{"taux": "-1", "ou": "x", **SOURCED}]}}, "written as text"),
        ({"tva": {"taux": [{"taux": "x", "ou": "x", **SOURCED}]}}, "tva.taux"),
        ({"tva": None}, "a table is expected"),
        ({"profils": {"lignes": [{"champ": "x", "couloirs": ["HOP"], "actif": 1, **SOURCED}]}},
         "expected bool, got 1"),
        ({"profils": {"equivalences": {"FAM": 1}}}, "profils.equivalences"),
        (
            {"sons": {"MDV-LGC-VA1": {"plafond": {"montant_ttc": "1.00"}}}},
            "sons.MDV-LGC-VA1",
        ),
        ({"sons": {"MDV-LGC-VA1": {"plafond": {"nature": "large"}}}}, "'large' is not a valid"),
        ({"sons": {"MDV-LGC-VA1": {"calendrier": {"avance_limite": {"quand": "2022-01-01"}}}}},
         "'2022-01-01' is not a TOML date or date-time"),
        ({"sons": {"MDV-LGC-VA1": {"calendrier": {"avance_limites": {}}}}}, "sons.MDV-LGC-VA1"),
        ({"sons": {"HOP-RI-VA1": {"calendrier": {"avance_ouverture": {"quand": DAY}}}}},
         "sons.HOP-RI-VA1"),
        ({"couloirs": {"HOP": {"logiciels": {"DPI": 1}}}}, "expected a list, got {'DPI': 1}"),
        ({"couloirs": {"HOP": {"logiciels": ["DPI", 1]}}}, "expected str, got 1"),
    ],
)  # fmt: skip
def test_an_overlay_of_another_shape_is_refused(overlay: dict[str, Any], said: str) -> None:
    with pytest.raises(CatalogueError) as refused:
        load(overlay)
    assert said in str(refused.value)


def test_the_topics_are_the_files_of_the_package() -> None:
    assert TOPICS == ("couloirs", "sons", "profils", "tva")
