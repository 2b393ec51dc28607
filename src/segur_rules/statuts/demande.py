"""The life of a demande, avance or solde.

Theory of operation. A file that is imported leaves each demande without its documents: it is
not complete, and no gestionnaire sees it. Completed within seven days it is En cours; otherwise
the clock deletes it, and an avance (not a solde) may be deleted by the vendor before that.

A gestionnaire then instructs it: asks for a document or for a correction, each by a mail, and
the vendor's answer brings it back to En cours; rejects it; or validates it, unless another
validated demande of the SONS funds one of its bénéficiaires. Validating an avance
adds the décision d'attribution. A demande that is Validée waits for the budget to be Décidée,
and nothing is paid before that (the payment has its own table).

Cancelling, at the vendor's request, asks for a signed and reasoned sworn statement; so the
avenant becomes Historisée and a new one is created Annulée. A total recovery order does the same
to what was paid. What an avance was paid in excess is asked back when its solde is decided.

Left out, since no source speaks of it: rejecting while a document or a correction is awaited,
and going back on a rejection.

Chosen: that an excess is asked back when the solde is decided, and not before; where the amount
of the solde cannot be computed, nothing says that there is one.

Deduced: the first statut (§9 tells of demandes not complete without naming a statut); that an
expired demande can no longer be completed, even before the clock has come by; from which statuts
a demande can be cancelled (any in which it stands before a gestionnaire); that a document added
in A modifier (§5.1 allows it) leaves it A modifier, since only the correction brings it back.
"""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final

from segur_rules.sources import Certainty, honours
from segur_rules.statuts.effets import (
    AjouterDocument,
    CreerAvenant,
    DaterStatut,
    EnvoyerMail,
)
from segur_rules.statuts.etats import EtatPaiement, StatutDemande, TypeDemande
from segur_rules.statuts.faits import Acteur, Params, Refus, condition, guard
from segur_rules.statuts.machine import Recover, Table, To, When

DECISION_ATTRIBUTION: Final = "DECISION_ATTRIBUTION"
RETENUS: Final = (StatutDemande.VALIDEE, StatutDemande.DECIDEE)
"""The statuts of a demande that is validated, and so funds its bénéficiaires (PS-05)."""


class EvenementDemande(StrEnum):
    """What may happen to a demande."""

    COMPLETER = "COMPLETER"
    EXPIRER = "EXPIRER"
    SUPPRIMER = "SUPPRIMER"
    DEMANDER_PIECE = "DEMANDER_PIECE"
    DEMANDER_MODIFICATION = "DEMANDER_MODIFICATION"
    AJOUTER_PIECE = "AJOUTER_PIECE"
    CORRIGER = "CORRIGER"
    VALIDER = "VALIDER"
    REJETER = "REJETER"
    DECIDER = "DECIDER"
    ANNULER = "ANNULER"
    RECOUVRER = "RECOUVRER"


def _is_past(instant: datetime, expiration: datetime) -> bool:
    # In UTC: two datetimes of one zone are compared by what their clocks show.
    return instant.astimezone(UTC) > expiration.astimezone(UTC)


@guard(Refus.DELAI_ECHU)
def not_expired(instant: datetime, expiration: datetime) -> Params | None:
    """A demande is completed by its last instant, inclusive."""
    return (
        None
        if not _is_past(instant, expiration)
        else {"instant": instant, "expiration": expiration}
    )


@guard(Refus.DELAI_NON_ECHU)
def expired(instant: datetime, expiration: datetime) -> Params | None:
    """A demande is deleted by the clock once its last instant has passed."""
    return None if _is_past(instant, expiration) else {"instant": instant, "expiration": expiration}


@guard(Refus.PIECES_MANQUANTES)
def documents_given(pieces_completes: bool) -> Params | None:
    """Every document that the file announced is given."""
    return None if pieces_completes else {}


@guard(Refus.SOLDE_NON_SUPPRIMABLE)
def of_an_avance(type_demande: TypeDemande) -> Params | None:
    """Only avances may be deleted by the vendor."""
    return None if type_demande is TypeDemande.AVANCE else {}


