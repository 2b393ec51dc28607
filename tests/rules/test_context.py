"""What a caller knows: its JSON form, its faults, and what rules are told of it."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from importlib import resources
from typing import Any

import attrs
import pytest
from hypothesis import given
from jsonschema import Draft202012Validator

from segur_rules.catalogue import load
from segur_rules.demandes.codes import Phase, RegimeTVA
from segur_rules.demandes.lecture import Limites
from segur_rules.identifiants import IdentifiantInvalide
from segur_rules.outcomes import Severity
from segur_rules.rules.context import (
    Context,
    ContextError,
    DossierConnu,
    Enrolement,
    context_from_dict,
)
from segur_rules.statuts import EtatPaiement, StatutDemande, StatutEnrolement, TypeEnrolement
from tests.properties.contexts import contexts_as_json

ENROLEMENT = {"numeroAns": "mlp525off1", "siret": "38042372300028", "statut": "VALIDEE"}
DOSSIER = {"numero": "FINMDV005046", "sons": "MDV-LGC-VA1", "statutAvance": "DECIDEE"}

WHOLE = {
    "sons": "MDV-LGC-VA1",
    "phase": "solde",
    "instant": "2022-10-20T10:00:00+02:00",
    "tauxTVA": "8.5",
    "enrolement": {
        **ENROLEMENT,
        "type": "COMPLEMENTAIRE",
        "sons": ["MDV-LGC-VA1"],
        "profils": ["PH", "Stockage identité"],
        "datePriseEffet": "2021-10-07",
        "dateDossierComplet": "2021-09-30",
        "sansFinancement": False,
    },
    "dossiers": [
        {
            **DOSSIER,
            "paiementAvance": "PAIEMENT_EFFECTUE",
            "statutSolde": None,
            "montantSegurHT": "1074.99",
            "regimeTVA": "HT",
            "beneficiaires": ["10001234565"],
            "scenario": {"isCentreDeSante": False},
            "beneficiairesSolde": ["10001234573"],
            "numeroAns": "mlp525off1",
        }
    ],
    "levels": {"SEG-FIC-016": "warning"},
    "limits": {"octets": 100, "profondeur": 8},
}


def test_the_whole_of_a_context_is_read() -> None:
    assert context_from_dict(WHOLE) == Context(
        sons="MDV-LGC-VA1",
        phase=Phase.SOLDE,
        instant=datetime(2022, 10, 20, 8, tzinfo=UTC),
        taux_tva=Decimal("8.5"),
        enrolement=Enrolement(
            numero_ans="mlp525off1",
            siret="38042372300028",
            statut=StatutEnrolement.VALIDEE,
            type=TypeEnrolement.COMPLEMENTAIRE,
            sons=("MDV-LGC-VA1",),
            profils=("PH", "Stockage identité"),
            date_prise_effet=date(2021, 10, 7),
            date_dossier_complet=date(2021, 9, 30),
            sans_financement=False,
        ),
        dossiers=(
            DossierConnu(
                numero="FINMDV005046",
                sons="MDV-LGC-VA1",
                statut_avance=StatutDemande.DECIDEE,
                paiement_avance=EtatPaiement.PAIEMENT_EFFECTUE,
                statut_solde=None,
                montant_segur_ht=Decimal("1074.99"),
                regime_tva=RegimeTVA.HT,
                beneficiaires=("10001234565",),
                scenario={"isCentreDeSante": False},
                beneficiaires_solde=("10001234573",),
                numero_ans="mlp525off1",
            ),
        ),
        levels={"SEG-FIC-016": Severity.WARNING},
        limits=Limites(100, 8),
    )


def test_what_is_left_out_is_unknown() -> None:
    assert context_from_dict({}) == Context()
    least = context_from_dict({"enrolement": ENROLEMENT, "dossiers": [DOSSIER]})
    assert least.enrolement == Enrolement("mlp525off1", "38042372300028", StatutEnrolement.VALIDEE)
    assert least.dossiers == (DossierConnu("FINMDV005046", "MDV-LGC-VA1", StatutDemande.DECIDEE),)
    assert context_from_dict({"dossiers": []}).dossiers == ()
    assert context_from_dict({"limits": {"octets": 9}}).limits == Limites(octets=9)


@given(contexts_as_json())
def test_every_context_of_the_vectors_form_is_read(data: dict[str, Any]) -> None:
    assert _validator().is_valid(data)
    context_from_dict(data)


def _validator() -> Any:
    text = resources.files("segur_rules.conformance").joinpath("vector.schema.json").read_text()
    schema = json.loads(text)
    # The form of a vector asks less of a dossier and more of a SONS than the package does.
    schema["$defs"]["sons"] = {"type": "string"}
    return Draft202012Validator({"$ref": "#/$defs/context", "$defs": schema["$defs"]})


def with_(**members: Any) -> dict[str, Any]:
    return {**WHOLE, **members}


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (None, "expected an object @ context"),
        ([], "expected an object @ context"),
        ("x", "expected an object @ context"),
        ({"SONS": "x"}, "SONS"),
        ({"catalogue": {}}, "catalogue"),
        ({"scheme": {}}, "scheme"),
        (with_(sons=1), "expected str, got 1 @ context.sons"),
        (with_(phase="avenant"), "'avenant' is not a valid Phase @ context.phase"),
        (with_(phase=1), "context.phase"),
        (with_(instant="2022-10-20T10:00:00"), "naive datetime"),
        (with_(instant="2022-10-20"), "naive datetime"),
        (with_(instant="hier"), "context.instant"),
        (with_(instant=1), "context.instant"),
        (with_(instant="0001-01-01T00:00:00Z"), "years go from 1900 to 2999"),
        (with_(instant="3000-01-01T00:00:00Z"), "years go from 1900 to 2999"),
        (with_(tauxTVA=20), "expected str, got 20 @ context.tauxTVA"),
        (with_(tauxTVA="vingt"), "a text like '358.33', got 'vingt' @ context.tauxTVA"),
        (with_(tauxTVA="NaN"), "got 'NaN'"),
        (with_(tauxTVA="sNaN"), "got 'sNaN'"),
        (with_(tauxTVA="-Infinity"), "got '-Infinity'"),
        (with_(enrolement={}), "context.enrolement.numeroAns"),
        (with_(enrolement={**ENROLEMENT, "statut": "OK"}), "context.enrolement.statut"),
        (with_(enrolement={**ENROLEMENT, "numero_ans": "x"}), "numero_ans"),
        (with_(enrolement={**ENROLEMENT, "sons": "MDV-LGC-VA1"}), "expected a list"),
        (with_(enrolement={**ENROLEMENT, "profils": [1]}), "expected str, got 1"),
        (with_(enrolement={**ENROLEMENT, "datePriseEffet": "07/10/2021"}), "datePriseEffet"),
        (with_(enrolement={**ENROLEMENT, "dateDossierComplet": "0001-01-01"}), "1900 to 2999"),
        (with_(enrolement={**ENROLEMENT, "sansFinancement": "false"}), "expected bool"),
        (with_(dossiers={}), "expected a list"),
        (with_(dossiers=[{**DOSSIER, "numero": "x"}]), "'x' is not a valid numéro ASP"),
        (with_(dossiers=[{**DOSSIER, "montantSegurHT": 1.5}]), "expected str, got 1.5"),
        (with_(dossiers=[DOSSIER, {**DOSSIER, "statutSolde": "X"}]), "context.dossiers[1]"),
        (with_(levels={"SEG-FIC-001": "fatal"}), "'fatal' is not a valid Severity"),
        (with_(levels=[]), "expected a mapping @ context.levels"),
        (with_(limits={"octets": "1"}), "expected int, got '1' @ context.limits.octets"),
        (with_(limits={"octets": True}), "expected int, got True"),
        (with_(limits={"taille": 1}), "taille"),
    ],
)
def test_another_form_is_refused(data: Any, said: str) -> None:
    with pytest.raises(ContextError) as refused:
        context_from_dict(data)
    assert said in str(refused.value)


def test_every_fault_is_said_at_once() -> None:
    with pytest.raises(ContextError) as refused:
        context_from_dict({"sons": 1, "phase": "x", "dossiers": [{**DOSSIER, "numero": 2}]})
    for place in ("context.sons", "context.phase", "context.dossiers[0].numero"):
        assert place in str(refused.value)


@pytest.mark.parametrize(
    "instant",
    [
        datetime(2022, 1, 1),  # noqa: DTZ001
        datetime(1899, 12, 31, tzinfo=UTC),
        datetime(3000, 1, 1, tzinfo=UTC),
    ],
)
def test_an_instant_without_a_zone_or_a_use_is_refused(instant: datetime) -> None:
    with pytest.raises(ValueError, match=r"zone|1900"):
        Context(instant=instant)
    assert Context(instant=datetime(2999, 12, 31, tzinfo=UTC)).instant


def test_a_dossier_has_a_number() -> None:
    with pytest.raises(IdentifiantInvalide):
        DossierConnu("x", "MDV-LGC-VA1", StatutDemande.DECIDEE)


def test_what_is_known_is_told_by_its_json_name() -> None:
    context = context_from_dict(WHOLE)
    for name in ("sons", "instant", "tauxTVA", "enrolement", "enrolement.profils", "dossiers"):
        assert context.knows(name)
        assert not Context().knows(name)
    # Known, and false: nobody is without a right to funding.
    assert context.knows("enrolement.sansFinancement")
    assert context_from_dict({"dossiers": []}).knows("dossiers")
    without = context_from_dict({"enrolement": ENROLEMENT})
    assert without.knows("enrolement")
    assert not without.knows("enrolement.profils")
    assert not Context().knows("enrolement.profils")


def test_every_need_of_a_rule_is_a_name_that_a_context_has() -> None:
    from segur_rules.rules import rules

    for rule in rules().values():
        for name in rule.needs:
            assert not Context().knows(name)


def test_the_scheme_is_that_of_the_catalogue() -> None:
    scheme = Context(sons="dsr-hop-dpi-Va1").scheme
    assert scheme is load().sons["HOP-DPI-VA1"]
    assert Context(sons="XXX").scheme is None
    assert Context().scheme is None
    overlay = {"sons": {"XXX-X-VA1": {"label": "x", "certainty": "choice", "reference": "a test"}}}
    couloirs = {
        "XXX": {
            "label": "x",
            "logiciels": ["X"],
            "identifiants": [],
            "forme": "HOP",
            "certainty": "choice",
            "reference": "a test",
        }
    }
    mine = Context(sons="xxx-x-va1", catalogue=load({**overlay, "couloirs": couloirs}))
    assert mine.scheme is not None
    assert mine.scheme.code == "XXX-X-VA1"


def test_dossiers_are_known_by_their_number_without_its_suffix() -> None:
    numbers = ("FINMDV005046M0", "FINMDV005047", "FINMS1010719M1")
    dossiers = tuple(DossierConnu(n, "MDV-LGC-VA1", StatutDemande.DECIDEE) for n in numbers)
    known = Context(dossiers=dossiers).by_numero
    assert list(known) == ["FINMDV005046", "FINMDV005047", "FINMS1010719"]
    assert tuple(known.values()) == dossiers
    assert not Context().by_numero


def test_a_context_tells_what_matters_and_not_its_catalogue() -> None:
    assert "catalogue" not in repr(Context())
    with pytest.raises(attrs.exceptions.FrozenInstanceError):
        Context().sons = "x"  # type: ignore[misc]
