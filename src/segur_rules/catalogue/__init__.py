"""Couloirs, SONS, ceilings, calendars, profiles and VAT rates, as dated and sourced data.

The data are the TOML files beside this module. What no source says is absent, and what
needs it answers "not evaluable". `load(overlay)` adds to the data or replaces them, table by
table, without touching the package.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Collection, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from importlib import resources
from types import MappingProxyType
from typing import Any, Final

import cattrs
from attrs import field, frozen

from segur_rules.catalogue.faults import faults, lists_only
from segur_rules.echeances import Echeance, Ouverture, first_instant, last_instant
from segur_rules.montants import NaturePlafond, Plafond, TauxAvance
from segur_rules.sources import Certainty, Source

TOPICS: Final = ("couloirs", "sons", "profils", "tva")
FORMES: Final = ("HOP", "MDV", "MS1", "MS2", "CLIENTS", "IMG", "OPERATEUR")
"""The shapes of a demande in the import file, one of which a couloir has."""


class CatalogueError(ValueError):
    """The data of an overlay are not of the form the catalogue expects; says where and what."""


@frozen
class Couloir:
    """A care sector. `identifiants` are the tags that may identify its bénéficiaires."""

    code: str
    label: str
    logiciels: tuple[str, ...]
    identifiants: tuple[str, ...]
    forme: str
    source: Source


@frozen
class Calendrier:
    """The known dates of a SONS; None is unknown, and no date is ever assumed."""

    enrolement_ouverture: Ouverture | None = None
    avance_ouverture: Ouverture | None = None
    avance_limite: Echeance | None = None
    prestation_limite: Echeance | None = None
    solde_ouverture: Ouverture | None = None
    solde_limite: Echeance | None = None


@frozen
class Sons:
    """One funding scheme: couloir, type of software and vague, with what is known of it."""

    code: str
    couloir: str
    logiciel: str
    vague: int
    label: str
    source: Source
    plafond: Plafond | None = None
    taux_avance: TauxAvance | None = None
    calendrier: Calendrier = field(factory=Calendrier)


@frozen
class LigneProfil:
    """One line of the matrix: what a declared scenario field requires of the product.

    Where the field holds `valeur`, the product must be referenced for `exige`; without
    `exige` the declared value is itself the profile. An inactive line is not checked.
    """

    champ: str
    couloirs: tuple[str, ...]
    source: Source
    valeur: bool | None = None
    exige: str | None = None
    actif: bool = True


@frozen
class TauxTVA:
    """A VAT rate in percent, and where it applies."""

    taux: Decimal
    ou: str
    source: Source


@frozen
class Catalogue:
    """All the data, by code. `find` reads a SONS code whatever its case (`Va1`, `VA1`)."""

    couloirs: Mapping[str, Couloir]
    sons: Mapping[str, Sons]
    profils: tuple[LigneProfil, ...]
    equivalences: Mapping[str, str]
    tva: tuple[TauxTVA, ...]

    def find(self, code: str) -> Sons | None:
        """The SONS of this code in any case, with or without `DSR-`; None when unknown."""
        return self.sons.get(code.strip().upper().removeprefix("DSR-"))

    def of_couloir(self, couloir: str) -> tuple[Sons, ...]:
        """The SONS of a couloir, in the catalogue's order."""
        return tuple(sons for sons in self.sons.values() if sons.couloir == couloir)


def load(overlay: Mapping[str, Any] | None = None) -> Catalogue:
    """The catalogue, with the tables of `overlay` added or put in place of the package's.

    `overlay` has the topics `couloirs`, `sons`, `profils`, `tva`, each shaped like the
    package's own file of that name. Tables are merged by key; a list replaces a list.
    Raises `CatalogueError` when its shape is wrong.
    """
    if not overlay:
        return _embedded()
    unknown = sorted(set(overlay) - set(TOPICS))
    if unknown:
        raise CatalogueError(
            f"unknown topic {', '.join(unknown)}; the catalogue has {', '.join(TOPICS)}"
        )
    return _build({topic: _merge(_topic(topic), overlay.get(topic, {})) for topic in TOPICS})


@cache
def _embedded() -> Catalogue:
    return _build({topic: _topic(topic) for topic in TOPICS})


@cache
def _topic(topic: str) -> Mapping[str, Any]:
    text = resources.files(__name__).joinpath(f"{topic}.toml").read_text(encoding="utf-8")
    return MappingProxyType(tomllib.loads(text))


def _merge(base: Any, over: Any) -> Any:
    if not isinstance(base, Mapping) or not isinstance(over, Mapping):
        return over
    return {
        key: _merge(base[key], over[key]) if key in base and key in over else {**base, **over}[key]
        for key in (*base, *(key for key in over if key not in base))
    }


