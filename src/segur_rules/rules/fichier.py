"""FIC: the file itself, its reading, its tags and its lines."""

from __future__ import annotations

from segur_rules.demandes.fichier import Fichier
from segur_rules.rules.context import Context
from segur_rules.rules.registry import (
    CHOICE,
    ERROR,
    GUIDE,
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

L, S = Stage.LECTURE, Stage.SCHEMA

taille = declared(
    "SEG-FIC-001", L, ERROR, CHOICE, "A file weighs at most the size limit.", "GU-4-08"
)
utf_8 = declared("SEG-FIC-002", L, ERROR, INFERRED, "A file is encoded in UTF-8.", "GU-4-08")
nombre_de_lignes = declared(
    "SEG-FIC-003", S, ERROR, GUIDE, "A file holds between 1 and 200 demandes.", "GU-4-03"
)
bom = declared(
    "SEG-FIC-004",
    L,
    WARNING,
    CHOICE,
    "A file does not begin with a byte order mark.",
    "GU-4-08",
)
json_valide = declared(
    "SEG-FIC-005", L, ERROR, GUIDE, "A file is one valid JSON document.", "GU-4-08"
)
rien_apres = declared(
    "SEG-FIC-006", L, ERROR, INFERRED, "Nothing follows the JSON document.", "GU-4-08"
)
nom_unique = declared(
    "SEG-FIC-007", L, ERROR, INFERRED, "A name appears once in an object.", "GU-4-08"
)
nan_infini = declared(
    "SEG-FIC-008", L, ERROR, INFERRED, "NaN and Infinity are not JSON numbers.", "GU-4-08"
)
profondeur = declared(
    "SEG-FIC-009",
    L,
    ERROR,
    CHOICE,
    "Objects and arrays nest at most as deep as the limit.",
    "GU-4-08",
)
taille_des_nombres = declared(
    "SEG-FIC-010", L, ERROR, CHOICE, "A number is of a reasonable size.", "GU-4-08"
)
caracteres = declared(
    "SEG-FIC-011",
    L,
    ERROR,
    INFERRED,
    "A text holds only characters that UTF-8 can write.",
    "GU-4-08",
)
ancien_siret = declared(
    "SEG-FIC-012",
    S,
    WARNING,
    INFERRED,
    "The vendor's SIRET is in the tag `siret`.",
    "GU-4-07",
)
deux_siret = declared(
    "SEG-FIC-013", S, ERROR, CHOICE, "`siret` and `SIRET` are not both present.", "GU-4-07"
)
type_de_valeur = declared(
    "SEG-FIC-014", S, ERROR, CHOICE, "A tag holds a value of its type.", "GU-4-08"
)
balise_absente = declared(
    "SEG-FIC-015", S, ERROR, CHOICE, "Every tag of the format is present.", "GU-4-08"
)
balise_inconnue = declared(
    "SEG-FIC-016", S, ERROR, CHOICE, "No tag is foreign to the format.", "GU-4-08"
)
valeur_codee = declared(
    "SEG-FIC-017", S, ERROR, INFERRED, "A coded tag holds one of its values.", "GU-4-08"
)
balise_du_portail = declared(
    "SEG-FIC-018",
    S,
    ERROR,
    INFERRED,
    "A tag that the portal fills is null when the file is filed.",
    "GU-4-05",
)
texte = declared(
    "SEG-FIC-019",
    S,
    ERROR,
    CHOICE,
    "A text is not empty and has no control character.",
    "GU-4-08",
)
date_ecrite = declared(
    "SEG-FIC-020", S, ERROR, INFERRED, "A date is written JJ/MM/AAAA and exists.", "GU-4-08"
)


@rule("SEG-FIC-021", ERROR, PUBLIC, "GU-4-08")
def lignes_numerotees(fichier: Fichier, context: Context) -> Answer:
    """Lines are numbered 1, 2, 3 in file order."""
    for i, demande in fichier.lignes():
        if demande.num_ligne != i + 1:
            yield found(at(i, "/numLigne"), trouve=demande.num_ligne, attendu=i + 1)


@rule("SEG-FIC-022", ERROR, GUIDE, "GU-9-02")
def numero_editeur_unique(fichier: Fichier, context: Context) -> Answer:
    """A numeroEditeur names one demande of the file."""
    first: dict[str, int] = {}
    for i, demande in fichier.lignes():
        premiere = first.setdefault(demande.numero_editeur, i)
        if premiere != i:
            yield found(
                at(i, "/numeroEditeur"), valeur=demande.numero_editeur, premiere=premiere + 1
            )


phase_choisie = declared(
    "SEG-FIC-023", S, ERROR, GUIDE, "The file is of the phase that was chosen.", "GU-4-07"
)
couloir_choisi = declared(
    "SEG-FIC-024",
    S,
    ERROR,
    INFERRED,
    "The file is of the couloir of the SONS that was chosen.",
    "GU-4-07",
)
couloir_reconnu = declared(
    "SEG-FIC-025",
    S,
    ERROR,
    CHOICE,
    "The bénéficiaires have the shape of a couloir.",
    "GU-4-08",
)
