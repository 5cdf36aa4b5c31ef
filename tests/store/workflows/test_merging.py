"""One person who became two customers is one again, and can be two again for a month."""

from dataclasses import replace
from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.contrib.auth import authenticate

from abaca.access.actions import appoint, give_second_step, set_password
from abaca.access.models import User
from abaca.access.rehearsed_step import SECRET
from abaca.config import data_requests
from abaca.dispatch.jobs import drain_all
from abaca.store.customers.actions import EmailTaken
from abaca.store.customers.models import Address, Customer, Merger
from abaca.store.customers.queries import present_self, refs_of
from abaca.store.invoices.models import Invoice
from abaca.store.journal.models import Entry
from abaca.store.ledger.queries import credit_of
from abaca.store.newsletters.actions import object_to
from abaca.store.newsletters.models import Declaration
from abaca.store.newsletters.states import Source
from abaca.store.orders.models import Order
from abaca.store.payments.models import Attempt, PaymentMethod
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows import merging, paying
from abaca.store.workflows.holding import NoMethodLeft, confirm
from abaca.store.workflows.invariants import check_all
from abaca.store.workflows.merging import (
    AlreadyMerged,
    LogsInAsStaff,
    SameCustomer,
    TaxedElsewhere,
    TooLateToUndo,
    WentOnTogether,
    merge,
    preview,
    undo,
    undoable,
)
from abaca.store.workflows.queries import whole_customer
from tests.conftest import NOON
from tests.makers.shop import ALICE, Buyer, Shop

MISTYPED = replace(ALICE, email="alcie@example.com")
SAM = {"by": "usr_sam"}


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


@pytest.fixture
def twins(shop) -> tuple[Customer, Customer]:
    """Alice with a mistyped address, and Alice herself."""
    shop.sells(to=MISTYPED)
    shop.sells(to=ALICE)
    return Buyer(MISTYPED).customer, Buyer(ALICE).customer


def test_all_that_the_one_has_belongs_to_the_other_and_stays_as_it_was(twins):
    lost, kept = twins
    printed = [paper.digest for paper in Invoice.objects.order_by("pk")]
    shown = preview(lost, kept)
    assert [len(each) for each in (shown.orders, shown.papers, shown.subscriptions, shown.methods)] == [1, 1, 1, 1]

    merge(lost, kept, at=NOON, **SAM)

    whole = whole_customer(kept, at=NOON)
    assert [len(each) for each in (whole.orders, whole.subscriptions, whole.methods)] == [2, 2, 2]
    assert {order.order.email for order in whole.orders} == {ALICE.email, MISTYPED.email}  # as it was agreed
    assert [paper.digest for paper in Invoice.objects.order_by("pk")] == printed
    assert check_all(at=NOON) == []


def test_the_old_ref_leads_to_the_customer_and_his_past_is_told_in_one(twins):
    lost, kept = twins
    merge(lost, kept, at=NOON, **SAM)
    lost.refresh_from_db()
    assert present_self(lost) == kept
    assert refs_of(kept) == [kept.ref, lost.ref]
    told = {entry.whose for entry in whole_customer(kept, at=NOON).history}
    assert told == {kept.ref, lost.ref}
    [entry] = Entry.objects.filter(what="customer.merged")
    assert (entry.about, entry.whose, entry.by, entry.facts["orders"]) == (lost.ref, kept.ref, "usr_sam", 1)


def test_the_mistyped_address_opens_nothing_any_more_and_is_free_for_its_owner(shop, twins):
    lost, kept = twins
    merge(lost, kept, at=NOON, **SAM)
    assert not User.objects.filter(email=MISTYPED.email).exists()

    shop.sells(to=replace(MISTYPED, name="Alcie Brown"))  # the one whose address it really is
    stranger = Buyer(MISTYPED).customer
    assert stranger not in (lost, kept)
    assert Order.objects.filter(customer=stranger).count() == 1


def test_renewals_go_on_and_their_letters_go_to_the_right_address(twins, letters, clock):
    lost, kept = twins
    merge(lost, kept, at=NOON, **SAM)
    drain_all(at=NOON)
    before = len(letters.to(MISTYPED))
    clock.travel_to("2027-03-03")
    assert Order.objects.filter(customer=kept, kind="renewal", state="paid").count() == 2
    assert check_all(at=clock.now) == []
    assert (before > 0, len(letters.to(MISTYPED))) == (True, before)


