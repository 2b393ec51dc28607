"""The numbers of the portal by kind: whether one is valid, and the form without what people add."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType, ModuleType
from typing import Any, Final

from segur_rules import identifiants
from segur_rules.identifiants import IdentifiantInvalide

KINDS: Final[Mapping[str, ModuleType]] = MappingProxyType(
    {
        "siret": identifiants.siret,
        "finess": identifiants.finess,
        "rpps": identifiants.rpps,
        "am": identifiants.am,
        "iban": identifiants.iban,
        "bic": identifiants.bic,
        "numero_ans": identifiants.numero_ans,
        "numero_asp": identifiants.numero_asp,
        "numero_enrolement": identifiants.numero_enrolement,
    }
)


def check_identifiant(given: Mapping[str, Any]) -> dict[str, Any]:
    """Whether a value is a number of its kind, and its compact form."""
    kind, value = given["kind"], given["value"]
    if kind not in KINDS:
        raise ValueError(f"no such kind of number: {kind}")
    if not isinstance(value, str):
        raise ValueError(f"a number is a text, got {value!r:.40}")
    try:
        return {"valid": True, "compact": KINDS[kind].validate(value)}
    except IdentifiantInvalide:
        return {"valid": False}
