"""Each kind of tag: what it reads, as what, and what its schema says of it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

import attrs
import pytest

from segur_rules.demandes import fichier, tags
from segur_rules.demandes.codes import RegimeTVA
from segur_rules.demandes.tags import Kind, Unreadable
from segur_rules.rules import rules
from segur_rules.sources import Certainty

KINDS = {name: value for name, value in vars(tags).items() if isinstance(value, Kind)}
CLASSES = [
    value
    for value in vars(fichier).values()
    if isinstance(value, type) and attrs.has(value) and value.__module__ == fichier.__name__
]
DECLARED = [(cls, name, tag) for cls in CLASSES for name, tag in tags.tags(cls)]

each_tag = pytest.mark.parametrize(
    ("cls", "name", "tag"), DECLARED, ids=lambda value: getattr(value, "__name__", None)
)


def read(kind: Kind, value: Any) -> Any:
    return kind.parse(value, None)


@pytest.mark.parametrize(
    ("kind", "value", "expected"),
    [
        ("TEXTE", "a", "a"),
        ("TEXTE", " ", " "),
        ("TEXTE", "\u0080\u2028", "\u0080\u2028"),
        ("TEXTE_OU_VIDE", "", ""),
        ("SIRET", "38042372300028", "38042372300028"),
        ("FINESS", "2A0780291", "2A0780291"),
        ("FINESS_OU_VIDE", "", ""),
        ("RPPS", "10001234565", "10001234565"),
        ("AM", "123456789", "123456789"),
        ("NUMERO_ANS", "mlp525off1", "mlp525off1"),
        ("NUMERO_ASP", "FINMS1010719M0", "FINMS1010719M0"),
        ("OPERATEUR", "API_35", "API_35"),
        ("BOOLEEN", True, True),
        ("BOOLEEN", False, False),
        ("ENTIER", 0, 0),
        ("ENTIER", -1, -1),
        ("NUL", None, None),
        ("MONTANT", 1, Decimal(1)),
        ("MONTANT", Decimal("0.01"), Decimal("0.01")),
        ("MONTANT", Decimal("0.001"), Decimal("0.001")),
        ("DATE", "29/02/2024", date(2024, 2, 29)),
        ("DATE", "01/01/1900", date(1900, 1, 1)),
        ("DATE", "31/12/2999", date(2999, 12, 31)),
        ("RIEN", None, None),
        ("RIEN", {}, None),
        ("RIEN", [], None),
        ("SELON_COULOIR", {"a": 1}, {"a": 1}),
    ],
)
def test_a_value_of_its_kind_is_read(kind: str, value: Any, expected: Any) -> None:
    found = read(KINDS[kind], value)
    assert found == expected
    assert type(found) is type(expected)


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("TEXTE", ""),
        ("TEXTE", "a\n"),
        ("TEXTE", "\x7f"),
        ("TEXTE", None),
        ("TEXTE", 1),
        ("TEXTE_OU_VIDE", "\0"),
        ("SIRET", "3804237230002"),
        ("SIRET", "380 423 723 00028"),
        ("FINESS", "2a0780291"),
        ("FINESS_OU_VIDE", " "),
        ("RPPS", "1000123456"),
        ("RPPS", "1000123456５"),
        ("SIRET", "3804237230002８"),
        ("FINESS", "12078029１"),
        ("NUMERO_ASP", "FINMS101071９"),
        ("OPERATEUR", "API_３5"),
        ("AM", "12345678٩"),
        ("NUMERO_ANS", "mlp525off"),
        ("NUMERO_ASP", "finms1010719"),
        ("OPERATEUR", "API35"),
        ("BOOLEEN", 1),
        ("BOOLEEN", "true"),
        ("BOOLEEN", None),
        ("ENTIER", True),
        ("ENTIER", Decimal("1.0")),
        ("ENTIER", "1"),
        ("NUL", False),
        ("NUL", ""),
        ("MONTANT", 0),
        ("MONTANT", Decimal("0.00")),
        ("MONTANT", Decimal("-0.01")),
        ("MONTANT", True),
        ("MONTANT", "1"),
        ("DATE", "29/02/2023"),
        ("DATE", "2024-02-29"),
        ("DATE", "31/12/1899"),
        ("DATE", "01/01/3000"),
        ("DATE", "01/01/2022\n"),
        ("DATE", "01/01/20２２"),
        ("DATE", "٠١/01/2022"),
        ("DATE", 1),
        ("RIEN", 0),
        ("RIEN", ""),
        ("RIEN", [None]),
        ("RIEN", {"a": 1}),
        ("RIEN", False),
    ],
)
def test_a_value_of_another_kind_is_not_read(kind: str, value: Any) -> None:
    with pytest.raises(Unreadable):
        read(KINDS[kind], value)


def test_a_code_is_read_as_its_member() -> None:
    kind = tags.coded("régime", RegimeTVA)
    assert read(kind, "HT") is RegimeTVA.HT
    for other in ("ht", "", None, RegimeTVA, 1, ["HT"]):
        with pytest.raises(Unreadable):
            read(kind, other)


def test_a_nullable_kind_reads_null_too() -> None:
    kind = tags.nullable(tags.coded("régime", RegimeTVA))
    assert read(kind, None) is None
    assert read(kind, "TTC") is RegimeTVA.TTC
    assert kind.schema["type"] == ["string", "null"]
    assert kind.schema["enum"] == ["HT", "TTC", None]
    assert "enum" not in tags.nullable(tags.TEXTE).schema
    with pytest.raises(Unreadable):
        read(kind, "")


def test_an_array_is_read_as_a_tuple_within_its_bounds() -> None:
    assert read(tags.array(tags.ENTIER), []) == ()
    bounded = tags.array(tags.ENTIER, (1, 2), "SEG-FIC-003")
    assert read(bounded, [1, 2]) == (1, 2)
    for other in ([], [1, 2, 3], (1,), None, [None], {"0": 1}):
        with pytest.raises(Unreadable):
            read(bounded, other)


@attrs.frozen
class Small:
    """Two tags, one that may be absent, and an attribute that is no tag."""

    needed: int = tags.tag("needed", tags.ENTIER, "", source="", certainty=Certainty.CHOICE)
    other: int | None = tags.tag(
        "other",
        tags.nullable(tags.ENTIER),
        "",
        source="",
        certainty=Certainty.CHOICE,
        required=False,
    )
    inner: int = 7


def test_an_object_is_read_as_an_instance() -> None:
    kind = tags.objet(Small)
    assert read(kind, {"needed": 1}) == Small(needed=1)
    assert read(kind, {"other": 2, "needed": 1}) == Small(needed=1, other=2)
    assert kind.schema["required"] == ["needed"]
    wrong: tuple[Any, ...] = (
        {},
        {"other": 1},
        {"needed": None},
        {"needed": 1, "inner": 1},
        [],
        "x",
    )
    for value in wrong:
        with pytest.raises(tags.READ_ERRORS):
            read(kind, value)


def test_a_tag_whose_kind_is_replaced_is_required() -> None:
    kind = tags.objet(Small, other=tags.ENTIER)
    assert kind.schema["required"] == ["needed", "other"]
    assert read(kind, {"needed": 1, "other": 2}) == Small(needed=1, other=2)
    for value in ({"needed": 1}, {"needed": 1, "other": None}, {"needed": 1, "inner": 2}):
        with pytest.raises(tags.READ_ERRORS):
            read(kind, value)
    nothing = tags.objet(Small, other=tags.RIEN)
    assert nothing.schema["required"] == ["needed"]
    assert read(nothing, {"needed": 1}) == read(nothing, {"needed": 1, "other": []})


@each_tag
def test_a_tag_says_what_it_is_and_where_that_comes_from(
    cls: type[Any], name: str, tag: tags.Tag
) -> None:
    assert tag.meaning.endswith((".", "…"))
    assert tag.source.reference
    assert tag.kind.name
    # Wire names and attributes are one name, in camelCase and in snake_case.
    assert tag.wire.casefold() == name.replace("_", "")


@each_tag
def test_the_example_of_a_tag_is_one(cls: type[Any], name: str, tag: tags.Tag) -> None:
    if tag.example:
        literal: Mapping[str, Any] = {"null": None, "true": True, "false": False, "[]": []}
        value = literal.get(tag.example, tag.example)
        if tag.kind is tags.ENTIER:
            value = int(tag.example)
        if tag.kind is tags.MONTANT:
            value = Decimal(tag.example)
        read(tag.kind, value)


@pytest.mark.parametrize(("name", "kind"), KINDS.items())
def test_the_rule_of_a_kind_is_one(name: str, kind: Kind) -> None:
    assert kind.schema["x-kind"] == kind.name
    assert kind.schema.get("x-rule") in {None, *rules()}
    with pytest.raises(TypeError):
        kind.schema["type"] = "other"  # type: ignore[index]


def test_days_are_read_once_and_shapes_apart() -> None:
    assert tags.is_date_shaped("31/02/2022")
    assert not tags.is_date_shaped("31/2/2022")
    assert tags.parse_date("31/02/2022") is None
    assert tags.parse_date("28/02/2022") == date(2022, 2, 28)
    assert tags.parse_date("28/2/2022") is None
