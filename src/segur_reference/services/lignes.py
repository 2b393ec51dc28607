"""The line of the file that a demande was filed by: as text, as JSON, as the library's value."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from segur_rules.catalogue import Sons, load
from segur_rules.conformance.exact import dump_line, loads
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Commande, Demande
from segur_rules.demandes.formes import kind_of_line
from segur_rules.statuts import Declaration


def written(document: Mapping[str, Any]) -> str:
    """A line as the text that is kept of it: its members in order, its amounts exact."""
    return dump_line(document)


def document_of(texte: str) -> dict[str, Any]:
    """A line as JSON, its amounts exact, from the text that is kept of it."""
    document: dict[str, Any] = loads(texte)
    return document


def read_ligne(texte: str, sons: str, type_demande: str) -> Demande:
    """A line from the text that is kept of it, which the library once accepted."""
    forme = load().couloirs[sons_of(sons).couloir].forme
    demande: Demande = kind_of_line(forme, Phase(type_demande)).parse(document_of(texte), None)
    return demande


def sons_of(code: str) -> Sons:
    """The SONS of a code that is kept. Raises `LookupError` when the catalogue lost it."""
    found = load().find(code)
    if found is None:
        raise LookupError(code)
    return found


def declaration_of(ligne: Demande) -> Declaration:
    """What a line declares, as its dossier keeps it."""
    return Declaration(ligne.montant_ht, tuple(ligne.beneficiaires.numeros()))


def date_of(ligne: Demande) -> date:
    """The day of the order of an avance, of the invoice of a solde."""
    engagement = ligne.engagement
    if isinstance(engagement, Commande):
        return engagement.date_commande
    return engagement.date_facture
