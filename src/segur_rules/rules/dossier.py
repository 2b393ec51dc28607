"""DOS: a solde against its dossier and its avance."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from enum import StrEnum
from typing import Any, Final

from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Fichier, Scenario, Solde
from segur_rules.demandes.tags import tags
from segur_rules.identifiants import numero_asp
from segur_rules.rules.context import Context, DossierConnu
from segur_rules.rules.registry import (
    ERROR,
    GUIDE,
    INFERRED,
    INFO,
    PUBLIC,
    WARNING,
    Answer,
    Stage,
    at,
    declared,
    found,
    rule,
    unknown,
)
from segur_rules.statuts import EtatPaiement, StatutDemande

SOLDE: Final = Phase.SOLDE
CLOS: Final = (
    StatutDemande.REJETEE,
    StatutDemande.ANNULEE,
    StatutDemande.HISTORISEE,
    StatutDemande.SUPPRIMEE,
)
"""The statuts in which a solde no longer stands in the way of another."""


def known_dossiers(fichier: Fichier, context: Context) -> Iterator[tuple[int, Solde, DossierConnu]]:
    """The soldes whose dossier the caller knows, with it."""
    for i, solde in fichier.soldes():
        dossier = context.by_numero.get(numero_asp.without_suffix(solde.numero_asp))
        if dossier is not None:
            yield i, solde, dossier


numero_de_dossier = declared(
    "SEG-DOS-001",
    Stage.SCHEMA,
    ERROR,
    GUIDE,
    "A dossier number is FIN, the couloir, six digits, and perhaps M0 or M1.",
    "GU-51-14",
    "GU-4-05",
    phase=SOLDE,
)


@rule("SEG-DOS-002", WARNING, INFERRED, "GU-51-14", phase=SOLDE, needs=("sons",))
def couloir_du_dossier(fichier: Fichier, context: Context) -> Answer:
    """A dossier number names the couloir of the SONS."""
    if context.scheme is None:
        yield unknown("sons")
        return
    couloir = context.scheme.couloir
    for i, solde in fichier.soldes():
        if numero_asp.split(solde.numero_asp)[0] != couloir:
            yield found(at(i, "/numeroASP"), valeur=solde.numero_asp, couloir=couloir)


@rule("SEG-DOS-003", ERROR, INFERRED, "GU-51-14", phase=SOLDE)
def un_solde_par_dossier(fichier: Fichier, context: Context) -> Answer:
    """A dossier has one solde in the file."""
    first: dict[str, tuple[int, str]] = {}
    for i, solde in fichier.soldes():
        dossier = numero_asp.without_suffix(solde.numero_asp)
        premier = first.setdefault(dossier, (i, solde.numero_editeur))
        if premier[0] != i:
            yield found(at(i, "/numeroASP"), valeur=solde.numero_asp, premier=premier[1])


@rule("SEG-DOS-004", WARNING, INFERRED, "GU-4-05", phase=SOLDE, needs=("dossiers",))
def dossier_connu(fichier: Fichier, context: Context) -> Answer:
    """The dossier of a solde is known."""
    for i, solde in fichier.soldes():
        if numero_asp.without_suffix(solde.numero_asp) not in context.by_numero:
            yield found(at(i, "/numeroASP"), valeur=solde.numero_asp)


@rule("SEG-DOS-005", ERROR, PUBLIC, "PS-03", phase=SOLDE, needs=("dossiers",))
def avance_decidee(fichier: Fichier, context: Context) -> Answer:
    """The avance of a solde is Décidée."""
    for i, solde, dossier in known_dossiers(fichier, context):
        if dossier.statut_avance is not StatutDemande.DECIDEE:
            yield found(
                at(i, "/numeroASP"), valeur=solde.numero_asp, statut=dossier.statut_avance.value
            )


@rule("SEG-DOS-006", ERROR, PUBLIC, "PS-03", phase=SOLDE, needs=("dossiers",))
def avance_payee(fichier: Fichier, context: Context) -> Answer:
    """The avance of a solde is paid."""
    for i, solde, dossier in known_dossiers(fichier, context):
        if dossier.statut_avance is not StatutDemande.DECIDEE:
            continue
        if dossier.paiement_avance is None:
            yield unknown("dossiers.paiementAvance")
        elif dossier.paiement_avance is not EtatPaiement.PAIEMENT_EFFECTUE:
            yield found(
                at(i, "/numeroASP"),
                valeur=solde.numero_asp,
                paiement=dossier.paiement_avance.value,
            )


@rule("SEG-DOS-007", INFO, PUBLIC, "PS-07", "GU-52-12", phase=SOLDE, needs=("dossiers",))
def beneficiaires_retires(fichier: Fichier, context: Context) -> Answer:
    """A bénéficiaire of the avance that is not at the solde is offset."""
    for i, solde, dossier in known_dossiers(fichier, context):
        if dossier.beneficiaires is None:
            yield unknown("dossiers.beneficiaires")
            continue
        present = set(solde.beneficiaires.numeros())
        retires = tuple(number for number in dossier.beneficiaires if number not in present)
        if retires:
            yield found(at(i, "/beneficiaires"), retires=retires)


@rule("SEG-DOS-008", WARNING, INFERRED, "PS-07", "GU-52-12", phase=SOLDE, needs=("dossiers",))
def beneficiaires_ajoutes(fichier: Fichier, context: Context) -> Answer:
    """A bénéficiaire of the solde was at the avance."""
    for i, solde, dossier in known_dossiers(fichier, context):
        if dossier.beneficiaires is None:
            yield unknown("dossiers.beneficiaires")
            continue
        for place, number in solde.beneficiaires.places():
            if number not in dossier.beneficiaires:
                yield found(at(i, f"/beneficiaires{place}"), valeur=number)


@rule(
    "SEG-DOS-009",
    INFO,
    PUBLIC,
    "PS-08",
    couloirs=("MDV", "HOP", "MS1", "MS2"),
    phase=SOLDE,
    needs=("dossiers",),
)
def scenario_change(fichier: Fichier, context: Context) -> Answer:
    """The scenario may change between avance and solde; the VA prevails."""
    for i, solde, dossier in known_dossiers(fichier, context):
        if dossier.scenario is None:
            yield unknown("dossiers.scenario")
            continue
        scenario = solde.scenario_installation
        if isinstance(scenario, tuple):
            before = _rows(dossier.scenario)
            for j, row in enumerate(scenario):
                if before.get(row.finess_geo) != _wire(row):
                    yield found(at(i, f"/scenarioInstallation/{j}"), balise="scenarioInstallation")
        elif scenario is not None and isinstance(dossier.scenario, Mapping):
            for balise, valeur in _wire(scenario).items():
                if balise in dossier.scenario and dossier.scenario[balise] != valeur:
                    yield found(at(i, f"/scenarioInstallation/{balise}"), balise=balise)


def _wire(scenario: Scenario) -> dict[str, Any]:
    """A scenario as the file writes it."""
    values = {tag.wire: getattr(scenario, name) for name, tag in tags(type(scenario))}
    return {k: v.value if isinstance(v, StrEnum) else v for k, v in values.items()}


def _rows(scenario: Any) -> dict[Any, Any]:
    """The rows of the avance's scenario by site."""
    rows = scenario if isinstance(scenario, list | tuple) else ()
    return {row.get("FINESSGeo"): row for row in rows if isinstance(row, Mapping)}


@rule("SEG-DOS-010", WARNING, INFERRED, "GU-51-14", phase=SOLDE, needs=("dossiers",))
def pas_de_solde_depose(fichier: Fichier, context: Context) -> Answer:
    """A dossier has no solde already filed."""
    for i, solde, dossier in known_dossiers(fichier, context):
        if dossier.statut_solde is not None and dossier.statut_solde not in CLOS:
            yield found(
                at(i, "/numeroASP"), valeur=solde.numero_asp, statut=dossier.statut_solde.value
            )


@rule("SEG-DOS-011", ERROR, INFERRED, "GU-52-02", "GU-4-07", phase=SOLDE, needs=("dossiers",))
def produit_du_dossier(fichier: Fichier, context: Context) -> Answer:
    """A solde is filed for the product of its avance."""
    for i, solde, dossier in known_dossiers(fichier, context):
        if dossier.numero_ans is None:
            yield unknown("dossiers.numeroAns")
        elif dossier.numero_ans != fichier.numero_ans:
            yield found(
                at(i, "/numeroASP"),
                valeur=solde.numero_asp,
                numero_ans=fichier.numero_ans,
                attendu=dossier.numero_ans,
            )
