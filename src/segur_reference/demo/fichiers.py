"""The files and documents of the demo: whole, and of nobody who exists."""

from __future__ import annotations

from copy import deepcopy
from decimal import Decimal
from io import BytesIO
from typing import Any, Final

from attrs import frozen
from reportlab.pdfgen.canvas import Canvas

from segur_rules.conformance import base, dumps
from segur_rules.identifiants import numero_asp, rpps, siret

_AVANCE: Final[dict[str, Any]] = base("mdv-avance")
NUMERO_ANS: Final[str] = _AVANCE["numeroAns"]
SIRET: Final[str] = _AVANCE["siret"]
TAUX: Final = Decimal(20)
_NOMS: Final = (
    "ALIZE", "BOREAL", "CIRRUS", "DELTA", "EMBRUN", "FOEHN", "GREGAL", "HARMATTAN", "INUIT",
    "JUSANT", "KHAMSIN", "LEVANT",
)  # fmt: skip
"""Winds: the physicians of the demo."""


def avance(first: int, last: int) -> dict[str, Any]:
    """A file of avances, a physician each, whose numéros éditeurs are those from first to last."""
    document = deepcopy(_AVANCE)
    model = document["lignesImport"][0]
    document["lignesImport"] = [
        _line(model, place, number) for place, number in enumerate(range(first, last + 1), start=1)
    ]
    return document


def solde(numero: str, number: int) -> dict[str, Any]:
    """A file of one solde, on the dossier of the avance of this numéro éditeur."""
    document: dict[str, Any] = base("mdv-solde")
    line = _line(document["lignesImport"][0], 1, number)
    line["numeroASP"] = numero
    line["facture"]["dateFacture"] = "17/10/2022"
    document["lignesImport"] = [line]
    return document


@frozen
class AImporter:
    """A file of one avance that nobody has imported yet, its document, and what awaits them.

    `numero` is the number that the avance is given, when it is the next one to be imported.
    """

    avances: bytes
    piece: bytes
    nom_piece: str
    numero: str


def a_importer(dernier: str) -> AImporter:
    """The avance that follows the one of this number, the last of the demo."""
    couloir, digits, suffix = numero_asp.split(dernier)
    number = int(digits) + 1
    document = avance(number, number)
    (piece,) = document["lignesImport"][0]["piecesJustificatives"]
    name = piece["nomFichier"]
    numero = f"FIN{couloir}{number:06d}{suffix}"
    return AImporter(dumps(document).encode(), pdf(name), name, numero)


def pdf(title: str) -> bytes:
    """A document of one page that says what it is."""
    out = BytesIO()
    canvas = Canvas(out, invariant=True)
    canvas.drawString(72, 720, title)
    canvas.drawString(72, 700, "Document de démonstration, sans valeur.")
    canvas.save()
    return out.getvalue()


def new_siret(stem: int) -> str:
    """A SIRET whose keys are right, from nine digits."""
    candidates = (f"{stem + more:09d}{last:05d}" for more in range(10) for last in range(10, 20))
    return next(filter(siret.is_valid, candidates))


def _line(model: dict[str, Any], place: int, number: int) -> dict[str, Any]:
    line = deepcopy(model)
    editeur, nom = f"{number:05d}", _NOMS[(number - 1) % len(_NOMS)]
    medecin = {
        "nomMedecin": nom,
        "emailMedecin": f"{nom.lower()}@example.org",
        "telephoneMedecin": f"01990001{number:02d}",
        "RPPS": _rpps(number),
    }
    line.update(numLigne=place, numeroEditeur=editeur)
    line["beneficiaires"]["liberal"] = [medecin]
    for piece in line["piecesJustificatives"]:
        stem, _, _ = piece["nomFichier"].rpartition("-")
        piece["nomFichier"] = f"{stem}-{editeur}.pdf"
    return line


def _rpps(number: int) -> str:
    """An RPPS number whose key is right."""
    stem = f"{1_999_100_000 + number:010d}"
    return next(filter(rpps.is_valid, (f"{stem}{key}" for key in range(10))))
