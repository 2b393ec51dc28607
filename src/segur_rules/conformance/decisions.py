"""An event decided, from JSON to JSON.

`decide` takes a table, an état (null for a modification that is not filed yet), an événement and
the facts that are known; it answers an outcome (`applied`, `already_applied`, `refused`) with the
état and the effects, or with the code and its parameters.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import Any

import attrs
import cattrs
from cattrs.gen import make_dict_structure_fn, override

from segur_rules.conformance.valeurs import decimal
from segur_rules.outcomes import Applied, Param, Refused
from segur_rules.statuts import (
    MODIFICATION_PERSONNE,
    TABLES,
    Acteur,
    ChampPersonne,
    Effet,
    EtatPaiement,
    Faits,
    StatutDemande,
    TypeDemande,
    TypeEnrolement,
    decide,
)
from segur_rules.statuts.faits import json_name


def decide_event(given: Mapping[str, Any]) -> dict[str, Any]:
    """What the tables answer to an event."""
    if given.keys() != {"table", "etat", "evenement", "faits"}:
        raise ValueError(f"expected table, etat, evenement and faits, got {', '.join(given)}")
    table = TABLES.get(given["table"])
    if table is None:
        raise ValueError(f"no such table: {given['table']}")
    etat = given["etat"]
    if etat is None and table is MODIFICATION_PERSONNE:
        etat = table.initial
    answer = decide(
        table, table.etats(etat), table.evenements(given["evenement"]), _faits(given["faits"])
    )
    if isinstance(answer, Refused):
        params = {json_name(name): _json(value) for name, value in answer.params.items()}
        return {"outcome": "refused", "code": str(answer.code), "params": params}
    if isinstance(answer, Applied):
        effects = [_effect(effect) for effect in answer.effects]
        return {"outcome": "applied", "etat": answer.etat.value, "effects": effects}
    return {"outcome": "already_applied", "etat": answer.etat.value}


def _effect(effect: Effet) -> dict[str, Any]:
    values = {f.name: _json(getattr(effect, f.name)) for f in attrs.fields(type(effect))}
    return {"type": type(effect).__name__, **values}


def _json(value: Param) -> str | int | list[str]:
    if isinstance(value, tuple):
        return list(value)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Decimal | StrEnum):
        return str(value)
    return value


def _faits(data: object) -> Faits:
    try:
        return _converter().structure(data, Faits)
    except Exception as error:
        raise ValueError(f"faits: {error}") from error


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True, detailed_validation=False)
    converter.register_structure_hook(datetime, lambda raw, _: datetime.fromisoformat(raw))
    converter.register_structure_hook(Decimal, lambda raw, _: decimal(raw))
    converter.register_structure_hook(bool, lambda raw, _: _exactly(bool, raw))
    converter.register_structure_hook(str, lambda raw, _: _exactly(str, raw))
    for enum in (
        Acteur, ChampPersonne, EtatPaiement, StatutDemande, TypeDemande, TypeEnrolement,
    ):  # fmt: skip
        converter.register_structure_hook(enum, lambda raw, cls: cls(raw))
    renamed: dict[str, Any] = {
        f.name: override(rename=json_name(f.name)) for f in attrs.fields(Faits)
    }
    converter.register_structure_hook(
        Faits,
        make_dict_structure_fn(Faits, converter, _cattrs_forbid_extra_keys=True, **renamed),
    )
    return converter


def _exactly(cls: type, raw: Any) -> Any:
    if type(raw) is not cls:
        raise ValueError(f"expected {cls.__name__}, got {raw!r}")
    return raw
