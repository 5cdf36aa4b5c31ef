from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from abaca.store.orders.queries import order_by_ref
from abaca.store.payments.actions import (
    AttemptOpen,
    Heard,
    Hint,
    StatementEntry,
    Verdict,
    Wanted,
    book_transfers,
    hear,
    note_transfer_payment,
    open_attempts,
    save_method,
    take,
    write_verdicts,
)
from abaca.store.payments.models import Attempt, Payment, PaymentMethod, ProviderEvent, Transfer
from abaca.store.payments.queries import MethodUnknown, due_attempts, method_of, methods_of, transferred
from abaca.store.payments.states import AttemptState
from tests.conftest import NOON
from tests.makers.orders import a_card, happened, make_attempts, make_card, make_customer, make_lines, make_person
from tests.makers.traces import refuses_without_a_trace

SUCCEEDED, DECLINED, UNKNOWN = AttemptState.SUCCEEDED, AttemptState.DECLINED, AttemptState.UNKNOWN


def _entry(number: int, *, order_id: int | None = None, amount: int = 7900, currency: str = "EUR") -> StatementEntry:
    return StatementEntry(number, "RF00", amount, currency, date(2026, 3, 2), "somebody", order_id)


def _heard(event: str, key: str) -> Heard:
    return hear(Hint(event, "charge.succeeded", "ch_1", key), provider="rehearsal", at=NOON)


def _sent(shop) -> Attempt:
    [attempt] = make_attempts(make_lines())
    take([attempt.pk], at=NOON)
    return Attempt.objects.get(pk=attempt.pk)


def test_the_same_method_twice_is_one(shop):
    alice = make_customer(at=NOON)
    first = save_method(alice, a_card(), at=NOON, by=alice.ref)
    assert save_method(alice, a_card(), at=NOON, by=alice.ref) == first
    assert methods_of(alice.pk) == [first]
    assert happened(first.ref) == ["method.saved"]


def test_a_method_of_somebody_else_or_a_removed_one_is_unknown(shop):
    alice, bob = (make_customer(make_person(), at=NOON) for _n in range(2))
    mine, foreign = make_card(alice), make_card(bob)
    assert method_of(alice.pk, mine.ref) == mine
    with pytest.raises(MethodUnknown):
        method_of(alice.pk, foreign.ref)
    PaymentMethod.objects.filter(pk=mine.pk).update(removed_at=NOON)
    with pytest.raises(MethodUnknown):
        method_of(alice.pk, mine.ref)


def test_the_key_of_an_attempt_follows_from_its_order_and_its_number(shop):
    attempt = _sent(shop)
    assert attempt.key == f"first:{attempt.order.ref}:1"
    write_verdicts([Verdict(attempt.pk, DECLINED)], at=NOON, by="the house")
    [second] = open_attempts([Wanted(attempt.order, attempt.method, customer_present=True)], at=NOON, by="a guest")
    assert (second.key, second.number) == (f"first:{attempt.order.ref}:2", 2)


def test_a_second_attempt_beside_an_open_one_is_refused_and_leaves_no_trace(shop):
    attempt = _sent(shop)
    fresh = make_lines()[0].order
    wanted = [Wanted(order, attempt.method, customer_present=True) for order in (fresh, attempt.order)]
    refuses_without_a_trace(AttemptOpen, lambda: open_attempts(wanted, at=NOON, by="a guest"))


def test_the_database_lets_no_order_have_two_open_attempts_or_two_payments(shop):
    attempt = _sent(shop)
    with pytest.raises(IntegrityError), transaction.atomic():
        Attempt.objects.create(
            key="other",
            order=attempt.order,
            number=2,
            method=attempt.method,
            amount=1,
            currency="EUR",
            customer_present=True,
            made_at=NOON,
        )
    note_transfer_payment(attempt.order, amount=7900, entry=1, at=NOON)
    with pytest.raises(IntegrityError), transaction.atomic():
        Payment.objects.create(order=attempt.order, amount=1, currency="EUR", provider_ref="x", came_at=NOON)