def test_what_was_said_about_newsletters_comes_along_and_goes_back(twins):
    lost, kept = twins
    object_to(lost, source=Source.STAFF, evidence="on the telephone", at=NOON, by="usr_sam")
    said = [Declaration.objects.filter(customer=each).count() for each in twins]
    merger = merge(lost, kept, at=NOON, **SAM)
    assert (Declaration.objects.filter(customer=kept).count(), said[0] > 0) == (sum(said), True)
    undo(merger, at=NOON, **SAM)
    assert [Declaration.objects.filter(customer=each).count() for each in twins] == said


def test_the_credit_balance_comes_along(twins):
    lost, kept = twins
    merging.ledger.book(
        [merging.stories.to_credit(merging.About(NOON.date(), "EUR", customer=lost.ref), 500)], at=NOON, by="sam"
    )
    assert [str(sum_.amount) for sum_ in preview(lost, kept).credit] == ["500"]
    merger = merge(lost, kept, at=NOON, **SAM)
    assert (credit_of(lost.ref, "EUR"), credit_of(kept.ref, "EUR")) == (0, 500)

    undo(merger, at=NOON, **SAM)
    assert (credit_of(lost.ref, "EUR"), credit_of(kept.ref, "EUR")) == (500, 0)


# --- what is refused ------------------------------------------------------------------------------------------------


def test_who_is_taxed_elsewhere_is_not_joined_while_a_subscription_goes_on(twins):
    lost, kept = twins
    Address.objects.filter(customer=kept).update(country="AT")
    with pytest.raises(TaxedElsewhere, match="IT, AT"):
        merge(lost, kept, at=NOON, **SAM)
    assert not Merger.objects.exists()


def test_a_business_and_a_consumer_are_taxed_differently_too(twins):
    lost, kept = twins
    Address.objects.filter(customer=kept, kind="billing").update(vat_id="IT12345670017")
    with pytest.raises(TaxedElsewhere):
        preview(lost, kept)


def test_where_nothing_is_to_come_the_tax_does_not_matter(twins, clock):
    lost, kept = twins
    Address.objects.filter(customer=kept).update(country="AT")
    Buyer(MISTYPED).cancels()
    clock.travel_to("2027-03-03")
    merge(lost, kept, at=clock.now, **SAM)
    assert check_all(at=clock.now) == []


def test_nobody_is_joined_with_himself_or_twice(twins):
    lost, kept = twins
    with pytest.raises(SameCustomer):
        merge(kept, kept, at=NOON, **SAM)
    merge(lost, kept, at=NOON, **SAM)
    for one, other in ((lost, kept), (kept, lost)):
        with pytest.raises(AlreadyMerged):
            merge(one, other, at=NOON, **SAM)


def test_a_member_of_the_staff_keeps_his_log_in(twins):
    lost, kept = twins
    appoint(lost.email, at=NOON)
    with pytest.raises(LogsInAsStaff):
        merge(lost, kept, at=NOON, **SAM)


# --- the way back ---------------------------------------------------------------------------------------------------


def test_what_was_joined_by_mistake_is_two_again(twins):
    lost, kept = twins
    undo(merge(lost, kept, at=NOON, **SAM), at=NOON + timedelta(days=29), **SAM)

    lost.refresh_from_db()
    assert (lost.merged_into, lost.email_folded) == (None, MISTYPED.email)
    assert User.objects.get(email=MISTYPED.email).is_active
    for each in (lost, kept):
        whole = whole_customer(each, at=NOON)
        assert [len(found) for found in (whole.orders, whole.subscriptions, whole.methods)] == [1, 1, 1]
    assert check_all(at=NOON) == []


def test_after_a_month_it_stays(twins):
    merger = merge(*twins, at=NOON, **SAM)
    with pytest.raises(TooLateToUndo, match="30 days"):
        undo(merger, at=NOON + timedelta(days=30), **SAM)


def test_what_went_on_together_stays_together(shop, clock, letters):
    """The mistyped one renews a week after the two were joined."""
    shop.sells(to=MISTYPED)
    clock.travel_to("2026-06-01")
    shop.sells(to=ALICE)
    clock.travel_to("2027-02-27")
    merger = merge(Buyer(MISTYPED).customer, Buyer(ALICE).customer, at=clock.now, **SAM)
    clock.travel_to("2027-03-05")
    drain_all(at=clock.now)
    with pytest.raises(WentOnTogether):
        undo(merger, at=clock.now, **SAM)