def _build(data: Mapping[str, Any]) -> Catalogue:
    try:
        couloirs = {
            code: _structure(f"couloirs.{code}", {"code": code, **entry}, Couloir)
            for code, entry in data["couloirs"].items()
        }
        for couloir in couloirs.values():
            _require(couloir.forme, FORMES, f"couloirs.{couloir.code}.forme")
        sons = {code.upper(): _sons(code, entry) for code, entry in data["sons"].items()}
        for scheme in sons.values():
            _require(scheme.couloir, couloirs, f"sons.{scheme.code}: the couloir")
        profils, tva = data["profils"], data["tva"]
        return Catalogue(
            MappingProxyType(couloirs),
            MappingProxyType(sons),
            _structure("profils.lignes", profils["lignes"], tuple[LigneProfil, ...]),
            MappingProxyType(
                _structure("profils.equivalences", profils["equivalences"], dict[str, str])
            ),
            _structure("tva.taux", tva["taux"], tuple[TauxTVA, ...]),
        )
    except (AttributeError, TypeError) as error:
        raise CatalogueError(f"a table is expected where another value stands: {error}") from error


def _require(value: str, known: Collection[str], where: str) -> None:
    if value not in known:
        raise CatalogueError(f"{where} is {value!r}, expected one of {', '.join(known)}")


def _sons(code: str, entry: Mapping[str, Any]) -> Sons:
    sons: Sons = _structure(f"sons.{code}", {**_split_code(code), **entry}, Sons)
    plafond = sons.plafond
    if plafond and plafond.montant_ttc is not None and plafond.montant_ttc < plafond.montant_ht:
        # Two columns that were swapped: nothing else makes VAT negative.
        raise CatalogueError(f"sons.{code}: the ceiling with VAT is below the ceiling without")
    return sons


def _structure(where: str, raw: Any, target: Any) -> Any:
    try:
        return _converter().structure(raw, target)
    except Exception as error:
        raise CatalogueError("; ".join(faults(error, where))) from error


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    lists_only(converter)
    converter.register_structure_hook(Decimal, _decimal)
    for plain in (str, bool):
        converter.register_structure_hook(plain, _instance_of(plain))
    for enum in (Certainty, NaturePlafond):
        converter.register_structure_hook(enum, lambda raw, cls: cls(raw))
    for sourced in (Couloir, Plafond, TauxAvance, LigneProfil, TauxTVA, Sons):
        _flatten_source(converter, sourced)
    converter.register_structure_hook(
        Echeance, lambda raw, _: Echeance(*_moment(raw, last_instant))
    )
    converter.register_structure_hook(
        Ouverture, lambda raw, _: Ouverture(*_moment(raw, first_instant))
    )
    return converter


def _flatten_source(converter: cattrs.Converter, cls: type[Any]) -> None:
    """In the files a table holds `certainty` and `reference` among its own keys."""
    structure = cattrs.gen.make_dict_structure_fn(cls, converter, _cattrs_forbid_extra_keys=True)

    def hook(raw: Any, target: type[Any]) -> Any:
        own = dict(raw)
        own["source"] = {key: own.pop(key) for key in ("certainty", "reference") if key in own}
        return structure(own, target)

    converter.register_structure_hook(cls, hook)


def _moment(raw: Any, instant: Callable[[date], Any]) -> tuple[Any, Source]:
    quand = raw["quand"]
    if not isinstance(quand, date):
        raise ValueError(f"{quand!r} is not a TOML date or date-time")
    return instant(quand), Source(raw["reference"], Certainty(raw["certainty"]))


def _decimal(raw: Any, _: type[Decimal]) -> Decimal:
    if not isinstance(raw, str) or not (value := Decimal(raw)).is_finite() or value < 0:
        raise ValueError(f"an amount or rate is written as text, like '358.33'; got {raw!r}")
    return value


def _instance_of(expected: type) -> Callable[[Any, Any], Any]:
    def hook(raw: Any, _: Any) -> Any:
        if not isinstance(raw, expected):
            raise ValueError(f"expected {expected.__name__}, got {raw!r}")
        return raw

    return hook


def _split_code(code: str) -> dict[str, Any]:
    parts = re.fullmatch(r"([A-Z0-9]+)-([A-Z0-9]+)-VA([0-9]+)", code.upper())
    if parts is None:
        raise CatalogueError(f"sons.{code}: a SONS is written couloir-logiciel-vague, HOP-DPI-VA1")
    couloir, logiciel, vague = parts.groups()
    return {"code": parts[0], "couloir": couloir, "logiciel": logiciel, "vague": int(vague)}
