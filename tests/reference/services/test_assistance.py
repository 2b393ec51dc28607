"""What is written to the assistance: kept, sent on where it has a mailbox, bounded."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve
from sqlalchemy import select

from segur_reference.services import assistance
from segur_reference.services.erreurs import Attendre, FormulaireRefuse, Interdit, Introuvable
from segur_reference.services.listes import Tranche
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.tables import Message, Objet
from segur_rules.pieces import CONTACT
from segur_rules.portail import Motif
from tests.reference.monde import (
    Horloge,
    contact,
    courriels,
    document_depose,
    fournisseur,
    gestionnaire,
)

HERE, THERE = "192.0.2.1", "203.0.113.7"
JOURNAL = b'{"erreur": "SEG-FIC-001"}\n'


def sent_to(portail: Portail, mailbox: str = "assistance@example.org") -> Portail:
    return evolve(portail, settings=evolve(portail.settings, contact_to=mailbox))


def kept(portail: Portail) -> int:
    return len(portail.read(lambda session: session.scalars(select(Message.id)).all()))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_message_is_kept_with_what_is_attached(
    kind: str, portail: Portail, on_sqlite_and_postgresql: Callable[[str], str]
) -> None:
    portail = evolve(portail, database=Database(on_sqlite_and_postgresql(kind)))
    officer = gestionnaire(portail)
    given = evolve(document_depose("PLAN", JOURNAL), nom="journal des erreurs à lire.json")
    first = assistance.contacter(portail, contact(), given)
    second = assistance.contacter(portail, contact(raison_sociale=" EDITEUR 1 "), None)
    assert (first.findings, second.findings) == ((), ())
    found = assistance.lister(portail, officer, Tranche())
    assert [seen.id for seen in found.elements] == [second.id, first.id]
    newest, oldest = found.elements
    assert (newest.piece, newest.contact.raison_sociale) == (None, "EDITEUR 1")
    assert (oldest.piece, oldest.instant) == (given.nom, portail.now())
    assert oldest.contact.description == "Bonjour,\nmon avance attend."
    assert first.id is not None
    nom, taille, content = assistance.piece(portail, officer, first.id)
    assert (nom, taille, b"".join(content)) == (given.nom, len(JOURNAL), JOURNAL)
    assert portail.read(lambda session: session.scalars(select(Objet.cle)).all()) == []
    assert courriels(portail) == []
    portail.close()


def test_where_there_is_a_mailbox_it_is_written_to(portail: Portail) -> None:
    portail = sent_to(portail)
    given = document_depose("PLAN")
    assistance.contacter(portail, contact(numero_demande="FINMDV000001M0"), given)
    (mail,) = courriels(portail)
    assert mail.destinataire == "assistance@example.org"
    assert mail.sujet == "Assistance MSG0001 : MDV, AVANCE, INSTRUCTION"
    for told in (
        "Courriel : editeur1@example.org",
        "Numéro de demande : FINMDV000001M0",
        "Raison sociale : -",
        f"Pièce jointe, gardée sur le portail : {given.nom}",
        "\n\nBonjour,\nmon avance attend.",
    ):
        assert told in mail.corps


def test_a_form_that_is_wrong_tells_every_fault(portail: Portail) -> None:
    wrong = contact(nom=" ", couloir="XXX", courriel="nobody", numero_demande="12")
    with pytest.raises(FormulaireRefuse) as refused:
        assistance.contacter(sent_to(portail), wrong, None)
    assert {one.code for one in refused.value.refus} == {
        Motif.CHAMP_OBLIGATOIRE,
        Motif.VALEUR_INCONNUE,
        Motif.COURRIEL_INVALIDE,
        Motif.NUMERO_INVALIDE,
    }
    assert (kept(portail), courriels(portail)) == (0, [])


@pytest.mark.parametrize(
    ("nom", "content", "rule"),
    [
        ("plan.pdf", b"", "SEG-PJU-011"),
        ("plan.txt", b"a" * (CONTACT.taille_max + 1), "SEG-PJU-010"),
        ("plan.gif", b"GIF89a", "SEG-PJU-012"),
        ("plan.pdf", JOURNAL, "SEG-PJU-013"),
    ],
)
def test_a_document_that_is_refused_keeps_nothing(
    portail: Portail, nom: str, content: bytes, rule: str
) -> None:
    given = evolve(document_depose("PLAN", content), nom=nom)
    sent = assistance.contacter(sent_to(portail), contact(), given)
    assert sent.id is None
    assert rule in {finding.rule for finding in sent.findings}
    assert (kept(portail), courriels(portail), list(portail.documents.keys())) == (0, [], [])


def test_who_writes_often_waits(portail: Portail, horloge: Horloge) -> None:
    for number in range(portail.settings.forms_per_address):
        # Whatever address an answer is asked for at.
        given = contact(courriel=f"somebody{number}@example.org")
        assistance.contacter(portail, given, None, adresse=THERE)
    with pytest.raises(Attendre):
        assistance.contacter(portail, contact(), None, adresse=THERE)
    assistance.contacter(portail, contact(), None, adresse=HERE)
    horloge.advance(seconds=portail.settings.sign_in_wait_seconds)
    assistance.contacter(portail, contact(), None, adresse=THERE)
    assert kept(portail) == portail.settings.forms_per_address + 2


def test_where_no_limit_is_set_one_writes_as_often_as_one_likes(portail: Portail) -> None:
    most = portail.settings.forms_per_address
    portail = evolve(portail, settings=evolve(portail.settings, forms_per_address=0))
    for _ in range(most + 1):
        assistance.contacter(portail, contact(), None, adresse=THERE)
    assert kept(portail) == most + 1


def test_only_a_gestionnaire_reads_them(portail: Portail) -> None:
    vendor, officer = fournisseur(portail), gestionnaire(portail)
    sent = assistance.contacter(portail, contact(), None)
    assert sent.id is not None
    with pytest.raises(Interdit):
        assistance.lister(portail, vendor, Tranche())
    with pytest.raises(Interdit):
        assistance.piece(portail, vendor, sent.id)
    with pytest.raises(Introuvable):
        assistance.piece(portail, officer, sent.id)
