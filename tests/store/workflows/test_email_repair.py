"""A mistyped e-mail is put right, and what its owner missed is sent again."""

import pytest
from allauth.mfa.models import Authenticator
from django.test import Client

from abaca.access.actions import MemberOfStaff, appoint, give_second_step, set_password
from abaca.access.models import User
from abaca.access.rehearsed_step import SECRET
from abaca.dispatch.jobs import drain_all
from abaca.kernel.emails import fold
from abaca.messaging.models import AddressMark, Letter
from abaca.store.customers.actions import EmailBroken, EmailTaken
from abaca.store.customers.models import Customer
from abaca.store.journal.queries import history_of
from abaca.store.workflows.desk import ReasonMissing, correct_email, letters_to_old_address
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB, Buyer, Shop
from tests.makers.staff import BACKEND
from tests.makers.traces import refuses_without_a_trace

WHO = {"at": NOON, "by": "usr_sam"}
RIGHT = "alice.rossi@example.org"


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


@pytest.fixture
def alice(shop) -> Buyer:
    shop.sells(to=ALICE)
    return Buyer(ALICE)


def bounced(address: str) -> None:
    AddressMark.objects.create(address=fold(address), kind="bounced", since=NOON)


def repair(alice: Buyer, email: str = RIGHT, *, reason: str = "She called.", letters: tuple[str, ...] = ()) -> Customer:
    return correct_email(alice.customer, email, reason=reason, letters=letters, **WHO)


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
    assert (again.subject, again.text) == (first.subject, first.text)


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
