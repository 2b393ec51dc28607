"""The screen of the document models, which exists for the vendors of vague 2 alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final, Generic, TypeVar

from attrs import evolve, field, frozen

from segur_rules.catalogue import Catalogue, load
from segur_rules.outcomes import Finding, Refused, Severity
from segur_rules.pieces import ImportModele
from segur_rules.portail._saisie import as_day
from segur_rules.portail.motifs import Motif
from segur_rules.portail.pieces import findings_of
from segur_rules.rules.context import Enrolement
from segur_rules.sources import honours
from segur_rules.statuts import MODELE, EvenementModele, StatutEnrolement, StatutModele

VAGUE: Final = 2


@honours("GU-53-01")
def modeles_disponibles(
    enrolements: Iterable[Enrolement], catalogue: Catalogue | None = None
) -> bool:
    """Whether the screen exists: one enrôlement at least is Validée for a SONS of vague 2.

    An enrôlement whose SONS are not known, or are none of the catalogue's, does not show it.
    """
    known = catalogue or load()
    return any(
        (sons := known.find(code)) is not None and sons.vague == VAGUE
        for enrolement in enrolements
        if enrolement.statut is StatutEnrolement.VALIDEE
        for code in enrolement.sons or ()
    )


@frozen
class Modele:
    """A document model. `commentaires` are the ASP's, once it has accepted or rejected it."""

    date_import: date = field(converter=as_day)
    type: str
    nom: str
    statut: StatutModele = MODELE.initial
    commentaires: str | None = None

    @property
    def est_supprimable(self) -> bool:
        """Whether the vendor may still delete it."""
        return MODELE.find(self.statut, EvenementModele.SUPPRIMER) is not None


M = TypeVar("M", bound=Modele)


@frozen
class EcranModeles(Generic[M]):
    """The two tables of the screen: what is being imported, and what the ASP was asked."""

    en_cours: tuple[M, ...]
    historique: tuple[M, ...]


@honours("GU-53-01")
def ecran_des_modeles(
    enrolements: Iterable[Enrolement],
    modeles: Iterable[M],
    catalogue: Catalogue | None = None,
) -> EcranModeles[M] | Refused:
    """The screen of the document models, or its refusal where it does not exist.

    A file whose import is not validated is not in the history; one that was deleted is nowhere.
    """
    if not modeles_disponibles(enrolements, catalogue):
        return Refused(Motif.MODELES_INDISPONIBLES)
    shown = [modele for modele in modeles if modele.statut is not StatutModele.SUPPRIME]
    return EcranModeles(
        en_cours=tuple(modele for modele in shown if modele.est_supprimable),
        historique=tuple(modele for modele in shown if not modele.est_supprimable),
    )


@honours("GU-53-02")
def findings_of_import(imported: ImportModele) -> tuple[Finding, ...]:
    """What is to be said of a model that was imported: whatever refuses it is an error."""
    decision = imported.decision
    broken = decision.params.get("regles") if isinstance(decision, Refused) else None
    refused = broken if isinstance(broken, tuple) else ()
    return tuple(
        evolve(one, severity=Severity.ERROR) if one.rule in refused else one
        for one in findings_of(imported.constats)
    )
