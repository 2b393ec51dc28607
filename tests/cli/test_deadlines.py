"""`echeance`: the last instant to complete, and what a calendar lets be filed."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from segur_rules.cli.deadlines_asked import Depots, parse_depot
from segur_rules.cli.output import Failure
from segur_rules.messages import LANGUES, catalogues
from tests.cli.door import AT, as_json, run, spaced

OPENING = """
[sons.MDV-LGC-VA1.calendrier.avance_ouverture]
quand = 2022-01-18
certainty = "choice"
reference = "A test"
"""


def test_a_demande_expires_seven_days_after_it_was_imported() -> None:
    done = run("echeance", "--depot", "2022-03-17")
    assert done.exit_code == 0
    assert spaced(done.stdout) == (
        "Demande importée sans ses pièces le 17/03/2022\n"
        "  dernier instant pour la compléter : 24/03/2022 à 23:59:59 (heure de Paris), compris\n"
        "    Guide fournisseur §9, GU-9-03: the day is printed; that it counts whole is chosen "
        "(choice)\n"
    )
    assert as_json("echeance", "--depot", "17/03/2022") == {
        "at": None,
        "expiration": {
            "depot": "2022-03-17",
            "date": "2022-03-24",
            "last": "2022-03-24T23:59:59.999999+01:00",
            "inclusive": True,
            "open": None,
            "certainty": "choice",
            "reference": "Guide fournisseur §9, GU-9-03: the day is printed; that it counts whole "
            "is chosen",
        },
        "sons": None,
    }


def test_the_day_of_an_instant_is_that_of_paris() -> None:
    got = as_json("echeance", "--depot", "2022-03-17T23:30:00Z")
    assert (got["expiration"]["depot"], got["expiration"]["date"]) == ("2022-03-18", "2022-03-25")


@pytest.mark.parametrize(
    ("at", "possible", "said"),
    [
        ("2022-03-24T23:59:59+01:00", True, "still possible"),
        ("2022-03-25T00:00:00+01:00", False, "too late"),
    ],
)
def test_whether_it_is_still_possible(at: str, possible: bool, said: str) -> None:
    arguments = ("echeance", "--depot", "2022-03-17", "--at", at)
    assert as_json(*arguments)["expiration"]["open"] is possible
    last = run(*arguments, "--lang", "en").stdout.splitlines()[-1]
    assert last.endswith(f"(Paris time): {said}")


def test_the_calendar_of_a_sons() -> None:
    told = run("sons", "MDV-LGC-VA1").stdout
    said = run("echeance", "--sons", "mdv-lgc-va1").stdout
    assert said.startswith("MDV-LGC-VA1\n  Logiciel de gestion de cabinet, vague 1\n")
    assert told.endswith("\n".join(said.splitlines()[2:]) + "\n")
    got = as_json("echeance", "--sons", "MDV-LGC-VA1")
    assert got["expiration"] is None
    assert got["sons"]["code"] == "MDV-LGC-VA1"
    assert got["sons"]["calendrier"] == as_json("sons", "MDV-LGC-VA1")["calendrier"]
    assert got["sons"]["depots"] == {"avance": None, "solde": None}


@pytest.mark.parametrize(
    ("at", "avance", "solde"),
    [
        ("2022-01-17T23:59:59+01:00", Depots.PAS_ENCORE, Depots.PAS_ENCORE),
        ("2022-01-18T00:00:00+01:00", Depots.OUVERT, Depots.OUVERT),
        (AT, Depots.OUVERT, Depots.OUVERT),
        ("2022-12-01T00:00:00+01:00", Depots.CLOS, Depots.OUVERT),
        ("2030-01-01T00:00:00Z", Depots.CLOS, Depots.CLOS),
    ],
)
def test_what_is_open_at_an_instant(tmp_path: Path, at: str, avance: str, solde: str) -> None:
    catalogue = tmp_path / "catalogue.toml"
    catalogue.write_text(OPENING, encoding="utf-8")
    arguments = ("echeance", "--sons", "MDV-LGC-VA1", "--at", at, "--catalogue", catalogue)
    got = as_json(*arguments)
    assert got["sons"]["depots"] == {"avance": avance, "solde": solde}
    assert datetime.fromisoformat(got["at"]) == datetime.fromisoformat(at)


def test_a_date_that_is_unknown_leaves_no_answer() -> None:
    said = spaced(run("echeance", "--sons", "MDV-LGC-VA1", "--at", AT).stdout)
    assert said.endswith(
        "\nle 20/10/2022 à 10:00 (heure de Paris) :\n"
        "  avance : sans réponse, faute de connaître ouverture des avances\n"
        "  solde : ouvert\n"
    )
    got = as_json("echeance", "--sons", "MSS-OPE-VA1", "--at", AT)
    assert set(got["sons"]["depots"].values()) == {"inconnu"}
    said = run("echeance", "--sons", "MSS-OPE-VA1", "--at", AT, "--lang", "en").stdout
    assert "solde: no answer, for want of soldes open and last instant of soldes\n" in said


def test_both_may_be_asked() -> None:
    arguments = ("echeance", "--depot", "2022-03-17", "--sons", "MDV-LGC-VA1")
    first = run(*arguments[:3]).stdout
    second = run(arguments[0], *arguments[3:]).stdout
    assert run(*arguments).stdout == f"{first}\n{second}"


@pytest.mark.parametrize("text", ["2022-03-17T23:30:00+01:00", " 17/03/2022 ", "2022-03-17"])
def test_a_day_is_read(text: str) -> None:
    assert parse_depot(text, "fr").date().isoformat() == "2022-03-17"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("hier", "“hier” is not an instant."),
        ("2023-02-29", "“2023-02-29” is not an instant."),
        ("31/02/2022", "“31/02/2022” is not an instant."),
        ("2022-03-17T10:00", "does not say of which time zone"),
        ("0001-01-01", "an instant is of a year from 1900 to 2999"),
    ],
)
def test_a_day_that_is_not_one(text: str, expected: str) -> None:
    with pytest.raises(Failure) as failure:
        parse_depot(text, "en")
    assert failure.value.message.startswith("--depot: ")
    assert expected in failure.value.message


MISTAKES: dict[tuple[str, ...], tuple[str, str]] = {
    ("echeance",): ("donnez --depot ou --sons, ou les deux.", "give --depot or --sons, or both."),
    ("echeance", "--at", AT): ("donnez --depot ou --sons", "give --depot or --sons"),
    ("echeance", "--sons", "mdv"): ("Vouliez-vous dire MDV-LGC-VA1 ?", "Did you mean MDV-LGC-VA1?"),
    ("echeance", "--depot", "x"): ("--depot : « x » n’est pas", "--depot: “x” is not"),
    ("echeance", "--depot", "2022-03-17", "--at", "x"): ("--at : « x »", "--at: “x”"),
    ("echeance", "--sons", "MDV-LGC-VA1", "--catalogue", "x"): ("x : ce fichier", "x: there is"),
}


@pytest.mark.parametrize("arguments", MISTAKES)
@pytest.mark.parametrize(("langue", "which"), [("fr", 0), ("en", 1)])
def test_a_mistake_is_told_in_one_line(arguments: tuple[str, ...], langue: str, which: int) -> None:
    done = run(*arguments, "--lang", langue)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert MISTAKES[arguments][which] in spaced(done.stderr)
    assert len(done.stderr.splitlines()) == 1


@pytest.mark.parametrize("langue", LANGUES)
def test_every_text_is_in_the_catalogue(langue: str) -> None:
    keys = [f"ouverture.{answer}" for answer in Depots]
    assert [key for key in keys if catalogues.text("ui", key, langue) is None] == []
