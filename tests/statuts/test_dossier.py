"""A dossier, act by act."""

from __future__ import annotations

from collections import deque
from copy import deepcopy
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from attrs import evolve

from segur_rules.echeances import PARIS
from segur_rules.outcomes import AlreadyApplied, Applied, Refused
from segur_rules.statuts import (
    Acteur,
    AjouterDocument,
    Correspondance,
    CreerAvenant,
    DaterStatut,
    Declaration,
    Demande,
    Dossier,
    EtatPaiement,
    Evenement,
    EvenementDemande,
    EvenementPaiement,
    Faits,
    OrdreDeRecouvrement,
    StatutDemande,
    TypeDemande,
    Version,
    comparer,
)
from tests.statuts.lives import (
    AFTER,
    ALL,
    BY_ASP,
    BY_CLOCK,
    BY_VENDOR,
    DECIDED,
    DECLARED,
    DURING,
    EXPIRATION,
    FACTS,
    FILED,
    PAID,
    act,
    lived,
    opened,
    with_solde,
)
from tests.statuts.test_vie_du_dossier import check

AVANCE, SOLDE = TypeDemande.AVANCE, TypeDemande.SOLDE
EVENEMENTS: tuple[Evenement, ...] = (*EvenementDemande, *EvenementPaiement)


def of_solde(faits: Faits) -> Faits:
    return evolve(faits, type_demande=SOLDE)


def statuts(demande: Demande) -> list[tuple[int, str]]:
    return [(version.avenant, version.statut.value) for version in demande.versions]


class TestNumber:
    """« seul le suffixe M0/M1 change »."""

    def test_the_suffix_tells_the_avance_from_the_solde(self) -> None:
        dossier = Dossier.ouvrir("FINMS1010719", DECLARED, FILED)
        assert dossier.numero_de(AVANCE) == "FINMS1010719M0"
        assert dossier.numero_de(SOLDE) == "FINMS1010719M1"

    @pytest.mark.parametrize("numero", ["", "FINMS1010719M0", "FINMS1010719M1"])
    def test_a_dossier_has_a_number_without_suffix(self, numero: str) -> None:
        with pytest.raises(ValueError, match="without its suffix"):
            Dossier.ouvrir(numero, DECLARED, FILED)


class TestFiling:
    def test_a_dossier_opens_with_its_avance(self) -> None:
        dossier = opened()
        assert statuts(dossier.avance) == [(1, "NON_COMPLETE")]
        assert dossier.solde is None
        assert dossier.demande(AVANCE) is dossier.avance
        assert dossier.demande(SOLDE) is None
        courante = dossier.avance.courante
        assert (courante.depuis, courante.instant, courante.acte) == (FILED, FILED, None)
        assert courante.declaration == DECLARED
        assert courante.paiement is EtatPaiement.AUCUN_PAIEMENT_EN_COURS

    def test_an_avance_never_comes_again(self) -> None:
        assert opened().prochains()[AVANCE] == Refused(
            "AVANCE_EXISTANTE", {"statut": "NON_COMPLETE"}
        )

    @pytest.mark.parametrize("acts", range(5))
    def test_a_solde_waits_for_its_avance(self, acts: int) -> None:
        """PS-03: Décidée and paid."""
        dossier = lived(opened(), *PAID[:acts])
        courante = dossier.avance.courante
        expected = (
            Refused("AVANCE_NON_DECIDEE", {"statut": courante.statut.value})
            if acts < 3
            else Refused("AVANCE_NON_PAYEE", {"paiement": courante.paiement.value})
        )
        assert dossier.prochains()[SOLDE] == expected
        assert dossier.deposer_solde(DECLARED, DURING) == expected

    def test_a_solde_is_filed_once_its_avance_is_paid(self) -> None:
        dossier = lived(opened(), *PAID)
        assert dossier.prochains()[SOLDE] is None
        answer = dossier.deposer_solde(DECLARED, DURING)
        assert isinstance(answer, Applied)
        assert answer.effects == ()
        assert answer.etat.solde is not None
        assert statuts(answer.etat.solde) == [(1, "NON_COMPLETE")]
        assert dossier.solde is None

    def test_a_dossier_has_one_solde_that_stands(self) -> None:
        dossier = with_solde()
        refusal = Refused("SOLDE_EXISTANT", {"statut": "NON_COMPLETE"})
        assert dossier.prochains()[SOLDE] == refusal
        assert dossier.deposer_solde(DECLARED, DURING) == refusal

    @pytest.mark.parametrize(
        ("acts", "closed"),
        [
            ([(EvenementDemande.EXPIRER, BY_CLOCK)], ["SUPPRIMEE"]),
            (
                [(EvenementDemande.COMPLETER, BY_VENDOR), (EvenementDemande.REJETER, BY_ASP)],
                ["EN_COURS", "REJETEE"],
            ),
        ],
    )
    def test_a_solde_that_is_closed_may_be_filed_again(
        self, acts: list[tuple[EvenementDemande, Faits]], closed: list[str]
    ) -> None:
        dossier = lived(with_solde(), *acts, solde=True)
        again = dossier.deposer_solde(DECLARED, AFTER)
        assert isinstance(again, Applied)
        assert again.etat.solde is not None
        assert statuts(again.etat.solde) == [
            (1, "NON_COMPLETE"),
            *((1, statut) for statut in closed),
            (2, "NON_COMPLETE"),
        ]

    def test_a_demande_that_stands_is_not_filed_again(self) -> None:
        with pytest.raises(ValueError, match="follows one that is closed"):
            opened().avance.deposer(DECLARED, DURING)


