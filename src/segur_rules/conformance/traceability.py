"""What honours each requirement: rules, operations that say so, and vectors.

An operation is a function or a class marked with `honours`, or a transition table. It is looked
for in the modules that are named here, and nowhere else: a module that gains an operation is
added to the list.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from functools import cache
from importlib import import_module
from types import MappingProxyType
from typing import Final

from attrs import frozen

from segur_rules import statuts
from segur_rules.conformance.suite import vectors
from segur_rules.rules import rules
from segur_rules.sources import Requirement, requirements
from segur_rules.statuts import Table

MODULES: Final = (
    "segur_rules.echeances",
    "segur_rules.montants.demande",
    "segur_rules.statuts.etats",
    "segur_rules.statuts.demande",
    "segur_rules.statuts.enrolement",
    "segur_rules.statuts.coordonnees",
    "segur_rules.statuts.personne",
    "segur_rules.statuts.dossier",
    "segur_rules.statuts.visibilite",
    "segur_rules.pieces.formats",
    "segur_rules.pieces.documents",
    "segur_rules.pieces.modeles",
    "segur_rules.pieces.attendues",
    "segur_rules.pieces.enrolement",
    "segur_rules.pieces.zips",
    "segur_rules.pieces.droits",
    "segur_rules.rules.context",
    "segur_rules.rules.beneficiaires",
    "segur_rules.rules.scenarios",
    "segur_rules.rules.engine",
    "segur_rules.portail.recherche",
    "segur_rules.portail.imports",
    "segur_rules.portail.compteurs",
    "segur_rules.portail.modeles",
    "segur_rules.portail.menu",
    "segur_rules.portail.consultation",
    "segur_rules.portail.suivi",
    "segur_rules.portail.enrolements",
    "segur_rules.portail.depot_enrolement",
    "segur_rules.portail.compte",
    "segur_rules.portail.aide",
    "segur_rules.portail.instruction",
    "segur_rules.portail.correction",
    "segur_rules.portail.exports",
    "segur_rules.portail.pieces",
    "segur_rules.lots.avance",
    "segur_rules.lots.solde",
    "segur_rules.lots.perimetre",
    "segur_rules.lots.rassemblement",
    "segur_rules.lots.importation",
)
"""Where operations live, from the ground up."""

SERVER_ONLY: Final = ("S",)


class Status(StrEnum):
    """Whether a requirement is honoured, or else what it waits for."""

    HONOURED = "honoured"
    """A rule or an operation answers for it."""
    SERVER = "server"
    """It is a screen or a flow: only a portal can honour it."""
    OUT_OF_SCOPE = "out_of_scope"
    """Nothing answers for it yet: its room of the library is to be built."""


@frozen
class Honoured:
    """What honours one requirement: ids of rules, dotted names of operations, ids of vectors."""

    rules: tuple[str, ...] = ()
    operations: tuple[str, ...] = ()
    vectors: tuple[str, ...] = ()


@cache
def honoured() -> Mapping[str, Honoured]:
    """What honours each requirement, by number, in their order; empty where nothing does."""
    by_rule = _collected((number, r.id) for r in rules().values() for number in r.requires)
    by_operation = _collected(_operations())
    by_vector = _collected((number, v.id) for v in vectors() for number in v.requirements)
    return MappingProxyType(
        {
            number: Honoured(
                by_rule.get(number, ()), by_operation.get(number, ()), by_vector.get(number, ())
            )
            for number in requirements()
        }
    )


def status_of(requirement: Requirement) -> Status:
    """Whether a requirement is honoured. Vectors alone honour nothing: they only prove."""
    answers = honoured()[requirement.id]
    if answers.rules or answers.operations:
        return Status.HONOURED
    return Status.SERVER if requirement.kinds == SERVER_ONLY else Status.OUT_OF_SCOPE


def _operations() -> Iterator[tuple[str, str]]:
    """Each requirement that an operation says it honours, with the operation's name."""
    for module in MODULES:
        for name, value in vars(import_module(module)).items():
            # What a module imports belongs to another; a member of an enum is no operation.
            if getattr(value, "__module__", None) == module:
                for number in getattr(value, "__dict__", {}).get("__honours__", ()):
                    yield number, f"{module}.{name}"
    # A transition table answers for what its transitions name.
    for name, value in vars(statuts).items():
        if isinstance(value, Table):
            for number in value.honours:
                yield number, f"{statuts.__name__}.{name}"


def _collected(pairs: Iterator[tuple[str, str]]) -> dict[str, tuple[str, ...]]:
    collected: dict[str, tuple[str, ...]] = {}
    for number, name in pairs:
        collected[number] = (*collected.get(number, ()), name)
    return collected
