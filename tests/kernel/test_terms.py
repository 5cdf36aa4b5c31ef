from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.kernel.terms import EmptyTerm, Term, add_months, nth_term

YEAR = Term(date(2026, 3, 2), date(2027, 3, 2))
DAYS = st.dates(date(2020, 1, 1), date(2060, 12, 31))


def day(text):
    return date.fromisoformat(text)


def test_a_term_is_half_open():
    assert date(2026, 3, 2) in YEAR
    assert date(2027, 3, 1) in YEAR
    assert date(2026, 3, 1) not in YEAR
    assert date(2027, 3, 2) not in YEAR
    assert (YEAR.days, YEAR.last_day, str(YEAR)) == (365, date(2027, 3, 1), "[2026-03-02, 2027-03-02)")


@pytest.mark.parametrize("ends", ["2026-03-02", "2026-03-01"])
def test_a_term_without_a_day_is_refused(ends):
    with pytest.raises(EmptyTerm) as refused:
        Term(day("2026-03-02"), day(ends))
    assert str(refused.value) == f"A term that begins on 2026-03-02 cannot end on {ends}."


@pytest.mark.parametrize(
    ("on", "left"),
    [
        ("2020-01-01", 365),
        ("2026-03-02", 365),
        ("2026-03-03", 364),
        ("2027-03-01", 1),
        ("2027-03-02", 0),
        ("2030-01-01", 0),
    ],
)
def test_the_day_itself_is_still_to_come(on, left):
    assert YEAR.days_left(day(on)) == left


@pytest.mark.parametrize(
    ("begins", "ends", "on", "left", "days"),
    [
        ("2027-09-14", "2028-09-14", "2028-01-20", 238, 366),
        ("2026-03-05", "2027-03-05", "2026-11-18", 107, 365),
        ("2026-06-30", "2027-06-30", "2027-02-11", 139, 365),
    ],
)
def test_the_worked_examples_of_upgrades(begins, ends, on, left, days):
    term = Term(day(begins), day(ends))

    assert (term.days_left(day(on)), term.days) == (left, days)


@pytest.mark.parametrize(
    ("anchor", "months", "begins"),
    [
        ("2027-10-31", 1, ["2027-10-31", "2027-11-30", "2027-12-31", "2028-01-31", "2028-02-29", "2028-03-31"]),
        ("2028-02-29", 12, ["2028-02-29", "2029-02-28", "2030-02-28", "2031-02-28", "2032-02-29"]),
        ("2026-03-02", 12, ["2026-03-02", "2027-03-02", "2028-03-02"]),
        ("2026-11-30", 3, ["2026-11-30", "2027-02-28", "2027-05-30"]),
    ],
)
def test_terms_follow_the_anchor_day(anchor, months, begins):
    assert [nth_term(day(anchor), months, n).begins.isoformat() for n in range(len(begins))] == begins


@pytest.mark.parametrize(
    ("anchor", "months", "result"),
    [
        ("2026-01-31", 1, "2026-02-28"),
        ("2026-03-31", -1, "2026-02-28"),
        ("2026-01-15", -1, "2025-12-15"),
        ("2026-12-01", 0, "2026-12-01"),
    ],
)
def test_months_are_added_and_clamped(anchor, months, result):
    assert add_months(day(anchor), months) == day(result)


@given(DAYS, st.integers(1, 36), st.integers(0, 40))
def test_successive_terms_touch(anchor, months, n):
    this, following = nth_term(anchor, months, n), nth_term(anchor, months, n + 1)

    assert this.ends == following.begins
    assert this.begins.day <= anchor.day


@given(DAYS, st.integers(1, 800), DAYS)
def test_used_and_unused_days_make_the_whole_term(begins, days, on):
    term = Term(begins, begins + timedelta(days=days))
    used = sum(term.begins + timedelta(days=n) < on for n in range(days))

    assert used + term.days_left(on) == term.days
