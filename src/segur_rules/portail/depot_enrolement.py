"""The form of an enrôlement: what it holds, and what is wrong with it.

The guide shows what an enrôlement holds (§3.1, §5.2, §7) and only one field of its form (§3.2),
the ANS number. That every field but the profils and the two dates is compulsory is a choice, for
the portal shows them all afterwards.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date
from types import ModuleType
from typing import Final

from attrs import evolve, fields, frozen

from segur_rules.catalogue import Catalogue, load
from segur_rules.identifiants import IdentifiantInvalide, bic, iban, numero_ans, siret
from segur_rules.outcomes import Refused
from segur_rules.pieces import Deposant, PieceEnrolement, pieces_enrolement
from segur_rules.portail._saisie import (
    control_characters,
    empty_fields,
    holds_control,
    unknown_value,
    wrong_address,
)
from segur_rules.portail.compte import Personne
from segur_rules.portail.motifs import Motif
from segur_rules.sources import honours
from segur_rules.statuts import Refus

ANNEES: Final = (1900, 2999)
"""The years of a day that a file, too, can hold."""


@frozen
class Societe:
    """The vendor: the personne morale."""

    siret: str
    raison_sociale: str
    adresse: str


@frozen
class Produit:
    """The product: its number, the SONS it is enrolled for, and its référencement.

    `profils` are the referenced profiles as the ASP prints them.
    """

    numero_ans: str
    sons: tuple[str, ...]
    profils: tuple[str, ...] = ()
    date_prise_effet: date | None = None
    date_dossier_complet: date | None = None
    sans_financement: bool = False


@frozen
class CoordonneesBancaires:
    """The bank details of a vendor, as its RIB shows them."""

    iban: str
    bic: str
    titulaire: str
    domiciliation: str


@frozen
class FormulaireEnrolement:
    """The whole form of a first enrôlement.

    `demandeur` is who files it, the représentant légal or not, as `deposant` says.
    """

    societe: Societe
    produit: Produit
    representant: Personne
    demandeur: Personne
    coordonnees: CoordonneesBancaires
    deposant: Deposant
    assujetti_tva: bool = True


@honours("GU-3-01", "GU-3-08")
def refus_du_produit(produit: Produit, catalogue: Catalogue | None = None) -> tuple[Refused, ...]:
    """What is wrong with the product that one asks to enrol; empty when nothing is."""
    return tuple(_product(produit, catalogue or load()))


@honours("PS-01", "GU-71-02")
def refus_des_coordonnees(coordonnees: CoordonneesBancaires) -> tuple[Refused, ...]:
    """What is wrong with bank details; empty when nothing is."""
    return (
        *_texts(coordonnees),
        *_wrong_number("iban", coordonnees.iban, iban),
        *_wrong_number("bic", coordonnees.bic, bic),
    )


@honours("PS-01")
def refus_du_depot_d_enrolement(
    formulaire: FormulaireEnrolement, catalogue: Catalogue | None = None
) -> tuple[Refused, ...]:
    """What is wrong with the form of a first enrôlement, in its order; empty when nothing is.

    The name of a person's field begins with whose it is: `demandeur.email`.
    """
    return (
        *_texts(formulaire.societe),
        *_wrong_number("siret", formulaire.societe.siret, siret),
        *refus_du_produit(formulaire.produit, catalogue),
        *_person("representant", formulaire.representant),
        *_person("demandeur", formulaire.demandeur),
        *refus_des_coordonnees(formulaire.coordonnees),
    )


@honours("PS-01")
def refus_des_pieces_d_enrolement(
    deposant: Deposant, pieces: Collection[str], *, assujetti_tva: bool = True
) -> tuple[Refused, ...]:
    """What is wrong with the types of the documents given; empty when nothing is.

    A document that is not asked for is not taken: nobody would look at it (choice).
    """
    asked = pieces_enrolement(deposant, assujetti_tva=assujetti_tva)
    faults = [
        unknown_value("piece", piece, tuple(map(str, asked)))
        for piece in sorted(pieces)
        if piece not in asked
    ]
    missing = tuple(str(piece) for piece in asked if piece not in pieces)
    if missing:
        faults.append(Refused(Refus.PIECES_MANQUANTES, {"manquantes": missing}))
    return tuple(faults)


@honours("PS-01")
def piece_ajoutable(piece: str) -> Refused | None:
    """Why no document of this type is added to an enrôlement; None when one may be."""
    if piece in set(PieceEnrolement):
        return None
    return unknown_value("piece", piece, tuple(map(str, PieceEnrolement)))


def compact_formulaire(formulaire: FormulaireEnrolement) -> FormulaireEnrolement:
    """The form as it is kept: its numbers in their compact form."""
    return evolve(
        formulaire,
        societe=evolve(formulaire.societe, siret=siret.compact(formulaire.societe.siret)),
        produit=compact_produit(formulaire.produit),
        coordonnees=compact_coordonnees(formulaire.coordonnees),
    )


def compact_produit(produit: Produit) -> Produit:
    """The product as it is kept: its number in its compact form, each SONS by its code, once."""
    codes = (sons.strip().upper().removeprefix("DSR-") for sons in produit.sons)
    return evolve(
        produit,
        numero_ans=numero_ans.compact(produit.numero_ans),
        sons=tuple(dict.fromkeys(codes)),
        profils=tuple(dict.fromkeys(profil.strip() for profil in produit.profils)),
    )


def compact_coordonnees(coordonnees: CoordonneesBancaires) -> CoordonneesBancaires:
    """Bank details as they are kept: their numbers in their compact form."""
    return evolve(
        coordonnees, iban=iban.compact(coordonnees.iban), bic=bic.compact(coordonnees.bic)
    )


def _product(produit: Produit, catalogue: Catalogue) -> Iterator[Refused]:
    yield from empty_fields(produit, ("numero_ans",))
    yield from _wrong_number("numero_ans", produit.numero_ans, numero_ans)
    if not produit.sons:
        yield Refused(Motif.CHAMP_OBLIGATOIRE, {"champ": "sons"})
    for sons in produit.sons:
        if catalogue.find(sons) is None:
            yield unknown_value("sons", sons, tuple(catalogue.sons))
    for profil in produit.profils:
        if not profil.strip() or holds_control(profil):
            yield Refused(Motif.CARACTERE_INTERDIT, {"champ": "profils"})
    for name in ("date_prise_effet", "date_dossier_complet"):
        day = getattr(produit, name)
        if day is not None and not ANNEES[0] <= day.year <= ANNEES[1]:
            yield Refused(Motif.DATE_INVALIDE, {"champ": name, "valeur": day.isoformat()})


def _person(whose: str, personne: Personne) -> Iterator[Refused]:
    for fault in (*_texts(personne), *wrong_address("email", personne.email)):
        yield evolve(fault, params={**fault.params, "champ": f"{whose}.{fault.params['champ']}"})


def _texts(form: Societe | Personne | CoordonneesBancaires) -> Iterator[Refused]:
    names = tuple(field.name for field in fields(type(form)))
    yield from empty_fields(form, names)
    yield from control_characters(form, names)


def _wrong_number(champ: str, value: str, kind: ModuleType) -> Iterator[Refused]:
    """A refusal of a number that is not one; an empty one is another matter."""
    if not value.strip():
        return
    try:
        kind.validate(value)
    except IdentifiantInvalide as error:
        params = {"champ": champ, "valeur": value, "identifiant": error.identifiant}
        yield Refused(Motif.IDENTIFIANT_INVALIDE, params)
