"""A demande as it was lived: its versions, and what an event adds to them.

Theory of operation. A demande is the sequence of its versions, to which an act adds and from
which nothing takes away. The versions of one avenant share its number; a cancellation adds two,
the avenant Historisée and the new one, Annulée; a demande that is filed again begins another
avenant too. A demande that could not have been lived cannot be made: `ValueError`.
"""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from itertools import pairwise, takewhile
from typing import Final, TypeAlias, TypeVar

from attrs import Attribute, evolve, field, frozen
from attrs.validators import min_len, optional

from segur_rules.echeances import expiration, require_aware
from segur_rules.outcomes import AlreadyApplied, Applied, Refused
from segur_rules.statuts.demande import DEMANDE, EvenementDemande
from segur_rules.statuts.effets import CreerAvenant, DaterStatut, Effet
from segur_rules.statuts.etats import EtatPaiement, StatutDemande, TypeDemande
from segur_rules.statuts.faits import Faits, require_amount
from segur_rules.statuts.machine import decide, facts_missing, impossible
from segur_rules.statuts.paiement import PAIEMENT, EvenementPaiement

T = TypeVar("T")

RIEN: Final = Decimal("0.00")
"""No euro."""

Evenement: TypeAlias = EvenementDemande | EvenementPaiement
Acte: TypeAlias = Applied[T, Effet] | AlreadyApplied[T] | Refused


@frozen
class Declaration:
    """What the vendor declares.

    `montant_ht` is the HT amount of the order or of the invoice, in euros; `beneficiaires` are
    the identifiers of those who get the software.
    """

    montant_ht: Decimal = field(validator=require_amount)
    beneficiaires: tuple[str, ...]


@frozen
class Version:
    """A demande as an act left it.

    `avenant` counts from 1; `depuis` is the last change of statut; `acte` is the event that made
    this version, None when it was filed, and `instant` its instant. Amounts decided and paid are
    euros, by régime de TVA; `a_recouvrer` is what was asked back of the avance as it was decided.
    """

    avenant: int
    statut: StatutDemande
    depuis: datetime = field(validator=require_aware)
    declaration: Declaration
    instant: datetime = field(validator=require_aware)
    acte: Evenement | None = None
    paiement: EtatPaiement = EtatPaiement.AUCUN_PAIEMENT_EN_COURS
    montant_decide: Decimal | None = field(default=None, validator=optional(require_amount))
    montant_paye: Decimal | None = field(default=None, validator=optional(require_amount))
    a_recouvrer: Decimal = field(default=RIEN, validator=require_amount)

    def __attrs_post_init__(self) -> None:
        decided = self.montant_decide is not None
        if self.statut is StatutDemande.DECIDEE:
            if not decided:
                raise ValueError("a demande that is Décidée has its montant décidé")
        elif self.statut is not StatutDemande.HISTORISEE and decided:
            raise ValueError(f"nothing is decided of a demande that is {self.statut}")
        if self.a_recouvrer and not decided:
            raise ValueError("nothing is asked back by what is not Décidée")
        if self.paiement is not EtatPaiement.AUCUN_PAIEMENT_EN_COURS and not decided:
            raise ValueError("nothing is paid that is not Décidée")
        paid = self.montant_decide if self.est_payee else None
        if self.montant_paye != paid:
            raise ValueError(f"the montant payé should be {paid}, got {self.montant_paye}")

    @property
    def est_payee(self) -> bool:
        """Whether the transfer was made."""
        return self.paiement is EtatPaiement.PAIEMENT_EFFECTUE

    @property
    def est_vivante(self) -> bool:
        """Whether something may still happen to it."""
        return not DEMANDE.is_final(self.statut)


def _follow_one_another(
    _instance: object, _attribute: Attribute[tuple[Version, ...]], versions: tuple[Version, ...]
) -> None:
    for before, after in pairwise(versions):
        if after.avenant not in (before.avenant, before.avenant + 1):
            raise ValueError("the avenants of a demande follow one another")
        if (after.avenant == before.avenant) is not before.est_vivante:
            raise ValueError("an avenant follows one that is closed, and nothing else does")
    if versions[-1].statut is StatutDemande.HISTORISEE:
        raise ValueError("an avenant that is Historisée is followed by the one that is Annulée")