def test_an_attempt_leaves_the_house_once_and_is_then_asked_about(shop):
    [attempt] = make_attempts(make_lines())
    assert due_attempts(NOON, 10) == [attempt.pk]
    assert [(a.pk, first) for a, first in take([attempt.pk], at=NOON)] == [(attempt.pk, True)]
    assert due_attempts(NOON, 10) == []  # its answer is awaited
    later = NOON + timedelta(minutes=2)
    assert due_attempts(later, 10) == [attempt.pk]
    assert [first for _a, first in take([attempt.pk], at=later)] == [False]
    assert due_attempts(later, 10) == []  # whoever asks now, asks alone


def test_what_has_ended_is_not_taken(shop):
    attempt = _sent(shop)
    write_verdicts([Verdict(attempt.pk, SUCCEEDED)], at=NOON, by="the house")
    assert take([attempt.pk], at=NOON) == []


@pytest.mark.parametrize("second", [SUCCEEDED, DECLINED, UNKNOWN, AttemptState.LOST])
@pytest.mark.parametrize("first", [SUCCEEDED, DECLINED, AttemptState.LOST])
def test_a_second_answer_changes_nothing_even_if_it_contradicts(shop, first, second):
    attempt = _sent(shop)
    assert [a.state for a in write_verdicts([Verdict(attempt.pk, first, "ch_1")], at=NOON, by="the house")] == [first]
    told = happened(attempt.order.ref)
    later = NOON + timedelta(days=1)
    assert write_verdicts([Verdict(attempt.pk, second, "ch_2")], at=later, by="the house") == []
    attempt.refresh_from_db()
    assert (attempt.state, attempt.provider_ref, attempt.ended_at, attempt.next_at) == (first, "ch_1", NOON, None)
    assert Payment.objects.count() == (first == SUCCEEDED)
    assert happened(attempt.order.ref) == told


def test_an_attempt_that_stays_unknown_is_asked_about_less_and_less_often(shop):
    attempt = _sent(shop)
    waits, at = [], NOON
    for _question in range(4):
        write_verdicts([Verdict(attempt.pk, UNKNOWN)], at=at, by="the house")
        attempt.refresh_from_db()
        waits.append(attempt.next_at - at)
        at = attempt.next_at
    assert waits == [timedelta(minutes=5), timedelta(hours=1), timedelta(days=1), timedelta(days=1)]
    assert happened(attempt.order.ref) == ["order.placed", "attempt.opened", "attempt.unknown"]


def test_a_notification_is_kept_once_and_moves_no_money(shop):
    attempt = _sent(shop)
    assert _heard("1", attempt.key) == Heard(attempt_id=attempt.pk)
    assert _heard("1", attempt.key) == Heard()
    assert _heard("2", attempt.key) == Heard(attempt_id=attempt.pk)
    assert _heard("3", "first:nobody:1") == Heard()
    assert ProviderEvent.objects.count() == 3
    attempt.refresh_from_db()
    assert (attempt.state, attempt.next_at) == ("sent", NOON)
    assert not Payment.objects.exists()


def test_a_notification_does_not_hurry_an_attempt_that_has_not_left_the_house(shop):
    [attempt] = make_attempts(make_lines())
    assert _heard("1", attempt.key) == Heard()


def test_a_statement_that_is_read_twice_counts_once(shop):
    order = make_lines()[0].order
    first = book_transfers([_entry(1, order_id=order.pk), _entry(2)], at=NOON, by="the bank")
    assert [t.entry for t in first] == [1, 2]
    again = book_transfers([_entry(1, order_id=order.pk), _entry(2), _entry(3)], at=NOON, by="the bank")
    assert [t.entry for t in again] == [3]
    assert transferred(order.pk, "EUR") == 7900
    assert happened("entry 1") == ["transfer.read"]


def test_only_money_of_the_orders_currency_counts_for_it(shop):
    order = make_lines()[0].order
    book_transfers(
        [_entry(1, order_id=order.pk, amount=100), _entry(2, order_id=order.pk, currency="CHF")], at=NOON, by="x"
    )
    assert transferred(order.pk, "EUR") == 100


def test_an_order_is_paid_by_one_transfer(shop):
    order = make_lines()[0].order
    assert note_transfer_payment(order, amount=7900, entry=1, at=NOON)
    assert not note_transfer_payment(order, amount=7900, entry=2, at=NOON)
    assert Payment.objects.get().provider_ref == "entry 1"
    assert order_by_ref(order.ref).state == "placed"  # settlement says so, not the payment
    assert not Transfer.objects.exists()
