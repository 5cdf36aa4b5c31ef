"""A mistyped e-mail is put right, and what its owner missed is sent again."""

import re
from dataclasses import replace

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client
from django.urls import reverse

from abaca.access.actions import MemberOfStaff, appoint, give_second_step, set_password
from abaca.access.models import User
from abaca.access.rehearsed_step import SECRET
from abaca.dispatch.jobs import drain_all
from abaca.kernel.emails import fold
from abaca.messaging.models import AddressMark, Letter
from abaca.store.customers.actions import EmailBroken, EmailTaken
from abaca.store.customers.models import Customer
from abaca.store.journal.queries import history_of
from abaca.store.notices.actions import METHOD_LINK, ORDER_LINK, PAY_LINK, link_to
from abaca.store.orders.models import Order
from abaca.store.product_keys.queries import replaceable_keys, text_of
from abaca.store.subscriptions.models import Subscription
from abaca.store.workflows.desk import ReasonMissing, correct_email, letters_to_old_address
from abaca.store.workflows.letter_links import LINK
from abaca.store.workflows.merging import merge
from abaca.storefront.ways import cancel_page, order_page, pay_page
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB, Buyer, Shop
from tests.makers.staff import BACKEND
from tests.makers.traces import refuses_without_a_trace

WHO = {"at": NOON, "by": "usr_sam"}
RIGHT = "alice.rossi@example.org"
ORDER_PAGE = re.compile(r"/order/[^/\s]+/")


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


@pytest.fixture
def alice(shop) -> Buyer:
    shop.sells(to=ALICE)
    return Buyer(ALICE)


def bounced(address: str) -> None:
    AddressMark.objects.create(address=fold(address), kind="bounced", since=NOON)


def repair(alice: Buyer, email: str = RIGHT, *, reason: str = "She called.", **more: tuple[str, ...]) -> Customer:
    return correct_email(alice.customer, email, reason=reason, **{"letters": (), **more}, **WHO)


def test_log_in_and_letters_use_the_right_e_mail_at_once(alice, letters):
    customer = repair(alice)
    assert (customer.email, customer.email_folded) == (RIGHT, RIGHT)
    assert User.objects.get(ref=customer.user_ref).email == RIGHT
    assert history_of(customer.ref)[0].what == "customer.email_corrected"


def test_the_product_key_goes_to_the_right_e_mail(alice, letters):
    [delivery] = [each for each in letters_to_old_address(alice.customer, at=NOON) if each.kind == "order_confirmed"]
    repair(alice, letters=(delivery.ref,))
    drain_all(at=NOON)
    [first] = [each for each in letters.to(ALICE.email) if each.kind == "order_confirmed"]
    [again] = letters.to(RIGHT)
    old, new = ORDER_PAGE.search(first.text)[0], ORDER_PAGE.search(again.text)[0]
    assert (again.subject, LINK.sub("…", again.text)) == (first.subject, LINK.sub("…", first.text))
    assert [Client().get(page).status_code for page in (old, new)] == [410, 200]


@pytest.mark.parametrize("by", ["correction", "join"])
def test_who_reads_the_wrong_mailbox_opens_nothing_any_more(alice, shop, client, by):
    """Neither his order with its product key, nor what ends or pays the subscription."""
    order, subscription = alice.orders[0].order, alice.subscription
    pages = [order_page(order, at=NOON), pay_page(order, at=NOON), cancel_page(subscription, at=NOON)]
    pages += [
        f"/method/{link_to(METHOD_LINK, subscription, at=NOON)}/",
        f"/confirm/{link_to(PAY_LINK, order, at=NOON)}/",
    ]
    pages.append(reverse("storefront:withdraw", args=[link_to(ORDER_LINK, order, at=NOON)]))
    assert {client.get(page).status_code for page in pages} <= {200, 302}
    if by == "join":
        twin = replace(ALICE, email=RIGHT)
        shop.sells(to=twin)
        merge(alice.customer, Buyer(twin).customer, **WHO)
    else:
        repair(alice)
    for page in pages:
        answer = client.get(page)
        assert (answer.status_code, "was corrected" in answer.content.decode()) == (410, True)
    assert client.post(pages[2], {"wish": "cancel"}).status_code == 410
    assert Subscription.objects.get(pk=subscription.pk).auto_renew


def test_links_of_today_open_after_a_correction(alice, client):
    repair(alice)
    [order], [subscription] = Order.objects.all(), Subscription.objects.all()
    for page in (order_page(order, at=NOON), cancel_page(subscription, at=NOON)):
        assert client.get(page).status_code == 200


def test_a_fresh_product_key_takes_the_place_of_one_that_a_stranger_may_have_read(alice, letters):
    [delivery] = [each for each in letters_to_old_address(alice.customer, at=NOON) if each.kind == "order_confirmed"]
    [key] = replaceable_keys(alice.customer.pk)
    customer = repair(alice, letters=(delivery.ref,), keys=(key.ref,))
    drain_all(at=NOON)
    [fresh] = replaceable_keys(customer.pk)
    [again] = letters.to(RIGHT)
    assert fresh.ref != key.ref
    assert (text_of(key) in again.text, text_of(fresh) in again.text) == (False, True)


@pytest.mark.parametrize(("comes_back", "told"), [(False, 1), (True, 0)])
def test_the_old_address_is_told_unless_letters_to_it_come_back(alice, letters, comes_back, told):
    if comes_back:
        bounced(ALICE.email)
    repair(alice)
    drain_all(at=NOON)
    farewells = [letter for letter in letters.to(ALICE.email) if letter.kind == "email_changed"]
    assert len(farewells) == told
    assert [RIGHT in letter.text for letter in farewells] == [False] * told  # it may be a stranger's mailbox


def test_letters_of_others_and_to_others_are_not_sent_again(alice, shop):
    shop.sells(to=BOB)
    strange = [letter.ref for letter in Letter.objects.filter(to_address=BOB.email)]
    colleague = Letter.objects.filter(whose=alice.customer.ref).first()
    colleague.to_address = "colleague@example.com"
    colleague.save()
    assert strange
    repair(alice, letters=(*strange, colleague.ref))
    assert not Letter.objects.filter(to_address=RIGHT).exists()


@pytest.mark.parametrize(
    ("email", "reason", "refusal"),
    [(BOB.email, "x", EmailTaken), ("alice@", "x", EmailBroken), (RIGHT, "  ", ReasonMissing)],
)
def test_what_cannot_be_is_refused_and_nothing_changes(alice, shop, email, reason, refusal):
    shop.sells(to=BOB)
    with pytest.raises(refusal):
        repair(alice, email, reason=reason)
    assert Customer.objects.get(pk=alice.customer.pk).email == ALICE.email


def test_nobody_takes_over_an_administrator_who_is_a_customer_too(alice):
    appoint(ALICE.email, at=NOON)
    refuses_without_a_trace(MemberOfStaff, lambda: repair(alice, "agent@evil.example"))


def test_the_owner_of_the_wrong_e_mail_is_logged_out_and_gets_in_no_more(alice):
    stranger = Client()
    set_password(ALICE.email, "three quiet words")
    give_second_step(ALICE.email, SECRET)
    stranger.force_login(User.objects.get(email=ALICE.email), backend=BACKEND)
    assert stranger.get("/account/data/").status_code == 200

    repair(alice)

    assert stranger.get("/account/data/")["Location"].startswith("/account/login/")
    assert not User.objects.get(email=RIGHT).has_usable_password()
    assert not Authenticator.objects.exists()
