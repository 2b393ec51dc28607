"""Write the vectors: ``python -m tests.conformance.independent`` from the project's root."""

from __future__ import annotations

from tests.conformance.independent import echeances, montants, statuts
from tests.conformance.independent.fichiers import write

if __name__ == "__main__":
    for table in (statuts, montants, echeances):
        write(table.files())
