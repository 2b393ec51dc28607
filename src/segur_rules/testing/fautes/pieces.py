"""Faults of the documents that a demande announces."""

from __future__ import annotations

from collections.abc import Callable

from segur_rules.demandes.codes import Phase
from segur_rules.testing.fautes.spoilt import Spoil, Spoilt
from segur_rules.testing.strategies import Document


def last_piece(change: Callable[[Document, str], None]) -> Spoil:
    """A fault of the last document of the line."""

    def spoil(it: Spoilt) -> bool:
        change(it.line["piecesJustificatives"][-1], it.line["numeroEditeur"])
        return True

    return spoil


def _extension(piece: Document) -> str:
    extension: str = piece["nomFichier"].rpartition(".")[2]
    return extension


def long_name(piece: Document, numero: str) -> None:
    """A name of 51 characters."""
    name = f"-{numero}.{_extension(piece)}"
    piece["nomFichier"] = name.rjust(51, "x")


def special_name(piece: Document, _numero: str) -> None:
    """A name with an accent."""
    piece["nomFichier"] = "é" + piece["nomFichier"]


def other_format(piece: Document, _numero: str) -> None:
    """A format that is not that of the name."""
    piece["formatFichier"] = "PNG" if piece["formatFichier"] == "PDF" else "PDF"


def name_without_numero(piece: Document, numero: str) -> None:
    """A name that ends with something else than the numéro éditeur."""
    piece["nomFichier"] = f"{numero}-{'x' * 20}.{_extension(piece)}"


def without_pieces(*codes: str) -> Spoil:
    """No document of these types."""

    def spoil(it: Spoilt) -> bool:
        it.line["piecesJustificatives"] = [
            piece for piece in it.line["piecesJustificatives"] if piece["typeFichier"] not in codes
        ]
        return True

    return spoil


def piece_twice(it: Spoilt) -> bool:
    """One name for two documents."""
    pieces = it.line["piecesJustificatives"]
    pieces.append(dict(pieces[0]))
    return True


def piece_of_the_other_phase(it: Spoilt) -> bool:
    """One document more, of the other phase."""
    code = "FACTURE" if it.phase is Phase.AVANCE else "BON_COMMANDE"
    name = f"other-{it.line['numeroEditeur']}.pdf"
    it.line["piecesJustificatives"].append(
        {"nomFichier": name, "formatFichier": "PDF", "typeFichier": code}
    )
    return True
