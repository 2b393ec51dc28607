"""The numbers of the home page, avances and soldes apart.

The guide names four numbers (§2.4) and defines none. Inferred: what is Décidée was Validée and
is counted there too, since the screens of the guide show 21 validées and 20 payées; what is
payée is Décidée and its transfer made, so that what was cancelled is counted nowhere. A caller
that reads "validées" as that statut alone says so.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from types import MappingProxyType
from typing import Final

from attrs import frozen

from segur_rules.sources import honours
from segur_rules.statuts import EtatPaiement, StatutDemande, TypeDemande

VALIDEES: Final = frozenset((StatutDemande.VALIDEE, StatutDemande.DECIDEE))


@frozen
class Effectif:
    """How many demandes are alike; one by one, or as a storage counts them."""

    type: TypeDemande
    statut: StatutDemande
    paiement: EtatPaiement = EtatPaiement.AUCUN_PAIEMENT_EN_COURS
    nombre: int = 1


@frozen
class Compte:
    """The numbers of one type of demande.

    `non_completees` are those of §9: any makes the red warning of the home page.
    """

    en_cours: int
    en_attente_de_pieces: int
    validees: int
    payees: int
    non_completees: int


@honours("GU-2-05")
def statistiques(
    effectifs: Iterable[Effectif], *, validees: Collection[StatutDemande] = VALIDEES
) -> Mapping[TypeDemande, Compte]:
    """The numbers of a vendor's demandes, for each type, the avances first."""
    known = tuple(effectifs)
    return MappingProxyType({one: _compte(known, one, validees) for one in TypeDemande})


def _compte(
    effectifs: Iterable[Effectif], type_demande: TypeDemande, validees: Collection[StatutDemande]
) -> Compte:
    mine = [effectif for effectif in effectifs if effectif.type is type_demande]

    def count(*statuts: StatutDemande) -> int:
        return sum(effectif.nombre for effectif in mine if effectif.statut in statuts)

    return Compte(
        en_cours=count(StatutDemande.EN_COURS),
        en_attente_de_pieces=count(StatutDemande.EN_ATTENTE_PIECE),
        validees=count(*validees),
        payees=sum(
            effectif.nombre
            for effectif in mine
            if effectif.statut is StatutDemande.DECIDEE
            and effectif.paiement is EtatPaiement.PAIEMENT_EFFECTUE
        ),
        non_completees=count(StatutDemande.NON_COMPLETE),
    )
