"""V1 to V25: whatever people do in whatever order, what must hold holds after each step.

The machine plays the shop on its simulated clock, with real rows, the rehearsal provider and a naive model beside it.
A longer run: `make machine EXAMPLES=2000`, for each of the four parts. Every failure that it found stands as a story in
`tests/stories/test_found_by_the_machine.py`.
"""

import os
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import pytest
from django.db import transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, precondition, rule, run_state_machine_as_test

from abaca.dispatch.actions import set_present
from abaca.dispatch.jobs import drain, drain_all, travel
from abaca.dispatch.queries import present
from abaca.kernel.schedule import local_day
from abaca.licensing.workflows import invariants as licensing
from abaca.operations import cast
from abaca.operations.simulation.summary import captures
from abaca.store.catalogue.queries import plan_for_sale
from abaca.store.customers.actions import change_address
from abaca.store.customers.queries import customer_with_email
from abaca.store.feed.queries import documents_after
from abaca.store.invoices.credits import CreditAboveInvoice, CreditOfNothing
from abaca.store.ledger.actions import MoreThanThereIs
from abaca.store.orders.models import Order
from abaca.store.payments import jobs as payments
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Attempt, PaymentMethod, Refund
from abaca.store.payments.references import transfer_reference
from abaca.store.payments.states import OPEN
from abaca.store.subscriptions.models import Subscription, Term
from abaca.store.workflows import cancellation, invariants, jobs
from abaca.store.workflows import upgrade as upgrading
from abaca.store.workflows.refunds import Extent, NothingLeft, To, pay_out, refund
from abaca.store.workflows.refunds import Wish as RefundWish
from tests.conftest import NOON
from tests.machine.model import RENEWS_WITHIN, Promise
from tests.makers.shop import ALICE, BOB, Shop, card

EXAMPLES = int(os.environ.get("ABACA_MACHINE_EXAMPLES", "3"))  # of each of the four parts
STEPS = int(os.environ.get("ABACA_MACHINE_STEPS", "50"))
PHASES = [Phase.explicit, Phase.generate, *([Phase.shrink] if os.environ.get("ABACA_MACHINE_SHRINKS") else [])]
BEHAVIOURS = [name for name in RENEWS_WITHIN if name != "transfer"]
IBAN = "DE89370400440532013000"


Place = dict[str, str]
PLACES: list[Place] = [
    {"country": "IT", "postcode": "20121"},
    {"country": "FI", "postcode": "00100"},
    {"country": "CH", "postcode": "6900"},
    {"country": "US", "postcode": "10001"},
]


class Crash(Exception):
    """The process dies here."""


def crash(*_args: object, **_facts: object) -> None:
    raise Crash


