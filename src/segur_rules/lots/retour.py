"""A file that the portal may have returned: the filed document, with what the portal filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from attrs import evolve, field, frozen

from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Demande
from segur_rules.demandes.lecture import read
from segur_rules.identifiants import numero_asp
from segur_rules.lots.ecriture import render
from segur_rules.lots.remarques import Refus, of_finding
from segur_rules.outcomes import Finding
from segur_rules.rules import Stage, check_file, rules
from segur_rules.rules.context import Context
from segur_rules.rules.engine import read_file

_FILLED: Final = ("codeTraitement", "libelleTraitement")


@frozen
class LigneRetour:
    """One demande, and what the portal answered of it; None where it answered nothing.

    `document` is the line as filed, as JSON values.
    """

    demande: Demande
    numero_asp: str | None
    code_traitement: str | None
    libelle_traitement: str | None
    document: Mapping[str, Any] = field(repr=False)


@frozen
class Retour:
    """A file as it was filed, and what the portal filled in; `sons` is None when unknown."""

    imp_id: str | None
    numero_ans: str
    siret: str
    sons: str | None
    lignes: tuple[LigneRetour, ...]


def read_returned(raw: bytes, phase: Phase, context: Context | None = None) -> Retour | Refus:
    """Read a file of a phase, as filed or as returned by the portal.

    Only its shape is asked to be right: what the rules say of a file that was filed long ago is
    not asked again.
    """
    context = evolve(context or Context(), phase=phase)
    lecture = read(raw, context.limits)
    if not lecture.lisible or not isinstance(lecture.document, dict):
        return _refused(raw, context)
    filed, lines = _as_filed(lecture.document, phase)
    if filed is None:
        return _refused(raw, context)
    again = render(filed)
    fichier, completed = read_file(again, context)
    if fichier is None or fichier.positions is not None:
        return _refused(again, context)
    return Retour(
        _text(lecture.document.get("impId")),
        fichier.numero_ans,
        fichier.siret,
        completed.scheme.code if completed.scheme else None,
        tuple(
            LigneRetour(
                demande,
                _text(line["numeroASP"]),
                _text(line["codeTraitement"]),
                _text(line["libelleTraitement"]),
                cleared,
            )
            for demande, line, cleared in zip(
                fichier.lignes_import, lines, filed["lignesImport"], strict=True
            )
        ),
    )


def _as_filed(document: dict[str, Any], phase: Phase) -> tuple[dict[str, Any] | None, list[Any]]:
    """The document without what the portal filled in, and its lines with it."""
    lines = document.get("lignesImport")
    if not isinstance(lines, list) or not all(isinstance(line, dict) for line in lines):
        return None, []
    names = (*_FILLED, "numeroASP") if phase is Phase.AVANCE else _FILLED
    cleared = [
        {name: None if name in names else value for name, value in line.items()} for line in lines
    ]
    return {**document, "impId": None, "lignesImport": cleared}, lines


def _refused(raw: bytes, context: Context) -> Refus:
    """Why a file cannot be read: what its reading and its schema find."""
    report = check_file(raw, context)
    return Refus(tuple(of_finding(f, None) for f in report.findings if _is_of_shape(f)))


def _is_of_shape(finding: Finding) -> bool:
    return rules()[finding.rule].stage is not Stage.REGLE


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def dossier_of(number: str) -> str:
    """The number of a dossier without its suffix; what is no such number is kept as it is."""
    return numero_asp.without_suffix(number) if numero_asp.is_valid(number) else number
