"""What the library knows, as JSON values."""

from __future__ import annotations

from typing import Any

import attrs

from segur_rules.catalogue import Calendrier, Sons
from segur_rules.catalogue import load as load_catalogue
from segur_rules.cli.examples import Example, examples_of
from segur_rules.conformance.traceability import honoured, status_of
from segur_rules.echeances import Echeance, Ouverture
from segur_rules.messages import sentence
from segur_rules.montants import Plafond
from segur_rules.rules import RETIRED, RULESET, Rule, rules
from segur_rules.sources import Requirement, Source, requirements


def rules_to_json(langue: str) -> dict[str, Any]:
    """Every rule, and the ids that are no longer in use."""
    return {
        "ruleset": RULESET,
        "rules": [_rule(rule, langue) for rule in rules().values()],
        "retired": dict(RETIRED),
    }


def rule_to_json(rule: Rule, langue: str) -> dict[str, Any]:
    """One rule, with the statements of its requirements and its examples."""
    return {
        **_rule(rule, langue),
        "requirements": [_requirement(requirements()[number]) for number in rule.requires],
        "examples": [_example(example) for example in examples_of(rule.id, langue)],
    }


def _rule(rule: Rule, langue: str) -> dict[str, Any]:
    return {
        "id": rule.id,
        "sentence": sentence(rule.id, langue),
        "severity": rule.severity.value,
        "certainty": rule.certainty.value,
        "requirements": list(rule.requires),
        "stage": rule.stage.value,
        "couloirs": [code for code in load_catalogue().couloirs if code in rule.couloirs],
        "phases": sorted(phase.value for phase in rule.phases),
        "needs": list(rule.needs),
    }


def _example(example: Example) -> dict[str, Any]:
    vector = example.vector
    return {
        "id": vector.id,
        "kind": vector.kind,
        "why": vector.why,
        "input": dict(vector.input),
        "expect": dict(vector.expect),
        "messages": [{"pointer": pointer, "message": said} for pointer, said in example.said],
    }


def _requirement(requirement: Requirement) -> dict[str, Any]:
    return {
        "id": requirement.id,
        "kinds": list(requirement.kinds),
        "section": requirement.section,
        "source": requirement.source,
        "statement": requirement.statement,
        "certainty": requirement.certainty.value,
        "room": requirement.room,
    }


def requirements_to_json() -> list[dict[str, Any]]:
    """Every requirement, with what honours it."""
    return [
        {
            **_requirement(requirement),
            "rules": list(honoured()[number].rules),
            "operations": list(honoured()[number].operations),
            "vectors": list(honoured()[number].vectors),
            "status": status_of(requirement).value,
        }
        for number, requirement in requirements().items()
    ]


def sons_to_json(sons: Sons) -> dict[str, Any]:
    """One SONS; amounts and rates are texts, instants ISO 8601, what is unknown is null."""
    taux = sons.taux_avance
    return {
        "code": sons.code,
        "couloir": sons.couloir,
        "logiciel": sons.logiciel,
        "vague": sons.vague,
        "label": sons.label,
        **_source(sons.source),
        "plafond": sons.plafond and _plafond(sons.plafond),
        "tauxAvance": taux and {"taux": str(taux.taux), **_source(taux.source)},
        "calendrier": calendar_to_json(sons.calendrier),
    }


def calendar_to_json(calendrier: Calendrier) -> dict[str, Any]:
    """The dates of a SONS, each with its source."""
    return {
        _camel(field.name): _moment(getattr(calendrier, field.name))
        for field in attrs.fields(Calendrier)
    }


def _plafond(plafond: Plafond) -> dict[str, Any]:
    return {
        "nature": plafond.nature.value,
        "montantHT": str(plafond.montant_ht),
        "montantTTC": None if plafond.montant_ttc is None else str(plafond.montant_ttc),
        "unite": plafond.unite,
        "constanteHT": str(plafond.constante_ht),
        "termes": [
            {"unite": terme.unite, "montantHT": str(terme.montant_ht)} for terme in plafond.termes
        ],
        **_source(plafond.source),
    }


def _moment(moment: Echeance | Ouverture | None) -> dict[str, Any] | None:
    if moment is None:
        return None
    if isinstance(moment, Ouverture):
        return {"instant": moment.first.isoformat(), **_source(moment.source)}
    last = {"instant": moment.last.isoformat(), "inclusive": moment.inclusive}
    return {**last, **_source(moment.source)}


def _source(source: Source) -> dict[str, Any]:
    return {"certainty": source.certainty.value, "reference": source.reference}


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)
