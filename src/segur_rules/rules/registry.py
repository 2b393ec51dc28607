"""What a rule is, and how one is declared.

A rule has one permanent id, one sentence, the requirements that it honours and one pure
question. A rule of the reading or of the schema has no function of its own: the reader and the
schema answer for it, and it is declared with `declared`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator
from enum import StrEnum
from typing import Final, TypeAlias

from attrs import frozen

from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Fichier
from segur_rules.outcomes import Constat, NotEvaluable, Param, Severity
from segur_rules.rules.context import Context
from segur_rules.sources import Certainty, requirements

Answer: TypeAlias = Iterator[Constat | NotEvaluable]
Check: TypeAlias = Callable[[Fichier, Context], Answer]

ERROR, WARNING, INFO = Severity.ERROR, Severity.WARNING, Severity.INFO
GUIDE, PUBLIC = Certainty.GUIDE, Certainty.PUBLIC
INFERRED, CHOICE = Certainty.INFERRED, Certainty.CHOICE

COULOIRS: Final = frozenset(("HOP", "MDV", "BIO", "RAD", "IMG", "PHA", "MS1", "MS2", "MSS", "SAS"))
FAMILIES: Final = ("FIC", "COM", "BEN", "SCE", "PJU", "ENR", "DOS", "ECH")
_ID: Final = re.compile(rf"SEG-({'|'.join(FAMILIES)})-[0-9]{{3}}")


class Stage(StrEnum):
    """When a rule is judged: while bytes are read, by the schema, or on the typed file.

    The last two are judged where documents are given with the file: any, or those of a zip.
    """

    LECTURE = "lecture"
    SCHEMA = "schema"
    REGLE = "regle"
    PIECES = "pieces"
    ZIP = "zip"


@frozen
class Rule:
    """One rule. `couloirs` and `phases` say where it applies; `needs` what it must be told."""

    id: str
    sentence: str
    severity: Severity
    certainty: Certainty
    requires: tuple[str, ...]
    stage: Stage = Stage.REGLE
    couloirs: frozenset[str] = COULOIRS
    phases: frozenset[Phase] = frozenset(Phase)
    needs: tuple[str, ...] = ()
    check: Check | None = None

    def __attrs_post_init__(self) -> None:
        """Refuse, at import, a rule without a permanent id, a sentence or a source."""
        unknown = [number for number in self.requires if number not in requirements()]
        if not _ID.fullmatch(self.id) or not self.sentence or unknown or not self.requires:
            raise LookupError(f"rule {self.id}: an id, a sentence and known requirements are due")


def rule(
    number: str,
    severity: Severity,
    certainty: Certainty,
    *requires: str,
    couloirs: Iterable[str] = COULOIRS,
    phase: Phase | None = None,
    needs: tuple[str, ...] = (),
) -> Callable[[Check], Rule]:
    """Declare a function as a rule; the first line of its docstring is the rule's sentence."""

    def register(check: Check) -> Rule:
        return Rule(
            number,
            (check.__doc__ or "").partition("\n")[0].strip(),
            severity,
            certainty,
            requires,
            couloirs=frozenset(couloirs),
            phases=frozenset(Phase) if phase is None else frozenset((phase,)),
            needs=needs,
            check=check,
        )

    return register


def declared(
    number: str,
    stage: Stage,
    severity: Severity,
    certainty: Certainty,
    sentence: str,
    *requires: str,
    couloirs: Iterable[str] = COULOIRS,
    phase: Phase | None = None,
) -> Rule:
    """Declare a rule that the reader or the schema answers for."""
    return Rule(
        number,
        sentence,
        severity,
        certainty,
        requires,
        stage,
        frozenset(couloirs),
        frozenset(Phase) if phase is None else frozenset((phase,)),
    )


def found(pointer: str, variant: str = "", **params: Param) -> Constat:
    """What a rule saw at a place; the registry adds the rule's own id and severity."""
    return Constat("", pointer, params, variant)


def unknown(*missing: str) -> NotEvaluable:
    """What a rule lacked, by the names that the report prints."""
    return NotEvaluable(missing)


def at(index: int, rest: str = "") -> str:
    """The pointer of a line of the file, or of something in it."""
    return f"/lignesImport/{index}{rest}"
