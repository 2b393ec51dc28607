"""One demande, as its vendor and the gestionnaires consult it: the parts of its screen."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from attrs import frozen
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from segur_reference.services import dossiers
from segur_reference.services.contextes import enrolement_connu
from segur_reference.services.dossiers import ACTEURS
from segur_reference.services.entrees import DEPOSER
from segur_reference.services.identites import Identite
from segur_reference.services.lignes import date_of, read_ligne, sons_of
from segur_reference.services.pieces import PieceVue, piece_vue, shown_to
from segur_reference.services.portail import Portail
from segur_reference.services.recherche import lignes_of
from segur_reference.storage import tables
from segur_rules.catalogue import load as load_catalogue
from segur_rules.demandes.codes import Phase, RegimeTVA
from segur_rules.demandes.fichier import Beneficiaires, Fichier
from segur_rules.pieces import est_a_completer
from segur_rules.portail import (
    Accordeon,
    Montants,
    Recapitulatif,
    accordeons,
    auteur_visible,
    lignes_beneficiaires,
    montants_affiches,
    recapitulatif,
)
from segur_rules.rules import Context
from segur_rules.rules.scenarios import LigneControlee, control_scenarios
from segur_rules.statuts import (
    Acteur,
    Correspondance,
    Demande,
    Dossier,
    EtatPaiement,
    StatutDemande,
    TypeDemande,
    avenants_deposes,
    avenants_visibles,
    depot_de,
)


@frozen
class BeneficiaireVu:
    """A bénéficiaire as its table shows it; on a solde, what became of it since the avance."""

    numero: str | None
    nom: str | None
    email: str | None
    telephone: str | None
    raison_sociale: str | None
    correspondance: Correspondance | None


@frozen
class Porteur:
    """Who carries the order: the two booleans of the file, and the mandataire's details."""

    mandataire: bool
    client_unique: bool
    nom: str | None
    email: str | None
    telephone: str | None


@frozen
class Fiche:
    """A demande as its screen shows it.

    `expiration` is the last instant to complete it, while it is not complete. Of a scenario each
    line says whether it was checked against the referenced profils.
    """

    numero: str
    type: TypeDemande
    statut: StatutDemande
    paiement: EtatPaiement
    depot: datetime
    expiration: datetime | None
    recapitulatif: Recapitulatif
    accordeons: tuple[Accordeon, ...]
    sons: str
    numero_editeur: str
    date_document: date
    regime_tva: RegimeTVA
    taux_tva: Decimal
    montants: Montants
    coordonnees: Mapping[str, Any]
    porteur: Porteur
    beneficiaires: tuple[BeneficiaireVu, ...]
    pieces: tuple[PieceVue, ...]
    scenario: tuple[LigneControlee, ...]


@frozen
class VersionVue:
    """A demande as an act left it, with what it held by then; `ligne` is the text of its line."""

    rang: int
    avenant: int
    statut: StatutDemande
    paiement: EtatPaiement
    acte: str | None
    instant: datetime
    depuis: datetime
    montant_ht: Decimal
    montant_decide: Decimal | None
    montant_paye: Decimal | None
    montants: Montants
    numero_editeur: str
    taux_tva: Decimal
    coordonnees: Mapping[str, Any]
    ligne: str


@frozen
class EvenementVu:
    """What was done to a demande, by whom, and when; `auteur` where one may know it."""

    instant: datetime
    acteur: Acteur
    auteur: str | None
    acte: str
    details: Mapping[str, Any]


def consulter(portail: Portail, identite: Identite, numero: str) -> Fiche:
    """A demande that one may see. Raises `Introuvable`."""
    now = portail.now()

    def use(session: Session) -> Fiche:
        row, dossier = dossiers.find(session, identite, numero, now)
        return _fiche(session, identite, row, dossier)

    return portail.read(use)


def versions(portail: Portail, identite: Identite, numero: str) -> tuple[VersionVue, ...]:
    """Every version of a demande since it was first filed, of the avenants that one sees.

    Raises `Introuvable`.
    """
    now = portail.now()

    def use(session: Session) -> tuple[VersionVue, ...]:
        row, dossier = dossiers.find(session, identite, numero, now)
        seen = avenants_visibles(_demande(row, dossier), ACTEURS[identite.role])
        return tuple(_version(one) for one in row.versions if one.avenant in seen)

    return portail.read(use)


def evenements(portail: Portail, identite: Identite, numero: str) -> tuple[EvenementVu, ...]:
    """What was done to a demande, the first first. Raises `Introuvable`."""
    now = portail.now()

    def use(session: Session) -> tuple[EvenementVu, ...]:
        row, dossier = dossiers.find(session, identite, numero, now)
        demande = _demande(row, dossier)
        about = (
            select(tables.Evenement, tables.Utilisateur)
            .outerjoin(tables.Utilisateur, tables.Evenement.utilisateur_id == tables.Utilisateur.id)
            .where(tables.Evenement.objet == row.numero)
            .order_by(tables.Evenement.id)
        )
        users = dict(session.execute(about).all())
        seen = avenants_visibles(demande, ACTEURS[identite.role])
        return tuple(
            EvenementVu(r.instant, Acteur(r.acteur), _auteur(identite, users[r]), r.acte, r.details)
            for avenant, r in _by_filing(row, users)
            if avenant in seen
        )

    return portail.read(use)


