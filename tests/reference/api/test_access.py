"""Who may call what: every route of the application has its entry, and is held to it.

A new route needs an entry in `ROUTES`: who may call it, what a call that is of its form sends,
and for each number in its path, which thing of the world it names.
"""

from __future__ import annotations

import json
import re
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from enum import Enum, auto
from pathlib import Path
from typing import Any, Final

import pytest
from attrs import evolve, field, frozen
from litestar import Litestar
from litestar.routes import HTTPRoute
from litestar.testing import TestClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.api.securite import COOKIE
from segur_reference.app import create_app
from segur_reference.config import Settings
from segur_reference.services import compte, connexions, enrolements, imports, pieces
from segur_reference.services.courriels import EtatCourriel
from segur_reference.services.identites import Identite
from segur_reference.services.instruction_enrolements import instruire
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_reference.services.secrets import digest, new_secret
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from segur_reference.storage.tables import Connexion, Courriel
from segur_rules.pieces import Deposant
from segur_rules.portail import CriteresImports, NouvelUtilisateur, Produit
from segur_rules.statuts import EvenementEnrolement
from tests.reference.monde import (
    SONS,
    Horloge,
    aide_demandee,
    avance,
    bearer,
    budget,
    enrolement_depose,
    fournisseur,
    gestionnaire,
    importe,
    modele,
    modele_depose,
    modification_demandee,
    numero_ans,
    pdf,
    pieces_deposees,
    raw,
    rpps,
)

Client = TestClient[Litestar]
V1: Final = "/api/v1"
TYPE: Final = re.compile(r":\w+}")


class Who(Enum):
    """Who may call a route."""

    PUBLIC = auto()
    SIGNED_IN = auto()
    VENDOR = auto()
    OFFICER = auto()


@frozen
class Entry:
    """What a route is held to.

    `things` names, for each parameter of the path, what it is the number of; one that is only
    searched by names nothing. `sends` is what a call that is of its form sends; `{suivi}` in a
    header is the secret of an enrôlement that was filed without an account.
    """

    who: Who
    sends: Mapping[str, Any] = field(factory=dict)
    things: Mapping[str, str] = field(factory=dict)
    searched: bool = False


PUBLIC, SIGNED_IN, VENDOR, OFFICER = Who.PUBLIC, Who.SIGNED_IN, Who.VENDOR, Who.OFFICER

PERSONNE: Final = {"nom": "DURAND", "prenom": "Alex", "courriel": "alex@example.org"}
RIB: Final = {
    "iban": "DE89370400440532013000",
    "bic": "COBADEFF",
    "titulaire": "EDITEUR 1",
    "domiciliation": "COMMERZBANK",
}
SUIVI: Final = {"headers": {"X-Suivi": "{suivi}"}}
REPONSE: Final = {
    "params": {"evenement": "AJOUTER_PIECE", "type": "RIB", "nom": "rib.pdf"},
    "content": pdf(),
}
COMPLEMENT: Final = {
    "data": {
        "formulaire": json.dumps(
            {
                "produit": {"numeroAns": "bnd52qq699", "sons": [SONS]},
                "deposant": "REPRESENTANT_LEGAL",
            }
        )
    },
    "files": {one.type: (one.nom, pdf(one.type)) for one in pieces_deposees()},
}
CHANGEMENT: Final = {
    "data": {
        "formulaire": json.dumps(
            {
                "demandeur": {
                    "nom": "NOM1",
                    "prenom": "Camille",
                    "email": "autre@example.org",
                    "telephone": "0199000000",
                }
            }
        )
    },
    "files": {"PIECE_IDENTITE": ("identite.pdf", pdf())},
}
SIMULE: Final[dict[str, Any]] = {
    "params": {"type": "avance", "numeroAns": numero_ans(1), "tauxTva": "20"},
    "content": raw(avance(1, start=9)),
}
FICHIER: Final = {**SIMULE, "params": {**SIMULE["params"], "nomFichier": "a.json"}}
NUMERO_ENR: Final = {"numero": "enrolement"}
NUMERO: Final = {"numero": "demande"}

