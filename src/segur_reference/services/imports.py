"""Files of demandes: simulated, imported, listed, and given back as the portal returns them.

Theory of operation. A simulation from an account is remembered by the digest of the file and by
the form; an import takes it away, so that one simulation is good for one import. The file is
judged again when it is imported, in the transaction that adds its demandes, first with the
vendor's own dossiers and then with those of every vendor: what the first judgement finds may be
told in full, of the second only which rule rejects which line.
"""

from __future__ import annotations

from decimal import Decimal

from attrs import frozen
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from segur_reference.services.entrees import Entree, answered
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Introuvable
from segur_reference.services.examens import Formulaire, accept, examine
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Liste, Tranche, listed, within
from segur_reference.services.portail import Portail
from segur_reference.storage import tables
from segur_rules.demandes.codes import Phase
from segur_rules.outcomes import Refused, Report, Verdict
from segur_rules.portail import (
    CriteresImports,
    Depot,
    FormulaireImport,
    Simulation,
    refus_d_import,
    refus_de_recherche_imports,
    refus_du_taux,
)
from segur_rules.rules import Context, check_file
from segur_rules.statuts import TypeDemande


@frozen
class LigneImportee:
    """What became of one line: its number on the portal, or why it has none."""

    numero_editeur: str | None
    numero: str | None
    code: str
    libelle: str


@frozen
class Importation:
    """What became of a file that was judged to be imported.

    `depot` is None when the whole file is refused: nothing of it was kept, and the report says
    why. The report is that of what the vendor may know.
    """

    report: Report
    depot: Depot | None = None
    lignes: tuple[LigneImportee, ...] = ()


def simuler_sans_compte(
    portail: Portail,
    contenu: bytes,
    *,
    type_demande: TypeDemande | None = None,
    sons: str | None = None,
    taux_tva: Decimal | None = None,
) -> Report:
    """Judge a file for somebody without an account; nothing is kept.

    Raises `FormulaireRefuse` for what is no VAT rate.
    """
    refused = refus_du_taux(taux_tva)
    if refused:
        raise FormulaireRefuse(refused)
    phase = None if type_demande is None else Phase(type_demande)
    context = Context(sons=sons, phase=phase, instant=portail.now(), taux_tva=taux_tva)
    return check_file(contenu, context)


def simuler(
    portail: Portail, identite: Identite, contenu: bytes, formulaire: FormulaireImport
) -> Report:
    """Judge a file with what the portal knows of the vendor, and remember that it was judged.

    Raises `FormulaireRefuse`.
    """
    now = portail.now()
    vendor = identite.of_fournisseur()

    def judged(session: Session) -> tuple[Formulaire, Report]:
        form = accept(session, identite, formulaire)
        return form, examine(session, contenu, form, now).judge()

    form, report = portail.read(judged)

    def use(session: Session) -> None:
        same = tables.Simulation.empreinte == form.empreinte
        session.execute(
            delete(tables.Simulation).where(tables.Simulation.fournisseur_id == vendor, same)
        )
        session.add(
            tables.Simulation(
                fournisseur_id=vendor,
                instant=now,
                empreinte=form.empreinte,
                type=form.type,
                numero_ans=form.numero_ans,
                taux_tva=form.taux_tva,
                verdict=report.verdict,
            )
        )

    portail.write(use)
    return report


def importer(
    portail: Portail,
    identite: Identite,
    contenu: bytes,
    formulaire: FormulaireImport,
    nom_fichier: str,
) -> Importation:
    """Import a file that was simulated: its demandes are numbered, those rejected apart.

    Raises `FormulaireRefuse`, or `ActeRefuse` when it was not simulated as it is.
    """
    now = portail.now()
    vendor = identite.of_fournisseur()

    def use(session: Session) -> Importation:
        form = accept(session, identite, formulaire)
        simulation = _simulation(session, vendor, form.empreinte)
        refused = refus_d_import(formulaire, _simulation_of(simulation))
        if refused is not None:
            raise ActeRefuse(refused)
        examen = examine(session, contenu, form, now, lock=True)
        if isinstance(examen.sons, Refused):
            raise ActeRefuse(examen.sons)
        report = examen.judge()
        tri = examen.sort(report)
        if tri.refuse:
            return Importation(report)
        session.delete(simulation)
        entree = Entree(session, identite, examen, examen.sons, now)
        depot = entree.enter(nom_fichier, tri.nombre, examen.rejets(report, tri))
        lignes = answered(examen, entree, tri.nombre)
        return Importation(
            report,
            _depot_of(depot),
            tuple(LigneImportee(n, r.numero_asp, r.code, r.libelle) for n, r in lignes),
        )

    return portail.write(use)


def lister(
    portail: Portail, identite: Identite, criteres: CriteresImports, tranche: Tranche
) -> Liste[Depot]:
    """The imports of a vendor that are searched for, the last one first.

    Raises `FormulaireRefuse` when they are not searched by these criteria.
    """
    refused = refus_de_recherche_imports(criteres)
    if refused:
        raise FormulaireRefuse(refused)
    query = (
        select(tables.Depot)
        .join(tables.Depot.enrolement)
        .options(joinedload(tables.Depot.enrolement))
        .where(
            tables.Depot.fournisseur_id == identite.of_fournisseur(),
            *within(tables.Depot.instant, criteres.periode),
        )
        .order_by(tables.Depot.id.desc())
    )
    if criteres.numero_ans is not None:
        query = query.where(func.lower(tables.Enrolement.numero_ans) == criteres.numero_ans)
    if criteres.types:
        query = query.where(tables.Depot.type.in_(criteres.types))
    return portail.read(lambda session: listed(session, query, tranche, _depot_of))


def retour(portail: Portail, identite: Identite, numero: int) -> bytes:
    """The file that was returned for an import of the vendor. Raises `Introuvable`."""
    vendor = identite.of_fournisseur()

    def use(session: Session) -> bytes:
        row = session.get(tables.Depot, numero, options=[undefer(tables.Depot.retour)])
        if row is None or row.fournisseur_id != vendor:
            raise Introuvable("import", numero)
        return row.retour

    return portail.read(use)


def _simulation(session: Session, fournisseur_id: int, empreinte: str) -> tables.Simulation | None:
    """The simulation of this very file; else the last one, which tells why it is not that.

    It is locked, whichever it is: of two imports of one file, the second finds it gone.
    """
    mine = select(tables.Simulation).where(tables.Simulation.fournisseur_id == fournisseur_id)
    last = mine.order_by(tables.Simulation.id.desc()).limit(1).with_for_update()
    same = last.where(tables.Simulation.empreinte == empreinte)
    return session.scalar(same) or session.scalar(last)


def _simulation_of(row: tables.Simulation | None) -> Simulation | None:
    if row is None:
        return None
    form = FormulaireImport(TypeDemande(row.type), row.numero_ans, row.taux_tva, row.empreinte)
    return Simulation(form, Verdict(row.verdict))


def _depot_of(row: tables.Depot) -> Depot:
    return Depot(
        identifiant=str(row.id),
        instant=row.instant,
        numero_ans=row.enrolement.numero_ans,
        type=TypeDemande(row.type),
        nom_fichier=row.nom_fichier,
        demandes=row.demandes,
        retenues=row.retenues,
    )
