"""Exact decimals: to the cent, in a decimal context of our own.

What the caller's context rounds, traps or forgets changes nothing here: each public
computation runs under `exactly`.
"""

from __future__ import annotations

from collections.abc import Callable
from decimal import (
    ROUND_HALF_EVEN,
    Context,
    Decimal,
    DivisionByZero,
    InvalidOperation,
    Overflow,
    localcontext,
)
from enum import StrEnum
from functools import wraps
from typing import Final, ParamSpec, TypeVar

P = ParamSpec("P")
R = TypeVar("R")

PLACES: Final = 2
ZERO: Final = Decimal("0.00")
CENT: Final = Decimal("0.01")
CENT_POUR_CENT: Final = Decimal(100)

EUROS_LIMITE: Final = 10**12
"""A declared amount is less than so many euros: a choice, for no source says how much it may be.

No ceiling comes near it; and what is computed from it, VAT included, is still an amount.
"""

# Whole, since what a context is not told it takes from `decimal.DefaultContext`.
_CONTEXT: Final = Context(
    prec=60,
    rounding=ROUND_HALF_EVEN,
    Emin=-999_999,
    Emax=999_999,
    capitals=1,
    clamp=0,
    flags=[],
    traps=[InvalidOperation, DivisionByZero, Overflow],
)
# Bounds that no demande comes near: below them, every product is exact in 60 digits.
_DIGITS: Final = 15
_RATE_STEP: Final = Decimal("0.0001")
_COUNT: Final = 10**9


class ModeArrondi(StrEnum):
    """How an amount is rounded to the cent, by the names of the `decimal` module."""

    HALF_UP = "half_up"
    """To the nearest cent, a half-cent upwards: the choice of this package."""
    HALF_EVEN = "half_even"
    """To the nearest cent, a half-cent to the even one."""
    HALF_DOWN = "half_down"
    """To the nearest cent, a half-cent downwards."""
    CEILING = "ceiling"
    """To the cent above."""


def exactly(function: Callable[P, R]) -> Callable[P, R]:
    """Run a function in a decimal context of its own, whatever that of its caller."""

    @wraps(function)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        with localcontext(_CONTEXT):
            return function(*args, **kwargs)

    return run


def times(amount: Decimal, number: int) -> Decimal:
    """An amount so many times, exact. For one product this is quicker than `exactly`."""
    return _CONTEXT.multiply(amount, number)


@exactly
def cents(value: Decimal, what: str, *, least: Decimal | None = None) -> Decimal:
    """An amount in euros, written to the cent.

    Raises `ValueError` for what is not a finite `Decimal` of at most two decimals, or is less
    than `least`.
    """
    _require_finite(value, what)
    if value.adjusted() >= _DIGITS:
        raise ValueError(f"{what}: {value} is too large to be an amount in euros")
    amount = value.quantize(CENT) + ZERO  # no negative zero
    if amount != value:
        raise ValueError(f"{what}: {value} has more than two decimals")
    if least is not None and amount < least:
        raise ValueError(f"{what}: {value} is less than {least}")
    return amount


@exactly
def rate(value: Decimal, what: str) -> Decimal:
    """A rate in percent. Raises `ValueError` unless it is from 0 to 100, to four decimals."""
    _require_finite(value, what)
    if not 0 <= value <= CENT_POUR_CENT or value != value.quantize(_RATE_STEP):
        raise ValueError(f"{what}: {value} is not a rate in percent, from 0 to 100")
    return value


def count(value: object, what: str, *, least: int) -> int:
    """A number of units. Raises `ValueError` unless it is an integer of at least `least`."""
    if not isinstance(value, int) or isinstance(value, bool) or not least <= value <= _COUNT:
        raise ValueError(f"{what}: {value!r} is not a count of at least {least}")
    return value


def to_cent(value: Decimal, mode: ModeArrondi) -> Decimal:
    """The value rounded to the cent."""
    return value.quantize(CENT, f"ROUND_{mode.name}")


def modes_agree(value: Decimal) -> bool:
    """Whether every mode rounds this value to the same cent, so that the choice is none."""
    return len({to_cent(value, mode) for mode in ModeArrondi}) == 1


def _require_finite(value: object, what: str) -> None:
    if not isinstance(value, Decimal) or not value.is_finite():
        raise ValueError(f"{what}: a finite Decimal is expected, got {value!r}")
