"""The business rules of the ASP's Ségur numérique portal, as a pure library.

>>> import segur_rules
>>> report = segur_rules.check_file(b"{}")
>>> report.verdict.value
'irrecevable'
>>> print(segur_rules.message(report.findings[0], "en"))  # doctest: +SKIP

Names load when they are first used: importing the package costs next to nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from segur_rules.catalogue import load as load_catalogue
    from segur_rules.demandes.codes import Phase
    from segur_rules.demandes.fichier import Fichier
    from segur_rules.demandes.schema import schema_of
    from segur_rules.echeances import expiration
    from segur_rules.messages import message
    from segur_rules.messages.rapport import report_to_dict
    from segur_rules.montants import compute_avance, compute_solde
    from segur_rules.outcomes import Finding, NotEvaluated, Report, Severity, Verdict
    from segur_rules.pieces import DocumentDonne
    from segur_rules.rules import RULESET, check, check_file, check_with_pieces, check_with_zip
    from segur_rules.rules.context import (
        Context,
        DossierConnu,
        Enrolement,
        context_from_dict,
    )
    from segur_rules.rules.scenarios import control_scenarios
    from segur_rules.sources import requirements
    from segur_rules.statuts import Dossier, decide

__version__: Final = "0.1.0"

_HOMES: Final = (
    ("segur_rules.catalogue", "load_catalogue", "load"),
    ("segur_rules.demandes.codes", "Phase", "Phase"),
    ("segur_rules.demandes.fichier", "Fichier", "Fichier"),
    ("segur_rules.demandes.schema", "schema_of", "schema_of"),
    ("segur_rules.echeances", "expiration", "expiration"),
    ("segur_rules.messages", "message", "message"),
    ("segur_rules.messages.rapport", "report_to_dict", "report_to_dict"),
    ("segur_rules.montants", "compute_avance", "compute_avance"),
    ("segur_rules.montants", "compute_solde", "compute_solde"),
    ("segur_rules.outcomes", "Finding", "Finding"),
    ("segur_rules.outcomes", "NotEvaluated", "NotEvaluated"),
    ("segur_rules.outcomes", "Report", "Report"),
    ("segur_rules.outcomes", "Severity", "Severity"),
    ("segur_rules.outcomes", "Verdict", "Verdict"),
    ("segur_rules.pieces", "DocumentDonne", "DocumentDonne"),
    ("segur_rules.rules", "RULESET", "RULESET"),
    ("segur_rules.rules", "check", "check"),
    ("segur_rules.rules", "check_file", "check_file"),
    ("segur_rules.rules", "check_with_pieces", "check_with_pieces"),
    ("segur_rules.rules", "check_with_zip", "check_with_zip"),
    ("segur_rules.rules.context", "Context", "Context"),
    ("segur_rules.rules.context", "DossierConnu", "DossierConnu"),
    ("segur_rules.rules.context", "Enrolement", "Enrolement"),
    ("segur_rules.rules.context", "context_from_dict", "context_from_dict"),
    ("segur_rules.rules.scenarios", "control_scenarios", "control_scenarios"),
    ("segur_rules.sources", "requirements", "requirements"),
    ("segur_rules.statuts", "Dossier", "Dossier"),
    ("segur_rules.statuts", "decide", "decide"),
)

__all__ = [
    "RULESET",
    "Context",
    "DocumentDonne",
    "Dossier",
    "DossierConnu",
    "Enrolement",
    "Fichier",
    "Finding",
    "NotEvaluated",
    "Phase",
    "Report",
    "Severity",
    "Verdict",
    "check",
    "check_file",
    "check_with_pieces",
    "check_with_zip",
    "compute_avance",
    "compute_solde",
    "context_from_dict",
    "control_scenarios",
    "decide",
    "expiration",
    "load_catalogue",
    "message",
    "report_to_dict",
    "requirements",
    "schema_of",
]


def __getattr__(name: str) -> Any:
    for module, public, inner in _HOMES:
        if name == public:
            value = getattr(import_module(module), inner)
            globals()[name] = value
            return value
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
