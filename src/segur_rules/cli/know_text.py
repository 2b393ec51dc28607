"""What the library knows, in words."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import attrs

from segur_rules.catalogue import Calendrier, Sons
from segur_rules.catalogue import load as load_catalogue
from segur_rules.cli.examples import Example, examples_of
from segur_rules.cli.output import BLANK, Line, line
from segur_rules.cli.text import SEVERITY_STYLES
from segur_rules.cli.words import labelled, missing, printable
from segur_rules.conformance.traceability import Status, honoured, status_of
from segur_rules.demandes.codes import Phase
from segur_rules.echeances import Echeance, Ouverture
from segur_rules.messages import formats, sentence, ui
from segur_rules.montants import Plafond
from segur_rules.rules import Rule, rules
from segur_rules.sources import Requirement, Source, requirements

TEXT_MOST = 400
"""Characters of an example's text that are shown."""


def rules_to_lines(langue: str) -> Iterator[Line]:
    """Every rule in one line: id, severity, certainty, sentence."""
    words = {rule.severity: ui(f"severity.{rule.severity}", langue) for rule in rules().values()}
    width = max(map(len, words.values()))
    for rule in rules().values():
        severity = words[rule.severity].ljust(width)
        yield line(
            (rule.id, "bold"),
            "  ",
            (severity, SEVERITY_STYLES[rule.severity]),
            f"  {rule.certainty:<8}  {sentence(rule.id, langue)}",
            hang=len(rule.id) + width + 14,
        )


def rule_to_lines(rule: Rule, langue: str) -> Iterator[Line]:
    """One rule: what it asks, of which files, on which grounds, and examples."""
    catalogue = load_catalogue()
    couloirs = [code for code in catalogue.couloirs if code in rule.couloirs]
    phases = [ui(f"phase.{phase}", langue) for phase in Phase if phase in rule.phases]
    everywhere = len(couloirs) == len(catalogue.couloirs)
    yield line((rule.id, "bold"))
    yield line(sentence(rule.id, langue), indent=2)
    yield BLANK
    yield _said("severity", ui(f"severity.{rule.severity}", langue), langue)
    yield _said("certainty", rule.certainty, langue)
    yield _said("stage", ui(f"stage.{rule.stage}", langue), langue)
    yield _said("couloirs", ui("all", langue) if everywhere else ", ".join(couloirs), langue)
    yield _said("phases", ", ".join(phases), langue)
    yield _said(
        "needs", missing(rule.needs, langue) if rule.needs else ui("file alone", langue), langue
    )
    yield BLANK
    yield line((ui("requirements", langue), "bold"))
    for number in rule.requires:
        yield from _requirement(requirements()[number])
    for example in examples_of(rule.id, langue):
        yield BLANK
        yield from _example(example, langue)


def _requirement(requirement: Requirement) -> Iterator[Line]:
    source = f"  {requirement.source} ({requirement.certainty})"
    yield line((requirement.id, "bold"), source, indent=2, hang=4)
    yield line(requirement.statement, indent=4)


def _example(example: Example, langue: str) -> Iterator[Line]:
    vector = example.vector
    title = ui(f"example.{vector.kind}", langue)
    yield line((title, "bold"), f" ({vector.id})")
    yield line(vector.why, indent=2)
    for label, value in _input(vector.input):
        text = printable(value, TEXT_MOST)
        yield line(labelled(ui(f"example.{label}", langue), text, langue), indent=2, hang=4)
    for pointer, said in example.said:
        yield line(("→ ", "red"), (printable(pointer) or ui("root", langue), "dim"), indent=2)
        yield line(said, indent=4)


