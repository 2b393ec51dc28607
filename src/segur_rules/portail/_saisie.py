"""What forms have in common: fields that are compulsory, addresses that can be answered."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from datetime import date, datetime
from typing import Final

from segur_rules.echeances import paris_day
from segur_rules.outcomes import Refused
from segur_rules.portail.motifs import Motif

_CONTROL: Final = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029]")
_ADDRESS: Final = re.compile(r"[^\s@]+@[^\s@.]+(\.[^\s@.]+)+")
"""The shape that SEG-BEN-017 warns about in a file."""


def empty_fields(form: object, names: Iterable[str]) -> Iterator[Refused]:
    """A refusal for each field that holds nothing, or nothing but spaces."""
    for name in names:
        value = getattr(form, name)
        if value is None or (isinstance(value, str) and not value.strip()):
            yield Refused(Motif.CHAMP_OBLIGATOIRE, {"champ": name})


def control_characters(form: object, names: Iterable[str]) -> Iterator[Refused]:
    """A refusal for each field of one line that holds more than one, or worse.

    What goes into the headings of a mail stays on its line.
    """
    for name in names:
        if holds_control(getattr(form, name) or ""):
            yield Refused(Motif.CARACTERE_INTERDIT, {"champ": name})


def holds_control(text: str) -> bool:
    """Whether a text holds a control character, or the end of a line."""
    return _CONTROL.search(text) is not None


def wrong_address(name: str, value: str | None) -> Iterator[Refused]:
    """A refusal of an address that has not the shape of one; an empty one is another matter."""
    text = (value or "").strip()
    if text and not _ADDRESS.fullmatch(text):
        yield Refused(Motif.COURRIEL_INVALIDE, {"champ": name, "valeur": text})


def unknown_value(name: str, value: str, expected: tuple[str, ...]) -> Refused:
    """The refusal of a value that is none of those that can be chosen."""
    return Refused(Motif.VALEUR_INCONNUE, {"champ": name, "valeur": value, "attendus": expected})


def as_day(moment: date) -> date:
    """The day of an instant in Paris; a day is itself. Raises `ValueError` without a zone."""
    return paris_day(moment) if isinstance(moment, datetime) else moment
