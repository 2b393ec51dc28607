"""Importing a file: the form, the simulation that comes first, the steps, and what is listed.

The guide says that a simulation is made before the import, and not that it must find nothing;
but also that after it no demande should be rejected. That an error found stops the import is a
choice (`erreurs_bloquantes=False` lets it through). A simulation stands for one file, known by
its digest, and for the choices it was made with: that other choices ask for another simulation
is inferred, since they are judged too.

An import that is asked for again, as when its answer was lost, is the one that was made: the
simulation that it took away is not asked for again. No source says that a file may not be imported
twice, nor that it may; after another simulation it is imported anew, a choice.

A deposit is successful when the import was carried out, even if it retained no demande: a
choice, for the table has a column for the demandes that were rejected.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Final

from attrs import field, fields, frozen
from attrs.converters import optional

from segur_rules.catalogue import Catalogue
from segur_rules.demandes.formes import LIGNES_MAX, LIGNES_MIN, recognise
from segur_rules.echeances import paris_day, require_aware
from segur_rules.identifiants import numero_ans as ans
from segur_rules.montants.exact import rate
from segur_rules.outcomes import Refused, Verdict
from segur_rules.portail._saisie import empty_fields, unknown_value
from segur_rules.portail.motifs import Motif
from segur_rules.rules.context import Enrolement
from segur_rules.sources import honours
from segur_rules.statuts import TypeDemande, refus_de_depot


def digest(contenu: bytes) -> str:
    """What tells a file from any other: the SHA-256 of its bytes, in hexadecimal."""
    return sha256(contenu).hexdigest()


@frozen
class FormulaireImport:
    """The form of a simulation and of an import; None is a field that is not filled.

    `taux_tva` is in percent; `empreinte` is the `digest` of the file that was chosen.
    """

    type: TypeDemande | None = None
    numero_ans: str | None = field(default=None, converter=optional(ans.compact))
    taux_tva: Decimal | None = None
    empreinte: str | None = None


CHAMPS_IMPORT: Final = tuple(f.name for f in fields(FormulaireImport))
"""Every field of the form is compulsory (GU-4-07)."""


@honours("GU-4-07")
def refus_du_formulaire(
    formulaire: FormulaireImport, enrolements: Iterable[Enrolement]
) -> tuple[Refused, ...]:
    """What is wrong with the form of an import; empty when nothing is.

    `enrolements` are the vendor's. That the product is one of them, and its enrôlement Validée,
    is asked as soon as its number is known.
    """
    faults = list(empty_fields(formulaire, CHAMPS_IMPORT))
    faults += refus_du_taux(formulaire.taux_tva)
    if formulaire.numero_ans:
        refusal = _not_enrolled(formulaire.numero_ans, enrolements)
        if refusal is not None:
            faults.append(refusal)
    return tuple(faults)


@honours("GU-4-07")
def refus_du_taux(taux_tva: Decimal | None) -> tuple[Refused, ...]:
    """What is wrong with a VAT rate, in percent; empty when nothing is, or when none is given."""
    try:
        if taux_tva is not None:
            rate(taux_tva, "taux_tva")
    except ValueError:
        return (Refused(Motif.TAUX_INVALIDE, {"champ": "taux_tva", "valeur": str(taux_tva)}),)
    return ()


def refus_du_sons(sons: str | None, catalogue: Catalogue) -> tuple[Refused, ...]:
    """What is wrong with a SONS that a file is judged by; empty when it is known, or not given."""
    if sons is None or catalogue.find(sons) is not None:
        return ()
    return (unknown_value("sons", sons, tuple(catalogue.sons)),)


def _not_enrolled(number: str, enrolements: Iterable[Enrolement]) -> Refused | None:
    refusal: Refused | None = Refused(Motif.ENROLEMENT_INCONNU, {"numero_ans": number})
    for enrolement in enrolements:
        if ans.compact(enrolement.numero_ans) == number:
            refusal = refus_de_depot(enrolement.statut)
            # A product that was rejected once may have been enrolled since.
            if refusal is None:
                break
    return refusal


@honours("GU-4-07")
def sons_du_depot(document: object, enrolement: Enrolement, catalogue: Catalogue) -> str | Refused:
    """The SONS that a file is of, or that neither it nor the enrôlement tells.

    The form has no field for it. What the file shows wins; otherwise it is the one SONS of the
    enrôlement that the shape of the file allows. Inferred.
    """
    nature = recognise(document, catalogue)
    if nature.sons is not None:
        return nature.sons.code
    enrolled = (catalogue.find(code) for code in enrolement.sons or ())
    possible = {sons.code for sons in enrolled if sons and sons.couloir in nature.couloirs}
    return possible.pop() if len(possible) == 1 else Refused(Motif.SONS_INDETERMINE)


def numeros_ans_proposes(enrolements: Iterable[Enrolement]) -> tuple[str, ...]:
    """The ANS numbers that the form proposes: those for which demandes may be filed."""
    return tuple(e.numero_ans for e in enrolements if refus_de_depot(e.statut) is None)


@frozen
class Simulation:
    """A simulation that was made: the form, which was complete, and the verdict on the file."""

    formulaire: FormulaireImport
    verdict: Verdict

    def __attrs_post_init__(self) -> None:
        if any(empty_fields(self.formulaire, CHAMPS_IMPORT)):
            raise ValueError("a simulation is made with a form that is complete")


@honours("GU-4-06")
def refus_d_import(
    formulaire: FormulaireImport,
    simulation: Simulation | None,
    *,
    erreurs_bloquantes: bool = True,
) -> Refused | None:
    """Why a file is not imported yet, by what is known of its simulation; None when it may be.

    `simulation` is the last one that was made, None when none was.
    """
    if simulation is None:
        return Refused(Motif.SIMULATION_ABSENTE)
    simulated = simulation.formulaire
    if formulaire.empreinte != simulated.empreinte:
        return Refused(Motif.SIMULATION_AUTRE_FICHIER)
    others = tuple(
        name for name in CHAMPS_IMPORT if getattr(formulaire, name) != getattr(simulated, name)
    )
    if others:
        return Refused(Motif.SIMULATION_AUTRE_FORMULAIRE, {"champs": others})
    if erreurs_bloquantes and simulation.verdict is Verdict.IRRECEVABLE:
        return Refused(Motif.SIMULATION_IRRECEVABLE)
    return None


@frozen
class ImportFait:
    """An import that was made: its identifiant, and the form, which was complete."""

    identifiant: str
    formulaire: FormulaireImport


@honours("GU-4-06")
def import_deja_fait(
    formulaire: FormulaireImport, simulation: Simulation | None, faits: Iterable[ImportFait]
) -> ImportFait | None:
    """The import that this one asks for again; None when it is another one.

    `simulation` is the last one that was made and that no import took away.
    """
    if simulation is not None and simulation.formulaire == formulaire:
        return None
    return next((fait for fait in faits if fait.formulaire == formulaire), None)


class Etape(StrEnum):
    """The steps of a deposit, by the numbers that the screen shows."""

    FICHIER = "1"
    SIMULATION = "1.1"
    IMPORTATION = "1.2"
    PIECES = "2"


LIBELLES_ETAPES: Final[Mapping[Etape, str]] = MappingProxyType(
    {
        Etape.FICHIER: "Fichier JSON",
        Etape.SIMULATION: "Simulation",
        Etape.IMPORTATION: "Importation",
        Etape.PIECES: "Pièces jointes",
    }
)


class Avancement(StrEnum):
    """Where a step stands."""

    A_FAIRE = "A_FAIRE"
    EN_COURS = "EN_COURS"
    FAITE = "FAITE"


@honours("GU-4-06")
def etapes(*, simule: bool, importe: bool, complet: bool) -> tuple[tuple[Etape, Avancement], ...]:
    """The four steps and where each stands, in the order of the screen.

    Raises `ValueError` for an import before its simulation, or documents before the import.
    """
    done = (simule, importe, complet)
    if list(done) != sorted(done, reverse=True):
        raise ValueError("a file is simulated, then imported, then completed with its documents")
    return (
        (Etape.FICHIER, _avancement(importe, reached=True)),
        (Etape.SIMULATION, _avancement(simule, reached=True)),
        (Etape.IMPORTATION, _avancement(importe, reached=simule)),
        (Etape.PIECES, _avancement(complet, reached=importe)),
    )


def _avancement(done: bool, *, reached: bool) -> Avancement:
    if done:
        return Avancement.FAITE
    return Avancement.EN_COURS if reached else Avancement.A_FAIRE


@honours("GU-4-04")
@frozen
class Depot:
    """A file that was deposited: a line of the table of imports.

    `demandes` is how many the file holds, `retenues` how many of them were imported; `abouti`
    says that the import was carried out. A deposit that could not be raises `ValueError`.
    """

    identifiant: str
    instant: datetime = field(validator=require_aware)
    numero_ans: str
    type: TypeDemande
    nom_fichier: str
    demandes: int
    retenues: int
    abouti: bool = True

    def __attrs_post_init__(self) -> None:
        if not 0 <= self.retenues <= self.demandes:
            raise ValueError(f"{self.retenues} demandes are not retained out of {self.demandes}")
        if self.abouti and not LIGNES_MIN <= self.demandes <= LIGNES_MAX:
            raise ValueError(f"an imported file holds 1 to 200 demandes, got {self.demandes}")
        if not self.abouti and self.retenues:
            raise ValueError("no demande is retained of a file that was not imported")

    @property
    def rejetees(self) -> int:
        """How many demandes could not be imported."""
        return self.demandes - self.retenues

    @property
    def jour(self) -> date:
        """The day of the import, in Paris."""
        return paris_day(self.instant)


@honours("GU-4-09")
def depots_listes(depots: Iterable[Depot]) -> Iterator[Depot]:
    """The deposits that the table lists: those that were successful, in the order given."""
    return (depot for depot in depots if depot.abouti)
