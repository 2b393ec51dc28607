"""Who acts, what is known, and the questions that a table asks about it.

A guard or a condition is a small pure function whose parameters are named after the facts it
reads: the facts that it needs are declared once, by its signature.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from inspect import signature
from typing import TypeAlias

from attrs import Attribute, field, fields_dict, frozen
from attrs.validators import optional

from segur_rules.echeances import require_aware
from segur_rules.outcomes import Param
from segur_rules.statuts.etats import (
    ChampPersonne,
    EtatPaiement,
    StatutDemande,
    TypeDemande,
    TypeEnrolement,
)

Params: TypeAlias = Mapping[str, Param]


class Acteur(StrEnum):
    """Who may cause an event. The gestionnaire is any officer of the ASP."""

    FOURNISSEUR = "FOURNISSEUR"
    GESTIONNAIRE = "GESTIONNAIRE"
    HORLOGE = "HORLOGE"


class Refus(StrEnum):
    """Why an event is refused. A code is permanent; the facts it comes with are named here."""

    TRANSITION_IMPOSSIBLE = "TRANSITION_IMPOSSIBLE"
    """No such event in this état: `etat`, `evenement`."""
    ACTEUR_NON_AUTORISE = "ACTEUR_NON_AUTORISE"
    """Somebody else may do it: `acteur`, `attendus`."""
    FAIT_MANQUANT = "FAIT_MANQUANT"
    """Nothing stands against it so far, and something is not known: `faits`, by JSON name."""
    PIECES_MANQUANTES = "PIECES_MANQUANTES"
    """Documents are missing; of a person's change, which ones: `manquantes`."""
    BENEFICIAIRE_DEJA_FINANCE = "BENEFICIAIRE_DEJA_FINANCE"
    """Another validated demande of the SONS funds bénéficiaires of this one: `numeros`, theirs."""
    DELAI_ECHU = "DELAI_ECHU"
    """It is too late: `instant`, `expiration`."""
    DELAI_NON_ECHU = "DELAI_NON_ECHU"
    """It is too early: `instant`, `expiration`."""
    SOLDE_NON_SUPPRIMABLE = "SOLDE_NON_SUPPRIMABLE"
    """Only an avance may be deleted."""
    BUDGET_INSUFFISANT = "BUDGET_INSUFFISANT"
    """More is decided than is left: `budget_disponible`, `montant_decide`, in euros."""
    ATTESTATION_MANQUANTE = "ATTESTATION_MANQUANTE"
    """The signed, reasoned sworn statement is missing."""
    NON_PAYEE = "NON_PAYEE"
    """Nothing was paid that could be recovered: `paiement`."""
    NON_DECIDEE = "NON_DECIDEE"
    """Nothing is paid before it is Décidée: `statut`."""
    RIEN_A_RECOUVRER = "RIEN_A_RECOUVRER"
    """Nothing is left of what was paid that could be asked back."""
    MONTANT_DIFFERENT = "MONTANT_DIFFERENT"
    """What is paid is not what was decided: `montant_decide`, `montant_paye`, in euros."""
    ENROLEMENT_NON_VALIDE = "ENROLEMENT_NON_VALIDE"
    """The enrôlement is not Validée: `statut`."""
    AVANCE_EXISTANTE = "AVANCE_EXISTANTE"
    """A dossier has one avance, that it was opened with: `statut`."""
    AVANCE_NON_DECIDEE = "AVANCE_NON_DECIDEE"
    """A solde waits for its avance to be Décidée: `statut`."""
    AVANCE_NON_PAYEE = "AVANCE_NON_PAYEE"
    """A solde waits for its avance to be paid: `paiement`."""
    SOLDE_EXISTANT = "SOLDE_EXISTANT"
    """The dossier has a solde that stands: `statut`."""
    SOLDE_ABSENT = "SOLDE_ABSENT"
    """The dossier has no solde."""


def require_amount(_instance: object, attribute: Attribute[Decimal], value: object) -> None:
    """Refuse what is not an amount in euros, from zero up. Raises `ValueError`."""
    if not isinstance(value, Decimal) or not value.is_finite() or value < 0:
        raise ValueError(f"{attribute.name} is a Decimal of euros, from zero up; got {value!r}")


@frozen
class Faits:
    """What is known when an event is proposed; None when it is not known.

    `instant` and `expiration` are aware, the latter being the last instant at which the demande
    may be completed, inclusive. Amounts are euros, by régime de TVA; `budget_disponible` is what
    is left to be decided. `a_recouvrer` is what there is to be given back: of a solde that is
    decided, what its avance was paid in excess; of what was paid for a demande, what is not asked
    back yet. `deja_finances` are the numbers of the bénéficiaires of the demande that
    another dossier of the SONS funds already: empty when there are none. `pieces` are the types of
    the documents given, `changements` what changes of a person.
    """

    acteur: Acteur
    type_demande: TypeDemande | None = None
    pieces_completes: bool | None = None
    deja_finances: tuple[str, ...] | None = None
    instant: datetime | None = field(default=None, validator=optional(require_aware))
    expiration: datetime | None = field(default=None, validator=optional(require_aware))
    budget_disponible: Decimal | None = field(default=None, validator=optional(require_amount))
    montant_decide: Decimal | None = field(default=None, validator=optional(require_amount))
    montant_paye: Decimal | None = field(default=None, validator=optional(require_amount))
    a_recouvrer: Decimal | None = field(default=None, validator=optional(require_amount))
    attestation: bool | None = None
    paiement: EtatPaiement | None = None
    statut_demande: StatutDemande | None = None
    type_enrolement: TypeEnrolement | None = None
    changements: tuple[ChampPersonne, ...] | None = None
    pieces: tuple[str, ...] | None = None

    def missing(self, names: tuple[str, ...]) -> tuple[str, ...]:
        """The facts among these that are not known."""
        return tuple(name for name in names if getattr(self, name) is None)

    def values(self, names: tuple[str, ...]) -> tuple[object, ...]:
        """The facts of these names, in their order."""
        return tuple(getattr(self, name) for name in names)


def json_name(name: str) -> str:
    """The name of a fact as JSON writes it: `type_demande` is `typeDemande`."""
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)


def _require_facts(_instance: object, _attribute: object, names: tuple[str, ...]) -> None:
    unknown = [name for name in names if name not in fields_dict(Faits)]
    if unknown or not names:
        raise LookupError(f"no such fact: {', '.join(unknown) or '(none read)'}")


@frozen
class Guard:
    """What may stand in the way of an event: its code, the facts it needs, and the question.

    `obstacle` answers None when nothing stands in the way, else what the refusal has to tell.
    """

    code: Refus
    needs: tuple[str, ...] = field(validator=_require_facts)
    obstacle: Callable[..., Params | None]


@frozen
class Condition:
    """A question about the facts on which an effect depends."""

    needs: tuple[str, ...] = field(validator=_require_facts)
    holds: Callable[..., bool]


def guard(code: Refus) -> Callable[[Callable[..., Params | None]], Guard]:
    """Make a guard of a function whose parameters are named after the facts it reads."""

    def mark(obstacle: Callable[..., Params | None]) -> Guard:
        return Guard(code, tuple(signature(obstacle).parameters), obstacle)

    return mark


def condition(holds: Callable[..., bool]) -> Condition:
    """Make a condition of a function whose parameters are named after the facts it reads."""
    return Condition(tuple(signature(holds).parameters), holds)
