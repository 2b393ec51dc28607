"""PJU: the documents that a demande announces, as far as the file shows them."""

from __future__ import annotations

from collections.abc import Collection, Iterator

from segur_rules.demandes.codes import FormatFichier, Phase, TypeFichier
from segur_rules.demandes.fichier import Fichier, PieceJustificative
from segur_rules.pieces import NOM_MAX, PIECE, TYPES, ends_with_numero, special_characters
from segur_rules.pieces.noms import base_of, extension_of
from segur_rules.rules.context import Context
from segur_rules.rules.registry import (
    ERROR,
    GUIDE,
    INFERRED,
    PUBLIC,
    WARNING,
    Answer,
    at,
    found,
    rule,
)


def _pieces(fichier: Fichier) -> Iterator[tuple[int, int, str, PieceJustificative]]:
    """Index of the line, of the document, the line's numéro éditeur, and the document."""
    for i, demande in fichier.lignes():
        for j, piece in enumerate(demande.pieces_justificatives):
            yield i, j, demande.numero_editeur, piece


def _at_name(i: int, j: int) -> str:
    return at(i, f"/piecesJustificatives/{j}/nomFichier")


@rule("SEG-PJU-001", WARNING, INFERRED, "GU-53-02")
def nom_court(fichier: Fichier, context: Context) -> Answer:
    """A document's name has at most 50 characters."""
    for i, j, _, piece in _pieces(fichier):
        longueur = len(piece.nom_fichier)
        if longueur > NOM_MAX:
            yield found(_at_name(i, j), valeur=piece.nom_fichier, longueur=longueur, limite=NOM_MAX)


@rule("SEG-PJU-002", WARNING, INFERRED, "GU-53-02")
def nom_sans_special(fichier: Fichier, context: Context) -> Answer:
    """A document's name has no special character.

    Letters without accent, digits, dash, underscore, dot and space are allowed: a choice.
    """
    for i, j, _, piece in _pieces(fichier):
        special = special_characters(piece.nom_fichier)
        if special:
            yield found(_at_name(i, j), valeur=piece.nom_fichier, caracteres=special)


@rule("SEG-PJU-003", WARNING, INFERRED, "GU-53-02")
def extension_du_format(fichier: Fichier, context: Context) -> Answer:
    """A document's extension agrees with its announced format."""
    for i, j, _, piece in _pieces(fichier):
        extension = piece.nom_fichier.rpartition(".")[2].upper()
        if extension != piece.format_fichier and not (
            _is_jpeg(extension) and _is_jpeg(piece.format_fichier)
        ):
            yield found(_at_name(i, j), valeur=piece.nom_fichier, format=piece.format_fichier.value)


def _is_jpeg(name: str) -> bool:
    return name in (FormatFichier.JPG, FormatFichier.JPEG)


@rule("SEG-PJU-004", ERROR, INFERRED, "GU-9-01", "PS-10", phase=Phase.AVANCE)
def bon_de_commande(fichier: Fichier, context: Context) -> Answer:
    """An avance announces its order (BON_COMMANDE)."""
    yield from _announced(fichier, (TypeFichier.BON_COMMANDE,))


@rule("SEG-PJU-005", ERROR, PUBLIC, "GU-9-01", "PS-09", phase=Phase.SOLDE)
def facture(fichier: Fichier, context: Context) -> Answer:
    """A solde announces its invoice (FACTURE)."""
    yield from _announced(fichier, (TypeFichier.FACTURE,))


@rule("SEG-PJU-006", ERROR, PUBLIC, "GU-9-01", "PS-09", phase=Phase.SOLDE)
def va_ou_mom(fichier: Fichier, context: Context) -> Answer:
    """A solde announces its VA or its MOM."""
    yield from _announced(fichier, (TypeFichier.VA, TypeFichier.MOM))


def _announced(fichier: Fichier, types: Collection[TypeFichier]) -> Answer:
    for i, demande in fichier.lignes():
        for piece in demande.pieces_justificatives:
            if piece.type_fichier in types:
                break
        else:
            yield found(at(i, "/piecesJustificatives"))


@rule("SEG-PJU-007", WARNING, GUIDE, "GU-9-02")
def nom_finit_par_numero(fichier: Fichier, context: Context) -> Answer:
    """A document's name ends with the numéro éditeur."""
    for i, j, numero, piece in _pieces(fichier):
        if not ends_with_numero(piece.nom_fichier, numero):
            yield found(_at_name(i, j), valeur=piece.nom_fichier, numero_editeur=numero)


@rule("SEG-PJU-008", WARNING, INFERRED, "GU-9-02")
def nom_unique(fichier: Fichier, context: Context) -> Answer:
    """A document's name is announced once in the file."""
    first: dict[str, tuple[int, int, str]] = {}
    for i, j, numero, piece in _pieces(fichier):
        here = (i, j, numero)
        premier = first.setdefault(piece.nom_fichier.casefold(), here)
        if premier != here:
            yield found(_at_name(i, j), valeur=piece.nom_fichier, premier=premier[2])


@rule("SEG-PJU-009", WARNING, INFERRED, "PS-09")
def type_de_la_phase(fichier: Fichier, context: Context) -> Answer:
    """A document's type is one of its phase."""
    for i, demande in fichier.lignes():
        expected = TYPES[demande.phase]
        for j, piece in enumerate(demande.pieces_justificatives):
            if piece.type_fichier not in expected:
                yield found(
                    at(i, f"/piecesJustificatives/{j}/typeFichier"),
                    valeur=piece.type_fichier.value,
                    attendus=tuple(expected),
                )


@rule("SEG-PJU-021", WARNING, INFERRED, "GU-53-02", "GU-9-01")
def nom_de_piece(fichier: Fichier, context: Context) -> Answer:
    """A document's name is one that a document can be given under.

    A document has an accepted extension and is in no folder: under another name none is taken,
    and the demande that announces it can never be complete.
    """
    for i, j, _, piece in _pieces(fichier):
        nom = piece.nom_fichier
        if base_of(nom) != nom:
            yield found(_at_name(i, j), "dossier", valeur=nom)
        elif extension_of(nom) not in PIECE.extensions:
            yield found(_at_name(i, j), valeur=nom, attendus=tuple(PIECE.extensions))
