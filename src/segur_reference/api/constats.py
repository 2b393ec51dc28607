"""What is said of documents, as a report says it."""

from __future__ import annotations

from collections.abc import Iterable

import msgspec

from segur_rules.messages import message
from segur_rules.outcomes import Finding


class Constat(msgspec.Struct, rename="camel", frozen=True):
    """One thing to know of a document; an `error` refuses it."""

    rule: str
    severity: str
    message: str
    sources: list[str]


def constats_of(findings: Iterable[Finding], langue: str) -> list[Constat]:
    """What was found, in a language."""
    return [
        Constat(one.rule, one.severity, message(one, langue), list(one.sources)) for one in findings
    ]
