from datetime import date, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.terms import Term, nth_term
from abaca.store.ledger.deferring import unearned
from abaca.store.subscriptions.proration import unused_amount

AUSTRIA = Term(date(2027, 9, 14), date(2028, 9, 14))  # a leap day inside
SWISS = Term(date(2026, 3, 5), date(2027, 3, 5))
MOVED = Term(date(2026, 6, 30), date(2027, 6, 30))
BOUGHT_AGAIN = Term(date(2027, 6, 30), date(2028, 6, 30))

MONEY = st.integers(0, 10**9)
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
TERMS = st.builds(nth_term, DAYS, st.sampled_from([1, 3, 12, 24]), st.integers(0, 6))


@pytest.mark.parametrize(
    ("paid", "term", "on", "unused"),
    [
        (11800, AUSTRIA, "2028-01-20", 7673),
        (11800, AUSTRIA, "2027-09-14", 11800),
        (11800, AUSTRIA, "2028-09-13", 32),
        (11800, AUSTRIA, "2028-09-14", 0),
        (11800, AUSTRIA, "2030-01-01", 0),
        (11800, AUSTRIA, "2027-01-01", 11800),  # paid early: it has not begun and counts in full
        (10537, SWISS, "2026-11-18", 3089),
        (11681, MOVED, "2027-02-11", 4448),
        (11681, BOUGHT_AGAIN, "2027-07-09", 11394),
        (11681, MOVED, "2026-11-20", 7105),
        (0, MOVED, "2026-11-20", 0),  # a free term
        (1, Term(date(2026, 3, 1), date(2026, 3, 3)), "2026-03-02", 1),  # a half goes away from zero
    ],
)
def test_the_day_of_the_change_counts_as_unused(paid, term, on, unused):
    assert unused_amount(paid, term, date.fromisoformat(on)) == unused


@given(MONEY, TERMS, DAYS)
def test_it_is_the_nearest_share_and_never_more_than_was_paid(paid, term, on):
    days = max(0, min(term.days, (term.ends - on).days))
    unused = unused_amount(paid, term, on)
    assert 0 <= unused <= paid
    assert abs(unused - Fraction(paid * days, term.days)) <= Fraction(1, 2)


@given(MONEY, TERMS, DAYS)
def test_it_never_grows_from_one_day_to_the_next(paid, term, on):
    assert unused_amount(paid, term, on + timedelta(days=1)) <= unused_amount(paid, term, on)


@given(MONEY, TERMS, DAYS)
def test_the_ledger_holds_just_the_unused_amount_to_be_unearned(paid, term, on):
    assert unearned(paid, term, on) == unused_amount(paid, term, on)
