"""An address that was somebody else's: one that a customer left, and one that was mistyped from the beginning."""

import json
from dataclasses import replace

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from abaca.config import data_requests
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.licensing.accounts.models import Account
from abaca.messaging.models import Letter
from abaca.store.product_keys.models import ProductKey
from abaca.store.product_keys.queries import text_of
from abaca.store.workflows.desk import correct_email
from abaca.store.workflows.strangers import HasAccount
from abaca.support.tickets.models import Ticket
from tests.conftest import NOON
from tests.makers.leaving import MOVED, forgotten, moves, written_by
from tests.makers.shop import ALICE, BOB, CHARLIE, Buyer, Shop
from tests.makers.staff import at_the_desk
from tests.makers.upgrades import redeems

MISTYPED = replace(ALICE, email="alcie@example.com")
STRANGER = replace(BOB, email="alcie@example.com", name="Al Cie")


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


@pytest.fixture
def corrected(shop) -> Buyer:
    """Alice, who mistyped her address, which staff put right; its owner writes."""
    shop.sells(to=MISTYPED)
    Buyer(MISTYPED).cancels()
    drain_all(at=NOON)
    correct_email(Buyer(MISTYPED).customer, ALICE.email, reason="a slip", letters=[], at=NOON, by="usr_sam")
    written_by(STRANGER, "My turtle")
    return Buyer(ALICE)


def copy_of(person) -> str:
    return as_text(data_requests.everything(Buyer(person).customer, at=present()))


def as_text(data: dict) -> str:
    return json.dumps(data, cls=DjangoJSONEncoder, ensure_ascii=False)


def test_what_the_owner_of_a_mistyped_address_writes_is_his_own(corrected):
    assert "My turtle" not in copy_of(ALICE)
    text = as_text(data_requests.everything_at(STRANGER.email, at=NOON))
    assert "My turtle" in text
    assert [word for word in (ALICE.name, ALICE.street, Letter.objects.first().subject) if word in text] == []
    page = at_the_desk().post("/console/people/", {"email": STRANGER.email})
    assert (page.status_code, b"No customer" in page.content) == (200, False)


def test_what_he_wrote_stays_when_the_customer_is_forgotten_and_goes_when_he_is(corrected, clock):
    clock.travel_to("2028-01-10")
    forgotten(corrected.customer)
    assert Ticket.objects.get().subject == "My turtle"
    data_requests.erase_at(STRANGER.email, at=clock.now, by="usr_sam")
    assert Ticket.objects.get().subject == ""


def holds_a_seat(shop, email: str) -> Account:
    """Let Charlie pay for a seat, and whoever has an address redeem its product key."""
    shop.sells(to=CHARLIE)
    drain_all(at=present())
    return redeems(text_of(ProductKey.objects.latest("pk")), email).account


@pytest.mark.parametrize("by_staff", [True, False])
def test_a_seat_that_somebody_redeems_at_a_former_address_is_his_and_stands_in_nobodys_way(shop, clock, by_staff):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    written_by(ALICE, "My dog")
    clock.travel_to("2028-01-10")
    if by_staff:
        correct_email(Buyer(ALICE).customer, MOVED.email, reason="x", letters=[], at=clock.now, by="usr_sam")
    else:
        moves(ALICE, MOVED.email)
        with pytest.raises(HasAccount):
            data_requests.everything_at(ALICE.email, at=clock.now)
    clock.travel_to("2028-01-11")
    account = holds_a_seat(shop, ALICE.email)
    assert account.ref not in copy_of(MOVED)
    data = data_requests.everything_at(ALICE.email, at=clock.now)
    assert [each["account"]["email"] for each in data["licences"]] == [ALICE.email]
    assert ("My dog" in as_text(data)) == by_staff  # a slip was never hers, an address that she left was
    forgotten(Buyer(MOVED).customer)
    account.refresh_from_db()
    assert account.email == ALICE.email


def test_the_holder_of_an_address_gets_his_copy_where_he_asks_for_it(shop, clock):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    clock.travel_to("2028-01-10")
    moves(ALICE, MOVED.email)
    clock.travel_to("2028-01-11")
    account = holds_a_seat(shop, ALICE.email)
    assert data_requests.copy_at(ALICE.email, language="en", at=clock.now, by=account.ref).startswith(b"PK")
