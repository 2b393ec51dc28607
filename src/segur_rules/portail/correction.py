"""Correcting a demande that is A modifier: the line is given again, and what names it stays.

Inferred: what is corrected is the same demande, so that its numéro éditeur, and the dossier of a
solde, are those that were filed. Filed in time, it stays so: its deadlines are held against the
instant at which it was filed; only what PS-04 asks of a correction is held against that of the
correction. Chosen: the VAT rate, which no line holds, may be corrected with it (GU-52-05 shows
it among the informations); it is that of the filing where none is given.

What it announces is there: it brings the demande back to En cours, which is complete (GU-9-01).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import datetime
from decimal import Decimal

from attrs import evolve

from segur_rules.demandes.fichier import Demande, FactureMS, Solde
from segur_rules.echeances import aware
from segur_rules.identifiants import numero_asp
from segur_rules.outcomes import Refused
from segur_rules.pieces import compare
from segur_rules.portail.motifs import Motif
from segur_rules.rules.commande import DEPLOIEMENT_MSS_DEPUIS
from segur_rules.rules.context import Context
from segur_rules.sources import honours
from segur_rules.statuts import Refus


@honours("GU-51-05")
def contexte_de_correction(
    context: Context, numero: str, depot: datetime, taux_tva: Decimal | None = None
) -> Context:
    """What a corrected line is judged by, from what would be known of it if it were filed now.

    `numero` is that of the demande, `depot` the instant at which it was filed: its deadlines are
    held against that; `taux_tva` the rate that is corrected, in percent. The solde that is
    corrected does not stand in its own way.
    """
    known = context.dossiers
    if known is not None:
        known = tuple(
            evolve(one, statut_solde=None) if numero_asp.same_dossier(one.numero, numero) else one
            for one in known
        )
    rate = context.taux_tva if taux_tva is None else taux_tva
    return evolve(context, instant=depot, dossiers=known, taux_tva=rate)


@honours("GU-9-01", "GU-51-05", "PS-04")
def refus_de_correction(
    avant: Demande, apres: Demande, instant: datetime, *, donnees: Iterable[str]
) -> tuple[Refused, ...]:
    """Why a line does not take the place of another of its phase; empty when it does.

    `donnees` are the names of the documents that the vendor gave, those being added too.
    """
    return (
        *_other_demande(avant, apres),
        *_without_documents(apres, donnees),
        *_without_deployment(apres, instant),
    )


def _other_demande(avant: Demande, apres: Demande) -> Iterator[Refused]:
    if apres.numero_editeur != avant.numero_editeur:
        yield _fixed("numero_editeur", apres.numero_editeur, avant.numero_editeur)
    if (
        isinstance(avant, Solde)
        and isinstance(apres, Solde)
        and not numero_asp.same_dossier(avant.numero_asp, apres.numero_asp)
    ):
        yield _fixed("numero_asp", apres.numero_asp, avant.numero_asp)


def _fixed(champ: str, valeur: str, attendu: str) -> Refused:
    return Refused(Motif.DONNEE_FIGEE, {"champ": champ, "valeur": valeur, "attendu": attendu})


def _without_documents(apres: Demande, donnees: Iterable[str]) -> Iterator[Refused]:
    missing = tuple(
        apres.pieces_justificatives[place].nom_fichier
        for place in compare(apres, donnees).manquantes
    )
    if missing:
        yield Refused(Refus.PIECES_MANQUANTES, {"manquantes": missing})


def _without_deployment(apres: Demande, instant: datetime) -> Iterator[Refused]:
    facture = apres.engagement
    if (
        isinstance(facture, FactureMS)
        and facture.deploiement_mss is None
        and aware(instant) >= DEPLOIEMENT_MSS_DEPUIS
    ):
        yield Refused(Motif.CHAMP_OBLIGATOIRE, {"champ": "deploiement_mss"})
