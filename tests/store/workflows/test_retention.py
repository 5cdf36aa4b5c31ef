"""Papers whose years are over are destroyed, what something still needs is not, and the books stay whole."""

import json
from dataclasses import replace
from datetime import date, timedelta
from functools import partial

import pytest
from django.test import Client

from abaca.access.models import User
from abaca.config import data_requests
from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.inbox.actions import receive
from abaca.inbox.models import Source
from abaca.messaging.models import Letter
from abaca.store.customers.actions import ReasonMissing, hold, let_go
from abaca.store.invoices.actions import Credit, ask_for_correction, credit
from abaca.store.invoices.models import Invoice
from abaca.store.invoices.queries import PaperDestroyed, next_over_time, over_time
from abaca.store.invoices.states import Cause
from abaca.store.journal.models import Entry
from abaca.store.payments.models import Dispute, Payment, Transfer
from abaca.store.workflows.invariants import check_all
from abaca.store.workflows.merging import merge
from abaca.store.workflows.privacy import DataHeld
from abaca.store.workflows.retention import destroy_papers
from abaca.support.tickets.actions import link
from abaca.support.tickets.models import Ticket
from tests.conftest import NOON
from tests.makers.shop import ALICE, BOB, CHARLIE, DORA, Buyer, Shop
from tests.makers.staff import BACKEND, at_the_desk
from tests.makers.statements import statements_of

MAIL = b"From: Alice Rossi <alice@example.com>\r\nTo: support@musa.example\r\nSubject: My dog\r\n\r\nAlice here.\r\n"
OVER = "2028-01-01"  # a paper of 2026 that is kept for a year


@pytest.fixture
def shop(db, letters, settings) -> Shop:
    settings.PAPERS_KEPT_YEARS = 1
    return Shop()


def gone(person=ALICE) -> list[bool]:
    """Tell of the papers of somebody, the oldest first, whether each is destroyed."""
    return [
        paper.destroyed_at is not None
        for paper in Invoice.objects.filter(customer=Buyer(person).customer).order_by("pk")
    ]


def leaves(shop, person=ALICE) -> None:
    """Let somebody buy a year and go at its end."""
    shop.sells(to=person)
    Buyer(person).cancels()


@pytest.mark.parametrize(
    ("elsewhere", "day", "destroyed"),
    [
        ({}, "2027-12-31", False),
        ({}, "2028-01-01", True),
        ({"IT": 2}, "2028-12-31", False),
        ({"IT": 2}, "2029-01-01", True),
        ({"FR": 2}, "2028-01-01", True),
    ],
)
def test_papers_are_kept_to_the_end_of_their_year_and_then_destroyed(shop, clock, settings, elsewhere, day, destroyed):
    settings.PAPERS_KEPT_ELSEWHERE = elsewhere
    leaves(shop)
    clock.travel_to(day)
    assert gone() == [destroyed]
    assert (next_over_time() is None) == destroyed


def test_of_a_destroyed_paper_number_days_and_sums_stay_and_no_name(shop, clock):
    leaves(shop)
    before = Invoice.objects.values("number", "issued_on", "net", "tax", "gross", "tax_country", "tax_rate").get()
    clock.travel_to(OVER)
    paper = Invoice.objects.get()
    assert {name: getattr(paper, name) for name in before} == before
    assert (paper.document, paper.digest, paper.vat_id) == ({}, "", "")
    assert check_all(at=clock.now) == []


def test_the_journal_says_how_many_went_and_names_nobody(shop, clock):
    for person in (ALICE, DORA):
        leaves(shop, person)
    clock.travel_to(OVER)
    [entry] = Entry.objects.filter(what="papers.destroyed")
    assert (entry.about, entry.whose, entry.by) == ("papers", "", "the house")
    assert entry.facts == {"invoice": 2, "first": "2026-03-02", "last": "2026-03-02"}


def written() -> None:
    """Let Alice write, and staff give her ticket to her."""
    receive(MAIL, source=Source.SMTP, at=present(), envelope_from=ALICE.email, envelope_to="support@musa.example")
    drain_all(at=present())
    link(Ticket.objects.get(), Buyer(ALICE).customer.ref, at=present(), by="usr_sam")


def held() -> None:
    hold(Buyer(ALICE).customer, "Case 7/2027", at=present(), by="usr_sam")


def corrected() -> None:
    ask_for_correction(Invoice.objects.get(), {"name": "Alice"}, at=present(), by="alice")


def runs_on() -> None:
    Invoice.objects.update(ends=date(2029, 3, 2))


def contested() -> None:
    at, payment = present(), Payment.objects.get()
    due = at + timedelta(days=14)
    Dispute.objects.create(
        provider="rehearsal", provider_ref="dp_1", payment=payment, amount=1, opened_at=at, evidence_due_at=due
    )


@pytest.mark.parametrize("need", [held, written, corrected, runs_on, contested])
def test_what_something_still_needs_is_not_destroyed(shop, clock, need):
    leaves(shop)
    clock.travel_to("2027-12-30")
    need()
    clock.travel_to("2028-01-02")
    assert gone() == [False]


