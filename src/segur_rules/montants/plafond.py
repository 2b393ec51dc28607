"""Ceilings (plafonds) and advance rates: data, each with what it is worth.

A ceiling is stored as its source gives it. Its nature says what it proves: a fixed or
per-unit ceiling is the ceiling itself; an upper bound only proves that what exceeds it is
capped, since the real ceiling of one client may be lower.
"""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from attrs import Attribute, converters, field, frozen

from segur_rules.montants.exact import ZERO, cents, count, exactly, rate, times
from segur_rules.sources import Certainty, Source

Unites: TypeAlias = int | Mapping[str, int]
"""How many units a demande counts: one number, or numbers by the name of what is counted."""

DONNE_PAR_L_APPELANT: Final = Source("given by the caller", Certainty.CHOICE)
"""The source of a ceiling or of a rate that comes as a bare number."""


class NaturePlafond(StrEnum):
    """What a stored ceiling is."""

    FIXE = "fixe"
    """One amount for the demande."""
    PAR_UNITE = "par_unite"
    """One amount per unit; the unit is already rounded to the cent, then multiplied."""
    FORMULE = "formule"
    """A constant and an amount per unit of each kind, up to a cap, which is `montant_ht`."""
    FORFAIT = "forfait"
    """A flat amount, neither more nor less."""
    BORNE_HAUTE = "borne_haute"
    """The highest of tiers that are not known."""


def require_counts(unites: Unites) -> None:
    """Refuse what counts nothing. Raises `ValueError`.

    One of several kinds may count zero: an operator may have no mailbox of that kind.
    """
    if isinstance(unites, Mapping):
        for name, number in unites.items():
            count(number, f"unites.{name}", least=0)
    else:
        count(unites, "unites", least=1)


def _euros(value: Decimal) -> Decimal:
    return cents(value, "plafond", least=ZERO)


@frozen
class Terme:
    """One term of a formula: so many euros HT for each unit of a kind."""

    unite: str
    montant_ht: Decimal = field(converter=_euros)


@frozen
class Plafond:
    """The ceiling of a SONS, in euros, with what it is worth and where it comes from.

    `unite` names what is counted when the ceiling is per unit (`medecin`). `termes` and
    `constante_ht` are those of a formula. `montant_ttc` is the ceiling that is published with
    VAT at 20 %, a second value beside `montant_ht` and for the same unit; it is not computed.
    """

    nature: NaturePlafond
    montant_ht: Decimal = field(converter=_euros)
    source: Source
    unite: str | None = field(default=None)
    montant_ttc: Decimal | None = field(default=None, converter=converters.optional(_euros))
    termes: tuple[Terme, ...] = field(default=())
    constante_ht: Decimal = field(default=ZERO, converter=_euros)

    @unite.validator
    def _names_its_unit(self, _: Attribute[str | None], unite: str | None) -> None:
        if self.nature is NaturePlafond.PAR_UNITE and not unite:
            raise ValueError("a ceiling per unit names its unit")

    @termes.validator
    def _has_its_terms(self, _: Attribute[tuple[Terme, ...]], termes: tuple[Terme, ...]) -> None:
        if self.nature is NaturePlafond.FORMULE and not termes:
            raise ValueError("a formula has its terms")

    def missing(self, unites: Unites) -> tuple[str, ...]:
        """What is lacking for the ceiling to be known, by name; nothing when it is.

        Raises `ValueError` when a count is not one.
        """
        counts = self._counts(unites)
        if self.nature is NaturePlafond.BORNE_HAUTE:
            return ("plafond_ht",)
        return tuple(f"unites.{name}" for name in self._counted if name not in counts)

    @exactly
    def total_ht(self, unites: Unites) -> Decimal:
        """The HT ceiling of a demande, in euros, when nothing is `missing`."""
        counts = self._counts(unites)
        if self.nature is NaturePlafond.PAR_UNITE:
            return times(self.montant_ht, counts[self._counted[0]])
        if self.nature is NaturePlafond.FORMULE:
            formula = sum((t.montant_ht * counts[t.unite] for t in self.termes), self.constante_ht)
            return min(formula, self.montant_ht)
        return self.montant_ht

    def total_ttc(self, unites: Unites) -> Decimal | None:
        """The ceiling of a demande with VAT at 20 %; None when none is published."""
        if self.montant_ttc is None or self.nature is NaturePlafond.FORMULE:
            return None
        counts = self._counts(unites)
        return times(self.montant_ttc, counts[self._counted[0]] if self._counted else 1)

    def borne_ht(self, unites: int | None = None) -> Decimal | None:
        """The most that the HT ceiling of a demande can be, whatever its exact value.

        None when it depends on a number of units that is unknown. What exceeds it is capped.
        """
        if self.nature is not NaturePlafond.PAR_UNITE:
            return self.montant_ht
        return None if unites is None else times(self.montant_ht, unites)

    def inputs(self, unites: Unites) -> Mapping[str, Decimal | int | str]:
        """What the HT ceiling of a demande is computed from, by name."""
        counts = self._counts(unites)
        found: dict[str, Decimal | int | str] = {
            "nature": self.nature.value,
            "montant_ht": self.montant_ht,
        }
        if self.montant_ttc is not None:
            found["montant_ttc"] = self.montant_ttc
        if self.nature is NaturePlafond.FORMULE:
            found["constante_ht"] = self.constante_ht
            found |= {f"termes.{terme.unite}": terme.montant_ht for terme in self.termes}
        found |= {f"unites.{name}": counts[name] for name in self._counted}
        return MappingProxyType(found)

    @property
    def _counted(self) -> tuple[str, ...]:
        """The names of what this ceiling counts."""
        if self.nature is NaturePlafond.PAR_UNITE:
            return (str(self.unite),)
        if self.nature is NaturePlafond.FORMULE:
            return tuple(terme.unite for terme in self.termes)
        return ()

    def _counts(self, unites: Unites) -> Mapping[str, int]:
        """The counts by name. One number counts what there is one kind of."""
        require_counts(unites)
        if self.nature is not NaturePlafond.PAR_UNITE:
            return unites if isinstance(unites, Mapping) else {}
        named = unites if isinstance(unites, Mapping) else {str(self.unite): unites}
        for name, number in named.items():
            count(number, f"unites.{name}", least=1)
        return named


def _percent(value: Decimal) -> Decimal:
    return rate(value, "taux_avance")


@frozen
class TauxAvance:
    """The part of the engagement that is paid on the order, in percent."""

    taux: Decimal = field(converter=_percent)
    source: Source


def as_plafond(plafond: Plafond | Decimal | None) -> Plafond | None:
    """The ceiling; a bare amount is the HT ceiling of the demande, given by the caller."""
    if plafond is None or isinstance(plafond, Plafond):
        return plafond
    return Plafond(NaturePlafond.FIXE, plafond, DONNE_PAR_L_APPELANT)


def as_taux_avance(taux: TauxAvance | Decimal | None) -> TauxAvance | None:
    """The advance rate; a bare number is one that the caller gives."""
    if taux is None or isinstance(taux, TauxAvance):
        return taux
    return TauxAvance(taux, DONNE_PAR_L_APPELANT)