class TestActs:
    def test_a_whole_life(self) -> None:
        dossier = lived(with_solde(), *PAID, solde=True)
        assert dossier.solde is not None
        assert [version.acte for version in dossier.solde.versions] == [
            None,
            *(evenement for evenement, _ in PAID),
        ]
        courante = dossier.solde.courante
        assert (courante.montant_decide, courante.montant_paye) == (DECIDED, DECIDED)
        assert courante.paiement is EtatPaiement.PAIEMENT_EFFECTUE

    def test_an_act_leaves_the_dossier_as_it_was(self) -> None:
        dossier = opened()
        copy = deepcopy(dossier)
        assert act(dossier, EvenementDemande.COMPLETER, BY_VENDOR) != dossier
        assert dossier == copy

    def test_effects_come_with_the_dossier(self) -> None:
        dossier = lived(opened(), *PAID[:1])
        answer = dossier.appliquer(EvenementDemande.VALIDER, BY_ASP)
        assert isinstance(answer, Applied)
        assert answer.effects == (AjouterDocument("DECISION_ATTRIBUTION"), DaterStatut())

    def test_only_a_change_of_statut_is_dated(self) -> None:
        """« la date de changement de statut de la demande de financement »."""
        later = DURING + timedelta(days=1)
        dossier = lived(opened(), *PAID[:1], (EvenementDemande.DEMANDER_MODIFICATION, BY_ASP))
        dossier = act(dossier, EvenementDemande.AJOUTER_PIECE, evolve(BY_VENDOR, instant=later))
        courante = dossier.avance.courante
        assert (courante.depuis, courante.instant) == (DURING, later)
        dossier = act(dossier, EvenementDemande.CORRIGER, evolve(BY_VENDOR, instant=later))
        assert dossier.avance.courante.depuis == later

    def test_a_payment_does_not_date_the_statut(self) -> None:
        later = evolve(BY_ASP, instant=AFTER)
        dossier = act(lived(opened(), *PAID[:3]), EvenementPaiement.METTRE_EN_PAIEMENT, later)
        assert dossier.avance.courante.depuis == DURING
        assert dossier.avance.courante.instant == AFTER

    def test_a_correction_may_declare_anew(self) -> None:
        corrected = Declaration(Decimal("716.66"), DECLARED.beneficiaires[:2])
        dossier = lived(opened(), *PAID[:1], (EvenementDemande.DEMANDER_MODIFICATION, BY_ASP))
        answer = dossier.appliquer(EvenementDemande.CORRIGER, BY_VENDOR, corrected)
        assert isinstance(answer, Applied)
        assert answer.etat.avance.courante.declaration == corrected
        assert answer.etat.avance.versions[-2].declaration == DECLARED
        same = act(dossier, EvenementDemande.CORRIGER, BY_VENDOR)
        assert same.avance.courante.declaration == DECLARED

    def test_nothing_else_declares(self) -> None:
        with pytest.raises(ValueError, match="nothing is declared by the event COMPLETER"):
            opened().appliquer(EvenementDemande.COMPLETER, BY_VENDOR, DECLARED)

    def test_the_expiry_is_that_of_the_filing(self) -> None:
        """17/03/2022 → 24/03/2022, whatever expiry the facts tell."""
        dossier = opened()
        for faits in (
            evolve(BY_VENDOR, expiration=None),
            evolve(BY_VENDOR, expiration=FILED - timedelta(days=99)),
        ):
            last = dossier.appliquer(EvenementDemande.COMPLETER, evolve(faits, instant=EXPIRATION))
            late = dossier.appliquer(EvenementDemande.COMPLETER, evolve(faits, instant=AFTER))
            assert isinstance(last, Applied)
            assert late == Refused("DELAI_ECHU", {"instant": AFTER, "expiration": EXPIRATION})

    def test_a_solde_expires_from_its_own_filing(self) -> None:
        filed = datetime(2022, 9, 1, 12, 0, tzinfo=PARIS)
        answer = lived(opened(), *PAID).deposer_solde(DECLARED, filed)
        assert isinstance(answer, Applied)
        in_time = evolve(BY_VENDOR, type_demande=SOLDE, instant=filed + timedelta(days=7))
        assert isinstance(answer.etat.appliquer(EvenementDemande.COMPLETER, in_time), Applied)

    def test_what_the_dossier_knows_is_not_asked(self) -> None:
        believed = evolve(
            BY_ASP,
            statut_demande=StatutDemande.DECIDEE,
            paiement=EtatPaiement.PAIEMENT_EFFECTUE,
            montant_decide=Decimal(1),
            montant_paye=Decimal(1),
        )
        dossier = lived(opened(), *PAID[:2])
        assert dossier.appliquer(EvenementPaiement.METTRE_EN_PAIEMENT, believed) == Refused(
            "NON_DECIDEE", {"statut": "VALIDEE"}
        )
        dossier = lived(dossier, *PAID[2:4])
        assert dossier.appliquer(EvenementDemande.RECOUVRER, believed) == Refused(
            "NON_PAYEE", {"paiement": "PAIEMENT_EN_COURS"}
        )
        assert dossier.appliquer(EvenementPaiement.PAYER, believed) == Refused(
            "MONTANT_DIFFERENT", {"montant_decide": DECIDED, "montant_paye": Decimal(1)}
        )

    @pytest.mark.parametrize(
        ("acts", "missing", "named"),
        [
            (0, ("type_demande",), ("typeDemande",)),
            (1, ("instant",), ("instant",)),
            (2, ("instant",), ("instant",)),
            (2, ("montant_decide",), ("montantDecide",)),
            (2, ("budget_disponible", "montant_decide"), ("budgetDisponible", "montantDecide")),
            (3, ("instant",), ("instant",)),
            (4, ("montant_paye",), ("montantPaye",)),
        ],
    )
    def test_what_is_not_known_is_named(
        self, acts: int, missing: tuple[str, ...], named: tuple[str, ...]
    ) -> None:
        evenement, faits = PAID[acts]
        unknown: dict[str, Any] = dict.fromkeys(missing)
        known = evolve(faits, **unknown)
        assert lived(opened(), *PAID[:acts]).appliquer(evenement, known) == Refused(
            "FAIT_MANQUANT", {"faits": named}
        )

    def test_a_solde_that_is_not_there_does_nothing(self) -> None:
        assert opened().appliquer(EvenementDemande.COMPLETER, of_solde(BY_VENDOR)) == Refused(
            "SOLDE_ABSENT"
        )


