"""What an avance and a solde are decided at."""

from __future__ import annotations

from decimal import Decimal
from types import MappingProxyType

from segur_rules.montants.calcul import Calcul, Etape
from segur_rules.montants.engagement import engagement, rounded_step, step
from segur_rules.montants.exact import CENT_POUR_CENT, ZERO, ModeArrondi, cents, exactly
from segur_rules.montants.plafond import Plafond, TauxAvance, Unites, as_taux_avance
from segur_rules.outcomes import NotEvaluable, Refused
from segur_rules.sources import Certainty, honours


@honours("GU-52-07", "GU-52-09", "PS-17", "PS-18", "PS-19")
@exactly
def compute_avance(
    declare_ht: Decimal,
    *,
    regime: str,
    taux_tva: Decimal | None,
    plafond: Plafond | Decimal | None,
    taux_avance: TauxAvance | Decimal | None,
    unites: Unites = 1,
    arrondi: ModeArrondi = ModeArrondi.HALF_UP,
) -> Calcul | NotEvaluable | Refused:
    """What the avance of an order is decided at.

    Rates are in percent; `taux_tva` counts under the TTC regime only. None is unknown, and all
    that is missing is named at once. An amount that is not above zero is refused
    (`MONTANT_NUL`). Raises `ValueError` for what is no amount, rate, regime or count.
    """
    mode = ModeArrondi(arrondi)
    taux = as_taux_avance(taux_avance)
    etapes = engagement(
        "declare_ht",
        declare_ht,
        requirement="GU-52-07",
        regime=regime,
        taux_tva=taux_tva,
        plafond=plafond,
        unites=unites,
        mode=mode,
    )
    if isinstance(etapes, Refused):
        return etapes
    if isinstance(etapes, NotEvaluable) or taux is None:
        return _lacking(etapes, *(("taux_avance",) if taux is None else ()))
    retenu = etapes[-1].value
    decide = rounded_step(
        "montant_decide",
        retenu * taux.taux / CENT_POUR_CENT,
        {"engagement_retenu": retenu, "taux_avance": taux.taux},
        ("GU-52-09", taux.source.reference),
        taux.source.certainty,
        mode=mode,
    )
    return Calcul((*etapes, decide))


@honours("GU-52-08", "GU-52-09", "PS-06", "PS-07")
@exactly
def compute_solde(
    facture_ht: Decimal,
    *,
    regime: str,
    taux_tva: Decimal | None,
    plafond: Plafond | Decimal | None,
    avance_payee: Decimal | None,
    avance_declaree_ht: Decimal | None = None,
    unites: Unites = 1,
    arrondi: ModeArrondi = ModeArrondi.HALF_UP,
) -> Calcul | NotEvaluable | Refused:
    """What the solde of an invoice is decided at, or what is to be recovered.

    As `compute_avance`. `avance_payee` is deducted as it was paid. When `avance_declaree_ht` is
    given, an invoice above that order is refused (`FACTURE_SUPERIEURE_A_LA_COMMANDE`).
    """
    facture = cents(facture_ht, "facture_ht")
    payee = _known(avance_payee, "avance_payee")
    commande = _known(avance_declaree_ht, "avance_declaree_ht")
    etapes = engagement(
        "facture_ht",
        facture,
        requirement="GU-52-08",
        regime=regime,
        taux_tva=taux_tva,
        plafond=plafond,
        unites=unites,
        mode=ModeArrondi(arrondi),
    )
    if isinstance(etapes, Refused):
        return etapes
    if commande is not None and facture > commande:
        return Refused(
            "FACTURE_SUPERIEURE_A_LA_COMMANDE",
            MappingProxyType({"facture": facture, "commande": commande}),
        )
    if isinstance(etapes, NotEvaluable) or payee is None:
        return _lacking(etapes, *(("avance_payee",) if payee is None else ()))
    return _less_paid(etapes, payee)


def _known(amount: Decimal | None, name: str) -> Decimal | None:
    return None if amount is None else cents(amount, name, least=ZERO)


def _lacking(etapes: tuple[Etape, ...] | NotEvaluable, *more: str) -> NotEvaluable:
    missing = etapes.missing if isinstance(etapes, NotEvaluable) else ()
    return NotEvaluable((*missing, *more))


def _less_paid(etapes: tuple[Etape, ...], payee: Decimal) -> Calcul:
    """What is left to pay, or to recover, once the avance is deducted."""
    retenu = etapes[-1].value
    reste = retenu - payee
    return Calcul(
        (
            *etapes,
            step("avance_payee", payee, {"avance_payee": payee}, ("GU-52-08",), Certainty.GUIDE),
            step(
                "montant_decide",
                max(reste, ZERO),
                {"engagement_retenu": retenu, "avance_payee": payee},
                ("GU-52-08", "GU-52-09", "PS-07"),
                # Paid in excess: a recovery beside a payment of nothing, no negative payment.
                Certainty.GUIDE if reste >= ZERO else Certainty.CHOICE,
            ),
        ),
        a_recouvrer=max(-reste, ZERO),
    )
