"""The catalogue of rules, from the registry, the message catalogues and the vectors."""

from __future__ import annotations

import base64
import json
from collections.abc import Iterator, Mapping
from decimal import Decimal
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

from docs._ext.markdown import (
    block,
    code,
    codes,
    details,
    fields,
    heading,
    link,
    page,
    plain,
    table,
)
from segur_rules.catalogue import load
from segur_rules.conformance import Vector, base, dumps, report_of, vectors_of
from segur_rules.demandes.codes import Phase
from segur_rules.messages import message, sentence
from segur_rules.outcomes import Finding
from segur_rules.rules import Rule, rules
from segur_rules.sources import requirements

FAMILY_TITLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "FIC": "The file",
        "COM": "The order and the invoice",
        "BEN": "The bénéficiaires",
        "SCE": "The scenario",
        "PJU": "The documents",
        "ENR": "The enrôlement",
        "DOS": "The dossier and the solde",
        "ECH": "The deadlines",
    }
)
STAGES: Final = MappingProxyType(
    {
        "lecture": "reading: while the bytes are read",
        "schema": "schema: on the JSON document",
        "regle": "rule: on the demandes",
        "pieces": "documents: on those given with the file",
        "zip": "zip: on the archive that holds the documents",
    }
)
SHOWN_MAX: Final = 400
"""Characters of an example that are shown."""


def of_family(family: str) -> Iterator[Rule]:
    """The rules of one family, in order."""
    return (rule for rule in rules().values() if rule.id[4:7] == family)


def target(rule_id: str) -> str:
    """Where a rule is on its page."""
    return rule_id.lower()


def rule_link(rule_id: str) -> str:
    """A link to a rule."""
    return link(rule_id, target(rule_id))


def requirement_link(number: str) -> str:
    """A link to a requirement."""
    return link(number, number.lower())


def index() -> str:
    """One table of rules per family, each with its link."""
    parts = []
    for family, title in FAMILY_TITLES.items():
        rows = [
            (rule_link(rule.id), sentence(rule.id, "en"), rule.severity.value, rule.certainty.value)
            for rule in of_family(family)
        ]
        parts += [
            heading(2, f"{family}: {title[0].lower()}{title[1:]}"),
            table(("rule", "what it states", "severity", "certainty"), rows),
        ]
    return page(*parts)


def family_page(family: str) -> str:
    """Every rule of one family, in full."""
    return page(*(entry(rule) for rule in of_family(family)))


def entry(rule: Rule) -> str:
    """Everything there is to know about one rule."""
    about = [
        ("in French", plain(sentence(rule.id, "fr"))),
        ("severity", rule.severity.value),
        ("stage", STAGES[rule.stage.value]),
        ("applies to", applies_to(rule)),
        ("needs", codes(rule.needs) or "the file alone"),
        ("certainty", link(rule.certainty.value, "how-sure")),
        *(
            (f"{requirement_link(number)}", plain(requirements()[number].statement))
            for number in rule.requires
        ),
    ]
    accepted, refused = _first(rule, "accept"), _first(rule, "reject")
    finding = finding_of(refused) if refused else None
    return page(
        heading(2, rule.id, target(rule.id)),
        sentence(rule.id, "en"),
        fields(about),
        example("This passes", accepted) if accepted else "",
        example("This does not", refused, finding) if refused else "",
        says(finding) if finding else "",
    )


def applies_to(rule: Rule) -> str:
    """The couloirs and the phases that a rule speaks of."""
    known = set(load().couloirs)
    if rule.couloirs >= known:
        where = "every couloir"
    elif len(missing := known - rule.couloirs) < 3:
        where = f"every couloir but {' and '.join(sorted(missing))}"
    else:
        where = ", ".join(sorted(rule.couloirs))
    phases = [phase.value for phase in Phase if phase in rule.phases]
    return f"{where}; {' and '.join(phases)}"


def _first(rule: Rule, kind: str) -> Vector | None:
    return next((vector for vector in vectors_of(rule.id) if vector.kind == kind), None)