class TestRepeated:
    @pytest.mark.parametrize("acts", range(1, 6))
    def test_an_event_that_is_repeated_changes_nothing(self, acts: int) -> None:
        dossier = lived(opened(), *PAID[:acts])
        evenement, faits = PAID[acts - 1]
        assert dossier.appliquer(evenement, faits) == AlreadyApplied(dossier)

    def test_a_payment_does_not_hide_the_decision(self) -> None:
        dossier = lived(opened(), *PAID)
        assert dossier.appliquer(EvenementDemande.DECIDER, BY_ASP) == AlreadyApplied(dossier)

    @pytest.mark.parametrize("evenement", [EvenementDemande.ANNULER, EvenementDemande.RECOUVRER])
    def test_a_cancellation_that_is_repeated_changes_nothing(
        self, evenement: EvenementDemande
    ) -> None:
        dossier = lived(opened(), *PAID, (evenement, BY_ASP))
        assert dossier.appliquer(evenement, BY_ASP) == AlreadyApplied(dossier)
        assert dossier.appliquer(evenement, BY_VENDOR) == Refused(
            "TRANSITION_IMPOSSIBLE", {"etat": "ANNULEE", "evenement": evenement.value}
        )

    @pytest.mark.parametrize(
        "evenement", [EvenementDemande.CORRIGER, EvenementDemande.AJOUTER_PIECE]
    )
    def test_what_was_never_done_is_not_done_already(self, evenement: EvenementDemande) -> None:
        """En cours as filed: no document was asked for, and none is to be lost in silence."""
        dossier = lived(opened(), *PAID[:1])
        assert dossier.appliquer(evenement, BY_VENDOR) == Refused(
            "TRANSITION_IMPOSSIBLE", {"etat": "EN_COURS", "evenement": evenement.value}
        )

    def test_what_was_done_to_another_avenant_is_not_done_already(self) -> None:
        dossier = lived(
            with_solde(),
            (EvenementDemande.COMPLETER, BY_VENDOR),
            (EvenementDemande.REJETER, BY_ASP),
            solde=True,
        )
        again = dossier.deposer_solde(DECLARED, DURING)
        assert isinstance(again, Applied)
        answer = again.etat.appliquer(EvenementDemande.REJETER, of_solde(BY_ASP))
        assert isinstance(answer, Refused)
        assert answer.code == "TRANSITION_IMPOSSIBLE"


