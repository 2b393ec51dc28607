"""A demande being made from the rows of a table, column by column."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from attrs import define, field

from segur_rules.lots.cellules import CelluleRefusee, read_cell
from segur_rules.lots.colonnes import EACH, Colonne
from segur_rules.lots.remarques import Place, Remarque, at
from segur_rules.lots.tableau import Ligne
from segur_rules.outcomes import Severity


@define
class Fabrique:
    """One demande being made from its rows; what is wrong is added to `remarques`."""

    columns: Sequence[Colonne]
    rows: Sequence[Ligne]
    remarques: list[Remarque]
    document: dict[str, Any] = field(factory=dict)
    places: dict[str, Place] = field(factory=dict)

    def fill(self) -> None:
        """Put every column, in the order of the file."""
        groups: dict[tuple[str, ...], list[Colonne]] = {}
        for column in self.columns:
            if column.par_rangee:
                groups.setdefault(column.groupe, []).append(column)
        for column in self.columns:
            if not column.par_rangee:
                self.put(column)
            elif column.groupe in groups:
                self.put_rows(groups.pop(column.groupe))

    def put(self, column: Colonne) -> None:
        """Put the value that the rows agree on, from the first one that has it."""
        said = [(row, cell) for row in self.rows if (cell := row.cellules.get(column.nom, ""))]
        row, cell = said[0] if said else (self.rows[0], "")
        for other, different in said:
            if different != cell:
                place = (other.numero, column.nom)
                params = {"valeur": different, "premier": cell, "rang": str(row.numero)}
                self.remarques.append(at(place, "contradiction", **params))
        *parents, last = column.chemin
        self.inside(parents)[last] = self.read(column, row, cell)
        self.places[_pointer(column.chemin)] = (row.numero, column.nom)

    def put_rows(self, columns: Sequence[Colonne]) -> None:
        """Put an array of which each row has an element, those that say nothing of it apart."""
        groupe = columns[0].groupe
        *parents, last = groupe
        elements: list[Any] = []
        self.inside(parents)[last] = elements
        self.places[_pointer(groupe)] = (self.rows[0].numero, columns[0].nom)
        for row in self.rows:
            cells = [row.cellules.get(column.nom, "") for column in columns]
            if not any(cells):
                continue
            place = _pointer((*groupe, str(len(elements))))
            self.places[place] = (row.numero, columns[0].nom)
            element = {}
            for column, cell in zip(columns, cells, strict=True):
                element[column.chemin[-1]] = self.read(column, row, cell)
                self.places[f"{place}/{column.chemin[-1]}"] = (row.numero, column.nom)
            # An array of numbers has the number itself.
            elements.append(element.get(EACH, element))

    def inside(self, parents: Sequence[str]) -> dict[str, Any]:
        """The object that these members lead to."""
        target = self.document
        for parent in parents:
            target = target.setdefault(parent, {})
        return target

    def read(self, column: Colonne, row: Ligne, cell: str) -> Any:
        """The value of a cell; None where it cannot be read, which is told."""
        place = (row.numero, column.nom)
        try:
            lu = read_cell(column, cell)
        except CelluleRefusee as refus:
            self.remarques.append(at(place, refus.code, **refus.params))
            return None
        if lu.note:
            self.remarques.append(Remarque(lu.note, lu.params, "", *place, Severity.INFO))
        return lu.valeur


def _pointer(chemin: Sequence[str]) -> str:
    return "".join(f"/{member}" for member in chemin)
