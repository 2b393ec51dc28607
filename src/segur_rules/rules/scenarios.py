"""SCE: what was ordered or installed, against itself and against the referenced profiles."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from attrs import frozen

from segur_rules.catalogue import LigneProfil
from segur_rules.demandes.fichier import (
    BeneficiairesMS,
    Demande,
    Fichier,
    Scenario,
    ScenarioMDV,
    ScenarioMS,
)
from segur_rules.demandes.tags import tags
from segur_rules.rules.beneficiaires import MEDICO_SOCIAL
from segur_rules.rules.context import Context
from segur_rules.rules.registry import (
    ERROR,
    INFERRED,
    PUBLIC,
    WARNING,
    Answer,
    Stage,
    at,
    declared,
    found,
    rule,
)
from segur_rules.sources import Certainty, honours

_PAIRS: Final = (
    ("isDirectToDMP", "isPFIToDMP", "is_direct_to_dmp", "is_pfi_to_dmp"),
    ("isDirectToMSSPro", "isPFIToMSSPro", "is_direct_to_mss_pro", "is_pfi_to_mss_pro"),
    (
        "isDirectToMSSCitoyen",
        "isPFIToMSSCitoyen",
        "is_direct_to_mss_citoyen",
        "is_pfi_to_mss_citoyen",
    ),
)
_SURE: Final = (Certainty.GUIDE, Certainty.PUBLIC)


class Controle(StrEnum):
    """What became of a scenario line: the portal prints the checked ones in bold (GU-52-17)."""

    CONFORME = "conforme"
    """Checked against the referenced profiles, and agrees."""
    NON_CONFORME = "non_conforme"
    """Checked, and disagrees."""
    NON_CONTROLE = "non_controle"
    """Not checked: no line of the matrix speaks of it, or the profiles are not known."""


@frozen
class LigneControlee:
    """One line of a scenario as declared, and what the check against the profiles gave.

    `profil` is the referenced profile that the declaration requires, when it requires one.
    """

    pointer: str
    champ: str
    valeur: str | bool | None
    controle: Controle
    profil: str | None = None


@rule("SEG-SCE-001", ERROR, INFERRED, "GU-3-05", couloirs=("MDV",))
def direct_ou_pfi(fichier: Fichier, context: Context) -> Answer:
    """A flow is direct or by another software, not both."""
    for i, demande in fichier.lignes():
        scenario = demande.scenario_installation
        if isinstance(scenario, ScenarioMDV):
            for direct, pfi, is_direct, is_pfi in _PAIRS:
                if getattr(scenario, is_direct) and getattr(scenario, is_pfi):
                    yield found(at(i, f"/scenarioInstallation/{pfi}"), direct=direct, pfi=pfi)


@rule(
    "SEG-SCE-002",
    ERROR,
    PUBLIC,
    "GU-3-05",
    "GU-52-17",
    "PS-14",
    couloirs=MEDICO_SOCIAL,
    needs=("enrolement.profils",),
)
def profil_reference(fichier: Fichier, context: Context) -> Answer:
    """A declared profile is one the product is referenced for."""
    yield from _disagreements(fichier, context, sure=True)


@rule(
    "SEG-SCE-003",
    WARNING,
    INFERRED,
    "GU-3-05",
    "GU-52-17",
    couloirs=("HOP", "MDV", *MEDICO_SOCIAL),
    needs=("enrolement.profils",),
)
def fonction_referencee(fichier: Fichier, context: Context) -> Answer:
    """A declared function is one the product is referenced for."""
    yield from _disagreements(fichier, context, sure=False)


def _disagreements(fichier: Fichier, context: Context, *, sure: bool) -> Answer:
    matrix = {
        ligne.champ: ligne
        for ligne in _matrix(context)
        if (ligne.source.certainty in _SURE) is sure
    }
    if not matrix:
        return
    referenced = _referenced(context)
    for i, demande in fichier.lignes():
        for place, champ, valeur in _fields(demande):
            if champ in matrix:
                profil = _required(matrix[champ], valeur, context)
                if profil is not None and profil.casefold() not in referenced:
                    yield found(at(i, place), balise=champ, valeur=_as_json(valeur), profil=profil)


@honours("GU-52-17", "GU-3-05")
def control_scenarios(fichier: Fichier, context: Context) -> Iterator[LigneControlee]:
    """Every scenario line of a file, and whether it was checked and agrees.

    Lines of the matrix that are inactive check nothing. Without the enrôlement's profiles no
    line is checked.
    """
    known = context.enrolement is not None and context.enrolement.profils is not None
    matrix = {ligne.champ: ligne for ligne in _matrix(context)} if known else {}
    referenced = _referenced(context)
    for i, demande in fichier.lignes():
        for place, champ, valeur in _fields(demande):
            controle, profil = Controle.NON_CONTROLE, None
            if champ in matrix:
                profil = _required(matrix[champ], valeur, context)
                agrees = profil is None or profil.casefold() in referenced
                controle = Controle.CONFORME if agrees else Controle.NON_CONFORME
            shown = valeur.value if isinstance(valeur, StrEnum) else valeur
            yield LigneControlee(at(i, place), champ, shown, controle, profil)


def _matrix(context: Context) -> Iterator[LigneProfil]:
    couloir = context.scheme.couloir if context.scheme else None
    for ligne in context.catalogue.profils:
        if ligne.actif and (couloir is None or couloir in ligne.couloirs):
            yield ligne


def _referenced(context: Context) -> frozenset[str]:
    profils = (context.enrolement.profils if context.enrolement else None) or ()
    same = {
        key.casefold(): value.casefold() for key, value in context.catalogue.equivalences.items()
    }
    return frozenset(same.get(p.strip().casefold(), p.strip().casefold()) for p in profils)


def _required(ligne: LigneProfil, valeur: object, context: Context) -> str | None:
    """The profile that a declared value requires, or None."""
    if ligne.exige is not None:
        return ligne.exige if valeur is ligne.valeur else None
    return context.catalogue.equivalences.get(str(valeur), str(valeur))


def _as_json(valeur: object) -> str:
    return str(valeur).lower() if isinstance(valeur, bool) else str(valeur)


def _fields(demande: Demande) -> Iterator[tuple[str, str, str | bool | None]]:
    """Each field of the scenario: pointer in the line, tag, value."""
    scenario = demande.scenario_installation
    if isinstance(scenario, tuple):
        for j, row in enumerate(scenario):
            yield from _fields_of(row, f"/scenarioInstallation/{j}")
    elif scenario is not None:
        yield from _fields_of(scenario, "/scenarioInstallation")


def _fields_of(scenario: Scenario, place: str) -> Iterator[tuple[str, str, str | bool | None]]:
    for name, tag in tags(type(scenario)):
        yield f"{place}/{tag.wire}", tag.wire, getattr(scenario, name)


operateur = declared(
    "SEG-SCE-004",
    Stage.SCHEMA,
    ERROR,
    INFERRED,
    "A messaging operator's code is three letters, an underscore and digits.",
    "GU-4-08",
    couloirs=("MDV", *MEDICO_SOCIAL),
)


def _sites(fichier: Fichier) -> Iterator[tuple[int, list[tuple[int, str]], tuple[ScenarioMS, ...]]]:
    """The index of a line, its sites that have a FINESS, and its rows of scenario."""
    for i, demande in fichier.lignes():
        rows = demande.scenario_installation
        if isinstance(demande.beneficiaires, BeneficiairesMS) and isinstance(rows, tuple):
            sites = enumerate(demande.beneficiaires.etablissements)
            yield i, [(j, s.finess_geo) for j, s in sites if s.finess_geo is not None], rows


@rule("SEG-SCE-005", WARNING, INFERRED, "GU-4-08", couloirs=MEDICO_SOCIAL)
def rangee_d_un_site(fichier: Fichier, context: Context) -> Answer:
    """A row of the scenario names a site of the demande."""
    for i, sites, rows in _sites(fichier):
        known = {number for _, number in sites}
        for j, row in enumerate(rows):
            if row.finess_geo not in known:
                yield found(at(i, f"/scenarioInstallation/{j}/FINESSGeo"), valeur=row.finess_geo)


@rule("SEG-SCE-006", WARNING, INFERRED, "GU-4-08", couloirs=MEDICO_SOCIAL)
def site_avec_rangee(fichier: Fichier, context: Context) -> Answer:
    """Each site with a FINESS has its row of the scenario."""
    for i, sites, rows in _sites(fichier):
        present = {row.finess_geo for row in rows}
        for j, number in sites:
            if number not in present:
                yield found(at(i, f"/beneficiaires/etablissements/{j}/FINESSGeo"), valeur=number)


@rule("SEG-SCE-007", WARNING, INFERRED, "GU-4-08", couloirs=MEDICO_SOCIAL)
def une_rangee_par_site(fichier: Fichier, context: Context) -> Answer:
    """A site has one row of the scenario."""
    for i, _, rows in _sites(fichier):
        first: dict[str, int] = {}
        for j, row in enumerate(rows):
            premiere = first.setdefault(row.finess_geo, j)
            if premiere != j:
                yield found(
                    at(i, f"/scenarioInstallation/{j}/FINESSGeo"),
                    valeur=row.finess_geo,
                    premiere=premiere + 1,
                )


profil_du_couloir = declared(
    "SEG-SCE-008",
    Stage.SCHEMA,
    ERROR,
    PUBLIC,
    "A professional profile is one of the couloir's.",
    "PS-14",
    couloirs=MEDICO_SOCIAL,
)
