"""The tables against what the guide says, row by row, and nothing beside it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from itertools import product
from typing import Any

import pytest
from attrs import evolve, fields

from segur_rules.echeances import PARIS
from segur_rules.outcomes import AlreadyApplied, Applied, Refused
from segur_rules.sources import Certainty
from segur_rules.statuts import (
    COORDONNEES,
    DEMANDE,
    ENROLEMENT,
    MODELE,
    MODIFICATION_PERSONNE,
    PAIEMENT,
    STATUTS_A_INSTRUIRE,
    STATUTS_A_PAYER,
    TABLES,
    Acteur,
    AjouterDocument,
    ChampPersonne,
    CreerAvenant,
    DaterStatut,
    EnvoyerMail,
    EtatPaiement,
    Faits,
    OrdreDeRecouvrement,
    Refus,
    StatutDemande,
    StatutEnrolement,
    Table,
    TypeDemande,
    TypeEnrolement,
    decide,
    diagram,
    est_supprimee,
    pieces_ajoutables,
    pieces_attendues,
    possibles,
    refus_de_depot,
    suit_les_coordonnees_actives,
    visible_au_gestionnaire,
)
from tests.statuts.lives import AFTER, ALL, BY_CLOCK, DECIDED, DURING, EXPIRATION, FACTS

F, G, H = "FOURNISSEUR", "GESTIONNAIRE", "HORLOGE"

ROWS = {
    "demande": [
        ("NON_COMPLETE", "COMPLETER", F, "EN_COURS"),
        ("NON_COMPLETE", "EXPIRER", H, "SUPPRIMEE"),
        ("NON_COMPLETE", "SUPPRIMER", F, "SUPPRIMEE"),
        ("EN_COURS", "DEMANDER_PIECE", G, "EN_ATTENTE_PIECE"),
        ("EN_COURS", "DEMANDER_MODIFICATION", G, "A_MODIFIER"),
        ("EN_COURS", "VALIDER", G, "VALIDEE"),
        ("EN_COURS", "REJETER", G, "REJETEE"),
        ("EN_COURS", "ANNULER", G, "HISTORISEE"),
        ("EN_ATTENTE_PIECE", "AJOUTER_PIECE", F, "EN_COURS"),
        ("EN_ATTENTE_PIECE", "ANNULER", G, "HISTORISEE"),
        ("A_MODIFIER", "CORRIGER", F, "EN_COURS"),
        ("A_MODIFIER", "AJOUTER_PIECE", F, "A_MODIFIER"),
        ("A_MODIFIER", "ANNULER", G, "HISTORISEE"),
        ("VALIDEE", "DECIDER", G, "DECIDEE"),
        ("VALIDEE", "ANNULER", G, "HISTORISEE"),
        ("DECIDEE", "ANNULER", G, "HISTORISEE"),
        ("DECIDEE", "RECOUVRER", G, "HISTORISEE"),
    ],
    "paiement": [
        ("AUCUN_PAIEMENT_EN_COURS", "METTRE_EN_PAIEMENT", G, "PAIEMENT_EN_COURS"),
        ("PAIEMENT_EN_COURS", "PAYER", G, "PAIEMENT_EFFECTUE"),
    ],
    "enrolement": [
        ("EN_COURS", "DEMANDER_PIECE", G, "EN_ATTENTE_PIECE_JUSTIFICATIVE"),
        ("EN_COURS", "DEMANDER_CERTIFICAT", G, "EN_ATTENTE_CERTIFICAT_REFERENCEMENT"),
        ("EN_COURS", "VALIDER", G, "VALIDEE"),
        ("EN_COURS", "REJETER", G, "REJETEE"),
        ("EN_ATTENTE_PIECE_JUSTIFICATIVE", "AJOUTER_PIECE", F, "EN_COURS"),
        ("EN_ATTENTE_CERTIFICAT_REFERENCEMENT", "FOURNIR_CERTIFICAT", F, "EN_COURS"),
    ],
    "modele": [
        ("IMPORTE", "VALIDER_IMPORT", F, "EN_ATTENTE_INSTRUCTION"),
        ("IMPORTE", "SUPPRIMER", F, "SUPPRIME"),
        ("EN_ATTENTE_INSTRUCTION", "ACCEPTER", G, "ACCEPTE"),
        ("EN_ATTENTE_INSTRUCTION", "REJETER", G, "REJETE"),
    ],
    "coordonnees": [("ACTIVE", "REMPLACER", F, "REMPLACEE")],
    "personne": [
        ("EN_SAISIE", "DEPOSER", F, "EN_ATTENTE"),
        ("EN_ATTENTE", "ACCEPTER", G, "ACCEPTEE"),
        ("EN_ATTENTE", "REJETER", G, "REJETEE"),
    ],
}


def each(kind: Any) -> tuple[Any, ...]:
    """The members of an enumeration."""
    return tuple(kind)


each_table = pytest.mark.parametrize("table", TABLES.values(), ids=TABLES)
each_row = pytest.mark.parametrize(
    ("table", "etat", "evenement"),
    [
        pytest.param(table, etat, evenement, id=f"{table.name}-{etat}-{evenement}")
        for table in TABLES.values()
        for etat, evenement, _ in table.rows()
    ],
)


def answer(table: Table[Any, Any], etat: str, evenement: str, **known: Any) -> Any:
    """What is decided when the actor is the right one and every fact is well, but these."""
    to = table.find(table.etats(etat), table.evenements(evenement))
    assert to is not None
    return decide(
        table, table.etats(etat), table.evenements(evenement), evolve(FACTS[to.by], **known)
    )


@each_table
def test_a_table_holds_its_rows_and_no_other(table: Table[Any, Any]) -> None:
    got = [(a.value, e.value, to.by.value, to.etat.value) for a, e, to in table.rows()]
    assert got == ROWS[table.name]


@each_table
def test_a_table_is_all_of_its_kind(table: Table[Any, Any]) -> None:
    assert {etat for etat, _, _ in table.rows()} <= set(each(table.etats))
    assert {evenement for _, evenement, _ in table.rows()} == set(each(table.evenements))
    created = {
        effect.etat
        for _, _, to in table.rows()
        for effect in to.effects
        if isinstance(effect, CreerAvenant)
    }
    reached = {table.initial} | created | {to.etat for _, _, to in table.rows()}
    assert reached == set(each(table.etats))


ANSWERS = ("AJOUTER_PIECE", "CORRIGER", "FOURNIR_CERTIFICAT")
"""What answers a request is never taken for its own repeat: it would be lost."""


@each_table
def test_every_pair_every_actor(table: Table[Any, Any]) -> None:
    """An illegal move changes nothing: neither the table nor the facts, whoever makes it."""
    before = {etat: dict(events) for etat, events in table.transitions.items()}
    legal = {(etat, evenement, by) for etat, evenement, by, _ in ROWS[table.name]}
    for etat, evenement, acteur in product(each(table.etats), each(table.evenements), Acteur):
        faits = FACTS[acteur]
        copy = evolve(faits)
        answer = decide(table, etat, evenement, faits)
        assert faits == copy
        if (etat, evenement, acteur) in legal:
            assert isinstance(answer, Applied)
        elif (etat, evenement) in {row[:2] for row in legal}:
            assert isinstance(answer, Refused)
            assert answer.code == "ACTEUR_NON_AUTORISE"
        elif isinstance(answer, AlreadyApplied):
            assert answer.etat is etat
            assert any(row[1:] == (evenement, acteur, etat) for row in ROWS[table.name])
        else:
            assert isinstance(answer, Refused)
            assert answer.code == "TRANSITION_IMPOSSIBLE"
            leads_here = any(row[1:] == (evenement, acteur, etat) for row in ROWS[table.name])
            assert not leads_here or evenement.value in ANSWERS
    assert before == {etat: dict(events) for etat, events in table.transitions.items()}


@each_row
def test_a_guard_that_lacks_a_fact_does_not_let_go(
    table: Table[Any, Any], etat: Any, evenement: Any
) -> None:
    to = table.find(etat, evenement)
    assert to is not None
    bare = Faits(to.by)
    if to.needs:
        refused = decide(table, etat, evenement, bare)
        assert isinstance(refused, Refused)
        assert refused.code == "FAIT_MANQUANT"
    else:
        assert isinstance(decide(table, etat, evenement, bare), Applied)
    # And it asks for no fact that it does not need.
    enough = evolve(bare, **{name: getattr(FACTS[to.by], name) for name in to.needs})
    assert decide(table, etat, evenement, enough) == decide(table, etat, evenement, FACTS[to.by])


@each_row
def test_what_is_possible_is_the_row(table: Table[Any, Any], etat: Any, evenement: Any) -> None:
    to = table.find(etat, evenement)
    assert to is not None
    (possible,) = (p for p in possibles(table, etat, to.by) if p.evenement is evenement)
    assert (possible.by, possible.etat, possible.needs) == (to.by, to.etat, to.needs)


@each_table
def test_a_drawing_has_every_row(table: Table[Any, Any]) -> None:
    drawing = diagram(table)
    for etat, evenement, by, to in ROWS[table.name]:
        assert f"    {etat} --> {to}: {evenement} by {by}" in drawing
    assert drawing.count("-->") == (
        len(ROWS[table.name])
        + 1
        + sum(table.is_final(etat) for etat in each(table.etats))
        + (table is DEMANDE)
    )


def test_the_tables_answer_for_their_requirements() -> None:
    assert {name: set(table.honours) for name, table in TABLES.items()} == {
        "demande": {
            *("GU-51-03", "GU-51-04", "GU-51-05", "GU-51-06", "GU-51-07", "GU-51-08", "GU-51-15"),
            *("GU-52-14", "GU-9-01", "GU-9-03", "GU-9-05", "PS-05", "PS-07", "PS-12"),
        },
        "paiement": {"GU-51-06", "GU-51-09", "GU-52-20"},
        "enrolement": {"GU-3-03", "GU-3-04", "PS-02"},
        "modele": {"GU-53-03", "GU-53-04"},
        "coordonnees": {"GU-71-02"},
        "personne": {"GU-72-02", "GU-72-03"},
    }


@each_table
def test_a_table_says_how_sure_it_is(table: Table[Any, Any]) -> None:
    sure = {
        "demande": Certainty.GUIDE,
        "paiement": Certainty.GUIDE,
        "enrolement": Certainty.INFERRED,
        "modele": Certainty.GUIDE,
        "coordonnees": Certainty.GUIDE,
        "personne": Certainty.CHOICE,
    }[table.name]
    inferred = {"ANNULER"} if table is DEMANDE else set()
    for etat, evenement, to in table.rows():
        stays = (etat, evenement) == ("A_MODIFIER", "AJOUTER_PIECE")
        expected = Certainty.INFERRED if stays or evenement in inferred else sure
        assert to.certainty is expected, (etat, evenement)


class TestDemande:
    """Guide §5.1, §5.2 and §9."""

    def test_it_begins_without_its_documents(self) -> None:
        assert DEMANDE.initial is StatutDemande.NON_COMPLETE

    def test_complete_it_is_en_cours(self) -> None:
        assert answer(DEMANDE, "NON_COMPLETE", "COMPLETER") == Applied(
            StatutDemande.EN_COURS, (DaterStatut(),)
        )
        assert answer(DEMANDE, "NON_COMPLETE", "COMPLETER", pieces_completes=False) == Refused(
            "PIECES_MANQUANTES"
        )

    @pytest.mark.parametrize(
        ("instant", "late"),
        [
            (EXPIRATION - timedelta(microseconds=1), False),
            (EXPIRATION, False),
            (EXPIRATION.astimezone(UTC), False),
            (AFTER, True),
            (AFTER.astimezone(UTC), True),
        ],
    )
    def test_not_completed_in_time_it_is_deleted(self, instant: datetime, late: bool) -> None:
        params = {"instant": instant, "expiration": EXPIRATION}
        completed = answer(DEMANDE, "NON_COMPLETE", "COMPLETER", instant=instant)
        expired = answer(DEMANDE, "NON_COMPLETE", "EXPIRER", instant=instant)
        if late:
            assert completed == Refused("DELAI_ECHU", params)
            assert expired == Applied(StatutDemande.SUPPRIMEE, (DaterStatut(),))
        else:
            assert completed == Applied(StatutDemande.EN_COURS, (DaterStatut(),))
            assert expired == Refused("DELAI_NON_ECHU", params)

    def test_the_hour_that_comes_twice_is_told_apart(self) -> None:
        first = datetime(2022, 10, 30, 2, 45, tzinfo=PARIS)
        second = datetime(2022, 10, 30, 2, 15, fold=1, tzinfo=PARIS)
        late = answer(DEMANDE, "NON_COMPLETE", "COMPLETER", instant=second, expiration=first)
        assert isinstance(late, Refused)
        assert late.code == "DELAI_ECHU"

    def test_too_late_comes_before_documents_that_are_missing(self) -> None:
        late = answer(DEMANDE, "NON_COMPLETE", "COMPLETER", instant=AFTER, pieces_completes=False)
        assert late.code == "DELAI_ECHU"

    def test_the_vendor_deletes_avances_only(self) -> None:
        """« Pour l'avance uniquement »."""
        assert answer(DEMANDE, "NON_COMPLETE", "SUPPRIMER") == Applied(
            StatutDemande.SUPPRIMEE, (DaterStatut(),)
        )
        assert answer(
            DEMANDE, "NON_COMPLETE", "SUPPRIMER", type_demande=TypeDemande.SOLDE
        ) == Refused("SOLDE_NON_SUPPRIMABLE")

    def test_a_mail_names_the_demande_and_the_document(self) -> None:
        mail = EnvoyerMail("piece_demandee", ("demande", "piece"))
        assert answer(DEMANDE, "EN_COURS", "DEMANDER_PIECE") == Applied(
            StatutDemande.EN_ATTENTE_PIECE, (mail, DaterStatut())
        )

    def test_a_mail_names_the_demande_and_what_to_correct(self) -> None:
        mail = EnvoyerMail("modification_demandee", ("demande", "corrections"))
        assert answer(DEMANDE, "EN_COURS", "DEMANDER_MODIFICATION") == Applied(
            StatutDemande.A_MODIFIER, (mail, DaterStatut())
        )

    def test_the_decision_d_attribution_is_added_to_the_avance(self) -> None:
        document = AjouterDocument("DECISION_ATTRIBUTION")
        assert answer(DEMANDE, "EN_COURS", "VALIDER") == Applied(
            StatutDemande.VALIDEE, (document, DaterStatut())
        )
        assert answer(DEMANDE, "EN_COURS", "VALIDER", type_demande=TypeDemande.SOLDE) == Applied(
            StatutDemande.VALIDEE, (DaterStatut(),)
        )

    @pytest.mark.parametrize(
        ("etat", "evenement", "statut"),
        [
            ("EN_COURS", "REJETER", StatutDemande.REJETEE),
            ("EN_ATTENTE_PIECE", "AJOUTER_PIECE", StatutDemande.EN_COURS),
            ("A_MODIFIER", "CORRIGER", StatutDemande.EN_COURS),
        ],
    )
    def test_a_change_of_statut_is_dated(
        self, etat: str, evenement: str, statut: StatutDemande
    ) -> None:
        assert answer(DEMANDE, etat, evenement) == Applied(statut, (DaterStatut(),))

    def test_a_document_added_to_what_is_to_be_modified_changes_no_statut(self) -> None:
        assert answer(DEMANDE, "A_MODIFIER", "AJOUTER_PIECE") == Applied(StatutDemande.A_MODIFIER)

    @pytest.mark.parametrize(
        ("budget", "enough"), [("322.49", False), ("322.50", True), ("322.51", True), ("0", False)]
    )
    def test_it_is_decided_within_the_budget(self, budget: str, enough: bool) -> None:
        """« en fonction de l'enveloppe budgétaire »."""
        left, decided = Decimal(budget), Decimal("322.50")
        assert answer(
            DEMANDE, "VALIDEE", "DECIDER", budget_disponible=left, montant_decide=decided
        ) == (
            Applied(StatutDemande.DECIDEE, (OrdreDeRecouvrement(DECIDED), DaterStatut()))
            if enough
            else Refused(
                "BUDGET_INSUFFISANT", {"budget_disponible": left, "montant_decide": decided}
            )
        )

    @pytest.mark.parametrize(
        "etat", ["EN_COURS", "EN_ATTENTE_PIECE", "A_MODIFIER", "VALIDEE", "DECIDEE"]
    )
    def test_it_is_cancelled_on_a_sworn_statement(self, etat: str) -> None:
        """« l'avenant initial passe au statut Historisé, et un nouvel avenant est créé »."""
        for paiement in EtatPaiement:
            recovered = etat == "DECIDEE" and paiement is EtatPaiement.PAIEMENT_EFFECTUE
            assert answer(DEMANDE, etat, "ANNULER", paiement=paiement) == Applied(
                StatutDemande.HISTORISEE,
                (
                    CreerAvenant(StatutDemande.ANNULEE),
                    *((OrdreDeRecouvrement(DECIDED),) if recovered else ()),
                    DaterStatut(),
                ),
            )
        assert answer(DEMANDE, etat, "ANNULER", attestation=False) == Refused(
            "ATTESTATION_MANQUANTE"
        )

    def test_what_was_paid_is_recovered(self) -> None:
        assert answer(DEMANDE, "DECIDEE", "RECOUVRER") == Applied(
            StatutDemande.HISTORISEE,
            (CreerAvenant(StatutDemande.ANNULEE), OrdreDeRecouvrement(DECIDED), DaterStatut()),
        )
        assert answer(DEMANDE, "DECIDEE", "RECOUVRER", a_recouvrer=Decimal(0)) == Refused(
            "RIEN_A_RECOUVRER"
        )
        for paiement in (
            EtatPaiement.AUCUN_PAIEMENT_EN_COURS,
            EtatPaiement.PAIEMENT_EN_COURS,
        ):
            assert answer(DEMANDE, "DECIDEE", "RECOUVRER", paiement=paiement) == Refused(
                "NON_PAYEE", {"paiement": paiement.value}
            )

    @pytest.mark.parametrize(
        ("etat", "evenement", "to"),
        [
            ("VALIDEE", "DECIDER", Applied(StatutDemande.DECIDEE, (DaterStatut(),))),
            (
                "DECIDEE",
                "ANNULER",
                Applied(
                    StatutDemande.HISTORISEE, (CreerAvenant(StatutDemande.ANNULEE), DaterStatut())
                ),
            ),
        ],
    )
    def test_of_nothing_there_is_no_order(self, etat: str, evenement: str, to: Any) -> None:
        assert answer(DEMANDE, etat, evenement, a_recouvrer=Decimal("0.00")) == to

    def test_what_is_over_is_over(self) -> None:
        assert {etat for etat in StatutDemande if DEMANDE.is_final(etat)} == {
            StatutDemande.REJETEE,
            StatutDemande.ANNULEE,
            StatutDemande.HISTORISEE,
            StatutDemande.SUPPRIMEE,
        }

    def test_what_awaits_instruction_is_en_cours_and_what_is_paid_is_decidee(self) -> None:
        assert STATUTS_A_INSTRUIRE == (StatutDemande.EN_COURS,)
        assert STATUTS_A_PAYER == (StatutDemande.DECIDEE,)

    def test_gestionnaires_do_not_see_what_is_not_complete(self) -> None:
        assert {etat for etat in StatutDemande if not visible_au_gestionnaire(etat)} == {
            StatutDemande.NON_COMPLETE,
            StatutDemande.SUPPRIMEE,
        }
        for etat in StatutDemande:
            if not visible_au_gestionnaire(etat):
                assert possibles(DEMANDE, etat, Acteur.GESTIONNAIRE) == ()

    def test_documents_are_added_in_two_statuts(self) -> None:
        """« seulement quand le statut de la demande est … »."""
        assert {etat for etat in StatutDemande if pieces_ajoutables(etat)} == {
            StatutDemande.A_MODIFIER,
            StatutDemande.EN_ATTENTE_PIECE,
        }


