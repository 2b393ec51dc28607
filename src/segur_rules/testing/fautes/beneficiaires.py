"""Faults of the bénéficiaires and of their numbers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

from segur_rules.identifiants import siret
from segur_rules.testing.fautes.scenarios import rows_with
from segur_rules.testing.fautes.spoilt import Spoil, Spoilt
from segur_rules.testing.strategies import DIGITS, Document

_CONTACT_TAGS: Final = ("Medecin", "Responsable", "Mandataire", "")


def nameless_mandataire(it: Spoilt) -> bool:
    """A mandataire without a name."""
    it.beneficiaires.update({"isMandataire": True, "isClientUnique": False, "nomMandataire": None})
    return True


def mandataire_that_is_none(it: Spoilt) -> bool:
    """The name of a mandataire where there is none."""
    it.beneficiaires.update({"isMandataire": False, "nomMandataire": "DUPONT"})
    return True


def mandataire_and_single(it: Spoilt) -> bool:
    """An order carried by a mandataire and by a single client."""
    if len(it.rows) > 1:
        return False
    it.beneficiaires.update(
        {
            "isMandataire": True,
            "isClientUnique": True,
            "nomMandataire": "DUPONT",
            "emailMandataire": "dupont@example.org",
            "telephoneMandataire": "0199000001",
        }
    )
    return True


def single_of_many(it: Spoilt) -> bool:
    """A single client of two bénéficiaires or more."""
    if len(it.rows) < 2 or it.beneficiaires["isMandataire"]:
        return False
    it.beneficiaires["isClientUnique"] = True
    return True


def _is_for(it: Spoilt, pour: str) -> bool:
    return it.beneficiaires.get("commandePour") == pour


def liberal_with_structure(it: Spoilt) -> bool:
    """A structure in an order for physicians."""
    if not _is_for(it, "LIBERAL"):
        return False
    it.many()
    it.beneficiaires["structure"] = {"nomResponsable": "DUPONT"}
    return True


def structure_half_filled(it: Spoilt) -> bool:
    """A structure without an email."""
    if not _is_for(it, "STRUCTURE"):
        return False
    it.beneficiaires["structure"]["emailResponsable"] = ""
    return True


def structure_with_liberal(it: Spoilt) -> bool:
    """A physician in an order for a structure."""
    if not _is_for(it, "STRUCTURE"):
        return False
    it.many()
    it.beneficiaires["liberal"] = [
        {
            "nomMedecin": "DUPONT",
            "emailMedecin": "dupont@example.org",
            "telephoneMedecin": "0199000001",
            "RPPS": "10001234565",
        }
    ]
    return True


def nobody(it: Spoilt) -> bool:
    """No bénéficiaire."""
    table = next((t for t in ("etablissements", "clients") if t in it.beneficiaires), None)
    if table is None:
        return False
    it.beneficiaires[table] = []
    if isinstance(it.line.get("scenarioInstallation"), list):
        it.line["scenarioInstallation"] = []
    return True


def _other_key(number: str, is_valid: Callable[[str], bool]) -> str:
    return next(number[:-1] + key for key in DIGITS if not is_valid(number[:-1] + key))


def wrong_siret(it: Spoilt) -> bool:
    """The vendor's SIRET with another key."""
    number = it.document["siret"] = _other_key(it.document["siret"], siret.cle_valide)
    for line in it.lines:
        if "SIRET" in line["beneficiaires"]:
            line["beneficiaires"]["SIRET"] = number
    return True


def short_number(tag: str) -> Spoil:
    """A number with a character less."""

    def spoil(it: Spoilt) -> bool:
        row = next((row for row in (*it.rows, it.beneficiaires) if row.get(tag)), None)
        if row is None or (it.sons.couloir == "IMG" and tag != "RPPS"):
            return False
        row[tag] = row[tag][:-1]
        return True

    return spoil


def wrong_key(tag: str, is_valid: Callable[[str], bool]) -> Spoil:
    """A number with another key."""

    def spoil(it: Spoilt) -> bool:
        organisme = it.beneficiaires.get("organismeGestionnaire")
        structure = it.beneficiaires.get("structure")
        rows = [row for row in (organisme, structure, *it.rows) if row and row.get(tag)]
        if not rows or it.sons.couloir == "IMG":
            return False
        rows[0][tag] = _other_key(rows[0][tag], is_valid)
        return True

    return spoil


def bad_contact(kind: str, value: str) -> Spoil:
    """An address or a telephone that is none."""

    def spoil(it: Spoilt) -> bool:
        inside = [v for v in it.beneficiaires.values() if isinstance(v, dict)]
        for holder in (*it.rows, *inside, it.beneficiaires):
            for tag in (kind + suffix for suffix in _CONTACT_TAGS):
                if holder.get(tag):
                    holder[tag] = value
                    return True
        return False

    return spoil


def clients_only(spoil: Callable[[Document], None]) -> Spoil:
    """A fault of one client."""

    def spoil_client(it: Spoilt) -> bool:
        if "clients" not in it.beneficiaires:
            return False
        spoil(it.rows[-1])
        return True

    return spoil_client


def unknown_client(client: Document) -> None:
    """A client without any number."""
    client |= {"FINESS": None, "AM": None, "RPPS": None}


def client_by_rpps(client: Document) -> None:
    """A client known by an RPPS number."""
    client |= {"FINESS": None, "AM": None, "RPPS": "10001234565"}


def site_of_two_numbers(it: Spoilt) -> bool:
    """A site with a FINESS and a SIRET."""
    if "organismeGestionnaire" not in it.beneficiaires:
        return False
    site = it.rows[-1]
    site |= {"FINESSGeo": site.get("FINESSGeo") or "120780291", "SIRET": "38042372300028"}
    it.line["scenarioInstallation"] = rows_with(it, site["FINESSGeo"])
    return True


def number_ignored(it: Spoilt) -> bool:
    """One client more, whose number does not count."""
    if it.sons.couloir != "IMG":
        return False
    it.many()
    it.beneficiaires["clients"] = [
        *it.rows,
        {**it.rows[-1], "FINESS": None, "AM": "12", "RPPS": None},
    ]
    return True


def twice_in_a_line(it: Spoilt) -> bool:
    """A bénéficiaire twice in one demande."""
    if not it.rows:
        return False
    it.many()
    it.rows.append(dict(it.rows[0]))
    return True


def twice_in_the_file(it: Spoilt) -> bool:
    """A bénéficiaire in two demandes."""
    first = Spoilt({"lignesImport": it.lines[:1]}, it.sons, it.phase)
    if (
        len(it.lines) < 2
        or not it.rows
        or not first.rows
        or "organismeGestionnaire" in it.beneficiaires
    ):
        return False
    it.rows[0] = dict(first.rows[0])
    return True


def for_somebody_else(it: Spoilt) -> bool:
    """An operator that is not the file's vendor."""
    if "SIRET" not in it.beneficiaires:
        return False
    others = ("38042372300028", "32735516000422")
    it.beneficiaires["SIRET"] = next(n for n in others if n != it.document["siret"])
    return True
