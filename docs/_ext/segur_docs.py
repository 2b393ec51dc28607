"""The extension: parts of pages that are written from the package when the pages are built.

In a page, a fence named `generated` says which part stands there:

    ```{generated} rules FIC
    ```

It is replaced by Markdown before the page is read, so that headings and links in it are the
page's own. Nothing generated is kept in the repository.
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, Final

from docs._ext import (
    api_pages,
    catalogue_pages,
    context_pages,
    format_pages,
    requirement_pages,
    rule_pages,
    server_pages,
    state_pages,
    transcript,
)

PARTS: Final[Mapping[str, Callable[..., str]]] = MappingProxyType(
    {
        "commands": transcript.commands,
        "rule-index": rule_pages.index,
        "rules": rule_pages.family_page,
        "bases": rule_pages.bases,
        "context": context_pages.whole,
        "format-couloirs": format_pages.couloirs,
        "format-objects": format_pages.classes,
        "format-kinds": format_pages.kinds,
        "format-sources": format_pages.sources,
        "couloirs": catalogue_pages.couloirs,
        "sons": catalogue_pages.sons,
        "plafonds": catalogue_pages.plafonds,
        "calendrier": catalogue_pages.calendrier,
        "profils": catalogue_pages.profils,
        "equivalences": catalogue_pages.equivalences,
        "tva": catalogue_pages.tva,
        "data-sources": catalogue_pages.sources,
        "life-cycles": state_pages.life_cycles,
        "etats": state_pages.etats,
        "refusals": state_pages.refusals,
        "requirement-summary": requirement_pages.summary,
        "requirements": requirement_pages.page_of_requirements,
        "server-settings": server_pages.settings,
        "server-commands": server_pages.commands,
        "facade": api_pages.facade,
        "room": api_pages.room,
        "other-rooms": api_pages.other_rooms,
    }
)
_FENCE: Final = re.compile(
    r"^```\{generated\} +([^\n]+)\n((?::[a-z]+: *[^\n]*\n)*)```$", re.MULTILINE
)
_OPTION: Final = re.compile(r":([a-z]+): *([^\n]*)")


def expand(text: str) -> str:
    """A page with its generated parts in their places."""
    return _FENCE.sub(lambda found: part(found[1], dict(_OPTION.findall(found[2]))), text)


def part(call: str, options: Mapping[str, str]) -> str:
    """One generated part: a name of `PARTS` with its arguments, or `run` and a command."""
    name, _, rest = call.strip().partition(" ")
    if name == "run":
        return transcript.run(rest, **{key: int(value) for key, value in options.items()})
    return PARTS[name](*shlex.split(rest))


def setup(app: Any) -> dict[str, bool]:
    """Expand the pages as they are read, and read again those that hold a generated part."""
    app.connect("source-read", _on_source_read)
    app.connect("env-get-outdated", _on_outdated)
    app.connect("autodoc-process-docstring", _on_docstring)
    app.connect("autodoc-process-signature", _on_signature)
    app.connect("object-description-transform", _on_description)
    return {"parallel_read_safe": True, "parallel_write_safe": True}


def _on_source_read(_app: Any, _docname: str, source: list[str]) -> None:
    source[0] = expand(source[0])


def _on_outdated(_app: Any, env: Any, *_: Any) -> list[str]:
    pages = ((name, env.doc2path(name)) for name in env.found_docs)
    return [name for name, path in pages if "{generated}" in path.read_text(encoding="utf-8")]


def _on_docstring(_app: Any, _what: str, _name: str, obj: Any, _: Any, lines: list[str]) -> None:
    lines[:] = api_pages.in_rest(lines, obj)


def _on_signature(
    _app: Any, _what: str, _name: str, _obj: Any, _: Any, signature: str | None, returns: str | None
) -> tuple[str | None, str | None]:
    return signature and api_pages.in_short(signature), returns


def _on_description(_app: Any, _domain: str, _objtype: str, content: Any) -> None:
    from sphinx.addnodes import desc_annotation

    for part in list(content.parent[0].findall(desc_annotation)):
        text = part.astext()
        if text.startswith(" = ") and len(text) > api_pages.VALUE_MAX:
            part.parent.remove(part)
