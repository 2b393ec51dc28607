"""How things live: demandes, payments, enrôlements, document models, bank details, persons.

Each kind has a transition table; `decide` answers for all of them. `Dossier` plays the avance
and the solde of one number together. `TABLES` names the tables; `diagram` draws one.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any, Final

from segur_rules.statuts.coordonnees import (
    COORDONNEES,
    EvenementCoordonnees,
    suit_les_coordonnees_actives,
)
from segur_rules.statuts.demande import (
    DEMANDE,
    RETENUS,
    STATUTS_A_INSTRUIRE,
    EvenementDemande,
    est_supprimee,
    pieces_ajoutables,
    visible_au_gestionnaire,
)
from segur_rules.statuts.diagramme import diagram
from segur_rules.statuts.dossier import Correspondance, Dossier, comparer
from segur_rules.statuts.effets import (
    AjouterDocument,
    CreerAvenant,
    DaterStatut,
    Effet,
    EnvoyerMail,
    OrdreDeRecouvrement,
)
from segur_rules.statuts.enrolement import ENROLEMENT, EvenementEnrolement, refus_de_depot
from segur_rules.statuts.etats import (
    ChampPersonne,
    EtatPaiement,
    StatutCoordonnees,
    StatutDemande,
    StatutEnrolement,
    StatutModele,
    StatutModification,
    TypeDemande,
    TypeEnrolement,
)
from segur_rules.statuts.faits import Acteur, Condition, Faits, Guard, Refus, condition, guard
from segur_rules.statuts.machine import Possible, Recover, Table, To, When, decide, possibles
from segur_rules.statuts.modele import MODELE, EvenementModele
from segur_rules.statuts.paiement import PAIEMENT, STATUTS_A_PAYER, EvenementPaiement
from segur_rules.statuts.personne import (
    MODIFICATION_PERSONNE,
    EvenementModification,
    pieces_attendues,
)
from segur_rules.statuts.versions import Acte, Declaration, Demande, Evenement, Version
from segur_rules.statuts.visibilite import (
    avenants_deposes,
    avenants_visibles,
    depot_de,
    dossier_vu_par,
    est_visible,
    vue_par,
)

TABLES: Final[Mapping[str, Table[Any, Any]]] = MappingProxyType(
    {
        table.name: table
        for table in (DEMANDE, PAIEMENT, ENROLEMENT, MODELE, COORDONNEES, MODIFICATION_PERSONNE)
    }
)
"""The tables by name."""

__all__ = [
    "COORDONNEES",
    "DEMANDE",
    "ENROLEMENT",
    "MODELE",
    "MODIFICATION_PERSONNE",
    "PAIEMENT",
    "RETENUS",
    "STATUTS_A_INSTRUIRE",
    "STATUTS_A_PAYER",
    "TABLES",
    "Acte",
    "Acteur",
    "AjouterDocument",
    "ChampPersonne",
    "Condition",
    "Correspondance",
    "CreerAvenant",
    "DaterStatut",
    "Declaration",
    "Demande",
    "Dossier",
    "Effet",
    "EnvoyerMail",
    "EtatPaiement",
    "Evenement",
    "EvenementCoordonnees",
    "EvenementDemande",
    "EvenementEnrolement",
    "EvenementModele",
    "EvenementModification",
    "EvenementPaiement",
    "Faits",
    "Guard",
    "OrdreDeRecouvrement",
    "Possible",
    "Recover",
    "Refus",
    "StatutCoordonnees",
    "StatutDemande",
    "StatutEnrolement",
    "StatutModele",
    "StatutModification",
    "Table",
    "To",
    "TypeDemande",
    "TypeEnrolement",
    "Version",
    "When",
    "avenants_deposes",
    "avenants_visibles",
    "comparer",
    "condition",
    "decide",
    "depot_de",
    "diagram",
    "dossier_vu_par",
    "est_supprimee",
    "est_visible",
    "guard",
    "pieces_ajoutables",
    "pieces_attendues",
    "possibles",
    "refus_de_depot",
    "suit_les_coordonnees_actives",
    "visible_au_gestionnaire",
    "vue_par",
]