ROUTES: Final[Mapping[str, Entry]] = {
    # around the API
    "GET /health/live": Entry(PUBLIC),
    "GET /health/ready": Entry(PUBLIC),
    "POST /control/reset": Entry(PUBLIC),
    "POST /control/seed": Entry(PUBLIC),
    "GET /control/clock": Entry(PUBLIC),
    "PUT /control/clock": Entry(PUBLIC),
    "GET /control/mails": Entry(PUBLIC),
    # operations
    f"GET {V1}/operations": Entry(PUBLIC),
    f"POST {V1}/operations/{{operation}}": Entry(PUBLIC, searched=True),
    # help
    f"GET {V1}/aide/rubriques": Entry(PUBLIC),
    f"POST {V1}/aide/contact": Entry(PUBLIC),
    f"GET {V1}/gestion/messages": Entry(OFFICER),
    f"GET {V1}/gestion/messages/{{numero}}/piece": Entry(OFFICER, things={"numero": "message"}),
    # signing in
    f"POST {V1}/connexion": Entry(PUBLIC),
    f"GET {V1}/connexion": Entry(SIGNED_IN),
    f"DELETE {V1}/connexion": Entry(PUBLIC),
    f"GET {V1}/jetons": Entry(SIGNED_IN),
    f"POST {V1}/jetons": Entry(SIGNED_IN, {"json": {"nom": "programme"}}),
    f"DELETE {V1}/jetons/{{numero}}": Entry(SIGNED_IN, things={"numero": "jeton"}),
    # the account
    f"POST {V1}/mot-de-passe/lien": Entry(PUBLIC),
    f"POST {V1}/mot-de-passe/oubli": Entry(PUBLIC),
    f"POST {V1}/identifiant/oubli": Entry(PUBLIC),
    f"PUT {V1}/mot-de-passe": Entry(
        SIGNED_IN, {"json": {"actuel": "x", "nouveau": "un mot de passe assez long"}}
    ),
    f"GET {V1}/utilisateurs": Entry(VENDOR),
    f"POST {V1}/utilisateurs": Entry(VENDOR, {"json": PERSONNE}),
    f"DELETE {V1}/utilisateurs/{{numero}}": Entry(VENDOR, things={"numero": "utilisateur"}),
    f"GET {V1}/coordonnees": Entry(VENDOR),
    f"POST {V1}/coordonnees": Entry(VENDOR, {"json": RIB}),
    f"GET {V1}/accueil": Entry(VENDOR),
    # persons
    f"GET {V1}/personnes": Entry(VENDOR),
    f"GET {V1}/personnes/modifications": Entry(VENDOR),
    f"POST {V1}/personnes/modifications": Entry(VENDOR, CHANGEMENT),
    f"GET {V1}/personnes/modifications/{{numero}}/pieces/{{piece}}": Entry(
        SIGNED_IN, things={"numero": "modification", "piece": "piece_modification"}
    ),
    f"GET {V1}/gestion/modifications": Entry(OFFICER),
    f"POST {V1}/gestion/modifications/{{numero}}/evenements": Entry(
        OFFICER, {"json": {"evenement": "ACCEPTER"}}, {"numero": "modification"}
    ),
    # enrôlements
    f"POST {V1}/enrolements": Entry(PUBLIC),
    f"POST {V1}/enrolements/complementaires": Entry(VENDOR, COMPLEMENT),
    f"GET {V1}/enrolements/{{numero}}/suivi": Entry(PUBLIC, SUIVI, {"numero": "depose"}),
    f"POST {V1}/enrolements/{{numero}}/suivi/evenements": Entry(
        PUBLIC, {**SUIVI, **REPONSE}, {"numero": "depose"}
    ),
    f"GET {V1}/enrolements": Entry(VENDOR),
    f"GET {V1}/enrolements/{{numero}}": Entry(SIGNED_IN, things=NUMERO_ENR),
    f"GET {V1}/enrolements/{{numero}}/pieces/{{piece}}": Entry(
        SIGNED_IN, things={**NUMERO_ENR, "piece": "piece_enrolement"}
    ),
    f"POST {V1}/enrolements/{{numero}}/evenements": Entry(VENDOR, REPONSE, NUMERO_ENR),
    f"GET {V1}/gestion/enrolements": Entry(OFFICER),
    f"POST {V1}/gestion/enrolements/{{numero}}/evenements": Entry(
        OFFICER, {"json": {"evenement": "VALIDER"}}, NUMERO_ENR
    ),
    # files of demandes
    f"POST {V1}/simulations": Entry(PUBLIC),
    f"POST {V1}/imports/simulations": Entry(VENDOR, SIMULE),
    f"POST {V1}/imports": Entry(VENDOR, FICHIER),
    f"GET {V1}/imports": Entry(VENDOR),
    f"GET {V1}/imports/{{numero}}/retour": Entry(VENDOR, things={"numero": "import"}),
    # documents of demandes
    f"GET {V1}/incompletes": Entry(VENDOR),
    f"POST {V1}/incompletes/zip": Entry(VENDOR, {"content": b"PK\x05\x06" + bytes(18)}),
    f"DELETE {V1}/demandes/{{numero}}": Entry(VENDOR, things={"numero": "incomplete"}),
    f"PUT {V1}/demandes/{{numero}}/pieces/{{piece}}": Entry(
        VENDOR, {"content": pdf()}, {"numero": "incomplete", "piece": "nom"}
    ),
    f"DELETE {V1}/demandes/{{numero}}/pieces/{{piece}}": Entry(
        VENDOR, things={**NUMERO, "piece": "piece"}
    ),
    f"GET {V1}/demandes/{{numero}}/pieces/{{piece}}": Entry(
        SIGNED_IN, things={**NUMERO, "piece": "piece"}
    ),
    # demandes
    f"GET {V1}/demandes": Entry(VENDOR),
    f"GET {V1}/demandes/numeros": Entry(SIGNED_IN, {"params": {"saisie": "FIN"}}),
    f"GET {V1}/demandes/{{numero}}": Entry(SIGNED_IN, things=NUMERO),
    f"GET {V1}/demandes/{{numero}}/versions": Entry(SIGNED_IN, things=NUMERO),
    f"GET {V1}/demandes/{{numero}}/evenements": Entry(SIGNED_IN, things=NUMERO),
    f"POST {V1}/demandes/{{numero}}/evenements": Entry(
        VENDOR, {"json": {"evenement": "AJOUTER_PIECE"}}, NUMERO
    ),
    f"GET {V1}/demandes/{{numero}}/suivi": Entry(SIGNED_IN, things=NUMERO),
    f"GET {V1}/demandes/{{numero}}/courriels": Entry(SIGNED_IN, things=NUMERO),
    f"GET {V1}/exports/demandes.csv": Entry(VENDOR),
    f"GET {V1}/exports/beneficiaires.csv": Entry(VENDOR, {"params": {"couloir": "MDV"}}),
    # document models
    f"GET {V1}/modeles": Entry(VENDOR),
    f"POST {V1}/modeles": Entry(
        VENDOR, {"params": {"type": "MODELE_VA_HOP", "nom": "va.pdf"}, "content": pdf()}
    ),
    f"POST {V1}/modeles/validation": Entry(VENDOR),
    f"DELETE {V1}/modeles/{{numero}}": Entry(VENDOR, things={"numero": "modele"}),
    f"GET {V1}/modeles/{{numero}}/document": Entry(SIGNED_IN, things={"numero": "modele"}),
    f"GET {V1}/gestion/modeles": Entry(OFFICER),
    f"POST {V1}/gestion/modeles/{{numero}}/evenements": Entry(
        OFFICER, {"json": {"evenement": "ACCEPTER"}}, {"numero": "modele_depose"}
    ),
    # instruction
    f"GET {V1}/gestion/demandes": Entry(OFFICER),
    f"GET {V1}/gestion/demandes/{{numero}}/calcul": Entry(OFFICER, things=NUMERO),
    f"POST {V1}/gestion/demandes/{{numero}}/evenements": Entry(
        OFFICER, {"json": {"evenement": "REJETER", "motif": "Non."}}, NUMERO
    ),
    f"GET {V1}/gestion/beneficiaires/{{numero}}": Entry(
        OFFICER, things={"numero": "beneficiaire"}, searched=True
    ),
    f"GET {V1}/gestion/budget": Entry(OFFICER),
    f"PUT {V1}/gestion/budget": Entry(OFFICER, {"json": {"total": "1.00"}}),
    f"GET {V1}/gestion/paiements": Entry(OFFICER),
    f"GET {V1}/gestion/recouvrements": Entry(OFFICER),
    f"GET {V1}/gestion/courriels": Entry(OFFICER),
    f"POST {V1}/gestion/courriels/{{numero}}/renvoi": Entry(OFFICER, things={"numero": "courriel"}),
}

