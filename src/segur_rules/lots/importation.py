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
from segur_rules.outcomes import Constat, Finding, Report, Severity
from segur_rules.sources import honours

RETENUE: Final = "Demande retenue"
"""What is answered of a demande that is retained, by the guide's word (§4.1)."""

NIVEAUX: Final[Mapping[str, Severity]] = MappingProxyType(
    {"SEG-DOS-004": Severity.ERROR, "SEG-PJU-021": Severity.ERROR}
)
"""What weighs more at an import: every dossier of the vendor is known, and a solde needs its own;
a demande that announces what nobody can give would only wait to be deleted. Choices."""

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
    by_line = errors_by_line(report, nombre)
    of_the_file = [error for error in errors if _index_of(error, nombre) is None]
    if not of_the_file and len(by_line) < nombre and not _judged(report):
        of_the_file = errors
    if of_the_file:
        return Tri(nombre, {}, _each_once(of_the_file))
    return Tri(nombre, {index: _each_once(those) for index, those in by_line.items()})


def errors_by_line(report: Report, nombre: int) -> dict[int, list[Finding]]:
    """The errors of each of `nombre` lines that has any, by its index, in the order of the file."""
    found: dict[int, list[Finding]] = {}
    for finding in report.findings:
        index = _index_of(finding, nombre)
        if index is not None and finding.severity is Severity.ERROR:
            found.setdefault(index, []).append(finding)
    return dict(sorted(found.items()))


@honours("GU-4-08", "PS-05")
def rejection_for_others(errors: Sequence[Finding]) -> Constat:
    """Why a line is rejected for what other vendors filed, and nothing of what they filed.

    `errors` are those of the line that their dossiers alone make; the first one's rule rejects
    it. Of the findings of this rule only the line's own numbers are told.
    """
    first = errors[0]
    numeros = {str(error.params["valeur"]): None for error in errors if error.rule == first.rule}
    return Constat(first.rule, first.pointer, {"numeros": tuple(numeros)}, "rejet")


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


def _each_once(errors: Sequence[Finding]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(error.rule for error in errors))


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
