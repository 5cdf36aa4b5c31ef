"""V1 to V25: whatever people do in whatever order, what must hold holds after each step.

The machine plays the shop on its simulated clock, with real rows, the rehearsal provider and a naive model beside it.
A longer run: `make machine ARGS="--examples 5000"`. Every failure it ever found stands as a story in `test_found.py`.
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
from tests.conftest import NOON
from tests.machine.model import Promise
from tests.makers.shop import ALICE, BOB, Shop, card

from abaca.dispatch.actions import set_present
from abaca.dispatch.jobs import drain, drain_all, travel
from abaca.dispatch.queries import present
from abaca.kernel.schedule import local_day
from abaca.licensing.workflows import invariants as licensing
from abaca.operations import cast
from abaca.store.feed.queries import documents_after
from abaca.store.orders.models import Order
from abaca.store.payments import jobs as payments
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Attempt
from abaca.store.payments.references import transfer_reference
from abaca.store.payments.states import OPEN
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import cancellation, invariants, jobs

EXAMPLES = int(os.environ.get("ABACA_MACHINE_EXAMPLES", "50"))
STEPS = 50
PHASES = [Phase.explicit, Phase.generate, *([Phase.shrink] if os.environ.get("ABACA_MACHINE_SHRINKS") else [])]
BEHAVIOURS = [
    "ok",
    "told_twice",
    "sca_first",
    "timeout_after_renewal",
    "timeout_before_renewal",
    "soft_first_renewal",
    "soft_renewals",
    "hard_renewals",
]
PROVIDERS = count(1)


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
        self.promises: dict[str, Promise] = {}  # by the e-mail of a customer
        self.numbers = count(1)

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.rows.__exit__(None, None, None)
        self.settings.disable()
        self.folder.cleanup()

    # --- people ------------------------------------------------------------------------------------------------------

    @rule(behaviour=st.sampled_from(BEHAVIOURS), seats=st.sampled_from([1, 1, 3]))
    def sign_up_by_card(self, behaviour: str, seats: int) -> None:
        person = replace(card(ALICE, behaviour, until=(3, 2090)), email=f"a{next(self.numbers)}@example.com")
        order = cast.sell(person, "professional", seats=seats, at=present())
        if behaviour == "sca_first":
            self._confirm(order)
        self._begin(person.email, order, behaviour)

    @rule(seats=st.sampled_from([1, 2]))
    def sign_up_by_transfer(self, seats: int) -> None:
        person = replace(BOB, email=f"b{next(self.numbers)}@example.com")
        order = cast.sell(person, "professional", seats=seats, at=present())
        self._book(order, order.gross)
        self._begin(person.email, order, "transfer")

    def _begin(self, email: str, order: Order, behaviour: str) -> None:
        travel(present())
        zone = ZoneInfo(order.time_zone)
        self.promises[email] = Promise(
            local_day(present(), order.time_zone), zone, order.gross, behaviour, seats=order.lines.get().quantity
        )

    def _confirm(self, order: Order) -> None:
        attempt = Attempt.objects.get(order=order)
        rehearsal_company().confirm(attempt.provider_ref, approved=True, at=present())
        jobs.come_back(order, at=present())

    # --- the clock ---------------------------------------------------------------------------------------------------

    @rule(hours=st.one_of(st.integers(1, 72), st.integers(1, 400).map(lambda days: 24 * days)))
    def time_passes(self, hours: int) -> None:
        self._travel(present() + timedelta(hours=hours))

    @precondition(lambda self: self.promises)
    @rule(who=st.integers(0, 50), hours=st.integers(-30, 30))
    def time_comes_close_to_an_end(self, who: int, hours: int) -> None:
        promise = self._somebody(who)[1]
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
        email, promise = self._somebody(who)
        if promise.over or not promise.is_certain:
            return
        change(self._subscription(email), at=present(), by=email)
        if promise.auto and not on:
            promise.came = 0  # what has come for a renewal that is not wanted pays for nothing
        promise.auto = on
        promise.catch_up(present())
        if twice and not promise.over:
            change(self._subscription(email), at=present(), by=email)

    # --- money by transfer -------------------------------------------------------------------------------------------

    @precondition(lambda self: any(p.behaviour == "transfer" for p in self.promises.values()))
    @rule(who=st.integers(0, 50), part=st.sampled_from(["full", "short", "over"]), again=st.booleans())
    def transfer(self, who: int, part: str, again: bool) -> None:
        payers = [(e, p) for e, p in self.promises.items() if p.behaviour == "transfer"]
        email, promise = payers[who % len(payers)]
        order = Order.objects.filter(email=email, state="placed").first()
        assert (order is not None) == promise.awaits_transfer(present())
        if order is None:
            return
        amount = {"full": promise.price - promise.came, "short": 900, "over": promise.price + 500}[part]
        self._book(order, amount)
        travel(present())
        if again:
            travel(present())  # the statement is read twice
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

    # --- death -------------------------------------------------------------------------------------------------------

    @precondition(lambda self: self.promises)
    @rule(who=st.integers(0, 50), call_was_made=st.booleans())
    def the_process_dies_while_a_renewal_is_charged(self, who: int, call_was_made: bool) -> None:
        """Come to the minute of a charge, and die before or after the provider was called."""
        promise = self._somebody(who)[1]
        if promise.over or not promise.auto or promise.behaviour != "ok":
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
        captures = [
            invariants.Capture(c.key, c.reference, c.captured, c.currency)
            for c in rehearsal_company().charges()
            if c.captured
        ]
        assert invariants.check_all(captures, at=present()) == []

    @invariant()
    def nothing_is_wrong_in_licensing(self) -> None:
        drain("licensing.feed", at=present())
        assert licensing.check_all(documents_after(0, 100_000)) == []

    @invariant()
    def everybody_has_what_was_promised(self) -> None:
        for email, promise in self.promises.items():
            subscription = self._subscription(email)
            possible = [promise.ends(n) for n in range(promise.least, promise.most + 1)]
            assert subscription.ends_on in possible, (email, promise, subscription.ends_on)
            if promise.is_certain:
                assert (subscription.state == "ended") == promise.over, (email, promise, subscription.state)
                assert subscription.auto_renew == promise.auto

    def _subscription(self, email: str) -> Subscription:
        return Subscription.objects.get(customer__email=email)

    def _somebody(self, who: int) -> tuple[str, Promise]:
        return list(self.promises.items())[who % len(self.promises)]


@pytest.mark.parametrize("part", range(4))
def test_whatever_people_do_the_money_is_right(db, letters, part):
    run_state_machine_as_test(
        Lives,
        settings=settings(
            max_examples=EXAMPLES, stateful_step_count=STEPS, deadline=None, suppress_health_check=list(HealthCheck), phases=PHASES
        ),
    )