class TestCancelling:
    def test_the_avenant_is_historise_and_a_new_one_is_annule(self) -> None:
        dossier = lived(opened(), *PAID)
        answer = dossier.appliquer(EvenementDemande.ANNULER, BY_ASP)
        assert isinstance(answer, Applied)
        assert answer.effects == (
            CreerAvenant(StatutDemande.ANNULEE),
            OrdreDeRecouvrement(DECIDED),
            DaterStatut(),
        )
        historisee, annulee = answer.etat.avance.versions[-2:]
        assert (historisee.avenant, historisee.statut) == (1, StatutDemande.HISTORISEE)
        assert historisee.montant_paye == DECIDED
        assert (annulee.avenant, annulee.statut) == (2, StatutDemande.ANNULEE)
        assert (annulee.montant_decide, annulee.montant_paye) == (None, None)
        assert annulee.paiement is EtatPaiement.AUCUN_PAIEMENT_EN_COURS
        assert annulee.declaration == DECLARED
        assert answer.etat.prochains()[SOLDE] == Refused(
            "AVANCE_NON_DECIDEE", {"statut": "ANNULEE"}
        )

    def test_a_payment_under_way_does_not_outlive_a_cancellation(self) -> None:
        dossier = lived(opened(), *PAID[:4], (EvenementDemande.ANNULER, BY_ASP))
        answer = dossier.appliquer(EvenementPaiement.PAYER, BY_ASP)
        assert isinstance(answer, Refused)
        assert answer.code == "TRANSITION_IMPOSSIBLE"

    @pytest.mark.parametrize("evenement", [EvenementDemande.ANNULER, EvenementDemande.RECOUVRER])
    def test_an_avance_outlives_the_solde_that_stands_on_it(
        self, evenement: EvenementDemande
    ) -> None:
        dossier = with_solde()
        assert dossier.appliquer(evenement, BY_ASP) == Refused(
            "SOLDE_EXISTANT", {"statut": "NON_COMPLETE"}
        )
        closed = lived(dossier, (EvenementDemande.EXPIRER, BY_CLOCK), solde=True)
        assert isinstance(closed.appliquer(evenement, BY_ASP), Applied)

    def test_a_solde_may_be_cancelled_and_filed_again(self) -> None:
        dossier = lived(with_solde(), *PAID, (EvenementDemande.ANNULER, BY_ASP), solde=True)
        again = dossier.deposer_solde(DECLARED, DURING)
        assert isinstance(again, Applied)
        assert again.etat.solde is not None
        assert statuts(again.etat.solde)[-3:] == [
            (1, "HISTORISEE"),
            (2, "ANNULEE"),
            (3, "NON_COMPLETE"),
        ]


