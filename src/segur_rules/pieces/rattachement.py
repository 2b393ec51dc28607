"""Which demande a document joins, by its name; nothing is guessed silently.

A name leads to the demandes that announce it, and to those whose numéro éditeur it ends with,
alone; of several numbers that it ends with the longest is meant, since a shorter one is only its
end. Where both lead somewhere, what they share is meant. What leads nowhere, or to more than one
demande, joins none, and is said not to: the portal looks at the number only, so that a name which
one demande announces and which ends with the number of another is in doubt.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import StrEnum

from attrs import frozen

from segur_rules.demandes.fichier import Demande
from segur_rules.pieces.noms import (
    base_of,
    ends_with_numero,
    is_of_the_system,
    key_of,
    stem_of,
)


class Raison(StrEnum):
    """Why a document joins a demande, or none."""

    ANNONCEE = "annoncee"
    """One demande announces a document of this name."""
    NUMERO = "numero"
    """The name ends with the numéro éditeur of one demande."""
    AUCUNE = "aucune"
    """The name ends with the numéro éditeur of no demande."""
    PLUSIEURS = "plusieurs"
    """The name leads to several demandes."""
    SYSTEME = "systeme"
    """A file that computers add by themselves: it is left aside."""


@frozen
class Rattachement:
    """What a document joins: the place of one demande, or none and the reason.

    `candidates` are the places of the demandes that its name leads to.
    """

    raison: Raison
    candidates: tuple[int, ...] = ()

    @property
    def demande(self) -> int | None:
        """The place of the demande; None when there is none, or more than one."""
        certain = self.raison in (Raison.ANNONCEE, Raison.NUMERO)
        return self.candidates[0] if certain else None


class Annuaire:
    """The demandes of a file by what leads to them: names announced and numéros éditeurs."""

    def __init__(self, demandes: Sequence[Demande]) -> None:
        """Keep the demandes by name and by number."""
        self._announced: dict[str, list[int]] = {}
        self._numbered: dict[str, list[int]] = {}
        for place, demande in enumerate(demandes):
            self._numbered.setdefault(demande.numero_editeur, []).append(place)
            for key in {key_of(piece.nom_fichier) for piece in demande.pieces_justificatives}:
                self._announced.setdefault(key, []).append(place)
        # As many lengths as there are kinds of numbers: a few, where the demandes are hundreds.
        self._lengths = sorted({len(numero) for numero in self._numbered}, reverse=True)

    def find(self, chemin: str) -> Rattachement:
        """The demande that a document joins; folders make no difference."""
        if is_of_the_system(chemin):
            return Rattachement(Raison.SYSTEME)
        base = base_of(chemin)
        announced = self._announced.get(key_of(base), [])
        numbered = self._by_number(base)
        if announced and numbered:
            both = [place for place in announced if place in numbered]
            found = both or sorted({*announced, *numbered})
        else:
            found = announced or numbered
        if not found:
            return Rattachement(Raison.AUCUNE)
        if len(found) > 1:
            return Rattachement(Raison.PLUSIEURS, tuple(found))
        return Rattachement(Raison.ANNONCEE if announced else Raison.NUMERO, tuple(found))

    def _by_number(self, base: str) -> list[int]:
        """The demandes of the longest numéro éditeur that a name ends with."""
        stem = stem_of(base)
        for length in self._lengths:
            numero = stem[len(stem) - length :] if length <= len(stem) else ""
            if numero in self._numbered and ends_with_numero(base, numero):
                return self._numbered[numero]
        return []
