"""A computed amount and its explanation, which are one value."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any, TypeAlias

from attrs import frozen

from segur_rules.montants.exact import ZERO, ModeArrondi
from segur_rules.outcomes import NotEvaluable, Refused
from segur_rules.sources import Certainty

Input: TypeAlias = Decimal | int | str


@frozen
class Arrondi:
    """How a value was rounded: the mode, the number of decimals, and at which stage."""

    mode: ModeArrondi
    places: int
    stage: str

    def __str__(self) -> str:
        return f"{self.mode.value} {self.places}"


@frozen
class Etape:
    """One named stage: its value in euros, what it comes from, and why.

    `inputs` are earlier stages, or what was given, by name. `rounding` is None where the value
    is exact by nature. `sources` are numbered requirements, then references.
    """

    name: str
    value: Decimal
    inputs: Mapping[str, Input]
    rounding: Arrondi | None
    sources: tuple[str, ...]
    certainty: Certainty

    def to_dict(self) -> dict[str, Any]:
        """The stage as JSON data, amounts as texts."""
        return {
            "name": self.name,
            "value": _text(self.value),
            "inputs": {name: _json(value) for name, value in self.inputs.items()},
            "rounding": self.rounding
            and {
                "mode": self.rounding.mode.value,
                "places": self.rounding.places,
                "stage": self.rounding.stage,
            },
            "sources": list(self.sources),
            "certainty": self.certainty.value,
        }


@frozen
class Calcul:
    """An amount that was computed, with the stages that lead to it. It is never a bare number.

    `a_recouvrer` is what was paid in excess and is to be recovered, in euros; zero when nothing
    is. The last stage explains it together with the amount.
    """

    etapes: tuple[Etape, ...]
    a_recouvrer: Decimal = ZERO

    def __getitem__(self, name: str) -> Etape:
        """The stage of this name. Raises `KeyError`."""
        return {etape.name: etape for etape in self.etapes}[name]

    @property
    def montant_decide(self) -> Decimal:
        """What is to be paid, in euros: the last stage."""
        return self.etapes[-1].value

    @property
    def certainty(self) -> Certainty:
        """That of the least sure stage."""
        return least_sure(*(etape.certainty for etape in self.etapes))

    def to_dict(self) -> dict[str, Any]:
        """The computation as JSON data, amounts as texts with two decimals."""
        return {
            "montantDecide": _text(self.montant_decide),
            "aRecouvrer": _text(self.a_recouvrer),
            "certainty": self.certainty.value,
            "steps": [etape.to_dict() for etape in self.etapes],
            "notEvaluable": [],
        }

    def lines(self) -> tuple[tuple[str, str, str, str, str, str], ...]:
        """Rows of a table: stage, value, inputs, rounding, sources, certainty."""
        return tuple(
            (
                etape.name,
                _text(etape.value),
                ", ".join(f"{name} = {_json(value)}" for name, value in etape.inputs.items()),
                str(etape.rounding or ""),
                ", ".join(etape.sources),
                etape.certainty.value,
            )
            for etape in self.etapes
        )


def answer_to_dict(answer: Calcul | NotEvaluable | Refused) -> dict[str, Any]:
    """Any answer of a computation in the JSON form of `Calcul`, which then has no amount."""
    if isinstance(answer, Calcul):
        return answer.to_dict()
    nothing: dict[str, Any] = {
        "montantDecide": None,
        "aRecouvrer": None,
        "certainty": None,
        "steps": [],
        "notEvaluable": [],
    }
    if isinstance(answer, NotEvaluable):
        return nothing | {"notEvaluable": list(answer.missing)}
    return nothing | {"refused": answer.code}


def to_recover(answer: Mapping[str, Any]) -> Decimal:
    """What is to be recovered, in euros, by the JSON form of an answer.

    Where nothing could be computed, nothing says that anything was paid in excess: zero.
    """
    return Decimal(answer["aRecouvrer"] or ZERO)


def least_sure(*certainties: Certainty) -> Certainty:
    """The least sure of several certainties."""
    return max(certainties, key=tuple(Certainty).index)


def _text(value: Decimal) -> str:
    # Without a precision, formatting asks nothing of the ambient decimal context.
    return f"{value:f}"


def _json(value: Input) -> int | str:
    return _text(value) if isinstance(value, Decimal) else value
