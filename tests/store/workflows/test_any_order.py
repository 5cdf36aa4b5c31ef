"""Whatever a customer does, in whatever order: he pays a term once, and the house never forgets what comes next."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from itertools import pairwise
from pathlib import Path

from django.conf import settings as configuration
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abaca.dispatch.jobs import drain_all, travel
from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal
from abaca.store.orders.models import Order
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Payment, Transfer
from abaca.store.product_keys.models import ProductKey
from abaca.store.subscriptions.models import Subscription, Term
from abaca.store.workflows import jobs
from abaca.store.workflows.jobs import BankTransfer, Card, Means
from tests.makers.shop import ALICE, Buyer, Shop, card

SEATS = 2
A_MONTH_BEFORE_THE_END = 334
MEANS: dict[str, Means] = {
    "good card": Card("4242424242424242", 12, 2035, "123"),
    "poor card": Card("4000000000001026", 12, 2035, "123"),
    "lost card": Card("4000000000009987", 12, 2035, "123"),
    "slow card": Card("4000000000001075", 12, 2035, "123"),
    "transfer": BankTransfer(),
}
MOVES = st.one_of(
    st.just(("cancel", "")),
    st.just(("resume", "")),
    st.tuples(st.just("travel"), st.sampled_from([3, 12, 32, 40, 365])),
    st.tuples(st.sampled_from(["pay", "change method"]), st.sampled_from(sorted(MEANS))),
    st.just(("book", "")),
)


def _move(buyer: Buyer, shop: Shop, what: str, how) -> None:
    at, by, last = present(), buyer.customer.ref, buyer.orders[-1].order
    match what:
        case "cancel":
            buyer.cancels()
        case "resume":
            buyer.resumes()
        case "travel":
            travel(at + timedelta(days=how))
        case "pay":
            jobs.pay(last, MEANS[how], at=at, by=by)
        case "change method":
            jobs.change_method(buyer.subscription, MEANS[how], at=at, by=by)
        case "book":
            shop.books(last)


def _check(buyer: Buyer) -> None:
    subscription = Subscription.objects.get()
    terms = list(Term.objects.select_related("line__order").exclude(state="dropped").order_by("number"))
    paid = [t for t in terms if t.state == "paid"]
    assert [t.number for t in terms] == list(range(1, len(terms) + 1))
    assert all(a.ends == b.begins for a, b in pairwise(terms))
    assert (len(paid), paid[-1].ends) == (subscription.terms_paid, subscription.ends_on)
    assert ProductKey.objects.count() == SEATS * len(paid)
    # money that came twice is credit balance, and may have paid a whole term
    assert Payment.objects.count() == sum(t.line.order.due > 0 for t in paid)
    assert all(t.line.order.credit_used <= _came_too_much(t.line.order) for t in paid)
    assert set(Payment.objects.values_list("order__state", flat=True)) == {"paid"}
    assert (subscription.state == "active") == (subscription.next_step_at is not None)
    assert subscription.next_step_at is None or subscription.next_step_at > present() - timedelta(days=1)
    captures = rehearsal_company().charges()
    taken = [c.reference for c in captures if c.captured]
    assert len(taken) == len(set(taken))
    assert len(taken) <= len(paid)


def _came_too_much(order: Order) -> int:
    """Return what transfers brought beyond what they paid for: no more of it can have been used."""
    came = Transfer.objects.filter(order__customer=order.customer_id).aggregate(sum=Sum("amount"))["sum"] or 0
    paid = Payment.objects.filter(attempt=None).aggregate(sum=Sum("amount"))["sum"] or 0
    return int(came - paid)


@contextmanager
def _undone() -> Iterator[None]:
    """Give every try the empty tables and the empty provider of the first one."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)
        rehearsal_company().close()
        Path(configuration.REHEARSAL_PROVIDER_FILE).unlink()


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(begins=st.sampled_from(["ok", "soft_renewals"]), moves=st.lists(MOVES, min_size=2, max_size=5))
def test_a_subscription_survives_any_order_of_wishes(db, only_the_store_works, begins, moves):
    with _undone():
        shop = Shop()
        shop.sells(to=card(ALICE, begins), seats=SEATS)
        buyer = Buyer(ALICE)
        travel(present() + timedelta(days=A_MONTH_BEFORE_THE_END))
        for what, how in moves:
            with suppress(Refusal):  # a wish that is refused is a wish as well
                _move(buyer, shop, what, how)
            drain_all(at=present())  # as the workers do
            _check(buyer)
