"""Values as each language writes them, and the worst that a file may hold."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.messages import LANGUES, formats, safe
from segur_rules.messages.formats import show
from segur_rules.outcomes import Param

languages = st.sampled_from(LANGUES)
names = st.sampled_from(
    ["valeur", "taux", "attendus", "caracteres", "statut", "balise", "missing", "declare"]
)
rules = st.sampled_from(["", "SEG-FIC-014", "SEG-COM-001", "SEG-COM-005"])
params = st.one_of(
    st.text(),
    st.integers(),
    st.booleans(),
    st.decimals(),
    st.dates(),
    st.datetimes(),
    st.datetimes(timezones=st.timezones()),
    st.lists(st.text()).map(tuple),
)


@pytest.mark.parametrize(
    ("name", "value", "french", "english"),
    [
        ("declare", Decimal("1074.99"), "1\u202f074,99\u00a0€", "€1,074.99"),
        ("declare", Decimal(3500), "3\u202f500,00\u00a0€", "€3,500.00"),
        ("declare", Decimal("358.333"), "358,333\u00a0€", "€358.333"),
        ("declare", Decimal("-0.5"), "-0,50\u00a0€", "-€0.50"),
        ("declare", Decimal("1E+20"), "100" + "\u202f000" * 6 + ",00\u00a0€", None),
        ("declare", Decimal("NaN"), "NaN", "NaN"),
        ("declare", Decimal("-Infinity"), "-Infinity", "-Infinity"),
        ("declare", Decimal("1E+999999"), "1E+999999", "1E+999999"),
        ("taux", Decimal("8.5"), "8,5\u00a0%", "8.5%"),
        ("taux", Decimal("20.00"), "20\u00a0%", "20%"),
        ("taux", Decimal(0), "0\u00a0%", "0%"),
        ("taux", Decimal("1E-999999"), "1E-999999", "1E-999999"),
        ("taille", 10485760, "10\u202f485\u202f760", "10,485,760"),
        ("taille", 10**100, "…", "…"),
        ("taille", True, "true", "true"),
        ("taille", False, "false", "false"),
        ("depot", date(2022, 12, 31), "31/12/2022", "31 December 2022"),
        ("depot", date(2022, 3, 4), "04/03/2022", "4 March 2022"),
        (
            "limite",
            datetime(2023, 12, 14, 13, tzinfo=UTC),
            "14/12/2023 à 14:00 (heure de Paris)",
            "14 December 2023 at 14:00 (Paris time)",
        ),
        (
            "limite",
            datetime(2024, 9, 12, 12, 0, 1, tzinfo=UTC),
            "12/09/2024 à 14:00:01 (heure de Paris)",
            "12 September 2024 at 14:00:01 (Paris time)",
        ),
        (
            "limite",
            datetime(2022, 11, 30, 22, 59, 59, 999999, tzinfo=UTC),
            "30/11/2022 à 23:59:59 (heure de Paris)",
            "30 November 2022 at 23:59:59 (Paris time)",
        ),
        (
            "limite",
            datetime(2022, 11, 30, 14),  # noqa: DTZ001
            "30/11/2022 à 14:00 (heure de Paris)",
            "30 November 2022 at 14:00 (Paris time)",
        ),
        (
            "limite",
            datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=9))),
            "0001-01-01T00:00:00+09:00",
            "0001-01-01T00:00:00+09:00",
        ),
        ("attendus", ("HT", "TTC"), "HT ou TTC", "HT or TTC"),
        ("attendus", ("PH", "PA", "DOM"), "PH, PA ou DOM", "PH, PA, or DOM"),
        ("retires", ("A", "B"), "A et B", "A and B"),
        ("retires", ("A",), "A", "A"),
        ("retires", (), "aucun", "none"),
        (
            "caracteres",
            ("é", ",", "\u202e"),
            "«\u00a0é\u00a0», «\u00a0,\u00a0» et «\u00a0\\u202e\u00a0»",
            "“é”, “,”, and “\\u202e”",
        ),
        ("statut", "EN_COURS", "En cours", "En cours"),
        ("statut", "A_MODIFIER", "À modifier", "À modifier"),
        ("paiement", "PAIEMENT_EFFECTUE", "Paiement effectué", "Paiement effectué"),
        ("statut", "INCONNU\n", "INCONNU\\u000a", "INCONNU\\u000a"),
        ("missing", ("instant", "x.y"), "instant du dépôt et x.y", "instant of filing and x.y"),
        ("guessed", ("sons", "phase"), "SONS et phase", "SONS and phase"),
        ("balise", "", "racine du fichier", "root of the file"),
        ("balise", "nom", "nom", "nom"),
        ("valeur", "", "", ""),
        ("valeur", "00017", "00017", "00017"),
        ("valeur", "{valeur}", "{valeur}", "{valeur}"),
    ],
)
def test_each_language_writes_a_value_its_way(
    name: str, value: Param, french: str, english: str | None
) -> None:
    assert show(name, value, "fr") == french
    if english is not None:
        assert show(name, value, "en") == english


@pytest.mark.parametrize(
    ("rule", "name", "value", "expected"),
    [
        # A number where the format wants none is no amount and no count.
        ("SEG-FIC-018", "valeur", 6782, "6782"),
        ("SEG-FIC-018", "valeur", Decimal("12.50"), "12.50"),
        ("SEG-COM-001", "valeur", Decimal("12.50"), "12,50\u00a0€"),
        # A code is put in words where the rule gives codes, and there only.
        ("SEG-FIC-014", "attendu", "booleen", "un booléen (true ou false)"),
        ("SEG-FIC-014", "trouve", "texte", "un texte"),
        ("SEG-FIC-005", "trouve", "texte", "texte"),
        ("SEG-ENR-002", "attendu", "entier", "entier"),
        ("SEG-COM-005", "attendus", ("0", "8.5", "20"), "0\u00a0%, 8,5\u00a0% ou 20\u00a0%"),
        ("SEG-COM-005", "attendus", ("vingt",), "vingt"),
        ("SEG-FIC-017", "attendus", ("0", "8.5"), "0 ou 8.5"),
    ],
)
def test_a_value_is_written_as_its_rule_means_it(
    rule: str, name: str, value: Param, expected: str
) -> None:
    assert show(name, value, "fr", rule) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Hôpital d’Évreux", "Hôpital d’Évreux"),
        ("\x1b[31mred\x1b[0m", "\\u001b[31mred\\u001b[0m"),
        ("\x9b2J", "\\u009b2J"),
        ("a\u202egnp.exe", "a\\u202egnp.exe"),
        ("\u2066a\u2069\u200f\u061c", "\\u2066a\\u2069\\u200f\\u061c"),
        ("a\r\nb\t\0\x7f", "a\\u000d\\u000ab\\u0009\\u0000\\u007f"),
        ("a\u00a0b\u200bc\u2028d", "a\\u00a0b\\u200bc\\u2028d"),
        ("\ud800", "\\ud800"),
        ("\U000e0041", "\\ue0041"),
        ("x" * 80, "x" * 80),
        ("x" * 81, "x" * 79 + "…"),
        ("x" * 10_000, "x" * 79 + "…"),
        ("\x1b" * 10_000, "\\u001b" * 13 + "…"),
        ("x" * 78 + "\n", "x" * 78 + "…"),
    ],
)
def test_a_hostile_text_is_shown_and_does_nothing(text: str, expected: str) -> None:
    assert safe(text) == expected


def test_a_number_that_python_itself_will_not_write_is_a_gap() -> None:
    assert show("taille", 10**5000, "fr") == "…"


@given(st.text(st.characters(exclude_categories=())))
def test_a_safe_text_is_short_printable_and_stays_itself(text: str) -> None:
    shown = safe(text)
    assert len(shown) <= formats.MAX_TEXT
    assert shown.isprintable()
    assert safe(shown) == shown
    shown.encode()


@pytest.mark.parametrize(
    ("count", "french", "english"),
    [
        (20, "C et C", "C, and C"),
        (21, "C et 1 autre", "C, and 1 other"),
        (1020, "C et 1\u202f000 autres", "C, and 1,000 others"),
    ],
)
def test_a_long_list_is_counted(count: int, french: str, english: str) -> None:
    assert show("retires", ("C",) * count, "fr").endswith(french)
    assert show("retires", ("C",) * count, "en").endswith(english)


@given(names, params, languages, rules)
def test_any_value_is_shown(name: str, value: Param, langue: str, rule: str) -> None:
    shown = show(name, value, langue, rule)
    assert len(shown) <= (formats.MAX_ITEMS + 1) * (formats.MAX_TEXT + 8)
    assert not {"\n", "\r", "\x1b", "\u202e"} & set(shown)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=2), languages)
def test_an_amount_keeps_its_digits(amount: Decimal, langue: str) -> None:
    written = "".join(c for c in show("declare", amount, langue) if c in "0123456789")
    if formats.is_plain(amount):
        assert written == f"{amount.copy_abs():f}".replace(".", "")
