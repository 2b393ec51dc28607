"""The account: links that serve once, what is forgotten, users, bank details."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.config import Settings
from segur_reference.services import compte, connexions, coordonnees, mots_de_passe
from segur_reference.services.erreurs import (
    ActeRefuse,
    Attendre,
    FormulaireRefuse,
    Interdit,
    Introuvable,
    NonConnecte,
)
from segur_reference.services.identites import Identite
from segur_reference.services.phrases import MotifServeur, phrase_of
from segur_reference.services.portail import Portail
from segur_reference.services.secrets import MOT_DE_PASSE_MAX, MOT_DE_PASSE_MIN, digest
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from segur_reference.storage.tables import Evenement, Lien, Utilisateur
from segur_rules.outcomes import Param, Refused
from segur_rules.portail import CoordonneesBancaires, NouvelUtilisateur
from tests.reference.monde import (
    MOT_DE_PASSE,
    Horloge,
    courriels,
    fournisseur,
    gestionnaire,
    new_siret,
)

ALEX = NouvelUtilisateur("DURAND", "Alex", "Alex@Example.org")
RIB = CoordonneesBancaires("DE89370400440532013000", "COBADEFF", "EDITEUR 1", "COMMERZBANK")


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords kept as they are: how slow they are to guess is tested elsewhere."""
    monkeypatch.setattr(connexions, "verify_password", lambda kept, given: kept == given)
    monkeypatch.setattr(mots_de_passe, "hash_password", lambda given: given)


def last_link(portail: Portail) -> str:
    return courriels(portail)[-1].corps.split(mots_de_passe.CHEMIN)[1].split()[0]


def kept(portail: Portail, user: int) -> str | None:
    return portail.read(lambda session: session.get_one(Utilisateur, user).mot_de_passe)


def chosen(portail: Portail, *users: int) -> None:
    """Let these have passwords."""

    def use(session: Session) -> None:
        for user in users:
            session.get_one(Utilisateur, user).mot_de_passe = MOT_DE_PASSE

    portail.write(use)


def acts(portail: Portail) -> list[tuple[str, str]]:
    query = select(Evenement.objet, Evenement.acte).order_by(Evenement.id)
    return portail.read(lambda session: [(one, acte) for one, acte in session.execute(query)])


def test_a_link_serves_once_and_closes_every_session(portail: Portail, horloge: Horloge) -> None:
    vendor = fournisseur(portail)
    opened = portail.write(
        lambda session: connexions._open(
            session, session.get_one(Utilisateur, vendor.utilisateur_id), portail.now()
        )
    )
    before = connexions.creer_jeton(portail, vendor, "revoked before")
    connexions.revoquer_jeton(portail, vendor, before.id)
    revoked = portail.now()
    horloge.advance(minutes=1)
    token = connexions.creer_jeton(portail, vendor, "programme")
    mots_de_passe.oublier_mot_de_passe(portail, "fournisseur1")
    secret = last_link(portail)
    stored = portail.read(lambda session: list(session.scalars(select(Lien.empreinte))))
    assert stored == [digest(secret)]
    mots_de_passe.choisir(portail, secret, MOT_DE_PASSE)
    assert kept(portail, vendor.utilisateur_id) == MOT_DE_PASSE
    with pytest.raises(NonConnecte):
        connexions.by_cookie(portail, opened.secret)
    with pytest.raises(NonConnecte):
        connexions.by_token(portail, token.secret or "")
    # What was revoked already was so from then on.
    known = connexions.jetons(portail, vendor)
    assert [one.revoque for one in known] == [portail.now(), revoked]
    for again in (secret, "never made"):
        with pytest.raises(NonConnecte, match="LIEN_PERIME"):
            mots_de_passe.choisir(portail, again, "un autre mot de passe")
    assert kept(portail, vendor.utilisateur_id) == MOT_DE_PASSE


def test_a_link_serves_until_its_last_second(portail: Portail, horloge: Horloge) -> None:
    fournisseur(portail)
    mots_de_passe.oublier_mot_de_passe(portail, "fournisseur1")
    secret = last_link(portail)
    horloge.advance(seconds=portail.settings.link_seconds)
    mots_de_passe.choisir(portail, secret, MOT_DE_PASSE)
    mots_de_passe.oublier_mot_de_passe(portail, "fournisseur1")
    horloge.advance(seconds=portail.settings.link_seconds + 1)
    with pytest.raises(NonConnecte, match="LIEN_PERIME"):
        mots_de_passe.choisir(portail, last_link(portail), MOT_DE_PASSE)


