"""Writing the books: selling, earning, taking back."""

from dataclasses import replace
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase

from abaca.kernel.terms import Term
from abaca.store.journal.models import Entry
from abaca.store.ledger import actions, jobs, queries
from abaca.store.ledger.actions import Deferment, MoreThanThereIs, NothingDeferred, TakenBack, Way
from abaca.store.ledger.deferring import unearned
from abaca.store.ledger.models import Deferral, Posting, Transaction
from abaca.store.ledger.stories import Sold, TaxShare, Undone, refund_of_a_term, sale
from tests.conftest import LUGANO, NOON
from tests.makers.books import GROSS, NET, TAX, YEAR, about, deferral, sell

pytestmark = pytest.mark.django_db
BY_HOUSE = {"by": "the house"}
GERMAN = [TaxShare("DE", 1900, TAX)]


def instant(day: str) -> datetime:
    return datetime.combine(date.fromisoformat(day), NOON.time(), tzinfo=LUGANO)


def release_until(day: str) -> None:
    """Do what falls due, release by release, as the worker would."""
    at = instant(day)
    while ids := queries.due_releases(at, 100):
        jobs.release(ids, at=at)


def left() -> dict[str, int]:
    return {b.account: b.left for b in queries.trial_balance() if b.left}


def statements(act) -> int:
    with CaptureQueriesContext(connection) as caught:
        act()
    return len(caught)


def take(net: int, on: str, *, stops: bool, number: int = 1) -> Undone:
    [undone] = actions.take_back(
        [TakenBack(f"MS26-{number:06}", net, Way.STOP if stops else Way.EVENLY)],
        on=date.fromisoformat(on),
        at=instant(on),
        **BY_HOUSE,
    )
    return undone


def test_a_sale_is_written_with_all_that_it_is_about():
    sell(about(), at=NOON)
    sold = Transaction.objects.get(cause="sale")
    assert (sold.booked_on, sold.at, sold.by, sold.currency) == (date(2026, 6, 30), NOON, "the house", "EUR")
    assert (sold.document, sold.order, sold.customer) == ("MS26-000001", "ord_1", "cus_1")
    assert (sold.subscription, sold.term) == ("sub_1", 1)
    assert [(p.account, p.amount) for p in sold.postings.all()] == [
        ("Assets:Receivable", 13900),
        ("Liabilities:Deferred:Professional", -11681),
        ("Liabilities:Tax:DE:19", -2219),
    ]


def test_postings_keep_the_order_in_which_they_were_given():
    sell(*[about(n) for n in range(1, 40)], at=NOON)
    found = queries.entries(document="MS26-000017")
    assert [one.booking.cause for one in found] == ["capture", "sale"]
    assert {one.booking.about.customer for one in found} == {"cus_17"}
    assert found[0].booking.postings == (
        ("Assets:Gateway", 13900),
        ("Expenses:GatewayFees", 220),
        ("Assets:Receivable", -13900),
        ("Assets:Gateway", -220),
    )


def test_nothing_is_written_of_what_moves_no_money():
    actions.book([sale(about(), Sold([("professional", 0)]))], at=NOON, **BY_HOUSE)
    actions.defer([Deferment(about(), "professional", 0, YEAR, None)])
    assert (Transaction.objects.count(), Deferral.objects.count()) == (0, 0)


@pytest.mark.parametrize("how_many", [1, 3])
def test_selling_needs_the_same_statements_for_one_and_for_many(how_many):
    abouts = [about(n) for n in range(1, how_many + 1)]
    sold = [sale(one, Sold([("professional", NET)], GERMAN)) for one in abouts]
    assert statements(lambda: actions.book(sold, at=NOON, **BY_HOUSE)) == 1 + 2  # and a savepoint
    deferments = [Deferment(one, "professional", NET, YEAR, one.on) for one in abouts]
    assert statements(lambda: actions.defer(deferments)) == 1 + 2


@pytest.mark.parametrize("how_many", [1, 3])
def test_earning_needs_the_same_statements_for_one_and_for_many(how_many):
    sell(*[about(n) for n in range(1, how_many + 1)], at=NOON)
    ids = queries.due_releases(instant("2026-07-01"), 100)
    assert len(ids) == how_many
    release = lambda: jobs.release(ids, at=instant("2026-07-01"))  # noqa: E731
    assert statements(release) == 1 + 1 + 1 + 1 + 2 + 2  # the rows, the bookings, the rows again, the journal


def test_what_was_earned_is_posted_with_the_last_day_of_each_month():
    sell(about(), at=NOON)
    release_until("2027-06-30")
    rows = Transaction.objects.filter(cause="recognition").order_by("pk")
    assert [str(t.booked_on) for t in rows] == [
        *("2026-06-30", "2026-07-31", "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-31"),
        *("2027-01-31", "2027-02-28", "2027-03-31", "2027-04-30", "2027-05-31", "2027-06-29"),
    ]
    assert left() == {
        "Assets:Gateway": GROSS - 220,
        "Expenses:GatewayFees": 220,
        "Income:Professional": -NET,
        "Liabilities:Tax:DE:19": -TAX,
    }
    assert (deferral().left, deferral().next_release_on) == (0, None)


