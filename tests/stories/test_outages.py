"""N2, N3: what a customer is told, and charged, when nobody worked for a while."""

from datetime import datetime

import pytest

from abaca.dispatch.actions import set_present
from abaca.dispatch.jobs import drain, drain_all
from abaca.dispatch.queries import present
from abaca.store.journal.models import Entry
from abaca.store.notices.actions import see_to
from abaca.store.notices.models import Undelivered
from abaca.store.workflows import jobs
from abaca.store.workflows.invariants import check_all
from tests.conftest import LUGANO
from tests.makers.shop import ALICE, Buyer
from tests.stories.test_notices import PRICE, given

ANNOUNCED = "renews on"


def nobody_works_until(day: str) -> None:
    """Let time pass without any worker; then all of them come at once."""
    set_present(datetime.fromisoformat(f"{day}T12:00").replace(tzinfo=LUGANO))
    drain_all(at=present())


@pytest.fixture
def alice(shop, letters) -> Buyer:
    shop.sells(to=ALICE)
    return Buyer(ALICE)


def test_n2_what_could_not_be_said_before_the_charge_is_not_said_after_it(alice, shop, clock, letters):
    clock.travel_to("2027-02-17")  # the first notice was given, the second would be on the next day
    before = len(letters.to(ALICE))
    nobody_works_until("2027-03-04")

    assert given(alice.subscription) == ["renewal_boxed"]
    assert shop.charges() == [PRICE, PRICE]
    assert not [letter for letter in letters.to(ALICE)[before:] if ANNOUNCED in letter.text]
    missed = Entry.objects.get(what="notice.not_delivered")
    assert missed.facts == {"kind": "renewal_second", "trouble": "late"}
    check_all(at=present())


def test_n3_what_is_late_is_still_said_while_days_enough_remain(alice, shop, clock, letters):
    clock.travel_to("2027-02-17")
    nobody_works_until("2027-02-27")  # three days before, its window has closed
    assert given(alice.subscription) == ["renewal_boxed", "renewal_second"]
    assert "2 March 2027" in letters.to(ALICE).last.text
    assert not Undelivered.objects.exists()


def test_n2_a_renewal_that_was_never_announced_waits_for_its_customers_word(alice, shop, clock, letters):
    clock.travel_to("2027-01-15")
    nobody_works_until("2027-03-04")

    assert shop.charges() == [PRICE]  # of the first term
    assert given(alice.subscription) == []
    assert letters.to(ALICE).last.subject == "Please confirm that Musa Accounting Professional goes on"
    held = [u for u in Undelivered.objects.order_by("kind") if u.held_at]
    assert [(u.kind, u.trouble, u.lost) for u in held] == [("renewal_boxed", "late", 0)]
    assert alice.subscription.state == "active"
    check_all(at=present())

    jobs.confirm_renewal(alice.orders[1].order, at=present(), by=alice.customer.ref)
    drain_all(at=present())
    assert shop.charges() == [PRICE, PRICE]
    assert not Undelivered.objects.filter(closed_at=None).exists()


def test_n2_what_staff_have_seen_to_themselves_is_charged(alice, shop, clock, letters):
    clock.travel_to("2027-01-15")
    set_present(datetime(2027, 2, 28, 12, tzinfo=LUGANO))
    drain("store.notices", at=present())
    for found in Undelivered.objects.filter(closed_at=None):
        see_to(found, at=present(), by="usr_sam")
    clock.travel_to("2027-03-03")
    assert shop.charges() == [PRICE, PRICE]
