"""A file judged, alone or with its documents: the report, as an object and as JSON."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from segur_rules.conformance import documents
from segur_rules.conformance.suite import Vector
from segur_rules.messages.rapport import report_to_dict
from segur_rules.outcomes import Report
from segur_rules.rules import check_file, check_with_pieces, check_with_zip
from segur_rules.rules.context import context_from_dict

CHECK_FILE: Final = "check_file"
CHECK_PIECES: Final = "check_pieces"


def report_of(vector: Vector) -> Report:
    """What this package reports on the file of a vector, with its documents if it has any."""
    return _report(vector.operation, vector.input)


def answer_file(given: Mapping[str, Any]) -> dict[str, Any]:
    """The report on a file, as JSON."""
    return report_to_dict(_report(CHECK_FILE, given), "en")


def answer_pieces(given: Mapping[str, Any]) -> dict[str, Any]:
    """The report on a file and its documents, as JSON."""
    return report_to_dict(_report(CHECK_PIECES, given), "en")


def _report(operation: str, given: Mapping[str, Any]) -> Report:
    raw, context = documents.file_of(given), context_from_dict(given.get("context") or {})
    if operation == CHECK_FILE:
        return check_file(raw, context)
    if "zip" in given:
        return check_with_zip(raw, documents.archive_of(given), context)
    return check_with_pieces(raw, documents.documents_of(given), context)
