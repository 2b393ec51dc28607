"""Amounts in euros, exact.

A ceiling (plafond) is stored HT as its source gives it. Its nature says what it proves:
a fixed or per-unit ceiling is the ceiling itself; an upper bound only proves that what
exceeds it is capped, since the real ceiling of one client may be lower.
"""

from __future__ import annotations

from decimal import Decimal
from enum import StrEnum

from attrs import frozen

from segur_rules.sources import Source


class NaturePlafond(StrEnum):
    """What a stored ceiling is."""

    FIXE = "fixe"
    """One amount for the demande."""
    PAR_UNITE = "par_unite"
    """One amount per unit; the unit is already rounded to the cent, then multiplied."""
    BORNE_HAUTE = "borne_haute"
    """The highest of tiers that are not known."""
    FORFAIT = "forfait"
    """A flat amount, neither more nor less."""


@frozen
class Plafond:
    """The HT ceiling of a SONS, in euros, with what it is worth and where it comes from.

    `unite` names what is counted when the ceiling is per unit (`medecin`).
    """

    nature: NaturePlafond
    montant_ht: Decimal
    source: Source
    unite: str | None = None

    def total_ht(self, unites: int) -> Decimal:
        """The HT ceiling of a demande, in euros; `unites` counts only when it is per unit."""
        if self.nature is NaturePlafond.PAR_UNITE:
            return self.montant_ht * unites
        return self.montant_ht
