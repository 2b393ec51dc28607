"""Enrôlements: filed through the public form or from an account, listed, consulted, followed.

Theory of operation. Who files a first enrôlement has no account: a secret, shown once, is how
they come back to it. Documents are judged and put in the store before the transaction that adds
the enrôlement with them; one number of the ANS has one enrôlement that stands, which the database
holds too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from attrs import asdict, frozen
from sqlalchemy import ColumnElement, or_, select
from sqlalchemy.orm import Session

from segur_reference.services.coordonnees import actives
from segur_reference.services.dossiers import ACTEURS, record
from segur_reference.services.erreurs import ActeRefuse, FormulaireRefuse, Introuvable
from segur_reference.services.identites import Identite, Role
from segur_reference.services.patience import compter_formulaire
from segur_reference.services.personnes_connues import Qui, dernier_enrolement, personnes_de
from segur_reference.services.pieces_enrolement import (
    DocumentDepose,
    PieceGardee,
    PieceJugee,
    adopter,
    garder,
    juger,
)
from segur_reference.services.portail import Portail
from segur_reference.services.secrets import digest, new_secret
from segur_reference.storage import tables
from segur_rules.identifiants import numero_enrolement
from segur_rules.outcomes import Refused
from segur_rules.pieces import Deposant
from segur_rules.portail import (
    CoordonneesBancaires,
    FormulaireEnrolement,
    Personne,
    Produit,
    Societe,
    compact_formulaire,
    compact_produit,
    refus_d_enrolement,
    refus_des_pieces_d_enrolement,
    refus_du_depot_d_enrolement,
    refus_du_produit,
    type_d_enrolement,
)
from segur_rules.rules.context import Enrolement
from segur_rules.statuts import (
    ENROLEMENT,
    Acteur,
    StatutEnrolement,
    TypeEnrolement,
    possibles,
)

DEPOSER: Final = "DEPOSER"
"""The act by which an enrôlement begins."""
_ID_MAX: Final = 2**31 - 1


@frozen
class PieceVue:
    """A document of an enrôlement."""

    id: int
    nom: str
    type: str
    taille: int
    depose: datetime


@frozen
class EvenementVu:
    """What was done, by whom and when."""

    instant: datetime
    acteur: Acteur
    acte: str
    details: Mapping[str, Any]


@frozen
class EnrolementVu:
    """An enrôlement with all that was entered.

    `possibles` are the acts that whoever asked may do next.
    """

    numero: str
    statut: StatutEnrolement
    type: TypeEnrolement
    depot: datetime
    depuis: datetime
    formulaire: FormulaireEnrolement
    pieces: tuple[PieceVue, ...]
    evenements: tuple[EvenementVu, ...]
    possibles: tuple[str, ...]


@frozen
class DepotEnrolement:
    """What became of a form: its number and its secret, unless a document was refused."""

    pieces: tuple[PieceJugee, ...]
    numero: str | None = None
    suivi: str | None = None


def deposer(
    portail: Portail,
    formulaire: FormulaireEnrolement,
    deposes: Sequence[DocumentDepose],
    *,
    adresse: str | None = None,
) -> DepotEnrolement:
    """File a first enrôlement through the public form, from an address or this machine.

    Raises `FormulaireRefuse`, `ActeRefuse` when the product may not be enrolled so, or `Attendre`
    after too many of one address.
    """
    faults = (*refus_du_depot_d_enrolement(formulaire), *_wrong_types(formulaire, deposes))
    if faults:
        raise FormulaireRefuse(faults)
    kept, now, secret = compact_formulaire(formulaire), portail.now(), new_secret()

    def add(session: Session) -> tables.Enrolement:
        known = _require_open(session, kept, depuis_le_compte=False)
        kind = type_d_enrolement(kept.societe.siret, known)
        row = _row_of(kept, kind, None, now)
        row.suivi = digest(secret)
        return row

    return _file(portail, add, deposes, identite=None, secret=secret, adresse=adresse)


def deposer_complementaire(
    portail: Portail,
    identite: Identite,
    produit: Produit,
    deposes: Sequence[DocumentDepose],
    *,
    deposant: Deposant,
    assujetti_tva: bool = True,
) -> DepotEnrolement:
    """File an enrôlement of another product from the account of a vendor.

    The company, its persons and its bank details are those that are known. Raises
    `FormulaireRefuse`, or `ActeRefuse` when the product may not be enrolled so.
    """
    company = identite.of_fournisseur()
    types = [one.type for one in deposes]
    faults = (
        *refus_du_produit(produit),
        *refus_des_pieces_d_enrolement(deposant, types, assujetti_tva=assujetti_tva),
    )
    if faults:
        raise FormulaireRefuse(faults)
    kept, now = compact_produit(produit), portail.now()

    def add(session: Session) -> tables.Enrolement:
        formulaire = _known_form(session, company, kept, deposant, assujetti_tva=assujetti_tva)
        known = _require_open(session, formulaire, depuis_le_compte=True)
        kind = type_d_enrolement(formulaire.societe.siret, known)
        return _row_of(formulaire, kind, company, now)

    return _file(portail, add, deposes, identite=identite)


def consulter(portail: Portail, identite: Identite, numero: str) -> EnrolementVu:
    """An enrôlement with all that was entered. Raises `Introuvable`."""

    def use(session: Session) -> EnrolementVu:
        return vu(session, find(session, identite, numero), ACTEURS[identite.role])

    return portail.read(use)


def suivre(portail: Portail, numero: str, secret: str) -> EnrolementVu:
    """An enrôlement, for who filed it without an account. Raises `Introuvable`."""

    def use(session: Session) -> EnrolementVu:
        return vu(session, find_by_secret(session, numero, secret), Acteur.FOURNISSEUR)

    return portail.read(use)


def piece(
    portail: Portail, identite: Identite, numero: str, number: int
) -> tuple[PieceVue, Iterator[bytes]]:
    """A document of an enrôlement, and its bytes. Raises `Introuvable`."""

    def use(session: Session) -> tuple[PieceVue, str]:
        row = find(session, identite, numero)
        theirs = tables.Piece.enrolement_id == row.id
        found = session.scalar(select(tables.Piece).where(theirs, tables.Piece.id == number))
        if found is None:
            raise Introuvable("piece", number)
        return _piece(found), found.cle

    shown, key = portail.read(use)
    return shown, portail.documents.get(key)


def seen_by(identite: Identite) -> ColumnElement[bool]:
    """The enrôlements that somebody may see: a vendor its own, a gestionnaire all of them."""
    if identite.role is Role.GESTIONNAIRE:
        return tables.Enrolement.id.is_not(None)
    return tables.Enrolement.fournisseur_id == identite.of_fournisseur()


def find(
    session: Session, identite: Identite, numero: str, *, lock: bool = False
) -> tables.Enrolement:
    """The row of an enrôlement by its number. Raises `Introuvable`."""
    return _found(session, numero, seen_by(identite), lock=lock)


def find_by_secret(
    session: Session, numero: str, secret: str, *, lock: bool = False
) -> tables.Enrolement:
    """The row of an enrôlement by its number and its secret. Raises `Introuvable`."""
    return _found(session, numero, tables.Enrolement.suivi == digest(secret), lock=lock)


def id_of(numero: str) -> int:
    """The id that a number holds. Raises `Introuvable` when it can be no number of ours."""
    compact = numero_enrolement.compact(numero)
    if numero_enrolement.is_valid(compact):
        number = int(compact.removeprefix("ENR"))
        if number <= _ID_MAX and f"ENR{number:04d}" == compact:
            return number
    raise Introuvable("enrolement", numero)


def known_enrolements(
    session: Session, siret: str, numero_ans: str, *, lock: bool = False
) -> tuple[Enrolement, ...]:
    """The enrôlements that bear on another one: those of the vendor, and of the product.

    With `lock`, nobody changes them meanwhile.
    """
    row = tables.Enrolement
    # Always locked in the same order: two that meet wait, and none is given up.
    near = select(row).where(or_(row.siret == siret, row.numero_ans == numero_ans)).order_by(row.id)
    if lock:
        near = near.with_for_update().execution_options(populate_existing=True)
    return tuple(
        Enrolement(found.numero_ans, found.siret, StatutEnrolement(found.statut))
        for found in session.scalars(near)
    )


def vu(session: Session, row: tables.Enrolement, acteur: Acteur) -> EnrolementVu:
    """An enrôlement as somebody sees it."""
    statut = StatutEnrolement(row.statut)
    theirs = select(tables.Piece).where(tables.Piece.enrolement_id == row.id)
    done = select(tables.Evenement).where(tables.Evenement.objet == row.numero)
    return EnrolementVu(
        numero=row.numero,
        statut=statut,
        type=TypeEnrolement(row.type),
        depot=row.depot,
        depuis=row.depuis,
        formulaire=form_of(row),
        pieces=tuple(map(_piece, session.scalars(theirs.order_by(tables.Piece.id)))),
        evenements=tuple(map(_event, session.scalars(done.order_by(tables.Evenement.id)))),
        possibles=tuple(str(one.evenement) for one in possibles(ENROLEMENT, statut, acteur)),
    )


def form_of(row: tables.Enrolement) -> FormulaireEnrolement:
    """What was entered, from a row."""
    return FormulaireEnrolement(
        societe=Societe(row.siret, row.raison_sociale, row.adresse),
        produit=Produit(
            row.numero_ans,
            tuple(row.sons),
            tuple(row.profils),
            row.date_prise_effet,
            row.date_dossier_complet,
            row.sans_financement,
        ),
        representant=Personne(**row.representant),
        demandeur=Personne(**row.demandeur),
        coordonnees=CoordonneesBancaires(**row.coordonnees),
        deposant=Deposant(row.deposant),
        assujetti_tva=row.assujetti_tva,
    )


def _found(
    session: Session, numero: str, seen: ColumnElement[bool], *, lock: bool
) -> tables.Enrolement:
    query = select(tables.Enrolement).where(tables.Enrolement.id == id_of(numero), seen)
    row = session.scalar(query.with_for_update() if lock else query)
    if row is None:
        raise Introuvable("enrolement", numero)
    return row


def _file(
    portail: Portail,
    add: Callable[[Session], tables.Enrolement],
    deposes: Sequence[DocumentDepose],
    *,
    identite: Identite | None,
    secret: str | None = None,
    adresse: str | None = None,
) -> DepotEnrolement:
    # Asked first, so that nothing is put in the store for what is refused.
    portail.read(add)
    judged = juger(deposes)
    if any(one.refusee for one in judged):
        return DepotEnrolement(judged)
    compter_formulaire(portail, "enrolement", adresse)
    kept = garder(portail, deposes)
    numero = portail.write(lambda session: _add(session, add(session), kept, identite))
    return DepotEnrolement(judged, numero, secret)


def _add(
    session: Session,
    row: tables.Enrolement,
    kept: Sequence[PieceGardee],
    identite: Identite | None,
) -> str:
    session.add(row)
    session.flush()
    adopter(session, row, kept)
    record(session, row.numero, DEPOSER, row.depot, identite, acteur=Acteur.FOURNISSEUR)
    return row.numero


def _wrong_types(
    formulaire: FormulaireEnrolement, deposes: Sequence[DocumentDepose]
) -> tuple[Refused, ...]:
    return refus_des_pieces_d_enrolement(
        formulaire.deposant,
        [one.type for one in deposes],
        assujetti_tva=formulaire.assujetti_tva,
    )


def _require_open(
    session: Session, formulaire: FormulaireEnrolement, *, depuis_le_compte: bool
) -> tuple[Enrolement, ...]:
    siret, numero_ans = formulaire.societe.siret, formulaire.produit.numero_ans
    known = known_enrolements(session, siret, numero_ans)
    refused = refus_d_enrolement(siret, numero_ans, known, depuis_le_compte=depuis_le_compte)
    if refused is not None:
        raise ActeRefuse(refused)
    return known


def _known_form(
    session: Session, company: int, produit: Produit, deposant: Deposant, *, assujetti_tva: bool
) -> FormulaireEnrolement:
    """The form of a vendor that has its account, whose company and persons are known."""
    vendor = session.get_one(tables.Fournisseur, company)
    before = form_of(dernier_enrolement(session, company))
    known = personnes_de(session, company)
    return FormulaireEnrolement(
        societe=Societe(vendor.siret, vendor.raison_sociale, vendor.adresse),
        produit=produit,
        representant=known[Qui.REPRESENTANT],
        demandeur=known[Qui.DEMANDEUR],
        coordonnees=actives(session, company) or before.coordonnees,
        deposant=deposant,
        assujetti_tva=assujetti_tva,
    )


def _row_of(
    formulaire: FormulaireEnrolement, kind: TypeEnrolement, company: int | None, now: datetime
) -> tables.Enrolement:
    societe, produit = formulaire.societe, formulaire.produit
    return tables.Enrolement(
        fournisseur_id=company,
        numero_ans=produit.numero_ans,
        siret=societe.siret,
        raison_sociale=societe.raison_sociale,
        adresse=societe.adresse,
        type=kind,
        statut=ENROLEMENT.initial,
        depot=now,
        depuis=now,
        sons=list(produit.sons),
        profils=list(produit.profils),
        date_prise_effet=produit.date_prise_effet,
        date_dossier_complet=produit.date_dossier_complet,
        sans_financement=produit.sans_financement,
        deposant=formulaire.deposant,
        assujetti_tva=formulaire.assujetti_tva,
        representant=asdict(formulaire.representant),
        demandeur=asdict(formulaire.demandeur),
        coordonnees=asdict(formulaire.coordonnees),
    )


def _piece(row: tables.Piece) -> PieceVue:
    return PieceVue(row.id, row.nom, row.type, row.taille, row.depose)


def _event(row: tables.Evenement) -> EvenementVu:
    return EvenementVu(row.instant, Acteur(row.acteur), row.acte, dict(row.details))
