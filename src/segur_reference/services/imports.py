"""Files of demandes: simulated, imported, listed, and given back as the portal returns them.

Theory of operation. A simulation from an account is remembered by the digest of the file and by
the form; an import takes it away, so that one simulation is good for one import. What the import
is answered is kept, for whoever asks for it again because the answer was lost. The file is
judged again when it is imported, in the transaction that adds its demandes, first with the
vendor's own dossiers and then with those of every vendor: what the first judgement finds may be
told in full, of the second only which rule rejects which line.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

from attrs import asdict, frozen
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session, joinedload, undefer

from segur_reference.services.entrees import Entree, answered
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Introuvable
from segur_reference.services.examens import Formulaire, accept, examine
from segur_reference.services.identites import Identite
from segur_reference.services.listes import Liste, Tranche, listed, within
from segur_reference.services.portail import Portail
from segur_reference.storage import tables
from segur_rules.catalogue import load as load_catalogue
from segur_rules.demandes.codes import Phase
from segur_rules.messages import LANGUES
from segur_rules.messages.rapport import report_to_dict
from segur_rules.outcomes import Refused, Report, Verdict
from segur_rules.portail import (
    CriteresImports,
    Depot,
    FormulaireImport,
    ImportFait,
    Simulation,
    import_deja_fait,
    refus_d_import,
    refus_de_recherche_imports,
    refus_du_sons,
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
class Simulee:
    """A file that was simulated; `meme_fichier` are the imports of these very bytes."""

    report: Report
    meme_fichier: tuple[str, ...]


@frozen
class Importation:
    """What became of a file that was judged to be imported.

    `depot` is None when the whole file is refused: nothing of it was kept, and the report says
    why. The report, here in each language, is that of what the vendor may know. `deja` says that
    the import had been made already, and that nothing was added; `meme_fichier` are the other
    imports of these very bytes, by their identifiants.
    """

    rapports: Mapping[str, Mapping[str, Any]]
    depot: Depot | None = None
    lignes: tuple[LigneImportee, ...] = ()
    deja: bool = False
    meme_fichier: tuple[str, ...] = ()


def simuler_sans_compte(
    portail: Portail,
    contenu: bytes,
    *,
    type_demande: TypeDemande | None = None,
    sons: str | None = None,
    taux_tva: Decimal | None = None,
) -> Report:
    """Judge a file for somebody without an account; nothing is kept.

    Raises `FormulaireRefuse` for what is no VAT rate, or no SONS.
    """
    refused = refus_du_taux(taux_tva) + refus_du_sons(sons, load_catalogue())
    if refused:
        raise FormulaireRefuse(refused)
    phase = None if type_demande is None else Phase(type_demande)
    context = Context(sons=sons, phase=phase, instant=portail.now(), taux_tva=taux_tva)
    return check_file(contenu, context)


def simuler(
    portail: Portail, identite: Identite, contenu: bytes, formulaire: FormulaireImport
) -> Simulee:
    """Judge a file with what the portal knows of the vendor, and remember that it was judged.

    Raises `FormulaireRefuse`.
    """
    now = portail.now()
    vendor = identite.of_fournisseur()

    def judged(session: Session) -> tuple[Formulaire, Simulee]:
        form = accept(session, identite, formulaire)
        report = examine(session, contenu, form, now).judge()
        made = tuple(str(depot.id) for depot in _depots(session, vendor, form.empreinte))
        return form, Simulee(report, made)

    form, simulee = portail.read(judged)

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
                verdict=simulee.report.verdict,
            )
        )

    portail.write(use)
    return simulee


def importer(
    portail: Portail,
    identite: Identite,
    contenu: bytes,
    formulaire: FormulaireImport,
    nom_fichier: str,
) -> Importation:
    """Import a file that was simulated: its demandes are numbered, those rejected apart.

    An import that was made already is answered as it was. Raises `FormulaireRefuse`, or
    `ActeRefuse` when it was not simulated as it is.
    """
    now = portail.now()
    vendor = identite.of_fournisseur()

    def use(session: Session) -> Importation:
        form = accept(session, identite, formulaire)
        simulation = _simulation(session, vendor, form.empreinte)
        simulated = _simulation_of(simulation)
        made = {str(depot.id): depot for depot in _depots(session, vendor, form.empreinte)}
        fait = import_deja_fait(formulaire, simulated, map(_fait, made.values()))
        if fait is not None:
            depot = made.pop(fait.identifiant)
            return _importation(depot, tuple(made), deja=True)
        refused = refus_d_import(formulaire, simulated)
        if refused is not None:
            raise ActeRefuse(refused)
        examen = examine(session, contenu, form, now, lock=True)
        if isinstance(examen.sons, Refused):
            raise ActeRefuse(examen.sons)
        report = examen.judge()
        tri = examen.sort(report)
        if tri.refuse:
            return Importation(_rapports(report), meme_fichier=tuple(made))
        session.delete(simulation)
        entree = Entree(session, identite, examen, examen.sons, now)
        depot = entree.enter(nom_fichier, tri.nombre, examen.rejets(report, tri))
        lignes = [
            asdict(LigneImportee(n, r.numero_asp, r.code, r.libelle))
            for n, r in answered(examen, entree, tri.nombre)
        ]
        depot.reponse = {"lignes": lignes, "rapports": _rapports(report)}
        return _importation(depot, tuple(made))

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


def _depots(session: Session, fournisseur_id: int, empreinte: str) -> Sequence[tables.Depot]:
    """The imports of these bytes by a vendor, the last one first."""
    query = (
        select(tables.Depot)
        .where(tables.Depot.fournisseur_id == fournisseur_id, tables.Depot.empreinte == empreinte)
        .options(joinedload(tables.Depot.enrolement))
        .order_by(tables.Depot.id.desc())
    )
    return session.scalars(query).all()


def _fait(row: tables.Depot) -> ImportFait:
    form = FormulaireImport(
        TypeDemande(row.type), row.enrolement.numero_ans, row.taux_tva, row.empreinte
    )
    return ImportFait(str(row.id), form)


def _importation(
    row: tables.Depot, meme_fichier: tuple[str, ...], *, deja: bool = False
) -> Importation:
    """What an import was answered."""
    kept = row.reponse
    lignes = tuple(LigneImportee(**line) for line in kept["lignes"])
    return Importation(kept["rapports"], _depot_of(row), lignes, deja, meme_fichier)


def _rapports(report: Report) -> dict[str, dict[str, Any]]:
    return {langue: report_to_dict(report, langue) for langue in LANGUES}


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
