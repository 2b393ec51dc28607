"""The tables. A row says what happened; what may happen is asked of `segur_rules`.

A demande is the sequence of its versions, which are only added to. What `demande` repeats of the
last of them (its statut, its payment, its deadline) is there to be searched by.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from typing import Any, ClassVar

from sqlalchemy import (
    JSON,
    ForeignKey,
    Index,
    LargeBinary,
    MetaData,
    String,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship, validates

from segur_reference.storage.types import Exact, Instant, Montant, folded


class Base(DeclarativeBase):
    """Every table, with constraints that have names, so that migrations can speak of them."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        datetime: Instant,
        Decimal: Montant,
        dict[str, Any]: JSON,
        list[str]: JSON,
    }


# Of SQLite too, a number is never given twice.
_NEVER_AGAIN = {"sqlite_autoincrement": True}


class Fournisseur(Base):
    """A vendor that has its account: one per SIRET."""

    __tablename__ = "fournisseur"

    id: Mapped[int] = mapped_column(primary_key=True)
    siret: Mapped[str] = mapped_column(String(14), unique=True)
    raison_sociale: Mapped[str]
    adresse: Mapped[str]
    cree: Mapped[datetime]


class Utilisateur(Base):
    """Somebody who signs in: of a vendor, or a gestionnaire (who has no vendor).

    An identifiant and an address are looked for by what they are when `folded`, and no two users
    have one identifiant so.
    """

    __tablename__ = "utilisateur"

    id: Mapped[int] = mapped_column(primary_key=True)
    identifiant: Mapped[str]
    identifiant_plie: Mapped[str] = mapped_column(unique=True)
    role: Mapped[str] = mapped_column(String(16))
    fournisseur_id: Mapped[int | None] = mapped_column(ForeignKey("fournisseur.id"), index=True)
    nom: Mapped[str]
    prenom: Mapped[str]
    courriel: Mapped[str]
    courriel_plie: Mapped[str] = mapped_column(index=True)
    mot_de_passe: Mapped[str | None]
    actif: Mapped[bool] = mapped_column(default=True)
    cree: Mapped[datetime]

    fournisseur: Mapped[Fournisseur | None] = relationship()

    @validates("identifiant", "courriel")
    def _fold(self, name: str, value: str) -> str:
        setattr(self, f"{name}_plie", folded(value))
        return value


class Lien(Base):
    """A link that serves once, known by the digest of its secret."""

    __tablename__ = "lien"

    empreinte: Mapped[str] = mapped_column(String(64), primary_key=True)
    utilisateur_id: Mapped[int] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    expire: Mapped[datetime]
    utilise: Mapped[datetime | None]


class Connexion(Base):
    """Somebody who is signed in, known by the digest of the cookie's secret."""

    __tablename__ = "connexion"

    empreinte: Mapped[str] = mapped_column(String(64), primary_key=True)
    utilisateur_id: Mapped[int] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    csrf: Mapped[str]
    cree: Mapped[datetime]
    vue: Mapped[datetime]


class Jeton(Base):
    """A secret that a program signs in with, known by its digest."""

    __tablename__ = "jeton"

    id: Mapped[int] = mapped_column(primary_key=True)
    empreinte: Mapped[str] = mapped_column(String(64), unique=True)
    utilisateur_id: Mapped[int] = mapped_column(ForeignKey("utilisateur.id"), index=True)
    nom: Mapped[str]
    cree: Mapped[datetime]
    utilise: Mapped[datetime | None]
    revoque: Mapped[datetime | None]


class Appel(Base):
    """How often somebody called, or gave a wrong password, since an instant."""

    __tablename__ = "appel"

    cle: Mapped[str] = mapped_column(primary_key=True)
    depuis: Mapped[datetime]
    nombre: Mapped[int]


