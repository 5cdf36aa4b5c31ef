"""Whoever is no customer gets a copy of what is known of him, and is forgotten."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from abaca.access.actions import MemberOfStaff, appoint
from abaca.access.models import User
from abaca.config import data_requests
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.inbox.models import Incoming
from abaca.licensing.accounts.models import Account
from abaca.licensing.licences.models import Licence
from abaca.licensing.workflows.privacy import LicenceRuns
from abaca.licensing.workflows.redemption import redeem
from abaca.messaging.models import Letter
from abaca.store.correspondence.asking import NOBODY
from abaca.store.journal.models import Entry
from abaca.store.newsletters.actions import object_to
from abaca.store.product_keys.models import ProductKey, Sending
from abaca.store.product_keys.queries import text_of
from abaca.store.workflows import seats
from abaca.store.workflows.strangers import HasAccount, NothingKnown, customer_of
from abaca.support.tickets.models import Ticket
from tests.conftest import NOON
from tests.licensing.makers import make_account
from tests.makers.leaving import MOVED, answered_elsewhere, moves, tables_with, written_by
from tests.makers.shop import ALICE, BOB, Buyer, Shop

ANNA = "anna@firm.example"


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


@pytest.fixture
def anna(shop) -> str:
    """Anna, who works with a seat that Alice pays for, and has written once."""
    shop.sells(to=ALICE)
    key, customer = ProductKey.objects.get(), Buyer(ALICE).customer
    seats.send(customer, key.ref, email=ANNA, language="de", redeemed=False, at=NOON, by=customer.ref)
    drain_all(at=NOON)
    redeem(text_of(key), account=make_account(ANNA), at=NOON, by="a test")
    written_by(replace(BOB, name="Anna", email=ANNA), "My turtle")
    return ANNA


def in_copy(email: str) -> str:
    told = data_requests.everything_at(email, at=present())
    return json.dumps(told, cls=DjangoJSONEncoder, ensure_ascii=False)


def test_a_colleague_gets_her_licence_her_mails_and_the_letter_with_her_key_and_nothing_of_who_pays(anna):
    text = in_copy("Anna@Firm.example")
    data = json.loads(text)
    assert [len(one["licences"]) for one in data["licences"]] == [1]
    assert [mail["subject"] for mail in data["shop"]["mails"]] == ["My turtle"]
    assert [letter["kind"] for letter in data["shop"]["letters"]] == ["key_for_colleague"]
    assert len(data["shop"]["product_keys_sent_to_you"]) == len(data["tickets"]) == 1
    assert [word for word in (ALICE.email, ALICE.street, Buyer(ALICE).orders[0].order.number) if word in text] == []


def test_the_archive_is_in_the_language_of_its_reader(anna):
    content = data_requests.copy_at(anna, language="de", at=NOON, by="usr_sam")
    page = zipfile.ZipFile(io.BytesIO(content)).read("index.html").decode()
    assert '<html lang="de">' in page
    assert anna in page
    assert Entry.objects.get(what="person.data_copied").by == "usr_sam"


def test_she_is_forgotten_in_every_room_and_told_so(anna, clock, letters):
    assert len(tables_with(anna)) > 4
    Licence.objects.update(ends_at=NOON)
    data_requests.erase_at(anna, at=clock.now, by="usr_sam")
    drain_all(at=clock.now)
    assert letters.to(replace(BOB, email=anna)).last.subject == "Your data are erased"
    assert Letter.objects.filter(kind="access.data_erased").delete()[0] == 1
    assert (tables_with(anna), tables_with("turtle")) == ([], [])
    assert (Sending.objects.count(), Account.objects.get().email) == (1, None)
    assert Buyer(ALICE).customer.email == ALICE.email
    [entry] = Entry.objects.filter(what="person.erased")
    assert (entry.about, entry.facts, entry.by) == ("person", {}, "usr_sam")


def test_nobody_is_forgotten_while_his_licence_can_be_used(anna):
    with pytest.raises(LicenceRuns):
        data_requests.erase_at(anna, at=NOON, by="usr_sam")
    assert Incoming.objects.get().subject == "My turtle"


def test_who_is_forgotten_is_unknown_afterwards_though_the_last_letter_has_its_address(anna, clock):
    Licence.objects.update(ends_at=NOON)
    data_requests.erase_at(anna, at=clock.now, by="usr_sam")
    for ask in (data_requests.everything_at, data_requests.erase_at):
        with pytest.raises(NothingKnown):
            ask(anna, at=clock.now, **({"by": "usr_sam"} if ask is data_requests.erase_at else {}))


@pytest.mark.parametrize("email", ["who@ever.example", NOBODY, ""])
def test_of_others_nothing_is_known(shop, email):
    written_by(replace(BOB, email=NOBODY), "A question")
    with pytest.raises(NothingKnown):
        data_requests.everything_at(email, at=NOON)


@pytest.mark.parametrize("email", [ALICE.email, ALICE.email.upper(), MOVED.email])
def test_an_address_that_a_customer_has_or_had_is_that_customers(shop, email):
    shop.sells(to=ALICE)
    moves(ALICE, MOVED.email)
    assert customer_of(email) == Buyer(MOVED).customer
    for act in (data_requests.copy_at, data_requests.erase_at):
        with pytest.raises(HasAccount):
            act(email, at=NOON, by="usr_sam")


def test_a_ticket_that_is_linked_to_a_customer_is_not_the_strangers(shop):
    shop.sells(to=ALICE)
    answered_elsewhere()
    with pytest.raises(NothingKnown):
        data_requests.erase_at("private@alice.example", at=NOON, by="usr_sam")
    assert Ticket.objects.get().subject == "My parrot"


def test_staff_are_let_go_first(shop):
    appoint("sam@musa.example", at=NOON)
    with pytest.raises(MemberOfStaff):
        data_requests.erase_at("sam@musa.example", at=NOON, by="usr_sam")
    assert User.objects.get(email="sam@musa.example").is_active


def test_a_stranger_who_only_wrote_is_forgotten(shop, clock):
    written_by(replace(BOB, email="who@ever.example"), "My turtle")
    assert "My turtle" in in_copy("who@ever.example")
    data_requests.erase_at("who@ever.example", at=clock.now, by="usr_sam")
    assert Letter.objects.filter(kind="access.data_erased").delete()[0] == 1
    assert (tables_with("who@ever.example"), tables_with("turtle")) == ([], [])


def test_a_customer_who_was_somebodys_colleague_leaves_nothing_there(shop, clock):
    shop.sells(to=ALICE)
    key, alice = ProductKey.objects.get(), Buyer(ALICE).customer
    seats.send(alice, key.ref, email=BOB.email, language="de", redeemed=False, at=NOON, by=alice.ref)
    shop.sells(to=BOB)
    shop.books(Buyer(BOB).orders[0].order)
    Buyer(BOB).cancels()
    clock.travel_to("2030-01-10")
    data_requests.erase(Buyer(BOB).customer, at=clock.now, by="usr_sam")
    assert Letter.objects.get(kind="key_for_colleague").to_address == "forgotten"
    assert Sending.objects.get().to_address == ""


def test_that_somebody_wants_no_newsletter_is_in_his_copy_and_stays_known(shop, clock):
    object_to("who@ever.example", source="staff", at=NOON, by="usr_sam")
    data_requests.erase_at("who@ever.example", at=clock.now, by="usr_sam")
    [line] = data_requests.everything_at("Who@ever.example", at=NOON)["shop"]["newsletters"]
    assert (line["said"], line["address"]) == ("objected", "who@ever.example")
