"""Values that answer: findings, reports, verdicts, and what could not be evaluated.

They hold data and never text: sentences are made last, by :mod:`segur_rules.messages`.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Generic, TypeAlias, TypeVar

from attrs import frozen

Param: TypeAlias = str | int | Decimal | date | datetime | tuple[str, ...]
"""A value that a message may show. Amounts are `Decimal` euros; `datetime` is aware."""

E = TypeVar("E")
F = TypeVar("F")

NO_PARAMS: Mapping[str, Param] = MappingProxyType({})


class Severity(StrEnum):
    """How much a finding weighs. Only an error makes a file irrecevable."""

    ERROR = "error"
    WARNING = "warning"
    INFO = "info"


class Verdict(StrEnum):
    """What a report concludes about a file."""

    IRRECEVABLE = "irrecevable"
    """An error was found."""
    RECEVABLE = "recevable"
    """Every rule that applies was evaluated and none found an error."""
    RECEVABLE_SOUS_RESERVE = "recevable_sous_reserve"
    """No error was found, and some rules could not be evaluated."""


@frozen
class Constat:
    """What a rule saw, and where, before the registry adds the rule's severity and sources.

    `pointer` is a JSON Pointer into the file; it names a missing member too. `line` and
    `column` are the position in the text, from 1, where it is already known. `variant`
    chooses among the wordings of one rule's message.
    """

    rule: str
    pointer: str
    params: Mapping[str, Param] = NO_PARAMS
    variant: str = ""
    line: int | None = None
    column: int | None = None


@frozen
class Finding:
    """One thing to know about a file: the rule, the place, and the facts a message needs."""

    rule: str
    severity: Severity
    pointer: str
    params: Mapping[str, Param] = NO_PARAMS
    variant: str = ""
    line: int | None = None
    column: int | None = None
    numero_editeur: str | None = None
    sources: tuple[str, ...] = ()


@frozen
class NotEvaluated:
    """A rule that applies and could not be evaluated, with what was missing."""

    rule: str
    missing: tuple[str, ...]


@frozen
class NotEvaluable:
    """The answer of a computation that lacks a fact: never a number, always what is missing."""

    missing: tuple[str, ...]


@frozen
class Applied(Generic[E, F]):
    """An event that is allowed: the état it leads to, and what is then to be done, as data."""

    etat: E
    effects: tuple[F, ...] = ()


@frozen
class AlreadyApplied(Generic[E]):
    """An event that has already led to this état: nothing changes, nothing is to be done."""

    etat: E


@frozen
class Refused:
    """An act that is not allowed: a stable code, and the facts a message needs."""

    code: str
    params: Mapping[str, Param] = NO_PARAMS


@frozen
class Report:
    """The verdict on one file.

    `lines` is the number of demandes in the file, None when it could not be read so far.
    `guessed` names what was deduced from the file (`sons`, `phase`) rather than given.
    `findings` are in document order; `truncated` says that a badly shaped file had more
    faults than are listed.
    """

    verdict: Verdict
    ruleset: str
    sons: str | None
    phase: str | None
    lines: int | None
    findings: tuple[Finding, ...] = ()
    evaluated: tuple[str, ...] = ()
    not_evaluated: tuple[NotEvaluated, ...] = ()
    guessed: tuple[str, ...] = ()
    truncated: bool = False
