"""The pages on the life of things are made from the tables: nothing is left out."""

from __future__ import annotations

import pytest

from docs._ext import state_pages
from segur_rules.messages import LANGUES
from segur_rules.statuts import TABLES, Refus, diagram

each_table = pytest.mark.parametrize("name", TABLES)


@each_table
def test_every_transition_has_its_row(name: str) -> None:
    written = state_pages.life_cycles()
    for etat, evenement, to in TABLES[name].rows():
        assert f"| `{etat}` | `{evenement}` | `{to.etat}` | " in written


@each_table
def test_every_table_is_drawn(name: str) -> None:
    assert f"```text\n{diagram(TABLES[name])}```\n" in state_pages.life_cycles()


def test_every_table_is_presented() -> None:
    assert list(state_pages.ABOUT) == list(TABLES)
    assert tuple(state_pages.LANGUAGES) == LANGUES


def test_every_etat_has_its_words() -> None:
    rows = state_pages.etats().splitlines()[2:]
    states = {etat.value for table in TABLES.values() for etat in table.etats}
    assert [row.split("`")[1] for row in rows] == list(dict.fromkeys(r.split("`")[1] for r in rows))
    assert {row.split("`")[1] for row in rows} == states
    shared = next(row for row in rows if row.startswith("| `EN_COURS` |"))
    assert shared.endswith(
        "| En cours | [`demande`](#table-demande), [`enrolement`](#table-enrolement) |"
    )


def test_every_refusal_has_its_row() -> None:
    rows = state_pages.refusals().splitlines()[2:]
    assert [row.split("`")[1] for row in rows] == list(Refus)
    assert r"\{budget_disponible\}" in state_pages.refusals().replace(r"\_", "_")
