"""One way to decide, for every table.

Theory of operation. A table says, for each état, which events may happen, who may cause them,
what may stand in the way, where they lead, and what is then to be done. There is nothing else:
a missing key is a refusal, and whatever needs to know what may happen (a screen, a diagram, a
test) reads the same table. `decide` changes nothing: it answers, and whoever asked stores the
new état and carries out the effects. The same call therefore answers "may I?" and "do it".

The answer is, in this order:

1. the table has no such event in this état: `AlreadyApplied` when the event leads to this very
   état from another and this actor may cause it (a repeated click changes nothing and is no
   fault), else `TRANSITION_IMPOSSIBLE`. What answers a request (a document, a correction) is
   never taken for its own repeat: it would be lost in silence. A table does not remember by
   which event the état was reached; who keeps a history can tell a click repeated from one
   that comes too late, as `Dossier` does;
2. another actor is expected: `ACTEUR_NON_AUTORISE`;
3. a guard whose facts are known fails: its own code, the first in the table's order;
4. a fact that a guard or an effect needs is not known: `FAIT_MANQUANT`, naming all of them.
   Nothing is applied on a guess, and a certain refusal comes before a doubt;
5. `Applied`, with the effects whose condition holds, in the table's order.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Generic, TypeAlias, TypeVar

from attrs import field, frozen

from segur_rules.outcomes import AlreadyApplied, Applied, Refused
from segur_rules.sources import Certainty, requirements
from segur_rules.statuts.effets import Effet, OrdreDeRecouvrement
from segur_rules.statuts.faits import Acteur, Condition, Faits, Guard, Refus, json_name

E = TypeVar("E", bound=StrEnum)
V = TypeVar("V", bound=StrEnum)

Decision: TypeAlias = Applied[E, Effet] | AlreadyApplied[E] | Refused


def _require_numbers(_instance: object, _attribute: object, numbers: tuple[str, ...]) -> None:
    unknown = [number for number in numbers if number not in requirements()]
    if unknown or not numbers:
        raise LookupError(f"no such requirement: {', '.join(unknown) or '(none given)'}")


@frozen
class Recover:
    """The order to give back the euros that a fact tells, by its name."""

    fact: str


@frozen
class When:
    """An effect that depends on the facts."""

    condition: Condition
    effect: Effet | Recover

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts that it reads."""
        return (*self.condition.needs, *_told(self.effect))


def _told(effect: Effet | Recover) -> tuple[str, ...]:
    return (effect.fact,) if isinstance(effect, Recover) else ()


@frozen
class To(Generic[E]):
    """Where an event leads from an état, and all that comes with it.

    `sources` are numbered requirements; an unknown one raises `LookupError` at import.
    """

    etat: E
    by: Acteur
    guards: tuple[Guard, ...] = ()
    effects: tuple[Effet | Recover | When, ...] = ()
    sources: tuple[str, ...] = field(kw_only=True, validator=_require_numbers)
    certainty: Certainty = Certainty.GUIDE
    repeatable: bool = True
    """Whether the same event again, once it has led here, can only be its repeat. What answers a
    request is not repeatable: a second document is not the first one again, and would be lost."""

    @property
    def needs(self) -> tuple[str, ...]:
        """The facts without which this cannot be decided, each once."""
        read = [name for guard in self.guards for name in guard.needs]
        read += [
            name
            for effect in self.effects
            for name in (effect.needs if isinstance(effect, When) else _told(effect))
        ]
        return tuple(dict.fromkeys(read))


def _freeze(transitions: Mapping[E, Mapping[V, To[E]]]) -> Mapping[E, Mapping[V, To[E]]]:
    return MappingProxyType(
        {etat: MappingProxyType(dict(events)) for etat, events in transitions.items()}
    )


@frozen(eq=False)
class Table(Generic[E, V]):
    """The whole life of one kind of thing. An état without a row is final."""

    name: str
    etats: type[E]
    evenements: type[V]
    initial: E
    transitions: Mapping[E, Mapping[V, To[E]]] = field(converter=_freeze)

    def rows(self) -> Iterator[tuple[E, V, To[E]]]:
        """Every transition: from which état, by which event, and where it leads."""
        for etat, events in self.transitions.items():
            for evenement, to in events.items():
                yield etat, evenement, to

    def find(self, etat: E, evenement: V) -> To[E] | None:
        """Where an event leads from an état; None when it may not happen there."""
        return self.transitions.get(etat, _NOTHING).get(evenement)

    def is_final(self, etat: E) -> bool:
        """Whether nothing more may happen."""
        return etat not in self.transitions

    @property
    def honours(self) -> tuple[str, ...]:
        """The requirements that the table answers for, each once."""
        return tuple(dict.fromkeys(n for _, _, to in self.rows() for n in to.sources))


_NOTHING: Mapping[Any, Any] = MappingProxyType({})


@frozen
class Possible(Generic[E, V]):
    """An event that may happen: who may cause it, where it leads, the facts it turns on."""

    evenement: V
    by: Acteur
    etat: E
    needs: tuple[str, ...]


def decide(table: Table[E, V], etat: E, evenement: V, faits: Faits) -> Decision[E]:
    """Answer whether an event may happen now; the module tells in which order it is judged."""
    to = table.find(etat, evenement)
    if to is None:
        if any(
            event == evenement
            and other.etat == etat
            and other.by is faits.acteur
            and other.repeatable
            for _, event, other in table.rows()
        ):
            return AlreadyApplied(etat)
        return impossible(etat, evenement)
    if faits.acteur is not to.by:
        return Refused(
            Refus.ACTEUR_NON_AUTORISE,
            {"acteur": faits.acteur.value, "attendus": (to.by.value,)},
        )
    return _obstacle(to, faits) or Applied(to.etat, tuple(_effects(to, faits)))


def _obstacle(to: To[E], faits: Faits) -> Refused | None:
    for guard in to.guards:
        if not faits.missing(guard.needs):
            obstacle = guard.obstacle(*faits.values(guard.needs))
            if obstacle is not None:
                return Refused(guard.code, obstacle)
    missing = faits.missing(to.needs)
    return facts_missing(*missing) if missing else None


def impossible(etat: StrEnum, evenement: StrEnum) -> Refused:
    """The refusal of an event that may not happen in this état."""
    return Refused(Refus.TRANSITION_IMPOSSIBLE, {"etat": etat.value, "evenement": evenement.value})


def facts_missing(*names: str) -> Refused:
    """The refusal that names the facts that are not known."""
    return Refused(Refus.FAIT_MANQUANT, {"faits": tuple(json_name(name) for name in names)})


def _effects(to: To[E], faits: Faits) -> Iterator[Effet]:
    for effect in to.effects:
        if not isinstance(effect, When):
            yield _made(effect, faits)
        elif effect.condition.holds(*faits.values(effect.condition.needs)):
            yield _made(effect.effect, faits)


def _made(effect: Effet | Recover, faits: Faits) -> Effet:
    if isinstance(effect, Recover):
        return OrdreDeRecouvrement(getattr(faits, effect.fact))
    return effect


def possibles(
    table: Table[E, V], etat: E, acteur: Acteur | None = None
) -> tuple[Possible[E, V], ...]:
    """What may happen from an état, in the table's order; by one actor, or by anybody."""
    return tuple(
        Possible(evenement, to.by, to.etat, to.needs)
        for evenement, to in table.transitions.get(etat, _NOTHING).items()
        if acteur in (None, to.by)
    )
