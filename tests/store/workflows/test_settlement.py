"""The money came: everything follows in one transaction, and only once."""

from contextlib import suppress
from datetime import date, timedelta

import pytest
from django.db import transaction

from abaca.messaging.models import Letter
from abaca.store.orders.actions import lapse
from abaca.store.payments.actions import Verdict, take
from abaca.store.payments.models import Attempt, Payment
from abaca.store.payments.states import AttemptState
from abaca.store.workflows.collection import conclude
from abaca.store.workflows.settlement import settle
from tests.conftest import NOON
from tests.makers.orders import happened, make_attempts, make_customer, make_lines, make_order, make_person
from tests.makers.traces import picture


def test_the_money_brings_term_keys_invoice_letter_and_documents(shop):
    order = make_order(seats=2)
    [term] = settle([order.pk], at=NOON, by="the bank")
    whole = shop.look_at(order)
    assert (term.number, term.ends) == (1, date(2027, 3, 2))
    assert (len(whole.keys), [p.kind for p in whole.papers]) == (2, ["invoice"])
    assert [d["body"]["seat"] for d in shop.feed() if d["body"].get("order") == order.ref] == [1, 2]
    told = list(Letter.objects.filter(about=order.ref).values_list("kind", flat=True))
    assert told == ["order_confirmed", "welcome"]
    assert happened(order.ref) == [
        "order.placed",
        "order.paid",
        "product_key.minted",
        "product_key.minted",
        "invoice.issued",
    ]
    assert whole.whole_subscription.standing == "renews"


def test_settled_twice_is_settled_once(shop):
    order = make_order()
    settle([order.pk], at=NOON, by="the bank")
    before = picture()
    assert settle([order.pk], at=NOON + timedelta(days=1), by="the bank") == []
    assert picture() == before


def test_a_batch_takes_what_is_new_and_leaves_what_was_settled_or_has_lapsed(shop):
    orders = [line.order_id for line in make_lines(3)]
    settle(orders[:1], at=NOON, by="x")
    lapse(orders[1:2], at=NOON, by="x")
    assert [t.line.order_id for t in settle(orders, at=NOON, by="x")] == orders[2:]
    assert settle([], at=NOON, by="x") == []


def test_what_is_rolled_back_leaves_no_trace(shop):
    order = make_order()
    before = picture()
    with suppress(ZeroDivisionError), transaction.atomic():
        settle([order.pk], at=NOON, by="the bank")
        raise ZeroDivisionError
    assert picture() == before


@pytest.mark.parametrize("second", [AttemptState.SUCCEEDED, AttemptState.DECLINED, AttemptState.LOST])
def test_an_answer_that_comes_twice_or_contradicts_is_concluded_once(shop, second):
    [attempt] = make_attempts(make_lines())
    take([attempt.pk], at=NOON)
    conclude([Verdict(attempt.pk, AttemptState.SUCCEEDED, "ch_1")], at=NOON, by="the house")
    before = picture()
    conclude([Verdict(attempt.pk, second, "ch_1")], at=NOON + timedelta(hours=1), by="the house")
    assert picture() == before
    assert Payment.objects.get().amount == 7900


def test_a_yes_after_a_no_is_not_believed(shop):
    """The key of a declined attempt is closed; money under it would be an error of the provider, for people to see."""
    [attempt] = make_attempts(make_lines())
    take([attempt.pk], at=NOON)
    conclude([Verdict(attempt.pk, AttemptState.DECLINED)], at=NOON, by="the house")
    conclude([Verdict(attempt.pk, AttemptState.SUCCEEDED)], at=NOON, by="the house")
    assert Attempt.objects.get().state == "declined"
    assert not Payment.objects.exists()
    assert shop.look_at(attempt.order).order.state == "placed"


def test_a_batch_of_answers_settles_what_succeeded_and_nothing_else(shop):
    attempts = make_attempts(make_lines(3))
    take([a.pk for a in attempts], at=NOON)
    answers = [AttemptState.SUCCEEDED, AttemptState.DECLINED, AttemptState.UNKNOWN]
    conclude([Verdict(a.pk, s) for a, s in zip(attempts, answers, strict=True)], at=NOON, by="the house")
    assert [shop.look_at(a.order).order.state for a in attempts] == ["paid", "placed", "placed"]
    assert not Letter.objects.filter(kind="charge_failed").exists()  # who buys for the first time sees it on his page


def test_the_account_is_told_of_once_and_only_at_the_first_purchase(shop):
    customer = make_customer(make_person(), at=NOON)
    settle([make_lines(customer=customer)[0].order.pk], at=NOON, by="the bank")
    settle([make_lines(customer=customer)[0].order.pk], at=NOON, by="the bank")
    assert Letter.objects.filter(kind="welcome", whose=customer.ref).count() == 1

    Letter.objects.filter(kind="welcome").delete()  # as with one who bought before there was such a letter
    settle([make_lines(customer=customer)[0].order.pk], at=NOON, by="the bank")
    assert not Letter.objects.filter(kind="welcome").exists()


def test_two_orders_that_are_paid_together_bring_one_welcome(shop):
    customer = make_customer(make_person(), at=NOON)
    orders = [make_lines(customer=customer)[0].order.pk for _n in range(2)]
    settle(orders, at=NOON, by="the bank")
    [letter] = Letter.objects.filter(kind="welcome")
    assert (letter.context["account_path"], letter.to_address) == ("/account/", customer.email)
