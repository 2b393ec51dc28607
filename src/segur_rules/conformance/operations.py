"""The library's pure calls by name, from JSON to JSON: what a vector asks and what it expects.

Names are camelCase, amounts texts, days ISO 8601, instants ISO 8601 with their offset. A member
that is missing or null is not known. An input is taken as the vectors keep it, or written out.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from segur_rules.conformance import calculs, decisions, fichiers, listes, numeros, pieces

Operation: TypeAlias = Callable[[Mapping[str, Any]], dict[str, Any]]

OPERATIONS: Final[Mapping[str, Operation]] = MappingProxyType(
    {
        fichiers.CHECK_FILE: fichiers.answer_file,
        fichiers.CHECK_PIECES: fichiers.answer_pieces,
        "check_document": pieces.check_document,
        "plan_zip": pieces.plan_zip,
        "check_identifiant": numeros.check_identifiant,
        "compute_avance": calculs.answer_avance,
        "compute_solde": calculs.answer_solde,
        "expiration": calculs.answer_expiration,
        "echeance_sons": calculs.answer_echeance_sons,
        "decide": decisions.decide_event,
        "search_demandes": listes.search_demandes,
        "search_imports": listes.search_imports,
        "export_demandes": listes.export_demandes,
        "export_beneficiaires": listes.export_beneficiaires,
    }
)
"""The operations by name."""


def answer(operation: str, given: Any) -> dict[str, Any]:
    """What the operation of this name answers to an input, as JSON.

    Raises `LookupError` when there is no such operation, `ValueError` with the reason when the
    input is not of its form, and nothing else.
    """
    if operation not in OPERATIONS:
        raise LookupError(f"no such operation: {operation}")
    if not isinstance(given, Mapping):
        raise ValueError(f"an input is an object, got {given!r:.40}")
    try:
        return OPERATIONS[operation](given)
    except ValueError:
        raise
    except Exception as error:
        raise ValueError(f"missing, unknown or of another type: {error}") from error
