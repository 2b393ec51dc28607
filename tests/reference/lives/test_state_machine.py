"""Whatever several people do, in whatever order, the portal is where the library says it is.

The model is the library's own value, `Dossier`, to which the same events are put; after each step
the portal's answer, the statuts, the payments and the budget are held against it.
"""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, ClassVar, Final
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from litestar.testing import TestClient

from segur_reference.app import create_app
from segur_reference.config import Settings
from segur_reference.services import dossiers as stored
from segur_reference.services.portail import Portail
from segur_reference.storage.database import Database
from segur_reference.storage.objects import Documents
from segur_rules.outcomes import AlreadyApplied, Applied, Refused
from segur_rules.statuts import (
    Acteur,
    Declaration,
    Dossier,
    Evenement,
    EvenementDemande,
    EvenementPaiement,
    Faits,
    StatutDemande,
    TypeDemande,
    dossier_vu_par,
    visible_au_gestionnaire,
    vue_par,
)
from tests.reference import monde
from tests.reference.lives.acteurs import JSON, Gestionnaire, Vendeur
from tests.reference.monde import Horloge, avance, pdf, rpps, solde

HT: Final = Decimal("358.33")
TOTAL: Final = Decimal("1000.00")
LAST_AVANCE: Final = datetime(2022, 11, 30, tzinfo=ZoneInfo("Europe/Paris"))
AMOUNTS: Final = {TypeDemande.AVANCE: Decimal("129.00"), TypeDemande.SOLDE: Decimal("301.00")}
"""What 358.33 HT comes to, at 20 %, for one médecin: 30 % of 430.00, then the rest."""
GESTION: Final[Mapping[Evenement, dict[str, Any]]] = {
    EvenementDemande.DEMANDER_PIECE: {"piece": "BON_COMMANDE"},
    EvenementDemande.DEMANDER_MODIFICATION: {"corrections": "Le montant"},
    EvenementDemande.VALIDER: {},
    EvenementDemande.REJETER: {"motif": "Sans suite"},
    EvenementDemande.DECIDER: {},
    EvenementDemande.ANNULER: {},
    EvenementDemande.RECOUVRER: {},
    EvenementPaiement.METTRE_EN_PAIEMENT: {},
    EvenementPaiement.PAYER: {},
}
"""The acts of a gestionnaire, with what each has to say."""


