"""A demande as it is listed and exported: one line of a table, with typed cells.

Chosen: a line for each avenant of a demande, since Annulée and Historisée are both statuts that
one searches by (§5.1). Inferred: a demande that is not complete, or that is deleted, is on no
list but that of §9, for none of the statuts that the guide lists is theirs.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from attrs import Attribute, field, frozen
from attrs.converters import optional
from attrs.validators import min_len

from segur_rules.montants.exact import ZERO, cents
from segur_rules.portail._avenants import avenants, day_of
from segur_rules.portail._saisie import as_day
from segur_rules.statuts import (
    Demande,
    EtatPaiement,
    EvenementPaiement,
    StatutDemande,
    TypeDemande,
)

STATUTS_LISTES: Final = frozenset(StatutDemande) - {
    StatutDemande.NON_COMPLETE,
    StatutDemande.SUPPRIMEE,
}
"""The eight statuts of §5.1, by which one searches."""


def _amount(value: Decimal) -> Decimal:
    return cents(value, "a listed amount", least=ZERO)


def _only_if_paid(instance: LigneDemande, attribute: Attribute[Any], value: object) -> None:
    if value is not None and instance.paiement is not EtatPaiement.PAIEMENT_EFFECTUE:
        raise ValueError(f"{attribute.name} comes with a payment that was made")


@frozen
class LigneDemande:
    """One demande of a list; its twelve cells are those of the export, in another order.

    `numero` is the ASP's, with its suffix; `couloir` and `logiciel` are codes (`HOP`, `DPI`);
    `depuis` is the day of the last change of statut. A day may be given as an aware instant: it
    is then that of Paris. Amounts are euros.
    """

    numero: str = field(validator=min_len(1))
    type: TypeDemande
    statut: StatutDemande
    couloir: str
    logiciel: str
    depuis: date = field(converter=as_day)
    date_depot: date = field(converter=as_day)
    numero_editeur: str
    montant_declare_ht: Decimal = field(converter=_amount)
    date_commande: date | None = field(default=None, converter=optional(as_day))
    paiement: EtatPaiement = EtatPaiement.AUCUN_PAIEMENT_EN_COURS
    date_paiement: date | None = field(
        default=None, converter=optional(as_day), validator=_only_if_paid
    )
    montant_paye: Decimal | None = field(
        default=None, converter=optional(_amount), validator=_only_if_paid
    )

    @property
    def est_listee(self) -> bool:
        """Whether the list of demandes and the exports show it."""
        return self.statut in STATUTS_LISTES


@frozen
class LigneBeneficiaire:
    """One bénéficiaire of a demande, as the export shows it; what the couloir has not is None."""

    demande: LigneDemande
    numero_ans: str
    identifiant: str | None
    nom: str | None = None
    email: str | None = None
    telephone: str | None = None
    raison_sociale: str | None = None


def lignes_de(
    numero: str,
    demande: Demande,
    *,
    couloir: str,
    logiciel: str,
    numeros_editeurs: Mapping[int, str],
    date_commande: date | None = None,
) -> tuple[LigneDemande, ...]:
    """The lines of a demande as it was lived, one for each of its avenants, the oldest first.

    `numeros_editeurs` are those of the avenants, by their numbers. An avenant that was created
    Annulée keeps the day of filing of the one that it replaces.
    """
    lines = []
    filed = demande.versions[0].instant
    for versions in avenants(demande):
        last = versions[-1]
        if versions[0].acte is None:
            filed = versions[0].instant
        lines.append(
            LigneDemande(
                numero=numero,
                type=demande.type,
                statut=last.statut,
                couloir=couloir,
                logiciel=logiciel,
                depuis=last.depuis,
                date_depot=filed,
                numero_editeur=numeros_editeurs[last.avenant],
                montant_declare_ht=last.declaration.montant_ht,
                date_commande=date_commande,
                paiement=last.paiement,
                date_paiement=day_of(versions, EvenementPaiement.PAYER),
                montant_paye=last.montant_paye,
            )
        )
    return tuple(lines)
