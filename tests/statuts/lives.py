"""Dossiers at any point of their lives, and the facts with which nothing stands in the way."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal

from attrs import evolve

from segur_rules.echeances import PARIS
from segur_rules.outcomes import Applied
from segur_rules.statuts import (
    Acteur,
    ChampPersonne,
    Declaration,
    Dossier,
    EtatPaiement,
    Evenement,
    EvenementDemande,
    EvenementPaiement,
    Faits,
    StatutDemande,
    TypeDemande,
    TypeEnrolement,
)

FILED = datetime(2022, 3, 17, 10, 0, tzinfo=PARIS)
DURING = FILED + timedelta(days=1)
EXPIRATION = datetime(2022, 3, 24, 23, 59, 59, 999999, tzinfo=PARIS)
AFTER = datetime(2022, 3, 25, tzinfo=PARIS)
DECIDED = Decimal("322.50")
DECLARED = Declaration(Decimal("1074.99"), ("10001234567", "10001234575", "10001234583"))

ALL = Faits(
    Acteur.GESTIONNAIRE,
    type_demande=TypeDemande.AVANCE,
    pieces_completes=True,
    deja_finances=(),
    instant=DURING,
    expiration=EXPIRATION,
    budget_disponible=DECIDED,
    montant_decide=DECIDED,
    montant_paye=DECIDED,
    a_recouvrer=DECIDED,
    attestation=True,
    paiement=EtatPaiement.PAIEMENT_EFFECTUE,
    statut_demande=StatutDemande.DECIDEE,
    type_enrolement=TypeEnrolement.INITIAL,
    changements=(ChampPersonne.NOM,),
    pieces=("MANDAT", "PIECE_IDENTITE"),
)
"""Every fact, such that no guard but that of the expiry by the clock refuses anything."""

BY_CLOCK = evolve(ALL, acteur=Acteur.HORLOGE, instant=AFTER)
BY_VENDOR = evolve(ALL, acteur=Acteur.FOURNISSEUR)
BY_ASP = ALL

FACTS = {Acteur.FOURNISSEUR: BY_VENDOR, Acteur.GESTIONNAIRE: BY_ASP, Acteur.HORLOGE: BY_CLOCK}

PAID = (
    (EvenementDemande.COMPLETER, BY_VENDOR),
    (EvenementDemande.VALIDER, BY_ASP),
    (EvenementDemande.DECIDER, BY_ASP),
    (EvenementPaiement.METTRE_EN_PAIEMENT, BY_ASP),
    (EvenementPaiement.PAYER, BY_ASP),
)
"""The shortest way from a filing to its payment."""


def opened() -> Dossier:
    """A dossier whose avance has just been filed."""
    return Dossier.ouvrir("FINMDV005046", DECLARED, FILED)


def act(dossier: Dossier, evenement: Evenement, faits: Faits) -> Dossier:
    """The dossier after an event that must be applied."""
    answer = dossier.appliquer(evenement, faits)
    assert isinstance(answer, Applied), answer
    return answer.etat


def lived(dossier: Dossier, *acts: tuple[Evenement, Faits], solde: bool = False) -> Dossier:
    """The dossier after events that must be applied, to its avance or to its solde."""
    for evenement, faits in acts:
        of = TypeDemande.SOLDE if solde else TypeDemande.AVANCE
        dossier = act(dossier, evenement, evolve(faits, type_demande=of))
    return dossier


def with_solde(declaration: Declaration = DECLARED) -> Dossier:
    """A dossier whose avance is paid and whose solde has just been filed."""
    answer = lived(opened(), *PAID).deposer_solde(declaration, FILED)
    assert isinstance(answer, Applied), answer
    return answer.etat
