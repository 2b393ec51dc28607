"""The documents that the agency adds to a demande, as PDF: the same facts give the same bytes.

The guide names them and shows none: what they hold, and how, is this project's own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from io import BytesIO
from threading import Lock
from types import MappingProxyType
from typing import Final
from xml.sax.saxutils import escape

from attrs import frozen
from reportlab.lib import colors
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Paragraph, SimpleDocTemplate, Spacer, Table, TableStyle

from segur_rules.statuts.demande import DECISION_ATTRIBUTION
from segur_rules.statuts.paiement import AVIS_DE_PAIEMENT

AGENCE: Final = "Agence de services et de paiement"
PROGRAMME: Final = "Programme Ségur numérique"
_MOIS: Final = (
    "janvier", "février", "mars", "avril", "mai", "juin",
    "juillet", "août", "septembre", "octobre", "novembre", "décembre",
)  # fmt: skip
_ESPACE: Final = "\u00a0"
_ONE_AT_A_TIME: Final = Lock()
"""The library of PDF keeps in its own globals what it is making."""


@frozen
class Contenu:
    """All that a document tells. Days are those of Paris, amounts euros by régime de TVA."""

    document: str
    numero: str
    type: str
    sons: str
    numero_editeur: str
    numero_ans: str
    siret: str
    raison_sociale: str
    adresse: str
    regime_tva: str
    declare_ht: Decimal
    beneficiaires: int
    jour: date
    montant: Decimal
    iban: str
    titulaire: str

    @property
    def nom(self) -> str:
        """The name of the file."""
        return f"{self.document.lower().replace('_', '-')}-{self.numero}.pdf"


@frozen
class Modele:
    """What one kind of document says beside the facts."""

    titre: str
    phrase: str
    libelle_montant: str
    libelle_jour: str
    compte: bool = False


_MODELES: Final[Mapping[str, Modele]] = MappingProxyType(
    {
        DECISION_ATTRIBUTION: Modele(
            "Décision d'attribution",
            (
                "L'avance demandée au titre du programme Ségur numérique est validée pour le "
                "montant ci-dessous. Son paiement suit sa décision, dans la limite du budget."
            ),
            "Montant attribué",
            "Date de validation",
        ),
        AVIS_DE_PAIEMENT: Modele(
            "Avis de paiement",
            "Le montant ci-dessous est versé sur le compte indiqué.",
            "Montant payé",
            "Date de paiement effective",
            compte=True,
        ),
    }
)

_TITRE: Final = ParagraphStyle("titre", fontName="Helvetica-Bold", fontSize=16, leading=22)
_TEXTE: Final = ParagraphStyle("texte", fontName="Helvetica", fontSize=10, leading=14)
_GRAS: Final = ParagraphStyle("gras", parent=_TEXTE, fontName="Helvetica-Bold")
_TABLE: Final = TableStyle(
    [
        ("VALIGN", (0, 0), (-1, -1), "TOP"),
        ("LINEBELOW", (0, 0), (-1, -1), 0.25, colors.grey),
        ("TOPPADDING", (0, 0), (-1, -1), 4),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 4),
    ]
)


def edit(contenu: Contenu) -> bytes:
    """The PDF of a document. Raises `KeyError` for one that there is no model of."""
    modele = _MODELES[contenu.document]
    with _ONE_AT_A_TIME:
        return _build(contenu, modele)


def _build(contenu: Contenu, modele: Modele) -> bytes:
    out = BytesIO()
    template = SimpleDocTemplate(
        out,
        pagesize=A4,
        leftMargin=20 * mm,
        rightMargin=20 * mm,
        title=f"{modele.titre} - {contenu.numero}",
        author=AGENCE,
        subject=PROGRAMME,
        lang="fr-FR",
        # No instant and no chance: what is made again is the same.
        invariant=1,
    )
    template.build(list(_story(contenu, modele)))
    return out.getvalue()


def _story(contenu: Contenu, modele: Modele) -> Iterable[Flowable]:
    yield _paragraph(AGENCE, _GRAS)
    yield _paragraph(PROGRAMME)
    yield Spacer(1, 8 * mm)
    yield _paragraph(modele.titre, _TITRE)
    yield Spacer(1, 4 * mm)
    yield _paragraph(modele.phrase)
    yield Spacer(1, 6 * mm)
    rows = [[_paragraph(name, _GRAS), _paragraph(value)] for name, value in _facts(contenu, modele)]
    table = Table(rows, colWidths=(60 * mm, 110 * mm))
    table.setStyle(_TABLE)
    yield table


def _facts(contenu: Contenu, modele: Modele) -> Iterable[tuple[str, str]]:
    yield "Numéro de demande", contenu.numero
    yield "Type de demande", contenu.type.capitalize()
    yield "SONS", contenu.sons
    yield "Numéro éditeur", contenu.numero_editeur
    yield "Numéro ANS", contenu.numero_ans
    yield "Fournisseur", contenu.raison_sociale
    yield "SIRET", contenu.siret
    yield "Adresse", contenu.adresse
    yield "Nombre de bénéficiaires", str(contenu.beneficiaires)
    yield "Montant Ségur déclaré (HT)", euros(contenu.declare_ht)
    yield "Régime de TVA", contenu.regime_tva
    yield f"{modele.libelle_montant} ({contenu.regime_tva})", euros(contenu.montant)
    yield modele.libelle_jour, jour(contenu.jour)
    if modele.compte:
        yield "Compte", contenu.iban
        yield "Titulaire", contenu.titulaire


def euros(montant: Decimal) -> str:
    """An amount as one writes it in French: 1 074,99 €."""
    return f"{montant:,.2f}".replace(",", _ESPACE).replace(".", ",") + f"{_ESPACE}€"


def jour(day: date) -> str:
    """A day as one writes it in French: 1er mars 2023."""
    number = "1er" if day.day == 1 else str(day.day)
    return f"{number} {_MOIS[day.month - 1]} {day.year}"


def _paragraph(text: str, style: ParagraphStyle = _TEXTE) -> Paragraph:
    # The letters that the font has not are shown as what they are not: it has those of French.
    shown = text.encode("cp1252", "replace").decode("cp1252")
    return Paragraph(escape(shown), style)
