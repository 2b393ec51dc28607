"""The two exports, whose columns, order and headings are the guide's (§6).

The guide heads the fourteenth column of the bénéficiaires "FINESS PMSI" and says that the kind of
number depends on the couloir. For the other couloirs the heading is inferred: the kinds that the
couloir's bénéficiaires are known by. Inferred too: the lines are those of the list of demandes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Final

from segur_rules.catalogue import Catalogue, Couloir, load
from segur_rules.outcomes import Refused
from segur_rules.portail._saisie import unknown_value
from segur_rules.portail.dialecte import FRANCAIS, Cellule, Dialecte, Telephone, write_csv
from segur_rules.portail.libelles import IDENTIFIANTS, PAIEMENTS, STATUTS, TYPES
from segur_rules.portail.lignes import LigneBeneficiaire, LigneDemande
from segur_rules.portail.motifs import Motif
from segur_rules.sources import honours

_COMMUNES: Final = (
    "Type",
    "Statut",
    "Date de changement de statut",
    "Logiciel",
    "Date de dépôt",
    "Date de commande",
    "N° éditeur",
    "Etat de paiement",
    "Date du paiement",
    "Montant déclaré SEGUR HT",
    "Montant payé (fonction du régime TVA)",
)

TITRES_DEMANDES: Final = ("N° ASP", *_COMMUNES)
"""The twelve headings of the export of demandes."""


def titres_beneficiaires(couloir: Couloir) -> tuple[str, ...]:
    """The eighteen headings of the export of the bénéficiaires of a couloir."""
    return (
        "N° de la demande",
        *_COMMUNES,
        "N°ANS",
        " / ".join(IDENTIFIANTS.get(tag, tag) for tag in couloir.identifiants),
        "Nom du client",
        "E-mail du client",
        "Téléphone du client",
        "Raison sociale client",
    )


def cellules_demande(ligne: LigneDemande) -> tuple[Cellule, ...]:
    """The twelve cells of a demande, typed, in the order of the headings."""
    return (
        ligne.numero,
        TYPES[ligne.type],
        STATUTS[ligne.statut],
        ligne.depuis,
        ligne.logiciel,
        ligne.date_depot,
        ligne.date_commande,
        ligne.numero_editeur,
        PAIEMENTS[ligne.paiement],
        ligne.date_paiement,
        ligne.montant_declare_ht,
        ligne.montant_paye,
    )


def cellules_beneficiaire(ligne: LigneBeneficiaire) -> tuple[Cellule, ...]:
    """The eighteen cells of a bénéficiaire, typed, in the order of the headings."""
    return (
        *cellules_demande(ligne.demande),
        ligne.numero_ans,
        ligne.identifiant,
        ligne.nom,
        ligne.email,
        None if ligne.telephone is None else Telephone(ligne.telephone),
        ligne.raison_sociale,
    )


@honours("GU-6-01")
def export_demandes(
    lignes: Iterable[LigneDemande], dialecte: Dialecte = FRANCAIS
) -> Iterator[bytes]:
    """The export of the demandes of every couloir, in the order given, row after row."""
    rows = (cellules_demande(ligne) for ligne in lignes if ligne.est_listee)
    return write_csv(TITRES_DEMANDES, rows, dialecte)


@honours("GU-6-02")
def couloir_choisi(code: str | None, catalogue: Catalogue | None = None) -> Couloir | Refused:
    """The couloir that the export of bénéficiaires is for, or why there is none yet."""
    couloirs = (catalogue or load()).couloirs
    wanted = (code or "").strip().upper()
    if not wanted:
        return Refused(Motif.COULOIR_NON_CHOISI, {"attendus": tuple(couloirs)})
    if wanted not in couloirs:
        return unknown_value("couloir", wanted, tuple(couloirs))
    return couloirs[wanted]


@honours("GU-6-02")
def export_beneficiaires(
    couloir: Couloir, lignes: Iterable[LigneBeneficiaire], dialecte: Dialecte = FRANCAIS
) -> Iterator[bytes]:
    """The export of the bénéficiaires of one couloir, row after row; others are left out."""
    rows = (
        cellules_beneficiaire(ligne)
        for ligne in lignes
        if ligne.demande.est_listee and ligne.demande.couloir == couloir.code
    )
    return write_csv(titres_beneficiaires(couloir), rows, dialecte)
