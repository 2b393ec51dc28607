"""Signing in: by a password that may be tried so often, and by tokens."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import event

from segur_reference.config import Settings
from segur_reference.services import compte, connexions, mots_de_passe, secrets
from segur_reference.services.erreurs import Attendre, FormulaireRefuse, NonConnecte
from segur_reference.services.identites import Identite
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from segur_rules.portail import NouvelUtilisateur
from tests.reference.monde import MOT_DE_PASSE, Horloge, fournisseur, password

OTHER = "un tout autre mot de passe"
HERE, THERE = "192.0.2.1", "203.0.113.7"


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Passwords kept as they are: what is tested is not how slow they are to guess."""
    for module in (connexions, mots_de_passe):
        monkeypatch.setattr(module, "verify_password", lambda kept, given: kept == given)
    monkeypatch.setattr(mots_de_passe, "hash_password", lambda given: given)
    monkeypatch.setattr("tests.reference.monde.hash_password", lambda given: given)


def test_one_signs_in_with_the_password_and_signs_out(portail: Portail) -> None:
    vendor = fournisseur(portail)
    password(portail, vendor)
    opened = connexions.connecter(portail, " Fournisseur1", MOT_DE_PASSE)
    assert opened.identite == vendor
    assert connexions.by_cookie(portail, opened.secret) == (vendor, opened.csrf)
    connexions.deconnecter(portail, opened.secret)
    with pytest.raises(NonConnecte):
        connexions.by_cookie(portail, opened.secret)


@pytest.mark.parametrize("identifiant", ["fournisseur1", "fournisseur2", "nobody", "\x00", ""])
def test_a_wrong_one_is_told_alike_whoever_it_is(
    portail: Portail, quick: None, identifiant: str
) -> None:
    password(portail, fournisseur(portail, 1))
    fournisseur(portail, 2)  # no password yet
    with pytest.raises(NonConnecte, match="IDENTIFIANTS_FAUX"):
        connexions.connecter(portail, identifiant, OTHER)


def test_a_password_that_is_kept_is_not_told() -> None:
    kept = secrets.hash_password(MOT_DE_PASSE)
    assert MOT_DE_PASSE not in kept
    assert kept.startswith("$argon2id$")
    assert not secrets.verify_password(None, MOT_DE_PASSE)


@pytest.mark.parametrize("known", [True, False])
def test_too_many_wrong_ones_have_to_wait(
    portail: Portail, horloge: Horloge, quick: None, known: bool
) -> None:
    password(portail, fournisseur(portail))
    identifiant = "fournisseur1" if known else "nobody"
    for _ in range(portail.settings.sign_in_attempts):
        with pytest.raises(NonConnecte):
            connexions.connecter(portail, identifiant, OTHER)
    for given in (OTHER, MOT_DE_PASSE):
        with pytest.raises(Attendre) as wait:
            connexions.connecter(portail, identifiant.upper(), given)
        assert wait.value.secondes == portail.settings.sign_in_wait_seconds + 1
    horloge.advance(seconds=portail.settings.sign_in_wait_seconds - 1)
    with pytest.raises(Attendre):
        connexions.connecter(portail, identifiant, MOT_DE_PASSE)
    horloge.advance(seconds=1)
    if known:
        connexions.connecter(portail, identifiant, MOT_DE_PASSE)
        return
    with pytest.raises(NonConnecte):
        connexions.connecter(portail, identifiant, MOT_DE_PASSE)


def test_the_right_one_forgives_the_wrong_ones(portail: Portail, quick: None) -> None:
    password(portail, fournisseur(portail))
    for _ in range(3):
        for _ in range(portail.settings.sign_in_attempts - 1):
            with pytest.raises(NonConnecte):
                connexions.connecter(portail, "fournisseur1", OTHER)
        connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE)


