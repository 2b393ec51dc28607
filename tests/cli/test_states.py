"""`statut`: the tables as they are, and what may happen from one état, in both languages."""

from __future__ import annotations

import re

import pytest

from segur_rules.cli import states
from segur_rules.messages import LANGUES, catalogues
from segur_rules.statuts import TABLES, Acteur, Recover, When, diagram
from segur_rules.statuts.faits import json_name
from tests.cli.door import as_json, run, spaced

each_language = pytest.mark.parametrize("langue", LANGUES)
each_table = pytest.mark.parametrize("name", TABLES)


def test_the_choices_are_those_of_the_tables() -> None:
    assert tuple(TABLES) == states.TABLES
    assert tuple(Acteur) == states.ACTEURS


@each_language
@each_table
def test_each_table_is_told(name: str, langue: str) -> None:
    said = run("statut", name, "--lang", langue).stdout
    for etat, evenement, to in TABLES[name].rows():
        start = said.index(f" ({etat})\n") if f" ({etat})\n" in said else -1
        assert f" ({evenement}) → {to.etat}  " in said[start:]
    assert said.count(" → ") == len(list(TABLES[name].rows()))
    for prefix in ("table", "acteur", "evenement"):
        assert f"{prefix}." not in said


def test_without_arguments_every_table_is_told() -> None:
    whole = run("statut").stdout
    assert whole == "\n\n".join(run("statut", name).stdout for name in TABLES)
    assert [table["table"] for table in as_json("statut")] == list(TABLES)


def test_what_may_happen_from_an_etat_and_who_may_do_it() -> None:
    said = spaced(run("statut", "demande", "--etat", "non_complete").stdout)
    assert said.startswith(
        "Demande, avance ou solde (demande)\n  Non complétée (NON_COMPLETE)\n\n"
        "    compléter (COMPLETER) → En cours (EN_COURS)\n"
        "      par : fournisseur\n"
        "      refusé si : le délai est passé (DELAI_ECHU)\n"
        "      refusé si : des pièces manquent (PIECES_MANQUANTES)\n"
        "      faits à connaître : instant, dernier instant pour compléter, pièces toutes données "
        "ou non\n"
        "      effet : dater le statut\n"
        "      certitude : guide\n"
        "      sources : GU-9-01, GU-9-03, GU-51-03\n"
    )
    said = run("statut", "demande", "--etat", "EN_COURS", "--lang", "en").stdout
    assert "      effect: add the document DECISION_ATTRIBUTION (for an avance)\n" in said
    assert "      effect: create an avenant with the statut Annulée\n" in said


@each_language
@each_table
def test_each_etat_is_told(name: str, langue: str) -> None:
    table = TABLES[name]
    for etat in table.etats:
        said = run("statut", name, "--etat", etat, "--lang", langue).stdout
        assert f" ({etat})\n" in said
        for prefix in ("table", "acteur", "evenement", "garde", "fait", "effet", "condition"):
            assert re.search(rf"\b{prefix}\.", said) is None
        events = table.transitions.get(etat, {})
        assert said.count(" → ") == len(events)
        assert ("Plus rien n’est possible." in said) is (langue == "fr" and not events)


def test_an_etat_without_its_table_is_looked_for_in_all() -> None:
    got = as_json("statut", "--etat", "en_cours")
    assert [(table["table"], table["etat"]) for table in got] == [
        ("demande", "EN_COURS"),
        ("enrolement", "EN_COURS"),
    ]
    assert "\n\n\nEnrôlement (enrolement)\n" in run("statut", "--etat", "EN_COURS").stdout


def test_one_actor_s_acts() -> None:
    said = run("statut", "demande", "--etat", "A_MODIFIER", "--acteur", "fournisseur").stdout
    assert re.findall(r"\(([A-Z_]+)\) →", said) == ["CORRIGER", "AJOUTER_PIECE"]
    said = run("statut", "demande", "--etat", "DECIDEE", "--acteur", "HORLOGE").stdout
    assert said.endswith("\n    Rien n’est possible à cet acteur.\n")
    said = run("statut", "demande", "--acteur", "HORLOGE").stdout
    assert re.findall(r"\(([A-Z_]+)\) →", said) == ["EXPIRER"]
    assert "(EN_COURS)" not in said


def test_a_table_as_json() -> None:
    assert as_json("statut", "coordonnees", "--lang", "en") == {
        "table": "coordonnees",
        "initial": "ACTIVE",
        "etats": [
            {"etat": "ACTIVE", "label": "Actives", "final": False},
            {"etat": "REMPLACEE", "label": "Remplacées", "final": True},
        ],
        "transitions": [
            {
                "from": "ACTIVE",
                "evenement": "REMPLACER",
                "label": "replace",
                "to": "REMPLACEE",
                "by": "FOURNISSEUR",
                "guards": [],
                "effects": [],
                "needs": [],
                "repeatable": True,
                "certainty": "guide",
                "sources": ["GU-71-02"],
            }
        ],
    }