@frozen
class Demande:
    """An avance or a solde: all its versions, the first filed first."""

    type: TypeDemande
    versions: tuple[Version, ...] = field(validator=(min_len(1), _follow_one_another))

    @property
    def courante(self) -> Version:
        """The version in force."""
        return self.versions[-1]

    def deposer(self, declaration: Declaration, instant: datetime) -> Demande:
        """The same demande filed again, once it is closed. Raises `ValueError` while it stands."""
        version = filed(self.courante.avenant + 1, declaration, instant)
        return evolve(self, versions=(*self.versions, version))

    def appliquer(
        self, evenement: Evenement, faits: Faits, declaration: Declaration | None = None
    ) -> Acte[Demande]:
        """What an event makes of the demande; `Dossier.appliquer` tells how facts are read."""
        courante = self.courante
        faits = evolve(
            faits,
            type_demande=self.type,
            statut_demande=courante.statut,
            paiement=courante.paiement,
            # Asked of a demande that is not complete: it has been so since it was filed.
            expiration=expiration(courante.depuis).last,
        )
        if isinstance(evenement, EvenementPaiement):
            return self._pay(evenement, evolve(faits, montant_decide=courante.montant_decide))
        return self._change(evenement, faits, declaration)

    def _pay(self, evenement: EvenementPaiement, faits: Faits) -> Acte[Demande]:
        answer = decide(PAIEMENT, self.courante.paiement, evenement, faits)
        if isinstance(answer, Refused):
            return answer
        if isinstance(answer, AlreadyApplied):
            return AlreadyApplied(self)
        if faits.instant is None:
            return facts_missing("instant")
        version = evolve(
            self.courante,
            acte=evenement,
            instant=faits.instant,
            paiement=answer.etat,
            montant_paye=faits.montant_paye if evenement is EvenementPaiement.PAYER else None,
        )
        return Applied(evolve(self, versions=(*self.versions, version)), answer.effects)

    def _change(
        self, evenement: EvenementDemande, faits: Faits, declaration: Declaration | None
    ) -> Acte[Demande]:
        courante = self.courante
        answer = decide(DEMANDE, courante.statut, evenement, faits)
        if self._is_repeated(evenement, faits):
            return AlreadyApplied(self)
        if isinstance(answer, AlreadyApplied):
            return impossible(courante.statut, evenement)
        if isinstance(answer, Refused):
            return answer
        if faits.instant is None:
            return facts_missing("instant")
        decides = evenement is EvenementDemande.DECIDER
        version = evolve(
            courante,
            acte=evenement,
            instant=faits.instant,
            statut=answer.etat,
            depuis=faits.instant if DaterStatut() in answer.effects else courante.depuis,
            declaration=declaration or courante.declaration,
            montant_decide=faits.montant_decide if decides else courante.montant_decide,
            a_recouvrer=(faits.a_recouvrer or RIEN) if decides else courante.a_recouvrer,
        )
        created = (
            Version(
                avenant=courante.avenant + 1,
                acte=evenement,
                instant=faits.instant,
                statut=effect.etat,
                depuis=faits.instant,
                declaration=courante.declaration,
            )
            for effect in answer.effects
            if isinstance(effect, CreerAvenant)
        )
        return Applied(evolve(self, versions=(*self.versions, version, *created)), answer.effects)

    def _is_repeated(self, evenement: EvenementDemande, faits: Faits) -> bool:
        """Whether the event has led to the statut in force, and would change nothing again."""
        courante = self.courante
        since = takewhile(
            lambda version: (
                (version.avenant, version.statut) == (courante.avenant, courante.statut)
            ),
            reversed(self.versions),
        )
        # Of an avenant that was created Annulée, the event bore on the one now Historisée.
        cancelled = courante.statut is StatutDemande.ANNULEE
        statut = StatutDemande.HISTORISEE if cancelled else courante.statut
        return any(version.acte == evenement for version in since) and isinstance(
            decide(DEMANDE, statut, evenement, faits), AlreadyApplied
        )


def filed(avenant: int, declaration: Declaration, instant: datetime) -> Version:
    """The first version of an avenant, as it has just been filed."""
    return Version(
        avenant=avenant,
        statut=DEMANDE.initial,
        depuis=instant,
        declaration=declaration,
        instant=instant,
    )
