"""Values as the people of a language write them: amounts, rates, dates, lists, quoted text.

What comes from a file is hostile until it is shown: `safe` stands between it and a terminal.
No function here raises, whatever the value: a message that is poor beats a report that fails.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import AbstractContextManager
from datetime import date, datetime
from decimal import Context, Decimal, localcontext
from types import MappingProxyType
from typing import Final, Literal

from segur_rules.messages import catalogues
from segur_rules.outcomes import Param

ELLIPSIS: Final = "…"

MAX_TEXT: Final = 80
"""Characters of a text that a message shows."""

MAX_ITEMS: Final = 20
"""Items of a list that a message names; the others are counted."""

MAX_DIGITS: Final = 60
"""Digits beyond which a number is no amount, and is shown as it is."""

RATES: Final = frozenset({"taux"})
"""The params whose `Decimal` is a rate in percent. Every other one is euros."""

CHOICES: Final = frozenset({"attendus", "couloir_fichier"})
"""The params whose items exclude each other: A, B or C."""

CODES: Final[Mapping[tuple[str, str], catalogues.Context]] = MappingProxyType(
    {
        ("", "statut"): "attendu",
        ("", "paiement"): "attendu",
        ("", "etat"): "attendu",
        ("", "missing"): "ui",
        ("", "guessed"): "ui",
        ("SEG-FIC-014", "attendu"): "attendu",
        ("SEG-FIC-014", "trouve"): "attendu",
        ("SEG-PJU-016", "contenus"): "attendu",
    }
)
"""The params (of one rule, or of any) that hold a code, and where its words are."""

LABELS: Final[Mapping[tuple[str, str], str]] = MappingProxyType(
    {
        ("", "acteur"): "acteur",
        ("ACTEUR_NON_AUTORISE", "attendus"): "acteur",
        ("", "evenement"): "evenement",
        ("", "faits"): "fait",
        ("", "manquantes"): "piece",
        ("", "champ"): "champ",
        ("", "champs"): "champ",
        ("", "bornes"): "champ",
    }
)
"""The params (of one refusal, or of any) that hold a code, and what begins the key of its words
among those of a report: `acteur.HORLOGE`."""


def safe(text: str) -> str:
    r"""Return a text that a terminal shows as it is: at most 80 characters, nothing invisible.

    Control characters, terminal escapes, characters that turn the direction of writing and
    spaces other than the common one are written as escapes, such as `\u001b`.
    """
    shown = [c if c.isprintable() else f"\\u{ord(c):04x}" for c in text[: MAX_TEXT + 1]]
    if sum(map(len, shown)) <= MAX_TEXT:
        return "".join(shown)
    while sum(map(len, shown)) >= MAX_TEXT:
        shown.pop()
    return "".join(shown) + ELLIPSIS


def is_as_filed(name: str, rule: str) -> bool:
    """Whether a number is shown as the file writes it: it may be anything but an amount."""
    return name == "valeur" and rule.startswith("SEG-FIC-")


def show(name: str, value: Param, langue: str, rule: str = "") -> str:
    """Return the text of a param, by its type and its name, in a known language."""
    if isinstance(value, tuple):
        items = [_item(name, str(item), langue, rule) for item in value]
        return listed(items, langue, "or" if name in CHOICES else "standard")
    if isinstance(value, datetime):
        return instant(value, langue)
    if isinstance(value, date):
        return day(value, langue)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | Decimal):
        return _number(name, value, langue, rule)
    return _word(name, str(value), langue, rule)


def _item(name: str, item: str, langue: str, rule: str) -> str:
    if name == "caracteres":
        # A comma among characters would read as the list's own.
        quoted = catalogues.text("ui", "quoted", langue) or "{text}"
        return quoted.format(text=safe(item))
    if (rule, name) == ("SEG-COM-005", "attendus"):
        return _rate_or_text(item, langue)
    return _word(name, item, langue, rule)


def _rate_or_text(item: str, langue: str) -> str:
    try:
        return rate(Decimal(item), langue)
    except ArithmeticError:
        return safe(item)


def _word(name: str, value: str, langue: str, rule: str) -> str:
    if (name, value) == ("balise", ""):
        return catalogues.text("ui", "root", langue) or ELLIPSIS
    return _label(name, value, langue, rule) or safe(value)


def _label(name: str, value: str, langue: str, rule: str) -> str | None:
    for param in ((rule, name), ("", name)):
        if param in CODES:
            return catalogues.text(CODES[param], value, langue)
        if param in LABELS:
            return catalogues.text("ui", f"{LABELS[param]}.{value}", langue)
    return None


def _number(name: str, value: int | Decimal, langue: str, rule: str) -> str:
    if isinstance(value, int):
        if value.bit_length() > 3 * MAX_DIGITS:
            return ELLIPSIS
        return str(value) if is_as_filed(name, rule) else number(value, langue)
    if is_as_filed(name, rule):
        return safe(str(value))
    return rate(value, langue) if name in RATES else money(value, langue)


def number(value: int, langue: str) -> str:
    """Return a count: 10 485 760."""
    from babel.numbers import format_decimal

    with _exactly():
        return format_decimal(value, locale=langue)


def money(value: Decimal, langue: str) -> str:
    """Return an amount of euros with all its decimals, at least two: 1 074,99 €."""
    from babel.numbers import format_currency

    if not is_plain(value):
        return safe(str(value))
    with _exactly():
        return format_currency(value, "EUR", locale=langue, decimal_quantization=False)


def rate(value: Decimal, langue: str) -> str:
    """Return a rate that is given in percent: 8,5 %."""
    from babel.numbers import format_percent

    if not is_plain(value):
        return safe(str(value))
    with _exactly():
        return format_percent(value.scaleb(-2), locale=langue, decimal_quantization=False)


def _exactly() -> AbstractContextManager[Context]:
    # Babel rounds to what the caller's arithmetic allows, and raises where that is too little.
    return localcontext(Context(prec=2 * MAX_DIGITS))


def is_plain(value: Decimal) -> bool:
    """Whether a number can be written in full; one that cannot is no amount of this world."""
    return (
        value.is_finite() and max(abs(value.adjusted()), len(value.as_tuple().digits)) < MAX_DIGITS
    )


def day(value: date, langue: str) -> str:
    """Return a day: 31/12/2022, or a form that nobody reads otherwise."""
    from babel.dates import format_date

    return format_date(value, catalogues.text("ui", "format.date", langue) or "medium", langue)


def instant(value: datetime, langue: str) -> str:
    """Return a day and an hour of Paris. A datetime without a zone is read as one of Paris."""
    from zoneinfo import ZoneInfo

    paris = ZoneInfo("Europe/Paris")
    try:
        local = value.astimezone(paris) if value.tzinfo else value
    except OverflowError:
        return value.isoformat()
    # Seconds matter where one minute late is late, and say nothing when there are none.
    clock = f"{local:%H:%M:%S}" if local.second or local.microsecond else f"{local:%H:%M}"
    form = catalogues.text("ui", "format.instant", langue) or "{date} {time}"
    return form.format(date=day(local.date(), langue), time=clock)


def listed(items: Sequence[str], langue: str, style: Literal["standard", "or"]) -> str:
    """Return a list as a sentence holds it: A, B et C; what is too long is counted."""
    from babel.lists import format_list

    named = list(items[:MAX_ITEMS])
    if others := len(items) - len(named):
        form = catalogues.text("ui", "others", langue, others) or "{n}"
        named.append(form.format(n=number(others, langue)))
    if not named:
        return catalogues.text("ui", "none", langue) or ELLIPSIS
    return format_list(named, style, langue)
