"""What happens to an enrôlement: what gestionnaires ask and decide, what is answered.

The table of the library says what may be done, and what follows. The first enrôlement of a SIRET
that is validated opens the account of the vendor, in the same transaction; two of one SIRET wait
for one another, so that one alone is the first.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from types import MappingProxyType

from attrs import frozen
from sqlalchemy import select
from sqlalchemy.orm import Session

from segur_reference.services.compte import creer_utilisateur
from segur_reference.services.coordonnees import activer
from segur_reference.services.courriels import ecrire
from segur_reference.services.dossiers import record
from segur_reference.services.enrolements import (
    EnrolementVu,
    find,
    find_by_secret,
    form_of,
    known_enrolements,
    vu,
)
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse
from segur_reference.services.identites import Identite
from segur_reference.services.pieces_enrolement import (
    DocumentDepose,
    PieceJugee,
    adopter,
    garder,
    juger,
)
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Enrolement, Fournisseur
from segur_rules.outcomes import AlreadyApplied, Applied, Refused
from segur_rules.portail import (
    Motif,
    NouvelUtilisateur,
    piece_ajoutable,
    type_d_enrolement,
)
from segur_rules.statuts import (
    ENROLEMENT,
    Acteur,
    Effet,
    EnvoyerMail,
    EvenementEnrolement,
    Faits,
    StatutEnrolement,
    TypeEnrolement,
    decide,
)

Find = Callable[[Session, bool], Enrolement]


@frozen
class ReponseEnrolement:
    """What became of a document that answers a request: taken, or refused and why."""

    piece: PieceJugee
    enrolement: EnrolementVu | None


def instruire(
    portail: Portail,
    identite: Identite,
    numero: str,
    evenement: EvenementEnrolement,
    details: Mapping[str, str] = MappingProxyType({}),
) -> EnrolementVu:
    """Ask for something, validate or reject; what a mail has to tell is in `details`.

    Raises `Interdit`, `Introuvable`, `ActeRefuse`, or `FormulaireRefuse` when the mail would
    lack something.
    """
    identite.require_gestionnaire()
    now = portail.now()

    def use(session: Session) -> EnrolementVu:
        row = find(session, identite, numero)
        kind = _kind(session, row, lock=True)
        answer = _decide(row, evenement, kind, Acteur.GESTIONNAIRE)
        if isinstance(answer, Applied):
            told = {"enrolement": row.numero, **details}
            _move(row, answer.etat, now)
            if row.fournisseur_id is None and answer.etat is StatutEnrolement.VALIDEE:
                row.type = kind
                told |= _join(portail, session, row, answer.effects, now)
            _write(session, row, answer.effects, told, now)
            record(session, row.numero, evenement, now, identite, details=details)
        return vu(session, row, Acteur.GESTIONNAIRE)

    return portail.write(use)


def repondre(
    portail: Portail,
    identite: Identite,
    numero: str,
    evenement: EvenementEnrolement,
    depose: DocumentDepose,
) -> ReponseEnrolement:
    """Give the document that was asked for, from the account of the vendor.

    Raises `Interdit`, `Introuvable`, `ActeRefuse` or `FormulaireRefuse`.
    """
    identite.of_fournisseur()

    def found(session: Session, lock: bool) -> Enrolement:
        return find(session, identite, numero, lock=lock)

    return _answer(portail, found, evenement, depose, identite)


def repondre_par_suivi(
    portail: Portail,
    secret: str,
    numero: str,
    evenement: EvenementEnrolement,
    depose: DocumentDepose,
) -> ReponseEnrolement:
    """Give the document that was asked for, without an account. Raises likewise."""

    def found(session: Session, lock: bool) -> Enrolement:
        return find_by_secret(session, numero, secret, lock=lock)

    return _answer(portail, found, evenement, depose, None)


def _answer(
    portail: Portail,
    found: Find,
    evenement: EvenementEnrolement,
    depose: DocumentDepose,
    identite: Identite | None,
) -> ReponseEnrolement:
    now = portail.now()
    # Asked first, so that nothing is put in the store for what is refused.
    portail.read(lambda session: _decided(session, found(session, False), evenement))
    unknown = piece_ajoutable(depose.type)
    if unknown is not None:
        raise FormulaireRefuse([unknown])
    (judged,) = juger([depose])
    if judged.refusee:
        return ReponseEnrolement(judged, None)
    kept = garder(portail, [depose])

    def use(session: Session) -> EnrolementVu:
        row = found(session, True)
        _move(row, _decided(session, row, evenement).etat, now)
        adopter(session, row, kept)
        details = {"piece": depose.type, "nom": depose.nom}
        record(
            session,
            row.numero,
            evenement,
            now,
            identite,
            details=details,
            acteur=Acteur.FOURNISSEUR,
        )
        return vu(session, row, Acteur.FOURNISSEUR)

    return ReponseEnrolement(judged, portail.write(use))


def _decided(
    session: Session, row: Enrolement, evenement: EvenementEnrolement
) -> Applied[StatutEnrolement, Effet] | AlreadyApplied[StatutEnrolement]:
    """What an event of the vendor's makes of an enrôlement. Raises `ActeRefuse`."""
    return _decide(row, evenement, _kind(session, row), Acteur.FOURNISSEUR)


