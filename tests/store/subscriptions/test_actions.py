from datetime import date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from abaca.kernel.refusals import Refusal
from abaca.store.orders.actions import mark_paid
from abaca.store.subscriptions import actions
from abaca.store.subscriptions.actions import NextTermGivenBack, SubscriptionOver
from abaca.store.subscriptions.models import Subscription, Term
from abaca.store.subscriptions.queries import (
    SubscriptionUnknown,
    due_subscriptions,
    next_step,
    open_terms,
    paid_terms,
    subscription_by_ref,
    subscription_of,
    subscriptions_of,
    term_of_order,
    terms_of,
    using_method,
)
from abaca.store.subscriptions.states import Stop
from tests.conftest import LUGANO, NOON
from tests.makers.orders import happened, make_lines
from tests.makers.traces import refuses_without_a_trace


def make_subscription(*, at: datetime = NOON) -> Subscription:
    [line] = make_lines()
    [paid] = mark_paid([line.order_id], at=at, by="the bank")
    [term] = actions.pay_terms([paid], at=at, by="the bank")
    return subscription_by_ref(term.subscription.ref)


def test_the_first_money_begins_a_subscription_on_its_local_day(shop):
    late = datetime(2026, 3, 2, 23, 30, tzinfo=LUGANO)
    subscription = make_subscription(at=late)
    assert (subscription.anchor_on, subscription.ends_on) == (date(2026, 3, 2), date(2027, 3, 2))
    [term] = terms_of(subscription.pk)
    assert (term.number, term.begins, term.ends, term.state) == (1, date(2026, 3, 2), date(2027, 3, 2), "paid")
    assert happened(subscription.ref) == ["subscription.begun"]


def test_a_transfer_payer_takes_his_first_step_thirty_days_ahead(shop):
    subscription = make_subscription()
    assert subscription.method_kind == "transfer"
    assert subscription.next_step_at == datetime(2027, 1, 31, 6, tzinfo=LUGANO)
    assert next_step() == subscription.next_step_at
    assert due_subscriptions(subscription.next_step_at, 10) == [subscription.pk]
    assert due_subscriptions(subscription.next_step_at - timedelta(seconds=1), 10) == []


def test_a_planned_term_gives_nothing_before_it_is_paid(shop):
    subscription = make_subscription()
    [line] = make_lines(customer=subscription.customer)
    line.order.kind = "renewal"
    line.order.save()
    [planned] = actions.plan_terms([(subscription, line)], at=NOON, by="the house")
    assert (planned.number, planned.state, planned.begins) == (2, "planned", date(2027, 3, 2))
    assert subscription_by_ref(subscription.ref).ends_on == date(2027, 3, 2)
    assert open_terms([subscription.pk]) == {subscription.pk: planned}
    assert set(paid_terms([subscription.pk])) == {(subscription.pk, 1)}

    [paid] = mark_paid([line.order_id], at=NOON, by="the bank")
    [term] = actions.pay_terms([paid], at=NOON, by="the bank")
    assert (term.number, subscription_by_ref(subscription.ref).ends_on) == (2, date(2028, 3, 2))
    assert open_terms([subscription.pk]) == {}
    assert term_of_order(line.order_id) == term
    assert happened(subscription.ref) == ["subscription.begun", "term.planned", "subscription.renewed"]


def test_off_and_on_change_neither_money_nor_dates_and_only_once(shop):
    subscription = make_subscription()
    before = (subscription.terms_paid, subscription.ends_on, subscription.next_step_at)
    assert actions.set_auto_renew(subscription, on=False, at=NOON, by="alice")
    assert not actions.set_auto_renew(subscription, on=False, at=NOON, by="alice")
    assert subscription.next_step_at == datetime(2027, 3, 2, 6, tzinfo=LUGANO)
    assert actions.set_auto_renew(subscription, on=True, at=NOON, by="alice")
    assert not actions.set_auto_renew(subscription, on=True, at=NOON, by="alice")
    again = subscription_by_ref(subscription.ref)
    assert (again.terms_paid, again.ends_on, again.next_step_at) == before
    assert happened(subscription.ref)[1:] == ["subscription.renewal_cancelled", "subscription.renewal_resumed"]


@pytest.mark.parametrize(
    "act",
    [
        lambda s: actions.set_auto_renew(s, on=False, at=NOON, by="alice"),
        lambda s: actions.set_auto_renew(s, on=True, at=NOON, by="alice"),
        lambda s: actions.change_method(s, kind="card", ref="pay_1", at=NOON, by="alice"),
        lambda s: actions.end([s], why="wished", at=NOON, by="the house"),
    ],
)
def test_what_has_ended_stays_ended(shop, act):
    subscription = make_subscription()
    actions.end([subscription], why="wished", at=NOON, by="the house")
    ended = subscription_by_ref(subscription.ref)
    assert (ended.state, ended.ended_at, ended.next_step_at) == ("ended", NOON, None)
    said = refuses_without_a_trace(Refusal, lambda: act(ended))
    assert said.status == 409
    assert happened(subscription.ref) == ["subscription.begun", "subscription.ended"]


