"""The bénéficiaires of the soldes against those of the avances, and files that were returned."""

from __future__ import annotations

from typing import Any

import pytest

from segur_rules import Context, Phase
from segur_rules.conformance import base
from segur_rules.lots import Perimetres, Refus, Retour, compare_perimetres, read_returned
from segur_rules.statuts import Correspondance
from tests.lots.returned import raw, returned


def _read(document: Any, phase: Phase = Phase.AVANCE, context: Context | None = None) -> Retour:
    retour = read_returned(raw(document), phase, context)
    assert isinstance(retour, Retour), retour
    return retour


def _solde(avance: Any, *, asp: bool = True) -> Any:
    """The solde of a file of avances, all bénéficiaires the same."""
    document = base("mdv-solde")
    first = document["lignesImport"][0]
    document["lignesImport"] = [
        {
            **first,
            "numLigne": i,
            "numeroASP": line["numeroASP"] if asp else f"FINMDV9{i:05}",
            "numeroEditeur": line["numeroEditeur"],
            "beneficiaires": line["beneficiaires"],
        }
        for i, line in enumerate(avance["lignesImport"], start=1)
    ]
    return document


def _compared(avance: Any, solde: Any) -> Perimetres:
    return compare_perimetres(_read(avance), _read(solde, Phase.SOLDE))


def test_a_returned_file_is_read_with_what_the_portal_filled_in() -> None:
    retour = _read(returned())
    assert (retour.imp_id, retour.sons) == ("IMP-1", "MDV-LGC-VA1")
    line = retour.lignes[0]
    assert line.numero_asp == "FINMDV000001M0"
    assert (line.code_traitement, line.libelle_traitement) == ("0000", "OK")
    assert line.document["numeroASP"] is None


def test_a_filed_file_is_read_too() -> None:
    retour = _read(base("mdv-avance"))
    assert retour.imp_id is None
    assert {line.numero_asp for line in retour.lignes} == {None}


def test_the_sons_may_be_unknown() -> None:
    document = base("bio-avance")
    for line in document["lignesImport"]:
        line["piecesJustificatives"] = []
    assert _read(document).sons is None


@pytest.mark.parametrize("name", ["mdv", "hop", "ms1", "ms2", "bio", "img", "mss"])
def test_the_couloirs_are_read(name: str) -> None:
    assert _read(returned(f"{name}-avance")).lignes[0].numero_asp == f"FIN{name.upper()}000001M0"


def _with(path: str, value: object) -> Any:
    document = returned()
    document["lignesImport"][0][path] = value
    return document


@pytest.mark.parametrize(
    ("document", "expected"),
    [
        (b"[", "SEG-FIC-005"),
        (b"[]", "SEG-FIC-014"),
        (b'{"lignesImport": 1}', "SEG-FIC-014"),
        (b'{"lignesImport": [1]}', "SEG-FIC-014"),
        (raw(_with("numeroEditeur", 3)), "SEG-FIC-014"),
        (raw(base("mdv-solde")), "SEG-FIC-023"),
    ],
)
def test_what_is_not_such_a_file_is_refused(document: bytes, expected: str) -> None:
    refus = read_returned(document, Phase.AVANCE)
    assert isinstance(refus, Refus)
    assert expected in {remarque.code for remarque in refus.remarques}


def test_the_same_perimeter_corresponds() -> None:
    avance = returned()
    compared = _compared(avance, _solde(avance))
    assert compared.identiques
    assert all(dossier.par_numero_asp for dossier in compared.dossiers)
    assert not compared.avances_seules
    assert not compared.soldes_seuls


def test_a_beneficiaire_is_removed_or_added() -> None:
    avance, other = returned(), returned()
    beneficiaires = other["lignesImport"][2]["beneficiaires"]["liberal"]
    beneficiaires[0]["RPPS"] = "10001234565"
    compared = _compared(avance, _solde(other))
    assert not compared.identiques
    assert compared.dossiers[2].beneficiaires == (
        ("19990000036", Correspondance.RETIRE),
        ("19990000044", Correspondance.CORRESPOND),
        ("19990000051", Correspondance.CORRESPOND),
        ("10001234565", Correspondance.AJOUTE),
    )


def test_without_asp_numbers_the_vendor_s_own_number_tells() -> None:
    avance = base("mdv-avance")
    compared = _compared(avance, _solde(avance, asp=False))
    assert compared.identiques
    assert not any(dossier.par_numero_asp for dossier in compared.dossiers)


def test_an_asp_number_comes_before_the_vendor_s_own_number() -> None:
    avance = returned()
    solde = _solde(avance)
    solde["lignesImport"][0]["numeroEditeur"] = "other"
    solde["lignesImport"][0]["numeroASP"] = "FINMDV000001"
    assert _compared(avance, solde).dossiers[0].par_numero_asp


def test_a_demande_of_one_file_only_is_told() -> None:
    avance = returned()
    solde = _solde(avance)
    solde["lignesImport"][0]["numeroASP"] = "FINMDV000009"
    compared = _compared(avance, solde)
    assert compared.avances_seules == ("00001",)
    assert compared.soldes_seuls == ("00001",)
    assert not compared.identiques


def test_a_number_of_another_form_is_kept_as_it_is() -> None:
    avance = returned()
    avance["lignesImport"][0]["numeroASP"] = "42"
    solde = _solde(returned())
    assert _compared(avance, solde).soldes_seuls == ("00001",)
