"""Traceability: what each numbered requirement says, and what in the package answers for it."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from docs._ext.markdown import code, heading, link, page, plain, span, table
from docs._ext.rule_pages import rule_link
from segur_rules.conformance.traceability import Status, honoured, status_of
from segur_rules.sources import Requirement, requirements

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {"R": "a rule", "D": "data", "S": "a screen or a flow of a portal"}
)
SECTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "1": "Access",
        "2": "Home page and frame",
        "3": "Enrôlements",
        "4": "JSON imports",
        "5.1": "Demandes: list and search",
        "5.2": "Demande: consultation",
        "5.3": "Document models",
        "6": "Exports",
        "7": "Account",
        "8": "Help",
        "9": "Documents and completeness",
    }
)
"""The guide's sections. One that is not here is named by its number alone."""


WAITING: Final[Mapping[Status, str]] = MappingProxyType(
    {Status.SERVER: "a portal, not this package", Status.OUT_OF_SCOPE: "nothing yet"}
)


def page_of_requirements() -> str:
    """Every requirement, section by section."""
    sections: dict[str, list[Requirement]] = {}
    for requirement in requirements().values():
        sections.setdefault(requirement.section, []).append(requirement)
    return page(*(_section(name, entries) for name, entries in sections.items()))


def _section(name: str, entries: list[Requirement]) -> str:
    if name:
        title = f"§{name}: {SECTIONS[name]}" if name in SECTIONS else f"§{name}"
    else:
        title = "Other public sources"
    rows = [
        (
            span(entry.id, entry.id.lower()),
            plain(entry.statement) + ("" if name else f" ({plain(entry.source)})"),
            " ".join(entry.kinds),
            answered(entry),
        )
        for entry in entries
    ]
    return page(
        heading(2, title),
        table(("number", "what it says", "kind", "answered by"), rows),
    )


def answered(requirement: Requirement) -> str:
    """The rules, the operations and the number of vectors that honour a requirement."""
    status = status_of(requirement)
    if status is not Status.HONOURED:
        return WAITING[status]
    by = honoured()[requirement.id]
    names = (name.removeprefix("segur_rules.") for name in by.operations)
    parts = [*map(rule_link, by.rules), *map(code, names)]
    if by.vectors:
        parts.append(f"{len(by.vectors)} {link('vectors', 'rules-vectors')}")
    return ", ".join(parts)


def summary() -> str:
    """How many requirements of each kind are answered for."""
    rows = []
    for kind, name in KINDS.items():
        concerned = [entry for entry in requirements().values() if kind in entry.kinds]
        done = [entry for entry in concerned if status_of(entry) is Status.HONOURED]
        rows.append((kind, name, str(len(concerned)), str(len(done))))
    return table(("kind", "what it is", "requirements", "answered by this package"), rows)
