"""Laws that every amount obeys, and a second computation that uses integers only."""

from __future__ import annotations

from decimal import Context, Decimal, localcontext
from typing import Any

from attrs import evolve, frozen
from hypothesis import given
from hypothesis import strategies as st

from segur_rules.catalogue import load
from segur_rules.montants import (
    Calcul,
    ModeArrondi,
    NaturePlafond,
    Plafond,
    compute_avance,
    compute_solde,
)
from segur_rules.sources import Certainty, Source

CENT = Decimal("0.01")


def euros(cents: int) -> Decimal:
    return Decimal(cents).scaleb(-2)


@frozen
class Facts:
    """An order in integers: cents, VAT in tenths of a percent, the part of the avance in percent.

    `above` is by how much the unit's ceiling with VAT exceeds that without; None: not published.
    """

    declare: int
    regime: str
    vat: int
    unit: int
    n: int
    part: int
    above: int | None = None

    def common(self) -> dict[str, Any]:
        plafond = Plafond(
            NaturePlafond.PAR_UNITE,
            euros(self.unit),
            Source("a test", Certainty.PUBLIC),
            unite="medecin",
            montant_ttc=None if self.above is None else euros(self.unit + self.above),
        )
        return {
            "regime": self.regime,
            "taux_tva": Decimal(self.vat) / 10,
            "plafond": plafond,
            "unites": self.n,
        }

    def avance(self, mode: ModeArrondi = ModeArrondi.HALF_UP) -> Calcul:
        answer = compute_avance(
            euros(self.declare), **self.common(), taux_avance=Decimal(self.part), arrondi=mode
        )
        assert isinstance(answer, Calcul)
        return answer

    def solde(self, paid: Decimal, mode: ModeArrondi = ModeArrondi.HALF_UP) -> Calcul:
        answer = compute_solde(
            euros(self.declare), **self.common(), avance_payee=paid, arrondi=mode
        )
        assert isinstance(answer, Calcul)
        return answer


amounts = st.one_of(
    st.integers(1, 100_000_000),
    st.sampled_from((1, 35_833, 107_499, 350_000, 10_000_000, 25_000_000)),
)
vats = st.one_of(st.sampled_from((0, 85, 200)), st.integers(0, 1000))
parts = st.one_of(st.just(30), st.integers(0, 100))
modes = st.sampled_from(ModeArrondi)
facts = st.builds(
    Facts,
    declare=amounts,
    regime=st.sampled_from(("HT", "TTC")),
    vat=vats,
    unit=amounts,
    n=st.integers(1, 500),
    part=parts,
    above=st.one_of(st.none(), st.integers(0, 100_000)),
)


def half_up(thousandths: int) -> int:
    """Whole cents from thousandths of a cent."""
    return (thousandths + 500) // 1000


def in_integers(it: Facts) -> list[int]:
    """The five stages of an avance in cents; what is rounded is in thousandths of a cent."""
    ceiling = it.unit * it.n
    retained = min(ceiling, it.declare)
    engaged = retained
    if it.regime == "TTC":
        engaged = half_up(retained * (1000 + it.vat))
        if it.vat == 200 and it.above is not None:
            engaged = min(engaged, (it.unit + it.above) * it.n)
    return [it.declare, ceiling, retained, engaged, half_up(engaged * it.part * 10)]


@given(facts)
def test_integers_say_the_same(it: Facts) -> None:
    assert [etape.value for etape in it.avance().etapes] == [euros(c) for c in in_integers(it)]


@given(facts, amounts)
def test_integers_say_the_same_of_a_solde(it: Facts, paid: int) -> None:
    calcul = it.solde(euros(paid))
    left = in_integers(it)[3] - paid
    assert calcul.montant_decide == euros(max(left, 0))
    assert calcul.a_recouvrer == euros(max(-left, 0))


@given(facts, modes)
def test_an_amount_is_in_cents_under_the_engagement_under_the_ceiling(
    it: Facts, mode: ModeArrondi
) -> None:
    calcul = it.avance(mode)
    assert all(etape.value.as_tuple().exponent == -2 for etape in calcul.etapes)
    retained = calcul["engagement_retenu"].value
    assert 0 <= calcul.montant_decide <= retained
    ceiling = calcul["plafond_ht"].value
    assert calcul["engagement_ht_retenu"].value <= min(ceiling, euros(it.declare))
    if it.regime == "TTC":
        ceiling = ceiling * (1000 + it.vat) / 1000
    assert retained <= ceiling.quantize(CENT, f"ROUND_{mode.name}")