class TestFunding:
    """PS-05: a bénéficiaire has one funding per SONS."""

    def test_nothing_is_funded_before_it_is_validated(self) -> None:
        assert [lived(opened(), *PAID[:acts]).finances for acts in range(6)] == [
            (),
            (),
            *[DECLARED.beneficiaires] * 4,
        ]

    def test_a_solde_says_whom_the_dossier_funds_once_it_is_validated(self) -> None:
        first, _, third = DECLARED.beneficiaires
        dossier = with_solde(Declaration(Decimal("716.66"), (first, third)))
        assert dossier.finances == DECLARED.beneficiaires
        assert lived(dossier, *PAID[:1], solde=True).finances == DECLARED.beneficiaires
        assert lived(dossier, *PAID[:2], solde=True).finances == (first, third)

    def test_who_is_funded_by_another_is_named(self) -> None:
        dossier = lived(opened(), *PAID[:1])
        funded = evolve(BY_ASP, deja_finances=DECLARED.beneficiaires[1:])
        assert dossier.appliquer(EvenementDemande.VALIDER, funded) == Refused(
            "BENEFICIAIRE_DEJA_FINANCE", {"numeros": DECLARED.beneficiaires[1:]}
        )


class TestRecovering:
    """PS-07, GU-51-07: what was paid in excess, or for what is cancelled, is asked back once."""

    EXCESS = Decimal("69.00")
    IN_EXCESS = evolve(BY_ASP, montant_decide=Decimal("0.00"), a_recouvrer=EXCESS)

    def decided(self) -> Dossier:
        """A dossier whose solde is decided at nothing, its avance having been paid too much."""
        return lived(
            with_solde(), *PAID[:2], (EvenementDemande.DECIDER, self.IN_EXCESS), solde=True
        )

    def test_an_excess_is_asked_back_as_the_solde_is_decided(self) -> None:
        validated = lived(with_solde(), *PAID[:2], solde=True)
        answer = validated.appliquer(EvenementDemande.DECIDER, of_solde(self.IN_EXCESS))
        assert isinstance(answer, Applied)
        assert answer.effects == (OrdreDeRecouvrement(self.EXCESS), DaterStatut())
        assert answer.etat.solde is not None
        assert answer.etat.solde.courante.a_recouvrer == self.EXCESS

    def test_an_avance_that_is_decided_asks_nothing_back(self) -> None:
        answer = lived(opened(), *PAID[:2]).appliquer(EvenementDemande.DECIDER, self.IN_EXCESS)
        assert isinstance(answer, Applied)
        assert answer.effects == (DaterStatut(),)

    def test_what_is_asked_back_is_what_was_paid_whatever_is_believed(self) -> None:
        believed = evolve(BY_ASP, a_recouvrer=Decimal(1))
        answer = lived(opened(), *PAID).appliquer(EvenementDemande.RECOUVRER, believed)
        assert isinstance(answer, Applied)
        assert OrdreDeRecouvrement(DECIDED) in answer.effects

    def test_a_payment_of_nothing_is_not_asked_back(self) -> None:
        nothing = evolve(BY_ASP, montant_paye=Decimal("0.00"))
        dossier = lived(self.decided(), PAID[3], (EvenementPaiement.PAYER, nothing), solde=True)
        assert dossier.appliquer(EvenementDemande.RECOUVRER, of_solde(BY_ASP)) == Refused(
            "RIEN_A_RECOUVRER"
        )
        answer = dossier.appliquer(EvenementDemande.ANNULER, of_solde(BY_ASP))
        assert isinstance(answer, Applied)
        assert answer.effects == (CreerAvenant(StatutDemande.ANNULEE), DaterStatut())

    def test_what_was_asked_back_already_is_not_asked_back_again(self) -> None:
        dossier = self.decided()
        assert dossier.recouvrable(AVANCE) == DECIDED
        assert dossier.recouvrable(SOLDE) == 0
        dossier = lived(dossier, (EvenementDemande.ANNULER, BY_ASP), solde=True)
        left = DECIDED - self.EXCESS
        assert dossier.recouvrable(AVANCE) == left
        for evenement in (EvenementDemande.ANNULER, EvenementDemande.RECOUVRER):
            answer = dossier.appliquer(evenement, BY_ASP)
            assert isinstance(answer, Applied)
            assert OrdreDeRecouvrement(left) in answer.effects

    def test_of_what_is_not_there_nothing_is_left(self) -> None:
        assert [opened().recouvrable(of) for of in (AVANCE, SOLDE)] == [0, 0]
        assert lived(opened(), *PAID).recouvrable(AVANCE) == DECIDED
        assert lived(with_solde(), *PAID, solde=True).recouvrable(SOLDE) == DECIDED


