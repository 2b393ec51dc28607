"""The documents of the agency: real PDF files, the same each time, in French."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from datetime import date
from decimal import Decimal
from io import BytesIO

import pytest
from attrs import evolve
from pypdf import PdfReader

from segur_reference.services import editions
from segur_reference.services.editions import Contenu, edit, euros, jour
from segur_rules.pieces import judge_document

AVIS = Contenu(
    document="AVIS_DE_PAIEMENT",
    numero="FINMDV000001M0",
    type="avance",
    sons="MDV-LGC-VA1",
    numero_editeur="00001",
    numero_ans="mlp0001abc",
    siret="90000000100001",
    raison_sociale="ÉDITEUR <& CŒUR>",
    adresse="1 RUE DE L'ÉTÉ",
    regime_tva="TTC",
    declare_ht=Decimal("1074.99"),
    beneficiaires=3,
    jour=date(2023, 3, 1),
    montant=Decimal("1289.99"),
    iban="FR7630006000011234567890189",
    titulaire="ÉDITEUR",
)
DECISION = evolve(AVIS, document="DECISION_ATTRIBUTION")


def text_of(contenu: Contenu) -> str:
    pages = PdfReader(BytesIO(edit(contenu))).pages
    return " ".join(" ".join(page.extract_text().split()) for page in pages)


def test_an_avis_tells_what_is_paid_and_where() -> None:
    text = text_of(AVIS)
    for told in (
        "Avis de paiement",
        "FINMDV000001M0",
        "ÉDITEUR <& CŒUR>",
        "1 RUE DE L'ÉTÉ",
        "1 074,99 €",
        "Montant payé (TTC) 1 289,99 €",
        "Date de paiement effective 1er mars 2023",
        "FR7630006000011234567890189",
    ):
        assert told in text


def test_a_decision_names_no_account() -> None:
    text = text_of(DECISION)
    assert "Décision d'attribution" in text
    assert "Montant attribué (TTC) 1 289,99 €" in text
    assert "Date de validation 1er mars 2023" in text
    assert AVIS.iban not in text


@pytest.mark.parametrize("contenu", [AVIS, DECISION])
def test_a_document_is_a_pdf_that_the_portal_itself_would_take(contenu: Contenu) -> None:
    content = edit(contenu)
    assert judge_document("avis.pdf", len(content), BytesIO(content)) == ()
    reader = PdfReader(BytesIO(content))
    assert reader.metadata is not None
    assert reader.metadata.title is not None
    assert reader.metadata.title.endswith(" - FINMDV000001M0")
    assert reader.metadata.author == "Agence de services et de paiement"
    assert str(reader.root_object["/Lang"]) == "fr-FR"
    assert contenu.nom.endswith("-FINMDV000001M0.pdf")


def test_the_same_facts_give_the_same_bytes() -> None:
    assert edit(AVIS) == edit(AVIS)
    assert edit(AVIS) != edit(evolve(AVIS, montant=Decimal("1289.98")))


def test_documents_are_made_one_at_a_time(monkeypatch: pytest.MonkeyPatch) -> None:
    """The colours of the library of PDF are not all there while another thread reads them."""
    present: list[Contenu] = []

    def build(contenu: Contenu, _modele: editions.Modele) -> bytes:
        present.append(contenu)
        time.sleep(0.005)
        assert present == [contenu]
        present.clear()
        return b""

    monkeypatch.setattr(editions, "_build", build)
    with ThreadPoolExecutor(8) as makers:
        assert list(makers.map(edit, [DECISION, AVIS] * 8)) == [b""] * 16


def test_a_letter_that_the_font_has_not_stops_nothing() -> None:
    assert "?ód? \N{EURO SIGN}" in text_of(evolve(AVIS, adresse="Łódź €"))


def test_a_long_text_takes_several_lines() -> None:
    long = "AVENUE DE LA LONGUEUR " * 20
    assert " ".join(long.split()) in text_of(evolve(AVIS, adresse=long))


def test_a_document_without_a_model_is_not_made() -> None:
    with pytest.raises(KeyError):
        edit(evolve(AVIS, document="AUTRE"))


@pytest.mark.parametrize(
    ("montant", "texte"),
    [("0", "0,00 €"), ("999.9", "999,90 €"), ("1234567.89", "1 234 567,89 €")],
)
def test_amounts_are_written_in_french(montant: str, texte: str) -> None:
    assert euros(Decimal(montant)) == texte.replace(" ", "\u00a0")


def test_days_are_written_in_french() -> None:
    assert jour(date(2022, 12, 31)) == "31 décembre 2022"
