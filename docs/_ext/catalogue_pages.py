"""The catalogue's data: what is known of each couloir and SONS, how surely, and from where."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, time
from functools import cache
from types import MappingProxyType
from typing import Final

import attrs

from docs._ext.markdown import code, codes, link, plain, span, table
from segur_rules.catalogue import Calendrier, Sons, load
from segur_rules.echeances import Echeance, Ouverture
from segur_rules.messages.formats import money, rate
from segur_rules.montants import NaturePlafond, Plafond, TauxAvance
from segur_rules.sources import Source

MOMENTS: Final = MappingProxyType(
    {
        "enrolement_ouverture": "enrôlements from",
        "avance_ouverture": "avances from",
        "avance_limite": "avances until",
        "prestation_limite": "services until",
        "solde_ouverture": "soldes from",
        "solde_limite": "soldes until",
    }
)
UNKNOWN: Final = "unknown"
NATURES: Final = MappingProxyType(
    {
        NaturePlafond.FIXE: "the ceiling of a demande",
        NaturePlafond.PAR_UNITE: "the ceiling of one `{unite}`",
        NaturePlafond.FORMULE: "at most, with {formule} below it",
        NaturePlafond.FORFAIT: "a flat amount",
        NaturePlafond.BORNE_HAUTE: "at most: the highest of tiers that are not known",
    }
)


@cache
def _numbered() -> Mapping[Source, int]:
    """The sources of the catalogue's data, numbered."""
    return MappingProxyType(
        {source: number for number, source in enumerate(dict.fromkeys(_sources()), 1)}
    )


def _sources() -> Iterator[Source]:
    catalogue = load()
    for part in (catalogue.couloirs, catalogue.sons, catalogue.profils, catalogue.tva):
        yield from sources_in(part)


def sources_in(value: object) -> Iterator[Source]:
    """Every source in a datum, however deep."""
    if isinstance(value, Source):
        yield value
    elif isinstance(value, Mapping):
        yield from (source for inner in value.values() for source in sources_in(inner))
    elif isinstance(value, tuple):
        yield from (source for inner in value for source in sources_in(inner))
    elif attrs.has(cls := type(value)):
        for field in attrs.fields(cls):
            yield from sources_in(getattr(value, field.name))


def _mark(source: Source) -> str:
    number = _numbered()[source]
    return link(f"{source.certainty.value} {number}", f"data-source-{number}")


def sources() -> str:
    """Where the data come from, numbered as the tables cite them."""
    return table(
        ("", "certainty", "source"),
        (
            (
                span(str(number), f"data-source-{number}"),
                source.certainty.value,
                plain(source.reference),
            )
            for source, number in _numbered().items()
        ),
    )


def couloirs() -> str:
    """The couloirs, their software and the numbers of their bénéficiaires."""
    return table(
        ("code", "couloir", "software", "numbers", "certainty"),
        (
            (
                link(code(couloir.code), f"couloir-{couloir.code.lower()}"),
                plain(couloir.label),
                codes(couloir.logiciels),
                codes(couloir.identifiants),
                _mark(couloir.source),
            )
            for couloir in load().couloirs.values()
        ),
    )


def sons() -> str:
    """The SONS."""
    return table(
        ("SONS", "what it funds", "certainty"),
        (
            (code(scheme.code), plain(scheme.label), _mark(scheme.source))
            for scheme in load().sons.values()
        ),
    )


def plafonds() -> str:
    """The ceiling and the advance rate of each SONS; those without a ceiling come last."""
    return table(
        ("SONS", "ceiling, HT", "what it is", "certainty", "advance rate"),
        (
            (code(scheme.code), *_ceiling(scheme.plafond), _advance_rate(scheme.taux_avance))
            for scheme in sorted(load().sons.values(), key=lambda scheme: scheme.plafond is None)
        ),
    )


def _ceiling(plafond: Plafond | None) -> tuple[str, str, str]:
    if plafond is None:
        return UNKNOWN, "", ""
    nature = NATURES[plafond.nature].format(unite=plafond.unite, formule=_formula(plafond))
    return money(plafond.montant_ht, "en"), nature, _mark(plafond.source)


def _formula(plafond: Plafond) -> str:
    terms = [f"{money(term.montant_ht, 'en')} × {term.unite}" for term in plafond.termes]
    return " + ".join([*terms, money(plafond.constante_ht, "en")])


def _advance_rate(taux: TauxAvance | None) -> str:
    return UNKNOWN if taux is None else f"{rate(taux.taux, 'en')}, {_mark(taux.source)}"


def calendrier() -> str:
    """The known dates of each SONS."""
    return table(
        ("SONS", *MOMENTS.values()),
        (
            (code(scheme.code), *(_date(moment) for _, moment in _moments(scheme)))
            for scheme in load().sons.values()
        ),
    )


def _moments(scheme: Sons) -> Iterator[tuple[str, Echeance | Ouverture | None]]:
    for field in attrs.fields(Calendrier):
        yield field.name, getattr(scheme.calendrier, field.name)


def _date(moment: Echeance | Ouverture | None) -> str:
    return UNKNOWN if moment is None else f"{when(moment)}, {_mark(moment.source)}"


def when(moment: Echeance | Ouverture) -> str:
    """A day, with its hour when the source gives one."""
    at = moment.last if isinstance(moment, Echeance) else moment.first
    return f"{at:%d/%m/%Y}" if _whole_day(at) else f"{at:%d/%m/%Y %H:%M}"


def _whole_day(at: datetime) -> bool:
    return at.time() in (time.min, time.max)


def profils() -> str:
    """The matrix of profiles."""
    return table(
        ("tag", "couloirs", "when it is", "requires", "checked", "certainty"),
        (
            (
                code(line.champ),
                codes(line.couloirs),
                "any value" if line.valeur is None else code(str(line.valeur).lower()),
                plain(line.exige or "the profile of that name"),
                "yes" if line.actif else "only if switched on",
                _mark(line.source),
            )
            for line in load().profils
        ),
    )


def equivalences() -> str:
    """The profiles that count as another."""
    return table(
        ("profile", "counts as"),
        ((code(name), code(same)) for name, same in load().equivalences.items()),
    )


def tva() -> str:
    """The VAT rates."""
    return table(
        ("rate", "where", "certainty"),
        ((rate(entry.taux, "en"), plain(entry.ou), _mark(entry.source)) for entry in load().tva),
    )
