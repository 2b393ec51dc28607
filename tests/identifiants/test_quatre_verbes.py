"""What every number promises, whichever it is."""

from __future__ import annotations

import re
import subprocess
import sys
from typing import Protocol, cast

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from segur_rules import identifiants
from segur_rules.identifiants import IdentifiantInvalide


class Numero(Protocol):
    __name__: str
    PATTERN: str

    def compact(self, number: str) -> str: ...
    def validate(self, number: str) -> str: ...
    def is_valid(self, number: str) -> bool: ...
    def format(self, number: str) -> str: ...


EXAMPLES = {
    "siret": "32735516000422",
    "finess": "120780291",
    "rpps": "10001234565",
    "am": "123456789",
    "iban": "FR7630006000011234567890189",
    "bic": "AGRIFRPP882",
    "numero_ans": "mlp525off1",
    "numero_asp": "FINMS1010719M0",
    "numero_enrolement": "ENR0079",
}
MODULES = [cast(Numero, getattr(identifiants, name)) for name in EXAMPLES]
CASES = list(zip(MODULES, EXAMPLES.values(), strict=True))

NAMES = [module.__name__.rpartition(".")[2] for module in MODULES]
each_module = pytest.mark.parametrize("module", MODULES, ids=NAMES)
each_case = pytest.mark.parametrize(("module", "number"), CASES, ids=NAMES)

ANY_TEXT = st.text() | st.text(alphabet=st.characters())
NEARLY = st.text(alphabet="0123456789ABFINERMabfiner .-\u00a0", min_size=4, max_size=34)


def validated_or_fault(module: Numero, number: str) -> str | IdentifiantInvalide:
    try:
        return module.validate(number)
    except IdentifiantInvalide as fault:
        return fault


@each_case
def test_an_example_is_valid_and_is_its_own_compact_form(module: Numero, number: str) -> None:
    assert module.validate(number) == number
    assert module.is_valid(number)
    assert module.compact(number) == number
    assert re.search(module.PATTERN, number)


@each_case
def test_what_format_writes_is_read_back(module: Numero, number: str) -> None:
    assert module.validate(module.format(number)) == number


@each_case
def test_spaces_of_a_word_processor_are_taken_away(module: Numero, number: str) -> None:
    assert module.validate(f" {number[:3]}\u00a0{number[3:5]}\u202f{number[5:]}\n") == number


@each_case
def test_a_number_cut_short_is_refused(module: Numero, number: str) -> None:
    assert not module.is_valid(number[:5])
    with pytest.raises(IdentifiantInvalide):
        module.validate(number[:5])


@each_case
@pytest.mark.parametrize("digit", ["\u0661", "\u00b9", "\uff11", "\U0001d7cf"])
def test_a_digit_that_is_not_ascii_is_refused(module: Numero, number: str, digit: str) -> None:
    fault = number[:-1] + digit
    assert not module.is_valid(fault)
    assert not re.search(module.PATTERN, fault)
    with pytest.raises(IdentifiantInvalide) as caught:
        module.validate(fault)
    assert caught.value.code == "caracteres"
    assert caught.value.params["trouve"] == digit


@each_module
def test_the_empty_text_is_refused(module: Numero) -> None:
    assert not module.is_valid("")
    assert module.format("") == ""
    with pytest.raises(IdentifiantInvalide):
        module.validate("")


@each_module
@given(number=ANY_TEXT | NEARLY)
@example(number="\ud800")
@example(number="\u0131\ufb01\u017f")
def test_any_text_is_either_accepted_or_refused_with_data(module: Numero, number: str) -> None:
    compacte = module.compact(number)
    assert module.compact(compacte) == compacte
    assert module.compact(module.format(number)) == compacte
    answer = validated_or_fault(module, number)
    if isinstance(answer, IdentifiantInvalide):
        assert not module.is_valid(number)
        assert answer.valeur == number
        assert str(answer).isprintable()
    else:
        assert answer == compacte
        assert module.validate(answer) == answer
        assert module.is_valid(number)
        assert re.search(module.PATTERN, answer)


@each_module
@given(data=st.data())
def test_texts_of_the_shape_agree_too(module: Numero, data: st.DataObject) -> None:
    number = data.draw(st.from_regex(module.PATTERN, fullmatch=True).map(str.strip))
    answer = validated_or_fault(module, number)
    if isinstance(answer, IdentifiantInvalide):
        assert not module.is_valid(number)
        assert answer.code in {"cle", "somme", "structure", "inconnu"}
    else:
        assert answer == number
        assert module.is_valid(number)


@each_module
def test_patterns_are_anchored_and_read_alike_by_python_and_ecmascript(module: Numero) -> None:
    assert module.PATTERN.startswith("^")
    assert module.PATTERN.endswith("$")
    assert "\\" not in module.PATTERN
    assert "(?" not in module.PATTERN


def test_importing_the_room_does_not_load_python_stdnum() -> None:
    program = "import sys, segur_rules.identifiants; sys.exit('stdnum' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", program], check=False).returncode == 0