class TestPaiement:
    """Guide §5.1 and §5.2."""

    def test_it_begins_with_none(self) -> None:
        assert PAIEMENT.initial is EtatPaiement.AUCUN_PAIEMENT_EN_COURS

    @pytest.mark.parametrize("statut", StatutDemande)
    def test_nothing_is_paid_that_is_not_decided(self, statut: StatutDemande) -> None:
        """« Aucun paiement ne peut être envoyé tant qu'une demande n'est pas décidée »."""
        expected: object = Refused("NON_DECIDEE", {"statut": statut.value})
        if statut is StatutDemande.DECIDEE:
            expected = Applied(EtatPaiement.PAIEMENT_EN_COURS)
        assert expected == answer(
            PAIEMENT, "AUCUN_PAIEMENT_EN_COURS", "METTRE_EN_PAIEMENT", statut_demande=statut
        )

    @pytest.mark.parametrize("paid", ["322.49", "322.51", "0"])
    def test_what_is_paid_is_what_was_decided(self, paid: str) -> None:
        assert answer(PAIEMENT, "PAIEMENT_EN_COURS", "PAYER") == Applied(
            EtatPaiement.PAIEMENT_EFFECTUE, (AjouterDocument("AVIS_DE_PAIEMENT"),)
        )
        assert answer(
            PAIEMENT, "PAIEMENT_EN_COURS", "PAYER", montant_paye=Decimal(paid)
        ) == Refused(
            "MONTANT_DIFFERENT",
            {"montant_decide": Decimal("322.50"), "montant_paye": Decimal(paid)},
        )

    def test_an_amount_is_its_value_and_not_its_writing(self) -> None:
        paid = answer(PAIEMENT, "PAIEMENT_EN_COURS", "PAYER", montant_paye=Decimal("322.5"))
        assert isinstance(paid, Applied)


