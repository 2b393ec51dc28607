"""Long lives of a dossier, at random; what must hold after each act, whatever the acts."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

from attrs import evolve
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from segur_rules.echeances import expiration
from segur_rules.outcomes import AlreadyApplied, Applied, Refused
from segur_rules.statuts import (
    Acteur,
    Correspondance,
    Declaration,
    Demande,
    Dossier,
    Effet,
    EtatPaiement,
    Evenement,
    EvenementDemande,
    EvenementPaiement,
    Faits,
    OrdreDeRecouvrement,
    StatutDemande,
    TypeDemande,
    possibles,
)
from segur_rules.statuts.demande import DEMANDE
from segur_rules.statuts.paiement import PAIEMENT
from tests.statuts.lives import FILED

FINAL = {
    StatutDemande.REJETEE,
    StatutDemande.ANNULEE,
    StatutDemande.HISTORISEE,
    StatutDemande.SUPPRIMEE,
}
AFTER_DECISION = {StatutDemande.DECIDEE, StatutDemande.HISTORISEE}

amounts = st.decimals(min_value=0, max_value=3, places=2)
ages = st.integers(min_value=0, max_value=11)
"""How many acts straight on: 5 to the payment of the avance, 6 more to that of the solde."""
maybe = st.none() | st.booleans()
declarations = st.builds(
    Declaration,
    amounts,
    st.lists(st.sampled_from("abcdef"), unique=True, max_size=4).map(tuple),
)


def check(dossier: Dossier) -> None:
    """What must hold of a dossier, wherever it comes from."""
    for demande in filter(None, (dossier.avance, dossier.solde)):
        _check_money(demande)
        _check_avenants(demande)
    avance, solde = dossier.avance.courante, dossier.solde
    if solde is not None and solde.courante.statut not in FINAL:
        assert avance.statut is StatutDemande.DECIDEE
        assert avance.paiement is EtatPaiement.PAIEMENT_EFFECTUE
    assert dossier.numero_de(TypeDemande.AVANCE) == dossier.numero + "M0"
    assert dossier.numero_de(TypeDemande.SOLDE) == dossier.numero + "M1"


def _check_money(demande: Demande) -> None:
    for version in demande.versions:
        if version.paiement is not EtatPaiement.AUCUN_PAIEMENT_EN_COURS:
            assert version.statut in AFTER_DECISION
        if version.acte in set(EvenementPaiement):
            assert version.statut is StatutDemande.DECIDEE
        if version.paiement is EtatPaiement.PAIEMENT_EFFECTUE:
            assert version.montant_paye is not None
            assert version.montant_paye == version.montant_decide
        else:
            assert version.montant_paye is None
    if demande.courante.paiement is not EtatPaiement.AUCUN_PAIEMENT_EN_COURS:
        assert demande.courante.statut is StatutDemande.DECIDEE


def _check_avenants(demande: Demande) -> None:
    last = {version.avenant: version for version in demande.versions}
    assert list(last) == list(range(1, len(last) + 1))
    assert sum(version.statut not in FINAL for version in last.values()) <= 1
    for version in demande.versions:
        assert version.statut not in FINAL or version is last[version.avenant]
    for version in last.values():
        if version.statut is StatutDemande.HISTORISEE:
            assert last[version.avenant + 1].statut is StatutDemande.ANNULEE


ONWARD: dict[StatutDemande | EtatPaiement, tuple[Evenement, Acteur]] = {
    StatutDemande.NON_COMPLETE: (EvenementDemande.COMPLETER, Acteur.FOURNISSEUR),
    StatutDemande.EN_COURS: (EvenementDemande.VALIDER, Acteur.GESTIONNAIRE),
    StatutDemande.EN_ATTENTE_PIECE: (EvenementDemande.AJOUTER_PIECE, Acteur.FOURNISSEUR),
    StatutDemande.A_MODIFIER: (EvenementDemande.CORRIGER, Acteur.FOURNISSEUR),
    StatutDemande.VALIDEE: (EvenementDemande.DECIDER, Acteur.GESTIONNAIRE),
    EtatPaiement.AUCUN_PAIEMENT_EN_COURS: (
        EvenementPaiement.METTRE_EN_PAIEMENT,
        Acteur.GESTIONNAIRE,
    ),
    EtatPaiement.PAIEMENT_EN_COURS: (EvenementPaiement.PAYER, Acteur.GESTIONNAIRE),
}
"""What brings a demande nearer to its payment."""


class VieDuDossier(RuleBasedStateMachine):
    """Any event, by anybody, with any facts, at any pace; and filings whenever one likes."""

    def __init__(self) -> None:
        super().__init__()
        self.instant = FILED

    @initialize(declaration=declarations, acts=ages, amount=amounts)
    def open(self, declaration: Declaration, acts: int, amount: Decimal) -> None:
        self.dossier = Dossier.ouvrir("FINMDV005046", declaration, self.instant)
        self.go_on(acts, amount)

    @precondition(lambda self: self.dossier.avance.courante.statut in FINAL)
    @rule(declaration=declarations, acts=ages, amount=amounts)
    def begin_again(self, declaration: Declaration, acts: int, amount: Decimal) -> None:
        """Another dossier: nothing more happens to one whose avance is closed."""
        self.open(declaration, acts, amount)

    @rule(hours=st.integers(min_value=1, max_value=24 * 9))
    def wait(self, hours: int) -> None:
        self.instant += timedelta(hours=hours)

    @rule(acts=ages, amount=amounts)
    def go_on(self, acts: int, amount: Decimal) -> None:
        """Straight on to the payment of the avance, then of the solde: lives are long."""
        for _ in range(acts):
            of = TypeDemande.SOLDE if self.dossier.solde else TypeDemande.AVANCE
            demande = self.dossier.demande(of)
            assert demande is not None
            courante = demande.courante
            decided = courante.statut is StatutDemande.DECIDEE
            onward = ONWARD.get(courante.paiement if decided else courante.statut)
            if onward is None:
                self.file_a_solde(courante.declaration)
            else:
                self.act(onward[0], self.well(onward[1], of, amount))

    @rule(data=st.data(), of=st.sampled_from(TypeDemande), amount=amounts)
    def turn(self, data: st.DataObject, of: TypeDemande, amount: Decimal) -> None:
        """Anything that may happen, by the one who may do it, with what it turns on."""
        demande = self.dossier.demande(of)
        if demande is None:
            return
        choices: list[tuple[Evenement, Acteur]] = [
            *((p.evenement, p.by) for p in possibles(DEMANDE, demande.courante.statut)),
            *((p.evenement, p.by) for p in possibles(PAIEMENT, demande.courante.paiement)),
        ]
        if choices:
            evenement, acteur = data.draw(st.sampled_from(choices))
            corrects = evenement is EvenementDemande.CORRIGER
            faits = self.well(acteur, of, amount)
            # What is paid may well not be what was decided.
            paid = data.draw(st.sampled_from([faits.montant_paye, amount]))
            self.act(
                evenement,
                evolve(faits, montant_paye=paid),
                data.draw(st.none() | declarations) if corrects else None,
            )

    def well(self, acteur: Acteur, of: TypeDemande, amount: Decimal) -> Faits:
        """Facts with which nothing but the expiry stands in the way."""
        demande = self.dossier.demande(of)
        decided = demande.courante.montant_decide if demande else None
        return Faits(
            acteur,
            type_demande=of,
            instant=self.instant,
            pieces_completes=True,
            deja_finances=(),
            budget_disponible=amount,
            attestation=True,
            montant_decide=amount,
            montant_paye=amount if decided is None else decided,
            a_recouvrer=amount,
        )

    @rule(
        evenement=st.sampled_from([*EvenementDemande, *EvenementPaiement]),
        faits=st.builds(
            Faits,
            st.sampled_from(Acteur),
            type_demande=st.none() | st.sampled_from(TypeDemande),
            pieces_completes=maybe,
            deja_finances=st.none() | st.sampled_from([(), ("a",)]),
            budget_disponible=st.none() | amounts,
            attestation=maybe,
            montant_decide=st.none() | amounts,
            montant_paye=st.none() | amounts,
            a_recouvrer=st.none() | amounts,
            paiement=st.none() | st.sampled_from(EtatPaiement),
            statut_demande=st.none() | st.sampled_from(StatutDemande),
        ),
        dated=st.booleans(),
    )
    def stumble(self, evenement: Evenement, faits: Faits, dated: bool) -> None:
        """Anything by anybody: most of it is refused."""
        self.act(evenement, evolve(faits, instant=self.instant if dated else None))

    @rule(declaration=declarations)
    def file_a_solde(self, declaration: Declaration) -> None:
        before = self.dossier
        expected = before.prochains()[TypeDemande.SOLDE]
        answer = before.deposer_solde(declaration, self.instant)
        if isinstance(answer, Refused):
            assert answer == expected
            return
        assert expected is None
        avance = before.avance.courante
        assert avance.statut is StatutDemande.DECIDEE
        assert avance.paiement is EtatPaiement.PAIEMENT_EFFECTUE
        assert before.solde is None or before.solde.courante.statut in FINAL
        self.become(answer.etat)
        assert answer.etat.avance is before.avance

    @precondition(lambda self: self.dossier.solde is not None)
    @rule()
    def compare(self) -> None:
        assert self.dossier.solde is not None
        before = set(self.dossier.avance.courante.declaration.beneficiaires)
        after = set(self.dossier.solde.courante.declaration.beneficiaires)
        perimetre = dict(self.dossier.perimetre())
        assert perimetre.keys() == before | after
        for one, what in perimetre.items():
            assert (one in before) is (what is not Correspondance.AJOUTE)
            assert (one in after) is (what is not Correspondance.RETIRE)

    def act(
        self, evenement: Evenement, faits: Faits, declaration: Declaration | None = None
    ) -> None:
        before = self.dossier
        answer = before.appliquer(evenement, faits, declaration)
        if isinstance(answer, AlreadyApplied):
            assert answer.etat is before
        elif isinstance(answer, Applied):
            assert faits.type_demande is not None
            self.become(answer.etat)
            old, new = before.demande(faits.type_demande), answer.etat.demande(faits.type_demande)
            assert old is not None
            assert new is not None
            self.check_act(old, new, evenement)
            self.check_order(before, old, evenement, faits, answer.effects)
            assert new.courante.declaration == (declaration or old.courante.declaration)
            # It bears on one demande alone.
            assert answer.etat in (
                evolve(before, avance=answer.etat.avance),
                evolve(before, solde=answer.etat.solde),
            )

    def check_order(
        self,
        before: Dossier,
        old: Demande,
        evenement: Evenement,
        faits: Faits,
        effects: tuple[Effet, ...],
    ) -> None:
        """What was paid is asked back once, and never more than it."""
        orders = [one.montant for one in effects if isinstance(one, OrdreDeRecouvrement)]
        owed = Decimal(0)
        if evenement in ("ANNULER", "RECOUVRER"):
            owed = before.recouvrable(old.type)
            assert owed <= (old.courante.montant_paye or 0)
        elif evenement == "DECIDER" and old.type is TypeDemande.SOLDE:
            assert faits.a_recouvrer is not None
            owed = faits.a_recouvrer
        assert orders == ([owed] if owed else [])

    def become(self, after: Dossier) -> None:
        before = self.dossier
        assert after.numero == before.numero
        for of in TypeDemande:
            old, new = before.demande(of), after.demande(of)
            if old is not None:
                assert new is not None
                assert new.versions[: len(old.versions)] == old.versions
        assert after != before
        self.dossier = after

    def check_act(self, old: Demande, new: Demande, evenement: Evenement) -> None:
        """An act is in the history, is dated, and is not done twice."""
        added = new.versions[len(old.versions) :]
        assert len(added) == (2 if evenement in ("ANNULER", "RECOUVRER") else 1)
        assert {(version.acte, version.instant) for version in added} == {(evenement, self.instant)}
        changed = new.courante.statut is not old.courante.statut
        assert new.courante.depuis == (self.instant if changed else old.courante.depuis)
        if evenement in ("COMPLETER", "EXPIRER"):
            in_time = expiration(old.courante.depuis).is_met(self.instant)
            assert in_time is (evenement == "COMPLETER")
        # Documents alone may be added one after the other.
        for acteur in Acteur:
            again = self.dossier.appliquer(evenement, self.well(acteur, new.type, Decimal(0)))
            assert not isinstance(again, Applied) or evenement == "AJOUTER_PIECE"

    @invariant()
    def holds(self) -> None:
        check(self.dossier)

    @invariant()
    def the_suivi_financier_is_hidden_until_the_avance_is_decidee(self) -> None:
        decided = any(v.acte is EvenementDemande.DECIDER for v in self.dossier.avance.versions)
        assert self.dossier.suivi_financier_visible is decided


TestVieDuDossier = VieDuDossier.TestCase
TestVieDuDossier.settings = settings(
    stateful_step_count=60, max_examples=max(100, settings().max_examples)
)
