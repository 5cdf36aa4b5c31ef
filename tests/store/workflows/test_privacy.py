"""A person gets all that is known of him, and is forgotten apart from what the law keeps."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import date, timedelta

import pytest
from django.core.serializers.json import DjangoJSONEncoder

from abaca.access.actions import MemberOfStaff, appoint
from abaca.access.models import User
from abaca.config import data_requests
from abaca.design.templatetags.abaca import instant
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.inbox.models import Incoming
from abaca.licensing.workflows import privacy as licensing
from abaca.messaging.actions import note_bounce
from abaca.messaging.models import AddressMark, Letter
from abaca.store.correspondence.actions import Declaring
from abaca.store.correspondence.models import Declaration
from abaca.store.correspondence.states import Declared
from abaca.store.customers.models import Customer
from abaca.store.invoices.actions import ask_for_correction, close_corrections
from abaca.store.invoices.models import Correction, Invoice
from abaca.store.invoices.retention import kept_until
from abaca.store.journal.models import Entry
from abaca.store.orders.models import Order
from abaca.store.payments.gateways.rehearsal.adapter import rehearsal_company
from abaca.store.payments.models import PaymentMethod, Transfer
from abaca.store.payments.queries import next_method
from abaca.store.workflows import declarations, privacy
from abaca.store.workflows.desk import correct_email
from abaca.store.workflows.invariants import check_all
from abaca.store.workflows.merging import merge
from abaca.store.workflows.privacy import AlreadyErased, CorrectionOpen, MoneyOpen, SubscriptionRuns
from abaca.support.tickets.actions import Answer, answer, note
from abaca.support.tickets.models import Ticket
from tests.conftest import NOON
from tests.makers.leaving import (
    MOVED,
    ODD_WORDS,
    answered_elsewhere,
    forgotten,
    left,
    letter_to,
    linked,
    tables_with,
    written_by,
)
from tests.makers.shop import ALICE, BOB, Buyer, Shop, card

MISTYPED = replace(ALICE, email="alcie@example.com")


@pytest.fixture
def shop(db, letters) -> Shop:
    return Shop()


@pytest.fixture
def ended(shop, clock) -> Customer:
    return left(shop, clock)


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
    assert f"<dt>made at</dt><dd>{instant(clock.now)}</dd>" in page
    assert ("<dd>no</dd>" in page, "<dd>False</dd>" in page) == (True, False)


def test_nothing_of_another_person_is_in_it(shop, clock):
    for person in (ALICE, BOB):
        shop.sells(to=person)
    text = json.dumps(data_requests.everything(Buyer(ALICE).customer, at=NOON), cls=DjangoJSONEncoder)
    assert [word for word in (BOB.name, BOB.email, BOB.street) if word in text] == []


def subjects_in_copy(person) -> tuple[list[str], list[str]]:
    """Return the subjects of the mails and of the tickets in the copy of a person."""
    data = data_requests.everything(Buyer(person).customer, at=present())
    return [mail["subject"] for mail in data["shop"]["mails"]], [ticket["subject"] for ticket in data["tickets"]]


def test_mails_are_in_the_copy_of_who_wrote_them_even_if_the_address_is_another_persons_by_now(shop):
    shop.sells(to=ALICE)
    written_by(ALICE, "My dog")
    linked(Ticket.objects.get(), ALICE)
    correct_email(Buyer(ALICE).customer, MOVED.email, reason="moved", letters=[], at=NOON, by="usr_sam")
    assert subjects_in_copy(MOVED) == (["My dog"], ["My dog"])
    shop.sells(to=replace(ALICE, name="Alice Another"))
    assert subjects_in_copy(ALICE) == ([], [])
    assert subjects_in_copy(MOVED) == (["My dog"], ["My dog"])


def test_a_mail_of_a_stranger_who_names_an_order_is_not_in_the_copy(shop):
    shop.sells(to=ALICE)
    written_by(replace(BOB, email="bob@work.example"), f"Please cancel order {Order.objects.get().number}")
    assert Incoming.objects.get().disposition["customer"] == Buyer(ALICE).customer.ref
    assert subjects_in_copy(ALICE) == ([], [])


# --- erasure --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("word", [ALICE.email, ALICE.name, ALICE.street, *ODD_WORDS])
def test_after_an_erasure_no_table_but_the_papers_knows_the_person(ended, clock, word):
    drain_all(at=clock.now)
    answered_elsewhere()
    assert tables_with(word)
    forgotten(ended)
    assert tables_with(word) == []


def test_an_answer_in_the_history_of_another_customer_stays_his(ended, shop, clock):
    shop.sells(to=BOB)
    written_by(BOB, "Her parrot")
    ticket = Ticket.objects.get(subject="Her parrot")
    answer(ticket, Answer("About the cockatoo", "form", "Sam"), customer=Buyer(BOB).customer.ref, at=NOON, by="usr_sam")
    drain_all(at=present())
    linked(ticket, ALICE)
    forgotten(ended)
    assert Letter.objects.get(kind="answer").to_address == BOB.email


def test_a_mark_on_an_address_that_only_a_ticket_knew_goes_too(ended, clock):
    answered_elsewhere()
    letter = Letter.objects.get(kind="answer")
    note_bounce(message_id=letter.message_id, recipient=letter.to_address, words="550", permanent=True, at=clock.now)
    assert AddressMark.objects.count() == 1
    forgotten(ended)
    assert AddressMark.objects.count() == 0


@pytest.mark.parametrize("by", ["usr_sam", "himself"])
def test_a_last_letter_tells_him_what_is_kept_whoever_asked(ended, clock, letters, by):
    drain_all(at=clock.now)
    data_requests.erase(ended, at=clock.now, by=by)
    drain_all(at=clock.now)
    last = letters.to(ALICE).last
    assert last.subject == "Your data are erased"
    assert f"{Invoice.objects.get().number}, 31 December 2036" in last.text
    assert "Country and VAT number stay on the orders" in last.text
    assert "paid by transfer" not in last.text


def test_who_paid_by_transfer_is_told_for_how_long_the_bank_statement_names_him(shop, clock, letters):
    in_english = replace(BOB, language="en")
    shop.sells(to=in_english)
    shop.books(Buyer(BOB).orders[0].order)
    Buyer(BOB).cancels()
    clock.travel_to("2028-01-10")
    bob = Buyer(BOB).customer
    kept = data_requests.weigh(bob, at=clock.now)
    assert (kept.orders, kept.payers_until) == (True, date(2036, 12, 31))
    data_requests.erase(bob, at=clock.now, by="usr_sam")
    drain_all(at=clock.now)
    assert "names who paid by transfer until 31 December 2036" in letters.to(BOB).last.text
    assert Transfer.objects.get().payer


def test_the_last_letter_and_the_erasure_are_one(ended, clock, monkeypatch):
    monkeypatch.setattr(privacy, "enqueue", interrupted)
    with pytest.raises(OSError, match="disk"):
        data_requests.erase(ended, at=clock.now, by="usr_sam")
    ended.refresh_from_db()
    assert (ended.erased_at, ended.email) == (None, ALICE.email)


def test_the_last_letter_is_forgotten_when_the_time_of_letters_is_over(ended, clock, settings):
    data_requests.erase(ended, at=clock.now, by="usr_sam")
    drain_all(at=clock.now)
    assert tables_with(ALICE.email) == ["messaging_letter"]
    drain_all(at=clock.now + timedelta(days=settings.LETTERS_KEPT_DAYS))
    assert tables_with(ALICE.email) == []


def test_papers_and_books_stay_as_they_were(ended, clock):
    before = [paper.digest for paper in Invoice.objects.order_by("pk")]
    kept = data_requests.erase(ended, at=clock.now, by="usr_sam")
    paper = Invoice.objects.get()
    assert [paper.digest] == before
    assert ALICE.name in json.dumps(paper.document)
    assert [(one.number, one.until) for one in kept.papers] == [(paper.number, date(2036, 12, 31))]
    assert check_all(at=clock.now) == []


def test_the_journal_keeps_what_happened_and_when(ended, clock):
    before = Entry.objects.filter(whose=ended.ref).count()
    data_requests.erase(ended, at=clock.now, by="usr_sam")
    assert Entry.objects.filter(whose=ended.ref).count() == before + 1
    [entry] = Entry.objects.filter(what="customer.erased")
    assert (entry.about, entry.by) == (ended.ref, "usr_sam")


@pytest.mark.parametrize("behaviour", ["ok", "removal_timeout_before"])
def test_the_provider_drops_his_card_even_if_the_first_call_fails(shop, clock, behaviour):
    shop.sells(to=card(ALICE, behaviour))
    Buyer(ALICE).cancels()
    clock.travel_to("2028-01-10")
    token = PaymentMethod.objects.get().token
    data_requests.erase(Buyer(ALICE).customer, at=clock.now, by="usr_sam")
    assert rehearsal_company().method(token, at=clock.now)  # nothing is called within the transaction
    clock.travel_to("2028-01-11")
    assert rehearsal_company().method(token, at=clock.now) is None
    assert (PaymentMethod.objects.get().token, next_method()) == ("", None)


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
    forgotten(Buyer(ALICE).customer)
    assert tables_with("alcie@example.com") == []
    assert not Customer.objects.filter(erased_at=None).exists()


def test_who_has_an_address_now_loses_nothing_with_its_former_owner(shop, clock):
    for person in (MISTYPED, ALICE):
        shop.sells(to=person)
        Buyer(person).cancels()
    merge(Buyer(MISTYPED).customer, Buyer(ALICE).customer, at=NOON, by="usr_sam")
    clock.travel_to("2028-01-10")
    another = replace(MISTYPED, name="Alcie Brown")
    shop.sells(to=another)
    written_by(another, "My cat")
    his = Buyer(another).customer
    linked(Ticket.objects.get(), another)
    before = list(Letter.objects.filter(whose=his.ref).values_list("subject", "to_address"))
    assert privacy.known_of(Buyer(ALICE).customer).emails == [ALICE.email]  # what licensing is asked to forget
    data_requests.erase(Buyer(ALICE).customer, at=clock.now, by="usr_sam")
    assert list(Letter.objects.filter(whose=his.ref).values_list("subject", "to_address")) == before != []
    assert (Incoming.objects.get().subject, Ticket.objects.get().subject) == ("My cat", "My cat")


def test_mails_and_tickets_from_another_address_go_with_the_customer_to_whom_they_are_linked(ended, clock):
    written_by(replace(ALICE, name="A. R.", email="private@alice.example"), "My parrot")
    ticket = Ticket.objects.get(address="private@alice.example")
    linked(ticket, ALICE)
    note(ticket, "Her parrot is well", at=clock.now, by="usr_sam")
    assert "My parrot" in subjects_in_copy(ALICE)[0]
    data_requests.erase(ended, at=clock.now, by="usr_sam")
    assert (tables_with("private@alice.example"), tables_with("parrot")) == ([], [])


@pytest.mark.parametrize(
    ("place", "name"),
    [(licensing, "erase"), (data_requests, "forget_mails"), (data_requests, "forget_tickets"), (privacy, "erase")],
)
def test_an_erasure_that_was_interrupted_is_asked_for_again(ended, clock, place, name):
    drain_all(at=clock.now)
    answered_elsewhere()
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(place, name, interrupted)
        with pytest.raises(OSError, match="disk"):
            data_requests.erase(ended, at=clock.now, by="usr_sam")
    ended.refresh_from_db()
    forgotten(ended)
    left = [tables_with(word) for word in (ALICE.email, "My dog", "Alice here", "private@alice.example", "cockatoo")]
    assert left == [[]] * 5


def test_a_declaration_goes_with_its_address_even_if_it_led_to_no_customer(ended, clock):
    correct_email(ended, MOVED.email, reason="moved", letters=[], at=clock.now, by="usr_sam")
    for person in (ALICE, BOB):
        said = Declaring(f"form of {person.name}", Declared.CANCEL, person.name, "MS-999999", person.email, "en")
        declarations.receive(replace(said, extraordinary=True, reason_given="An illness"), at=clock.now)
    drain_all(at=clock.now)
    data_requests.erase(Buyer(MOVED).customer, at=clock.now, by="usr_sam")
    left = Declaration.objects.values_list("name", "email", "contract", "reason_given", "customer")
    assert list(left) == [("", "", "", "", None), (BOB.name, BOB.email, "MS-999999", "An illness", None)]


def interrupted(*_asked: object, **_told: object) -> None:
    raise OSError("disk")


# --- what is refused ------------------------------------------------------------------------------------------------


def test_nobody_is_forgotten_while_a_subscription_runs(shop):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()  # it still runs to its end
    with pytest.raises(SubscriptionRuns, match="Professional runs until 2 March 2027"):
        data_requests.erase(Buyer(ALICE).customer, at=NOON, by="usr_sam")
    assert Buyer(ALICE).customer.name == ALICE.name


def test_nobody_is_forgotten_while_money_is_awaited(shop):
    shop.sells(to=BOB)  # he pays by transfer
    assert Order.objects.get().state == "placed"
    with pytest.raises(MoneyOpen):
        data_requests.weigh(Buyer(BOB).customer, at=NOON)


def test_nobody_is_forgotten_while_a_correction_of_an_invoice_waits(ended, clock):
    ask_for_correction(Invoice.objects.get(), {"name": ALICE.name}, at=clock.now, by=ended.ref)
    with pytest.raises(CorrectionOpen):
        data_requests.weigh(ended, at=clock.now)
    close_corrections(Invoice.objects.get(), granted=False, at=clock.now, by="usr_sam")
    data_requests.erase(ended, at=clock.now, by="usr_sam")
    assert Correction.objects.get().buyer == {}


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


# --- addresses that he had before ------------------------------------------------------------------------------------

BETWEEN = replace(ALICE, email="alice@between.example")


def moved_twice() -> Customer:
    """Let staff correct the address of Alice, who bought, twice; in between she has bought nothing."""
    for person, email in ((ALICE, BETWEEN.email), (BETWEEN, MOVED.email)):
        correct_email(Buyer(person).customer, email, reason="moved", letters=[], at=present(), by="usr_sam")
    return Buyer(MOVED).customer


def letters_in_copy(customer: Customer) -> set[str]:
    data = data_requests.everything(customer, at=present())
    return {letter["to"] for letter in data["shop"]["letters"] if letter["kind"] == "answer"}


@pytest.mark.parametrize("person", [ALICE, BETWEEN])
def test_what_went_to_and_came_from_a_former_address_that_nobody_has_now_is_his(shop, clock, person):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    customer = moved_twice()
    letter = letter_to(person.email)
    written_by(person, "My dog")
    clock.travel_to("2028-01-10")
    assert (letters_in_copy(customer), subjects_in_copy(MOVED)) == ({person.email}, (["My dog"], ["My dog"]))

    data_requests.erase(customer, at=clock.now, by="usr_sam")
    letter.refresh_from_db()
    assert (letter.to_address, letter.subject) == ("forgotten", "")
    assert (tables_with(person.email), tables_with("My dog")) == ([], [])


@pytest.mark.parametrize("person", [ALICE, BETWEEN])
def test_what_went_to_and_came_from_a_former_address_that_is_anothers_now_is_not_his(shop, clock, person):
    shop.sells(to=ALICE)
    Buyer(ALICE).cancels()
    customer = moved_twice()
    clock.travel_to("2028-01-10")
    shop.sells(to=replace(BOB, email=person.email))
    letter = letter_to(person.email)
    written_by(person, "My cat")
    assert (letters_in_copy(customer), subjects_in_copy(MOVED)) == (set(), ([], []))
    assert letters_in_copy(Buyer(person).customer) == {person.email}

    data_requests.erase(customer, at=clock.now, by="usr_sam")
    letter.refresh_from_db()
    assert (letter.to_address, Incoming.objects.get().subject) == (person.email, "My cat")


def test_who_has_an_address_now_gets_no_letters_of_who_had_it_before(shop, clock):
    shop.sells(to=ALICE)
    hers = letter_to(ALICE.email, whose=Buyer(ALICE).customer.ref)
    moved_twice()
    zoe = replace(ALICE, name="Zoe Another", street="Via Nuova 1")
    shop.sells(to=zoe)
    Buyer(zoe).cancels()
    clock.travel_to("2028-01-10")
    assert letters_in_copy(Buyer(zoe).customer) == set()
    data_requests.erase(Buyer(zoe).customer, at=clock.now, by="usr_sam")
    hers.refresh_from_db()
    assert (hers.to_address, letters_in_copy(Buyer(MOVED).customer)) == (ALICE.email, {ALICE.email})
