"""The home page of a vendor."""

from __future__ import annotations

from typing import Final

import msgspec
from litestar import get
from litestar.di import NamedDependency

from segur_reference.api.problemes import problems
from segur_reference.services import accueil as services
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_rules.statuts import TypeDemande


class Compte(msgspec.Struct, rename="camel", frozen=True):
    """How many demandes of a type there are; what is Décidée counts among the `validees`."""

    en_cours: int
    en_attente_de_pieces: int
    validees: int
    payees: int
    non_completees: int


class Statistiques(msgspec.Struct, rename="camel", frozen=True):
    """The numbers of avances and of soldes, apart."""

    avance: Compte
    solde: Compte


class Item(msgspec.Struct, rename="camel", frozen=True):
    """A line of a tab: `cle` is permanent, `libelle` is what the menu shows."""

    cle: str
    libelle: str


class Onglet(msgspec.Struct, rename="camel", frozen=True):
    """A tab of the menu, with the items that one's company has."""

    cle: str
    libelle: str
    items: list[Item]


class Accueil(msgspec.Struct, rename="camel", frozen=True):
    """The home page; any of the `incompletes` makes its red warning."""

    onglets: list[Onglet]
    statistiques: Statistiques
    incompletes: int


@get("/accueil", sync_to_thread=True, responses=problems(401, 403, 429), tags=["accueil"])
def consulter(portail: NamedDependency[Portail], identite: NamedDependency[Identite]) -> Accueil:
    """Show the home page of one's company: its menu, and the numbers of its demandes."""
    seen = services.accueil(portail, identite)
    avance, solde = (
        msgspec.convert(seen.statistiques[kind], Compte, from_attributes=True)
        for kind in (TypeDemande.AVANCE, TypeDemande.SOLDE)
    )
    return Accueil(
        msgspec.convert(seen.onglets, list[Onglet], from_attributes=True),
        Statistiques(avance, solde),
        seen.incompletes,
    )


ROUTES: Final = (consulter,)
"""The route of the home page."""
