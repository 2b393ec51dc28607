"""A computed amount for a person: a table of its stages, or what stands in the way of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Any, Final

from segur_rules.cli.amount_given import Given
from segur_rules.cli.output import BLANK, Line, line
from segur_rules.cli.words import labelled, printable, template
from segur_rules.messages import formats, refusal, ui
from segur_rules.messages.rapport import refusal_to_dict
from segur_rules.montants import Calcul, Etape, NaturePlafond, Plafond, answer_to_dict
from segur_rules.montants.calcul import Input
from segur_rules.outcomes import NotEvaluable, Refused

_UNITES: Final = "unites."
_TERMES: Final = "termes."

OPTIONS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "plafond_ht": "--plafond-ht",
        "taux_avance": "--taux-avance",
        "taux_tva": "--tva",
        "avance_payee": "--avance-payee",
    }
)
"""The options that give what a computation may lack, the counts apart."""


def answer_to_json(answer: Calcul | NotEvaluable | Refused, langue: str) -> dict[str, Any]:
    """The JSON form of an amount; a refusal is told in full."""
    form = answer_to_dict(answer)
    if isinstance(answer, Refused):
        form["refused"] = refusal_to_dict(answer, langue)
    return form


def answer_to_lines(
    given: Given, answer: Calcul | NotEvaluable | Refused, langue: str
) -> Iterator[Line]:
    """What was asked, then the stages and the amount, or why there is none."""
    yield line((_title(given, langue), "bold"))
    yield BLANK
    if isinstance(answer, Calcul):
        yield from _table(answer, langue)
        yield BLANK
        yield from _amounts(answer, langue)
    elif isinstance(answer, NotEvaluable):
        yield line((ui("montant.pas de nombre", langue), "bold yellow"))
        for name in answer.missing:
            yield line(_lacking(name, given, langue), indent=2, hang=4)
    else:
        code = ui("montant.refuse", langue, valeur=str(answer.code))
        head, _, tail = template("label", langue).partition("{label}")
        yield line(head, (code, "bold red"), tail.format(value=refusal(answer, langue)))


def _title(given: Given, langue: str) -> str:
    phase = ui(f"phase.{given.phase}", langue).capitalize()
    title = ui("montant", langue, phase=phase, regime=given.regime.value)
    return f"{title}, {given.sons.code}" if given.sons else title


def _lacking(name: str, given: Given, langue: str) -> str:
    """What is missing, and the option that gives it."""
    if name in OPTIONS:
        return f"{ui(name, langue)} ({OPTIONS[name]})"
    unit = printable(name.removeprefix(_UNITES))
    several = isinstance(given.plafond, Plafond) and given.plafond.termes
    option = f"--compte {unit}=N" if several else "--beneficiaires N"
    return f"{ui('unites', langue, valeur=unit)} ({option})"


def _table(calcul: Calcul, langue: str) -> Iterator[Line]:
    head = tuple(ui(f"montant.{column}", langue) for column in ("etape", "valeur", "comment"))
    rows = [
        (ui(f"etape.{etape.name}", langue), formats.money(etape.value, langue))
        for etape in calcul.etapes
    ]
    first, second = (max(map(len, column)) for column in zip(head[:2], *rows, strict=True))
    below = 2 + first + 2 + second + 2
    yield line((f"{head[0]:<{first}}  {head[1]:>{second}}  {head[2]}", "dim"), indent=2, hang=below)
    for etape, (name, value) in zip(calcul.etapes, rows, strict=True):
        yield line(
            f"{name:<{first}}  ",
            (f"{value:>{second}}", "bold"),
            f"  {_how(etape, langue)}",
            indent=2,
            hang=below,
        )
        yield line((_worth(etape, langue), "dim"), indent=below)


def _worth(etape: Etape, langue: str) -> str:
    """How a stage was rounded, how sure it is, and on which grounds."""
    rounding = etape.rounding.mode.value if etape.rounding else "exact"
    return " · ".join((ui(f"arrondi.{rounding}", langue), etape.certainty.value, *etape.sources))


def _amounts(calcul: Calcul, langue: str) -> Iterator[Line]:
    decided = formats.money(calcul.montant_decide, langue)
    said = labelled(ui("montant.decide", langue), decided, langue)
    certainty = labelled(ui("certainty", langue), calcul.certainty.value, langue)
    yield line((said, "bold green"), f" ({certainty})")
    if calcul.a_recouvrer:
        recovered = formats.money(calcul.a_recouvrer, langue)
        yield line((labelled(ui("montant.a_recouvrer", langue), recovered, langue), "bold yellow"))


def _how(etape: Etape, langue: str) -> str:
    """How the value of a stage was obtained."""
    return _HOW[etape.name](etape, langue)


def _declared(etape: Etape, langue: str) -> str:
    (name,) = etape.inputs
    return ui(f"comment.{name}", langue)


def _plafond(etape: Etape, langue: str) -> str:
    inputs = etape.inputs
    nature = str(inputs["nature"])
    units = {
        name.removeprefix(_UNITES): number
        for name, number in inputs.items()
        if name.startswith(_UNITES)
    }
    if nature == NaturePlafond.PAR_UNITE:
        ((unit, number),) = units.items()
        return _times(inputs["montant_ht"], number, unit, langue)
    if nature == NaturePlafond.FORMULE:
        terms = [_times(inputs[_TERMES + unit], n, unit, langue) for unit, n in units.items()]
        terms.append(_shown(inputs["constante_ht"], langue))
        form = template("comment.au plus", langue)
        return form.format(valeur=" + ".join(terms), plafond=_shown(inputs["montant_ht"], langue))
    return ui(f"plafond.{nature}", langue)


def _times(amount: Input, number: Input, unit: str, langue: str) -> str:
    return f"{_shown(amount, langue)} × {_shown(number, langue)} ({printable(unit)})"


def _shown(value: Input, langue: str) -> str:
    return formats.show("", value, langue)


def _lowest(etape: Etape, langue: str) -> str:
    return ui("comment.engagement_ht_retenu", langue, **etape.inputs)


def _with_vat(etape: Etape, langue: str) -> str:
    inputs = dict(etape.inputs)
    said = ui(
        f"comment.{inputs['regime']}", langue, **inputs, taux=inputs.get("taux_tva", Decimal(0))
    )
    if "plafond_ttc" not in inputs:
        return said
    form = template("comment.au plus", langue)
    return form.format(valeur=said, plafond=_shown(inputs["plafond_ttc"], langue))


def _paid(_etape: Etape, langue: str) -> str:
    return ui("comment.avance_payee", langue)


def _decided(etape: Etape, langue: str) -> str:
    inputs = etape.inputs
    if "taux_avance" in inputs:
        return ui("comment.avance", langue, **inputs, taux=inputs["taux_avance"])
    over = Decimal(inputs["engagement_retenu"]) < Decimal(inputs["avance_payee"])
    return ui("comment.trop paye" if over else "comment.solde", langue, **inputs)


_HOW: Final[Mapping[str, Callable[[Etape, str], str]]] = MappingProxyType(
    {
        "montant_ht_declare": _declared,
        "plafond_ht": _plafond,
        "engagement_ht_retenu": _lowest,
        "engagement_retenu": _with_vat,
        "avance_payee": _paid,
        "montant_decide": _decided,
    }
)
