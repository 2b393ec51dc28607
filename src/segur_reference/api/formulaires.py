"""The forms of enrôlements as JSON, and what is answered of one."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

import msgspec
from attrs import asdict

from segur_reference.api.saisies import Ligne
from segur_reference.services.enrolements import EnrolementVu
from segur_reference.services.pieces_enrolement import PieceJugee
from segur_rules.messages.rapport import report_to_dict
from segur_rules.pieces import Deposant
from segur_rules.portail import (
    CoordonneesBancaires,
    FormulaireEnrolement,
    Personne,
    Produit,
    Societe,
)
from segur_rules.statuts import Acteur, StatutEnrolement, TypeEnrolement


class PersonneSaisie(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """The représentant légal, or the demandeur."""

    nom: Ligne
    prenom: Ligne
    email: Ligne
    telephone: Ligne


class RibSaisi(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """Bank details, as the RIB shows them."""

    iban: Ligne
    bic: Ligne
    titulaire: Ligne
    domiciliation: Ligne


class ProduitSaisi(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """The product; `profils` are the referenced profiles as the ASP prints them."""

    numero_ans: Ligne
    sons: list[Ligne]
    profils: list[Ligne] = []
    date_prise_effet: date | None = None
    date_dossier_complet: date | None = None
    sans_financement: bool = False


class PremierEnrolement(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """The whole form of a first enrôlement; without a `demandeur`, the représentant files it."""

    siret: Ligne
    raison_sociale: Ligne
    adresse: Ligne
    produit: ProduitSaisi
    representant: PersonneSaisie
    coordonnees: RibSaisi
    deposant: Deposant
    demandeur: PersonneSaisie | None = None
    assujetti_tva: bool = True


class EnrolementComplementaire(
    msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True
):
    """The form of another product: the company is known."""

    produit: ProduitSaisi
    deposant: Deposant
    assujetti_tva: bool = True


class PieceEnrolement(msgspec.Struct, rename="camel", frozen=True):
    """A document of an enrôlement."""

    id: int
    nom: str
    type: str
    taille: int
    depose: datetime


class EvenementEnrolement(msgspec.Struct, rename="camel", frozen=True):
    """What was done, by whom and when; `details` is what a mail told, or the document given."""

    instant: datetime
    acteur: Acteur
    acte: str
    details: dict[str, Any]


class Enrolement(msgspec.Struct, rename="camel", frozen=True):
    """An enrôlement with all that was entered; `possibles` are the acts that are open to you."""

    numero: str
    statut: StatutEnrolement
    type: TypeEnrolement
    depot: datetime
    depuis: datetime
    siret: str
    raison_sociale: str
    adresse: str
    produit: ProduitSaisi
    representant: PersonneSaisie
    demandeur: PersonneSaisie
    coordonnees: RibSaisi
    deposant: Deposant
    assujetti_tva: bool
    pieces: list[PieceEnrolement]
    evenements: list[EvenementEnrolement]
    possibles: list[str]


class PieceLue(msgspec.Struct, rename="camel", frozen=True):
    """What is to be said of a document that was given: the report, as of a file."""

    type: str
    nom: str
    rapport: dict[str, Any]


def produit_of(saisi: ProduitSaisi) -> Produit:
    """The product, from its form."""
    return Produit(
        saisi.numero_ans,
        tuple(saisi.sons),
        tuple(saisi.profils),
        saisi.date_prise_effet,
        saisi.date_dossier_complet,
        saisi.sans_financement,
    )


def formulaire_of(saisi: PremierEnrolement) -> FormulaireEnrolement:
    """The form, from its JSON."""
    representant = _personne(saisi.representant)
    rib = saisi.coordonnees
    return FormulaireEnrolement(
        societe=Societe(saisi.siret, saisi.raison_sociale, saisi.adresse),
        produit=produit_of(saisi.produit),
        representant=representant,
        demandeur=_personne(saisi.demandeur) if saisi.demandeur else representant,
        coordonnees=CoordonneesBancaires(rib.iban, rib.bic, rib.titulaire, rib.domiciliation),
        deposant=saisi.deposant,
        assujetti_tva=saisi.assujetti_tva,
    )


def enrolement_of(vu: EnrolementVu) -> Enrolement:
    """An enrôlement as it is answered."""
    form = vu.formulaire
    return Enrolement(
        vu.numero,
        vu.statut,
        vu.type,
        vu.depot,
        vu.depuis,
        form.societe.siret,
        form.societe.raison_sociale,
        form.societe.adresse,
        ProduitSaisi(
            form.produit.numero_ans,
            list(form.produit.sons),
            list(form.produit.profils),
            form.produit.date_prise_effet,
            form.produit.date_dossier_complet,
            form.produit.sans_financement,
        ),
        PersonneSaisie(**asdict(form.representant)),
        PersonneSaisie(**asdict(form.demandeur)),
        RibSaisi(**asdict(form.coordonnees)),
        form.deposant,
        form.assujetti_tva,
        [PieceEnrolement(**asdict(piece)) for piece in vu.pieces],
        [EvenementEnrolement(**asdict(event, recurse=False)) for event in vu.evenements],
        list(vu.possibles),
    )


def piece_of(jugee: PieceJugee, langue: str) -> PieceLue:
    """The report of a document, in a language."""
    return PieceLue(jugee.type, jugee.nom, report_to_dict(jugee.rapport, langue))


def _personne(saisie: PersonneSaisie) -> Personne:
    return Personne(saisie.nom, saisie.prenom, saisie.email, saisie.telephone)
