"""The mutants: each a module of the package with one small thing changed.

What is changed is for mutmut's operators to say. Its own way to apply them leaves out whatever
is decorated and whatever stands at the level of a module; here rules are decorated, and tables
are modules. So the operators are used alone, beside one of our own for the severity of a rule, and
a mutant is a whole source text.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import Final, TypeAlias

import libcst as cst
from attrs import frozen
from libcst.metadata import CodeRange, MetadataWrapper, ParentNodeProvider, PositionProvider
from mutmut.mutation.mutators import mutation_operators

from tests.conformance.mutation.survivors import PACKAGE, squeezed

_Uncompared: TypeAlias = Callable[[int, str], bool]
"""Whether the argument at this place, of this keyword or "", is one no vector compares."""

_UNCOMPARED: Final[Mapping[str, _Uncompared]] = MappingProxyType(
    {
        # A vector names the rule and the pointer of a finding; params and variants make texts.
        "found": lambda place, keyword: place > 0,
        "Constat": lambda place, keyword: place > 1,
        "about": lambda place, keyword: place > 1,
        # Of a rule that is not evaluated, a vector says only that it is not.
        "unknown": lambda place, keyword: True,
        # Where a thing comes from, and the sentence of a rule; its severity is changed apart.
        "honours": lambda place, keyword: True,
        "rule": lambda place, keyword: place > 0 and not keyword,
        "declared": lambda place, keyword: place > 1 and not keyword,
        "To": lambda place, keyword: keyword in ("sources", "certainty"),
        # How an object is shown.
        "field": lambda place, keyword: keyword == "repr",
    }
)
_SEVERITIES: Final = MappingProxyType({"ERROR": "WARNING", "WARNING": "ERROR", "INFO": "ERROR"})
_OF_TYPES: Final = ("TypeAlias", "TypeVar", "ParamSpec")


@frozen
class Mutant:
    """One change; `was` and `becomes` are the changed lines, in one, their indents apart.

    `function` is the name of the function, with its class, or "" at the level of the module.
    `lines` are those of the statement, `around` those of the function. `compared` is false
    where the change is in what no vector compares.
    """

    module: str
    function: str
    lines: range
    around: range
    was: str
    becomes: str
    source: str
    compared: bool

    @property
    def key(self) -> tuple[str, str, str, str]:
        """What tells a mutant from another, wherever its line has moved to."""
        return self.module, self.function, self.was, self.becomes


def mutants_of(module: str) -> Iterator[Mutant]:
    """Every mutant of a module, in the order of its text, each once."""
    return _Module(module, (PACKAGE / module).read_text(encoding="utf-8")).mutants()


class _Module(cst.CSTVisitor):
    METADATA_DEPENDENCIES = (PositionProvider, ParentNodeProvider)

    def __init__(self, module: str, text: str) -> None:
        super().__init__()
        self.module, self.text = module, text
        self.wrapper = MetadataWrapper(cst.parse_module(text))
        self.changes: list[tuple[cst.CSTNode, cst.CSTNode, bool]] = []

    def mutants(self) -> Iterator[Mutant]:
        self.wrapper.visit(self)
        positions = self.wrapper.resolve(PositionProvider)
        parents = self.wrapper.resolve(ParentNodeProvider)
        seen = {self.text}
        for node, changed, compared in self.changes:
            replaced = self.wrapper.module.deep_replace(node, changed)
            assert isinstance(replaced, cst.Module)
            source = replaced.code
            if source in seen or not _compiles(source):
                continue
            seen.add(source)
            was, becomes = _changed_lines(self.text, source)
            yield Mutant(
                self.module,
                _function(node, parents),
                _statement(node, parents, positions),
                _around(node, parents, positions),
                was,
                becomes,
                source,
                compared,
            )

    def on_visit(self, node: cst.CSTNode) -> bool:
        if self._is_of_types_or_names(node):
            return False
        for kind, operator in mutation_operators:
            if isinstance(node, kind):
                for changed in operator(node):
                    self.changes.append((node, changed, self._is_compared(node, changed)))
        if isinstance(node, cst.Arg) and isinstance(node.value, cst.Name):
            self._change_severity(node, node.value)
        return True

    def _change_severity(self, argument: cst.Arg, severity: cst.Name) -> None:
        """Of a severity, a vector sees whether it refuses the file."""
        if severity.value in _SEVERITIES:
            other = severity.with_changes(value=_SEVERITIES[severity.value])
            self.changes.append((argument, argument.with_changes(value=other), True))

    def _is_of_types_or_names(self, node: cst.CSTNode) -> bool:
        """Whether a node says nothing of what is done: a type, an import, a list of names."""
        if isinstance(node, cst.Annotation | cst.Import | cst.ImportFrom):
            return True
        if isinstance(node, cst.AnnAssign | cst.Assign):
            code = self.wrapper.module.code_for_node(node)
            return code.startswith("__all__") or any(name in code for name in _OF_TYPES)
        return False

    def _is_compared(self, node: cst.CSTNode, changed: cst.CSTNode) -> bool:
        """Whether a vector could see the change at all."""
        if isinstance(node, cst.Call) and isinstance(changed, cst.Call):
            place = _changed_argument(node, changed)
            if place is not None and _hides(node, node.args[place]):
                return False
        parent: cst.CSTNode = node
        while not isinstance(parent, cst.Module):
            child, parent = parent, self.get_metadata(ParentNodeProvider, parent)
            hidden = isinstance(parent, cst.Call) and _hides(parent, child)
            if hidden or isinstance(parent, cst.Raise):
                return False
        return True


def _changed_argument(call: cst.Call, changed: cst.Call) -> int | None:
    """The place of the argument that is replaced or left out; None when it is another change."""
    if call.func is not changed.func:
        return None
    pairs = zip(call.args, changed.args, strict=False)
    places = (i for i, (one, other) in enumerate(pairs) if one is not other)
    return next(places, len(call.args) - 1)


def _hides(call: cst.Call, argument: cst.CSTNode) -> bool:
    """Whether what is passed there is nothing that a vector compares."""
    if not isinstance(argument, cst.Arg):
        return False
    name = call.func.value if isinstance(call.func, cst.Name) else ""
    place = next(i for i, each in enumerate(call.args) if each is argument)
    keyword = argument.keyword.value if argument.keyword else ""
    return name in _UNCOMPARED and _UNCOMPARED[name](place, keyword)


def _function(node: cst.CSTNode, parents: Mapping[cst.CSTNode, cst.CSTNode]) -> str:
    names = []
    while not isinstance(node, cst.Module):
        if isinstance(node, cst.FunctionDef | cst.ClassDef):
            names.append(node.name.value)
        node = parents[node]
    return ".".join(reversed(names))


def _statement(
    node: cst.CSTNode,
    parents: Mapping[cst.CSTNode, cst.CSTNode],
    positions: Mapping[cst.CSTNode, CodeRange],
) -> range:
    """The lines of the statement that a node is of; of a compound one, as far as the node."""
    own = node
    while node not in positions or not isinstance(
        node, cst.SimpleStatementLine | cst.BaseCompoundStatement | cst.Decorator
    ):
        node = parents[node]
    start = positions[node].start.line
    if isinstance(node, cst.BaseCompoundStatement):
        while own not in positions:
            own = parents[own]
        return range(start, positions[own].end.line + 1)
    return range(start, positions[node].end.line + 1)


def _around(
    node: cst.CSTNode,
    parents: Mapping[cst.CSTNode, cst.CSTNode],
    positions: Mapping[cst.CSTNode, CodeRange],
) -> range:
    """The lines of the function that a node is in, or else of the module."""
    while not isinstance(node, cst.FunctionDef | cst.Module):
        node = parents[node]
    return range(positions[node].start.line, positions[node].end.line + 1)


def _compiles(source: str) -> bool:
    try:
        compile(source, "", "exec")
    except SyntaxError:
        return False
    return True


def _changed_lines(before: str, after: str) -> tuple[str, str]:
    """The lines that differ, each side in one line."""
    one, other = before.splitlines(), after.splitlines()
    head = _common(one, other)
    tail = _common(one[: head - 1 if head else None : -1], other[: head - 1 if head else None : -1])
    was, becomes = (" ".join(lines[head : len(lines) - tail]) for lines in (one, other))
    return squeezed(was), squeezed(becomes)


def _common(one: list[str], other: list[str]) -> int:
    """How many lines two texts have in common, from their first on."""
    pairs = zip(one, other, strict=False)
    return next((i for i, (a, b) in enumerate(pairs) if a != b), min(len(one), len(other)))
