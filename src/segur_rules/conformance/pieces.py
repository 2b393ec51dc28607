"""Documents by themselves: what is wrong with one, and where those of a zip go."""

from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from types import MappingProxyType
from typing import Any, Final

from segur_rules.conformance.documents import archive_of, content_of
from segur_rules.conformance.valeurs import text
from segur_rules.demandes.codes import FormatFichier, TypeAction, TypeFichier
from segur_rules.demandes.fichier import Beneficiaires, Demande, PieceJustificative
from segur_rules.pieces import CONTACT, MODELE, PIECE, ReglesPiece, judge_document
from segur_rules.pieces import plan_zip as plan
from segur_rules.rules.documents import une_demande

USAGES: Final[Mapping[str, ReglesPiece]] = MappingProxyType(
    {"piece": PIECE, "contact": CONTACT, "modele": MODELE}
)

_BENEFICIAIRES: Final = Beneficiaires(
    is_mandataire=False,
    is_client_unique=True,
    nom_mandataire=None,
    email_mandataire=None,
    telephone_mandataire=None,
)


def check_document(given: Mapping[str, Any]) -> dict[str, Any]:
    """The rules that a document breaks, by what it is for."""
    usage, nom = given["usage"], text(given["nom"])
    if usage not in USAGES:
        raise ValueError(f"no such usage of a document: {usage}")
    content = content_of(given)
    constats = judge_document(nom, len(content), BytesIO(content), USAGES[usage])
    return {"rules": list(dict.fromkeys(constat.rule for constat in constats))}


def plan_zip(given: Mapping[str, Any]) -> dict[str, Any]:
    """Where the documents of a zip go, and the rules that it breaks."""
    demandes = [_demande(place, demande) for place, demande in enumerate(given["demandes"])]
    planned = plan(archive_of(given), demandes)
    entrees = [entree for entree in planned.entrees if not entree.de_systeme]
    rules = {constat.rule for constat in planned.constats}
    if any(entree.demande is None for entree in entrees):
        rules.add(une_demande.id)
    return {
        "refused": planned.refuse,
        "rules": sorted(rules),
        "entries": [
            {
                "nom": entree.nom,
                "demande": None
                if entree.demande is None
                else demandes[entree.demande].numero_editeur,
            }
            for entree in entrees
        ],
    }


def _demande(place: int, given: Mapping[str, Any]) -> Demande:
    """A demande of which nothing is known but its number and the names that it announces."""
    return Demande(
        num_ligne=place + 1,
        type_action=TypeAction.CREATION,
        numero_editeur=text(given["numeroEditeur"]),
        beneficiaires=_BENEFICIAIRES,
        code_traitement=None,
        libelle_traitement=None,
        pieces_justificatives=tuple(
            PieceJustificative(
                nom_fichier=text(nom),
                format_fichier=FormatFichier.PDF,
                type_fichier=TypeFichier.BON_COMMANDE,
            )
            for nom in given.get("pieces") or ()
        ),
    )