class TestEnrolement:
    """Guide §3.1, and PS-02."""

    def test_it_begins_en_cours(self) -> None:
        assert ENROLEMENT.initial is StatutEnrolement.EN_COURS

    def test_the_first_one_brings_two_mails(self) -> None:
        assert answer(ENROLEMENT, "EN_COURS", "VALIDER") == Applied(
            StatutEnrolement.VALIDEE,
            (
                EnvoyerMail("identifiant", ("identifiant",)),
                EnvoyerMail("mot_de_passe", ("mot_de_passe",)),
            ),
        )
        assert answer(
            ENROLEMENT, "EN_COURS", "VALIDER", type_enrolement=TypeEnrolement.COMPLEMENTAIRE
        ) == Applied(StatutEnrolement.VALIDEE)

    @pytest.mark.parametrize("evenement", ["DEMANDER_PIECE", "DEMANDER_CERTIFICAT", "REJETER"])
    def test_the_vendor_is_told(self, evenement: str) -> None:
        (effect,) = answer(ENROLEMENT, "EN_COURS", evenement).effects
        assert isinstance(effect, EnvoyerMail)
        assert effect.params[0] == "enrolement"

    @pytest.mark.parametrize("statut", StatutEnrolement)
    def test_demandes_are_filed_once_it_is_validated(self, statut: StatutEnrolement) -> None:
        if statut is StatutEnrolement.VALIDEE:
            assert refus_de_depot(statut) is None
        else:
            assert refus_de_depot(statut) == Refused(
                "ENROLEMENT_NON_VALIDE", {"statut": statut.value}
            )


