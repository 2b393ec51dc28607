"""What a finding says: always something, in the language asked for, with its facts."""

from __future__ import annotations

import subprocess
import sys
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.messages import LANGUES, message, sentence, ui
from segur_rules.outcomes import Constat, Finding, Param, Severity
from tests.messages.exemples import EXEMPLES

each_language = pytest.mark.parametrize("langue", LANGUES)
each_wording = pytest.mark.parametrize("key", EXEMPLES)

HOSTILE = "\x1b[2J\u202e{valeur}{0}{}{" + "x" * 10_000


def _constat(key: str, params: dict[str, Param]) -> Constat:
    rule, _, variant = key.partition(".")
    return Constat(rule, "", params, variant)


def test_a_message_says_what_is_wrong_and_what_to_do() -> None:
    params: dict[str, Param] = {
        "balise": "dateCommande",
        "valeur": "2022-10-15",
        "proche": "15/10/2022",
    }
    constat = Constat("SEG-FIC-020", "/lignesImport/0/commande/dateCommande", params, "iso")
    assert message(constat) == (
        "La date «\u00a02022-10-15\u00a0» de dateCommande est écrite au format ISO, "
        "l’année d’abord. Le portail attend JJ/MM/AAAA\u00a0: écrivez «\u00a015/10/2022\u00a0»."
    )
    assert message(constat, "en") == (
        "The date “2022-10-15” of dateCommande is written in the ISO form, year first. "
        "The portal expects JJ/MM/AAAA (day/month/year): write “15/10/2022”."
    )


def test_a_finding_reads_as_its_constat() -> None:
    finding = Finding("SEG-COM-003", Severity.ERROR, "", {"taux": Decimal("8.5")})
    constat = Constat("SEG-COM-003", "", {"taux": Decimal("8.5")})
    assert message(finding) == message(constat)
    assert "8,5\u00a0%" in message(finding)


@each_language
@each_wording
def test_each_wording_shows_its_facts(key: str, langue: str) -> None:
    said = message(_constat(key, dict(EXEMPLES[key])), langue)
    assert not {"{", "}"} & set(said.replace("«\u00a0}\u00a0»", "").replace("“}”", ""))
    assert not said.startswith("SEG-")
    assert said != sentence(key.partition(".")[0], langue)
    # The mark of a missing value is also that of a list that goes on: 1, 2, 3…
    assert " … " not in said
    assert "«\u00a0…" not in said
    assert "“…" not in said


@each_language
@each_wording
def test_a_missing_param_is_a_gap_and_no_failure(key: str, langue: str) -> None:
    whole = dict(EXEMPLES[key])
    for name in whole:
        rest = {other: value for other, value in whole.items() if other != name}
        assert message(_constat(key, rest), langue)
    assert message(_constat(key, {}), langue)


@each_language
@each_wording
def test_a_hostile_value_changes_only_its_place(key: str, langue: str) -> None:
    said = message(_constat(key, dict.fromkeys(EXEMPLES[key], HOSTILE)), langue)
    assert "\x1b" not in said
    assert "\u202e" not in said
    assert len(said) < 1000


@each_language
@pytest.mark.parametrize("key", ["SEG-BEN-023", "SEG-BEN-004", "SEG-FIC-003"])
def test_one_and_two_are_said_apart(key: str, langue: str) -> None:
    one = message(_constat(key, {"nombre": 1, "minimum": 1, "maximum": 200}), langue)
    two = message(_constat(key, {"nombre": 2, "minimum": 1, "maximum": 200}), langue)
    assert one.replace("1", "2") != two


def test_zero_is_singular_in_french_and_plural_in_english() -> None:
    constat = Constat("SEG-FIC-003", "", {"nombre": 0, "minimum": 1, "maximum": 200})
    assert "0 demande." in message(constat, "fr")
    assert "0 demandes." in message(constat, "en")


@each_language
def test_an_unknown_variant_is_read_without_it(langue: str) -> None:
    plain = Constat("SEG-FIC-015", "", {"balise": "nom"})
    assert message(Constat("SEG-FIC-015", "", plain.params, "new"), langue) == message(
        plain, langue
    )


@each_language
def test_without_a_wording_the_rule_speaks(langue: str) -> None:
    assert message(Constat("SEG-FIC-005", ""), langue) == sentence("SEG-FIC-005", langue)


def test_an_unknown_rule_is_named() -> None:
    assert message(Constat("SEG-XXX-999\x1b", "")) == "SEG-XXX-999\\u001b"
    assert sentence("SEG-XXX-999") == "SEG-XXX-999"


def test_a_rule_is_stated_in_each_language() -> None:
    assert sentence("SEG-FIC-003") == "Un fichier contient de 1 à 200 demandes."
    assert sentence("SEG-FIC-003", "en") == "A file holds between 1 and 200 demandes."


def test_an_unknown_language_is_answered_in_french() -> None:
    constat = Constat("SEG-FIC-013", "")
    assert message(constat, "de") == message(constat, "fr")
    assert sentence("SEG-FIC-003", "") == sentence("SEG-FIC-003", "fr")
    assert ui("severity.error", "de") == "erreur"


def test_a_report_has_its_words() -> None:
    assert ui("verdict.recevable_sous_reserve") == "Recevable sous réserve"
    assert ui("verdict.recevable_sous_reserve", "en") == "Admissible with reservations"
    assert ui("count.error", "fr", n=1) == "1 erreur"
    assert ui("count.error", "fr", n=2) == "2 erreurs"
    assert ui("count.error", "en", n=0) == "0 errors"
    assert ui("position", "fr", line=12, column=3) == "ligne 12, colonne 3"
    assert ui("position", "fr", line=12) == "ligne 12, colonne …"
    assert ui("missing", "fr", missing=("enrolement.profils", "catalogue.plafond")) == (
        "il manque\u00a0: profils référencés de l’enrôlement et plafond du SONS"
    )
    assert ui("no such key\x07", "fr", n=1) == "no such key\\u0007"


@given(
    st.sampled_from(sorted(EXEMPLES)) | st.text(),
    st.dictionaries(
        st.sampled_from(["valeur", "balise", "nombre", "n", "trouve", "taux"]) | st.text(),
        st.text() | st.integers() | st.decimals() | st.lists(st.text()).map(tuple),
    ),
    st.sampled_from(LANGUES) | st.text(),
)
def test_there_is_always_an_answer(key: str, params: dict[str, Param], langue: str) -> None:
    said = message(_constat(key, params), langue)
    assert isinstance(said, str)
    assert said or not key.partition(".")[0]


def test_what_is_heavy_is_loaded_when_it_is_needed() -> None:
    code = (
        "import sys; import segur_rules.messages.rapport; "
        "sys.exit(any(name.partition('.')[0] in {'babel', 'zoneinfo'} for name in sys.modules))"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0
