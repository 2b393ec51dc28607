"""The mutants that no vector tells from the original, and why: `survivors.toml`."""

from __future__ import annotations

import ast
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Final

from attrs import frozen

ROOT: Final = Path(__file__).parents[3]
PACKAGE: Final = ROOT / "src" / "segur_rules"
KEPT: Final = Path(__file__).with_name("survivors.toml")

TARGETS: Final = ("rules", "montants", "statuts", "echeances.py", "pieces")
"""What is mutated, in the package."""

KINDS: Final = ("equivalent", "not compared", "not reachable")


@frozen
class Survivor:
    """What survives, as far as it is named: `function` and `line` may be left out.

    `line` is the text of the lines that are changed, and `becomes` what they are changed to;
    where it is left out, the reason holds for any change of them.
    """

    module: str
    kind: str
    why: str
    function: str | None = None
    line: str | None = None
    becomes: str | None = None

    def explains(self, module: str, function: str, line: str, becomes: str) -> bool:
        """Whether a mutant is one of these."""
        return (
            self.module == module
            and self.function in (None, function)
            and self.line in (None, line)
            and self.becomes in (None, becomes)
        )

    def stands(self) -> bool:
        """Whether the package still has what the entry names."""
        path = PACKAGE / self.module
        if not path.is_file():
            return False
        text = path.read_text(encoding="utf-8")
        if self.function:
            text = dict(functions(text)).get(self.function, "")
        return bool(text) and (self.line is None or self.line in squeezed(text))


def kept(path: Path = KEPT) -> tuple[Survivor, ...]:
    """Every entry of the list."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["survivor"]
    return tuple(Survivor(**entry) for entry in entries)


def modules() -> tuple[str, ...]:
    """The modules that are mutated, by their path in the package."""
    found = []
    for target in TARGETS:
        path = PACKAGE / target
        found += [path] if path.is_file() else sorted(path.glob("**/*.py"))
    return tuple(path.relative_to(PACKAGE).as_posix() for path in found)


def functions(text: str) -> Iterator[tuple[str, str]]:
    """The functions and the classes of a module, by their qualified names, and their texts."""
    yield from _functions(ast.parse(text), "", text.splitlines())


def _functions(node: ast.AST, around: str, lines: list[str]) -> Iterator[tuple[str, str]]:
    for child in ast.iter_child_nodes(node):
        within = around
        if isinstance(child, ast.FunctionDef | ast.ClassDef):
            within = f"{around}.{child.name}".removeprefix(".")
            first = min(each.lineno for each in (child, *child.decorator_list))
            yield within, "\n".join(lines[first - 1 : child.end_lineno])
        yield from _functions(child, within, lines)


def squeezed(text: str) -> str:
    """A text with single spaces only, to compare lines wherever they are broken."""
    return " ".join(text.split())