def test_who_guesses_elsewhere_keeps_nobody_out(
    portail: Portail, horloge: Horloge, quick: None
) -> None:
    password(portail, fournisseur(portail))
    for _ in range(portail.settings.sign_in_attempts):
        with pytest.raises(NonConnecte):
            connexions.connecter(portail, "fournisseur1", OTHER, adresse=THERE)
    for identifiant in ("fournisseur1", " FOURNISSEUR1"):
        with pytest.raises(Attendre):
            connexions.connecter(portail, identifiant, MOT_DE_PASSE, adresse=THERE)
    connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE, adresse=HERE)
    # That the owner signs in gives the other no more tries.
    with pytest.raises(Attendre):
        connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE, adresse=THERE)
    horloge.advance(seconds=portail.settings.sign_in_wait_seconds)
    connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE, adresse=THERE)


def test_one_password_is_not_tried_on_everybody(
    portail: Portail, horloge: Horloge, quick: None
) -> None:
    password(portail, fournisseur(portail))
    most = portail.settings.address_attempts
    # Those that sign in are not counted, and forgive nothing of those that do not.
    for number in range(most - 1):
        with pytest.raises(NonConnecte):
            connexions.connecter(portail, f"somebody{number}", OTHER, adresse=THERE)
        connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE, adresse=THERE)
    with pytest.raises(NonConnecte):
        connexions.connecter(portail, "the last", OTHER, adresse=THERE)
    for identifiant in ("one more", "fournisseur1"):
        with pytest.raises(Attendre) as wait:
            connexions.connecter(portail, identifiant, MOT_DE_PASSE, adresse=THERE)
        assert wait.value.secondes == portail.settings.sign_in_wait_seconds + 1
    connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE, adresse=HERE)
    horloge.advance(seconds=portail.settings.sign_in_wait_seconds)
    connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE, adresse=THERE)


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_many_at_once_do_not_pass_for_one(
    kind: str,
    on_sqlite_and_postgresql: Callable[[str], str],
    settings: Settings,
    horloge: Horloge,
    quick: None,
) -> None:
    url = on_sqlite_and_postgresql(kind)
    portail = Portail(settings, Database(url), Documents(settings), horloge)

    def attempt(_: int) -> str:
        try:
            connexions.connecter(portail, "fournisseur1", OTHER, adresse=HERE)
        except (NonConnecte, Attendre) as error:
            return type(error).__name__
        raise AssertionError

    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(attempt, range(12)))
    assert answers.count("NonConnecte") == settings.sign_in_attempts
    assert answers.count("Attendre") == 12 - settings.sign_in_attempts
    portail.close()


def test_a_password_changed_meanwhile_opens_nothing(
    portail: Portail, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = fournisseur(portail)
    password(portail, vendor)

    def slow(kept: str | None, given: str) -> bool:
        password(portail, vendor, OTHER)
        return kept == given

    monkeypatch.setattr(connexions, "verify_password", slow)
    with pytest.raises(NonConnecte, match="IDENTIFIANTS_FAUX"):
        connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE)


def test_a_sign_in_lasts_while_it_is_used(portail: Portail, horloge: Horloge, quick: None) -> None:
    password(portail, fournisseur(portail))
    opened = connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE)
    for _ in range(3):
        horloge.advance(seconds=portail.settings.session_seconds)
        assert connexions.by_cookie(portail, opened.secret)
    horloge.advance(seconds=portail.settings.session_seconds + 1)
    with pytest.raises(NonConnecte):
        connexions.by_cookie(portail, opened.secret)


@pytest.mark.parametrize("settings", ["postgresql"], indirect=True)
def test_who_is_signed_out_while_being_seen_hears_of_no_error(
    portail: Portail, horloge: Horloge, quick: None
) -> None:
    vendor = fournisseur(portail)
    password(portail, vendor)
    secret = connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE).secret
    horloge.advance(minutes=5)

    def sign_out_first(_connection: Any, _cursor: Any, statement: str, *_: Any) -> None:
        if statement.startswith("UPDATE connexion"):
            connexions.deconnecter(portail, secret)

    event.listen(portail.database.engine, "before_cursor_execute", sign_out_first)
    assert connexions.by_cookie(portail, secret)[0] == vendor
    with pytest.raises(NonConnecte):
        connexions.by_cookie(portail, secret)


