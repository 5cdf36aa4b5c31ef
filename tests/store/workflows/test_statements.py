"""A batch of three takes as many statements as one: nothing here asks row by row."""

from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from abaca.messaging.models import Letter
from abaca.store.catalogue.models import Price
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.customers.actions import change_address
from abaca.store.notices.actions import note_lost, replan
from abaca.store.notices.models import Notice, Undelivered
from abaca.store.payments.actions import Verdict, take, write_verdicts
from abaca.store.payments.models import Attempt
from abaca.store.payments.states import AttemptState
from abaca.store.subscriptions.models import Subscription
from abaca.store.subscriptions.renewal_dates import BY_CHARGE, BY_TRANSFER, BY_WISH, Act
from abaca.store.workflows import pricing, upgrade
from abaca.store.workflows.collection import conclude
from abaca.store.workflows.queries import whole_customer, whole_order
from abaca.store.workflows.renewal import advance
from abaca.store.workflows.settlement import settle
from tests.conftest import NOON
from tests.makers.orders import make_attempts, make_lines, make_subscriptions
from tests.makers.shop import ALICE, DORA
from tests.makers.statements import statements_of


def _one_and_three(act, rows: list) -> tuple[int, int]:
    """Return how many statements an act takes for one row and for three others, after one that warms up."""
    first, one, *three = rows
    assert len(three) == 3
    act([first])
    return statements_of(lambda: act([one])), statements_of(lambda: act(three))


def test_settling(shop):
    ids = [line.order_id for line in make_lines(5, seats=2)]
    one, three = _one_and_three(lambda some: settle(some, at=NOON, by="x"), ids)
    assert 5 < one == three < 40


@pytest.mark.parametrize("how", ["at the same rate", "after its invoice", "at another rate", "with a surplus"])
def test_settling_upgrades(shop, how):
    advanced, at = plan_for_sale("advanced"), NOON + timedelta(days=200)
    if how == "with a surplus":
        Price.objects.filter(plan=advanced).update(amount=900)
    subscriptions = make_subscriptions(5)
    if how == "at another rate":
        for s in subscriptions:
            change_address(s.customer, "billing", DORA.address(), at=at, by="x")
    orders = [upgrade.order_upgrade(s, advanced, at=at, by="x") for s in subscriptions]
    if how == "after its invoice":
        for order in orders:
            upgrade.transfer_facts(order, order.lines.get(), at=at, by="x")
    one, three = _one_and_three(lambda some: settle(some, at=at, by="x"), [order.pk for order in orders])
    assert 40 < one == three < 75


def test_taking_attempts_out_of_the_house(shop):
    ids = [a.pk for a in make_attempts(make_lines(5))]
    one, three = _one_and_three(lambda some: take(some, at=NOON), ids)
    assert one == three == 2


@pytest.mark.parametrize("state", [AttemptState.SUCCEEDED, AttemptState.DECLINED, AttemptState.UNKNOWN])
def test_writing_verdicts(shop, state):
    ids = [a.pk for a in make_attempts(make_lines(5))]
    take(ids, at=NOON)
    one, three = _one_and_three(lambda some: write_verdicts([Verdict(i, state) for i in some], at=NOON, by="x"), ids)
    assert 2 < one == three < 16


@pytest.mark.parametrize(
    "state", [AttemptState.SUCCEEDED, AttemptState.DECLINED, AttemptState.ACTION, AttemptState.LOST]
)
def test_concluding_renewals(shop, state):
    subscriptions = make_subscriptions(5)
    at = subscriptions[0].next_step_at
    advance([s.pk for s in subscriptions], at=at, by="x")
    taken = [a.pk for a, _first in take(_open_attempts(), at=at)]
    one, three = _one_and_three(lambda some: conclude([Verdict(i, state) for i in some], at=at, by="x"), taken)
    assert 5 < one == three < 50


def _open_attempts() -> list[int]:
    return list(Attempt.objects.order_by("pk").values_list("pk", flat=True))


