"""Reports as JSON: the contract of one report, or a list of named ones."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from segur_rules.cli.judgement import Judgement
from segur_rules.messages.rapport import report_to_dict
from segur_rules.rules.scenarios import LigneControlee


def reports_to_json(judgements: Sequence[Judgement], langue: str) -> Any:
    """The report of one file; of several, a list of their names and reports.

    A file that could not be read has no report: alone it is null, among others it has its
    error beside a null report.
    """
    if len(judgements) == 1:
        return _report(judgements[0], langue)
    return [
        {
            "file": judgement.name,
            "report": _report(judgement, langue),
            **({"error": judgement.error} if judgement.error else {}),
        }
        for judgement in judgements
    ]


def _report(judgement: Judgement, langue: str) -> dict[str, object] | None:
    if judgement.report is None:
        return None
    data = report_to_dict(judgement.report, langue)
    if judgement.scenarios is not None:
        data["scenarios"] = [
            _scenario(ligne) for demande in judgement.scenarios for ligne in demande.lignes
        ]
    return data


def _scenario(ligne: LigneControlee) -> dict[str, object]:
    return {
        "pointer": ligne.pointer,
        "champ": ligne.champ,
        "valeur": ligne.valeur,
        "controle": ligne.controle.value,
        "profil": ligne.profil,
    }
