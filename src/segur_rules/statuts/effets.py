"""What is to be done when an event is applied: data, which whoever applies it carries out."""

from __future__ import annotations

from decimal import Decimal
from typing import TypeAlias

from attrs import frozen

from segur_rules.statuts.etats import StatutDemande


@frozen
class EnvoyerMail:
    """Write to the vendor: the model of the mail, and the names of what it has to tell."""

    modele: str
    params: tuple[str, ...] = ()


@frozen
class AjouterDocument:
    """Add a document of the ASP's to the demande, by its type."""

    document: str


@frozen
class CreerAvenant:
    """Create a new avenant of the demande, in this statut."""

    etat: StatutDemande


@frozen
class DaterStatut:
    """Record the instant as that of the last change of statut."""


@frozen
class OrdreDeRecouvrement:
    """Ask the vendor to give back so many euros that it was paid."""

    montant: Decimal


Effet: TypeAlias = EnvoyerMail | AjouterDocument | CreerAvenant | DaterStatut | OrdreDeRecouvrement
