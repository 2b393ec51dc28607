"""The documents of a demande: given to complete it or because one was asked for, taken back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services import documents, pieces
from segur_reference.services.erreurs import ActeRefuse, Interdit, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import instruire
from segur_reference.services.pieces import PieceDeposee
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Demande, Evenement, Objet, Piece
from segur_rules.outcomes import Severity
from segur_rules.portail import Saisie
from segur_rules.statuts import EvenementDemande, StatutDemande
from tests.reference import monde
from tests.reference.monde import Horloge

BON = "mdv-lgc-va1-bdc-00001.pdf"
AUTRE = "attestation.pdf"


@pytest.fixture
def vendor(portail: Portail) -> Identite:
    return monde.fournisseur(portail)


@pytest.fixture
def agent(portail: Portail) -> Identite:
    return monde.gestionnaire(portail)


@pytest.fixture
def numero(portail: Portail, vendor: Identite) -> str:
    """A demande that is not complete."""
    return monde.importe(portail, vendor, monde.avance())[0]


@pytest.fixture
def asked(portail: Portail, vendor: Identite, agent: Identite, numero: str) -> str:
    """A demande of which a complementary document is asked for."""
    give(portail, vendor, numero, BON)
    saisie = Saisie(piece="Attestation signée")
    instruire(portail, agent, numero, EvenementDemande.DEMANDER_PIECE, saisie)
    return numero


def give(
    portail: Portail, vendor: Identite, numero: str, nom: str, content: bytes | None = None
) -> PieceDeposee:
    return pieces.deposer(portail, vendor, numero, nom, monde.pdf() if content is None else content)


def statut(portail: Portail) -> str:
    return str(portail.read(lambda session: session.scalar(select(Demande.statut))))


def names(portail: Portail) -> list[str]:
    query = select(Piece.nom).order_by(Piece.id)
    return portail.read(lambda session: list(session.scalars(query)))


def stored(portail: Portail) -> list[bytes]:
    """The bytes that are in the store once what serves no more is removed."""
    documents.sweep(portail)
    keys = list(portail.documents.keys())
    return [b"".join(portail.documents.get(key)) for key in keys]


def code_of(error: pytest.ExceptionInfo[ActeRefuse]) -> str:
    return str(error.value.refus.code)


def test_the_last_document_makes_the_demande_complete(
    portail: Portail, vendor: Identite, numero: str
) -> None:
    done = give(portail, vendor, numero, f"dossier/{BON}")
    assert done.findings == ()
    assert done.complete
    assert done.piece is not None
    assert (done.piece.nom, done.piece.type, done.piece.confirmee) == (BON, "BON_COMMANDE", True)
    assert done.piece.taille == len(monde.pdf())
    assert statut(portail) == "EN_COURS"
    assert stored(portail) == [monde.pdf()]
    assert portail.read(lambda s: s.scalars(select(Objet.cle)).all()) == []
    acts = portail.read(lambda s: list(s.scalars(select(Evenement.acte).order_by(Evenement.id))))
    assert acts == ["DEPOSER", "DEPOSER_PIECE", "COMPLETER"]


def test_a_demande_waits_for_all_its_documents(portail: Portail, vendor: Identite) -> None:
    document = monde.avance()
    second = {**document["lignesImport"][0]["piecesJustificatives"][0]}
    second["nomFichier"] = "mdv-lgc-va1-annexe-00001.pdf"
    document["lignesImport"][0]["piecesJustificatives"].append(second)
    (numero,) = monde.importe(portail, vendor, document)
    assert not give(portail, vendor, numero, BON).complete
    assert statut(portail) == "NON_COMPLETE"
    # Given twice, it is replaced.
    again = monde.pdf("corrected")
    assert not give(portail, vendor, numero, BON.upper().replace(".PDF", ".pdf"), again).complete
    assert stored(portail) == [again]
    assert give(portail, vendor, numero, second["nomFichier"]).complete
    assert len(names(portail)) == 2
    assert statut(portail) == "EN_COURS"


@pytest.mark.parametrize(
    ("given", "rule"),
    [
        ((BON, b""), "SEG-PJU-011"),
        ((BON, b"hello"), "SEG-PJU-012"),
        ((BON.replace("pdf", "png"), monde.pdf()), "SEG-PJU-013"),
        ((BON, monde.pdf() + b" " * 5_000_000), "SEG-PJU-010"),
        ((AUTRE, monde.pdf()), "SEG-PJU-019"),
    ],
)
def test_a_document_that_is_refused_is_not_kept(
    portail: Portail, vendor: Identite, numero: str, given: tuple[str, bytes], rule: str
) -> None:
    done = give(portail, vendor, numero, *given)
    errors = [f.rule for f in done.findings if f.severity is Severity.ERROR]
    assert rule in errors
    assert done.piece is None
    assert not done.complete
    assert (names(portail), stored(portail)) == ([], [])
    assert statut(portail) == "NON_COMPLETE"


def test_nothing_is_given_to_a_demande_that_is_not_one_s_own(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    other = monde.fournisseur(portail, 2)
    with pytest.raises(Introuvable):
        give(portail, other, numero, BON)
    with pytest.raises(Introuvable):
        give(portail, vendor, "FINMDV000404M0", BON)
    with pytest.raises(Interdit):
        give(portail, agent, numero, BON)
    assert stored(portail) == []


def test_what_has_expired_is_not_completed(
    portail: Portail, vendor: Identite, numero: str, horloge: Horloge
) -> None:
    horloge.advance(days=8)
    with pytest.raises(Introuvable):
        give(portail, vendor, numero, BON)


def test_a_document_that_comes_too_late_is_not_kept(
    portail: Portail, vendor: Identite, numero: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """While its bytes are put, the demande is deleted."""
    put = portail.documents.put

    def delete_then_put(key: str, content: Any) -> None:
        put(key, content)

        def delete(session: Session) -> None:
            session.scalars(select(Demande)).one().fournisseur_id = monde_other

        portail.write(delete)

    monde_other = monde.fournisseur(portail, 2).of_fournisseur()
    monkeypatch.setattr(type(portail.documents), "put", lambda _, k, c: delete_then_put(k, c))
    with pytest.raises(Introuvable):
        give(portail, vendor, numero, BON)
    assert names(portail) == []
    waiting = portail.read(lambda s: list(s.scalars(select(Objet.cle))))
    assert waiting == list(portail.documents.keys())


def test_a_demande_that_is_complete_takes_no_document(
    portail: Portail, vendor: Identite, numero: str
) -> None:
    give(portail, vendor, numero, BON)
    with pytest.raises(ActeRefuse) as error:
        give(portail, vendor, numero, BON)
    assert code_of(error) == "AJOUT_FERME"


def test_a_document_that_is_asked_for_is_added_then_confirmed(
    portail: Portail, vendor: Identite, agent: Identite, asked: str
) -> None:
    with pytest.raises(ActeRefuse) as error:
        pieces.confirmer(portail, vendor, asked)
    assert code_of(error) == "PIECES_MANQUANTES"
    done = give(portail, vendor, asked, AUTRE)
    assert not done.complete
    assert done.piece is not None
    assert (done.piece.type, done.piece.confirmee) == ("PIECE_COMPLEMENTAIRE", False)
    assert statut(portail) == "EN_ATTENTE_PIECE"
    # Until it is confirmed, it is the vendor's alone.
    for somebody, found in ((vendor, True), (agent, False)):
        if found:
            pieces.telecharger(portail, somebody, asked, done.piece.id)
        else:
            with pytest.raises(Introuvable):
                pieces.telecharger(portail, somebody, asked, done.piece.id)
    assert pieces.confirmer(portail, vendor, asked) is StatutDemande.EN_COURS
    pieces.telecharger(portail, agent, asked, done.piece.id)
    with pytest.raises(ActeRefuse) as error:
        pieces.confirmer(portail, vendor, asked)
    assert code_of(error) == "AJOUT_FERME"


def test_an_addition_is_replaced_and_what_was_there_before_is_not(
    portail: Portail, vendor: Identite, asked: str
) -> None:
    give(portail, vendor, asked, BON, monde.pdf("signed"))
    give(portail, vendor, asked, BON, monde.pdf("signed twice"))
    assert names(portail) == [BON, BON]
    assert sorted(stored(portail)) == sorted([monde.pdf(), monde.pdf("signed twice")])


def test_an_addition_is_taken_back_before_it_is_confirmed(
    portail: Portail, vendor: Identite, agent: Identite, asked: str
) -> None:
    (first,) = portail.read(lambda s: list(s.scalars(select(Piece.id))))
    with pytest.raises(ActeRefuse) as error:
        pieces.supprimer(portail, vendor, asked, first)
    assert code_of(error) == "SUPPRESSION_FERMEE"
    done = give(portail, vendor, asked, AUTRE)
    assert done.piece is not None
    with pytest.raises(ActeRefuse) as error:
        pieces.supprimer(portail, vendor, asked, first)
    assert code_of(error) == "AJOUT_CONFIRME"
    for somebody, wrong in ((monde.fournisseur(portail, 2), Introuvable), (agent, Interdit)):
        with pytest.raises(wrong):
            pieces.supprimer(portail, somebody, asked, done.piece.id)
    with pytest.raises(Introuvable):
        pieces.supprimer(portail, vendor, asked, 999)
    pieces.supprimer(portail, vendor, asked, done.piece.id)
    assert names(portail) == [BON]
    assert stored(portail) == [monde.pdf()]
    with pytest.raises(ActeRefuse) as error:
        pieces.confirmer(portail, vendor, asked)
    assert code_of(error) == "PIECES_MANQUANTES"


def test_what_the_asp_added_stays(portail: Portail, vendor: Identite, asked: str) -> None:
    give(portail, vendor, asked, AUTRE)

    def add(session: Session) -> int:
        session.scalars(select(Piece).where(Piece.nom == BON)).one().par_asp = True
        return session.scalars(select(Piece.id).where(Piece.nom == BON)).one()

    number = portail.write(add)
    with pytest.raises(ActeRefuse) as error:
        pieces.supprimer(portail, vendor, asked, number)
    assert code_of(error) == "PIECE_DE_L_ASP"


def test_a_document_is_added_while_a_correction_is_expected(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    give(portail, vendor, numero, BON)
    saisie = Saisie(corrections="Le montant")
    instruire(portail, agent, numero, EvenementDemande.DEMANDER_MODIFICATION, saisie)
    give(portail, vendor, numero, AUTRE)
    assert pieces.confirmer(portail, vendor, numero) is StatutDemande.A_MODIFIER
    done = give(portail, vendor, numero, "erreur.pdf")
    assert done.piece is not None
    pieces.supprimer(portail, vendor, numero, done.piece.id)
    assert names(portail) == [BON, AUTRE]


def test_a_document_is_downloaded_by_those_who_see_its_demande(
    portail: Portail, vendor: Identite, agent: Identite, numero: str
) -> None:
    done = give(portail, vendor, numero, BON)
    assert done.piece is not None
    for somebody in (vendor, agent):
        found = pieces.telecharger(portail, somebody, numero, done.piece.id)
        assert (found.nom, found.taille) == (BON, len(monde.pdf()))
        assert b"".join(found.morceaux) == monde.pdf()
    with pytest.raises(Introuvable):
        pieces.telecharger(portail, monde.fournisseur(portail, 2), numero, done.piece.id)
    (elsewhere,) = monde.importe(portail, vendor, monde.avance(start=2))
    with pytest.raises(Introuvable):
        pieces.telecharger(portail, vendor, elsewhere, done.piece.id)
    portail.documents.remove(list(portail.documents.keys()))
    with pytest.raises(Introuvable):
        pieces.telecharger(portail, vendor, numero, done.piece.id)
