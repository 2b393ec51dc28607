"""The quick reader, our validator and other people's judge the shape of every file alike.

`Kind.parse` reads at full speed and `explain` walks the published schema. Nothing makes them
agree but that each tag says both, side by side: here they are held together, at every place of
a file and for every value that a reader has ever got wrong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from decimal import Decimal
from functools import cache
from itertools import islice
from types import MappingProxyType
from typing import Any

import fastjsonschema
import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator

from segur_rules.catalogue import load
from segur_rules.conformance import base
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.formes import FORMES, kind_of
from segur_rules.demandes.schema import explain, schema, schema_of
from segur_rules.demandes.tags import READ_ERRORS
from segur_rules.outcomes import Constat
from segur_rules.testing import any_json, documents, render
from tests.properties.mutations import changes, mutated, slim

BASES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "mdv": ("MDV", "MDV-LGC-VA1"),
        "mdv-structure": ("MDV", "MDV-LGC-VA1"),
        "hop": ("HOP", "HOP-DPI-VA1"),
        "ms1": ("MS1", "MS1-DUI-VA1"),
        "ms2": ("MS2", "MS2-DUI-VA1"),
        "pha": ("CLIENTS", "PHA-LGO-VA1"),
        "img": ("IMG", "IMG-RIS-VA2"),
        "sas": ("OPERATEUR", "SAS-SAS-VA1"),
    }
)
FILES = tuple(
    (name, phase)
    for name in BASES
    for phase in Phase
    if (name, phase) != ("mdv-structure", Phase.SOLDE)
)
each_file = pytest.mark.parametrize(("name", "phase"), FILES)
each_sons = pytest.mark.parametrize("sons", load().sons)
each_forme = pytest.mark.parametrize(("forme", "sons"), sorted(set(BASES.values())))
each_phase = pytest.mark.parametrize("phase", Phase)

Accepts = Callable[[Any], bool]


def reads(document: Any, forme: str | None, phase: Phase) -> bool:
    """Whether the quick reader takes a document. What it raises otherwise is a failure."""
    try:
        kind_of(forme, phase).parse(document, None)
    except READ_ERRORS:
        return False
    return True


def test_each_forme_has_a_base() -> None:
    assert {forme for forme, _ in BASES.values()} == FORMES.keys()


@each_file
def test_one_change_is_judged_alike_by_the_reader_and_the_schema(name: str, phase: Phase) -> None:
    forme = BASES[name][0]
    seen = set()
    for what, document in changes(_base(name, phase), everywhere=name == "mdv"):
        accepted = reads(document, forme, phase)
        constats = explain(document, forme, phase)
        assert accepted is (not constats), what
        seen.add(accepted)
    assert seen == {True, False}


@each_phase
def test_what_all_couloirs_share_is_judged_alike(phase: Phase) -> None:
    document = _base("sas", phase)
    for what, changed in changes(document):
        assert reads(changed, None, phase) is (not explain(changed, None, phase)), what


@each_file
def test_a_base_is_of_its_forme_alone(name: str, phase: Phase) -> None:
    document = base(f"{name}-{phase.value}")
    for forme in FORMES:
        for other in Phase:
            accepted = reads(document, forme, other)
            assert accepted is (not explain(document, forme, other))
            # A file of biologie or officine is one of imagerie too: it asks for less there.
            same = forme == BASES[name][0] or (BASES[name][0], forme) == ("CLIENTS", "IMG")
            assert accepted is (same and other is phase) or name == "img"


@each_forme
@each_phase
@given(data=st.data())
def test_any_changes_are_judged_alike(
    forme: str, sons: str, phase: Phase, data: st.DataObject
) -> None:
    document = data.draw(mutated(documents(sons, phase)))
    for judged in (forme, None):
        assert reads(document, judged, phase) is (not explain(document, judged, phase))


@pytest.mark.long
@each_forme
@each_phase
@given(data=st.data())
def test_any_changes_are_judged_alike_at_length(
    forme: str, sons: str, phase: Phase, data: st.DataObject
) -> None:
    document = data.draw(mutated(documents(sons, phase)))
    assert reads(document, forme, phase) is (not explain(document, forme, phase))


@pytest.mark.long
@each_file
def test_every_value_is_judged_alike(name: str, phase: Phase) -> None:
    forme = BASES[name][0]
    for what, document in changes(base(f"{name}-{phase.value}"), all_values=True):
        assert reads(document, forme, phase) is (not explain(document, forme, phase)), what


@each_phase
@given(document=any_json())
def test_any_json_is_judged_alike(phase: Phase, document: Any) -> None:
    for forme in (*FORMES, None):
        assert reads(document, forme, phase) is (not explain(document, forme, phase))


# Other validators, with the schema as it is published and numbers as they read them.


def _jsonschema(published: Any) -> Accepts:
    accepts: Accepts = Draft202012Validator(published).is_valid
    return accepts


def _jsonschema_rs(published: Any) -> Accepts:
    return jsonschema_rs.Draft202012Validator(published).is_valid


def _fastjsonschema(published: Any) -> Accepts:
    validate = fastjsonschema.compile(published)

    def accepts(document: Any) -> bool:
        try:
            validate(document)
        except fastjsonschema.JsonSchemaValueException:
            return False
        return True

    return accepts


VALIDATORS: Mapping[str, Callable[[Any], Accepts]] = MappingProxyType(
    {
        "jsonschema": _jsonschema,
        "jsonschema-rs": _jsonschema_rs,
        "fastjsonschema": _fastjsonschema,
    }
)
each_validator = pytest.mark.parametrize("validator", VALIDATORS)

INTEGRAL = "1.0 is an integer to JSON Schema, and no number of a line here"
CALENDAR = "the format jj/mm/aaaa is ours: others know the digits and not the calendar"
NEWLINE = "Python's $ is also before a last newline; that of ECMAScript is not"


def known_difference(constats: tuple[Constat, ...], document: Any, validator: str) -> str | None:
    """Why another validator accepts what ours refuses; None when nothing documented says so.

    Every fault that ours finds must be one that the other cannot see.
    """
    reasons = [_reason(constat, document, validator) for constat in constats]
    return reasons[0] if reasons and all(reasons) else None


def _reason(constat: Constat, document: Any, validator: str) -> str | None:
    value = document
    for part in constat.pointer.split("/")[1:]:
        value = value[int(part) if isinstance(value, list) else part]
    if isinstance(value, Decimal) and constat.params.get("attendu") == "entier":
        return INTEGRAL if value == int(value) else None
    if constat.variant == "absent_du_calendrier":
        return CALENDAR
    if validator == "jsonschema" and isinstance(value, str) and value.endswith("\n"):
        return NEWLINE
    return None


@each_file
@each_validator
def test_other_validators_judge_one_change_alike(name: str, phase: Phase, validator: str) -> None:
    forme, sons = BASES[name]
    accepts = VALIDATORS[validator](schema_of(sons, phase))
    slow = validator == "jsonschema"
    # The slow one is asked one time in seven; `make long` asks it every time.
    every = changes(_base(name, phase), everywhere=name == "mdv")
    some = islice(every, 0, None, 7 if slow else 1)
    seen = {_compare(document, forme, phase, accepts, validator) for _, document in some}
    assert seen >= ({True, False, NEWLINE} if slow else {True, False, INTEGRAL, CALENDAR})


@pytest.mark.long
@each_file
def test_jsonschema_judges_every_change_alike(name: str, phase: Phase) -> None:
    forme, sons = BASES[name]
    accepts = _jsonschema(schema_of(sons, phase))
    for _, document in changes(base(f"{name}-{phase.value}")):
        _compare(document, forme, phase, accepts, "jsonschema")


@each_forme
@each_phase
@given(data=st.data())
def test_other_validators_judge_any_changes_alike(
    forme: str, sons: str, phase: Phase, data: st.DataObject
) -> None:
    document = data.draw(mutated(documents(sons, phase)))
    for validator in VALIDATORS:
        _compare(document, forme, phase, _validator(validator, sons, phase), validator)


@each_sons
@each_phase
def test_a_published_schema_is_one(sons: str, phase: Phase) -> None:
    published = schema_of(sons, phase)
    Draft202012Validator.check_schema(published)
    assert json.loads(json.dumps(published)) == published
    # What others read is what `explain` walks.
    forme = load().couloirs[load().sons[sons].couloir].forme
    assert published == schema(forme, phase, published["title"])


def test_no_known_difference_excuses_everything() -> None:
    seen = Constat("SEG-FIC-014", "/a", {"attendu": "entier"})
    assert known_difference((seen,), {"a": Decimal("1.0")}, "jsonschema-rs") == INTEGRAL
    assert known_difference((seen,), {"a": Decimal("1.5")}, "jsonschema-rs") is None
    assert known_difference((seen, Constat("SEG-FIC-015", "/a")), {"a": 1}, "jsonschema") is None
    assert known_difference((Constat("SEG-FIC-019", "/a"),), {"a": "b\n"}, "jsonschema") == NEWLINE
    assert known_difference((Constat("SEG-FIC-019", "/a"),), {"a": "b\n"}, "jsonschema-rs") is None
    assert known_difference((), {}, "jsonschema") is None


def _compare(
    document: Any, forme: str, phase: Phase, accepts: Accepts, validator: str
) -> bool | str:
    """What both answer, or why the other accepts what ours refuses."""
    ours = reads(document, forme, phase)
    theirs = accepts(_as_floats(document))
    if ours is theirs:
        return ours
    assert theirs, f"{validator} refuses what we read: {render(document)}"
    constats = explain(document, forme, phase)
    reason = known_difference(constats, document, validator)
    assert reason, f"{validator} accepts, and we say {constats}"
    return reason


def _as_floats(value: Any) -> Any:
    """A document as readers that know no decimal give it."""
    if isinstance(value, dict):
        return {name: _as_floats(member) for name, member in value.items()}
    if isinstance(value, list):
        return [_as_floats(item) for item in value]
    return float(value) if isinstance(value, Decimal) else value


@cache
def _base(name: str, phase: Phase) -> Any:
    return slim(base(f"{name}-{phase.value}"))


@cache
def _validator(validator: str, sons: str, phase: Phase) -> Accepts:
    return VALIDATORS[validator](schema_of(sons, phase))
