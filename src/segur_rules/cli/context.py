"""What the options say beside the files: the context that they are judged in."""

from __future__ import annotations

import re
import tomllib
from datetime import datetime
from decimal import Decimal
from typing import Any, Final

import attrs

from segur_rules.catalogue import Catalogue, CatalogueError, Sons, load
from segur_rules.cli.output import Failure
from segur_rules.cli.reading import read_file, reason, title
from segur_rules.cli.words import labelled, printable, template, unknown
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.lecture import Limites, read
from segur_rules.echeances import PARIS
from segur_rules.messages import message, ui
from segur_rules.rules.context import Context, ContextError, context_from_dict

OCTETS_MAX: Final = 64 * 1024 * 1024
"""The size of a context or a catalogue, in bytes, inclusive: some 300 000 known dossiers."""

YEARS: Final = (1900, 2999)
"""The years of an instant of filing, as a context has them."""

EXAMPLE: Final = "2022-10-20T10:00:00+02:00"
_RATE: Final = re.compile(r"([0-9]{1,3})(?:[.,]([0-9]{1,4}))? ?%?")


def build_context(
    *,
    sons: str | None,
    phase: str | None,
    at: str | None,
    tva: str | None,
    context: str | None,
    catalogue: str | None,
    langue: str,
) -> Context:
    """What the caller knows: the context file, with what each option says in its place.

    Without an instant it is now. Raises `Failure` where an option or its file is wrong.
    """
    known = find_catalogue(catalogue, langue)
    given = Context() if context is None else _read_context(context, langue)
    changes: dict[str, Any] = {"catalogue": known}
    if sons is not None:
        changes["sons"] = find_sons(sons, known, "--sons", langue).code
    elif given.sons is not None and context is not None:
        changes["sons"] = find_sons(given.sons, known, title(context, langue), langue).code
    if phase is not None:
        changes["phase"] = Phase(phase)
    if tva is not None:
        changes["taux_tva"] = parse_rate(tva, langue)
    if at is not None:
        changes["instant"] = parse_instant(at, langue)
    elif given.instant is None:
        changes["instant"] = datetime.now(PARIS)
    return attrs.evolve(given, **changes)


def find_catalogue(name: str | None, langue: str) -> Catalogue:
    """The package's catalogue, with the data of a file if one is named. Raises `Failure`."""
    return load() if name is None else _read_catalogue(name, langue)


def find_sons(code: str, catalogue: Catalogue, where: str, langue: str) -> Sons:
    """The SONS of this code. Raises `Failure`, which names those that are close to it."""
    sons = catalogue.find(code)
    if sons is None:
        said = unknown("error.sons", code, catalogue.sons, langue)
        raise Failure(labelled(where, said, langue))
    return sons


def parse_instant(text: str, langue: str, where: str = "--at") -> datetime:
    """An aware instant from ISO 8601. Raises `Failure`, which says how to write it."""
    try:
        instant = datetime.fromisoformat(text)
    except ValueError:
        said = ui("error.instant", langue, valeur=text, exemple=EXAMPLE)
        raise Failure(labelled(where, said, langue)) from None
    if instant.tzinfo is None:
        exemple = instant.replace(tzinfo=PARIS).isoformat()
        said = ui("error.naive", langue, valeur=text, exemple=exemple)
        raise Failure(labelled(where, said, langue))
    minimum, maximum = YEARS
    if not minimum <= instant.year <= maximum:
        # Years are not counts: they take no thousands separator.
        said = template("error.year", langue).format(minimum=minimum, maximum=maximum)
        raise Failure(labelled(where, said, langue))
    return instant


def parse_rate(text: str, langue: str, where: str = "--tva") -> Decimal:
    """A rate in percent from `20`, `8.5` or `8,5`. Raises `Failure`."""
    found = _RATE.fullmatch(text.strip())
    rate = Decimal(f"{found[1]}.{found[2] or 0}") if found else None
    if rate is None or rate > 100:
        said = ui("error.taux", langue, valeur=text)
        raise Failure(labelled(where, said, langue))
    return rate


def _read_context(name: str, langue: str) -> Context:
    lecture = read(_bytes(name, langue), Limites(octets=OCTETS_MAX))
    if not lecture.lisible:
        constat = next(c for c in lecture.constats if c.rule != "SEG-FIC-004")
        where = f"{title(name, langue)}:{constat.line}:{constat.column}"
        raise Failure(labelled(where, message(constat, langue), langue))
    try:
        return context_from_dict(lecture.document)
    except ContextError as error:
        raise _misshapen(name, "error.context", error, langue) from error


def _read_catalogue(name: str, langue: str) -> Catalogue:
    raw = _bytes(name, langue)
    try:
        return load(tomllib.loads(raw.decode("utf-8-sig")))
    except CatalogueError as error:
        raise _misshapen(name, "error.catalogue", error, langue) from error
    except (ValueError, RecursionError) as error:
        raise _misshapen(name, "error.toml", error, langue) from error


def _bytes(name: str, langue: str) -> bytes:
    """The bytes of a file that an option names."""
    try:
        raw = read_file(name, OCTETS_MAX).raw
    except (OSError, ValueError) as error:
        raise Failure(reason(name, error, langue)) from error
    if len(raw) > OCTETS_MAX:
        said = ui("error.too big", langue, limite=OCTETS_MAX)
        raise Failure(labelled(title(name, langue), said, langue))
    if not raw.strip():
        raise Failure(labelled(title(name, langue), ui("error.empty", langue), langue))
    return raw


def _misshapen(name: str, key: str, error: Exception, langue: str) -> Failure:
    detail = f"{ui(key, langue)} ({printable(str(error), 300)})"
    return Failure(labelled(title(name, langue), detail, langue))