def example(title: str, vector: Vector, finding: Finding | None = None) -> str:
    """What the file of a vector is, and what the caller says beside it."""
    context = vector.input.get("context")
    said = f"\n- The caller says {code(shown(context))}." if context else ""
    given = of_file(vector.input, finding) + of_documents(vector.input)
    return f"**{title}.** {plain(vector.why)}\n\n{given}{said}"


def of_documents(given: Mapping[str, Any]) -> str:
    """The documents of a vector, as more of that list."""
    if "base64" in given.get("zip", ()):
        return "\n- The zip is in the vector, byte by byte."
    entries = given["zip"]["entries"] if "zip" in given else given.get("pieces")
    if entries is None:
        return ""
    names = ", ".join(code(entry["nom"]) for entry in entries) or "none"
    return f"\n- The documents, {'in a zip' if 'zip' in given else 'one by one'}, are: {names}."


def of_file(given: Mapping[str, Any], finding: Finding | None = None) -> str:
    """The file of a vector, as a list of what there is to see in it."""
    if "text" in given:
        return f"- The file is {code(excerpt(given['text'], finding))}."
    if "base64" in given:
        text = base64.b64decode(given["base64"]).decode("utf-8", "backslashreplace")
        return f"- The file, its stray bytes as escapes, is {code(excerpt(text, finding))}."
    if "repeat" in given:
        pieces = (f"{code(piece)} × {times}" for piece, times in given["repeat"])
        return f"- The file is {', then '.join(pieces)}."
    lines = [f"- The file is {code(given['base'])}"]
    if "lines" in given:
        lines[0] += f", its first line written {given['lines']} times"
    patch = given.get("patch", ())
    lines[0] += ", in which:" if patch else "."
    return "\n".join([*lines, *(f"  - {_change(operation)}" for operation in patch)])


def _change(operation: Mapping[str, Any]) -> str:
    place = code(operation["path"])
    if operation["op"] == "remove":
        return f"{place} is absent"
    verb = "is added:" if operation["op"] == "add" else "is"
    return f"{place} {verb} {code(shown(operation['value']))}"


def shown(value: Any) -> str:
    """A JSON value on one line, its numbers exact, cut where it is long."""
    return clipped(_one_line(value))


def _one_line(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, Mapping):
        members = (f"{json.dumps(k, ensure_ascii=False)}: {_one_line(v)}" for k, v in value.items())
        return f"{{{', '.join(members)}}}"
    if isinstance(value, list):
        return f"[{', '.join(map(_one_line, value))}]"
    return json.dumps(value, ensure_ascii=False)


def clipped(text: str) -> str:
    """Text that fits in a page."""
    return text if len(text) <= SHOWN_MAX else text[:SHOWN_MAX] + "…"


def excerpt(text: str, finding: Finding | None) -> str:
    """The part of a text where something was found; its beginning when nothing was."""
    if finding is None or finding.line is None or len(text) <= SHOWN_MAX:
        return clipped(text)
    lines = text.splitlines(keepends=True)
    place = sum(map(len, lines[: finding.line - 1])) + (finding.column or 1) - 1
    start, end = max(0, place - SHOWN_MAX // 2), place + SHOWN_MAX // 2
    return "…" * (start > 0) + text[start:end] + "…" * (end < len(text))


def finding_of(vector: Vector) -> Finding | None:
    """The first finding that a vector's own rule gives on it."""
    report = report_of(vector)
    return next((finding for finding in report.findings if finding.rule == vector.rule), None)


def says(finding: Finding) -> str:
    """The place and the message of a finding, in both languages."""
    where = code(finding.pointer) if finding.pointer else "the file"
    line = f", line {finding.line}" if finding.line else ""
    return page(
        f"It says of {where}{line}:",
        f"> {plain(message(finding, 'en'))}\n>\n> {plain(message(finding, 'fr'))}",
    )


def bases() -> str:
    """The whole valid files that the examples start from, to open one by one."""
    folder = resources.files("segur_rules.conformance").joinpath("bases")
    names = sorted(entry.name.removesuffix(".json") for entry in folder.iterdir())
    return page(*(details(name, block(dumps(base(name)))) for name in names))
