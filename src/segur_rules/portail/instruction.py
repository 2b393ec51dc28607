"""Instructing a demande: what is entered with an act, and the amount that is confirmed.

The guide tells what the gestionnaire does (§5.1) and how the amounts are come by (§5.2), not the
form of it. Chosen: which fields each act asks for, and that the amount that is confirmed is the
one that is computed, to the cent, wherever one can be.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from types import MappingProxyType
from typing import Final

from attrs import frozen

from segur_rules.catalogue import Sons
from segur_rules.demandes.codes import Phase
from segur_rules.demandes.fichier import Demande
from segur_rules.montants import Calcul, Unites, compute_avance, compute_solde
from segur_rules.montants.exact import ZERO, cents, rate
from segur_rules.outcomes import NotEvaluable, Refused
from segur_rules.portail._saisie import empty_fields
from segur_rules.portail.motifs import Motif
from segur_rules.rules.beneficiaires import DES_TIERS
from segur_rules.rules.commande import unites
from segur_rules.sources import honours
from segur_rules.statuts import (
    Dossier,
    Evenement,
    EvenementDemande,
    EvenementPaiement,
    TypeDemande,
)


@frozen
class Saisie:
    """What a gestionnaire enters with an act; None is a field that is not filled.

    `piece` is the document that is asked for and `texte` what is said of it; `corrections` what
    is to be corrected; `motif` why; `montant` what is confirmed or paid, in euros. `plafond_ht`
    and `taux_avance` (in percent) take the place of those of the catalogue. `attestation` says
    that the sworn statement of a cancellation was given.
    """

    piece: str | None = None
    texte: str | None = None
    corrections: str | None = None
    motif: str | None = None
    montant: Decimal | None = None
    plafond_ht: Decimal | None = None
    taux_avance: Decimal | None = None
    attestation: bool | None = None


_CHAMPS: Final[Mapping[Evenement, tuple[str, ...]]] = MappingProxyType(
    {
        EvenementDemande.DEMANDER_PIECE: ("piece",),
        EvenementDemande.DEMANDER_MODIFICATION: ("corrections",),
        EvenementDemande.REJETER: ("motif",),
        EvenementDemande.VALIDER: ("montant",),
        EvenementPaiement.PAYER: ("montant",),
    }
)
"""What each act asks for."""


@honours("GU-51-04", "GU-51-05")
def refus_de_saisie(evenement: Evenement, saisie: Saisie) -> tuple[Refused, ...]:
    """What is wrong with what was entered for an act; empty when nothing is."""
    return (
        *empty_fields(saisie, _CHAMPS.get(evenement, ())),
        *_wrong_amounts(saisie),
        *_wrong_rate(saisie),
    )


def refus_de_montant(champ: str, montant: Decimal) -> Refused | None:
    """Why a number that was entered is no amount in euros; None when it is one."""
    try:
        cents(montant, champ, least=ZERO)
    except ValueError:
        return Refused(Motif.MONTANT_INVALIDE, {"champ": champ, "valeur": str(montant)})
    return None


@honours("GU-52-07", "GU-52-08", "GU-52-09")
def calculer(
    ligne: Demande,
    dossier: Dossier,
    *,
    sons: Sons | None,
    taux_tva: Decimal | None,
    saisie: Saisie | None = None,
) -> Calcul | NotEvaluable | Refused:
    """What a demande of a dossier is decided at, by its line of the file.

    Ceiling and rate are those of the SONS, unless `saisie` gives others; what was paid for the
    avance, less what was asked back of it since, is the dossier's. What is not known is named.
    """
    given = saisie or Saisie()
    counted = unites(ligne)
    known: Unites = {} if counted is None else counted
    plafond = given.plafond_ht if sons is None or given.plafond_ht is not None else sons.plafond
    if ligne.phase is Phase.AVANCE:
        asked = given.taux_avance
        taux = asked if sons is None or asked is not None else sons.taux_avance
        return compute_avance(
            ligne.montant_ht,
            regime=ligne.engagement.regime_tva,
            taux_tva=taux_tva,
            plafond=plafond,
            taux_avance=taux,
            unites=known,
        )
    avance = dossier.avance.courante
    return compute_solde(
        ligne.montant_ht,
        regime=ligne.engagement.regime_tva,
        taux_tva=taux_tva,
        plafond=plafond,
        avance_payee=dossier.recouvrable(TypeDemande.AVANCE) if avance.est_payee else None,
        avance_declaree_ht=avance.declaration.montant_ht,
        unites=known,
    )


@honours("GU-52-09")
def refus_de_confirmation(
    calcul: Calcul | NotEvaluable | Refused, montant: Decimal
) -> Refused | None:
    """Why an amount is not confirmed; None when it is, or when none can be computed."""
    if isinstance(calcul, Refused):
        return calcul
    if isinstance(calcul, NotEvaluable) or calcul.montant_decide == montant:
        return None
    return Refused(
        Motif.MONTANT_NON_CONFORME,
        {"montant_confirme": montant, "montant_calcule": calcul.montant_decide},
    )


@honours("PS-05", "PS-13")
def deja_finances(
    beneficiaires: Iterable[str], autres: Iterable[Dossier], *, couloir: str
) -> tuple[str, ...]:
    """Those of the bénéficiaires of a demande that other dossiers of its SONS fund already.

    Each once, in their order. None where the vendor files for itself: it has one demande for
    each stage of its work, and no client whom another could have.
    """
    if couloir not in DES_TIERS:
        return ()
    funded = {numero for dossier in autres for numero in dossier.finances}
    return tuple(numero for numero in dict.fromkeys(beneficiaires) if numero in funded)


@honours("GU-51-06")
def refus_de_budget(total: Decimal, engage: Decimal) -> Refused | None:
    """Why a budget cannot be of so much, of which so much is decided already; None when it can."""
    if total >= engage:
        return None
    return Refused(Motif.BUDGET_ENGAGE, {"total": total, "engage": engage})


def _wrong_amounts(saisie: Saisie) -> Iterator[Refused]:
    for champ, montant in (("montant", saisie.montant), ("plafond_ht", saisie.plafond_ht)):
        refusal = None if montant is None else refus_de_montant(champ, montant)
        if refusal is not None:
            yield refusal


def _wrong_rate(saisie: Saisie) -> Iterator[Refused]:
    if saisie.taux_avance is None:
        return
    try:
        rate(saisie.taux_avance, "taux_avance")
    except ValueError:
        params = {"champ": "taux_avance", "valeur": str(saisie.taux_avance)}
        yield Refused(Motif.TAUX_INVALIDE, params)
