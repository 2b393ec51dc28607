"""The documents that are asked for, and those that are there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from segur_rules.demandes.codes import Phase, TypeFichier
from segur_rules.demandes.fichier import Demande
from segur_rules.pieces.noms import base_of, key_of
from segur_rules.sources import Certainty, Source, honours


@frozen
class Attendue:
    """A document that is asked for: one of these types."""

    types: tuple[TypeFichier, ...]
    source: Source


ATTENDUES: Final[Mapping[Phase, tuple[Attendue, ...]]] = MappingProxyType(
    {
        Phase.AVANCE: (
            Attendue(
                (TypeFichier.BON_COMMANDE,),
                Source("ANS FAQ (PS-10): what the order shows", Certainty.INFERRED),
            ),
        ),
        Phase.SOLDE: (
            Attendue((TypeFichier.FACTURE,), Source("ANS FAQ (PS-09)", Certainty.PUBLIC)),
            Attendue(
                (TypeFichier.VA, TypeFichier.MOM),
                Source("ANS FAQ, gnius.esante.gouv.fr (PS-09)", Certainty.PUBLIC),
            ),
        ),
    }
)
"""What each phase asks for, whatever the SONS: of a VA and a MOM it depends on the SONS which
one is, and no source says of which."""

TYPES: Final[Mapping[Phase, tuple[TypeFichier, ...]]] = MappingProxyType(
    {
        phase: tuple(code for attendue in attendues for code in attendue.types)
        for phase, attendues in ATTENDUES.items()
    }
)
"""The types of documents of each phase."""


@frozen
class Comparaison:
    """What a demande announces and what it is given.

    `manquantes` are places in `pieces_justificatives`; the other two are names as given, each
    once.
    """

    manquantes: tuple[int, ...]
    non_annoncees: tuple[str, ...]
    en_double: tuple[str, ...]

    @property
    def complete(self) -> bool:
        """Whether every document that was announced is there."""
        return not self.manquantes


@honours("GU-9-01")
def compare(demande: Demande, noms: Iterable[str]) -> Comparaison:
    """Compare the documents that a demande announces with those given for it, by their names.

    Folders make no difference, nor does case.
    """
    announced = [key_of(piece.nom_fichier) for piece in demande.pieces_justificatives]
    given: dict[str, list[str]] = {}
    for nom in noms:
        base = base_of(nom)
        given.setdefault(key_of(base), []).append(base)
    return Comparaison(
        manquantes=tuple(i for i, key in enumerate(announced) if key not in given),
        non_annoncees=tuple(names[0] for key, names in given.items() if key not in announced),
        en_double=tuple(names[0] for names in given.values() if len(names) > 1),
    )
