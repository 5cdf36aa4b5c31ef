"""Tickets, wishes and declarations are kept for a time, and what something still needs is kept longer."""

from datetime import timedelta
from functools import partial

import pytest

from abaca.dispatch.jobs import drain_all
from abaca.dispatch.queries import present
from abaca.inbox.actions import receive
from abaca.inbox.models import Source
from abaca.store.correspondence.actions import Declaring
from abaca.store.correspondence.models import Declaration, Wish
from abaca.store.correspondence.queries import next_declaration_over_time
from abaca.store.correspondence.states import Declared
from abaca.store.customers.actions import hold
from abaca.store.workflows import declarations
from abaca.store.workflows.retention import forget_declarations
from abaca.support.tickets.actions import Answer, answer, close, link, note
from abaca.support.tickets.jobs import forget
from abaca.support.tickets.models import Message, Ticket
from abaca.support.tickets.queries import next_over_time, over_time
from tests.conftest import NOON
from tests.console.tickets import make_ticket
from tests.makers.leaving import tables_with
from tests.makers.shop import ALICE, Buyer, Shop
from tests.makers.statements import statements_of

STRANGER = "private@alice.example"
WORDS = [STRANGER, "parrot", "cockatoo", "budgie"]


@pytest.fixture(autouse=True)
def short(settings, db, letters) -> None:
    settings.LETTERS_KEPT_DAYS = settings.MAILS_KEPT_DAYS = settings.DECLARATIONS_KEPT_DAYS = 100


def asks(subject: str = "My parrot", reply_to: str = "") -> Ticket:
    """Let a stranger write, such that something is read out of it; return the ticket."""
    answers = f"In-Reply-To: {reply_to}\r\n" if reply_to else ""
    head = f"From: A R <{STRANGER}>\r\nTo: support@musa.example\r\nMessage-ID: <{subject[-6:]}@alice.example>\r\n"
    raw = f"{head}{answers}Subject: {subject}\r\n\r\nPlease cancel my parrot subscription.\r\n".encode()
    receive(raw, source=Source.SMTP, at=present(), envelope_from=STRANGER, envelope_to="support@musa.example")
    drain_all(at=present())
    return Ticket.objects.latest("pk")


def answered(ticket: Ticket) -> Message:
    entry = answer(ticket, Answer("About your cockatoo", "form", "Sam"), at=present(), by="usr_sam")
    note(ticket, "The budgie is ill", at=present(), by="usr_sam")
    return entry


def test_of_a_ticket_over_its_time_no_word_is_left_also_if_it_still_waits_for_the_customer(clock):
    answered(asks())
    clock.travel_to(NOON + timedelta(days=99))
    assert all(tables_with(word) for word in WORDS)
    clock.travel_to(NOON + timedelta(days=131))  # the mail is needed until its ticket is gone, and looked at again then
    assert [tables_with(word) for word in WORDS] == [[]] * 4
    assert (Ticket.objects.get().state, Ticket.objects.get().opened_at) == ("closed", NOON)
    assert [wish.kind for wish in Wish.objects.all()] == ["cancel"]
    assert (over_time(clock.now, 9), next_over_time()) == ([], None)


def test_the_sentence_of_a_wish_goes_with_its_mail_though_the_ticket_goes_on(clock):
    ticket = asks()
    close(ticket, at=NOON, by="usr_sam")
    clock.travel_to(NOON + timedelta(days=60))
    answer(ticket, Answer("One word more", "again", "Sam", closes=True), at=clock.now, by="usr_sam")
    clock.travel_to(NOON + timedelta(days=101))
    assert (Wish.objects.get().sentence, Ticket.objects.get().address) == ("", STRANGER)


def test_what_waits_for_us_is_kept(clock):
    asks()
    clock.travel_to(NOON + timedelta(days=200))
    assert Ticket.objects.get().address == STRANGER
    assert Wish.objects.get().sentence


def test_the_ticket_of_who_is_held_is_kept(clock):
    Shop().sells(to=ALICE)
    ticket = asks()
    link(ticket, Buyer(ALICE).customer.ref, at=NOON, by="usr_sam")
    close(ticket, at=NOON, by="usr_sam")
    hold(Buyer(ALICE).customer, "A case", at=NOON, by="usr_sam")
    clock.travel_to(NOON + timedelta(days=200))
    assert Ticket.objects.get().address == STRANGER


def test_who_answers_after_a_ticket_is_forgotten_opens_another_one(clock):
    ours = answered(asks()).message_id
    clock.travel_to(NOON + timedelta(days=101))
    assert asks("Re: My cat", reply_to=ours).address == STRANGER
    assert Ticket.objects.count() == 2


def test_three_tickets_cost_as_many_statements_as_one():
    pks = [make_ticket().pk for _ in range(4)]
    Ticket.objects.update(state="closed", closed_at=NOON, waits_since=None, answer_by=None)
    at = NOON + timedelta(days=101)
    costs = [statements_of(partial(forget, some, at=at)) for some in (pks[:1], pks[1:])]
    assert costs[0] == costs[1]
    assert set(Ticket.objects.values_list("address", flat=True)) == {"forgotten"}


def declared(contract: str) -> None:
    said = Declaring(f"form {contract}", Declared.CANCEL, ALICE.name, contract, ALICE.email, "en", extraordinary=True)
    declarations.receive(said, at=present())
    drain_all(at=present())


def test_a_declaration_is_kept_from_the_day_on_which_it_was_dealt_with(clock):
    declared("MS-999999")
    [made] = Declaration.objects.all()
    clock.travel_to(NOON + timedelta(days=150))
    assert Declaration.objects.get().name == ALICE.name  # nobody has dealt with it
    declarations.close(made, note="He has no contract", at=clock.now, by="usr_sam")
    clock.travel_to(NOON + timedelta(days=249))
    assert Declaration.objects.get().note
    clock.travel_to(NOON + timedelta(days=251))
    now = Declaration.objects.get()
    assert (now.name, now.email, now.contract, now.note, now.what, now.received_at) == ("", "", "", "", "cancel", NOON)
    assert next_declaration_over_time() is None


def test_the_declaration_of_who_is_held_is_kept_and_looked_at_again(clock):
    declared(Shop().sells(to=ALICE).order.number)
    made = Declaration.objects.get()
    Declaration.objects.update(state="done", settled_at=NOON, next_at=None, customer=Buyer(ALICE).customer)
    hold(Buyer(ALICE).customer, "A case", at=NOON, by="usr_sam")
    at = NOON + timedelta(days=101)
    forget_declarations([made.pk], at=at)
    made.refresh_from_db()
    assert (made.name, made.needed_until) == (ALICE.name, at + timedelta(days=30))
