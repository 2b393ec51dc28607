"""Faults of the scenario."""

from __future__ import annotations

from segur_rules.testing.fautes.spoilt import Spoilt
from segur_rules.testing.strategies import Document


def rows_with(it: Spoilt, number: str) -> list[Document]:
    """The rows of the scenario with one for this site."""
    rows: list[Document] = it.line["scenarioInstallation"]
    if any(row["FINESSGeo"] == number for row in rows):
        return rows
    return [*rows, row_of(it, number)]


def row_of(it: Spoilt, number: str) -> Document:
    """A row of the scenario."""
    return {
        "FINESSGeo": number,
        "ancienneVersion": None,
        "isMaitreIdentite": False,
        "isReferentSoin": False,
        "isStockageIdentite": False,
        "operateurMessagerie": "API_35",
        "profilMetier": "PH" if it.sons.couloir == "MS1" else "PDS",
    }


def direct_and_not(it: Spoilt) -> bool:
    """A flow that is direct, and is not."""
    if "isDirectToDMP" not in it.scenario:
        return False
    it.scenario.update(isDirectToDMP=True, isPFIToDMP=True)
    return True


def bad_operateur(it: Spoilt) -> bool:
    """An operator whose code is none."""
    if "operateurMessagerie" not in it.scenario:
        return False
    it.scenario["operateurMessagerie"] = "api35"
    return True


def row_of_no_site(it: Spoilt) -> bool:
    """One row more, of no site of the demande."""
    if "organismeGestionnaire" not in it.beneficiaires:
        return False
    numbers = {site.get("FINESSGeo") for site in it.rows}
    free = next(n for n in ("120780291", "020990016") if n not in numbers)
    it.line["scenarioInstallation"].append(row_of(it, free))
    return True


def site_without_row(it: Spoilt) -> bool:
    """A site without its row."""
    if "profilMetier" not in it.scenario:
        return False
    it.line["scenarioInstallation"].pop()
    return True


def two_rows_of_a_site(it: Spoilt) -> bool:
    """Two rows for one site."""
    if "profilMetier" not in it.scenario:
        return False
    it.line["scenarioInstallation"].append(dict(it.scenario))
    return True


def profile_of_nobody(it: Spoilt) -> bool:
    """A profile that no couloir has."""
    if "profilMetier" not in it.scenario:
        return False
    it.scenario["profilMetier"] = "XX"
    return True
