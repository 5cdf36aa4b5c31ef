"""A person gets all that is known of him, and is forgotten apart from what the law keeps."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date

import pytest
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection

from abaca.access.actions import MemberOfStaff, appoint
from abaca.access.models import User
from abaca.config import data_requests
from abaca.dispatch.jobs import drain_all
from abaca.inbox.actions import receive
from abaca.inbox.models import Incoming, Source
from abaca.messaging.models import Letter
from abaca.store.customers.models import Customer
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.retention import kept_until
from abaca.store.journal.models import Entry
from abaca.store.newsletters.actions import object_to
from abaca.store.orders.models import Order
from abaca.store.workflows import privacy
from abaca.store.workflows.invariants import check_all
from abaca.store.workflows.merging import merge
from abaca.store.workflows.privacy import AlreadyErased, MoneyOpen, SubscriptionRuns
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB, Buyer, Shop
from tests.makers.statements import statements_of

MAIL = b"From: Alice Rossi <alice@example.com>\r\nTo: support@musa.example\r\nSubject: My dog\r\n\r\nAlice here.\r\n"
BOOKS = {"store_invoices_invoice", "store_invoices_series"}  # the papers themselves
THEIRS = {"django_session", "access_sharednote", "procrastinate_jobs", "procrastinate_events"}


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


@pytest.fixture
def ended(shop, clock) -> Customer:
    """Alice, who bought a year, wrote a mail, cancelled, and whose year is over."""
    shop.sells(to=ALICE)
    receive(MAIL, source=Source.SMTP, at=NOON, envelope_from=ALICE.email, envelope_to="support@musa.example")
    Buyer(ALICE).cancels()
    object_to(Buyer(ALICE).customer, source="staff", evidence="Alice Rossi on the telephone", at=NOON, by="usr_sam")
    clock.travel_to("2028-01-10")
    return Buyer(ALICE).customer


def tables_with(word: str) -> list[str]:
    """Return the tables in which a word stands, apart from invoices."""
    found = []
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        for (table,) in cursor.fetchall():
            if table in BOOKS | THEIRS:
                continue
            cursor.execute(f'SELECT count(*) FROM "{table}" AS t WHERE t::text ILIKE %s', [f"%{word}%"])  # noqa: S608
            if cursor.fetchone()[0]:
                found.append(table)
    return sorted(found)


# --- a copy ---------------------------------------------------------------------------------------------------------


def test_the_copy_holds_what_every_room_knows(ended, clock):
    archive = zipfile.ZipFile(io.BytesIO(data_requests.copy_of(ended, at=clock.now)))
    paper = Invoice.objects.get()
    assert sorted(archive.namelist()) == ["data.json", "index.html", f"invoices/{paper.number}.pdf"]
    data = json.loads(archive.read("data.json"))
    assert data["shop"]["customer"]["email"] == ALICE.email
    assert data["shop"]["orders"][0]["billing"]["street"] == ALICE.street
    assert data["shop"]["mails"][0]["subject"] == "My dog"
    assert data["shop"]["letters"]
    assert data["shop"]["history"]
    assert archive.read(f"invoices/{paper.number}.pdf").startswith(b"%PDF")
    page = archive.read("index.html").decode()
    assert (ALICE.street in page, "My dog" in page) == (True, True)


def test_nothing_of_another_person_is_in_it(shop, clock):
    for person in (ALICE, BOB):
        shop.sells(to=person)
    text = json.dumps(data_requests.everything(Buyer(ALICE).customer, at=NOON), cls=DjangoJSONEncoder)
    assert [word for word in (BOB.name, BOB.email, BOB.street) if word in text] == []


# --- erasure --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [ALICE.email, ALICE.name, ALICE.street, "My dog"])
def test_after_an_erasure_no_table_but_the_papers_knows_the_person(ended, clock, word):
    drain_all(at=clock.now)
    assert tables_with(word)
    data_requests.erase(ended, at=clock.now, by="usr_sam")
    assert tables_with(word) == []


def test_papers_and_books_stay_as_they_were(ended, clock):
    before = [paper.digest for paper in Invoice.objects.order_by("pk")]
    kept = data_requests.erase(ended, at=clock.now, by="usr_sam")
    paper = Invoice.objects.get()
    assert [paper.digest] == before
    assert ALICE.name in json.dumps(paper.document)
    assert [(one.number, one.until) for one in kept] == [(paper.number, date(2036, 12, 31))]
    assert check_all(at=clock.now) == []


def test_the_journal_keeps_what_happened_and_when(ended, clock):
    before = Entry.objects.filter(whose=ended.ref).count()
    data_requests.erase(ended, at=clock.now, by="usr_sam")
    assert Entry.objects.filter(whose=ended.ref).count() == before + 1
    [entry] = Entry.objects.filter(what="customer.erased")
    assert (entry.about, entry.by) == (ended.ref, "usr_sam")


def test_nobody_logs_in_and_the_address_is_free_again(ended, clock, shop):
    data_requests.erase(ended, at=clock.now, by="usr_sam")
    assert not User.objects.filter(email=ALICE.email).exists()
    shop.sells(to=ALICE)
    assert Buyer(ALICE).customer != ended


def test_the_proof_that_letters_went_and_mails_came_stays_without_their_words(ended, clock):
    drain_all(at=clock.now)
    data_requests.erase(ended, at=clock.now, by="usr_sam")
    assert {letter.to_address for letter in Letter.objects.filter(whose=ended.ref)} == {"forgotten"}
    assert Letter.objects.filter(kind__contains="order_confirmed", sent_at__isnull=False).exists()
    mail = Incoming.objects.get()
    assert (bytes(mail.raw), mail.text, mail.from_address, mail.settled_at is not None) == (b"", "", "", True)


def test_who_was_folded_into_him_is_forgotten_with_him(shop, clock):
    mistyped = replace(ALICE, email="alcie@example.com")
    for person in (mistyped, ALICE):
        shop.sells(to=person)
        Buyer(person).cancels()
    clock.travel_to("2028-01-10")
    merge(Buyer(mistyped).customer, Buyer(ALICE).customer, at=clock.now, by="usr_sam")
    data_requests.erase(Buyer(ALICE).customer, at=clock.now, by="usr_sam")
    assert tables_with("alcie@example.com") == []
    assert not Customer.objects.filter(erased_at=None).exists()


# --- what is refused ------------------------------------------------------------------------------------------------


def test_nobody_is_forgotten_while_a_subscription_runs(shop):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()  # it still runs to its end
    with pytest.raises(SubscriptionRuns, match="Professional runs until"):
        data_requests.erase(Buyer(ALICE).customer, at=NOON, by="usr_sam")
    assert Buyer(ALICE).customer.name == ALICE.name


def test_nobody_is_forgotten_while_money_is_awaited(shop):
    shop.sells(to=BOB)  # he pays by transfer
    assert Order.objects.get().state == "placed"
    with pytest.raises(MoneyOpen):
        data_requests.weigh(Buyer(BOB).customer, at=NOON)


def test_staff_are_let_go_first(ended, clock):
    appoint(ended.email, at=NOON)
    with pytest.raises(MemberOfStaff):
        data_requests.erase(ended, at=clock.now, by="usr_sam")


def test_nobody_is_forgotten_twice(ended, clock):
    """Both clicks have read the customer as he was before."""
    data_requests.erase(ended, at=clock.now, by="usr_sam")
    for act in (data_requests.erase, privacy.erase):
        with pytest.raises(AlreadyErased):
            act(ended, at=clock.now, by="usr_sam")
    assert Entry.objects.filter(what="customer.erased").count() == 1


def test_who_was_joined_with_another_meanwhile_is_not_forgotten_by_himself(ended, shop, clock):
    shop.sells(to=replace(ALICE, email="alice@example.net"))
    merge(
        Customer.objects.get(pk=ended.pk), Customer.objects.get(email="alice@example.net"), at=clock.now, by="usr_sam"
    )
    for act in (data_requests.erase, privacy.erase):
        with pytest.raises(AlreadyErased):
            act(ended, at=clock.now, by="usr_sam")


@pytest.mark.parametrize(
    ("issued", "country", "until"),
    [
        ("2026-01-01", "DE", "2036-12-31"),
        ("2026-12-31", "DE", "2036-12-31"),
        ("2026-06-30", "AT", "2033-12-31"),
        ("2024-02-29", "", "2034-12-31"),
    ],
)
def test_papers_are_kept_to_the_end_of_a_year(issued, country, until):
    found = kept_until(date.fromisoformat(issued), country, years=10, elsewhere={"AT": 7})
    assert found == date.fromisoformat(until)


def test_a_copy_costs_the_same_for_one_order_and_for_three(shop):
    counts = []
    for _order in range(3):
        shop.sells(to=ALICE)
        counts.append(statements_of(lambda: privacy.personal_data(Buyer(ALICE).customer, at=NOON)))
    assert counts[0] == counts[2]
