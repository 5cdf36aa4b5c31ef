"""Money that goes back: once per key, never more than is left, found again after every breakdown."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abaca.store.payments import jobs
from abaca.store.payments.actions import (
    AboveCaptured,
    Heard,
    Hint,
    IbanWrong,
    NotToBePaidOut,
    RefundVerdict,
    hear,
    mark_paid_out,
    open_refunds,
    take_refunds,
    write_refund_verdicts,
)
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.ibans import is_iban
from abaca.store.payments.models import Refund
from abaca.store.payments.queries import due_refunds, next_refund, refundable, refunds_to_pay_out
from abaca.store.payments.states import REFUND, RefundState
from tests.conftest import NOON
from tests.makers.orders import happened
from tests.makers.traces import refuses_without_a_trace

from .paid import IBAN, paid, refunded, to_refund, transferred

LIMIT = timedelta(minutes=2)


def give_back(*refunds: Refund, at=NOON) -> list[str]:
    """Bring refunds forward and return how they stand."""
    jobs.give_back([r.pk for r in refunds], conclude=write_refund_verdicts, at=at)
    return list(Refund.objects.filter(pk__in=[r.pk for r in refunds]).values_list("state", flat=True))


def given_back() -> int:
    return rehearsal_company().balance("EUR").refunded


def test_the_fee_and_the_country_of_the_card_are_kept_with_the_money(shop):
    payment = paid()
    assert (payment.amount, payment.fee) == (7900, 136)  # 1.106 and 0.25
    assert payment.attempt.method.country == "CH"


def test_a_refund_is_written_down_before_it_leaves(shop):
    refund = refunded(paid(), 900)
    assert (refund.key, refund.state, refund.next_at) == (
        f"refund:{refund.payment.order.ref}:1",
        RefundState.READY,
        NOON,
    )
    assert given_back() == 0
    assert (due_refunds(NOON, 9), next_refund()) == ([refund.pk], NOON)
    assert happened(refund.payment.order.ref)[-1] == "refund.opened"


def test_what_is_written_down_goes_back_once(shop):
    refund = refunded(paid(), 900)
    assert give_back(refund) == ["succeeded"]
    assert give_back(refund) == ["succeeded"]
    assert given_back() == 900
    assert next_refund() is None
    assert happened(refund.payment.order.ref)[-2:] == ["refund.opened", "refund.succeeded"]


def test_refunds_in_parts_end_at_what_was_captured(shop):
    payment = paid()
    first, second = refunded(payment, 900), refunded(payment, 7000)
    assert refundable(payment) == 0
    refuses_without_a_trace(AboveCaptured, lambda: refunded(payment, 1))
    assert give_back(first, second) == ["succeeded", "succeeded"]
    assert given_back() == 7900
    assert [first.number, second.number] == [1, 2]


def test_several_refunds_of_one_payment_are_counted_together(shop):
    payment = paid()
    wanted = [to_refund(payment, 4000), to_refund(payment, 3901)]
    with pytest.raises(AboveCaptured) as refused:
        open_refunds(wanted, at=NOON, by="sam")
    assert "EUR 39.01" in str(refused.value)
    assert "EUR 39.00 is left" in str(refused.value)


def test_a_refund_that_is_under_way_arrives_later(shop):
    refund = refunded(paid("refund_waits"))
    assert give_back(refund) == ["pending"]
    due = next_refund()
    assert due > NOON
    assert give_back(refund, at=NOON + timedelta(days=2)) == ["succeeded"]


def test_after_a_break_behind_the_refund_it_is_found_by_asking(shop):
    refund = refunded(paid("refund_timeout_after"))
    assert give_back(refund) == ["unknown"]
    assert give_back(refund, at=next_refund()) == ["succeeded"]
    assert given_back() == 7900


def test_after_a_break_before_the_refund_it_goes_again_under_the_next_number(shop):
    refund = refunded(paid("refund_timeout_before"))
    assert give_back(refund) == ["unknown"]
    later = next_refund()
    assert give_back(refund, at=later) == ["lost"]

    again = Refund.objects.get(number=2)
    assert (again.key, again.amount, again.document, again.state) == (
        f"refund:{refund.payment.order.ref}:2",
        7900,
        refund.document,
        "ready",
    )
    assert give_back(again, at=later) == ["succeeded"]
    assert given_back() == 7900
    assert refundable(refund.payment) == 0


@pytest.mark.parametrize("after_the_call", [False, True])
def test_a_worker_that_dies_costs_no_second_refund_and_loses_none(shop, after_the_call):
    refund = refunded(paid())
    if after_the_call:
        jobs.give_back([refund.pk], conclude=lambda *_a, **_k: None, at=NOON)  # what was concluded is lost with it
    else:
        take_refunds([refund.pk], at=NOON)
    assert due_refunds(NOON, 9) == []
    at = NOON
    for _question in range(4):
        at += timedelta(minutes=3)
        give_back(*Refund.objects.filter(next_at__lte=at), at=at)
    assert given_back() == 7900
    assert sorted(Refund.objects.values_list("state", flat=True)) == (
        ["succeeded"] if after_the_call else ["lost", "succeeded"]
    )


def test_a_closed_card_sends_the_money_back_days_later(shop):
    refund = refunded(paid("refund_fails"))
    assert give_back(refund) == ["succeeded"]
    told = NOON + timedelta(days=2)
    heard = [
        hear(jobs.read_notification("rehearsal", raw, signature), provider="rehearsal", at=told)
        for raw, signature, _number in rehearsal_company().due_notifications(told, 99)
    ]
    assert [h.refund_id for h in heard if h.refund_id] == [refund.pk, refund.pk]  # succeeded, then failed
    assert give_back(refund, at=told) == ["failed"]
    refund.refresh_from_db()
    assert (refund.decline_code, refund.next_at, given_back()) == ("account_closed", None, 0)
    assert refundable(refund.payment) == 0  # the sum is owed to the customer in another way


def test_a_refund_that_the_provider_refuses_has_failed(shop):
    payment = paid("dispute:1:lost")
    refund = refunded(payment)
    assert give_back(refund, at=NOON + timedelta(days=1)) == ["failed"]
    assert Refund.objects.get().decline_code == "refund_above_captured"


@pytest.mark.parametrize("first", [s for s in RefundState if s != RefundState.SENT])
@pytest.mark.parametrize("then", [s for s in RefundState if s not in {RefundState.READY, RefundState.SENT}])
def test_only_moves_of_the_table_are_made(shop, first, then):
    refund = refunded(paid())
    Refund.objects.update(state=first, sent_at=NOON)
    moved = write_refund_verdicts([RefundVerdict(refund.pk, then)], at=NOON, by="the house")
    refund.refresh_from_db()
    assert [(m.before, m.refund.state) for m in moved] == ([(first, then)] if REFUND.allows(first, then) else [])
    assert refund.state == (then if moved else first)


def test_a_hint_about_a_refund_that_has_not_left_changes_nothing(shop):
    refund = refunded(paid())
    hint = Hint("9", "refund.succeeded", "re_1", refund.key)
    assert hear(hint, provider="rehearsal", at=NOON) == Heard()


# --- by hand ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "right"),
    [
        (IBAN, True),
        ("ch9300762011623852957", True),
        ("DE89 3704 0044 0532 0130 00", True),
        ("CH94 0076 2011 6238 5295 7", False),
        ("CH93", False),
        ("", False),
        ("9300762011623852957CH", False),
        ("CH93 0076 2011 6238 5295 7²", False),
    ],
)
def test_an_account_number_is_told_by_its_check_digits(text, right):
    assert is_iban(text) is right


def test_what_came_by_transfer_is_paid_by_hand_and_the_account_is_forgotten(shop):
    payment = transferred()
    refuses_without_a_trace(IbanWrong, lambda: open_refunds([to_refund(payment, iban="CH00")], at=NOON, by="sam"))
    [refund] = open_refunds([to_refund(payment, iban=IBAN)], at=NOON, by="sam")

    assert (refund.kind, refund.iban, refund.next_at) == ("bank", "CH9300762011623852957", None)
    assert list(refunds_to_pay_out()) == [refund]
    done = mark_paid_out(refund, at=NOON, by="sam")
    assert (done.state, done.iban) == ("succeeded", "")
    assert list(refunds_to_pay_out()) == []
    refuses_without_a_trace(NotToBePaidOut, lambda: mark_paid_out(refund, at=NOON, by="sam"))
    assert happened(payment.order.ref)[-2:] == ["refund.opened", "refund.paid_out"]


def test_what_goes_back_by_itself_is_not_paid_by_hand(shop):
    refund = refunded(paid())
    refuses_without_a_trace(NotToBePaidOut, lambda: mark_paid_out(refund, at=NOON, by="sam"))


def test_the_database_keeps_no_account_beyond_the_payment(shop):
    [refund] = open_refunds([to_refund(transferred(), iban=IBAN)], at=NOON, by="sam")
    with pytest.raises(IntegrityError), transaction.atomic():
        Refund.objects.filter(pk=refund.pk).update(state=RefundState.SUCCEEDED)


# --- many ------------------------------------------------------------------------------------------------------------


@settings(max_examples=20, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(amounts=st.lists(st.integers(1, 6000), min_size=1, max_size=6))
def test_no_sequence_gives_back_more_than_was_captured(shop, amounts):
    payment, given = paid(), 0
    for amount in amounts:
        try:
            refund = refunded(payment, amount)
        except AboveCaptured:
            assert given + amount > 7900
            continue
        given += amount
        assert give_back(refund) == ["succeeded"]
        assert refundable(payment) == 7900 - given
    assert sum(Refund.objects.filter(payment=payment).values_list("amount", flat=True)) == given <= 7900


@pytest.mark.parametrize("how_many", [1, 3])
def test_a_batch_needs_as_many_statements_as_one(shop, django_assert_max_num_queries, how_many):
    payments = [paid() for _n in range(how_many)]
    with django_assert_max_num_queries(9):
        refunds = open_refunds([to_refund(p) for p in payments], at=NOON, by="sam")
    with django_assert_max_num_queries(19):
        assert give_back(*refunds) == ["succeeded"] * how_many
