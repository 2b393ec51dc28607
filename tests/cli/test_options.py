"""What the options say, and how their mistakes are told: one line, in the language chosen."""

from __future__ import annotations

from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from segur_rules.cli import context as cli_context
from segur_rules.cli import options
from segur_rules.cli.context import build_context, parse_instant, parse_rate
from segur_rules.cli.errors import langue_of
from segur_rules.cli.output import Failure
from segur_rules.messages import LANGUES
from tests.cli.door import AT, as_json, run, spaced, write, write_base

NOTHING: dict[str, Any] = dict.fromkeys(("sons", "phase", "at", "tva", "context", "catalogue"))

KNOWN = {
    "enrolement": {
        "numeroAns": "mlp525off1",
        "siret": "38042372300028",
        "statut": "VALIDEE",
        "type": "INITIAL",
        "sons": ["MDV-LGC-VA1"],
        "profils": ["DMP"],
        "datePriseEffet": "2021-10-07",
        "dateDossierComplet": "2021-09-30",
        "sansFinancement": False,
    },
    "dossiers": [],
}

OPENING = """
[sons.MDV-LGC-VA1.calendrier.avance_ouverture]
quand = 2022-01-18
certainty = "choice"
reference = "A test"
"""


def test_all_that_is_known_leaves_no_reservation(good: Path, tmp_path: Path) -> None:
    context = write(tmp_path / "context.json", KNOWN)
    catalogue = tmp_path / "catalogue.toml"
    catalogue.write_text("\ufeff" + OPENING, encoding="utf-8")
    arguments = ("check", good, "--at", AT, "--tva", "20", "--context", context)
    done = run(*arguments, "--catalogue", catalogue)
    assert done.exit_code == 0
    assert "\nRecevable\u00a0: " in done.stdout
    assert "non évaluée" not in done.stdout
    got = as_json(*arguments)
    assert got["rules"]["notEvaluated"] == [
        {"rule": "SEG-ECH-003", "missing": ["catalogue.date_ouverture"]}
    ]


def test_an_option_comes_before_the_context(tmp_path: Path) -> None:
    path = write(
        tmp_path / "context.json",
        {
            "sons": "HOP-DPI-VA1",
            "phase": "solde",
            "instant": "2020-01-01T00:00:00Z",
            "tauxTVA": "0",
        },
    )
    given = build_context(**{**NOTHING, "context": str(path)}, langue="fr")
    assert (given.sons, given.phase, given.taux_tva) == ("HOP-DPI-VA1", "solde", Decimal(0))
    assert given.instant == datetime.fromisoformat("2020-01-01T00:00:00Z")
    given = build_context(
        sons="dsr-mdv-lgc-Va1",
        phase="avance",
        at=AT,
        tva="8,5",
        context=str(path),
        catalogue=None,
        langue="fr",
    )
    assert (given.sons, given.phase) == ("MDV-LGC-VA1", "avance")
    assert given.taux_tva == Decimal("8.5")
    assert given.instant == datetime.fromisoformat(AT)


def test_without_an_instant_it_is_now_in_paris() -> None:
    instant = build_context(**NOTHING, langue="fr").instant
    assert instant is not None
    assert str(instant.tzinfo) == "Europe/Paris"
    assert abs(datetime.now(instant.tzinfo) - instant) < timedelta(minutes=1)


@pytest.mark.parametrize(
    "text",
    [
        "2022-10-20T10:00:00+02:00",
        "2022-10-20T10:00+02:00",
        "2022-10-20T08:00Z",
        "2022-10-20 10:00:00+02:00",
    ],
)
def test_an_instant_is_read(text: str) -> None:
    assert parse_instant(text, "fr") == datetime.fromisoformat(AT)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("2022-10-20", "«\u00a02022-10-20T00:00:00+02:00\u00a0»"),
        ("2022-12-01T10:00", "«\u00a02022-12-01T10:00:00+01:00\u00a0»"),
        ("demain", "«\u00a0demain\u00a0» n’est pas un instant. Écrivez-le comme"),
        ("", "n’est pas un instant"),
        ("0001-01-01T00:00+14:00", "d’une année de 1900 à 2999"),
        ("9999-12-31T23:59-14:00", "d’une année de 1900 à 2999"),
    ],
)
def test_an_instant_that_is_not_one_says_how_to_write_it(text: str, expected: str) -> None:
    with pytest.raises(Failure) as failure:
        parse_instant(text, "fr")
    assert failure.value.message.startswith("--at\u00a0: ")
    assert expected in failure.value.message