def test_the_refusal_of_what_is_over_says_how_to_go_on():
    assert "buy again" in str(SubscriptionOver())


def test_a_postponed_step_is_not_taken_before_its_hour(shop):
    subscription = make_subscription()
    due_at = subscription.next_step_at
    later = due_at + timedelta(hours=1)
    actions.postpone([subscription], until=later)
    assert actions.take_due([subscription.pk], at=due_at) == []
    assert actions.take_due([subscription.pk], at=later) == [subscription]


def test_the_database_lets_no_terms_overlap_and_no_active_one_forget_its_next_step(shop):
    subscription = make_subscription()
    [line] = make_lines()
    with pytest.raises(IntegrityError), transaction.atomic():
        Term.objects.create(
            subscription=subscription,
            number=2,
            line=line,
            begins=date(2027, 3, 1),
            ends=date(2028, 3, 1),
            state="planned",
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Subscription.objects.update(next_step_at=None)


def test_only_its_owner_finds_a_subscription(shop):
    mine, foreign = make_subscription(), make_subscription()
    assert subscription_of(mine.customer_id, mine.ref) == mine
    assert subscriptions_of(mine.customer_id) == [mine]
    for ref in (foreign.ref, "sub_unknown"):
        with pytest.raises(SubscriptionUnknown):
            subscription_of(mine.customer_id, ref)


def test_who_would_be_charged_with_a_method_is_known(shop):
    subscription = make_subscription()
    actions.change_method(subscription, kind="card", ref="pay_1", at=NOON, by="alice")
    assert using_method("pay_1") == [subscription]
    actions.end([subscription], why="wished", at=NOON, by="the house")
    assert using_method("pay_1") == []


@pytest.mark.parametrize(
    ("on", "stopped_on"),
    [(date(2026, 2, 1), date(2026, 3, 2)), (date(2026, 7, 1), date(2026, 7, 1)), (date(2028, 1, 1), date(2027, 3, 2))],
)
def test_a_term_is_stopped_inside_itself_and_its_subscription_ends(shop, on, stopped_on):
    subscription = make_subscription()
    [term] = terms_of(subscription.pk)
    over = actions.stop_terms([term], on=on, why=Stop.REFUNDED, at=NOON, by="sam")

    [term] = terms_of(subscription.pk)
    assert (term.runs_to, term.ends, term.stopped_why) == (stopped_on, date(2027, 3, 2), "refunded")
    after = subscription_by_ref(subscription.ref)
    assert (after.state, after.ends_on, after.next_step_at) == ("ended", stopped_on, None)
    assert over == [after]
    assert actions.stop_terms([term], on=NOON.date(), why=Stop.CHARGED_BACK, at=NOON, by="sam") == []
    assert happened(subscription.ref)[-2:] == ["subscription.ended", "term.stopped"]


def test_a_term_that_is_given_back_before_it_begins_leaves_the_one_that_runs(shop):
    subscription = make_subscription()
    [line] = make_lines(customer=subscription.customer)
    [later] = actions.plan_terms([(subscription, line)], at=NOON, by="the house")
    Term.objects.filter(pk=later.pk).update(state="paid")
    Subscription.objects.filter(pk=subscription.pk).update(terms_paid=2, ends_on=later.ends)
    assert actions.stop_terms([later], on=NOON.date(), why=Stop.REFUNDED, at=NOON, by="sam") == []

    after = subscription_by_ref(subscription.ref)
    assert (after.state, after.ends_on) == ("active", date(2027, 3, 2))
    actions.set_auto_renew(after, on=False, at=NOON, by="alice")
    with pytest.raises(NextTermGivenBack):
        actions.set_auto_renew(after, on=True, at=NOON, by="alice")


def test_a_stopped_term_gets_its_old_end_back(shop):
    subscription = make_subscription()
    [term] = terms_of(subscription.pk)
    before = subscription_by_ref(subscription.ref)
    actions.stop_terms([term], on=date(2026, 7, 1), why=Stop.UPGRADED, at=NOON, by="alice")
    actions.restore_term(term, at=NOON, by="sam")

    after = subscription_by_ref(subscription.ref)
    assert (after.state, after.ends_on, after.ended_at) == ("active", before.ends_on, None)
    assert (after.step, after.next_step_at) == (before.step, before.next_step_at)
    [term] = terms_of(subscription.pk)
    assert (term.stopped_on, term.stopped_why) == (None, "")
