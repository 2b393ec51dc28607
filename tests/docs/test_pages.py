"""What the pages generate: nothing is left out, and no link leads nowhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import attrs
import pytest

from docs._ext import api_pages, catalogue_pages, context_pages, format_pages, rule_pages
from docs._ext.segur_docs import PARTS, expand
from segur_rules import Context, DossierConnu, Enrolement, context_from_dict
from segur_rules.catalogue import load
from segur_rules.conformance import vectors_of
from segur_rules.demandes.lecture import Limites
from segur_rules.messages import message, sentence
from segur_rules.outcomes import Finding, Severity
from segur_rules.rules import rules
from segur_rules.sources import requirements

DOCS = Path(__file__).parents[2] / "docs"
PAGES = sorted(
    path for path in DOCS.rglob("*.md") if not path.relative_to(DOCS).parts[0].startswith("_")
)
_CALL = re.compile(r"^```\{generated\} +(.+)$", re.MULTILINE)
_TARGET = re.compile(r"^\(([^)\s]+)\)=$|\]\{#([^}]+)\}", re.MULTILINE)
_LINK = re.compile(r"\]\(#([^)]+)\)")

each_page = pytest.mark.parametrize("path", PAGES, ids=lambda path: path.stem)


@cache
def written(path: Path) -> str:
    """A page with its generated parts, transcripts apart: they run the command."""
    text = path.read_text(encoding="utf-8")
    return expand(
        re.sub(r"^```\{generated\} run .*?^```$", "", text, flags=re.DOTALL | re.MULTILINE)
    )


@cache
def whole() -> str:
    return "\n".join(written(path) for path in PAGES)


def _outside_code(text: str) -> str:
    return re.sub(r"^(`{3,}).*?^\1$", "", text, flags=re.DOTALL | re.MULTILINE)


@each_page
def test_a_page_calls_parts_that_exist(path: Path) -> None:
    calls = _CALL.findall(path.read_text(encoding="utf-8"))
    assert {call.split()[0] for call in calls} <= {*PARTS, "run"}
    assert "{generated}" not in written(path)


def test_every_part_is_on_a_page() -> None:
    calls = {call.split()[0] for path in PAGES for call in _CALL.findall(path.read_text("utf-8"))}
    assert calls - {"run"} == set(PARTS)


@each_page
def test_a_table_has_as_many_cells_on_each_row(path: Path) -> None:
    for rows in _tables(_outside_code(written(path))):
        assert len({len(re.findall(r"(?<!\\)\|", row)) for row in rows}) == 1, rows[0]


def _tables(text: str) -> Iterator[list[str]]:
    rows: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.startswith("| "):
            rows.append(line)
        elif rows:
            yield rows
            rows = []


def test_a_target_is_one_place() -> None:
    targets = [a or b for a, b in _TARGET.findall(_outside_code(whole()))]
    assert len(targets) == len(set(targets))


@each_page
def test_a_link_leads_somewhere(path: Path) -> None:
    targets = {a or b for a, b in _TARGET.findall(_outside_code(whole()))}
    assert set(_LINK.findall(_outside_code(written(path)))) <= targets


def test_every_rule_has_its_place() -> None:
    for rule in rules().values():
        assert f"\n({rule_pages.target(rule.id)})=\n## {rule.id}\n" in "\n" + whole()
        entry = rule_pages.entry(rule)
        assert sentence(rule.id, "en") in entry
        assert "**This passes.**" in entry
        assert "**This does not.**" in entry
        assert "It says of" in entry
        assert all(f"(#{number.lower()})" in entry for number in rule.requires)


def test_every_family_has_its_title() -> None:
    assert {rule_id[4:7] for rule_id in rules()} == set(rule_pages.FAMILY_TITLES)


def test_a_rule_s_message_is_the_one_of_its_example() -> None:
    rule = rules()["SEG-FIC-003"]
    entry = rule_pages.entry(rule)
    finding = rule_pages.finding_of(next(v for v in vectors_of(rule.id) if v.kind == "reject"))
    assert finding is not None
    assert message(finding, "fr") in entry
    assert message(finding, "en") in entry


@pytest.mark.parametrize(
    ("given", "shown"),
    [
        ({"text": "{"}, "- The file is `{`."),
        ({"base64": "/w=="}, "- The file, its stray bytes as escapes, is `\\xff`."),
        ({"repeat": [["[", 3], ["]", 2]]}, "- The file is `[` × 3, then `]` × 2."),
        ({"base": "a", "lines": 200}, "- The file is `a`, its first line written 200 times."),
        (
            {"base": "a", "patch": [{"op": "remove", "path": "/b"}]},
            "- The file is `a`, in which:\n  - `/b` is absent",
        ),
        (
            {"base": "a", "patch": [{"op": "add", "path": "/b", "value": [None, {"c": "é"}]}]},
            '- The file is `a`, in which:\n  - `/b` is added: `[null, {"c": "é"}]`',
        ),
    ],
)
def test_the_file_of_a_vector_is_described(given: dict[str, object], shown: str) -> None:
    assert rule_pages.of_file(given) == shown


def test_a_long_text_shows_where_something_was_found() -> None:
    text = "a" * 1000 + "\n" + "b" * 1000 + "!" + "c" * 1000
    finding = Finding("SEG-FIC-005", Severity.ERROR, "", line=2, column=1001)
    shown = rule_pages.excerpt(text, finding)
    assert shown.startswith("…b")
    assert "b!c" in shown
    assert shown.endswith("c…")
    assert rule_pages.excerpt(text, None).endswith("a…")


def test_every_requirement_has_its_row() -> None:
    rows = set(re.findall(r"^\| \[[A-Z0-9-]+\]\{#([a-z0-9-]+)\} \|", whole(), re.MULTILINE))
    assert {number.lower() for number in requirements()} <= rows


def test_every_couloir_and_sons_is_told() -> None:
    text = whole()
    for couloir in load().couloirs.values():
        assert f"(couloir-{couloir.code.lower()})=" in text
    for table in (catalogue_pages.sons(), catalogue_pages.plafonds(), catalogue_pages.calendrier()):
        assert all(f"| `{code}` |" in table for code in load().sons)


def test_a_date_has_its_hour_only_when_it_is_known() -> None:
    known = load().sons["HOP-DPI-VA1"].calendrier
    assert known.avance_limite is not None
    assert known.solde_limite is not None
    assert catalogue_pages.when(known.avance_limite) == "30/11/2022"
    assert catalogue_pages.when(known.solde_limite) == "14/12/2023 14:00"


def test_every_object_of_a_file_is_declared() -> None:
    names = {cls.__name__ for cls in format_pages.declared()}
    assert {"Fichier", "Avance", "Solde", "Liberal", "ClientIMG", "FactureMS"} <= names
    linked = set(re.findall(r"\(#object-([a-z0-9]+)\)", whole()))
    assert linked <= {name.lower() for name in names}


def test_the_tags_of_a_line_are_in_file_order() -> None:
    section = format_pages.couloir_section(load().couloirs["MDV"])
    names = re.findall(r"^\| `([^`]+)` \|", section, re.MULTILINE)
    assert names[:7] == [
        "numLigne",
        "typeAction",
        "numeroASP",
        "numeroEditeur",
        "commande",
        "facture",
        "beneficiaires",
    ]


def test_the_context_s_members_are_those_that_are_read() -> None:
    members = context_pages.MEMBERS
    for part, cls in (("enrolement", Enrolement), ("dossiers", DossierConnu), ("limits", Limites)):
        assert len(members[part]) == len(attrs.fields(cls))
    # The catalogue is not part of the JSON form.
    assert len(members[""]) == len(attrs.fields(Context)) - 1
    said = {
        part: {name: member.example for name, member in entries.items()}
        for part, entries in members.items()
    }
    whole = {
        **said[""],
        "enrolement": said["enrolement"],
        "dossiers": [said["dossiers"]],
        "limits": said["limits"],
    }
    context = context_from_dict(whole)
    assert context.dossiers is not None
    assert context.dossiers[0].montant_segur_ht is not None
    required = {
        part: {n: e for n, e in said[part].items() if members[part][n].required} for part in said
    }
    context_from_dict({"enrolement": required["enrolement"], "dossiers": [required["dossiers"]]})


def test_each_room_is_on_one_page() -> None:
    index = DOCS.joinpath("api", "index.md").read_text(encoding="utf-8")
    pages = [path.stem for path in DOCS.joinpath("api").glob("*.md") if path.stem != "index"]
    assert all(f"\n{name}\n" in index for name in pages)
    for room in api_pages.rooms():
        assert whole().count(f".. automodule:: segur_rules.{room}\n") == 1


def test_each_name_is_shown_once() -> None:
    elsewhere = api_pages.shown_elsewhere()
    assert elsewhere["segur_rules"] == ()
    assert "Context" in elsewhere["segur_rules.rules.context"]
    assert "ContextError" not in elsewhere["segur_rules.rules.context"]


def test_a_docstring_s_table_is_rest() -> None:
    lines = ["A.", "", "| a | b |", "|---|---|", "| 1 | 2 |"]
    assert api_pages.in_rest(lines)[2:-1] == [
        ".. list-table::",
        "   :header-rows: 1",
        "",
        "   * - a",
        "     - b",
        "   * - 1",
        "     - 2",
        "",
    ]


def test_a_docstring_s_example_finds_its_names() -> None:
    written = api_pages.in_rest([">>> f()"], api_pages.in_rest)
    assert "   from docs._ext.api_pages import *" in written


def test_an_enumeration_says_its_values() -> None:
    assert "Values: `error`, `warning`, `info`." in api_pages.in_rest([], Severity)


def test_a_signature_is_readable() -> None:
    assert api_pages.in_short("(a=NOTHING, b=mappingproxy({}))") == "(a=..., b={})"
