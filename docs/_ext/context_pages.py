"""What a caller may say beside the file: the members of a context, and who needs them."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import Any, Final

from attrs import frozen

from docs._ext.markdown import code, codes, heading, page, table
from docs._ext.rule_pages import rule_link
from segur_rules.demandes.codes import Phase, RegimeTVA
from segur_rules.outcomes import Severity
from segur_rules.rules import rules
from segur_rules.statuts import EtatPaiement, StatutDemande, StatutEnrolement, TypeEnrolement


@frozen
class Member:
    """One member: its meaning, an example, its values when they are coded."""

    meaning: str
    example: Any
    values: type[StrEnum] | None = None
    required: bool = False


MEMBERS: Final[Mapping[str, Mapping[str, Member]]] = MappingProxyType(
    {
        "": {
            "sons": Member("SONS that the file is filed under", "MDV-LGC-VA1"),
            "phase": Member("type of demande chosen in the form", "avance", Phase),
            "instant": Member("instant of filing, with its zone", "2022-10-20T10:00:00+02:00"),
            "tauxTVA": Member("VAT rate chosen in the form, in percent", "20"),
            "enrolement": Member("the enrôlement, below", None),
            "dossiers": Member(
                "the dossiers already filed, below; `[]` says that there are none", []
            ),
            "levels": Member(
                "another severity for some rules, by id", {"SEG-PJU-007": "info"}, Severity
            ),
            "limits": Member("other limits on the size of a file, below", None),
        },
        "enrolement": {
            "numeroAns": Member("number of the product at the ANS", "lgc4807ab2", required=True),
            "siret": Member("SIRET of the vendor", "99990031900015", required=True),
            "statut": Member("statut", "VALIDEE", StatutEnrolement, required=True),
            "type": Member("first enrôlement of the vendor or not", "INITIAL", TypeEnrolement),
            "sons": Member("SONS that the product is enrolled for", ["MDV-LGC-VA1"]),
            "profils": Member("referenced profiles, as the portal prints them", ["Général"]),
            "datePriseEffet": Member("day the référencement takes effect", "2022-06-15"),
            "dateDossierComplet": Member(
                "day the complete evidence file was deemed submitted", "2022-05-30"
            ),
            "sansFinancement": Member("référencement without a right to funding", False),
        },
        "dossiers": {
            "numero": Member("number, with or without M0 or M1", "FINMDV007301", required=True),
            "sons": Member("SONS", "MDV-LGC-VA1", required=True),
            "statutAvance": Member("statut of the avance", "DECIDEE", StatutDemande, required=True),
            "paiementAvance": Member("payment of the avance", "PAIEMENT_EFFECTUE", EtatPaiement),
            "statutSolde": Member("statut of the solde, if one was filed", None, StatutDemande),
            "montantSegurHT": Member("HT amount declared at the avance", "358.33"),
            "regimeTVA": Member("VAT regime of the avance", "TTC", RegimeTVA),
            "beneficiaires": Member("numbers of the bénéficiaires of the avance", ["19990001015"]),
            "scenario": Member("`scenarioInstallation` of the avance, as filed", {}),
            "beneficiairesSolde": Member(
                "numbers of the bénéficiaires of the solde, if not those of the avance",
                ["19990001015"],
            ),
            "numeroAns": Member("number of its product at the ANS", "lgc4807ab2"),
        },
        "limits": {
            "octets": Member("bytes of a file, at most", 10485760),
            "profondeur": Member("objects and arrays one in another, at most", 32),
        },
    }
)
"""Every member of the JSON form; a test holds it against the form that is read."""


def members(part: str = "") -> str:
    """The members of one part of a context."""
    return table(
        ("member", "what it says", "example", "rules that need it"),
        (
            (
                code(name) + ("" if member.required or not part else "; optional"),
                member.meaning,
                _example(member),
                _needed_by(f"{part}.{name}" if part else name),
            )
            for name, member in MEMBERS[part].items()
        ),
    )


def _example(member: Member) -> str:
    from docs._ext.rule_pages import shown

    return "" if member.example is None else code(shown(member.example))


def _needed_by(name: str) -> str:
    return ", ".join(rule_link(rule.id) for rule in rules().values() if name in rule.needs)


def coded() -> str:
    """The values of the coded members."""
    parts = []
    for part, entries in MEMBERS.items():
        for name, member in entries.items():
            if member.values is not None and name != "levels":
                parts.append((code(f"{part}.{name}" if part else name), codes(member.values)))
    return table(("member", "values"), parts)


def whole() -> str:
    """All of it, part by part."""
    return page(
        members(),
        heading(3, "The enrôlement"),
        members("enrolement"),
        heading(3, "A dossier"),
        members("dossiers"),
        heading(3, "The limits"),
        members("limits"),
        heading(3, "Coded values"),
        coded(),
    )
