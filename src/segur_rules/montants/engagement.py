"""What is retained of an order or of an invoice: the stages that both have."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from segur_rules.montants.calcul import Arrondi, Etape, Input, least_sure
from segur_rules.montants.exact import (
    CENT_POUR_CENT,
    PLACES,
    ZERO,
    ModeArrondi,
    cents,
    modes_agree,
    rate,
    to_cent,
)
from segur_rules.montants.plafond import (
    NaturePlafond,
    Plafond,
    Unites,
    as_plafond,
    require_counts,
)
from segur_rules.outcomes import NotEvaluable, Refused
from segur_rules.sources import Certainty

TAUX_DES_PLAFONDS: Final = Decimal(20)
"""The VAT rate of the ceilings that are published TTC, in percent (PS-17)."""


class RegimeTVA(StrEnum):
    """Which amount is paid to this vendor: without or with VAT."""

    HT = "HT"
    TTC = "TTC"


def engagement(
    name: str,
    declare_ht: Decimal,
    *,
    requirement: str,
    regime: str,
    taux_tva: Decimal | None,
    plafond: Plafond | Decimal | None,
    unites: Unites,
    mode: ModeArrondi,
) -> tuple[Etape, ...] | NotEvaluable | Refused:
    """The stages up to the engagement retenu, of the amount that `name` declares.

    Raises `ValueError` for what is no amount, rate, regime or count, before anything else.
    """
    declare = cents(declare_ht, name)
    ttc = RegimeTVA(regime) is RegimeTVA.TTC
    taux = taux_tva if taux_tva is None else rate(taux_tva, "taux_tva")
    ceiling = as_plafond(plafond)
    require_counts(unites)
    lacking = ("plafond_ht",) if ceiling is None else ceiling.missing(unites)
    if declare <= ZERO:
        return Refused("MONTANT_NUL", MappingProxyType({"montant": declare}))
    if not ttc:
        taux = ZERO
    if ceiling is None or lacking or taux is None:
        return NotEvaluable((*lacking, *(("taux_tva",) if taux is None else ())))
    plafond_ht = ceiling.total_ht(unites)
    retenu_ht = min(declare, plafond_ht)
    return (
        step("montant_ht_declare", declare, {name: declare}, (requirement,), Certainty.GUIDE),
        step(
            "plafond_ht",
            plafond_ht,
            ceiling.inputs(unites),
            ("GU-52-09", ceiling.source.reference),
            ceiling.source.certainty,
        ),
        step(
            "engagement_ht_retenu",
            retenu_ht,
            {"montant_ht_declare": declare, "plafond_ht": plafond_ht},
            (requirement, "PS-18"),
            _certainty_of_cap(declare, plafond_ht, ceiling.nature, taux if ttc else None),
        ),
        _ttc(retenu_ht, taux, ceiling.total_ttc(unites), requirement, mode)
        if ttc
        else step(
            "engagement_retenu",
            retenu_ht,
            {"engagement_ht_retenu": retenu_ht, "regime": RegimeTVA.HT.value},
            (requirement,),
            Certainty.GUIDE,
        ),
    )


def step(
    name: str,
    value: Decimal,
    inputs: Mapping[str, Input],
    sources: tuple[str, ...],
    certainty: Certainty,
) -> Etape:
    """A stage whose value is exact by nature."""
    return Etape(name, value, MappingProxyType(inputs), None, sources, certainty)


def rounded_step(
    name: str,
    value: Decimal,
    inputs: Mapping[str, Input],
    sources: tuple[str, ...],
    certainty: Certainty,
    *,
    mode: ModeArrondi,
) -> Etape:
    """A stage that rounds its value to the cent.

    The guide's one example, 322.497 shown as 322.50, is rounded alike by every mode. Where
    they agree, rounding is inferred from it; where they do not, the mode is a choice.
    """
    amount = to_cent(value, mode)
    if amount != value:
        how_sure = Certainty.INFERRED if modes_agree(value) else Certainty.CHOICE
        certainty = least_sure(certainty, how_sure)
    rounding = Arrondi(mode, PLACES, name)
    return Etape(name, amount, MappingProxyType(inputs), rounding, sources, certainty)


def _certainty_of_cap(
    declare: Decimal, plafond: Decimal, nature: NaturePlafond, taux_ttc: Decimal | None
) -> Certainty:
    """How sure it is that the HT amount and the HT ceiling decide; `taux_ttc` None is HT."""
    if declare > plafond and taux_ttc not in (None, TAUX_DES_PLAFONDS):
        # Ceilings are published for 20 %: how one applies at another rate, no source says.
        return Certainty.CHOICE
    if declare < plafond and nature is NaturePlafond.FORFAIT:
        # A flat amount has no lower order: no source says what one would be retained at.
        return Certainty.CHOICE
    return Certainty.PUBLIC


def _ttc(
    retenu_ht: Decimal,
    taux: Decimal,
    plafond_ttc: Decimal | None,
    requirement: str,
    mode: ModeArrondi,
) -> Etape:
    """The engagement with VAT, under the ceiling that is published with VAT at the same rate."""
    inputs: dict[str, Input] = {
        "engagement_ht_retenu": retenu_ht,
        "regime": RegimeTVA.TTC.value,
        "taux_tva": taux,
    }
    with_tax = retenu_ht * (1 + taux / CENT_POUR_CENT)
    sources = (requirement, "PS-18")
    if plafond_ttc is None or taux != TAUX_DES_PLAFONDS:
        return rounded_step(
            "engagement_retenu", with_tax, inputs, sources, Certainty.PUBLIC, mode=mode
        )
    capped = to_cent(with_tax, mode) > plafond_ttc
    return rounded_step(
        "engagement_retenu",
        plafond_ttc if capped else with_tax,
        inputs | {"plafond_ttc": plafond_ttc},
        (*sources, "PS-17"),
        Certainty.INFERRED if capped else Certainty.PUBLIC,
        mode=mode,
    )