def test_a_token_serves_until_it_is_revoked(portail: Portail, horloge: Horloge) -> None:
    one, two = fournisseur(portail, 1), fournisseur(portail, 2)
    made = connexions.creer_jeton(portail, one, "programme")
    horloge.advance(minutes=5)
    seen = connexions.by_token(portail, made.secret or "")
    assert (seen.utilisateur_id, seen.jeton) == (one.utilisateur_id, True)
    (told,) = connexions.jetons(portail, one)
    assert (told.nom, told.secret, told.utilise) == ("programme", None, portail.now())
    assert connexions.jetons(portail, two) == ()
    assert not connexions.revoquer_jeton(portail, two, made.id)
    assert connexions.by_token(portail, made.secret or "") == seen
    assert connexions.revoquer_jeton(portail, one, made.id)
    assert connexions.revoquer_jeton(portail, one, made.id)
    for secret in (made.secret or "", "segur_nothing"):
        with pytest.raises(NonConnecte):
            connexions.by_token(portail, secret)


def _colleague(portail: Portail, vendor: Identite) -> tuple[int, str]:
    added = compte.ajouter_utilisateur(
        portail, vendor, NouvelUtilisateur("DURAND", "Alex", "alex@example.org")
    )
    return added.id, added.identifiant


def test_who_is_deactivated_is_out_at_once(portail: Portail, quick: None) -> None:
    vendor = fournisseur(portail)
    password(portail, vendor)
    number, identifiant = _colleague(portail, vendor)
    other = Identite(number, identifiant, vendor.role, vendor.fournisseur_id, "DURAND", "Alex")
    password(portail, other)
    opened = connexions.connecter(portail, identifiant, MOT_DE_PASSE)
    made = connexions.creer_jeton(portail, other, "programme")
    compte.desactiver_utilisateur(portail, vendor, number)
    with pytest.raises(NonConnecte):
        connexions.by_cookie(portail, opened.secret)
    with pytest.raises(NonConnecte):
        connexions.by_token(portail, made.secret or "")
    with pytest.raises(NonConnecte):
        connexions.connecter(portail, identifiant, MOT_DE_PASSE)


def test_a_password_is_changed_by_who_knows_it(portail: Portail, quick: None) -> None:
    vendor = fournisseur(portail)
    password(portail, vendor)
    here, there = (connexions.connecter(portail, "fournisseur1", MOT_DE_PASSE) for _ in range(2))
    with pytest.raises(FormulaireRefuse, match="MOT_DE_PASSE_FAUX"):
        mots_de_passe.changer(portail, vendor, OTHER, OTHER)
    token = connexions.creer_jeton(portail, vendor, "programme")
    neighbour = connexions.creer_jeton(portail, fournisseur(portail, 2), "programme")
    mots_de_passe.changer(portail, vendor, MOT_DE_PASSE, OTHER, sauf=here.secret)
    assert connexions.by_cookie(portail, here.secret)
    with pytest.raises(NonConnecte):
        connexions.by_cookie(portail, there.secret)
    with pytest.raises(NonConnecte):
        connexions.by_token(portail, token.secret or "")
    connexions.by_token(portail, neighbour.secret or "")
    assert connexions.connecter(portail, "fournisseur1", OTHER).identite == vendor


def test_the_present_password_is_not_to_be_guessed(portail: Portail, quick: None) -> None:
    vendor = fournisseur(portail)
    password(portail, vendor)
    for _ in range(portail.settings.sign_in_attempts):
        with pytest.raises(FormulaireRefuse):
            mots_de_passe.changer(portail, vendor, OTHER, OTHER)
    with pytest.raises(Attendre):
        mots_de_passe.changer(portail, vendor, MOT_DE_PASSE, OTHER)


def test_a_password_changed_twice_at_once_is_changed_once(
    portail: Portail, quick: None, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = fournisseur(portail)
    password(portail, vendor)

    def slow(kept: str | None, given: str) -> bool:
        password(portail, vendor, OTHER)
        return kept == given

    monkeypatch.setattr(mots_de_passe, "verify_password", slow)
    with pytest.raises(FormulaireRefuse, match="MOT_DE_PASSE_FAUX"):
        mots_de_passe.changer(portail, vendor, MOT_DE_PASSE, "encore un mot de passe")
