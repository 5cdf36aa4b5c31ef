"""What becomes of a declaration, by what its facts lead to."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from abaca.store.correspondence.declaring import (
    Clues,
    Way,
    Why,
    harmless,
    is_earlier,
    is_later,
    looked_at_again,
    way_of,
    without_secret,
)

NOBODY = Clues(customer=False, contract=False)
KNOWN = {"customer": True, "contract": True}


@pytest.mark.parametrize(
    ("clues", "way", "why"),
    [
        (NOBODY, Way.STAFF, Why.NOT_FOUND),
        (Clues(customer=True, contract=False), Way.ASK, Why.ONLY_EMAIL),
        (Clues(customer=True, contract=False, same_email=True), Way.ASK, Why.ONLY_EMAIL),
        (Clues(**KNOWN), Way.ASK, Why.NOT_EXACT),
        (Clues(**KNOWN, same_email=True), Way.DO, Why.EXACT),
        (Clues(**KNOWN, own_key=True), Way.DO, Why.EXACT),
        (Clues(**KNOWN, shared_key=True), Way.ASK, Why.SHARED_KEY),
        (Clues(**KNOWN, shared_key=True, same_email=True), Way.DO, Why.EXACT),
        (Clues(**KNOWN, same_email=True, doubted=True), Way.ASK, Why.DOUBTED),
        (Clues(**KNOWN, own_key=True, doubted=True), Way.ASK, Why.DOUBTED),
    ],
)
def test_only_who_knows_a_contract_exactly_is_obeyed_at_once(clues, way, why):
    assert way_of(clues) == (way, why)


@pytest.mark.parametrize(
    ("clues", "way", "why"),
    [
        (Clues(**KNOWN, same_email=True), Way.ASK, Why.BY_NUMBER),
        (Clues(**KNOWN, same_email=True, shared_key=True), Way.ASK, Why.SHARED_KEY),
        (Clues(**KNOWN, same_email=True, doubted=True), Way.ASK, Why.DOUBTED),
        (Clues(**KNOWN, own_key=True), Way.DO, Why.EXACT),
        (Clues(customer=True, contract=False, same_email=True), Way.ASK, Why.ONLY_EMAIL),
    ],
)
def test_what_cannot_be_undone_is_done_at_once_only_by_a_key_of_one_s_own(clues, way, why):
    assert way_of(clues, can_be_undone=False) == (way, why)


@given(st.builds(Clues, *[st.booleans()] * 6))
def test_nothing_is_done_at_once_without_a_proof(clues):
    way, _why = way_of(clues)
    if way == Way.DO:
        assert clues.contract
        assert clues.customer
        assert clues.same_email or clues.own_key
        assert not clues.doubted
    if way_of(clues, can_be_undone=False)[0] == Way.DO:
        assert clues.own_key
        assert way == Way.DO


@pytest.mark.parametrize(
    ("wanted", "later"),
    [(None, False), ("2027-03-01", False), ("2027-03-02", False), ("2027-03-03", True)],
)
def test_the_end_date_is_the_last_that_counts_as_the_next_possible_one(wanted, later):
    assert is_later(date.fromisoformat(wanted) if wanted else None, date(2027, 3, 2)) is later


def test_a_person_takes_over_after_three_days():
    at = datetime(2026, 3, 2, 12, tzinfo=UTC)
    assert looked_at_again(at) - at == timedelta(days=3)


@pytest.mark.parametrize(
    ("typed", "shown"),
    [
        ("Alice O'Neil", "Alice O'Neil"),
        ("My order of 3.4. is MS-100042.", "My order of 3.4. is MS-100042."),
        ("see https://evil.example/x", "see https: //evil .example/x"),
        ("www.evil.example", "www .evil .example"),
    ],
)
def test_no_reader_s_program_makes_a_link_of_it(typed, shown):
    assert harmless(typed) == shown


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("MS-100042", "MS-100042"),
        ("ms 100042", "ms 100042"),
        ("100042", "100042"),
        ("alice@example.com", "alice@example.com"),
        ("my Professional plan", "my Professional plan"),
        ("", ""),
        ("4Q17S-00000-11111-22222", "…22222"),
        ("MUSA 2026 0001", "…60001"),
        ("GOLDENKEY", "…ENKEY"),
        ("123456789012", "…89012"),  # too long for a number of ours
        ("4Q17S-00000-11111-22222, alice@example.com", "…22222 alice@example.com"),
        ("alice@example.com: GOLDENKEY", "alice@example.com …ENKEY"),
        ("MS-100042 (alice@example.com)", "MS-100042 alice@example.com"),
        ("my plan, bob@example.com", "my plan bob@example.com"),
        ("A9DY2-P3E2M-00000-11111-22222@example.com", "…lecom"),
    ],
)
def test_what_may_be_a_product_key_is_kept_by_its_end(typed, kept):
    assert without_secret(typed) == kept


@pytest.mark.parametrize(
    ("wanted", "earlier", "later"),
    [
        (None, False, False),
        ("2027-02-28", True, False),
        ("2027-03-01", False, False),  # the last day
        ("2027-03-02", False, False),  # the end
        ("2027-03-03", False, True),
    ],
)
def test_the_last_day_and_the_end_of_the_term_are_its_end(wanted, *, earlier, later):
    wanted_on, ends_on = wanted and date.fromisoformat(wanted), date(2027, 3, 2)
    assert (is_earlier(wanted_on, ends_on), is_later(wanted_on, ends_on)) == (earlier, later)
