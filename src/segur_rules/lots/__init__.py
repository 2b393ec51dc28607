r"""What a vendor files, made from what a vendor keeps: rows in, documents out.

>>> from segur_rules import Context
>>> from segur_rules.lots import make_avances, read_rows
>>> tableau = read_rows("numeroEditeur;dateCommande\n00017;15/10/2022\n")
>>> refus = make_avances(
...     tableau,
...     context=Context(sons="MDV-LGC-VA1"),
...     numero_ans="mlp525off1",
...     siret="38042372300028",
... )
>>> refus.remarques[0].code, refus.remarques[0].colonne
('colonne_absente', 'regimeTVA')
"""

from segur_rules.lots.avance import make_avances
from segur_rules.lots.colonnes import Colonne, columns_of, template
from segur_rules.lots.importation import (
    NIVEAUX,
    RETENUE,
    Reponse,
    Tri,
    errors_by_line,
    rejection_for_others,
    returned_file,
    sort_lines,
)
from segur_rules.lots.lot import FichierLot, Lot
from segur_rules.lots.perimetre import Perimetre, Perimetres, compare_perimetres
from segur_rules.lots.rassemblement import Doute, Rassemblement, gather
from segur_rules.lots.remarques import Refus, Remarque
from segur_rules.lots.retour import LigneRetour, Retour, read_returned
from segur_rules.lots.solde import SUCCES, make_soldes
from segur_rules.lots.tableau import Ligne, Tableau, decode, read_rows

__all__ = [
    "NIVEAUX",
    "RETENUE",
    "SUCCES",
    "Colonne",
    "Doute",
    "FichierLot",
    "Ligne",
    "LigneRetour",
    "Lot",
    "Perimetre",
    "Perimetres",
    "Rassemblement",
    "Refus",
    "Remarque",
    "Reponse",
    "Retour",
    "Tableau",
    "Tri",
    "columns_of",
    "compare_perimetres",
    "decode",
    "errors_by_line",
    "gather",
    "make_avances",
    "make_soldes",
    "read_returned",
    "read_rows",
    "rejection_for_others",
    "returned_file",
    "sort_lines",
    "template",
]
