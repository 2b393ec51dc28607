"""Files of soldes from invoices, and from the file of avances that the portal returned.

What the avance said of the bénéficiaires and of the scenario is carried, and so is the ASP number
of each dossier. A demande that the portal rejected, or that it gave no number, is told and left
out. That the code 0000 says success is inferred, by analogy with another exchange of the ASP.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from attrs import define, evolve, field

from segur_rules.demandes.codes import Phase, TypeFichier
from segur_rules.lots.colonnes import (
    FORMAT,
    NUMERO_ASP,
    NUMERO_EDITEUR,
    TYPE,
    Colonne,
    columns_of,
    headings,
)
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
from segur_rules.lots.remarques import Refus, Remarque, at, in_row_order, refuse
from segur_rules.lots.retour import LigneRetour, Retour, dossier_of
from segur_rules.lots.tableau import Ligne, Tableau, match_headings
from segur_rules.outcomes import Severity
from segur_rules.rules.context import Context
from segur_rules.sources import honours

SUCCES: Final = "0000"
"""The code of a line that the portal took. Inferred: another exchange has it so."""

_SCENARIO: Final = "scenarioInstallation"


@honours("GU-4-03", "GU-4-05", "GU-9-02")
def make_soldes(
    tableau: Tableau, *, retour: Retour, context: Context, suivi: Suivi = iter
) -> Lot | Refus:
    """The files of soldes that invoices make, each of a demande of the returned file.

    An invoice names its demande by `numeroEditeur` or by `numeroASP`. No file has an error in the
    context given, or nothing is made and every row to mend is told. The rows of demandes that were
    rejected or have no ASP number are told by warnings, and left out; the demandes without an
    invoice by information. Raises `ValueError` when the context names no SONS.
    """
    entete = Entete.of(context, Phase.SOLDE, retour.numero_ans, retour.siret)
    columns = columns_of(entete.sons, Phase.SOLDE, context.catalogue)
    table = match_headings(
        tableau, {name: column.obligatoire for name, column in headings(columns).items()}
    )
    if isinstance(table, Refus):
        return table
    making = _Soldes(entete, columns, retour)
    lignes = [line for row in table.lignes if (line := making.line(row))]
    remarques = (*making.remarques, *making.about_the_rest())
    if any(remarque.severity is Severity.ERROR for remarque in remarques):
        return Refus(in_row_order(remarques))
    if not lignes:
        return Refus(in_row_order((*remarques, *refuse("aucune_ligne").remarques)))
    lot = make_lot(entete, lignes, context, suivi)
    return evolve(lot, remarques=in_row_order((*remarques, *lot.remarques)))


@define
class _Soldes:
    """The soldes of a lot being made; `rows` is the row of each line of the returned file."""

    entete: Entete
    columns: Sequence[Colonne]
    retour: Retour
    remarques: list[Remarque] = field(factory=list)
    rows: dict[int, int] = field(factory=dict)
    by_own: Mapping[str, int] = field(init=False)
    by_asp: Mapping[str, int] = field(init=False)

    def __attrs_post_init__(self) -> None:
        lines = tuple(enumerate(self.retour.lignes))
        self.by_own = {line.demande.numero_editeur: i for i, line in lines}
        self.by_asp = {dossier_of(line.numero_asp): i for i, line in lines if line.numero_asp}

    def line(self, row: Ligne) -> LigneFaite | None:
        """The line of one invoice; None where there is none to make, which is told."""
        found = self.find(row)
        if found is None:
            return None
        avance = self.retour.lignes[found]
        place = (row.numero, NUMERO_EDITEUR)
        if found in self.rows:
            rang = str(self.rows[found])
            numero = avance.demande.numero_editeur
            self.remarques.append(at(place, "facture_double", valeur=numero, rang=rang))
            return None
        self.rows[found] = row.numero
        if _left_out(avance) is not None:
            return None
        made = Fabrique(self.columns, (row,), self.remarques)
        made.fill()
        return self.assemble(made, avance)

    def assemble(self, made: Fabrique, avance: LigneRetour) -> LigneFaite:
        """The line of the file: what the row says, and what the avance said."""
        place = (made.rows[0].numero, NUMERO_EDITEUR)
        numero = avance.demande.numero_editeur
        said, filed = made.document, avance.document
        scenario = {}
        if _SCENARIO in filed:
            scenario = {_SCENARIO: filed[_SCENARIO]}
        if _SCENARIO in said:
            scenario = {_SCENARIO: {**filed[_SCENARIO], **said[_SCENARIO]}}
        # A type that could not be read has been told.
        types = (TypeFichier.FACTURE.value, said[TYPE] or TypeFichier.VA.value)
        pieces = pieces_of(self.entete.sons, types, numero, said[FORMAT])
        self.remarques += faults_of_names(pieces, place)
        document = {
            "numLigne": 0,
            "typeAction": "C",
            "numeroASP": avance.numero_asp,
            "numeroEditeur": numero,
            "facture": said["facture"],
            "beneficiaires": filed["beneficiaires"],
            "piecesJustificatives": pieces,
            **scenario,
            "codeTraitement": None,
            "libelleTraitement": None,
        }
        return LigneFaite(document, {**made.places, "": place})

    def find(self, row: Ligne) -> int | None:
        """The line of the returned file that an invoice is of; None where it is of none."""
        own, asp = (row.cellules.get(name, "") for name in (NUMERO_EDITEUR, NUMERO_ASP))
        if not own and not asp:
            self.remarques.append(at((row.numero, NUMERO_EDITEUR), "sans_numero"))
            return None
        found = {
            (name, number): numbers.get(number if name == NUMERO_EDITEUR else dossier_of(number))
            for name, number, numbers in (
                (NUMERO_ASP, asp, self.by_asp),
                (NUMERO_EDITEUR, own, self.by_own),
            )
            if number
        }
        unknown = [key for key, place in found.items() if place is None]
        self.remarques += [
            at((row.numero, name), "inconnu", valeur=number) for name, number in unknown
        ]
        if not unknown and len(set(found.values())) > 1:
            place = (row.numero, NUMERO_ASP)
            self.remarques.append(at(place, "autre_dossier", valeur=asp, numero=own))
            return None
        return None if unknown else next(iter(found.values()))

    def about_the_rest(self) -> Iterator[Remarque]:
        """What is to be known of the demandes of the returned file."""
        if any(line.code_traitement == SUCCES for line in self.retour.lignes):
            yield Remarque("succes_infere", {"valeur": SUCCES}, severity=Severity.INFO)
        for i, line in enumerate(self.retour.lignes):
            row = self.rows.get(i)
            colonne = None if row is None else NUMERO_EDITEUR
            left_out = _left_out(line)
            if left_out is not None:
                yield evolve(left_out, ligne=row, colonne=colonne)
            elif row is None:
                params = {"valeur": line.demande.numero_editeur}
                yield Remarque("sans_facture", params, severity=Severity.INFO)


def _left_out(line: LigneRetour) -> Remarque | None:
    """Why no solde can be made of a demande; None when it can."""
    numero = line.demande.numero_editeur
    if line.code_traitement not in (None, SUCCES):
        params = {
            "valeur": numero,
            "code": line.code_traitement,
            "libelle": line.libelle_traitement or "",
        }
        return Remarque("rejet", params, severity=Severity.WARNING)
    if not line.numero_asp:
        return Remarque("sans_asp", {"valeur": numero}, severity=Severity.WARNING)
    return None
