"""A lot: files that can be filed, each judged before it is given; or none, and what to mend."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import MappingProxyType
from typing import Any, Final, TypeAlias

from attrs import evolve, field, frozen

from segur_rules.catalogue import Sons
from segur_rules.demandes.codes import Phase, TypeFichier
from segur_rules.demandes.fichier import Demande
from segur_rules.demandes.formes import LIGNES_MAX
from segur_rules.lots.ecriture import render
from segur_rules.lots.remarques import Place, Refus, Remarque, at, in_row_order, of_finding
from segur_rules.outcomes import Report, Severity
from segur_rules.pieces import NOM_MAX, Annuaire, special_characters
from segur_rules.rules import check_file
from segur_rules.rules.context import Context
from segur_rules.rules.engine import read_file

Suivi: TypeAlias = Callable[[Sequence[Any]], Iterable[Any]]
"""Goes through a sequence, and may tell how far it is."""


@frozen
class LigneFaite:
    """One line of a file, as JSON values, and the cells that its members come from.

    `places` are by JSON Pointer in the line; "" is the line itself.
    """

    document: dict[str, Any]
    places: Mapping[str, Place]


@frozen
class FichierLot:
    """One file of a lot, under the name that it is written with, and the report on it."""

    nom: str
    raw: bytes = field(repr=False)
    report: Report = field(repr=False)
    demandes: int


@frozen
class Lot:
    """The files, in order, none of which has an error; and what else there is to know."""

    fichiers: tuple[FichierLot, ...]
    remarques: tuple[Remarque, ...] = ()


@frozen
class Entete:
    """What the files of a lot share: who files, and for what."""

    sons: Sons
    phase: Phase
    numero_ans: str
    siret: str

    @classmethod
    def of(cls, context: Context, phase: Phase, numero_ans: str, siret: str) -> Entete:
        """For the SONS of a context. Raises `ValueError` where it has none, or another phase."""
        if context.scheme is None or context.phase not in (None, phase):
            raise ValueError(f"the context must have a known SONS, and be of the phase {phase}")
        return cls(context.scheme, phase, numero_ans, siret)

    def nom(self, rang: int, nombre: int) -> str:
        """The name of a file: `mdv-lgc-va1-avance-1.json`."""
        digits = len(str(nombre))
        return f"{self.sons.code.lower()}-{self.phase}-{rang:0{digits}}.json"

    def document(self, lignes: Iterable[dict[str, Any]]) -> dict[str, Any]:
        """A whole file of these lines, numbered from 1."""
        return {
            "impId": None,
            "numeroAns": self.numero_ans,
            "siret": self.siret,
            "lignesImport": [{**ligne, "numLigne": i} for i, ligne in enumerate(lignes, start=1)],
        }


_TYPES: Final[Mapping[TypeFichier, str]] = MappingProxyType(
    {
        TypeFichier.BON_COMMANDE: "bdc",
        TypeFichier.FACTURE: "facture",
        TypeFichier.VA: "va",
        TypeFichier.MOM: "mom",
    }
)


def name_of_document(sons: Sons, type_fichier: str, numero: str, format_fichier: str) -> str:
    """The name of a document, after the guide's `hop-dpi-va1-bdc-00017.pdf`.

    That of an order is the guide's; the others are made like it.
    """
    kind = _TYPES[TypeFichier(type_fichier)]
    return f"{sons.code.lower()}-{kind}-{numero}.{format_fichier.lower()}"


def pieces_of(
    sons: Sons, types: Iterable[str], numero: str, format_fichier: str | None
) -> list[dict[str, str]]:
    """The documents that a demande announces; they are PDF where nothing says otherwise."""
    format_fichier = format_fichier or "PDF"
    return [
        {
            "nomFichier": name_of_document(sons, kind, numero, format_fichier),
            "formatFichier": format_fichier,
            "typeFichier": kind,
        }
        for kind in types
    ]


def faults_of_names(pieces: Iterable[Mapping[str, str]], place: Place) -> Iterable[Remarque]:
    """Why documents could not bear the names that are made of a numéro éditeur."""
    for nom in (piece["nomFichier"] for piece in pieces):
        special = special_characters(nom)
        if special:
            yield at(place, "nom_special", valeur=nom, caracteres=special)
        elif len(nom) > NOM_MAX:
            yield at(place, "nom_long", valeur=nom, longueur=len(nom), limite=NOM_MAX)


def make_lot(
    entete: Entete, lignes: Sequence[LigneFaite], context: Context, suivi: Suivi = iter
) -> Lot | Refus:
    """Files of at most 200 lines each, every one judged in the context; or what is wrong."""
    context = evolve(context, phase=entete.phase)
    parts = [lignes[i : i + LIGNES_MAX] for i in range(0, len(lignes), LIGNES_MAX)]
    fichiers: list[FichierLot] = []
    remarques: list[Remarque] = []
    demandes: list[Demande] = []
    for part in suivi(parts):
        raw = render(entete.document(ligne.document for ligne in part))
        report = check_file(raw, context)
        remarques += [
            of_finding(finding, _place_of(finding.pointer, part)) for finding in report.findings
        ]
        nom = entete.nom(len(fichiers) + 1, len(parts))
        fichiers.append(FichierLot(nom, raw, report, len(part)))
        fichier, _ = read_file(raw, context)
        demandes += fichier.lignes_import if fichier else ()
    # Rows that cannot be told apart by their documents are worth nothing while some are refused.
    if not any(remarque.severity is Severity.ERROR for remarque in remarques):
        remarques += _strays(demandes, lignes)
    said = in_row_order(remarques)
    if any(remarque.severity is Severity.ERROR for remarque in said):
        return Refus(said)
    return Lot(tuple(fichiers), said)


def _strays(demandes: Sequence[Demande], lignes: Sequence[LigneFaite]) -> Iterable[Remarque]:
    """The demandes that their documents would not find, all files of the lot together."""
    annuaire = Annuaire(demandes)
    for i, demande in enumerate(demandes):
        names = (piece.nom_fichier for piece in demande.pieces_justificatives)
        if any(annuaire.find(nom).demande != i for nom in names):
            yield at(lignes[i].places[""], "rattachement", valeur=demande.numero_editeur)


def _place_of(pointer: str, lignes: Sequence[LigneFaite]) -> Place | None:
    """The row and the heading that a pointer leads to: its own, or those of what it is in."""
    _, _, inside = pointer.partition("/lignesImport/")
    index, _, rest = inside.partition("/")
    if not index:
        return None
    places = lignes[int(index)].places
    rest = f"/{rest}" if rest else ""
    while rest not in places:
        rest = rest.rpartition("/")[0]
    return places[rest]
