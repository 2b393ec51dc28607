"""Faults of the file, of its lines and of their orders."""

from __future__ import annotations

from decimal import Decimal

from segur_rules.montants import NaturePlafond
from segur_rules.testing.fautes.spoilt import Spoilt


def old_siret(it: Spoilt) -> bool:
    """The older tag of the SIRET."""
    it.document["SIRET"] = it.document.pop("siret")
    return True


def two_siret(it: Spoilt) -> bool:
    """Both tags of the SIRET."""
    it.document["SIRET"] = it.document["siret"]
    return True


def without_tag(it: Spoilt) -> bool:
    """A line without one of its tags."""
    del it.line["typeAction"]
    return True


def without_order(it: Spoilt) -> bool:
    """An order without one of its tags."""
    del it.order["regimeTVA"]
    return True


def quoted_amount(it: Spoilt) -> bool:
    """An amount in quotes."""
    it.order[it.amount_tag] = str(it.order[it.amount_tag])
    return True


def misnumbered(it: Spoilt) -> bool:
    """A line with the number of the next."""
    it.line["numLigne"] += 1
    return True


def numero_editeur_again(it: Spoilt) -> bool:
    """The number of another demande."""
    if len(it.lines) < 2:
        return False
    it.line["numeroEditeur"] = numero = it.lines[0]["numeroEditeur"]
    for i, piece in enumerate(it.line["piecesJustificatives"]):
        piece["nomFichier"] = f"again-{i}-{numero}.{piece['formatFichier'].lower()}"
    return True


def three_decimals(it: Spoilt) -> bool:
    """An amount with three decimals."""
    if it.sons.couloir == "SAS":
        return False
    it.order[it.amount_tag] -= Decimal("0.001")
    return True


def other_regime(it: Spoilt) -> bool:
    """A demande of the other regime."""
    if len(it.lines) < 2:
        return False
    it.order["regimeTVA"] = "TTC" if it.order["regimeTVA"] == "HT" else "HT"
    return True


def above_ceiling(it: Spoilt) -> bool:
    """An amount above its ceiling, by a cent."""
    plafond = it.sons.plafond
    if plafond is None or plafond.nature is NaturePlafond.FORFAIT:
        return False
    ceiling = plafond.borne_ht(len(it.beneficiaires.get("liberal", ())) or None)
    if ceiling is None:
        return False
    it.order[it.amount_tag] = ceiling + Decimal("0.01")
    return True


def no_flat_amount(it: Spoilt) -> bool:
    """An amount that is not the flat amount, by a cent."""
    if it.sons.couloir != "SAS":
        return False
    it.order[it.amount_tag] = Decimal("99999.99")
    return True


def dossier_of_another_couloir(it: Spoilt) -> bool:
    """Another couloir's dossier."""
    couloir = "HOP" if it.sons.couloir != "HOP" else "MDV"
    it.line["numeroASP"] = f"FIN{couloir}{it.line['numeroASP'][6:]}"
    return True


def dossier_twice(it: Spoilt) -> bool:
    """Two soldes of one dossier."""
    if len(it.lines) < 2:
        return False
    it.line["numeroASP"] = it.lines[0]["numeroASP"]
    return True
