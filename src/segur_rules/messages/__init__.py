"""Text, made last: what a finding or a refusal says, what a rule states, words of a report.

Two catalogues, French and English. Values are written as the language writes them, and what
comes from a file is made safe to show. A text that is missing is a failed test, never an
exception: `message`, `refusal`, `sentence` and `ui` always answer.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from typing import Final

from segur_rules.messages import catalogues, formats
from segur_rules.messages.formats import safe
from segur_rules.outcomes import Constat, Finding, Param, Refused

LANGUES: Final = catalogues.LANGUES

__all__ = ["LANGUES", "message", "refusal", "safe", "sentence", "ui"]


def message(finding: Finding | Constat, langue: str = "fr") -> str:
    """Return what a finding says: what is wrong, what was expected, what to do."""
    langue = catalogues.known(langue)
    nombre = finding.params.get("nombre", finding.params.get("n"))
    for key in (f"{finding.rule}.{finding.variant}", finding.rule):
        if form := catalogues.text("message", key, langue, nombre):
            return _filled(form, finding.params, langue, finding.rule)
    return sentence(finding.rule, langue)


def refusal(refused: Refused, langue: str = "fr") -> str:
    """Return why an act is refused; the code itself when it is unknown.

    A code has one wording; where the facts that come with it differ, another for those that
    bear their names (`PIECES_MANQUANTES.manquantes`).
    """
    langue = catalogues.known(langue)
    code = str(refused.code)
    for key in (".".join((code, *sorted(refused.params))), code):
        if form := catalogues.text("refus", key, langue, refused.params.get("nombre")):
            return _filled(form, refused.params, langue, code)
    return safe(code)


def sentence(rule_id: str, langue: str = "fr") -> str:
    """Return what a rule states, in one sentence; the id itself when it is unknown."""
    return catalogues.text("rule", rule_id, catalogues.known(langue)) or safe(rule_id)


def ui(key: str, langue: str = "fr", **params: Param) -> str:
    """Return a word or a short text of a report; the key itself when it is unknown.

    `n` chooses the plural. Codes in `missing` and `guessed` are put in words.
    """
    langue = catalogues.known(langue)
    form = catalogues.text("ui", key, langue, params.get("n"))
    return _filled(form, params, langue) if form else safe(key)


def _filled(form: str, params: Mapping[str, Param], langue: str, rule: str = "") -> str:
    shown: defaultdict[str, str] = defaultdict(lambda: formats.ELLIPSIS)
    shown.update({name: formats.show(name, value, langue, rule) for name, value in params.items()})
    return form.format_map(shown)
