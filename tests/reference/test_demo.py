"""The demo set: a demande in every statut, and people who can sign in."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path

import pytest
from litestar import Litestar
from litestar.testing import TestClient
from sqlalchemy import select

from segur_reference.app import create_app
from segur_reference.config import Settings
from segur_reference.demo import Jeu, demo
from segur_reference.services import connexions, controle
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Demande, Enrolement, Recouvrement, Version
from segur_rules.statuts import EtatPaiement, StatutDemande
from tests.reference import monde
from tests.reference.monde import Horloge


def opened(database_url: str, folder: Path) -> Portail:
    """An empty portal whose clock can be moved."""
    return Portail.open(
        Settings(
            database_url=database_url,
            store_url=str(folder / "documents"),
            control=True,
            task_seconds=0,
            calls_per_minute=0,
        )
    )


@pytest.fixture(scope="module")
def semee(
    migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Portail, Jeu]]:
    """A portal with the set in it."""
    folder = tmp_path_factory.mktemp("demo")
    copied = shutil.copy(migrated_sqlite, folder / "segur.db")
    portail = opened(f"sqlite:///{copied}", folder)
    yield portail, demo(portail)
    portail.close()


def test_it_shows_every_statut_and_every_payment(semee: tuple[Portail, Jeu]) -> None:
    portail, jeu = semee
    shown = {one.statut for one in jeu.demandes}
    past = portail.read(lambda session: set(session.scalars(select(Version.statut))))
    assert shown | past == set(StatutDemande) - {StatutDemande.SUPPRIMEE}
    assert {one.paiement for one in jeu.demandes} == set(EtatPaiement)
    assert [one.numero for one in jeu.demandes if one.type == "solde"] == ["FINMDV000011M1"]
    enrolements = portail.read(lambda session: list(session.scalars(select(Enrolement.statut))))
    assert sorted(enrolements) == ["EN_COURS", "VALIDEE"]
    assert portail.read(lambda session: session.scalars(select(Recouvrement.id)).all()) == [1]


def test_its_clock_shows_the_instant_that_is_told(semee: tuple[Portail, Jeu]) -> None:
    portail, jeu = semee
    assert timedelta() <= portail.now() - jeu.instant < timedelta(minutes=5)


def test_what_is_not_complete_still_can_be(semee: tuple[Portail, Jeu]) -> None:
    portail, _ = semee
    expire = portail.read(
        lambda session: session.scalars(
            select(Demande.expire).where(Demande.statut == StatutDemande.NON_COMPLETE)
        ).one()
    )
    assert expire is not None
    assert expire > portail.now()


def test_its_people_sign_in(semee: tuple[Portail, Jeu]) -> None:
    portail, jeu = semee
    for person in jeu.personnes:
        signed_in = connexions.connecter(portail, person.identifiant, person.mot_de_passe)
        assert signed_in.identite.role == person.role
        assert connexions.by_token(portail, person.jeton).identifiant == person.identifiant


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_after_a_reset_the_control_plane_makes_it_anew_with_the_same_numbers(
    kind: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    semee: tuple[Portail, Jeu],
    tmp_path: Path,
) -> None:
    portail = opened(on_sqlite_and_postgresql(kind), tmp_path)
    controle.mettre_a(portail, Horloge().instant)
    monde.importe(portail, monde.fournisseur(portail), monde.avance())
    client: TestClient[Litestar]
    with TestClient(create_app(portail)) as client:
        assert client.post("/control/seed", json={"jeu": "demo"}).status_code == 409
        assert client.post("/control/reset").status_code == 204
        seeded = client.post("/control/seed", json={"jeu": "demo"})
    assert seeded.status_code == 201
    numbers = [one["numero"] for one in seeded.json()["demandes"]]
    assert numbers == [one.numero for one in semee[1].demandes]
