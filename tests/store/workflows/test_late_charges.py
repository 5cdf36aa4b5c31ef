"""A charge that was on its way when a mail cancelled the renewal is answered: what it brought goes back, once."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from threading import Event, Thread
from time import monotonic, sleep

import pytest
from django.conf import settings as configuration
from django.db import connection, transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from abaca.dispatch.actions import set_present
from abaca.dispatch.jobs import drain, drain_all, travel
from abaca.dispatch.queries import present
from abaca.inbox.models import Incoming
from abaca.messaging.models import Letter
from abaca.store.correspondence.models import AwaitedCharge, Wish
from abaca.store.correspondence.queries import answered_charges, next_answered_charge
from abaca.store.payments.actions import DisputeNews, write_disputes
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import Attempt, Refund
from abaca.store.payments.states import DisputeState
from abaca.store.workflows import jobs, late_charges, refunds
from abaca.store.workflows.invariants import Capture, check_all
from abaca.store.workflows.mail_wishes import settle_mails
from tests.makers.mails import make_mail
from tests.makers.shop import ALICE, Buyer, Shop, card

CANCEL = "Please cancel my subscription."
JUST_BEFORE = "2027-03-02T05:59"


def charge_is_on_its_way(shop: Shop, clock, behaviour: str) -> Buyer:
    """Let a renewal be charged, and its answer not be there yet."""
    shop.sells(to=card(ALICE, behaviour))
    clock.travel_to(JUST_BEFORE)
    set_present(clock.now + timedelta(minutes=1))
    for work in ("store.renewals", "store.collect"):
        drain(work, at=clock.now)
    alice = Buyer(ALICE)
    assert [attempt.ended_at for attempt in alice.orders[-1].attempts] == [None]
    return alice


def mail_is_carried_out() -> Wish:
    mail = make_mail(CANCEL, sender=ALICE.email, at=present())
    settle_mails([mail.pk], at=present())
    wish = Wish.objects.get(incoming=mail.ref)
    assert (wish.state, wish.facts) == ("done", {})
    return wish


def awaited() -> list[tuple[str, str]]:
    return list(AwaitedCharge.objects.values_list("key", "asked_by"))


def given_back() -> list[int]:
    return list(Refund.objects.values_list("amount", flat=True))


@pytest.mark.parametrize(
    ("behaviour", "back"),
    [
        ("processing", True),
        ("timeout_after_renewal", True),
        ("timeout_before_renewal", False),  # nothing had moved, and nobody asks again
    ],
)
def test_what_the_answer_brings_goes_back_once(shop, clock, behaviour, *, back):
    alice = charge_is_on_its_way(shop, clock, behaviour)
    wish = mail_is_carried_out()
    attempt = alice.orders[-1].attempts[0]
    assert awaited() == [(attempt.key, wish.ref)]
    assert answered_charges(clock.now, 10) == []

    clock.travel_to("2027-03-05")

    wish.refresh_from_db()
    order = alice.orders[-1].order
    assert awaited() == []
    assert wish.facts.get("given_back") == (order.ref if back else None)
    assert given_back() == ([attempt.amount] if back else [])
    assert len(shop.charges()) == (2 if back else 1)
    assert alice.standing == "ended"
    clock.travel_to("2028-03-05")
    assert len(given_back()) == back


def test_who_resumes_before_the_answer_is_renewed(shop, clock):
    alice = charge_is_on_its_way(shop, clock, "processing")
    mail_is_carried_out()
    alice.resumes()
    clock.travel_to("2027-03-05")
    assert (alice.standing, given_back()) == ("renews", [])
    assert awaited() == []

    clock.travel_to("2027-06-01")
    alice.cancels()  # by another way, long after that money
    drain_all(at=clock.now)
    assert (alice.standing, given_back()) == ("ending", [])


def test_what_somebody_gave_back_by_hand_meanwhile_needs_nobody(shop, clock):
    alice = charge_is_on_its_way(shop, clock, "processing")
    wish = mail_is_carried_out()
    set_present(clock.now + timedelta(hours=3))
    drain("store.collect", at=clock.now)
    order = alice.orders[-1].order
    jobs.refund(order, refunds.Wish(refunds.Extent.WHOLE), at=clock.now, by="sam")
    drain_all(at=clock.now)
    wish.refresh_from_db()
    assert (awaited(), wish.facts) == ([], {})
    assert given_back() == [order.total.amount]


def test_what_cannot_go_back_by_itself_is_told_to_the_desk(shop, clock):
    charge_is_on_its_way(shop, clock, "processing")
    wish = mail_is_carried_out()
    assert Incoming.objects.get(ref=wish.incoming).disposition["done"] is True
    set_present(clock.now + timedelta(hours=3))
    drain("store.collect", at=clock.now)
    contested(Attempt.objects.latest("pk"))
    drain_all(at=clock.now)

    wish.refresh_from_db()
    assert (wish.facts["code"], given_back()) == ("payment_contested", [])
    told = Incoming.objects.get(ref=wish.incoming).disposition
    assert (told["done"], told["needed"]) == (False, True)


def test_one_charge_at_which_it_breaks_holds_up_no_other_and_is_left_to_a_person(shop, clock, monkeypatch):
    charge_is_on_its_way(shop, clock, "processing")
    broken = mail_is_carried_out()
    key, seen = AwaitedCharge.objects.get().key, []
    AwaitedCharge.objects.create(key=key, asked_by="another")
    give_back_late = late_charges.give_back_late

    def break_at_the_first(*args, **named):
        seen.append(args)
        if len(seen) == 1:
            raise RuntimeError
        return give_back_late(*args, **named)

    monkeypatch.setattr(late_charges, "give_back_late", break_at_the_first)
    clock.travel_to("2027-03-05")

    broken.refresh_from_db()
    assert (broken.facts["code"], len(given_back()), awaited()) == ("trouble", 1, [])
    assert Incoming.objects.get(ref=broken.incoming).disposition["needed"] is True


def contested(attempt: Attempt) -> None:
    at = present()
    news = DisputeNews(
        provider=attempt.method.provider,
        provider_ref="dp_1",
        charge_ref=attempt.provider_ref,
        amount=attempt.amount,
        currency=attempt.currency,
        fee=0,
        reason="fraudulent",
        state=DisputeState.OPEN,
        opened_at=at,
        evidence_due_at=at + timedelta(days=10),
        ended_at=None,
    )
    write_disputes([news], at=at, by="the provider")


def test_the_register_knows_since_when_an_answer_is_there(shop, clock):
    charge_is_on_its_way(shop, clock, "processing")
    mail_is_carried_out()
    assert next_answered_charge() is None
    set_present(clock.now + timedelta(hours=3))
    drain("store.collect", at=clock.now)
    assert next_answered_charge() == clock.now
    assert answered_charges(clock.now, 10) == [AwaitedCharge.objects.get().pk]


# --- in whatever order the workers come -----------------------------------------------------------------------------

WORKS = ("store.collect", "store.late_charges", "store.refunds", "store.mails", "store.renewals", "store.notifications")
STEPS = st.lists(st.one_of(st.sampled_from(WORKS), st.sampled_from([0, 30, 120, 1500])), min_size=3, max_size=12)


@contextmanager
def undone(kept: Path) -> Iterator[None]:
    """Give every try the tables and the provider as they are now."""
    savepoint = transaction.savepoint()
    try:
        yield
    finally:
        transaction.savepoint_rollback(savepoint)
        rehearsal_company().close()
        shutil.copy(kept, configuration.REHEARSAL_PROVIDER_FILE)


def test_in_any_order_of_the_works_the_money_goes_back_exactly_once(shop, clock, tmp_path):
    charge_is_on_its_way(shop, clock, "processing")
    rehearsal_company().close()
    kept = Path(shutil.copy(configuration.REHEARSAL_PROVIDER_FILE, tmp_path / "provider"))
    begins = clock.now

    @settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
    @given(steps=STEPS, mail_at=st.integers(0, 3))
    def any_order(steps, mail_at):
        with undone(kept):
            set_present(begins)
            for place, step in enumerate(steps):
                if place == mail_at:
                    make_mail(CANCEL, sender=ALICE.email, at=begins)  # it came before the answer, whenever it is read
                if isinstance(step, int):
                    set_present(present() + timedelta(minutes=step))
                else:
                    drain(step, at=present())
            if not Wish.objects.exists() and mail_at >= len(steps):
                make_mail(CANCEL, sender=ALICE.email, at=begins)
            travel(present() + timedelta(days=2))
            charges = [charge for charge in rehearsal_company().charges() if charge.captured]
            assert given_back() == [charges[-1].captured]
            assert len(charges) == 2
            assert Buyer(ALICE).standing == "ended"
            assert Letter.objects.filter(kind="refunded").count() == 1
            captures = [Capture(c.key, c.reference, c.captured, c.currency) for c in charges]
            assert check_all(captures, at=present()) == []

    any_order()


# --- at the same moment ----------------------------------------------------------------------------------------------


def somebody_waits() -> bool:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )
        return bool(cursor.fetchone()[0])


def at_the_same_moment(first: Callable[[], object], second: Callable[[], object]) -> None:
    """Let two threads work at once, the second of which begins before the first has committed."""
    begun, troubles = Event(), list[BaseException]()

    def follow() -> None:
        begun.wait()
        try:
            second()
        except BaseException as trouble:  # noqa: BLE001 - told below
            troubles.append(trouble)
        finally:
            connection.close()

    follower = Thread(target=follow)
    follower.start()
    with transaction.atomic():
        first()
        begun.set()
        until = monotonic() + 5
        while follower.is_alive() and not somebody_waits() and monotonic() < until:
            sleep(0.01)
    follower.join()
    assert troubles == []


@pytest.mark.parametrize("first", ["the mail", "the answer"])
@pytest.mark.django_db(transaction=True)
def test_mail_and_answer_at_the_same_moment_give_the_money_back_once(only_the_store_works, clock, first):
    charge_is_on_its_way(Shop(), clock, "processing")
    came_at = clock.now
    set_present(came_at + timedelta(hours=3))
    mail = make_mail(CANCEL, sender=ALICE.email, at=came_at)
    attempt = Attempt.objects.latest("pk")

    def carry_out() -> None:
        settle_mails([mail.pk], at=clock.now)

    def answer() -> None:
        succeed(attempt)

    at_the_same_moment(*((carry_out, answer) if first == "the mail" else (answer, carry_out)))

    wish = Wish.objects.get()
    assert (wish.state, bool(awaited())) == ("done", first == "the mail")
    for _again in range(2):
        drain_all(at=clock.now)
    wish.refresh_from_db()
    assert wish.facts["given_back"] == attempt.order.ref
    assert given_back() == [attempt.amount]
    assert awaited() == []


def succeed(attempt: Attempt) -> None:
    """Write down what the provider says by now: the money is ours."""
    [charge] = [each for each in rehearsal_company().charges(attempt.order.ref) if each.key == attempt.key]
    verdict = jobs.actions.Verdict(attempt.pk, jobs.AttemptState.SUCCEEDED, provider_ref=charge.ref)
    jobs.conclude([verdict], at=present(), by="the provider")
