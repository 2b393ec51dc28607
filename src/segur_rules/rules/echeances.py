"""ECH: the instant of filing against the calendar of the SONS."""

from __future__ import annotations

from segur_rules.catalogue import Calendrier
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Fichier
from segur_rules.echeances import Echeance, Ouverture
from segur_rules.rules.context import Context
from segur_rules.rules.registry import ERROR, PUBLIC, Answer, found, rule, unknown

NEEDS = ("sons", "instant")


@rule("SEG-ECH-001", ERROR, PUBLIC, "PS-21", phase=Phase.AVANCE, needs=NEEDS)
def avance_a_temps(fichier: Fichier, context: Context) -> Answer:
    """An avance is filed by the last instant of its SONS."""
    yield from _not_late(context, _calendar(context).avance_limite)


@rule("SEG-ECH-002", ERROR, PUBLIC, "PS-21", phase=Phase.SOLDE, needs=NEEDS)
def solde_a_temps(fichier: Fichier, context: Context) -> Answer:
    """A solde is filed by the last instant of its SONS."""
    yield from _not_late(context, _calendar(context).solde_limite)


@rule("SEG-ECH-003", ERROR, PUBLIC, "PS-21", phase=Phase.AVANCE, needs=NEEDS)
def avance_ouverte(fichier: Fichier, context: Context) -> Answer:
    """An avance is not filed before the opening of its SONS."""
    yield from _not_early(context, _calendar(context).avance_ouverture)


@rule("SEG-ECH-004", ERROR, PUBLIC, "PS-21", phase=Phase.SOLDE, needs=NEEDS)
def solde_ouvert(fichier: Fichier, context: Context) -> Answer:
    """A solde is not filed before the opening."""
    yield from _not_early(context, _calendar(context).solde_ouverture)


def _calendar(context: Context) -> Calendrier:
    return context.scheme.calendrier if context.scheme else Calendrier()


def _not_late(context: Context, limite: Echeance | None) -> Answer:
    if limite is None:
        yield unknown("catalogue.date_limite")
    elif context.instant is not None and not limite.is_met(context.instant):
        yield found("", limite=limite.last, depot=context.instant)


def _not_early(context: Context, ouverture: Ouverture | None) -> Answer:
    if ouverture is None:
        yield unknown("catalogue.date_ouverture")
    elif context.instant is not None and not ouverture.is_met(context.instant):
        yield found("", ouverture=ouverture.first, depot=context.instant)
