"""The suite as files, for whoever has another language: everything that is needed, and no code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from importlib import resources
from typing import Any, Final

from segur_rules.conformance import entree
from segur_rules.conformance.exact import dumps, loads
from segur_rules.conformance.protocole import PROTOCOL
from segur_rules.conformance.suite import SUITE, Vector, stems, vectors, vectors_of
from segur_rules.rules.inventory import RULESET

AS_THEY_ARE: Final = ("README.md", "POLICY.md", "report.schema.json")
"""The files that are exported as the package holds them."""
FORM: Final = "vector.schema.json"
"""The form of the vectors; that of the package has more ways to give a file."""


def exported(known: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """The files, one at a time: the name of each, with slashes, and its text.

    `known` is what the vectors take for known, as JSON values by the names of their files.
    """
    for name in AS_THEY_ARE:
        yield name, _text(name)
    yield FORM, f"{dumps(_form())}\n"
    yield "suite.json", f"{dumps(_summary(known))}\n"
    for name, value in known.items():
        yield name, f"{dumps(value)}\n"
    for stem in stems():
        yield _path(stem), f"{dumps(_file(stem))}\n"


def _text(name: str) -> str:
    return resources.files(__package__).joinpath(name).read_text(encoding="utf-8")


def _form() -> dict[str, Any]:
    """The form of what is exported: no file is made of a base, and a zip is its bytes."""
    form: dict[str, Any] = loads(_text(FORM))
    # Only a patch is made of such operations.
    del form["$defs"]["operation"]
    given = form["$defs"]["input"]
    given["description"] = "The file, in one of three forms, its documents, what the caller knows."
    for name in ("base", "lines", "patch"):
        del given["properties"][name]
    given["oneOf"].remove({"required": ["base"]})
    del given["dependentRequired"]
    given["properties"]["zip"] = {
        "description": "The documents, given in a zip: its bytes.",
        "type": "object",
        "required": ["base64"],
        "additionalProperties": False,
        "properties": {"base64": {"$ref": "#/$defs/base64"}},
    }
    return form


def _path(stem: str) -> str:
    return f"vectors/{stem}.json"


def _summary(known: Iterable[str]) -> dict[str, Any]:
    counts = Counter(vector.operation for vector in vectors())
    return {
        "suite": SUITE,
        "ruleset": RULESET,
        "protocol": PROTOCOL,
        "counts": {"vectors": counts.total(), "operations": dict(sorted(counts.items()))},
        "known": list(known),
        "files": [{"file": _path(stem), "vectors": len(vectors_of(stem))} for stem in stems()],
    }


def _file(stem: str) -> dict[str, Any]:
    """A file of vectors, in the form that the package keeps."""
    found = vectors_of(stem)
    of_a_rule = stem.startswith("SEG-")
    head = {"rule": stem} if of_a_rule else {"operation": found[0].operation}
    return head | {"vectors": [_written(vector) for vector in found]}


def _written(vector: Vector) -> dict[str, Any]:
    return {
        "id": vector.id,
        "operation": vector.operation,
        "kind": vector.kind,
        "rules": list(vector.rules),
        "requirements": list(vector.requirements),
        "why": vector.why,
        "input": entree.exported(vector),
        "expect": vector.expect,
    }
