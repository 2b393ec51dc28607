"""Each example gets the answer that its README announces, in every language and format."""

from __future__ import annotations

import json
from copy import deepcopy
from datetime import datetime
from typing import Any

import pytest

from segur_rules import Context, check_file, context_from_dict
from segur_rules.cli import main
from tests.examples.exemples import EXAMPLES, KEPT, REPORTS, Exemple, check, exemples

INSTANT = datetime.fromisoformat("2022-10-20T10:00:00+02:00")

each_example = pytest.mark.parametrize("exemple", exemples(), ids=lambda exemple: exemple.name)
each_bad_example = pytest.mark.parametrize(
    "exemple", [e for e in exemples() if e.is_bad], ids=lambda exemple: exemple.name
)
each_language = pytest.mark.parametrize("langue", ["fr", "en"])
each_format = pytest.mark.parametrize("output_format", ["text", "json", "sarif"])


def _first_report(printed: str) -> Any:
    found = json.loads(printed)
    return found[0] if isinstance(found, list) else found


@each_example
@each_language
@each_format
def test_the_exit_status_is_the_one_announced(
    exemple: Exemple, langue: str, output_format: str
) -> None:
    status, printed = check(exemple, langue, output_format)
    assert status == int(exemple.is_bad)
    assert printed
    if output_format != "text":
        json.loads(printed)


@each_bad_example
@pytest.mark.parametrize(("langue", "output_format", "end"), KEPT)
def test_a_kept_report_is_what_the_command_prints(
    exemple: Exemple, langue: str, output_format: str, end: str
) -> None:
    _, printed = check(exemple, langue, output_format)
    kept = exemple.report(end).read_text(encoding="utf-8")
    assert printed == kept, "run: python -m tests.examples.exemples"


def test_the_readme_lists_every_file() -> None:
    listed = {exemple.name for exemple in exemples()}
    present = {
        path.relative_to(EXAMPLES).as_posix()
        for folder in (EXAMPLES, EXAMPLES / "bad")
        for path in folder.glob("*.json")
    }
    contexts = {name for name in present if name.startswith("contexte-")}
    assert listed == present - contexts
    readme = EXAMPLES.joinpath("README.md").read_text(encoding="utf-8")
    assert all(f"| `{name}` |" in readme for name in contexts)


def test_no_report_outlives_its_file() -> None:
    ends = [end for _, _, end in KEPT]
    expected = {e.report(end).name for e in exemples() if e.is_bad for end in ends}
    assert {path.name for path in REPORTS.iterdir()} == expected


@each_example
def test_a_good_example_has_no_error_and_few_warnings(exemple: Exemple) -> None:
    report = _first_report(check(exemple, "en", "json")[1])
    if not exemple.is_bad:
        expected = ["SEG-FIC-012"] if "ancien-siret" in exemple.name else []
        assert [finding["rule"] for finding in report["findings"]] == expected


def test_a_context_that_says_everything_leaves_no_reserve() -> None:
    exemple = next(e for e in exemples() if e.name == "mdv-lgc-va1-solde.json")
    report = _first_report(check(exemple, "en", "json")[1])
    assert (report["verdict"], report["rules"]["notEvaluated"]) == ("recevable", [])


@pytest.mark.parametrize("path", sorted(EXAMPLES.glob("contexte-*.json")), ids=lambda p: p.name)
def test_a_context_can_be_read(path: Any) -> None:
    context = context_from_dict(json.loads(path.read_text(encoding="utf-8")))
    assert context.scheme is not None


def test_the_script_s_file_is_as_python_writes_json() -> None:
    text = EXAMPLES.joinpath("mdv-lgc-va1-avance-script.json").read_text(encoding="utf-8")
    assert text == json.dumps(json.loads(text), indent=4)
    assert text.isascii()


def _many(lines: int) -> bytes:
    """The first example, its first line repeated: each with its own number and physician."""
    text = EXAMPLES.joinpath("mdv-lgc-va1-avance.json").read_text(encoding="utf-8")
    document = json.loads(text)
    first = document["lignesImport"][0]
    document["lignesImport"] = [_numbered(first, number) for number in range(1, lines + 1)]
    return json.dumps(document).encode()


def _numbered(line: dict[str, Any], number: int) -> dict[str, Any]:
    line = deepcopy(line)
    line["numLigne"], line["numeroEditeur"] = number, f"{number:05d}"
    line["beneficiaires"]["liberal"][0]["RPPS"] = _rpps(number)
    line["piecesJustificatives"][0]["nomFichier"] = f"mdv-lgc-va1-bdc-{number:05d}.pdf"
    return line


def _rpps(number: int) -> str:
    """A made-up RPPS number: its last digit is the key of Luhn of the others."""
    body = f"199{number:07d}"
    total = sum(sum(divmod(int(digit) * (2 - i % 2), 10)) for i, digit in enumerate(body[::-1]))
    return f"{body}{-total % 10}"


def test_two_hundred_demandes_are_a_file_and_one_more_are_not() -> None:
    context = Context(instant=INSTANT)
    assert check_file(_many(200), context).findings == ()
    (finding,) = check_file(_many(201), context).findings
    assert (finding.rule, finding.pointer) == ("SEG-FIC-003", "/lignesImport")


def test_the_command_says_so_too(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "201.json"
    path.write_bytes(_many(201))
    assert main(["check", str(path), "--at", INSTANT.isoformat()]) == 1
    assert "SEG-FIC-003" in capsys.readouterr().out
