from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.terms import Term, nth_term
from abaca.store.ledger.deferring import evening_before, first_of_next_month, next_release, unearned

YEAR = Term(date(2026, 6, 30), date(2027, 6, 30))
FROM_NEW_YEAR = Term(date(2027, 1, 1), date(2028, 1, 1))
DAYS = st.dates(date(2020, 1, 1), date(2040, 12, 31))
TERMS = st.builds(nth_term, DAYS, st.sampled_from([1, 3, 12]), st.integers(0, 6))


@pytest.mark.parametrize(
    ("term", "after", "release"),
    [
        (YEAR, "2026-06-30", "2026-07-01"),
        (YEAR, "2026-01-15", "2026-07-01"),  # paid early: nothing is earned before it begins
        (YEAR, "2026-12-01", "2027-01-01"),
        (YEAR, "2027-05-31", "2027-06-01"),
        (YEAR, "2027-06-01", "2027-06-30"),
        (YEAR, "2027-06-29", "2027-06-30"),
        (YEAR, "2027-06-30", None),
        (FROM_NEW_YEAR, "2026-12-02", "2027-02-01"),
        (FROM_NEW_YEAR, "2027-12-01", "2028-01-01"),
        (FROM_NEW_YEAR, "2028-01-01", None),
    ],
)
def test_what_is_earned_is_posted_at_the_end_of_a_month_and_of_the_term(term, after, release):
    expected = date.fromisoformat(release) if release else None
    assert next_release(term, after=date.fromisoformat(after)) == expected


def test_the_release_of_new_year_stands_for_the_evening_of_the_thirty_first():
    assert evening_before(date(2027, 1, 1)) == date(2026, 12, 31)
    assert unearned(11681, YEAR, date(2027, 1, 1)) == 11681 - 5921


@pytest.mark.parametrize(
    ("day", "first"), [("2027-12-31", "2028-01-01"), ("2028-01-31", "2028-02-01"), ("2028-02-29", "2028-03-01")]
)
def test_the_first_of_the_next_month(day, first):
    assert first_of_next_month(date.fromisoformat(day)) == date.fromisoformat(first)


@given(st.integers(0, 10**9), TERMS)
def test_the_releases_add_up_to_the_whole_net(net, term):
    earned, day = 0, term.begins - timedelta(days=40)
    while (release := next_release(term, after=day)) is not None:
        piece = net - earned - unearned(net, term, release)
        assert piece >= 0
        earned, day = earned + piece, release
    assert (earned, day) == (net, term.ends)
