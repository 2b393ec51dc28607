"""Correcting a demande that is A modifier: its line is given again, judged, and takes its place."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from typing import Any, Final

from attrs import evolve, frozen
from sqlalchemy.orm import Session

from segur_reference.services import beneficiaires, dossiers, pieces
from segur_reference.services.contextes import Etude, etudier
from segur_reference.services.dossiers import ACTEURS, Acte
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse
from segur_reference.services.identites import Identite
from segur_reference.services.instruction import Fait, fait_of
from segur_reference.services.lignes import date_of, declaration_of, read_ligne, written
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Demande
from segur_rules.demandes import fichier as f
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.lecture import read
from segur_rules.lots import errors_by_line, rejection_for_others
from segur_rules.lots.ecriture import render
from segur_rules.outcomes import Constat, Refused, Report, Verdict
from segur_rules.portail import contexte_de_correction, refus_de_correction, refus_du_taux
from segur_rules.rules import check_file
from segur_rules.statuts import Dossier, EvenementDemande, Faits, TypeDemande

_NUMERO: Final = "numLigne"


@frozen
class Correction:
    """What became of a correction: the report on the line, and the act when there was none against.

    `rejet` is what rejects the line for what other vendors filed, of which nothing may be told.
    """

    report: Report
    fait: Fait | None = None
    rejet: Constat | None = None


def corriger(
    portail: Portail,
    identite: Identite,
    numero: str,
    ligne: bytes,
    taux_tva: Decimal | None = None,
) -> Correction:
    """Put a corrected line, as JSON, in the place of the one that was filed.

    `taux_tva` is the VAT rate, in percent, when it is corrected too.

    Raises `Introuvable`, `ActeRefuse` when no correction is expected, or `FormulaireRefuse` for
    a line that is another demande, or that announces a document which is not there.
    """
    identite.of_fournisseur()
    wrong = refus_du_taux(taux_tva)
    if wrong:
        raise FormulaireRefuse(wrong)
    now = portail.now()
    lecture = read(ligne)

    def use(session: Session) -> Correction:
        row, dossier = dossiers.find(session, identite, numero, now, lock=True)
        _require_expected(identite, dossier, TypeDemande(row.type), now)
        if not lecture.lisible:
            return Correction(check_file(ligne))
        return _judged(session, identite, row, lecture.document, taux_tva, now=now)

    return portail.write(use)


def _require_expected(
    identite: Identite, dossier: Dossier, type_demande: TypeDemande, now: datetime
) -> None:
    """Raise `ActeRefuse` unless a correction is what the demande waits for."""
    faits = Faits(ACTEURS[identite.role], type_demande=type_demande, instant=now)
    answer = dossier.appliquer(EvenementDemande.CORRIGER, faits)
    if isinstance(answer, Refused):
        raise ActeRefuse(answer)


def _judged(
    session: Session,
    identite: Identite,
    row: Demande,
    document: Any,
    taux_tva: Decimal | None,
    *,
    now: datetime,
) -> Correction:
    avant = read_ligne(row.ligne, row.sons, row.type)
    contenu = _file_of(row, avant, document)
    etude = _etude(session, row, contenu, taux_tva, now)
    report = check_file(contenu, etude.context)
    if report.verdict is Verdict.IRRECEVABLE or etude.fichier is None:
        return Correction(report)
    (apres,) = etude.fichier.lignes_import
    # What is being added counts: the correction confirms it.
    given = [piece.nom for piece in pieces.of_this_filing(row)]
    refused = refus_de_correction(avant, apres, now, donnees=given)
    if refused:
        raise FormulaireRefuse(refused)
    rejet = _rejected_for_others(contenu, etude)
    if rejet is not None:
        return Correction(report, rejet=rejet)
    texte = written({**document, _NUMERO: avant.num_ligne})
    acte = Acte(
        EvenementDemande.CORRIGER,
        declaration=declaration_of(apres),
        ligne=texte,
        taux_tva=etude.context.taux_tva,
    )
    return Correction(report, fait=_replace(session, identite, row, apres, acte, now=now))


def _file_of(row: Demande, avant: f.Demande, document: Any) -> bytes:
    """The file of one line that a correction is judged as; around the line, all is as filed."""
    if isinstance(document, dict) and document.get(_NUMERO) == avant.num_ligne:
        document = {**document, _NUMERO: 1}
    enrolement = row.dossier.enrolement
    return render(
        {
            "impId": None,
            "numeroAns": enrolement.numero_ans,
            "siret": enrolement.siret,
            "lignesImport": [document],
        }
    )


def _etude(
    session: Session, row: Demande, contenu: bytes, taux_tva: Decimal | None, now: datetime
) -> Etude:
    """What is known of the corrected line: it was filed when the demande was."""
    etude = etudier(
        session,
        contenu,
        enrolement=row.dossier.enrolement,
        sons=row.sons,
        phase=Phase(row.type),
        taux_tva=row.taux_tva,
        now=now,
    )
    context = contexte_de_correction(etude.context, row.numero, row.depot_le, taux_tva)
    return evolve(etude, context=context)


def _rejected_for_others(contenu: bytes, etude: Etude) -> Constat | None:
    """What the line breaks once the dossiers of other vendors are known."""
    if not etude.autres:
        return None
    errors = errors_by_line(check_file(contenu, etude.complet), 1)
    return rejection_for_others(errors[0]) if errors else None


def _replace(
    session: Session,
    identite: Identite,
    row: Demande,
    apres: f.Demande,
    acte: Acte,
    *,
    now: datetime,
) -> Fait:
    pieces.retype(row, apres)
    acte = evolve(acte, details=pieces.confirm(row, EvenementDemande.CORRIGER))
    suite = dossiers.act(session, identite, row.numero, acte, now)
    row.regime_tva = apres.engagement.regime_tva
    row.date_document = date_of(apres)
    beneficiaires.name(session, row, apres)
    return fait_of(suite, acte.evenement)
