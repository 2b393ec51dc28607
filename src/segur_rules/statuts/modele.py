"""The life of a document model, which a vendor of vague 2 has the ASP look at.

Theory of operation. A file that is imported is the vendor's alone until the import is validated:
it may still be deleted. Validated, it waits for the ASP, which accepts or rejects it with its
comments; there is no way back, and a corrected model is another model.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from segur_rules.statuts.etats import StatutModele
from segur_rules.statuts.faits import Acteur
from segur_rules.statuts.machine import Table, To


class EvenementModele(StrEnum):
    """What may happen to a document model."""

    VALIDER_IMPORT = "VALIDER_IMPORT"
    SUPPRIMER = "SUPPRIMER"
    ACCEPTER = "ACCEPTER"
    REJETER = "REJETER"


MODELE: Final = Table(
    name="modele",
    etats=StatutModele,
    evenements=EvenementModele,
    initial=StatutModele.IMPORTE,
    transitions={
        StatutModele.IMPORTE: {
            EvenementModele.VALIDER_IMPORT: To(
                StatutModele.EN_ATTENTE_INSTRUCTION,
                by=Acteur.FOURNISSEUR,
                sources=("GU-53-03", "GU-53-04"),
            ),
            EvenementModele.SUPPRIMER: To(
                StatutModele.SUPPRIME, by=Acteur.FOURNISSEUR, sources=("GU-53-03",)
            ),
        },
        StatutModele.EN_ATTENTE_INSTRUCTION: {
            EvenementModele.ACCEPTER: To(
                StatutModele.ACCEPTE, by=Acteur.GESTIONNAIRE, sources=("GU-53-04",)
            ),
            EvenementModele.REJETER: To(
                StatutModele.REJETE, by=Acteur.GESTIONNAIRE, sources=("GU-53-04",)
            ),
        },
    },
)
