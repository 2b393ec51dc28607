"""How much work a document may cost: a count, so that it is the same on every machine."""

from __future__ import annotations

from typing import Final

from attrs import define

EFFORT_PIECE: Final = 250_000
"""Steps that one document may cost: those of a PDF of which some three thousand objects are read.

A step is a short read of the PDF library, a few microseconds; the objects that it makes of as many
stay below some tens of MiB.
"""

EFFORT_TOTAL: Final = 30_000_000
"""Steps that all the documents of one check may cost together: a thousand of the common ones."""


class Depasse(BaseException):  # so that a library that catches every exception lets it through
    """The effort is spent."""


@define
class Effort:
    """Steps that are left. Raises `Depasse` when there are none any more."""

    reste: int = EFFORT_PIECE

    def spend(self, steps: int) -> None:
        """Spend some steps."""
        self.reste -= steps
        if self.reste < 0:
            raise Depasse

    def share(self) -> Effort:
        """What one document may take of what is left; `settle` gives back what it did not."""
        part = Effort(min(self.reste, EFFORT_PIECE))
        self.reste -= part.reste
        return part

    def settle(self, part: Effort) -> None:
        """Take back what a document did not use."""
        self.reste += max(part.reste, 0)
