"""`decide`, on a table made for the purpose: what it answers, and in which order."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum

import pytest

from segur_rules.outcomes import AlreadyApplied, Applied, Refused
from segur_rules.sources import Certainty
from segur_rules.statuts import (
    Acteur,
    CreerAvenant,
    DaterStatut,
    EnvoyerMail,
    Faits,
    Possible,
    Refus,
    StatutDemande,
    Table,
    To,
    When,
    condition,
    decide,
    diagram,
    guard,
    possibles,
)
from segur_rules.statuts.faits import Params, json_name


class Porte(StrEnum):
    OUVERTE = "OUVERTE"
    FERMEE = "FERMEE"
    MUREE = "MUREE"


class Geste(StrEnum):
    FERMER = "FERMER"
    OUVRIR = "OUVRIR"
    MURER = "MURER"


@guard(Refus.PIECES_MANQUANTES)
def complete(pieces_completes: bool) -> Params | None:
    return None if pieces_completes else {}


@guard(Refus.MONTANT_DIFFERENT)
def exact(montant_decide: Decimal, montant_paye: Decimal) -> Params | None:
    return None if montant_decide == montant_paye else {"montant_paye": montant_paye}


@condition
def sworn(attestation: bool) -> bool:
    return attestation


MAIL = EnvoyerMail("mur")

PORTE = Table(
    name="porte",
    etats=Porte,
    evenements=Geste,
    initial=Porte.OUVERTE,
    transitions={
        Porte.OUVERTE: {
            Geste.FERMER: To(
                Porte.FERMEE, by=Acteur.FOURNISSEUR, effects=(DaterStatut(),), sources=("GU-51-03",)
            ),
        },
        Porte.FERMEE: {
            Geste.OUVRIR: To(Porte.OUVERTE, by=Acteur.FOURNISSEUR, sources=("GU-51-03", "PS-12")),
            Geste.MURER: To(
                Porte.MUREE,
                by=Acteur.GESTIONNAIRE,
                guards=(complete, exact),
                effects=(DaterStatut(), When(sworn, MAIL), CreerAvenant(StatutDemande.ANNULEE)),
                sources=("PS-12",),
                certainty=Certainty.CHOICE,
            ),
        },
    },
)

VENDOR = Faits(Acteur.FOURNISSEUR)


def murer(**known: object) -> object:
    faits = Faits(Acteur.GESTIONNAIRE, **known)  # type: ignore[arg-type]
    return decide(PORTE, Porte.FERMEE, Geste.MURER, faits)


def test_an_event_leads_on() -> None:
    assert decide(PORTE, Porte.OUVERTE, Geste.FERMER, VENDOR) == Applied(
        Porte.FERMEE, (DaterStatut(),)
    )


def test_a_repeated_event_changes_nothing() -> None:
    assert decide(PORTE, Porte.FERMEE, Geste.FERMER, VENDOR) == AlreadyApplied(Porte.FERMEE)


@pytest.mark.parametrize(
    ("etat", "geste", "acteur"),
    [
        # another may have done it, this one may not
        (Porte.FERMEE, Geste.FERMER, Acteur.GESTIONNAIRE),
        # it leads elsewhere
        (Porte.OUVERTE, Geste.MURER, Acteur.GESTIONNAIRE),
        (Porte.MUREE, Geste.FERMER, Acteur.FOURNISSEUR),
    ],
)
def test_a_missing_key_is_a_refusal(etat: Porte, geste: Geste, acteur: Acteur) -> None:
    assert decide(PORTE, etat, geste, Faits(acteur)) == Refused(
        "TRANSITION_IMPOSSIBLE", {"etat": etat.value, "evenement": geste.value}
    )


def test_the_actor_is_asked_before_the_guards() -> None:
    assert decide(PORTE, Porte.FERMEE, Geste.MURER, VENDOR) == Refused(
        "ACTEUR_NON_AUTORISE", {"acteur": "FOURNISSEUR", "attendus": ("GESTIONNAIRE",)}
    )


def test_the_first_guard_that_fails_speaks() -> None:
    one, two = Decimal(1), Decimal(2)
    assert murer(
        pieces_completes=False, montant_decide=one, montant_paye=two, attestation=True
    ) == Refused("PIECES_MANQUANTES")
    assert murer(
        pieces_completes=True, montant_decide=one, montant_paye=two, attestation=True
    ) == Refused("MONTANT_DIFFERENT", {"montant_paye": two})


def test_a_certain_refusal_comes_before_a_doubt() -> None:
    assert murer(montant_decide=Decimal(1), montant_paye=Decimal(2)) == Refused(
        "MONTANT_DIFFERENT", {"montant_paye": Decimal(2)}
    )


def test_all_that_is_missing_is_named_at_once() -> None:
    assert murer(montant_paye=Decimal(2)) == Refused(
        "FAIT_MANQUANT", {"faits": ("piecesCompletes", "montantDecide", "attestation")}
    )


def test_an_effect_does_not_happen_on_a_guess() -> None:
    amounts = {"montant_decide": Decimal(1), "montant_paye": Decimal("1.00")}
    avenant = CreerAvenant(StatutDemande.ANNULEE)
    assert murer(pieces_completes=True, **amounts) == Refused(
        "FAIT_MANQUANT", {"faits": ("attestation",)}
    )
    assert murer(pieces_completes=True, attestation=False, **amounts) == Applied(
        Porte.MUREE, (DaterStatut(), avenant)
    )
    assert murer(pieces_completes=True, attestation=True, **amounts) == Applied(
        Porte.MUREE, (DaterStatut(), MAIL, avenant)
    )


def test_what_may_happen_and_by_whom() -> None:
    open_ = Possible(Geste.OUVRIR, Acteur.FOURNISSEUR, Porte.OUVERTE, ())
    wall = Possible(
        Geste.MURER,
        Acteur.GESTIONNAIRE,
        Porte.MUREE,
        ("pieces_completes", "montant_decide", "montant_paye", "attestation"),
    )
    assert possibles(PORTE, Porte.FERMEE) == (open_, wall)
    assert possibles(PORTE, Porte.FERMEE, Acteur.GESTIONNAIRE) == (wall,)
    assert possibles(PORTE, Porte.FERMEE, Acteur.HORLOGE) == ()
    assert possibles(PORTE, Porte.MUREE) == ()


def test_a_table_is_drawn_from_itself() -> None:
    assert diagram(PORTE) == (
        "stateDiagram-v2\n"
        "    [*] --> OUVERTE\n"
        "    [*] --> ANNULEE: CreerAvenant\n"
        "    OUVERTE --> FERMEE: FERMER by FOURNISSEUR\n"
        "    FERMEE --> OUVERTE: OUVRIR by FOURNISSEUR\n"
        "    FERMEE --> MUREE: MURER by GESTIONNAIRE unless PIECES_MANQUANTES, MONTANT_DIFFERENT\n"
        "    MUREE --> [*]\n"
    )


def test_a_table_says_what_it_honours() -> None:
    assert PORTE.honours == ("GU-51-03", "PS-12")


def test_a_table_is_its_own() -> None:
    row = {Geste.FERMER: To(Porte.FERMEE, by=Acteur.FOURNISSEUR, sources=("PS-12",))}
    rows = {Porte.OUVERTE: row}
    table = Table("porte", Porte, Geste, Porte.OUVERTE, rows)
    row.clear()
    rows.clear()
    assert table.find(Porte.OUVERTE, Geste.FERMER) is not None
    with pytest.raises(TypeError):
        table.transitions[Porte.OUVERTE] = {}  # type: ignore[index]
    with pytest.raises(TypeError):
        del table.transitions[Porte.OUVERTE][Geste.FERMER]  # type: ignore[attr-defined]


@pytest.mark.parametrize("sources", [(), ("GU-99-99",), ("PS-12", "nothing")])
def test_a_transition_without_a_source_is_refused(sources: tuple[str, ...]) -> None:
    with pytest.raises(LookupError, match="no such requirement"):
        To(Porte.FERMEE, by=Acteur.FOURNISSEUR, sources=sources)


def test_a_guard_reads_facts_and_nothing_else() -> None:
    with pytest.raises(LookupError, match="no such fact: humeur"):

        @guard(Refus.PIECES_MANQUANTES)
        def moody(pieces_completes: bool, humeur: str) -> Params | None:
            return None

    with pytest.raises(LookupError, match=r"no such fact: \(none read\)"):

        @condition
        def always() -> bool:
            return True


@pytest.mark.parametrize("name", ["instant", "expiration"])
def test_a_naive_datetime_is_no_fact(name: str) -> None:
    with pytest.raises(ValueError, match="needs a zone"):
        Faits(Acteur.HORLOGE, **{name: datetime(2022, 3, 17)})  # type: ignore[arg-type]  # noqa: DTZ001


@pytest.mark.parametrize("name", ["budget_disponible", "montant_decide", "montant_paye"])
@pytest.mark.parametrize("value", [Decimal("-0.01"), Decimal("NaN"), Decimal("Infinity"), 3.5, 3])
def test_what_is_no_amount_is_no_fact(name: str, value: object) -> None:
    with pytest.raises(ValueError, match=f"{name} is a Decimal of euros"):
        Faits(Acteur.HORLOGE, **{name: value})  # type: ignore[arg-type]


def test_zero_is_an_amount() -> None:
    assert Faits(Acteur.HORLOGE, montant_paye=Decimal(0)).montant_paye == 0


def test_a_fact_has_its_json_name() -> None:
    assert [json_name(name) for name in ("acteur", "type_demande", "montant_paye")] == [
        "acteur",
        "typeDemande",
        "montantPaye",
    ]
