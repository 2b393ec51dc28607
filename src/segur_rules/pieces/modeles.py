"""A document model that a vendor of vague 2 imports: taken or refused, with the reasons."""

from __future__ import annotations

from enum import StrEnum
from typing import BinaryIO, Final, TypeAlias

from attrs import frozen

from segur_rules.outcomes import Applied, Constat, Refused
from segur_rules.pieces.documents import judge_document
from segur_rules.pieces.formats import MODELE
from segur_rules.sources import honours
from segur_rules.statuts import Effet, StatutModele


class RefusModele(StrEnum):
    """Why the import of a model is refused. A code is permanent."""

    TYPE_MANQUANT = "TYPE_MANQUANT"
    """No type was chosen."""
    DOCUMENT_REFUSE = "DOCUMENT_REFUSE"
    """The document is not accepted: `regles`, the ids of the rules that it breaks."""


_ADMIS: Final = frozenset(("SEG-PJU-016",))
"""What is said of a document that is taken all the same."""

Decision: TypeAlias = Applied[StatutModele, Effet] | Refused


@frozen
class ImportModele:
    """What became of an import: taken or refused, and all that is to be said of the document."""

    decision: Decision
    constats: tuple[Constat, ...]


@honours("GU-53-02", "GU-53-03")
def importer_modele(
    nom: str, taille: int, contenu: BinaryIO, type_modele: str | None
) -> ImportModele:
    """Import a model: the first of the two steps, before the vendor validates the import.

    `taille` is in bytes; `type_modele` is compulsory (`MODELE_BDC_HOP`). The types are not
    published as a list: any text is taken. What follows is in the table of models.
    """
    constats = judge_document(nom, taille, contenu, MODELE)
    broken = tuple(dict.fromkeys(c.rule for c in constats if c.rule not in _ADMIS))
    decision: Decision = Applied(StatutModele.IMPORTE)
    if not (type_modele or "").strip():
        decision = Refused(RefusModele.TYPE_MANQUANT)
    elif broken:
        decision = Refused(RefusModele.DOCUMENT_REFUSE, {"regles": broken})
    return ImportModele(decision, constats)