def test_one_link_that_served_ends_the_others(portail: Portail) -> None:
    fournisseur(portail)
    mots_de_passe.oublier_mot_de_passe(portail, "fournisseur1")
    first = last_link(portail)
    mots_de_passe.oublier_mot_de_passe(portail, "fournisseur1")
    mots_de_passe.choisir(portail, last_link(portail), MOT_DE_PASSE)
    with pytest.raises(NonConnecte):
        mots_de_passe.choisir(portail, first, MOT_DE_PASSE)


@pytest.mark.parametrize(
    ("length", "motif"),
    [
        (0, MotifServeur.MOT_DE_PASSE_COURT),
        (MOT_DE_PASSE_MIN - 1, MotifServeur.MOT_DE_PASSE_COURT),
        (MOT_DE_PASSE_MIN, None),
        (MOT_DE_PASSE_MAX, None),
        (MOT_DE_PASSE_MAX + 1, MotifServeur.MOT_DE_PASSE_LONG),
    ],
)
def test_a_password_has_its_bounds(
    portail: Portail, length: int, motif: MotifServeur | None
) -> None:
    fournisseur(portail)
    mots_de_passe.oublier_mot_de_passe(portail, "fournisseur1")
    secret = last_link(portail)
    if motif is None:
        mots_de_passe.choisir(portail, secret, "é" * length)
        return
    with pytest.raises(FormulaireRefuse) as refused:
        mots_de_passe.choisir(portail, secret, "é" * length)
    assert refused.value.refus[0].code == motif
    # The link serves still.
    mots_de_passe.choisir(portail, secret, MOT_DE_PASSE)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_link_used_at_once_serves_once(
    kind: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    settings: Settings,
    horloge: Horloge,
) -> None:
    url = on_sqlite_and_postgresql(kind)
    portail = Portail(settings, Database(url), Documents(settings), horloge)
    fournisseur(portail)
    mots_de_passe.oublier_mot_de_passe(portail, "fournisseur1")
    secret = last_link(portail)

    def choose(place: int) -> bool:
        try:
            mots_de_passe.choisir(portail, secret, f"{MOT_DE_PASSE} {place}")
        except NonConnecte:
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(choose, range(4))) == 1
    portail.close()


def test_a_link_of_who_was_deactivated_serves_no_more(portail: Portail) -> None:
    vendor = fournisseur(portail)
    added = compte.ajouter_utilisateur(portail, vendor, ALEX)
    secret = last_link(portail)
    chosen(portail, vendor.utilisateur_id)
    compte.desactiver_utilisateur(portail, vendor, added.id)
    with pytest.raises(NonConnecte, match="LIEN_PERIME"):
        mots_de_passe.choisir(portail, secret, MOT_DE_PASSE)
    mots_de_passe.oublier_mot_de_passe(portail, added.identifiant)
    mots_de_passe.oublier_identifiant(portail, "alex@example.org")
    assert len(courriels(portail)) == 2


def test_what_is_forgotten_is_sent_to_who_is_known_and_to_nobody_else(portail: Portail) -> None:
    vendor = fournisseur(portail)
    compte.ajouter_utilisateur(portail, vendor, evolve(ALEX, courriel="editeur1@example.org"))
    before = len(courriels(portail))
    for nobody in ("nobody", "x\x00", "", "nobody@example.org"):
        mots_de_passe.oublier_mot_de_passe(portail, nobody)
        mots_de_passe.oublier_identifiant(portail, nobody)
    assert len(courriels(portail)) == before
    mots_de_passe.oublier_mot_de_passe(portail, " FOURNISSEUR1 ")
    mots_de_passe.oublier_identifiant(portail, "Editeur1@example.org")
    link, *named = courriels(portail)[before:]
    assert (link.modele, link.destinataire) == ("mot_de_passe_oublie", "editeur1@example.org")
    assert {mail.modele for mail in named} == {"identifiant_oublie"}
    assert len(named) == 2
    assert "fournisseur1" in named[0].corps