class TestPerimeter:
    """PS-07, and « le tableau indique si les bénéficiaires … correspondent bien »."""

    def test_each_beneficiaire_is_compared(self) -> None:
        assert comparer(["a", "b", "b", "c"], iter(["d", "c", "a", "d"])) == (
            ("a", Correspondance.CORRESPOND),
            ("b", Correspondance.RETIRE),
            ("c", Correspondance.CORRESPOND),
            ("d", Correspondance.AJOUTE),
        )
        assert comparer([], []) == ()

    def test_a_solde_is_compared_with_its_avance(self) -> None:
        first, second, third = DECLARED.beneficiaires
        dossier = with_solde(Declaration(Decimal("716.66"), (first, third, "10001234591")))
        assert dossier.perimetre() == (
            (first, Correspondance.CORRESPOND),
            (second, Correspondance.RETIRE),
            (third, Correspondance.CORRESPOND),
            ("10001234591", Correspondance.AJOUTE),
        )

    def test_without_a_solde_there_is_nothing_to_compare(self) -> None:
        assert opened().perimetre() == ()


@pytest.mark.parametrize("acts", range(6))
def test_the_suivi_financier_is_hidden_until_the_avance_is_decidee(acts: int) -> None:
    dossier = lived(opened(), *PAID[:acts])
    assert dossier.suivi_financier_visible is (acts >= 3)
    if acts >= 1:
        cancelled = act(dossier, EvenementDemande.ANNULER, BY_ASP)
        assert cancelled.suivi_financier_visible is (acts >= 3)


