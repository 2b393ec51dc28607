"""The reference of the package's names, for autodoc to fill in: each name once."""

from __future__ import annotations

import pkgutil
from collections.abc import Iterator, Mapping
from enum import Enum
from functools import cache
from importlib import import_module
from inspect import getmodule
from pathlib import Path
from types import MappingProxyType, ModuleType
from typing import Final

import segur_rules
from docs._ext.markdown import code, heading, page

PAGES: Final = Path(__file__).parents[1] / "api"
APART: Final = ("cli", "testing")
"""Rooms that stand apart: one is a command, the other needs what only tests have."""

VALUE_MAX: Final = 200
"""Characters of a constant's value; a longer one is not shown."""


def facade() -> str:
    """The names that the package itself gives; autodoc leaves out its constants."""
    constants = [name for name in segur_rules.__all__ if not _is_written(_given(name))]
    return page(_automodule("segur_rules"), *map(_constant, constants))


def _given(name: str) -> object:
    return getattr(segur_rules, name)


def _constant(name: str) -> str:
    lines = ["```{eval-rst}", f".. py:data:: segur_rules.{name}", f"   :value: {_given(name)!r}"]
    return "\n".join([*lines, "```"])


def room(name: str) -> str:
    """Every public module of a room, without what the façade gives."""
    return page(
        *(
            page(
                heading(2, code(module.__name__), f"module-of-{module.__name__}"),
                _automodule(module.__name__),
            )
            for module in modules_of(name)
        )
    )


def other_rooms() -> str:
    """The rooms that have no page of their own yet."""
    return page(*(room(name) for name in rooms() if not PAGES.joinpath(f"{name}.md").is_file()))


@cache
def rooms() -> tuple[str, ...]:
    """The rooms of the package, by name."""
    found = pkgutil.iter_modules(segur_rules.__path__)
    return tuple(room.name for room in found if room.name not in APART)


def modules_of(name: str) -> Iterator[ModuleType]:
    """The modules of a room that others may import, the room itself first."""
    package = import_module(f"segur_rules.{name}")
    yield package
    for found in pkgutil.iter_modules(getattr(package, "__path__", ())):
        if not found.name.startswith("_"):
            yield import_module(f"{package.__name__}.{found.name}")


@cache
def shown_elsewhere() -> Mapping[str, tuple[str, ...]]:
    """The names of each module that an earlier one shows: the façade, then a room's own."""
    seen: set[int] = set()
    elsewhere = {}
    modules = [segur_rules, *(module for room in rooms() for module in modules_of(room))]
    for module in modules:
        names = {*vars(module), *getattr(module, "__all__", ())}
        values = {name: getattr(module, name) for name in sorted(names)}
        present = {name: id(value) for name, value in values.items() if _is_written(value)}
        # A function that hides the module it comes from is shown there: both have one name.
        hidden = present.keys() & _below(module)
        elsewhere[module.__name__] = tuple(
            name for name, key in present.items() if key in seen or name in hidden
        )
        seen.update(present[name] for name in _shown_by(module) if name not in hidden)
    return MappingProxyType(elsewhere)


def _is_written(value: object) -> bool:
    """Whether a value is a class or a function; a constant is shown where its comment is."""
    return hasattr(value, "__qualname__")


def _below(module: ModuleType) -> set[str]:
    return {found.name for found in pkgutil.iter_modules(getattr(module, "__path__", ()))}


def _shown_by(module: ModuleType) -> list[str]:
    """The classes and the functions that autodoc shows for a module."""
    exported = getattr(module, "__all__", None)
    if exported is not None:
        return [name for name in exported if _is_written(getattr(module, name))]
    own = module.__name__
    return [n for n, v in vars(module).items() if _is_written(v) and v.__module__ == own]


def _automodule(name: str) -> str:
    options = ["   :members:"]
    if excluded := shown_elsewhere()[name]:
        options.append(f"   :exclude-members: {', '.join(excluded)}")
    return "\n".join(["```{eval-rst}", f".. automodule:: {name}", *options, "```"])


def in_rest(lines: list[str], documented: object = None) -> list[str]:
    """A docstring for autodoc.

    Its tables become reStructuredText; its examples find the names of its module, as they do
    where they are written; an enumeration says its values.
    """
    written = _with_names(documented) if any(">>>" in line for line in lines) else []
    rows: list[str] = []
    for line in [*lines, ""]:
        if line.startswith("|"):
            rows.append(line)
            continue
        written += _list_table(rows)
        rows = []
        written.append(line)
    if isinstance(documented, type) and issubclass(documented, Enum):
        values = ", ".join(f"`{member.value}`" for member in documented)
        written += [f"Values: {values}.", ""]
    return written


def _with_names(documented: object) -> list[str]:
    module = documented if isinstance(documented, ModuleType) else getmodule(documented)
    if module is None:
        return []
    return [".. testcode::", "   :hide:", "", f"   from {module.__name__} import *", ""]


def _list_table(rows: list[str]) -> list[str]:
    if not rows:
        return []
    head, _, *body = [[cell.strip() for cell in row.strip("|").split("|")] for row in rows]
    written = [".. list-table::", "   :header-rows: 1", ""]
    for cells in (head, *body):
        marks = ("   * - ", *["     - "] * (len(cells) - 1))
        written += [mark + cell for mark, cell in zip(marks, cells, strict=True)]
    return [*written, ""]


def in_short(signature: str) -> str:
    """A signature whose defaults can be read: `...` for one that is made anew each time."""
    return signature.replace("NOTHING", "...").replace("mappingproxy({})", "{}")
