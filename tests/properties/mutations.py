"""Faults to put in a document: at every place, every value that some reader gets wrong.

A document is made of what the strict reader gives: dict, list, str, int, Decimal, bool, None.
A mutated one shares with the original all that did not change: none is ever changed in place.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, TypeAlias

from hypothesis import strategies as st

from segur_rules.testing import any_json

Path: TypeAlias = tuple[str | int, ...]
Change: TypeAlias = tuple[str, Any]
"""What was done, for whoever reads a failure, and the document it gives."""

SCALARS: tuple[Any, ...] = (
    *(None, True, False, 0, 1, -1, 2, 10**20, -(10**20)),
    *map(Decimal, ("0.0", "-0.0", "0.01", "0.001", "1.0", "1.5", "358.33", "-358.33")),
    *map(Decimal, ("1E+2", "1E-20", "1E+20", "0E+20")),
)
TEXTS = (
    # Nothing, next to nothing, and what cannot be seen.
    *("", " ", "\n", "\t", "\0", "\x1f", "\x7f", "\x80", "\x85", "\u00a0", "\u2028", "\ufeff"),
    *(
        "a\n",
        "\na",
        "a\nb",
        "a\r",
        "a\x1f",
        "a\x7f",
        "a\u2028",
        "é",
        "\u0301",
        "😀",
        "~/",
        "x" * 300,
    ),
    # Values of other types, in quotes.
    *("null", "true", "false", "0", "1", "-1", "1.0", "358,33", "[]", "{}"),
    # Codes, in each case.
    *("C", "c", "HT", "ht", "TTC", "LIBERAL", "STRUCTURE", "Structure", "PDF", "pdf", "JPEG"),
    *("BON_COMMANDE", "FACTURE", "VA", "MOM", "Cas 1", "cas 1", "Cas 1\n", "PH", "PDE", "FAM"),
    # Dates.
    *("01/01/2022", "1/1/2022", "29/02/2024", "29/02/2023", "31/04/2022", "32/01/2022"),
    *("00/01/2022", "01/13/2022", "01/00/2022", "31/12/1899", "01/01/1900", "31/12/2999"),
    *("01/01/3000", "01/01/22", "2022-01-01", "01-01-2022", "01/01/2022\n", " 01/01/2022"),
    *("٠١/٠١/٢٠٢٢", "０１/０１/２０２２", "01/01/2022 "),
    # Numbers of people and of dossiers.
    *("38042372300028", "38042372300028\n", "380 423 723 00028", "3804237230002"),
    *("380423723000280", "３８０４２３７２３０００２８", "٣٨٠٤٢٣٧٢٣٠٠٠٢٨"),
    *("120780291", "2A0780291", "2B0780291", "2a0780291", "2C0780291", "A20780291", "12078029"),
    *("1207802910", "١٢٠٧٨٠٢٩١", "120780291\n", "10001234561", "10001234561\n", "100012345610"),
    *("mlp525off1", "mlp525off", "mlp525off11", "mlp525offé", "mlp525off1\n", "MLP525OFF1"),
    *("API_35", "api_35", "AP_35", "APIX_35", "API_", "API_٣", "API_35\n", "API-35", "ÀPI_35"),
    *("FINMDV005046", "FINMDV005046M0", "FINMDV005046M1", "FINMDV005046M2", "finmdv005046"),
    *("FINMDV00504", "FINMDV0050467", "FINMDV00504678", "FIN1DV005046", "FINMDV005046\n"),
)
CONTAINERS: tuple[Any, ...] = (
    *([], {}, [None], [[]], [{}], [1], [""], ["120780291"], ["120780291\n"], [True]),
    *({"": None}, {"a": 1}, {"FINESSGeo": []}, {"FINESSGeo": None}, {"nomResponsable": ""}),
)
VALUES = (*SCALARS, *TEXTS, *CONTAINERS)
"""What stands in the place of a value that is written as a text, a number or null."""
FEW = (*SCALARS, *TEXTS[:8], *CONTAINERS)
"""What stands in the place of a value whose type says all: an object, an array, a boolean."""

OWN = frozenset(
    ("numeroASP", "commande", "facture", "beneficiaires", "scenarioInstallation", "numLigne")
)
"""The members that each couloir or phase has in its own way, and those that are not texts."""

FOREIGN = (
    *("", " ", "a", "numligne", "SIRET", "RPPS", "positions", "phase", "engagement", "self"),
    *("num_ligne", "lignes_import", "numero_ans", "__class__", "__attrs_attrs__", "é", "9" * 40),
)
"""Names of members that are no tags, or not here: among them, those of attributes of classes."""

MEMBERS: tuple[Any, ...] = (None, 1, "a", [], [0], {})
"""What they hold."""


def paths(document: Any, around: Path = ()) -> Iterator[Path]:
    """Every place of a document, itself first."""
    yield around
    if isinstance(document, dict | list):
        inside = document.items() if isinstance(document, dict) else enumerate(document)
        for key, value in inside:
            yield from paths(value, (*around, key))


def slim(document: Any) -> Any:
    """The document with the first item alone of each array: what the others are, it is."""
    if isinstance(document, dict):
        return {name: slim(value) for name, value in document.items()}
    return [slim(item) for item in document[:1]] if isinstance(document, list) else document


def at(document: Any, path: Path) -> Any:
    """The value at a place."""
    for key in path:
        document = document[key]
    return document


def put(document: Any, path: Path, value: Any) -> Any:
    """The document with another value at a place, or with a member more."""
    if not path:
        return value
    copy = document.copy()
    copy[path[0]] = put(document[path[0]], path[1:], value) if path[1:] else value
    return copy


def changes(
    document: Any, *, everywhere: bool = True, all_values: bool = False
) -> Iterator[Change]:
    """A document with one change, for each change and each place.

    Where the type of a value says all, few others are put in its place; and so they are where
    all couloirs have the same tags, unless it is to be `everywhere`. Or else, `all_values` are.
    """
    for path in paths(document):
        value = at(document, path)
        alike = isinstance(value, dict | list | bool) or not (everywhere or OWN & {*path})
        for other in (*(FEW if alike and not all_values else VALUES), *_near(value)):
            yield f"{path} = {other!r:.60}", put(document, path, other)
        if isinstance(value, dict):
            for what, other in _objects(value):
                yield f"{path} {what}", put(document, path, other)
        elif isinstance(value, list):
            for what, other in _arrays(value):
                yield f"{path} {what}", put(document, path, other)


def _near(value: Any) -> Iterator[Any]:
    """Values that are almost the one that is there."""
    match value:
        case str():
            yield from (value + c for c in ("\n", "\r", "\0", " ", "\u2028", "\x7f", "0", "a"))
            yield from (c + value for c in ("\n", " ", "\ufeff", "0"))
            yield from (value[:-1], value[1:], value.lower(), value.upper(), value * 2, [value])
            yield value.translate({ord("0") + i: 0x660 + i for i in range(10)})
        case bool() | None:
            yield from (not value, str(value).lower(), int(bool(value)))
        case int() | Decimal():
            yield from (-value, value + 1, Decimal(value), f"{value}", [value])
            yield Decimal(value) + Decimal("0.000")
        case _:
            yield [value]


def _objects(value: dict[str, Any]) -> Iterator[Change]:
    for name, member in value.items():
        rest = {other: value[other] for other in value if other != name}
        yield f"without {name}", rest
        for other in {name.lower(), name.upper(), name + " ", name[:-1], name + "\n"} - {name}:
            yield f"with {name} as {other!r}", {**rest, other: member}
    for name in FOREIGN:
        if name not in value:
            for new in MEMBERS:
                yield f"with {name!r}: {new!r}", {**value, name: new}


def _arrays(value: list[Any]) -> Iterator[Change]:
    for index in range(len(value)):
        yield f"without {index}", value[:index] + value[index + 1 :]
    for item in FEW if value and isinstance(value[0], dict) else VALUES:
        yield f"with {item!r:.60} last", [*value, item]
    if value:
        yield "with its first twice", [*value, value[0]]
        yield "of 200", (value * 200)[:200]
        yield "of 201", (value * 201)[:201]


@st.composite
def mutated(draw: st.DrawFn, originals: st.SearchStrategy[Any]) -> Any:
    """Documents that none to four changes were made to, anywhere."""
    document = draw(originals)
    for _ in range(draw(st.integers(0, 4))):
        path = draw(st.sampled_from(list(paths(document))))
        value = at(document, path)
        options: list[Change] = [("", other) for other in _near(value)]
        if isinstance(value, dict):
            options = list(_objects(value))
        elif isinstance(value, list):
            options = list(_arrays(value))[:-2]
        anything = st.one_of(st.sampled_from(VALUES), any_json())
        _, other = draw(st.sampled_from(options) | anything.map(lambda found: ("", found)))
        document = put(document, path, other)
    return document