@pytest.mark.parametrize("known", [True, False])
def test_one_forgets_so_often_and_no_more(portail: Portail, horloge: Horloge, known: bool) -> None:
    fournisseur(portail)
    identifiant = "fournisseur1" if known else "nobody"
    courriel = "editeur1@example.org" if known else "nobody@example.org"
    for forget, what in (
        (mots_de_passe.oublier_mot_de_passe, identifiant),
        (mots_de_passe.oublier_identifiant, courriel),
    ):
        for _ in range(portail.settings.sign_in_attempts):
            forget(portail, what)
        with pytest.raises(Attendre):
            forget(portail, what.upper())
        horloge.advance(seconds=portail.settings.sign_in_wait_seconds)
        forget(portail, what)


def test_a_company_has_its_users(portail: Portail) -> None:
    vendor, other = fournisseur(portail, 1), fournisseur(portail, 2)
    added = compte.ajouter_utilisateur(portail, vendor, ALEX)
    named, linked = courriels(portail)
    assert (named.modele, linked.modele) == ("compte_ouvert", "mot_de_passe")
    assert {named.destinataire, linked.destinataire} == {"Alex@Example.org"}
    assert added.identifiant in named.corps
    mine = compte.utilisateurs(portail, vendor)
    assert [user.id for user in mine] == [vendor.utilisateur_id, added.id]
    assert not added.mot_de_passe
    mots_de_passe.choisir(portail, last_link(portail), MOT_DE_PASSE)
    assert compte.utilisateurs(portail, vendor)[1].mot_de_passe
    assert [user.identifiant for user in compte.utilisateurs(portail, other)] == ["fournisseur2"]
    assert acts(portail) == [(new_siret(1), "AJOUTER_UTILISATEUR")]


def test_a_user_is_named_and_can_be_written_to(portail: Portail) -> None:
    vendor = fournisseur(portail)
    with pytest.raises(FormulaireRefuse) as refused:
        compte.ajouter_utilisateur(portail, vendor, NouvelUtilisateur("", "A\n", "alex"))
    assert [str(one.code) for one in refused.value.refus] == [
        "CHAMP_OBLIGATOIRE",
        "CARACTERE_INTERDIT",
        "COURRIEL_INVALIDE",
    ]
    assert courriels(portail) == []


def test_a_company_keeps_a_user(portail: Portail) -> None:
    vendor = fournisseur(portail)
    chosen(portail, vendor.utilisateur_id)
    with pytest.raises(ActeRefuse, match="DERNIER_UTILISATEUR"):
        compte.desactiver_utilisateur(portail, vendor, vendor.utilisateur_id)
    added = compte.ajouter_utilisateur(portail, vendor, ALEX)
    assert not compte.desactiver_utilisateur(portail, vendor, added.id).actif
    # Again changes nothing.
    assert not compte.desactiver_utilisateur(portail, vendor, added.id).actif
    assert [acte for _, acte in acts(portail)] == [
        "AJOUTER_UTILISATEUR",
        "DESACTIVER_UTILISATEUR",
    ]
    with pytest.raises(ActeRefuse, match="DERNIER_UTILISATEUR"):
        compte.desactiver_utilisateur(portail, vendor, vendor.utilisateur_id)


def test_one_may_leave_where_somebody_stays(portail: Portail) -> None:
    vendor = fournisseur(portail)
    added = compte.ajouter_utilisateur(portail, vendor, ALEX)
    # Who never chose a password may never do so: nobody would be left.
    with pytest.raises(ActeRefuse, match="DERNIER_UTILISATEUR"):
        compte.desactiver_utilisateur(portail, vendor, vendor.utilisateur_id)
    chosen(portail, added.id)
    assert not compte.desactiver_utilisateur(portail, vendor, vendor.utilisateur_id).actif


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_two_who_deactivate_each_other_leave_one(
    kind: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    settings: Settings,
    horloge: Horloge,
) -> None:
    url = on_sqlite_and_postgresql(kind)
    portail = Portail(settings, Database(url), Documents(settings), horloge)
    vendor = fournisseur(portail)
    added = compte.ajouter_utilisateur(portail, vendor, ALEX)
    chosen(portail, vendor.utilisateur_id, added.id)

    def remove(number: int) -> bool:
        try:
            compte.desactiver_utilisateur(portail, vendor, number)
        except ActeRefuse:
            return False
        return True

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(remove, (vendor.utilisateur_id, added.id))) == 1
    assert sum(user.actif for user in compte.utilisateurs(portail, vendor)) == 1
    portail.close()


