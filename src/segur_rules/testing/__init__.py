"""Hypothesis strategies and a pytest plugin, for vendors who test their own programs.

`documents` and `files` give what must be accepted, `faulty_documents` what must be refused and
by which rule, `any_json` and `any_bytes` what must at least be answered. The numbers that
identify people and products have a strategy each.

    from hypothesis import given
    from segur_rules.testing import documents

    @given(documents("MDV-LGC-VA1", "avance"))
    def test_my_reader_reads_what_is_valid(document): ...

Every number, name and address is made up. The strategies need Hypothesis, and load when they are
first used: the plugin, which pytest loads by itself, needs nothing but pytest.
"""

from __future__ import annotations

from importlib import import_module
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final

if TYPE_CHECKING:
    from segur_rules.testing.bruit import any_bytes, any_json
    from segur_rules.testing.fautes import FAULTS, faulty_documents
    from segur_rules.testing.strategies import (
        am,
        documents,
        files,
        finess,
        numero_ans,
        numero_asp,
        render,
        rpps,
        siret,
    )

_HOMES: Final = MappingProxyType(
    {
        "FAULTS": "fautes",
        "am": "strategies",
        "any_bytes": "bruit",
        "any_json": "bruit",
        "documents": "strategies",
        "faulty_documents": "fautes",
        "files": "strategies",
        "finess": "strategies",
        "numero_ans": "strategies",
        "numero_asp": "strategies",
        "render": "strategies",
        "rpps": "strategies",
        "siret": "strategies",
    }
)

__all__ = [
    "FAULTS",
    "am",
    "any_bytes",
    "any_json",
    "documents",
    "faulty_documents",
    "files",
    "finess",
    "numero_ans",
    "numero_asp",
    "render",
    "rpps",
    "siret",
]


def __getattr__(name: str) -> Any:
    """Load the strategy of this name. Raises `ImportError` where there is no Hypothesis."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    try:
        import_module("hypothesis")
    except ImportError as error:
        raise ImportError(
            "segur_rules.testing makes Hypothesis strategies and needs it: pip install hypothesis"
        ) from error
    return getattr(import_module(f"{__name__}.{_HOMES[name]}"), name)
