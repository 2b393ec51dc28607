"""Every requirement of this room is honoured by one of its operations."""

from __future__ import annotations

import ast
from importlib import import_module
from pathlib import Path

from segur_rules import portail
from segur_rules.portail import Motif
from segur_rules.sources import requirements

ROOM = Path(portail.__file__).parent
MODULES = [
    import_module(f"segur_rules.portail.{path.stem}")
    for path in sorted(ROOM.glob("*.py"))
    if path.stem != "__init__"
]


def test_no_requirement_of_the_room_is_left() -> None:
    honoured = {
        number
        for module in MODULES
        for value in vars(module).values()
        if getattr(value, "__module__", None) == module.__name__
        for number in getattr(value, "__dict__", {}).get("__honours__", ())
    }
    assert {number for number, r in requirements().items() if r.room == "portail"} <= honoured
    assert {"GU-4-04", "GU-4-07"} <= honoured


def test_every_public_name_is_in_the_room() -> None:
    assert sorted(portail.__all__) == sorted(set(portail.__all__))
    assert all(hasattr(portail, name) for name in portail.__all__)


def test_every_code_is_used_and_named_as_it_is_written() -> None:
    used = {
        node.attr
        for path in ROOM.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Attribute) and ast.unparse(node.value) == "Motif"
    }
    assert used == {motif.name for motif in Motif}
    assert all(motif.name == motif.value for motif in Motif)
