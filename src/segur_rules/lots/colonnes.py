"""The columns of the tables that files are made from, and what each cell becomes.

They come from the tags: a heading is the tag's own name. Of an avance each row is one
bénéficiaire, and the rows that share a `numeroEditeur` are one demande. Of a solde each row is one
demande: its bénéficiaires are those of the avance.
"""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from types import MappingProxyType, NoneType, UnionType
from typing import Any, Final, get_args, get_origin, get_type_hints

import attrs
from attrs import evolve, frozen

from segur_rules.catalogue import Catalogue, Sons
from segur_rules.demandes import fichier as f
from segur_rules.demandes.codes import Phase, TypeFichier
from segur_rules.demandes.formes import FORMES, Forme
from segur_rules.demandes.tags import Tag, coded, tags

EACH: Final = "*"
"""In a path, an element of an array: one for each row."""

NUMERO_EDITEUR: Final = "numeroEditeur"
NUMERO_ASP: Final = "numeroASP"
FORMAT: Final = "formatFichier"
TYPE: Final = "typeFichier"


class Genre(StrEnum):
    """How a cell is read."""

    TEXTE = "texte"
    DATE = "date"
    MONTANT = "montant"
    BOOLEEN = "booleen"
    CODE = "code"
    NUMERO = "numero"
    TELEPHONE = "telephone"


@frozen
class Colonne:
    """One column: its heading, its tag, and the place of its cells in a demande.

    `chemin` names the members that lead to the value; of several columns with one heading each
    reads the same cell. `par_rangee` says that every row has its own value; the others have one
    for the demande.
    """

    tag: Tag
    chemin: tuple[str, ...]
    obligatoire: bool

    @property
    def nom(self) -> str:
        """The heading."""
        return self.tag.wire

    @property
    def par_rangee(self) -> bool:
        """Whether each row has its own value, rather than one for the demande."""
        return EACH in self.chemin

    @property
    def groupe(self) -> tuple[str, ...]:
        """The path of the array that the value is an element of, or in an element of."""
        return self.chemin[: self.chemin.index(EACH)]

    @property
    def genre(self) -> Genre:
        """How a cell is read."""
        if "enum" in self.tag.kind.schema:
            return Genre.CODE
        if self.nom.startswith("telephone"):
            return Genre.TELEPHONE
        if self.numero:
            return Genre.NUMERO
        return _GENRES.get(self.tag.kind.name, Genre.TEXTE)

    @property
    def numero(self) -> str:
        """Which of the numbers with a shape of their own is expected, or none."""
        return next((n for n in NUMEROS if self.nom.startswith(n)), "")

    @property
    def valeurs(self) -> tuple[str, ...]:
        """The values of a code."""
        return tuple(v for v in self.tag.kind.schema.get("enum", ()) if v is not None)

    @property
    def exemple(self) -> str:
        """An example as a French spreadsheet shows it; empty where nothing is to be written."""
        example = "" if self.tag.example in _NOTHING else self.tag.example
        if self.genre is Genre.BOOLEEN:
            return "oui" if example == "true" else "non"
        return example.replace(".", ",") if self.genre is Genre.MONTANT else example


NUMEROS: Final = ("SIRET", "FINESS", "RPPS", "AM")
"""The numbers of bénéficiaires, which their tags begin with."""

_GENRES: Final = MappingProxyType(
    {"date": Genre.DATE, "montant": Genre.MONTANT, "booléen": Genre.BOOLEEN}
)
_NOTHING: Final = ("null", "[]")


def columns_of(sons: Sons, phase: Phase, catalogue: Catalogue) -> tuple[Colonne, ...]:
    """The columns of a SONS and a phase, in the order of the file."""
    forme = FORMES[catalogue.couloirs[sons.couloir].forme]
    columns = _of_avance(forme) if phase is Phase.AVANCE else _of_solde(forme)
    return tuple(columns)


def headings(columns: tuple[Colonne, ...]) -> dict[str, Colonne]:
    """Each heading once, with the first of its columns."""
    found: dict[str, Colonne] = {}
    for column in columns:
        found.setdefault(column.nom, column)
    return found


def template(columns: tuple[Colonne, ...], separateur: str = ";") -> str:
    """An empty table: the headings, and a row of examples to be replaced."""
    found = headings(columns)
    rows = (found, [column.exemple for column in found.values()])
    return "".join(separateur.join(row) + "\n" for row in rows)


def _of_avance(forme: Forme) -> Iterator[Colonne]:
    yield _column(f.Avance, NUMERO_EDITEUR)
    yield from _walk(f.Commande, ("commande",))
    yield from _walk(forme.beneficiaires, ("beneficiaires",))
    if forme.scenario is not None:
        each = (EACH,) if forme.rangees else ()
        yield from _walk(forme.scenario, ("scenarioInstallation", *each))
    yield _optional(_column(f.PieceJustificative, FORMAT))


def _of_solde(forme: Forme) -> Iterator[Colonne]:
    # A row is known by one number or the other; the example has one.
    yield _optional(_column(f.Solde, NUMERO_EDITEUR))
    number = _optional(_column(f.Solde, NUMERO_ASP))
    yield evolve(number, tag=evolve(number.tag, example=""))
    yield from _walk(forme.facture, ("facture",))
    if forme.scenario is not None and forme.scenario_solde is not None:
        known = {tag.wire for _, tag in tags(forme.scenario)}
        for column in _walk(forme.scenario_solde, ("scenarioInstallation",)):
            if column.nom not in known:
                yield column
    proof = _column(f.PieceJustificative, TYPE)
    yield evolve(proof, tag=evolve(proof.tag, kind=_PREUVE, example=TypeFichier.VA.value))
    yield _optional(_column(f.PieceJustificative, FORMAT))


class _Preuve(StrEnum):
    VA = TypeFichier.VA.value
    MOM = TypeFichier.MOM.value


_PREUVE: Final = coded("preuve", _Preuve)


def _column(cls: type[Any], wire: str) -> Colonne:
    """The column of one tag of a class, at the root of the demande."""
    found = next(tag for _, tag in tags(cls) if tag.wire == wire)
    return Colonne(found, (wire,), obligatoire=True)


def _optional(column: Colonne) -> Colonne:
    return evolve(column, obligatoire=False)


def _walk(cls: type[Any], chemin: tuple[str, ...]) -> Iterator[Colonne]:
    """The columns of a class, and of the classes that its tags hold."""
    hints = get_type_hints(cls)
    for name, tag in tags(cls):
        inner, path = _unwrapped(hints[name]), (*chemin, tag.wire)
        if get_origin(inner) is tuple:
            inner, path = get_args(inner)[0], (*path, EACH)
        if attrs.has(inner):
            yield from _walk(inner, path)
        else:
            declared = tag.kind.schema["type"]
            nullable = "null" in declared if isinstance(declared, list) else False
            yield Colonne(tag, path, obligatoire=tag.required and not nullable)


def _unwrapped(hint: Any) -> Any:
    """A type without the None that it may be instead."""
    if get_origin(hint) is UnionType:
        (hint,) = (part for part in get_args(hint) if part is not NoneType)
    return hint
