"""After staff have changed an e-mail, copies and payouts to typed accounts wait for some days."""

from datetime import datetime, timedelta
from functools import partial

import pytest

from abaca.store.customers.actions import correct_email
from abaca.store.customers.models import EmailChange
from abaca.store.payments.models import Refund
from abaca.store.workflows.pausing import EmailJustChanged, free_on, refuse_just_readdressed
from abaca.store.workflows.withdrawal import withdraw
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB, Buyer, Shop
from tests.makers.traces import refuses_without_a_trace
from tests.store.payments.paid import IBAN


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


def corrected(buyer) -> Buyer:
    found = Buyer(buyer)
    correct_email(found.customer, "fresh@example.com", reason="She called.", at=NOON, by="usr_sam")
    return found


@pytest.mark.parametrize(
    ("days", "at", "waits"),
    [
        (3, "2026-03-02T12:00+01:00", True),
        (3, "2026-03-04T23:59+01:00", True),
        (3, "2026-03-05T00:00+01:00", False),
        (0, "2026-03-02T12:00+01:00", False),
        (7, "2026-03-08T12:00+01:00", True),
    ],
)
def test_it_waits_to_a_day_that_is_named(shop, settings, days, at, waits):
    settings.EMAIL_PAUSE_DAYS = days
    shop.sells(to=ALICE)
    alice = Buyer(ALICE).customer
    corrected(ALICE)
    look = partial(refuse_just_readdressed, alice, at=datetime.fromisoformat(at))
    if waits:
        said = str(refuses_without_a_trace(EmailJustChanged, look))
        assert f"from {free_on(NOON).day} March 2026 on" in said
    else:
        look()


def test_who_changed_it_himself_or_never_waits_for_nothing(shop):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE).customer
    refuse_just_readdressed(alice, at=NOON)
    EmailChange.objects.create(
        customer=alice, email="a@b.example", token_digest=b"x", asked_at=NOON, ends_at=NOON, confirmed_at=NOON
    )
    refuse_just_readdressed(alice, at=NOON)


def test_no_money_goes_to_an_account_that_somebody_types_just_after_staff_have_changed_the_e_mail(shop):
    order = shop.sells(to=BOB).order
    shop.books(order)
    order.refresh_from_db()
    customer = order.customer
    correct_email(customer, "fresh@example.com", reason="He called.", at=NOON, by="usr_sam")
    refuses_without_a_trace(EmailJustChanged, lambda: withdraw(order, iban=IBAN, at=NOON, by=customer.ref))
    withdraw(order, iban=IBAN, at=NOON + timedelta(days=3), by=customer.ref)
    assert Refund.objects.count() == 1


def test_what_goes_back_the_way_it_came_or_is_decided_by_staff_waits_for_nothing(shop):
    by_card, by_transfer = (shop.sells(to=who).order for who in (ALICE, BOB))
    shop.books(by_transfer)
    for order, by in ((by_card, by_card.customer.ref), (by_transfer, "usr_sam")):
        order.refresh_from_db()
        correct_email(order.customer, f"{order.ref}@example.com", reason="x", at=NOON, by="usr_sam")
        withdraw(order, iban=IBAN, at=NOON, by=by)
    assert Refund.objects.count() == 2