class Enrolement(Base):
    """A product enrolled, or that asks to be; its number is ENR and its id.

    One product has one that stands: the index says so to two that are filed at once.
    `suivi` is the digest of the secret by which who filed it without an account comes back to it.
    """

    __tablename__ = "enrolement"
    __table_args__ = (
        Index(
            "uq_enrolement_numero_ans",
            "numero_ans",
            unique=True,
            sqlite_where=text("statut <> 'REJETEE'"),
            postgresql_where=text("statut <> 'REJETEE'"),
        ),
        _NEVER_AGAIN,
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    fournisseur_id: Mapped[int | None] = mapped_column(ForeignKey("fournisseur.id"), index=True)
    numero_ans: Mapped[str] = mapped_column(index=True)
    siret: Mapped[str] = mapped_column(String(14), index=True)
    raison_sociale: Mapped[str]
    adresse: Mapped[str]
    type: Mapped[str] = mapped_column(String(16))
    statut: Mapped[str] = mapped_column(String(40), index=True)
    depot: Mapped[datetime]
    depuis: Mapped[datetime]
    sons: Mapped[list[str]]
    profils: Mapped[list[str]]
    date_prise_effet: Mapped[date | None]
    date_dossier_complet: Mapped[date | None]
    sans_financement: Mapped[bool]
    deposant: Mapped[str] = mapped_column(String(24))
    assujetti_tva: Mapped[bool]
    representant: Mapped[dict[str, Any]]
    demandeur: Mapped[dict[str, Any]]
    coordonnees: Mapped[dict[str, Any]]
    suivi: Mapped[str | None] = mapped_column(String(64), unique=True)

    @property
    def numero(self) -> str:
        """The number that people know it by."""
        return f"ENR{self.id:04d}"


class Coordonnees(Base):
    """Bank details of a vendor; the ones that are ACTIVE serve the payments to come."""

    __tablename__ = "coordonnees"

    id: Mapped[int] = mapped_column(primary_key=True)
    fournisseur_id: Mapped[int] = mapped_column(ForeignKey("fournisseur.id"), index=True)
    iban: Mapped[str]
    bic: Mapped[str]
    titulaire: Mapped[str]
    domiciliation: Mapped[str]
    statut: Mapped[str] = mapped_column(String(16))
    cree: Mapped[datetime]


class Simulation(Base):
    """A file that was simulated from an account: its digest, the form, the verdict."""

    __tablename__ = "simulation"

    id: Mapped[int] = mapped_column(primary_key=True)
    fournisseur_id: Mapped[int] = mapped_column(ForeignKey("fournisseur.id"), index=True)
    instant: Mapped[datetime]
    empreinte: Mapped[str] = mapped_column(String(64), index=True)
    type: Mapped[str] = mapped_column(String(8))
    numero_ans: Mapped[str]
    taux_tva: Mapped[Decimal] = mapped_column(Exact)
    verdict: Mapped[str] = mapped_column(String(32))


class Depot(Base):
    """A file that was imported, and the file that was returned.

    `reponse` is what the import was answered: what became of each line, and the reports.
    """

    __tablename__ = "depot"
    __table_args__ = (_NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    fournisseur_id: Mapped[int] = mapped_column(ForeignKey("fournisseur.id"), index=True)
    utilisateur_id: Mapped[int] = mapped_column(ForeignKey("utilisateur.id"))
    enrolement_id: Mapped[int] = mapped_column(ForeignKey("enrolement.id"))
    instant: Mapped[datetime]
    type: Mapped[str] = mapped_column(String(8))
    sons: Mapped[str]
    taux_tva: Mapped[Decimal] = mapped_column(Exact)
    nom_fichier: Mapped[str]
    empreinte: Mapped[str] = mapped_column(String(64))
    demandes: Mapped[int]
    retenues: Mapped[int]
    retour: Mapped[bytes] = mapped_column(LargeBinary, deferred=True)
    reponse: Mapped[dict[str, Any]] = mapped_column(deferred=True)

    enrolement: Mapped[Enrolement] = relationship()


class Dossier(Base):
    """An avance and the solde that may follow; its six digits are its id."""

    __tablename__ = "dossier"
    __table_args__ = (_NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    fournisseur_id: Mapped[int] = mapped_column(ForeignKey("fournisseur.id"), index=True)
    enrolement_id: Mapped[int] = mapped_column(ForeignKey("enrolement.id"))
    sons: Mapped[str] = mapped_column(index=True)
    couloir: Mapped[str] = mapped_column(String(8), index=True)

    fournisseur: Mapped[Fournisseur] = relationship()
    enrolement: Mapped[Enrolement] = relationship()
    demandes: Mapped[list[Demande]] = relationship(
        back_populates="dossier", order_by="Demande.type", cascade="all, delete-orphan"
    )

    @property
    def numero(self) -> str:
        """The ASP number, without suffix."""
        return f"FIN{self.couloir:X<3}{self.id:06d}"


class Demande(Base):
    """An avance or a solde, as it stands now.

    `ligne` is the line of the file as it was filed, as JSON text: its amounts stay exact.
    `expire` is the last instant at which it may be completed, while it is not complete.
    `montant_confirme` is the amount that was confirmed when it was validated, and `calcul` how it
    was come by.
    """

    __tablename__ = "demande"
    __table_args__ = (UniqueConstraint("dossier_id", "type"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    dossier_id: Mapped[int] = mapped_column(ForeignKey("dossier.id", ondelete="CASCADE"))
    depot_id: Mapped[int] = mapped_column(ForeignKey("depot.id"), index=True)
    fournisseur_id: Mapped[int] = mapped_column(ForeignKey("fournisseur.id"), index=True)
    numero: Mapped[str] = mapped_column(unique=True)
    type: Mapped[str] = mapped_column(String(8))
    numero_editeur: Mapped[str]
    sons: Mapped[str]
    regime_tva: Mapped[str] = mapped_column(String(3))
    taux_tva: Mapped[Decimal] = mapped_column(Exact)
    date_document: Mapped[date]
    montant_ht: Mapped[Decimal]
    ligne: Mapped[str] = mapped_column(Text)
    coordonnees: Mapped[dict[str, Any]]
    statut: Mapped[str] = mapped_column(String(24), index=True)
    paiement: Mapped[str] = mapped_column(String(32))
    depot_le: Mapped[datetime] = mapped_column(index=True)
    depuis: Mapped[datetime]
    expire: Mapped[datetime | None] = mapped_column(index=True)
    montant_confirme: Mapped[Decimal | None]
    calcul: Mapped[dict[str, Any] | None]

    dossier: Mapped[Dossier] = relationship(back_populates="demandes")
    versions: Mapped[list[Version]] = relationship(
        order_by="Version.rang", cascade="all, delete-orphan"
    )
    pieces: Mapped[list[Piece]] = relationship(order_by="Piece.id", cascade="all, delete-orphan")


class Version(Base):
    """A demande as an act left it; `rang` counts from 1.

    What the demande holds by then is kept with it: one that is filed again changes no version of
    its former life.
    """

    __tablename__ = "version"
    __table_args__ = (UniqueConstraint("demande_id", "rang"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    demande_id: Mapped[int] = mapped_column(ForeignKey("demande.id", ondelete="CASCADE"))
    rang: Mapped[int]
    avenant: Mapped[int]
    statut: Mapped[str] = mapped_column(String(24))
    depuis: Mapped[datetime]
    instant: Mapped[datetime]
    acte: Mapped[str | None] = mapped_column(String(32))
    paiement: Mapped[str] = mapped_column(String(32))
    montant_ht: Mapped[Decimal]
    beneficiaires: Mapped[list[str]]
    montant_decide: Mapped[Decimal | None]
    montant_paye: Mapped[Decimal | None]
    a_recouvrer: Mapped[Decimal]
    ligne: Mapped[str] = mapped_column(Text)
    numero_editeur: Mapped[str]
    taux_tva: Mapped[Decimal] = mapped_column(Exact)
    coordonnees: Mapped[dict[str, Any]]
    montant_confirme: Mapped[Decimal | None]
    calcul: Mapped[dict[str, Any] | None]


class Beneficiaire(Base):
    """Whom a demande that stands names: what another demande of the SONS is held against."""

    __tablename__ = "beneficiaire"
    __table_args__ = (Index("ix_beneficiaire_sons_numero", "sons", "numero"),)

    demande_id: Mapped[int] = mapped_column(
        ForeignKey("demande.id", ondelete="CASCADE"), primary_key=True
    )
    numero: Mapped[str] = mapped_column(primary_key=True)
    sons: Mapped[str]


class Message(Base):
    """What somebody wrote to the assistance, as the form was filled."""

    __tablename__ = "message"
    __table_args__ = (_NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    instant: Mapped[datetime]
    contenu: Mapped[dict[str, Any]]

    pieces: Mapped[list[Piece]] = relationship(order_by="Piece.id")

    @property
    def numero(self) -> str:
        """The number that people know it by."""
        return f"MSG{self.id:04d}"


class Modele(Base):
    """A document model of a vendor; `commentaires` are the ASP's, once it has looked at it."""

    __tablename__ = "modele"
    __table_args__ = (_NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    fournisseur_id: Mapped[int] = mapped_column(ForeignKey("fournisseur.id"), index=True)
    type: Mapped[str]
    statut: Mapped[str] = mapped_column(String(24), index=True)
    importe: Mapped[datetime]
    depuis: Mapped[datetime]
    commentaires: Mapped[str | None] = mapped_column(Text)

    fournisseur: Mapped[Fournisseur] = relationship()
    piece: Mapped[Piece] = relationship(cascade="all, delete-orphan")

    @property
    def numero(self) -> str:
        """The number that people know it by."""
        return f"MOD{self.id:04d}"


class Modification(Base):
    """The change of persons' details that a vendor asks for.

    `avant` holds each person as it was when it was asked, `apres` what changes and nothing else.
    """

    __tablename__ = "modification"
    __table_args__ = (_NEVER_AGAIN,)

    id: Mapped[int] = mapped_column(primary_key=True)
    fournisseur_id: Mapped[int] = mapped_column(ForeignKey("fournisseur.id"), index=True)
    statut: Mapped[str] = mapped_column(String(16), index=True)
    depot: Mapped[datetime]
    depuis: Mapped[datetime]
    avant: Mapped[dict[str, Any]]
    apres: Mapped[dict[str, Any]]
    commentaires: Mapped[str | None] = mapped_column(Text)

    fournisseur: Mapped[Fournisseur] = relationship()
    pieces: Mapped[list[Piece]] = relationship(order_by="Piece.id")

    @property
    def numero(self) -> str:
        """The number that people know it by."""
        return f"MDF{self.id:04d}"


class Piece(Base):
    """A document; its bytes are in the store, under `cle`.

    It is of a demande, of an enrôlement, of a message, of a modification, or is a model.

    `avenant` is the number of the one that a document of a demande was given for; `confirmee` is
    false while its addition may still be taken back.
    """

    __tablename__ = "piece"

    id: Mapped[int] = mapped_column(primary_key=True)
    demande_id: Mapped[int | None] = mapped_column(
        ForeignKey("demande.id", ondelete="CASCADE"), index=True
    )
    avenant: Mapped[int | None]
    enrolement_id: Mapped[int | None] = mapped_column(
        ForeignKey("enrolement.id", ondelete="CASCADE"), index=True
    )
    message_id: Mapped[int | None] = mapped_column(ForeignKey("message.id"), index=True)
    modele_id: Mapped[int | None] = mapped_column(ForeignKey("modele.id"), index=True)
    modification_id: Mapped[int | None] = mapped_column(ForeignKey("modification.id"), index=True)
    nom: Mapped[str]
    type: Mapped[str] = mapped_column(String(40))
    taille: Mapped[int]
    empreinte: Mapped[str] = mapped_column(String(64))
    cle: Mapped[str] = mapped_column(unique=True)
    depose: Mapped[datetime]
    par_asp: Mapped[bool] = mapped_column(default=False)
    confirmee: Mapped[bool] = mapped_column(default=True)


class Objet(Base):
    """A key of the store that no document may be left under: being written, or to be removed."""

    __tablename__ = "objet"

    cle: Mapped[str] = mapped_column(primary_key=True)
    depuis: Mapped[datetime] = mapped_column(index=True)
    retrait: Mapped[datetime | None]
    """Since when some process is removing what is under it; instants of a key are the machine's."""


class Evenement(Base):
    """What somebody did to a demande or to an enrôlement, and when; never changed."""

    __tablename__ = "evenement"

    id: Mapped[int] = mapped_column(primary_key=True)
    instant: Mapped[datetime]
    acteur: Mapped[str] = mapped_column(String(16))
    utilisateur_id: Mapped[int | None] = mapped_column(ForeignKey("utilisateur.id"))
    objet: Mapped[str] = mapped_column(index=True)
    acte: Mapped[str] = mapped_column(String(32))
    details: Mapped[dict[str, Any]]


class Courriel(Base):
    """A mail: written with what it tells of, sent afterwards, at most once.

    `objet` is the number of the demande or the enrôlement. One that was being sent when the
    process ended is INCERTAIN: whether it left is not known, and it is not sent again by itself.
    """

    __tablename__ = "courriel"

    id: Mapped[int] = mapped_column(primary_key=True)
    objet: Mapped[str] = mapped_column(index=True)
    modele: Mapped[str] = mapped_column(String(40))
    destinataire: Mapped[str]
    sujet: Mapped[str]
    corps: Mapped[str] = mapped_column(Text)
    etat: Mapped[str] = mapped_column(String(16), index=True)
    cree: Mapped[datetime]
    essais: Mapped[int] = mapped_column(default=0)
    prochain: Mapped[datetime]
    envoye: Mapped[datetime | None]
    erreur: Mapped[str | None]


class Recouvrement(Base):
    """An order to give back what was paid for a demande, in euros."""

    __tablename__ = "recouvrement"

    id: Mapped[int] = mapped_column(primary_key=True)
    demande_id: Mapped[int] = mapped_column(ForeignKey("demande.id"), index=True)
    instant: Mapped[datetime]
    montant: Mapped[Decimal]

    demande: Mapped[Demande] = relationship()


class Budget(Base):
    """What may be decided in all, and what was, in euros: one row."""

    __tablename__ = "budget"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    total: Mapped[Decimal]
    engage: Mapped[Decimal]


class Reglage(Base):
    """A value that every process shares: how far the clock is shifted."""

    __tablename__ = "reglage"

    nom: Mapped[str] = mapped_column(primary_key=True)
    valeur: Mapped[str]
