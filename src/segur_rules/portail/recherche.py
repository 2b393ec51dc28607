"""Searching imports and demandes: criteria, what is wrong with them, and what they retain.

The guide says of two screens, in words that differ, that both bounds of the dates are filled.
Of imports (§4.1): the dates filter between the two bounds, and both must be filled; hence both
or none. Of demandes (§5.1): both must be filled for the search to be run at all; hence both are
compulsory, and a list without a search is what is shown up to 500 demandes. A caller that reads
both sentences alike says so with `dates_obligatoires=False`.

Chosen: a criterion that chooses every value (avances and soldes) chooses none, and is no filter;
a bound later than the other is refused rather than answered by an empty list; letters are found
in either case. Inferred: bounds are inclusive, and a number that is searched for is contained in
those that are found, as it is in those that are proposed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from datetime import date
from enum import Enum
from itertools import islice
from typing import Final, TypeVar

from attrs import field, frozen
from attrs.converters import optional

from segur_rules.identifiants import numero_ans as ans
from segur_rules.identifiants import numero_asp as asp
from segur_rules.outcomes import Refused
from segur_rules.portail._saisie import as_day
from segur_rules.portail.imports import Depot, depots_listes
from segur_rules.portail.lignes import STATUTS_LISTES, LigneDemande
from segur_rules.portail.motifs import Motif
from segur_rules.sources import honours
from segur_rules.statuts import EtatPaiement, StatutDemande, TypeDemande

T = TypeVar("T")

CARACTERES_MIN: Final = 3
"""Consecutive characters from which numbers are proposed (GU-51-01)."""
DEMANDES_MAX: Final = 500
"""Demandes that are listed without a filter, at most (GU-51-12)."""


@frozen
class Periode:
    """Two bounds, days of Paris, both inclusive; None is a bound that is not filled."""

    du: date | None = field(default=None, converter=optional(as_day))
    au: date | None = field(default=None, converter=optional(as_day))

    @property
    def est_vide(self) -> bool:
        """Whether neither bound is filled."""
        return self.du is None and self.au is None

    def __contains__(self, day: date) -> bool:
        """Whether a day is within the bounds that are filled."""
        return (self.du is None or self.du <= day) and (self.au is None or day <= self.au)

    def refus(self, *, obligatoire: bool) -> Iterator[Refused]:
        """What is wrong with the bounds; both may be missing unless they are compulsory."""
        if self.du is not None and self.au is not None:
            if self.du > self.au:
                yield Refused(Motif.BORNES_INVERSEES, {"du": self.du, "au": self.au})
        elif obligatoire or not self.est_vide:
            bounds = (("du", self.du), ("au", self.au))
            missing = tuple(name for name, day in bounds if day is None)
            yield Refused(Motif.BORNE_MANQUANTE, {"bornes": missing})


def _compact_ans(number: str) -> str | None:
    return ans.compact(number).casefold() or None


def _compact_asp(number: str) -> str | None:
    return asp.compact(number) or None


# One converter for each kind: a type checker learns from it what a field accepts.
def _types(chosen: Collection[TypeDemande]) -> frozenset[TypeDemande]:
    return frozenset(chosen)


def _statuts(chosen: Collection[StatutDemande]) -> frozenset[StatutDemande]:
    return frozenset(chosen)


def _paiements(chosen: Collection[EtatPaiement]) -> frozenset[EtatPaiement]:
    return frozenset(chosen)


def _in_capitals(codes: Collection[str]) -> frozenset[str]:
    return frozenset(code.upper() for code in codes)


@frozen
class CriteresImports:
    """What imports are searched by (§4.1). An empty criterion retains everything."""

    numero_ans: str | None = field(default=None, converter=optional(_compact_ans))
    types: frozenset[TypeDemande] = field(default=frozenset(), converter=_types)
    periode: Periode = Periode()

    def retient(self, depot: Depot) -> bool:
        """Whether an import is one of those searched for."""
        return (
            self.numero_ans in (None, _compact_ans(depot.numero_ans))
            and _admits(self.types, depot.type)
            and depot.jour in self.periode
        )


@frozen
class CriteresDemandes:
    """What demandes are searched by (§5.1). An empty criterion retains everything.

    `logiciels` are codes (`DPI`); several of them may be combined, as statuts may.
    """

    numero: str | None = field(default=None, converter=optional(_compact_asp))
    types: frozenset[TypeDemande] = field(default=frozenset(), converter=_types)
    statuts: frozenset[StatutDemande] = field(default=frozenset(), converter=_statuts)
    paiements: frozenset[EtatPaiement] = field(default=frozenset(), converter=_paiements)
    logiciels: frozenset[str] = field(default=frozenset(), converter=_in_capitals)
    periode: Periode = Periode()

    @property
    def est_vide(self) -> bool:
        """Whether nothing is filtered."""
        return (
            self.numero is None
            and not _filters(self.types, TypeDemande)
            and not _filters(self.statuts, STATUTS_LISTES)
            and not _filters(self.paiements, EtatPaiement)
            and not self.logiciels
            and self.periode.est_vide
        )

    def retient(self, ligne: LigneDemande) -> bool:
        """Whether a demande is one of those searched for."""
        return (
            (self.numero is None or self.numero in asp.compact(ligne.numero))
            and _admits(self.types, ligne.type)
            and _admits(self.statuts, ligne.statut)
            and _admits(self.paiements, ligne.paiement)
            and _admits(self.logiciels, ligne.logiciel.upper())
            and ligne.date_depot in self.periode
        )


def _admits(chosen: Collection[T], value: T) -> bool:
    return not chosen or value in chosen


def _filters(chosen: Collection[Enum], every: Iterable[Enum]) -> bool:
    return bool(chosen) and not set(every) <= set(chosen)


@honours("GU-4-01")
def refus_de_recherche_imports(criteres: CriteresImports) -> tuple[Refused, ...]:
    """Why imports are not searched by these criteria; empty when they are."""
    return tuple(criteres.periode.refus(obligatoire=False))


@honours("GU-4-01")
def select_imports(criteres: CriteresImports, depots: Iterable[Depot]) -> Iterator[Depot]:
    """The imports searched for, in the order given: among those that are listed."""
    return filter(criteres.retient, depots_listes(depots))


@honours("GU-51-11")
def refus_de_recherche_demandes(
    criteres: CriteresDemandes, *, dates_obligatoires: bool = True
) -> tuple[Refused, ...]:
    """Why demandes are not searched by these criteria; empty when they are."""
    faults = list(criteres.periode.refus(obligatoire=dates_obligatoires))
    if criteres.numero is not None and len(criteres.numero) < CARACTERES_MIN:
        faults.append(_too_short(criteres.numero))
    return tuple(faults)


@honours("GU-51-12")
def refus_d_affichage(
    nombre: int, criteres: CriteresDemandes, *, maximum: int = DEMANDES_MAX
) -> Refused | None:
    """Why the list of demandes is not shown, of which the vendor has so many; None when it is.

    The list that a filter leaves may be longer than that: the guide sets it no bound.
    """
    if nombre <= maximum or not criteres.est_vide:
        return None
    return Refused(Motif.FILTRE_OBLIGATOIRE, {"nombre": nombre, "maximum": maximum})


@honours("GU-51-11")
def select_demandes(
    criteres: CriteresDemandes, lignes: Iterable[LigneDemande]
) -> Iterator[LigneDemande]:
    """The demandes searched for, in the order given: among those that are listed."""
    return (ligne for ligne in lignes if ligne.est_listee and criteres.retient(ligne))


@honours("GU-51-01")
def complete_numero(
    saisie: str, numeros: Iterable[str], *, maximum: int | None = None
) -> tuple[str, ...] | Refused:
    """The numbers that contain what was typed, each once, in the order given.

    Spaces, dots and dashes do not count. No more than `maximum` are proposed, where it is given.
    """
    typed = asp.compact(saisie)
    if len(typed) < CARACTERES_MIN:
        return _too_short(typed)
    found = (numero for numero in dict.fromkeys(numeros) if typed in asp.compact(numero))
    return tuple(islice(found, maximum))


def _too_short(typed: str) -> Refused:
    return Refused(
        Motif.SAISIE_TROP_COURTE,
        {"champ": "numero", "longueur": len(typed), "minimum": CARACTERES_MIN},
    )