@given(facts, modes)
def test_avance_and_solde_make_the_engagement(it: Facts, mode: ModeArrondi) -> None:
    first = it.avance(mode)
    second = it.solde(first.montant_decide, mode)
    assert second.a_recouvrer == 0
    assert second["engagement_retenu"].value == first["engagement_retenu"].value
    assert first.montant_decide + second.montant_decide == first["engagement_retenu"].value


@given(facts, amounts)
def test_what_is_paid_less_what_is_recovered_is_the_engagement(it: Facts, paid: int) -> None:
    calcul = it.solde(euros(paid))
    total = euros(paid) + calcul.montant_decide - calcul.a_recouvrer
    assert total == calcul["engagement_retenu"].value
    assert 0 in (calcul.montant_decide, calcul.a_recouvrer)


@given(facts, amounts, amounts, modes)
def test_who_declares_more_is_not_paid_less(
    it: Facts, other: int, paid: int, mode: ModeArrondi
) -> None:
    less, more = (evolve(it, declare=amount) for amount in sorted((it.declare, other)))
    assert less.avance(mode).montant_decide <= more.avance(mode).montant_decide
    low, high = less.solde(euros(paid), mode), more.solde(euros(paid), mode)
    assert low.montant_decide <= high.montant_decide
    assert low.a_recouvrer >= high.a_recouvrer


@given(facts, modes)
def test_without_vat_nothing_is_paid_above_what_is_paid_with_it(
    it: Facts, mode: ModeArrondi
) -> None:
    without = evolve(it, regime="HT").avance(mode)
    with_tax = evolve(it, regime="TTC").avance(mode)
    assert without["engagement_retenu"].value <= with_tax["engagement_retenu"].value
    assert without.montant_decide <= with_tax.montant_decide


@given(facts)
def test_without_vat_no_rate_changes_an_amount(it: Facts) -> None:
    without = evolve(it, regime="HT")
    assert without.avance() == evolve(without, vat=0).avance()
    zero = evolve(it, regime="TTC", vat=0).avance()
    assert zero.montant_decide == without.avance().montant_decide


@given(amounts, st.integers(2, 60), parts, vats)
def test_rounding_each_part_differs_by_half_a_cent_each_at_most(
    unit: int, n: int, part: int, vat: int
) -> None:
    one = Facts(unit, "HT", 0, unit, 1, part)
    all_of_them = evolve(one, declare=unit * n, n=n)
    apart = one.avance().montant_decide * n
    assert abs(all_of_them.avance().montant_decide - apart) <= n * CENT / 2
    # So it is of the stage that adds VAT.
    one, all_of_them = (evolve(it, regime="TTC", vat=vat) for it in (one, all_of_them))
    apart = one.avance()["engagement_retenu"].value * n
    assert abs(all_of_them.avance()["engagement_retenu"].value - apart) <= n * CENT / 2


@given(facts, st.integers(1, 40))
def test_the_precision_of_the_caller_does_not_matter(it: Facts, precision: int) -> None:
    first = it.avance()
    second = it.solde(first.montant_decide)
    declare, part, common = euros(it.declare), Decimal(it.part), it.common()
    with localcontext(Context(prec=precision)):
        again = compute_avance(declare, **common, taux_avance=part)
        assert isinstance(again, Calcul)
        assert (again, again.to_dict()) == (first, first.to_dict())
        assert compute_solde(declare, **common, avance_payee=again.montant_decide) == second


@given(
    amounts,
    st.fixed_dictionaries({name: st.integers(0, 100_000) for name in ("APP", "ORG", "PER")}),
)
def test_a_formula_is_at_most_its_cap(declare: int, boxes: dict[str, int]) -> None:
    plafond = load().sons["MSS-OPE-VA1"].plafond
    assert plafond is not None
    cents = 666_667 + 5_833 * boxes["APP"] + 2_083 * boxes["ORG"] + 500 * boxes["PER"]
    assert plafond.total_ht(boxes) == euros(min(cents, 25_000_000))
    most = plafond.borne_ht()
    assert most is not None
    assert plafond.total_ht(boxes) <= most
    answer = compute_avance(
        euros(declare),
        regime="HT",
        taux_tva=None,
        plafond=plafond,
        taux_avance=Decimal(30),
        unites=boxes,
    )
    assert isinstance(answer, Calcul)
    assert answer["engagement_retenu"].value == euros(min(declare, cents, 25_000_000))
