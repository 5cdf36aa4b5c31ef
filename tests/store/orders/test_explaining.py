from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.design.templatetags.abaca import figures, said
from abaca.kernel.money import Money
from abaca.kernel.terms import Term, nth_term
from abaca.store.catalogue.reducing import Discount, Tier
from abaca.store.orders.explaining import explain_day, explain_price, explain_stop, explain_tax
from abaca.store.orders.pricing import Bargain, Less, totals_of
from abaca.store.orders.states import ReductionKind
from abaca.store.tax.totals import from_net, keep_gross

UNIT = Money(7900, "EUR")


def written(derivation):
    """Return the steps as a reader sees them."""
    plain = [(said(s), figures(s.figures) if s.figures else "", str(s.amount or "")) for s in derivation.steps]
    return [" | ".join(parts).replace("\xa0", " ") for parts in plain]


def test_a_price_with_a_tier_and_a_code_is_explained_line_by_line():
    bargain = Bargain((Tier(10, percent=1000),), Discount("SPRING", percent=2000, terms=None))
    reductions = bargain.reductions(7900, 12, currency="EUR", basis="gross")
    assert written(explain_price(UNIT, 12, reductions, basis="gross")) == [
        "The price of a seat for one term, times the seats | 12 × EUR 79.00 | EUR 948.00",
        "Volume price from 10 seats | EUR 948.00 × 10 % | EUR -94.80",
        "Code SPRING, for every term | EUR 853.20 × 20 % | EUR -170.64",
        "What is left, tax included | EUR 948.00 − EUR 94.80 − EUR 170.64 | EUR 682.56",
    ]


@pytest.mark.parametrize(
    ("less", "line"),
    [
        (
            Less(ReductionKind.VOLUME, 3800, "", {"from_seats": 2, "unit": 6000, "of": 15800}),
            "Volume price from 2 seats: EUR 60.00 for each |  | EUR -38.00",
        ),
        (
            Less(ReductionKind.COUPON, 500, "SPRING", {"code": "SPRING", "amount": 500, "currency": "EUR", "terms": 3}),
            "Code SPRING, for 3 terms |  | EUR -5.00",
        ),
        (
            Less(ReductionKind.COUPON, 500, "SPRING", {"code": "SPRING", "amount": 500, "currency": "EUR", "terms": 1}),
            "Code SPRING, for one term |  | EUR -5.00",
        ),
        (Less(ReductionKind.UNUSED, 500, "Unused Professional"), "Unused Professional |  | EUR -5.00"),
    ],
)
def test_every_kind_of_reduction_has_its_words(less, line):
    assert written(explain_price(UNIT, 2, [less], basis="net"))[1:] == [
        line,
        f"What is left, before tax | EUR 158.00 − EUR {less.amount // 100}.00 | EUR {158 - less.amount // 100}.00",
    ]


def test_without_reductions_one_step_is_enough():
    assert written(explain_price(UNIT, 3, [], basis="gross")) == [
        "The price of a seat for one term, times the seats | 3 × EUR 79.00 | EUR 237.00"
    ]


@pytest.mark.parametrize(
    ("basis", "totals", "rate", "lines"),
    [
        (
            "gross",
            keep_gross(7900, 810),
            810,
            [
                "Why. |  | ",
                "The price without the tax that it contains, rounded once | CHF 79.00 ÷ 1.081 | CHF 73.08",
                "The tax is the rest | CHF 79.00 − CHF 73.08 | CHF 5.92",
            ],
        ),
        (
            "net",
            from_net(7308, 2550),
            2550,
            ["Why. |  | ", "The tax on the price, rounded once | CHF 73.08 × 25.5 % | CHF 18.64"],
        ),
        ("net", from_net(7308, 0), 0, ["Why. |  | ", "No tax |  | "]),
    ],
)
def test_a_tax_is_explained_by_its_basis(basis, totals, rate, lines):
    derivation = explain_tax(totals, currency="CHF", basis=basis, rate=rate, why="Why.")
    assert written(derivation) == lines
    assert derivation.amount == Money(totals.tax, "CHF")


def test_a_day_is_counted_from_the_first_one():
    assert written(explain_day(date(2026, 3, 2), 12, nth_term(date(2026, 3, 2), 12, 1))) == [
        "The first term began on 2 March 2026, and every term lasts 12 months. |  | ",
        "Every end is counted from that first day: 24 months later is 2 March 2028. | 2 March 2026 + 12 × 2 | ",
        "1 March 2028 is the last day of use; on 2 March 2028 the next term begins. |  | ",
    ]


def test_a_month_that_is_too_short_is_named():
    steps = written(explain_day(date(2027, 10, 31), 1, nth_term(date(2027, 10, 31), 1, 3)))
    assert "29 February 2028" in steps[1]
    assert steps[2].startswith("That month has no day 31, so its last day counts")


def test_a_term_that_stopped_says_when_and_why():
    term = Term(date(2026, 3, 2), date(2027, 3, 2))
    steps = written(explain_stop(term, date(2026, 5, 1), "The money went back."))
    assert steps[1:] == ["The money went back. |  | ", "So it stopped on 1 May 2026. |  | "]


@given(
    unit=st.integers(0, 10**8),
    seats=st.integers(1, 500),
    percent=st.integers(0, 10_000),
    off=st.integers(1, 10_000),
    basis=st.sampled_from(["gross", "net"]),
    rate=st.integers(1, 2700),
)
def test_the_steps_lead_to_the_sums_that_are_charged(*, unit, seats, percent, off, basis, rate):
    bargain = Bargain((Tier(2, percent=percent),), Discount("A", percent=off))
    reductions = bargain.reductions(unit, seats, currency="EUR", basis=basis)
    totals = totals_of(unit, seats, reductions, basis=basis, rate=rate)
    price = explain_price(Money(unit, "EUR"), seats, reductions, basis=basis)
    tax = explain_tax(totals, currency="EUR", basis=basis, rate=rate, why="")

    assert price.amount == Money(totals.gross if basis == "gross" else totals.net, "EUR")
    assert tax.amount == Money(totals.tax, "EUR")
