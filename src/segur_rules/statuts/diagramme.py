"""A table, drawn: made from it, so that the drawing cannot disagree."""

from __future__ import annotations

from collections.abc import Iterator

from segur_rules.statuts.effets import CreerAvenant
from segur_rules.statuts.machine import E, Table, To, V


def diagram(table: Table[E, V]) -> str:
    """Draw a table as a Mermaid state diagram; it ends with a new line.

    An arrow says the event, who causes it, and the codes that may stand in the way. An état that
    an avenant is created in begins apart: the avenant that it replaces has its own arrow.
    """
    return "\n".join(("stateDiagram-v2", *(f"    {line}" for line in _lines(table)), ""))


def _lines(table: Table[E, V]) -> Iterator[str]:
    yield f"[*] --> {table.initial}"
    created = [
        effect.etat
        for _, _, to in table.rows()
        for effect in to.effects
        if isinstance(effect, CreerAvenant)
    ]
    for start in dict.fromkeys(created):
        yield f"[*] --> {start}: CreerAvenant"
    for etat, evenement, to in table.rows():
        yield f"{etat} --> {to.etat}: {_label(evenement, to)}"
    for final in table.etats:
        if table.is_final(final):
            yield f"{final} --> [*]"


def _label(evenement: V, to: To[E]) -> str:
    codes = ", ".join(guard.code for guard in to.guards)
    return f"{evenement} by {to.by}" + (f" unless {codes}" if codes else "")
