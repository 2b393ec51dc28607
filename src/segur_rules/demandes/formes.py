"""The shapes a file may have: one per couloir (some share one) and phase.

A `Forme` puts together the classes of a couloir; `kind_of` gives, for a forme and a phase,
the schema of the file and the function that reads it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from segur_rules.catalogue import Catalogue, Sons
from segur_rules.demandes import fichier as f
from segur_rules.demandes.codes import Phase, ProfilMS1, ProfilMS2
from segur_rules.demandes.tags import RIEN, Kind, array, objet

LIGNES_MIN: Final = 1
LIGNES_MAX: Final = 200
"""Demandes in a file (GU-4-03)."""


@frozen
class Forme:
    """The classes of one shape of demande; `scenario` is None where there is no scenario."""

    beneficiaires: type[f.Beneficiaires]
    scenario: type[f.Scenario] | None = None
    scenario_solde: type[f.Scenario] | None = None
    rangees: bool = False
    facture: type[f.Facture] = f.Facture

    def kind_of_scenario(self, phase: Phase) -> Kind:
        """An object, or one row per site, or nothing."""
        cls = (self.scenario_solde if phase is Phase.SOLDE else None) or self.scenario
        if cls is None:
            return RIEN
        return array(objet(cls)) if self.rangees else objet(cls)


FORMES: Final[Mapping[str, Forme]] = MappingProxyType(
    {
        "MDV": Forme(f.BeneficiairesMDV, f.ScenarioMDV),
        "HOP": Forme(f.BeneficiairesHOP, f.ScenarioHOP, f.ScenarioHOPSolde),
        "MS1": Forme(f.BeneficiairesMS, f.ScenarioMS1, rangees=True, facture=f.FactureMS),
        "MS2": Forme(f.BeneficiairesMS, f.ScenarioMS2, rangees=True, facture=f.FactureMS),
        "CLIENTS": Forme(f.BeneficiairesClients),
        "IMG": Forme(f.BeneficiairesIMG),
        "OPERATEUR": Forme(f.BeneficiairesOperateur),
    }
)


@cache
def kind_of(forme: str | None, phase: Phase) -> Kind:
    """The kind of a whole file; without a forme, what every couloir has in common."""
    return objet(
        f.Fichier,
        lignes_import=array(kind_of_line(forme, phase), (LIGNES_MIN, LIGNES_MAX), "SEG-FIC-003"),
    )


@cache
def kind_of_line(forme: str | None, phase: Phase) -> Kind:
    """The kind of one line of a file of this forme and phase."""
    line = f.Avance if phase is Phase.AVANCE else f.Solde
    if forme is None:
        return objet(line)
    shape = FORMES[forme]
    kinds = {
        "beneficiaires": objet(shape.beneficiaires),
        "scenario_installation": shape.kind_of_scenario(phase),
    }
    if phase is Phase.SOLDE:
        kinds["facture"] = objet(shape.facture)
    return objet(line, **kinds)


MEDICO_SOCIAL: Final = "MS"
"""The shape of the two couloirs of the médico-social, when nothing tells which."""
_SHARED: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {"CLIENTS": ("CLIENTS", "IMG"), MEDICO_SOCIAL: ("MS1", "MS2")}
)


@frozen
class Nature:
    """What a file is, as far as it shows.

    `couloirs` are those whose demandes have this forme; `sons` is one only without a doubt.
    """

    forme: str | None = None
    phase: Phase | None = None
    couloirs: frozenset[str] = frozenset()
    sons: Sons | None = None


def recognise(document: object, catalogue: Catalogue) -> Nature:
    """What a JSON document is, from its first line that shows it and its documents' names."""
    lines = document.get("lignesImport") if isinstance(document, dict) else None
    if not isinstance(lines, list):
        return Nature()
    objects = [line for line in lines if isinstance(line, dict)]
    phase = next((p for line in objects if (p := _phase(line))), None)
    forme = next((name for line in objects if (name := _forme(line))), None)
    if forme == MEDICO_SOCIAL:
        forme = _medico_social(objects)
    names = (
        piece.get("nomFichier")
        for line in objects
        if isinstance(pieces := line.get("piecesJustificatives"), list)
        for piece in pieces
        if isinstance(piece, dict)
    )
    return _conclude(forme, phase, names, catalogue)


