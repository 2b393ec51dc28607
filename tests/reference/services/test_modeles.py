"""Document models: imported in two steps, deleted between them, looked at after them."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from attrs import evolve
from sqlalchemy import select

from segur_reference.services import documents, modeles
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Interdit, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Tranche
from segur_reference.services.modeles import Instruction
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.tables import Evenement, Modele, Piece
from segur_rules.pieces import MODELE, RefusModele
from segur_rules.portail import Motif
from segur_rules.statuts import EvenementModele, Refus, StatutModele
from tests.reference.monde import fournisseur, gestionnaire, modele, pdf

ACCEPTER = Instruction(EvenementModele.ACCEPTER, " Conforme. ")
REJETER = Instruction(EvenementModele.REJETER, "Il manque la date.")


def of_vague_2(portail: Portail, number: int = 1) -> Identite:
    return fournisseur(portail, number, sons="HOP-DPI-VA2")


def acts(portail: Portail) -> list[tuple[str, str]]:
    query = select(Evenement.acteur, Evenement.acte).order_by(Evenement.id)
    return portail.read(lambda session: [(who, acte) for who, acte in session.execute(query)])


def deposed(portail: Portail, vendor: Identite) -> int:
    """The id of a model whose import is validated."""
    number = modele(portail, vendor)
    modeles.valider(portail, vendor)
    return number


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_a_model_goes_from_its_import_to_the_history(
    kind: str, portail: Portail, on_sqlite_and_postgresql: Callable[[str], str]
) -> None:
    portail = evolve(portail, database=Database(on_sqlite_and_postgresql(kind)))
    vendor, officer = of_vague_2(portail), gestionnaire(portail)
    first, second = modele(portail, vendor, "bdc.pdf"), modele(portail, vendor, "va.pdf")
    screen = modeles.ecran(portail, vendor)
    assert [(one.id, one.nom) for one in screen.en_cours] == [
        (second, "va.pdf"),
        (first, "bdc.pdf"),
    ]
    assert screen.historique == ()
    modeles.supprimer(portail, vendor, second)
    assert documents.sweep(portail) == 1
    assert len(list(portail.documents.keys())) == 1
    validated = modeles.valider(portail, vendor)
    assert validated == modeles.valider(portail, vendor)
    assert validated.en_cours == ()
    assert [one.statut for one in validated.historique] == [StatutModele.EN_ATTENTE_INSTRUCTION]
    done = modeles.instruire(portail, officer, first, ACCEPTER)
    (shown,) = modeles.ecran(portail, vendor).historique
    assert shown == done
    assert (shown.statut, shown.commentaires) == (StatutModele.ACCEPTE, "Conforme.")
    assert (shown.type, shown.taille) == ("MODELE_BDC_HOP", len(pdf("bdc.pdf")))
    assert shown.date_import == portail.now().date()
    nom, taille, content = modeles.document(portail, vendor, first)
    assert (nom, taille, b"".join(content)) == ("bdc.pdf", shown.taille, pdf("bdc.pdf"))
    assert acts(portail) == [
        ("FOURNISSEUR", "IMPORTER"),
        ("FOURNISSEUR", "IMPORTER"),
        ("FOURNISSEUR", "SUPPRIMER"),
        ("FOURNISSEUR", "VALIDER_IMPORT"),
        ("GESTIONNAIRE", "ACCEPTER"),
    ]
    portail.close()


@pytest.mark.parametrize(
    ("nom", "content", "rule"),
    [
        ("bdc.pdf", b"", "SEG-PJU-011"),
        ("bdc.pdf", b"%PDF-1.4" + bytes(MODELE.taille_max), "SEG-PJU-010"),
        ("bdc.txt", b"bon de commande", "SEG-PJU-012"),
        ("é.pdf", pdf(), "SEG-PJU-002"),
        ("a\x00.pdf", pdf(), "SEG-PJU-002"),
    ],
)
def test_a_document_that_is_refused_keeps_nothing(
    portail: Portail, nom: str, content: bytes, rule: str
) -> None:
    done = modeles.importer(portail, of_vague_2(portail), "MODELE_BDC_HOP", nom, content)
    assert done.modele is None
    assert (rule, "error") in {(one.rule, one.severity) for one in done.findings}
    assert portail.read(lambda session: session.scalar(select(Piece.id))) is None
    assert list(portail.documents.keys()) == []


def test_a_model_has_its_type(portail: Portail) -> None:
    with pytest.raises(FormulaireRefuse) as refused:
        modeles.importer(portail, of_vague_2(portail), " ", "bdc.pdf", pdf())
    assert [one.code for one in refused.value.refus] == [RefusModele.TYPE_MANQUANT]


def test_the_screen_waits_for_vague_2(portail: Portail) -> None:
    vendor = fournisseur(portail)
    for attempt in (
        lambda: modeles.ecran(portail, vendor),
        lambda: modeles.importer(portail, vendor, "MODELE_BDC_HOP", "bdc.pdf", pdf()),
        lambda: modeles.valider(portail, vendor),
    ):
        with pytest.raises(ActeRefuse) as refused:
            attempt()
        assert refused.value.refus.code == Motif.MODELES_INDISPONIBLES
    assert list(portail.documents.keys()) == []


def test_what_is_validated_is_deleted_no_more(portail: Portail) -> None:
    vendor = of_vague_2(portail)
    number = deposed(portail, vendor)
    with pytest.raises(ActeRefuse) as refused:
        modeles.supprimer(portail, vendor, number)
    assert refused.value.refus.code == Refus.TRANSITION_IMPOSSIBLE
    assert portail.read(lambda session: session.scalars(select(Modele.id)).all()) == [number]


def test_what_was_deleted_is_nowhere_and_its_number_is_not_given_again(portail: Portail) -> None:
    vendor = of_vague_2(portail)
    first = modele(portail, vendor)
    modeles.supprimer(portail, vendor, first)
    with pytest.raises(Introuvable):
        modeles.supprimer(portail, vendor, first)
    with pytest.raises(Introuvable):
        modeles.document(portail, vendor, first)
    assert modele(portail, vendor) > first


def test_a_decision_is_not_reversed_and_a_second_click_changes_nothing(portail: Portail) -> None:
    vendor, officer = of_vague_2(portail), gestionnaire(portail)
    number = deposed(portail, vendor)
    done = modeles.instruire(portail, officer, number, REJETER)
    assert (done.statut, done.commentaires) == (StatutModele.REJETE, "Il manque la date.")
    again = Instruction(EvenementModele.REJETER, "Autre chose.")
    assert modeles.instruire(portail, officer, number, again) == done
    with pytest.raises(ActeRefuse) as refused:
        modeles.instruire(portail, officer, number, ACCEPTER)
    assert refused.value.refus.code == Refus.TRANSITION_IMPOSSIBLE
    assert acts(portail)[-1] == ("GESTIONNAIRE", "REJETER")


def test_a_gestionnaire_does_not_do_what_is_the_vendor_s(portail: Portail) -> None:
    vendor, officer = of_vague_2(portail), gestionnaire(portail)
    number = deposed(portail, vendor)
    with pytest.raises(ActeRefuse):
        modeles.instruire(portail, officer, number, Instruction(EvenementModele.SUPPRIMER))
    for attempt in (
        lambda: modeles.ecran(portail, officer),
        lambda: modeles.importer(portail, officer, "MODELE_BDC_HOP", "bdc.pdf", pdf()),
        lambda: modeles.valider(portail, officer),
        lambda: modeles.supprimer(portail, officer, number),
        lambda: modeles.instruire(portail, vendor, number, ACCEPTER),
        lambda: modeles.lister(portail, vendor, None, Tranche()),
    ):
        with pytest.raises(Interdit):
            attempt()


def test_what_is_being_imported_is_its_vendor_s_alone(portail: Portail) -> None:
    vendor, other = of_vague_2(portail, 1), of_vague_2(portail, 2)
    officer = gestionnaire(portail)
    number = modele(portail, vendor)
    for attempt in (
        lambda: modeles.document(portail, officer, number),
        lambda: modeles.instruire(portail, officer, number, ACCEPTER),
        lambda: modeles.document(portail, other, number),
        lambda: modeles.supprimer(portail, other, number),
    ):
        with pytest.raises(Introuvable):
            attempt()
    assert modeles.lister(portail, officer, None, Tranche()).total == 0
    assert modeles.valider(portail, other).historique == ()
    assert len(modeles.ecran(portail, vendor).en_cours) == 1


def test_gestionnaires_list_them_by_statut(portail: Portail) -> None:
    officer = gestionnaire(portail)
    first, second = (deposed(portail, of_vague_2(portail, number)) for number in (1, 2))
    modeles.instruire(portail, officer, first, ACCEPTER)
    every = modeles.lister(portail, officer, None, Tranche())
    assert [(one.id, one.fournisseur) for one in every.elements] == [
        (second, "EDITEUR 2"),
        (first, "EDITEUR 1"),
    ]
    waiting = modeles.lister(portail, officer, StatutModele.EN_ATTENTE_INSTRUCTION, Tranche())
    assert ([one.id for one in waiting.elements], waiting.total) == ([second], 1)
    assert b"".join(modeles.document(portail, officer, first)[2]) == pdf("bdc.pdf")
