"""Signing in: with a password (a cookie follows), or with a token (for programs)."""

from __future__ import annotations

from datetime import datetime, timedelta

from attrs import frozen
from sqlalchemy import delete, select, update
from sqlalchemy.orm import Session

from segur_reference.services.erreurs import NonConnecte
from segur_reference.services.identites import Identite, identite_of
from segur_reference.services.patience import essayer, pardonner
from segur_reference.services.portail import Portail
from segur_reference.services.secrets import digest, new_secret, verify_password
from segur_reference.storage.tables import Connexion, Jeton, Utilisateur
from segur_reference.storage.types import folded


@frozen
class Ouverture:
    """A sign-in: the cookie's secret, the one that changes come with, and who it is."""

    secret: str
    csrf: str
    identite: Identite


def connecter(
    portail: Portail, identifiant: str, mot_de_passe: str, *, adresse: str | None = None
) -> Ouverture:
    """Sign in, from an address or from this machine.

    Raises `NonConnecte`, or `Attendre` after too many wrong passwords.
    """
    now = portail.now()
    essai = essayer(portail, "connexion", identifiant, adresse)
    number, kept = portail.read(lambda session: _known(session, identifiant))
    if not verify_password(kept, mot_de_passe):
        raise NonConnecte("IDENTIFIANTS_FAUX")

    def use(session: Session) -> Ouverture:
        user = session.get(Utilisateur, number, with_for_update=True)
        # While the password was being judged, it may have been changed, and every session closed.
        if user is None or not user.actif or user.mot_de_passe != kept:
            raise NonConnecte("IDENTIFIANTS_FAUX")
        pardonner(session, essai)
        return _open(session, user, now)

    return portail.write(use)


def deconnecter(portail: Portail, secret: str) -> None:
    """Sign out; nothing when nobody was signed in."""
    portail.write(
        lambda session: session.execute(
            delete(Connexion).where(Connexion.empreinte == digest(secret))
        )
    )


def fermer(session: Session, user_id: int, now: datetime, *, sauf: str | None = None) -> None:
    """Sign a user out everywhere, programs too, but for the cookie of this secret."""
    theirs = delete(Connexion).where(Connexion.utilisateur_id == user_id)
    if sauf is not None:
        theirs = theirs.where(Connexion.empreinte != digest(sauf))
    session.execute(theirs)
    tokens = update(Jeton).where(Jeton.utilisateur_id == user_id, Jeton.revoque.is_(None))
    session.execute(tokens.values(revoque=now))


def by_cookie(portail: Portail, secret: str) -> tuple[Identite, str]:
    """Who a cookie is of, and the secret that changes come with. Raises `NonConnecte`."""
    now = portail.now()
    oldest = now - timedelta(seconds=portail.settings.session_seconds)

    def use(session: Session) -> tuple[Identite, str, bool]:
        found = session.get(Connexion, digest(secret))
        user = session.get(Utilisateur, found.utilisateur_id) if found else None
        if found is None or user is None or not user.actif or found.vue < oldest:
            raise NonConnecte
        return identite_of(user), found.csrf, now - found.vue > timedelta(minutes=1)

    identite, csrf, stale = portail.read(use)
    if stale:
        portail.write_now(lambda session: _see(session, digest(secret), now))
    return identite, csrf


def by_token(portail: Portail, token: str) -> Identite:
    """Who a program's token is of. Raises `NonConnecte`."""
    now = portail.now()

    def use(session: Session) -> tuple[Identite, bool]:
        found = session.scalar(select(Jeton).where(Jeton.empreinte == digest(token)))
        user = session.get(Utilisateur, found.utilisateur_id) if found else None
        if found is None or found.revoque or user is None or not user.actif:
            raise NonConnecte
        stale = found.utilise is None or now - found.utilise > timedelta(minutes=1)
        return identite_of(user, jeton=True), stale

    identite, stale = portail.read(use)
    if stale:
        portail.write_now(lambda session: _use(session, digest(token), now))
    return identite


@frozen
class JetonDonne:
    """A token as its owner sees it; `secret` is shown once, when it is made."""

    id: int
    nom: str
    cree: datetime
    utilise: datetime | None
    revoque: datetime | None
    secret: str | None = None


def creer_jeton(portail: Portail, identite: Identite, nom: str) -> JetonDonne:
    """Make a token for a program."""
    secret, now = f"segur_{new_secret()}", portail.now()

    def use(session: Session) -> JetonDonne:
        row = Jeton(
            empreinte=digest(secret), utilisateur_id=identite.utilisateur_id, nom=nom, cree=now
        )
        session.add(row)
        session.flush()
        return JetonDonne(row.id, nom, now, None, None, secret)

    return portail.write(use)


def jetons(portail: Portail, identite: Identite) -> tuple[JetonDonne, ...]:
    """The tokens of a user, the newest first."""

    def use(session: Session) -> tuple[JetonDonne, ...]:
        mine = select(Jeton).where(Jeton.utilisateur_id == identite.utilisateur_id)
        rows = session.scalars(mine.order_by(Jeton.id.desc()))
        return tuple(JetonDonne(r.id, r.nom, r.cree, r.utilise, r.revoque) for r in rows)

    return portail.read(use)


def revoquer_jeton(portail: Portail, identite: Identite, number: int) -> bool:
    """Make a token of the user's useless from now on; whether there is one of this number."""
    now = portail.now()

    def use(session: Session) -> bool:
        row = session.get(Jeton, number)
        if row is None or row.utilisateur_id != identite.utilisateur_id:
            return False
        row.revoque = row.revoque or now
        return True

    return portail.write(use)


def _known(session: Session, identifiant: str) -> tuple[int | None, str | None]:
    """Who may sign in by this identifiant, and what is kept of the password."""
    if not identifiant.isprintable():
        # No database is asked for what none can hold.
        return None, None
    named = Utilisateur.identifiant_plie == folded(identifiant)
    user = session.scalar(select(Utilisateur).where(named, Utilisateur.actif))
    return (user.id, user.mot_de_passe) if user else (None, None)


def _open(session: Session, user: Utilisateur, now: datetime) -> Ouverture:
    secret, csrf = new_secret(), new_secret()
    session.add(
        Connexion(empreinte=digest(secret), utilisateur_id=user.id, csrf=csrf, cree=now, vue=now)
    )
    return Ouverture(secret, csrf, identite_of(user))


def _see(session: Session, empreinte: str, now: datetime) -> None:
    # In one statement: whoever is being signed out meanwhile is simply not seen.
    session.execute(update(Connexion).where(Connexion.empreinte == empreinte).values(vue=now))


def _use(session: Session, empreinte: str, now: datetime) -> None:
    session.execute(update(Jeton).where(Jeton.empreinte == empreinte).values(utilise=now))
