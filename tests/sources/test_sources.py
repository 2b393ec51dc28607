"""The requirements, and how an operation says which it honours."""

from __future__ import annotations

import re

import pytest

from segur_rules.sources import Certainty, Requirement, honours, requirements


def test_every_requirement_is_complete() -> None:
    for number, requirement in requirements().items():
        assert requirement.id == number
        assert re.fullmatch(r"GU-[0-9]{1,2}-[0-9]{2}|PS-[0-9]{2}", number)
        assert requirement.kinds
        assert set(requirement.kinds) <= {"R", "D", "S"}
        assert requirement.room
        assert requirement.statement
        assert requirement.source
        # A requirement is what a source states: what is chosen is a datum or a rule.
        assert isinstance(requirement.certainty, Certainty)


def test_a_screen_alone_is_a_portal_s() -> None:
    for requirement in requirements().values():
        if requirement.kinds == ("S",):
            assert requirement.room == "server"


def test_a_requirement_of_the_guide_names_its_section() -> None:
    for number, requirement in requirements().items():
        if number.startswith("GU-"):
            assert requirement.section
            major = number.split("-")[1]
            assert requirement.section.replace(".", "")[:1] == major[:1]
        else:
            assert requirement.section == ""


def test_a_section_is_what_follows_its_sign() -> None:
    def section(source: str) -> str:
        return Requirement("x", (), "", source, Certainty.GUIDE, "").section

    assert section("Guide, §5.1") == "5.1"
    assert section("a web page") == ""


def test_the_requirements_cannot_be_changed() -> None:
    assert requirements() is requirements()
    with pytest.raises(TypeError):
        requirements()["X"] = requirements()["PS-01"]  # type: ignore[index]


def test_an_operation_says_what_it_honours() -> None:
    @honours("PS-03", "GU-4-08")
    def operation() -> str:
        """Unchanged."""
        return "done"

    assert operation.__honours__ == ("PS-03", "GU-4-08")  # type: ignore[attr-defined]
    assert operation() == "done"


@pytest.mark.parametrize("numbers", [(), ("XX-01",), ("PS-03", "PS-99"), ("ps-03",)])
def test_what_is_no_requirement_cannot_be_honoured(numbers: tuple[str, ...]) -> None:
    with pytest.raises(LookupError, match="no such requirement"):
        honours(*numbers)
