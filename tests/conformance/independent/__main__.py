"""Write the vectors: ``python -m tests.conformance.independent`` from the project's root."""

from __future__ import annotations

from tests.conformance.independent.fichiers import write
from tests.conformance.independent.tables import FILES

if __name__ == "__main__":
    write(FILES)