CLOSED: Final = sorted(key for key, entry in ROUTES.items() if entry.who is not PUBLIC)
CHANGES: Final = [key for key in CLOSED if not key.startswith("GET ")]
NUMBERED: Final = sorted(key for key, e in ROUTES.items() if e.things and not e.searched)

ABSENT: Final = {
    "demande": "FINMDV999999M0",
    "incomplete": "FINMDV999999M0",
    "enrolement": "ENR9999",
    "depose": "ENR9999",
    "jeton": "99999",
    "utilisateur": "99999",
    "import": "99999",
    "piece": "99999",
    "piece_enrolement": "99999",
    "courriel": "99999",
    "message": "99999",
    "modele": "99999",
    "modele_depose": "99999",
    "modification": "99999",
    "piece_modification": "99999",
    "nom": "absent.pdf",
}


@frozen
class World:
    """A portal with two vendors and an officer; `things` are all of the first vendor's."""

    portail: Portail
    client: Client
    vendor: Identite
    other: Identite
    officer: Identite
    headers: Mapping[int, Mapping[str, str]]
    things: Mapping[str, str]
    suivi: str
    other_suivi: str

    def call(
        self,
        key: str,
        who: Identite | None = None,
        *,
        things: Mapping[str, str] | None = None,
        suivi: str = "",
        **more: Any,
    ) -> Any:
        """Make a call that is of its form, as somebody, on things."""
        method, path = key.split(" ")
        entry = ROUTES[key]
        named = self.things if things is None else things
        values = {name: named[thing] for name, thing in entry.things.items()}
        sends = dict(entry.sends)
        given = {name: text.format(suivi=suivi) for name, text in sends.pop("headers", {}).items()}
        signed = self.headers[who.utilisateur_id] if who else {}
        headers = {**given, **signed, **more.pop("headers", {})}
        return self.client.request(method, path.format(**values), headers=headers, **sends, **more)


