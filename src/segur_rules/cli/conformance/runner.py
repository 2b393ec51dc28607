"""Whoever is asked vectors, by one door or another, and what becomes of a vector that is asked."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final, Literal, Protocol, TypeAlias

from segur_rules.conformance import Vector, resolved
from segur_rules.conformance.bilan import FAILED, Outcome, outcome_of
from segur_rules.conformance.protocole import Answer, Cause, Implementation

LINE_MAX: Final = 64 * 1024 * 1024
"""The bytes of one line, or of the body of one answer."""

Why: TypeAlias = Literal["not found", "not started", "not listening"]


class CannotRun(Exception):
    """An implementation that cannot be asked anything."""

    def __init__(self, why: Why, *detail: str) -> None:
        """Keep why, and what there is to say of it."""
        super().__init__(why, *detail)
        self.why: Why = why
        self.detail = detail

    def __str__(self) -> str:
        return ": ".join((f"the implementation is {self.why}", *self.detail))


class Lost(Exception):
    """A request that no answer came to."""

    def __init__(self, cause: Cause, *detail: str) -> None:
        """Keep the cause, and what there is to say of it."""
        super().__init__(cause, *detail)
        self.cause = cause
        self.detail = detail


class Runner(Protocol):
    """An implementation that can be asked."""

    @property
    def implementation(self) -> Implementation:
        """Who answers."""

    def ask(self, operation: str, given: Mapping[str, Any]) -> Answer:
        """The answer to an input. Raises `Lost` when there is none."""

    def close(self) -> None:
        """Ask no more."""


def put(vector: Vector, runner: Runner) -> Outcome:
    """What became of one vector; an operation that the implementation does not name is skipped."""
    operation = vector.operation
    if operation not in runner.implementation.operations:
        return outcome_of(vector, Answer("skipped", f"the implementation has no {operation}"))
    try:
        answer = runner.ask(operation, resolved(vector))
    except Lost as lost:
        return Outcome(vector, FAILED, lost.cause, lost.detail)
    return outcome_of(vector, answer)
