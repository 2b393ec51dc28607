"""What of a demande somebody sees: the avenants that stand, whatever was filed after them.

A demande that is closed may be filed again, and that filing may never be completed. It is then
the last avenant alone that is deleted, or not yet visible: the former ones stay readable (§5.2,
"toutes les versions depuis le dépôt initial"). Inferred: an avenant is seen by where its last
version left it.
"""

from __future__ import annotations

from datetime import datetime

from attrs import evolve

from segur_rules.sources import honours
from segur_rules.statuts.demande import est_supprimee, visible_au_gestionnaire
from segur_rules.statuts.dossier import Dossier
from segur_rules.statuts.etats import StatutDemande, TypeDemande
from segur_rules.statuts.faits import Acteur
from segur_rules.statuts.versions import Demande


def est_visible(statut: StatutDemande, acteur: Acteur) -> bool:
    """Whether somebody sees an avenant that is left in this statut."""
    if acteur is Acteur.GESTIONNAIRE:
        return visible_au_gestionnaire(statut)
    return not est_supprimee(statut)


@honours("GU-9-01", "GU-9-03", "GU-52-04")
def avenants_visibles(demande: Demande, acteur: Acteur) -> frozenset[int]:
    """The numbers of the avenants of a demande that somebody sees."""
    last = {version.avenant: version.statut for version in demande.versions}
    return frozenset(avenant for avenant, statut in last.items() if est_visible(statut, acteur))


@honours("GU-9-01", "GU-9-03", "GU-52-04")
def vue_par(demande: Demande, acteur: Acteur) -> Demande | None:
    """A demande up to the last avenant that somebody sees; None when it is nothing to them."""
    seen = avenants_visibles(demande, acteur)
    if not seen:
        return None
    last = max(seen)
    return evolve(demande, versions=tuple(v for v in demande.versions if v.avenant <= last))


def dossier_vu_par(dossier: Dossier, type_demande: TypeDemande, acteur: Acteur) -> Dossier | None:
    """A dossier with its avance, or its solde, as somebody sees it; None when they do not."""
    demande = dossier.demande(type_demande)
    seen = None if demande is None else vue_par(demande, acteur)
    if seen is None:
        return None
    if type_demande is TypeDemande.AVANCE:
        return evolve(dossier, avance=seen)
    return evolve(dossier, solde=seen)


def avenants_deposes(demande: Demande) -> tuple[int, ...]:
    """The numbers of the avenants that were filed, the first filed first.

    One that a cancellation created was not: nothing is given for it.
    """
    return tuple(version.avenant for version in demande.versions if version.acte is None)


def depot_de(demande: Demande) -> datetime:
    """The instant at which a demande was last filed."""
    return max(one.instant for one in demande.versions if one.acte is None)