def things_of(portail: Portail, vendor: Identite) -> dict[str, str]:
    """One thing of each kind, of a vendor's."""
    document = avance(1, lines=2)
    numero, incomplete = importe(portail, vendor, document)
    announced = [line["piecesJustificatives"][0]["nomFichier"] for line in document["lignesImport"]]
    piece = pieces.deposer(portail, vendor, numero, announced[0], pdf()).piece
    assert piece is not None
    filed = enrolements.deposer_complementaire(
        portail,
        vendor,
        Produit("bnd52qq600", (SONS,)),
        pieces_deposees(),
        deposant=Deposant.REPRESENTANT_LEGAL,
    )
    assert filed.numero is not None
    shown = enrolements.consulter(portail, vendor, filed.numero).pieces[0]
    colleague = NouvelUtilisateur("DURAND", "Alex", "alex@example.org")
    listed = imports.lister(portail, vendor, CriteresImports(), Tranche())
    return {
        "demande": numero,
        "incomplete": incomplete,
        "piece": str(piece.id),
        "nom": announced[1],
        "enrolement": filed.numero,
        "piece_enrolement": str(shown.id),
        "jeton": str(connexions.creer_jeton(portail, vendor, "autre").id),
        "utilisateur": str(compte.ajouter_utilisateur(portail, vendor, colleague).id),
        "import": listed.elements[0].identifiant,
        "courriel": str(given_up(portail)),
        "message": str(aide_demandee(portail)),
        "beneficiaire": rpps(1),
        **models_of(portail, vendor),
        **change_of(portail, vendor),
    }


def change_of(portail: Portail, vendor: Identite) -> dict[str, str]:
    """A change of a person's details that gestionnaires have to look at."""
    done = modification_demandee(portail, vendor)
    return {"modification": str(done.id), "piece_modification": str(done.pieces[0].id)}


def models_of(portail: Portail, vendor: Identite) -> dict[str, str]:
    """A model that gestionnaires have to look at, and one that is being imported."""
    first = modele_depose(portail, vendor)
    return {"modele_depose": str(first), "modele": str(modele(portail, vendor))}


def given_up(portail: Portail) -> int:
    """A mail that could not be sent."""

    def use(session: Session) -> int:
        mail = session.scalars(select(Courriel)).first()
        assert mail is not None
        mail.etat = EtatCourriel.ABANDONNE
        return mail.id

    return portail.write(use)


