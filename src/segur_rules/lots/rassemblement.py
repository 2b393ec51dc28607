"""The documents of a folder, under the names that make their dispatch certain.

A document that bears the name that a demande announces is that document. Another joins the demande
whose numéro éditeur its name ends with, as in a zip; it takes the announced name where that demande
lacks one document only, of this document's format, and where no other could be meant. Whatever is
left in doubt is left aside, with the reason.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Final, TypeAlias

from attrs import frozen

from segur_rules.demandes.fichier import Demande, PieceJustificative
from segur_rules.pieces import PIECE, Annuaire, Raison
from segur_rules.pieces.noms import base_of, extension_of, key_of
from segur_rules.sources import honours

_Wanted: TypeAlias = tuple[int, str]
"""The place of a demande, and a name that it announces."""


class Doute(StrEnum):
    """Why a document is left aside."""

    SYSTEME = "systeme"
    """A file that computers add by themselves."""
    AUCUNE = "aucune"
    """Its name leads to no demande."""
    PLUSIEURS = "plusieurs"
    """Its name leads to several demandes."""
    EN_DOUBLE = "en_double"
    """Another document of the folder has this name, or may be the same one."""
    NON_ANNONCEE = "non_annoncee"
    """Its demande lacks no document of this format."""
    INCERTAINE = "incertaine"
    """Its demande lacks several documents of this format."""


@frozen
class Rassemblement:
    """What goes in the zip: each announced name with the path of its document, in file order.

    `manquantes` are the announced names that nothing is found for; `laissees` the paths that are
    left aside, each with the reason.
    """

    entrees: tuple[tuple[str, str], ...]
    manquantes: tuple[str, ...]
    laissees: tuple[tuple[str, Doute], ...]


@honours("GU-9-01", "GU-9-02")
def gather(demandes: Sequence[Demande], chemins: Iterable[str]) -> Rassemblement:
    """Find the document of each announced name among paths whose parts slashes separate."""
    announced = {
        (place, piece.nom_fichier): key_of(piece.nom_fichier)
        for place, demande in enumerate(demandes)
        for piece in demande.pieces_justificatives
    }
    paths = sorted(chemins)
    found, doubts = _named_so(announced, paths)
    taken = {*found.values(), *doubts}
    annuaire = Annuaire(demandes)
    proposed: dict[_Wanted, list[str]] = {}
    for path in paths:
        if path in taken:
            continue
        rattachement = annuaire.find(path)
        if rattachement.demande is None:
            doubts[path] = _REASONS[rattachement.raison]
            continue
        place = rattachement.demande
        lacking = [
            (place, piece.nom_fichier)
            for piece in demandes[place].pieces_justificatives
            if (place, piece.nom_fichier) not in found and _is_of(piece, path)
        ]
        if len(lacking) == 1:
            proposed.setdefault(lacking[0], []).append(path)
        else:
            doubts[path] = Doute.INCERTAINE if lacking else Doute.NON_ANNONCEE
    for wanted, candidates in proposed.items():
        if len(candidates) == 1:
            found[wanted] = candidates[0]
        else:
            doubts |= dict.fromkeys(candidates, Doute.EN_DOUBLE)
    return Rassemblement(
        tuple((wanted[1], found[wanted]) for wanted in announced if wanted in found),
        tuple(wanted[1] for wanted in announced if wanted not in found),
        tuple(sorted(doubts.items())),
    )


def _named_so(
    announced: Mapping[_Wanted, str], paths: Iterable[str]
) -> tuple[dict[_Wanted, str], dict[str, Doute]]:
    """The documents that bear an announced name; those that share theirs are in doubt."""
    by_key: dict[str, list[str]] = {}
    for path in paths:
        by_key.setdefault(key_of(base_of(path)), []).append(path)
    wanted_by: dict[str, list[_Wanted]] = {}
    for wanted, key in announced.items():
        wanted_by.setdefault(key, []).append(wanted)
    found: dict[_Wanted, str] = {}
    doubts: dict[str, Doute] = {}
    for key, (first, *others) in wanted_by.items():
        candidates = by_key.get(key, [])
        if others:
            doubts |= dict.fromkeys(candidates, Doute.PLUSIEURS)
        elif len(candidates) > 1:
            doubts |= dict.fromkeys(candidates, Doute.EN_DOUBLE)
        elif candidates:
            found[first] = candidates[0]
    return found, doubts


def _is_of(piece: PieceJustificative, path: str) -> bool:
    """Whether the name of a document announces the format of a piece: JPG and JPEG are one."""
    declared = PIECE.extensions[piece.format_fichier.value.lower()]
    return PIECE.extensions.get(extension_of(base_of(path))) is declared


_REASONS: Final[Mapping[Raison, Doute]] = MappingProxyType(
    {
        Raison.SYSTEME: Doute.SYSTEME,
        Raison.AUCUNE: Doute.AUCUNE,
        Raison.PLUSIEURS: Doute.PLUSIEURS,
    }
)
