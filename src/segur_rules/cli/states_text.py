"""Tables of états in words: where each event leads, who may cause it, and on which grounds."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Any

import attrs

from segur_rules.cli.output import BLANK, Line, line
from segur_rules.cli.words import labelled
from segur_rules.messages import formats, ui
from segur_rules.statuts import Acteur, Condition, Effet, Recover, Table, To, When
from segur_rules.statuts.faits import json_name


def tables_to_lines(
    found: Iterable[tuple[Table[Any, Any], StrEnum | None]], acteur: Acteur | None, langue: str
) -> Iterator[Line]:
    """Whole tables, or what may happen from one état of each; by one actor, or by anybody."""
    between: tuple[Line, ...] = ()
    for table, etat in found:
        yield from between
        yield line((ui(f"table.{table.name}", langue), "bold"), f" ({table.name})")
        if etat is None:
            yield from _whole(table, acteur, langue)
        else:
            yield from _from(table, etat, acteur, langue)
        between = (BLANK, BLANK)


def _whole(table: Table[Any, Any], acteur: Acteur | None, langue: str) -> Iterator[Line]:
    finals = [_named(etat, langue) for etat in table.etats if table.is_final(etat)]
    yield _said("table.initial", _named(table.initial, langue), langue, indent=2)
    yield _said("table.finals", ", ".join(finals), langue, indent=2)
    for etat in table.transitions:
        transitions = _transitions(table, etat, acteur)
        if transitions:
            yield BLANK
            yield line((_named(etat, langue), "bold"), indent=2)
        for evenement, to in transitions:
            said = f"{_event(evenement, langue)} → {to.etat}"
            by = labelled(ui("table.par", langue), ui(f"acteur.{to.by}", langue), langue)
            yield line(f"{said}  ", (f"{by} ({to.certainty})", "dim"), indent=4, hang=6)


def _from(
    table: Table[Any, Any], etat: StrEnum, acteur: Acteur | None, langue: str
) -> Iterator[Line]:
    transitions = _transitions(table, etat, acteur)
    yield line((_named(etat, langue), "bold"), indent=2)
    if not transitions:
        nothing = "table.rien" if table.is_final(etat) else "table.rien de lui"
        yield line(ui(nothing, langue), indent=4)
    for evenement, to in transitions:
        yield BLANK
        yield line((_event(evenement, langue), "bold"), f" → {_named(to.etat, langue)}", indent=4)
        yield from _details(to, langue)


def _details(to: To[Any], langue: str) -> Iterator[Line]:
    yield _said("table.par", ui(f"acteur.{to.by}", langue), langue)
    for guard in to.guards:
        yield _said(
            "table.refuse si", f"{ui(f'garde.{guard.code}', langue)} ({guard.code})", langue
        )
    if to.needs:
        faits = [ui(f"fait.{json_name(name)}", langue) for name in to.needs]
        yield _said("table.besoin", ", ".join(faits), langue)
    for effect in to.effects:
        yield _said("table.effet", _effect(effect, langue), langue)
    yield _said("certainty", to.certainty.value, langue)
    yield _said("table.sources", ", ".join(to.sources), langue)


def _transitions(
    table: Table[Any, Any], etat: StrEnum, acteur: Acteur | None
) -> list[tuple[StrEnum, To[Any]]]:
    events = table.transitions.get(etat, {})
    return [(event, to) for event, to in events.items() if acteur in (None, to.by)]


def _effect(effect: Effet | Recover | When, langue: str) -> str:
    if isinstance(effect, When):
        return f"{_effect(effect.effect, langue)} ({_condition(effect.condition, langue)})"
    if isinstance(effect, Recover):
        montant = ui(f"fait.{json_name(effect.fact)}", langue)
        return ui("effet.OrdreDeRecouvrement", langue, montant=montant)
    params = {f.name: getattr(effect, f.name) for f in attrs.fields(type(effect))}
    return ui(f"effet.{type(effect).__name__}", langue, **params)


def _condition(condition: Condition, langue: str) -> str:
    return ui(f"condition.{condition.holds.__name__}", langue)


def _named(etat: StrEnum, langue: str) -> str:
    return f"{formats.show('etat', etat.value, langue)} ({etat})"


def _event(evenement: StrEnum, langue: str) -> str:
    return f"{formats.show('evenement', evenement.value, langue)} ({evenement})"


def _said(label: str, value: str, langue: str, indent: int = 6) -> Line:
    return line(labelled(ui(label, langue), value, langue), indent=indent, hang=indent + 2)