def test_what_was_needed_goes_within_a_month_after_it_is_not(shop, clock):
    leaves(shop)
    held()
    clock.travel_to("2028-01-02")
    let_go(Buyer(ALICE).customer, at=clock.now, by="usr_sam")
    assert (gone(), over_time(clock.now, 9)) == ([False], [])  # looked at again, not every minute
    clock.travel_to("2028-02-02")
    assert gone() == [True]


def test_three_papers_cost_as_many_statements_as_one(shop, clock, settings):
    settings.PAPERS_KEPT_YEARS = 10
    for person in (ALICE, CHARLIE, DORA):
        leaves(shop, person)
    ids = list(Invoice.objects.order_by("pk").values_list("pk", flat=True))
    at = NOON + timedelta(days=365 * 12)
    costs = [statements_of(partial(destroy_papers, some, at=at)) for some in (ids[:1], ids[1:])]
    assert costs[0] == costs[1]
    assert gone(ALICE) + gone(CHARLIE) + gone(DORA) == [True, True, True]


def test_who_is_held_is_not_erased_until_he_is_let_go(shop, clock):
    leaves(shop)
    clock.travel_to("2027-06-01")
    alice = Buyer(ALICE).customer
    with pytest.raises(ReasonMissing):
        hold(alice, "  ", at=clock.now, by="usr_sam")
    held()
    with pytest.raises(DataHeld):
        data_requests.erase(alice, at=clock.now, by="usr_sam")
    let_go(alice, at=clock.now, by="usr_sam")
    data_requests.erase(Buyer(ALICE).customer, at=clock.now, by="usr_sam")
    assert Entry.objects.filter(whose=alice.ref, what__in=["customer.held", "customer.let_go"]).count() == 2


def test_a_destroyed_paper_is_shown_to_nobody_and_the_page_says_why(shop, clock):
    leaves(shop)
    number = Invoice.objects.get().number
    clock.travel_to(OVER)
    client = Client()
    client.force_login(User.objects.get(email=ALICE.email), backend=BACKEND)
    answers = [client.get(f"/account/invoices/{number}{way}") for way in ("/", "/pdf/", "/xml/")]
    answers.append(at_the_desk().get(f"/console/invoices/{number}/"))
    assert [answer.status_code for answer in answers] == [410, 410, 410, 410]
    assert all("was destroyed when the years were over" in answer.content.decode() for answer in answers)
    order = Buyer(ALICE).orders[0].order
    assert f"/account/invoices/{number}" not in client.get(f"/account/orders/{order.number}/").content.decode()
    assert json.loads(json.dumps(data_requests.everything(Buyer(ALICE).customer, at=clock.now), default=str))


def test_nothing_is_taken_back_of_a_destroyed_paper(shop, clock):
    leaves(shop)
    clock.travel_to(OVER)
    with pytest.raises(PaperDestroyed):
        credit([Credit(Invoice.objects.get(), Cause.REFUND)], at=clock.now, by="usr_sam")
    assert Invoice.objects.count() == 1


def test_a_line_of_the_bank_forgets_its_payer_when_its_years_are_over(shop, clock):
    whole = shop.sells(to=BOB)
    shop.books(whole.order)
    Buyer(BOB).cancels()
    line = Transfer.objects.get()
    assert line.payer
    clock.travel_to("2027-12-31")
    assert Transfer.objects.get().payer == line.payer
    clock.travel_to(OVER)
    now = Transfer.objects.get()
    assert (now.payer, now.reference, now.amount, now.value_on) == ("", "", line.amount, line.value_on)
    assert Entry.objects.get(what="transfers.forgotten").facts == {"lines": 1}


def test_money_that_nobody_has_placed_keeps_its_payer(shop, clock):
    whole = shop.sells(to=BOB)
    shop.books(whole.order)
    Buyer(BOB).cancels()
    Transfer.objects.update(order=None, applied_at=None)
    clock.travel_to(OVER)
    assert Transfer.objects.get().payer


def test_an_open_ticket_of_either_keeps_what_two_joined_customers_have(shop, clock):
    lost, kept = (shop.sells(to=who).order.customer for who in (replace(ALICE, email="alcie@example.com"), ALICE))
    written()
    ticket = Ticket.objects.get()
    for whose in (lost, kept):
        link(ticket, whose.ref, at=NOON, by="usr_sam")
        found = [data_requests.customers_needed([each.ref]) for each in (lost, kept)]
        assert found == [{whose.ref} & {each.ref} for each in (lost, kept)]
    link(ticket, lost.ref, at=NOON, by="usr_sam")
    merge(lost, kept, at=NOON, by="usr_sam")
    refs = {lost.ref, kept.ref}
    assert data_requests.customers_needed(refs) == refs
    assert data_requests.tickets_needed([ticket.pk]) == set()  # a ticket is not needed for its own sake
    assert data_requests.letters_needed(list(Letter.objects.filter(whose=kept.ref).values_list("pk", flat=True)))
