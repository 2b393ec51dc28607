"""The form of an enrôlement: every fault is told, and what is sound is kept compact."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from attrs import evolve

from segur_rules.catalogue import load
from segur_rules.messages import LANGUES, catalogues
from segur_rules.outcomes import Refused
from segur_rules.pieces import Deposant, PieceEnrolement, pieces_enrolement
from segur_rules.portail import (
    CoordonneesBancaires,
    FormulaireEnrolement,
    NouvelUtilisateur,
    Personne,
    Produit,
    Societe,
    compact_formulaire,
    piece_ajoutable,
    refus_de_l_utilisateur,
    refus_des_coordonnees,
    refus_des_pieces_d_enrolement,
    refus_du_depot_d_enrolement,
    refus_du_produit,
)

PERSONNE = Personne("DUPONT", "Jeanne", "dupont@mail.com", "0633221166")
RIB = CoordonneesBancaires("FR7630006000011234567890189", "AGRIFRPP", "EDITEUR", "BANQUE")
PRODUIT = Produit("mlp525off1", ("MDV-LGC-VA1",), ("PH",), date(2022, 1, 1), date(2022, 1, 2))
FORMULAIRE = FormulaireEnrolement(
    Societe("32735516000422", "EDITEUR", "1 RUE DU TEST"),
    PRODUIT,
    PERSONNE,
    PERSONNE,
    RIB,
    Deposant.REPRESENTANT_LEGAL,
)


def codes(faults: tuple[Refused, ...]) -> list[tuple[str, object]]:
    return [(str(fault.code), fault.params["champ"]) for fault in faults]


def test_a_sound_form_is_taken() -> None:
    assert refus_du_depot_d_enrolement(FORMULAIRE) == ()
    without = evolve(PRODUIT, profils=(), date_prise_effet=None, date_dossier_complet=None)
    assert refus_du_produit(without) == ()


@pytest.mark.parametrize(
    ("part", "changes", "expected"),
    [
        ("societe", {"siret": "32735516000423"}, [("IDENTIFIANT_INVALIDE", "siret")]),
        ("societe", {"siret": " "}, [("CHAMP_OBLIGATOIRE", "siret")]),
        ("societe", {"adresse": "1 RUE\nDU TEST"}, [("CARACTERE_INTERDIT", "adresse")]),
        ("societe", {"raison_sociale": ""}, [("CHAMP_OBLIGATOIRE", "raison_sociale")]),
        ("produit", {"numero_ans": ""}, [("CHAMP_OBLIGATOIRE", "numero_ans")]),
        ("produit", {"numero_ans": "mlp"}, [("IDENTIFIANT_INVALIDE", "numero_ans")]),
        ("produit", {"sons": ()}, [("CHAMP_OBLIGATOIRE", "sons")]),
        ("produit", {"profils": (" ",)}, [("CARACTERE_INTERDIT", "profils")]),
        ("produit", {"profils": ("PH\x00",)}, [("CARACTERE_INTERDIT", "profils")]),
        (
            "produit",
            {"date_prise_effet": date(1899, 12, 31)},
            [("DATE_INVALIDE", "date_prise_effet")],
        ),
        (
            "produit",
            {"date_dossier_complet": date(3000, 1, 1)},
            [("DATE_INVALIDE", "date_dossier_complet")],
        ),
        ("representant", {"nom": ""}, [("CHAMP_OBLIGATOIRE", "representant.nom")]),
        ("demandeur", {"email": "dupont"}, [("COURRIEL_INVALIDE", "demandeur.email")]),
        ("demandeur", {"prenom": "J\r"}, [("CARACTERE_INTERDIT", "demandeur.prenom")]),
        ("coordonnees", {"iban": "FR76"}, [("IDENTIFIANT_INVALIDE", "iban")]),
        ("coordonnees", {"bic": "AGRIXXPP"}, [("IDENTIFIANT_INVALIDE", "bic")]),
        ("coordonnees", {"titulaire": ""}, [("CHAMP_OBLIGATOIRE", "titulaire")]),
    ],
)
def test_each_fault_is_told(part: str, changes: dict[str, Any], expected: list[object]) -> None:
    changed = evolve(FORMULAIRE, **{part: evolve(getattr(FORMULAIRE, part), **changes)})
    assert codes(refus_du_depot_d_enrolement(changed)) == expected


def test_a_year_at_the_bound_is_taken() -> None:
    for day in (date(1900, 1, 1), date(2999, 12, 31)):
        assert refus_du_produit(evolve(PRODUIT, date_prise_effet=day)) == ()


def test_a_sons_is_one_of_the_catalogue() -> None:
    (fault,) = refus_du_produit(evolve(PRODUIT, sons=("MDV-LGC-VA1", "XXX-LGC-VA1")))
    assert fault == Refused(
        "VALEUR_INCONNUE",
        {"champ": "sons", "valeur": "XXX-LGC-VA1", "attendus": tuple(load().sons)},
    )


def test_faults_are_told_in_the_order_of_the_form() -> None:
    nothing = Personne("", "", "", "")
    empty = FormulaireEnrolement(
        Societe("", "", ""),
        Produit("", ()),
        nothing,
        nothing,
        CoordonneesBancaires("", "", "", ""),
        Deposant.SALARIE,
    )
    told = codes(refus_du_depot_d_enrolement(empty))
    assert {code for code, _ in told} == {"CHAMP_OBLIGATOIRE"}
    assert [champ for _, champ in told] == [
        *("siret", "raison_sociale", "adresse", "numero_ans", "sons"),
        *(f"representant.{name}" for name in ("nom", "prenom", "email", "telephone")),
        *(f"demandeur.{name}" for name in ("nom", "prenom", "email", "telephone")),
        *("iban", "bic", "titulaire", "domiciliation"),
    ]


def test_numbers_are_kept_compact() -> None:
    written = evolve(
        FORMULAIRE,
        societe=evolve(FORMULAIRE.societe, siret="327 355 160 00422"),
        produit=evolve(
            PRODUIT,
            numero_ans=" mlp525off1",
            sons=("dsr-mdv-lgc-va1", "MDV-LGC-VA1"),
            profils=("PH ", "PH"),
        ),
        coordonnees=evolve(RIB, iban="fr76 3000 6000 0112 3456 7890 189", bic="agrifrpp"),
    )
    assert refus_du_depot_d_enrolement(written) == ()
    assert compact_formulaire(written) == FORMULAIRE


def test_bank_details_alone_are_judged_alike() -> None:
    assert refus_des_coordonnees(RIB) == ()
    (fault,) = refus_des_coordonnees(evolve(RIB, iban="FR7630006000011234567890188"))
    assert fault == Refused(
        "IDENTIFIANT_INVALIDE",
        {"champ": "iban", "valeur": "FR7630006000011234567890188", "identifiant": "IBAN"},
    )


@pytest.mark.parametrize("deposant", Deposant)
@pytest.mark.parametrize("assujetti", [True, False])
def test_the_documents_are_those_that_are_asked_for(deposant: Deposant, assujetti: bool) -> None:
    asked = pieces_enrolement(deposant, assujetti_tva=assujetti)
    assert refus_des_pieces_d_enrolement(deposant, asked, assujetti_tva=assujetti) == ()
    for piece in asked:
        rest = [other for other in asked if other != piece]
        (fault,) = refus_des_pieces_d_enrolement(deposant, rest, assujetti_tva=assujetti)
        assert fault == Refused("PIECES_MANQUANTES", {"manquantes": (piece,)})
    for piece in set(PieceEnrolement) - set(asked):
        given = [*asked, piece]
        (fault,) = refus_des_pieces_d_enrolement(deposant, given, assujetti_tva=assujetti)
        assert (fault.code, fault.params["valeur"]) == ("VALEUR_INCONNUE", piece)


def test_a_document_that_is_added_is_of_a_known_type() -> None:
    assert [piece for piece in PieceEnrolement if piece_ajoutable(piece)] == []
    fault = piece_ajoutable("FACTURE")
    assert fault is not None
    assert fault.params["attendus"] == tuple(PieceEnrolement)


def test_somebody_new_is_named_and_can_be_written_to() -> None:
    sound = NouvelUtilisateur("DUPONT", "Jeanne", "dupont@mail.com")
    assert refus_de_l_utilisateur(sound) == ()
    assert refus_de_l_utilisateur(evolve(sound, identifiant="agent")) == ()
    wrong = NouvelUtilisateur("", "J\n", "dupont", identifiant=" ")
    assert codes(refus_de_l_utilisateur(wrong)) == [
        ("CHAMP_OBLIGATOIRE", "identifiant"),
        ("CHAMP_OBLIGATOIRE", "nom"),
        ("CARACTERE_INTERDIT", "prenom"),
        ("COURRIEL_INVALIDE", "courriel"),
    ]


@pytest.mark.parametrize("langue", LANGUES)
def test_every_field_and_document_has_its_words(langue: str) -> None:
    names = [
        *("siret", "raison_sociale", "adresse", "numero_ans", "sons", "profils", "piece"),
        *("date_prise_effet", "date_dossier_complet"),
        *("iban", "bic", "titulaire", "domiciliation", "identifiant"),
        *(
            f"{whose}.{name}"
            for whose in ("representant", "demandeur")
            for name in ("nom", "prenom", "email", "telephone")
        ),
    ]
    keys = [*(f"champ.{name}" for name in names), *(f"piece.{p}" for p in PieceEnrolement)]
    assert [key for key in keys if catalogues.text("ui", key, langue) is None] == []
