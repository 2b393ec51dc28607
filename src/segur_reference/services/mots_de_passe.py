"""Passwords: chosen by a link that serves once, changed, and forgotten.

Theory of operation. Nobody is ever sent a password: a mail holds a link, of which only the digest
is kept. Who asks for a link or for an identifiant learns nothing from the answer, whether or not
somebody is known by that name; and may ask so often, no more.
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import select, update
from sqlalchemy.orm import InstrumentedAttribute, Session

from segur_reference.services.connexions import fermer
from segur_reference.services.courriels import ecrire
from segur_reference.services.erreurs import FormulaireRefuse, NonConnecte
from segur_reference.services.identites import Identite
from segur_reference.services.patience import essayer, pardonner
from segur_reference.services.phrases import MotifServeur
from segur_reference.services.portail import Portail
from segur_reference.services.secrets import (
    MOT_DE_PASSE_MAX,
    MOT_DE_PASSE_MIN,
    digest,
    hash_password,
    new_secret,
    verify_password,
)
from segur_reference.storage.tables import Lien, Utilisateur
from segur_reference.storage.types import folded
from segur_rules.outcomes import Param, Refused

CHEMIN: Final = "/mot-de-passe/lien/"
"""Where a link leads on the portal; its secret follows."""


def creer_lien(portail: Portail, session: Session, user: Utilisateur, now: datetime) -> str:
    """The address of a new link of somebody's, by which a password is chosen once."""
    secret = new_secret()
    expire = now + timedelta(seconds=portail.settings.link_seconds)
    session.add(Lien(empreinte=digest(secret), utilisateur_id=user.id, expire=expire))
    return f"{portail.settings.public_url.rstrip('/')}{CHEMIN}{secret}"


def choisir(portail: Portail, secret: str, mot_de_passe: str) -> None:
    """Choose one's password by a link; whoever was signed in as this user is no longer.

    Nor is a program: its token is revoked, for who chooses anew may have been robbed.

    Raises `NonConnecte` when the link serves no more, `FormulaireRefuse` for a password that
    cannot be taken: the link then serves still.
    """
    now = portail.now()
    portail.read(lambda session: _usable(session, secret, now))
    _require_policy("mot_de_passe", mot_de_passe)
    # Slow on purpose: not while others wait for the transaction.
    kept = hash_password(mot_de_passe)

    def use(session: Session) -> None:
        user = _usable(session, secret, now, lock=True)
        user.mot_de_passe = kept
        annuler_liens(session, user.id, now)
        fermer(session, user.id, now)

    portail.write(use)


def changer(
    portail: Portail, identite: Identite, actuel: str, nouveau: str, *, sauf: str | None = None
) -> None:
    """Change one's password; but for the cookie of `sauf`, one is signed out everywhere.

    Every token is revoked, that of who asks too. Raises `FormulaireRefuse`, or `Attendre` after
    too many wrong ones.
    """
    _require_policy("nouveau", nouveau)
    number, now = identite.utilisateur_id, portail.now()
    essai = essayer(portail, "mot_de_passe", str(number))
    before = portail.read(lambda session: session.get_one(Utilisateur, number).mot_de_passe)
    if not verify_password(before, actuel):
        raise _refused(MotifServeur.MOT_DE_PASSE_FAUX, "actuel")
    kept = hash_password(nouveau)

    def use(session: Session) -> None:
        user = session.get_one(Utilisateur, number, with_for_update=True)
        if user.mot_de_passe != before:
            raise _refused(MotifServeur.MOT_DE_PASSE_FAUX, "actuel")
        user.mot_de_passe = kept
        pardonner(session, essai)
        annuler_liens(session, number, now)
        fermer(session, number, now, sauf=sauf)

    portail.write(use)


def oublier_mot_de_passe(portail: Portail, identifiant: str) -> None:
    """Send a link to who has this identifiant. Raises `Attendre` when asked too often."""
    essayer(portail, "oubli", identifiant)
    now = portail.now()

    def use(session: Session) -> None:
        for user in _known(session, Utilisateur.identifiant_plie, identifiant):
            params = {"mot_de_passe": creer_lien(portail, session, user, now)}
            ecrire(
                session,
                "mot_de_passe_oublie",
                a=user.courriel,
                objet=user.identifiant,
                now=now,
                params=params,
            )

    portail.write(use)


def oublier_identifiant(portail: Portail, courriel: str) -> None:
    """Send to an address the identifiants that are known by it. Raises `Attendre` likewise."""
    essayer(portail, "oubli", courriel)
    now = portail.now()

    def use(session: Session) -> None:
        for user in _known(session, Utilisateur.courriel_plie, courriel):
            ecrire(
                session,
                "identifiant_oublie",
                a=user.courriel,
                objet=user.identifiant,
                now=now,
                params={"identifiant": user.identifiant},
            )

    portail.write(use)


def annuler_liens(session: Session, user_id: int, now: datetime) -> None:
    """Let no link of a user's serve any more."""
    unused = Lien.utilise.is_(None)
    session.execute(update(Lien).where(Lien.utilisateur_id == user_id, unused).values(utilise=now))


def _known(
    session: Session, column: InstrumentedAttribute[str], value: str
) -> tuple[Utilisateur, ...]:
    if not value.isprintable():
        # No database is asked for what none can hold.
        return ()
    named = select(Utilisateur).where(column == folded(value), Utilisateur.actif)
    return tuple(session.scalars(named))


def _usable(session: Session, secret: str, now: datetime, *, lock: bool = False) -> Utilisateur:
    link = session.get(Lien, digest(secret), with_for_update=lock or None)
    if link is None or link.utilise is not None or link.expire < now:
        raise NonConnecte("LIEN_PERIME")
    user = session.get_one(Utilisateur, link.utilisateur_id, with_for_update=lock or None)
    if not user.actif:
        raise NonConnecte("LIEN_PERIME")
    return user


def _require_policy(champ: str, mot_de_passe: str) -> None:
    if len(mot_de_passe) < MOT_DE_PASSE_MIN:
        raise _refused(MotifServeur.MOT_DE_PASSE_COURT, champ, minimum=MOT_DE_PASSE_MIN)
    if len(mot_de_passe) > MOT_DE_PASSE_MAX:
        raise _refused(MotifServeur.MOT_DE_PASSE_LONG, champ, maximum=MOT_DE_PASSE_MAX)


def _refused(motif: MotifServeur, champ: str, **params: Param) -> FormulaireRefuse:
    return FormulaireRefuse([Refused(motif, {"champ": champ, **params})])
