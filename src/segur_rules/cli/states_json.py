"""Tables of états as JSON values."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Any

import attrs

from segur_rules.messages import formats
from segur_rules.statuts import Acteur, Effet, OrdreDeRecouvrement, Recover, Table, To, When
from segur_rules.statuts.faits import json_name


def table_to_json(
    table: Table[Any, Any], etat: StrEnum | None, acteur: Acteur | None, langue: str
) -> dict[str, Any]:
    """A table, or what may happen from one of its états; by one actor, or by anybody."""
    form: dict[str, Any] = {"table": table.name}
    if etat is None:
        form |= {
            "initial": table.initial.value,
            "etats": [_etat(table, each, langue) for each in table.etats],
        }
    else:
        form |= _etat(table, etat, langue)
    return form | {"transitions": list(_transitions(table, etat, acteur, langue))}


def _etat(table: Table[Any, Any], etat: StrEnum, langue: str) -> dict[str, Any]:
    label = formats.show("etat", etat.value, langue)
    return {"etat": etat.value, "label": label, "final": table.is_final(etat)}


def _transitions(
    table: Table[Any, Any], etat: StrEnum | None, acteur: Acteur | None, langue: str
) -> Iterator[dict[str, Any]]:
    for source, evenement, to in table.rows():
        if etat in (None, source) and acteur in (None, to.by):
            yield {
                "from": source.value,
                "evenement": evenement.value,
                "label": formats.show("evenement", evenement.value, langue),
                **_to(to),
            }


def _to(to: To[Any]) -> dict[str, Any]:
    return {
        "to": to.etat.value,
        "by": to.by.value,
        "guards": [{"code": guard.code.value, "needs": _names(guard.needs)} for guard in to.guards],
        "effects": [_effect(effect) for effect in to.effects],
        "needs": _names(to.needs),
        "repeatable": to.repeatable,
        "certainty": to.certainty.value,
        "sources": list(to.sources),
    }


def _effect(effect: Effet | Recover | When) -> dict[str, Any]:
    if isinstance(effect, When):
        return {**_effect(effect.effect), "when": effect.condition.holds.__name__}
    if isinstance(effect, Recover):
        return {"type": OrdreDeRecouvrement.__name__, "montant": json_name(effect.fact)}
    values = {f.name: getattr(effect, f.name) for f in attrs.fields(type(effect))}
    return {"type": type(effect).__name__, **values}


def _names(names: tuple[str, ...]) -> list[str]:
    return [json_name(name) for name in names]
