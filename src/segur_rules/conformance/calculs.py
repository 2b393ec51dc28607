"""Amounts and deadlines by name, from JSON to JSON: what a vector asks and what it expects.

Decimals are texts, instants ISO 8601 with their offset. An input bears the names of the
operation's arguments in camelCase. `sons` stands for the ceiling and the rate that the catalogue
has for it, unless the input gives its own.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from segur_rules.catalogue import Sons, load
from segur_rules.conformance.valeurs import decimal
from segur_rules.echeances import expiration
from segur_rules.montants import (
    DONNE_PAR_L_APPELANT,
    Calcul,
    NaturePlafond,
    Plafond,
    TauxAvance,
    compute_avance,
    compute_solde,
)
from segur_rules.outcomes import NotEvaluable, Refused


def answer_avance(given: Mapping[str, Any]) -> dict[str, Any]:
    """The amount of an avance, with its steps."""
    return _amount(
        compute_avance(
            decimal(given["declareHT"]),
            regime=given["regime"],
            taux_tva=_known(given.get("tauxTVA")),
            plafond=_plafond(given),
            taux_avance=_taux_avance(given),
            unites=given.get("unites", 1),
        )
    )


def answer_solde(given: Mapping[str, Any]) -> dict[str, Any]:
    """The amount of a solde, with its steps."""
    return _amount(
        compute_solde(
            decimal(given["factureHT"]),
            regime=given["regime"],
            taux_tva=_known(given.get("tauxTVA")),
            plafond=_plafond(given),
            avance_payee=_known(given.get("avancePayee")),
            avance_declaree_ht=_known(given.get("avanceDeclareeHT")),
            unites=given.get("unites", 1),
        )
    )


def _amount(answer: Calcul | NotEvaluable | Refused) -> dict[str, Any]:
    if isinstance(answer, NotEvaluable):
        return {"notEvaluable": list(answer.missing)}
    if isinstance(answer, Refused):
        return {"refused": answer.code}
    form = answer.to_dict()
    return {
        "montantDecide": form["montantDecide"],
        "aRecouvrer": form["aRecouvrer"],
        "steps": {step["name"]: step["value"] for step in form["steps"]},
    }


def _plafond(given: Mapping[str, Any]) -> Plafond | None:
    if "plafond" not in given:
        return _sons(given["sons"]).plafond
    own = given["plafond"]
    return own and Plafond(
        NaturePlafond[own["nature"]],
        decimal(own["montantHT"]),
        DONNE_PAR_L_APPELANT,
        unite="unite",
        montant_ttc=_known(own.get("montantTTC")),
    )


def _taux_avance(given: Mapping[str, Any]) -> TauxAvance | Decimal | None:
    if "tauxAvance" in given or "sons" not in given:
        return _known(given.get("tauxAvance"))
    return _sons(given["sons"]).taux_avance


def _sons(code: str) -> Sons:
    sons = load().find(code)
    if sons is None:
        raise ValueError(f"no such SONS: {code}")
    return sons


def _known(text: Any) -> Decimal | None:
    """A decimal from its text; None when it is not known."""
    return None if text is None else decimal(text)


def answer_expiration(given: Mapping[str, Any]) -> dict[str, Any]:
    """The last instant at which a demande can be completed."""
    echeance = expiration(datetime.fromisoformat(given["depot"]))
    return {"date": echeance.day.isoformat(), "last": echeance.last.isoformat()}


def answer_echeance_sons(given: Mapping[str, Any]) -> dict[str, Any]:
    """The first and the last instant at which demandes of a SONS are filed."""
    dates = _sons(given["sons"]).calendrier
    ouverture, limite = {
        "avance": (dates.avance_ouverture, dates.avance_limite),
        "solde": (dates.solde_ouverture, dates.solde_limite),
    }[given["phase"]]
    if ouverture is None and limite is None:
        return {"notEvaluable": ["catalogue.date_ouverture", "catalogue.date_limite"]}
    return {
        "ouverture": ouverture and ouverture.first.isoformat(),
        "limite": limite and limite.last.isoformat(),
    }
