"""Where things are in a JSON text: offsets as lines and columns, pointers as offsets.

Both are for a text that has been read: of one that is not JSON they say what they can, and stop.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Final

from attrs import define, field

from segur_rules.demandes._scanner import ESCAPE, unescaped

# All is possessive, and a text that nothing closes ends with the file: a match never gives
# back what it took, so that neither a long text nor a broken one costs more than its length.
_STRING: Final = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?+'
_BLANK: Final = re.compile(r"[ \t\n\r]*+")
_SCALAR: Final = re.compile(rf'{_STRING}|[^\s\[\]{{}}",:]++', re.DOTALL)
_OPENERS: Final = frozenset("[{")
_BRACKET: Final = re.compile(
    rf'[^\[\]{{}}"]*+(?:{_STRING}[^\[\]{{}}"]*+)*+(?P<bracket>[\[\]{{}}]|\Z)', re.DOTALL
)
_NEXT: Final = re.compile(
    rf"[ \t\n\r,]*+(?:(?P<closer>[\]}}])|(?P<name>{_STRING})[ \t\n\r]*+:[ \t\n\r]*+|)", re.DOTALL
)


def positions(texte: str, offsets: Iterable[int]) -> dict[int, tuple[int, int]]:
    r"""Return the line and column, from 1, of each offset. \n, \r\n and \r each end a line.

    No offset may be between the \r and the \n of one end of line.
    """
    found: dict[int, tuple[int, int]] = {}
    line, line_start, before = 1, 0, 0
    for offset in sorted(offsets):
        line += texte.count("\n", before, offset) + texte.count("\r", before, offset)
        line -= texte.count("\r\n", before, offset)
        last_end = max(texte.rfind("\n", before, offset), texte.rfind("\r", before, offset))
        line_start = max(line_start, last_end + 1)
        found[offset] = line, offset - line_start + 1
        before = offset
    return found


def locate(texte: str, pointers: Iterable[str]) -> dict[str, tuple[int, int]]:
    """Return the line and column, from 1, of the value that each JSON Pointer names.

    Where a value is missing, it is the position of the nearest one around it that exists. Of
    two members of one name the last counts, as it does for whoever reads the document.
    """
    paths = {pointer: _names(pointer) for pointer in pointers}
    root = _Node()
    for path in paths.values():
        node = root
        for name in path:
            node = node.children.setdefault(name, _Node())
    _mark(texte, root)
    offsets = {pointer: _nearest(root, path) for pointer, path in paths.items()}
    places = positions(texte, set(offsets.values()))
    return {pointer: places[offset] for pointer, offset in offsets.items()}


@define(eq=False)
class _Node:
    """A value that is looked for: where it was last seen, in a value that began where."""

    children: dict[str, _Node] = field(factory=dict)
    offset: int = 0
    parent_offset: int = -1


@define(eq=False)
class _Container:
    """An object or array that is walked through, because of what may be in it."""

    node: _Node
    offset: int
    is_array: bool
    length: int = 0

    def next_child(self, name: str | None) -> _Node | None:
        """Return what is looked for under this name, as written, or at the next index."""
        if self.is_array:
            self.length += 1
            return self.node.children.get(str(self.length - 1))
        return self.node.children.get(ESCAPE.sub(unescaped, name[1:-1])) if name else None


def _names(pointer: str) -> list[str]:
    """Return the names along a pointer: none for the document, nor for what is no pointer."""
    if not pointer.startswith("/"):
        return []
    return [name.replace("~1", "/").replace("~0", "~") for name in pointer.split("/")[1:]]


def _mark(texte: str, root: _Node) -> None:
    """Note where each node is, walking through their containers and past all the rest."""
    around: list[_Container] = []
    node: _Node | None = root
    pos = _end(_BLANK, texte, 0)
    root.offset = pos
    while pos < len(texte):
        if node is not None:
            node.offset = pos
            node.parent_offset = around[-1].offset if around else -1
        if node is not None and node.children and texte[pos] in "[{":
            around.append(_Container(node, pos, is_array=texte[pos] == "["))
            pos += 1
        else:
            pos = _after(texte, pos)
        closer, name, pos = _next(texte, pos)
        while closer and around:
            around.pop()
            closer, name, pos = _next(texte, pos)
        if not around:
            break
        node = around[-1].next_child(name)


def _next(texte: str, pos: int) -> tuple[str | None, str | None, int]:
    """Return the closing bracket or the name that comes next, and where what follows begins."""
    found = _NEXT.match(texte, pos)
    return (found["closer"], found["name"], found.end()) if found else (None, None, pos)


def _after(texte: str, pos: int) -> int:
    """Return the offset that follows a value; the end, when there is none."""
    if texte[pos] not in "[{":
        return _end(_SCALAR, texte, pos) or len(texte)
    depth = 0
    for found in _BRACKET.finditer(texte, pos):
        depth += 1 if found["bracket"] in _OPENERS else -1
        if depth <= 0:
            return found.end()
    return len(texte)


def _end(pattern: re.Pattern[str], texte: str, pos: int) -> int:
    """Return the end of a match, 0 when there is none."""
    found = pattern.match(texte, pos)
    return found.end() if found else 0


def _nearest(root: _Node, path: list[str]) -> int:
    """Return the offset of the node at the end of a path, or of the last that exists."""
    node = root
    for name in path:
        child = node.children[name]
        # Seen in a value that another of the same name has since replaced: not seen.
        if child.parent_offset != node.offset:
            break
        node = child
    return node.offset
