"""How values that databases keep differently are kept alike."""

from __future__ import annotations

import unicodedata
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import BigInteger, DateTime, Dialect, Text
from sqlalchemy.types import TypeDecorator


def folded(name: str) -> str:
    """A name as it is looked for, whatever its case and however its accents were typed.

    Python folds it, and not the database: SQLite knows the case of ASCII alone, and PostgreSQL
    that of its locale.
    """
    return unicodedata.normalize("NFC", name.strip().casefold())


class Instant(TypeDecorator[datetime]):
    """An aware instant; it is kept in UTC, and read in UTC."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError(f"an instant has its zone, got {value!r}")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value and value.astimezone(UTC)
        # SQLite forgets the zone: it was UTC.
        return value.replace(tzinfo=UTC)


class Montant(TypeDecorator[Decimal]):
    """Euros, exact to the cent; kept as cents, so that every database adds them exactly."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> int | None:
        if value is None:
            return None
        cents = value * 100
        if cents != cents.to_integral_value():
            raise ValueError(f"an amount has two decimals at most, got {value}")
        return int(cents)

    def process_result_value(self, value: int | None, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value).scaleb(-2)


class Exact(TypeDecorator[Decimal]):
    """A decimal as it was written: a rate."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> str | None:
        return None if value is None else str(value)

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)
