"""Tables as vendors keep them."""

from __future__ import annotations

from typing import Any

from segur_rules import Context, Phase, context_from_dict
from segur_rules.catalogue import load
from segur_rules.identifiants import rpps
from segur_rules.lots import Lot, Refus, columns_of, make_avances, read_rows, template

AT = "2022-10-20T10:00:00+02:00"
ANS = "mlp525off1"
SIRET = "38042372300028"
CONTEXT = context_from_dict({"sons": "MDV-LGC-VA1", "instant": AT})


def example(sons: str = "MDV-LGC-VA1", phase: Phase = Phase.AVANCE) -> dict[str, str]:
    """The cells of the row of examples, by heading."""
    catalogue = load()
    text = template(columns_of(catalogue.sons[sons], phase, catalogue))
    heads, cells = text.splitlines()
    return dict(zip(heads.split(";"), cells.split(";"), strict=True))


def table(*rows: dict[str, str], sons: str = "MDV-LGC-VA1", phase: Phase = Phase.AVANCE) -> str:
    """A table of rows that say how they differ from the example."""
    first = example(sons, phase)
    lines = [first, *({**first, **row} for row in rows)]
    texts = [";".join(line.values()) for line in lines[1:]]
    return "\n".join([";".join(first), *texts]) + "\n"


def many(number: int) -> str:
    """A table of so many demandes, each of another physician."""
    return table(
        *({"numeroEditeur": f"{n:05}", "RPPS": physician(n)} for n in range(1, number + 1))
    )


def physician(n: int) -> str:
    """A made-up RPPS number with a right key."""
    return next(f"1999{n:06}{key}" for key in range(10) if rpps.is_valid(f"1999{n:06}{key}"))


def avances(text: str, context: Context = CONTEXT, **options: Any) -> Lot | Refus:
    """What the rows of a text make."""
    tableau = read_rows(text)
    if isinstance(tableau, Refus):
        return tableau
    return make_avances(tableau, context=context, numero_ans=ANS, siret=SIRET, **options)


def lot(text: str, context: Context = CONTEXT) -> Lot:
    """The lot that the rows make; a refusal fails the test."""
    made = avances(text, context)
    assert isinstance(made, Lot), made
    return made


def told(made: Lot | Refus) -> list[tuple[str, int | None, str | None]]:
    """The codes of what is told, each with its row and its column."""
    return [(r.code, r.ligne, r.colonne) for r in made.remarques]