@pytest.mark.parametrize(
    ("text", "rate"),
    [("20", "20"), ("8.5", "8.5"), ("8,5", "8.5"), ("0", "0"), (" 20 % ", "20"), ("100", "100")],
)
def test_a_rate_is_read(text: str, rate: str) -> None:
    assert parse_rate(text, "fr") == Decimal(rate)


@pytest.mark.parametrize("text", ["", "vingt", "-1", "101", "1e3", "٢٠", "NaN", "1_0", "8.5.5"])
def test_a_rate_that_is_not_one(text: str) -> None:
    with pytest.raises(Failure, match="n’est pas un taux"):
        parse_rate(text, "fr")


MISTAKES = {
    ("check",): ("il manque « FILE... ».", "“FILE...” is missing."),
    ("check", "x", "--at", "2022-10-20T10:00"): ("« 2022-10-20T10:00 » ne dit pas", "--at: "),
    ("check", "x", "--tva", "x"): ("--tva : « x » n’est pas un taux.", "“x” is not a rate."),
    ("check", "x", "--sons", "mdv"): (
        "--sons : « mdv » n’est pas un SONS du catalogue. Vouliez-vous dire MDV-LGC-VA1 ?",
        "--sons: “mdv” is not a SONS of the catalogue. Did you mean MDV-LGC-VA1?",
    ),
    ("check", "x", "--sons", ""): ("n’est pas un SONS du catalogue.", "is not a SONS"),
    ("check", "x", "--phase", "x"): ("--phase attend avance ou solde.", "expects avance or solde."),
    ("check", "x", "--format", "x"): (
        "--format attend text, json ou sarif.",
        "--format expects text, json, or sarif.",
    ),
    ("check", "--frmat", "x"): (
        "« --frmat » n’est pas une option. Vouliez-vous dire --format",
        "“--frmat” is not an option. Did you mean --format",
    ),
    ("check", "--at"): ("l’option --at est mal écrite.", "the option --at is badly written."),
    ("verifier",): ("verifier", "verifier"),
    ("chek",): ("chek", "chek"),
    ("rule",): ("il manque « ID ».", "“ID” is missing."),
    ("rule", "a", "b"): ("cette ligne de commande est mal écrite (", "this command line is badly"),
    ("rule", "SEG-FIC-0003"): ("Vouliez-vous dire SEG-FIC-003", "Did you mean SEG-FIC-003"),
    ("rule", "fic"): ("SEG-FIC-001, SEG-FIC-002 ou SEG-FIC-003", "SEG-FIC-001, SEG-FIC-002, or"),
    ("rule", "\x1b[31m"): ("« \\u001b[31m » n’est pas une règle.", "“\\u001b[31m” is not a rule."),
    ("sons", "xyz"): ("CODE : « xyz » n’est pas un SONS", "CODE: “xyz” is not a SONS"),
    ("schema", "--phase", "solde"): ("il manque « --sons ».", "“--sons” is missing."),
}  # fmt: skip


@pytest.mark.parametrize("arguments", MISTAKES)
@pytest.mark.parametrize(("langue", "which"), [("fr", 0), ("en", 1)])
def test_a_mistake_is_told_in_one_line(arguments: tuple[str, ...], langue: str, which: int) -> None:
    command, *others = arguments
    done = run(command, "--lang", langue, *others)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert done.stderr.startswith("segur-rules: ")
    assert MISTAKES[arguments][which] in spaced(done.stderr)
    assert len(done.stderr.splitlines()) == 1


def test_a_command_that_is_unknown_is_told_by_recent_versions_of_click() -> None:
    said = spaced(run("verifier").stderr)
    assert said in (
        "segur-rules: « verifier » n’est pas une commande.\n",
        "segur-rules: cette ligne de commande est mal écrite (No such command 'verifier'.)\n",
    )


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        ([], "fr"),
        (["check", "--lang", "en"], "en"),
        (["check", "--lang=en", "x"], "en"),
        (["--lang", "en", "--lang", "fr"], "fr"),
        (["--lang"], "fr"),
        (["--lang", "de"], "fr"),
        (["--", "--lang", "en"], "fr"),
    ],
)
def test_the_language_is_known_before_anything_else(arguments: list[str], expected: str) -> None:
    assert langue_of(arguments) == expected