def test_a_user_of_another_company_is_not_found(portail: Portail) -> None:
    vendor, other, officer = fournisseur(portail, 1), fournisseur(portail, 2), gestionnaire(portail)
    for number in (other.utilisateur_id, officer.utilisateur_id, 999):
        with pytest.raises(Introuvable):
            compte.desactiver_utilisateur(portail, vendor, number)


@pytest.mark.parametrize(
    "use",
    [
        compte.utilisateurs,
        lambda portail, who: compte.ajouter_utilisateur(portail, who, ALEX),
        lambda portail, who: compte.desactiver_utilisateur(portail, who, who.utilisateur_id),
        coordonnees.lister,
        lambda portail, who: coordonnees.ajouter(portail, who, RIB),
    ],
)
def test_a_gestionnaire_has_no_company(
    portail: Portail, use: Callable[[Portail, Identite], object]
) -> None:
    with pytest.raises(Interdit):
        use(portail, gestionnaire(portail))


def test_an_officer_is_added_with_a_link(portail: Portail) -> None:
    lien = compte.ajouter_gestionnaire(portail, " agent ", "AGENT", "Dominique", "a@example.org")
    assert lien.startswith(f"http://127.0.0.1:8000{mots_de_passe.CHEMIN}")
    assert courriels(portail) == []
    mots_de_passe.choisir(portail, lien.rpartition("/")[2], MOT_DE_PASSE)
    user = portail.read(lambda session: session.scalars(select(Utilisateur)).one().identifiant)
    assert user == "agent"
    with pytest.raises(FormulaireRefuse, match="IDENTIFIANT_PRIS"):
        compte.ajouter_gestionnaire(portail, "AGENT", "AGENT", "D", "a@example.org")
    with pytest.raises(FormulaireRefuse, match="CHAMP_OBLIGATOIRE"):
        compte.ajouter_gestionnaire(portail, " ", "AGENT", "D", "a@example.org")


def test_an_officer_who_never_chose_a_password_is_given_another_link(portail: Portail) -> None:
    former = compte.ajouter_gestionnaire(portail, "agent", "AGENT", "D", "old@example.org")
    lien = compte.ajouter_gestionnaire(portail, "Agent", "AGENT", "D", "new@example.org")
    with pytest.raises(NonConnecte, match="LIEN_PERIME"):
        mots_de_passe.choisir(portail, former.rpartition("/")[2], MOT_DE_PASSE)
    mots_de_passe.choisir(portail, lien.rpartition("/")[2], MOT_DE_PASSE)
    user = portail.read(lambda session: session.scalars(select(Utilisateur)).one())
    assert (user.identifiant, user.courriel) == ("agent", "new@example.org")


@pytest.mark.parametrize("actif", [True, False])
def test_an_identifiant_that_is_somebody_elses_is_taken(portail: Portail, actif: bool) -> None:
    who = fournisseur(portail) if actif else gestionnaire(portail)

    def use(session: Session) -> str:
        user = session.get_one(Utilisateur, who.utilisateur_id)
        user.actif = actif
        return user.identifiant

    with pytest.raises(FormulaireRefuse, match="IDENTIFIANT_PRIS"):
        compte.ajouter_gestionnaire(portail, portail.write(use), "AGENT", "D", "a@example.org")


