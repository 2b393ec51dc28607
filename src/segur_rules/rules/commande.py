"""COM: the order, the invoice and their amounts."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import Final

from segur_rules.demandes.codes import CommandePour, Phase, RegimeTVA
from segur_rules.demandes.fichier import BeneficiairesMDV, Demande, FactureMS, Fichier
from segur_rules.echeances import (
    JOURS_AVANT_REFERENCEMENT,
    PARIS,
    limite_signature,
    paris_day,
)
from segur_rules.montants import NaturePlafond
from segur_rules.rules.context import Context
from segur_rules.rules.dossier import known_dossiers
from segur_rules.rules.registry import (
    CHOICE,
    ERROR,
    INFERRED,
    PUBLIC,
    WARNING,
    Answer,
    Stage,
    at,
    declared,
    found,
    rule,
    unknown,
)

AVANCE, SOLDE = Phase.AVANCE, Phase.SOLDE
DEPLOIEMENT_MSS_DEPUIS: Final = datetime(2024, 9, 12, 14, tzinfo=PARIS)
"""From this instant a solde of the médico-social declares its MSS deployment (PS-04)."""

montant_positif = declared(
    "SEG-COM-001",
    Stage.SCHEMA,
    ERROR,
    PUBLIC,
    "An amount is greater than zero.",
    "PS-06",
    "PS-10",
)


montant_plausible = declared(
    "SEG-COM-016",
    Stage.SCHEMA,
    ERROR,
    CHOICE,
    "An amount is less than a thousand billion euros.",
    "GU-52-07",
    "GU-52-08",
)


def amount_tag(demande: Demande) -> str:
    """The tag of the declared amount of a demande."""
    return "montantSegurHTFacture" if demande.phase is SOLDE else "montantSegurHT"


def at_engagement(i: int, demande: Demande, balise: str) -> str:
    """The pointer of a tag of the order or of the invoice."""
    return at(i, f"/{'facture' if demande.phase is SOLDE else 'commande'}/{balise}")


def at_amount(i: int, demande: Demande) -> str:
    """The pointer of the declared amount."""
    return at_engagement(i, demande, amount_tag(demande))


@rule("SEG-COM-002", ERROR, INFERRED, "PS-17")
def deux_decimales(fichier: Fichier, context: Context) -> Answer:
    """An amount has at most two decimals."""
    for i, demande in fichier.lignes():
        amount = demande.montant_ht
        # As a fraction: a remainder would depend on the caller's decimal context.
        if 100 % amount.as_integer_ratio()[1]:
            yield found(at_amount(i, demande), balise=amount_tag(demande), valeur=str(amount))


@rule("SEG-COM-003", ERROR, INFERRED, "GU-4-07", needs=("tauxTVA",))
def regime_ht_sans_tva(fichier: Fichier, context: Context) -> Answer:
    """Under the HT regime the VAT rate is zero."""
    if context.taux_tva:
        for i, demande in fichier.lignes():
            if demande.engagement.regime_tva is RegimeTVA.HT:
                yield found(at_engagement(i, demande, "regimeTVA"), taux=context.taux_tva)


@rule("SEG-COM-004", WARNING, INFERRED, "GU-4-07", needs=("tauxTVA",))
def regime_ttc_avec_tva(fichier: Fichier, context: Context) -> Answer:
    """Under the TTC regime the VAT rate is above zero."""
    if not context.taux_tva:
        for i, demande in fichier.lignes():
            if demande.engagement.regime_tva is RegimeTVA.TTC:
                yield found(at_engagement(i, demande, "regimeTVA"))


@rule("SEG-COM-005", WARNING, INFERRED, "GU-4-07", needs=("tauxTVA",))
def taux_connu(fichier: Fichier, context: Context) -> Answer:
    """The VAT rate is one that is known."""
    known = {rate.taux for rate in context.catalogue.tva}
    if context.taux_tva is not None and context.taux_tva not in known:
        attendus = tuple(str(taux) for taux in sorted(known))
        yield found("", taux=context.taux_tva, attendus=attendus)


@rule("SEG-COM-006", WARNING, INFERRED, "GU-4-07")
def un_regime(fichier: Fichier, context: Context) -> Answer:
    """The demandes of a file share one VAT regime."""
    premier = None
    for i, demande in fichier.lignes():
        regime = demande.engagement.regime_tva
        premier = premier or regime
        if regime is not premier:
            yield found(
                at_engagement(i, demande, "regimeTVA"), regime=regime.value, premier=premier.value
            )


@rule("SEG-COM-007", ERROR, INFERRED, "GU-52-07", phase=AVANCE, needs=("instant",))
def commande_avant_depot(fichier: Fichier, context: Context) -> Answer:
    """An order is not dated after its filing."""
    if context.instant is not None:
        depot = paris_day(context.instant)
        for i, avance in fichier.avances():
            if avance.commande.date_commande > depot:
                yield found(
                    at(i, "/commande/dateCommande"),
                    date=avance.commande.date_commande,
                    depot=depot,
                )


@rule("SEG-COM-008", ERROR, INFERRED, "GU-52-08", phase=SOLDE, needs=("instant",))
def facture_avant_depot(fichier: Fichier, context: Context) -> Answer:
    """An invoice is not dated after its filing."""
    if context.instant is not None:
        depot = paris_day(context.instant)
        for i, solde in fichier.soldes():
            if solde.facture.date_facture > depot:
                yield found(
                    at(i, "/facture/dateFacture"), date=solde.facture.date_facture, depot=depot
                )


@rule("SEG-COM-009", WARNING, INFERRED, "GU-52-07", "PS-18", phase=AVANCE, needs=("sons",))
def commande_sous_plafond(fichier: Fichier, context: Context) -> Answer:
    """The declared amount of an order does not exceed the HT ceiling."""
    yield from _under_ceiling(fichier, context)


@rule("SEG-COM-010", WARNING, INFERRED, "GU-52-08", "PS-18", phase=SOLDE, needs=("sons",))
def facture_sous_plafond(fichier: Fichier, context: Context) -> Answer:
    """The declared amount of an invoice does not exceed the HT ceiling."""
    yield from _under_ceiling(fichier, context)


def _under_ceiling(fichier: Fichier, context: Context) -> Answer:
    plafond = context.scheme.plafond if context.scheme else None
    if plafond is None:
        yield unknown("catalogue.plafond")
        return
    borne_ht = cache(plafond.borne_ht)
    for i, demande in fichier.lignes():
        ceiling = borne_ht(unites(demande))
        if ceiling is None:
            yield unknown("catalogue.plafond")
        elif demande.montant_ht > ceiling:
            yield found(at_amount(i, demande), declare=demande.montant_ht, plafond=ceiling)


def unites(demande: Demande) -> int | None:
    """What a ceiling per unit counts; None when it is not known for this demande."""
    beneficiaires = demande.beneficiaires
    if (
        isinstance(beneficiaires, BeneficiairesMDV)
        and beneficiaires.commande_pour is CommandePour.LIBERAL
    ):
        return len(beneficiaires.liberal)
    return None


@rule("SEG-COM-011", ERROR, PUBLIC, "PS-06", phase=SOLDE, needs=("dossiers",))
def facture_sous_avance(fichier: Fichier, context: Context) -> Answer:
    """An invoice does not exceed the amount declared at the avance."""
    for i, solde, dossier in known_dossiers(fichier, context):
        if dossier.montant_segur_ht is None:
            yield unknown("dossiers.montantSegurHT")
        elif solde.montant_ht > dossier.montant_segur_ht:
            yield found(
                at_amount(i, solde), facture=solde.montant_ht, avance=dossier.montant_segur_ht
            )


@rule("SEG-COM-012", ERROR, PUBLIC, "PS-11", phase=AVANCE, needs=("enrolement.datePriseEffet",))
def commande_avant_referencement(fichier: Fichier, context: Context) -> Answer:
    """An order signed before the référencement is at most 120 days older than its file.

    Calendar days, to the day the complete evidence file is deemed submitted, inclusive.
    """
    if context.enrolement is None or context.enrolement.date_prise_effet is None:
        return
    prise_effet = context.enrolement.date_prise_effet
    complete = context.enrolement.date_dossier_complet
    limite = limite_signature(complete) if complete is not None else None
    for i, avance in fichier.avances():
        signed = avance.commande.date_commande
        if signed >= prise_effet:
            continue
        if complete is None or limite is None:
            yield unknown("enrolement.dateDossierComplet")
        elif signed < limite:
            yield found(
                at(i, "/commande/dateCommande"),
                date=signed,
                prise_effet=prise_effet,
                dossier_complet=complete,
                jours=JOURS_AVANT_REFERENCEMENT,
            )


@rule("SEG-COM-013", WARNING, CHOICE, "GU-52-08", phase=SOLDE, needs=("dossiers",))
def regime_de_l_avance(fichier: Fichier, context: Context) -> Answer:
    """The VAT regime of the solde is that of the avance."""
    for i, solde, dossier in known_dossiers(fichier, context):
        if dossier.regime_tva is None:
            yield unknown("dossiers.regimeTVA")
        elif solde.facture.regime_tva is not dossier.regime_tva:
            yield found(
                at(i, "/facture/regimeTVA"),
                regime=solde.facture.regime_tva.value,
                regime_avance=dossier.regime_tva.value,
            )


@rule(
    "SEG-COM-014",
    ERROR,
    PUBLIC,
    "PS-04",
    couloirs=("MS1", "MS2"),
    phase=SOLDE,
    needs=("instant",),
)
def deploiement_mss(fichier: Fichier, context: Context) -> Answer:
    """A solde of the médico-social declares its MSS deployment, from 12/09/2024 14:00."""
    if context.instant is not None and context.instant >= DEPLOIEMENT_MSS_DEPUIS:
        for i, solde in fichier.soldes():
            if isinstance(solde.facture, FactureMS) and solde.facture.deploiement_mss is None:
                yield found(at(i, "/facture/deploiementMSS"), depuis=DEPLOIEMENT_MSS_DEPUIS)


@rule("SEG-COM-015", WARNING, INFERRED, "PS-19", couloirs=("SAS",), needs=("sons",))
def forfait(fichier: Fichier, context: Context) -> Answer:
    """The amount of the SAS is the flat amount."""
    plafond = context.scheme.plafond if context.scheme else None
    if plafond is None or plafond.nature is not NaturePlafond.FORFAIT:
        yield unknown("catalogue.plafond")
        return
    for i, demande in fichier.lignes():
        if demande.montant_ht != plafond.montant_ht:
            yield found(
                at_amount(i, demande), declare=demande.montant_ht, forfait=plafond.montant_ht
            )
