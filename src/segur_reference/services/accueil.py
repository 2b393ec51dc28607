"""The home page of a vendor: its menu, the numbers of its demandes, the warning of §9."""

from __future__ import annotations

from collections.abc import Mapping

from attrs import frozen
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from segur_reference.services import dossiers
from segur_reference.services.contextes import enrolements_de
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Demande
from segur_rules.portail import Compte, Effectif, Onglet, onglets, statistiques
from segur_rules.statuts import EtatPaiement, StatutDemande, TypeDemande


@frozen
class Accueil:
    """What the home page shows: the tabs of the menu, and the numbers of each type of demande."""

    onglets: tuple[Onglet, ...]
    statistiques: Mapping[TypeDemande, Compte]

    @property
    def incompletes(self) -> int:
        """How many demandes are not complete: any makes the warning of the page."""
        return sum(compte.non_completees for compte in self.statistiques.values())


def accueil(portail: Portail, identite: Identite) -> Accueil:
    """The home page of one's company."""
    company, now = identite.of_fournisseur(), portail.now()
    alike = (Demande.type, Demande.statut, Demande.paiement)
    theirs = select(*alike, func.count()).where(
        Demande.fournisseur_id == company, dossiers.standing(now)
    )

    def use(session: Session) -> Accueil:
        effectifs = (
            Effectif(TypeDemande(kind), StatutDemande(statut), EtatPaiement(paiement), nombre)
            for kind, statut, paiement, nombre in session.execute(theirs.group_by(*alike))
        )
        return Accueil(onglets(enrolements_de(session, company)), statistiques(effectifs))

    return portail.read(use)
