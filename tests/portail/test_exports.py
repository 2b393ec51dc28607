"""The two exports: their columns, in order, and what stands under each."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from itertools import islice
from typing import Any

import pytest

from segur_rules.catalogue import Couloir, load
from segur_rules.demandes import fichier as f
from segur_rules.demandes.codes import CommandePour
from segur_rules.outcomes import Refused
from segur_rules.portail import (
    Dialecte,
    LigneBeneficiaire,
    LigneDemande,
    cellules_beneficiaire,
    cellules_demande,
    couloir_choisi,
    export_beneficiaires,
    export_demandes,
    lignes_beneficiaires,
    titres_beneficiaires,
)
from segur_rules.statuts import StatutDemande, TypeDemande
from tests.portail.exemples import PAYEE, ligne

# As the guide prints them, letter by letter (§6).
DEMANDES = [
    "N° ASP",
    "Type",
    "Statut",
    "Date de changement de statut",
    "Logiciel",
    "Date de dépôt",
    "Date de commande",
    "N° éditeur",
    "Etat de paiement",
    "Date du paiement",
    "Montant déclaré SEGUR HT",
    "Montant payé (fonction du régime TVA)",
]
BENEFICIAIRES = [
    "N° de la demande",
    "Type",
    "Statut",
    "Date de changement de statut",
    "Logiciel",
    "Date de dépôt",
    "Date de commande",
    "N° éditeur",
    "Etat de paiement",
    "Date du paiement",
    "Montant déclaré SEGUR HT",
    "Montant payé (fonction du régime TVA)",
    "N°ANS",
    "FINESS PMSI",
    "Nom du client",
    "E-mail du client",
    "Téléphone du client",
    "Raison sociale client",
]

COULOIRS = load().couloirs
HOP = COULOIRS["HOP"]
PAID = ligne(
    "FINHOP010754M0", couloir="HOP", logiciel="DPI", date_commande=date(2023, 12, 1), **PAYEE
)
PAID_CELLS = [
    "FINHOP010754M0",
    "AVANCE",
    "Décidée",
    "02/01/2024",
    "DPI",
    "02/01/2024",
    "01/12/2023",
    "00001",
    "Paiement effectué",
    "04/01/2024",
    "4444,44",
    "334,18",
]


def read(chunks: Iterable[bytes]) -> list[list[str]]:
    text = b"".join(chunks).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=";"))


def test_the_export_of_demandes_has_the_twelve_columns() -> None:
    assert len(DEMANDES) == 12
    assert read(export_demandes(())) == [DEMANDES]
    assert read(export_demandes([PAID])) == [DEMANDES, PAID_CELLS]
    assert len(cellules_demande(PAID)) == 12


def test_what_is_not_there_yet_is_an_empty_cell() -> None:
    solde = ligne("FINMS1010719M1", type=TypeDemande.SOLDE, statut=StatutDemande.A_MODIFIER)
    (_, cells) = read(export_demandes([solde]))
    assert cells == [
        "FINMS1010719M1",
        "SOLDE",
        "A modifier",
        "02/01/2024",
        "DUI",
        "02/01/2024",
        "",
        "00001",
        "Aucun paiement en cours",
        "",
        "4444,44",
        "",
    ]


def test_the_statuts_are_in_the_words_of_the_guide() -> None:
    every = [ligne(f"FINMS10{i:05}M0", statut=statut) for i, statut in enumerate(StatutDemande)]
    assert [row[2] for row in read(export_demandes(every))] == [
        "Statut",
        "En cours",
        "En attente de pièce jointe complémentaire",
        "A modifier",
        "Validée",
        "Décidée",
        "Rejetée",
        "Annulée",
        "Historisée",
    ]


def test_the_export_of_beneficiaires_has_the_eighteen_columns() -> None:
    assert len(BENEFICIAIRES) == 18
    assert titres_beneficiaires(HOP) == tuple(BENEFICIAIRES)
    line = LigneBeneficiaire(
        PAID, "bnd52qq600", "120780291", "DUPONT", "dupont@mail.com", "+33633221166", "=CH X"
    )
    more = ["bnd52qq600", "120780291", "DUPONT", "dupont@mail.com", "+33633221166", "'=CH X"]
    assert read(export_beneficiaires(HOP, [line])) == [BENEFICIAIRES, [*PAID_CELLS, *more]]
    assert len(cellules_beneficiaire(line)) == 18


@pytest.mark.parametrize(
    ("code", "heading"),
    [
        ("HOP", "FINESS PMSI"),
        ("MDV", "RPPS / FINESS géographique"),
        ("BIO", "FINESS"),
        ("RAD", "FINESS / AM"),
        ("IMG", "FINESS / AM"),
        ("PHA", "FINESS / AM"),
        ("MS1", "FINESS géographique / SIRET"),
        ("MS2", "FINESS géographique / SIRET"),
        ("MSS", "SIRET"),
        ("SAS", "SIRET"),
    ],
)
def test_the_heading_of_the_identifier_is_that_of_the_couloir(code: str, heading: str) -> None:
    titres = titres_beneficiaires(COULOIRS[code])
    assert (titres[13], len(titres)) == (heading, 18)
    assert titres[:13] + titres[14:] == tuple(BENEFICIAIRES[:13] + BENEFICIAIRES[14:])


def test_a_tag_that_has_no_words_is_its_own_heading() -> None:
    source = {"certainty": "choice", "reference": "a test"}
    facts = {"label": "x", "logiciels": ["Y"], "identifiants": ["NUMERO"], "forme": "CLIENTS"}
    more = load({"couloirs": {"XXX": {**facts, **source}}})
    couloir = couloir_choisi("xxx", more)
    assert isinstance(couloir, Couloir)
    assert titres_beneficiaires(couloir)[13] == "NUMERO"


@pytest.mark.parametrize("nothing", [None, "", " "])
def test_a_couloir_is_chosen_first(nothing: str | None) -> None:
    expected = Refused("COULOIR_NON_CHOISI", {"attendus": tuple(COULOIRS)})
    assert couloir_choisi(nothing) == expected


def test_a_couloir_is_one_of_the_catalogue() -> None:
    assert couloir_choisi(" hop ") is HOP
    assert couloir_choisi("ABC") == Refused(
        "VALEUR_INCONNUE", {"champ": "couloir", "valeur": "ABC", "attendus": tuple(COULOIRS)}
    )


def test_only_the_couloir_chosen_and_what_is_listed_is_exported() -> None:
    def one(demande: LigneDemande) -> LigneBeneficiaire:
        return LigneBeneficiaire(demande, "bnd52qq600", "120780291")

    unlisted = ligne(couloir="HOP", statut=StatutDemande.NON_COMPLETE)
    rows = read(export_beneficiaires(HOP, [one(PAID), one(ligne()), one(unlisted)]))
    assert [row[0] for row in rows[1:]] == ["FINHOP010754M0"]
    assert len(read(export_demandes([unlisted]))) == 1


def test_a_dialect_is_the_callers() -> None:
    other = Dialecte(separateur=",", encodage="utf-8", neutralise=False)
    line = LigneBeneficiaire(PAID, "x", "=1")
    assert b'"=1"' in b"".join(export_beneficiaires(HOP, [line], other))
    assert b"".join(export_demandes((), other)).startswith('"N° ASP","Type",'.encode())


def test_rows_are_drawn_one_at_a_time() -> None:
    drawn = []

    def endless() -> Iterator[LigneDemande]:
        while True:
            drawn.append(1)
            yield PAID

    chunks = list(islice(export_demandes(endless()), 4))
    assert (len(chunks), len(drawn)) == (4, 3)


def made(cls: type[Any], **members: Any) -> Any:
    """Bénéficiaires of a shape, with what all shapes have in common."""
    return cls(
        is_mandataire=False,
        is_client_unique=True,
        nom_mandataire=None,
        email_mandataire=None,
        telephone_mandataire=None,
        **members,
    )


def hopital(finess_pmsi: str) -> f.EtablissementHOP:
    return f.EtablissementHOP(
        nom="DUPONT", email="d@x.fr", telephone="0633221166", finess_pmsi=finess_pmsi
    )


def client(cls: type[f.Client] = f.Client, **numbers: str) -> f.Client:
    return cls(
        raison_sociale="LABO", nom="DUPONT", email="d@x.fr", telephone="0199000001", **numbers
    )


STRUCTURE = f.Structure(
    nom_responsable="DUVAL",
    email_responsable="v@x.fr",
    telephone_responsable="0199000002",
    finess_juridique="750000001",
    finess_geo=("750000002", "750000003"),
)
BODY = f.OrganismeGestionnaire(
    raison_sociale="ASSO X",
    nom_responsable="DURAND",
    email_responsable="r@x.fr",
    telephone_responsable="0199000003",
    finess_juridique="020000105",
)
PHYSICIAN = f.Liberal(
    nom_medecin="DUPONT",
    email_medecin="d@x.fr",
    telephone_medecin="0199000001",
    rpps="10001234565",
)


@pytest.mark.parametrize(
    ("beneficiaires", "expected"),
    [
        (
            made(f.BeneficiairesHOP, etablissements=(hopital("120780291"), hopital("120780481"))),
            [
                ("120780291", "DUPONT", "d@x.fr", "0633221166", None),
                ("120780481", "DUPONT", "d@x.fr", "0633221166", None),
            ],
        ),
        (
            made(
                f.BeneficiairesMDV,
                commande_pour=CommandePour.LIBERAL,
                liberal=(PHYSICIAN,),
                structure=None,
            ),
            [("10001234565", "DUPONT", "d@x.fr", "0199000001", None)],
        ),
        (
            made(
                f.BeneficiairesMDV,
                commande_pour=CommandePour.STRUCTURE,
                liberal=(),
                structure=STRUCTURE,
            ),
            [
                ("750000002", "DUVAL", "v@x.fr", "0199000002", None),
                ("750000003", "DUVAL", "v@x.fr", "0199000002", None),
            ],
        ),
        (
            made(
                f.BeneficiairesMDV,
                commande_pour=CommandePour.STRUCTURE,
                liberal=(),
                structure=f.Structure(),
            ),
            [],
        ),
        (
            made(
                f.BeneficiairesMS,
                organisme_gestionnaire=BODY,
                etablissements=(
                    f.EtablissementMS(nom="LES LILAS", finess_geo="020018552"),
                    f.EtablissementMS(nom="LES ROSES", siret="26010003700068"),
                ),
            ),
            [
                ("020018552", "LES LILAS", "r@x.fr", "0199000003", "ASSO X"),
                ("26010003700068", "LES ROSES", "r@x.fr", "0199000003", "ASSO X"),
            ],
        ),
        (
            made(f.BeneficiairesClients, clients=(client(am="750000009"), client())),
            [
                ("750000009", "DUPONT", "d@x.fr", "0199000001", "LABO"),
                (None, "DUPONT", "d@x.fr", "0199000001", "LABO"),
            ],
        ),
        (
            made(f.BeneficiairesIMG, clients=(client(f.ClientIMG, finess="750000001"),)),
            [("750000001", "DUPONT", "d@x.fr", "0199000001", "LABO")],
        ),
        (
            made(f.BeneficiairesOperateur, raison_sociale="OPERATEUR X", siret="26010003700068"),
            [("26010003700068", None, None, None, "OPERATEUR X")],
        ),
    ],
)
def test_each_shape_of_beneficiaires_gives_its_lines(
    beneficiaires: f.Beneficiaires, expected: list[tuple[str | None, ...]]
) -> None:
    lines = lignes_beneficiaires(PAID, "bnd52qq600", beneficiaires)
    assert [(x.identifiant, x.nom, x.email, x.telephone, x.raison_sociale) for x in lines] == (
        expected
    )
    assert all((line.demande, line.numero_ans) == (PAID, "bnd52qq600") for line in lines)


def test_every_shape_of_the_catalogue_has_its_lines() -> None:
    from segur_rules.demandes.formes import FORMES
    from segur_rules.portail.clients import _SHAPES

    assert {forme.beneficiaires for forme in FORMES.values()} == set(_SHAPES)


def test_amounts_keep_their_cents() -> None:
    (_, cells) = read(export_demandes([ligne(montant_declare_ht=Decimal("1E+3"))]))
    assert cells[10] == "1000,00"
