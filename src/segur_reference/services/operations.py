"""The library's stateless operations, asked by name, open to all; nothing is kept of them."""

from __future__ import annotations

from typing import Any, Final

from segur_reference.services.erreurs import CorpsIllisible, EntreeInvalide, Introuvable
from segur_rules import __version__
from segur_rules.conformance import OPERATIONS, answer
from segur_rules.conformance.exact import loads
from segur_rules.conformance.protocole import describe
from segur_rules.rules import RULESET

_SHORTHANDS: Final = frozenset(("base", "lines", "patch", "repeat"))
"""How the vectors are kept short: members that make much of little."""
OUVRENT: Final = frozenset(("check_document", "check_pieces", "plan_zip"))
"""The operations that open documents: a short input may hold much, folded."""


def connues() -> dict[str, Any]:
    """Who answers, by which rules, and the operations by name."""
    return {**describe(__version__), "ruleset": RULESET}


def repondre(operation: str, body: bytes) -> dict[str, Any]:
    """What an operation answers to an input, which is JSON text.

    Raises `Introuvable` when there is no such operation, `CorpsIllisible` when the body is no JSON,
    and `EntreeInvalide` when the input is not of its form; an input is
    written out, so that it costs no more than its bytes say.
    """
    if operation not in OPERATIONS:
        raise Introuvable("operation", operation)
    try:
        given = loads(body.decode())
    except ValueError as error:
        raise CorpsIllisible(str(error)) from error
    try:
        _require_written_out(given)
        return answer(operation, given)
    except ValueError as error:
        raise EntreeInvalide(str(error)) from error


def _require_written_out(given: Any) -> None:
    waiting = [given]
    while waiting:
        value = waiting.pop()
        if isinstance(value, dict):
            if found := sorted(_SHORTHANDS & value.keys()):
                raise ValueError(f"an input is written out, without {found[0]}")
            waiting.extend(value.values())
        elif isinstance(value, list):
            waiting.extend(value)