@each_table
def test_each_transition_is_in_the_json(name: str) -> None:
    rows = list(TABLES[name].rows())
    for shown, (etat, evenement, to) in zip(
        as_json("statut", name)["transitions"], rows, strict=True
    ):
        assert (shown["from"], shown["evenement"], shown["to"]) == (etat, evenement, to.etat)
        assert shown["by"] == to.by
        assert [guard["code"] for guard in shown["guards"]] == [g.code for g in to.guards]
        assert [len(guard["needs"]) for guard in shown["guards"]] == [
            len(guard.needs) for guard in to.guards
        ]
        assert len(shown["effects"]) == len(to.effects)
        assert shown["needs"] == [json_name(need) for need in to.needs]
        assert tuple(shown["sources"]) == to.sources


def test_an_etat_as_json() -> None:
    got = as_json("statut", "demande", "--etat", "EN_COURS", "--acteur", "GESTIONNAIRE")
    assert (got["etat"], got["label"], got["final"]) == ("EN_COURS", "En cours", False)
    events = {transition["evenement"]: transition for transition in got["transitions"]}
    assert next(iter(events)) == "DEMANDER_PIECE"
    assert events["VALIDER"]["effects"] == [
        {
            "type": "AjouterDocument",
            "document": "DECISION_ATTRIBUTION",
            "when": "is_an_avance",
        },
        {"type": "DaterStatut"},
    ]
    assert events["DEMANDER_PIECE"]["effects"][0]["params"] == ["demande", "piece"]
    none = as_json("statut", "demande", "--etat", "EN_COURS", "--acteur", "FOURNISSEUR")
    assert none["transitions"] == []


@each_table
def test_a_table_is_drawn(name: str) -> None:
    assert run("statut", name, "--format", "mermaid").stdout == diagram(TABLES[name])


MISTAKES = {
    ("statut", "facture"): (
        "TABLE attend demande, paiement, enrolement, modele, coordonnees ou personne.",
        "TABLE expects demande, paiement,",
    ),
    ("statut", "--acteur", "x"): (
        "--acteur attend FOURNISSEUR, GESTIONNAIRE ou HORLOGE.",
        "--acteur expects FOURNISSEUR, GESTIONNAIRE, or HORLOGE.",
    ),
    ("statut", "--etat", "valide"): (
        "--etat : « valide » n’est pas un état. Vouliez-vous dire VALIDEE ?",
        "--etat: “valide” is not an état. Did you mean VALIDEE?",
    ),
    ("statut", "paiement", "--etat", "VALIDEE"): ("n’est pas un état.", "is not an état."),
    ("statut", "--format", "mermaid"): ("dessine une table entière", "draws a whole table"),
    ("statut", "demande", "--format", "mermaid", "--etat", "VALIDEE"): ("entière", "whole"),
    ("statut", "demande", "--format", "mermaid", "--acteur", "HORLOGE"): ("entière", "whole"),
}


@pytest.mark.parametrize("arguments", MISTAKES)
@pytest.mark.parametrize(("langue", "which"), [("fr", 0), ("en", 1)])
def test_a_mistake_is_told_in_one_line(arguments: tuple[str, ...], langue: str, which: int) -> None:
    done = run(*arguments, "--lang", langue)
    assert done.exit_code == 2
    assert done.stdout == ""
    assert MISTAKES[arguments][which] in spaced(done.stderr)
    assert len(done.stderr.splitlines()) == 1


def _made() -> set[str]:
    """The keys that are made of a prefix and a code."""
    keys: set[str] = {f"acteur.{acteur}" for acteur in Acteur}
    for table in TABLES.values():
        keys.add(f"table.{table.name}")
        for _, evenement, to in table.rows():
            keys.add(f"evenement.{evenement}")
            keys.update(f"garde.{guard.code}" for guard in to.guards)
            for effect in to.effects:
                inner = effect.effect if isinstance(effect, When) else effect
                recovers = isinstance(inner, Recover)
                keys.add(f"effet.{'OrdreDeRecouvrement' if recovers else type(inner).__name__}")
                if isinstance(effect, When):
                    keys.add(f"condition.{effect.condition.holds.__name__}")
    return keys


@each_language
def test_every_text_is_in_the_catalogue(langue: str) -> None:
    assert [key for key in sorted(_made()) if catalogues.text("ui", key, langue) is None] == []
