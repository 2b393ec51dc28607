"""Documents go under the names that are announced; what is in doubt is left aside."""

from __future__ import annotations

import pytest

from segur_rules import Context
from segur_rules.conformance import base
from segur_rules.demandes.fichier import Demande
from segur_rules.lots import Doute, gather
from segur_rules.rules.engine import read_file
from tests.lots.returned import raw


def _demandes(name: str, *pieces: str) -> tuple[Demande, ...]:
    """The demandes of a whole valid file; of its first one the documents may be others."""
    document = base(name)
    if pieces:
        document["lignesImport"][0]["piecesJustificatives"] = [
            {
                "nomFichier": piece,
                "formatFichier": piece.rpartition(".")[2].upper(),
                "typeFichier": "VA" if "va" in piece else "BON_COMMANDE",
            }
            for piece in pieces
        ]
    fichier, _ = read_file(raw(document), Context(sons="MDV-LGC-VA1"))
    assert fichier is not None
    return fichier.lignes_import


AVANCE = _demandes("mdv-avance")
NAMES = tuple(f"mdv-lgc-va1-bdc-0000{n}.pdf" for n in (1, 2, 3))


def test_announced_names_are_found_in_any_folder_and_case() -> None:
    found = gather(AVANCE, (NAMES[0], f"a/{NAMES[1].upper()}", f"b/c/{NAMES[2]}"))
    assert found.entrees == (
        (NAMES[0], NAMES[0]),
        (NAMES[1], f"a/{NAMES[1].upper()}"),
        (NAMES[2], f"b/c/{NAMES[2]}"),
    )
    assert not found.manquantes
    assert not found.laissees


def test_a_document_is_found_by_the_number_that_its_name_ends_with() -> None:
    found = gather(AVANCE, ("Bon 00001.PDF", "bdc_00002.jpg"))
    assert found.entrees == ((NAMES[0], "Bon 00001.PDF"),)
    assert found.manquantes == NAMES[1:]
    assert found.laissees == (("bdc_00002.jpg", Doute.NON_ANNONCEE),)


def test_jpg_and_jpeg_are_one_format() -> None:
    demandes = _demandes("mdv-avance", "mdv-lgc-va1-bdc-00001.jpg")
    assert gather(demandes, ("scan-00001.jpeg",)).entrees == (
        ("mdv-lgc-va1-bdc-00001.jpg", "scan-00001.jpeg"),
    )


@pytest.mark.parametrize(
    ("paths", "expected"),
    [
        ((".DS_Store",), {".DS_Store": Doute.SYSTEME}),
        (("other.pdf",), {"other.pdf": Doute.AUCUNE}),
        (
            ("a-00001.pdf", "b-00001.pdf"),
            dict.fromkeys(("a-00001.pdf", "b-00001.pdf"), "en_double"),
        ),
        (
            (f"a/{NAMES[0]}", f"b/{NAMES[0]}"),
            dict.fromkeys((f"a/{NAMES[0]}", f"b/{NAMES[0]}"), "en_double"),
        ),
        ((NAMES[0], "copie-00001.pdf"), {"copie-00001.pdf": Doute.NON_ANNONCEE}),
    ],
)
def test_what_is_in_doubt_is_left_aside(paths: tuple[str, ...], expected: dict[str, Doute]) -> None:
    assert dict(gather(AVANCE, paths).laissees) == expected


def test_of_several_missing_documents_none_is_guessed() -> None:
    demandes = _demandes("mdv-avance", "bdc-00001.pdf", "va-00001.pdf")
    assert gather(demandes, ("scan-00001.pdf",)).laissees == (("scan-00001.pdf", Doute.INCERTAINE),)
    found = gather(demandes, ("scan-00001.pdf", "va-00001.pdf"))
    assert found.entrees == (
        ("bdc-00001.pdf", "scan-00001.pdf"),
        ("va-00001.pdf", "va-00001.pdf"),
    )


def test_a_name_that_two_demandes_announce_is_in_doubt() -> None:
    demandes = _demandes("mdv-avance", NAMES[1])
    found = gather(demandes, (NAMES[1],))
    assert found.laissees == ((NAMES[1], Doute.PLUSIEURS),)
    assert found.manquantes == (NAMES[1], *NAMES[1:])


def test_a_name_that_leads_to_two_demandes_is_in_doubt() -> None:
    twice = (*AVANCE, *AVANCE)
    assert gather(twice, ("x-00001.pdf",)).laissees == (("x-00001.pdf", Doute.PLUSIEURS),)
