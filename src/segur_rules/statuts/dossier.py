"""A dossier: the avance and the solde that share a number, from the first filing on.

Theory of operation. A dossier is opened by the filing of its avance. The solde is filed on it
once the avance is Décidée and paid; rejected, cancelled or deleted, it may be filed again. Every
act is one event of a table of this room; what the tables cannot see, because it turns on both
demandes at once, is held here. A dossier is a value: an act gives another one, and the first is
unchanged. A solde that stands on anything else than such an avance cannot be made: `ValueError`.

Chosen, since no source speaks of it: while its solde stands, an avance is neither cancelled nor
recovered, for the solde was computed on what the avance paid. The avenant created Annulée keeps
the number and the suffix of its demande.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType
from typing import Final

from attrs import Attribute, evolve, field, frozen

from segur_rules.outcomes import AlreadyApplied, Applied, Refused
from segur_rules.sources import honours
from segur_rules.statuts.demande import RETENUS, EvenementDemande
from segur_rules.statuts.effets import Effet
from segur_rules.statuts.etats import StatutDemande, TypeDemande
from segur_rules.statuts.faits import Faits, Refus
from segur_rules.statuts.machine import facts_missing
from segur_rules.statuts.versions import RIEN, Acte, Declaration, Demande, Evenement, filed

SUFFIXES: Final = MappingProxyType({TypeDemande.AVANCE: "M0", TypeDemande.SOLDE: "M1"})


class Correspondance(StrEnum):
    """What became of a bénéficiaire between the avance and the solde."""

    CORRESPOND = "CORRESPOND"
    RETIRE = "RETIRE"
    AJOUTE = "AJOUTE"


@honours("GU-52-12", "PS-07")
def comparer(avance: Iterable[str], solde: Iterable[str]) -> tuple[tuple[str, Correspondance], ...]:
    """Each bénéficiaire once, by its identifier, with what became of it.

    Those of the avance come first, in their order, then those that the solde adds. Removed ones
    are admissible; whether added ones are, no source says.
    """
    before, after = dict.fromkeys(avance), dict.fromkeys(solde)
    return (
        *(
            (one, Correspondance.CORRESPOND if one in after else Correspondance.RETIRE)
            for one in before
        ),
        *((one, Correspondance.AJOUTE) for one in after if one not in before),
    )


def _require_bare_number(_instance: object, _attribute: Attribute[str], value: str) -> None:
    if not value or value.endswith(tuple(SUFFIXES.values())):
        raise ValueError(f"the number of a dossier is written without its suffix, got {value!r}")


@honours("GU-51-14", "GU-52-18", "PS-03", "PS-05", "PS-07")
@frozen
class Dossier:
    """An avance and the solde that may follow it.

    `numero` is the ASP's, without the suffix that tells the avance from the solde.
    """

    numero: str = field(validator=_require_bare_number)
    avance: Demande
    solde: Demande | None = None

    def __attrs_post_init__(self) -> None:
        types = (self.avance.type, self.solde.type if self.solde else TypeDemande.SOLDE)
        if types != (TypeDemande.AVANCE, TypeDemande.SOLDE):
            raise ValueError("a dossier is an avance, and perhaps a solde")
        if self.solde and self.solde.courante.est_vivante and _not_ready(self.avance):
            raise ValueError("a solde stands on an avance that is Décidée and paid")

    @classmethod
    def ouvrir(cls, numero: str, declaration: Declaration, instant: datetime) -> Dossier:
        """A dossier as its avance has just been filed, at an aware instant, documents apart."""
        return cls(numero, Demande(TypeDemande.AVANCE, (filed(1, declaration, instant),)))

    def numero_de(self, type_demande: TypeDemande) -> str:
        """The ASP number of a demande: that of the dossier, then M0 (avance) or M1 (solde)."""
        return self.numero + SUFFIXES[type_demande]

    def demande(self, type_demande: TypeDemande) -> Demande | None:
        """The avance or the solde; None while there is no solde."""
        return self.avance if type_demande is TypeDemande.AVANCE else self.solde

    @property
    def suivi_financier_visible(self) -> bool:
        """Whether the suivi financier is shown: once the avance has been Décidée.

        That it stays shown when the avance is cancelled later is inferred: it tells of money
        that was paid.
        """
        return any(version.montant_decide is not None for version in self.avance.versions)

    @property
    def finances(self) -> tuple[str, ...]:
        """The bénéficiaires that the dossier funds: those of its solde once that is validated.

        Until then, those of its avance once validated; and none before. Inferred: who was removed
        at the solde is offset (PS-07), hence funded no more.
        """
        for demande in (self.solde, self.avance):
            if demande is not None and demande.courante.statut in RETENUS:
                return demande.courante.declaration.beneficiaires
        return ()

    def recouvrable(self, type_demande: TypeDemande) -> Decimal:
        """What was paid for a demande and is not asked back yet, in euros.

        What a solde that is cancelled since asked back of its avance stays asked back: it is not
        asked for twice, and the next solde is computed on the rest. Choice.
        """
        demande = self.demande(type_demande)
        paid = demande.courante.montant_paye if demande else None
        if paid is None:
            return RIEN
        if type_demande is TypeDemande.SOLDE or self.solde is None:
            return paid
        closed = (v for v in self.solde.versions if v.statut is StatutDemande.HISTORISEE)
        return max(paid - sum((v.a_recouvrer for v in closed), RIEN), RIEN)

    def perimetre(self) -> tuple[tuple[str, Correspondance], ...]:
        """The bénéficiaires of the avance against those of the solde; nothing without a solde."""
        if self.solde is None:
            return ()
        return comparer(
            self.avance.courante.declaration.beneficiaires,
            self.solde.courante.declaration.beneficiaires,
        )

    def prochains(self) -> Mapping[TypeDemande, Refused | None]:
        """For each type, why no such demande may be filed on the dossier now; None when it may.

        An avance never may: another avance opens another dossier.
        """
        statut = self.avance.courante.statut.value
        return MappingProxyType(
            {
                TypeDemande.AVANCE: Refused(Refus.AVANCE_EXISTANTE, {"statut": statut}),
                TypeDemande.SOLDE: _not_ready(self.avance) or self._solde_stands(),
            }
        )

    def deposer_solde(
        self, declaration: Declaration, instant: datetime
    ) -> Applied[Dossier, Effet] | Refused:
        """The dossier once its solde is filed, at an aware instant, documents apart."""
        refusal = self.prochains()[TypeDemande.SOLDE]
        if refusal is not None:
            return refusal
        if self.solde is None:
            solde = Demande(TypeDemande.SOLDE, (filed(1, declaration, instant),))
        else:
            solde = self.solde.deposer(declaration, instant)
        return Applied(evolve(self, solde=solde))

    def appliquer(
        self, evenement: Evenement, faits: Faits, declaration: Declaration | None = None
    ) -> Acte[Dossier]:
        """What an event makes of the dossier: another dossier, and the effects to carry out.

        `faits.type_demande` says which demande it is about, `faits.instant` dates it: both are
        needed, beside what the event's table needs. What the dossier knows itself (statut,
        payment, expiration, the montant décidé once there is one, what of it may be recovered) is
        not read from `faits`. CORRIGER may come with what is declared from now on; given with
        another event, `declaration` raises `ValueError`. Of the effects, those on the statut and
        the avenants are already in the dossier. `AlreadyApplied` only when the event has led to
        the statut in force: of a statut reached by another event, it is impossible.
        """
        if declaration is not None and evenement is not EvenementDemande.CORRIGER:
            raise ValueError(f"nothing is declared by the event {evenement}")
        if faits.type_demande is None:
            return facts_missing("type_demande")
        demande = self.demande(faits.type_demande)
        if demande is None:
            return Refused(Refus.SOLDE_ABSENT)
        if evenement is not EvenementDemande.DECIDER or demande.type is TypeDemande.AVANCE:
            # Only the decision of a solde brings something new to ask back.
            faits = evolve(faits, a_recouvrer=self.recouvrable(demande.type))
        answer = demande.appliquer(evenement, faits, declaration)
        if isinstance(answer, Refused):
            return answer
        if isinstance(answer, AlreadyApplied):
            return AlreadyApplied(self)
        return self._with(answer.etat, answer.effects)

    def _with(self, demande: Demande, effects: tuple[Effet, ...]) -> Acte[Dossier]:
        if demande.type is TypeDemande.SOLDE:
            return Applied(evolve(self, solde=demande), effects)
        standing = self._solde_stands()
        if standing is not None and _not_ready(demande):
            return standing
        return Applied(evolve(self, avance=demande), effects)

    def _solde_stands(self) -> Refused | None:
        if self.solde is None or not self.solde.courante.est_vivante:
            return None
        return Refused(Refus.SOLDE_EXISTANT, {"statut": self.solde.courante.statut.value})


def _not_ready(avance: Demande) -> Refused | None:
    """Why no solde may stand on an avance; None once it is Décidée and paid."""
    courante = avance.courante
    if courante.statut is not StatutDemande.DECIDEE:
        return Refused(Refus.AVANCE_NON_DECIDEE, {"statut": courante.statut.value})
    if not courante.est_payee:
        return Refused(Refus.AVANCE_NON_PAYEE, {"paiement": courante.paiement.value})
    return None
