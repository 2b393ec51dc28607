"""How the independent tables become files of vectors.

Nothing here, nor in the tables beside it, imports the package: they say what is expected from
the requirements alone, and a reader can check them without reading the code that is judged.

An id is permanent. New vectors go to the end of their file; one that is withdrawn leaves its
number unused, by the word ``WITHDRAWN`` in its place.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, TypeAlias

Json: TypeAlias = dict[str, Any]

FOLDER: Final = Path(__file__).parents[3] / "src" / "segur_rules" / "conformance" / "vectors"

WITHDRAWN: Final[Json] = {}


def vector(why: str, requirements: str, given: Json, expect: Json, *, kind: str) -> Json:
    """One vector, its id and its operation apart."""
    return {
        "kind": kind,
        "rules": [],
        "requirements": requirements.split(),
        "why": why,
        "input": given,
        "expect": expect,
    }


def file(stem: str, operation: str, vectors: list[Json]) -> Json:
    """A whole file: each vector takes its number from its place."""
    return {
        "operation": operation,
        "vectors": [
            {"id": f"{stem}-{number:04}", "operation": operation, **one}
            for number, one in enumerate(vectors, start=1)
            if one is not WITHDRAWN
        ],
    }


def text(data: Json) -> str:
    """The file's text: always the same for the same vectors."""
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"


def write(files: dict[str, Json]) -> None:
    """Put each file in its place."""
    for stem, data in files.items():
        (FOLDER / f"{stem}.json").write_text(text(data), encoding="utf-8")
