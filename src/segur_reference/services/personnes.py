"""The persons of a company: consulted, and changed once a gestionnaire accepts it.

A change of both persons comes in one request with its documents. Until it is accepted nothing
of what is known changes, and one that is asked meanwhile takes nothing back of it. A user who is
one of the persons changes with them: mails go where the person is written to.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from attrs import asdict, evolve, frozen
from sqlalchemy import ColumnElement, Select, select
from sqlalchemy.orm import Session, joinedload, selectinload

from segur_reference.services import documents
from segur_reference.services.dossiers import ACTEURS, record
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Introuvable
from segur_reference.services.identites import Identite, Role
from segur_reference.services.listes import Liste, Tranche, listed
from segur_reference.services.mots_de_passe import annuler_liens
from segur_reference.services.personnes_connues import Personnes, Qui, personnes_de
from segur_reference.services.pieces_enrolement import (
    DocumentDepose,
    PieceGardee,
    PieceJugee,
    garder,
    juger,
)
from segur_reference.services.portail import Portail
from segur_reference.storage.tables import Fournisseur, Modification, Piece, Utilisateur
from segur_rules.outcomes import AlreadyApplied, Refused
from segur_rules.portail import Motif, Personne, changements, refus_de_modification
from segur_rules.statuts import (
    MODIFICATION_PERSONNE,
    ChampPersonne,
    EvenementModification,
    Faits,
    StatutModification,
    decide,
)

_WHOLE: Final = (selectinload(Modification.pieces), joinedload(Modification.fournisseur))


@frozen
class PersonnesVues:
    """The récapitulatif: the company and its persons, who may be one."""

    siret: str
    raison_sociale: str
    adresse: str
    personnes: Personnes

    @property
    def meme_personne(self) -> bool:
        """Whether the représentant légal is the demandeur too."""
        return not changements(*(self.personnes[qui] for qui in Qui))


@frozen
class PieceVue:
    """A document of a change."""

    id: int
    nom: str
    type: str
    taille: int
    depose: datetime


@frozen
class ModificationVue:
    """A change that was asked for: what each person was then, and what changes of each."""

    id: int
    fournisseur: str
    depot: datetime
    statut: StatutModification
    depuis: datetime
    avant: Mapping[str, Mapping[str, str]]
    apres: Mapping[str, Mapping[str, str]]
    commentaires: str | None
    pieces: tuple[PieceVue, ...]


@frozen
class ModificationDeposee:
    """What became of a request: without a `modification`, a document was refused."""

    pieces: tuple[PieceJugee, ...]
    modification: ModificationVue | None = None


@frozen
class Instruction:
    """What a gestionnaire decides of a change, and what it tells the vendor."""

    evenement: EvenementModification
    commentaires: str = ""


@frozen
class _Demande:
    """A change that may be asked for: who changes, from what, to what."""

    avant: Personnes
    apres: Mapping[Qui, Mapping[str, str]]

    @property
    def champs(self) -> tuple[ChampPersonne, ...]:
        changed = {champ for fields in self.apres.values() for champ in fields}
        return tuple(champ for champ in ChampPersonne if champ in changed)


def consulter(portail: Portail, identite: Identite) -> PersonnesVues:
    """The persons of one's company."""
    company = identite.of_fournisseur()

    def use(session: Session) -> PersonnesVues:
        vendor = session.get_one(Fournisseur, company)
        known = personnes_de(session, company)
        return PersonnesVues(vendor.siret, vendor.raison_sociale, vendor.adresse, known)

    return portail.read(use)


def demander(
    portail: Portail, identite: Identite, voulues: Personnes, deposes: Sequence[DocumentDepose]
) -> ModificationDeposee:
    """Ask for a change of one person or of both; one that is given unchanged stays as it is.

    Raises `FormulaireRefuse`, for documents that are missing too.
    """
    company, now = identite.of_fournisseur(), portail.now()
    types = tuple(one.type for one in deposes)
    # Asked first, so that nothing is put in the store for what is refused.
    portail.read(lambda session: _asked(session, company, voulues, types))
    judged = juger(deposes)
    if any(one.refusee for one in judged):
        return ModificationDeposee(judged)
    kept = garder(portail, deposes)

    def use(session: Session) -> ModificationDeposee:
        asked = _asked(session, company, voulues, types)
        faits = Faits(ACTEURS[identite.role], changements=asked.champs, pieces=types)
        row = Modification(
            fournisseur_id=company,
            statut=MODIFICATION_PERSONNE.initial,
            depot=now,
            avant={qui.value: asdict(asked.avant[qui]) for qui in asked.apres},
            apres={qui.value: dict(fields) for qui, fields in asked.apres.items()},
        )
        _decide(row, EvenementModification.DEPOSER, faits, now)
        _adopt(session, row, kept)
        details = {"champs": list(asked.champs)}
        acte = EvenementModification.DEPOSER
        record(session, row.numero, acte, now, identite, details=details)
        return ModificationDeposee(judged, _seen(row))

    return portail.write(use)


def historique(
    portail: Portail, identite: Identite, statut: StatutModification | None, tranche: Tranche
) -> Liste[ModificationVue]:
    """A page of the changes that one may see, the last asked first."""
    query = _query(identite).options(*_WHOLE).order_by(Modification.id.desc())
    if statut is not None:
        query = query.where(Modification.statut == statut)
    return portail.read(lambda session: listed(session, query, tranche, _seen))


