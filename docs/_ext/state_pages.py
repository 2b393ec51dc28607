"""How things live, and what a refusal says: from the tables and the message catalogues."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType
from typing import Any, Final

import attrs

from docs._ext.markdown import block, code, heading, link, page, plain, span, table
from segur_rules.messages import catalogues, formats, ui
from segur_rules.statuts import TABLES, Effet, Recover, Refus, Table, To, When, diagram
from segur_rules.statuts.faits import json_name

ABOUT: Final[Mapping[str, str]] = MappingProxyType(
    {
        "demande": "A demande is imported without its documents, completed, instructed, decided.",
        "paiement": "Of a demande that is Décidée.",
        "enrolement": "Of a referenced product, before any demande is filed for it.",
        "modele": "A model that a vendor of vague 2 has the ASP look at.",
        "coordonnees": "Where the payments to come go. What was paid, was paid to those of then.",
        "personne": "Of the représentant légal or the demandeur.",
    }
)
LANGUAGES: Final[Mapping[str, str]] = MappingProxyType({"fr": "in French", "en": "in English"})


def life_cycles() -> str:
    """Every table: its transitions, and its drawing."""
    return page(*(part for one in TABLES.values() for part in _life(one)))


def _life(one: Table[Any, Any]) -> Iterator[str]:
    yield heading(2, plain(ui(f"table.{one.name}", "en")), f"table-{one.name}")
    yield f"{ABOUT[one.name]} It begins as {_etat(one.initial)}."
    yield table(
        ("from", "event", "to", "by", "refused with", "then", "grounds"),
        (
            (
                _etat(etat),
                code(evenement.value),
                _etat(to.etat),
                plain(ui(f"acteur.{to.by}", "en")),
                ", ".join(_refusal_link(guard.code) for guard in to.guards),
                _effects(to),
                _grounds(to),
            )
            for etat, evenement, to in one.rows()
        ),
    )
    yield "As a Mermaid diagram:"
    yield block(diagram(one).rstrip("\n"), "text")


def _grounds(to: To[Any]) -> str:
    numbers = ", ".join(link(number, number.lower()) for number in to.sources)
    return f"{link(to.certainty.value, 'how-sure')}: {numbers}"


def _etat(etat: Any) -> str:
    return code(etat.value)


def _refusal_link(refus: Refus) -> str:
    return link(code(refus.value), _target(refus.value))


def _target(refus: str) -> str:
    return f"refus-{refus.lower().replace('_', '-')}"


def _effects(to: To[Any]) -> str:
    return plain("; ".join(_effect(effect) for effect in to.effects))


def _effect(effect: Effet | Recover | When) -> str:
    if isinstance(effect, When):
        condition = ui(f"condition.{effect.condition.holds.__name__}", "en")
        return f"{_effect(effect.effect)} ({condition})"
    if isinstance(effect, Recover):
        montant = ui(f"fait.{json_name(effect.fact)}", "en")
        return ui("effet.OrdreDeRecouvrement", "en", montant=montant)
    params = {f.name: getattr(effect, f.name) for f in attrs.fields(type(effect))}
    return ui(f"effet.{type(effect).__name__}", "en", **params)


def etats() -> str:
    """The words of each état, as screens print them."""
    found = {etat.value: name for name, one in TABLES.items() for etat in one.etats}
    return table(
        ("code", "in words", "found in"),
        (
            (
                code(etat),
                plain(formats.show("etat", etat, "fr")),
                ", ".join(
                    link(code(name), f"table-{name}")
                    for name, one in TABLES.items()
                    if etat in one.etats.__members__
                ),
            )
            for etat in found
        ),
    )


def refusals() -> str:
    """Every code that a refusal of a table may have, with what it says in both languages."""
    return table(
        ("code", *(LANGUAGES[langue] for langue in catalogues.LANGUES)),
        (
            (
                span(code(refus.value), _target(refus.value)),
                *(plain(_wording(refus.value, langue)) for langue in catalogues.LANGUES),
            )
            for refus in Refus
        ),
    )


def _wording(refus: str, langue: str) -> str:
    """What a refusal says, its facts as their names."""
    return catalogues.text("refus", refus, langue) or refus