ERIC = "\u00c9ric"
"""With a capital that has an accent, which is one character, or two as some keyboards send it."""
ERIC_TYPED = (ERIC, "\u00e9ric", "E\u0301RIC", " e\u0301ric ")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_name_is_known_whatever_its_case_and_its_accents(
    kind: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    settings: Settings,
    horloge: Horloge,
) -> None:
    settings = evolve(settings, sign_in_attempts=10)
    url = on_sqlite_and_postgresql(kind)
    portail = Portail(settings, Database(url), Documents(settings), horloge)
    mail = f"{ERIC}@example.org"
    lien = compte.ajouter_gestionnaire(portail, ERIC, "AGENT", ERIC, mail)
    mots_de_passe.choisir(portail, lien.rpartition("/")[2], MOT_DE_PASSE)
    for typed in ERIC_TYPED:
        opened = connexions.connecter(portail, typed, MOT_DE_PASSE)
        assert opened.identite.identifiant == ERIC
        mots_de_passe.oublier_mot_de_passe(portail, typed)
        mots_de_passe.oublier_identifiant(portail, f"{typed.strip()}@example.org")
        with pytest.raises(FormulaireRefuse, match="IDENTIFIANT_PRIS"):
            compte.ajouter_gestionnaire(portail, typed, "AGENT", "Autre", "a@example.org")
    assert [sent.destinataire for sent in courriels(portail)] == [mail] * 2 * len(ERIC_TYPED)
    portail.close()


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_those_who_take_one_name_at_once_all_are_one_user(
    kind: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    settings: Settings,
    horloge: Horloge,
) -> None:
    url = on_sqlite_and_postgresql(kind)
    portail = Portail(settings, Database(url), Documents(settings), horloge)

    def add(typed: str) -> str:
        return compte.ajouter_gestionnaire(portail, typed, "AGENT", "D", "a@example.org")

    with ThreadPoolExecutor(4) as pool:
        assert len(set(pool.map(add, ERIC_TYPED))) == len(ERIC_TYPED)
    assert len(portail.read(lambda session: session.scalars(select(Utilisateur)).all())) == 1
    portail.close()


def test_new_bank_details_replace_the_earlier_ones(portail: Portail) -> None:
    vendor = fournisseur(portail)
    spaced = evolve(RIB, iban="de89 3704 0044 0532 0130 00")
    added = coordonnees.ajouter(portail, vendor, spaced)
    assert added.coordonnees == RIB
    known = coordonnees.lister(portail, vendor)
    assert known.siret == new_siret(1)
    assert [one.statut for one in known.coordonnees] == ["ACTIVE", "REMPLACEE"]
    assert known.coordonnees[0] == added
    # A click repeated adds nothing.
    assert coordonnees.ajouter(portail, vendor, RIB) == added
    assert len(coordonnees.lister(portail, vendor).coordonnees) == 2
    assert acts(portail) == [(new_siret(1), "AJOUTER_COORDONNEES")]


def test_wrong_bank_details_are_refused(portail: Portail) -> None:
    vendor = fournisseur(portail)
    with pytest.raises(FormulaireRefuse) as refused:
        coordonnees.ajouter(portail, vendor, evolve(RIB, iban="DE00", titulaire=""))
    assert [one.params["champ"] for one in refused.value.refus] == ["titulaire", "iban"]
    (rib,) = coordonnees.lister(portail, vendor).coordonnees
    assert rib.statut == "ACTIVE"


def test_bank_details_are_those_of_ones_own_company(portail: Portail) -> None:
    one, two = fournisseur(portail, 1), fournisseur(portail, 2)
    coordonnees.ajouter(portail, one, RIB)
    (rib,) = coordonnees.lister(portail, two).coordonnees
    assert (rib.statut, rib.coordonnees.titulaire) == ("ACTIVE", "EDITEUR 2")


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_those_added_at_once_one_is_active(
    kind: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    settings: Settings,
    horloge: Horloge,
) -> None:
    url = on_sqlite_and_postgresql(kind)
    portail = Portail(settings, Database(url), Documents(settings), horloge)
    vendor = fournisseur(portail)
    saisies = [evolve(RIB, titulaire=f"EDITEUR {place}") for place in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: coordonnees.ajouter(portail, vendor, one), saisies))
    known = coordonnees.lister(portail, vendor).coordonnees
    assert [one.statut for one in known] == ["ACTIVE", *["REMPLACEE"] * 4]
    portail.close()


@pytest.mark.parametrize("motif", MotifServeur)
@pytest.mark.parametrize("langue", ["fr", "en"])
def test_every_refusal_of_the_server_has_its_words(motif: MotifServeur, langue: str) -> None:
    facts: dict[str, Param] = {
        "champ": "actuel",
        "minimum": 12,
        "maximum": 200,
        "identifiant": "agent",
    }
    said = phrase_of(Refused(motif, facts), langue)
    assert said.endswith(".")
    assert "{" not in said
    assert said != phrase_of(Refused(motif, facts), "en" if langue == "fr" else "fr")
