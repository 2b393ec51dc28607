"""What is wrong in data that a caller gives, in words, with the place of each fault."""

from __future__ import annotations

from collections.abc import Callable
from types import GenericAlias
from typing import Any, get_args, get_origin

import cattrs
from cattrs.v import format_exception


def faults(error: BaseException, where: str) -> list[str]:
    """Each fault of data that could not be structured, as `what @ where`."""
    return cattrs.transform_error(error, path=where, format_exception=_said)


def _said(error: BaseException, expected: type | None) -> str:
    """What a value's own check says of it, which is plainer than the name of a Python type."""
    if isinstance(error, ValueError) and error.args:
        return str(error)
    return format_exception(error, expected)


def lists_only(converter: cattrs.Converter) -> None:
    """Have a converter read an array from a list alone: a text is no list of its characters."""

    def hook_of(target: Any) -> Callable[[Any, Any], Any]:
        items: Any = GenericAlias(list, get_args(target)[0])

        def hook(raw: Any, _: Any) -> Any:
            if not isinstance(raw, list | tuple):
                raise ValueError(f"expected a list, got {raw!r}")
            return tuple(converter.structure(list(raw), items))

        return hook

    converter.register_structure_hook_factory(_is_tuple, hook_of)


def _is_tuple(target: Any) -> bool:
    return get_origin(target) is tuple
