"""The columns: one for each tag that a vendor fills, and a row of examples that can be filed."""

from __future__ import annotations

import pytest

from segur_rules import Context, Phase
from segur_rules.catalogue import load
from segur_rules.demandes.codes import TypeFichier
from segur_rules.lots import columns_of
from segur_rules.lots.cellules import CelluleRefusee, read_cell
from segur_rules.lots.colonnes import Colonne, Genre, headings
from tests.lots.tables import example, lot, table

SONS = tuple(load().sons)


def _column(nom: str, sons: str = "MDV-LGC-VA1") -> Colonne:
    catalogue = load()
    return headings(columns_of(catalogue.sons[sons], Phase.AVANCE, catalogue))[nom]


@pytest.mark.parametrize("sons", SONS)
def test_the_row_of_examples_can_be_filed(sons: str) -> None:
    made = lot(table({}, sons=sons), Context(sons=sons))
    (fichier,) = made.fichiers
    assert fichier.report.sons == sons
    assert {r.code for r in made.remarques} <= {"SEG-COM-015", "SEG-BEN-027"}


@pytest.mark.parametrize("sons", SONS)
def test_of_a_solde_the_beneficiaires_are_not_asked_again(sons: str) -> None:
    heads = list(example(sons, Phase.SOLDE))
    assert heads[:5] == [
        "numeroEditeur",
        "numeroASP",
        "dateFacture",
        "regimeTVA",
        "montantSegurHTFacture",
    ]
    assert set(heads[5:-2]) <= {"adresseMSSCitoyen", "deploiementMSS"}
    assert heads[-2:] == ["typeFichier", "formatFichier"]


def test_a_proof_is_a_va_or_a_mom() -> None:
    catalogue = load()
    columns = headings(columns_of(catalogue.sons["MDV-LGC-VA1"], Phase.SOLDE, catalogue))
    assert columns["typeFichier"].valeurs == (TypeFichier.VA, TypeFichier.MOM)


def test_a_column_says_how_it_is_read() -> None:
    assert _column("RPPS").genre is Genre.NUMERO
    assert _column("RPPS").par_rangee
    assert not _column("numeroEditeur").par_rangee
    assert _column("regimeTVA").valeurs == ("HT", "TTC")
    assert _column("telephoneMedecin").genre is Genre.TELEPHONE
    assert not _column("nomMandataire").obligatoire


@pytest.mark.parametrize(
    ("nom", "cell", "value"),
    [
        ("numeroEditeur", "00017", "00017"),
        ("regimeTVA", "ttc", "TTC"),
        ("isMandataire", "OUI", True),
        ("isMandataire", "faux", False),
        ("dateCommande", "05/10/2022", "05/10/2022"),
        ("dateCommande", "2022-10-05", "05/10/2022"),
        ("dateCommande", "2022-10-05 00:00:00", "05/10/2022"),
        ("montantSegurHT", "358,33", "358.33"),
        ("montantSegurHT", "358.3", "358.3"),
        ("montantSegurHT", "1 074,99 €", "1074.99"),
        ("montantSegurHT", "12\u202f074", "12074.00"),
        ("RPPS", "1000 1234 565", "10001234565"),
        ("FINESSJuridique", "2a 000 015 4", "2A0000154"),
        ("telephoneMedecin", "01 99 00 00 01", "01 99 00 00 01"),
        ("telephoneMedecin", "+33199000001", "+33199000001"),
        ("nomMandataire", "", None),
    ],
)
def test_a_cell_is_read(nom: str, cell: str, value: object) -> None:
    read = read_cell(_column(nom), cell).valeur
    assert (str(read) if nom == "montantSegurHT" else read) == value


@pytest.mark.parametrize(
    ("nom", "cell", "code"),
    [
        ("dateCommande", "", "vide"),
        ("regimeTVA", "TVA", "code"),
        ("isMandataire", "peut-être", "booleen"),
        ("montantSegurHT", "1.074", "montant"),
        ("montantSegurHT", "1,074.99", "montant"),
        ("montantSegurHT", "3.5833E+02", "scientifique"),
        ("dateCommande", "10/5/2022", "date"),
        ("dateCommande", "31/02/2022", "date"),
        ("dateCommande", "2022-02-31", "date"),
        ("dateCommande", "2022-10-05 10:30:00", "date"),
        ("dateCommande", "05/10/22", "date"),
        ("dateCommande", "44839", "date_jour"),
        ("RPPS", "1000123456", "zero"),
        ("RPPS", "1,00012E+10", "scientifique"),
        ("RPPS", "10001234565.0", "numero"),
        ("RPPS", "ABC", "numero"),
        ("FINESSJuridique", "20000105", "zero"),
        ("FINESSGeo", "2.0018552E+7", "scientifique"),
        ("telephoneMedecin", "199000001", "zero_telephone"),
        ("telephoneMedecin", "1 99 00 00 01", "zero_telephone"),
        ("telephoneMedecin", "1.99E+08", "scientifique"),
        ("numeroEditeur", "2,02E+10", "scientifique"),
    ],
)
def test_what_a_spreadsheet_spoilt_is_never_guessed(nom: str, cell: str, code: str) -> None:
    with pytest.raises(CelluleRefusee) as refused:
        read_cell(_column(nom), cell)
    assert refused.value.code == code


@pytest.mark.parametrize(
    ("nom", "cell", "code"),
    [
        ("SIRET", "2601000370006", "zero"),
        ("SIRET", "3.8042E+13", "scientifique"),
        ("AM", "12345678", "zero"),
    ],
)
def test_other_numbers_are_guarded_too(nom: str, cell: str, code: str) -> None:
    column = _column(nom, "MS1-DUI-VA1" if nom == "SIRET" else "PHA-LGO-VA1")
    with pytest.raises(CelluleRefusee) as refused:
        read_cell(column, cell)
    assert refused.value.code == code
    assert "valeur" in refused.value.params
