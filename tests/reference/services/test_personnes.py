"""The persons of a company: a change is asked for with its documents, and waits for a decision."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import pytest
from attrs import evolve
from sqlalchemy import select

from segur_reference.services import compte, enrolements, mots_de_passe, personnes
from segur_reference.services.erreurs import (
    ActeRefuse,
    FormulaireRefuse,
    Interdit,
    Introuvable,
    NonConnecte,
)
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.personnes import Instruction, ModificationVue
from segur_reference.services.personnes_connues import Personnes, Qui
from segur_reference.services.pieces_enrolement import DocumentDepose
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.tables import Evenement, Modification, Objet
from segur_rules.pieces import Deposant
from segur_rules.portail import Motif, NouvelUtilisateur, Produit
from segur_rules.statuts import EvenementModification, Refus, StatutModification
from tests.reference.monde import (
    MOT_DE_PASSE,
    SONS,
    Horloge,
    courriels,
    document_depose,
    fournisseur,
    gestionnaire,
    pdf,
    personne,
    pieces_deposees,
)

ACCEPTER = Instruction(EvenementModification.ACCEPTER)
REJETER = Instruction(EvenementModification.REJETER, " Le mandat est illisible. ")


def papers(*types: str) -> list[DocumentDepose]:
    return [document_depose(one) for one in types or ("MANDAT", "PIECE_IDENTITE")]


def asked(portail: Portail, vendor: Identite, voulues: Personnes) -> ModificationVue:
    done = personnes.demander(portail, vendor, voulues, papers()).modification
    assert done is not None
    return done


def known(portail: Portail, vendor: Identite) -> Personnes:
    return personnes.consulter(portail, vendor).personnes


def users(portail: Portail, vendor: Identite) -> list[tuple[str, str, str]]:
    return [(user.nom, user.prenom, user.courriel) for user in compte.utilisateurs(portail, vendor)]


def acts(portail: Portail) -> list[tuple[str, str]]:
    query = select(Evenement.acteur, Evenement.acte).order_by(Evenement.id)
    return portail.read(lambda session: [(who, acte) for who, acte in session.execute(query)])


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_change_is_known_once_it_is_accepted(
    kind: str, portail: Portail, on_sqlite_and_postgresql: Callable[[str], str]
) -> None:
    portail = evolve(portail, database=Database(on_sqlite_and_postgresql(kind)))
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    seen = personnes.consulter(portail, vendor)
    assert (seen.raison_sociale, seen.adresse) == ("EDITEUR 1", "1 RUE DU TEST")
    assert seen.meme_personne
    wanted = personne(nom=" MARTIN ", telephone="0199000009")
    change = asked(portail, vendor, {Qui.REPRESENTANT: wanted})
    assert change.statut is StatutModification.EN_ATTENTE
    assert change.apres == {"representant": {"nom": "MARTIN", "telephone": "0199000009"}}
    assert change.avant == {
        "representant": {
            "nom": "NOM1",
            "prenom": "Camille",
            "email": "editeur1@example.org",
            "telephone": "0199000000",
        }
    }
    assert known(portail, vendor) == dict.fromkeys(Qui, personne())
    done = personnes.instruire(portail, officer, change.id, ACCEPTER)
    assert (done.statut, done.commentaires) == (StatutModification.ACCEPTEE, None)
    assert known(portail, vendor) == {
        Qui.REPRESENTANT: personne(nom="MARTIN", telephone="0199000009"),
        Qui.DEMANDEUR: personne(),
    }
    assert not personnes.consulter(portail, vendor).meme_personne
    history = personnes.historique(portail, vendor, None, Tranche())
    assert (history.elements, history.total) == ((done,), 1)
    assert acts(portail) == [("FOURNISSEUR", "DEPOSER"), ("GESTIONNAIRE", "ACCEPTER")]
    assert [piece.type for piece in done.pieces] == ["MANDAT", "PIECE_IDENTITE"]
    nom, taille, content = personnes.piece(portail, officer, done.id, done.pieces[0].id)
    assert (nom, taille, b"".join(content)) == ("mandat.pdf", len(pdf("MANDAT")), pdf("MANDAT"))
    assert portail.read(lambda session: session.scalars(select(Objet.cle)).all()) == []
    portail.close()


def test_both_persons_change_together(portail: Portail) -> None:
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    both = dict.fromkeys(Qui, personne(email="autre@example.org"))
    done = personnes.demander(portail, vendor, both, papers("PIECE_IDENTITE")).modification
    assert done is not None
    personnes.instruire(portail, officer, done.id, ACCEPTER)
    assert known(portail, vendor) == both
    assert personnes.consulter(portail, vendor).meme_personne


def test_a_change_takes_nothing_back_of_another(portail: Portail, horloge: Horloge) -> None:
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    first = asked(portail, vendor, {Qui.DEMANDEUR: personne(telephone="0199000001")})
    second = asked(portail, vendor, {Qui.DEMANDEUR: personne(email="autre@example.org")})
    third = asked(portail, vendor, {Qui.DEMANDEUR: personne(telephone="0199000003")})
    for change in (third, second, first):
        personnes.instruire(portail, officer, change.id, ACCEPTER)
        horloge.advance(minutes=1)
    # The last that was accepted holds, not the last that was asked for.
    expected = personne(telephone="0199000001", email="autre@example.org")
    assert known(portail, vendor)[Qui.DEMANDEUR] == expected


def test_who_signs_in_is_written_to_where_the_demandeur_is(portail: Portail) -> None:
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    other = fournisseur(portail, 2)
    for named in (("NOM1", "Alex"), ("LEGAL", "Camille")):
        # Of the same mailbox, and not the demandeur.
        shared = NouvelUtilisateur(*named, "editeur1@example.org")
        compte.ajouter_utilisateur(portail, vendor, shared)
    mots_de_passe.oublier_mot_de_passe(portail, "fournisseur1")
    former = courriels(portail)[-1].corps.split(mots_de_passe.CHEMIN)[1].split()[0]
    wanted = {
        Qui.DEMANDEUR: personne(nom="MARTIN", email="nouveau@example.org"),
        Qui.REPRESENTANT: personne(nom="LEGAL"),
    }
    change = asked(portail, vendor, wanted)
    assert users(portail, vendor)[0] == ("NOM1", "Camille", "editeur1@example.org")
    personnes.instruire(portail, officer, change.id, ACCEPTER)
    assert users(portail, vendor) == [
        ("MARTIN", "Camille", "nouveau@example.org"),
        ("NOM1", "Alex", "editeur1@example.org"),
        ("LEGAL", "Camille", "editeur1@example.org"),
    ]
    assert users(portail, other) == [("NOM2", "Camille", "editeur2@example.org")]
    with pytest.raises(NonConnecte, match="LIEN_PERIME"):
        mots_de_passe.choisir(portail, former, MOT_DE_PASSE)
    mots_de_passe.oublier_mot_de_passe(portail, "fournisseur1")
    latest = courriels(portail)[-1]
    assert latest.destinataire == "nouveau@example.org"
    # A link stays good where the address does: a telephone, or the other person, is changed.
    later = {
        Qui.DEMANDEUR: personne(nom="MARTIN", email="nouveau@example.org", telephone="0199000009"),
        Qui.REPRESENTANT: personne(nom="LEGAL", email="legal@example.org"),
    }
    personnes.instruire(portail, officer, asked(portail, vendor, later).id, ACCEPTER)
    assert users(portail, vendor)[0] == ("MARTIN", "Camille", "nouveau@example.org")
    assert users(portail, vendor)[2] == ("LEGAL", "Camille", "legal@example.org")
    secret = latest.corps.split(mots_de_passe.CHEMIN)[1].split()[0]
    mots_de_passe.choisir(portail, secret, MOT_DE_PASSE)


def test_where_both_persons_are_one_it_is_the_demandeur_who_signs_in(portail: Portail) -> None:
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    change = asked(portail, vendor, {Qui.REPRESENTANT: personne(email="legal@example.org")})
    personnes.instruire(portail, officer, change.id, ACCEPTER)
    assert users(portail, vendor) == [("NOM1", "Camille", "editeur1@example.org")]


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_of_changes_accepted_at_once_the_user_is_what_is_known(
    kind: str, portail: Portail, on_sqlite_and_postgresql: Callable[[str], str]
) -> None:
    portail = evolve(portail, database=Database(on_sqlite_and_postgresql(kind)))
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    changes = [
        asked(portail, vendor, {Qui.DEMANDEUR: personne(email=f"nouveau{place}@example.org")})
        for place in range(4)
    ]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(lambda one: personnes.instruire(portail, officer, one.id, ACCEPTER), changes))
    now = known(portail, vendor)[Qui.DEMANDEUR]
    assert users(portail, vendor) == [(now.nom, now.prenom, now.email)]
    assert now.email == "nouveau3@example.org"
    portail.close()


def test_what_is_rejected_changes_nothing(portail: Portail) -> None:
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    change = asked(portail, vendor, {Qui.REPRESENTANT: personne(nom="MARTIN")})
    done = personnes.instruire(portail, officer, change.id, REJETER)
    assert (done.statut, done.commentaires) == (
        StatutModification.REJETEE,
        "Le mandat est illisible.",
    )
    again = Instruction(EvenementModification.REJETER, "Autre chose.")
    assert personnes.instruire(portail, officer, change.id, again) == done
    with pytest.raises(ActeRefuse) as refused:
        personnes.instruire(portail, officer, change.id, ACCEPTER)
    assert refused.value.refus.code == Refus.TRANSITION_IMPOSSIBLE
    assert known(portail, vendor) == dict.fromkeys(Qui, personne())
    change = asked(portail, vendor, {Qui.DEMANDEUR: personne(email="nouveau@example.org")})
    personnes.instruire(portail, officer, change.id, REJETER)
    assert users(portail, vendor) == [("NOM1", "Camille", "editeur1@example.org")]


def test_another_enrolement_has_the_persons_that_are_known_now(portail: Portail) -> None:
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    change = asked(portail, vendor, {Qui.REPRESENTANT: personne(nom="MARTIN")})
    personnes.instruire(portail, officer, change.id, ACCEPTER)
    filed = enrolements.deposer_complementaire(
        portail,
        vendor,
        Produit("bnd52qq600", (SONS,)),
        pieces_deposees(),
        deposant=Deposant.REPRESENTANT_LEGAL,
    )
    assert filed.numero is not None
    form = enrolements.consulter(portail, vendor, filed.numero).formulaire
    assert (form.representant, form.demandeur) == (personne(nom="MARTIN"), personne())


@pytest.mark.parametrize(
    ("voulues", "types", "codes"),
    [
        ({}, ("PIECE_IDENTITE",), [Motif.AUCUN_CHANGEMENT]),
        ({Qui.DEMANDEUR: personne(nom=" NOM1 ")}, ("MANDAT",), [Motif.AUCUN_CHANGEMENT]),
        (
            {Qui.DEMANDEUR: personne(nom="MARTIN")},
            ("PIECE_IDENTITE",),
            [Refus.PIECES_MANQUANTES],
        ),
        ({Qui.DEMANDEUR: personne(telephone="0199000009")}, (), [Refus.PIECES_MANQUANTES]),
        (
            {Qui.REPRESENTANT: personne(email="nobody"), Qui.DEMANDEUR: personne(telephone=" ")},
            ("PIECE_IDENTITE",),
            [Motif.COURRIEL_INVALIDE, Motif.CHAMP_OBLIGATOIRE],
        ),
    ],
)
def test_a_request_that_is_wrong_keeps_nothing(
    portail: Portail, voulues: Personnes, types: tuple[str, ...], codes: list[str]
) -> None:
    given = [document_depose(one) for one in types]
    with pytest.raises(FormulaireRefuse) as refused:
        personnes.demander(portail, fournisseur(portail), voulues, given)
    assert [one.code for one in refused.value.refus] == codes
    fields = [one.params["champ"] for one in refused.value.refus if "champ" in one.params]
    assert fields in ([], ["representant.email", "demandeur.telephone"])
    assert list(portail.documents.keys()) == []


def test_a_document_that_is_refused_keeps_nothing(portail: Portail) -> None:
    vendor = fournisseur(portail)
    wanted = {Qui.DEMANDEUR: personne(nom="MARTIN")}
    given = [document_depose("MANDAT"), document_depose("PIECE_IDENTITE", b"GIF89a")]
    done = personnes.demander(portail, vendor, wanted, given)
    assert done.modification is None
    assert [one.refusee for one in done.pieces] == [False, True]
    assert portail.read(lambda session: session.scalar(select(Modification.id))) is None
    assert list(portail.documents.keys()) == []


def test_each_does_its_part_and_sees_its_own(portail: Portail) -> None:
    vendor, other = fournisseur(portail, 1), fournisseur(portail, 2)
    officer = gestionnaire(portail)
    wanted = {Qui.DEMANDEUR: personne(telephone="0199000009")}
    change = asked(portail, vendor, wanted)
    for forbidden in (
        lambda: personnes.consulter(portail, officer),
        lambda: personnes.demander(portail, officer, wanted, papers()),
        lambda: personnes.instruire(portail, vendor, change.id, ACCEPTER),
    ):
        with pytest.raises(Interdit):
            forbidden()
    for absent in (
        lambda: personnes.piece(portail, other, change.id, change.pieces[0].id),
        lambda: personnes.piece(portail, vendor, change.id, 999),
        lambda: personnes.instruire(portail, officer, 999, ACCEPTER),
    ):
        with pytest.raises(Introuvable):
            absent()
    with pytest.raises(ActeRefuse) as refused:
        personnes.instruire(portail, officer, change.id, Instruction(EvenementModification.DEPOSER))
    assert refused.value.refus.code == Refus.TRANSITION_IMPOSSIBLE
    assert personnes.historique(portail, other, None, Tranche()).total == 0
    waiting = StatutModification.EN_ATTENTE
    assert personnes.historique(portail, officer, waiting, Tranche()).elements == (change,)
    accepted = StatutModification.ACCEPTEE
    assert personnes.historique(portail, officer, accepted, Tranche()).total == 0
