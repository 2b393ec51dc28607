"""What the caller knows beside the file: the rest of what a rule may need.

Every member may be unknown (None); a rule that needs it is then not evaluated, and the report
names it. The JSON form of a context uses the same names in camelCase, and ISO 8601 dates.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from functools import cache, cached_property
from types import MappingProxyType
from typing import Any, Final

import cattrs
from attrs import Attribute, field, fields, frozen
from attrs.validators import and_, optional
from cattrs.gen import make_dict_structure_fn, override

from segur_rules.catalogue import Catalogue, Sons, load
from segur_rules.catalogue.faults import faults, lists_only
from segur_rules.demandes.codes import Phase, RegimeTVA
from segur_rules.demandes.lecture import Limites
from segur_rules.echeances import require_aware
from segur_rules.identifiants import numero_asp
from segur_rules.outcomes import Severity
from segur_rules.sources import honours
from segur_rules.statuts import EtatPaiement, StatutDemande, StatutEnrolement, TypeEnrolement


class ContextError(ValueError):
    """The JSON form of a context is not as expected; says where and what."""


def _of_this_age(_: object, attribute: Attribute[Any], day: date) -> None:
    """Refuse a day that no file can hold. Raises `ValueError`."""
    if not 1900 <= day.year <= 2999:
        raise ValueError(f"{attribute.name}: years go from 1900 to 2999, got {day.isoformat()}")


def _is_numero_asp(_: object, __: Attribute[str], numero: str) -> None:
    numero_asp.validate(numero)


@honours("GU-3-01", "GU-3-06")
@frozen
class Enrolement:
    """The enrôlement that the file is filed under; one per ANS number.

    `profils` are the referenced profiles as the ASP prints them; `date_prise_effet` is that of
    the référencement, `date_dossier_complet` the day the complete evidence file was deemed
    submitted; `sans_financement` is true for a référencement without a right to funding.
    """

    numero_ans: str
    siret: str
    statut: StatutEnrolement
    type: TypeEnrolement | None = None
    sons: tuple[str, ...] | None = None
    profils: tuple[str, ...] | None = None
    date_prise_effet: date | None = field(default=None, validator=optional(_of_this_age))
    date_dossier_complet: date | None = field(default=None, validator=optional(_of_this_age))
    sans_financement: bool | None = None


@frozen
class DossierConnu:
    """A dossier already filed, by this vendor or another.

    `montant_segur_ht` is the HT amount declared at the avance, in euros; `beneficiaires` the
    numbers that identify its bénéficiaires, `beneficiaires_solde` those of the solde where they
    are others; `scenario` the avance's scenario as filed; `numero_ans` the product's number.
    """

    numero: str = field(validator=_is_numero_asp)
    sons: str
    statut_avance: StatutDemande
    paiement_avance: EtatPaiement | None = None
    statut_solde: StatutDemande | None = None
    montant_segur_ht: Decimal | None = None
    regime_tva: RegimeTVA | None = None
    beneficiaires: tuple[str, ...] | None = None
    scenario: Any = None
    beneficiaires_solde: tuple[str, ...] | None = None
    numero_ans: str | None = None


@frozen
class Context:
    """What is known when a file is judged.

    `instant` is that of filing, aware; `taux_tva` the VAT rate chosen in the form, in percent;
    `dossiers` those already filed: an empty tuple says that there are none. `levels` gives
    another severity to a rule, by id. `catalogue` and `limits` may be replaced.
    """

    sons: str | None = None
    phase: Phase | None = None
    instant: datetime | None = field(
        default=None, validator=optional(and_(require_aware, _of_this_age))
    )
    taux_tva: Decimal | None = None
    enrolement: Enrolement | None = None
    dossiers: tuple[DossierConnu, ...] | None = None
    levels: Mapping[str, Severity] = MappingProxyType({})
    limits: Limites = field(factory=Limites)
    catalogue: Catalogue = field(factory=load, repr=False)

    @cached_property
    def scheme(self) -> Sons | None:
        """The SONS of the catalogue, when it is known."""
        return self.catalogue.find(self.sons) if self.sons is not None else None

    @cached_property
    def by_numero(self) -> Mapping[str, DossierConnu]:
        """The known dossiers by number, without its suffix."""
        return MappingProxyType(
            {numero_asp.without_suffix(d.numero): d for d in self.dossiers or ()}
        )

    def knows(self, name: str) -> bool:
        """Whether a member is known, by its JSON name (`enrolement.profils`)."""
        value: object = self
        for part in name.split("."):
            value = getattr(value, _SNAKE[part], None)
        return value is not None


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(_ACRONYMS.get(part, part.title()) for part in tail)


_ACRONYMS: Final = MappingProxyType({"tva": "TVA", "ht": "HT"})
_SNAKE: Final = MappingProxyType(
    {_camel(f.name): f.name for cls in (Context, Enrolement, DossierConnu) for f in fields(cls)}
)


def context_from_dict(data: object) -> Context:
    """Read the JSON form of a context; its amounts are texts, its dates ISO 8601.

    Raises `ContextError`, with every fault found, when it is not of that form.
    """
    if not isinstance(data, Mapping):
        raise ContextError("expected an object @ context")
    try:
        return _converter().structure(data, Context)
    except Exception as error:
        raise ContextError("; ".join(map(_in_json_names, faults(error, "context")))) from error


def _in_json_names(fault: str) -> str:
    """A fault whose place is told by the names of the JSON form."""
    what, _, where = fault.rpartition(" @ ")
    return f"{what} @ {re.sub('[a-z]+(_[a-z]+)+', lambda name: _camel(name[0]), where)}"


@cache
def _converter() -> cattrs.Converter:
    converter = cattrs.Converter(forbid_extra_keys=True)
    lists_only(converter)
    converter.register_structure_hook(datetime, lambda raw, _: datetime.fromisoformat(raw))
    converter.register_structure_hook(date, lambda raw, _: date.fromisoformat(raw))
    converter.register_structure_hook(Decimal, lambda raw, _: _decimal(raw))
    converter.register_structure_hook(str, lambda raw, _: _exactly(str, raw))
    converter.register_structure_hook(bool, lambda raw, _: _exactly(bool, raw))
    converter.register_structure_hook(int, lambda raw, _: _exactly(int, raw))
    for enum in (
        Phase, RegimeTVA, Severity, StatutDemande, EtatPaiement, StatutEnrolement, TypeEnrolement,
    ):  # fmt: skip
        converter.register_structure_hook(enum, lambda raw, cls: cls(raw))
    for cls in (Enrolement, DossierConnu, Limites, Context):
        hidden: dict[str, Any] = {"catalogue": override(omit=True)} if cls is Context else {}
        renamed = {
            f.name: override(rename=_camel(f.name)) for f in fields(cls) if f.name not in hidden
        }
        converter.register_structure_hook(
            cls,
            make_dict_structure_fn(
                cls, converter, _cattrs_forbid_extra_keys=True, **{**renamed, **hidden}
            ),
        )
    return converter


def _decimal(raw: object) -> Decimal:
    try:
        value = Decimal(_exactly(str, raw))
    except ArithmeticError:
        value = Decimal("NaN")
    if not value.is_finite():
        raise ValueError(f"an amount or a rate is a text like '358.33', got {raw!r}")
    return value


def _exactly(cls: type, raw: Any) -> Any:
    if type(raw) is not cls:
        raise ValueError(f"expected {cls.__name__}, got {raw!r}")
    return raw
