"""Consulting a demande: the récapitulatif, the accordions, the amounts that are shown.

The first instruction is the first act of a gestionnaire upon the demande: a document or a
correction asked for, a validation, a rejection. Inferred: the guide does not say which acts
count, and one of its screens shows the four amounts of a demande that is En cours, as one is
again after such an act. A cancellation, which the vendor asks for, is no instruction; a demande
that is filed again waits for its own.

Of what was done, a gestionnaire learns who did it; a vendor learns it of its own users alone: a
choice, for the guide shows no author.
"""

from __future__ import annotations

from datetime import date, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from attrs import evolve, field, frozen
from attrs.converters import optional

from segur_rules.catalogue import Couloir
from segur_rules.demandes.formes import FORMES
from segur_rules.montants.exact import ZERO, cents
from segur_rules.rules.context import Enrolement
from segur_rules.sources import honours
from segur_rules.statuts import Acteur, Demande, EvenementDemande

INSTRUCTIONS: Final = frozenset(
    (
        EvenementDemande.DEMANDER_PIECE,
        EvenementDemande.DEMANDER_MODIFICATION,
        EvenementDemande.VALIDER,
        EvenementDemande.REJETER,
    )
)
"""The acts by which a gestionnaire instructs a demande."""


@frozen
class Recapitulatif:
    """What stands beside a demande. `date_prise_effet` is None when it is not known."""

    numero_ans: str
    date_prise_effet: date | None
    siret: str
    denomination_sociale: str
    adresse: str
    date_changement_statut: datetime


@honours("GU-52-02")
def recapitulatif(
    enrolement: Enrolement, demande: Demande, *, denomination_sociale: str, adresse: str
) -> Recapitulatif:
    """The récapitulatif of the avance or of the solde that is consulted.

    Name and address are those declared at the enrôlement. The last change of statut is that of
    the demande consulted, never that of the other one of the dossier.
    """
    return Recapitulatif(
        numero_ans=enrolement.numero_ans,
        date_prise_effet=enrolement.date_prise_effet,
        siret=enrolement.siret,
        denomination_sociale=denomination_sociale,
        adresse=adresse,
        date_changement_statut=demande.courante.depuis,
    )


class Accordeon(StrEnum):
    """The parts of the screen, in its order."""

    INFORMATIONS = "INFORMATIONS"
    COORDONNEES_BANCAIRES = "COORDONNEES_BANCAIRES"
    BENEFICIAIRES = "BENEFICIAIRES"
    ADMINISTRATEURS_TECHNIQUES = "ADMINISTRATEURS_TECHNIQUES"
    PIECES_JUSTIFICATIVES = "PIECES_JUSTIFICATIVES"
    SCENARIO_INSTALLATION = "SCENARIO_INSTALLATION"
    COURRIELS_AUTOMATIQUES = "COURRIELS_AUTOMATIQUES"
    SUIVI_FINANCIER = "SUIVI_FINANCIER"


@honours("GU-52-03")
def accordeons(
    couloir: Couloir,
    *,
    suivi_financier: bool,
    administrateurs: bool = False,
    courriels: bool = False,
) -> tuple[Accordeon, ...]:
    """The accordions of a demande, in the order of the screen.

    The scenario is that of the couloirs whose file declares one. `suivi_financier` says that the
    avance has been Décidée (`Dossier.suivi_financier_visible`), `administrateurs` and `courriels`
    that there are some to show.
    """
    forme = FORMES.get(couloir.forme)
    shown = {
        Accordeon.ADMINISTRATEURS_TECHNIQUES: administrateurs,
        Accordeon.SCENARIO_INSTALLATION: forme is not None and forme.scenario is not None,
        Accordeon.COURRIELS_AUTOMATIQUES: courriels,
        Accordeon.SUIVI_FINANCIER: suivi_financier,
    }
    return tuple(accordeon for accordeon in Accordeon if shown.get(accordeon, True))


def auteur_visible(lecteur: Acteur, *, meme_societe: bool) -> bool:
    """Whether a reader is told which user did something.

    `meme_societe` says that this user is of the reader's own company.
    """
    return lecteur is Acteur.GESTIONNAIRE or meme_societe


def _amount(value: Decimal) -> Decimal:
    return cents(value, "an amount of a demande", least=ZERO)


@frozen
class Montants:
    """The four amounts of a demande, in euros; None is an amount that is not shown.

    `retenu` and `decide` are by régime de TVA.
    """

    declare_ht: Decimal = field(converter=_amount)
    retenu_ht: Decimal | None = field(default=None, converter=optional(_amount))
    retenu: Decimal | None = field(default=None, converter=optional(_amount))
    decide: Decimal | None = field(default=None, converter=optional(_amount))


@honours("GU-52-06")
def montants_visibles(demande: Demande) -> bool:
    """Whether the amounts retained and decided are shown: once a first instruction was made."""
    for version in reversed(demande.versions):
        if version.acte in INSTRUCTIONS:
            return True
        if version.acte is None:
            # Filed: what came before is another life of the demande.
            return False
    return False


@honours("GU-52-06")
def montants_affiches(demande: Demande, montants: Montants) -> Montants:
    """The amounts of a demande as its screen shows them: the declared one always."""
    if montants_visibles(demande):
        return montants
    return evolve(montants, retenu_ht=None, retenu=None, decide=None)