class Portal(RuleBasedStateMachine):
    """Two vendors and two gestionnaires on one portal."""

    model_database: ClassVar[Path]
    dossiers = Bundle("dossiers")

    def __init__(self) -> None:
        """Open an empty portal."""
        super().__init__()
        self.folder = Path(tempfile.mkdtemp())
        shutil.copy(self.model_database, self.folder / "segur.db")
        self.horloge = Horloge()
        own = Settings(
            database_url=f"sqlite:///{self.folder / 'segur.db'}",
            store_url=str(self.folder / "documents"),
            task_seconds=0,
            calls_per_minute=0,
        )
        database = Database(own.database_url)
        self.portail = Portail(own, database, Documents(own), self.horloge)
        self.stack = contextlib.ExitStack()
        client = self.stack.enter_context(TestClient(create_app(self.portail)))
        monde.budget(self.portail, str(TOTAL))

        def bearer(identite: Any) -> dict[str, str]:
            return monde.bearer(self.portail, identite)

        self.vendeurs = [
            Vendeur(client, bearer(monde.fournisseur(self.portail, n))) for n in (1, 2)
        ]
        self.gestionnaires = [
            Gestionnaire(client, bearer(monde.gestionnaire(self.portail, n))) for n in (1, 2)
        ]
        self.models: dict[str, Dossier] = {}
        self.owners: dict[str, int] = {}
        self.lines: dict[str, dict[str, Any]] = {}
        self.filed = 0

    def teardown(self) -> None:
        self.stack.close()
        shutil.rmtree(self.folder)

    # What vendors do.

    @precondition(lambda self: self.horloge.instant < LAST_AVANCE)
    @rule(target=dossiers, who=st.sampled_from((0, 1)))
    def file_an_avance(self, who: int) -> str:
        self.filed += 1
        document = avance(who + 1, start=self.filed)
        (numero,) = self.vendeurs[who].numbers(document)
        declared = Declaration(HT, (rpps(self.filed),))
        key = numero.removesuffix("M0")
        self.models[key] = Dossier.ouvrir(key, declared, self.horloge.instant)
        self.owners[key], self.lines[key] = who, document
        return key

    @rule(key=dossiers)
    def file_a_solde(self, key: str) -> None:
        model = self.now(key)
        document = self.lines[key]
        line = solde(model.numero_de(TypeDemande.AVANCE), document["lignesImport"][0])
        # A bill is dated, and no file is filed before that.
        line["facture"]["dateFacture"] = "19/10/2022"
        asked = {**document, "lignesImport": [line]}
        answer = model.deposer_solde(
            Declaration(HT, model.avance.courante.declaration.beneficiaires), self.horloge.instant
        )
        vendeur = self.vendeurs[self.owners[key]]
        report = vendeur.simulate(asked, "solde")
        if isinstance(answer, Refused):
            # Said by a rule, or by the portal alone; and nothing is filed.
            if report["verdict"] == "irrecevable":
                return
            assert vendeur.file(asked, "solde")["import"]["retenues"] == 0
        else:
            assert vendeur.file(asked, "solde")["import"]["retenues"] == 1
            self.models[key] = answer.etat

    @rule(key=dossiers, kind=st.sampled_from(TypeDemande), whole=st.booleans())
    def give_documents(self, key: str, kind: TypeDemande, *, whole: bool) -> None:
        model = self.now(key)
        demande = model.demande(kind)
        numero = model.numero_de(kind)
        if demande is None:
            return
        found = self.vendeurs[self.owners[key]].get("/incompletes", numero=numero)["elements"]
        waits = demande.courante.statut is StatutDemande.NON_COMPLETE
        assert len(found) == waits
        for one in found:
            wanted = [piece["nom"] for piece in one["attendues"] if not piece["donnee"]]
            for name in wanted if whole else wanted[:-1]:
                self.vendeurs[self.owners[key]].give(numero, name)
        if waits and whole:
            self.apply(key, kind, EvenementDemande.COMPLETER, pieces_completes=True)

    @rule(key=dossiers, kind=st.sampled_from(TypeDemande))
    def delete(self, key: str, kind: TypeDemande) -> None:
        answer = self.vendeurs[self.owners[key]].answer("DELETE", f"/demandes/{key}{_M[kind]}")
        expected = self.apply(key, kind, EvenementDemande.SUPPRIMER)
        self.compare(answer, expected, key, kind)

    @rule(key=dossiers, kind=st.sampled_from(TypeDemande), give=st.booleans())
    def add_a_document(self, key: str, kind: TypeDemande, *, give: bool) -> None:
        vendeur = self.vendeurs[self.owners[key]]
        numero = f"{key}{_M[kind]}"
        model = self.now(key)
        demande = model.demande(kind)
        if demande is None or demande.courante.statut is StatutDemande.NON_COMPLETE:
            return
        given = (
            not give
            or vendeur.answer(
                "PUT", f"/demandes/{numero}/pieces/autre-{self.filed}.pdf", content=pdf()
            ).status_code
            == 200
        )
        body = {"evenement": "AJOUTER_PIECE"}
        answer = vendeur.answer("POST", f"/demandes/{numero}/evenements", json=body)
        if answer.status_code == 200:
            assert given
            expected = self.apply(key, kind, EvenementDemande.AJOUTER_PIECE)
            assert isinstance(expected, Applied)
        # Where it may not be, the library says so; without a document, the portal does.
        elif give:
            expected = self.apply(key, kind, EvenementDemande.AJOUTER_PIECE)
            assert not isinstance(expected, Applied)

    @rule(key=dossiers)
    def correct(self, key: str) -> None:
        line = self.lines[key]["lignesImport"][0]
        body = b'{"evenement": "CORRIGER", "ligne": %s}' % monde.raw(line)
        answer = self.vendeurs[self.owners[key]].answer(
            "POST", f"/demandes/{key}M0/evenements", content=body, headers=JSON
        )
        courante = self.now(key).avance.courante
        expected = self.apply(
            key,
            TypeDemande.AVANCE,
            EvenementDemande.CORRIGER,
            declaration=courante.declaration
            if courante.statut is StatutDemande.A_MODIFIER
            else None,
        )
        self.compare(answer, expected, key, TypeDemande.AVANCE)

    # What gestionnaires do.

    @rule(
        key=dossiers,
        kind=st.sampled_from(TypeDemande),
        evenement=st.sampled_from(sorted(GESTION)),
        who=st.sampled_from((0, 1)),
        honest=st.sampled_from((True, True, True, False)),
    )
    def instruct(
        self, key: str, kind: TypeDemande, evenement: Evenement, who: int, *, honest: bool
    ) -> None:
        amount = AMOUNTS[kind] if honest else AMOUNTS[kind] + Decimal("0.01")
        said = dict(GESTION[evenement])
        if evenement in (EvenementDemande.VALIDER, EvenementPaiement.PAYER):
            said["montant"] = str(amount)
        if evenement is EvenementDemande.ANNULER:
            said["attestation"] = honest
        answer = self.gestionnaires[who].answer(
            "POST",
            f"/gestion/demandes/{key}{_M[kind]}/evenements",
            json={"evenement": evenement, **said},
        )
        if evenement is EvenementDemande.VALIDER and not honest:
            assert answer.status_code in (404, 409, 422)
            return
        faits: dict[str, Any] = {}
        if evenement is EvenementDemande.DECIDER:
            faits = {
                "montant_decide": AMOUNTS[kind],
                "budget_disponible": TOTAL - self.engaged(),
                "a_recouvrer": Decimal(0),
            }
        if evenement is EvenementDemande.VALIDER:
            # Each dossier has a médecin of its own.
            faits = {"deja_finances": ()}
        if evenement is EvenementPaiement.PAYER:
            faits = {"montant_paye": amount}
        if evenement is EvenementDemande.ANNULER:
            faits = {"attestation": honest}
        expected = self.apply(key, kind, evenement, **faits)
        self.compare(answer, expected, key, kind)

    # What time does.

    @rule(hours=st.sampled_from((1, 24, 6 * 24, 8 * 24)))
    def wait(self, hours: int) -> None:
        self.horloge.advance(hours=hours)

    # What must hold.

    @invariant()
    def the_budget_is_what_was_decided(self) -> None:
        engaged = self.gestionnaires[0].get("/gestion/budget")["engage"]
        assert Decimal(engaged) == self.engaged()

    @invariant()
    def everybody_sees_what_is_theirs(self) -> None:
        shown = set()
        for key in self.models:
            model = self.now(key)
            for kind in TypeDemande:
                demande = model.demande(kind)
                vue = vue_par(demande, Acteur.FOURNISSEUR) if demande else None
                numero = f"{key}{_M[kind]}"
                seen = self.vendeurs[self.owners[key]].answer("GET", f"/demandes/{numero}")
                if demande is None or vue is None:
                    assert seen.status_code == 404
                    continue
                told = seen.json()
                assert (told["statut"], told["paiement"]) == (
                    vue.courante.statut,
                    vue.courante.paiement,
                )
                other = self.vendeurs[1 - self.owners[key]].answer("GET", f"/demandes/{numero}")
                assert other.status_code == 404
                if visible_au_gestionnaire(demande.courante.statut):
                    shown.add(numero)
        every = [str(statut) for statut in StatutDemande]
        queue = self.gestionnaires[1].get("/gestion/demandes", statut=every, parPage=200)
        assert {one["numero"] for one in queue["elements"]} == shown

    # How the model goes.

    def now(self, key: str) -> Dossier:
        """The model of a dossier, as the clock leaves it."""
        self.models[key] = stored.as_of(self.models[key], self.horloge.instant)
        return self.models[key]

    def engaged(self) -> Decimal:
        return sum((stored.engaged(self.now(key)) for key in self.models), Decimal(0))

    def apply(
        self,
        key: str,
        kind: TypeDemande,
        evenement: Evenement,
        declaration: Declaration | None = None,
        **known: Any,
    ) -> Any:
        """Put an event to the model."""
        actor = Acteur.GESTIONNAIRE if evenement in GESTION else Acteur.FOURNISSEUR
        seen = dossier_vu_par(self.now(key), kind, actor)
        if seen is None:
            return None
        faits = Faits(actor, type_demande=kind, instant=self.horloge.instant, **known)
        answer = seen.appliquer(evenement, faits, declaration)
        if isinstance(answer, Applied):
            self.models[key] = answer.etat
        return answer

    def compare(self, answer: Any, expected: Any, key: str, kind: TypeDemande) -> None:
        """Hold the portal's answer against the model's; None is what cannot be seen."""
        if expected is None:
            assert answer.status_code == 404, answer.text
        elif isinstance(expected, Refused):
            assert answer.status_code == 409, answer.text
            assert answer.json()["code"] == expected.code
        else:
            assert answer.status_code in (200, 204), answer.text
            if isinstance(expected, AlreadyApplied) and answer.text:
                assert answer.json()["deja"] is True


_M: Final = {TypeDemande.AVANCE: "M0", TypeDemande.SOLDE: "M1"}


@pytest.fixture
def machine(migrated_sqlite: Path) -> type[Portal]:
    Portal.model_database = migrated_sqlite
    return Portal


CHECKS: Final = list(HealthCheck)


def test_some_stories(machine: type[Portal]) -> None:
    short = settings(
        max_examples=6, stateful_step_count=15, deadline=None, suppress_health_check=CHECKS
    )
    run_state_machine_as_test(machine, settings=short)


@pytest.mark.long
def test_many_stories(machine: type[Portal]) -> None:
    many = settings(
        max_examples=60, stateful_step_count=40, deadline=None, suppress_health_check=CHECKS
    )
    run_state_machine_as_test(machine, settings=many)
