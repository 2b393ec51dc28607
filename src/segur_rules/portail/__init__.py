"""What each actor sees and may do on the portal.

Pure answers to what screens ask: criteria and what is wrong with them, numbers of the home page,
the menu, what a demande shows and when, the two exports, the forms. Each module says what the
guide states and what is inferred or chosen. A refusal is `outcomes.Refused`: a code (`Motif`) and
its facts, never a sentence.
"""

from segur_rules.portail.aide import RUBRIQUES, ChoixContact, Contact, refus_du_contact
from segur_rules.portail.clients import lignes_beneficiaires
from segur_rules.portail.compte import Personne, changements, refus_de_modification
from segur_rules.portail.compteurs import Compte, Effectif, statistiques
from segur_rules.portail.consultation import (
    Accordeon,
    Montants,
    Recapitulatif,
    accordeons,
    montants_affiches,
    montants_visibles,
    recapitulatif,
)
from segur_rules.portail.dialecte import (
    FRANCAIS,
    Cellule,
    Dialecte,
    Telephone,
    unguard,
    write_csv,
)
from segur_rules.portail.enrolements import est_enrole, refus_d_enrolement, type_d_enrolement
from segur_rules.portail.exports import (
    TITRES_DEMANDES,
    cellules_beneficiaire,
    cellules_demande,
    couloir_choisi,
    export_beneficiaires,
    export_demandes,
    titres_beneficiaires,
)
from segur_rules.portail.imports import (
    LIBELLES_ETAPES,
    Avancement,
    Depot,
    Etape,
    FormulaireImport,
    Simulation,
    depots_listes,
    digest,
    etapes,
    numeros_ans_proposes,
    refus_d_import,
    refus_du_formulaire,
)
from segur_rules.portail.lignes import (
    STATUTS_LISTES,
    LigneBeneficiaire,
    LigneDemande,
    lignes_de,
)
from segur_rules.portail.menu import MENU, Item, Onglet, onglets
from segur_rules.portail.modeles import (
    EcranModeles,
    Modele,
    ecran_des_modeles,
    modeles_disponibles,
)
from segur_rules.portail.motifs import Motif
from segur_rules.portail.recherche import (
    CriteresDemandes,
    CriteresImports,
    Periode,
    complete_numero,
    refus_d_affichage,
    refus_de_recherche_demandes,
    refus_de_recherche_imports,
    select_demandes,
    select_imports,
)
from segur_rules.portail.suivi import LigneSuivi, suivi_financier

__all__ = [
    "FRANCAIS",
    "LIBELLES_ETAPES",
    "MENU",
    "RUBRIQUES",
    "STATUTS_LISTES",
    "TITRES_DEMANDES",
    "Accordeon",
    "Avancement",
    "Cellule",
    "ChoixContact",
    "Compte",
    "Contact",
    "CriteresDemandes",
    "CriteresImports",
    "Depot",
    "Dialecte",
    "EcranModeles",
    "Effectif",
    "Etape",
    "FormulaireImport",
    "Item",
    "LigneBeneficiaire",
    "LigneDemande",
    "LigneSuivi",
    "Modele",
    "Montants",
    "Motif",
    "Onglet",
    "Periode",
    "Personne",
    "Recapitulatif",
    "Simulation",
    "Telephone",
    "accordeons",
    "cellules_beneficiaire",
    "cellules_demande",
    "changements",
    "complete_numero",
    "couloir_choisi",
    "depots_listes",
    "digest",
    "ecran_des_modeles",
    "est_enrole",
    "etapes",
    "export_beneficiaires",
    "export_demandes",
    "lignes_beneficiaires",
    "lignes_de",
    "modeles_disponibles",
    "montants_affiches",
    "montants_visibles",
    "numeros_ans_proposes",
    "onglets",
    "recapitulatif",
    "refus_d_affichage",
    "refus_d_enrolement",
    "refus_d_import",
    "refus_de_modification",
    "refus_de_recherche_demandes",
    "refus_de_recherche_imports",
    "refus_du_contact",
    "refus_du_formulaire",
    "select_demandes",
    "select_imports",
    "statistiques",
    "suivi_financier",
    "titres_beneficiaires",
    "type_d_enrolement",
    "unguard",
    "write_csv",
]
