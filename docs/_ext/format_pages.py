"""The import file, tag by tag, from the declarations that the library itself reads files with."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

import attrs

from docs._ext.markdown import (
    block,
    code,
    codes,
    details,
    heading,
    link,
    page,
    plain,
    span,
    table,
)
from docs._ext.rule_pages import rule_link
from segur_rules.catalogue import Couloir, load
from segur_rules.conformance import base, dumps
from segur_rules.demandes import fichier as declarations
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.formes import kind_of_line
from segur_rules.demandes.tags import SELON_COULOIR, Tag, objet, tags
from segur_rules.sources import Source


def couloirs() -> str:
    """What a line is made of, couloir by couloir and phase by phase."""
    return page(*(couloir_section(couloir) for couloir in load().couloirs.values()))


def couloir_section(couloir: Couloir) -> str:
    """The tags of a line of one couloir, with an example of each phase."""
    shapes = {phase: kind_of_line(couloir.forme, phase).schema["properties"] for phase in Phase}
    names = _in_file_order(couloir, {name for shape in shapes.values() for name in shape})
    rows = [
        (code(name), *(_type_or_absent(shapes[phase].get(name)) for phase in Phase))
        for name in names
    ]
    sons = codes(scheme.code for scheme in load().of_couloir(couloir.code))
    examples = [
        details(f"A line of {phase.value}", block(dumps(_example(couloir, phase))))
        for phase in Phase
    ]
    return page(
        heading(3, f"{couloir.code}: {couloir.label}", f"couloir-{couloir.code.lower()}"),
        f"SONS: {sons}.",
        table(("tag", *(phase.value for phase in Phase)), rows),
        *examples,
    )


def _in_file_order(couloir: Couloir, names: set[str]) -> list[str]:
    """Names of tags as the examples write them; those that no example has come last."""
    order: list[str] = []
    for phase in Phase:
        after = len(order)
        for name in reversed(_example(couloir, phase)):
            if name not in order:
                order.insert(after, name)
            after = order.index(name)
    return [*order, *sorted(names.difference(order))]


def _example(couloir: Couloir, phase: Phase) -> Any:
    return base(f"{couloir.code.lower()}-{phase.value}")["lignesImport"][0]


def _type_or_absent(schema: Mapping[str, Any] | None) -> str:
    return "absent" if schema is None else type_of(schema)


def classes() -> str:
    """One table of tags per object of the file."""
    return page(*(class_section(cls) for cls in declared()))


@cache
def declared() -> tuple[type[Any], ...]:
    """The classes that declare the objects of a file, from the file down."""
    found = dict.fromkeys((declarations.Fichier, declarations.Avance, declarations.Solde))
    for couloir in load().couloirs.values():
        for phase in Phase:
            for schema in _objects(kind_of_line(couloir.forme, phase).schema):
                cls = _class_of(schema)
                if cls is not None:
                    found[cls] = None
    return tuple(found)


def _objects(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "properties" in schema:
        yield schema
    for inner in (*schema.get("properties", {}).values(), schema.get("items")):
        if inner is not None:
            yield from _objects(inner)


@cache
def _by_properties() -> tuple[tuple[Mapping[str, Any], type[Any]], ...]:
    classes = [cls for cls in vars(declarations).values() if isinstance(cls, type)]
    return tuple(
        (objet(cls).schema["properties"], cls)
        for cls in classes
        if attrs.has(cls) and any(tags(cls))
    )


def _class_of(schema: Mapping[str, Any]) -> type[Any] | None:
    """The class that declares an object; none for a line, which each couloir completes."""
    properties = schema.get("properties")
    return next((cls for known, cls in _by_properties() if known == properties), None)


def class_section(cls: type[Any]) -> str:
    """The tags of one object."""
    rows = [
        (
            code(tag.wire),
            _type_of_tag(tag),
            plain(tag.meaning),
            code(tag.example),
            _mark(tag.source),
        )
        for _, tag in tags(cls)
    ]
    return page(
        heading(3, cls.__name__, target(cls)),
        plain((cls.__doc__ or "").partition("\n\n")[0]),
        table(("tag", "type", "meaning", "example", "certainty"), rows),
    )


def target(cls: type[Any]) -> str:
    """Where a class is on its page."""
    return f"object-{cls.__name__.lower()}"


def _type_of_tag(tag: Tag) -> str:
    if tag.kind is SELON_COULOIR:
        shown = link("by couloir", "format-couloirs")
    else:
        shown = type_of(tag.kind.schema)
    return shown if tag.required else f"{shown}; optional"


def type_of(schema: Mapping[str, Any]) -> str:
    """What a tag may hold, from its schema."""
    cls = _class_of(schema)
    items = schema.get("items")
    if cls is not None:
        shown = link(code(cls.__name__), target(cls))
    elif items is not None:
        shown = f"array of {type_of(items)}"
    elif "enum" in schema:
        shown = codes(value for value in schema["enum"] if value is not None)
    else:
        shown = link(schema["x-kind"], kind_target(schema["x-kind"]))
    nullable = isinstance(schema.get("type"), list) and "null" in schema["type"]
    return f"{shown} or null" if nullable and schema["x-kind"] != "rien" else shown


def kind_target(name: str) -> str:
    """Where a kind of value is on its page."""
    return "kind-" + "-".join(name.lower().split())


def kinds() -> str:
    """The kinds of value, what they look like, and the rule that another value breaks."""
    rows = []
    for name, schema in sorted(_kinds().items()):
        rule = schema.get("x-rule")
        rows.append(
            (
                span(name, kind_target(name)),
                _json_type(schema),
                code(schema.get("pattern", "")) or _bounds(schema),
                rule_link(rule) if rule else "",
            )
        )
    return table(("kind", "in JSON", "what it looks like", "otherwise"), rows)


def _json_type(schema: Mapping[str, Any]) -> str:
    types = schema["type"]
    return types if isinstance(types, str) else " or ".join(types)


def _bounds(schema: Mapping[str, Any]) -> str:
    if "exclusiveMinimum" in schema:
        return f"above {schema['exclusiveMinimum']}, below {schema['exclusiveMaximum']}"
    return "nothing in it" if schema.get("maxItems") == 0 else ""


def _kinds() -> dict[str, Mapping[str, Any]]:
    found: dict[str, Mapping[str, Any]] = {}
    for couloir in load().couloirs.values():
        for phase in Phase:
            for schema in _leaves(kind_of_line(couloir.forme, phase).schema):
                # Of a kind and the same or null, the plain one says more.
                if not isinstance(found.get(schema["x-kind"], {}).get("type"), str):
                    found[schema["x-kind"]] = schema
    for schema in _leaves(objet(declarations.Fichier).schema):
        found.setdefault(schema["x-kind"], schema)
    return found


def _leaves(schema: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    if "properties" in schema:
        for member in schema["properties"].values():
            yield from _leaves(member)
    elif "items" in schema:
        yield from _leaves(schema["items"])
    elif "enum" not in schema and "type" in schema:
        yield schema


def sources() -> str:
    """Where the tags come from, numbered as the tables cite them."""
    return table(
        ("", "certainty", "source"),
        (
            (
                span(str(number), f"tag-source-{number}"),
                source.certainty.value,
                plain(source.reference),
            )
            for source, number in _numbered().items()
        ),
    )


def _mark(source: Source) -> str:
    number = _numbered()[source]
    return link(f"{source.certainty.value} {number}", f"tag-source-{number}")


@cache
def _numbered() -> Mapping[Source, int]:
    found = dict.fromkeys(tag.source for cls in declared() for _, tag in tags(cls))
    return {source: number for number, source in enumerate(found, 1)}
