"""A zip of documents, dropped once for all the demandes of a vendor that are not complete.

Theory of operation. The zip is a file of the caller's, read where it is needed: planned first,
then its entries one after the other, each judged and put in the store before the next is
inflated. What joins one demande is added in one transaction; what was added stays, whatever
becomes of the rest.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from typing import BinaryIO, Final

from attrs import define, field, frozen
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services import dossiers
from segur_reference.services.completude import conditions
from segur_reference.services.erreurs import ActeRefuse, Introuvable
from segur_reference.services.identites import Identite
from segur_reference.services.lignes import read_ligne
from segur_reference.services.pieces import PieceMise, judge_and_put, keep
from segur_reference.services.portail import Portail
from segur_reference.storage import tables
from segur_rules.demandes.fichier import Demande
from segur_rules.outcomes import Constat, Finding
from segur_rules.pieces import EFFORT_TOTAL, Effort, EntreePlan, documents_of, plan_zip
from segur_rules.pieces.noms import base_of, key_of
from segur_rules.portail import findings_of

FERMEE: Final = "fermee"
"""Why a document joins no demande: the one that it was for takes documents no more."""
EN_DOUBLE: Final = "SEG-PJU-020"


@frozen
class EntreeDuZip:
    """What became of one entry. `raison` says why it joins a demande, or none."""

    nom: str
    raison: str
    demande: str | None = None
    findings: tuple[Finding, ...] = ()
    deposee: bool = False


@frozen
class ZipDepose:
    """What became of a zip: its entries in their order, and the demandes it made complete.

    `findings` are about the archive; one that is refused has no entries.
    """

    findings: tuple[Finding, ...] = ()
    entrees: tuple[EntreeDuZip, ...] = ()
    completees: tuple[str, ...] = ()
    refuse: bool = False


@frozen
class Parmi:
    """Which demandes the documents of a zip may join: those of one import, one of them, or all.

    A numéro éditeur is unique in a file only: where two files use the same, it is by the file
    that a document joins its demande.
    """

    depot: int | None = None
    numero: str | None = None


TOUTES: Final = Parmi()
"""Every demande that is not complete."""


def deposer_zip(
    portail: Portail, identite: Identite, contenu: BinaryIO, parmi: Parmi = TOUTES
) -> ZipDepose:
    """Give the documents of a zip to the demandes that they join.

    `contenu` can be read from any place. Raises `Introuvable` for an import or a demande that is
    not one's own.
    """
    now = portail.now()
    waiting = portail.read(lambda session: _waiting(session, identite, parmi, now))
    plan = plan_zip(contenu, [demande for _, demande in waiting])
    if plan.refuse:
        return ZipDepose(findings_of(plan.constats), refuse=True)
    giving = _Depot(portail, identite, contenu, now)
    by_place: dict[int | None, list[EntreePlan]] = {}
    for entree in plan.entrees:
        by_place.setdefault(entree.demande, []).append(entree)
    for place, entrees in by_place.items():
        if place is None:
            giving.leave(entrees)
        else:
            giving.give(*waiting[place], entrees)
    of_entries = {id(constat) for entree in plan.entrees for constat in entree.refus}
    rest = [constat for constat in plan.constats if id(constat) not in of_entries]
    ordered = tuple(giving.told[entree.debut] for entree in plan.entrees)
    return ZipDepose(findings_of(rest), ordered, tuple(giving.completees))


def _waiting(
    session: Session, identite: Identite, parmi: Parmi, now: datetime
) -> list[tuple[str, Demande]]:
    """The demandes of a vendor that are not complete, by their numbers, as they were filed."""
    query = select(tables.Demande).where(*conditions(identite, now)).order_by(tables.Demande.id)
    if parmi.depot is not None:
        depot = session.get(tables.Depot, parmi.depot)
        if depot is None or depot.fournisseur_id != identite.of_fournisseur():
            raise Introuvable("import", parmi.depot)
        query = query.where(tables.Demande.depot_id == depot.id)
    if parmi.numero is not None:
        row, _ = dossiers.find(session, identite, parmi.numero, now)
        query = query.where(tables.Demande.id == row.id)
    return [
        (row.numero, read_ligne(row.ligne, row.sons, row.type)) for row in session.scalars(query)
    ]


@define
class _Depot:
    """The documents of a zip being given, one demande after the other.

    `told` is what became of each entry, by the place of its bytes.
    """

    portail: Portail
    identite: Identite
    contenu: BinaryIO
    now: datetime
    told: dict[int, EntreeDuZip] = field(factory=dict)
    completees: list[str] = field(factory=list)
    effort: Effort = field(factory=lambda: Effort(EFFORT_TOTAL))

    def leave(self, entrees: Iterable[EntreePlan]) -> None:
        """Tell of the entries that join no demande."""
        for entree in entrees:
            self.tell(entree, entree.rattachement.raison, findings=findings_of(entree.refus))

    def tell(
        self,
        entree: EntreePlan,
        raison: str,
        numero: str | None = None,
        *,
        findings: tuple[Finding, ...] = (),
        deposee: bool = False,
    ) -> None:
        """Tell what became of an entry."""
        self.told[entree.debut] = EntreeDuZip(entree.nom, raison, numero, findings, deposee)

    def give(self, numero: str, demande: Demande, entrees: Sequence[EntreePlan]) -> None:
        """Give a demande its documents, and tell of each."""
        put: list[tuple[EntreePlan, tuple[Finding, ...], PieceMise]] = []
        for entree, findings, mise in self._judged(demande, entrees):
            if mise is None:
                self.tell(entree, entree.rattachement.raison, numero, findings=findings)
            else:
                put.append((entree, findings, mise))
        if not put:
            return
        mises = [mise for *_, mise in put]
        try:
            complete = self.portail.write(partial(self._keep, mises, numero))
        except (Introuvable, ActeRefuse):
            for entree, findings, _ in put:
                self.tell(entree, FERMEE, findings=findings)
            return
        self.completees += [numero] if complete else []
        for entree, findings, _ in put:
            raison = entree.rattachement.raison
            self.tell(entree, raison, numero, findings=findings, deposee=True)

    def _keep(self, mises: Sequence[PieceMise], numero: str, session: Session) -> bool:
        """Add documents to a demande; say whether they make it complete."""
        _, complete = keep(
            self.portail, session, mises, identite=self.identite, numero=numero, now=self.now
        )
        return complete

    def _judged(
        self, demande: Demande, entrees: Iterable[EntreePlan]
    ) -> Iterator[tuple[EntreePlan, tuple[Finding, ...], PieceMise | None]]:
        """Each entry with what is to be said of it, and in the store unless it is refused."""
        names: set[str] = set()
        for entree in entrees:
            key = key_of(base_of(entree.nom))
            if entree.refus:
                yield entree, findings_of(entree.refus), None
            elif key in names:
                twice = Constat(EN_DOUBLE, "", {"valeur": base_of(entree.nom)})
                yield entree, findings_of((twice,)), None
            else:
                names.add(key)
                for document in documents_of(self.contenu, (entree,)):
                    yield (
                        entree,
                        *judge_and_put(
                            self.portail, document, a_completer=demande, effort=self.effort
                        ),
                    )