@pytest.mark.parametrize(
    ("by", "n", "act"),
    [
        ("card", 0, Act.CHARGE),
        ("card", 1, Act.CHARGE),
        ("card", 4, Act.SUSPEND),
        ("card", 6, Act.EXPIRE),
        ("transfer", 0, Act.INVOICE),
        ("transfer", 1, Act.REMIND),
        ("transfer", 6, Act.EXPIRE),
    ],
)
def test_taking_a_step_around_the_end_of_a_term(shop, by, n, act):
    assert (BY_CHARGE if by == "card" else BY_TRANSFER)[n].act == act
    subscriptions = make_subscriptions(5, by=by)
    at = _take_the_first_steps(subscriptions, n)
    one, three = _one_and_three(lambda some: advance(some, at=at, by="x"), [s.pk for s in subscriptions])
    assert 3 < one == three < 45


def _take_the_first_steps(subscriptions: list[Subscription], how_many: int):
    """Go to the instant at which the next step is due, with every charge on the way declined."""
    ids = [s.pk for s in subscriptions]
    for _step in range(how_many):
        at = Subscription.objects.get(pk=ids[0]).next_step_at
        advance(ids, at=at, by="x")
        sent = [a.pk for a, _first in take(_open_attempts(), at=at)]
        conclude([Verdict(i, AttemptState.DECLINED) for i in sent], at=at, by="x")
    return Subscription.objects.get(pk=ids[0]).next_step_at


def test_ending_as_was_wished(shop):
    subscriptions = make_subscriptions(5)
    at = subscriptions[0].next_step_at
    Subscription.objects.update(auto_renew=False, step=0, next_step_at=at)
    assert len(BY_WISH) == 1
    one, three = _one_and_three(lambda some: advance(some, at=at, by="x"), [s.pk for s in subscriptions])
    assert 3 < one == three < 45
    assert set(Subscription.objects.values_list("state", flat=True)) == {"ended"}


@pytest.mark.parametrize("held", [True, False], ids=["held", "free"])
def test_charging_where_a_letter_has_to_arrive_first(shop, held):
    """The letters of consumers in France are looked up for all of them at once."""
    subscriptions = make_subscriptions(5)
    for s in subscriptions:
        change_address(s.customer, "billing", replace(ALICE, country="FR").address(), at=NOON, by="x")
    replan(subscriptions, at=NOON)
    pricing.announce(list(Notice.objects.values_list("pk", flat=True)), at=NOON + timedelta(days=325))
    Letter.objects.update(state="sent", sent_at=NOON + timedelta(days=325 if not held else 350))
    at = subscriptions[0].next_step_at
    one, three = _one_and_three(lambda some: advance(some, at=at, by="x"), [s.pk for s in subscriptions])
    assert 3 < one == three < 60
    assert Undelivered.objects.filter(held_at__isnull=False).count() == (5 if held else 0)


def test_noting_what_did_not_arrive(shop):
    subscriptions = make_subscriptions(5)
    pricing.announce(list(Notice.objects.values_list("pk", flat=True)), at=NOON + timedelta(days=330))
    Letter.objects.update(bounced_at=NOON)
    ids = list(Notice.objects.filter(said_at__isnull=False, kind="renewal_boxed").values_list("pk", flat=True))
    assert len(ids) == len(subscriptions)
    one, three = _one_and_three(lambda some: note_lost(some, at=NOON, by="x"), ids)
    assert 3 < one == three < 15


def test_giving_notices(shop):
    make_subscriptions(5)
    at = NOON + timedelta(days=330)
    ids = list(Notice.objects.filter(planned_at__lte=at, said_at=None).values_list("pk", flat=True))
    assert len(ids) == 5
    one, three = _one_and_three(lambda some: pricing.announce(some, at=at), ids)
    assert 2 < one == three < 16


def test_all_that_a_customer_has(shop):
    few, many = make_subscriptions()[0].customer, make_subscriptions()[0].customer
    make_subscriptions(2, customer=many)
    one, three = (statements_of(partial(whole_customer, customer, at=NOON)) for customer in (few, many))
    assert [len(whole_customer(c, at=NOON).orders) for c in (few, many)] == [1, 3]
    assert 5 < one == three < 25


def test_all_that_hangs_on_an_order(shop):
    few, many = (make_subscriptions()[0] for _n in range(2))
    make_subscriptions(2, customer=many.customer)
    orders = [s.customer.orders.prefetch_related("lines__plan__product").first() for s in (few, many)]
    one, three = (statements_of(partial(whole_order, order, at=NOON)) for order in orders)
    assert 5 < one == three < 20