def piece(
    portail: Portail, identite: Identite, number: int, piece_id: int
) -> tuple[str, int, Iterator[bytes]]:
    """A document of a change: its name, its size, its bytes. Raises `Introuvable`."""

    def use(session: Session) -> Piece:
        for one in _find(session, identite, number).pieces:
            if one.id == piece_id:
                return one
        raise Introuvable("piece", piece_id)

    found = portail.read(use)
    return found.nom, found.taille, portail.documents.get(found.cle)


def instruire(
    portail: Portail, identite: Identite, number: int, instruction: Instruction
) -> ModificationVue:
    """Accept or reject a change; of one that is accepted, the users who are the persons follow.

    Raises `Interdit`, `Introuvable` or `ActeRefuse`.
    """
    identite.require_gestionnaire()
    now = portail.now()

    def use(session: Session) -> ModificationVue:
        row = _find(session, identite, number, lock=True)
        company = row.fournisseur_id
        # Two changes of one company wait for one another: each finds the users as they are by then.
        session.get_one(Fournisseur, company, with_for_update=True)
        before = personnes_de(session, company)
        if _decide(row, instruction.evenement, Faits(ACTEURS[identite.role]), now):
            told = instruction.commentaires.strip()
            row.commentaires = told or None
            details = {"commentaires": told} if told else {}
            record(session, row.numero, instruction.evenement, now, identite, details=details)
            _follow(session, company, before, now)
        return _seen(row)

    return portail.write(use)


def _follow(session: Session, company: int, before: Personnes, now: datetime) -> None:
    """Let the users who were a person of a company be what that person is known to be now.

    Who signs in is the demandeur, by whom the account was opened, and the guide calls the identity
    document of the demandeur that of "l'utilisateur": inferred. Another user is one of the persons
    by the name and the address. Links that were sent to a former address serve no more.
    """
    after = personnes_de(session, company)
    theirs = select(Utilisateur).where(Utilisateur.fournisseur_id == company)
    for user in session.scalars(theirs.order_by(Utilisateur.id)):
        # Where both persons were one, it is the demandeur who signs in.
        was = (qui for qui in (Qui.DEMANDEUR, Qui.REPRESENTANT) if _is(user, before[qui]))
        if (qui := next(was, None)) is None:
            continue
        if user.courriel != after[qui].email:
            annuler_liens(session, user.id, now)
        user.nom, user.prenom, user.courriel = after[qui].nom, after[qui].prenom, after[qui].email


def _is(user: Utilisateur, person: Personne) -> bool:
    known = Personne(user.nom, user.prenom, user.courriel, person.telephone)
    return not changements(person, known)


def _asked(session: Session, company: int, voulues: Personnes, types: Sequence[str]) -> _Demande:
    """What is asked for, of what is known now. Raises `FormulaireRefuse`."""
    known = personnes_de(session, company)
    changed = {qui: new for qui, new in voulues.items() if changements(known[qui], new)}
    if not changed:
        raise FormulaireRefuse([Refused(Motif.AUCUN_CHANGEMENT)])
    faults = [
        _of(qui, fault)
        for qui, new in changed.items()
        for fault in refus_de_modification(known[qui], new, types)
    ]
    if faults:
        raise FormulaireRefuse(faults)
    return _Demande(known, {qui: _fields(known[qui], new) for qui, new in changed.items()})


def _of(qui: Qui, fault: Refused) -> Refused:
    """A fault of a person, whose field is told with whose it is."""
    if "champ" not in fault.params:
        return fault
    return evolve(fault, params={**fault.params, "champ": f"{qui}.{fault.params['champ']}"})


def _fields(avant: Personne, apres: Personne) -> dict[str, str]:
    return {str(champ): getattr(apres, champ).strip() for champ in changements(avant, apres)}


def _query(identite: Identite) -> Select[Modification]:
    seen: ColumnElement[bool] = Modification.id.is_not(None)
    if identite.role is Role.FOURNISSEUR:
        seen = Modification.fournisseur_id == identite.of_fournisseur()
    return select(Modification).where(seen)


def _find(session: Session, identite: Identite, number: int, *, lock: bool = False) -> Modification:
    query = _query(identite).where(Modification.id == number)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise Introuvable("modification", number)
    return row


def _decide(
    row: Modification, evenement: EvenementModification, faits: Faits, now: datetime
) -> bool:
    """Let something happen to a change; say whether it had not happened already."""
    statut = StatutModification(row.statut)
    answer = decide(MODIFICATION_PERSONNE, statut, evenement, faits)
    if isinstance(answer, Refused):
        raise ActeRefuse(answer)
    if isinstance(answer, AlreadyApplied):
        return False
    row.statut, row.depuis = answer.etat, now
    return True


def _adopt(session: Session, row: Modification, kept: Sequence[PieceGardee]) -> None:
    session.add(row)
    session.flush()
    documents.adopt(session, [Piece(modification_id=row.id, **asdict(one)) for one in kept])
    session.flush()


def _seen(row: Modification) -> ModificationVue:
    return ModificationVue(
        row.id,
        row.fournisseur.raison_sociale,
        row.depot,
        StatutModification(row.statut),
        row.depuis,
        row.avant,
        row.apres,
        row.commentaires,
        tuple(PieceVue(p.id, p.nom, p.type, p.taille, p.depose) for p in row.pieces),
    )