@pytest.fixture(scope="module")
def world(migrated_sqlite: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """The world of all calls that are refused, and change nothing."""
    folder = tmp_path_factory.mktemp("access")
    shutil.copy(migrated_sqlite, folder / "segur.db")
    settings = Settings(
        database_url=f"sqlite:///{folder / 'segur.db'}",
        store_url=str(folder / "documents"),
        secure_cookies=False,
        control=True,
        task_seconds=0,
        calls_per_minute=0,
    )
    portail = Portail(settings, Database(settings.database_url), Documents(settings), Horloge())
    people = fournisseur(portail, 1), fournisseur(portail, 2), gestionnaire(portail)
    budget(portail)
    things = things_of(portail, people[0])
    mine, theirs = enrolement_depose(portail, 3), enrolement_depose(portail, 4)
    things["depose"] = mine.numero or ""
    officer = people[2]
    for numero in (things["depose"], theirs.numero or ""):
        asked = {"piece": "Un RIB lisible."}
        instruire(portail, officer, numero, EvenementEnrolement.DEMANDER_PIECE, asked)
    headers = {who.utilisateur_id: bearer(portail, who) for who in people}
    with TestClient(create_app(portail)) as client:
        yield World(
            portail,
            client,
            *people,
            headers=headers,
            things=things,
            suivi=mine.suivi or "",
            other_suivi=theirs.suivi or "",
        )


@pytest.fixture
def fresh(world: World, tmp_path: Path) -> Iterator[World]:
    """The same world, of the test's own, to be changed."""
    path = tmp_path / "segur.db"
    source = world.portail.settings.database_url.removeprefix("sqlite:///")
    with closing(sqlite3.connect(source)) as one, closing(sqlite3.connect(path)) as other:
        one.backup(other)
    portail = evolve(world.portail, database=Database(f"sqlite:///{path}"))
    with TestClient(create_app(portail)) as client:
        yield evolve(world, portail=portail, client=client)


def routes_of(app: Litestar) -> set[str]:
    """Every route, without the types of its parameters; the documentation's own apart."""
    return {
        f"{method} {TYPE.sub('}', route.path)}"
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for method in route.methods
        if method != "OPTIONS" and (route.path.startswith(V1) or not is_documentation(route.path))
    }


def is_documentation(path: str) -> bool:
    return path == "/api" or path.startswith("/api/")


def test_every_route_has_its_entry(world: World) -> None:
    assert routes_of(world.client.app) == set(ROUTES)


def test_every_number_in_a_path_names_a_thing() -> None:
    for key, entry in ROUTES.items():
        named = set(re.findall(r"{(\w+)}", key))
        assert named == set(entry.things) or entry.searched, key
        assert entry.searched or set(entry.things.values()) <= set(ABSENT), key


@pytest.mark.parametrize("key", CLOSED)
def test_nobody_without_an_account(world: World, key: str) -> None:
    for headers in (
        {},
        {"Authorization": "Bearer segur_madeup"},
        {"Authorization": "Basic eDp5"},
        {"Cookie": f"{COOKIE}=madeup"},
    ):
        answer = world.call(key, headers=headers)
        assert (answer.status_code, answer.json()["code"]) == (401, "NON_CONNECTE"), headers


@pytest.mark.parametrize("key", CLOSED)
def test_nobody_of_the_other_role(world: World, key: str) -> None:
    wrong = {VENDOR: [world.officer], OFFICER: [world.vendor, world.other]}
    for who in wrong.get(ROUTES[key].who, []):
        answer = world.call(key, who)
        assert (answer.status_code, answer.json()["code"]) == (403, "ROLE_INSUFFISANT")


@pytest.mark.parametrize("key", CHANGES)
def test_no_change_by_a_cookie_alone(world: World, key: str) -> None:
    secret = new_secret()
    who = world.officer if ROUTES[key].who is OFFICER else world.vendor
    now = world.portail.now()

    def use(session: Session) -> None:
        facts = {"empreinte": digest(secret), "utilisateur_id": who.utilisateur_id}
        session.add(Connexion(**facts, csrf=new_secret(), cree=now, vue=now))

    world.portail.write(use)
    for shown in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": secret}):
        answer = world.call(key, headers={"Cookie": f"{COOKIE}={secret}", **shown})
        assert (answer.status_code, answer.json()["code"]) == (403, "CSRF_ABSENT")


@pytest.mark.parametrize("key", NUMBERED)
def test_another_s_number_is_as_one_that_is_not_there(world: World, key: str) -> None:
    entry = ROUTES[key]
    if entry.who is OFFICER:
        answer = world.call(key, world.officer, things=ABSENT)
        assert (answer.status_code, answer.json()["code"]) == (404, "INTROUVABLE")
        return
    who = None if entry.who is PUBLIC else world.other
    answers = [
        world.call(key, who, things=things, suivi=world.other_suivi)
        for things in (world.things, ABSENT)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].json() == answers[1].json()
    assert answers[0].json()["code"] == "INTROUVABLE"


@pytest.mark.parametrize("key", NUMBERED)
def test_one_s_own_number_is_there(fresh: World, key: str) -> None:
    who = {PUBLIC: None, OFFICER: fresh.officer}.get(ROUTES[key].who, fresh.vendor)
    answer = fresh.call(key, who, suivi=fresh.suivi)
    assert answer.status_code in {200, 201, 204, 409}, answer.text


@pytest.mark.parametrize("key", [key for key in CLOSED if key not in NUMBERED])
def test_who_may_call_does(fresh: World, key: str) -> None:
    who = fresh.officer if ROUTES[key].who is OFFICER else fresh.vendor
    answer = fresh.call(key, who)
    assert answer.status_code in {200, 201, 204, 409, 422}, answer.text