def test_at_new_year_the_table_is_right():
    sell(about(), at=NOON)
    release_until("2027-01-01")
    assert left()["Income:Professional"] == -5921
    assert deferral().recognised == 5921


def test_a_release_is_due_when_the_day_begins_at_the_vendor():
    sell(about(), at=NOON)
    midnight = queries.next_release_at()
    assert str(midnight) == "2026-06-30 22:00:00+00:00"
    assert queries.due_releases(midnight - timedelta(seconds=1), 10) == []
    assert len(queries.due_releases(midnight, 10)) == 1


def test_nothing_waits_where_nothing_is_deferred():
    assert queries.next_release_at() is None


def test_a_release_is_done_once_and_stands_in_the_journal_once():
    sell(about(1), about(2), at=NOON)
    ids = queries.due_releases(instant("2026-07-01"), 10)
    jobs.release(ids, at=instant("2026-07-01"))
    entry = Entry.objects.get(what="ledger.released")
    assert (entry.about, entry.by, entry.facts) == ("ledger", "the house", {"terms": 2, "bookings": 2})
    assert queries.due_releases(instant("2026-07-01"), 10) == []


def test_ids_that_are_gone_are_let_be():
    jobs.release([7], at=NOON)
    assert not Entry.objects.exists()


def test_what_is_not_paid_is_not_earned_and_is_caught_up_when_the_money_comes():
    sell(about(), paid=False, at=NOON)
    release_until("2026-09-01")
    assert "Income:Professional" not in left()

    actions.begin_to_earn(["MS26-000001"], on=date(2026, 9, 10))
    assert deferral().next_release_on == date(2026, 10, 1)
    release_until("2026-10-01")
    assert left()["Income:Professional"] == -(NET - unearned(NET, YEAR, date(2026, 10, 1)))


def test_money_after_the_end_of_a_term_earns_it_whole():
    sell(about(), paid=False, at=NOON)
    actions.begin_to_earn(["MS26-000001"], on=date(2027, 7, 9))
    release_until("2027-07-09")
    assert deferral().recognised == NET


def test_paid_twice_is_paid_once():
    sell(about(), at=NOON)
    actions.begin_to_earn(["MS26-000001"], on=date(2026, 9, 10))
    assert deferral().paid_on == date(2026, 6, 30)


def test_a_term_that_is_refunded_whole_leaves_nothing():
    days = Term(date(2027, 6, 30), date(2028, 6, 30))
    paper = about(on=days.begins)
    sell(paper, days=days, at=NOON)
    release_until("2027-07-01")

    undone = take(NET, "2027-07-09", stops=True)
    assert undone == Undone("professional", 11394, 287)
    actions.book(refund_of_a_term(paper, undone, GERMAN), at=NOON, **BY_HOUSE)
    assert left() == {"Assets:Gateway": -220, "Expenses:GatewayFees": 220}
    assert (deferral().net, deferral().left, deferral().stopped_on) == (0, 0, date(2027, 7, 9))
    assert queries.due_releases(instant("2028-07-01"), 10) == []


def test_a_term_that_ends_early_keeps_what_was_earned():
    sell(about(), at=NOON)
    assert take(4448, "2027-02-11", stops=True) == Undone("professional", 4448)
    assert (deferral().net, deferral().recognised) == (7233, 7233)
    assert left()["Income:Professional"] == -7233


def test_who_gets_back_less_than_is_unused_leaves_the_rest_as_earned():
    sell(about(), at=NOON)
    assert take(4000, "2027-02-11", stops=True) == Undone("professional", 4000)
    assert left()["Income:Professional"] == -7681


def test_a_goodwill_is_spread_over_the_days_of_the_term():
    sell(about(), at=NOON)
    assert take(1681, "2026-10-01", stops=False) == Undone("professional", 1253, 428)
    assert (deferral().net, deferral().left) == (10000, unearned(10000, YEAR, date(2026, 10, 1)))
    assert deferral().next_release_on == date(2026, 7, 1)  # a release that the worker has missed does no harm
    release_until("2027-06-30")
    assert deferral().recognised == 10000


def test_what_stopped_gives_only_of_what_was_earned():
    sell(about(), at=NOON)
    take(4448, "2027-02-11", stops=True)
    assert take(233, "2027-03-01", stops=False) == Undone("professional", 0, 233)
    assert take(7000, "2027-03-01", stops=True) == Undone("professional", 0, 7000)
    assert (deferral().net, deferral().recognised, deferral().stopped_on) == (0, 0, date(2027, 2, 11))


