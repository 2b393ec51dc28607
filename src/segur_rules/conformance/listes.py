"""Lists of the portal: what a search retains, and what the two exports hold."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping
from datetime import date, datetime, time
from decimal import Decimal
from enum import Enum
from typing import Any, TypeVar

from segur_rules.conformance.valeurs import decimal, text
from segur_rules.echeances import PARIS
from segur_rules.outcomes import Refused
from segur_rules.portail import (
    TITRES_DEMANDES,
    Cellule,
    CriteresDemandes,
    CriteresImports,
    Depot,
    LigneBeneficiaire,
    LigneDemande,
    Periode,
    Telephone,
    cellules_beneficiaire,
    cellules_demande,
    couloir_choisi,
    refus_d_affichage,
    refus_de_recherche_demandes,
    refus_de_recherche_imports,
    select_demandes,
    select_imports,
    titres_beneficiaires,
)
from segur_rules.statuts import EtatPaiement, StatutDemande, TypeDemande

E = TypeVar("E", bound=Enum)
T = TypeVar("T")
Given = Mapping[str, Any]


def search_demandes(given: Given) -> dict[str, Any]:
    """The numbers of the demandes that a search retains, in the order given; or its refusal.

    Without a criterion it is no search, but the list that the screen shows of itself.
    """
    asked = given["criteres"]
    criteres = CriteresDemandes(
        numero=_maybe(asked, "numero", text),
        types=_chosen(asked, "types", TypeDemande),
        statuts=_chosen(asked, "statuts", StatutDemande),
        paiements=_chosen(asked, "paiements", EtatPaiement),
        logiciels=frozenset(text(code) for code in asked.get("logiciels") or ()),
        periode=_periode(asked),
    )
    lignes = [_ligne(ligne) for ligne in given["lignes"]]
    refus = [*_refus(criteres, lignes)]
    if refus:
        return _refused(refus)
    return {"numeros": [ligne.numero for ligne in select_demandes(criteres, lignes)]}


def _refus(criteres: CriteresDemandes, lignes: Collection[LigneDemande]) -> Iterator[Refused]:
    if not criteres.est_vide:
        yield from refus_de_recherche_demandes(criteres)
    elif refusal := refus_d_affichage(sum(ligne.est_listee for ligne in lignes), criteres):
        yield refusal


def search_imports(given: Given) -> dict[str, Any]:
    """The imports that a search retains, in the order given; or its refusal."""
    asked = given["criteres"]
    criteres = CriteresImports(
        numero_ans=_maybe(asked, "numeroANS", text),
        types=_chosen(asked, "types", TypeDemande),
        periode=_periode(asked),
    )
    depots = [_depot(depot) for depot in given["depots"]]
    refus = refus_de_recherche_imports(criteres)
    if refus:
        return _refused(refus)
    return {"identifiants": [depot.identifiant for depot in select_imports(criteres, depots)]}


def export_demandes(given: Given) -> dict[str, Any]:
    """The export of demandes: its headings, and the cells of each line that is listed."""
    lignes = [_ligne(ligne) for ligne in given["lignes"]]
    return {
        "titres": list(TITRES_DEMANDES),
        "lignes": [_cells(cellules_demande(ligne)) for ligne in lignes if ligne.est_listee],
    }


def export_beneficiaires(given: Given) -> dict[str, Any]:
    """The export of the bénéficiaires of a couloir: headings and cells; or its refusal."""
    lignes = [_beneficiaire(ligne) for ligne in given["lignes"]]
    couloir = couloir_choisi(_maybe(given, "couloir", text))
    if isinstance(couloir, Refused):
        return _refused((couloir,))
    return {
        "titres": list(titres_beneficiaires(couloir)),
        "lignes": [
            _cells(cellules_beneficiaire(ligne))
            for ligne in lignes
            if ligne.demande.est_listee and ligne.demande.couloir == couloir.code
        ],
    }


def _ligne(given: Given) -> LigneDemande:
    return LigneDemande(
        numero=text(given["numero"]),
        type=TypeDemande(given["type"]),
        statut=StatutDemande(given["statut"]),
        couloir=text(given["couloir"]),
        logiciel=text(given["logiciel"]),
        depuis=_day(given["depuis"]),
        date_depot=_day(given["dateDepot"]),
        numero_editeur=text(given["numeroEditeur"]),
        montant_declare_ht=decimal(given["montantDeclareHT"]),
        date_commande=_maybe(given, "dateCommande", _day),
        paiement=_maybe(given, "paiement", EtatPaiement) or EtatPaiement.AUCUN_PAIEMENT_EN_COURS,
        date_paiement=_maybe(given, "datePaiement", _day),
        montant_paye=_maybe(given, "montantPaye", decimal),
    )


def _beneficiaire(given: Given) -> LigneBeneficiaire:
    return LigneBeneficiaire(
        demande=_ligne(given["demande"]),
        numero_ans=text(given["numeroANS"]),
        identifiant=_maybe(given, "identifiant", text),
        nom=_maybe(given, "nom", text),
        email=_maybe(given, "email", text),
        telephone=_maybe(given, "telephone", text),
        raison_sociale=_maybe(given, "raisonSociale", text),
    )


def _depot(given: Given) -> Depot:
    """A deposit; of what a search does not look at, whatever a deposit may have."""
    abouti = given.get("abouti") is not False
    demandes = given.get("demandes")
    demandes = int(abouti) if demandes is None else demandes
    retenues = given.get("retenues")
    jour = _day(given["jour"])
    return Depot(
        identifiant=text(given["identifiant"]),
        instant=jour if isinstance(jour, datetime) else datetime.combine(jour, time(12), PARIS),
        numero_ans=text(given["numeroANS"]),
        type=TypeDemande(given["type"]),
        nom_fichier=_maybe(given, "nomFichier", text) or "",
        demandes=demandes,
        retenues=demandes * abouti if retenues is None else retenues,
        abouti=abouti,
    )


def _periode(given: Given) -> Periode:
    return Periode(_maybe(given, "du", _day), _maybe(given, "au", _day))


def _maybe(given: Given, name: str, read: Callable[[Any], T]) -> T | None:
    """A member that may be missing, or null, when it is not known."""
    value = given.get(name)
    return None if value is None else read(value)


def _chosen(given: Given, name: str, kind: type[E]) -> Collection[E]:
    return frozenset(kind(value) for value in given.get(name) or ())


def _day(value: Any) -> date:
    """A day, or the aware instant that falls on it."""
    day = text(value)
    return datetime.fromisoformat(day) if "T" in day else date.fromisoformat(day)


def _refused(refus: Collection[Refused]) -> dict[str, Any]:
    return {"refused": [str(refused.code) for refused in refus]}


def _cells(cells: tuple[Cellule, ...]) -> list[str | int | None]:
    return [_cell(cell) for cell in cells]


def _cell(cell: Cellule) -> str | int | None:
    if isinstance(cell, Telephone):
        return cell.numero
    if isinstance(cell, Decimal):
        return f"{cell:.2f}"
    return cell.isoformat() if isinstance(cell, date) else cell