def test_it_stays_where_somebody_else_has_the_address_by_now(shop, twins):
    merger = merge(*twins, at=NOON, **SAM)
    shop.sells(to=replace(MISTYPED, name="Alcie Brown"))
    with pytest.raises((EmailTaken, merging.Refusal)):
        undo(merger, at=NOON, **SAM)


def test_it_is_undone_once(twins):
    merger = merge(*twins, at=NOON, **SAM)
    undo(merger, at=NOON, **SAM)
    with pytest.raises(AlreadyMerged):
        undo(merger, at=NOON, **SAM)


@pytest.mark.parametrize("whose", [MISTYPED, ALICE], ids=["his who came", "his who was kept"])
def test_nobody_is_left_with_a_card_of_the_other(twins, whose):
    """Since they were joined, the subscription of the one is charged to the card of the other."""
    lost, kept = twins
    theirs = Buyer(whose).customer
    subscription = Subscription.objects.get(customer=theirs)
    card = PaymentMethod.objects.exclude(customer=theirs).get()
    merger = merge(lost, kept, at=NOON, **SAM)
    card.refresh_from_db()
    paying.change_method(subscription, card, at=NOON, by=kept.ref)
    with pytest.raises(WentOnTogether):
        undo(merger, at=NOON, **SAM)
    lost.refresh_from_db()
    assert lost.merged_into == kept


def test_an_open_order_keeps_them_together_if_it_waits_for_a_card_of_the_other(twins):
    lost, kept = twins
    card = PaymentMethod.objects.get(customer=lost)
    Order.objects.filter(customer=kept).update(state="placed", paid_at=None, method_ref=card.ref)
    merger = merge(lost, kept, at=NOON, **SAM)
    with pytest.raises(WentOnTogether):
        undo(merger, at=NOON, **SAM)


def test_a_card_is_charged_for_its_own_customer_only(twins, clock):
    lost, kept = twins
    card = PaymentMethod.objects.get(customer=kept)
    Subscription.objects.filter(customer=lost).update(method_ref=card.ref)
    clock.travel_to("2027-03-03")
    [order] = Order.objects.filter(kind="renewal", customer=lost)
    assert order.state == "placed"
    assert [each.order.customer for each in Attempt.objects.filter(order__kind="renewal")] == [kept]
    with pytest.raises(NoMethodLeft):
        confirm(order, at=clock.now, by=lost.ref)


def test_who_was_forgotten_since_stays_forgotten(shop, clock):
    for person in (MISTYPED, ALICE):
        shop.sells(to=person)
        Buyer(person).cancels()
    clock.travel_to("2028-01-10")
    kept = Buyer(ALICE).customer
    merger = merge(Buyer(MISTYPED).customer, kept, at=clock.now, **SAM)
    assert undoable(kept, at=clock.now) == [merger]
    data_requests.erase(kept, at=clock.now, by="usr_sam")
    kept.refresh_from_db()
    assert undoable(kept, at=clock.now) == []
    with pytest.raises(AlreadyMerged):
        undo(merger, at=clock.now, **SAM)


def test_the_first_stays_while_both_are_joined_with_a_third(shop, twins):
    lost, kept = twins
    shop.sells(to=replace(ALICE, email="alice@example.net"))
    merger = merge(lost, kept, at=NOON, **SAM)
    merge(kept, Customer.objects.get(email="alice@example.net"), at=NOON, **SAM)
    kept.refresh_from_db()
    assert undoable(kept, at=NOON) == []
    with pytest.raises(AlreadyMerged):
        undo(merger, at=NOON, **SAM)


def test_who_stands_by_himself_again_has_his_password_and_his_second_step(twins):
    lost, kept = twins
    give_second_step(lost.email, SECRET)
    set_password(lost.email, "a long password")
    user = User.objects.get(ref=lost.user_ref)
    merger = merge(lost, kept, at=NOON, **SAM)
    user.refresh_from_db()
    assert (user.is_active, authenticate(email=lost.email, password="a long password")) == (False, None)
    undo(merger, at=NOON, **SAM)
    user.refresh_from_db()
    assert (user.is_active, user.check_password("a long password")) == (True, True)
    assert Authenticator.objects.filter(user=user).count() == 1
