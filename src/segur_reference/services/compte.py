"""The users: those of a company, and the gestionnaires.

Who is added gets two mails, as after an enrôlement: one with an identifiant, one with a link by
which a password is chosen.
"""

from __future__ import annotations

from datetime import datetime

from attrs import frozen
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services.connexions import fermer
from segur_reference.services.courriels import ecrire
from segur_reference.services.dossiers import record
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Introuvable
from segur_reference.services.identites import Identite, Role
from segur_reference.services.mots_de_passe import annuler_liens, creer_lien
from segur_reference.services.phrases import MotifServeur
from segur_reference.services.portail import Portail
from segur_reference.services.secrets import new_identifiant
from segur_reference.storage.tables import Fournisseur, Utilisateur
from segur_reference.storage.types import folded
from segur_rules.outcomes import Refused
from segur_rules.portail import NouvelUtilisateur, refus_de_l_utilisateur


@frozen
class UtilisateurVu:
    """A user as colleagues see one; `mot_de_passe` says whether one was chosen."""

    id: int
    identifiant: str
    nom: str
    prenom: str
    courriel: str
    actif: bool
    mot_de_passe: bool
    cree: datetime


@frozen
class Acces:
    """What somebody new signs in with: an identifiant, and a link to choose a password."""

    identifiant: str
    lien: str


def utilisateurs(portail: Portail, identite: Identite) -> tuple[UtilisateurVu, ...]:
    """The users of one's company, the oldest first."""
    company = identite.of_fournisseur()

    def use(session: Session) -> tuple[UtilisateurVu, ...]:
        theirs = select(Utilisateur).where(Utilisateur.fournisseur_id == company)
        return tuple(map(_seen, session.scalars(theirs.order_by(Utilisateur.id))))

    return portail.read(use)


def ajouter_utilisateur(
    portail: Portail, identite: Identite, nouveau: NouvelUtilisateur
) -> UtilisateurVu:
    """Add a user to one's company; two mails follow. Raises `FormulaireRefuse`."""
    company, now = identite.of_fournisseur(), portail.now()
    _require_sound(nouveau)

    def use(session: Session) -> UtilisateurVu:
        user, acces = creer_utilisateur(portail, session, nouveau, company, now)
        _write_access(session, acces, user, now)
        siret = session.get_one(Fournisseur, company).siret
        details = {"identifiant": user.identifiant}
        record(session, siret, "AJOUTER_UTILISATEUR", now, identite, details=details)
        return _seen(user)

    return portail.write(use)


def desactiver_utilisateur(portail: Portail, identite: Identite, number: int) -> UtilisateurVu:
    """Let a user of one's company sign in no more; of one who cannot, nothing changes.

    Raises `Introuvable`, or `ActeRefuse` when nobody would be left who can sign in.
    """
    company, now = identite.of_fournisseur(), portail.now()

    def use(session: Session) -> UtilisateurVu:
        # Two who deactivate each other wait for one another here.
        vendor = session.get_one(Fournisseur, company, with_for_update=True)
        theirs = select(Utilisateur).where(Utilisateur.fournisseur_id == company)
        users = {user.id: user for user in session.scalars(theirs)}
        user = users.get(number)
        if user is None:
            raise Introuvable("utilisateur", number)
        if not user.actif:
            return _seen(user)
        if not any(_signs_in(other) for other in users.values() if other is not user):
            raise ActeRefuse(Refused(MotifServeur.DERNIER_UTILISATEUR))
        user.actif = False
        fermer(session, user.id, now)
        annuler_liens(session, user.id, now)
        details = {"identifiant": user.identifiant}
        record(session, vendor.siret, "DESACTIVER_UTILISATEUR", now, identite, details=details)
        return _seen(user)

    return portail.write(use)


def ajouter_gestionnaire(
    portail: Portail, identifiant: str, nom: str, prenom: str, courriel: str
) -> str:
    """Add an officer of the agency, and answer the link by which a password is chosen.

    No mail is sent: whoever adds an officer hands the link over. Of an officer who never chose a
    password, what is known is replaced, and the link too. Raises `FormulaireRefuse`.
    """
    now = portail.now()
    nouveau = NouvelUtilisateur(nom, prenom, courriel, identifiant=identifiant.strip())
    _require_sound(nouveau)

    def use(session: Session) -> str:
        same = Utilisateur.identifiant_plie == folded(identifiant)
        user = session.scalar(select(Utilisateur).where(same).with_for_update())
        if user is None:
            return creer_utilisateur(portail, session, nouveau, None, now)[1].lien
        if user.role != Role.GESTIONNAIRE or not user.actif or user.mot_de_passe is not None:
            facts = {"identifiant": identifiant}
            raise FormulaireRefuse([Refused(MotifServeur.IDENTIFIANT_PRIS, facts)])
        _name(user, nouveau)
        annuler_liens(session, user.id, now)
        return creer_lien(portail, session, user, now)

    return portail.write(use)


def creer_utilisateur(
    portail: Portail,
    session: Session,
    nouveau: NouvelUtilisateur,
    company: int | None,
    now: datetime,
) -> tuple[Utilisateur, Acces]:
    """A user of a company, or a gestionnaire where there is none; with a link of theirs."""
    user = Utilisateur(
        identifiant=nouveau.identifiant or new_identifiant(),
        role=Role.GESTIONNAIRE if company is None else Role.FOURNISSEUR,
        fournisseur_id=company,
        actif=True,
        cree=now,
    )
    _name(user, nouveau)
    session.add(user)
    session.flush()
    return user, Acces(user.identifiant, creer_lien(portail, session, user, now))


def _name(user: Utilisateur, nouveau: NouvelUtilisateur) -> None:
    user.nom = nouveau.nom.strip()
    user.prenom = nouveau.prenom.strip()
    user.courriel = nouveau.courriel.strip()


def _signs_in(user: Utilisateur) -> bool:
    """Whether somebody can sign in: one who never chose a password may never do so."""
    return user.actif and user.mot_de_passe is not None


def _write_access(session: Session, acces: Acces, user: Utilisateur, now: datetime) -> None:
    """Write the two mails that let somebody sign in."""
    params = {"identifiant": acces.identifiant, "mot_de_passe": acces.lien}
    for modele in ("compte_ouvert", "mot_de_passe"):
        ecrire(session, modele, a=user.courriel, objet=user.identifiant, now=now, params=params)


def _require_sound(nouveau: NouvelUtilisateur) -> None:
    faults = refus_de_l_utilisateur(nouveau)
    if faults:
        raise FormulaireRefuse(faults)


def _seen(user: Utilisateur) -> UtilisateurVu:
    return UtilisateurVu(
        user.id,
        user.identifiant,
        user.nom,
        user.prenom,
        user.courriel,
        user.actif,
        user.mot_de_passe is not None,
        user.cree,
    )