class TestWhatCannotBe:
    VERSION = Version(1, StatutDemande.DECIDEE, FILED, DECLARED, FILED, montant_decide=DECIDED)

    @pytest.mark.parametrize(
        "changes",
        [
            {"montant_decide": None},
            {"statut": StatutDemande.VALIDEE},
            {"paiement": EtatPaiement.PAIEMENT_EFFECTUE},
            {"paiement": EtatPaiement.PAIEMENT_EFFECTUE, "montant_paye": DECIDED + 1},
            {"montant_paye": DECIDED},
            {"paiement": EtatPaiement.PAIEMENT_EN_COURS, "montant_paye": DECIDED},
            {
                "statut": StatutDemande.VALIDEE,
                "montant_decide": None,
                "paiement": EtatPaiement.PAIEMENT_EN_COURS,
            },
            {"depuis": datetime(2022, 3, 17)},  # noqa: DTZ001
            {"instant": datetime(2022, 3, 17)},  # noqa: DTZ001
            {"montant_decide": Decimal(-1)},
            {"statut": StatutDemande.VALIDEE, "montant_decide": None, "a_recouvrer": DECIDED},
            {"a_recouvrer": Decimal(-1)},
        ],
    )
    def test_a_version(self, changes: dict[str, Any]) -> None:
        assert evolve(self.VERSION) == self.VERSION
        with pytest.raises(ValueError, match=r"Décidée|decided|payé|zone|euros"):
            evolve(self.VERSION, **changes)

    @pytest.mark.parametrize(
        "versions",
        [
            (),
            (VERSION, evolve(VERSION, avenant=2)),
            (VERSION, evolve(VERSION, avenant=0)),
            (evolve(VERSION, statut=StatutDemande.HISTORISEE), evolve(VERSION, avenant=3)),
            (evolve(VERSION, statut=StatutDemande.HISTORISEE), VERSION),
            (VERSION, evolve(VERSION, statut=StatutDemande.HISTORISEE)),
        ],
    )
    def test_a_demande(self, versions: tuple[Version, ...]) -> None:
        with pytest.raises(ValueError, match=r"versions|follow"):
            Demande(AVANCE, versions)

    def test_a_dossier(self) -> None:
        avance = Demande(AVANCE, (self.VERSION,))
        solde = Demande(SOLDE, opened().avance.versions)
        with pytest.raises(ValueError, match="a solde stands on an avance"):
            Dossier("FINMDV005046", avance, solde)
        for wrong in ((solde, None), (avance, avance)):
            with pytest.raises(ValueError, match="a dossier is an avance"):
                Dossier("FINMDV005046", *wrong)

    def test_a_declaration(self) -> None:
        with pytest.raises(ValueError, match="euros"):
            Declaration(1074.99, ())  # type: ignore[arg-type]


def test_everywhere_an_illegal_move_changes_nothing() -> None:
    """Every dossier that can be reached, every event, every actor, the facts for and against."""
    against = evolve(
        ALL,
        pieces_completes=False,
        deja_finances=DECLARED.beneficiaires,
        budget_disponible=Decimal(0),
        attestation=False,
        montant_paye=DECIDED + 1,
    )
    seen = {}
    queue = deque([opened()])
    while queue:
        dossier = queue.popleft()
        key = _shape(dossier)
        if key in seen:
            continue
        seen[key] = dossier
        copy = deepcopy(dossier)
        for evenement, acteur, of in product(EVENEMENTS, Acteur, TypeDemande):
            for faits in (FACTS[acteur], against, Faits(acteur), evolve(against, instant=AFTER)):
                answer = dossier.appliquer(evenement, evolve(faits, acteur=acteur, type_demande=of))
                assert dossier == copy
                if isinstance(answer, Applied):
                    check(answer.etat)
                    queue.append(answer.etat)
                elif isinstance(answer, AlreadyApplied):
                    assert answer.etat is dossier
        filed = dossier.deposer_solde(DECLARED, FILED)
        assert isinstance(filed, Applied) is (dossier.prochains()[SOLDE] is None)
        assert dossier == copy
        if isinstance(filed, Applied):
            queue.append(filed.etat)
    # An avance bears every statut but that of an avenant that another has replaced; and so does,
    # on an avance that is paid, a solde.
    assert {(a, p) for a, p, *_ in seen} == {
        *((statut, EtatPaiement.AUCUN_PAIEMENT_EN_COURS) for statut in StatutDemande),
        (StatutDemande.DECIDEE, EtatPaiement.PAIEMENT_EN_COURS),
        (StatutDemande.DECIDEE, EtatPaiement.PAIEMENT_EFFECTUE),
    } - {(StatutDemande.HISTORISEE, EtatPaiement.AUCUN_PAIEMENT_EN_COURS)}
    paid = {key for key in seen if key[1] is EtatPaiement.PAIEMENT_EFFECTUE}
    assert {s for _, _, s, _ in paid} == {None, *StatutDemande} - {StatutDemande.HISTORISEE}


def _shape(
    dossier: Dossier,
) -> tuple[StatutDemande, EtatPaiement, StatutDemande | None, EtatPaiement | None]:
    avance, solde = dossier.avance.courante, dossier.solde and dossier.solde.courante
    return (
        avance.statut,
        avance.paiement,
        solde.statut if solde else None,
        solde.paiement if solde else None,
    )
