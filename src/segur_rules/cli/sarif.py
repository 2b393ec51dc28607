"""Reports as SARIF 2.1.0, which editors and code hosts show beside the lines they speak of.

One run for all files. What SARIF has no place for (verdict, pointer, rules that could not be
evaluated) is in the property bags.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, Final
from urllib.parse import quote_from_bytes

import segur_rules
from segur_rules.cli.judgement import Judgement, exit_status
from segur_rules.cli.reading import STDIN
from segur_rules.cli.scenarios import rank_of
from segur_rules.messages import message, sentence, ui
from segur_rules.outcomes import Finding, Report, Severity
from segur_rules.rules import RULESET, Rule, rules
from segur_rules.sources import requirements

SCHEMA: Final = (
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
)
LEVELS: Final[Mapping[Severity, str]] = MappingProxyType(
    {Severity.ERROR: "error", Severity.WARNING: "warning", Severity.INFO: "note"}
)
FINGERPRINT: Final = "segurRules/v1"


def sarif_log(judgements: Sequence[Judgement], langue: str) -> dict[str, Any]:
    """The log of one run over these files."""
    unread = [judgement.error for judgement in judgements if judgement.error]
    invocation: dict[str, Any] = {
        "executionSuccessful": not unread,
        "exitCode": exit_status(judgements),
    }
    if unread:
        invocation["toolExecutionNotifications"] = [
            {"level": "error", "message": _text(error)} for error in unread
        ]
    run = {
        "tool": {
            "driver": {
                "name": "segur-rules",
                "version": segur_rules.__version__,
                "rules": [_rule(rule, langue) for rule in rules().values()],
                "properties": {"ruleset": RULESET},
            }
        },
        "language": langue,
        "columnKind": "unicodeCodePoints",
        "invocations": [invocation],
        "artifacts": [_artifact(judgement, langue) for judgement in judgements],
        "results": list(_results(judgements, langue)),
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def _text(text: str) -> dict[str, str]:
    """A message that holds no placeholder and no link, whatever a file put in it."""
    plain = text.replace("{", "{{").replace("}", "}}").replace("](", "\\](")
    return {"text": plain}


def _rule(rule: Rule, langue: str) -> dict[str, Any]:
    stated = sentence(rule.id, langue)
    sources = [requirements()[number] for number in rule.requires]
    return {
        "id": rule.id,
        "shortDescription": _text(stated),
        "fullDescription": _text(stated),
        "help": _text("\n".join(f"{s.id} ({s.source}): {s.statement}" for s in sources)),
        "defaultConfiguration": {"level": LEVELS[rule.severity]},
        "properties": {"requirements": list(rule.requires), "certainty": rule.certainty.value},
    }


def _artifact(judgement: Judgement, langue: str) -> dict[str, Any]:
    location: dict[str, Any] = {"uri": uri_of(judgement.name)}
    if judgement.name == STDIN:
        location["description"] = _text(ui("standard input", langue))
    properties = _properties(judgement.report) if judgement.report else {}
    return {"location": location, "roles": ["analysisTarget"], "properties": properties}


def _properties(report: Report) -> dict[str, Any]:
    return {
        "verdict": report.verdict.value,
        "sons": report.sons,
        "phase": report.phase,
        "guessed": list(report.guessed),
        "truncated": report.truncated,
        "notEvaluated": [
            {"rule": entry.rule, "missing": list(entry.missing)} for entry in report.not_evaluated
        ],
    }


def uri_of(name: str) -> str:
    """The URI of a file: relative to the working directory when it is below it."""
    if name == STDIN:
        return "stdin"
    path = Path(os.path.abspath(name))
    try:
        below = path.relative_to(Path.cwd())
    except (OSError, ValueError):
        # Elsewhere; or the working directory is no more.
        return path.as_uri()
    return quote_from_bytes(os.fsencode(below.as_posix()))


def _results(judgements: Iterable[Judgement], langue: str) -> Iterator[dict[str, Any]]:
    indices = {rule: index for index, rule in enumerate(rules())}
    for artifact, judgement in enumerate(judgements):
        if judgement.report is None:
            continue
        uri = uri_of(judgement.name)
        alike: Counter[str] = Counter()
        for finding in judgement.report.findings:
            place: dict[str, Any] = {"artifactLocation": {"uri": uri, "index": artifact}}
            if finding.line is not None:
                place["region"] = {"startLine": finding.line, "startColumn": finding.column}
            identity = _identity(uri, finding)
            alike[identity] += 1
            yield {
                "ruleId": finding.rule,
                "ruleIndex": indices[finding.rule],
                "level": LEVELS[finding.severity],
                "message": _text(message(finding, langue)),
                "locations": [{"physicalLocation": place}],
                "partialFingerprints": {FINGERPRINT: _digest(identity, alike[identity])},
                "properties": {
                    "pointer": finding.pointer,
                    "numeroEditeur": finding.numero_editeur,
                },
            }


def _identity(uri: str, finding: Finding) -> str:
    """What stays when demandes are added before: the demande by its number, not by its place."""
    below = finding.pointer
    if finding.numero_editeur is not None:
        below = below.removeprefix(f"/lignesImport/{rank_of(below) - 1}")
    return json.dumps([uri, finding.rule, finding.variant, finding.numero_editeur, below])


def _digest(identity: str, occurrence: int) -> str:
    return hashlib.sha256(f"{identity}#{occurrence}".encode()).hexdigest()[:32]