@guard(Refus.BENEFICIAIRE_DEJA_FINANCE)
def funded_by_no_other(deja_finances: tuple[str, ...]) -> Params | None:
    """A bénéficiaire has one funding per SONS: no other validated demande names it."""
    return {"numeros": deja_finances} if deja_finances else None


@guard(Refus.BUDGET_INSUFFISANT)
def within_budget(budget_disponible: Decimal, montant_decide: Decimal) -> Params | None:
    """A demande is decided within the budget, to the last cent of it."""
    if montant_decide <= budget_disponible:
        return None
    return {"budget_disponible": budget_disponible, "montant_decide": montant_decide}


@guard(Refus.ATTESTATION_MANQUANTE)
def sworn_statement_given(attestation: bool) -> Params | None:
    """A cancellation comes with its signed, reasoned sworn statement."""
    return None if attestation else {}


@guard(Refus.NON_PAYEE)
def paid(paiement: EtatPaiement) -> Params | None:
    """Only what was paid is recovered."""
    if paiement is EtatPaiement.PAIEMENT_EFFECTUE:
        return None
    return {"paiement": paiement.value}


@guard(Refus.RIEN_A_RECOUVRER)
def left_to_recover(a_recouvrer: Decimal) -> Params | None:
    """A recovery is of something: of nothing, there is no order."""
    return None if a_recouvrer > 0 else {}


@condition
def is_an_avance(type_demande: TypeDemande) -> bool:
    """The décision d'attribution is a document of the avance."""
    return type_demande is TypeDemande.AVANCE


@condition
def was_paid(paiement: EtatPaiement, a_recouvrer: Decimal) -> bool:
    """What was paid for a demande that is cancelled is asked for, unless nothing is left of it."""
    return paiement is EtatPaiement.PAIEMENT_EFFECTUE and a_recouvrer > 0


@condition
def was_paid_in_excess(a_recouvrer: Decimal) -> bool:
    """What the avance was paid above what is retained of the invoice is asked for."""
    return a_recouvrer > 0


_DATER: Final = DaterStatut()
_RECOUVRER: Final = Recover("a_recouvrer")
_AVENANT_ANNULE: Final = CreerAvenant(StatutDemande.ANNULEE)

_ANNULER: Final = To(
    StatutDemande.HISTORISEE,
    by=Acteur.GESTIONNAIRE,
    guards=(sworn_statement_given,),
    effects=(_AVENANT_ANNULE, _DATER),
    sources=("GU-51-03", "GU-51-07", "GU-51-08", "PS-12"),
    certainty=Certainty.INFERRED,
)

