"""Files of avances from the rows of a table: one row a bénéficiaire, one number a demande."""

from __future__ import annotations

from collections.abc import Sequence

from attrs import evolve

from segur_rules.demandes.codes import Phase, TypeFichier
from segur_rules.lots.colonnes import FORMAT, NUMERO_EDITEUR, columns_of, headings
from segur_rules.lots.fabrique import Fabrique
from segur_rules.lots.lot import (
    Entete,
    LigneFaite,
    Lot,
    Suivi,
    faults_of_names,
    make_lot,
    pieces_of,
)
from segur_rules.lots.remarques import Refus, Remarque, at, in_row_order
from segur_rules.lots.tableau import Ligne, Tableau, match_headings
from segur_rules.outcomes import Severity
from segur_rules.rules.context import Context
from segur_rules.sources import honours


@honours("GU-4-03", "GU-9-02")
def make_avances(
    tableau: Tableau, *, context: Context, numero_ans: str, siret: str, suivi: Suivi = iter
) -> Lot | Refus:
    """The files of avances that the rows of a table make, of at most 200 demandes each.

    Rows with the same `numeroEditeur` make one demande, wherever they stand: what concerns the
    demande is written on its first row, and repeated below or left empty. No file has an error in
    the context given, and the names of the documents lead each to its demande, all files taken
    together; or else nothing is made, and every row to mend is told. Raises `ValueError` when the
    context names no SONS.
    """
    entete = Entete.of(context, Phase.AVANCE, numero_ans, siret)
    columns = columns_of(entete.sons, Phase.AVANCE, context.catalogue)
    known = {name: column.obligatoire for name, column in headings(columns).items()}
    table = match_headings(tableau, known)
    if isinstance(table, Refus):
        return table
    remarques: list[Remarque] = []
    lignes = []
    for numero, rows in _by_number(table.lignes, remarques).items():
        making = Fabrique(columns, rows, remarques)
        making.fill()
        lignes.append(_line(making, entete, numero))
    if any(remarque.severity is Severity.ERROR for remarque in remarques):
        return Refus(in_row_order(remarques))
    lot = make_lot(entete, lignes, context, suivi)
    return evolve(lot, remarques=in_row_order((*remarques, *lot.remarques)))


def _by_number(lignes: Sequence[Ligne], remarques: list[Remarque]) -> dict[str, list[Ligne]]:
    """The rows of each demande, in the order in which the demandes are met."""
    found: dict[str, list[Ligne]] = {}
    for ligne in lignes:
        numero = ligne.cellules[NUMERO_EDITEUR]
        if numero:
            found.setdefault(numero, []).append(ligne)
        else:
            remarques.append(at((ligne.numero, NUMERO_EDITEUR), "vide"))
    return found


def _line(made: Fabrique, entete: Entete, numero: str) -> LigneFaite:
    """The line of the file, from what its rows say."""
    first = (made.rows[0].numero, NUMERO_EDITEUR)
    members = dict(made.document)
    types = (TypeFichier.BON_COMMANDE.value,)
    pieces = pieces_of(entete.sons, types, numero, members.pop(FORMAT))
    made.remarques += faults_of_names(pieces, first)
    # Absent in the couloirs that have none.
    scenario = {name: members.pop(name) for name in ("scenarioInstallation",) if name in members}
    document = {
        "numLigne": 0,
        "typeAction": "C",
        "numeroASP": None,
        **members,
        "piecesJustificatives": pieces,
        **scenario,
        "codeTraitement": None,
        "libelleTraitement": None,
    }
    return LigneFaite(document, {**made.places, "": first})
