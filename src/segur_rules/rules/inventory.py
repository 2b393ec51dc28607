"""The rules in force, by id.

An id is permanent: a rule that is withdrawn leaves its id in `RETIRED`, with the reason.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Final

from segur_rules.rules import (
    beneficiaires,
    commande,
    documents,
    dossier,
    echeances,
    enrolement,
    fichier,
    pieces,
    scenarios,
)
from segur_rules.rules.registry import FAMILIES, Rule

RULESET: Final = "2026-11"
"""The name of this set of rules, which every report bears."""

MODULES: Final = (
    fichier,
    commande,
    beneficiaires,
    scenarios,
    pieces,
    documents,
    enrolement,
    dossier,
    echeances,
)
RETIRED: Final[Mapping[str, str]] = MappingProxyType({})
"""Ids that are no longer in use, with the reason; an id is never given twice."""


@cache
def rules() -> Mapping[str, Rule]:
    """Every rule by its id, family by family."""
    declared = [
        rule for module in MODULES for rule in vars(module).values() if isinstance(rule, Rule)
    ]
    return by_id(declared)


def by_id(declared: list[Rule]) -> Mapping[str, Rule]:
    """Rules by id, family by family. Raises `LookupError` where an id is used twice."""
    found = {rule.id: rule for rule in sorted(declared, key=lambda rule: family_order(rule.id))}
    if len(found) != len(declared) or found.keys() & RETIRED.keys():
        raise LookupError("two rules have one id, or a retired id is in use")
    return MappingProxyType(found)


def family_order(number: str) -> tuple[int, str]:
    """The key that sorts rule ids by family, then by number."""
    return FAMILIES.index(number[4:7]), number