def _by_filing(
    row: tables.Demande, rows: Iterable[tables.Evenement]
) -> Iterator[tuple[int, tables.Evenement]]:
    """What was done to a demande, the first first, each with the avenant that was filed last."""
    filed = iter(avenants_deposes(dossiers.demande_of(row)))
    avenant = 0
    for one in rows:
        avenant = next(filed, avenant) if one.acte == DEPOSER else avenant
        yield avenant, one


def _auteur(identite: Identite, user: tables.Utilisateur | None) -> str | None:
    """The identifiant of who did something, where the reader may know it."""
    if user is None:
        return None
    same = user.fournisseur_id is not None and user.fournisseur_id == identite.fournisseur_id
    shown = auteur_visible(ACTEURS[identite.role], meme_societe=same)
    return user.identifiant if shown else None


def _fiche(session: Session, identite: Identite, row: tables.Demande, dossier: Dossier) -> Fiche:
    demande = _demande(row, dossier)
    shown = dossiers.shown(row, demande)
    filed = read_ligne(shown.ligne, row.sons, row.type)
    enrolement = row.dossier.enrolement
    sons = sons_of(row.sons)
    mails = select(func.count()).where(tables.Courriel.objet == row.numero)
    carried = filed.beneficiaires
    return Fiche(
        numero=row.numero,
        type=TypeDemande(row.type),
        statut=demande.courante.statut,
        paiement=demande.courante.paiement,
        depot=depot_de(demande),
        expiration=row.expire if est_a_completer(demande.courante.statut) else None,
        recapitulatif=recapitulatif(
            enrolement_connu(enrolement),
            demande,
            denomination_sociale=enrolement.raison_sociale,
            adresse=enrolement.adresse,
        ),
        accordeons=accordeons(
            load_catalogue().couloirs[sons.couloir],
            suivi_financier=dossier.suivi_financier_visible,
            courriels=bool(session.scalar(mails)),
        ),
        sons=row.sons,
        numero_editeur=shown.numero_editeur,
        date_document=date_of(filed),
        regime_tva=filed.engagement.regime_tva,
        taux_tva=shown.taux_tva,
        montants=montants_affiches(demande, _montants(shown)),
        coordonnees=shown.coordonnees,
        porteur=Porteur(
            carried.is_mandataire,
            carried.is_client_unique,
            carried.nom_mandataire,
            carried.email_mandataire,
            carried.telephone_mandataire,
        ),
        beneficiaires=tuple(_beneficiaires(row, dossier, carried)),
        pieces=tuple(map(piece_vue, shown_to(identite, row, demande))),
        scenario=tuple(
            control_scenarios(
                Fichier(
                    imp_id=None,
                    numero_ans=enrolement.numero_ans,
                    siret=enrolement.siret,
                    lignes_import=(filed,),
                ),
                Context(
                    sons=row.sons,
                    phase=Phase(row.type),
                    enrolement=enrolement_connu(enrolement),
                ),
            )
        ),
    )


def _demande(row: tables.Demande, dossier: Dossier) -> Demande:
    return dossier.demande(TypeDemande(row.type)) or dossier.avance


def _montants(row: tables.Version) -> Montants:
    """What was declared, and what is known of the rest by the computation that was confirmed."""
    steps = {step["name"]: Decimal(step["value"]) for step in (row.calcul or {}).get("steps", ())}
    decide = row.montant_decide
    return Montants(
        declare_ht=row.montant_ht,
        retenu_ht=steps.get("engagement_ht_retenu"),
        retenu=steps.get("engagement_retenu"),
        decide=row.montant_confirme if decide is None else decide,
    )


def _beneficiaires(
    row: tables.Demande, dossier: Dossier, declared: Beneficiaires
) -> Iterator[BeneficiaireVu]:
    """Those that are declared; on a solde, then those of the avance that are no more."""
    became = dict(dossier.perimetre()) if row.type == TypeDemande.SOLDE else {}
    yield from _vus(row, declared, became)
    if became:
        avance = next(one for one in row.dossier.demandes if one.type == TypeDemande.AVANCE)
        filed = read_ligne(avance.ligne, avance.sons, avance.type)
        for one in _vus(avance, filed.beneficiaires, became):
            if one.correspondance is Correspondance.RETIRE:
                yield one


def _vus(
    row: tables.Demande, declared: Beneficiaires, became: Mapping[str, Correspondance]
) -> Iterator[BeneficiaireVu]:
    line = lignes_of(row, row.date_document)[-1]
    for one in lignes_beneficiaires(line, row.dossier.enrolement.numero_ans, declared):
        yield BeneficiaireVu(
            one.identifiant,
            one.nom,
            one.email,
            one.telephone,
            one.raison_sociale,
            became.get(one.identifiant or ""),
        )


def _version(row: tables.Version) -> VersionVue:
    return VersionVue(
        rang=row.rang,
        avenant=row.avenant,
        statut=StatutDemande(row.statut),
        paiement=EtatPaiement(row.paiement),
        acte=row.acte,
        instant=row.instant,
        depuis=row.depuis,
        montant_ht=row.montant_ht,
        montant_decide=row.montant_decide,
        montant_paye=row.montant_paye,
        montants=_montants(row),
        numero_editeur=row.numero_editeur,
        taux_tva=row.taux_tva,
        coordonnees=row.coordonnees,
        ligne=row.ligne,
    )