class TestModele:
    """Guide §5.3."""

    def test_until_the_import_is_validated_the_file_can_be_deleted(self) -> None:
        deletes = {etat for etat, evenement, _ in MODELE.rows() if evenement == "SUPPRIMER"}
        assert deletes == {MODELE.initial}


class TestCoordonnees:
    """Guide §7.1."""

    def test_new_details_are_for_the_payments_to_come(self) -> None:
        assert COORDONNEES.initial == "ACTIVE"
        assert [etat for etat in EtatPaiement if suit_les_coordonnees_actives(etat)] == [
            EtatPaiement.AUCUN_PAIEMENT_EN_COURS
        ]


class TestPersonne:
    """Guide §7.2."""

    @pytest.mark.parametrize(
        ("changements", "pieces"),
        [
            ((ChampPersonne.NOM,), ("MANDAT", "PIECE_IDENTITE")),
            ((ChampPersonne.PRENOM,), ("MANDAT", "PIECE_IDENTITE")),
            ((ChampPersonne.EMAIL, ChampPersonne.PRENOM), ("MANDAT", "PIECE_IDENTITE")),
            ((ChampPersonne.EMAIL,), ("PIECE_IDENTITE",)),
            ((ChampPersonne.TELEPHONE, ChampPersonne.EMAIL), ("PIECE_IDENTITE",)),
        ],
    )
    def test_what_changes_says_which_documents(
        self, changements: tuple[ChampPersonne, ...], pieces: tuple[str, ...]
    ) -> None:
        """« uniquement l'email ou le téléphone … seule la pièce d'identité »."""
        assert pieces_attendues(changements) == pieces
        for given in ((), ("MANDAT",), ("PIECE_IDENTITE",), ("PIECE_IDENTITE", "MANDAT", "RIB")):
            got = answer(
                MODIFICATION_PERSONNE, "EN_SAISIE", "DEPOSER", changements=changements, pieces=given
            )
            missing = tuple(piece for piece in pieces if piece not in given)
            if missing:
                assert got == Refused("PIECES_MANQUANTES", {"manquantes": missing})
            else:
                assert isinstance(got, Applied)


