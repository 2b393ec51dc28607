"""Hypothesis strategies, for vendors who test their own exporters.

`documents` and `files` give what must be accepted, `faulty_documents` what must be refused and
by which rule, `any_json` and `any_bytes` what must at least be answered. The numbers that
identify people and products have a strategy each.

    from hypothesis import given
    from segur_rules.testing import documents

    @given(documents("MDV-LGC-VA1", "avance"))
    def test_my_reader_reads_what_is_valid(document): ...

Every number, name and address is made up. The package itself never imports this module, which
needs Hypothesis.
"""

from __future__ import annotations

try:
    import hypothesis as _hypothesis
except ImportError as error:
    raise ImportError(
        "segur_rules.testing makes Hypothesis strategies and needs it: pip install hypothesis"
    ) from error

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

del _hypothesis
