"""What the database itself keeps of the books."""

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from abaca.store.ledger import actions
from abaca.store.ledger.models import Deferral, Posting, Transaction
from tests.conftest import NOON
from tests.makers.books import about, deferral, sell

pytestmark = pytest.mark.django_db


@pytest.fixture
def books() -> None:
    sell(about(), at=NOON)


@pytest.mark.parametrize(
    "change",
    [
        lambda: Transaction.objects.update(cause="mistake"),
        lambda: Transaction.objects.filter(pk__gt=0).update(booked_on="2020-01-01"),
        lambda: Posting.objects.update(amount=1),
        lambda: Posting.objects.all().delete(),
        lambda: Transaction.objects.all()._raw_delete("default"),
    ],
)
def test_nothing_in_the_books_is_changed_or_taken_out(books, change):
    before = list(Posting.objects.values_list())
    with pytest.raises(DatabaseError, match="only grow"), transaction.atomic():
        change()
    assert list(Posting.objects.values_list()) == before


def test_what_does_not_sum_to_zero_is_refused_by_the_database(books):
    sale = Transaction.objects.order_by("pk")[0]
    lopsided = [Posting(transaction=sale, account="Assets:Bank", amount=n) for n in (100, -99)]
    with pytest.raises(IntegrityError, match="does not sum to zero"), transaction.atomic():
        Posting.objects.bulk_create(lopsided)
    assert not Posting.objects.filter(account="Assets:Bank").exists()


def test_two_wrongs_in_one_statement_do_not_make_a_right(books):
    first, second = Transaction.objects.order_by("pk")
    across = [Posting(transaction=t, account="Assets:Bank", amount=n) for t, n in ((first, 100), (second, -100))]
    with pytest.raises(IntegrityError, match="does not sum to zero"), transaction.atomic():
        Posting.objects.bulk_create(across)


def test_a_posting_moves_money(books):
    sale = Transaction.objects.order_by("pk")[0]
    with pytest.raises(IntegrityError, match="a_posting_moves_money"), transaction.atomic():
        Posting.objects.create(transaction=sale, account="Assets:Bank", amount=0)


def test_an_empty_shop_is_emptied_by_truncating(books):
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("TRUNCATE store_ledger_posting, store_ledger_transaction")
    assert not Transaction.objects.exists()


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({"recognised": 11682}, "no_more_is_earned_than_there_is"),
        ({"recognised": -1}, "earnings_do_not_fall_below_zero"),
        ({"ends": "2026-06-30"}, "a_deferral_begins_before_it_ends"),
        ({"paid_on": None}, "only_what_runs_is_released"),
        ({"stopped_on": "2026-07-01", "next_release_on": None}, "what_was_stopped_holds_nothing"),
    ],
)
def test_the_working_row_cannot_say_nonsense(books, changes, rule):
    with pytest.raises(IntegrityError, match=rule), transaction.atomic():
        Deferral.objects.update(**changes)


def test_a_document_defers_one_term(books):
    with pytest.raises(IntegrityError, match="a_document_defers_one_term"), transaction.atomic():
        sell(about(), at=NOON)


def test_rows_speak_for_themselves(books):
    actions.number_accounts({"Assets:Bank": "1020"}, at=NOON, by="sam")
    assert str(deferral()) == "sub_1/1 MS26-000001"
    assert [str(t) for t in Transaction.objects.all()] == [
        "2026-06-30 sale MS26-000001",
        "2026-06-30 capture MS26-000001",
    ]
    assert str(Posting.objects.order_by("pk")[0]) == "Assets:Receivable 13900"
    assert str(actions.AccountNumber.objects.get()) == "Assets:Bank 1020"
