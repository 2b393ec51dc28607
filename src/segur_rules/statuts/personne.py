"""The change of a person's details: the représentant légal's or the demandeur's.

Theory of operation. The vendor writes what changes and gives the documents that justify it; a
gestionnaire accepts or rejects the change. The guide shows a history of changes with a date and
a statut, and names no statut: those of the table are a choice.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from segur_rules.sources import Certainty, honours
from segur_rules.statuts.etats import ChampPersonne, StatutModification
from segur_rules.statuts.faits import Acteur, Params, Refus, guard
from segur_rules.statuts.machine import Table, To

MANDAT: Final = "MANDAT"
PIECE_IDENTITE: Final = "PIECE_IDENTITE"


class EvenementModification(StrEnum):
    """What may happen to the change of a person's details."""

    DEPOSER = "DEPOSER"
    ACCEPTER = "ACCEPTER"
    REJETER = "REJETER"


@honours("GU-72-03")
def pieces_attendues(changements: tuple[ChampPersonne, ...]) -> tuple[str, ...]:
    """The documents that a change asks for.

    They are the user's identity document and, when the name or the first name changes, the
    mandate of the représentant légal.
    """
    if ChampPersonne.NOM in changements or ChampPersonne.PRENOM in changements:
        return (MANDAT, PIECE_IDENTITE)
    return (PIECE_IDENTITE,)


@guard(Refus.PIECES_MANQUANTES)
def documents_of_change(
    changements: tuple[ChampPersonne, ...], pieces: tuple[str, ...]
) -> Params | None:
    """A change comes with the documents that it asks for."""
    missing = tuple(piece for piece in pieces_attendues(changements) if piece not in pieces)
    return {"manquantes": missing} if missing else None


MODIFICATION_PERSONNE: Final = Table(
    name="personne",
    etats=StatutModification,
    evenements=EvenementModification,
    initial=StatutModification.EN_SAISIE,
    transitions={
        StatutModification.EN_SAISIE: {
            EvenementModification.DEPOSER: To(
                StatutModification.EN_ATTENTE,
                by=Acteur.FOURNISSEUR,
                guards=(documents_of_change,),
                sources=("GU-72-02", "GU-72-03"),
                certainty=Certainty.CHOICE,
            ),
        },
        StatutModification.EN_ATTENTE: {
            EvenementModification.ACCEPTER: To(
                StatutModification.ACCEPTEE,
                by=Acteur.GESTIONNAIRE,
                sources=("GU-72-02",),
                certainty=Certainty.CHOICE,
            ),
            EvenementModification.REJETER: To(
                StatutModification.REJETEE,
                by=Acteur.GESTIONNAIRE,
                sources=("GU-72-02",),
                certainty=Certainty.CHOICE,
            ),
        },
    },
)
