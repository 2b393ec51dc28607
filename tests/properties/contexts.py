"""What a caller may know, at random: the JSON form of a context, every member optional."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st

from segur_rules.catalogue import load
from segur_rules.rules import Context, rules
from segur_rules.rules.context import context_from_dict
from segur_rules.statuts import EtatPaiement, StatutDemande, StatutEnrolement, TypeEnrolement
from segur_rules.testing import any_json, numero_ans, numero_asp, rpps, siret

_SONS = st.sampled_from((*load().sons, "hop-dpi-Va1", "DSR-MDV-LGC-Va1", "XXX-YYY-VA1", ""))
_DAYS = st.dates().filter(lambda day: 1900 <= day.year <= 2999).map(str)
_INSTANTS = (
    st.datetimes().filter(lambda t: 1900 <= t.year <= 2999).map("{:%Y-%m-%dT%H:%M:%S}Z".format)
)
_INSTANTS_THAT_MATTER = st.sampled_from(
    (
        "2022-10-20T10:00:00+02:00",
        "2022-11-30T23:59:59.999999+01:00",
        "2022-11-30T23:00:00Z",
        "2024-09-12T14:00:00+02:00",
        "2024-09-12T13:59:59+02:00",
        "2999-12-31T23:59:59Z",
        "1900-01-01T00:00:00Z",
    )
)
_AMOUNTS = st.sampled_from(("358.33", "0", "0.01", "100000.00", "99999999999", "-1"))
_NUMBERS = st.one_of(rpps(), siret(), st.sampled_from(("120780291", "", "x")))
_STATUTS = st.sampled_from(StatutDemande).map(str)

_ENROLEMENT = st.fixed_dictionaries(
    {
        "numeroAns": st.one_of(numero_ans(), st.just("mlp525off1")),
        "siret": siret(),
        "statut": st.sampled_from(StatutEnrolement).map(str),
    },
    optional={
        "type": st.sampled_from(TypeEnrolement).map(str),
        "sons": st.lists(_SONS, max_size=2),
        "profils": st.lists(st.sampled_from(("PH", "pds", " Stockage identité ", "")), max_size=3),
        "datePriseEffet": _DAYS,
        "dateDossierComplet": _DAYS,
        "sansFinancement": st.booleans(),
    },
)
_DOSSIER = st.fixed_dictionaries(
    {
        "numero": st.sampled_from(("MDV", "HOP", "MS1")).flatmap(numero_asp),
        "sons": _SONS,
        "statutAvance": _STATUTS,
    },
    optional={
        "paiementAvance": st.none() | st.sampled_from(EtatPaiement).map(str),
        "statutSolde": st.none() | _STATUTS,
        "montantSegurHT": _AMOUNTS,
        "regimeTVA": st.sampled_from(("HT", "TTC")),
        "beneficiaires": st.lists(_NUMBERS, max_size=2),
        "beneficiairesSolde": st.lists(_NUMBERS, max_size=2),
        "numeroAns": st.sampled_from(("mlp525off1", "bnd52qq600")),
        "scenario": any_json().filter(lambda value: isinstance(value, dict | list | None)),
    },
)
_MEMBERS = {
    "sons": _SONS,
    "phase": st.sampled_from(("avance", "solde")),
    "instant": st.one_of(_INSTANTS, _INSTANTS_THAT_MATTER),
    "tauxTVA": st.sampled_from(("0", "8.5", "20", "19.6", "-1")),
    "enrolement": _ENROLEMENT,
    "dossiers": st.lists(_DOSSIER, max_size=3),
    "levels": st.dictionaries(
        st.sampled_from(tuple(rules())), st.sampled_from(("error", "warning", "info")), max_size=3
    ),
    "limits": st.fixed_dictionaries(
        {}, optional={"octets": st.integers(1, 3000), "profondeur": st.integers(1, 40)}
    ),
}


def contexts_as_json() -> st.SearchStrategy[dict[str, Any]]:
    """The JSON form of contexts."""
    return st.fixed_dictionaries({}, optional=_MEMBERS)


def contexts(*without: str) -> st.SearchStrategy[Context]:
    """Contexts; `without` names members that they do not have."""
    members = {name: some for name, some in _MEMBERS.items() if name not in without}
    return st.fixed_dictionaries({}, optional=members).map(context_from_dict)
