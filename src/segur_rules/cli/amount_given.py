"""What the options of `montant` say: amounts, counts, and the ceiling that they are counted by."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from attrs import frozen

from segur_rules.catalogue import Sons
from segur_rules.cli.context import find_catalogue, find_sons, parse_rate
from segur_rules.cli.output import Failure
from segur_rules.cli.words import did_you_mean, labelled, printable
from segur_rules.demandes.codes import Phase
from segur_rules.messages import ui
from segur_rules.montants import NaturePlafond, Plafond, RegimeTVA, Unites

COUNT_MAX: Final = 999_999_999
"""The most that an option counts; no ceiling comes near it."""

# Digits in groups or not, a comma or a point, the sign of the euro: as one writes or copies them.
_AMOUNT: Final = re.compile(
    r"(-?)([0-9]{1,12}|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3}){1,3})"
    r"(?:[.,]([0-9]{1,2}))?[ \u00a0\u202f]?€?"
)
_COUNT: Final = re.compile(r"[0-9]{1,9}")
_NAMED_COUNT: Final = re.compile(r"([^=]+)=([^=]*)")


@frozen
class Given:
    """What is known of the demande, whichever its phase."""

    phase: Phase
    montant_ht: Decimal
    regime: RegimeTVA
    sons: Sons | None
    taux_tva: Decimal | None
    plafond: Plafond | Decimal | None
    unites: Unites


def build_given(
    phase: str,
    *,
    montant_ht: str,
    regime: str,
    sons: str | None,
    tva: str | None,
    beneficiaires: str | None,
    comptes: tuple[str, ...],
    plafond_ht: str | None,
    catalogue: str | None,
    langue: str,
) -> Given:
    """What the options say. Raises `Failure` where one is wrong.

    Nothing is counted by default: where the ceiling counts and no option does, it is missing.
    """
    known = find_catalogue(catalogue, langue)
    scheme = None if sons is None else find_sons(sons, known, "--sons", langue)
    plafond: Plafond | Decimal | None = scheme.plafond if scheme else None
    if plafond_ht is not None:
        plafond = parse_amount("--plafond-ht", plafond_ht, langue)
    if beneficiaires is not None and comptes:
        expected = ("--beneficiaires", "--compte")
        raise Failure(ui("error.un des deux", langue, attendus=expected))
    unites: Unites
    if beneficiaires is not None:
        unites = parse_count("--beneficiaires", beneficiaires, 1, langue)
    else:
        unites = _counts(comptes, plafond, langue)
    return Given(
        phase=Phase(phase),
        montant_ht=parse_amount("--montant-ht", montant_ht, langue, signed=True),
        regime=RegimeTVA(regime),
        sons=scheme,
        taux_tva=None if tva is None else parse_rate(tva, langue),
        plafond=plafond,
        unites=unites,
    )


def parse_amount(where: str, text: str, langue: str, *, signed: bool = False) -> Decimal:
    """Euros from `1074.99` or `1 074,99 €`. Raises `Failure`.

    Only a `signed` amount may be below zero: it is a refusal then, and no fault of writing.
    """
    found = _AMOUNT.fullmatch(text.strip())
    if found is None:
        raise Failure(labelled(where, ui("error.montant", langue, valeur=text), langue))
    amount = Decimal(f"{found[1]}{re.sub('[^0-9]', '', found[2])}.{found[3] or 0}")
    if amount < 0 and not signed:
        raise Failure(labelled(where, ui("error.montant negatif", langue, valeur=text), langue))
    return amount


def parse_count(where: str, text: str, least: int, langue: str) -> int:
    """A whole number of at least `least`. Raises `Failure`."""
    if not _COUNT.fullmatch(text.strip()) or int(text) < least:
        said = ui("error.nombre", langue, valeur=text, minimum=least, maximum=COUNT_MAX)
        raise Failure(labelled(where, said, langue))
    return int(text)


def counted_by(plafond: Plafond | Decimal | None) -> tuple[str, ...] | None:
    """The names of what a ceiling counts; None when the ceiling is not known."""
    if plafond is None:
        return None
    if isinstance(plafond, Decimal):
        return ()
    if plafond.nature is NaturePlafond.PAR_UNITE:
        return (str(plafond.unite),)
    return tuple(terme.unite for terme in plafond.termes)


def _counts(
    comptes: Iterable[str], plafond: Plafond | Decimal | None, langue: str
) -> Mapping[str, int]:
    counted = counted_by(plafond)
    # A unit that the whole ceiling is multiplied by cannot be none at all.
    least = 1 if isinstance(plafond, Plafond) and plafond.unite else 0
    counts: dict[str, int] = {}
    for text in comptes:
        found = _NAMED_COUNT.fullmatch(text)
        if found is None:
            said = ui("error.compte", langue, valeur=text, exemple=f"{(counted or ('APP',))[0]}=3")
            raise Failure(labelled("--compte", said, langue))
        name = _name(found[1].strip(), counted, langue)
        if name in counts:
            raise Failure(labelled("--compte", ui("error.deux fois", langue, valeur=name), langue))
        counts[name] = parse_count(f"--compte {printable(name)}", found[2], least, langue)
    return MappingProxyType(counts)


def _name(given: str, counted: tuple[str, ...] | None, langue: str) -> str:
    """The name of what is counted, in its own case. Raises `Failure` when nothing counts it."""
    if counted is None:
        return given
    for name in counted:
        if name.casefold() == given.casefold():
            return name
    said = did_you_mean(ui("error.compte inconnu", langue, valeur=given), counted, langue)
    raise Failure(labelled("--compte", said, langue))
