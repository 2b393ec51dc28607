"""What an import retains of a file, and the file that the portal returns.

An error in one line rejects that line alone. An error that is in no line refuses the whole file,
and so does a file of which some lines could not be judged although nothing is said of them: a
demande is retained only when it was. Inferred: the guide counts demandes retained and rejected
and does not say of which errors each is.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final

from attrs import field, frozen

from segur_rules.lots.ecriture import render
from segur_rules.outcomes import Finding, Report, Severity
from segur_rules.sources import honours

RETENUE: Final = "Demande retenue"
"""What is answered of a demande that is retained, by the guide's word (§4.1)."""

NIVEAUX: Final[Mapping[str, Severity]] = MappingProxyType({"SEG-DOS-004": Severity.ERROR})
"""What weighs more where every dossier of the vendor is known: a solde needs its own."""

_LINE: Final = "lignesImport"
_INDEX_MAX: Final = 9
"""Digits of an index; a name of more is none."""


@honours("GU-4-04", "GU-4-08")
@frozen
class Tri:
    """The lines of a file sorted: those that an import retains, those that it rejects.

    `nombre` is how many there are; `rejets` gives, by the index of each that is rejected, the ids
    of the rules that it breaks, in the order of the file.
    `refus` are the ids of the rules that refuse the whole file: nothing of it is then retained.
    """

    nombre: int
    rejets: Mapping[int, tuple[str, ...]] = field(factory=dict)
    refus: tuple[str, ...] = ()

    @property
    def refuse(self) -> bool:
        """Whether nothing of the file is imported."""
        return bool(self.refus)

    @property
    def retenues(self) -> tuple[int, ...]:
        """The indexes of the lines that are retained."""
        if self.refuse:
            return ()
        return tuple(index for index in range(self.nombre) if index not in self.rejets)


@honours("GU-4-04", "GU-4-08")
def sort_lines(report: Report, document: object) -> Tri:
    """Sort the lines of a file, by the report on it and by its document as it was read."""
    errors = [f for f in report.findings if f.severity is Severity.ERROR]
    lines = document.get(_LINE) if isinstance(document, dict) else None
    nombre = len(lines) if isinstance(lines, list) else 0
    by_line: dict[int, list[str]] = {}
    of_the_file = []
    for error in errors:
        index = _index_of(error, nombre)
        if index is None:
            of_the_file.append(error.rule)
        else:
            by_line.setdefault(index, []).append(error.rule)
    if not of_the_file and len(by_line) < nombre and not _judged(report):
        of_the_file = [error.rule for error in errors]
    if of_the_file:
        return Tri(nombre, {}, _each_once(of_the_file))
    return Tri(nombre, {index: _each_once(ids) for index, ids in sorted(by_line.items())})


def _index_of(finding: Finding, nombre: int) -> int | None:
    """The index of the line that a finding is about; None when it is about the file."""
    _, root, index, *_ = (*finding.pointer.split("/"), "", "")
    is_index = index.isascii() and index.isdecimal() and len(index) <= _INDEX_MAX
    if root != _LINE or not is_index or int(index) >= nombre:
        return None
    return int(index)


def _judged(report: Report) -> bool:
    """Whether every line was judged: the file could be read, and all its faults are told."""
    unread = any("fichier" in skipped.missing for skipped in report.not_evaluated)
    return not unread and not report.truncated


def _each_once(ids: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(ids))


@frozen
class Reponse:
    """What the portal answers of one line.

    `numero_asp` is None where it gave no number: the line keeps what it was filed with.
    """

    numero_asp: str | None
    code: str
    libelle: str


@honours("GU-4-05")
def returned_file(document: Mapping[str, Any], imp_id: str, reponses: Sequence[Reponse]) -> bytes:
    """The file that the portal returns: the one that was filed, with what the portal fills in.

    Its members keep their order and its amounts are written as they were. `reponses` are those
    of its lines, one each; otherwise `ValueError` is raised.
    """
    lines = [
        {**line, **_filled(line, reponse)}
        for line, reponse in zip(document[_LINE], reponses, strict=True)
    ]
    return render({**document, "impId": imp_id, _LINE: lines})


def _filled(line: Mapping[str, Any], reponse: Reponse) -> dict[str, Any]:
    number = line.get("numeroASP") if reponse.numero_asp is None else reponse.numero_asp
    return {
        "numeroASP": number,
        "codeTraitement": reponse.code,
        "libelleTraitement": reponse.libelle,
    }