def test_every_code_of_a_guard_is_told_by_a_table() -> None:
    told = {
        guard.code for table in TABLES.values() for _, _, to in table.rows() for guard in to.guards
    }
    assert told == set(Refus) - {
        Refus.TRANSITION_IMPOSSIBLE,
        Refus.ACTEUR_NON_AUTORISE,
        Refus.FAIT_MANQUANT,
        # of a dossier, or of a filing
        Refus.ENROLEMENT_NON_VALIDE,
        Refus.AVANCE_EXISTANTE,
        Refus.AVANCE_NON_DECIDEE,
        Refus.AVANCE_NON_PAYEE,
        Refus.SOLDE_EXISTANT,
        Refus.SOLDE_ABSENT,
    }


def test_every_guard_says_in_a_sentence_what_it_holds() -> None:
    for table in TABLES.values():
        for _, _, to in table.rows():
            for guard in to.guards:
                assert guard.obstacle.__doc__


def test_the_facts_of_these_tests_are_all_facts() -> None:
    assert all(getattr(ALL, field.name) is not None for field in fields(Faits))
    assert DURING < EXPIRATION < AFTER == BY_CLOCK.instant


@pytest.mark.parametrize("statut", StatutDemande)
def test_a_demande_that_expired_or_was_deleted_exists_no_more(statut: StatutDemande) -> None:
    assert est_supprimee(statut) is (statut.value == "SUPPRIMEE")