class Lives(RuleBasedStateMachine):
    """A shop with a few customers."""

    def __init__(self) -> None:
        super().__init__()
        self.folder = TemporaryDirectory()
        self.settings = override_settings(
            REHEARSAL_PROVIDER_FILE=Path(self.folder.name) / "provider.sqlite3",
            REHEARSAL_MAILBOX=Path(self.folder.name) / "mailbox",
        )
        self.settings.enable()
        self.rows = transaction.atomic()
        self.rows._from_testcase = True  # the house's durable transactions may run inside, as in any test
        self.rows.__enter__()
        set_present(NOON, frozen=True)
        Shop()
        self.promises: dict[str, Promise] = {}  # by the ref of a subscription
        self.upgraded_from: dict[str, str] = {}
        self.numbers = count(1)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rows.__exit__(None, None, None)
        self.settings.disable()
        self.folder.cleanup()

    # --- people ------------------------------------------------------------------------------------------------------

    @rule(behaviour=st.sampled_from(BEHAVIOURS), seats=st.sampled_from([1, 1, 3]), country=st.sampled_from(PLACES))
    def sign_up_by_card(self, behaviour: str, seats: int, country: Place) -> None:
        person = replace(card(ALICE, behaviour, until=(3, 2090)), email=f"a{next(self.numbers)}@example.com", **country)
        order = cast.sell(person, "professional", seats=seats, at=present())
        if behaviour == "sca_first":
            self._confirm(order)
        self._begin(order, behaviour)

    @rule(seats=st.sampled_from([1, 2]), country=st.sampled_from(PLACES))
    def sign_up_by_transfer(self, seats: int, country: Place) -> None:
        person = replace(BOB, email=f"b{next(self.numbers)}@example.com", **country)
        order = cast.sell(person, "professional", seats=seats, at=present())
        self._book(order, order.gross)
        self._begin(order, "transfer")

    def _begin(self, order: Order, behaviour: str) -> None:
        travel(present())
        subscription = Subscription.objects.get(terms__line__order=order)
        self.promises[subscription.ref] = Promise(
            email=order.email,
            anchor=order.starts_on or local_day(present(), order.time_zone),
            zone=ZoneInfo(order.time_zone),
            price=subscription.renewal_price.amount,
            behaviour=behaviour,
        )

    def _confirm(self, order: Order) -> None:
        attempt = Attempt.objects.get(order=order)
        rehearsal_company().confirm(attempt.provider_ref, approved=True, at=present())
        jobs.come_back(order, at=present())

    @precondition(lambda self: self.promises)
    @rule(who=st.integers(0, 50), country=st.sampled_from(PLACES))
    def move(self, who: int, country: Place) -> None:
        """Live somewhere else from now on; the price of consumers stays, whatever the tax."""
        _ref, promise = self._somebody(who)
        customer = customer_with_email(promise.email)
        assert customer
        change_address(customer, "billing", replace(ALICE, **country).address(), at=present(), by=customer.ref)

    # --- the clock ---------------------------------------------------------------------------------------------------

    @rule(hours=st.one_of(st.integers(1, 72), st.integers(1, 400).map(lambda days: 24 * days)))
    def time_passes(self, hours: int) -> None:
        self._travel(present() + timedelta(hours=hours))

    @precondition(lambda self: self.promises)
    @rule(who=st.integers(0, 50), hours=st.integers(-30, 30))
    def time_comes_close_to_an_end(self, who: int, hours: int) -> None:
        _ref, promise = self._somebody(who)
        self._travel(max(present(), promise.charge_at(promise.least) + timedelta(hours=hours)))

    @rule()
    def every_job_runs_twice(self) -> None:
        drain_all(at=present())
        drain_all(at=present())

    def _travel(self, to: datetime) -> None:
        travel(to)
        for promise in self.promises.values():
            promise.catch_up(present())

    # --- minds change ------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.promises)
    @rule(who=st.integers(0, 50), twice=st.booleans())
    def cancel(self, who: int, twice: bool) -> None:
        self._change_mind(who, cancellation.cancel, on=False, twice=twice)

    @precondition(lambda self: self.promises)
    @rule(who=st.integers(0, 50), twice=st.booleans())
    def resume(self, who: int, twice: bool) -> None:
        self._change_mind(who, cancellation.resume, on=True, twice=twice)

    def _change_mind(self, who: int, change: Callable[..., object], *, on: bool, twice: bool) -> None:
        ref, promise = self._somebody(who)
        if not promise.runs or (on and promise.final):
            return
        change(self._subscription(ref), at=present(), by=promise.email)
        if promise.auto and not on:
            promise.came = 0  # what has come for a renewal that is not wanted is credit balance
        promise.auto = on
        promise.catch_up(present())
        if twice and not promise.over:
            change(self._subscription(ref), at=present(), by=promise.email)

    # --- money by transfer -------------------------------------------------------------------------------------------

    @precondition(lambda self: any(p.behaviour == "transfer" for p in self.promises.values()))
    @rule(who=st.integers(0, 50), part=st.sampled_from(["full", "short", "over"]), again=st.booleans())
    def transfer(self, who: int, part: str, again: bool) -> None:
        payers = [p for p in self.promises.values() if p.behaviour == "transfer"]
        promise = payers[who % len(payers)]
        order = Order.objects.filter(email=promise.email, state="placed", kind="renewal").first()
        assert (order is not None) == promise.awaits_transfer(present())
        if order is None:
            return
        promise.price = order.due  # less the credit balance
        amount = {"full": promise.price - promise.came, "short": 900, "over": promise.price + 500}[part]
        self._book(order, amount)
        travel(present())
        if again:
            drain_all(at=present())  # the statement is read twice
        promise.send(amount)
        promise.catch_up(present())

    @rule(amount=st.integers(1, 50_000))
    def a_stranger_sends_money(self, amount: int) -> None:
        rehearsal_company().bank.book("Miete", amount, "EUR", present().date(), "A. Stranger", present())
        travel(present())

    def _book(self, order: Order, amount: int) -> None:
        rehearsal_company().bank.book(
            transfer_reference(order.number), amount, order.currency, present().date(), "somebody", present()
        )

    # --- money goes back ---------------------------------------------------------------------------------------------

    @precondition(lambda self: self.promises)
    @rule(who=st.integers(0, 50), to=st.sampled_from(list(To)), unused=st.booleans())
    def give_the_latest_term_back(self, who: int, to: To, unused: bool) -> None:
        ref, promise = self._somebody(who)
        if not promise.runs or promise.final or ref in self.upgraded_from:
            return
        order = self._latest_order(ref)
        extent = Extent.UNUSED if unused else Extent.WHOLE
        with suppress(NothingLeft):
            refund(order, RefundWish(extent, to=to, iban=IBAN), at=present(), by="sam")
            promise.give_back_the_latest(local_day(present(), order.time_zone))
        travel(present())

    @precondition(lambda self: self.promises)
    @rule(who=st.integers(0, 50), percent=st.integers(1, 130))
    def a_gesture(self, who: int, percent: int) -> None:
        """Give a part back, and the term goes on; what is more than is left is refused and leaves no trace."""
        ref, promise = self._somebody(who)
        if not promise.is_certain:
            return
        order = self._latest_order(ref)
        wish = RefundWish(Extent.GOODWILL, amount=order.gross * percent // 100, iban=IBAN)
        with suppress(CreditAboveInvoice, CreditOfNothing, MoreThanThereIs, NothingLeft):
            refund(order, wish, at=present(), by="sam")
        travel(present())

    @rule()
    def the_staff_pays_out(self) -> None:
        for back in Refund.objects.filter(kind="bank", state="ready"):
            pay_out(back, at=present(), by="sam")

    # --- a larger plan -----------------------------------------------------------------------------------------------

    @precondition(lambda self: self.promises)
    @rule(who=st.integers(0, 50))
    def upgrade(self, who: int) -> None:
        ref, promise = self._somebody(who)
        subscription = self._subscription(ref)
        today = local_day(present(), subscription.time_zone)
        if not promise.runs or promise.behaviour == "transfer" or subscription.plan.upgrades_to is None:
            return
        if today >= promise.possible_ends()[0]:
            return
        plan = plan_for_sale("advanced")
        offer = upgrading.quote(subscription, plan, at=present())
        paid = sum(o.gross for o in Order.objects.filter(email=promise.email, state="paid"))
        assert offer.price.to_pay >= 0
        assert offer.price.totals.gross - offer.price.to_pay <= paid
        method = PaymentMethod.objects.get(ref=subscription.method_ref)
        order = jobs.upgrade(subscription, plan, method, shown=offer.price.to_pay, at=present(), by=promise.email)
        travel(present())
        if Order.objects.get(pk=order.pk).state != "paid":
            return  # declined: everything stays as it is
        promise.over, promise.stopped_on = True, max(today, promise.anchor)
        self._begin(Order.objects.get(pk=order.pk), promise.behaviour)
        new = list(self.promises)[-1]
        self.promises[new].auto = promise.auto
        self.upgraded_from[new] = ref

    @precondition(lambda self: self.upgraded_from)
    @rule(who=st.integers(0, 50))
    def give_the_upgrade_back(self, who: int) -> None:
        new, old = list(self.upgraded_from.items())[who % len(self.upgraded_from)]
        promise, before = self.promises[new], self.promises[old]
        if not promise.runs or promise.least > 1:
            return
        order = self._latest_order(new)
        refund(order, RefundWish(Extent.WHOLE, iban=IBAN), at=present(), by="sam")
        travel(present())
        today, promise.over = local_day(present(), order.time_zone), True
        if today < before.ends(before.least):
            promise.stopped_on = promise.anchor
            before.over, before.stopped_on = False, None
            before.catch_up(present())
        else:  # of the old plan no day is left: the larger one has taken its place
            promise.stopped_on = today
        del self.upgraded_from[new]

    def _latest_order(self, ref: str) -> Order:
        term = Term.objects.filter(subscription__ref=ref, state="paid").latest("number")
        return Order.objects.get(lines=term.line_id)

    # --- death -------------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.promises)
    @rule(who=st.integers(0, 50), call_was_made=st.booleans())
    def the_process_dies_while_a_renewal_is_charged(self, who: int, call_was_made: bool) -> None:
        """Come to the minute of a charge, and die before or after the provider was called."""
        _ref, promise = self._somebody(who)
        if not promise.runs or not promise.auto or promise.behaviour != "ok":
            return
        charge_at = promise.charge_at(promise.least)
        if charge_at <= present():
            return
        self._travel(charge_at - timedelta(minutes=1))
        set_present(charge_at)
        jobs.advance([s.pk for s in Subscription.objects.filter(next_step_at__lte=charge_at)], at=charge_at)
        waiting = list(Attempt.objects.filter(state__in=OPEN).values_list("pk", flat=True))
        if call_was_made:
            with suppress(Crash):
                payments.collect(waiting, conclude=crash, return_url=lambda _ref: "", at=charge_at)
        self._travel(charge_at + timedelta(days=4))

    # --- what must hold ----------------------------------------------------------------------------------------------

    @invariant()
    def nothing_is_wrong_in_the_store(self) -> None:
        assert invariants.check_all(captures(), at=present()) == []

    @invariant()
    def nothing_is_wrong_in_licensing(self) -> None:
        drain("licensing.feed", at=present())
        assert licensing.check_all(documents_after(0, 100_000)) == []

    @invariant()
    def everybody_has_what_was_promised(self) -> None:
        for ref, promise in self.promises.items():
            subscription = self._subscription(ref)
            assert subscription.ends_on in promise.possible_ends(), (promise, subscription.ends_on)
            if promise.is_certain:
                assert (subscription.state == "ended") == promise.over, (promise, subscription.state)
                assert promise.over or subscription.auto_renew == promise.auto, promise

    def _subscription(self, ref: str) -> Subscription:
        return Subscription.objects.select_related("customer", "plan__product", "plan__upgrades_to").get(ref=ref)

    def _somebody(self, who: int) -> tuple[str, Promise]:
        return list(self.promises.items())[who % len(self.promises)]


@pytest.mark.parametrize("part", range(4))
def test_whatever_people_do_the_money_is_right(db, letters, part):
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=EXAMPLES,
            stateful_step_count=STEPS,
            deadline=None,
            suppress_health_check=list(HealthCheck),
            phases=PHASES,
        ),
    )
