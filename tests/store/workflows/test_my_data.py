from datetime import timedelta

from abaca.access.actions import AddressInUse, MemberOfStaff, appoint
from abaca.access.models import User
from abaca.messaging.actions import secrets_of
from abaca.messaging.models import Letter
from abaca.messaging.queries import letters_to
from abaca.store.customers.models import Customer
from abaca.store.workflows.my_data import ask_to_change_email, confirm_new_email
from tests.conftest import NOON
from tests.makers.orders import happened
from tests.makers.shop import ALICE, Buyer
from tests.makers.traces import places_of, refuses_without_a_trace


def _token() -> str:
    return secrets_of(Letter.objects.get(kind="email_change_confirm"))["token"]


def test_a_new_address_gets_the_link_and_the_old_one_is_told_afterwards(shop):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE).customer
    ask_to_change_email(alice, " alice@new.example ", at=NOON, by=alice.ref)
    assert [letter.kind for letter in letters_to("alice@new.example")] == ["email_change_confirm"]
    assert (Customer.objects.get().email, User.objects.get().email) == ("alice@example.com", "alice@example.com")

    confirm_new_email(_token(), at=NOON + timedelta(hours=1))
    assert (Customer.objects.get().email, User.objects.get().email) == ("alice@new.example", "alice@new.example")
    assert letters_to("alice@example.com")[0].kind == "email_changed"
    assert happened(alice.ref)[-2:] == ["customer.email_change_asked", "customer.email_changed"]


def test_the_token_of_the_link_lies_readable_nowhere(shop):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE).customer
    ask_to_change_email(alice, "alice@new.example", at=NOON, by=alice.ref)
    assert places_of(_token()) == []


def test_what_is_past_keeps_its_address(shop, clock):
    order = shop.sells(to=ALICE).order
    alice = Buyer(ALICE).customer
    ask_to_change_email(alice, "alice@new.example", at=NOON, by=alice.ref)
    confirm_new_email(_token(), at=NOON)
    assert shop.look_at(order).order.email == "alice@example.com"
    clock.travel_to("2027-03-03")
    renewal = letters_to("alice@new.example")
    assert renewal[0].kind == "order_confirmed"


def test_the_address_of_a_member_of_staff_is_taken(shop):
    shop.sells(to=ALICE)
    appoint("sam@musa.example", at=NOON)
    alice = Buyer(ALICE).customer
    ask_to_change_email(alice, "sam@musa.example", at=NOON, by=alice.ref)
    refuses_without_a_trace(AddressInUse, lambda: confirm_new_email(_token(), at=NOON))


def test_who_logs_in_as_a_member_of_staff_changes_no_address(shop):
    shop.sells(to=ALICE)
    alice = Buyer(ALICE).customer
    ask_to_change_email(alice, "alice@new.example", at=NOON, by=alice.ref)
    appoint(alice.email, at=NOON)
    refuses_without_a_trace(MemberOfStaff, lambda: confirm_new_email(_token(), at=NOON))
    again = {"at": NOON + timedelta(hours=1), "by": "usr_sam"}
    refuses_without_a_trace(MemberOfStaff, lambda: ask_to_change_email(alice, "agent@evil.example", **again))
