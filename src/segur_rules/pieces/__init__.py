"""Documents: their formats, what is asked for, and where those of a zip go."""

from segur_rules.pieces.attendues import (
    ATTENDUES,
    TYPES,
    Attendue,
    Comparaison,
    compare,
)
from segur_rules.pieces.documents import DocumentDonne, judge_document
from segur_rules.pieces.droits import (
    PieceDeDemande,
    RefusPiece,
    est_a_completer,
    est_confirmee_d_emblee,
    est_confirmee_par,
    est_du_depot,
    est_montree,
    refus_d_ajout,
    refus_de_fin_d_ajout,
    refus_de_suppression,
    remplacees,
)
from segur_rules.pieces.effort import EFFORT_PIECE, EFFORT_TOTAL, Effort
from segur_rules.pieces.enrolement import Deposant, PieceEnrolement, pieces_enrolement
from segur_rules.pieces.formats import (
    CARACTERES,
    CONTACT,
    MEGAOCTET,
    MODELE,
    NOM_MAX,
    PIECE,
    Contenu,
    ReglesPiece,
    special_characters,
)
from segur_rules.pieces.modeles import ImportModele, RefusModele, importer_modele
from segur_rules.pieces.noms import ends_with_numero
from segur_rules.pieces.rattachement import Annuaire, Raison, Rattachement
from segur_rules.pieces.repertoire import LIMITES_ZIP, LimitesZip
from segur_rules.pieces.zips import EntreePlan, PlanZip, documents_of, plan_zip

__all__ = [
    "ATTENDUES",
    "CARACTERES",
    "CONTACT",
    "EFFORT_PIECE",
    "EFFORT_TOTAL",
    "LIMITES_ZIP",
    "MEGAOCTET",
    "MODELE",
    "NOM_MAX",
    "PIECE",
    "TYPES",
    "Annuaire",
    "Attendue",
    "Comparaison",
    "Contenu",
    "Deposant",
    "DocumentDonne",
    "Effort",
    "EntreePlan",
    "ImportModele",
    "LimitesZip",
    "PieceDeDemande",
    "PieceEnrolement",
    "PlanZip",
    "Raison",
    "Rattachement",
    "RefusModele",
    "RefusPiece",
    "ReglesPiece",
    "compare",
    "documents_of",
    "ends_with_numero",
    "est_a_completer",
    "est_confirmee_d_emblee",
    "est_confirmee_par",
    "est_du_depot",
    "est_montree",
    "importer_modele",
    "judge_document",
    "pieces_enrolement",
    "plan_zip",
    "refus_d_ajout",
    "refus_de_fin_d_ajout",
    "refus_de_suppression",
    "remplacees",
    "special_characters",
]