def _kind(session: Session, row: Enrolement, *, lock: bool = False) -> TypeEnrolement:
    """Whether an enrôlement is the first of its vendor, as things stand now."""
    known = known_enrolements(session, row.siret, row.numero_ans, lock=lock)
    return type_d_enrolement(row.siret, known)


def _decide(
    row: Enrolement, evenement: EvenementEnrolement, kind: TypeEnrolement, acteur: Acteur
) -> Applied[StatutEnrolement, Effet] | AlreadyApplied[StatutEnrolement]:
    faits = Faits(acteur, type_enrolement=kind)
    answer = decide(ENROLEMENT, StatutEnrolement(row.statut), evenement, faits)
    if isinstance(answer, Refused):
        raise ActeRefuse(answer)
    return answer


def _move(row: Enrolement, statut: StatutEnrolement, now: datetime) -> None:
    row.statut, row.depuis = statut, now


def _join(
    portail: Portail,
    session: Session,
    row: Enrolement,
    effects: tuple[Effet, ...],
    now: datetime,
) -> dict[str, str]:
    """Give an enrôlement its vendor, whose account is opened where the mails are to say so."""
    vendor = session.scalar(select(Fournisseur).where(Fournisseur.siret == row.siret))
    if vendor is None:
        vendor = Fournisseur(
            siret=row.siret, raison_sociale=row.raison_sociale, adresse=row.adresse, cree=now
        )
        session.add(vendor)
        session.flush()
    row.fournisseur_id = vendor.id
    told = {name for one in effects if isinstance(one, EnvoyerMail) for name in one.params}
    return _open(portail, session, row, now) if "identifiant" in told else {}


def _open(portail: Portail, session: Session, row: Enrolement, now: datetime) -> dict[str, str]:
    """Open the account of a vendor: its first user, who filed the form, and its bank details."""
    if row.fournisseur_id is None:
        raise LookupError(row.numero)
    form = form_of(row)
    person = form.demandeur
    nouveau = NouvelUtilisateur(person.nom, person.prenom, person.email)
    _, acces = creer_utilisateur(portail, session, nouveau, row.fournisseur_id, now)
    activer(session, row.fournisseur_id, form.coordonnees, now)
    return {"identifiant": acces.identifiant, "mot_de_passe": acces.lien}


def _write(
    session: Session,
    row: Enrolement,
    effects: tuple[Effet, ...],
    told: Mapping[str, str],
    now: datetime,
) -> None:
    """Write the mails to who filed the form."""
    mails = [effect for effect in effects if isinstance(effect, EnvoyerMail)]
    missing = {name for mail in mails for name in mail.params if not told.get(name, "").strip()}
    if missing:
        empty = [Refused(Motif.CHAMP_OBLIGATOIRE, {"champ": name}) for name in sorted(missing)]
        raise FormulaireRefuse(empty)
    for mail in mails:
        to = form_of(row).demandeur.email
        ecrire(session, mail.modele, a=to, objet=row.numero, now=now, params=told)