def test_what_was_never_paid_was_never_earned():
    sell(about(), paid=False, at=NOON)
    assert take(1681, "2026-10-01", stops=False) == Undone("professional", 1681)
    assert take(10000, "2026-10-02", stops=True) == Undone("professional", 10000)
    assert not Transaction.objects.filter(cause="recognition").exists()
    actions.begin_to_earn(["MS26-000001"], on=date(2026, 10, 3))
    assert deferral().paid_on is None


def test_no_more_is_taken_back_than_there_is():
    sell(about(), at=NOON)
    take(11000, "2026-07-01", stops=False)
    with pytest.raises(MoreThanThereIs) as refusal:
        take(682, "2026-07-01", stops=False)
    assert str(refusal.value) == "Only EUR 6.81 of MS26-000001 can still be taken back, and not EUR 6.82."


def test_an_upgrade_that_is_taken_back_lets_the_old_term_go_on():
    sell(about(), at=NOON)
    take(4448, "2027-02-11", stops=True)
    actions.give_back([("MS26-000001", 4448)], on=date(2027, 2, 20))
    assert (deferral().net, deferral().stopped_on, deferral().next_release_on) == (NET, None, date(2027, 3, 1))
    actions.give_back([("MS26-000001", 4448)], on=date(2027, 2, 20))  # once only
    assert deferral().net == NET


def test_what_the_books_do_not_know_cannot_be_taken_back():
    with pytest.raises(NothingDeferred):
        take(1, "2026-07-01", stops=True)


def test_a_capped_upgrade_takes_twice_of_what_is_unused_and_then_stops():
    sell(about(), at=NOON)
    on = {"on": YEAR.begins, "at": NOON, "by": "the house"}
    [used] = actions.take_back([TakenBack("MS26-000001", 8610, Way.UNUSED)], **on)
    [surplus] = actions.take_back([TakenBack("MS26-000001", 3000, Way.UNUSED)], **on)
    assert (used, surplus) == (Undone("professional", 8610), Undone("professional", 3000))
    actions.close(["MS26-000001"], **on)
    actions.close(["MS26-000001"], **on)
    assert (deferral().net, deferral().recognised, deferral().stopped_on) == (71, 71, YEAR.begins)
    assert left()["Income:Professional"] == -71


def test_what_is_lost_leaves_what_was_earned():
    sell(about(), at=NOON)
    [undone] = actions.take_back(
        [TakenBack("MS26-000001", NET, Way.WRITE_OFF)], on=date(2026, 11, 20), at=NOON, **BY_HOUSE
    )
    assert undone == Undone("professional", 7105, 4576)
    assert (deferral().net, deferral().left) == (4576, 0)
    assert left()["Income:Professional"] == -4576


def test_what_takes_the_place_of_an_earning_term_catches_up():
    sell(about(), at=NOON)
    actions.catch_up(["MS26-000001"], on=date(2026, 11, 20), at=NOON, **BY_HOUSE)
    assert deferral().recognised == 4576


@pytest.mark.parametrize("how_many", [1, 3])
def test_taking_back_needs_the_same_statements_for_one_and_for_many(how_many):
    sell(*[about(n) for n in range(1, how_many + 1)], at=NOON)
    wishes = [TakenBack(f"MS26-{n:06}", 4448, Way.STOP) for n in range(1, how_many + 1)]
    act = lambda: actions.take_back(wishes, on=date(2027, 2, 11), at=NOON, **BY_HOUSE)  # noqa: E731
    assert statements(act) == 1 + 1 + 1 + 2 + 2


def test_accounts_are_numbered_anew_as_a_whole():
    actions.number_accounts({"Assets:Bank": "1020", "Income": "3400"}, at=NOON, by="sam")
    actions.number_accounts({"Assets:Bank": "1021", "Income": ""}, at=NOON, by="sam")
    assert queries.account_numbers() == {"Assets:Bank": "1021"}
    assert Entry.objects.filter(what="ledger.accounts_numbered", by="sam").count() == 2


STEPS = st.lists(
    st.tuples(st.integers(0, 500), st.sampled_from(["release", "goodwill", "stop"]), st.integers(0, 12_000)),
    min_size=1,
    max_size=8,
)


class WhateverHappens(TestCase):
    @settings(max_examples=40)
    @given(STEPS)
    def test_the_entries_hold_what_the_working_row_says_on_every_day(self, steps):
        sell(about(), at=NOON)
        for days, act, net in sorted(steps):
            on = YEAR.begins + timedelta(days=days)
            row = deferral()
            if act == "release":
                release_until(str(on))
            else:
                back = min(net, row.net)
                undone = take(back, str(on), stops=act == "stop")
                assert undone.net == back
                note = refund_of_a_term(replace(about(), on=on), undone, [])
                actions.book(note, at=NOON, **BY_HOUSE)
            row = deferral()
            held = queries.deferred_by_term().get(("sub_1", 1, "EUR"), 0)
            assert held == row.left
            if row.stopped_on is None and act == "goodwill":
                assert held == unearned(row.net, YEAR, on)
            assert left().get("Income:Professional", 0) == -row.recognised
            assert sum(left().values()) == 0
        assert Posting.objects.exists()
