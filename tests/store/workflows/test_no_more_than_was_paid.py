"""V8: upgrades, refunds, cancellations and disputes in any order and on any day return no more than was paid."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from pathlib import Path

from django.conf import settings as configuration
from django.db import transaction
from django.db.models import Sum
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abaca.dispatch.jobs import drain_all, travel
from abaca.dispatch.queries import present
from abaca.kernel.refusals import Refusal
from abaca.operations.simulation.summary import captures
from abaca.store.customers.actions import change_address
from abaca.store.invoices.models import Invoice
from abaca.store.ledger.models import Deferral
from abaca.store.ledger.queries import credit_of
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Dispute, Payment, Refund
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import cancellation, invariants, jobs
from abaca.store.workflows.invariants.refunds import check_refunds
from abaca.store.workflows.refunds import Extent, Wish, refund
from tests.makers.shop import ALICE, DORA, Buyer, Shop, card
from tests.makers.upgrades import goes_over, running

CARDS = ["ok", "disputed_lost"]  # the charge of the second one is contested a month later, and lost
MOVES = st.one_of(
    st.tuples(st.just("travel"), st.sampled_from([1, 13, 15, 45, 180])),
    st.tuples(st.just("go over"), st.sampled_from(CARDS)),
    st.tuples(st.just("go over"), st.sampled_from(CARDS)),
    st.tuples(st.sampled_from(["whole", "unused", "goodwill"]), st.sampled_from(["first", "last"])),
    st.tuples(st.just("withdraw"), st.sampled_from(["first", "last"])),
    st.tuples(st.just("cancel"), st.just("")),
    st.tuples(st.just("move"), st.just("")),
)


def _move(buyer: Buyer, what: str, how) -> None:
    at, by = present(), buyer.customer.ref
    order = buyer.orders[0 if how == "first" else -1].order
    match what:
        case "travel":
            travel(at + timedelta(days=how))
        case "go over":
            goes_over(buyer.person, card(buyer.person, how).means(at))
        case "withdraw":
            jobs.withdraw(order, at=at, by=by)
        case "cancel":
            cancellation.cancel(running(buyer.person), at=at, by=by)
        case "move":
            change_address(buyer.customer, "billing", ALICE.address(), at=at, by=by)
        case _:
            refund(order, Wish(Extent(what), amount=1000), at=at, by="sam")


def _sum(rows, column: str = "amount") -> int:
    return rows.aggregate(sum=Sum(column))["sum"] or 0


def _check(buyer: Buyer) -> None:
    """Hold what came against what went back, what is credit, and what is left of the terms that run, all with tax."""
    assert invariants.check_all(captures(), at=present()) == []
    assert check_refunds(rehearsal_company().refunds_by_key()) == []
    came = _sum(Payment.objects)
    back = _sum(Refund.objects.exclude(state="failed")) + _sum(Dispute.objects.filter(state="lost"))
    credit = credit_of(buyer.customer.ref, "EUR")
    papers = sum(invoice.left.amount for invoice in Invoice.objects.filter(kind="invoice"))
    assert back + credit + papers == came  # every cent is somewhere, and once
    running = sum(row.left for row in Deferral.objects.filter(stopped_on=None))
    net = sum(invoice.left_net for invoice in Invoice.objects.filter(kind="invoice"))
    assert 0 <= running <= net


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


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(begins=st.sampled_from(CARDS), moves=st.lists(MOVES, min_size=3, max_size=7))
def test_no_sequence_returns_more_than_was_paid(db, only_the_store_works, begins, moves):
    with _undone():
        shop = Shop()
        shop.sells(to=card(DORA, begins))
        buyer = Buyer(DORA)
        for what, how in moves:
            with suppress(Refusal, Subscription.DoesNotExist):  # a wish that is refused is a wish as well
                _move(buyer, what, how)
            drain_all(at=present())
            _check(buyer)
