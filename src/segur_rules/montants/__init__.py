"""Amounts in euros, exact, each with its explanation.

`compute_avance` and `compute_solde` answer a `Calcul`: the stages that the guide shows on the
screen of a demande (§5.2), each with its inputs, its rounding, its sources and its certainty.
What is missing makes them `NotEvaluable`, never a number.

Where no source says, the package chose:

- An invoice below the avance paid: nothing is paid and the difference is to be recovered
  (`a_recouvrer`); there is no negative payment. Choice.
- Bénéficiaires removed at the solde: all the avance paid is deducted, theirs included, so that
  it is offset (PS-07). Public; the arithmetic is that of any solde.
- A regime changed between avance and solde: that of the invoice rules the engagement, and what
  was paid is deducted as it was paid. Choice.
- A VAT rate other than 20 %: the HT amount is compared with the HT ceiling, then VAT is added at
  the vendor's rate. Public for the order of the stages (PS-18), choice for the ceiling.
- A ceiling that is published TTC too caps the engagement TTC when the rate is the 20 % that it
  assumes, and is otherwise left aside. Inferred.
- Half-cents go up. The guide's example is rounded alike by the other modes; `arrondi` takes one
  of them. Choice.
- An order for several bénéficiaires: each stage rounds the sum, once, and not the amount of each.
  Choice. The sum of n rounded amounts differs from the rounded sum by at most n/2 cents a stage.
- A flat amount (SAS) declared lower: what is declared is retained. Choice.
"""

from __future__ import annotations

from segur_rules.montants.calcul import Arrondi, Calcul, Etape, answer_to_dict, to_recover
from segur_rules.montants.demande import compute_avance, compute_solde
from segur_rules.montants.engagement import TAUX_DES_PLAFONDS, RegimeTVA
from segur_rules.montants.exact import ModeArrondi
from segur_rules.montants.plafond import (
    DONNE_PAR_L_APPELANT,
    NaturePlafond,
    Plafond,
    TauxAvance,
    Terme,
    Unites,
)

__all__ = [
    "DONNE_PAR_L_APPELANT",
    "TAUX_DES_PLAFONDS",
    "Arrondi",
    "Calcul",
    "Etape",
    "ModeArrondi",
    "NaturePlafond",
    "Plafond",
    "RegimeTVA",
    "TauxAvance",
    "Terme",
    "Unites",
    "answer_to_dict",
    "compute_avance",
    "compute_solde",
    "to_recover",
]
