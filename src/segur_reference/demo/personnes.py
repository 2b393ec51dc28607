"""The people of the demo: an officer, a vendor whose enrôlement is validated, one that waits."""

from __future__ import annotations

import secrets
from datetime import date
from io import BytesIO
from typing import Final

from attrs import frozen
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.demo.fichiers import NUMERO_ANS, SIRET, new_siret, pdf
from segur_reference.services import compte, connexions, enrolements, instruction_enrolements
from segur_reference.services.identites import Identite, identite_of
from segur_reference.services.mots_de_passe import choisir, creer_lien
from segur_reference.services.pieces_enrolement import DocumentDepose
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Utilisateur
from segur_rules.pieces import Deposant, pieces_enrolement
from segur_rules.portail import (
    CoordonneesBancaires,
    FormulaireEnrolement,
    Personne,
    Produit,
    Societe,
)
from segur_rules.statuts import EvenementEnrolement

SONS: Final = "MDV-LGC-VA1"
_IBAN: Final = "FR7630006000011234567890189"
_BIC: Final = "AGRIFRPP"


@frozen
class Compte:
    """Somebody of the demo: who it is, the password, and a token for programs."""

    identite: Identite
    mot_de_passe: str
    jeton: str


def gestionnaire(portail: Portail) -> Compte:
    """An officer of the agency."""
    lien = compte.ajouter_gestionnaire(
        portail, "gestionnaire", "AGENT", "Dominique", "agent@example.org"
    )
    return _sign_up(portail, "agent@example.org", lien)


def inscrire(portail: Portail, *, premier: bool) -> str:
    """File an enrôlement through the public form: that of the demo's vendor, or of another.

    Answers its number.
    """
    formulaire = _formulaire(premier=premier)
    asked = pieces_enrolement(formulaire.deposant, assujetti_tva=formulaire.assujetti_tva)
    given = [_document(str(kind)) for kind in asked]
    done = enrolements.deposer(portail, formulaire, given)
    if done.numero is None:
        raise ValueError(f"the enrôlement is refused: {done.pieces}")
    return done.numero


def valider(portail: Portail, agent: Identite, numero: str) -> Compte:
    """Validate the enrôlement of the demo's vendor, which opens its account."""
    instruction_enrolements.instruire(portail, agent, numero, EvenementEnrolement.VALIDER)
    mail = _formulaire(premier=True).demandeur.email

    def use(session: Session) -> str:
        return creer_lien(portail, session, _user(session, mail), portail.now())

    return _sign_up(portail, mail, portail.write(use))


def _sign_up(portail: Portail, courriel: str, lien: str) -> Compte:
    password = secrets.token_urlsafe(12)
    choisir(portail, lien.rpartition("/")[2], password)
    identite = portail.read(lambda session: identite_of(_user(session, courriel)))
    token = connexions.creer_jeton(portail, identite, "demo").secret
    return Compte(identite, password, token or "")


def _user(session: Session, courriel: str) -> Utilisateur:
    return session.scalars(select(Utilisateur).where(Utilisateur.courriel == courriel)).one()


def _document(kind: str) -> DocumentDepose:
    content = pdf(kind)
    return DocumentDepose(kind, f"{kind.lower()}.pdf", len(content), BytesIO(content))


def _formulaire(*, premier: bool) -> FormulaireEnrolement:
    name = "EDITEUR DE LA DEMONSTRATION" if premier else "EDITEUR QUI ATTEND"
    mail = "editeur@example.org" if premier else "attente@example.org"
    person = Personne("MARTIN", "Camille", mail, "0199000000")
    return FormulaireEnrolement(
        societe=Societe(SIRET if premier else new_siret(900_000_000), name, "1 RUE DE LA DEMO"),
        produit=Produit(
            NUMERO_ANS if premier else "mlp999dem1",
            (SONS,),
            date_prise_effet=date(2022, 1, 1),
            date_dossier_complet=date(2022, 1, 1),
        ),
        representant=person,
        demandeur=person,
        coordonnees=CoordonneesBancaires(_IBAN, _BIC, name, "BANQUE DE LA DEMO"),
        deposant=Deposant.REPRESENTANT_LEGAL,
    )
