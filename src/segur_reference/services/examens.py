"""A file that a vendor simulates or imports: its form, what it holds, what is known to judge it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from attrs import frozen
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services.contextes import Etude, enrolement_connu, etudier
from segur_reference.services.erreurs import FormulaireRefuse
from segur_reference.services.identites import Identite
from segur_reference.storage import tables
from segur_rules.catalogue import load as load_catalogue
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.lecture import read
from segur_rules.identifiants import numero_ans as ans
from segur_rules.lots import Tri, errors_by_line, rejection_for_others, sort_lines
from segur_rules.outcomes import Constat, Finding, Refused, Report
from segur_rules.portail import FormulaireImport, refus_du_formulaire, sons_du_depot
from segur_rules.rules import check_file
from segur_rules.statuts import TypeDemande, refus_de_depot


@frozen
class Formulaire:
    """The form of an import, complete, and the enrôlement that it chooses."""

    type: TypeDemande
    numero_ans: str
    taux_tva: Decimal
    empreinte: str
    enrolement: tables.Enrolement


@frozen
class Examen:
    """A file, its form, and what is known of both."""

    contenu: bytes
    document: Any
    formulaire: Formulaire
    sons: str | Refused
    etude: Etude

    def judge(self) -> Report:
        """The report on the file, by what its vendor may know."""
        return check_file(self.contenu, self.etude.context)

    def sort(self, report: Report) -> Tri:
        """The lines that the report retains, and those that it rejects."""
        return sort_lines(report, self.document)

    def rejets(self, report: Report, tri: Tri) -> Mapping[int, Finding | Constat]:
        """What rejects each line, by its index; the other vendors' dossiers count too.

        Of those nothing is told.
        """
        mine = errors_by_line(report, tri.nombre)
        first: dict[int, Finding | Constat] = {i: errors[0] for i, errors in mine.items()}
        if not self.etude.autres:
            return first
        among_all = errors_by_line(check_file(self.contenu, self.etude.complet), tri.nombre)
        others = {i: errors for i, errors in among_all.items() if i not in mine}
        return first | {i: rejection_for_others(errors) for i, errors in others.items()}


def accept(session: Session, identite: Identite, formulaire: FormulaireImport) -> Formulaire:
    """The form, when nothing is wrong with it. Raises `FormulaireRefuse`."""
    mine = tables.Enrolement.fournisseur_id == identite.of_fournisseur()
    rows = session.scalars(select(tables.Enrolement).where(mine)).all()
    refused = refus_du_formulaire(formulaire, map(enrolement_connu, rows))
    match formulaire:
        case FormulaireImport(
            type=TypeDemande() as kind,
            numero_ans=str(number),
            taux_tva=Decimal() as rate,
            empreinte=str(digest),
        ) if not refused:
            enrolement = next(row for row in rows if _may_file(row, number))
            return Formulaire(kind, number, rate, digest, enrolement)
    raise FormulaireRefuse(refused)


def examine(
    session: Session, contenu: bytes, form: Formulaire, now: datetime, *, lock: bool = False
) -> Examen:
    """Examine a file; with `lock`, the dossiers of its soldes stay as they are."""
    document = read(contenu).document
    sons = sons_du_depot(document, enrolement_connu(form.enrolement), load_catalogue())
    etude = etudier(
        session,
        contenu,
        enrolement=form.enrolement,
        sons=sons,
        phase=Phase(form.type),
        taux_tva=form.taux_tva,
        now=now,
        lock=lock,
    )
    return Examen(contenu, document, form, sons, etude)


def _may_file(row: tables.Enrolement, numero_ans: str) -> bool:
    known = enrolement_connu(row)
    return ans.compact(known.numero_ans) == numero_ans and refus_de_depot(known.statut) is None
