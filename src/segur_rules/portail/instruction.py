"""Instructing a demande: what is entered with an act, and the amount that is confirmed.

The guide tells what the gestionnaire does (§5.1) and how the amounts are come by (§5.2), not the
form of it. Chosen: which fields each act asks for, that the amount that is confirmed is the
one that is computed, to the cent, wherever one can be, and that a gestionnaire gives a ceiling or
a rate where the catalogue has none, and only there.
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
from segur_rules.montants import (
    Calcul,
    Plafond,
    TauxAvance,
    Unites,
    compute_avance,
    compute_solde,
)
from segur_rules.montants.exact import CENT_POUR_CENT, ZERO, cents, rate
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
    and `taux_avance` (in percent) are those that the catalogue does not know. `attestation` says
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

    Ceiling and rate are those of the SONS; where it has none, or none that is known of this
    demande, those of `saisie`, which is refused otherwise (`VALEUR_CONNUE`). What was paid for the
    avance, less what was asked back of it since, is the dossier's. What is not known is named.
    """
    given = saisie or Saisie()
    taux = None if sons is None else sons.taux_avance
    for champ, known, value in (
        ("plafond_ht", _known_plafond(ligne, sons), given.plafond_ht),
        ("taux_avance", taux, given.taux_avance),
    ):
        if known is not None and value is not None:
            return Refused(Motif.VALEUR_CONNUE, {"champ": champ})
    plafond = given.plafond_ht if sons is None or given.plafond_ht is not None else sons.plafond
    return _compute(ligne, dossier, plafond, taux or given.taux_avance, taux_tva)


@honours("GU-52-07", "GU-52-08", "GU-52-09")
def montant_maximal(
    ligne: Demande, dossier: Dossier, *, sons: Sons | None, taux_tva: Decimal | None
) -> Decimal | None:
    """The most that a demande can be decided at, in euros, whatever its ceiling is.

    No more is retained than what is declared, nor than what is known of the ceiling; the rate is
    that of the SONS, or all of it where it has none. None when that cannot be computed either.
    """
    borne = None if sons is None or sons.plafond is None else sons.plafond.borne_ht()
    most = max(ligne.montant_ht, ZERO) if borne is None else borne
    taux = None if sons is None else sons.taux_avance
    answer = _compute(ligne, dossier, most, taux or CENT_POUR_CENT, taux_tva)
    return answer.montant_decide if isinstance(answer, Calcul) else None


def _known_plafond(ligne: Demande, sons: Sons | None) -> Plafond | None:
    """The ceiling of the catalogue, where it gives that of this very demande."""
    plafond = None if sons is None else sons.plafond
    return plafond if plafond is not None and not plafond.missing(_counted(ligne)) else None


def _counted(ligne: Demande) -> Unites:
    counted = unites(ligne)
    return {} if counted is None else counted


def _compute(
    ligne: Demande,
    dossier: Dossier,
    plafond: Plafond | Decimal | None,
    taux_avance: TauxAvance | Decimal | None,
    taux_tva: Decimal | None,
) -> Calcul | NotEvaluable | Refused:
    known = _counted(ligne)
    if ligne.phase is Phase.AVANCE:
        return compute_avance(
            ligne.montant_ht,
            regime=ligne.engagement.regime_tva,
            taux_tva=taux_tva,
            plafond=plafond,
            taux_avance=taux_avance,
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


@honours("GU-52-07", "GU-52-08", "GU-52-09")
def refus_de_confirmation(
    calcul: Calcul | NotEvaluable | Refused, montant: Decimal, maximal: Decimal | None
) -> Refused | None:
    """Why an amount is not confirmed; None when it is.

    It is what is computed; where nothing is, it is at most `maximal` when that is known. That one
    holds too for what is computed of a ceiling that was given.
    """
    if isinstance(calcul, Refused):
        return calcul
    if isinstance(calcul, Calcul) and calcul.montant_decide != montant:
        return Refused(
            Motif.MONTANT_NON_CONFORME,
            {"montant_confirme": montant, "montant_calcule": calcul.montant_decide},
        )
    if maximal is not None and montant > maximal:
        return Refused(
            Motif.MONTANT_EXCESSIF, {"montant_confirme": montant, "montant_maximal": maximal}
        )
    return None


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