DEMANDE: Final = Table(
    name="demande",
    etats=StatutDemande,
    evenements=EvenementDemande,
    initial=StatutDemande.NON_COMPLETE,
    transitions={
        StatutDemande.NON_COMPLETE: {
            EvenementDemande.COMPLETER: To(
                StatutDemande.EN_COURS,
                by=Acteur.FOURNISSEUR,
                # Too late comes first: no document would help.
                guards=(not_expired, documents_given),
                effects=(_DATER,),
                sources=("GU-9-01", "GU-9-03", "GU-51-03"),
            ),
            EvenementDemande.EXPIRER: To(
                StatutDemande.SUPPRIMEE,
                by=Acteur.HORLOGE,
                guards=(expired,),
                effects=(_DATER,),
                sources=("GU-9-03",),
            ),
            EvenementDemande.SUPPRIMER: To(
                StatutDemande.SUPPRIMEE,
                by=Acteur.FOURNISSEUR,
                guards=(of_an_avance,),
                effects=(_DATER,),
                sources=("GU-9-05",),
            ),
        },
        StatutDemande.EN_COURS: {
            EvenementDemande.DEMANDER_PIECE: To(
                StatutDemande.EN_ATTENTE_PIECE,
                by=Acteur.GESTIONNAIRE,
                effects=(EnvoyerMail("piece_demandee", ("demande", "piece")), _DATER),
                sources=("GU-51-03", "GU-51-04"),
            ),
            EvenementDemande.DEMANDER_MODIFICATION: To(
                StatutDemande.A_MODIFIER,
                by=Acteur.GESTIONNAIRE,
                effects=(EnvoyerMail("modification_demandee", ("demande", "corrections")), _DATER),
                sources=("GU-51-03", "GU-51-05"),
            ),
            EvenementDemande.VALIDER: To(
                StatutDemande.VALIDEE,
                by=Acteur.GESTIONNAIRE,
                # Others may have been validated since it was imported.
                guards=(funded_by_no_other,),
                effects=(When(is_an_avance, AjouterDocument(DECISION_ATTRIBUTION)), _DATER),
                sources=("GU-51-03", "GU-52-14", "PS-05"),
            ),
            EvenementDemande.REJETER: To(
                StatutDemande.REJETEE,
                by=Acteur.GESTIONNAIRE,
                effects=(_DATER,),
                sources=("GU-51-03",),
            ),
            EvenementDemande.ANNULER: _ANNULER,
        },
        StatutDemande.EN_ATTENTE_PIECE: {
            EvenementDemande.AJOUTER_PIECE: To(
                StatutDemande.EN_COURS,
                by=Acteur.FOURNISSEUR,
                effects=(_DATER,),
                sources=("GU-51-04", "GU-51-15"),
                repeatable=False,
            ),
            EvenementDemande.ANNULER: _ANNULER,
        },
        StatutDemande.A_MODIFIER: {
            EvenementDemande.CORRIGER: To(
                StatutDemande.EN_COURS,
                by=Acteur.FOURNISSEUR,
                effects=(_DATER,),
                sources=("GU-51-05",),
                repeatable=False,
            ),
            EvenementDemande.AJOUTER_PIECE: To(
                # The statut does not change: it is not dated.
                StatutDemande.A_MODIFIER,
                by=Acteur.FOURNISSEUR,
                sources=("GU-51-15",),
                certainty=Certainty.INFERRED,
                repeatable=False,
            ),
            EvenementDemande.ANNULER: _ANNULER,
        },
        StatutDemande.VALIDEE: {
            EvenementDemande.DECIDER: To(
                StatutDemande.DECIDEE,
                by=Acteur.GESTIONNAIRE,
                guards=(within_budget,),
                effects=(When(was_paid_in_excess, _RECOUVRER), _DATER),
                sources=("GU-51-03", "GU-51-06", "PS-07"),
            ),
            EvenementDemande.ANNULER: _ANNULER,
        },
        StatutDemande.DECIDEE: {
            EvenementDemande.ANNULER: To(
                StatutDemande.HISTORISEE,
                by=Acteur.GESTIONNAIRE,
                guards=(sworn_statement_given,),
                # Nothing is paid before it is Décidée: only here may there be money to recover.
                effects=(_AVENANT_ANNULE, When(was_paid, _RECOUVRER), _DATER),
                sources=("GU-51-03", "GU-51-07", "GU-51-08", "PS-12"),
                certainty=Certainty.INFERRED,
            ),
            EvenementDemande.RECOUVRER: To(
                StatutDemande.HISTORISEE,
                by=Acteur.GESTIONNAIRE,
                guards=(paid, left_to_recover),
                effects=(_AVENANT_ANNULE, _RECOUVRER, _DATER),
                sources=("GU-51-07", "GU-51-08"),
            ),
        },
    },
)

STATUTS_A_INSTRUIRE: Final = tuple(
    statut for statut in StatutDemande if DEMANDE.find(statut, EvenementDemande.VALIDER)
)
"""The statuts of a demande that awaits instruction: a gestionnaire may validate it (GU-51-03)."""


@honours("GU-9-01")
def visible_au_gestionnaire(statut: StatutDemande) -> bool:
    """Whether gestionnaires see a demande: not before it is complete, hence never once deleted."""
    return statut not in (StatutDemande.NON_COMPLETE, StatutDemande.SUPPRIMEE)


@honours("GU-9-03", "GU-9-05")
def est_supprimee(statut: StatutDemande) -> bool:
    """Whether a demande exists no more: it expired, or its vendor deleted it."""
    return statut is StatutDemande.SUPPRIMEE


@honours("GU-51-15")
def pieces_ajoutables(statut: StatutDemande) -> bool:
    """Whether documents may be added from the list of demandes."""
    return DEMANDE.find(statut, EvenementDemande.AJOUTER_PIECE) is not None
