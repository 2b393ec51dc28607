"""All the tables, in the order in which their files are written."""

from __future__ import annotations

from typing import Final

from tests.conformance.independent import (
    documents,
    echeances,
    exports,
    identifiants,
    montants,
    recherche,
    statuts,
)
from tests.conformance.independent.fichiers import Json

FILES: Final[dict[str, Json]] = {
    stem: data
    for table in (statuts, montants, echeances, identifiants, documents, recherche, exports)
    for stem, data in table.files().items()
}