def test_the_languages_are_those_of_the_messages() -> None:
    assert options.LANGUES == LANGUES


MISSHAPEN = "context.json : ce contexte n’a pas la forme attendue ("
CONTEXTS = {
    b"": "context.json : ce fichier est vide",
    b" \n ": "context.json : ce fichier est vide",
    b"{\n  'a'": "context.json:2:3 : ",
    b'\xef\xbb\xbf{"a": 1, "a": 2}': "context.json:1:10 : ",
    b"[]": MISSHAPEN,
    b'{"sno": "x"}': f"{MISSHAPEN}extra fields found (sno) @ context)",
    b'{"tauxTVA": 20}': MISSHAPEN,
    b'{"instant": "2022-10-20T10:00:00"}': MISSHAPEN,
    b'{"instant": "0001-01-01T00:00:00+14:00"}': MISSHAPEN,
    b'{"sons": "HOP"}': "context.json : « HOP » n’est pas un SONS du catalogue. Vouliez-vous dire",
    b'{"phase": "\\u001b[31m"}': MISSHAPEN,
}


@pytest.mark.parametrize("raw", CONTEXTS)
def test_a_context_that_is_wrong(good: Path, tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "context.json"
    path.write_bytes(raw)
    done = run("check", good, "--context", path)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert CONTEXTS[raw] in spaced(done.stderr)
    assert spaced(done.stderr.rstrip("\n")).isprintable()


def test_a_context_may_begin_with_a_byte_order_mark(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "context.json"
    path.write_bytes(b'\xef\xbb\xbf{"tauxTVA": "20"}')
    assert run("check", good, "--at", AT, "--context", path).exit_code == 0


CATALOGUES = {
    b"\xff": "catalogue.toml : ce n’est pas un fichier TOML en UTF-8 (",
    b"a = ": "catalogue.toml : ce n’est pas un fichier TOML en UTF-8 (",
    b"a = " + b"[" * 100_000: "catalogue.toml : ce n’est pas un fichier TOML en UTF-8 (",
    b"x = 1": "catalogue.toml : ces données n’ont pas la forme du catalogue (unknown topic x",
    b"sons = 1": "ces données n’ont pas la forme du catalogue",
    b"[sons.MDV-LGC-VA1]\nlabel = 1": "sons.MDV-LGC-VA1",
    b"[couloirs.MDV]\nforme = 'XYZ'": "(couloirs.MDV.forme is 'XYZ', expected",
    b"[sons.XYZ-ABC-VA1]\nlabel = 'x'\ncertainty = 'choice'\nreference = 'x'": "couloir is 'XYZ'",
}


@pytest.mark.parametrize("raw", CATALOGUES, ids=lambda raw: repr(raw[:20]))
def test_a_catalogue_that_is_wrong(good: Path, tmp_path: Path, raw: bytes) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_bytes(raw)
    done = run("check", good, "--catalogue", path)
    assert done.exit_code == 2
    assert CATALOGUES[raw] in spaced(done.stderr)
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("option", ["--context", "--catalogue"])
def test_a_file_of_an_option_that_cannot_be_read(
    good: Path, tmp_path: Path, option: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = run("check", good, option, tmp_path, "--lang", "en")
    assert done.exit_code == 2
    assert done.stderr == f"segur-rules: {tmp_path}: this is a folder, not a file\n"
    done = run("check", good, option, "nowhere", "--lang", "en")
    assert done.stderr == "segur-rules: nowhere: there is no such file\n"
    monkeypatch.setattr(cli_context, "OCTETS_MAX", 1000)
    large = write_base(tmp_path, to="large")
    done = run("check", good, option, large, "--lang", "en")
    assert done.stderr == f"segur-rules: {large}: this file weighs more than 1,000 bytes\n"


def test_a_sons_of_the_overlay_may_be_chosen(good: Path, tmp_path: Path) -> None:
    path = tmp_path / "catalogue.toml"
    path.write_text(
        '[sons.MDV-LGC-VA9]\nlabel = "Nine"\ncertainty = "choice"\nreference = "A test"\n',
        encoding="utf-8",
    )
    got = as_json("check", good, "--catalogue", path, "--sons", "mdv-lgc-va9", "--at", AT)
    assert got["sons"] == "MDV-LGC-VA9"
