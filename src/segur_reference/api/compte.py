"""One's account: the password, the users of the company, its bank details."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Final

import msgspec
from litestar import Request, delete, get, post, put
from litestar.di import NamedDependency
from litestar.params import JSONBody

from segur_reference.api.pages import PAR_PAGE, Page, PageDemandee, ParPage, cut
from segur_reference.api.problemes import problems
from segur_reference.api.saisies import Ligne, Numero, Secret
from segur_reference.api.securite import COOKIE
from segur_reference.services import compte, coordonnees, mots_de_passe
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_rules.portail import CoordonneesBancaires, NouvelUtilisateur
from segur_rules.statuts import StatutCoordonnees


class MotDePasseChoisi(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """The secret of a link (what follows the last slash of its address), and a password."""

    lien: Secret
    mot_de_passe: Secret


class MotDePasseChange(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """The present password, and the one that replaces it."""

    actuel: Secret
    nouveau: Secret


class OubliMotDePasse(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """Whose password is forgotten."""

    identifiant: Ligne


class OubliIdentifiant(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """The address of whose identifiant is forgotten."""

    courriel: Ligne


class UtilisateurSaisi(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """Somebody of the company to be given access."""

    nom: Ligne
    prenom: Ligne
    courriel: Ligne


class Utilisateur(msgspec.Struct, rename="camel", frozen=True):
    """A user of the company; `motDePasse` says whether one was chosen."""

    id: int
    identifiant: str
    nom: str
    prenom: str
    courriel: str
    actif: bool
    mot_de_passe: bool
    cree: datetime


class CoordonneesSaisies(msgspec.Struct, rename="camel", frozen=True, forbid_unknown_fields=True):
    """Bank details, as the RIB shows them."""

    iban: Ligne
    bic: Ligne
    titulaire: Ligne
    domiciliation: Ligne


class Coordonnees(msgspec.Struct, rename="camel", frozen=True):
    """Bank details; payments to come go to those that are ACTIVE."""

    id: int
    iban: str
    bic: str
    titulaire: str
    domiciliation: str
    statut: StatutCoordonnees
    cree: datetime


class CoordonneesSociete(msgspec.Struct, rename="camel", frozen=True):
    """The company, and all its bank details, the newest first."""

    siret: str
    raison_sociale: str
    coordonnees: list[Coordonnees]


@post(
    "/mot-de-passe/lien",
    sync_to_thread=True,
    status_code=204,
    responses=problems(400, 401, 422, 429),
    tags=["compte"],
)
def choisir_mot_de_passe(
    data: JSONBody[MotDePasseChoisi], portail: NamedDependency[Portail]
) -> None:
    """Choose one's password by a link, which serves once.

    Whoever is signed in as this user is no longer, and every token is revoked.
    """
    mots_de_passe.choisir(portail, data.lien, data.mot_de_passe)


@post(
    "/mot-de-passe/oubli",
    sync_to_thread=True,
    status_code=204,
    responses=problems(400, 429),
    tags=["compte"],
)
def oublier_mot_de_passe(
    data: JSONBody[OubliMotDePasse], portail: NamedDependency[Portail]
) -> None:
    """Ask for a link by mail. The answer is the same whether or not somebody is known."""
    mots_de_passe.oublier_mot_de_passe(portail, data.identifiant)


@post(
    "/identifiant/oubli",
    sync_to_thread=True,
    status_code=204,
    responses=problems(400, 429),
    tags=["compte"],
)
def oublier_identifiant(
    data: JSONBody[OubliIdentifiant], portail: NamedDependency[Portail]
) -> None:
    """Ask for one's identifiant by mail. The answer is the same whether or not one is known."""
    mots_de_passe.oublier_identifiant(portail, data.courriel)


@put(
    "/mot-de-passe",
    sync_to_thread=True,
    status_code=204,
    responses=problems(400, 401, 403, 422, 429),
    tags=["compte"],
)
def changer_mot_de_passe(
    request: Request[Any, Any, Any],
    data: JSONBody[MotDePasseChange],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> None:
    """Change one's password; whoever else is signed in as this user is no longer.

    Every token is revoked, that of who asks too.
    """
    sauf = request.cookies.get(COOKIE)
    mots_de_passe.changer(portail, identite, data.actuel, data.nouveau, sauf=sauf)


@get("/utilisateurs", sync_to_thread=True, responses=problems(400, 401, 403, 429), tags=["compte"])
def lister_utilisateurs(
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
    page: PageDemandee = 1,
    par_page: ParPage = PAR_PAGE,
) -> Page[Utilisateur]:
    """List the users of one's company."""
    return cut(compte.utilisateurs(portail, identite), page, par_page, _utilisateur)


@post(
    "/utilisateurs",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 422, 429),
    tags=["compte"],
)
def ajouter_utilisateur(
    data: JSONBody[UtilisateurSaisi],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Utilisateur:
    """Add a user to one's company; two mails follow."""
    nouveau = NouvelUtilisateur(data.nom, data.prenom, data.courriel)
    return _utilisateur(compte.ajouter_utilisateur(portail, identite, nouveau))


@delete(
    "/utilisateurs/{numero:int}",
    sync_to_thread=True,
    status_code=200,
    responses=problems(401, 403, 404, 409, 429),
    tags=["compte"],
)
def desactiver_utilisateur(
    numero: Numero, portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> Utilisateur:
    """Let a user of one's company sign in no more; somebody must be left."""
    return _utilisateur(compte.desactiver_utilisateur(portail, identite, numero))


@get("/coordonnees", sync_to_thread=True, responses=problems(401, 403, 429), tags=["compte"])
def lister_coordonnees(
    portail: NamedDependency[Portail], identite: NamedDependency[Identite]
) -> CoordonneesSociete:
    """List the bank details of one's company."""
    known = coordonnees.lister(portail, identite)
    return CoordonneesSociete(known.siret, known.raison_sociale, list(map(_rib, known.coordonnees)))


@post(
    "/coordonnees",
    sync_to_thread=True,
    responses=problems(400, 401, 403, 409, 422, 429),
    tags=["compte"],
)
def ajouter_coordonnees(
    data: JSONBody[CoordonneesSaisies],
    portail: NamedDependency[Portail],
    identite: NamedDependency[Identite],
) -> Coordonnees:
    """Add bank details: they replace those that were active, for the payments to come."""
    saisies = CoordonneesBancaires(data.iban, data.bic, data.titulaire, data.domiciliation)
    return _rib(coordonnees.ajouter(portail, identite, saisies))


def _utilisateur(user: compte.UtilisateurVu) -> Utilisateur:
    return msgspec.convert(user, Utilisateur, from_attributes=True)


def _rib(seen: coordonnees.CoordonneesVues) -> Coordonnees:
    rib = seen.coordonnees
    return Coordonnees(
        seen.id, rib.iban, rib.bic, rib.titulaire, rib.domiciliation, seen.statut, seen.cree
    )


ROUTES: Final = (
    choisir_mot_de_passe,
    oublier_mot_de_passe,
    oublier_identifiant,
    changer_mot_de_passe,
    lister_utilisateurs,
    ajouter_utilisateur,
    desactiver_utilisateur,
    lister_coordonnees,
    ajouter_coordonnees,
)
"""The routes of the account."""
