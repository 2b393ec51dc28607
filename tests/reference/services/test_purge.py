"""What serves no more is removed, and nothing else is."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from segur_reference.services import connexions
from segur_reference.services.erreurs import NonConnecte
from segur_reference.services.portail import Portail
from segur_reference.services.purge import purger
from segur_reference.storage.tables import Appel, Base, Connexion, Lien
from tests.reference import monde
from tests.reference.monde import Horloge


def counts(portail: Portail) -> dict[str, int]:
    def use(session: Session) -> dict[str, int]:
        kinds: tuple[type[Base], ...] = (Appel, Connexion, Lien)
        return {
            kind.__tablename__: session.scalars(select(func.count()).select_from(kind)).one()
            for kind in kinds
        }

    return portail.read(use)


@pytest.fixture
def secret(portail: Portail) -> str:
    """The cookie of somebody who signed in, whom a link was sent, and who calls."""
    vendor = monde.fournisseur(portail)
    monde.password(portail, vendor)
    opened = connexions.connecter(portail, vendor.identifiant, monde.MOT_DE_PASSE)
    expire = portail.now() + timedelta(seconds=portail.settings.link_seconds)

    def use(session: Session) -> None:
        user = vendor.utilisateur_id
        session.add(Lien(empreinte="a" * 64, utilisateur_id=user, expire=expire))
        session.add(Appel(cle="a", depuis=portail.now(), nombre=1))

    portail.write(use)
    return opened.secret


def test_what_may_still_serve_stays(portail: Portail, horloge: Horloge, secret: str) -> None:
    purger(portail)
    assert counts(portail) == {"appel": 1, "connexion": 1, "lien": 1}
    horloge.advance(seconds=portail.settings.session_seconds)
    purger(portail)
    assert counts(portail) == {"appel": 0, "connexion": 1, "lien": 1}
    connexions.by_cookie(portail, secret)


def test_what_serves_no_more_is_removed(portail: Portail, horloge: Horloge, secret: str) -> None:
    horloge.advance(seconds=portail.settings.link_seconds + 1)
    with pytest.raises(NonConnecte):
        connexions.by_cookie(portail, secret)
    purger(portail)
    purger(portail)
    assert counts(portail) == {"appel": 0, "connexion": 0, "lien": 0}