def recognise_fichier(fichier: f.Fichier, catalogue: Catalogue) -> Nature:
    """What a file held as objects is, from the classes of its first line."""
    names = (p.nom_fichier for d in fichier.lignes_import for p in d.pieces_justificatives)
    if not fichier.lignes_import:
        return Nature()
    forme = _forme_of_classes(fichier.lignes_import)
    return _conclude(forme, fichier.lignes_import[0].phase, names, catalogue)


def _conclude(
    forme: str | None, phase: Phase | None, names: Iterable[object], catalogue: Catalogue
) -> Nature:
    shared = _SHARED.get(forme or "", (forme,))
    couloirs = frozenset(c.code for c in catalogue.couloirs.values() if c.forme in shared)
    possible = [sons for sons in catalogue.sons.values() if sons.couloir in couloirs]
    sons = possible[0] if len(possible) == 1 else None
    if len(possible) > 1:
        named = _sons_of_names(names, catalogue)
        sons = named if named in possible else None
    if sons is not None:
        couloirs, forme = frozenset((sons.couloir,)), catalogue.couloirs[sons.couloir].forme
    return Nature(forme if forme in FORMES else shared[0], phase, couloirs, sons)


def _sons_of_names(names: Iterable[object], catalogue: Catalogue) -> Sons | None:
    """The SONS that begins the name of every document (`hop-dpi-va1-bdc-00017.pdf`)."""
    begun = None
    for name in names:
        match = _SONS_NAME.match(name) if isinstance(name, str) else None
        if match is None or begun not in (None, match[0].upper()):
            return None
        begun = match[0].upper()
    return catalogue.find(begun) if begun else None


_SONS_NAME: Final = re.compile(r"[A-Z0-9]{3}-[A-Z]+-VA[0-9]", re.IGNORECASE)


def _phase(line: Mapping[str, Any]) -> Phase | None:
    if "facture" in line:
        return Phase.SOLDE
    return Phase.AVANCE if "commande" in line else None


def _forme(line: Mapping[str, Any]) -> str | None:
    beneficiaires = line.get("beneficiaires")
    if not isinstance(beneficiaires, dict):
        return None
    for members, forme in _SIGNS:
        if not members.isdisjoint(beneficiaires):
            return forme
    return None


_SIGNS: Final = (
    (frozenset(("commandePour", "liberal", "structure")), "MDV"),
    (frozenset(("organismeGestionnaire",)), MEDICO_SOCIAL),
    (frozenset(("etablissements",)), "HOP"),
    (frozenset(("clients",)), "CLIENTS"),
    (frozenset(("SIRET", "raisonSociale")), "OPERATEUR"),
)


def _medico_social(lines: Iterable[Mapping[str, Any]]) -> str:
    """Which of the two couloirs, when the declared profiles are all of one."""
    profils = {
        row.get("profilMetier")
        for line in lines
        if isinstance(rows := line.get("scenarioInstallation"), list)
        for row in rows
        if isinstance(row, dict) and isinstance(row.get("profilMetier"), str)
    }
    first = not profils.isdisjoint((*ProfilMS1, "FAM", "MAS"))
    second = not profils.isdisjoint(ProfilMS2)
    if first is second:
        return MEDICO_SOCIAL
    return "MS1" if first else "MS2"


def _forme_of_classes(demandes: tuple[f.Demande, ...]) -> str:
    rows = [
        type(row)
        for demande in demandes
        if isinstance(demande.scenario_installation, tuple)
        for row in demande.scenario_installation
    ]
    cls = type(demandes[0].beneficiaires)
    if cls is f.BeneficiairesMS:
        # The two couloirs differ by their rows alone, and there may be none.
        return next(
            (name for name in ("MS1", "MS2") if FORMES[name].scenario in rows), MEDICO_SOCIAL
        )
    return next(name for name, forme in FORMES.items() if cls is forme.beneficiaires)
