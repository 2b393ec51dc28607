"""Hypothesis strategies and a pytest plugin, for vendors who test their own programs.

`documents` and `files` give what must be accepted, `faulty_documents` and `faulty_files` what
must be refused and by which rule, `any_json` and `any_bytes` what must at least be answered. The
numbers that identify people and products have a strategy each. `valid_file` and `broken_files` are
no strategies: they give a plain file, and the same with each fault.

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
    from segur_rules.testing.fautes.fichiers import broken_files, faulty_files, valid_file
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
        "broken_files": "fautes.fichiers",
        "documents": "strategies",
        "faulty_documents": "fautes",
        "faulty_files": "fautes.fichiers",
        "files": "strategies",
        "finess": "strategies",
        "numero_ans": "strategies",
        "numero_asp": "strategies",
        "render": "strategies",
        "rpps": "strategies",
        "siret": "strategies",
        "valid_file": "fautes.fichiers",
    }
)

__all__ = [
    "FAULTS",
    "am",
    "any_bytes",
    "any_json",
    "broken_files",
    "documents",
    "faulty_documents",
    "faulty_files",
    "files",
    "finess",
    "numero_ans",
    "numero_asp",
    "render",
    "rpps",
    "siret",
    "valid_file",
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