def _input(given: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """What a vector judges, piece by piece."""
    for name, value in given.items():
        if name == "patch":
            for operation in value:
                told = operation["path"]
                if "value" in operation:
                    told += f" = {_json(operation['value'])}"
                yield operation["op"], told
        else:
            yield name, value if isinstance(value, str) else _json(value)


def _json(value: Any) -> str:
    if isinstance(value, Decimal):
        return str(value)
    return json.dumps(value, ensure_ascii=False, default=float)


def sons_to_lines(known: Iterable[Sons]) -> Iterator[Line]:
    """Every SONS in one line: code, certainty, label."""
    for sons in known:
        code = (sons.code.ljust(15), "bold")
        yield line(code, f"{sons.source.certainty:<8}  ", sons.label, hang=25)


def one_sons_to_lines(sons: Sons, langue: str) -> Iterator[Line]:
    """All that is known of a SONS, and what is not."""
    couloir = load_catalogue().couloirs[sons.couloir]
    yield line((sons.code, "bold"))
    yield line(sons.label, indent=2)
    yield _from(sons.source)
    yield _said("couloir", f"{couloir.code}, {couloir.label}", langue)
    yield _from(couloir.source)
    yield _said("logiciel", sons.logiciel, langue)
    yield _said("vague", str(sons.vague), langue)
    yield _said("identifiants", ", ".join(couloir.identifiants), langue)
    yield BLANK
    yield from _plafond(sons.plafond, langue)
    if sons.taux_avance is None:
        yield _said("taux avance", ui("unknown", langue), langue)
    else:
        yield _said("taux avance", formats.rate(sons.taux_avance.taux, langue), langue)
        yield _from(sons.taux_avance.source)
    yield from calendar_to_lines(sons.calendrier, langue)


def calendar_to_lines(calendrier: Calendrier, langue: str) -> Iterator[Line]:
    """The dates of a SONS, each with its source."""
    for field in attrs.fields(Calendrier):
        moment: Echeance | Ouverture | None = getattr(calendrier, field.name)
        yield _said(f"calendrier.{field.name}", _moment(moment, langue), langue)
        if moment is not None:
            yield _from(moment.source)


def _moment(moment: Echeance | Ouverture | None, langue: str) -> str:
    if moment is None:
        return ui("unknown", langue)
    if isinstance(moment, Ouverture):
        return formats.instant(moment.first, langue)
    last = formats.instant(moment.last, langue)
    return last if moment.inclusive else f"{last}, {ui('excluded', langue)}"


def _plafond(plafond: Plafond | None, langue: str) -> Iterator[Line]:
    if plafond is None:
        yield _said("plafond", ui("unknown", langue), langue)
        return
    nature = ui(f"plafond.{plafond.nature}", langue)
    unite = f" ({plafond.unite})" if plafond.unite else ""
    amount = formats.money(plafond.montant_ht, langue)
    yield _said("plafond", f"{amount}, {nature}{unite}", langue)
    yield _from(plafond.source)
    if plafond.montant_ttc is not None:
        yield _said("plafond.ttc", formats.money(plafond.montant_ttc, langue), langue)
    if plafond.termes:
        yield _said("plafond.constante", formats.money(plafond.constante_ht, langue), langue)
    for terme in plafond.termes:
        label = ui("plafond.terme", langue, valeur=terme.unite)
        amount = formats.money(terme.montant_ht, langue)
        yield line(labelled(label, amount, langue), indent=2, hang=4)


def _said(label: str, value: str, langue: str) -> Line:
    return line(labelled(ui(label, langue), value, langue), indent=2, hang=4)


def _from(source: Source) -> Line:
    return line((f"{source.reference} ({source.certainty})", "dim"), indent=4)


def requirements_to_lines(langue: str) -> Iterator[Line]:
    """Every requirement: its statement, then what honours it or what it waits for."""
    for number, requirement in requirements().items():
        answers = honoured()[number]
        status = status_of(requirement)
        style = "green" if status is Status.HONOURED else "yellow"
        yield from _requirement(requirement)
        room = labelled(ui("room", langue), requirement.room, langue)
        kinds = "+".join(requirement.kinds)
        yield line((ui(f"status.{status}", langue), style), f"  {kinds}  {room}", indent=4)
        for label, names in (("rules", answers.rules), ("operations", answers.operations)):
            if names:
                text = labelled(ui(label, langue), ", ".join(names), langue)
                yield line(text, indent=4, hang=6)
        if answers.vectors:
            yield line(ui("count.vectors", langue, n=len(answers.vectors)), indent=4)
