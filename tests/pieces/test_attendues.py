"""What is asked for, what is announced, what is given."""

from __future__ import annotations

from attrs import evolve

from segur_rules.demandes.codes import Phase, TypeFichier
from segur_rules.pieces import ATTENDUES, TYPES, Comparaison, compare
from segur_rules.pieces.enrolement import Deposant, PieceEnrolement, pieces_enrolement
from tests.pieces.faits import fichier

SOLDE = fichier("mdv-solde").lignes_import[0]
NAMES = [piece.nom_fichier for piece in SOLDE.pieces_justificatives]


def test_each_phase_asks_for_its_documents() -> None:
    asked = {phase: [a.types for a in attendues] for phase, attendues in ATTENDUES.items()}
    assert asked == {
        Phase.AVANCE: [(TypeFichier.BON_COMMANDE,)],
        Phase.SOLDE: [(TypeFichier.FACTURE,), (TypeFichier.VA, TypeFichier.MOM)],
    }
    assert TYPES[Phase.SOLDE] == (TypeFichier.FACTURE, TypeFichier.VA, TypeFichier.MOM)
    assert set(ATTENDUES) == set(TYPES) == set(Phase)


def test_all_that_is_announced_is_given() -> None:
    found = compare(SOLDE, NAMES)
    assert found == Comparaison((), (), ())
    assert found.complete
    assert compare(SOLDE, [f"a/{NAMES[0].upper()}", *NAMES[1:]]).complete


def test_what_is_missing_is_told() -> None:
    found = compare(SOLDE, NAMES[1:])
    assert found == Comparaison((0,), (), ())
    assert not found.complete
    assert compare(SOLDE, []).manquantes == tuple(range(len(NAMES)))


def test_what_was_not_announced_is_told_once() -> None:
    found = compare(SOLDE, [*NAMES, "b.pdf", "a/b.pdf"])
    assert found == Comparaison((), ("b.pdf",), ("b.pdf",))
    assert found.complete


def test_what_is_given_twice_is_told() -> None:
    assert compare(SOLDE, [*NAMES, f"d/{NAMES[0]}"]) == Comparaison((), (), (NAMES[0],))


def test_one_document_may_be_announced_twice() -> None:
    pieces = SOLDE.pieces_justificatives
    twice = evolve(SOLDE, pieces_justificatives=(pieces[0], pieces[0]))
    assert compare(twice, NAMES[:1]).complete
    assert compare(twice, []).manquantes == (0, 1)


def test_an_enrolement_asks_for_documents_by_who_files_it() -> None:
    common = {
        PieceEnrolement.CERTIFICAT_ANS,
        PieceEnrolement.PIECE_IDENTITE_REPRESENTANT,
        PieceEnrolement.RIB,
    }
    assert set(pieces_enrolement(Deposant.REPRESENTANT_LEGAL)) == common
    employee = {PieceEnrolement.MANDAT, PieceEnrolement.PIECE_IDENTITE_DEPOSANT}
    assert set(pieces_enrolement(Deposant.SALARIE)) == common | employee
    third = {PieceEnrolement.CONTRAT_PRESTATION, PieceEnrolement.PIECE_IDENTITE_DEPOSANT}
    assert set(pieces_enrolement(Deposant.TIERS)) == common | third


def test_who_is_not_liable_to_vat_says_so() -> None:
    for deposant in Deposant:
        liable = pieces_enrolement(deposant)
        other = pieces_enrolement(deposant, assujetti_tva=False)
        assert other == (*liable, PieceEnrolement.ATTESTATION_NON_ASSUJETTISSEMENT)
